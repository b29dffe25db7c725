//! What the six steps have in common: what they are called, what they know together, and how each answers keys.

use super::task::{Begun, Everybody, OktaTried, PersonioTried, Task};
use crate::core::Policy;
use crate::engine::setup::{Draft, Secret};
use crate::failure::Failure;
use crate::lang::Key;
use crate::tui::action::Action;
use crate::tui::bindings as keys;
use crate::tui::key::{Binding, Chord, Edit};
use crate::tui::screen::Copied;
use crate::tui::shared::Shared;
use crate::tui::shell::Shell;
use crate::tui::theme::Role;
use crate::tui::view_state::{ListId, ViewState};
use crate::tui::widget::form::{Field, Form, Input};
use crate::tui::widget::frame::paragraph;
use crate::tui::widget::pick::Pick;
use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum StepId {
    #[default]
    Prepare,
    Okta,
    Personio,
    Login,
    Attributes,
    Review,
}

/// What was answered and found so far.
#[derive(Debug)]
pub struct Known {
    pub draft: Draft,
    pub begun: Begun,
    /// As it was tried with what stands in the fields now.
    pub okta: Option<Shared<OktaTried>>,
    pub personio: Option<Shared<PersonioTried>>,
    pub everybody: Option<Shared<Everybody>>,
    /// Both sides are being read.
    pub is_reading: bool,
}

/// What a key made of a step.
#[derive(Debug)]
pub enum Outcome {
    /// Not this step's business.
    Ignored,
    Stays,
    /// Done here.
    Next,
    Go(StepId),
    Do(Task),
    /// One of these is to be chosen; the number comes back with what was.
    Choose(Box<Pick>, u16),
}

/// One step. What is not overridden is what a step without that part does.
pub trait Step {
    fn bindings(&self) -> &'static [Binding];

    fn takes_text(&self) -> bool {
        false
    }

    /// It is shown, or something that it shows was found.
    fn refresh(&mut self, known: &mut Known, shell: &Shell);

    fn edit(&mut self, _edit: Edit, _known: &mut Known, _shell: &Shell) {}

    fn paste(&mut self, _text: &str, _known: &mut Known, _shell: &Shell) {}

    fn act(&mut self, action: Action, known: &mut Known, shell: &mut Shell) -> Outcome;

    fn press(&mut self, list: ListId, index: usize, known: &mut Known, shell: &mut Shell) -> Outcome;

    /// This line of what was offered under `number` was chosen.
    fn chosen(&mut self, _number: u16, _line: usize, _known: &mut Known, _shell: &Shell) -> Outcome {
        Outcome::Stays
    }

    fn copied(&self, _known: &Known, _shell: &Shell) -> Option<Copied> {
        None
    }

    /// What it asked for did not work.
    fn failed(&mut self, _failure: Failure) {}

    fn view(&self, known: &Known, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState);
}

impl StepId {
    pub const ALL: [Self; 6] = [
        Self::Prepare,
        Self::Okta,
        Self::Personio,
        Self::Login,
        Self::Attributes,
        Self::Review,
    ];

    /// From 1, as drafts and sentences count.
    pub fn number(self) -> u8 {
        self as u8 + 1
    }

    pub fn of_number(number: u8) -> Self {
        let at = usize::from(number.saturating_sub(1));
        Self::ALL.get(at).copied().unwrap_or_default()
    }

    pub fn next(self) -> Self {
        Self::of_number((self.number() + 1).min(Self::Review.number()))
    }

    pub fn previous(self) -> Self {
        Self::of_number(self.number().saturating_sub(1).max(1))
    }

    pub fn title(self) -> Key {
        match self {
            Self::Prepare => Key("step-prepare"),
            Self::Okta => Key("step-okta"),
            Self::Personio => Key("step-personio"),
            Self::Login => Key("step-login"),
            Self::Attributes => Key("step-attributes"),
            Self::Review => Key("step-review"),
        }
    }
}

impl Known {
    /// The settings as they were answered so far.
    pub fn policy(&self) -> Policy {
        let base = self.begun.policy.clone();
        Policy {
            login: self.draft.login_schema().unwrap_or(base.login),
            umlauts: self.draft.umlauts(),
            mapping: self.draft.lines(),
            activation: self.draft.activation(),
            days_before_hire: self.draft.days_before_hire,
            ..base
        }
    }

    /// The variable that a secret comes from, whatever is typed.
    pub fn given(&self, secret: Secret) -> Option<&str> {
        let found = self.begun.given.iter().find(|(given, _)| *given == secret);
        found.map(|(_, variable)| variable.as_str())
    }

