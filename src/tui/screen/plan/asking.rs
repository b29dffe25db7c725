//! What lies over the plan while something is asked or read: a note for a hold, a choice about what waits, lines.

use super::deciding::Choice;
use super::detail::Line;
use crate::core::EmployeeId;
use crate::core::plan::ActionKind;
use crate::lang::{Key, Lang};
use crate::report::wrap;
use crate::tui::action::Action;
use crate::tui::bindings as keys;
use crate::tui::desk::Act;
use crate::tui::key::{Binding, Chord, Edit};
use crate::tui::shell::Shell;
use crate::tui::text::safe;
use crate::tui::theme::Role;
use crate::tui::view_state::{ListId, ViewState};
use crate::tui::widget::field::TextField;
use crate::tui::widget::form::{Field, Form, Input};
use crate::tui::widget::frame::{dialog, paragraph};
use crate::tui::widget::selection::Selection;
use crate::tui::widget::table::{Cell, Table};
use crossterm::event::KeyCode;
use jiff::civil::Date;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};

/// The lines, the choices or the fields.
pub const ASKED: ListId = ListId("plan-asked");

const WIDTH: u16 = 76;
/// Rows of a choice, as far as they need them.
const CHOICE_ROWS: u16 = 3;

#[derive(Debug)]
pub enum Ask {
    /// Something to read.
    Reading(Reading),
    /// Why these wait from now on.
    Hold(HoldForm),
    /// One of a few things.
    Choose(Choosing),
    /// Where to.
    File(Form),
}

#[derive(Debug)]
pub struct Reading {
    pub title: String,
    pub lines: Vec<Line>,
    selection: Selection,
}

#[derive(Debug)]
pub struct HoldForm {
    pub whom: Vec<(EmployeeId, ActionKind)>,
    pub who: String,
    form: Form,
}

#[derive(Debug)]
pub struct Choosing {
    pub title: String,
    pub lines: Vec<Line>,
    pub choices: Vec<Choice>,
    selection: Selection,
}

/// What a key made of it.
#[derive(Debug)]
pub enum Answer {
    Stays,
    Closed,
    /// Hold them, with this note, until then.
    Held(String, Option<Date>),
    Chose(Act),
    /// Write it to this file.
    Named(String),
}

const READING: &[Binding] = &[
    Binding::new(
        &[Chord::of(KeyCode::Enter)],
        Action::Accept,
        Key("plan-key-close"),
    )
    .hint(),
    keys::UP,
    keys::DOWN,
    keys::PAGE_UP,
    keys::PAGE_DOWN,
    keys::FIRST,
    keys::LAST,
];
const CHOOSING: &[Binding] = &[
    Binding::new(
        &[Chord::of(KeyCode::Enter)],
        Action::Accept,
        Key("plan-key-choose"),
    )
    .hint()
    .decides(),
    keys::UP,
    keys::DOWN,
];
const HOLDING: &[Binding] = &[
    Binding::new(
        &[Chord::of(KeyCode::Enter)],
        Action::Accept,
        Key("plan-key-hold-now"),
    )
    .hint()
    .decides(),
    Binding::new(
        &[Chord::of(KeyCode::Tab), Chord::of(KeyCode::Down)],
        Action::Next,
        Key("plan-key-next-field"),
    )
    .hint(),
    Binding::new(
        &[Chord::of(KeyCode::BackTab), Chord::of(KeyCode::Up)],
        Action::Previous,
        Key("plan-key-previous-field"),
    ),
];

const NAMING: &[Binding] = &[Binding::new(
    &[Chord::of(KeyCode::Enter)],
    Action::Accept,
    Key("plan-key-write-file"),
)
.hint()
.decides()];

impl Ask {
    pub fn reading(title: String, lines: Vec<Line>) -> Self {
        Self::Reading(Reading {
            title,
            lines,
            selection: Selection::default(),
        })
    }

    pub fn choose(title: String, lines: Vec<Line>, choices: Vec<Choice>) -> Self {
        Self::Choose(Choosing {
            title,
            lines,
            choices,
            selection: Selection::default(),
        })
    }

    pub fn hold(whom: Vec<(EmployeeId, ActionKind)>, who: String, lang: &Lang) -> Self {
        let field = |label| Field::new(lang.text(label), Input::Text(TextField::default()));
        let fields = vec![field(Key("plan-note")), field(Key("plan-until"))];
        Self::Hold(HoldForm {
            whom,
            who,
            form: Form::new(ASKED, fields),
        })
    }

    pub fn file(name: &str, lang: &Lang) -> Self {
        let label = lang.text(Key("plan-file"));
        let field = Field::new(label, Input::Text(TextField::new(name)));
        Self::File(Form::new(ASKED, vec![field]))
    }

