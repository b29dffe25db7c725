//! A list that lies over a screen until one of its lines is chosen; searched while one types.

use super::frame::{dialog, line};
use super::picker::Picker;
use super::table::{Cell, Table};
use crate::lang::Key;
use crate::tui::action::Action;
use crate::tui::key::Edit;
use crate::tui::shell::Shell;
use crate::tui::theme::Role;
use crate::tui::view_state::{ListId, ViewState};
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};

pub const PICK: ListId = ListId("pick");
/// Columns and rows.
const SIZE: (u16, u16) = (72, 18);

#[derive(Debug)]
pub struct Pick {
    title: String,
    lines: Vec<PickLine>,
    picker: Picker,
}

/// One line: what it is, and something about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PickLine {
    pub name: String,
    pub about: String,
    /// It cannot be chosen, for the reason that `about` tells.
    pub is_closed: bool,
}

/// What a key made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Picked {
    Nothing,
    Closed,
    Line(usize),
}

impl PickLine {
    pub fn new(name: impl Into<String>, about: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            about: about.into(),
            is_closed: false,
        }
    }

    #[must_use]
    pub fn closed(mut self, is_closed: bool) -> Self {
        self.is_closed = is_closed;
        self
    }
}

impl Pick {
    pub fn new(title: String, lines: Vec<PickLine>) -> Self {
        let texts: Vec<String> = lines
            .iter()
            .map(|line| format!("{} {}", line.name, line.about))
            .collect();
        Self {
            picker: Picker::new(texts.iter().map(String::as_str)),
            title,
            lines,
        }
    }

    /// With the cursor on this line.
    #[must_use]
    pub fn at(mut self, line: Option<usize>) -> Self {
        self.picker.select(line.unwrap_or_default());
        self
    }

    pub fn edit(&mut self, edit: Edit) {
        self.picker.edit(edit);
    }

    pub fn paste(&mut self, text: &str) {
        self.picker.paste(text);
    }

    pub fn act(&mut self, action: Action, page: usize) -> Picked {
        match action {
            Action::Back => Picked::Closed,
            Action::Accept => self.choose(),
            action => {
                self.picker.act(action, page);
                Picked::Nothing
            }
        }
    }

    /// A line was clicked.
    pub fn press(&mut self, index: usize) -> Picked {
        self.picker.select(index);
        self.choose()
    }

    fn choose(&self) -> Picked {
        let chosen = self.picker.chosen();
        let open = chosen.filter(|line| self.lines.get(*line).is_some_and(|line| !line.is_closed));
        open.map_or(Picked::Nothing, Picked::Line)
    }

    pub fn draw(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
        state.cover();
        let inside = dialog(shell, area, buffer, SIZE, &self.title);
        let [field, list] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(inside);
        self.picker.field().draw(shell, field, buffer, true);
        let hits = self.picker.hits();
        if hits.is_empty() {
            let says = shell.lang.text(Key("pick-nothing"));
            line(shell, list, buffer, &[(&says, Role::Quiet)]);
        }
        let table = Table {
            id: PICK,
            len: hits.len(),
            selected: self.picker.selected(),
            has_focus: true,
            columns: &[Constraint::Fill(1), Constraint::Fill(1)],
        };
        table.draw(shell, list, buffer, state, |index| {
            let Some(line) = hits.get(index).and_then(|hit| self.lines.get(*hit)) else {
                return Vec::new();
            };
            let role = if line.is_closed { Role::Quiet } else { Role::Text };
            vec![
                Cell::new(line.name.as_str(), role),
                Cell::new(line.about.as_str(), Role::Quiet),
            ]
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pick() -> Pick {
        let lines = vec![
            PickLine::new("login", "given once").closed(true),
            PickLine::new("title", "string"),
            PickLine::new("city", "string"),
        ];
        Pick::new("Okta".to_owned(), lines)
    }

    #[test]
    fn what_is_closed_is_not_chosen() {
        let mut pick = pick();
        assert_eq!(pick.act(Action::Accept, 5), Picked::Nothing);
        pick.act(Action::Down, 5);
        assert_eq!(pick.act(Action::Accept, 5), Picked::Line(1));
        assert_eq!(pick.press(2), Picked::Line(2));
        assert_eq!(pick.act(Action::Back, 5), Picked::Closed);
    }

    #[test]
    fn typing_finds_by_name_and_by_what_stands_beside_it() {
        let mut pick = pick().at(Some(2));
        assert_eq!(pick.act(Action::Accept, 5), Picked::Line(2));
        pick.paste("once");
        assert_eq!(pick.act(Action::Accept, 5), Picked::Nothing, "it is closed");
        pick.edit(Edit::Clear);
        pick.paste("cit");
        assert_eq!(pick.act(Action::Accept, 5), Picked::Line(2));
    }
}
