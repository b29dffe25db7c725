//! What the plan screen looks at: the next sync's plan, or another one that somebody wanted to see, with what a person
//! took out of it.

use super::sheet::{GroupId, Row, Sheet};
use crate::core::plan::{Access, Action, ActionKind, Plan, Remark, Skip};
use crate::core::undo::Left;
use crate::core::{Employee, EmployeeId, OktaId, Profile};
use crate::store::state::Decision;
use crate::tui::desk::{Act, People, Reading, Shown, ShownKind, What};
use crate::tui::shared::Shared;
use rustc_hash::FxHashSet;

#[derive(Debug)]
pub struct Sight {
    pub reading: Shared<Reading>,
    /// `None`: the next sync.
    pub other: Option<Shown>,
}

/// One action, in any plan in which it is planned.
pub type ActionKey = (ActionKind, Option<EmployeeId>, Option<OktaId>);

/// What a person took out, or let go.
#[derive(Debug, Default)]
pub struct Taken {
    /// Out of this run alone.
    pub out: FxHashSet<ActionKey>,
    /// Held, or let go, a moment ago: the reading does not show it yet.
    pub held: FxHashSet<(EmployeeId, ActionKind)>,
    pub let_go: FxHashSet<EmployeeId>,
}

/// How an action stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    In,
    /// Out of this run alone.
    Out,
    Waits,
}

/// What one row is about.
#[derive(Debug, Clone, Copy)]
pub enum Thing<'a> {
    Action(&'a Action),
    Access(&'a Access),
    Skip(&'a Skip),
    Remark(&'a Remark),
    Left(&'a Left),
}

impl Sight {
    /// `None`: the reading cannot be trusted (rule R2).
    pub fn plan(&self) -> Option<&Plan> {
        match &self.other {
            Some(shown) => Some(&shown.plan),
            None => self.reading.plan.as_ref().ok(),
        }
    }

    pub fn people(&self) -> &People {
        match &self.other {
            Some(shown) => &shown.reading.people,
            None => &self.reading.people,
        }
    }

    pub fn left(&self) -> &[Left] {
        self.other.as_ref().map_or(&[], |shown| &shown.left)
    }

    pub fn is_undo(&self) -> bool {
        self.other
            .as_ref()
            .is_some_and(|shown| matches!(shown.kind, ShownKind::Undo(_)))
    }

    pub fn thing(&self, group: GroupId, at: u32) -> Option<Thing<'_>> {
        let (plan, at) = (self.plan()?, at as usize);
        match group {
            GroupId::Kind(_) | GroupId::Waits => plan.actions.get(at).map(Thing::Action),
            GroupId::StillHasAccess => plan.still_have_access.get(at).map(Thing::Access),
            GroupId::Skipped => plan.skipped.get(at).map(Thing::Skip),
            GroupId::LookFirst | GroupId::NeedsYou | GroupId::Remarks => {
                plan.remarks.get(at).map(Thing::Remark)
            }
            GroupId::Left => self.left().get(at).map(Thing::Left),
        }
    }

    /// The actions that a row stands for: one, all of a fold, or all of a group.
    pub fn actions_of(&self, sheet: &Sheet, row: Row) -> Vec<&Action> {
        let Some(plan) = self.plan() else {
            return Vec::new();
        };
        let places: Vec<u32> = match row {
            Row::One { group, at, .. } => match sheet.group(group) {
                Some(found) if found.id.is_of_actions() => vec![at],
                _ => Vec::new(),
            },
            Row::Fold(group, item) => match (sheet.group(group), sheet.fold(group, item)) {
                (Some(found), Some(fold)) if found.id.is_of_actions() => fold.members.clone(),
                _ => Vec::new(),
            },
            Row::Head(group) => match sheet.group(group) {
                Some(found) if found.id.is_of_actions() => found.members().collect(),
                _ => Vec::new(),
            },
        };
        let actions = places.into_iter();
        actions.filter_map(|at| plan.actions.get(at as usize)).collect()
    }
}

impl Thing<'_> {
    pub fn employee(&self) -> Option<EmployeeId> {
        match self {
            Self::Action(action) => action.employee,
            Self::Access(access) => Some(access.employee),
            Self::Skip(skip) => skip.employee,
            Self::Remark(remark) => remark.employee,
            Self::Left(left) => left.employee,
        }
    }

    pub fn profile(&self) -> Option<&OktaId> {
        match self {
            Self::Action(action) => action.profile.as_ref(),
            Self::Access(access) => Some(&access.profile),
            Self::Skip(skip) => skip.profile.as_ref(),
            Self::Remark(remark) => remark.profile.as_ref(),
            Self::Left(left) => left.profile.as_ref(),
        }
    }

    /// Of the employee, else of the profile; empty where neither is known.
    pub fn name(&self, people: &People) -> String {
        match self {
            Self::Action(action) => action.name.clone(),
            Self::Access(access) => access.name.clone(),
            Self::Left(left) => left.name.clone(),
            Self::Skip(_) | Self::Remark(_) => {
                let employee = self.employee().and_then(|id| people.find(id));
                let profile = self.profile().and_then(|id| people.find_profile(id));
                let name = employee.map(Employee::display_name);
                name.filter(|name| !name.is_empty())
                    .or_else(|| profile.map(Profile::display_name))
                    .unwrap_or_default()
            }
        }
    }

    pub fn login(&self, people: &People) -> String {
        match self {
            Self::Action(action) => action.login.to_string(),
            Self::Access(access) => access.login.to_string(),
            Self::Left(left) => left.login.to_string(),
            Self::Skip(_) | Self::Remark(_) => {
                let profile = self.profile().and_then(|id| people.find_profile(id));
                profile.map_or_else(String::new, |profile| profile.login.to_string())
            }
        }
    }
}

impl Taken {
    pub fn standing(&self, action: &Action) -> Standing {
        let employee = action.employee;
        if action.held.is_some() {
            return match employee {
                Some(employee) if self.let_go.contains(&employee) => Standing::In,
                _ => Standing::Waits,
            };
        }
        if employee.is_some_and(|employee| self.held.contains(&(employee, action.kind))) {
            Standing::Waits
        } else if !self.out.is_empty() && self.out.contains(&key(action)) {
            Standing::Out
        } else {
            Standing::In
        }
    }

    /// What was decided a moment ago shows at once.
    pub fn follow<'a>(&mut self, pending: impl Iterator<Item = &'a Act>) {
        self.held.clear();
        self.let_go.clear();
        for act in pending {
            let What::Decide(decisions) = &act.what else {
                continue;
            };
            for decision in decisions {
                match decision {
                    Decision::Hold { employee, hold } => {
                        self.held.extend(hold.kind.map(|kind| (*employee, kind)));
                    }
                    Decision::Release { employee, .. } => {
                        self.let_go.insert(*employee);
                    }
                    _ => {}
                }
            }
        }
    }
}

pub fn key(action: &Action) -> ActionKey {
    (action.kind, action.employee, action.profile.clone())
}
