//! Whether the reading can be trusted (rule R2).

use super::Suspicion;
use crate::core::id::EmployeeId;
use crate::core::policy::Policy;
use crate::core::snapshot::Snapshot;
use crate::core::state::State;
use rustc_hash::FxHashSet;

/// Nobody on Personio's side while there are links, or more lost links of live profiles than a run may
/// deactivate. Nobody is deactivated for being gone (rule D2), so the wider of G1's shares is the measure; former
/// accounts do not count, since HR deletes records of leavers by the hundred and nobody loses anything by it.
pub(super) fn suspect(snapshot: &Snapshot, policy: &Policy, state: &State) -> Result<(), Suspicion> {
    let profiles = &snapshot.directory.profiles;
    if snapshot.roster.employees.is_empty() {
        let numbers = profiles.iter().filter(|profile| profile.number.is_some()).count();
        let links = numbers.max(state.past.links.len());
        return if links == 0 {
            Ok(())
        } else {
            Err(Suspicion::Empty { links })
        };
    }
    if state.past.links.is_empty() {
        return Ok(());
    }
    let present: FxHashSet<EmployeeId> = snapshot
        .roster
        .employees
        .iter()
        .map(|employee| employee.id)
        .collect();
    let linked: Vec<EmployeeId> = profiles
        .iter()
        .filter(|profile| profile.is_live())
        .filter_map(|profile| state.past.links.get(&profile.id).copied())
        .collect();
    let mut missing: Vec<EmployeeId> = linked
        .iter()
        .copied()
        .filter(|id| !present.contains(id))
        .collect();
    missing.sort_unstable();
    missing.dedup();
    match policy.limits.deactivations.allowed(linked.len()) {
        Some(allowed) if missing.len() > allowed => Err(Suspicion::Shrunk { missing, allowed }),
        _ => Ok(()),
    }
}
