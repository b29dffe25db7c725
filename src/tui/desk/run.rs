//! A run that a person asked for at the screens: exactly the plan that they saw (rule A8), or a whole sync that nobody
//! looks at.

use super::live::Live;
use super::reading::Reading;
use crate::core::plan::{Action, HoldCode, Part, Plan};
use crate::core::state::PersonHold;
use crate::engine::{
    self, Connection, Order, OverLimit, Progress, ReviewOrder, RunReport, Staging, UndoOrder, Workplace,
    read_only,
};
use crate::failure::Failure;
use crate::store::state::{Decision, DecisionId, Origin, RunKind};
use crate::store::{Operator, SavedPlan, Settings};
use crate::tui::shared::Shared;
use crate::tui::work::Surroundings;
use std::sync::{Arc, Mutex, PoisonError};
use tokio_util::sync::CancellationToken;

/// What is to be run.
#[derive(Debug, Clone, PartialEq)]
pub enum RunRequest {
    /// What a person saw and agreed to.
    Seen(Box<Seen>),
    /// A whole sync by the schedule: nobody looks, all limits hold.
    Unattended,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    pub kind: RunKind,
    /// What was looked at.
    pub reading: Shared<Reading>,
    /// Those actions of it that are to be done; held ones among them stay held.
    pub plan: Shared<Plan>,
    /// Staged decisions that are confirmed with it (rule L8).
    pub confirm: Vec<DecisionId>,
    pub over_limit: OverLimit,
    /// The run that is undone by it.
    pub undo: Option<Shared<UndoOrder>>,
    /// What of the guard a person overrode, in their words, for the journal.
    pub overrides: Vec<String>,
}

/// Runs, and tells how far it is. `cancel` lets the calls in flight end (rule A10).
pub(super) async fn run(
    request: RunRequest,
    surroundings: Arc<Surroundings>,
    tell: &(dyn Fn(Live) + Send + Sync),
    cancel: &CancellationToken,
) -> Result<RunReport, Failure> {
    if surroundings.read_only {
        return Err(read_only());
    }
    let asked = Arc::clone(&surroundings);
    let (order, settings, connection) = engine::apart(move || prepared(request, &asked)).await??;
    let workplace = Workplace {
        connection: &connection,
        policy: &settings.policy,
        fingerprint: settings.fingerprint(),
        keep_days: settings.keep_days,
        state_folder: &surroundings.place.state_folder,
        operator: Operator::of_process(),
    };
    let live = Mutex::new(Live::default());
    let show = |progress: Progress| {
        let mut live = live.lock().unwrap_or_else(PoisonError::into_inner);
        live.take(&progress, surroundings.clock.now());
        tell(live.clone());
    };
    engine::run(&workplace, order, &show, cancel).await
}

/// Blocking.
fn prepared(
    request: RunRequest,
    surroundings: &Surroundings,
) -> Result<(Order, Arc<Settings>, Connection), Failure> {
    let settings = match &request {
        RunRequest::Unattended => Arc::new(surroundings.settings()?),
        RunRequest::Seen(seen) => Arc::clone(&seen.reading.settings),
    };
    // Before anything is confirmed: without secrets there is no run.
    let connection = surroundings.connection(&settings)?;
    let order = match request {
        RunRequest::Unattended => Order::unattended(),
        RunRequest::Seen(seen) => {
            confirm(&seen, surroundings)?;
            order(*seen)
        }
    };
    Ok((order, settings, connection))
}

/// Rule L8; and rule G1: whom a person left out because of a limit waits from now on, or the limit would stop the next
/// run again.
fn confirm(seen: &Seen, surroundings: &Surroundings) -> Result<(), Failure> {
    let holds = left_out(seen);
    if seen.confirm.is_empty() && holds.is_empty() {
        return Ok(());
    }
    let folder = &surroundings.place.state_folder;
    let org = &seen.reading.people.snapshot.org;
    let (mut staging, _) = Staging::begin(folder, org, Origin::Screen, surroundings.clock)?;
    staging.decide(&holds)?;
    Ok(staging.confirm_all(&seen.confirm)?)
}

fn left_out(seen: &Seen) -> Vec<Decision> {
    let is_over = |action: &&Action| {
        let held = action.held.as_ref();
        held.is_some_and(|hold| hold.code == HoldCode::OverLimit)
    };
    let hold = |action: &Action| {
        Some(Decision::Hold {
            employee: action.employee?,
            hold: PersonHold {
                kind: Some(action.kind),
                note: "over a limit, and left out by the person who wrote the rest".to_owned(),
                until: None,
            },
        })
    };
    if seen.over_limit != OverLimit::Hold {
        return Vec::new();
    }
    seen.plan
        .actions
        .iter()
        .filter(is_over)
        .filter_map(hold)
        .collect()
}

fn order(seen: Seen) -> Order {
    let Seen {
        kind,
        reading,
        plan,
        over_limit,
        undo,
        overrides,
        ..
    } = seen;
    let fingerprint = reading.settings.fingerprint();
    Order {
        kind,
        is_unattended: false,
        is_headless: false,
        part: Part::default(),
        review: ReviewOrder::Leave,
        over_limit,
        exact: Some(SavedPlan::new(
            &reading.people.snapshot,
            fingerprint,
            Plan::clone(&plan),
        )),
        undo: undo.map(|undo| UndoOrder::clone(&undo)),
        overrides,
    }
}
