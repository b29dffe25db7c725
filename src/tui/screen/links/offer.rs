//! A list of what one stroke would decide, to be read before it does.

use crate::tui::action::Action;
use crate::tui::desk::Act;
use crate::tui::shell::Shell;
use crate::tui::theme::Role;
use crate::tui::view_state::{ListId, ViewState};
use crate::tui::widget::frame::{dialog, paragraph};
use crate::tui::widget::selection::Selection;
use crate::tui::widget::table::{Cell, Table};
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Rect};

pub const OFFER: ListId = ListId("links-offer");

#[derive(Debug)]
pub struct Offer {
    pub title: String,
    /// Above the list.
    pub says: Vec<(String, Role)>,
    /// Profile, employee, and what is to be said about the two.
    pub rows: Vec<[String; 3]>,
    /// What `Enter` does; `None`: there is nothing to do.
    pub act: Option<Act>,
    selection: Selection,
}

impl Offer {
    pub fn new(title: String, says: Vec<(String, Role)>, rows: Vec<[String; 3]>, act: Option<Act>) -> Self {
        Self {
            title,
            says,
            rows,
            act,
            selection: Selection::default(),
        }
    }

    /// Moves.
    pub fn act(&mut self, action: Action, page: usize) {
        self.selection.act(action, self.rows.len(), page);
    }

    pub fn press(&mut self, row: usize) {
        self.selection.set(row);
    }

    pub fn draw(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
        state.cover();
        let mut rest = dialog(shell, area, buffer, (area.width, area.height), &self.title);
        for (text, role) in &self.says {
            let taken = paragraph(shell, rest, buffer, (text, *role)).min(rest.height);
            rest.y += taken;
            rest.height -= taken;
        }
        let blank = rest.height.min(1);
        rest.y += blank;
        rest.height -= blank;
        let table = Table {
            id: OFFER,
            len: self.rows.len(),
            selected: self.selection.at(self.rows.len()),
            has_focus: true,
            columns: &[Constraint::Fill(2), Constraint::Fill(2), Constraint::Fill(3)],
        };
        table.draw(shell, rest, buffer, state, |row| {
            let Some([profile, employee, says]) = self.rows.get(row) else {
                return Vec::new();
            };
            vec![
                Cell::new(profile.as_str(), Role::Text),
                Cell::new(employee.as_str(), Role::Text),
                Cell::new(says.as_str(), Role::Quiet),
            ]
        });
    }
}
