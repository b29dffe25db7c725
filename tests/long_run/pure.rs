//! koppel without HTTP: the real state and the real plan over an Okta in memory.

use crate::adapter::close_review;
use crate::machine::{Machine, Mishap, Ran, RanEnd, operator, policy};
use crate::okta::{Refusal, is_done, perform};
use crate::reading::{profile, snapshot};
use crate::undo_keeps;
use jiff::Timestamp;
use koppel::clock::{Clock, Hands};
use koppel::core::plan::{self, Access, AccessReason, Action, ActionKind, Plan, taken};
use koppel::core::state::Base;
use koppel::core::{EmployeeId, OktaId, Policy, Text, Value};
use koppel::engine::{self, ActionResult, Order, Prepared, RunReport, prepare};
use koppel::failure::Failure;
use koppel::sim::Company;
use koppel::store::state::{
    ActionEnd, ActionRow, Applied, CallError, NewRun, Origin, Outcome, OutcomeKind, PlannedAction, RunEnd,
    RunId, RunKind, StateError, Store,
};
use koppel::store::{RunLock, StagingLock};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

/// A company, koppel's settings and koppel's state.
pub struct Pure {
    company: RefCell<Company>,
    policy: Policy,
    folder: TempDir,
    hands: &'static Hands,
    start: Timestamp,
    now: Timestamp,
}

/// What becomes of one call.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Works,
    Fails,
    UnknownAndDone,
    UnknownAndNot,
    DiesDone,
    DiesBefore,
}

impl Pure {
    pub fn new(rng: &mut fastrand::Rng, start: Timestamp) -> Self {
        // The state is flushed to the disk after every call; in memory that costs nothing.
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() {
            TempDir::new_in(memory)
        } else {
            TempDir::new()
        };
        Self {
            company: RefCell::new(Company::empty()),
            policy: policy(rng),
            folder: folder.unwrap(),
            hands: Hands::on(Clock::Fixed(start)),
            start,
            now: start,
        }
    }

    fn open(&self) -> Store {
        let org = self.company.borrow().okta.id.clone();
        let opened = Store::open(self.folder.path(), &org, operator(), self.clock()).unwrap();
        assert!(opened.set_aside.is_none(), "the state is whole");
        opened.store
    }

    fn one_run(&self, order: Order, mishap: Mishap, rng: &mut fastrand::Rng) -> Result<Ran, StateError> {
        let lock = RunLock::take(self.folder.path(), &operator(), self.clock()).unwrap();
        let mut store = self.open();
        let new = NewRun {
            kind: order.kind,
            reverses: order.undo.as_ref().map(|undone| undone.run),
            is_unattended: order.is_unattended,
            overrides: Vec::new(),
            is_part: false,
        };
        let is_whole = order.is_whole() && order.kind == RunKind::Sync;
        let run = store.begin_run(&lock, &new)?;
        self.resolve(&mut store)?;
        let snapshot = Arc::new(snapshot(&self.company.borrow(), &self.policy, self.now));
        let state = store.view().state()?;
        let mut prepared = match prepare(&self.policy, "settings", Arc::clone(&snapshot), state, order) {
            Ok(prepared) => prepared,
            Err(failure) => {
                store.end_run(run, RunEnd::Stopped)?;
                let ran = ran(RanEnd::Failed(failure.what.clone()), None, &mut store, run)?;
                return Ok(ended_early(ran, failure, is_whole));
            }
        };
        self.keep(&mut store, &prepared)?;
        if let Some(failure) = prepared.stop.take() {
            store.end_run(run, RunEnd::Stopped)?;
            let end = RanEnd::Stopped(failure.what.clone());
            let ran = ran(end, Some(prepared), &mut store, run)?;
            return Ok(ended_early(ran, failure, is_whole));
        }
        if let Some(undone) = &prepared.undo {
            let lock = StagingLock::take(self.folder.path(), &operator(), self.clock()).unwrap();
            let origin = if prepared.is_attended {
                Origin::Command
            } else {
                Origin::Run
            };
            undo_keeps::keep(&mut store, &lock, &undone.keeps, undone.undone, origin)?;
        }
        self.write_down(&mut store, run, &prepared)?;
        if !self.apply(&mut store, run, &prepared, mishap, rng)? {
            return ran(RanEnd::Killed, Some(prepared), &mut store, run);
        }
        store.end_run(run, RunEnd::Done)?;
        ran(RanEnd::Through, Some(prepared), &mut store, run)
    }

