//! How the page before a write looks: all of the body, what is asked below its lines.

use crate::core::plan::Counted;
use crate::lang::Key;
use crate::report::cells;
use crate::tui::layer::WRITING;
use crate::tui::shell::Shell;
use crate::tui::theme::Role;
use crate::tui::view_state::ViewState;
use crate::tui::widget::frame::{dialog, line, paragraph};
use crate::tui::widget::table::{Cell, Table};
use crate::tui::writing::{Question, WritePage};
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};

/// Rows of what is asked.
const ASKED: u16 = 4;

pub fn draw(shell: &Shell, page: &WritePage, body: Rect, buffer: &mut Buffer, state: &mut ViewState) {
    let title = shell.lang.text(Key("write-title"));
    let inside = dialog(shell, body, buffer, (body.width, body.height), &title);
    let [list, asked] = Layout::vertical([Constraint::Fill(1), Constraint::Length(ASKED)]).areas(inside);
    let table = Table {
        id: WRITING,
        len: page.lines.len(),
        selected: page.selection.at(page.lines.len()),
        has_focus: false,
        columns: &[Constraint::Fill(1)],
    };
    table.draw(shell, list, buffer, state, |index| {
        let line = page.lines.get(index);
        let (text, role) = line.map_or(("", Role::Text), |(text, role)| (text, *role));
        vec![Cell::new(text, role)]
    });
    draw_asked(shell, page, asked, buffer);
}

fn draw_asked(shell: &Shell, page: &WritePage, area: Rect, buffer: &mut Buffer) {
    let [says, field, _] =
        Layout::vertical([Constraint::Length(2), Constraint::Length(1), Constraint::Fill(1)]).areas(area);
    let (text, role) = asked(shell, page);
    let says = Rect {
        y: says.y + 1,
        ..says
    };
    let taken = paragraph(shell, says, buffer, (&text, role));
    let Some(question) = page.question() else {
        return;
    };
    let row = Rect {
        y: says.y + taken,
        ..field
    };
    let label = format!(
        "{} ",
        shell
            .lang
            .with(Key("confirm-number"), &[("number", question.number().into())])
    );
    line(shell, row, buffer, &[(&label, Role::Waits)]);
    let width = u16::try_from(cells(&label)).unwrap_or(row.width).min(row.width);
    let input = Rect {
        x: row.x + width,
        width: (row.width - width).min(10),
        ..row
    };
    page.field.draw(shell, input, buffer, true);
    if page.is_mistyped() {
        let behind = Rect {
            x: input.right() + 2,
            width: row.right().saturating_sub(input.right() + 2),
            ..row
        };
        let says = shell.lang.text(Key("write-mistyped"));
        line(shell, behind, buffer, &[(&says, Role::Danger)]);
    }
}

/// What the next key does.
fn asked(shell: &Shell, page: &WritePage) -> (String, Role) {
    let lang = &shell.lang;
    match page.question() {
        None => {
            let fillings = [("org", page.org.as_str().into())];
            (lang.with(Key("write-plain"), &fillings), Role::Waits)
        }
        Some(Question::LoseAccess(count)) => {
            let fillings = [("count", count.into())];
            (lang.with(Key("write-number"), &fillings), Role::Danger)
        }
        Some(Question::OverLimit(counted, count)) => {
            let what = lang.text(match counted {
                Counted::Deactivate => Key("write-all-deactivations"),
                Counted::Provision => Key("write-all-creations"),
                Counted::Update => Key("write-all-updates"),
                Counted::Relink => Key("write-all-relinks"),
            });
            let key = if page.can_go_on_without() {
                Key("write-over-choice")
            } else {
                Key("write-over-all")
            };
            let fillings = [("count", count.into()), ("what", what.into())];
            (lang.with(key, &fillings), Role::Danger)
        }
    }
}
