//! Where things stand, from the state alone: what ran last, what runs next, what waits. Asks no API, takes no
//! lock, writes nothing.

use crate::core::RunVerdict;
use crate::core::plan::HoldCode;
use crate::core::state::Staging;
use crate::store::WatchNote;
use crate::store::state::{
    LastReading, OutcomeKind, RunEnd, RunId, RunKind, RunRow, StateError, Tally, View,
};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::time::Duration;

/// So many of the newest runs are looked through for what is known.
const LATEST: usize = 200;

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
    /// The newest sync over everybody: its verdict is how things stand.
    pub last_whole_run: Option<RunRow>,
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
    /// Actions that were called and of which nobody knows what they came to (rule A4): the next run looks first.
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
        Ok(Self {
            now,
            org: view.org()?,
            last_good_run: view.last_good_run()?,
            last_whole_run: view.last_whole_run()?,
            next_run: watching.map_or_else(|| next_run(&runs, every), |watching| watched(watching, now)),
            waits: waits(view, &runs)?,
            review_is_closed: !view.reviews()?.is_empty(),
            last_reading: view.last_reading()?,
            last_run: view.runs_before(None, 1)?.into_iter().next(),
        })
    }

    /// What the newest sync over everybody came to; `None`: there was none.
    pub fn verdict(&self) -> Option<RunVerdict> {
        self.last_whole_run.as_ref()?.verdict
    }

    /// How long ago the last good sync ended; `None`: there was none.
    pub fn age(&self) -> Option<SignedDuration> {
        let (ended, _) = self.last_good_run.as_ref()?.ended?;
        Some(self.now.duration_since(ended))
    }

    /// The last good sync is longer ago than this, or there was none.
    pub fn is_older_than(&self, most: SignedDuration) -> bool {
        self.age().is_none_or(|age| age > most)
    }
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

fn waits(view: &View, runs: &[RunRow]) -> Result<Waits, StateError> {
    let planned = |run: &&RunRow| {
        let got_so_far = matches!(run.ended, Some((_, RunEnd::Done | RunEnd::SomeFailed)));
        run.kind == RunKind::Sync && got_so_far
    };
    let mut waits = Waits {
        run: runs.iter().find(planned).map(|run| run.run),
        unresolved: view.unresolved_actions()?.len(),
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
