//! The file as the rules' view of the state.

use super::column::{day_of, micros, taken_of, time_at, time_of};
use super::decision::{Decision, DecisionRow, Origin, in_force};
use super::error::Fault;
use super::{StateError, View, history, refused_attribute};
use crate::core::plan::ActionKind;
use crate::core::state::{
    Assignment, Base, Bases, DecisionNumbers, Decisions, LastDay, LinkRemoval, Past, Review, Staging, State,
};
use crate::core::{EmployeeId, OktaId, Text, Value};
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension};
use rustc_hash::FxHashMap;

/// Rule G1: how long what unattended runs applied counts.
const LAST_DAY: SignedDuration = SignedDuration::from_hours(24);

impl View {
    /// Everything that the rules look at, of one moment. The last 24 hours (rule G1) end now by this machine's clock:
    /// for whoever has no snapshot.
    pub fn state(&self) -> Result<State, StateError> {
        self.state_at(self.clock.now())
    }

    /// As [`View::state`], where `now` is the servers' time of the snapshot that the state goes with (rule G1).
    pub fn state_at(&self, now: Timestamp) -> Result<State, StateError> {
        self.read(|connection, org| state_at(connection, org, now))
    }
}

pub(super) fn state_at(connection: &Connection, org: i64, now: Timestamp) -> Result<State, Fault> {
    let mut past = past(connection, org, now)?;
    let decisions = decisions(connection, org, &mut past)?;
    Ok(State {
        decisions,
        bases: bases(connection, org)?,
        past,
        review: review(connection, org)?,
    })
}

impl View {
    /// What people decided, as it stands at this moment; another program may be staging.
    pub fn decisions(&self) -> Result<Decisions, StateError> {
        self.read(|connection, org| decisions(connection, org, &mut Past::default()))
    }
}

fn decisions(connection: &Connection, org: i64, past: &mut Past) -> Result<Decisions, Fault> {
    let mut all = Decisions::default();
    for (row, staging) in in_force(connection, org)? {
        let staging = staging.unwrap_or(Staging::Staged);
        note_number(&mut all.numbers, &row);
        match row.decision {
            Decision::Assign {
                profile,
                employee,
                may_move,
            } => {
                let assignment = Assignment {
                    employee,
                    may_move,
                    staging,
                };
                all.assignments.insert(profile, assignment);
            }
            Decision::RemoveLink { profile, employee } => {
                all.removals.insert(profile, LinkRemoval { employee, staging });
            }
            Decision::ConfirmLink { profile, employee } => {
                past.confirmed_links.insert((profile, employee));
            }
            Decision::SetAside { profile, aside } => {
                all.aside.insert(profile, aside);
            }
            Decision::AskHr { profile, note } => {
                all.asked.insert(profile, note);
            }
            Decision::Exclude { employee, .. } => {
                all.excluded.insert(employee);
            }
            Decision::Reject { profile, employee } => {
                all.rejected.insert((profile, employee));
            }
            Decision::Release { hold, employee } => {
                all.released.insert((hold, employee));
            }
            Decision::Hold { employee, hold } => all.held.entry(employee).or_default().push(hold),
            Decision::Retry { .. } | Decision::Setting { .. } => {}
        }
    }
    Ok(all)
}

/// Rows come sorted by profile, so that each profile's are together.
fn bases(connection: &Connection, org: i64) -> Result<Bases, Fault> {
    let mut bases = Bases::default();
    let mut query = connection.prepare(
        "SELECT profile, attribute, sent, taken FROM bases WHERE org = ?1 ORDER BY profile, attribute",
    )?;
    let mut rows = query.query([org])?;
    let mut current: Option<OktaId> = None;
    let mut attributes: Vec<(Text, Base)> = Vec::new();
    while let Some(row) = rows.next()? {
        let text = |column| row.get_ref(column)?.as_str().map_err(rusqlite::Error::from);
        let sent: Value = row.get(2)?;
        let base = Base {
            taken: taken_of(row.get_ref(3)?, &sent).map_err(rusqlite::Error::from)?,
            sent,
        };
        let (profile, attribute) = (text(0)?, Text::from(text(1)?));
        if current.as_ref().is_none_or(|known| known.as_str() != profile) {
            let before = current.replace(OktaId::new(profile));
            bases.extend(before.map(|before| (before, attributes.drain(..).collect())));
        }
        attributes.push((attribute, base));
    }
    bases.extend(current.map(|last| (last, attributes.into_iter().collect())));
    Ok(bases)
}

fn past(connection: &Connection, org: i64, now: Timestamp) -> Result<Past, Fault> {
    let mut past = Past {
        has_read: connection
            .query_one("SELECT 1 FROM readings WHERE org = ?1", [org], |_| Ok(()))
            .optional()?
            .is_some(),
        last_day: last_day(connection, org, now)?,
        ..Past::default()
    };
    for (table, links) in [
        ("written_links", &mut past.confirmed_links),
        ("agreed_links", &mut past.agreed_links),
        ("former_links", &mut past.former_links),
    ] {
        let mut query =
            connection.prepare(&format!("SELECT profile, employee FROM {table} WHERE org = ?1"))?;
        let mut rows = query.query([org])?;
        while let Some(row) = rows.next()? {
            links.insert((row.get(0)?, row.get(1)?));
        }
    }
    let mut query = connection.prepare(
        "SELECT id, employee, staged, deactivated, off = 'inactive', undone_by FROM profiles WHERE org = ?1",
    )?;
    let mut rows = query.query([org])?;
    while let Some(row) = rows.next()? {
        let profile: OktaId = row.get(0)?;
        if row.get(2)? {
            past.staged.insert(profile.clone());
        }
        if row.get(3)? {
            past.deactivated.insert(profile.clone());
        }
        if row.get::<_, Option<bool>>(4)?.unwrap_or_default() {
            past.off_while_inactive.insert(profile.clone());
        }
        if let Some(undo) = row.get(5)? {
            past.undone.insert(profile.clone(), undo);
        }
        if let Some(employee) = row.get(1)? {
            past.links.insert(profile, employee);
        }
    }
    employees(connection, org, &mut past)?;
    past.refused = refused(connection, org)?;
    past.refused_attributes = refused_attribute::load(connection, org)?;
    past.listed_leavers = listed_leavers(connection, org)?;
    Ok(past)
}