    /// As the engine does after a good reading.
    fn keep(&self, store: &mut Store, prepared: &Prepared) -> Result<(), StateError> {
        if let (Some(closing), None) = (&prepared.closing, &prepared.stop) {
            let lock = StagingLock::take(self.folder.path(), &operator(), self.clock()).unwrap();
            close_review(store, &lock, closing)?;
        }
        store.record_reading(&prepared.snapshot, &prepared.links)?;
        let plan = &prepared.exact.plan;
        let shown = match prepared.undo {
            None => plan.shown_leavers(),
            Some(_) => plan.reactivated_leavers(&prepared.snapshot),
        };
        store.list_leavers(&shown, false)?;
        let moved: Vec<(OktaId, Text, Base)> = self
            .settled(prepared, false)
            .into_iter()
            .flat_map(|(profile, bases)| {
                bases
                    .into_iter()
                    .map(move |(attribute, base)| (profile.clone(), attribute, base))
            })
            .collect();
        if moved.is_empty() {
            Ok(())
        } else {
            store.move_bases(&moved)
        }
    }

    fn settled(&self, prepared: &Prepared, with_the_link: bool) -> BTreeMap<OktaId, Vec<(Text, Base)>> {
        plan::settled_bases(&prepared.snapshot, &self.policy, &prepared.state, &prepared.links)
            .into_iter()
            .filter(|settled| settled.with_the_link == with_the_link)
            .map(|settled| (settled.profile, settled.bases))
            .collect()
    }

    fn write_down(&self, store: &mut Store, run: RunId, prepared: &Prepared) -> Result<(), StateError> {
        let company = self.company.borrow();
        let last_updated = |action: &Action| {
            let id = action.profile.as_ref()?;
            Some(company.okta.profile(id.as_str())?.last_updated)
        };
        let actions = &prepared.exact.plan.actions;
        let prints: Vec<String> = actions
            .iter()
            .map(|action| action.fingerprint(last_updated(action)))
            .collect();
        let planned: Vec<PlannedAction<'_>> = actions
            .iter()
            .zip(&prints)
            .map(|(action, fingerprint)| PlannedAction {
                action,
                department: None,
                let_go: None,
                basis: "",
                fingerprint,
            })
            .collect();
        store.plan_actions(run, &planned)
    }

    /// `false`: the process died.
    fn apply(
        &self,
        store: &mut Store,
        run: RunId,
        prepared: &Prepared,
        mishap: Mishap,
        rng: &mut fastrand::Rng,
    ) -> Result<bool, StateError> {
        let plan: &Plan = &prepared.exact.plan;
        let settled = if prepared.undo.is_some() {
            BTreeMap::new()
        } else {
            self.settled(prepared, true)
        };
        let mut without: BTreeSet<EmployeeId> = BTreeSet::new();
        let order: Vec<u32> = plan.waves().into_iter().flatten().flatten().collect();
        for (done, position) in order.into_iter().enumerate() {
            let action = &plan.actions[position as usize];
            if action
                .employee
                .is_some_and(|employee| without.contains(&employee))
            {
                let why = "an earlier step was not done".to_owned();
                store.end_action(run, position, &end(Outcome::Stale { why }))?;
                without.extend(action.needed_by());
                continue;
            }
            store.begin_action(run, position)?;
            let fate = fate(mishap, done, rng);
            let outcome = self.outcome(action, fate, &settled);
            if matches!(fate, Fate::DiesDone | Fate::DiesBefore) {
                return Ok(false);
            }
            if !matches!(outcome, Outcome::Applied(_)) {
                without.extend(action.needed_by());
            }
            store.end_action(run, position, &end(outcome))?;
        }
        Ok(true)
    }

