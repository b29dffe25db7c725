//! What follows in the state from an action that was applied, in the same transaction as its outcome: links,
//! bases, marks, and the decisions that are done with it.

use super::Writing;
use super::column::taken_column;
use super::decision::{Act, Decision, DecisionId, DecisionKind, Reason, decide, end};
use super::error::Fault;
use super::history::ActionRow;
use super::journal::{Applied, RunId, RunKind};
use super::words::Word;
use crate::core::plan::{ActionKind, HoldCode};
use crate::core::state::Base;
use crate::core::{EmployeeId, OktaId};
use rusqlite::params;

pub(super) fn from_applied(writing: &Writing<'_>, row: &ActionRow, applied: &Applied) -> Result<(), Fault> {
    let (run, action) = (row.run, &row.action);
    let Some(profile) = action.profile.as_ref().or(applied.profile.as_ref()) else {
        return Err(Fault::Odd {
            table: "actions",
            what: "an applied action has no profile",
        });
    };
    match action.kind {
        ActionKind::Unlink => unlink(writing, run, profile, action.employee)?,
        ActionKind::Link | ActionKind::Provision => {
            if let Some(employee) = action.employee {
                link(writing, run, profile, employee)?;
            }
            if applied.is_staged {
                mark(writing, profile, "staged", true)?;
            }
        }
        ActionKind::Deactivate => {
            mark(writing, profile, "deactivated", true)?;
            mark(writing, profile, "staged", false)?;
            writing.transaction.execute(
                "UPDATE profiles SET undone_by = (SELECT number FROM runs WHERE number = ?3 AND kind = ?4)
                 WHERE org = ?1 AND id = ?2",
                params![writing.org, profile, run.0, RunKind::Undo],
            )?;
        }
        ActionKind::Reactivate => {
            mark(writing, profile, "deactivated", false)?;
            writing.transaction.execute(
                "UPDATE profiles SET off = NULL, undone_by = NULL WHERE org = ?1 AND id = ?2",
                params![writing.org, profile],
            )?;
        }
        ActionKind::Activate => mark(writing, profile, "staged", false)?,
        ActionKind::Update => {}
    }
    for (attribute, base) in &applied.bases {
        put_base(writing, profile, attribute, base)?;
    }
    if let Some(employee) = action.employee {
        use_up_releases(writing, run, employee, action.uses_up())?;
    }
    writing.transaction.execute(
        "DELETE FROM refusals WHERE org = ?1 AND kind = ?2 AND employee IS ?3
         AND (profile IS NULL OR profile = ?4)",
        params![writing.org, action.kind, action.employee, profile],
    )?;
    Ok(())
}

pub(super) fn put_base(
    writing: &Writing<'_>,
    profile: &OktaId,
    attribute: &str,
    base: &Base,
) -> Result<(), Fault> {
    writing
        .transaction
        .prepare_cached(
            "INSERT INTO bases VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO UPDATE SET sent = excluded.sent, taken = excluded.taken",
        )?
        .execute(params![
            writing.org,
            profile,
            attribute,
            base.sent,
            taken_column(base)?
        ])?;
    Ok(())
}

/// The link of a profile as Okta has it now; `None`: none.
fn put_link(writing: &Writing<'_>, profile: &OktaId, employee: Option<EmployeeId>) -> Result<(), Fault> {
    writing
        .transaction
        .prepare_cached(
            "INSERT INTO profiles (org, id, employee) VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET employee = excluded.employee",
        )?
        .execute(params![writing.org, profile, employee])?;
    Ok(())
}

fn link(writing: &Writing<'_>, run: RunId, profile: &OktaId, employee: EmployeeId) -> Result<(), Fault> {
    forget_link(writing, Some(run), profile)?;
    put_link(writing, profile, Some(employee))?;
    // Rule L7: what became of an earlier profile of theirs is decided by this.
    writing
        .transaction
        .prepare_cached("UPDATE profiles SET employee = NULL WHERE org = ?1 AND employee = ?2 AND id <> ?3")?
        .execute(params![writing.org, employee, profile])?;
    writing
        .transaction
        .prepare_cached("INSERT INTO written_links VALUES (?1, ?2, ?3)")?
        .execute(params![writing.org, profile, employee])?;
    for (id, assigned) in of_profile(writing, DecisionKind::Assign, profile)? {
        // An assignment to somebody else was staged after this plan was made, and still waits.
        if assigned == Some(employee) {
            end(writing, id, Act::Done, Reason::run(Some(run)))?;
        }
    }
    Ok(())
}

