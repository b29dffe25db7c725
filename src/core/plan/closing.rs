//! Closing the review (rule P2).

use super::{ActionKind, HoldCode, Plan};
use crate::core::id::{EmployeeId, OktaId};
use crate::core::link::{LinkReport, PairBy, PairKind, ProfileStanding};
use crate::core::snapshot::Snapshot;
use crate::core::state::Review;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// What closing the review names, and covers: nothing that the report did not show.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Closing {
    /// Exactly whom the next plan would create. Sorted.
    pub covered: Vec<EmployeeId>,
    /// Joiners who stay on hold, by reason; none of them is created by closing.
    pub on_hold: BTreeMap<HoldCode, usize>,
    /// Everybody who is in Personio: whom a rule keeps from being created today may be created later (rule P2). Sorted.
    pub known: Vec<EmployeeId>,
    /// The e-mail pairs of the report (rule L12), sorted.
    pub pairs: Vec<(OktaId, EmployeeId)>,
    /// Live profiles that nobody was found for.
    pub undecided: usize,
}

impl Closing {
    /// Of the report, and the plan that was made from it.
    pub fn of(snapshot: &Snapshot, report: &LinkReport, plan: &Plan) -> Self {
        let mut covered: Vec<EmployeeId> = Vec::new();
        let mut on_hold: BTreeMap<HoldCode, usize> = BTreeMap::new();
        let creations = plan
            .actions
            .iter()
            .filter(|action| action.kind == ActionKind::Provision);
        for action in creations {
            match action.held.as_ref().map(|hold| hold.code) {
                // The review is what whoever waits for nothing else waits for.
                None | Some(HoldCode::ReviewOpen) => covered.extend(action.employee),
                Some(code) => *on_hold.entry(code).or_default() += 1,
            }
        }
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
        // Whoever is a stranger since an earlier closing stays one until a person says otherwise.
        let is_stranger = |employee: &EmployeeId| {
            plan.actions.iter().any(|action| {
                let code = action.held.as_ref().map(|hold| hold.code);
                action.employee == Some(*employee) && code == Some(HoldCode::HiredLongAgo)
            })
        };
        let strangers = on_hold.contains_key(&HoldCode::HiredLongAgo);
        let mut known: Vec<EmployeeId> = employees.iter().map(|employee| employee.id).collect();
        known.retain(|employee| !(strangers && is_stranger(employee)));
        known.sort_unstable();
        Self {
            covered,
            on_hold,
            known,
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
            known: self.known.iter().copied().collect(),
        }
    }
}
