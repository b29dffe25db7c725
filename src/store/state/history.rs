//! What was done, by run and by person.

use super::column::{activation_of, changes_of, hold_of, optional_time_at, time_at};
use super::decision::Origin;
use super::error::Fault;
use super::journal::{CallError, OutcomeKind, RunEnd, RunId, RunKind};
use super::{StateError, View};
use crate::core::plan::{Action, ActionKind};
use crate::core::{EmployeeId, OktaId, RunVerdict, Text};
use crate::store::operator::Operator;
use jiff::Timestamp;
use rusqlite::{Connection, Row, ToSql, params};
use std::collections::BTreeMap;

/// One run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRow {
    pub run: RunId,
    pub kind: RunKind,
    pub reverses: Option<RunId>,
    pub started: Timestamp,
    /// `None`: it goes on, or its process died.
    pub ended: Option<(Timestamp, RunEnd)>,
    /// What it came to; `None`: it goes on, or its process died and no run came since.
    pub verdict: Option<RunVerdict>,
    /// It was for a part of everybody or of the kinds.
    pub is_part: bool,
    pub by: Operator,
    pub is_unattended: bool,
    /// koppel's.
    pub version: String,
    pub overrides: Vec<String>,
}

/// One action of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct ActionRow {
    pub run: RunId,
    pub position: u32,
    /// As it was planned; a creation has the profile that it gave.
    pub action: Action,
    pub department: Option<String>,
    pub let_go: Option<String>,
    pub basis: String,
    pub fingerprint: String,
    pub planned: Timestamp,
    pub called: Option<Timestamp>,
    /// `None`: not yet, or nobody knows.
    pub outcome: Option<(Timestamp, OutcomeKind)>,
    /// Of a failure; of a stale action, why.
    pub error: Option<CallError>,
    pub request_ids: Vec<String>,
}

/// What was refused for good (rule A6), and still is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub fingerprint: String,
    pub kind: ActionKind,
    pub employee: Option<EmployeeId>,
    pub profile: Option<OktaId>,
    pub at: Timestamp,
    pub run: RunId,
    pub error: CallError,
}

/// How the actions of one run ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub applied: usize,
    pub failed: usize,
    pub stale: usize,
    /// Called, and nobody knows what it came to.
    pub unknown: usize,
    /// Never called, or not yet.
    pub not_reached: usize,
    pub held: usize,
}

/// The link report was reviewed (rule P2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewRow {
    pub at: Timestamp,
    pub by: Operator,
    pub origin: Origin,
    /// How many creations closing it named.
    pub covered: usize,
    /// How many pairs the report showed.
    pub pairs: usize,
}

impl View {
    /// The newest first, at most `limit` of them.
    pub fn runs(&self, limit: usize) -> Result<Vec<RunRow>, StateError> {
        self.read(|connection, org| {
            let condition = "org = ?1 ORDER BY number DESC LIMIT ?2";
            runs(connection, condition, params![org, limit])
        })
    }

    /// Those that began then or later, the oldest first.
    pub fn runs_since(&self, time: Timestamp) -> Result<Vec<RunRow>, StateError> {
        self.read(|connection, org| {
            let condition = "org = ?1 AND started >= ?2 ORDER BY number";
            runs(connection, condition, params![org, time.as_microsecond()])
        })
    }

    /// `None`: this org has no such run.
    pub fn run(&self, run: RunId) -> Result<Option<RunRow>, StateError> {
        self.read(|connection, org| {
            let rows = runs(connection, "org = ?1 AND number = ?2", params![org, run.0])?;
            Ok(rows.into_iter().next())
        })
    }

    /// The newest good run (rule D5). A run for a part, one that wrote assignments alone, or one that undid another says
    /// nothing about whether Okta follows.
    pub fn last_good_run(&self) -> Result<Option<RunRow>, StateError> {
        self.read(|connection, org| {
            let condition = "org = ?1 AND coalesce(verdict, CASE ending WHEN 'done' THEN 'good' END) = ?2
                 AND kind = ?3 ORDER BY number DESC LIMIT 1";
            let rows = runs(
                connection,
                condition,
                params![org, RunVerdict::Good, RunKind::Sync],
            )?;
            Ok(rows.into_iter().next())
        })
    }

    /// The newest sync over everybody: what it came to is how things stand. `goes_on`: the run under way, which has
    /// come to nothing yet.
    pub fn last_whole_run(&self, goes_on: Option<RunId>) -> Result<Option<RunRow>, StateError> {
        self.read(|connection, org| {
            let condition = "org = ?1 AND kind = ?2 AND number IS NOT ?3 AND part = 0
                 ORDER BY number DESC LIMIT 1";
            let goes_on = goes_on.map(|run| run.0);
            let rows = runs(connection, condition, params![org, RunKind::Sync, goes_on])?;
            Ok(rows.into_iter().next())
        })
    }

