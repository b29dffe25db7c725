//! A plan that a person saw, applied exactly (rule A8).

use super::part::access;
use super::{Access, AccessReason, Action, ActionKind, HoldCode, LimitUse, Plan, limit, order};
use crate::core::id::{EmployeeId, OktaId};
use crate::core::value::Text;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// Why an action of a plan that was seen is not done any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outdated {
    /// The person changed on either side since.
    Changed,
    /// Nobody changed, and it would not be planned any more: something was decided or done meanwhile.
    NotPlanned,
}

/// A plan that was seen, with what of it no longer holds.
#[derive(Debug, Clone)]
pub struct Exact {
    /// The actions of the plan that was seen, one for one; everything else is told as it is now.
    pub plan: Plan,
    /// By position.
    pub outdated: BTreeMap<u32, Outdated>,
    /// More would be planned now than the plan that was seen holds.
    pub leaves_out: bool,
}

type Key<'a> = (ActionKind, Option<EmployeeId>, Option<&'a OktaId>, &'a Text);

fn key(action: &Action) -> Key<'_> {
    // Of one person there can be two updates, one of them held: they differ in whether they are.
    (
        action.kind,
        action.employee,
        action.profile.as_ref(),
        &action.login,
    )
}

impl Plan {
    /// This plan was seen; `now` is what would be planned now, and `has_changed` says of each of this plan's actions
    /// whether its people changed since. Nothing is added, and limits count what is left. A limit that a person let
    /// pass stays so.
    pub fn exactly(self, now: Plan, has_changed: &[bool]) -> Exact {
        let fresh: FxHashMap<Key<'_>, (u32, &Action)> = (0u32..)
            .zip(&now.actions)
            .filter(|(_, action)| action.held.is_none())
            .map(|(at, action)| (key(action), (at, action)))
            .collect();
        let mut outdated = BTreeMap::new();
        let mut places: FxHashMap<u32, u32> = FxHashMap::default();
        let mut announced = Vec::with_capacity(self.actions.len());
        for (position, action) in (0u32..).zip(&self.actions) {
            let found = fresh.get(&key(action)).filter(|(_, now)| is_same(action, now));
            announced.push(found.map_or(action.announced, |(_, now)| now.announced));
            if action.held.is_some() {
                continue;
            }
            match found {
                _ if has_changed.get(position as usize).copied().unwrap_or(true) => {
                    outdated.insert(position, Outdated::Changed);
                }
                None => {
                    outdated.insert(position, Outdated::NotPlanned);
                }
                Some((at, _)) => {
                    places.insert(*at, position);
                }
            }
        }
        let leaves_out = self.leaves_out(&now);
        let left_out = self.left_out_of(&now, &outdated);
        let mut limits: Vec<LimitUse> = now
            .limits
            .iter()
            .map(|limit| {
                let mut actions: Vec<u32> = limit
                    .actions
                    .iter()
                    .filter_map(|at| places.get(at).copied())
                    .collect();
                actions.sort_unstable();
                let seen = self
                    .limits
                    .iter()
                    .find(|seen| (seen.code, &seen.about) == (limit.code, &limit.about));
                LimitUse {
                    planned: actions.len(),
                    actions,
                    is_waived: seen.is_some_and(|seen| seen.is_waived),
                    ..limit.clone()
                }
            })
            .collect();
        limit::sort(&mut limits);
        let mut actions = self.actions;
        for (action, announced) in actions.iter_mut().zip(announced) {
            action.announced = announced;
        }
        let mut still_have_access = now.still_have_access;
        still_have_access.extend(left_out);
        let mut plan = Plan {
            summary: order::summarize(&actions, now.skipped.len()),
            actions,
            limits,
            still_have_access,
            ..now
        };
        plan.measure_again();
        Exact {
            plan,
            outdated,
            leaves_out,
        }
    }
}

impl Plan {
    fn leaves_out(&self, now: &Self) -> bool {
        let seen: FxHashSet<Key<'_>> = self.actions.iter().map(key).collect();
        let mut due = now.actions.iter().filter(|action| action.held.is_none());
        due.any(|action| !seen.contains(&key(action)))
    }

    /// Rule D5: leavers whom `now` would deactivate, and whom this plan does not: also where it would have, and
    /// somebody changed since.
    fn left_out_of(&self, now: &Self, outdated: &BTreeMap<u32, Outdated>) -> Vec<Access> {
        let ends = |action: &&Action| action.kind == ActionKind::Deactivate;
        let seen: FxHashMap<Key<'_>, Option<HoldCode>> = (0u32..)
            .zip(&self.actions)
            .filter(|(position, action)| ends(action) && !outdated.contains_key(position))
            .map(|(_, action)| (key(action), action.held.as_ref().map(|hold| hold.code)))
            .collect();
        let ending = now
            .actions
            .iter()
            .filter(ends)
            .filter(|action| action.held.is_none());
        ending
            .filter_map(|action| match seen.get(&key(action)) {
                // It is done.
                Some(None) => None,
                Some(Some(code)) => access(action, AccessReason::Hold(*code)),
                None => access(action, AccessReason::NotInThisRun),
            })
            .collect()
    }
}

/// The same would be done now.
fn is_same(seen: &Action, now: &Action) -> bool {
    seen.changes == now.changes && seen.activation == now.activation
}