    fn outcome(&self, action: &Action, fate: Fate, settled: &BTreeMap<OktaId, Vec<(Text, Base)>>) -> Outcome {
        let error = |summary: &str| CallError {
            code: None,
            summary: summary.to_owned(),
        };
        if matches!(fate, Fate::Fails) {
            return Outcome::Failed {
                error: error("503"),
                for_good: false,
            };
        }
        if matches!(fate, Fate::UnknownAndNot | Fate::DiesBefore) {
            return Outcome::Unknown { error: error("cut") };
        }
        let performed = perform(&mut self.company.borrow_mut(), action, self.now);
        match performed {
            Err(Refusal::Stale(why)) => Outcome::Stale { why: why.to_owned() },
            Err(Refusal::ForGood(why)) => Outcome::Failed {
                error: error(why),
                for_good: true,
            },
            Err(Refusal::LoginTaken) => Outcome::Failed {
                error: error("login taken"),
                for_good: false,
            },
            Ok(_) if fate == Fate::UnknownAndDone => Outcome::Unknown { error: error("cut") },
            Ok(id) => Outcome::Applied(self.follows(action, &id, settled)),
        }
    }

    fn follows(&self, action: &Action, id: &str, settled: &BTreeMap<OktaId, Vec<(Text, Base)>>) -> Applied {
        let company = self.company.borrow();
        let columns = self.policy.okta_columns();
        let after = company
            .okta
            .profile(id)
            .map(|one| profile(one, &self.policy, &columns));
        let held = |attribute: &str| -> Option<Value> {
            let column = columns.iter().position(|column| column == attribute)?;
            after.as_ref()?.attributes.get(column).cloned()
        };
        let is_mapped = |name: &str| self.policy.mapping.iter().any(|mapping| mapping.target == name);
        let mut bases: Vec<(Text, Base)> = action
            .changes
            .iter()
            .filter(|change| is_mapped(&change.attribute))
            .map(|change| {
                let held = held(&change.attribute);
                (change.attribute.clone(), taken(&change.to, held.as_ref()))
            })
            .collect();
        if matches!(action.kind, ActionKind::Link | ActionKind::Unlink) {
            bases = settled.get(&OktaId::new(id)).cloned().unwrap_or_default();
        }
        let is_creation = action.kind == ActionKind::Provision;
        let status = company.okta.profile(id).map(|profile| profile.status.clone());
        Applied {
            profile: is_creation.then(|| OktaId::new(id)),
            bases,
            is_staged: is_creation && status == Some(koppel::sim::okta::Status::Staged),
        }
    }

    /// Rule A2: what an earlier run left unknown is looked up first.
    fn resolve(&self, store: &mut Store) -> Result<(), StateError> {
        for row in store.view().unresolved_actions()? {
            let found = {
                let company = self.company.borrow();
                match &row.action.profile {
                    Some(id) => company.okta.profile(id.as_str()).cloned(),
                    None => company.okta.by_login(&row.action.login).cloned(),
                }
            };
            let outcome = match found {
                Some(profile) if is_done(&profile, &row.action) => {
                    Outcome::Applied(self.follows(&row.action, &profile.id, &BTreeMap::new()))
                }
                Some(profile) if profile.transitioning_to.is_some() => continue,
                _ => Outcome::Failed {
                    error: CallError {
                        code: None,
                        summary: "it had not happened".to_owned(),
                    },
                    for_good: false,
                },
            };
            store.end_action(row.run, row.position, &end(outcome))?;
        }
        Ok(())
    }
}

fn fate(mishap: Mishap, done: usize, rng: &mut fastrand::Rng) -> Fate {
    match mishap {
        Mishap::DiesAfter(count) if count == done => {
            if rng.bool() {
                Fate::DiesDone
            } else {
                Fate::DiesBefore
            }
        }
        Mishap::Nothing | Mishap::DiesAfter(_) => Fate::Works,
        Mishap::Faults => match rng.u8(0..10) {
            0 => Fate::Fails,
            1 => Fate::UnknownAndDone,
            2 => Fate::UnknownAndNot,
            _ => Fate::Works,
        },
    }
}

fn end(outcome: Outcome) -> ActionEnd {
    ActionEnd {
        outcome,
        request_ids: Vec::new(),
        attributes: koppel::store::state::AttributeAnswers::default(),
    }
}