    /// The runs that undid this one, or tried to, the newest first (rule A9).
    pub fn undoings(&self, run: RunId) -> Result<Vec<RunRow>, StateError> {
        self.read(|connection, org| {
            let condition = "org = ?1 AND reverses = ?2 ORDER BY number DESC";
            runs(connection, condition, params![org, run.0])
        })
    }

    /// How the actions of each run ended; a run without actions has no entry.
    pub fn tallies(&self) -> Result<BTreeMap<RunId, Tally>, StateError> {
        self.read(|connection, org| {
            let mut query = connection.prepare(
                "SELECT run, outcome, called IS NOT NULL, count(*) FROM actions
                 JOIN runs ON runs.number = actions.run WHERE runs.org = ?1 GROUP BY 1, 2, 3",
            )?;
            let mut rows = query.query([org])?;
            let mut tallies: BTreeMap<RunId, Tally> = BTreeMap::new();
            while let Some(row) = rows.next()? {
                let tally = tallies.entry(RunId(row.get(0)?)).or_default();
                let outcome: Option<OutcomeKind> = row.get(1)?;
                *tally.of(outcome, row.get(2)?) += row.get::<_, usize>(3)?;
            }
            Ok(tallies)
        })
    }

    /// The newest first.
    pub fn reviews(&self) -> Result<Vec<ReviewRow>, StateError> {
        self.read(|connection, org| {
            let mut query = connection.prepare(
                "SELECT at, user, host, origin,
                     (SELECT count(*) FROM review_covered WHERE review = id) AS covered,
                     (SELECT count(*) FROM review_pairs WHERE review = id) AS pairs
                 FROM reviews WHERE org = ?1 ORDER BY id DESC",
            )?;
            let mut rows = query.query([org])?;
            let mut reviews = Vec::new();
            while let Some(row) = rows.next()? {
                reviews.push(ReviewRow {
                    at: time_at(row, "at", "reviews")?,
                    by: Operator {
                        user: row.get("user")?,
                        host: row.get("host")?,
                    },
                    origin: row.get("origin")?,
                    covered: row.get("covered")?,
                    pairs: row.get("pairs")?,
                });
            }
            Ok(reviews)
        })
    }

    /// A run's actions, in the order of its plan.
    pub fn actions_of_run(&self, run: RunId) -> Result<Vec<ActionRow>, StateError> {
        self.read(|connection, org| {
            let condition = "runs.org = ?1 AND run = ?2 ORDER BY position";
            actions(connection, condition, &[&org, &run.0])
        })
    }

    /// What was done for one employee, the newest run first.
    pub fn actions_of_employee(&self, employee: EmployeeId) -> Result<Vec<ActionRow>, StateError> {
        self.read(|connection, org| {
            let condition = "runs.org = ?1 AND employee = ?2 ORDER BY run DESC, position";
            actions(connection, condition, &[&org, &employee])
        })
    }

    /// What was done to one profile, the newest run first.
    pub fn actions_of_profile(&self, profile: &OktaId) -> Result<Vec<ActionRow>, StateError> {
        self.read(|connection, org| {
            let condition = "runs.org = ?1 AND profile = ?2 ORDER BY run DESC, position";
            actions(connection, condition, &[&org, profile])
        })
    }

    /// Rule A6: what is not sent again while its fingerprint stays the same.
    pub fn refusals(&self) -> Result<Vec<Refusal>, StateError> {
        self.read(|connection, org| {
            let mut query =
                connection.prepare("SELECT * FROM refusals WHERE org = ?1 ORDER BY fingerprint")?;
            let mut rows = query.query([org])?;
            let mut refusals = Vec::new();
            while let Some(row) = rows.next()? {
                refusals.push(Refusal {
                    fingerprint: row.get("fingerprint")?,
                    kind: row.get("kind")?,
                    employee: row.get("employee")?,
                    profile: row.get("profile")?,
                    at: time_at(row, "at", "refusals")?,
                    run: RunId(row.get("run")?),
                    error: CallError {
                        code: row.get("error_code")?,
                        summary: row.get("error")?,
                    },
                });
            }
            Ok(refusals)
        })
    }
}

impl Tally {
    /// Where an action counts that ended so.
    pub(super) fn of(&mut self, outcome: Option<OutcomeKind>, was_called: bool) -> &mut usize {
        match (outcome, was_called) {
            (Some(OutcomeKind::Applied), _) => &mut self.applied,
            (Some(OutcomeKind::Failed), _) => &mut self.failed,
            (Some(OutcomeKind::Stale), _) => &mut self.stale,
            (Some(OutcomeKind::Held), _) => &mut self.held,
            (Some(OutcomeKind::Unknown), _) | (None, true) => &mut self.unknown,
            (Some(OutcomeKind::NotReached), _) | (None, false) => &mut self.not_reached,
        }
    }
}

