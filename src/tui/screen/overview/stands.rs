//! How things stand: runs, counts, announced ends, limits, changes.

use super::digest::{Digest, End};
use super::rows::{LINKED, Page, RowId, about, links, to};
use super::standing::Standing;
use crate::core::RunVerdict;
use crate::engine::{NextRun, Side, is_ahead, limit_use};
use crate::lang::Key;
use crate::report::{journal_words, plan_summary, words};
use crate::store::state::{RunEnd, RunRow, Tally};
use crate::tui::screen::ScreenId;
use crate::tui::theme::Role;
use jiff::Timestamp;

impl Page<'_> {
    pub(super) fn runs(&mut self, standing: Option<&Standing>) {
        let Some(standing) = standing else { return };
        self.heading("runs", Key("overview-runs"), None);
        if self.shell.desk.run().is_some() {
            let says = self.lang().text(Key("overview-run-now"));
            self.push(
                RowId::Other("now"),
                "=",
                Role::Good,
                says,
                Some(to(ScreenId::Run)),
            );
        }
        if let Some((run, tally)) = &standing.status.last_run {
            self.last_run(run, *tally);
        } else {
            let says = self.lang().text(Key("overview-no-run"));
            self.push(RowId::Other("last-run"), "?", Role::Waits, says, None);
        }
        self.verdict(standing);
        self.last_good(standing);
        self.next_run(standing);
    }

    /// What the newest sync over everybody came to, where it is not good: as `status` and the last line of `sync` say it.
    fn verdict(&mut self, standing: &Standing) {
        let status = &standing.status;
        let verdict = status.verdict().filter(|verdict| *verdict != RunVerdict::Good);
        if let Some((run, verdict)) = status.last_whole_run.as_ref().zip(verdict) {
            let says = format!("run {} {}", run.run, words::verdict(verdict));
            let goal = to(ScreenId::History);
            self.push(RowId::Other("verdict"), "!", Role::Danger, says, Some(goal));
        }
    }

    fn last_run(&mut self, run: &RunRow, tally: Tally) {
        let (sign, role) = match run.ended {
            Some((_, RunEnd::Done)) => ("=", Role::Good),
            _ => ("?", Role::Waits),
        };
        let at = run.ended.map_or(run.started, |(at, _)| at);
        let fillings = [
            ("run", journal_words::run(run).into()),
            ("when", self.moment(at).into()),
            ("by", journal_words::by(&run.by, run.is_unattended).into()),
        ];
        let text = self.lang().with(Key("overview-last-run"), &fillings);
        let goal = to(ScreenId::History);
        self.push(RowId::Other("last-run"), sign, role, text, Some(goal));
        let ending = journal_words::ending(run);
        let text = format!("  {ending}, {}", journal_words::tally(&tally));
        self.push(RowId::Other("last-tally"), "", Role::Quiet, text, None);
    }

    /// Loud when it is too long ago: whoever left since still has access.
    fn last_good(&mut self, standing: &Standing) {
        let now = self.shell.now;
        let good = standing.status.last_good_run.as_ref().and_then(|run| run.ended);
        let (text, is_loud) = match good {
            Some((ended, _)) => {
                let is_loud = standing.is_too_old(now);
                let ago = self.lang().ago(now.duration_since(ended));
                let fillings = [("when", self.moment(ended).into()), ("ago", ago.into())];
                let says = if is_ahead(ended, now) {
                    Key("overview-good-run-ahead")
                } else if is_loud {
                    Key("overview-good-run-old")
                } else {
                    Key("overview-good-run")
                };
                (self.lang().with(says, &fillings), is_loud)
            }
            None => (self.lang().text(Key("overview-no-good-run")), true),
        };
        let (sign, role) = if is_loud {
            ("!", Role::Danger)
        } else {
            ("=", Role::Good)
        };
        let goal = to(ScreenId::History);
        self.push(RowId::Other("good-run"), sign, role, text, Some(goal));
    }

    fn next_run(&mut self, standing: &Standing) {
        let now = self.shell.now;
        let (sign, role, text) = if let Some(due) = self.shell.desk.next_sync {
            let fillings = [
                ("when", self.moment(due).into()),
                ("until", self.lang().until(due.duration_since(now)).into()),
            ];
            (
                "=",
                Role::Good,
                self.lang().with(Key("overview-next-here"), &fillings),
            )
        } else {
            let at = |due: Timestamp, says: Key| {
                let fillings = [
                    ("when", self.moment(due).into()),
                    ("until", self.lang().until(due.duration_since(now)).into()),
                    ("ago", self.lang().ago(now.duration_since(due)).into()),
                    (
                        "by",
                        standing
                            .watch
                            .as_ref()
                            .map_or_else(String::new, |watch| watch.operator.to_string())
                            .into(),
                    ),
                ];
                self.lang().with(says, &fillings)
            };
            match standing.status.next_run {
                NextRun::Watched { due, failures } if failures > 0 => {
                    ("?", Role::Waits, at(due, Key("overview-next-late")))
                }
                NextRun::Watched { due, .. } => ("=", Role::Good, at(due, Key("overview-next-watch"))),
                NextRun::At(due) if due >= now => ("=", Role::Quiet, at(due, Key("overview-next-about"))),
                NextRun::At(due) => ("!", Role::Danger, at(due, Key("overview-next-missed"))),
                NextRun::NoneByItself | NextRun::NoSettings => {
                    ("=", Role::Quiet, self.lang().text(Key("overview-next-none")))
                }
            }
        };
        self.push(RowId::Other("next-run"), sign, role, text, None);
    }

    fn moment(&self, at: Timestamp) -> String {
        self.lang().moment(at, self.shell.now, &self.shell.zone)
    }

    pub(super) fn counts(&mut self, digest: &Digest) {
        self.heading("counts", Key("overview-people"), None);
        let counts = digest.counts;
        let fillings = [
            ("employees", counts.employees.into()),
            ("inactive", counts.inactive.into()),
            ("profiles", counts.profiles.into()),
            ("deactivated", counts.deactivated.into()),
        ];
        let text = self.lang().with(Key("overview-sides"), &fillings);
        self.push(RowId::Other("sides"), "", Role::Text, text, None);
        let fillings = [
            ("linked", counts.linked.into()),
            ("to_link", counts.to_link.into()),
            ("aside", counts.aside.into()),
        ];
        let text = self.lang().with(Key("overview-links"), &fillings);
        let goal = links(LINKED);
        self.push(RowId::Other("links"), "", Role::Text, text, Some(goal));
        if digest.suspicious.is_none() {
            let text = plan_summary(digest.summary, digest.is_over_limit);
            let goal = to(ScreenId::Plan);
            self.push(RowId::Other("plan"), "", Role::Text, text, Some(goal));
        }
    }

    /// Rule D3: who ends next, and when Personio will say so, in the time of who looks.
    pub(super) fn ends(&mut self, digest: &Digest) {
        self.heading("ends", Key("overview-ends"), Some(digest.ends_total));
        if digest.ends_total == 0 {
            let says = self.lang().text(Key("overview-no-ends"));
            self.push(RowId::Other("no-ends"), "", Role::Quiet, says, None);
        }
        for end in &digest.ends {
            let text = format!("{}  {}", end.name, end.employee);
            let note = self.end(end);
            let goal = about(ScreenId::Plan, end.employee);
            self.noted(RowId::End(end.employee), ("", Role::Text), text, note, Some(goal));
        }
        self.more("more-ends", digest.ends_total, ScreenId::Plan);
    }

    fn end(&self, end: &End) -> String {
        let lang = self.lang();
        let when = end.takes_effect();
        let fillings = [
            ("day", lang.day(end.last_day).into()),
            ("when", when.map_or_else(String::new, |at| self.moment(at)).into()),
            (
                "until",
                when.map_or_else(String::new, |at| lang.until(at.duration_since(self.shell.now)))
                    .into(),
            ),
        ];
        lang.with(Key("overview-end"), &fillings)
    }

    pub(super) fn limits(&mut self, digest: &Digest) {
        let used: Vec<_> = digest
            .limits
            .iter()
            .filter(|limit| limit.planned + limit.last_day > 0)
            .collect();
        self.heading("limits", Key("overview-limits"), None);
        if used.is_empty() {
            let says = self.lang().text(Key("overview-limits-unused"));
            self.push(RowId::Other("unused"), "", Role::Quiet, says, None);
        }
        for (number, limit) in used.into_iter().enumerate() {
            let (sign, role) = if limit.is_over() {
                ("!", Role::Danger)
            } else {
                ("=", Role::Text)
            };
            let goal = to(ScreenId::Plan);
            self.push(RowId::Limit(number), sign, role, limit_use(limit), Some(goal));
        }
    }

    /// Rule A5: what the rate limit still lets through, as a run last told it.
    pub(super) fn budget(&mut self, budget: Option<(Side, u32, u32)>) {
        const CELLS: usize = 20;
        let Some((side, left, of)) = budget else { return };
        let fillings = [
            ("side", side.name().into()),
            ("left", left.into()),
            ("of", of.into()),
        ];
        let text = self.lang().with(Key("overview-budget"), &fillings);
        let full = (CELLS * left.min(of) as usize) / (of.max(1) as usize);
        let gauge = format!("[{}{}]", "#".repeat(full), ".".repeat(CELLS - full));
        let sign = ("=", Role::Text);
        self.noted(RowId::Other("budget"), sign, text, gauge, None);
    }

    pub(super) fn changes(&mut self, standing: Option<&Standing>) {
        let Some(standing) = standing.filter(|standing| standing.status.last_run.is_some()) else {
            return;
        };
        let total: usize = standing.changes.iter().sum();
        self.heading("changes", Key("overview-changes"), Some(total));
        let text = sparkline(&standing.changes);
        let most = standing.changes.iter().max().copied().unwrap_or_default();
        let note = self.lang().with(Key("overview-most"), &[("count", most.into())]);
        let goal = to(ScreenId::History);
        self.noted(RowId::Other("changes"), ("", Role::Good), text, note, Some(goal));
    }
}

/// One letter a day; a day without changes is a dot, so that it is told from one with few.
fn sparkline(days: &[usize]) -> String {
    const STEPS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let most = days.iter().max().copied().unwrap_or_default().max(1);
    let step = |count: usize| match count {
        0 => '·',
        count => STEPS
            .get((count * STEPS.len()).div_ceil(most) - 1)
            .copied()
            .unwrap_or('█'),
    };
    days.iter().map(|count| step(*count)).collect()
}

#[cfg(test)]
mod tests {
    use super::sparkline;

    #[test]
    fn the_line_of_changes_tells_few_from_none() {
        assert_eq!(sparkline(&[0, 1, 400, 800, 100]), "·▁▄█▁");
        assert_eq!(sparkline(&[0, 0]), "··");
    }
}
