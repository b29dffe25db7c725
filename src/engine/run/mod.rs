//! One run, from the lock to the last outcome (rules G1 to G5, A1 to A10).
//!
//! The order is the promise: the lock, the state and room for it; what earlier runs left unknown; a fresh and
//! complete reading; the plan and its limits; only then the reading is kept, the actions are written down, and the
//! first call is made. Whatever stops it before that has written nothing to Okta.

mod act;
mod apply;
mod attribute_search;
mod complete_reading;
mod create;
mod fresh;
mod fresh_data;
mod fresh_look;
mod journal;
mod life_cycle;
mod prepare;
mod queue;
mod resolve;
mod result;
mod undo;
mod write;

pub use prepare::{Order, OverLimit, Prepared, PreparedUndo, ReviewOrder, UndoOrder, prepare};
pub use result::{ActionResult, RunReport};

use super::failure_of_plan::read_only;
use super::read::{Connection, Listener, Sides};
use crate::core::plan::{self, ActionKind, Part, SettledBases};
use crate::core::state::Base;
use crate::core::value::Text;
use crate::core::{OktaId, Policy, RunVerdict};
use crate::failure::{Exit, Failure};
use crate::store::state::{NewRun, Origin, OutcomeKind, RunEnd, RunId, StateError, Store};
use crate::store::{Operator, RunLock, StagingLock};
use act::Ground;
use apply::Applying;
use fresh_data::{FreshData, SnapshotTime};
use journal::Journal;
use rustc_hash::FxHashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use tokio_util::sync::CancellationToken;

/// Where a run works, and under which rules.
#[derive(Debug, Clone)]
pub struct Workplace<'a> {
    pub connection: &'a Connection,
    pub policy: &'a Policy,
    /// Of the settings (rule A8).
    pub fingerprint: String,
    /// How long the journal keeps what is over.
    pub keep_days: u32,
    pub state_folder: &'a Path,
    pub operator: Operator,
}

/// Runs. `Err`: it stopped before there was a plan. A report whose `failure` is set ended early, before the first
/// write or in the middle; what was done stands in it either way.
pub async fn run(
    workplace: &Workplace<'_>,
    order: Order,
    progress: Listener<'_>,
    cancel: &CancellationToken,
) -> Result<RunReport, Failure> {
    if workplace.connection.read_only {
        return Err(read_only());
    }
    let clock = workplace.connection.clock;
    let lock = RunLock::take(workplace.state_folder, &workplace.operator, clock)?;
    let sides = Sides::connect(workplace.connection, workplace.policy)?;
    let journal = open(workplace, &sides, cancel).await?;
    let new = NewRun {
        kind: order.kind,
        reverses: order.undo.as_ref().map(|undone| undone.run),
        is_unattended: order.is_unattended,
        overrides: order.overrides.clone(),
        is_part: !order.is_whole(),
    };
    let run = journal
        .with(move |store| store.begin_run(&lock, &new).map(|run| (run, lock)))
        .await?;
    // The lock is held until the last outcome is written.
    let (run, _lock) = run;
    tracing::info!(run = run.0, unattended = order.is_unattended, "run begins");
    let course = Course {
        workplace,
        sides: &sides,
        journal: &journal,
        run,
        progress,
        cancel,
    };
    // Boxed: whoever holds a run would be as large as all that it does.
    let is_whole = order.is_whole();
    let result = Box::pin(course.go(order)).await;
    let end = match &result {
        Ok(report) => report.end,
        Err(failure) => end_of(failure),
    };
    let verdict = RunVerdict::of_result(&result);
    let is_part = result.as_ref().map_or(!is_whole, |report| !report.is_whole);
    tracing::info!(run = run.0, ?end, ?verdict, "run ends");
    let keep_days = workplace.keep_days;
    let ended = journal
        .with(move |store| {
            store.end_run_with(run, end, Some(verdict), is_part)?;
            store.prune(keep_days)
        })
        .await;
    match (result, ended) {
        // What was done is told, also where its end cannot be written down.
        (Ok(mut report), Err(failure)) => {
            report.end = RunEnd::Failed;
            report.failure.get_or_insert(failure);
            Ok(report)
        }
        (result, _) => result,
    }
}

/// The state of the org that answers, ready to be written: nothing may be sent that could not be written down.
async fn open(
    workplace: &Workplace<'_>,
    sides: &Sides<'_>,
    cancel: &CancellationToken,
) -> Result<Journal, Failure> {
    let org = or_cancelled(cancel, sides.org()).await?;
    let (folder, operator) = (workplace.state_folder.to_owned(), workplace.operator.clone());
    let clock = workplace.connection.clock;
    let opened = blocking(move || Store::open(&folder, &org, operator, clock)).await?;
    if let Some(aside) = opened.set_aside {
        return Err(Failure::new(Exit::Failed, "The state was damaged and lies aside")
            .because(aside.to_string())
            .todo("Bring the file back from a backup; or look at koppel links and koppel plan, and begin anew with what they show"));
    }
    let journal = Journal::new(opened.store);
    journal.with(|store| store.check_writable(0)).await?;
    Ok(journal)
}