impl ActionRow {
    /// How it ended, as far as anybody knows; `None`: it was not called yet.
    pub fn outcome_kind(&self) -> Option<OutcomeKind> {
        let called = self.called.map(|_| OutcomeKind::Unknown);
        self.outcome.map(|(_, outcome)| outcome).or(called)
    }
}

pub(super) fn runs(
    connection: &Connection,
    condition: &str,
    parameters: &[&dyn ToSql],
) -> Result<Vec<RunRow>, Fault> {
    let mut query = connection.prepare(&format!("SELECT * FROM runs WHERE {condition}"))?;
    let mut rows = query.query(parameters)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(run_of(row)?);
    }
    Ok(found)
}

fn run_of(row: &Row<'_>) -> Result<RunRow, Fault> {
    let reverses: Option<i64> = row.get("reverses")?;
    let overrides: String = row.get("overrides")?;
    let ending: Option<RunEnd> = row.get("ending")?;
    let kind: RunKind = row.get("kind")?;
    let verdict: Option<RunVerdict> = row.get("verdict")?;
    Ok(RunRow {
        run: RunId(row.get("number")?),
        kind,
        verdict: verdict.or_else(|| ending.map(|ending| verdict_of(ending, kind))),
        is_part: row.get("part")?,
        reverses: reverses.map(RunId),
        started: time_at(row, "started", "runs")?,
        ended: optional_time_at(row, "ended", "runs")?.zip(ending),
        by: Operator {
            user: row.get("user")?,
            host: row.get("host")?,
        },
        is_unattended: row.get("unattended")?,
        version: row.get("version")?,
        overrides: strings_of(&overrides, "runs")?,
    })
}

/// Of a run that left no verdict.
fn verdict_of(ending: RunEnd, kind: RunKind) -> RunVerdict {
    match ending {
        RunEnd::Done if kind == RunKind::Sync => RunVerdict::Good,
        RunEnd::Done => RunVerdict::PartDone,
        RunEnd::SomeFailed => RunVerdict::SomeFailed,
        RunEnd::Stopped => RunVerdict::Stopped,
        RunEnd::Failed => RunVerdict::Failed,
        RunEnd::Cancelled => RunVerdict::Cancelled,
        RunEnd::BrokenOff => RunVerdict::Interrupted,
    }
}

/// Actions with their runs; `condition` may name columns of both, and ends with the order.
pub(super) fn actions(
    connection: &Connection,
    condition: &str,
    parameters: &[&dyn ToSql],
) -> Result<Vec<ActionRow>, Fault> {
    let mut query = connection.prepare_cached(&format!(
        "SELECT actions.* FROM actions JOIN runs ON runs.number = actions.run WHERE {condition}"
    ))?;
    let mut rows = query.query(parameters)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(action_of(row)?);
    }
    Ok(found)
}

fn action_of(row: &Row<'_>) -> Result<ActionRow, Fault> {
    let odd = |what| Fault::Odd {
        table: "actions",
        what,
    };
    let activation: Option<String> = row.get("activation")?;
    let held: Option<String> = row.get("held")?;
    let outcome: Option<OutcomeKind> = row.get("outcome")?;
    let error: Option<String> = row.get("error")?;
    let request_ids: Option<String> = row.get("request_ids")?;
    let action = Action {
        kind: row.get("kind")?,
        employee: row.get("employee")?,
        profile: row.get("profile")?,
        login: Text::from(row.get_ref("login")?.as_str().map_err(|_| odd("the login"))?),
        name: row.get("name")?,
        changes: changes_of(row.get_ref("changes")?.as_str().unwrap_or_default())
            .ok_or_else(|| odd("the changes"))?,
        activation: activation
            .map(|word| activation_of(&word).ok_or_else(|| odd("the activation")))
            .transpose()?,
        announced: row.get("announced")?,
        awaited_by: Vec::new(),
        held: held
            .map(|json| hold_of(&json).ok_or_else(|| odd("the hold")))
            .transpose()?,
    };
    Ok(ActionRow {
        run: RunId(row.get("run")?),
        position: row.get("position")?,
        action,
        department: row.get("department")?,
        let_go: row.get("let_go")?,
        basis: row.get("basis")?,
        fingerprint: row.get("fingerprint")?,
        planned: time_at(row, "planned", "actions")?,
        called: optional_time_at(row, "called", "actions")?,
        outcome: optional_time_at(row, "ended", "actions")?.zip(outcome),
        error: match error {
            Some(summary) => Some(CallError {
                code: row.get("error_code")?,
                summary,
            }),
            None => None,
        },
        request_ids: request_ids.map_or_else(|| Ok(Vec::new()), |json| strings_of(&json, "actions"))?,
    })
}

fn strings_of(json: &str, table: &'static str) -> Result<Vec<String>, Fault> {
    serde_json::from_str(json).map_err(|_| Fault::Odd {
        table,
        what: "a list is not JSON",
    })
}
