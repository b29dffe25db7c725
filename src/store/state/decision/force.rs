//! What holds at the moment: a decision comes into force in the place of what it contradicts, and leaves it
//! with a row that says how.

use super::row::{Parts, row_of};
use super::{Act, Decision, DecisionId, DecisionKind, DecisionRow, Origin};
use crate::core::plan::HoldCode;
use crate::core::state::{PersonHold, Staging};
use crate::core::undo::UndoneNote;
use crate::core::{EmployeeId, OktaId};
use crate::store::state::Writing;
use crate::store::state::column::micros;
use crate::store::state::error::Fault;
use crate::store::state::journal::RunId;
use crate::store::state::refused_attribute;
use rusqlite::{Connection, OptionalExtension, named_params, params};

/// Why an act is there.
#[derive(Clone, Copy)]
pub(in crate::store::state) struct Reason {
    origin: Origin,
    /// The decision that replaced this one.
    cause: Option<DecisionId>,
    run: Option<RunId>,
}

impl Reason {
    /// A person did it.
    pub fn person(origin: Origin) -> Self {
        Self {
            origin,
            cause: None,
            run: None,
        }
    }

    /// It follows from a run; `None`: from a reading, which belongs to no run.
    pub fn run(run: Option<RunId>) -> Self {
        Self {
            origin: Origin::Run,
            cause: None,
            run,
        }
    }

    fn by(self, cause: DecisionId) -> Self {
        Self {
            cause: Some(cause),
            ..self
        }
    }
}

/// The oldest first.
pub(in crate::store::state) fn in_force(
    connection: &Connection,
    org: i64,
) -> Result<Vec<(DecisionRow, Option<Staging>)>, Fault> {
    let mut query = connection.prepare(
        "SELECT decisions.*, in_force.staging FROM in_force
         JOIN decisions ON decisions.id = in_force.decision
         WHERE in_force.org = ?1 ORDER BY decisions.id",
    )?;
    let mut rows = query.query([org])?;
    let mut decisions = Vec::new();
    while let Some(row) = rows.next()? {
        decisions.push((row_of(row)?, row.get("staging")?));
    }
    Ok(decisions)
}
/// Writes a decision down and puts it in force in the place of what it contradicts.
pub(in crate::store::state) fn decide(
    writing: &Writing<'_>,
    decision: &Decision,
    reason: Reason,
) -> Result<DecisionId, Fault> {
    let parts = decision.parts();
    let replaced = contradicted(writing, decision)?;
    let detail = serde_json::to_string(&parts.detail)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    writing
        .transaction
        .prepare_cached(
            "INSERT INTO decisions (org, at, user, host, origin, act, kind, profile, employee, detail, run)
             VALUES (:org, :at, :user, :host, :origin, :act, :kind, :profile, :employee, :detail, :run)",
        )?
        .execute(named_params! {
            ":org": writing.org,
            ":at": micros(writing.now),
            ":user": writing.operator.user,
            ":host": writing.operator.host,
            ":origin": reason.origin,
            ":act": Act::Decided,
            ":kind": parts.kind,
            ":profile": parts.profile,
            ":employee": parts.employee,
            ":detail": detail,
            ":run": reason.run.map(|run| run.0),
        })?;
    let id = DecisionId(writing.transaction.last_insert_rowid());
    for earlier in replaced {
        end(writing, earlier, Act::Replaced, reason.by(id))?;
    }
    match decision {
        Decision::Retry { employee, profile } => {
            writing.transaction.execute(
                "DELETE FROM refusals WHERE org = ?1 AND (employee = ?2 OR profile = ?3)",
                params![writing.org, employee, profile],
            )?;
            if let Some(profile) = profile {
                refused_attribute::forget(writing, profile)?;
            }
        }
        Decision::Setting { .. } => {}
        _ => put_in_force(writing, id, &parts)?,
    }
    Ok(id)
}

