//! What would come of decisions about links, before they are made.

use super::Removal;
use crate::core::id::{EmployeeId, OktaId};
use crate::core::link::{LinkReport, ProfileStanding};
use crate::core::snapshot::Snapshot;
use crate::core::state::{Assignment, LinkRemoval, Staging, State};
use rustc_hash::FxHashSet;

/// Decisions about links that a person is about to make.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// With whether links may move.
    pub assignments: Vec<(OktaId, EmployeeId, bool)>,
    /// Numbers that stand there, and are right.
    pub confirmed: Vec<(OktaId, EmployeeId)>,
    pub removals: Vec<(OktaId, EmployeeId)>,
    /// Staged assignments and removals of these profiles that are taken back.
    pub taken_back: Vec<OktaId>,
}

impl Draft {
    /// To remove what links this profile, or is about to.
    pub fn of_removal(profile: &OktaId, removal: Removal) -> Self {
        match removal {
            Removal::TakeBack(_) => Self {
                taken_back: vec![profile.clone()],
                ..Self::default()
            },
            Removal::Remove(employee) => Self {
                removals: vec![(profile.clone(), employee)],
                ..Self::default()
            },
        }
    }

    /// Whose links change in Okta by it.
    pub fn employees(&self) -> Vec<EmployeeId> {
        let assigned = self.assignments.iter().map(|(_, employee, _)| *employee);
        let removed = self.removals.iter().map(|(_, employee)| *employee);
        assigned.chain(removed).collect()
    }

    /// What is staged for this profile is said to be otherwise.
    pub(super) fn take_back_staged(&mut self, profile: &OktaId, state: &State) {
        let decisions = &state.decisions;
        if decisions.assignments.contains_key(profile) || decisions.removals.contains_key(profile) {
            self.taken_back.push(profile.clone());
        }
    }

    /// The state as it would be if all of it were decided and confirmed; what that contradicts is gone.
    pub fn confirm_in(&self, state: &mut State) {
        let decisions = &mut state.decisions;
        for profile in &self.taken_back {
            decisions.assignments.remove(profile);
            decisions.removals.remove(profile);
        }
        for (profile, employee, may_move) in &self.assignments {
            decisions.assignments.retain(|_, one| one.employee != *employee);
            decisions.removals.remove(profile);
            decisions.rejected.remove(&(profile.clone(), *employee));
            let assignment = Assignment {
                employee: *employee,
                may_move: *may_move,
                staging: Staging::Confirmed,
            };
            decisions.assignments.insert(profile.clone(), assignment);
        }
        for (profile, employee) in &self.confirmed {
            decisions.assignments.remove(profile);
            decisions.removals.remove(profile);
            decisions.rejected.remove(&(profile.clone(), *employee));
            state.past.confirmed_links.insert((profile.clone(), *employee));
        }
        for (profile, employee) in &self.removals {
            decisions.assignments.remove(profile);
            let removal = LinkRemoval {
                employee: Some(*employee),
                staging: Staging::Confirmed,
            };
            decisions.removals.insert(profile.clone(), removal);
        }
    }

    /// Who would not be linked by it, in the report that is resolved from [`Draft::confirm_in`].
    pub fn unmet(&self, snapshot: &Snapshot, report: &LinkReport) -> FxHashSet<OktaId> {
        let mut pairs: FxHashSet<(&OktaId, EmployeeId)> = FxHashSet::default();
        for (profile, standing) in snapshot.directory.profiles.iter().zip(&report.profiles) {
            if let ProfileStanding::Paired(pair) = standing
                && let Some(pair) = report.pairs.get(*pair as usize)
                && let Some(employee) = snapshot.roster.employees.get(pair.employee as usize)
            {
                pairs.insert((&profile.id, employee.id));
            }
        }
        let assigned = self
            .assignments
            .iter()
            .map(|(profile, employee, _)| (profile, *employee));
        let confirmed = self
            .confirmed
            .iter()
            .map(|(profile, employee)| (profile, *employee));
        assigned
            .chain(confirmed)
            .filter(|pair| !pairs.contains(pair))
            .map(|(profile, _)| profile.clone())
            .collect()
    }
}
