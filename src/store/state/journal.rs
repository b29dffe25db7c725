//! Runs and their actions (rule A2): a row before each call, its outcome after it.

use super::column::{activation_word, changes_json, hold_json, micros};
use super::error::Fault;
use super::history::{self, ActionRow};
use super::{AttributeAnswers, StateError, Store, View, Writing, follow, refused_attribute};
use crate::core::plan::{Action, Change};
use crate::core::state::Base;
use crate::core::{EmployeeId, OktaId, RunVerdict, Text};
use crate::store::lock::RunLock;
use jiff::Timestamp;
use rusqlite::{Connection, named_params, params};
use rustc_hash::FxHashSet;
use std::fmt;

/// A run's number, as `history --run` takes it. Never given twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunId(pub i64);

/// What a run is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunKind {
    Sync,
    /// Writes links alone.
    Links,
    /// Writes assignments alone.
    Assign,
    /// Rule A9.
    Undo,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunEnd {
    Done,
    SomeFailed,
    /// Before the first write: a limit, a suspicious reading, an open review.
    Stopped,
    Failed,
    Cancelled,
    /// The process died; found by the next run.
    BrokenOff,
}

/// A run that begins.
#[derive(Debug, Clone)]
pub struct NewRun {
    pub kind: RunKind,
    /// The run that is undone.
    pub reverses: Option<RunId>,
    /// No person confirmed it: it counts for the limits of the next 24 hours (rule G1).
    pub is_unattended: bool,
    /// What of the guard a person overrode, as they said it: `--confirm-count deactivate=30`.
    pub overrides: Vec<String>,
    /// It is asked for a part of everybody or of the kinds: known also of a run that dies.
    pub is_part: bool,
}

/// An action with what the journal needs besides.
#[derive(Debug, Clone)]
pub struct PlannedAction<'a> {
    pub action: &'a Action,
    /// The employee's, for rule G1.
    pub department: Option<&'a str>,
    /// The hold that a person released, or what else let it go, in a word.
    pub let_go: Option<&'a str>,
    /// What it rests on, such as the profile's `lastUpdated`; opaque in here.
    pub basis: &'a str,
    /// Of data, mapping and the profile's `lastUpdated` (rule A6); opaque in here.
    pub fingerprint: &'a str,
}

/// What a call came to.
#[derive(Debug, Clone)]
pub struct ActionEnd {
    pub outcome: Outcome,
    /// Okta's, of all calls that the action took, in their order.
    pub request_ids: Vec<String>,
    pub attributes: AttributeAnswers,
}

#[derive(Debug, Clone)]
pub enum Outcome {
    /// Done, or found done (rule A4).
    Applied(Applied),
    Failed {
        error: CallError,
        /// Rule A6: not sent again until something changes, or a person retries.
        for_good: bool,
    },
    /// Rule G2: the person changed since the plan was made.
    Stale { why: String },
    /// Rule A4: nobody knows; looked up before anything else is planned.
    Unknown { error: CallError },
    /// The run ended before it was its turn (rule A10).
    NotReached,
}

/// What follows from an action that was applied.
#[derive(Debug, Clone, Default)]
pub struct Applied {
    /// The profile that a creation gave; other actions name theirs themselves.
    pub profile: Option<OktaId>,
    /// Rule U2: what was sent, and what Okta's answer says it took.
    pub bases: Vec<(Text, Base)>,
    /// A creation that left the profile `STAGED` (rule P6).
    pub is_staged: bool,
}

/// Okta's own words, or the connection's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallError {
    /// Such as `E0000001`.
    pub code: Option<String>,
    pub summary: String,
}

impl CallError {
    /// In the place of a code, where a 403 has none.
    pub const FORBIDDEN: &str = "403";

    /// Rule A6: the token has no right to this, now or for this person. That says nothing about what was sent.
    pub fn lacks_permission(&self) -> bool {
        // OAuth's word for a scope that was not granted.
        let codes = ["E0000006", "insufficient_scope", Self::FORBIDDEN];
        self.code.as_deref().is_some_and(|code| codes.contains(&code))
    }
}

/// An outcome without what it carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutcomeKind {
    Applied,
    Failed,
    Stale,
    Unknown,
    NotReached,
    Held,
}

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl ActionEnd {
    /// Of an action that was applied without some of its attributes: what Okta said of these (rule A6).
    pub fn left_out(&self) -> Option<CallError> {
        let is_applied = matches!(self.outcome, Outcome::Applied(_));
        is_applied.then(|| self.attributes.error()).flatten()
    }
}

