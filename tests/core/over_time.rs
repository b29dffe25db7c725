//! Faults that the long run found, each as the shortest story that shows it.

use crate::world::{World, id, okta};
use koppel::core::link::{PairBy, PairKind};
use koppel::core::plan::{AccessReason, ActionKind, HoldCode, LimitCode, RemarkCode};
use koppel::core::policy::Limit;
use koppel::core::profile::ProfileStatus;
use koppel::core::state::{LinkRemoval, Staging};
use koppel::core::value::{Text, Value};

/// Okta refused this action, and nothing changed since.
fn refuse(world: &mut World, kind: ActionKind) {
    let plan = world.plan();
    let action = plan.actions.iter().find(|action| action.kind == kind).unwrap();
    let mut profiles = world.snapshot.directory.profiles.iter();
    let last_updated = profiles
        .find(|profile| Some(&profile.id) == action.profile.as_ref())
        .and_then(|profile| profile.last_updated);
    let fingerprint = action.fingerprint(last_updated);
    world
        .state
        .past
        .refused
        .insert(fingerprint, "E0000023".to_owned());
}

#[test]
fn l7_a_removal_takes_only_the_id_that_stood_there_when_it_was_decided() {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiß");
    world.hire(2, "Bernd", "Krug");
    let removal = LinkRemoval {
        employee: Some(id(2)),
        staging: Staging::Confirmed,
    };
    world.state.decisions.removals.insert(okta("00u1"), removal);
    assert_eq!(world.kinds(), [], "somebody put the right ID there meanwhile");
    assert!(world.remarks().contains(&RemarkCode::DecisionVoid));
}

#[test]
fn l6_an_id_typed_into_a_strange_live_profile_takes_the_link_from_no_deactivated_one() {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiß");
    world.leave(1);
    world.profile("00u1").status = ProfileStatus::Deprovisioned;
    world.state.past.deactivated.insert(okta("00u1"));
    world.account("00u2", "Bernd", "Krug").number = Some(Text::const_new("1"));
    assert_eq!(world.conflicts(), []);
    assert_eq!(
        world.pairs(),
        [("00u1".to_owned(), 1, PairKind::Linked, PairBy::Number)]
    );
    assert_eq!(
        world.access(),
        [(1, "00u2".to_owned(), AccessReason::SecondAccount)]
    );
}

/// The old record is inactive; a person moves its profile to the new one.
fn moved() -> World {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiß");
    world.leave(1);
    world.newcomer(2, "Anna", "Weiß");
    world.assign("00u1", 2).may_move = true;
    world
}

#[test]
fn p4_a_third_record_is_asked_about_while_the_move_to_the_second_is_pending() {
    let mut world = moved();
    world.newcomer(3, "Anna", "Weiß").email = Value::text("third@example.com");
    world.assign("00u1", 2).staging = Staging::Staged;
    world
        .state
        .decisions
        .assignments
        .get_mut(&okta("00u1"))
        .unwrap()
        .may_move = true;
    assert!(
        world
            .holds_for()
            .contains(&(ActionKind::Provision, HoldCode::SecondRecord))
    );
    assert_eq!(world.kinds(), []);
}

#[test]
fn p4_a_link_that_okta_refused_gives_nobody_a_link() {
    let mut world = World::new();
    world.linked(1, "00u1", "Bob", "Smith");
    world.leave(1);
    world.hire(2, "Bob", "Smith").email = Value::text("bob.smith@example.com");
    world.account("00u2", "Xaver", "Yps");
    world.assign("00u2", 2);
    assert!(
        world.kinds().contains(&ActionKind::Deactivate),
        "linked in the same run"
    );
    refuse(&mut world, ActionKind::Link);
    assert_eq!(world.kinds(), []);
    assert!(
        world
            .holds_for()
            .contains(&(ActionKind::Deactivate, HoldCode::SecondRecord))
    );
}

#[test]
fn d5_a_leaver_whose_profile_was_to_move_is_listed_when_it_does_not() {
    let listed = |world: &World| {
        world
            .access()
            .into_iter()
            .map(|(employee, _, reason)| (employee, reason))
            .collect::<Vec<_>>()
    };
    assert_eq!(listed(&moved()), [], "the move ends it");
    let mut refused = moved();
    refuse(&mut refused, ActionKind::Link);
    assert_eq!(listed(&refused), [(1, AccessReason::Refused)]);
    let mut over = moved();
    over.policy.limits.relinks = Limit::Count(0);
    let plan = over.plan();
    assert!(
        plan.limits
            .iter()
            .any(|limit| limit.code == LimitCode::Relinks && limit.is_over())
    );
    assert_eq!(listed(&over), [(1, AccessReason::OverLimit)]);
    let mut held = plan;
    held.hold_over_limit();
    let reasons: Vec<_> = held
        .still_have_access
        .iter()
        .map(|access| access.reason)
        .collect();
    assert_eq!(reasons, [AccessReason::Hold(HoldCode::OverLimit)]);
}

