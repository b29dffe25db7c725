//! How the report looks.

use super::case::Tab;
use super::detail::{self, Detail, Line};
use super::{CASES, Links, TABS, row};
use crate::failure::Failure;
use crate::lang::Key;
use crate::report::cells;
use crate::tui::desk::Reading;
use crate::tui::shell::Shell;
use crate::tui::text::fit;
use crate::tui::theme::Role;
use crate::tui::view_state::{Target, ViewState};
use crate::tui::widget::frame::{bar, line, line_right, paragraph, rule};
use crate::tui::widget::table::Table;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};

/// Columns of sign and label before the values of both sides.
const LABEL: u16 = 14;
/// Columns of the bar that tells how far the review is.
const BAR: u16 = 12;

impl Links {
    pub(super) fn draw(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
        let Some(reading) = self.list.reading() else {
            return draw_waiting(shell, area, buffer);
        };
        let problem = reading.plan.as_ref().err();
        let [tabs, progress, problem_area, head, list, heading, below, stroke] = Layout::vertical([
            Constraint::Length(1),
            Constraint::Length(1),
            Constraint::Length(if problem.is_some() { 2 } else { 0 }),
            Constraint::Length(1),
            Constraint::Fill(1),
            Constraint::Length(1),
            Constraint::Length(self.detail_height(area.height)),
            Constraint::Length(1),
        ])
        .areas(area);
        self.draw_tabs(shell, tabs, buffer, state);
        self.draw_progress(shell, reading, progress, buffer);
        if let Some(problem) = problem {
            let why = problem.why.as_deref().unwrap_or_default();
            let says = format!(" ! {}. {why}", problem.what);
            paragraph(shell, problem_area, buffer, (&says, Role::Danger));
        }
        self.draw_list(shell, reading, [head, list], buffer, state);
        if let Some(case) = self.list.selected() {
            let outlook = self.outlook.as_ref().filter(|(known, _)| *known == case);
            let outlook = outlook.map_or(&[][..], |(_, says)| says.as_slice());
            let detail = detail::of(shell, reading, case, outlook);
            self.draw_heading(shell, &detail, heading, buffer);
            draw_detail(shell, &detail, self.is_whole, below, buffer);
        }
        self.draw_last(shell, stroke, buffer);
    }

    /// Where the list is empty: why, and what to press.
    fn nothing(&self) -> Key {
        match self.list.tab() {
            _ if !self.list.filter().is_empty() => Key("filter-nothing"),
            Tab::Undecided => Key("links-nobody-undecided"),
            _ => Key("links-nobody"),
        }
    }

    fn detail_height(&self, height: u16) -> u16 {
        /// Lines around list and detail, and the least of the list.
        const AROUND: u16 = 5;
        const LEAST: u16 = 3;
        if self.is_whole {
            height.saturating_sub(AROUND + LEAST)
        } else {
            (height * 2 / 5).saturating_sub(1).clamp(5, 14)
        }
    }

    /// The headings with their counts; those that do not fit are on either side of the one that is shown.
    fn draw_tabs(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
        let shown = |tab: &Tab| *tab == self.list.tab() || self.list.count(*tab) > 0;
        let tabs: Vec<(usize, Tab, String)> = Tab::ALL
            .into_iter()
            .enumerate()
            .filter(|(_, tab)| shown(tab))
            .map(|(index, tab)| {
                let title = tab.title(&shell.lang);
                let is_shown = tab == self.list.tab();
                let title = if is_shown { title.to_uppercase() } else { title };
                let count = shell.lang.number(self.list.count(tab));
                (index, tab, format!(" {title} {count} "))
            })
            .collect();
        let width = |from: usize, to: usize| -> usize {
            let texts = tabs.get(from..to).unwrap_or_default();
            texts.iter().map(|(_, _, text)| cells(text)).sum()
        };
        let at = tabs
            .iter()
            .position(|(_, tab, _)| *tab == self.list.tab())
            .unwrap_or_default();
        let room = usize::from(area.width.saturating_sub(4));
        let mut first = 0;
        while first < at && width(first, at + 1) > room {
            first += 1;
        }
        let mut rest = area;
        let mut draw = |text: &str, role: Role, target: Option<Target>| {
            line(shell, rest, buffer, &[(text, role)]);
            let width = u16::try_from(cells(text)).unwrap_or(u16::MAX).min(rest.width);
            if let Some(target) = target {
                state.add_target(Rect { width, ..rest }, target);
            }
            rest.x += width;
            rest.width -= width;
        };
        if first > 0 {
            draw("←", Role::Quiet, None);
        }
        let mut taken = 0;
        for (index, tab, text) in tabs.get(first..).unwrap_or_default() {
            taken += cells(text);
            if taken > room {
                draw("→", Role::Quiet, None);
                break;
            }
            let role = if *tab == self.list.tab() {
                Role::Heading
            } else {
                Role::Text
            };
            let target = Target::Row {
                list: TABS,
                index: *index,
            };
            draw(text, role, Some(target));
        }
    }

