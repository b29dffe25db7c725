//! The journal in pieces, for screens: a page of runs, everybody for whom anything was done, how much was done when.
//! Nothing in here reads all actions as rows.

use super::column::time_of;
use super::decision::{DecisionId, DecisionRow, row_of};
use super::error::Fault;
use super::history::{RunRow, Tally, runs};
use super::journal::{OutcomeKind, RunId};
use super::{StateError, View};
use crate::core::{EmployeeId, OktaId};
use jiff::Timestamp;
use rusqlite::params;
use std::collections::BTreeMap;

/// Somebody for whom something was done, or was to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// `None`: a link was removed from a profile whose employee is gone.
    pub employee: Option<EmployeeId>,
    /// `None`: no profile came of it.
    pub profile: Option<OktaId>,
    /// As the newest action has it.
    pub name: String,
    pub login: String,
    pub actions: usize,
    /// The newest run with one of them.
    pub latest: RunId,
}

impl View {
    /// The newest first, those before this one, at most `limit` of them, each with how its actions ended.
    pub fn runs_before(
        &self,
        before: Option<RunId>,
        limit: usize,
    ) -> Result<Vec<(RunRow, Tally)>, StateError> {
        self.read(|connection, org| {
            let before = before.map_or(i64::MAX, |run| run.0);
            let condition = "org = ?1 AND number < ?2 ORDER BY number DESC LIMIT ?3";
            let rows = runs(connection, condition, params![org, before, limit])?;
            let (Some(newest), Some(oldest)) = (rows.first(), rows.last()) else {
                return Ok(Vec::new());
            };
            let mut query = connection.prepare_cached(
                "SELECT run, outcome, called IS NOT NULL, count(*) FROM actions
                 WHERE run BETWEEN ?1 AND ?2 GROUP BY 1, 2, 3",
            )?;
            let mut counted = query.query(params![oldest.run.0, newest.run.0])?;
            let mut tallies: BTreeMap<RunId, Tally> = BTreeMap::new();
            while let Some(row) = counted.next()? {
                let tally = tallies.entry(RunId(row.get(0)?)).or_default();
                let outcome: Option<OutcomeKind> = row.get(1)?;
                *tally.of(outcome, row.get(2)?) += row.get::<_, usize>(3)?;
            }
            let tally = |run: &RunRow| tallies.get(&run.run).copied().unwrap_or_default();
            Ok(rows.into_iter().map(|run| (run.clone(), tally(&run))).collect())
        })
    }

    /// How many actions each run applied that began then or later, the oldest first.
    pub fn applied_since(&self, time: Timestamp) -> Result<Vec<(Timestamp, usize)>, StateError> {
        self.read(|connection, org| {
            let mut query = connection.prepare_cached(
                "SELECT started, (SELECT count(*) FROM actions WHERE run = number AND outcome = ?3)
                 FROM runs WHERE org = ?1 AND started >= ?2 ORDER BY number",
            )?;
            let mut rows = query.query(params![org, time.as_microsecond(), OutcomeKind::Applied])?;
            let mut applied = Vec::new();
            while let Some(row) = rows.next()? {
                let started = time_of(row.get(0)?).ok_or(Fault::Odd {
                    table: "runs",
                    what: "a time is out of range",
                })?;
                applied.push((started, row.get(1)?));
            }
            Ok(applied)
        })
    }

    /// Everybody who is named in the journal, whoever was concerned last first.
    pub fn people(&self) -> Result<Vec<PersonRow>, StateError> {
        self.read(|connection, org| {
            // SQLite takes the other columns from the row that has the maximum.
            let mut query = connection.prepare(
                "SELECT employee, profile, name, login, count(*) AS actions, max(run) AS latest
                 FROM actions JOIN runs ON runs.number = actions.run WHERE runs.org = ?1
                 GROUP BY coalesce(employee, profile) ORDER BY latest DESC, employee",
            )?;
            let mut rows = query.query([org])?;
            let mut people = Vec::new();
            while let Some(row) = rows.next()? {
                people.push(PersonRow {
                    employee: row.get("employee")?,
                    profile: row.get("profile")?,
                    name: row.get("name")?,
                    login: row.get("login")?,
                    actions: row.get("actions")?,
                    latest: RunId(row.get("latest")?),
                });
            }
            Ok(people)
        })
    }

    /// Every act before this one, the newest first, at most `limit` of them.
    pub fn decisions_before(
        &self,
        before: Option<DecisionId>,
        limit: usize,
    ) -> Result<Vec<DecisionRow>, StateError> {
        self.read(|connection, org| {
            let mut query = connection.prepare_cached(
                "SELECT * FROM decisions WHERE org = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3",
            )?;
            let before = before.map_or(i64::MAX, |id| id.0);
            let mut rows = query.query(params![org, before, limit])?;
            let mut acts = Vec::new();
            while let Some(row) = rows.next()? {
                acts.push(row_of(row)?);
            }
            Ok(acts)
        })
    }
}