fn unlink(
    writing: &Writing<'_>,
    run: RunId,
    profile: &OktaId,
    employee: Option<EmployeeId>,
) -> Result<(), Fault> {
    forget_link(writing, Some(run), profile)?;
    put_link(writing, profile, None)?;
    for (id, removed) in of_profile(writing, DecisionKind::RemoveLink, profile)? {
        end(writing, id, Act::Done, Reason::run(Some(run)))?;
        // Rule L10: what a person took apart is not paired again.
        if let Some(employee) = removed.or(employee) {
            let profile = profile.clone();
            decide(
                writing,
                &Decision::Reject { profile, employee },
                Reason::run(Some(run)),
            )?;
        }
    }
    Ok(())
}

/// The profile's earlier link stands no more. With it goes what was sent for it (rule U2); which ID the profile carried
/// is remembered (rule P4).
pub(super) fn forget_link(writing: &Writing<'_>, run: Option<RunId>, profile: &OktaId) -> Result<(), Fault> {
    writing
        .transaction
        .prepare_cached("DELETE FROM bases WHERE org = ?1 AND profile = ?2")?
        .execute(params![writing.org, profile])?;
    for table in ["written_links", "agreed_links"] {
        writing
            .transaction
            .prepare_cached(&format!(
                "INSERT OR IGNORE INTO former_links SELECT * FROM {table} WHERE org = ?1 AND profile = ?2"
            ))?
            .execute(params![writing.org, profile])?;
        writing
            .transaction
            .prepare_cached(&format!("DELETE FROM {table} WHERE org = ?1 AND profile = ?2"))?
            .execute(params![writing.org, profile])?;
    }
    for (id, employee) in of_profile(writing, DecisionKind::ConfirmLink, profile)? {
        writing
            .transaction
            .prepare_cached("INSERT OR IGNORE INTO former_links VALUES (?1, ?2, ?3)")?
            .execute(params![writing.org, profile, employee])?;
        end(writing, id, Act::Done, Reason::run(run))?;
    }
    Ok(())
}

fn mark(writing: &Writing<'_>, profile: &OktaId, column: &str, is_set: bool) -> Result<(), Fault> {
    writing
        .transaction
        .prepare_cached(&format!(
            "INSERT INTO profiles (org, id, {column}) VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET {column} = excluded.{column}"
        ))?
        .execute(params![writing.org, profile, is_set])?;
    Ok(())
}

fn use_up_releases(
    writing: &Writing<'_>,
    run: RunId,
    employee: EmployeeId,
    holds: &[HoldCode],
) -> Result<(), Fault> {
    for hold in holds {
        let released: Vec<i64> = writing
            .transaction
            .prepare_cached(
                "SELECT decision FROM in_force WHERE org = ?1 AND employee = ?2 AND kind = ?3 AND topic = ?4",
            )?
            .query_map(
                params![writing.org, employee, DecisionKind::Release, hold.word()],
                |row| row.get(0),
            )?
            .collect::<Result<_, _>>()?;
        for id in released {
            end(writing, DecisionId(id), Act::Done, Reason::run(Some(run)))?;
        }
    }
    Ok(())
}

/// Decisions of a kind in force about a profile, with their employee.
fn of_profile(
    writing: &Writing<'_>,
    kind: DecisionKind,
    profile: &OktaId,
) -> Result<Vec<(DecisionId, Option<EmployeeId>)>, Fault> {
    let found = writing
        .transaction
        .prepare_cached(
            "SELECT decision, employee FROM in_force WHERE org = ?1 AND profile = ?2 AND kind = ?3",
        )?
        .query_map(params![writing.org, profile, kind], |row| {
            Ok((DecisionId(row.get(0)?), row.get(1)?))
        })?
        .collect::<Result<_, _>>()?;
    Ok(found)
}