#[test]
fn u8_nobody_comes_back_whose_link_is_not_written() {
    let mut world = moved();
    world.profile("00u1").status = ProfileStatus::Deprovisioned;
    assert_eq!(world.kinds()[..2], [ActionKind::Reactivate, ActionKind::Link]);
    let mut over = world.clone();
    over.policy.limits.relinks = Limit::Count(0);
    let mut plan = over.plan();
    plan.hold_over_limit();
    assert_eq!(plan.applicable().count(), 0);
    refuse(&mut world, ActionKind::Link);
    assert_eq!(world.kinds(), []);
}

#[test]
fn l7_no_profile_gives_up_an_id_for_a_link_that_okta_refused() {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiß");
    world.account("00u2", "Bernd", "Krug");
    world.assign("00u2", 1).may_move = true;
    assert_eq!(world.kinds()[..2], [ActionKind::Unlink, ActionKind::Link]);
    refuse(&mut world, ActionKind::Link);
    assert_eq!(world.kinds(), []);
}

#[test]
fn d5_a_live_profile_of_nobody_with_a_leavers_email_is_listed() {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiß");
    world.leave(1);
    world.profile("00u1").status = ProfileStatus::Deprovisioned;
    world.account("00u2", "Anna", "Weiß").email = Some(Text::const_new("anna.weiß@example.com"));
    assert_eq!(
        world.access(),
        [(1, "00u2".to_owned(), AccessReason::SecondAccount)]
    );
}

#[test]
fn d5_a_leaver_whose_id_somebody_took_out_in_okta_is_listed() {
    let mut world = World::new();
    world.found(1, "00u1", "Anna", "Weiß");
    world.state.past.agreed_links.insert((okta("00u1"), id(1)));
    world.profile("00u1").number = None;
    world.profile("00u1").email = Some(Text::const_new("private@example.org"));
    world.leave(1);
    let listed = [(1, "00u1".to_owned(), AccessReason::SecondAccount)];
    assert_eq!(world.access(), listed);
    world.snapshot.roster.employees.clear();
    world.hire(2, "Bernd", "Krug");
    assert_eq!(world.access(), listed, "gone from Personio, too");
    world.reject("00u1", 1);
    assert_eq!(world.access(), [], "a person said that it is not theirs");
}

#[test]
fn l6_an_id_typed_into_a_namesakes_profile_ends_nobody() {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Berg");
    world.leave(1);
    world.profile("00u1").status = ProfileStatus::Deprovisioned;
    world.account("00u2", "Anna", "Berg").number = Some(Text::const_new("1"));
    assert_eq!(world.kinds(), []);
    assert_eq!(
        world.access(),
        [(1, "00u2".to_owned(), AccessReason::SecondAccount)]
    );
}

#[test]
fn l7_an_id_that_was_moved_in_okta_to_a_namesakes_profile_ends_nobody_before_a_person_decided() {
    let mut world = World::new();
    world.found(1, "00u1", "Anna", "Berg");
    world.state.past.agreed_links.insert((okta("00u1"), id(1)));
    world.state.past.links.insert(okta("00u1"), id(1));
    world.profile("00u1").number = None;
    world.account("00u2", "Anna", "Berg").number = Some(Text::const_new("1"));
    world.leave(1);
    world.employee(1).email = Value::text("private@example.org");
    assert_eq!(
        world.holds_for(),
        [(ActionKind::Deactivate, HoldCode::LinkChanged)]
    );
    let listed: Vec<String> = world
        .access()
        .into_iter()
        .map(|(_, profile, _)| profile)
        .collect();
    assert_eq!(listed, ["00u1", "00u2"]);
}

#[test]
fn d5_a_leaver_who_was_listed_stays_so_when_hr_clears_the_email() {
    let mut world = World::new();
    world.hire(1, "Anna", "Weiß");
    world.leave(1);
    world.account("00u1", "Anna", "Weiß");
    assert_eq!(world.access().len(), 1, "an unlinked leaver");
    world.state.past.listed_leavers.insert((okta("00u1"), id(1)), 7);
    world.employee(1).email = Value::Empty;
    assert_eq!(
        world.access(),
        [(1, "00u1".to_owned(), AccessReason::SecondAccount)]
    );
}
