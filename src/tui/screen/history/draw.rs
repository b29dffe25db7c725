//! How the history looks: a list with the selected entry in full below it, or beside it where there is room.

use super::{History, Opened, ROWS, Subject, TABS, Tab};
use crate::lang::Key;
use crate::report::cells;
use crate::tui::shell::Shell;
use crate::tui::theme::Role;
use crate::tui::view_state::{Target, ViewState};
use crate::tui::widget::frame::{dialog, line, panes, paragraph, rule};
use crate::tui::widget::table::{Cell, Table};
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};

/// Rows of the selected entry below the list.
const DETAIL: u16 = 7;
/// Columns and rows of the box that asks for a file's name.
const FILE: (u16, u16) = (70, 6);

pub fn draw(history: &History, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
    let [head, body] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(area);
    draw_head(history, shell, head, buffer, state);
    if history.is_whole {
        draw_detail(history, shell, body, buffer);
    } else if let Some([left, right]) = panes(shell, body, buffer) {
        draw_list(history, shell, left, buffer, state);
        draw_detail(history, shell, right, buffer);
    } else {
        let [list, heading, detail] = Layout::vertical([
            Constraint::Fill(1),
            Constraint::Length(1),
            Constraint::Length(DETAIL),
        ])
        .areas(body);
        draw_list(history, shell, list, buffer, state);
        rule(shell, heading, buffer, "");
        draw_detail(history, shell, detail, buffer);
    }
    if let Some(file) = &history.file {
        let title = shell.lang.text(Key("history-file-title"));
        let inside = dialog(shell, area, buffer, FILE, &title);
        let [field, says] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(inside);
        file.draw(shell, field, buffer, true);
        let text = shell.lang.text(Key("history-file-how"));
        paragraph(shell, says, buffer, (&text, Role::Quiet));
    }
}

/// Both lists by name, or whose actions these are.
fn draw_head(history: &History, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
    let lang = &shell.lang;
    if let Some(Opened { subject, list }) = &history.opened {
        let fillings = |name: String| [("name", name.into()), ("count", list.len().into())];
        let says = match subject {
            Subject::Run(run) => lang.with(Key("history-of-run"), &fillings(run.to_string())),
            Subject::Person { name, employee, .. } => {
                let id = employee.map_or_else(String::new, |id| format!(" {id}"));
                lang.with(Key("history-of-person"), &fillings(format!("{name}{id}")))
            }
        };
        let filter = filter_words(list.filter());
        line(
            shell,
            area,
            buffer,
            &[(" ", Role::Text), (&says, Role::Heading), (&filter, Role::Key)],
        );
        return;
    }
    let mut rest = area;
    for (number, (tab, name)) in [
        (Tab::Runs, Key("history-runs")),
        (Tab::Decisions, Key("history-decisions")),
    ]
    .into_iter()
    .enumerate()
    {
        let name = lang.text(name);
        let is_shown = tab == history.tab;
        let name = if is_shown { name.to_uppercase() } else { name };
        let says = format!(" {name} ");
        let role = if is_shown { Role::Heading } else { Role::Quiet };
        line(shell, rest, buffer, &[(&says, role)]);
        let width = u16::try_from(cells(&says)).unwrap_or(rest.width).min(rest.width);
        let target = Target::Row {
            list: TABS,
            index: number,
        };
        state.add_target(Rect { width, ..rest }, target);
        rest.x += width;
        rest.width -= width;
    }
    let filter = filter_words(&history.people.filter);
    line(shell, rest, buffer, &[(&filter, Role::Key)]);
}

fn filter_words(filter: &str) -> String {
    if filter.is_empty() {
        String::new()
    } else {
        format!("  /{filter}")
    }
}

fn draw_list(history: &History, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
    if history.is_searching() {
        return draw_people(history, shell, area, buffer, state);
    }
    let list = history.list();
    if list.len() == 0 {
        let says = match (&history.opened, list.is_known) {
            (_, false) => Key("history-looking"),
            (Some(opened), _) if !opened.list.filter().is_empty() => Key("filter-nothing"),
            (Some(_), _) => Key("history-no-actions"),
            (None, _) if history.tab == Tab::Runs => Key("history-no-runs"),
            (None, _) => Key("history-no-decisions"),
        };
        let says = shell.lang.text(says);
        line(shell, area, buffer, &[("  ", Role::Quiet), (&says, Role::Quiet)]);
        return;
    }
    let of_one = matches!(&history.opened, Some(opened) if matches!(opened.subject, Subject::Person { .. }));
    let columns = match (&history.opened, history.tab) {
        (Some(_), _) if !of_one => [Constraint::Length(10), Constraint::Fill(2), Constraint::Fill(4)],
        (None, Tab::Decisions) => [Constraint::Length(0), Constraint::Length(17), Constraint::Fill(1)],
        _ => [Constraint::Length(5), Constraint::Length(17), Constraint::Fill(1)],
    };
    let [name, who, what] = columns;
    let table = Table {
        id: ROWS,
        len: list.len(),
        selected: list.at(),
        has_focus: history.file.is_none(),
        columns: &[Constraint::Length(1), name, who, what],
    };
    let reading = shell.desk.reading();
    table.draw(shell, area, buffer, state, |index| {
        let entry = list.get(index);
        entry.map_or_else(Vec::new, |entry| {
            entry.cells(of_one, shell, reading.map(|reading| &**reading))
        })
    });
}

fn draw_people(history: &History, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
    let people = &history.people;
    if people.hits.is_empty() {
        let says = if people.all.is_some() {
            Key("history-nobody")
        } else {
            Key("history-looking")
        };
        let says = shell.lang.text(says);
        line(shell, area, buffer, &[("  ", Role::Quiet), (&says, Role::Quiet)]);
        return;
    }
    let table = Table {
        id: ROWS,
        len: people.hits.len(),
        selected: people.selection.at(people.hits.len()),
        has_focus: history.file.is_none(),
        columns: &[
            Constraint::Length(10),
            Constraint::Fill(2),
            Constraint::Fill(3),
            Constraint::Length(20),
        ],
    };
    table.draw(shell, area, buffer, state, |hit| {
        let Some(person) = people.get(hit) else {
            return Vec::new();
        };
        let row = &person.row;
        let fillings = [
            ("count", row.actions.into()),
            ("run", row.latest.to_string().into()),
        ];
        vec![
            Cell::new(
                row.employee.map_or_else(|| "—".to_owned(), |id| id.to_string()),
                Role::Quiet,
            ),
            Cell::new(row.name.clone(), Role::Text),
            Cell::new(row.login.clone(), Role::Quiet),
            Cell::new(shell.lang.with(Key("history-actions"), &fillings), Role::Quiet),
        ]
    });
}

/// The selected entry, as far as there are rows.
fn draw_detail(history: &History, shell: &Shell, area: Rect, buffer: &mut Buffer) {
    if history.is_searching() {
        let says = shell.lang.text(Key("history-search-how"));
        paragraph(shell, area, buffer, (&says, Role::Quiet));
        return;
    }
    let Some(entry) = history.list().selected() else {
        return;
    };
    let reading = shell.desk.reading();
    let mut rest = area;
    for (text, role) in entry.lines(shell, reading.map(|reading| &**reading)) {
        let taken = paragraph(shell, rest, buffer, (&text, role));
        rest.y += taken;
        rest.height -= taken;
    }
}
