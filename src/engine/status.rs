//! Where things stand, from the state alone: what ran last, what runs next, what waits. Asks no API, takes no
//! lock, writes nothing.

use crate::core::RunVerdict;
use crate::core::plan::HoldCode;
use crate::core::state::Staging;
use crate::store::state::{
    LastReading, OutcomeKind, RunEnd, RunId, RunKind, RunRow, StateError, Tally, View,
};
use crate::store::{WatchNote, is_run_going_on};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::time::Duration;

/// So many of the newest runs are looked through for what is known.
const LATEST: usize = 200;

/// Clocks may differ by this much.
const CLOCKS_APART: SignedDuration = SignedDuration::from_mins(5);

/// A good run that ended then is too old: longer ago than this, or ahead, as after a run with a wrong clock, where
/// nobody can tell how long ago it was.
pub fn is_too_old(ended: Timestamp, now: Timestamp, most: SignedDuration) -> bool {
    now.duration_since(ended) > most || is_ahead(ended, now)
}

/// By a clock that was wrong then, or is wrong now.
pub fn is_ahead(ended: Timestamp, now: Timestamp) -> bool {
    ended.duration_since(now) > CLOCKS_APART
}

/// Everything that can be told without asking anybody.
#[derive(Debug, Clone)]
pub struct Status {
    pub now: Timestamp,
    /// Okta's ID of the org whose state this is; `None`: nobody's yet.
    pub org: Option<String>,
    /// Of any kind, with how its actions ended.
    pub last_run: Option<(RunRow, Tally)>,
    /// The newest good run (rule D5).
    pub last_good_run: Option<RunRow>,
    /// The newest sync over everybody that does not go on: its verdict is how things stand.
    pub last_whole_run: Option<RunRow>,
    /// The run under way.
    pub goes_on: Option<RunId>,
    pub next_run: NextRun,
    pub waits: Waits,
    pub review_is_closed: bool,
    pub last_reading: Option<LastReading>,
}

/// When the next run is to be expected, as far as anybody in here can know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextRun {
    /// A `watch` left word of it.
    Watched { due: Timestamp, failures: u32 },
    /// So long after the last unattended run, and it may have passed. Whether `watch` or a timer goes on at all is
    /// not known.
    At(Timestamp),
    /// No run was an unattended one: nothing runs by itself that koppel knows of.
    NoneByItself,
    /// The settings, which say how often, cannot be read.
    NoSettings,
}

/// What waits for a person, or for the next run.
#[derive(Debug, Clone, Default)]
pub struct Waits {
    /// The sync that the holds are of: the newest that got as far as a plan.
    pub run: Option<RunId>,
    /// Its held actions by reason.
    pub holds: BTreeMap<HoldCode, usize>,
    /// Assignments and removals that are decided and not confirmed (rule L8).
    pub staged: usize,
    /// Confirmed, and not written yet.
    pub confirmed: usize,
    /// Actions that were called and of which nobody knows what they came to (rule A4): the next run looks first. Of
    /// the run under way none.
    pub unresolved: usize,
    /// What Okta refused for good (rule A6).
    pub refused: usize,
}

impl Status {
    /// `every`: how often `watch` runs, where the settings could be read; `watching`: the word that one left.
    pub fn of(
        view: &View,
        every: Option<Duration>,
        watching: Option<&WatchNote>,
        now: Timestamp,
    ) -> Result<Self, StateError> {
        let runs = view.runs(LATEST)?;
        let goes_on = goes_on(view, &runs);
        Ok(Self {
            now,
            org: view.org()?,
            last_good_run: view.last_good_run()?,
            last_whole_run: view.last_whole_run(goes_on)?,
            goes_on,
            next_run: watching.map_or_else(|| next_run(&runs, every), |watching| watched(watching, now)),
            waits: waits(view, &runs, goes_on)?,
            review_is_closed: !view.reviews()?.is_empty(),
            last_reading: view.last_reading()?,
            last_run: view.runs_before(None, 1)?.into_iter().next(),
        })
    }

