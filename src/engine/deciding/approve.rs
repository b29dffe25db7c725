//! What waits for a person, and which of it an approval ends.

use super::{APPROVABLE, DecisionDesk, DecisionDraft, DecisionRequest, DecisionTarget};
use crate::core::EmployeeId;
use crate::core::plan::HoldCode;
use crate::core::undo::UndoneNote;
use crate::store::state::{Decision, DecisionId};

/// A hold that a person can approve.
#[derive(Debug)]
pub(super) struct OpenHold {
    pub code: HoldCode,
    pub says: String,
    /// The holds that are taken back; none: it is released.
    own: Vec<DecisionId>,
    /// Whose release lets it go.
    employee: EmployeeId,
}

impl DecisionDesk {
    pub(super) fn approve(
        &self,
        request: &DecisionRequest,
        target: &DecisionTarget,
    ) -> Result<DecisionDraft, String> {
        let employee = self.employee_of(target)?;
        let mut open = self.open_holds(employee);
        let mut others = Vec::new();
        if let Some(reason) = request.reason {
            others.extend(open.extract_if(.., |hold| hold.code != reason));
            if open.is_empty() && reason != HoldCode::ByPerson {
                return Ok(DecisionDraft {
                    says: format!("approved: {}", (self.words.hold)(reason)),
                    decide: vec![Decision::Release {
                        hold: reason,
                        employee,
                    }],
                    effects: vec!["held nothing for this reason".to_owned()],
                    ..DecisionDraft::default()
                });
            }
        }
        match open.len() {
            0 => Err("the state knows of no hold that could be approved; --reason CODE approves one that a newer plan \
                      shows"
                .to_owned()),
            1 => {
                let hold = open.remove(0);
                let decide = Decision::Release {
                    hold: hold.code,
                    employee: hold.employee,
                };
                Ok(DecisionDraft {
                    says: format!("approved: {}", hold.says),
                    decide: if hold.own.is_empty() { vec![decide] } else { Vec::new() },
                    take_back: hold.own,
                    effects: self.after_approval(employee, hold.code, &others),
                    ..DecisionDraft::default()
                })
            }
            _ => {
                let codes: Vec<String> = open
                    .iter()
                    .map(|hold| format!("{} ({})", (self.words.code)(hold.code), hold.says))
                    .collect();
                Err(format!("several holds are open; say which with --reason: {}", codes.join(", ")))
            }
        }
    }

    /// What waits for a person, by the holds in force and the plan of the latest sync.
    fn open_holds(&self, employee: EmployeeId) -> Vec<OpenHold> {
        let mut open: Vec<OpenHold> = Vec::new();
        for (row, _) in &self.in_force {
            let Decision::Hold { employee: of, hold } = &row.decision else {
                continue;
            };
            if *of != employee {
                continue;
            }
            let is_undone = UndoneNote::parse(&hold.note).is_some();
            let code = if is_undone {
                HoldCode::Undone
            } else {
                HoldCode::ByPerson
            };
            let known = open.iter_mut().find(|hold| hold.code == code);
            let own = (!is_undone).then_some(row.id);
            match known {
                Some(known) => known.own.extend(own),
                None => open.push(OpenHold {
                    code,
                    says: format!("{}: {}", (self.words.hold)(code), hold.note),
                    own: own.into_iter().collect(),
                    employee,
                }),
            }
        }
        for row in &self.rows {
            let Some(hold) = &row.action.held else { continue };
            let released = row.action.released_employee().or(row.action.employee);
            let is_theirs = row.action.employee == Some(employee) || released == Some(employee);
            // What a person or an undo holds is known better from what is in force.
            let is_own = matches!(hold.code, HoldCode::ByPerson | HoldCode::Undone);
            let of = released.unwrap_or(employee);
            if !is_theirs
                || is_own
                || !APPROVABLE.contains(&hold.code)
                || self.state.decisions.has_released(hold.code, of)
                || open.iter().any(|known| known.code == hold.code)
            {
                continue;
            }
            open.push(OpenHold {
                code: hold.code,
                says: (self.words.hold)(hold.code).to_owned(),
                own: Vec::new(),
                employee: of,
            });
        }
        let is_undone = open.iter().any(|hold| hold.code == HoldCode::Undone);
        let was_undone = self
            .profiles_of(employee)
            .any(|profile| self.state.past.undone.contains_key(profile));
        if was_undone && !is_undone && !self.state.decisions.has_released(HoldCode::Undone, employee) {
            open.push(OpenHold {
                code: HoldCode::Undone,
                says: (self.words.hold)(HoldCode::Undone).to_owned(),
                own: Vec::new(),
                employee,
            });
        }
        open
    }
}
