//! How the overview looks: one list, or two panes where there is room; below it the selected row in full, and the
//! buttons.

use super::rows::Row;
use super::{Overview, ROWS};
use crate::failure::Failure;
use crate::lang::Key;
use crate::report::{cells, wrap};
use crate::tui::action::Action;
use crate::tui::shell::Shell;
use crate::tui::text::safe;
use crate::tui::theme::Role;
use crate::tui::view_state::{ListId, Target, ViewState};
use crate::tui::widget::frame::{line, panes, paragraph, rule};
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};

/// At most so many rows tell why there is no reading.
const NOTICE: usize = 9;
/// Rows that tell the selected one whole.
const DETAIL: u16 = 2;
/// The list of the right pane, which scrolls by itself.
const STANDS: ListId = ListId("overview-stands");

pub fn draw(overview: &Overview, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
    let notice = notice(overview, shell);
    let [top, list, detail, buttons] = Layout::vertical([
        Constraint::Length(notice.as_ref().map_or(0, |notice| height(notice, area.width))),
        Constraint::Fill(1),
        Constraint::Length(DETAIL),
        Constraint::Length(1),
    ])
    .areas(area);
    if let Some(notice) = notice {
        draw_notice(shell, &notice, top, buffer);
    }
    let selected = overview.selected();
    let place = overview
        .rows
        .goals()
        .find(|(_, row)| Some(*row) == selected)
        .map(|(place, _)| place);
    let rows = &overview.rows;
    let has_focus = overview.finder.is_none();
    if let Some([left, right]) = panes(shell, list, buffer) {
        let needs = List {
            id: ROWS,
            rows: &rows.needs,
            offset: 0,
            selected: place,
            has_focus,
        };
        needs.draw(shell, left, buffer, state);
        let offset = rows.needs.len();
        let stands = List {
            id: STANDS,
            rows: &rows.stands,
            offset,
            selected: place,
            has_focus,
        };
        stands.draw(shell, right, buffer, state);
    } else {
        let all: Vec<Row> = rows.all().map(|(_, row)| row.clone()).collect();
        let all = List {
            id: ROWS,
            rows: &all,
            offset: 0,
            selected: place,
            has_focus,
        };
        all.draw(shell, list, buffer, state);
    }
    if let Some(row) = selected {
        let text = [row.text.trim(), row.note.as_str()].join("  ");
        paragraph(shell, detail, buffer, (text.trim_end(), Role::Quiet));
    }
    draw_buttons(overview, shell, buttons, buffer, state);
    if let Some(finder) = &overview.finder {
        finder.draw(shell, area, buffer, state);
    }
}

/// Why there is nothing to be seen of both sides, or nothing that can be trusted.
fn notice(overview: &Overview, shell: &Shell) -> Option<Failure> {
    let suspicious = overview
        .digest
        .as_ref()
        .and_then(|digest| digest.suspicious.clone());
    let failed = shell.desk.failure().filter(|_| !shell.desk.is_reading()).cloned();
    failed.or(suspicious)
}

/// The lines of a notice, each with what it is.
fn notice_lines(failure: &Failure) -> Vec<(String, Role)> {
    let mut lines = vec![(format!("! {}", failure.what), Role::Danger)];
    lines.extend(failure.why.clone().map(|why| (why, Role::Text)));
    lines.extend(failure.todo.clone().map(|todo| (todo, Role::Waits)));
    lines
}

fn height(failure: &Failure, width: u16) -> u16 {
    let wrapped = |text: &str| wrap(&safe(text), width.into()).len();
    let lines: usize = notice_lines(failure).iter().map(|(text, _)| wrapped(text)).sum();
    u16::try_from((lines + 1).min(NOTICE)).unwrap_or(1)
}

fn draw_notice(shell: &Shell, failure: &Failure, area: Rect, buffer: &mut Buffer) {
    let [told, again] = Layout::vertical([Constraint::Fill(1), Constraint::Length(1)]).areas(area);
    let mut rest = told;
    for (text, role) in notice_lines(failure) {
        let taken = paragraph(shell, rest, buffer, (&text, role));
        rest.y += taken;
        rest.height -= taken;
    }
    let says = shell.lang.text(Key("overview-again"));
    line(shell, again, buffer, &[(&says, Role::Quiet)]);
}

/// Rows of which some lead somewhere.
struct List<'a> {
    id: ListId,
    rows: &'a [Row],
    /// Of the first of them in the one list.
    offset: usize,
    /// In the one list.
    selected: Option<usize>,
    has_focus: bool,
}

impl List<'_> {
    fn draw(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
        let area = area.intersection(buffer.area);
        let height = usize::from(area.height);
        let here = self.selected.and_then(|place| place.checked_sub(self.offset));
        let here = here.filter(|place| *place < self.rows.len());
        // What stands before the first row that leads somewhere belongs to it.
        let first_goal = self.rows.iter().position(|row| row.goal.is_some());
        let in_sight = match here {
            Some(place) if Some(place) == first_goal && place < height => 0,
            Some(place) => place,
            None => 0,
        };
        let first = state.scroll(self.id, in_sight, self.rows.len(), height);
        for (on, (index, row)) in area.rows().zip(self.rows.iter().enumerate().skip(first)) {
            if row.role == Role::Heading {
                rule(shell, on, buffer, &row.text);
                continue;
            }
            let is_selected = here == Some(index);
            let mark = if is_selected { "> " } else { "  " };
            let sign = format!("{:1} ", row.sign);
            let note = if row.note.is_empty() {
                String::new()
            } else {
                format!("  {}", row.note)
            };
            let pieces = [
                (mark, Role::Key),
                (sign.as_str(), row.role),
                (row.text.as_str(), row.role),
                (note.as_str(), Role::Text),
            ];
            line(shell, on, buffer, &pieces);
            if is_selected && self.has_focus {
                buffer.set_style(on, shell.theme.style(Role::Selected));
            }
            if row.goal.is_some() {
                let index = self.offset + index;
                state.add_target(on, Target::Row { list: ROWS, index });
            }
        }
        if self.rows.len() > first + height && area.width > 0 && height > 0 {
            let below = self.rows.len() - first - height;
            let says = shell.lang.with(Key("overview-below"), &[("count", below.into())]);
            let says = format!(" {} ", safe(&says));
            let width = u16::try_from(cells(&says)).unwrap_or(area.width).min(area.width);
            let at = Rect {
                x: area.right() - width,
                y: area.bottom() - 1,
                width,
                height: 1,
            };
            line(shell, at, buffer, &[(&says, Role::Quiet)]);
        }
    }
}

/// What can be done from here, to be clicked: `[ s  Sync ]`.
fn draw_buttons(overview: &Overview, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
    let schedule = match (overview.schedule.is_on(), overview.schedule.failures()) {
        (false, _) => Key("button-schedule"),
        (true, 0) => Key("button-schedule-stop"),
        (true, _) => Key("button-schedule-failing"),
    };
    let buttons = [
        (Action::Sync, Key("button-sync")),
        (Action::SyncPerson, Key("button-person")),
        (Action::ToggleSchedule, schedule),
    ];
    let mut rest = area;
    for (action, says) in buttons {
        let says = format!(" [ {} ]", shell.lang.text(says));
        line(shell, rest, buffer, &[(&says, Role::Key)]);
        let width = u16::try_from(cells(&says)).unwrap_or(rest.width).min(rest.width);
        state.add_target(Rect { width, ..rest }, Target::Action(action));
        rest.x += width;
        rest.width -= width;
    }
}
