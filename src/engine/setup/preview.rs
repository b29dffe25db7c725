//! What changed settings would make of the next plan, before they are saved: both plans of one reading, compared.

use crate::core::employee::NEEDED;
use crate::core::link;
use crate::core::plan::{self, Action, ActionKind, LimitUse, Plan, Suspicion};
use crate::core::{EmployeeId, OktaId, Policy, Snapshot, State};
use rustc_hash::FxHashMap;

/// How two plans differ.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Difference {
    /// Every kind of action that either plan has, in the order in which they are applied.
    pub kinds: Vec<KindChange>,
    /// People who wait, before and after.
    pub held: [usize; 2],
    /// People for whom nothing is done, before and after.
    pub skipped: [usize; 2],
    /// In the order of the plans, those of the new one first.
    pub actions: Vec<ActionChange>,
    /// Limits that the new plan exceeds: a run would stop before its first write.
    pub exceeded: Vec<LimitUse>,
}

/// How many actions of one kind would be applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindChange {
    pub kind: ActionKind,
    pub before: usize,
    pub after: usize,
}

/// One action that is only in one of the plans, or another one in each.
#[derive(Debug, Clone, PartialEq)]
pub struct ActionChange {
    pub turn: Turn,
    /// As the new plan has it; for [`Turn::Vanishes`], the old one.
    pub action: Action,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    Appears,
    Vanishes,
    /// The same action with other values, another login or another day.
    Differs,
    /// Waits for a person from now on.
    Waits,
    /// Does not wait any more.
    Goes,
}

/// Why there is nothing to compare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoPreview {
    /// The new settings go by attributes that this reading did not ask for: read both sides anew with them first.
    ReadAgain,
    /// Rule R2.
    Suspicious(Suspicion),
}

impl Difference {
    pub fn is_empty(&self) -> bool {
        self.actions.is_empty() && self.skipped[0] == self.skipped[1]
    }
}

/// Compares what the next plan would be by the settings as they are and as they would be.
///
/// # Errors
/// See [`NoPreview`].
pub fn preview(
    snapshot: &Snapshot,
    state: &State,
    old: &Policy,
    new: &Policy,
) -> Result<Difference, NoPreview> {
    if !is_read(snapshot, old, new) {
        return Err(NoPreview::ReadAgain);
    }
    let plan = |policy: &Policy| {
        let links = link::resolve(snapshot, policy, state);
        plan::make(snapshot, policy, state, &links).map_err(NoPreview::Suspicious)
    };
    Ok(compare(&plan(old)?, plan(new)?))
}

/// Everything that the new settings go by was read. A reading made for the old settings has no column for a new one.
fn is_read(snapshot: &Snapshot, old: &Policy, new: &Policy) -> bool {
    let has = |key: &str| NEEDED.contains(&key) || snapshot.roster.column(key).is_some();
    let holds = |name: &str| snapshot.directory.column(name).is_some();
    new.link_attribute == old.link_attribute
        && new.needed_keys().iter().all(|key| has(key))
        && new.okta_columns().iter().all(|name| holds(name))
}

type Key = (ActionKind, Option<EmployeeId>, Option<OktaId>);

fn key(action: &Action) -> Key {
    (action.kind, action.employee, action.profile.clone())
}

fn compare(before: &Plan, after: Plan) -> Difference {
    let mut difference = Difference {
        kinds: kinds(before, &after),
        held: [before.summary.held, after.summary.held],
        skipped: [before.summary.skipped, after.summary.skipped],
        actions: Vec::new(),
        exceeded: after
            .limits
            .iter()
            .filter(|limit| limit.is_over())
            .cloned()
            .collect(),
    };
    let mut old: FxHashMap<Key, &Action> = before
        .actions
        .iter()
        .map(|action| (key(action), action))
        .collect();
    for action in after.actions {
        let turn = match old.remove(&key(&action)) {
            None => Turn::Appears,
            Some(known) if *known == action => continue,
            Some(known) => match (&known.held, &action.held) {
                (None, Some(_)) => Turn::Waits,
                (Some(_), None) => Turn::Goes,
                _ => Turn::Differs,
            },
        };
        difference.actions.push(ActionChange { turn, action });
    }
    let vanished = before
        .actions
        .iter()
        .filter(|action| old.contains_key(&key(action)))
        .map(|action| ActionChange {
            turn: Turn::Vanishes,
            action: action.clone(),
        });
    difference.actions.extend(vanished);
    difference
}

fn kinds(before: &Plan, after: &Plan) -> Vec<KindChange> {
    let count = |plan: &Plan, kind: ActionKind| {
        let goes = |action: &&Action| action.kind == kind && action.held.is_none();
        plan.actions.iter().filter(goes).count()
    };
    let mut kinds: Vec<ActionKind> = before
        .actions
        .iter()
        .chain(&after.actions)
        .map(|action| action.kind)
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
        .into_iter()
        .map(|kind| KindChange {
            kind,
            before: count(before, kind),
            after: count(after, kind),
        })
        .collect()
}
