//! How a run looks while it goes on, and afterwards.

use super::{RUN, Run};
use crate::core::plan::Plan;
use crate::lang::{Key, Lang};
use crate::report::{duration, journal_words};
use crate::store::state::OutcomeKind;
use crate::tui::desk::{Live, Stage};
use crate::tui::screen::run::lines::{Line, person};
use crate::tui::shell::Shell;
use crate::tui::text::pad;
use crate::tui::theme::Role;
use crate::tui::view_state::ViewState;
use crate::tui::widget::frame::{bar, line, rule};
use crate::tui::widget::table::{Cell, Table};
use jiff::{SignedDuration, Timestamp};
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};

/// No wait for a rate limit is longer, in seconds.
const LONGEST_WAIT: i64 = 120;
/// Cells of how an action ended.
const OUTCOME: usize = 12;

/// How many lines the log has.
pub(super) fn logged(shell: &Shell) -> usize {
    live(shell).map_or(0, |live| live.latest.len())
}

/// How far the run is that goes on.
fn live(shell: &Shell) -> Option<&Live> {
    shell.jobs.get(shell.desk.run()?)?.progress.live.as_deref()
}

impl Run {
    pub(super) fn draw(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
        if shell.desk.run().is_some() {
            let nothing = Live::default();
            let live = live(shell).unwrap_or(&nothing);
            return self.draw_live(shell, live, area, buffer, state);
        }
        let Some(ended) = &self.ended else {
            let says = shell.lang.text(Key("run-none"));
            return line(shell, area, buffer, &[(" ", Role::Text), (&says, Role::Quiet)]);
        };
        self.draw_lines(shell, &ended.lines, area, buffer, state);
    }

    fn draw_live(&self, shell: &Shell, live: &Live, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
        let [far, gauge, counts, heading, log] = Layout::vertical([
            Constraint::Length(1),
            Constraint::Length(1),
            Constraint::Length(1),
            Constraint::Length(1),
            Constraint::Fill(1),
        ])
        .areas(area);
        draw_far(shell, live, far, buffer);
        draw_budget(shell, live, gauge, buffer);
        let outcomes: Vec<String> = live
            .outcomes
            .iter()
            .map(|(outcome, count)| {
                format!(
                    "{} {}",
                    journal_words::outcome(Some(*outcome)),
                    shell.lang.number(*count)
                )
            })
            .collect();
        let outcomes = format!(" {}", outcomes.join("   "));
        line(shell, counts, buffer, &[(&outcomes, Role::Text)]);
        rule(shell, heading, buffer, &shell.lang.text(Key("run-log")));
        let plan = shell.desk.run_plan().map(|plan| &**plan);
        let lines: Vec<Line> = live
            .latest
            .iter()
            .rev()
            .map(|(position, outcome)| logged_line(plan, *position, *outcome, &shell.lang))
            .collect();
        self.draw_lines(shell, &lines, log, buffer, state);
    }

    fn draw_lines(
        &self,
        shell: &Shell,
        lines: &[Line],
        area: Rect,
        buffer: &mut Buffer,
        state: &mut ViewState,
    ) {
        let table = Table {
            id: RUN,
            len: lines.len(),
            selected: self.selection.at(lines.len()),
            has_focus: false,
            columns: &[Constraint::Fill(1)],
        };
        table.draw(shell, area, buffer, state, |index| {
            let line = lines.get(index);
            let (text, role) = line.map_or(("", Role::Text), |(text, role)| (text.as_str(), *role));
            vec![Cell::new(text, role)]
        });
    }
}

/// `31 of 57 [#####.....] 24/s, about 2 s left`.
fn draw_far(shell: &Shell, live: &Live, area: Rect, buffer: &mut Buffer) {
    let lang = &shell.lang;
    match live.stage {
        Stage::Resolving(actions) => {
            let says = lang.with(Key("run-resolving"), &[("count", actions.into())]);
            line(shell, area, buffer, &[(" ", Role::Text), (&says, Role::Waits)]);
        }
        Stage::Reading => {
            let people = |(done, total): (usize, Option<usize>)| match total {
                Some(total) => lang.with(Key("job-of"), &[("done", done.into()), ("total", total.into())]),
                None => lang.number(done),
            };
            let [okta, personio] = live.read;
            let fillings = [
                ("okta", people(okta).into()),
                ("personio", people(personio).into()),
            ];
            let says = lang.with(Key("run-reading"), &fillings);
            line(shell, area, buffer, &[(" ", Role::Text), (&says, Role::Waits)]);
        }
        Stage::Applying => {
            let fillings = [("done", live.ended.into()), ("total", live.total.into())];
            let far = format!(" {} ", lang.with(Key("job-of"), &fillings));
            let width = u16::try_from(crate::report::cells(&far)).unwrap_or(area.width);
            let [text, gauge, rest] = Layout::horizontal([
                Constraint::Length(width),
                Constraint::Length(area.width / 3),
                Constraint::Fill(1),
            ])
            .areas(area);
            line(shell, text, buffer, &[(&far, Role::Heading)]);
            bar(shell, gauge, buffer, live.ended, live.total);
            let rate = format!("  {}", rate(live, shell));
            line(shell, rest, buffer, &[(&rate, Role::Text)]);
        }
    }
}

