//! Lines, panes, boxes, bars and wrapped paragraphs.

use crate::report::wrap;
use crate::tui::shell::{Room, Shell};
use crate::tui::text::{fit, safe};
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::widgets::{Clear, Widget};

/// Some text with what it is.
pub type Piece<'a> = (&'a str, Role);

/// One line of pieces, cut at the end of the area.
pub fn line(shell: &Shell, area: Rect, buffer: &mut Buffer, pieces: &[Piece<'_>]) {
    let area = area.intersection(buffer.area);
    if area.is_empty() {
        return;
    }
    let mut column = area.x;
    for (text, role) in pieces {
        let room = usize::from(area.right().saturating_sub(column));
        let text = fit(text, room);
        let (after, _) = buffer.set_stringn(column, area.y, text, room, shell.theme.style(*role));
        column = after;
    }
}

/// As [`line()`], at the right end. Gives the cells that it took.
pub fn line_right(shell: &Shell, area: Rect, buffer: &mut Buffer, (text, role): Piece<'_>) -> u16 {
    let text = fit(text, area.width.into());
    let width = u16::try_from(crate::report::cells(&text)).unwrap_or(area.width);
    let at = Rect {
        x: area.right().saturating_sub(width),
        width,
        ..area
    };
    line(shell, at, buffer, &[(&text, role)]);
    width
}

/// A rule with a heading in it: `── Okta ─────`.
pub fn rule(shell: &Shell, area: Rect, buffer: &mut Buffer, heading: &str) {
    let area = area.intersection(buffer.area);
    if area.is_empty() {
        return;
    }
    let all = "─".repeat(area.width.into());
    buffer.set_stringn(
        area.x,
        area.y,
        all,
        area.width.into(),
        shell.theme.style(Role::Frame),
    );
    if !heading.is_empty() {
        let inner = Rect {
            x: area.x + 2.min(area.width),
            width: area.width.saturating_sub(3),
            ..area
        };
        line(
            shell,
            inner,
            buffer,
            &[(&format!(" {} ", safe(heading)), Role::Heading)],
        );
    }
}

/// Two panes with a line between them, where there is room for both; else `None`.
pub fn panes(shell: &Shell, area: Rect, buffer: &mut Buffer) -> Option<[Rect; 2]> {
    if shell.room() != Room::Wide {
        return None;
    }
    let [left, between, right] =
        Layout::horizontal([Constraint::Fill(1), Constraint::Length(3), Constraint::Fill(1)]).areas(area);
    column(shell, between, buffer);
    Some([left, right])
}

/// A line down the middle of the area.
pub fn column(shell: &Shell, area: Rect, buffer: &mut Buffer) {
    let area = area.intersection(buffer.area);
    let middle = area.x + area.width / 2;
    for row in area.rows().filter(|row| !row.is_empty()) {
        buffer.set_string(middle, row.y, "│", shell.theme.style(Role::Frame));
    }
}

/// Wrapped between words, as far as there are rows. Gives the rows that it took.
pub fn paragraph(shell: &Shell, area: Rect, buffer: &mut Buffer, (text, role): Piece<'_>) -> u16 {
    let lines = wrap(&safe(text), area.width.into());
    for (row, text) in area.rows().zip(&lines) {
        line(shell, row, buffer, &[(text, role)]);
    }
    u16::try_from(lines.len()).unwrap_or(u16::MAX).min(area.height)
}

/// How far something is: `[####......]`.
pub fn bar(shell: &Shell, area: Rect, buffer: &mut Buffer, done: usize, total: usize) {
    let room = usize::from(area.width.saturating_sub(2));
    let full = room * done.min(total) / total.max(1);
    let (full, rest) = ("#".repeat(full), ".".repeat(room - full));
    let pieces = [
        ("[", Role::Quiet),
        (full.as_str(), Role::Good),
        (rest.as_str(), Role::Quiet),
        ("]", Role::Quiet),
    ];
    line(shell, area, buffer, &pieces);
}

/// An empty box in the middle of the area, at most this large, with a heading. Gives its inside.
pub fn dialog(shell: &Shell, area: Rect, buffer: &mut Buffer, size: (u16, u16), heading: &str) -> Rect {
    let (width, height) = (size.0.min(area.width), size.1.min(area.height));
    let outer = Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    }
    .intersection(buffer.area);
    Clear.render(outer, buffer);
    let last = outer.height.saturating_sub(1);
    for (number, row) in outer.rows().enumerate() {
        let is_edge = number == 0 || number == usize::from(last);
        if is_edge {
            rule(shell, row, buffer, if number == 0 { heading } else { "" });
        }
        if row.width > 1 {
            let (left, right) = match number {
                0 => ("┌", "┐"),
                _ if is_edge => ("└", "┘"),
                _ => ("│", "│"),
            };
            let style = shell.theme.style(Role::Frame);
            buffer.set_string(row.x, row.y, left, style);
            buffer.set_string(row.right() - 1, row.y, right, style);
        }
    }
    Rect {
        x: outer.x.saturating_add(2),
        y: outer.y.saturating_add(1),
        width: outer.width.saturating_sub(4),
        height: outer.height.saturating_sub(2),
    }
}
