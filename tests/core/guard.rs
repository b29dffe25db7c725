//! Rules G1 and G3.

use crate::world::{TODAY, World, id, instant, okta};
use jiff::civil::date;
use koppel::core::employee::Day;
use koppel::core::plan::{AccessReason, ActionKind, HoldCode, LimitCode, Part, RemarkCode, RunScope};
use koppel::core::policy::{Limit, Rehire};
use koppel::core::profile::ProfileStatus;
use koppel::core::state::Staging;
use koppel::core::value::{Text, Value};

/// `count` linked people with the numbers from 1 on, none of whom has a department.
fn company(count: u64) -> World {
    let mut world = World::new();
    for number in 1..=count {
        world.linked(number, &format!("00u{number}"), "Anna", &format!("Weiß{number}"));
    }
    world
}

#[test]
fn g1_unannounced_leavers_are_one_percent_and_at_least_three() {
    let mut world = company(40);
    for number in 1..=3 {
        world.leave(number);
    }
    assert_eq!(world.over(), []);
    assert_eq!(world.plan().applicable().count(), 3);
    world.leave(4);
    assert_eq!(world.over(), [LimitCode::Unannounced]);
    let plan = world.plan();
    assert_eq!(plan.applicable().count(), 0, "over a limit nothing is applied");
    assert!(plan.has_changes());
    assert_eq!(
        plan.limits[0].actions,
        [0, 1, 2, 3],
        "and everyone concerned is listed"
    );
    assert_eq!(world.access().len(), 4);
    assert!(world.access().iter().all(|one| one.2 == AccessReason::OverLimit));
}

#[test]
fn g1_announced_leavers_have_a_limit_of_their_own() {
    let mut world = company(100);
    for number in 1..=6 {
        world.leave(number).termination_date = Day::On(TODAY);
        let seen = (TODAY, instant("2026-11-29T07:05:00Z"));
        world.state.past.terminations.insert(id(number), seen);
    }
    assert_eq!(world.over(), [LimitCode::Deactivations], "six of a hundred");
    world.policy.limits.deactivations = Limit::Count(6);
    assert_eq!(world.over(), []);
    assert!(world.plan().actions.iter().all(|action| action.announced));
    for (end, seen_end, seen_at) in [
        (Day::On(TODAY), TODAY, "2026-11-29T07:05:01Z"),
        (Day::On(TODAY), date(2026, 12, 31), "2026-11-01T00:00:00Z"),
        (Day::Empty, TODAY, "2026-11-01T00:00:00Z"),
        (
            Day::On(date(2026, 12, 1)),
            date(2026, 12, 1),
            "2026-11-01T00:00:00Z",
        ),
    ] {
        let mut world = company(1);
        world.leave(1).termination_date = end;
        world
            .state
            .past
            .terminations
            .insert(id(1), (seen_end, instant(seen_at)));
        assert!(!world.plan().actions[0].announced, "{end:?} {seen_end} {seen_at}");
    }
}

#[test]
fn g1_never_more_than_half_of_a_department_with_five_links() {
    for (size, leavers, is_over) in [(5, 2, false), (5, 3, true), (6, 3, false), (4, 3, false)] {
        let mut world = company(10);
        world.policy.limits.unannounced = Limit::Percent(100);
        for number in 1..=size {
            world.says(number, "department", Value::text("Sales"));
            world.sent(&format!("00u{number}"), "department", Value::text("Sales"));
            world.holds(&format!("00u{number}"), "department", Value::text("Sales"));
        }
        for number in 1..=leavers {
            world.leave(number);
        }
        let over = world.over() == [LimitCode::Department];
        assert_eq!(over, is_over, "{leavers} of {size}");
    }
}

#[test]
fn g1_every_kind_of_change_has_a_limit() {
    type Bend = fn(&mut World, u64);
    let cases: [(LimitCode, Bend); 5] = [
        (LimitCode::Creations, |world, number| {
            world.newcomer(100 + number, "Zoe", &format!("Adam{number}"));
        }),
        (LimitCode::Emptied, |world, number| {
            let okta_id = format!("00u{number}");
            world.sent(&okta_id, "title", Value::text("Clerk"));
            world.holds(&okta_id, "title", Value::text("Clerk"));
        }),
        (LimitCode::Changed, |world, number| {
            world.says(number, "department", Value::text("Sales"));
        }),
        (LimitCode::Relinks, |world, number| {
            world.remove(&format!("00u{number}"), Staging::Confirmed);
        }),
        (LimitCode::EmailChanges, |world, number| {
            let okta_id = format!("00u{number}");
            let email = world.profile(&okta_id).email.clone().unwrap();
            world.sent(&okta_id, "email", Value::Text(email));
            world.employee(number).email = Value::text(&format!("new{number}@example.com"));
        }),
    ];
    for (code, bend) in cases {
        let mut world = company(10);
        for number in 1..=3 {
            bend(&mut world, number);
        }
        assert_eq!(world.over(), [], "{code:?}");
        bend(&mut world, 4);
        assert!(world.over().contains(&code), "{code:?}: {:?}", world.over());
        assert_eq!(world.plan().applicable().count(), 0);
    }
}

