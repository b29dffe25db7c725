//! How what lies over a screen looks.

use super::writing;
use crate::lang::Key;
use crate::report::wrap;
use crate::tui::layer::{Confirm, FAILURE, Failed, HELP, Help, Layer, PALETTE, Palette};
use crate::tui::shell::Shell;
use crate::tui::text::safe;
use crate::tui::theme::Role;
use crate::tui::view_state::ViewState;
use crate::tui::widget::field::TextField;
use crate::tui::widget::frame::{dialog, line, paragraph};
use crate::tui::widget::table::{Cell, Table};
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};

/// Columns of a dialog.
const WIDTH: u16 = 72;
/// Rows of a list in a dialog.
const ROWS: u16 = 18;

/// `word` is the line above the hints, where the filter is typed.
pub fn draw(
    shell: &Shell,
    layer: &Layer,
    body: Rect,
    word: Rect,
    buffer: &mut Buffer,
    state: &mut ViewState,
) {
    match layer {
        Layer::Help(help) => draw_help(shell, help, body, buffer, state),
        Layer::Palette(palette) => draw_palette(shell, palette, body, buffer, state),
        Layer::Filter(field) => draw_filter(shell, field, word, buffer),
        Layer::Confirm(confirm) => draw_confirm(shell, confirm, body, buffer),
        Layer::Failure(failed) => draw_failure(shell, failed, body, buffer, state),
        Layer::Write(page) => writing::draw(shell, page, body, buffer, state),
    }
}

fn draw_help(shell: &Shell, help: &Help, body: Rect, buffer: &mut Buffer, state: &mut ViewState) {
    let title = shell.lang.text(Key("help-title"));
    let rows = u16::try_from(help.rows.len()).unwrap_or(u16::MAX);
    let inside = dialog(
        shell,
        body,
        buffer,
        (WIDTH, rows.saturating_add(2).min(ROWS + 2)),
        &title,
    );
    let table = Table {
        id: HELP,
        len: help.rows.len(),
        selected: help.selection.at(help.rows.len()),
        has_focus: true,
        columns: &[Constraint::Length(16), Constraint::Fill(1)],
    };
    table.draw(shell, inside, buffer, state, |index| {
        let row = help.rows.get(index);
        let (keys, says) = row.map_or(("", ""), |(keys, says)| (keys, says));
        vec![Cell::new(keys, Role::Key), Cell::new(says, Role::Text)]
    });
}

fn draw_palette(shell: &Shell, palette: &Palette, body: Rect, buffer: &mut Buffer, state: &mut ViewState) {
    let title = shell.lang.text(Key("palette-title"));
    let inside = dialog(shell, body, buffer, (WIDTH, ROWS + 3), &title);
    let [field, list] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(inside);
    palette.picker.field().draw(shell, field, buffer, true);
    let hits = palette.picker.hits();
    if hits.is_empty() {
        let says = shell.lang.text(Key("palette-nothing"));
        line(shell, list, buffer, &[(&says, Role::Quiet)]);
    }
    let table = Table {
        id: PALETTE,
        len: hits.len(),
        selected: palette.picker.selected(),
        has_focus: true,
        columns: &[Constraint::Fill(1), Constraint::Length(16)],
    };
    table.draw(shell, list, buffer, state, |index| {
        let entry = hits.get(index).and_then(|hit| palette.entries.get(*hit));
        let (says, keys) = entry.map_or(("", ""), |entry| (&entry.says, &entry.keys));
        vec![Cell::new(says, Role::Text), Cell::new(keys, Role::Key)]
    });
}

fn draw_filter(shell: &Shell, field: &TextField, area: Rect, buffer: &mut Buffer) {
    let [sign, rest] = Layout::horizontal([Constraint::Length(3), Constraint::Fill(1)]).areas(area);
    line(shell, sign, buffer, &[(" / ", Role::Key)]);
    field.draw(shell, rest, buffer, true);
}

fn draw_confirm(shell: &Shell, confirm: &Confirm, body: Rect, buffer: &mut Buffer) {
    let width = usize::from(WIDTH - 4);
    let text: usize = confirm
        .lines
        .iter()
        .map(|line| wrap(&safe(line), width).len().max(1))
        .sum();
    let number = if confirm.number.is_some() { 2 } else { 0 };
    let height = u16::try_from(text).unwrap_or(u16::MAX).saturating_add(2 + number);
    let mut rest = dialog(shell, body, buffer, (WIDTH, height), &confirm.title);
    let below = |rest: &mut Rect, taken: u16| {
        let taken = taken.min(rest.height);
        rest.y += taken;
        rest.height -= taken;
    };
    for text in &confirm.lines {
        let taken = paragraph(shell, rest, buffer, (text, Role::Text)).max(1);
        below(&mut rest, taken);
    }
    if let Some(number) = &confirm.number {
        below(&mut rest, 1);
        let fillings = [("number", number.wanted.into())];
        let says = format!("{} ", shell.lang.with(Key("confirm-number"), &fillings));
        let taken = u16::try_from(crate::report::cells(&says)).unwrap_or(rest.width);
        line(shell, rest, buffer, &[(&says, Role::Waits)]);
        let field = Rect {
            x: rest.x + taken.min(rest.width),
            width: rest.width.saturating_sub(taken).min(10),
            height: rest.height.min(1),
            ..rest
        };
        number.field.draw(shell, field, buffer, true);
    }
}

fn draw_failure(shell: &Shell, failed: &Failed, body: Rect, buffer: &mut Buffer, state: &mut ViewState) {
    let title = shell.lang.text(Key("failure-title"));
    let inside = dialog(shell, body, buffer, (WIDTH, ROWS + 2), &title);
    let width = usize::from(inside.width.saturating_sub(3));
    let part = |text: &str, role: Role| -> Vec<(String, Role)> {
        text.lines()
            .flat_map(|line| wrap(&safe(line), width))
            .map(|line| (line, role))
            .collect()
    };
    let failure = &failed.failure;
    let mut lines = part(&failure.what, Role::Danger);
    lines.extend(failure.why.iter().flat_map(|why| part(why, Role::Text)));
    lines.extend(failure.todo.iter().flat_map(|todo| part(todo, Role::Heading)));
    let table = Table {
        id: FAILURE,
        len: lines.len(),
        selected: failed.selection.at(lines.len()),
        has_focus: false,
        columns: &[Constraint::Fill(1)],
    };
    table.draw(shell, inside, buffer, state, |index| {
        let line = lines.get(index);
        let (text, role) = line.map_or(("", Role::Text), |(text, role)| (text, *role));
        vec![Cell::new(text, role)]
    });
}
