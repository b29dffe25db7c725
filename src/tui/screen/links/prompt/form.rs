//! What is asked, in place, before a profile is set aside or HR is asked: the kind, whose second account it is, a note.

use crate::core::state::{Aside, AsideKind};
use crate::core::{EmployeeId, OktaId};
use crate::lang::Key;
use crate::store::state::Decision;
use crate::tui::action::Action;
use crate::tui::desk::People;
use crate::tui::key::Edit;
use crate::tui::widget::field::TextField;

/// With the words for each kind.
const KINDS: [(Kind, Key); 6] = [
    (Kind::Service, Key("prompt-kind-service")),
    (Kind::Shared, Key("prompt-kind-shared")),
    (Kind::Room, Key("prompt-kind-room")),
    (Kind::External, Key("prompt-kind-external")),
    (Kind::Second, Key("prompt-kind-second")),
    (Kind::Other, Key("prompt-kind-other")),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Service,
    Shared,
    /// A room or a device.
    Room,
    External,
    /// A second account of an employee.
    Second,
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// Rule L9.
    Aside,
    Hr,
}

#[derive(Debug, Clone)]
pub(super) struct Form {
    pub about: About,
    /// In [`KINDS`].
    kind: usize,
    /// The ID of whose second account it is.
    owner: TextField,
    note: TextField,
    is_at_owner: bool,
}

/// Why it cannot be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    Note,
    /// Nobody has the ID that was typed.
    Owner,
}

impl Form {
    /// With the kind and the note of the last one: those that look alike come one after another.
    pub fn aside(last: Option<&Self>) -> Self {
        Self {
            about: About::Aside,
            kind: last.map_or(0, |last| last.kind),
            owner: TextField::default(),
            note: last.map_or_else(TextField::default, |last| last.note.clone()),
            is_at_owner: false,
        }
    }

    pub fn ask_hr() -> Self {
        Self {
            about: About::Hr,
            kind: 0,
            owner: TextField::default(),
            note: TextField::default(),
            is_at_owner: false,
        }
    }

    /// Who is probably meant, unless somebody was typed.
    pub fn propose_owner(&mut self, owner: EmployeeId) {
        if self.owner.is_empty() {
            self.owner = TextField::new(&owner.to_string());
        }
    }

    pub fn kind(&self) -> (Kind, Key) {
        KINDS[self.kind % KINDS.len()]
    }

    pub fn wants_owner(&self) -> bool {
        self.about == About::Aside && self.kind().0 == Kind::Second
    }

    pub fn is_at_owner(&self) -> bool {
        self.wants_owner() && self.is_at_owner
    }

    pub fn owner(&self) -> &TextField {
        &self.owner
    }

    pub fn note(&self) -> &TextField {
        &self.note
    }

    /// Of the ID that was typed, where there is one.
    pub fn owner_id(&self) -> Option<EmployeeId> {
        EmployeeId::from_link(self.owner.text().trim())
    }

    pub fn edit(&mut self, edit: Edit) {
        self.focused().edit(edit);
    }

    pub fn paste(&mut self, text: &str) {
        self.focused().paste(text);
    }

    fn focused(&mut self) -> &mut TextField {
        if self.is_at_owner() {
            &mut self.owner
        } else {
            &mut self.note
        }
    }

    /// Up and down choose the kind, Tab goes between the fields.
    pub fn act(&mut self, action: Action) {
        let count = KINDS.len();
        match action {
            Action::Up => self.kind = (self.kind + count - 1) % count,
            Action::Down => self.kind = (self.kind + 1) % count,
            Action::Next | Action::Previous => self.is_at_owner = !self.is_at_owner,
            _ => {}
        }
    }

    /// What is decided by it.
    pub fn decision(&self, profile: OktaId, people: &People) -> Result<Decision, Missing> {
        let note = self.note.text().trim().to_owned();
        if self.about == About::Hr {
            return Ok(Decision::AskHr { profile, note });
        }
        if note.is_empty() {
            return Err(Missing::Note);
        }
        let kind = match self.kind().0 {
            Kind::Service => AsideKind::Service,
            Kind::Shared => AsideKind::Shared,
            Kind::Room => AsideKind::Room,
            Kind::External => AsideKind::External,
            Kind::Other => AsideKind::Other,
            Kind::Second if self.owner.text().trim().is_empty() => AsideKind::Second(None),
            Kind::Second => {
                let owner = self.owner_id().filter(|id| people.place_of(*id).is_some());
                AsideKind::Second(Some(owner.ok_or(Missing::Owner)?))
            }
        };
        Ok(Decision::SetAside {
            profile,
            aside: Aside { kind, note },
        })
    }
}