#[test]
fn g1_a_slow_leak_is_a_leak() {
    let mut world = company(40);
    world.leave(1);
    world.state.past.last_day.unannounced = 2;
    assert_eq!(world.over(), []);
    world.state.past.last_day.unannounced = 3;
    assert_eq!(world.over(), [LimitCode::Unannounced]);
    world.employee(1).status = koppel::core::EmployeeStatus::Active;
    assert_eq!(world.over(), [], "a plan that adds nothing breaks no limit");
}

#[test]
fn g1_a_bare_number_is_exact_and_a_hundred_percent_switches_off() {
    let mut world = company(10);
    world.leave(1);
    world.policy.limits.unannounced = Limit::Count(0);
    assert_eq!(world.over(), [LimitCode::Unannounced]);
    world.policy.limits.unannounced = Limit::Count(1);
    assert_eq!(world.over(), []);
    for number in 1..=10 {
        world.leave(number);
    }
    world.policy.limits.unannounced = Limit::Percent(100);
    assert_eq!(world.over(), []);
}

#[test]
fn g1_held_actions_do_not_count() {
    let mut world = company(40);
    for number in 1..=4 {
        world.leave(number);
    }
    world
        .policy
        .protected
        .insert(Text::const_new("anna.weiß1@example.com"));
    assert_eq!(world.over(), []);
    assert_eq!(world.plan().applicable().count(), 3);
}

#[test]
fn g1_links_that_this_run_writes_count_for_what_it_changes_and_not_for_whom_it_ends() {
    let mut world = company(30);
    world.policy.link_auto = true;
    for number in 1..=30 {
        world.profile(&format!("00u{number}")).number = None;
    }
    for number in 1..=6 {
        world.says(number, "department", Value::text("Sales"));
    }
    assert_eq!(world.over(), [], "six of thirty change");
    for number in 31..=34 {
        world.linked(number, &format!("00u{number}"), "Bernd", &format!("Krug{number}"));
        world.leave(number);
    }
    assert_eq!(world.over(), [LimitCode::Unannounced]);
}

fn owner() -> World {
    let mut world = company(1);
    world.snapshot.directory.token_owner = Some(okta("00u1"));
    world
}

#[test]
fn g3_the_tokens_owner_and_protected_logins_are_never_deactivated_but_updated() {
    let mut by_login = company(1);
    by_login
        .policy
        .protected
        .insert(Text::const_new("anna.weiß1@example.com"));
    by_login.profile("00u1").login = Text::const_new("Anna.Weiß1@Example.com");
    for mut world in [owner(), by_login] {
        world.says(1, "department", Value::text("Sales"));
        world.leave(1);
        assert_eq!(world.kinds(), [ActionKind::Update]);
        assert_eq!(world.holds_for(), [(ActionKind::Deactivate, HoldCode::Protected)]);
        assert_eq!(
            world.access(),
            [(1, "00u1".to_owned(), AccessReason::Hold(HoldCode::Protected))]
        );
    }
}

#[test]
fn g3_a_protected_profile_is_never_unlinked_or_moved() {
    let mut removed = owner();
    removed.remove("00u1", Staging::Confirmed);
    assert_eq!(removed.holds_for(), [(ActionKind::Unlink, HoldCode::Protected)]);
    let mut loses = owner();
    loses.account("00u2", "Bernd", "Krug");
    loses.assign("00u2", 1).may_move = true;
    assert_eq!(loses.kinds(), []);
    let mut moved = owner();
    moved.hire(2, "Bernd", "Krug");
    moved.assign("00u1", 2).may_move = true;
    assert_eq!(moved.kinds(), []);
    assert!(
        moved
            .holds_for()
            .contains(&(ActionKind::Link, HoldCode::Protected))
    );
}

#[test]
fn g3_whom_the_settings_name_and_nobody_is_gets_a_remark() {
    let mut world = company(1);
    world.profile("00u1").login = Text::const_new("Anna.Weiß@example.com");
    world
        .policy
        .protected
        .insert(Text::const_new("anna.weiß@example.com"));
    world.policy.exclude.insert(id(1));
    assert_eq!(world.remarks(), [], "they are there");
    world
        .policy
        .protected
        .insert(Text::const_new("amdin@example.com"));
    world
        .policy
        .aside
        .insert(Text::const_new("svc-bakup@example.com"));
    world.policy.exclude.insert(id(4711));
    let remark = |key: &'static str, name: &'static str| RemarkCode::NamesNobody {
        key: Text::const_new(key),
        name: Text::const_new(name),
    };
    assert_eq!(
        world.remarks(),
        [
            remark("link.ignore_employees", "4711"),
            remark("safety.protected", "amdin@example.com"),
            remark("link.ignore_profiles", "svc-bakup@example.com"),
        ]
    );
}

