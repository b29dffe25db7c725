//! Rows of cells of which one is selected. Asks for the rows that are in sight alone, so that a hundred thousand
//! scroll as smoothly as ten.

use crate::tui::shell::Shell;
use crate::tui::text::fit;
use crate::tui::theme::Role;
use crate::tui::view_state::{ListId, Target, ViewState};
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use std::borrow::Cow;

/// Cells of the mark before the selected row.
const MARK: u16 = 2;

/// Cells between columns.
const GAP: u16 = 2;

/// One cell of one row.
#[derive(Debug, Clone)]
pub struct Cell<'a> {
    pub text: Cow<'a, str>,
    pub role: Role,
}

/// A list as it is to be drawn.
#[derive(Debug, Clone, Copy)]
pub struct Table<'a> {
    pub id: ListId,
    pub len: usize,
    pub selected: usize,
    /// Its keys work: the selected row is in reverse video, too.
    pub has_focus: bool,
    pub columns: &'a [Constraint],
}

impl<'a> Cell<'a> {
    pub fn new(text: impl Into<Cow<'a, str>>, role: Role) -> Self {
        Self {
            text: text.into(),
            role,
        }
    }
}

impl Table<'_> {
    /// `row` gives the cells of one row, in the order of the columns.
    pub fn draw<'r>(
        &self,
        shell: &Shell,
        area: Rect,
        buffer: &mut Buffer,
        state: &mut ViewState,
        row: impl Fn(usize) -> Vec<Cell<'r>>,
    ) {
        let area = area.intersection(buffer.area);
        let height = usize::from(area.height);
        let first = state.scroll(self.id, self.selected, self.len, height);
        let columns = self.split(area);
        for (line, index) in area.rows().zip(first..self.len) {
            let is_selected = index == self.selected;
            if is_selected {
                buffer.set_string(line.x, line.y, ">", shell.theme.style(Role::Key));
            }
            for (column, cell) in columns.iter().zip(row(index)) {
                let column = Rect { y: line.y, ..*column }.intersection(line);
                let text = fit(&cell.text, usize::from(column.width));
                buffer.set_stringn(
                    column.x,
                    column.y,
                    text,
                    column.width.into(),
                    shell.theme.style(cell.role),
                );
            }
            if is_selected && self.has_focus {
                buffer.set_style(line, shell.theme.style(Role::Selected));
            }
            let target = Target::Row { list: self.id, index };
            state.add_target(line, target);
        }
        if self.len > height && area.width > 0 && height > 1 {
            self.draw_position(shell, area, buffer, first);
        }
    }

    /// What stands in each column, in a line above them.
    pub fn draw_head(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, titles: &[String]) {
        for (column, title) in self.split(area).iter().zip(titles) {
            let style = shell.theme.style(Role::Quiet);
            let text = fit(title, usize::from(column.width));
            buffer.set_stringn(column.x, column.y, text, column.width.into(), style);
        }
    }

    fn split(&self, area: Rect) -> Vec<Rect> {
        let inner = Rect {
            x: area.x.saturating_add(MARK),
            // One column for the mark of where one is.
            width: area.width.saturating_sub(MARK + 1),
            ..area
        };
        Layout::horizontal(self.columns.iter().copied())
            .spacing(GAP)
            .split(inner)
            .to_vec()
    }

    /// How far down the list is what is in sight.
    fn draw_position(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, first: usize) {
        let rows = usize::from(area.height);
        let hidden = self.len.saturating_sub(rows).max(1);
        let at = first * rows.saturating_sub(1) / hidden;
        let style = shell.theme.style(Role::Frame);
        for (number, line) in area.rows().enumerate() {
            let sign = if number == at { "█" } else { "│" };
            buffer.set_string(line.right() - 1, line.y, sign, Style::new().patch(style));
        }
    }
}
