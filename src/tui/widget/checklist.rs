//! Things to tick off, one a line.

use super::selection::Selection;
use super::table::{Cell, Table};
use crate::tui::action::Action;
use crate::tui::shell::Shell;
use crate::tui::theme::Role;
use crate::tui::view_state::{ListId, ViewState};
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Rect};

#[derive(Debug)]
pub struct Checklist {
    id: ListId,
    items: Vec<(String, bool)>,
    selection: Selection,
}

impl Checklist {
    pub fn new(id: ListId, items: Vec<(String, bool)>) -> Self {
        Self {
            id,
            items,
            selection: Selection::default(),
        }
    }

    /// Which are ticked, in their order.
    pub fn ticks(&self) -> impl Iterator<Item = bool> {
        self.items.iter().map(|(_, is_ticked)| *is_ticked)
    }

    pub fn is_complete(&self) -> bool {
        self.ticks().all(|is_ticked| is_ticked)
    }

    /// Moves, or ticks. `false`: it does neither.
    pub fn act(&mut self, action: Action, page: usize) -> bool {
        if action != Action::Mark {
            return self.selection.act(action, self.items.len(), page);
        }
        let selected = self.selection.at(self.items.len());
        if let Some((_, is_ticked)) = self.items.get_mut(selected) {
            *is_ticked = !*is_ticked;
        }
        true
    }

    /// A click ticks.
    pub fn press(&mut self, index: usize) {
        self.selection.set(index);
        self.act(Action::Mark, 1);
    }

    pub fn draw(
        &self,
        shell: &Shell,
        area: Rect,
        buffer: &mut Buffer,
        state: &mut ViewState,
        has_focus: bool,
    ) {
        let table = Table {
            id: self.id,
            len: self.items.len(),
            selected: self.selection.at(self.items.len()),
            has_focus,
            columns: &[Constraint::Length(3), Constraint::Fill(1)],
        };
        table.draw(shell, area, buffer, state, |index| {
            let item = self.items.get(index);
            let (says, sign) = item.map_or(("", ""), |(says, is_ticked)| {
                (says.as_str(), if *is_ticked { "[x]" } else { "[ ]" })
            });
            vec![Cell::new(sign, Role::Key), Cell::new(says, Role::Text)]
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_clicks_tick_and_untick() {
        let items = ["one", "two"].map(|text| (text.to_owned(), false)).into();
        let mut list = Checklist::new(ListId("test"), items);
        assert!(list.act(Action::Mark, 5));
        list.press(1);
        assert!(list.is_complete());
        list.press(0);
        assert_eq!(list.ticks().collect::<Vec<bool>>(), [false, true]);
        assert!(!list.act(Action::Help, 5));
    }
}
