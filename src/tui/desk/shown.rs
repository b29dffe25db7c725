//! A plan for the plan screen that is not the next sync's: the reverse of a run, or one person's part.

use super::reading::Reading;
use crate::core::EmployeeId;
use crate::core::plan::Plan;
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
