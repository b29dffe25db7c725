//! What the next plan would do by the last snapshot, as far as the latest sync wrote its plan down: each line goes on
//! after "the next plan".

use super::approve::OpenHold;
use super::{DecisionDesk, DecisionTarget};
use crate::core::EmployeeId;
use crate::core::plan::{Action, ActionKind, HoldCode};
use crate::store::state::{ActionRow, OutcomeKind};
use std::collections::BTreeMap;

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
        said(
            rows.map(|row| format!("leaves out: {}", self.does(&row.action)))
                .collect(),
        )
    }

    /// With everything that was planned for them.
    pub(super) fn around(&self, target: &DecisionTarget) -> Vec<String> {
        let rows = self.open_rows(target).into_iter();
        said(
            rows.map(|row| format!("looks anew at: {}", self.does(&row.action)))
                .collect(),
        )
    }

    /// With what this hold alone kept back, and without what waits for another reason.
    pub(super) fn after_approval(
        &self,
        employee: EmployeeId,
        code: HoldCode,
        others: &[OpenHold],
    ) -> Vec<String> {
        let mut lines = Vec::new();
        for row in self.open_rows(&DecisionTarget::Employee(employee)) {
            let held = row.action.held.as_ref().map(|hold| hold.code);
            let follows = held == Some(HoldCode::Follows) && others.is_empty();
            if held == Some(code) || follows {
                lines.push(format!("does: {}", self.does(&row.action)));
            }
            // Rule D6: one run does both.
            if held == Some(HoldCode::MissedLeaver) && code == HoldCode::MissedLeaver {
                let verb = (self.words.verb)(ActionKind::Deactivate);
                lines.push(format!("does: {verb} {}", row.action.login));
            }
        }
        let mut lines = said(lines);
        lines.extend(others.iter().map(|other| format!("still holds: {}", other.says)));
        lines
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

fn said(lines: Vec<String>) -> Vec<String> {
    if lines.is_empty() {
        return vec!["has nothing to do for them".to_owned()];
    }
    lines
}
