//! A plan for the plan screen that is not the next sync's: the reverse of a run, or one person's part.

use super::reading::Reading;
use crate::core::EmployeeId;
use crate::core::plan::{Part, Plan, RunScope};
use crate::core::undo::Left;
use crate::engine::UndoOrder;
use crate::tui::shared::Shared;

#[derive(Debug, Clone)]
pub struct Shown {
    pub kind: ShownKind,
    /// What the plan was made from.
    pub reading: Shared<Reading>,
    pub plan: Shared<Plan>,
    /// What an undo does not bring back.
    pub left: Vec<Left>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ShownKind {
    /// Rule A9.
    Undo(Shared<UndoOrder>),
    Person(EmployeeId),
}

impl Shown {
    /// The part of the plan that is about this person; `None`: the reading cannot be trusted, and there is no plan.
    pub fn of_person(reading: &Shared<Reading>, employee: EmployeeId) -> Option<Self> {
        let mut plan = reading.plan.as_ref().ok()?.clone();
        plan.narrow(&Part {
            kinds: None,
            scope: RunScope::OnePerson(employee),
        });
        plan.skipped.retain(|skip| skip.employee == Some(employee));
        plan.remarks.retain(|remark| remark.employee == Some(employee));
        plan.still_have_access
            .retain(|access| access.employee == employee);
        plan.summary.skipped = plan.skipped.len();
        Some(Self {
            kind: ShownKind::Person(employee),
            reading: reading.clone(),
            plan: Shared::new(plan),
            left: Vec::new(),
        })
    }
}
