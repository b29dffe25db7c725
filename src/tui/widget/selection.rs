//! Which row of a list the next key acts on.

use crate::tui::action::Action;

/// Rows that one turn of the wheel moves.
const WHEEL: usize = 3;

/// A row's number; with an empty list 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Selection(usize);

impl Selection {
    /// The row, among `len` that may have become fewer.
    pub fn at(self, len: usize) -> usize {
        self.0.min(len.saturating_sub(1))
    }

    pub fn set(&mut self, row: usize) {
        self.0 = row;
    }

    /// Moves as the key says. `false`: it is no key that moves.
    pub fn act(&mut self, action: Action, len: usize, page: usize) -> bool {
        let at = self.at(len);
        self.0 = match action {
            Action::Up => at.saturating_sub(1),
            Action::Down => at.saturating_add(1),
            Action::PageUp => at.saturating_sub(page),
            Action::PageDown => at.saturating_add(page),
            Action::WheelUp => at.saturating_sub(WHEEL),
            Action::WheelDown => at.saturating_add(WHEEL),
            Action::First => 0,
            Action::Last => usize::MAX,
            _ => return false,
        };
        self.0 = self.at(len);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stays_inside_of_the_list() {
        let mut selection = Selection::default();
        for (action, at) in [
            (Action::Up, 0),
            (Action::Down, 1),
            (Action::PageDown, 6),
            (Action::WheelDown, 9),
            (Action::Down, 9),
            (Action::WheelUp, 6),
            (Action::First, 0),
            (Action::Last, 9),
            (Action::PageUp, 4),
        ] {
            assert!(selection.act(action, 10, 5));
            assert_eq!(selection.at(10), at, "{action:?}");
        }
        assert_eq!(selection.at(3), 2, "the list became shorter");
        assert!(selection.act(Action::Down, 0, 5));
        assert_eq!(selection.at(0), 0);
        assert!(!selection.act(Action::Help, 10, 5));
    }
}