fn put_in_force(writing: &Writing<'_>, id: DecisionId, parts: &Parts<'_>) -> Result<(), Fault> {
    let staging = matches!(parts.kind, DecisionKind::Assign | DecisionKind::RemoveLink);
    writing
        .transaction
        .prepare_cached("INSERT INTO in_force VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
        .execute(params![
            id.0,
            writing.org,
            parts.kind,
            parts.profile,
            parts.employee,
            parts.topic,
            staging.then_some(Staging::Staged),
        ])?;
    Ok(())
}

/// The decisions in force that cannot hold together with this one.
fn contradicted(writing: &Writing<'_>, decision: &Decision) -> Result<Vec<DecisionId>, Fault> {
    let parts = decision.parts();
    let mut query = writing.transaction.prepare_cached(
        "SELECT decision, kind, profile, employee, topic FROM in_force
         WHERE org = ?1 AND (profile = ?2 OR employee = ?3) ORDER BY decision",
    )?;
    let mut rows = query.query(params![writing.org, parts.profile, parts.employee])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let same = Same {
            profile: row.get::<_, Option<OktaId>>("profile")?.as_ref() == parts.profile,
            employee: row.get::<_, Option<EmployeeId>>("employee")? == parts.employee,
            topic: row
                .get_ref("topic")?
                .as_str()
                .is_ok_and(|topic| topic == parts.topic),
        };
        if contradicts(parts.kind, row.get("kind")?, same) {
            found.push(DecisionId(row.get("decision")?));
        }
    }
    drop(rows);
    found.extend(contradicted_by_an_undo(writing, decision)?);
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Rule A9: who approves what was undone lets go of every hold that the undo made for this employee, and a later undo
/// ends that approval.
fn contradicted_by_an_undo(writing: &Writing<'_>, decision: &Decision) -> Result<Vec<DecisionId>, Fault> {
    let is_undone = |hold: &PersonHold| UndoneNote::parse(&hold.note).is_some();
    let contradicts = |earlier: &Decision| match (decision, earlier) {
        (
            Decision::Release {
                hold: HoldCode::Undone,
                employee,
            },
            Decision::Hold { employee: of, hold },
        )
        | (
            Decision::Hold { employee, hold },
            Decision::Release {
                hold: HoldCode::Undone,
                employee: of,
            },
        ) => employee == of && is_undone(hold),
        _ => false,
    };
    if !matches!(decision, Decision::Release { .. } | Decision::Hold { .. }) {
        return Ok(Vec::new());
    }
    let rows = in_force(&writing.transaction, writing.org)?.into_iter();
    let rows = rows.filter(|(row, _)| contradicts(&row.decision));
    Ok(rows.map(|(row, _)| row.id).collect())
}

/// What a decision shares with an earlier one.
#[derive(Clone, Copy)]
struct Same {
    profile: bool,
    employee: bool,
    topic: bool,
}

/// One profile has one employee, and the other way round: the latest word counts.
fn contradicts(new: DecisionKind, earlier: DecisionKind, same: Same) -> bool {
    use DecisionKind::{AskHr, Assign, ConfirmLink, Exclude, Hold, Reject, Release, RemoveLink, SetAside};
    match (new, earlier) {
        (Assign, Assign) => same.profile || same.employee,
        (Assign, RemoveLink)
        | (RemoveLink, Assign | RemoveLink)
        | (ConfirmLink, ConfirmLink | RemoveLink)
        | (SetAside, SetAside)
        // A question ends with its answer; asking lets go of what was only staged.
        | (Assign | ConfirmLink | SetAside, AskHr)
        | (AskHr, AskHr | Assign) => same.profile,
        (Assign | ConfirmLink, Reject) | (Reject, Reject | Assign | ConfirmLink) => {
            same.profile && same.employee
        }
        (Exclude, Exclude) => same.employee,
        (Release, Release) | (Hold, Hold) => same.employee && same.topic,
        _ => false,
    }
}

/// Ends a decision in force, with a row that says how.
pub(in crate::store::state) fn end(
    writing: &Writing<'_>,
    id: DecisionId,
    act: Act,
    reason: Reason,
) -> Result<(), Fault> {
    let ended = writing
        .transaction
        .prepare_cached("DELETE FROM in_force WHERE decision = ?1 AND org = ?2")?
        .execute(params![id.0, writing.org])?;
    if ended == 0 {
        return Err(Fault::NotInForce(id.0));
    }
    record_act(writing, id, act, reason)
}

/// A row about an earlier decision; what was decided is repeated, so that each row reads by itself.
pub(super) fn record_act(
    writing: &Writing<'_>,
    id: DecisionId,
    act: Act,
    reason: Reason,
) -> Result<(), Fault> {
    writing
        .transaction
        .prepare_cached(
            "INSERT INTO decisions
                 (org, at, user, host, origin, act, kind, profile, employee, detail, about, cause, run)
             SELECT org, :at, :user, :host, :origin, :act, kind, profile, employee, detail, id, :cause, :run
             FROM decisions WHERE id = :id",
        )?
        .execute(named_params! {
            ":at": micros(writing.now),
            ":user": writing.operator.user,
            ":host": writing.operator.host,
            ":origin": reason.origin,
            ":act": act,
            ":cause": reason.cause.map(|cause| cause.0),
            ":run": reason.run.map(|run| run.0),
            ":id": id.0,
        })?;
    Ok(())
}

/// What this decision had replaced holds again, unless something decided since contradicts it.
pub(super) fn restore_what_it_replaced(
    writing: &Writing<'_>,
    id: DecisionId,
    reason: Reason,
) -> Result<(), Fault> {
    let replaced: Vec<i64> = writing
        .transaction
        .prepare_cached("SELECT about FROM decisions WHERE cause = ?1 AND act = ?2 ORDER BY about")?
        .query_map(params![id.0, Act::Replaced], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for earlier in replaced.into_iter().map(DecisionId) {
        let Some(row) = writing
            .transaction
            .prepare_cached("SELECT * FROM decisions WHERE id = ?1")?
            .query_row([earlier.0], |row| Ok(row_of(row)))
            .optional()?
        else {
            continue;
        };
        let decision = row?.decision;
        if contradicted(writing, &decision)?.is_empty() {
            put_in_force(writing, earlier, &decision.parts())?;
            record_act(writing, earlier, Act::Restored, reason.by(id))?;
        }
    }
    Ok(())
}
