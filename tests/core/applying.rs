//! What holds of every plan on its way into a run: its order, its parts, its limits.

use crate::company::company;
use crate::world::World;
use koppel::core::EmployeeId;
use koppel::core::plan::{
    Action, ActionKind, Counted, HoldCode, Outdated, Part, Plan, RunScope, make, settled_bases,
};
use proptest::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

const KINDS: [ActionKind; 7] = [
    ActionKind::Unlink,
    ActionKind::Deactivate,
    ActionKind::Reactivate,
    ActionKind::Link,
    ActionKind::Update,
    ActionKind::Provision,
    ActionKind::Activate,
];

/// `Ok` with nothing to look at where the reading cannot be trusted (rule R2).
macro_rules! planned {
    ($world:expr) => {{
        let links = $world.links();
        match make(&$world.snapshot, &$world.policy, &$world.state, &links) {
            Ok(plan) => (links, plan),
            Err(_) => return Ok(()),
        }
    }};
}

pub(crate) use planned;

pub fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 500,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Every other one, as the bits have it.
pub fn is_picked(bits: u64, at: usize) -> bool {
    bits >> (at % 64) & 1 == 1
}

fn part(plan: &Plan, bits: u64, kinds: u8) -> Part {
    let employees: Vec<EmployeeId> = plan.actions.iter().filter_map(|action| action.employee).collect();
    let picked = employees
        .into_iter()
        .enumerate()
        .filter(|(at, _)| is_picked(bits, *at));
    let kind = |at: &usize| kinds >> at & 1 == 1;
    Part {
        kinds: (kinds != 0).then(|| (0..KINDS.len()).filter(kind).map(|at| KINDS[at]).collect()),
        scope: match bits % 3 {
            0 => RunScope::Everybody,
            1 => RunScope::People(picked.map(|(_, id)| id).collect()),
            _ => picked
                .map(|(_, id)| RunScope::OnePerson(id))
                .next()
                .unwrap_or_default(),
        },
    }
}

fn is_in(part: &Part, action: &Action) -> bool {
    part.kinds
        .as_ref()
        .is_none_or(|kinds| kinds.contains(&action.kind))
        && match &part.scope {
            RunScope::Everybody => true,
            RunScope::OnePerson(one) => action.employee == Some(*one),
            RunScope::People(all) => action.employee.is_some_and(|id| all.contains(&id)),
        }
}

/// Which of the plan's actions cannot be done where those do not happen that are `out`: the plain definition.
pub fn without(plan: &Plan, out: impl Fn(usize, &Action) -> bool) -> BTreeSet<usize> {
    let mut gone: BTreeSet<usize> = BTreeSet::new();
    loop {
        let before = gone.len();
        for (at, action) in plan.actions.iter().enumerate() {
            let earlier = gone.iter().take_while(|earlier| **earlier < at);
            let lacks = earlier.map(|earlier| &plan.actions[*earlier]).any(|earlier| {
                earlier
                    .needed_by()
                    .any(|employee| Some(employee) == action.employee)
            });
            let is_first_half = plan.actions.iter().enumerate().any(|(other, link)| {
                let goes = gone.contains(&other) || out(other, link);
                link.kind == ActionKind::Link && goes && action.is_first_half_of(link)
            });
            if out(at, action) || lacks || is_first_half {
                gone.insert(at);
            }
        }
        if gone.len() == before {
            return gone;
        }
    }
}

/// Each limit names only actions that are there, and counts them.
fn assert_limits_fit(plan: &Plan) -> Result<(), TestCaseError> {
    for limit in &plan.limits {
        prop_assert_eq!(limit.planned, limit.actions.len());
        for at in &limit.actions {
            let action = &plan.actions[*at as usize];
            prop_assert!(action.held.is_none(), "{:?} counts {:?}", limit.code, action);
            let counts = match limit.counted() {
                Counted::Deactivate => action.kind == ActionKind::Deactivate,
                Counted::Provision => matches!(action.kind, ActionKind::Provision | ActionKind::Reactivate),
                Counted::Update => action.kind == ActionKind::Update,
                Counted::Relink => action.is_relink(),
            };
            prop_assert!(counts, "{:?} counts {:?}", limit.code, action);
        }
    }
    Ok(())
}