#[test]
fn g3_without_the_tokens_owner_nobody_is_deactivated() {
    let mut world = company(1);
    world.leave(1);
    assert_eq!(world.kinds(), [ActionKind::Deactivate]);
    world.snapshot.directory.token_owner = None;
    assert_eq!(
        world.holds_for(),
        [(ActionKind::Deactivate, HoldCode::TokenOwnerUnknown)]
    );
}

fn forty_linked() -> World {
    let mut world = World::new();
    for number in 1..=40 {
        world.linked(
            number,
            &format!("00u{number}"),
            &format!("Anna{number}"),
            &format!("Berg{number}"),
        );
    }
    world.remember();
    world
}

/// What a fresh plan says of a limit is not said of the plan that a person saw, and whom they left out is listed.
#[test]
fn d5_a_plan_that_was_seen_lists_just_those_whom_it_does_not_end() {
    let mut world = forty_linked();
    for number in 1..=5 {
        world.leave(number);
    }
    let now = world.plan();
    assert!(now.is_over_limit());
    let mut seen = now.clone();
    // Two of them in this run, one held, two taken out.
    seen.leave_out(|action| action.employee.is_some_and(|employee| employee.0 > 3));
    seen.actions[2].held = Some(koppel::core::plan::Hold::new(HoldCode::ByPerson));
    let exact = seen.clone().exactly(now, &vec![false; seen.actions.len()]).plan;
    assert!(!exact.is_over_limit());
    let listed: Vec<(u64, AccessReason)> = exact
        .still_have_access
        .iter()
        .map(|access| (access.employee.0, access.reason))
        .collect();
    assert_eq!(
        listed,
        [
            (3, AccessReason::Hold(HoldCode::ByPerson)),
            (4, AccessReason::NotInThisRun),
            (5, AccessReason::NotInThisRun),
        ]
    );
}

/// Stale is not done: who has left and was brought back in Okta meanwhile is listed.
#[test]
fn d5_a_leaver_who_changed_since_the_plan_was_seen_is_listed() {
    let mut world = forty_linked();
    world.leave(1);
    let plan = world.plan();
    let has_changed = vec![true; plan.actions.len()];
    let exact = plan.clone().exactly(plan, &has_changed);
    assert_eq!(exact.outdated.len(), 1);
    let listed = exact.plan.still_have_access.iter();
    let listed: Vec<(u64, AccessReason)> = listed.map(|access| (access.employee.0, access.reason)).collect();
    assert_eq!(listed, [(1, AccessReason::NotInThisRun)]);
}

#[test]
fn g1_reactivations_count_as_creations() {
    let mut world = World::new();
    world.policy.rehire = Rehire::Reactivate;
    for (number, last) in (1..).zip(["Weiß", "Krug", "Dorn", "Lang", "Otto"]) {
        let okta_id = format!("00u{number}");
        world.linked(number, &okta_id, "Anna", last);
        world.profile(&okta_id).status = ProfileStatus::Deprovisioned;
        world.state.past.deactivated.insert(okta(&okta_id));
    }
    let plan = world.plan();
    assert_eq!(plan.summary.reactivate, 5);
    let limit = plan
        .limits
        .iter()
        .find(|limit| limit.code == LimitCode::Creations)
        .unwrap();
    assert_eq!(
        (limit.planned, limit.allowed, limit.is_over()),
        (5, Some(3), true)
    );
    assert_eq!(plan.applicable().count(), 0, "one bad import brings nobody back");
}

#[test]
fn g1_only_whom_somebody_named_is_one_person() {
    let mut world = World::new();
    world.policy.limits.deactivations = Limit::Count(0);
    world.policy.limits.unannounced = Limit::Count(0);
    world.linked(1, "00u1", "Anna", "Weiß");
    world.leave(1);
    let applied = |scope: RunScope| {
        let mut plan = world.plan();
        plan.narrow(&Part { kinds: None, scope });
        plan.applicable().count()
    };
    assert_eq!(applied(RunScope::Everybody), 0);
    assert_eq!(
        applied(RunScope::People(vec![id(1)])),
        0,
        "a list of one is a list"
    );
    assert_eq!(applied(RunScope::OnePerson(id(1))), 1);
}

#[test]
fn g1_a_links_plan_with_one_link_carries_nobody_elses_reactivation() {
    let mut world = World::new();
    world.policy.rehire = Rehire::Reactivate;
    world.linked(1, "00u1", "Anna", "Weiß");
    world.profile("00u1").status = ProfileStatus::Deprovisioned;
    world.state.past.deactivated.insert(okta("00u1"));
    world.hire(2, "Bernd", "Krug");
    world.account("00u2", "Xaver", "Yps");
    world.assign("00u2", 2);
    let mut plan = world.plan();
    assert_eq!(plan.summary.reactivate, 1);
    plan.narrow(&Part {
        kinds: Some(vec![ActionKind::Unlink, ActionKind::Link, ActionKind::Reactivate]),
        scope: RunScope::People(vec![id(2)]),
    });
    let left: Vec<_> = plan
        .actions
        .iter()
        .map(|action| (action.kind, action.employee))
        .collect();
    assert_eq!(left, [(ActionKind::Link, Some(id(2)))]);
}
