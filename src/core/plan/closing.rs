//! Closing the review (rule P2).

use super::{ActionKind, Plan};
use crate::core::id::{EmployeeId, OktaId};
use crate::core::link::{LinkReport, PairBy, PairKind, ProfileStanding};
use crate::core::snapshot::Snapshot;
use crate::core::state::Review;
use jiff::Timestamp;

/// What closing the review names, and covers: nothing that the report did not show.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Closing {
    /// Everybody who would be created, also those who wait for something else: that stays to be decided for each.
    /// Sorted.
    pub covered: Vec<EmployeeId>,
    /// The e-mail pairs of the report (rule L12), sorted.
    pub pairs: Vec<(OktaId, EmployeeId)>,
    /// Live profiles that nobody was found for.
    pub undecided: usize,
}

impl Closing {
    /// Of the report, and the plan that was made from it.
    pub fn of(snapshot: &Snapshot, report: &LinkReport, plan: &Plan) -> Self {
        let creations = plan
            .actions
            .iter()
            .filter(|action| action.kind == ActionKind::Provision);
        let mut covered: Vec<EmployeeId> = creations.filter_map(|action| action.employee).collect();
        covered.sort_unstable();
        let profiles = &snapshot.directory.profiles;
        let employees = &snapshot.roster.employees;
        let mut pairs: Vec<(OktaId, EmployeeId)> = report
            .pairs
            .iter()
            .filter(|pair| pair.kind == PairKind::ToLink && pair.by == PairBy::Email)
            .map(|pair| {
                (
                    profiles[pair.profile as usize].id.clone(),
                    employees[pair.employee as usize].id,
                )
            })
            .collect();
        pairs.sort_unstable();
        let undecided = report
            .profiles
            .iter()
            .filter(|standing| **standing == ProfileStanding::Unmatched)
            .count();
        Self {
            covered,
            pairs,
            undecided,
        }
    }

    /// The review as it stands once it was closed at `at`.
    pub fn review(&self, at: Timestamp) -> Review {
        Review::Closed {
            at,
            covered: self.covered.iter().copied().collect(),
            pairs: self.pairs.iter().cloned().collect(),
        }
    }
}
