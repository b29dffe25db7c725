//! What is decided with an undo (rule A9), as the engine writes it down.

use koppel::core::state::PersonHold;
use koppel::core::undo::Keep;
use koppel::store::StagingLock;
use koppel::store::state::{Decision, Origin, RunId, StateError, Store};

pub fn keep(
    store: &mut Store,
    lock: &StagingLock,
    keeps: &[Keep],
    undone: RunId,
    origin: Origin,
) -> Result<(), StateError> {
    let in_force = store.view().decisions_in_force()?;
    let note = format!("undone run {undone}");
    let mut wanted = Vec::new();
    for keep in keeps {
        match keep {
            Keep::Hold(employee, kind) => wanted.push(Decision::Hold {
                employee: *employee,
                hold: PersonHold {
                    kind: Some(*kind),
                    note: note.clone(),
                    until: None,
                },
            }),
            Keep::LiftHolds => {
                for (row, _) in &in_force {
                    if matches!(&row.decision, Decision::Hold { hold, .. } if hold.note == note) {
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