type BasesByProfile = FxHashMap<OktaId, Vec<(Text, Base)>>;

/// What a run is made of, once it has begun.
struct Course<'a> {
    workplace: &'a Workplace<'a>,
    sides: &'a Sides<'a>,
    journal: &'a Journal,
    run: RunId,
    progress: Listener<'a>,
    cancel: &'a CancellationToken,
}

impl Course<'_> {
    async fn go(&self, order: Order) -> Result<RunReport, Failure> {
        let (policy, journal) = (self.workplace.policy, self.journal);
        or_cancelled(
            self.cancel,
            resolve::resolve(self.sides, policy, journal, self.progress),
        )
        .await?;
        let (snapshot, read, state) = self.read_everybody().await?;
        let mut prepared = prepare(
            policy,
            &self.workplace.fingerprint,
            Arc::new(snapshot),
            state,
            order,
        )?;
        self.keep(&prepared).await?;
        if prepared.stop.is_some() || self.cancel.is_cancelled() {
            let mut report = self.stopped(prepared);
            self.keep_listed(&mut report).await;
            return Ok(report);
        }
        self.decide(&mut prepared).await?;
        self.apply(prepared, read).await
    }

    /// Rule A9: what an undo reverses is held before the first call, or the next sync would do it again. Decided here,
    /// so that it is nothing that somebody decided meanwhile (rule G2).
    async fn decide(&self, prepared: &mut Prepared) -> Result<(), Failure> {
        let Some(undone) = &prepared.undo else {
            return Ok(());
        };
        let workplace = self.workplace;
        let staging = StagingLock::take(
            workplace.state_folder,
            &workplace.operator,
            workplace.connection.clock,
        )?;
        let (keeps, undone, by) = (undone.keeps.clone(), undone.undone, self.run);
        let origin = if prepared.is_attended {
            Origin::Command
        } else {
            Origin::Run
        };
        prepared.state.decisions = self
            .journal
            .with(move |store| {
                undo::keep(store, &staging, &keeps, undone, by, origin)?;
                store.view().decisions()
            })
            .await?;
        Ok(())
    }

    /// The reading was good: it is kept, with the bases that need no call, and the review that was closed with it.
    async fn keep(&self, prepared: &Prepared) -> Result<(), Failure> {
        let workplace = self.workplace;
        let actions = prepared.exact.plan.actions.len();
        self.journal
            .with(move |store| store.check_writable(actions))
            .await?;
        if let (Some(closing), None) = (&prepared.closing, &prepared.stop) {
            let staging = StagingLock::take(
                workplace.state_folder,
                &workplace.operator,
                workplace.connection.clock,
            )?;
            let closing = closing.clone();
            self.journal
                .with(move |store| store.close_review(&staging, &closing, Origin::Command))
                .await?;
        }
        let (snapshot, links) = (Arc::clone(&prepared.snapshot), Arc::clone(&prepared.links));
        let leavers = prepared.shown_leavers();
        let (settled, _) = self.settled(prepared);
        let settled: Vec<(OktaId, Text, Base)> = settled
            .into_iter()
            .flat_map(|(profile, bases)| {
                bases
                    .into_iter()
                    .map(move |(attribute, base)| (profile.clone(), attribute, base))
            })
            .collect();
        self.journal
            .with(move |store| {
                store.record_reading(&snapshot, &links)?;
                store.list_leavers(&leavers, false)?;
                if settled.is_empty() {
                    return Ok(());
                }
                store.move_bases(&settled)
            })
            .await
    }

    /// The bases that need no call, by profile: of links that stand, and of those that are yet to be written.
    fn settled(&self, prepared: &Prepared) -> (BasesByProfile, BasesByProfile) {
        let Prepared {
            snapshot,
            state,
            links,
            ..
        } = prepared;
        let (mut stand, mut with_the_link) = (BasesByProfile::default(), BasesByProfile::default());
        for settled in plan::settled_bases(snapshot, self.workplace.policy, state, links) {
            let SettledBases { profile, bases, .. } = settled;
            let of_kind = if settled.with_the_link {
                &mut with_the_link
            } else {
                &mut stand
            };
            of_kind.insert(profile, bases);
        }
        (stand, with_the_link)
    }

    fn stopped(&self, prepared: Prepared) -> RunReport {
        let plan = prepared.exact.plan;
        let failure = prepared.stop.unwrap_or_else(cancelled);
        RunReport {
            run: self.run,
            results: plan
                .actions
                .iter()
                .map(|action| {
                    ActionResult::plain(if action.held.is_some() {
                        OutcomeKind::Held
                    } else {
                        OutcomeKind::NotReached
                    })
                })
                .collect(),
            snapshot: prepared.snapshot,
            plan,
            end: end_of(&failure),
            failure: Some(failure),
            is_exact: prepared.is_exact,
            part: prepared.part,
            is_whole: prepared.is_whole,
            unresolved: Vec::new(),
        }
    }

    /// Rule D5: whoever is not listed any more is forgotten, so that an old decision does not count again.
    ///
    /// What was done is told, also where this cannot be written down.
    async fn keep_listed(&self, report: &mut RunReport) {
        if !report.is_whole {
            return;
        }
        // A run that stopped, or ended in the middle, has leavers left that it would have deactivated.
        let listed = if report.failure.is_some() {
            report.plan.shown_leavers()
        } else {
            report.plan.listed_leavers()
        };
        let kept = self.journal.with(move |store| store.list_leavers(&listed, true));
        if let Err(failure) = kept.await {
            report.failure.get_or_insert(failure);
        }
    }

    /// What earlier runs left behind, and what could not be looked up yet. Of a run for a part: what would be in it
    /// (rule D5).
    async fn unresolved(
        &self,
        is_whole: bool,
        part: &Part,
    ) -> Result<Vec<(ActionKind, Option<OktaId>)>, Failure> {
        let rows = self
            .journal
            .with(|store| store.view().unresolved_actions())
            .await?;
        let is_named = *part != Part::default();
        let earlier = rows.into_iter().filter(|row| {
            let is_of_it = is_named && part.covers(row.action.kind, row.action.employee);
            row.run != self.run && (is_whole || is_of_it)
        });
        Ok(earlier.map(|row| (row.action.kind, row.action.profile)).collect())
    }

    async fn apply(&self, prepared: Prepared, read: SnapshotTime) -> Result<RunReport, Failure> {
        let (moved, settled) = match prepared.undo {
            // What an undo writes has been sent before, and is Personio's word no more.
            Some(_) => Default::default(),
            None => self.settled(&prepared),
        };
        let exact = Arc::new(prepared.exact);
        let journal = self.journal;
        journal
            .plan(self.run, &prepared.snapshot, &prepared.state, &exact)
            .await?;
        let left = exact.plan.actions.iter();
        let left = left.filter(|action| action.held.is_none()).count();
        let policy = self.workplace.policy;
        let data = FreshData::new(self.sides, policy, &prepared.snapshot, read, left);
        let refused = Mutex::new(prepared.state.past.refused_attributes.clone());
        let applied = Applying {
            ground: Ground {
                sides: self.sides,
                policy,
                snapshot: &prepared.snapshot,
                data: &data,
                refused: &refused,
                is_undo: prepared.undo.is_some(),
                is_exact: prepared.is_exact,
            },
            exact: &exact,
            settled,
            bases: &prepared.state.bases,
            moved,
            decisions: &prepared.state.decisions,
            journal: self.journal,
            run: self.run,
            progress: self.progress,
            cancel: self.cancel,
        }
        .run()
        .await;
        let failure = applied
            .stop
            .or_else(|| self.cancel.is_cancelled().then(cancelled_in_the_middle));
        drop(data);
        let (unresolved, failure) = match self.unresolved(prepared.is_whole, &prepared.part).await {
            Ok(unresolved) => (unresolved, failure),
            Err(unread) => (Vec::new(), failure.or(Some(unread))),
        };
        let mut plan = Arc::unwrap_or_clone(exact).plan;
        for (position, changes) in applied.revised {
            if let Some(action) = plan.actions.get_mut(position as usize) {
                action.changes = changes;
            }
        }
        plan.add_remarks(applied.remarks);
        let mut report = RunReport {
            run: self.run,
            snapshot: prepared.snapshot,
            plan,
            results: applied.results,
            end: RunEnd::Done,
            failure,
            is_exact: prepared.is_exact,
            part: prepared.part,
            is_whole: prepared.is_whole,
            unresolved,
        };
        report.list_who_kept_access(&prepared.state);
        self.keep_listed(&mut report).await;
        report.end = match &report.failure {
            Some(failure) => end_of(failure),
            None if report.exit() == Exit::Done => RunEnd::Done,
            None => RunEnd::SomeFailed,
        };
        Ok(report)
    }
}

/// What is not worth finishing once somebody wants the run to end: nothing has been written yet.
async fn or_cancelled<T>(
    cancel: &CancellationToken,
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    tokio::select! {
        result = work => result,
        () = cancel.cancelled() => Err(cancelled()),
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StateError> + Send + 'static,
) -> Result<T, Failure> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => Ok(result?),
        Err(_) => Err(Failure::new(Exit::Failed, "The state could not be opened")
            .because("the thread that opens it ended")
            .todo("Please report this with the log")),
    }
}

fn cancelled() -> Failure {
    Failure::new(Exit::Cancelled, "Cancelled; nothing was written")
}

/// Rule A10.
fn cancelled_in_the_middle() -> Failure {
    Failure::new(
        Exit::Cancelled,
        "Cancelled; the calls in flight were finished, and nothing else was begun",
    )
    .todo("koppel history shows what was done; the next run does the rest")
}

fn end_of(failure: &Failure) -> RunEnd {
    match failure.exit {
        Exit::Stopped => RunEnd::Stopped,
        Exit::Cancelled => RunEnd::Cancelled,
        Exit::SomeFailed => RunEnd::SomeFailed,
        _ => RunEnd::Failed,
    }
}