    /// What the newest sync over everybody came to; `None`: there was none. Where its process died it is
    /// interrupted, and where calls without an answer are left since, it is no better than that.
    pub fn verdict(&self) -> Option<RunVerdict> {
        let run = self.last_whole_run.as_ref()?;
        let verdict = run.verdict.unwrap_or(RunVerdict::Interrupted);
        let is_better = matches!(
            verdict,
            RunVerdict::Good | RunVerdict::PartDone | RunVerdict::LeaverWithAccess | RunVerdict::Rejected
        );
        Some(if is_better && self.waits.unresolved > 0 {
            RunVerdict::UnknownOutcome
        } else {
            verdict
        })
    }

    /// How long ago the last good sync ended; `None`: there was none.
    pub fn age(&self) -> Option<SignedDuration> {
        Some(self.now.duration_since(self.last_good_end()?))
    }

    /// The last good sync is longer ago than this or lies ahead, or there was none.
    pub fn is_older_than(&self, most: SignedDuration) -> bool {
        let ended = self.last_good_end();
        ended.is_none_or(|ended| is_too_old(ended, self.now, most))
    }

    /// The last good sync ended later than now.
    pub fn is_ahead(&self) -> bool {
        self.last_good_end()
            .is_some_and(|ended| is_ahead(ended, self.now))
    }

    fn last_good_end(&self) -> Option<Timestamp> {
        Some(self.last_good_run.as_ref()?.ended?.0)
    }
}

/// The newest run, where it has no end and its process lives: the lock ends with the process.
fn goes_on(view: &View, runs: &[RunRow]) -> Option<RunId> {
    let newest = runs.first().filter(|run| run.ended.is_none())?;
    let folder = view.path().parent()?;
    is_run_going_on(folder).then_some(newest.run)
}

/// A `watch` that was killed leaves its word behind: then the time in it has passed.
fn watched(watching: &WatchNote, now: Timestamp) -> NextRun {
    let &WatchNote { due, failures, .. } = watching;
    if due >= now {
        NextRun::Watched { due, failures }
    } else {
        NextRun::At(due)
    }
}

fn next_run(runs: &[RunRow], every: Option<Duration>) -> NextRun {
    let Some(last) = runs
        .iter()
        .find(|run| run.is_unattended && run.kind == RunKind::Sync)
    else {
        return NextRun::NoneByItself;
    };
    let Some(every) = every else {
        return NextRun::NoSettings;
    };
    let from = last.ended.map_or(last.started, |(ended, _)| ended);
    from.checked_add(every).map_or(NextRun::NoSettings, NextRun::At)
}

fn waits(view: &View, runs: &[RunRow], goes_on: Option<RunId>) -> Result<Waits, StateError> {
    let planned = |run: &&RunRow| {
        let got_so_far = matches!(run.ended, Some((_, RunEnd::Done | RunEnd::SomeFailed)));
        run.kind == RunKind::Sync && got_so_far
    };
    let unresolved = view.unresolved_actions()?;
    let mut waits = Waits {
        run: runs.iter().find(planned).map(|run| run.run),
        unresolved: unresolved.iter().filter(|row| Some(row.run) != goes_on).count(),
        refused: view.refusals()?.len(),
        ..Waits::default()
    };
    for row in waits
        .run
        .map_or_else(|| Ok(Vec::new()), |run| view.actions_of_run(run))?
    {
        if row.outcome_kind() == Some(OutcomeKind::Held)
            && let Some(hold) = &row.action.held
        {
            *waits.holds.entry(hold.code).or_default() += 1;
        }
    }
    for (_, staging) in view.decisions_in_force()? {
        match staging {
            Some(Staging::Staged) => waits.staged += 1,
            Some(Staging::Confirmed) => waits.confirmed += 1,
            None => {}
        }
    }
    Ok(waits)
}