/// Rule D5. Later rows are later decisions; what a run decided by itself no person did.
fn note_number(numbers: &mut DecisionNumbers, row: &DecisionRow) {
    if row.origin == Origin::Run {
        return;
    }
    match &row.decision {
        Decision::SetAside { profile, .. } => {
            numbers.aside.insert(profile.clone(), row.id.0);
        }
        Decision::Exclude { employee, .. } => {
            numbers.excluded.insert(*employee, row.id.0);
        }
        Decision::Hold { employee, hold } if hold.kind.is_none_or(|kind| kind == ActionKind::Deactivate) => {
            numbers.held_deactivations.insert(*employee, row.id.0);
        }
        _ => {}
    }
}

/// Each profile that is listed as a leaver's, with the newest decision from before (rule D5).
fn listed_leavers(connection: &Connection, org: i64) -> Result<FxHashMap<(OktaId, EmployeeId), i64>, Fault> {
    let mut query =
        connection.prepare("SELECT profile, employee, newest_decision FROM listed_leavers WHERE org = ?1")?;
    let mut rows = query.query([org])?;
    let mut listed = FxHashMap::default();
    while let Some(row) = rows.next()? {
        listed.insert((row.get(0)?, row.get(1)?), row.get(2)?);
    }
    Ok(listed)
}

/// Okta's words by fingerprint (rule A6).
fn refused(connection: &Connection, org: i64) -> Result<FxHashMap<String, String>, Fault> {
    let refused = connection
        .prepare("SELECT fingerprint, error_code, error FROM refusals WHERE org = ?1")?
        .query_map([org], |row| {
            let (code, words): (Option<String>, String) = (row.get(1)?, row.get(2)?);
            Ok((
                row.get(0)?,
                code.map_or_else(|| words.clone(), |code| format!("{code} {words}")),
            ))
        })?
        .collect::<Result<_, _>>()?;
    Ok(refused)
}

fn employees(connection: &Connection, org: i64, past: &mut Past) -> Result<(), Fault> {
    let odd = |what| Fault::Odd {
        table: "employees",
        what,
    };
    let mut query =
        connection.prepare("SELECT id, termination, termination_seen FROM employees WHERE org = ?1")?;
    let mut rows = query.query([org])?;
    while let Some(row) = rows.next()? {
        let id: EmployeeId = row.get(0)?;
        past.known_employees.insert(id);
        let (day, seen): (Option<String>, Option<i64>) = (row.get(1)?, row.get(2)?);
        if let Some((day, seen)) = day.zip(seen) {
            let day = day_of(&day).ok_or_else(|| odd("a termination date is no day"))?;
            let seen = time_of(seen).ok_or_else(|| odd("a time is out of range"))?;
            past.terminations.insert(id, (day, seen));
        }
    }
    Ok(())
}

/// What may have happened counts as well: a call without an outcome, and one of which nobody knows. `now` is the
/// servers' time, and so is the time of each call.
fn last_day(connection: &Connection, org: i64, now: Timestamp) -> Result<LastDay, Fault> {
    let mut last_day = LastDay::default();
    let since = now.checked_sub(LAST_DAY).unwrap_or(Timestamp::MIN);
    let rows = history::actions(
        connection,
        "runs.org = ?1 AND runs.unattended AND (runs.ended IS NULL OR runs.ended + runs.servers_ahead >= ?2)
         AND called + runs.servers_ahead >= ?2 AND (outcome IS NULL OR outcome IN ('applied', 'unknown'))",
        &[&org, &micros(since)],
    )?;
    for row in rows {
        last_day.count(&row.action, row.department.as_deref());
    }
    Ok(last_day)
}

fn review(connection: &Connection, org: i64) -> Result<Review, Fault> {
    let mut query =
        connection.prepare("SELECT id, at FROM reviews WHERE org = ?1 ORDER BY id DESC LIMIT 1")?;
    let mut rows = query.query([org])?;
    let Some(row) = rows.next()? else {
        return Ok(Review::Open);
    };
    let review: i64 = row.get(0)?;
    Ok(Review::Closed {
        at: time_at(row, "at", "reviews")?,
        covered: connection
            .prepare("SELECT employee FROM review_covered WHERE review = ?1")?
            .query_map([review], |row| row.get(0))?
            .collect::<Result<_, _>>()?,
        known: connection
            .prepare("SELECT employee FROM review_known WHERE review = ?1")?
            .query_map([review], |row| row.get(0))?
            .collect::<Result<_, _>>()?,
        pairs: connection
            .prepare("SELECT profile, employee FROM review_pairs WHERE review = ?1")?
            .query_map([review], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?,
    })
}
