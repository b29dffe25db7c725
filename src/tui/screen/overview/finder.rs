//! One person, found by typing: whose sync is to be looked at.

use crate::core::EmployeeId;
use crate::core::search::Query;
use crate::lang::Key;
use crate::tui::action::Action;
use crate::tui::desk::People;
use crate::tui::key::Edit;
use crate::tui::shell::Shell;
use crate::tui::theme::Role;
use crate::tui::view_state::{ListId, ViewState};
use crate::tui::widget::field::TextField;
use crate::tui::widget::frame::{dialog, line};
use crate::tui::widget::selection::Selection;
use crate::tui::widget::table::{Cell, Table};
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use std::sync::Arc;

pub const FOUND: ListId = ListId("overview-found");

/// Columns and rows of its box.
const SIZE: (u16, u16) = (76, 16);

#[derive(Debug)]
pub struct Finder {
    people: Arc<People>,
    field: TextField,
    /// By position in the roster, the best first.
    hits: Vec<u32>,
    total: usize,
    selection: Selection,
}

impl Finder {
    pub fn new(people: Arc<People>) -> Self {
        Self {
            people,
            field: TextField::default(),
            hits: Vec::new(),
            total: 0,
            selection: Selection::default(),
        }
    }

    pub fn edit(&mut self, edit: Edit) {
        self.field.edit(edit);
        self.search();
    }

    pub fn paste(&mut self, text: &str) {
        self.field.paste(text);
        self.search();
    }

    pub fn act(&mut self, action: Action, page: usize) {
        self.selection.act(action, self.hits.len(), page);
    }

    pub fn select(&mut self, hit: usize) {
        self.selection.set(hit);
    }

    pub fn chosen(&self) -> Option<EmployeeId> {
        let position = *self.hits.get(self.selection.at(self.hits.len()))?;
        Some(self.people.employee(position).id)
    }

    fn search(&mut self) {
        let query = Query::of(self.field.text());
        let found = self
            .people
            .employees
            .find(&query, |_| true, || false)
            .unwrap_or_default();
        self.total = found.total;
        self.hits = found.best.into_iter().map(|hit| hit.position).collect();
        self.selection = Selection::default();
    }

    pub fn draw(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
        let lang = &shell.lang;
        let title = lang.text(Key("finder-title"));
        let inside = dialog(shell, area, buffer, SIZE, &title);
        let [typed, list, says_below] =
            Layout::vertical([Constraint::Length(1), Constraint::Fill(1), Constraint::Length(1)])
                .areas(inside);
        self.field.draw(shell, typed, buffer, true);
        let table = Table {
            id: FOUND,
            len: self.hits.len(),
            selected: self.selection.at(self.hits.len()),
            has_focus: true,
            columns: &[
                Constraint::Length(10),
                Constraint::Fill(2),
                Constraint::Fill(3),
                Constraint::Length(10),
            ],
        };
        table.draw(shell, list, buffer, state, |index| {
            let Some(position) = self.hits.get(index) else {
                return Vec::new();
            };
            let employee = self.people.employee(*position);
            vec![
                Cell::new(employee.id.to_string(), Role::Text),
                Cell::new(employee.display_name(), Role::Text),
                Cell::new(employee.email().unwrap_or_default().to_owned(), Role::Quiet),
                Cell::new(employee.status.as_word().to_owned(), Role::Quiet),
            ]
        });
        let says = if self.field.is_empty() {
            lang.text(Key("finder-how"))
        } else {
            lang.with(Key("finder-found"), &[("count", self.total.into())])
        };
        line(shell, says_below, buffer, &[(&says, Role::Quiet)]);
    }
}