    /// Another org, or another way into it: nothing of what was read holds for it.
    pub fn forget_okta(&mut self) {
        self.okta = None;
        self.forget_personio();
    }

    pub fn forget_personio(&mut self) {
        self.personio = None;
        self.everybody = None;
    }

    /// The reading that steps 4 and 5 go by, where it is not there and can be had.
    pub fn reading(&self) -> Option<Task> {
        let (Some(okta), Some(personio), None) = (&self.okta, &self.personio, &self.everybody) else {
            return None;
        };
        Some(Task::ReadEverybody {
            okta: okta.clone(),
            personio: personio.clone(),
            policy: Box::new(self.policy()),
        })
    }
}

const ENTER: Binding = Binding::new(
    &[Chord::of(KeyCode::Enter)],
    Action::Accept,
    Key("key-wizard-enter"),
)
.hint();
pub const NEXT_STEP: Binding = Binding::new(
    &[Chord::of(KeyCode::PageDown)],
    Action::NextStep,
    Key("key-next-step"),
)
.hint();
pub const PREVIOUS_STEP: Binding = Binding::new(
    &[Chord::of(KeyCode::PageUp)],
    Action::PreviousStep,
    Key("key-previous-step"),
);
pub const BACK: Binding = Binding::new(&[Chord::of(KeyCode::Esc)], Action::Back, Key("key-step-back")).hint();
const UP: Binding = Binding::new(
    &[Chord::of(KeyCode::Up), Chord::ctrl('p')],
    Action::Up,
    Key("key-up"),
);
const DOWN: Binding = Binding::new(
    &[Chord::of(KeyCode::Down), Chord::ctrl('n')],
    Action::Down,
    Key("key-down"),
);
const NEXT_FIELD: Binding = Binding::new(&[Chord::of(KeyCode::Tab)], Action::Next, Key("key-next-field"));
const PREVIOUS_FIELD: Binding = Binding::new(
    &[Chord::of(KeyCode::BackTab)],
    Action::Previous,
    Key("key-previous-field"),
);
const TURN_LEFT: Binding = Binding::new(
    &[Chord::of(KeyCode::Left), Chord::letter('h')],
    Action::Left,
    Key("key-turn-back"),
);
const TURN: Binding = Binding::new(
    &[Chord::of(KeyCode::Right), Chord::letter(' '), Chord::letter('l')],
    Action::Right,
    Key("key-turn"),
);

/// While letters go into a field: the arrows to the left and right are the field's.
pub const TEXT_KEYS: &[Binding] = &[
    ENTER,
    BACK,
    NEXT_STEP,
    PREVIOUS_STEP,
    UP,
    DOWN,
    NEXT_FIELD,
    PREVIOUS_FIELD,
];

/// In choices and on buttons.
pub const FORM_KEYS: &[Binding] = &[
    ENTER,
    BACK,
    NEXT_STEP,
    PREVIOUS_STEP,
    keys::UP,
    keys::DOWN,
    NEXT_FIELD,
    PREVIOUS_FIELD,
    TURN_LEFT,
    TURN,
];

/// While one of many is chosen.
pub const PICK_KEYS: &[Binding] = &[
    Binding::new(&[Chord::of(KeyCode::Enter)], Action::Accept, Key("key-choose")).hint(),
    Binding::new(&[Chord::of(KeyCode::Esc)], Action::Back, Key("key-close")).hint(),
    UP,
    DOWN,
    keys::PAGE_UP,
    keys::PAGE_DOWN,
];

pub fn form_keys(form: &Form) -> &'static [Binding] {
    if form.takes_text() { TEXT_KEYS } else { FORM_KEYS }
}

pub fn button(shell: &Shell, label: Key) -> Field {
    Field::new(shell.lang.text(label), Input::Button)
}

/// Draws a paragraph and gives what of the area is left below it.
pub fn write(shell: &Shell, area: Rect, buffer: &mut Buffer, text: &str, role: Role) -> Rect {
    let taken = paragraph(shell, area, buffer, (text, role));
    below(area, taken)
}

/// What a failure says, whole, as far as there is room.
pub fn write_failure(shell: &Shell, area: Rect, buffer: &mut Buffer, failure: &Failure) -> Rect {
    let mut rest = write(shell, area, buffer, &format!("! {}", failure.what), Role::Danger);
    for (text, role) in [(&failure.why, Role::Text), (&failure.todo, Role::Heading)] {
        for line in text.iter().flat_map(|text| text.lines()) {
            rest = write(shell, rest, buffer, line, role);
        }
    }
    rest
}

pub fn below(area: Rect, taken: u16) -> Rect {
    let taken = taken.min(area.height);
    Rect {
        y: area.y + taken,
        height: area.height - taken,
        ..area
    }
}
