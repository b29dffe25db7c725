//! Rule G1: how much a run may change.

use super::make::Planner;
use super::{Action, ActionKind, LimitCode, LimitUse};
use crate::core::link::PairKind;
use crate::core::policy::Limit;
use crate::core::value::Text;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// A department is looked at from this many links on.
const SMALL_DEPARTMENT: usize = 5;

/// All limits with their use, those that are exceeded first. Held actions do not count.
///
/// Percentages are of the linked live profiles. What ends or loses a link is measured against the links that stand
/// now; what is created or changed also against those that this run writes first, or the first sync of an org
/// could change three profiles.
pub(super) fn measure(planner: &Planner<'_>) -> Vec<LimitUse> {
    let linked_live = planner
        .report
        .pairs
        .iter()
        .filter(|pair| pair.kind == PairKind::Linked && planner.profile(pair.profile).is_live())
        .count();
    let new_links = planner
        .actions
        .iter()
        .filter(|action| action.kind == ActionKind::Link && action.held.is_none())
        .count();
    let mut tally = Tally {
        linked_live,
        linked_then: linked_live + new_links,
        uses: Vec::new(),
    };
    let (limits, last_day) = (&planner.policy.limits, &planner.state.past.last_day);
    let of = |wanted: &dyn Fn(&Action) -> bool| -> Vec<u32> {
        (0u32..)
            .zip(&planner.actions)
            .filter(|(_, action)| action.held.is_none() && wanted(action))
            .map(|(position, _)| position)
            .collect()
    };
    let ends = |announced| {
        move |action: &Action| action.kind == ActionKind::Deactivate && action.announced == announced
    };
    let unannounced = of(&ends(false));
    tally.add(
        LimitCode::Deactivations,
        limits.deactivations,
        last_day.announced,
        of(&ends(true)),
    );
    tally.add(
        LimitCode::Unannounced,
        limits.unannounced,
        last_day.unannounced,
        unannounced.clone(),
    );
    tally.add(
        LimitCode::Creations,
        limits.creations,
        last_day.creations,
        of(&|action| matches!(action.kind, ActionKind::Provision | ActionKind::Reactivate)),
    );
    tally.add(
        LimitCode::Relinks,
        limits.relinks,
        last_day.relinks,
        of(&Action::is_relink),
    );
    tally.add(
        LimitCode::EmailChanges,
        limits.email_changes,
        last_day.email_changes,
        of(&Action::changes_email),
    );
    tally.departments(planner, &unannounced);
    tally.attributes(planner);
    sort(&mut tally.uses);
    tally.uses
}

/// Those that are exceeded first.
pub(super) fn sort(uses: &mut [LimitUse]) {
    uses.sort_by(|a, b| (!a.is_over(), a.code, &a.about).cmp(&(!b.is_over(), b.code, &b.about)));
}

struct Tally {
    /// Links of live profiles as they were read.
    linked_live: usize,
    /// With those that this run writes.
    linked_then: usize,
    uses: Vec<LimitUse>,
}

impl Tally {
    fn add(&mut self, code: LimitCode, limit: Limit, last_day: usize, actions: Vec<u32>) {
        let share_of = match code {
            LimitCode::Creations | LimitCode::EmailChanges => self.linked_then,
            _ => self.linked_live,
        };
        self.add_about(code, None, limit.allowed(share_of), last_day, actions);
    }

    fn add_about(
        &mut self,
        code: LimitCode,
        about: Option<Text>,
        allowed: Option<usize>,
        last_day: usize,
        actions: Vec<u32>,
    ) {
        self.uses.push(LimitUse {
            code,
            about,
            planned: actions.len(),
            last_day,
            allowed,
            actions,
            is_waived: false,
        });
    }

    /// No more of a department with five or more links than `safety.max_department`, whatever the other limits say.
    fn departments(&mut self, planner: &Planner<'_>, unannounced: &[u32]) {
        let limit = planner.policy.limits.department;
        let Some(column) = planner
            .snapshot
            .roster
            .column("department")
            .filter(|_| !unannounced.is_empty() && limit != Limit::Percent(100))
        else {
            return;
        };
        let department = |position: u32| {
            planner
                .employee(position)
                .attributes
                .get(column)
                .and_then(|value| value.as_text().map(Text::from))
        };
        let mut links: FxHashMap<Text, usize> = FxHashMap::default();
        for pair in &planner.report.pairs {
            if pair.kind == PairKind::Linked
                && planner.profile(pair.profile).is_live()
                && let Some(name) = department(pair.employee)
            {
                *links.entry(name).or_default() += 1;
            }
        }
        let mut leavers: BTreeMap<Text, Vec<u32>> = BTreeMap::new();
        for position in unannounced {
            let employee = planner.actions[*position as usize].employee;
            if let Some(name) = employee
                .and_then(|id| planner.index.get(&id))
                .and_then(|at| department(*at))
            {
                leavers.entry(name).or_default().push(*position);
            }
        }
        for (name, actions) in leavers {
            let size = links.get(&name).copied().unwrap_or_default();
            let before = planner
                .state
                .past
                .last_day
                .departments
                .get(&name)
                .copied()
                .unwrap_or_default();
            // Whoever was deactivated in the last day is no live link any more and belongs to the whole.
            if size + before >= SMALL_DEPARTMENT {
                let allowed = limit.allowed_of_department(size + before);
                self.add_about(LimitCode::Department, Some(name), allowed, before, actions);
            }
        }
    }

    fn attributes(&mut self, planner: &Planner<'_>) {
        let mut changed: BTreeMap<&Text, Vec<u32>> = BTreeMap::new();
        let mut emptied: BTreeMap<&Text, Vec<u32>> = BTreeMap::new();
        for (position, action) in (0u32..).zip(&planner.actions) {
            if action.kind != ActionKind::Update || action.held.is_some() {
                continue;
            }
            for change in &action.changes {
                changed.entry(&change.attribute).or_default().push(position);
                if change.to.is_empty() {
                    emptied.entry(&change.attribute).or_default().push(position);
                }
            }
        }
        let (limits, last_day) = (&planner.policy.limits, &planner.state.past.last_day);
        let kinds = [
            (LimitCode::Changed, limits.changed, &last_day.changed, changed),
            (LimitCode::Emptied, limits.emptied, &last_day.emptied, emptied),
        ];
        for (code, limit, before, attributes) in kinds {
            for (attribute, actions) in attributes {
                let before = before.get(attribute).copied().unwrap_or_default();
                let allowed = limit.allowed(self.linked_then);
                self.add_about(code, Some(attribute.clone()), allowed, before, actions);
            }
        }
    }
}
