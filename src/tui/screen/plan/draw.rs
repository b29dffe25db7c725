//! How the plan looks.

use super::{PLAN, Plan};
use crate::core::plan::{LimitCode, LimitUse};
use crate::failure::Failure;
use crate::lang::{Key, Lang};
use crate::tui::desk::ShownKind;
use crate::tui::screen::plan::sight::Sight;
use crate::tui::shell::{Room, Shell};
use crate::tui::text::safe;
use crate::tui::theme::Role;
use crate::tui::view_state::ViewState;
use crate::tui::widget::frame::{line, panes, paragraph, rule};
use crate::tui::widget::table::{Cell, Table};
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};

/// Rows of the detail below the list.
const DETAIL: u16 = 4;

impl Plan {
    pub(super) fn draw(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
        let Some(sight) = &self.sight else {
            return draw_waiting(shell, area, buffer);
        };
        if let (None, Err(failure)) = (&sight.other, &sight.reading.plan) {
            return draw_failure(shell, failure, area, buffer);
        }
        let [summary, limits, rest] =
            Layout::vertical([Constraint::Length(1), Constraint::Length(1), Constraint::Fill(1)]).areas(area);
        self.draw_summary(shell, sight, summary, buffer);
        draw_limits(shell, sight, limits, buffer);
        if let Some([left, right]) = panes(shell, rest, buffer) {
            self.draw_rows(shell, sight, left, buffer, state);
            self.draw_detail(shell, sight, right, buffer);
        } else {
            let [list, detail] =
                Layout::vertical([Constraint::Fill(1), Constraint::Length(DETAIL)]).areas(rest);
            self.draw_rows(shell, sight, list, buffer, state);
            self.draw_detail(shell, sight, detail, buffer);
        }
    }

    /// `57 writes for 57 people   18 wait for you   3 skipped`.
    fn draw_summary(&self, shell: &Shell, sight: &Sight, area: Rect, buffer: &mut Buffer) {
        let lang = &shell.lang;
        let Some(plan) = sight.plan() else { return };
        let (writes, people) = self.counts;
        let what = match sight.other.as_ref().map(|shown| &shown.kind) {
            Some(ShownKind::Undo(order)) => {
                format!(
                    "{}  ",
                    lang.with(Key("plan-undo-of"), &[("run", order.run.0.into())])
                )
            }
            Some(ShownKind::Person(_)) => format!("{}  ", lang.text(Key("plan-of-one"))),
            None => String::new(),
        };
        let fillings = [("writes", writes.into()), ("people", people.into())];
        let counts = format!("{}   ", lang.with(Key("plan-writes"), &fillings));
        let waits = format!(
            "{}   ",
            lang.with(Key("plan-wait"), &[("count", plan.summary.held.into())])
        );
        let skipped = lang.with(Key("plan-skip"), &[("count", plan.summary.skipped.into())]);
        let out = match self.taken.out.len() {
            0 => String::new(),
            count => format!(
                "   {}",
                lang.with(Key("plan-out-count"), &[("count", count.into())])
            ),
        };
        let only = match self.filter.as_str() {
            "" => String::new(),
            text => format!(
                "{}   ",
                lang.with(Key("plan-filtered"), &[("text", safe(text).into())])
            ),
        };
        let pieces = [
            (" ", Role::Text),
            (only.as_str(), Role::Waits),
            (what.as_str(), Role::Waits),
            (counts.as_str(), Role::Heading),
            (waits.as_str(), Role::Waits),
            (skipped.as_str(), Role::Quiet),
            (out.as_str(), Role::Waits),
        ];
        line(shell, area, buffer, &pieces);
    }

    fn draw_rows(
        &self,
        shell: &Shell,
        sight: &Sight,
        area: Rect,
        buffer: &mut Buffer,
        state: &mut ViewState,
    ) {
        if self.rows.is_empty() {
            let says = shell.lang.text(if self.filter.is_empty() {
                Key("plan-nothing")
            } else {
                Key("plan-filter-nothing")
            });
            line(shell, area, buffer, &[(" ", Role::Text), (&says, Role::Good)]);
            return;
        }
        let page = self.page(sight, shell);
        let table = Table {
            id: PLAN,
            len: self.rows.len(),
            selected: self.selection.at(self.rows.len()),
            has_focus: true,
            columns: &[Constraint::Fill(1)],
        };
        table.draw(shell, area, buffer, state, |index| {
            let (text, role) = self
                .rows
                .get(index)
                .map_or((String::new(), Role::Text), |row| page.line(*row));
            vec![Cell::new(text, role)]
        });
    }

