//! What waits for a person, and which of it an approval ends.

use super::{APPROVABLE, DecisionDesk, DecisionDraft, DecisionRefusal, DecisionRequest, DecisionTarget};
use crate::core::plan::HoldCode;
use crate::core::undo::UndoneNote;
use crate::core::{EmployeeId, OktaId};
use crate::store::state::{Decision, DecisionId};

/// A hold that a person can approve.
#[derive(Debug)]
pub(super) struct OpenHold {
    pub code: HoldCode,
    pub says: String,
    /// A person's own note.
    note: Option<String>,
    /// The holds that are taken back; none: it is released.
    own: Vec<DecisionId>,
    /// Whose release lets it go.
    employee: EmployeeId,
    /// The other employee and the profile that it is about (rules P3 and P4).
    other: Option<EmployeeId>,
    profile: Option<OktaId>,
}

impl DecisionDesk {
    pub(super) fn approve(
        &self,
        request: &DecisionRequest,
        target: &DecisionTarget,
    ) -> Result<DecisionDraft, DecisionRefusal> {
        let employee = self.employee_of(target)?;
        let mut open = self.open_holds(employee);
        let mut others = Vec::new();
        if let Some(reason) = request.reason {
            others.extend(open.extract_if(.., |hold| hold.code != reason));
            if open.is_empty() && reason != HoldCode::ByPerson {
                return Ok(DecisionDraft {
                    says: format!("decided: {}", (self.words.approval)(reason)),
                    decide: vec![Decision::Release {
                        hold: reason,
                        employee,
                    }],
                    effects: vec!["the latest plan in the journal held nothing for this reason".to_owned()],
                    ..DecisionDraft::default()
                });
            }
        }
        match open.len() {
            0 => Err(DecisionRefusal::new(
                "the state knows of no hold that could be approved",
                "Look at koppel plan; --reason CODE approves a hold that only a newer plan shows, by its code in \
                 koppel plan --format json",
            )),
            1 => {
                let hold = open.remove(0);
                let decide = Decision::Release {
                    hold: hold.code,
                    employee: hold.employee,
                };
                let mut effects = self.meaning(&hold);
                effects.extend(self.after_approval(employee, hold.other, hold.code, &others));
                let note = hold.note.map_or_else(String::new, |note| format!(" ({note})"));
                Ok(DecisionDraft {
                    says: format!("decided: {}{note}", (self.words.approval)(hold.code)),
                    decide: if hold.own.is_empty() {
                        vec![decide]
                    } else {
                        Vec::new()
                    },
                    take_back: hold.own,
                    effects,
                    ..DecisionDraft::default()
                })
            }
            _ => {
                let codes: Vec<String> = open
                    .iter()
                    .map(|hold| format!("{} ({})", (self.words.code)(hold.code), hold.says))
                    .collect();
                Err(DecisionRefusal::new(
                    format!("several holds are open: {}", codes.join(", ")),
                    "Say which of them with --reason CODE",
                ))
            }
        }
    }

    /// What the answer means for each of the two whom it is about (rules P3 and P4), and how the other answer is given.
    fn meaning(&self, hold: &OpenHold) -> Vec<String> {
        let Some(profile) = &hold.profile else {
            return Vec::new();
        };
        let name = |employee| self.who(&DecisionTarget::Employee(employee));
        let of_them = hold.employee;
        let account = self.who(&DecisionTarget::Profile(profile.clone()));
        match hold.code {
            HoldCode::SecondRecord => {
                let older = self
                    .state
                    .past
                    .links
                    .get(profile)
                    .copied()
                    .filter(|id| *id != of_them);
                let older = older.map_or_else(|| "the other record".to_owned(), name);
                vec![
                    format!("for {older}: {account} is deactivated once this record is inactive"),
                    format!("for {}: a profile of their own", name(of_them)),
                    format!("if it is one person, instead: koppel assign {profile} {of_them} --move"),
                ]
            }
            HoldCode::PossibleDuplicate => vec![format!(
                "if {account} is theirs, instead: koppel assign {profile} {of_them}"
            )],
            _ => Vec::new(),
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
                    note: (!is_undone).then(|| hold.note.clone()),
                    own: own.into_iter().collect(),
                    employee,
                    other: None,
                    profile: None,
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
                note: None,
                own: Vec::new(),
                employee: of,
                // Rule P4: each of the two may wait, and names the other.
                other: [row.action.employee, hold.employee]
                    .into_iter()
                    .flatten()
                    .find(|one| *one != employee),
                profile: hold.profile.clone(),
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
                note: None,
                own: Vec::new(),
                employee,
                other: None,
                profile: None,
            });
        }
        open
    }
}
