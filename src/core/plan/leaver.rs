//! Leavers with access: since when koppel lists them, and whom a person decided to leave so (rule D5).

use super::{Access, AccessReason, ActionKind, Plan};
use crate::core::id::{EmployeeId, OktaId};
use crate::core::snapshot::Snapshot;
use crate::core::state::State;

impl Plan {
    /// Marks each leaver with access whose profile a person decided to leave live. `state` is the one that the plan was
    /// made from.
    pub fn mark_decided(&mut self, state: &State) {
        for access in &mut self.still_have_access {
            access.decided_by_person = is_decided(access, state);
        }
    }

    /// Leavers with access that no person decided about.
    pub fn undecided_leavers(&self) -> impl Iterator<Item = &Access> {
        self.still_have_access
            .iter()
            .filter(|access| !access.decided_by_person)
    }

    /// Every profile that this plan shows as a leaver's, also where it would deactivate the profile.
    pub fn shown_leavers(&self) -> Vec<(OktaId, EmployeeId)> {
        let listed = self.listed_leavers();
        let ends = self
            .actions
            .iter()
            .filter(|action| action.kind == ActionKind::Deactivate);
        let ends = ends.filter_map(|action| Some((action.profile.clone()?, action.employee?)));
        listed.into_iter().chain(ends).collect()
    }

    /// The profiles and employees of the leavers with access.
    pub fn listed_leavers(&self) -> Vec<(OktaId, EmployeeId)> {
        let listed = self.still_have_access.iter();
        listed
            .map(|access| (access.profile.clone(), access.employee))
            .collect()
    }

    /// Leavers whose profile this plan of an undo reactivates.
    pub fn reactivated_leavers(&self, snapshot: &Snapshot) -> Vec<(OktaId, EmployeeId)> {
        let index = snapshot.roster.index();
        let has_left = |employee: &EmployeeId| {
            let at = index.get(employee);
            at.is_none_or(|at| snapshot.roster.employees[*at as usize].status.is_inactive())
        };
        let back = self
            .actions
            .iter()
            .filter(|action| action.kind == ActionKind::Reactivate && action.held.is_none());
        back.filter_map(|action| Some((action.profile.clone()?, action.employee?)))
            .filter(|(_, employee)| has_left(employee))
            .collect()
    }
}

/// A decision counts when it names this profile and was taken after koppel first listed it as this leaver's: who
/// decided before could not know that the employee leaves.
fn is_decided(access: &Access, state: &State) -> bool {
    if access.reason == AccessReason::OutOfScope {
        return true;
    }
    let listed = (access.profile.clone(), access.employee);
    let Some(newest_before) = state.past.listed_leavers.get(&listed) else {
        return false;
    };
    let numbers = &state.decisions.numbers;
    let ignored_profile = numbers.aside.get(&access.profile);
    let ignored_employee = numbers.excluded.get(&access.employee);
    // A hold is on the deactivation of the linked profile, and on nobody's second account.
    let held = numbers
        .held_deactivations
        .get(&access.employee)
        .filter(|_| is_about_the_link(access.reason));
    let mut decided = [ignored_profile, ignored_employee, held].into_iter().flatten();
    decided.any(|number| number > newest_before)
}

fn is_about_the_link(reason: AccessReason) -> bool {
    match reason {
        AccessReason::Hold(_)
        | AccessReason::Unsettled
        | AccessReason::OverLimit
        | AccessReason::Refused
        | AccessReason::NoPermission
        | AccessReason::Failed
        | AccessReason::Outdated
        | AccessReason::NotInThisRun => true,
        AccessReason::Conflict
        | AccessReason::Aside
        | AccessReason::SecondAccount
        | AccessReason::Excluded
        | AccessReason::OutOfScope
        | AccessReason::EmployeeGone => false,
    }
}
