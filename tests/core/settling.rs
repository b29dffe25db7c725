//! What holds of every plan about what needs no call: bases that settle, refusals that are remembered, reviews that are
//! closed.

use crate::applying::{config, is_picked, planned, without};
use crate::company::company;
use koppel::core::link::{LinkReport, PairBy, PairKind};
use koppel::core::plan::{Action, ActionKind, Closing, HoldCode, Plan, RemarkCode, make, settled_bases};
use koppel::core::{EmployeeId, Text};
use proptest::prelude::*;
use rustc_hash::FxHashMap;

proptest! {
    #![proptest_config(config())]

    #[test]
    fn u2_bases_that_settle_without_a_call_change_no_plan_and_settle_once(world in company()) {
        let (links, plan) = planned!(world);
        let settled = settled_bases(&world.snapshot, &world.policy, &world.state, &links);
        let mut known = world.clone();
        for one in settled.iter().filter(|one| !one.with_the_link) {
            for (attribute, base) in &one.bases {
                known.state.bases.entry(one.profile.clone()).or_default().insert(attribute.clone(), base.clone());
            }
        }
        let (links, again) = planned!(known);
        prop_assert_eq!(&again.actions, &plan.actions);
        let rest = settled_bases(&known.snapshot, &known.policy, &known.state, &links);
        prop_assert!(rest.iter().all(|one| one.with_the_link), "{rest:?}");

        // A link brings its bases, and nothing is sent afterwards that was not sent with it.
        let applied: Vec<Action> = plan.applicable().cloned().collect();
        known.apply(&applied);
        for one in settled.iter().filter(|one| one.with_the_link) {
            let is_written = applied.iter().any(|action| action.kind == ActionKind::Link && action.profile.as_ref() == Some(&one.profile));
            for (attribute, base) in one.bases.iter().filter(|_| is_written) {
                known.state.bases.entry(one.profile.clone()).or_default().insert(attribute.clone(), base.clone());
            }
        }
        let (_, after) = planned!(known);
        for one in settled.iter().filter(|one| one.with_the_link) {
            let names: Vec<&Text> = one.bases.iter().map(|(name, _)| name).collect();
            let is_resent = after.applicable().any(|action| {
                action.kind == ActionKind::Update
                    && action.profile.as_ref() == Some(&one.profile)
                    && action.changes.iter().any(|change| names.contains(&&change.attribute))
            });
            prop_assert!(!is_resent, "{one:?}");
        }
    }

    #[test]
    fn a6_what_was_refused_is_a_remark_and_what_needs_it_waits(world in company(), bits in any::<u64>()) {
        let (_, plan) = planned!(world);
        let updated: FxHashMap<_, _> = world.snapshot.directory.profiles.iter().map(|profile| (&profile.id, profile.last_updated)).collect();
        let last_updated = |action: &Action| action.profile.as_ref().and_then(|id| updated[id]);
        let is_refused = |at: usize, action: &Action| action.held.is_none() && is_picked(bits, at);
        let mut refused = world.clone();
        for (_, action) in plan.actions.iter().enumerate().filter(|(at, action)| is_refused(*at, action)) {
            let words = format!("E0000023 {:?}", action.kind);
            refused.state.past.refused.insert(action.fingerprint(last_updated(action)), words);
        }
        let (_, again) = planned!(refused);
        let waits = without(&plan, is_refused);
        let is_link_refused = |employee: Option<EmployeeId>| {
            plan.actions.iter().enumerate().any(|(at, action)| {
                action.kind == ActionKind::Link && action.employee == employee && (is_refused(at, action) || waits.contains(&at))
            })
        };
        let mut left = again.actions.iter();
        for (at, action) in plan.actions.iter().enumerate() {
            if is_refused(at, action) {
                let words = Text::from(format!("E0000023 {:?}", action.kind));
                let code = RemarkCode::RefusedBefore { kind: action.kind, words };
                let is_remark = again.remarks.iter().any(|remark| remark.employee == action.employee && remark.profile == action.profile && remark.code == code);
                prop_assert!(is_remark, "{:?}", action);
                continue;
            }
            let now = left.next().unwrap();
            prop_assert_eq!((now.kind, now.employee, &now.profile), (action.kind, action.employee, &action.profile));
            // Rule P4: whose own link is refused may be the one who left.
            let asks = now.held.as_ref().is_some_and(|hold| hold.code == HoldCode::SecondRecord && is_link_refused(hold.employee));
            prop_assert_eq!(now.held.is_some(), action.held.is_some() || waits.contains(&at) || asks, "{:?}", now);
        }
        prop_assert_eq!(left.next(), None);
        let leavers = plan.actions.iter().enumerate().filter(|(at, action)| is_refused(*at, action)).map(|(_, action)| action);
        let leavers = leavers.filter(|action| action.kind == ActionKind::Deactivate);
        for action in leavers {
            let is_listed = again.still_have_access.iter().any(|access| Some(&access.profile) == action.profile.as_ref());
            prop_assert!(is_listed, "{:?}", action);
        }
    }

    #[test]
    fn p2_closing_the_review_covers_exactly_what_it_named(world in company()) {
        let (links, plan) = planned!(world);
        let closing = Closing::of(&world.snapshot, &links, &plan);
        prop_assert_eq!(&closing.covered, &creations(&plan));
        prop_assert_eq!(closing.pairs.len(), by_email(&links));
        let mut closed = world.clone();
        closed.state.review = closing.review(world.snapshot.moment.now);
        let (_, then) = planned!(closed);
        prop_assert!(then.review_is_closed);
        for action in &then.actions {
            let code = action.held.as_ref().map(|hold| hold.code);
            let is_about_the_review = matches!(code, Some(HoldCode::ReviewOpen | HoldCode::LaterPair));
            prop_assert!(!is_about_the_review, "{:?}", action);
        }
        prop_assert_eq!(creations(&then), closing.covered);
    }
}

fn creations(plan: &Plan) -> Vec<EmployeeId> {
    let actions = plan
        .actions
        .iter()
        .filter(|action| action.kind == ActionKind::Provision)
        .filter(|action| {
            action
                .held
                .as_ref()
                .is_none_or(|hold| hold.code == HoldCode::ReviewOpen)
        });
    let mut creations: Vec<EmployeeId> = actions.filter_map(|action| action.employee).collect();
    creations.sort_unstable();
    creations
}

fn by_email(links: &LinkReport) -> usize {
    links
        .pairs
        .iter()
        .filter(|pair| pair.kind == PairKind::ToLink && pair.by == PairBy::Email)
        .count()
}
