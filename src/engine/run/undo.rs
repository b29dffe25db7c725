//! What is decided with an undo, before its first call (rule A9).

use crate::core::EmployeeId;
use crate::core::plan::ActionKind;
use crate::core::state::PersonHold;
use crate::core::undo::{Keep, UndoneNote};
use crate::store::StagingLock;
use crate::store::state::{Decision, Origin, RunId, StateError, Store};

/// Writes down what `keeps` says; `undone` is the run that the holds name, `by` the undo. What holds already is not
/// decided again.
/// `origin` says whether a person confirmed the undo: only then is its hold a decision to leave a leaver so (rule D5).
pub(super) fn keep(
    store: &mut Store,
    lock: &StagingLock,
    keeps: &[Keep],
    undone: RunId,
    by: RunId,
    origin: Origin,
) -> Result<(), StateError> {
    let in_force = store.view().decisions_in_force()?;
    let mut wanted = Vec::with_capacity(keeps.len());
    for keep in keeps {
        match keep {
            Keep::Hold(employee, kind) => {
                // A person's own hold, with their own note, does as well.
                let is_held = in_force
                    .iter()
                    .any(|(row, _)| holds(&row.decision, *employee, *kind));
                let note = UndoneNote {
                    undone: Some(undone.0),
                    by: Some(by.0),
                };
                wanted.extend((!is_held).then(|| hold(*employee, *kind, &note)));
            }
            Keep::LiftHolds => {
                for (row, _) in &in_force {
                    if matches!(&row.decision, Decision::Hold { hold, .. } if is_of(hold, undone)) {
                        store.take_back(lock, row.id, origin)?;
                    }
                }
            }
            Keep::Reject(profile, employee) => wanted.push(Decision::Reject {
                profile: profile.clone(),
                employee: *employee,
            }),
            Keep::Confirm(profile, employee) => wanted.push(Decision::ConfirmLink {
                profile: profile.clone(),
                employee: *employee,
            }),
        }
    }
    wanted.retain(|decision| !in_force.iter().any(|(row, _)| row.decision == *decision));
    store.decide(lock, &wanted, origin)?;
    Ok(())
}

fn holds(decision: &Decision, of: EmployeeId, what: ActionKind) -> bool {
    matches!(decision, Decision::Hold { employee, hold } if *employee == of && hold.kind == Some(what))
}

fn is_of(hold: &PersonHold, undone: RunId) -> bool {
    UndoneNote::parse(&hold.note).is_some_and(|note| note.undone == Some(undone.0))
}

fn hold(employee: EmployeeId, kind: ActionKind, note: &UndoneNote) -> Decision {
    Decision::Hold {
        employee,
        hold: PersonHold {
            kind: Some(kind),
            note: note.to_string(),
            until: None,
        },
    }
}