/// Rule D5: of these deactivations, everybody is listed.
fn assert_listed<'a>(plan: &Plan, leavers: impl Iterator<Item = &'a Action>) -> Result<(), TestCaseError> {
    for action in leavers.filter(|action| action.kind == ActionKind::Deactivate) {
        let is_listed = plan
            .still_have_access
            .iter()
            .any(|access| Some(&access.profile) == action.profile.as_ref());
        prop_assert!(is_listed, "{:?}", action);
    }
    Ok(())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a1_every_action_has_its_place_in_one_wave_and_held_ones_have_none(world in company()) {
        let (_, plan) = planned!(world);
        let waves = plan.waves();
        let mut place: FxHashMap<u32, (usize, usize, usize)> = FxHashMap::default();
        for (wave, chains) in waves.iter().enumerate() {
            for (chain, positions) in chains.iter().enumerate() {
                for (link, position) in positions.iter().enumerate() {
                    prop_assert!(place.insert(*position, (wave, chain, link)).is_none(), "twice: {}", position);
                }
                let people: BTreeSet<_> = positions.iter().map(|at| plan.actions[*at as usize].employee).collect();
                prop_assert_eq!(people.len(), 1, "a chain is one person's");
            }
        }
        let unheld = plan.actions.iter().filter(|action| action.held.is_none()).count();
        prop_assert_eq!(place.len(), unheld);
        let of = |at: usize| place.get(&u32::try_from(at).unwrap()).copied();
        for (first, one) in plan.actions.iter().enumerate() {
            for (second, other) in plan.actions.iter().enumerate() {
                let (Some(here), Some(there)) = (of(first), of(second)) else { continue };
                let is_before = here.0 < there.0 || (here.0 == there.0 && here.1 == there.1 && here.2 < there.2);
                let gives_or_changes = matches!(
                    other.kind,
                    ActionKind::Reactivate | ActionKind::Update | ActionKind::Provision | ActionKind::Activate
                );
                // Moves of links, then leavers, then everybody else.
                if one.kind == ActionKind::Unlink && other.kind != ActionKind::Unlink {
                    prop_assert!(here.0 < there.0, "{one:?} before {other:?}");
                }
                if one.kind == ActionKind::Deactivate && gives_or_changes {
                    prop_assert!(here.0 < there.0, "{one:?} before {other:?}");
                }
                // One person: a number first, and each step before what follows from it.
                let is_same = one.employee.is_some() && one.employee == other.employee && first != second;
                if is_same && one.kind == ActionKind::Link && other.kind != ActionKind::Reactivate && other.kind > one.kind {
                    prop_assert!(is_before, "{one:?} before {other:?}");
                }
                if is_same && one.kind == ActionKind::Reactivate && other.kind > one.kind {
                    prop_assert!(is_before, "{one:?} before {other:?}");
                }
            }
        }
    }

    #[test]
    fn a_part_holds_what_was_asked_for_and_nothing_whose_need_was_left_out(
        world in company(), bits in any::<u64>(), kinds in 0u8..128,
    ) {
        let (_, plan) = planned!(world);
        let part = part(&plan, bits, kinds);
        let gone = without(&plan, |_, action| !is_in(&part, action));
        let mut narrowed = plan.clone();
        narrowed.narrow(&part);
        let stay: Vec<&Action> = plan.actions.iter().enumerate().filter(|(at, _)| !gone.contains(at)).map(|(_, action)| action).collect();
        prop_assert_eq!(narrowed.actions.iter().collect::<Vec<_>>(), stay);
        assert_limits_fit(&narrowed)?;
        assert_listed(&narrowed, gone.iter().map(|at| &plan.actions[*at]).filter(|action| action.held.is_none()))?;
        if part.scope.is_one_person() {
            prop_assert!(!narrowed.is_over_limit());
        }
        if part == Part::default() {
            prop_assert_eq!(narrowed, plan);
        }
    }

    #[test]
    fn g1_what_a_limit_concerns_is_held_with_all_that_needs_it_and_nothing_is_over_it(
        world in company(), bits in any::<u64>(),
    ) {
        let (_, mut plan) = planned!(world);
        // More than any small company breaks by itself.
        for (at, limit) in plan.limits.iter_mut().enumerate() {
            if is_picked(bits, at) {
                limit.allowed = Some(usize::from(is_picked(bits, at + 7)));
            }
        }
        let mut held = plan.clone();
        held.hold_over_limit();
        prop_assert!(!held.is_over_limit(), "{:?}", held.limits);
        assert_limits_fit(&held)?;
        prop_assert_eq!(held.actions.len(), plan.actions.len());
        let is_new = |at: usize| held.actions[at].held.is_some() && plan.actions[at].held.is_none();
        let concerned = |at: usize| {
            let position = u32::try_from(at).unwrap();
            plan.limits.iter().any(|limit| limit.is_over() && limit.actions.contains(&position))
        };
        for (at, action) in held.actions.iter().enumerate() {
            let code = action.held.as_ref().map(|hold| hold.code);
            match code {
                _ if !is_new(at) => prop_assert_eq!(action, &plan.actions[at]),
                Some(HoldCode::OverLimit) => {
                    prop_assert!(concerned(at), "{:?}", action);
                }
                code => prop_assert_eq!(code, Some(HoldCode::Follows)),
            }
            prop_assert!(!concerned(at) || action.held.is_some(), "{:?}", action);
        }
        let waits = without(&plan, |at, _| is_new(at));
        prop_assert!(waits.iter().all(|at| held.actions[*at].held.is_some()), "something goes without what it needs");
        assert_listed(&held, held.actions.iter().enumerate().filter(|(at, _)| is_new(*at)).map(|(_, action)| action))?;
        let mut again = held.clone();
        again.hold_over_limit();
        prop_assert_eq!(again, held);
    }

    #[test]
    fn g1_only_the_right_count_lets_a_limit_pass(world in company(), off in 1usize..5) {
        let (_, mut plan) = planned!(world);
        for limit in &mut plan.limits {
            limit.allowed = Some(0);
        }
        let right: Vec<(Counted, usize)> = Counted::ALL.iter().map(|counted| (*counted, plan.count(*counted))).collect();
        for (at, (counted, _)) in right.iter().enumerate() {
            let mut wrong = right.clone();
            wrong[at].1 += off;
            let mut unchanged = plan.clone();
            let miscount = unchanged.waive_counted(&wrong).unwrap_err();
            prop_assert_eq!((miscount.counted, miscount.said), (*counted, miscount.planned + off));
            prop_assert_eq!(&unchanged, &plan);
            // One alone lets its own limits pass, and no others.
            let mut one = plan.clone();
            one.waive_counted(&right[at..=at]).unwrap();
            for limit in &one.limits {
                prop_assert_eq!(limit.is_waived, limit.counted() == *counted);
            }
        }
        plan.waive_counted(&right).unwrap();
        prop_assert!(!plan.is_over_limit());
    }

    #[test]
    fn a8_an_exact_plan_is_the_one_that_was_seen(world in company(), bits in any::<u64>()) {
        let (_, plan) = planned!(world);
        let changed: Vec<bool> = (0..plan.actions.len()).map(|at| is_picked(bits, at)).collect();
        let exact = plan.clone().exactly(plan.clone(), &changed);
        prop_assert_eq!(&exact.plan.actions, &plan.actions);
        for (at, action) in (0u32..).zip(&plan.actions) {
            let expected = (action.held.is_none() && changed[at as usize]).then_some(Outdated::Changed);
            prop_assert_eq!(exact.outdated.get(&at).copied(), expected);
        }
        assert_limits_fit(&exact.plan)?;
        for limit in &exact.plan.limits {
            prop_assert!(limit.actions.iter().all(|at| !exact.outdated.contains_key(at)));
        }

        // Of a plan that has been carried out nothing is left, and nothing new comes in.
        let mut after = world.clone();
        let applied: Vec<Action> = plan.actions.iter().filter(|action| action.held.is_none()).cloned().collect();
        after.apply(&applied);
        let (_, now) = planned!(after);
        let unchanged = vec![false; plan.actions.len()];
        let exact = plan.clone().exactly(now.clone(), &unchanged);
        prop_assert_eq!(&exact.plan.actions, &plan.actions);
        for (at, action) in (0u32..).zip(&plan.actions).filter(|(_, action)| action.held.is_none()) {
            let is_planned = now.actions.iter().any(|other| {
                other.held.is_none() && (other.kind, other.employee, &other.profile) == (action.kind, action.employee, &action.profile)
            });
            prop_assert!(is_planned || exact.outdated.get(&at) == Some(&Outdated::NotPlanned), "{:?}", action);
        }
    }
}

/// The properties above say nothing where nothing is planned, so it is counted that they have something to look at.
#[test]
fn the_generated_plans_have_chains_limits_and_bases() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut chains, mut needed, mut bases) = (0, 0, 0);
    for _ in 0..1_000 {
        let world: World = company().new_tree(&mut runner).unwrap().current();
        let links = world.links();
        let Ok(plan) = make(&world.snapshot, &world.policy, &world.state, &links) else {
            continue;
        };
        chains += plan
            .waves()
            .iter()
            .flatten()
            .filter(|chain| chain.len() > 1)
            .count();
        needed += plan
            .actions
            .iter()
            .filter(|action| action.held.is_none())
            .flat_map(Action::needed_by)
            .count();
        bases += settled_bases(&world.snapshot, &world.policy, &world.state, &links).len();
    }
    assert!(
        chains > 50 && needed > 100 && bases > 100,
        "{chains} {needed} {bases}"
    );
}
