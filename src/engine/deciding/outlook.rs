//! What the next plan would do by the last snapshot, as far as the latest sync wrote its plan down: each line is a
//! sentence.

use super::approve::OpenHold;
use super::{DecisionDesk, DecisionTarget};
use crate::core::plan::{Action, ActionKind, HoldCode};
use crate::core::{EmployeeId, OktaId};
use crate::store::state::{ActionRow, Decision, OutcomeKind};
use std::collections::BTreeMap;

const NOT_KNOWN: &str = "not known before the next plan; koppel plan shows it";

impl DecisionDesk {
    /// What was planned about the target and is not done yet, each action once.
    fn open_rows(&self, target: &DecisionTarget) -> Vec<&ActionRow> {
        // The newest run with an action comes first, and knows best; it may have two of one kind, one of them on hold.
        let mut newest = BTreeMap::new();
        let of_them = self.rows.iter().filter(|row| is_about(target, &row.action));
        let newest = of_them.filter(|row| {
            let action = (row.action.kind, row.action.employee, &row.action.profile);
            *newest.entry(action).or_insert(row.run) == row.run
        });
        let is_open = |row: &&ActionRow| !matches!(row.outcome, Some((_, OutcomeKind::Applied)));
        newest.filter(is_open).collect()
    }

    /// Without these actions of theirs; `only`: of this kind alone.
    pub(super) fn without(&self, target: &DecisionTarget, only: Option<ActionKind>) -> Vec<String> {
        let rows = self.open_rows(target).into_iter();
        let rows = rows.filter(|row| only.is_none_or(|kind| row.action.kind == kind));
        let lines = rows.map(|row| format!("the next plan leaves out: {}", self.does(&row.action)));
        self.or_nothing(target, lines.collect())
    }

    /// With everything that was planned for them.
    pub(super) fn around(&self, target: &DecisionTarget) -> Vec<String> {
        let rows = self.open_rows(target).into_iter();
        let lines = rows.map(|row| format!("the next plan looks anew at: {}", self.does(&row.action)));
        self.or_nothing(target, lines.collect())
    }

    /// With what this hold alone kept back, also from the other employee that it is about, and without what waits for
    /// another reason.
    pub(super) fn after_approval(
        &self,
        employee: EmployeeId,
        other: Option<EmployeeId>,
        code: HoldCode,
        others: &[OpenHold],
    ) -> Vec<String> {
        let mut lines = Vec::new();
        let mut rows = self.open_rows(&DecisionTarget::Employee(employee));
        if let Some(other) = other {
            rows.extend(self.open_rows(&DecisionTarget::Employee(other)));
            rows.sort_by_key(|row| (row.run, row.position));
            rows.dedup_by_key(|row| (row.run, row.position));
        }
        for row in rows {
            let held = row.action.held.as_ref().map(|hold| hold.code);
            let follows = held == Some(HoldCode::Follows) && others.is_empty();
            if held == Some(code) || follows {
                lines.push(format!("the next plan does: {}", self.does(&row.action)));
            }
            // Rule D6: one run does both.
            if held == Some(HoldCode::MissedLeaver) && code == HoldCode::MissedLeaver {
                let verb = (self.words.verb)(ActionKind::Deactivate);
                lines.push(format!("the next plan does: {verb} {}", row.action.login));
            }
        }
        if lines.is_empty() {
            // Something waits: what, no plan in the journal says.
            lines.push(NOT_KNOWN.to_owned());
        }
        let still = others.iter();
        lines.extend(still.map(|other| format!("the next plan still holds: {}", other.says)));
        lines
    }

    /// What is said where nothing was planned for them: nothing is to be done only where the newest run planned for
    /// everybody, and nothing kept them out of its plan or was decided about them since.
    fn or_nothing(&self, target: &DecisionTarget, lines: Vec<String>) -> Vec<String> {
        if !lines.is_empty() {
            return lines;
        }
        let says = if self.knows_all_about(target) {
            "the next plan has nothing to do for them"
        } else {
            NOT_KNOWN
        };
        vec![says.to_owned()]
    }

    fn knows_all_about(&self, target: &DecisionTarget) -> bool {
        let Some(since) = &self.acts_since_plan else {
            return false;
        };
        let employee = self.employee_of(target).ok();
        let mut profiles: Vec<&OktaId> = match target {
            DecisionTarget::Employee(_) => Vec::new(),
            DecisionTarget::Profile(profile) | DecisionTarget::Match(_, profile) => vec![profile],
        };
        profiles.extend(
            employee
                .into_iter()
                .flat_map(|employee| self.profiles_of(employee)),
        );
        let is_about = |decision: &Decision| {
            (employee.is_some() && decision.employee() == employee)
                || decision
                    .profile()
                    .is_some_and(|profile| profiles.contains(&profile))
        };
        let hides = |decision: &Decision| {
            matches!(
                decision,
                Decision::Hold { .. } | Decision::Exclude { .. } | Decision::SetAside { .. }
            )
        };
        let mut in_force = self.in_force.iter().map(|(row, _)| &row.decision);
        let is_hidden = in_force.any(|decision| hides(decision) && is_about(decision));
        let was_decided = since.iter().any(|act| is_about(&act.decision));
        let was_undone = profiles
            .iter()
            .any(|profile| self.state.past.undone.contains_key(*profile));
        !is_hidden && !was_decided && !was_undone
    }

    fn does(&self, action: &Action) -> String {
        let changes: Vec<String> = action.changes.iter().map(self.words.change).collect();
        let verb = (self.words.verb)(action.kind);
        if changes.is_empty() {
            return format!("{verb} {}", action.login);
        }
        format!("{verb} {} ({})", action.login, changes.join(", "))
    }
}

fn is_about(target: &DecisionTarget, action: &Action) -> bool {
    match target {
        DecisionTarget::Employee(employee) => {
            action.employee == Some(*employee) || action.released_employee() == Some(*employee)
        }
        DecisionTarget::Profile(profile) => action.profile.as_ref() == Some(profile),
        DecisionTarget::Match(employee, profile) => {
            action.employee == Some(*employee) && action.profile.as_ref() == Some(profile)
        }
    }
}