    fn draw_progress(&self, shell: &Shell, reading: &Reading, area: Rect, buffer: &mut Buffer) {
        let lang = &shell.lang;
        let (decided, total) = self.progress;
        let fillings = [("decided", decided.into()), ("total", total.into())];
        let says = format!(" {} ", lang.with(Key("links-progress"), &fillings));
        line(shell, area, buffer, &[(&says, Role::Text)]);
        let taken = u16::try_from(cells(&says)).unwrap_or(u16::MAX).min(area.width);
        let room = Rect {
            x: area.x + taken,
            width: area.width - taken,
            ..area
        };
        let gauge = Rect {
            width: BAR.min(room.width),
            ..room
        };
        bar(shell, gauge, buffer, decided, total);
        let right = Rect {
            x: gauge.right().saturating_add(1).min(area.right()),
            width: room.width.saturating_sub(gauge.width + 1),
            ..area
        };
        let filter = self.list.filter();
        let (says, role) = if !filter.is_empty() {
            let fillings = [
                ("filter", filter.into()),
                ("count", self.list.shown().len().into()),
                ("total", self.list.count(self.list.tab()).into()),
            ];
            (lang.with(Key("links-filtered"), &fillings), Role::Key)
        } else if reading.state.review.is_closed() {
            (lang.text(Key("links-review-closed")), Role::Quiet)
        } else {
            (lang.text(Key("links-review-open")), Role::Waits)
        };
        line_right(shell, right, buffer, (&format!("{says} "), role));
    }

    fn draw_list(
        &self,
        shell: &Shell,
        reading: &Reading,
        [head, area]: [Rect; 2],
        buffer: &mut Buffer,
        state: &mut ViewState,
    ) {
        let shown = self.list.shown();
        if shown.is_empty() {
            let says = format!(" {}", shell.lang.text(self.nothing()));
            paragraph(shell, area, buffer, (&says, Role::Quiet));
            return;
        }
        let (columns, titles) = row::columns(shell, &self.list);
        let table = Table {
            id: CASES,
            len: shown.len(),
            selected: self.list.selected_row(),
            has_focus: true,
            columns: &columns,
        };
        table.draw_head(shell, head, buffer, &titles);
        table.draw(shell, area, buffer, state, |index| {
            let case = shown.get(index);
            case.map_or_else(Vec::new, |case| row::cells(shell, &self.list, reading, *case))
        });
    }

    /// Who is selected, and which of how many.
    fn draw_heading(&self, shell: &Shell, detail: &Detail, area: Rect, buffer: &mut Buffer) {
        let fillings = [
            ("at", (self.list.selected_row() + 1).into()),
            ("total", self.list.shown().len().into()),
        ];
        let place = shell.lang.with(Key("links-place"), &fillings);
        let room = usize::from(area.width).saturating_sub(cells(&place) + 8);
        rule(
            shell,
            area,
            buffer,
            &format!("{}  {place}", fit(&detail.heading, room)),
        );
    }

    /// The latest decision, and how many are marked.
    fn draw_last(&self, shell: &Shell, area: Rect, buffer: &mut Buffer) {
        let marked = self.list.marked().len();
        let taken = if marked > 0 {
            let says = shell.lang.with(Key("links-marked"), &[("count", marked.into())]);
            line_right(shell, area, buffer, (&format!("{says} "), Role::Key))
        } else {
            0
        };
        if let Some(stroke) = shell.desk.last_stroke() {
            let says = shell.lang.with(Key("links-last"), &[("says", stroke.into())]);
            let left = Rect {
                width: area.width.saturating_sub(taken + 1),
                ..area
            };
            line(shell, left, buffer, &[(" ", Role::Quiet), (&says, Role::Quiet)]);
        }
    }
}

