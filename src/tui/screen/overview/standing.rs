//! How things stand by the state and the settings of this machine: what the overview shows before, and beside, a
//! reading. Asks no network; done in the background.

use crate::core::plan::ActionKind;
use crate::core::{EmployeeId, OktaId};
use crate::engine::{Status, is_too_old};
use crate::failure::Failure;
use crate::okta::Tier;
use crate::report::journal_words;
use crate::store::state::{OutcomeKind, RunEnd, RunId, RunRow, View};
use crate::store::{Settings, WatchNote};
use crate::tui::work::Surroundings;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use std::time::Duration;

/// Days of the line of changes.
pub const DAYS: usize = 30;
/// A reading that nobody refreshed is too old after so many runs that did not come, and after no less than this.
const OFTEN_MISSED: u32 = 4;
const SHORTEST: SignedDuration = SignedDuration::from_hours(4);
/// Where nothing runs by itself, a person is reminded once a day.
const BY_HAND: SignedDuration = SignedDuration::from_hours(24);

/// What is known without asking anybody.
#[derive(Debug)]
pub struct Standing {
    pub status: Status,
    /// The org that the settings name, and the company's time zone; `None`: they cannot be used.
    pub org: Option<(Tier, String)>,
    pub zone: Option<TimeZone>,
    /// How often the settings want a sync.
    pub every: Option<Duration>,
    /// The `watch` that left word of its next run.
    pub watch: Option<WatchNote>,
    /// What was applied on each of the last days, today last.
    pub changes: Vec<usize>,
    /// Whom the last planned sync did not deactivate although it wanted to.
    pub leavers: Vec<Leaver>,
    /// Runs that ended without being able to say so: their processes died.
    pub broken: Option<RunRow>,
}

/// Rule D5, as far as a run's journal tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaver {
    pub employee: Option<EmployeeId>,
    pub profile: Option<OktaId>,
    pub name: String,
    pub login: String,
    pub why: String,
}

/// Blocking.
pub fn look(surroundings: &Surroundings) -> Result<Standing, Failure> {
    let place = &surroundings.place;
    let view = View::open(&place.state_folder, None, surroundings.clock)?;
    // Where things stand can be told without the settings, too; what is wrong with them a reading says.
    let settings = Settings::load(place, &surroundings.environment, surroundings.setup.as_ref()).ok();
    let every = settings.as_ref().map(|settings| settings.every);
    let watch = WatchNote::read(&place.state_folder);
    let now = surroundings.clock.now();
    let status = Status::of(&view, every, watch.as_ref(), now)?;
    let zone = settings.as_ref().map(|settings| settings.time_zone.clone());
    let is_broken = |run: &RunRow| match run.ended {
        None => status.goes_on != Some(run.run),
        Some((_, end)) => end == RunEnd::BrokenOff,
    };
    let last = status.last_run.as_ref().map(|(run, _)| run);
    Ok(Standing {
        changes: changes(&view, now, zone.as_ref().unwrap_or(&TimeZone::UTC))?,
        leavers: leavers(&view, status.waits.run)?,
        broken: last.filter(|run| is_broken(run)).cloned(),
        org: settings.map(|settings| {
            let host = settings.okta_url.host_str().unwrap_or_default().to_owned();
            (Tier::of(&settings.okta_url), host)
        }),
        status,
        zone,
        every,
        watch,
    })
}

/// By days of the company.
fn changes(view: &View, now: Timestamp, zone: &TimeZone) -> Result<Vec<usize>, Failure> {
    let mut days = vec![0; DAYS];
    let today = zone.to_datetime(now).date();
    let back = i64::try_from(DAYS).unwrap_or_default() - 1;
    let Some(first) = today.checked_sub(back.days()).ok() else {
        return Ok(days);
    };
    let Ok(since) = zone.to_timestamp(first.at(0, 0, 0, 0)) else {
        return Ok(days);
    };
    for (started, applied) in view.applied_since(since)? {
        let day: Date = zone.to_datetime(started).date();
        let at = first.until(day).map(|span| span.get_days());
        if let Some(count) = at.ok().and_then(|at| days.get_mut(usize::try_from(at).ok()?)) {
            *count += applied;
        }
    }
    Ok(days)
}

fn leavers(view: &View, run: Option<RunId>) -> Result<Vec<Leaver>, Failure> {
    let Some(run) = run else {
        return Ok(Vec::new());
    };
    let rows = view.actions_of_run(run)?;
    let is_left = |outcome| !matches!(outcome, Some(OutcomeKind::Applied | OutcomeKind::Stale));
    Ok(rows
        .into_iter()
        .filter(|row| row.action.kind == ActionKind::Deactivate && is_left(row.outcome_kind()))
        .map(|row| Leaver {
            why: journal_words::why(&row)
                .unwrap_or_else(|| journal_words::outcome(row.outcome_kind()).to_owned()),
            employee: row.action.employee,
            profile: row.action.profile,
            name: row.action.name,
            login: row.action.login.to_string(),
        })
        .collect())
}

impl Standing {
    /// The last good run is longer ago than whoever relies on it expects, or there was none.
    pub fn is_too_old(&self, now: Timestamp) -> bool {
        let goes_by_itself = !matches!(
            self.status.next_run,
            crate::engine::NextRun::NoneByItself | crate::engine::NextRun::NoSettings
        );
        let missed = self
            .every
            .filter(|_| goes_by_itself)
            .and_then(|every| SignedDuration::try_from(every * OFTEN_MISSED).ok());
        let most = missed.map_or(BY_HAND, |missed| missed.max(SHORTEST));
        let good = self.status.last_good_run.as_ref().and_then(|run| run.ended);
        good.is_none_or(|(ended, _)| is_too_old(ended, now, most))
    }
}
