//! A run that is to be undone, as the journal knows it (rule A9). Looks at the state alone.

use super::run::UndoOrder;
use crate::core::plan::Action;
use crate::core::undo::Done;
use crate::failure::{Exit, Failure};
use crate::store::state::{ActionRow, OutcomeKind, RunEnd, RunId, RunKind, RunRow, View};

/// Whether a run can be undone.
#[derive(Debug, Clone)]
pub enum Undoable {
    Yes(UndoOrder),
    /// That run undid it already, wholly.
    UndoneBy(RunId),
    /// It changed nothing in Okta.
    Nothing,
}

/// # Errors
/// Wrong usage, where this state has no such run.
pub fn known_run(view: &View, run: RunId) -> Result<RunRow, Failure> {
    let found = view.run(run)?;
    found.ok_or_else(|| {
        let failure = Failure::new(Exit::Usage, format!("There is no run {run}"));
        match view.runs(1).map(|runs| runs.first().map(|newest| newest.run)) {
            Ok(Some(newest)) => failure
                .because(format!(
                    "The newest is run {newest}; old ones go after journal.keep_days"
                ))
                .todo("koppel history lists those that there are"),
            _ => failure.because("This state knows of no run at all"),
        }
    })
}

/// Blocking.
///
/// # Errors
/// Where the run goes on, or there is none of that number.
pub fn undoable(view: &View, run: RunId) -> Result<Undoable, Failure> {
    let row = known_run(view, run)?;
    if row.ended.is_none() {
        return Err(Failure::new(Exit::Failed, format!("Run {run} has not ended"))
            .because(format!(
                "{} began it, and it goes on, or its process died",
                row.by
            ))
            .todo("Wait until it has ended; what a dead one left open the next koppel sync looks up"));
    }
    if let Some(by) = undone_by(view, run)? {
        return Ok(Undoable::UndoneBy(by));
    }
    let (applied, unknown) = what_was_done(view.actions_of_run(run)?);
    if applied.is_empty() && unknown.is_empty() {
        return Ok(Undoable::Nothing);
    }
    Ok(Undoable::Yes(UndoOrder {
        run,
        reverses: row.reverses,
        done: Done {
            applied,
            unknown,
            was_undo: row.kind == RunKind::Undo,
        },
    }))
}

/// The run that undid this one wholly, unless that was undone itself.
fn undone_by(view: &View, run: RunId) -> Result<Option<RunId>, Failure> {
    let is_done = |row: &RunRow| matches!(row.ended, Some((_, RunEnd::Done)));
    let Some(latest) = view.undoings(run)?.into_iter().find(is_done) else {
        return Ok(None);
    };
    Ok(match undone_by(view, latest.run)? {
        Some(_) => None,
        None => Some(latest.run),
    })
}

fn what_was_done(rows: Vec<ActionRow>) -> (Vec<Action>, Vec<Action>) {
    let mut applied = Vec::new();
    let mut unknown = Vec::new();
    for row in rows {
        match row.outcome_kind() {
            Some(OutcomeKind::Applied) => applied.push(row.action),
            Some(OutcomeKind::Unknown) => unknown.push(row.action),
            _ => {}
        }
    }
    (applied, unknown)
}