/// Nothing has been read yet: it is being done, or did not work.
fn draw_waiting(shell: &Shell, area: Rect, buffer: &mut Buffer) {
    let area = Rect {
        x: area.x + area.width.min(1),
        y: area.y + area.height.min(1),
        width: area.width.saturating_sub(2),
        height: area.height.saturating_sub(1),
    };
    if let Some(failure) = shell.desk.failure().filter(|_| !shell.desk.is_reading()) {
        return draw_failure(shell, failure, area, buffer);
    }
    let says = shell.lang.text(Key("links-reading"));
    paragraph(shell, area, buffer, (&says, Role::Quiet));
}

fn draw_failure(shell: &Shell, failure: &Failure, area: Rect, buffer: &mut Buffer) {
    let again = shell.lang.text(Key("links-read-again"));
    let parts = [
        (Some(failure.what.as_str()), Role::Danger),
        (failure.why.as_deref(), Role::Text),
        (failure.todo.as_deref(), Role::Heading),
        (Some(again.as_str()), Role::Quiet),
    ];
    let mut rest = area;
    for (text, role) in parts {
        let taken = text.map_or(0, |text| paragraph(shell, rest, buffer, (text, role)));
        rest.y += taken.min(rest.height);
        rest.height -= taken.min(rest.height);
    }
}

fn draw_detail(shell: &Shell, detail: &Detail, is_whole: bool, area: Rect, buffer: &mut Buffer) {
    let mut rows = area.rows();
    if !detail.personio.is_empty()
        && let Some(row) = rows.next()
    {
        let okta = shell.lang.text(Key("links-okta-side"));
        let [_, left, right] = sides(row);
        line(shell, left, buffer, &[(&okta, Role::Heading)]);
        line(shell, right, buffer, &[(&detail.personio, Role::Heading)]);
    }
    let has_sides = usize::from(!detail.personio.is_empty());
    let left = usize::from(area.height).saturating_sub(has_sides);
    let said = if is_whole {
        detail.says.len()
    } else {
        // Why, and what a link would do, before the last of the fields.
        detail.says.len().min((left / 2).max(2))
    };
    let room = left.saturating_sub(said);
    // What differs is worth more than what agrees; what is left stays in its order.
    let mut fields: Vec<(usize, &Line)> = detail.fields.iter().enumerate().collect();
    fields.sort_by_key(|(_, field)| match field {
        Line::Field { sign, .. } => *sign,
        Line::Says(..) => detail::Sign::None,
    });
    fields.truncate(room);
    fields.sort_by_key(|(at, _)| *at);
    for (_, field) in fields {
        if let Some(row) = rows.next() {
            draw_line(shell, field, row, buffer);
        }
    }
    let Some(first) = rows.next() else {
        return;
    };
    let mut rest = Rect {
        height: area.bottom().saturating_sub(first.y),
        ..first
    };
    for says in &detail.says {
        if rest.is_empty() {
            return;
        }
        let taken = if is_whole {
            draw_paragraph(shell, says, rest, buffer)
        } else {
            draw_line(shell, says, Rect { height: 1, ..rest }, buffer);
            1
        };
        rest.y += taken.min(rest.height);
        rest.height -= taken.min(rest.height);
    }
}

/// Sign and label, Okta, Personio.
fn sides(row: Rect) -> [Rect; 3] {
    Layout::horizontal([
        Constraint::Length(LABEL.min(row.width)),
        Constraint::Fill(1),
        Constraint::Fill(1),
    ])
    .spacing(1)
    .areas(row)
}

fn draw_line(shell: &Shell, one: &Line, row: Rect, buffer: &mut Buffer) {
    match one {
        Line::Field {
            sign,
            label,
            okta,
            personio,
        } => {
            let [before, left, right] = sides(row);
            let pieces = [
                (" ", Role::Text),
                (sign.as_text(), sign.role()),
                (" ", Role::Text),
                (label.as_str(), Role::Quiet),
            ];
            line(shell, before, buffer, &pieces);
            line(shell, left, buffer, &[(okta, Role::Text)]);
            line(shell, right, buffer, &[(personio, Role::Text)]);
        }
        Line::Says(text, role) => line(shell, row, buffer, &[(" ", *role), (text, *role)]),
    }
}

fn draw_paragraph(shell: &Shell, one: &Line, area: Rect, buffer: &mut Buffer) -> u16 {
    match one {
        Line::Says(text, role) => {
            let inner = Rect {
                x: area.x + area.width.min(1),
                width: area.width.saturating_sub(2),
                ..area
            };
            paragraph(shell, inner, buffer, (text, *role)).max(1)
        }
        field @ Line::Field { .. } => {
            draw_line(shell, field, Rect { height: 1, ..area }, buffer);
            1
        }
    }
}
