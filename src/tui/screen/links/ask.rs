//! What has to be typed before something is done: kind and note of what is set aside, a question to HR, the name of a
//! file.

use super::case::Case;
use crate::core::EmployeeId;
use crate::core::state::{Aside, AsideKind};
use crate::lang::{Key, Lang};
use crate::report::words::aside_kind;
use crate::tui::action::Action;
use crate::tui::job::JobId;
use crate::tui::key::Edit;
use crate::tui::shell::Shell;
use crate::tui::theme::Role;
use crate::tui::view_state::{ListId, ViewState};
use crate::tui::widget::field::TextField;
use crate::tui::widget::form::{Field, Form, Input};
use crate::tui::widget::frame::dialog;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub const FORM: ListId = ListId("links-form");
/// Columns and rows.
const SIZE: (u16, u16) = (72, 9);

/// The kinds that can be chosen, in their order; the owner of a second account is a field of its own.
const KINDS: [AsideKind; 6] = [
    AsideKind::Service,
    AsideKind::Shared,
    AsideKind::Room,
    AsideKind::External,
    AsideKind::Second(None),
    AsideKind::Other,
];

/// Fields of what is set aside.
const KIND: usize = 0;
const OWNER: usize = 1;
const ASIDE_NOTE: usize = 2;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Rule L9, of profiles.
    Aside,
    /// Rule L9, of employees.
    Exclude,
    AskHr,
    Export,
    ReadBack,
}

#[derive(Debug)]
pub struct Ask {
    pub purpose: Purpose,
    /// Who it is about.
    pub cases: Vec<Case>,
    title: String,
    form: Form,
    /// What was typed is being tried.
    pub waits_for: Option<JobId>,
}

impl Ask {
    /// `owner`: whose second account it may be.
    pub fn to_set_aside(lang: &Lang, title: String, cases: Vec<Case>, owner: Option<EmployeeId>) -> Self {
        let options = KINDS.into_iter().map(aside_kind).collect();
        let owner = owner.map_or_else(String::new, |owner| owner.to_string());
        let fields = vec![
            Field::new(
                lang.text(Key("links-form-kind")),
                Input::Choice { options, chosen: 0 },
            ),
            Field::new(
                lang.text(Key("links-form-owner")),
                Input::Text(TextField::new(&owner)),
            ),
            text_field(lang, Key("links-form-note"), ""),
        ];
        Self::new(Purpose::Aside, title, cases, fields)
    }

    /// With one line to type.
    pub fn for_line(purpose: Purpose, label: String, title: String, cases: Vec<Case>, text: &str) -> Self {
        let field = Field::new(label, Input::Text(TextField::new(text)));
        Self::new(purpose, title, cases, vec![field])
    }

    fn new(purpose: Purpose, title: String, cases: Vec<Case>, fields: Vec<Field>) -> Self {
        Self {
            purpose,
            cases,
            title,
            form: Form::new(FORM, fields),
            waits_for: None,
        }
    }

    pub fn takes_text(&self) -> bool {
        self.form.takes_text()
    }

    pub fn edit(&mut self, edit: Edit) {
        self.form.edit(edit);
    }

    pub fn paste(&mut self, text: &str) {
        self.form.paste(text);
    }

    pub fn act(&mut self, action: Action) {
        if !self.form.act(action) {
            match action {
                Action::Left => self.form.edit(Edit::Left),
                Action::Right => self.form.edit(Edit::Right),
                _ => {}
            }
        }
    }

    pub fn press(&mut self, field: usize) {
        self.form.set_focus(field);
    }

    /// The line, of those that ask for one; trimmed.
    pub fn line(&self) -> &str {
        self.form.text(0).trim()
    }

    /// What is set aside, and how; `None`: something is missing, which is said beside the field. `knows` tells whether
    /// there is such an employee.
    pub fn aside(&mut self, lang: &Lang, knows: impl Fn(EmployeeId) -> bool) -> Option<Aside> {
        let chosen = self.form.choice(KIND);
        self.form.remark(OWNER, None);
        self.form.remark(ASIDE_NOTE, None);
        let mut kind = *KINDS.get(chosen)?;
        if matches!(kind, AsideKind::Second(_)) {
            let owner = EmployeeId::from_link(self.form.text(OWNER)).filter(|owner| knows(*owner));
            if owner.is_none() {
                return self.refuse(OWNER, lang.text(Key("links-form-no-owner")));
            }
            kind = AsideKind::Second(owner);
        }
        let note = self.form.text(ASIDE_NOTE).trim().to_owned();
        if note.is_empty() {
            return self.refuse(ASIDE_NOTE, lang.text(Key("links-form-no-note")));
        }
        Some(Aside { kind, note })
    }

    /// Says beside a field what is wrong with it, and goes there.
    pub fn refuse<T>(&mut self, field: usize, says: String) -> Option<T> {
        self.form.remark(field, Some((says, Role::Waits)));
        self.form.set_focus(field);
        None
    }

    pub fn draw(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
        state.cover();
        let inside = dialog(shell, area, buffer, SIZE, &self.title);
        let inside = Rect {
            y: inside.y + inside.height.min(1),
            height: inside.height.saturating_sub(1),
            ..inside
        };
        self.form.draw(shell, inside, buffer, state, true);
    }
}

fn text_field(lang: &Lang, label: Key, text: &str) -> Field {
    Field::new(lang.text(label), Input::Text(TextField::new(text)))
}