/// So many a second, and how long the rest takes at that rate, and no less than a pause; nothing before there is one.
fn rate(live: &Live, shell: &Shell) -> String {
    let since = live.applying_since.map(|since| shell.now.duration_since(since));
    let millis = since
        .and_then(|since| usize::try_from(since.as_millis()).ok())
        .filter(|millis| *millis > 0 && live.ended > 0);
    let Some(millis) = millis else {
        return String::new();
    };
    let each_second = (live.ended * 1000).div_ceil(millis);
    let left = millis * live.total.saturating_sub(live.ended) / live.ended;
    let left = SignedDuration::from_millis(i64::try_from(left).unwrap_or(i64::MAX));
    // In whole seconds: what it is by then nobody knows more exactly.
    let pause = live
        .waits
        .map_or(0, |(_, until)| wait(until, shell.now).as_secs());
    let left = SignedDuration::from_secs(left.as_secs().max(pause).max(1));
    let fillings = [("rate", each_second.into()), ("left", duration(left).into())];
    shell.lang.with(Key("run-rate"), &fillings)
}

/// A clock that is off may make it look longer than any is.
fn wait(until: Timestamp, now: Timestamp) -> SignedDuration {
    let longest = SignedDuration::from_secs(LONGEST_WAIT);
    until.duration_since(now).clamp(SignedDuration::ZERO, longest)
}

/// What the rate limit still lets through, or until when it lets nothing.
fn draw_budget(shell: &Shell, live: &Live, area: Rect, buffer: &mut Buffer) {
    let lang = &shell.lang;
    if let Some((side, until)) = live.waits {
        let left = wait(until, shell.now);
        let ends = shell
            .zone
            .to_datetime(shell.now + left)
            .strftime("%H:%M")
            .to_string();
        let fillings = [
            ("side", side.name().into()),
            ("seconds", left.as_secs().into()),
            ("time", ends.into()),
        ];
        let says = lang.with(Key("run-waits"), &fillings);
        return line(shell, area, buffer, &[(" ", Role::Text), (&says, Role::Waits)]);
    }
    let Some((side, left, of)) = live.budget else {
        return;
    };
    let fillings = [
        ("side", side.name().into()),
        ("left", left.into()),
        ("of", of.into()),
    ];
    let says = format!(" {} ", lang.with(Key("run-budget"), &fillings));
    let width = u16::try_from(crate::report::cells(&says)).unwrap_or(area.width);
    let [text, gauge, _] = Layout::horizontal([
        Constraint::Length(width),
        Constraint::Length(area.width / 4),
        Constraint::Fill(1),
    ])
    .areas(area);
    line(shell, text, buffer, &[(&says, Role::Quiet)]);
    bar(shell, gauge, buffer, left as usize, of as usize);
}

/// `applied      update  Jörg Müller …`; of a run that nobody saw a plan of, its place in that plan.
fn logged_line(plan: Option<&Plan>, position: u32, outcome: OutcomeKind, lang: &Lang) -> Line {
    let word = pad(journal_words::outcome(Some(outcome)), OUTCOME);
    let role = match outcome {
        OutcomeKind::Applied => Role::Text,
        OutcomeKind::Failed | OutcomeKind::Unknown => Role::Danger,
        OutcomeKind::Stale | OutcomeKind::NotReached | OutcomeKind::Held => Role::Waits,
    };
    let action = plan.and_then(|plan| plan.actions.get(position as usize));
    let who = action.map_or_else(
        || lang.with(Key("run-action"), &[("number", (position + 1).into())]),
        person,
    );
    (format!("{word} {who}"), role)
}