impl Outcome {
    pub fn kind(&self) -> OutcomeKind {
        match self {
            Self::Applied(_) => OutcomeKind::Applied,
            Self::Failed { .. } => OutcomeKind::Failed,
            Self::Stale { .. } => OutcomeKind::Stale,
            Self::Unknown { .. } => OutcomeKind::Unknown,
            Self::NotReached => OutcomeKind::NotReached,
        }
    }

    /// Code and words, where there are any.
    fn error(&self) -> (Option<&str>, Option<&str>) {
        match self {
            Self::Failed { error, .. } | Self::Unknown { error } => {
                (error.code.as_deref(), Some(&error.summary))
            }
            Self::Stale { why } => (None, Some(why)),
            Self::Applied(_) | Self::NotReached => (None, None),
        }
    }
}

impl Store {
    /// Begins a run. Whoever has the run lock is alone: a run without an end is one whose process died, and
    /// is closed here. Its actions that were called stay unresolved, those that were not are not reached.
    pub fn begin_run(&mut self, _lock: &RunLock, run: &NewRun) -> Result<RunId, StateError> {
        self.write(|writing| {
            close_broken_runs(writing)?;
            let overrides = serde_json::Value::from(run.overrides.clone()).to_string();
            writing.transaction.execute(
                "INSERT INTO runs (org, kind, reverses, started, user, host, unattended, version, overrides,
                                   part)
                 VALUES (:org, :kind, :reverses, :started, :user, :host, :unattended, :version, :overrides,
                         :part)",
                named_params! {
                    ":org": writing.org,
                    ":kind": run.kind,
                    ":reverses": run.reverses.map(|run| run.0),
                    ":started": micros(writing.now),
                    ":user": writing.operator.user,
                    ":host": writing.operator.host,
                    ":unattended": run.is_unattended,
                    ":version": env!("CARGO_PKG_VERSION"),
                    ":overrides": overrides,
                    ":part": run.is_part,
                },
            )?;
            Ok(RunId(writing.transaction.last_insert_rowid()))
        })
    }

    /// Rule G1: what time the servers say it is right now. The limits of later runs count by that time.
    pub fn note_servers_time(&mut self, run: RunId, servers: Timestamp) -> Result<(), StateError> {
        self.write(|writing| {
            let ahead = micros(servers).saturating_sub(micros(writing.now));
            writing.transaction.execute(
                "UPDATE runs SET servers_ahead = ?3 WHERE number = ?1 AND org = ?2",
                params![run.0, writing.org, ahead],
            )?;
            Ok(())
        })
    }

    /// Writes down what the run is about to do, all or none. An action's position is its place in `actions`;
    /// held ones end here.
    pub fn plan_actions(&mut self, run: RunId, actions: &[PlannedAction<'_>]) -> Result<(), StateError> {
        self.write(|writing| {
            for (position, action) in (0u32..).zip(actions) {
                plan_action(writing, run, position, action)?;
            }
            Ok(())
        })
    }

    /// The call comes next: once this has returned, the disk knows that it may have happened.
    ///
    /// # Errors
    /// [`Fault::NotBegun`] where the action is not planned or was called already: then no call may be made.
    pub fn begin_action(&mut self, run: RunId, position: u32) -> Result<(), StateError> {
        self.write(|writing| {
            let begun = writing
                .transaction
                .prepare_cached(
                    "UPDATE actions SET called = ?3
                     WHERE run = ?1 AND position = ?2 AND called IS NULL AND outcome IS NULL",
                )?
                .execute(params![run.0, position, micros(writing.now)])?;
            only_one(begun, run, position)
        })
    }

    /// Other changes are sent than were planned (rule G2): the row says what is sent, and `fingerprint` is of that.
    ///
    /// # Errors
    /// [`Fault::NotBegun`] where the action is not planned or has ended: then nothing may be sent.
    pub fn revise_action(
        &mut self,
        run: RunId,
        position: u32,
        changes: &[Change],
        fingerprint: &str,
    ) -> Result<(), StateError> {
        self.write(|writing| {
            let revised = writing
                .transaction
                .prepare_cached(
                    "UPDATE actions SET changes = ?3, fingerprint = ?4
                     WHERE run = ?1 AND position = ?2 AND outcome IS NULL",
                )?
                .execute(params![run.0, position, changes_json(changes), fingerprint])?;
            only_one(revised, run, position)
        })
    }

    /// What the action came to, together with everything that follows from it. Also resolves an action of an
    /// earlier run whose outcome was not known.
    ///
    /// # Errors
    /// [`Fault::NotBegun`] where it was not called, or has ended already. Stale and not reached need no call.
    pub fn end_action(&mut self, run: RunId, position: u32, end: &ActionEnd) -> Result<(), StateError> {
        self.write(|writing| end_action(writing, run, position, end))
    }

    /// Notes after which decision these profiles are listed as leavers' (rule D5); known ones keep it. `is_complete`:
    /// whoever is not among them is not listed any more.
    pub fn list_leavers(
        &mut self,
        listed: &[(OktaId, EmployeeId)],
        is_complete: bool,
    ) -> Result<(), StateError> {
        self.write(|writing| {
            let (transaction, org) = (&writing.transaction, writing.org);
            let known: FxHashSet<(OktaId, EmployeeId)> = transaction
                .prepare("SELECT profile, employee FROM listed_leavers WHERE org = ?1")?
                .query_map([org], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<Result<_, _>>()?;
            let listed: FxHashSet<&(OktaId, EmployeeId)> = listed.iter().collect();
            for (profile, employee) in listed.iter().filter(|one| !known.contains(**one)) {
                transaction.execute(
                    "INSERT OR IGNORE INTO listed_leavers (org, profile, employee, newest_decision)
                     VALUES (?1, ?2, ?3, (SELECT coalesce(max(id), 0) FROM decisions))",
                    params![org, profile, employee],
                )?;
            }
            let over = known.iter().filter(|one| is_complete && !listed.contains(one));
            for (profile, employee) in over {
                transaction.execute(
                    "DELETE FROM listed_leavers WHERE org = ?1 AND profile = ?2 AND employee = ?3",
                    params![org, profile, employee],
                )?;
            }
            Ok(())
        })
    }

    /// The run is over.
    pub fn end_run(&mut self, run: RunId, ending: RunEnd) -> Result<(), StateError> {
        self.end_run_with(run, ending, None, false)
    }

    /// The run is over, with what it came to.
    pub fn end_run_with(
        &mut self,
        run: RunId,
        ending: RunEnd,
        verdict: Option<RunVerdict>,
        is_part: bool,
    ) -> Result<(), StateError> {
        self.write(|writing| {
            leave_unreached(writing, run)?;
            writing.transaction.execute(
                "UPDATE runs SET ended = ?3, ending = ?4, verdict = ?5, part = ?6
                 WHERE number = ?1 AND org = ?2 AND ended IS NULL",
                params![run.0, writing.org, micros(writing.now), ending, verdict, is_part],
            )?;
            Ok(())
        })
    }

    /// Rule U2: the base moves without a call where Okta already equals Personio.
    pub fn move_bases(&mut self, bases: &[(OktaId, Text, Base)]) -> Result<(), StateError> {
        self.write(|writing| {
            for (profile, attribute, base) in bases {
                follow::put_base(writing, profile, attribute, base)?;
            }
            Ok(())
        })
    }
}

impl View {
    /// Actions that were called and have no outcome, or an unknown one: looked up before anything is planned.
    /// Oldest first.
    pub fn unresolved_actions(&self) -> Result<Vec<ActionRow>, StateError> {
        self.read(unresolved_actions)
    }
}

pub(super) fn unresolved_actions(connection: &Connection, org: i64) -> Result<Vec<ActionRow>, Fault> {
    history::actions(
        connection,
        "runs.org = ?1 AND called IS NOT NULL AND (outcome IS NULL OR outcome = 'unknown')
         ORDER BY run, position",
        &[&org],
    )
}

fn close_broken_runs(writing: &Writing<'_>) -> Result<(), Fault> {
    let broken: Vec<i64> = writing
        .transaction
        .prepare("SELECT number FROM runs WHERE org = ?1 AND ended IS NULL")?
        .query_map([writing.org], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for run in broken {
        leave_unreached(writing, RunId(run))?;
        writing.transaction.execute(
            "UPDATE runs SET ended = ?2, ending = ?3 WHERE number = ?1",
            params![run, micros(writing.now), RunEnd::BrokenOff],
        )?;
    }
    Ok(())
}

/// What was planned and never called.
fn leave_unreached(writing: &Writing<'_>, run: RunId) -> Result<(), Fault> {
    writing.transaction.execute(
        "UPDATE actions SET outcome = ?2, ended = ?3 WHERE run = ?1 AND called IS NULL AND outcome IS NULL",
        params![run.0, OutcomeKind::NotReached, micros(writing.now)],
    )?;
    Ok(())
}

fn plan_action(
    writing: &Writing<'_>,
    run: RunId,
    position: u32,
    planned: &PlannedAction<'_>,
) -> Result<(), Fault> {
    let action = planned.action;
    let now = micros(writing.now);
    let is_held = action.held.is_some();
    writing
        .transaction
        .prepare_cached(
            "INSERT INTO actions (run, position, kind, employee, profile, login, name, changes, activation,
                 announced, held, let_go, department, basis, fingerprint, planned, ended, outcome)
             VALUES (:run, :position, :kind, :employee, :profile, :login, :name, :changes, :activation,
                 :announced, :held, :let_go, :department, :basis, :fingerprint, :planned, :ended, :outcome)",
        )?
        .execute(named_params! {
            ":run": run.0,
            ":position": position,
            ":kind": action.kind,
            ":employee": action.employee,
            ":profile": action.profile,
            ":login": action.login.as_str(),
            ":name": action.name,
            ":changes": changes_json(&action.changes),
            ":activation": action.activation.map(activation_word),
            ":announced": action.announced,
            ":held": action.held.as_ref().map(hold_json),
            ":let_go": planned.let_go,
            ":department": planned.department,
            ":basis": planned.basis,
            ":fingerprint": planned.fingerprint,
            ":planned": now,
            ":ended": is_held.then_some(now),
            ":outcome": is_held.then_some(OutcomeKind::Held),
        })?;
    Ok(())
}

fn end_action(writing: &Writing<'_>, run: RunId, position: u32, end: &ActionEnd) -> Result<(), Fault> {
    let outcome = end.outcome.kind();
    let left_out = end.left_out();
    let (code, words) = match &left_out {
        Some(error) => (error.code.as_deref(), Some(error.summary.as_str())),
        None => end.outcome.error(),
    };
    let needs_a_call = !matches!(outcome, OutcomeKind::Stale | OutcomeKind::NotReached);
    let ended = writing
        .transaction
        .prepare_cached(
            "UPDATE actions SET outcome = :outcome, ended = :ended, error_code = :code, error = :error,
                 request_ids = :request_ids, profile = coalesce(profile, :profile)
             WHERE run = :run AND position = :position
                 AND (outcome IS NULL OR outcome = 'unknown') AND (called IS NOT NULL OR NOT :needs_a_call)
                 AND run IN (SELECT number FROM runs WHERE org = :org)",
        )?
        .execute(named_params! {
            ":outcome": outcome,
            ":ended": micros(writing.now),
            ":code": code,
            ":error": words,
            ":request_ids": serde_json::Value::from(end.request_ids.clone()).to_string(),
            ":profile": match &end.outcome {
                Outcome::Applied(applied) => applied.profile.as_ref(),
                _ => None,
            },
            ":run": run.0,
            ":position": position,
            ":needs_a_call": needs_a_call,
            ":org": writing.org,
        })?;
    only_one(ended, run, position)?;
    match &end.outcome {
        Outcome::Applied(applied) => {
            let row = action(writing, run, position)?;
            follow::from_applied(writing, &row, applied)?;
            refused_attribute::keep(writing, &row, &end.attributes, true)
        }
        Outcome::Failed { for_good: false, .. } if !end.attributes.refused.is_empty() => {
            let row = action(writing, run, position)?;
            refused_attribute::keep(writing, &row, &end.attributes, false)
        }
        Outcome::Failed {
            error,
            for_good: true,
        } => refuse(writing, run, position, error),
        _ => Ok(()),
    }
}

fn action(writing: &Writing<'_>, run: RunId, position: u32) -> Result<ActionRow, Fault> {
    let rows = history::actions(
        &writing.transaction,
        "run = ?1 AND position = ?2",
        &[&run.0, &position],
    )?;
    rows.into_iter()
        .next()
        .ok_or(Fault::NotBegun { run: run.0, position })
}

/// Rule A6.
fn refuse(writing: &Writing<'_>, run: RunId, position: u32, error: &CallError) -> Result<(), Fault> {
    writing.transaction.execute(
        "INSERT OR REPLACE INTO refusals
             (org, fingerprint, kind, employee, profile, at, run, error_code, error)
         SELECT ?1, fingerprint, kind, employee, profile, ?2, run, ?3, ?4
         FROM actions WHERE run = ?5 AND position = ?6",
        params![
            writing.org,
            micros(writing.now),
            error.code,
            error.summary,
            run.0,
            position
        ],
    )?;
    Ok(())
}

fn only_one(changed: usize, run: RunId, position: u32) -> Result<(), Fault> {
    if changed == 1 {
        Ok(())
    } else {
        Err(Fault::NotBegun { run: run.0, position })
    }
}