    pub fn bindings(&self) -> &'static [Binding] {
        match self {
            Self::Reading(_) => READING,
            Self::Choose(_) => CHOOSING,
            Self::Hold(_) => HOLDING,
            Self::File(_) => NAMING,
        }
    }

    pub fn takes_text(&self) -> bool {
        matches!(self, Self::Hold(_) | Self::File(_))
    }

    pub fn edit(&mut self, edit: Edit) {
        match self {
            Self::Hold(hold) => hold.form.edit(edit),
            Self::File(form) => form.edit(edit),
            Self::Reading(_) | Self::Choose(_) => {}
        }
    }

    pub fn paste(&mut self, text: &str) {
        match self {
            Self::Hold(hold) => hold.form.paste(text),
            Self::File(form) => form.paste(text),
            Self::Reading(_) | Self::Choose(_) => {}
        }
    }

    pub fn act(&mut self, action: Action, page: usize, lang: &Lang) -> Answer {
        if action == Action::Back {
            return Answer::Closed;
        }
        match self {
            Self::Reading(reading) => {
                if action == Action::Accept {
                    return Answer::Closed;
                }
                reading.selection.act(action, reading.lines.len(), page);
            }
            Self::Choose(choosing) => {
                let at = choosing.selection.at(choosing.choices.len());
                match (action, choosing.choices.get(at)) {
                    (Action::Accept, Some(choice)) => return Answer::Chose(choice.act.clone()),
                    (Action::Accept, None) => return Answer::Closed,
                    (action, _) => {
                        choosing.selection.act(action, choosing.choices.len(), page);
                    }
                }
            }
            Self::Hold(hold) => return hold.act(action, lang),
            Self::File(form) => {
                let path = form.text(0).trim();
                if action == Action::Accept && !path.is_empty() {
                    return Answer::Named(path.to_owned());
                }
            }
        }
        Answer::Stays
    }

    pub fn press(&mut self, index: usize) {
        match self {
            Self::Reading(_) | Self::File(_) => {}
            Self::Choose(choosing) => choosing.selection.set(index),
            Self::Hold(hold) => hold.form.set_focus(index),
        }
    }

    pub fn draw(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
        match self {
            Self::Reading(reading) => reading.draw(shell, area, buffer, state),
            Self::Choose(choosing) => choosing.draw(shell, area, buffer, state),
            Self::Hold(hold) => hold.draw(shell, area, buffer, state),
            Self::File(form) => {
                let title = shell.lang.text(Key("plan-file-title"));
                let inside = dialog(shell, area, buffer, (WIDTH, 4), &title);
                form.draw(shell, inside, buffer, state, true);
            }
        }
    }
}

impl HoldForm {
    fn act(&mut self, action: Action, lang: &Lang) -> Answer {
        const UNTIL: usize = 1;
        if action != Action::Accept {
            self.form.act(action);
            return Answer::Stays;
        }
        let until = self.form.text(UNTIL).trim();
        let day = until.parse::<Date>().ok();
        if !until.is_empty() && day.is_none() {
            let says = lang.text(Key("plan-until-wrong"));
            self.form.remark(UNTIL, Some((says, Role::Danger)));
            self.form.set_focus(UNTIL);
            return Answer::Stays;
        }
        Answer::Held(self.form.text(0).trim().to_owned(), day)
    }

    fn draw(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
        let title = shell.lang.text(Key("plan-hold-title"));
        let inside = dialog(shell, area, buffer, (WIDTH, 9), &title);
        let [who, says, form] =
            Layout::vertical([Constraint::Length(1), Constraint::Length(2), Constraint::Fill(1)])
                .areas(inside);
        paragraph(shell, who, buffer, (&self.who, Role::Heading));
        let text = shell.lang.text(Key("plan-hold-says"));
        paragraph(shell, says, buffer, (&text, Role::Quiet));
        self.form.draw(shell, form, buffer, state, true);
    }
}

impl Reading {
    fn draw(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
        let rows = u16::try_from(self.lines.len()).unwrap_or(u16::MAX);
        let size = (area.width, rows.saturating_add(2).clamp(8, area.height.max(8)));
        let inside = dialog(shell, area, buffer, size, &self.title);
        let table = Table {
            id: ASKED,
            len: self.lines.len(),
            selected: self.selection.at(self.lines.len()),
            has_focus: false,
            columns: &[Constraint::Fill(1)],
        };
        table.draw(shell, inside, buffer, state, |index| {
            let line = self.lines.get(index);
            let (text, role) = line.map_or(("", Role::Text), |(text, role)| (text.as_str(), *role));
            vec![Cell::new(text, role)]
        });
    }
}

impl Choosing {
    fn draw(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
        let width = usize::from(WIDTH - 4);
        let said = wrapped(&self.lines, width);
        let choices: usize = self
            .choices
            .iter()
            .map(|choice| wrap(&safe(&choice.says), width - 4).len())
            .sum();
        let rows = said.len() + choices + 3;
        let rows = u16::try_from(rows).unwrap_or(u16::MAX);
        let mut rest = dialog(shell, area, buffer, (WIDTH, rows.min(area.height)), &self.title);
        let below = |rest: &mut Rect, taken: u16| {
            let taken = taken.min(rest.height);
            rest.y += taken;
            rest.height -= taken;
        };
        for (text, role) in &said {
            let taken = paragraph(shell, rest, buffer, (text, *role)).max(1);
            below(&mut rest, taken);
        }
        below(&mut rest, 1);
        let selected = self.selection.at(self.choices.len());
        for (index, choice) in self.choices.iter().enumerate() {
            let role = if index == selected {
                Role::Selected
            } else {
                Role::Text
            };
            let sign = Rect {
                height: rest.height.min(1),
                ..rest
            };
            if index == selected {
                paragraph(shell, sign, buffer, (">", Role::Key));
            }
            let text = Rect {
                x: rest.x + 2.min(rest.width),
                width: rest.width.saturating_sub(4),
                height: rest.height.min(CHOICE_ROWS),
                ..rest
            };
            let taken = paragraph(shell, text, buffer, (&choice.says, role)).max(1);
            let target = crate::tui::view_state::Target::Row { list: ASKED, index };
            state.add_target(
                Rect {
                    height: taken.min(rest.height),
                    ..rest
                },
                target,
            );
            below(&mut rest, taken);
        }
    }
}

/// Lines that fit the width.
pub fn wrapped(lines: &[Line], width: usize) -> Vec<Line> {
    let pieces = |(text, role): &Line| {
        let role = *role;
        wrap(&safe(text), width).into_iter().map(move |line| (line, role))
    };
    lines.iter().flat_map(pieces).collect()
}