    fn draw_detail(&self, shell: &Shell, sight: &Sight, area: Rect, buffer: &mut Buffer) {
        let Some(row) = self.row() else { return };
        let detail = self.page(sight, shell).detail(row);
        let [heading, mut rest] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(area);
        rule(shell, heading, buffer, &detail.title);
        if shell.room() != Room::Wide {
            rest.x += 1.min(rest.width);
            rest.width = rest.width.saturating_sub(1);
        }
        for (text, role) in &detail.lines {
            let taken = paragraph(shell, rest, buffer, (text, *role));
            rest.y += taken;
            rest.height -= taken;
        }
    }
}

fn draw_waiting(shell: &Shell, area: Rect, buffer: &mut Buffer) {
    if let Some(failure) = shell.desk.failure() {
        return draw_failure(shell, failure, area, buffer);
    }
    let says = shell.lang.text(Key("plan-reading"));
    line(shell, area, buffer, &[(" ", Role::Text), (&says, Role::Quiet)]);
}

fn draw_failure(shell: &Shell, failure: &Failure, area: Rect, buffer: &mut Buffer) {
    let mut rest = Rect {
        x: area.x + 1.min(area.width),
        width: area.width.saturating_sub(2),
        ..area
    };
    let again = shell.lang.text(Key("plan-read-again"));
    let parts = [
        (Some(failure.what.as_str()), Role::Danger),
        (failure.why.as_deref(), Role::Text),
        (failure.todo.as_deref(), Role::Heading),
        (Some(again.as_str()), Role::Quiet),
    ];
    for (text, role) in parts {
        for text in text.into_iter().flat_map(str::lines) {
            let taken = paragraph(shell, rest, buffer, (text, role));
            rest.y += taken;
            rest.height -= taken;
        }
    }
}

/// Those that are over first, then those that are used at all, as many as fit.
fn draw_limits(shell: &Shell, sight: &Sight, area: Rect, buffer: &mut Buffer) {
    let lang = &shell.lang;
    let Some(plan) = sight.plan() else { return };
    let used = plan
        .limits
        .iter()
        .filter(|limit| limit.planned + limit.last_day > 0);
    let mut used: Vec<(String, Role)> = used
        .map(|limit| {
            let role = if limit.is_over() {
                Role::Danger
            } else {
                Role::Quiet
            };
            (limit_words(limit, lang), role)
        })
        .collect();
    if used.is_empty() {
        return;
    }
    let room = usize::from(area.width).saturating_sub(1);
    let head = format!("{} ", lang.text(Key("plan-limits")));
    let width = |used: &[(String, Role)]| -> usize {
        used.iter().map(|(text, _)| crate::report::cells(text) + 2).sum()
    };
    while used.len() > 1 && width(&used) + crate::report::cells(&head) > room {
        used.pop();
    }
    let mut pieces = vec![(" ", Role::Text), (head.as_str(), Role::Quiet)];
    for (text, role) in &used {
        pieces.push((" ", Role::Text));
        pieces.push((text.as_str(), *role));
        pieces.push((" ", Role::Text));
    }
    line(shell, area, buffer, &pieces);
}

/// `clear department 14 of 11 OVER`.
fn limit_words(limit: &LimitUse, lang: &Lang) -> String {
    let name = lang.text(match limit.code {
        LimitCode::Deactivations => Key("limit-announced"),
        LimitCode::Unannounced => Key("limit-unannounced"),
        LimitCode::Department => Key("limit-department"),
        LimitCode::Creations => Key("limit-creations"),
        LimitCode::Emptied => Key("limit-emptied"),
        LimitCode::Changed => Key("limit-changed"),
        LimitCode::Relinks => Key("limit-relinks"),
        LimitCode::EmailChanges => Key("limit-email"),
    });
    let about = limit
        .about
        .as_ref()
        .map_or_else(String::new, |about| format!(" {about}"));
    let used = limit.planned + limit.last_day;
    let allowed = limit.allowed.map_or_else(String::new, |most| {
        format!(" {}", lang.with(Key("limit-of"), &[("count", most.into())]))
    });
    let over = match (limit.is_over(), limit.is_waived) {
        (true, _) => format!(" {}", lang.text(Key("limit-over"))),
        (false, true) => format!(" {}", lang.text(Key("limit-waived"))),
        (false, false) => String::new(),
    };
    format!("{name}{about} {}{allowed}{over}", lang.number(used))
}