fn ran(end: RanEnd, prepared: Option<Prepared>, store: &mut Store, run: RunId) -> Result<Ran, StateError> {
    let rows = store.view().actions_of_run(run)?;
    let Some(prepared) = prepared.filter(|_| end != RanEnd::Killed) else {
        return Ok(Ran {
            end,
            plan: None,
            snapshot: None,
            exit: None,
            events: Vec::new(),
            exit_by_status: None,
            unresolved: 0,
            rows,
        });
    };
    let mut plan = prepared.exact.plan.clone();
    let (mut exit, mut events, mut unresolved) = (None, Vec::new(), 0);
    if end == RanEnd::Through {
        list_what_was_not_done(&mut plan, &rows);
        plan.mark_decided(&prepared.state);
        let report = report(plan, &rows, store, run, &prepared)?;
        if report.is_whole {
            store.list_leavers(&report.plan.listed_leavers(), true)?;
        }
        exit = Some(report.exit().code());
        unresolved = report.unresolved.len();
        plan = report.plan.clone();
        let is_whole = prepared.is_whole && prepared.undo.is_none();
        events = engine::events(&Ok(report), is_whole);
    }
    Ok(Ran {
        end,
        plan: Some(plan),
        snapshot: Some(prepared.snapshot),
        exit,
        events,
        exit_by_status: None,
        unresolved,
        rows,
    })
}

fn ended_early(ran: Ran, failure: Failure, is_whole: bool) -> Ran {
    Ran {
        exit: Some(failure.exit.code()),
        events: engine::events(&Err(failure), is_whole),
        ..ran
    }
}

/// What the run came to, as the engine judges it.
fn report(
    plan: Plan,
    rows: &[ActionRow],
    store: &Store,
    run: RunId,
    prepared: &Prepared,
) -> Result<RunReport, StateError> {
    let result = |row: &ActionRow| ActionResult {
        outcome: row.outcome_kind().unwrap_or(OutcomeKind::Unknown),
        error: None,
        request_ids: Vec::new(),
    };
    let unresolved = store.view().unresolved_actions()?.into_iter();
    Ok(RunReport {
        run,
        snapshot: Arc::clone(&prepared.snapshot),
        plan,
        results: rows.iter().map(result).collect(),
        end: RunEnd::Done,
        failure: None,
        is_exact: prepared.is_exact,
        part: prepared.part.clone(),
        is_whole: prepared.is_whole,
        unresolved: unresolved
            .filter(|row| row.run != run)
            .map(|row| (row.action.kind, row.action.profile))
            .collect(),
    })
}

/// What the report of a run lists besides the plan (rule D5).
fn list_what_was_not_done(plan: &mut Plan, rows: &[ActionRow]) {
    let not_done = rows.iter().filter(|row| {
        row.action.held.is_none()
            && row
                .outcome
                .is_none_or(|(_, outcome)| outcome != OutcomeKind::Applied)
    });
    let mut kept: Vec<Access> = Vec::new();
    for row in not_done {
        let leaver = plan.leaver_profile(&row.action);
        let leaver = leaver.map(|leaver| leaver.kept_access(&row.action, AccessReason::Failed));
        kept.extend(leaver.or_else(|| plan.kept_access(&row.action, AccessReason::Failed)));
    }
    plan.list_access(kept);
}

impl Machine for Pure {
    fn company<T>(&self, look: impl FnOnce(&mut Company) -> T) -> T {
        look(&mut self.company.borrow_mut())
    }

    fn clock(&self) -> Clock {
        Clock::Moved(self.hands)
    }

    fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn policy(&self) -> &Policy {
        &self.policy
    }

    fn policy_mut(&mut self) -> &mut Policy {
        &mut self.policy
    }

    fn set_time(&mut self, at: Timestamp) {
        self.now = at;
        self.hands.set(at.duration_since(self.start));
    }

    fn run(&mut self, order: Order, mishap: Mishap, rng: &mut fastrand::Rng) -> Ran {
        self.one_run(order, mishap, rng).unwrap()
    }
}
