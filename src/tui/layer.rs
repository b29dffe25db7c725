//! What lies over a screen and has the keys until it is closed: help, palette, filter line, questions, failures.
//! Each declares its keys as screens do.

use super::action::Action;
use super::bindings;
use super::key::{Binding, Edit};
use super::view_state::ListId;
use super::widget::field::TextField;
use super::widget::picker::Picker;
use super::widget::selection::Selection;
use super::writing::WritePage;
use crate::failure::Failure;

/// The rows of the help.
pub const HELP: ListId = ListId("help");
/// The rows of the palette.
pub const PALETTE: ListId = ListId("palette");
/// The lines of the page before a write.
pub const WRITING: ListId = ListId("writing");
/// The lines of a failure.
pub const FAILURE: ListId = ListId("failure");

#[derive(Debug)]
pub enum Layer {
    Help(Help),
    Palette(Box<Palette>),
    Filter(TextField),
    Confirm(Confirm),
    Failure(Failed),
    Write(Box<WritePage>),
}

/// All keys of what lay on top when it was opened.
#[derive(Debug, Default)]
pub struct Help {
    /// Keys and what they do.
    pub rows: Vec<(String, String)>,
    pub selection: Selection,
}

/// Every action there is, to be found by words.
#[derive(Debug)]
pub struct Palette {
    pub entries: Vec<Entry>,
    pub picker: Picker,
}

#[derive(Debug, Clone)]
pub struct Entry {
    pub action: Action,
    pub says: String,
    pub keys: String,
}

/// A question.
#[derive(Debug)]
pub struct Confirm {
    pub title: String,
    pub lines: Vec<String>,
    /// What has to be typed before `Enter` does it.
    pub number: Option<TypedNumber>,
    /// What `Enter` does.
    pub then: Action,
}

/// A number that has to be typed, so that nobody says yes without having read it.
#[derive(Debug)]
pub struct TypedNumber {
    pub wanted: usize,
    pub field: TextField,
}

/// A failure, whole.
#[derive(Debug)]
pub struct Failed {
    pub failure: Failure,
    pub selection: Selection,
}

/// What a key made of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Stays,
    Closed,
    /// Closed, and this is to be done.
    Chose(Action),
    /// What the page before a write showed was agreed to.
    Writes,
}

impl Layer {
    pub fn bindings(&self) -> &'static [Binding] {
        match self {
            Self::Help(_) | Self::Failure(_) => bindings::READING,
            Self::Palette(_) => bindings::PALETTE,
            Self::Filter(_) => bindings::FILTER,
            Self::Confirm(_) => bindings::CONFIRM,
            Self::Write(_) => bindings::WRITING,
        }
    }

    pub fn takes_text(&self) -> bool {
        match self {
            Self::Palette(_) | Self::Filter(_) => true,
            Self::Confirm(confirm) => confirm.number.is_some(),
            Self::Write(page) => page.question().is_some(),
            Self::Help(_) | Self::Failure(_) => false,
        }
    }

    /// What is asked, if anything: another number where it is something else.
    pub fn question(&self) -> Option<usize> {
        match self {
            Self::Confirm(_) => Some(0),
            Self::Write(page) => Some(page.step()),
            Self::Help(_) | Self::Palette(_) | Self::Filter(_) | Self::Failure(_) => None,
        }
    }

    /// A number is typed here, which proves that somebody read it: a key that is held down types none.
    pub fn proves(&self) -> bool {
        matches!(self, Self::Confirm(_) | Self::Write(_))
    }

    pub fn edit(&mut self, edit: Edit) {
        match self {
            Self::Palette(palette) => palette.picker.edit(edit),
            Self::Filter(field) => field.edit(edit),
            Self::Confirm(confirm) => {
                if let Some(number) = &mut confirm.number {
                    number.field.edit(edit);
                }
            }
            Self::Write(page) => page.edit(edit),
            Self::Help(_) | Self::Failure(_) => {}
        }
    }

    /// A number that is to be typed takes no paste: it proves that somebody read it.
    pub fn paste(&mut self, text: &str) {
        match self {
            Self::Palette(palette) => palette.picker.paste(text),
            Self::Filter(field) => field.paste(text),
            Self::Confirm(_) | Self::Write(_) | Self::Help(_) | Self::Failure(_) => {}
        }
    }

    pub fn act(&mut self, action: Action, page: usize) -> Outcome {
        if action == Action::Back {
            return Outcome::Closed;
        }
        match self {
            Self::Help(help) => {
                help.selection.act(action, help.rows.len(), page);
                Outcome::Stays
            }
            Self::Failure(failed) => match action {
                Action::Accept => Outcome::Closed,
                action => {
                    failed.selection.act(action, failed.len(), page);
                    Outcome::Stays
                }
            },
            Self::Palette(palette) => match action {
                Action::Accept => palette.chosen().map_or(Outcome::Stays, Outcome::Chose),
                action => {
                    palette.picker.act(action, page);
                    Outcome::Stays
                }
            },
            Self::Filter(_) if action == Action::Accept => Outcome::Closed,
            Self::Confirm(confirm) if action == Action::Accept && confirm.may_be_done() => {
                Outcome::Chose(confirm.then)
            }
            Self::Write(writing) => writing.act(action, page),
            Self::Filter(_) | Self::Confirm(_) => Outcome::Stays,
        }
    }

    /// A row was clicked.
    pub fn press(&mut self, list: ListId, index: usize) -> Outcome {
        match self {
            Self::Palette(palette) if list == PALETTE => {
                palette.picker.select(index);
                palette.chosen().map_or(Outcome::Stays, Outcome::Chose)
            }
            Self::Help(help) if list == HELP => {
                help.selection.set(index);
                Outcome::Stays
            }
            _ => Outcome::Stays,
        }
    }
}

impl Palette {
    pub fn new(entries: Vec<Entry>) -> Self {
        Self {
            picker: Picker::new(entries.iter().map(|entry| entry.says.as_str())),
            entries,
        }
    }

    fn chosen(&self) -> Option<Action> {
        let entry = self.entries.get(self.picker.chosen()?)?;
        Some(entry.action)
    }
}

impl Confirm {
    pub fn may_be_done(&self) -> bool {
        self.number
            .as_ref()
            .is_none_or(|number| number.field.text().trim().parse() == Ok(number.wanted))
    }
}

impl Failed {
    pub fn new(failure: Failure) -> Self {
        Self {
            failure,
            selection: Selection::default(),
        }
    }

    /// How many lines it has before they are wrapped.
    fn len(&self) -> usize {
        let lines = |text: &Option<String>| text.as_ref().map_or(0, |text| text.lines().count());
        1 + lines(&self.failure.why) + lines(&self.failure.todo)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn confirm(wanted: usize) -> Layer {
        Layer::Confirm(Confirm {
            title: String::new(),
            lines: Vec::new(),
            number: Some(TypedNumber {
                wanted,
                field: TextField::default(),
            }),
            then: Action::LeaveNow,
        })
    }

    #[test]
    fn a_number_has_to_be_typed_and_a_paste_is_no_typing() {
        let mut layer = confirm(12);
        layer.paste("12");
        assert_eq!(layer.act(Action::Accept, 5), Outcome::Stays);
        layer.edit(Edit::Insert('1'));
        assert_eq!(
            layer.act(Action::Accept, 5),
            Outcome::Stays,
            "half of it is not it"
        );
        layer.edit(Edit::Insert('2'));
        assert_eq!(layer.act(Action::Accept, 5), Outcome::Chose(Action::LeaveNow));
        assert_eq!(layer.act(Action::Back, 5), Outcome::Closed);
    }
}
