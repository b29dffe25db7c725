//! What drawing leaves behind: where on the screen each thing is that can be clicked, and how far each list is
//! scrolled. Nothing else is kept here; everything that is shown comes from the model.

use super::action::Action;
use ratatui::layout::{Position, Rect};

/// Which list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListId(pub &'static str);

/// Something that can be clicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A key's hint, a tab, a button.
    Action(Action),
    Row {
        list: ListId,
        index: usize,
    },
}

#[derive(Debug, Default)]
pub struct ViewState {
    targets: Vec<(Rect, Target)>,
    scrolls: Vec<(ListId, usize)>,
}

impl ViewState {
    /// Forgets what could be clicked: what is drawn next lies over all of it.
    pub fn cover(&mut self) {
        self.targets.clear();
    }

    pub fn add_target(&mut self, area: Rect, target: Target) {
        self.targets.push((area, target));
    }

    /// What lies there; of several the one that was drawn last.
    pub fn target_at(&self, column: u16, row: u16) -> Option<Target> {
        let position = Position::new(column, row);
        let found = self
            .targets
            .iter()
            .rev()
            .find(|(area, _)| area.contains(position));
        found.map(|(_, target)| *target)
    }

    /// The first row of `list` to show, so that `selected` is among the `height` ones that fit: as far from
    /// where it was as need be, and no further.
    pub fn scroll(&mut self, list: ListId, selected: usize, len: usize, height: usize) -> usize {
        let known = self.scrolls.iter().position(|(known, _)| *known == list);
        let at = known.unwrap_or_else(|| {
            self.scrolls.push((list, 0));
            self.scrolls.len() - 1
        });
        let Some((_, first)) = self.scrolls.get_mut(at) else {
            return 0;
        };
        let height = height.max(1);
        let most = len.saturating_sub(height);
        let least = (selected + 1).saturating_sub(height);
        *first = (*first).clamp(least.min(most), selected.min(most));
        *first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: ListId = ListId("list");

    #[test]
    fn a_list_scrolls_no_further_than_it_has_to() {
        let mut state = ViewState::default();
        assert_eq!(state.scroll(LIST, 0, 100, 10), 0);
        assert_eq!(state.scroll(LIST, 9, 100, 10), 0);
        assert_eq!(state.scroll(LIST, 10, 100, 10), 1);
        assert_eq!(state.scroll(LIST, 5, 100, 10), 1, "still in sight");
        assert_eq!(state.scroll(LIST, 99, 100, 10), 90);
        assert_eq!(state.scroll(LIST, 99, 100, 30), 70, "no empty rows at the end");
        assert_eq!(state.scroll(LIST, 0, 0, 10), 0);
        assert_eq!(state.scroll(LIST, 3, 5, 0), 3, "no room at all");
    }

    #[test]
    fn what_was_drawn_last_is_clicked() {
        let mut state = ViewState::default();
        let area = Rect::new(0, 0, 10, 1);
        state.add_target(area, Target::Action(Action::Back));
        state.add_target(area, Target::Action(Action::Help));
        assert_eq!(state.target_at(3, 0), Some(Target::Action(Action::Help)));
        assert_eq!(state.target_at(10, 0), None);
        state.cover();
        assert_eq!(state.target_at(3, 0), None);
    }
}
