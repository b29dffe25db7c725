//! Rules D1 to D6 and A1.

use crate::world::{TODAY, World, id, instant, okta};
use jiff::civil::date;
use koppel::core::employee::Day;
use koppel::core::plan::{AccessReason, ActionKind, HoldCode, Misfit, RemarkCode, SkipReason};
use koppel::core::policy::Rehire;
use koppel::core::profile::ProfileStatus;
use koppel::core::schema::Mutability;
use koppel::core::state::{AsideKind, Staging};
use koppel::core::value::{Text, Value};

fn leaver() -> World {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiß");
    world.leave(1);
    world
}

#[test]
fn d1_an_inactive_employee_is_deactivated_from_whatever_known_status() {
    for word in [
        "STAGED",
        "PROVISIONED",
        "ACTIVE",
        "RECOVERY",
        "PASSWORD_EXPIRED",
        "LOCKED_OUT",
        "SUSPENDED",
    ] {
        let mut world = leaver();
        world.profile("00u1").status = ProfileStatus::from_word(word);
        world.says(1, "department", Value::text("Sales"));
        assert_eq!(
            world.kinds(),
            [ActionKind::Deactivate],
            "{word}, and nothing else"
        );
    }
    let mut world = leaver();
    world.profile("00u1").status = ProfileStatus::Deprovisioned;
    assert_eq!(world.actions(), [], "done already");
}

#[test]
fn d2_an_employee_who_is_gone_is_a_remark_and_no_leaver() {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiß");
    world.linked(2, "00u2", "Bernd", "Krug");
    world.remember();
    world.snapshot.roster.employees.remove(0);
    assert_eq!(world.actions(), []);
    assert_eq!(world.remarks(), [RemarkCode::EmployeeGone(id(1))]);
    assert_eq!(
        world.access(),
        [(1, "00u1".to_owned(), AccessReason::EmployeeGone)]
    );
    world.remove("00u1", Staging::Confirmed);
    assert_eq!(
        world.kinds(),
        [ActionKind::Unlink],
        "unless a person removes the link"
    );
}

#[test]
fn d3_the_status_decides_and_not_the_date() {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiß");
    for (end, remark) in [
        (date(2027, 1, 31), RemarkCode::EndAnnounced(date(2027, 1, 31))),
        (TODAY, RemarkCode::EndAnnounced(TODAY)),
        (date(2026, 11, 29), RemarkCode::EndAnnounced(date(2026, 11, 29))),
        (date(2026, 11, 28), RemarkCode::EndOverdue(date(2026, 11, 28))),
    ] {
        world.employee(1).termination_date = Day::On(end);
        assert_eq!((world.actions(), world.remarks()), (vec![], vec![remark]));
    }
    world.leave(1).termination_date = Day::On(date(2027, 1, 31));
    assert_eq!(
        world.kinds(),
        [ActionKind::Deactivate],
        "inactive before the date"
    );
    world.employee(1).termination_date = Day::Absent;
    assert_eq!(world.kinds(), [ActionKind::Deactivate]);
}

/// Anna is active in Personio, and her profile is deactivated.
fn switched_off() -> World {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiß");
    world.profile("00u1").status = ProfileStatus::Deprovisioned;
    world
}

#[test]
fn d4_who_was_switched_off_in_okta_stays_so_whatever_the_settings_say() {
    for rehire in [Rehire::Ask, Rehire::Reactivate, Rehire::Ignore] {
        let mut world = switched_off();
        world.policy.rehire = rehire;
        assert_eq!(
            (world.actions(), world.remarks()),
            (vec![], vec![RemarkCode::LockedInOkta])
        );
        world.release(HoldCode::LockedInOkta, 1);
        assert_eq!(world.kinds(), [ActionKind::Reactivate]);
    }
}

#[test]
fn d4_who_had_left_and_is_back_is_reactivated_as_the_settings_say() {
    let seen = |world: &mut World| {
        world.state.past.off_while_inactive.insert(okta("00u1"));
    };
    let ours = |world: &mut World| {
        world.state.past.deactivated.insert(okta("00u1"));
    };
    for was_away in [seen as fn(&mut World), ours] {
        let mut world = switched_off();
        was_away(&mut world);
        assert_eq!(world.holds_for(), [(ActionKind::Reactivate, HoldCode::Rehire)]);
        let mut confirmed = world.clone();
        confirmed.release(HoldCode::Rehire, 1);
        assert_eq!(confirmed.kinds(), [ActionKind::Reactivate]);
        world.policy.rehire = Rehire::Reactivate;
        world.says(1, "department", Value::text("Sales"));
        assert_eq!(world.kinds(), [ActionKind::Reactivate, ActionKind::Update]);
        let mut early = world.clone();
        early.employee(1).hire_date = Day::On(date(2026, 12, 1));
        assert_eq!(
            early.skips(),
            [(1, SkipReason::BeforeHireDate(date(2026, 12, 1)))]
        );
        early.policy.activation.on_hire_date = false;
        assert_eq!(early.kinds(), [ActionKind::Reactivate, ActionKind::Update]);
        world.snapshot.moment.clock_is_off = true;
        assert_eq!(world.holds_for(), [(ActionKind::Reactivate, HoldCode::ClockOff)]);
        world.policy.rehire = Rehire::Ignore;
        world.snapshot.moment.clock_is_off = false;
        assert_eq!(world.skips(), [(1, SkipReason::RehireIgnored)]);
        world.leave(1);
        assert_eq!(
            (world.actions(), world.skips()),
            (vec![], vec![]),
            "still inactive"
        );
    }
}

#[test]
fn d5_whoever_left_and_still_has_access_is_listed_with_the_reason() {
    type Bend = fn(&mut World);
    let cases: [(Bend, AccessReason); 5] = [
        (
            |world| {
                world
                    .policy
                    .protected
                    .insert(Text::const_new("anna.weiß@example.com"));
            },
            AccessReason::Hold(HoldCode::Protected),
        ),
        (
            |world| world.profile("00u1").in_transition = true,
            AccessReason::Unsettled,
        ),
        (
            |world| world.remove("00u1", Staging::Staged),
            AccessReason::Hold(HoldCode::Staged),
        ),
        (
            |world| world.set_aside("00u1", AsideKind::Service),
            AccessReason::Aside,
        ),
        (
            |world| world.policy.limits.unannounced = koppel::core::policy::Limit::Count(0),
            AccessReason::OverLimit,
        ),
    ];
    for (bend, reason) in cases {
        let mut world = leaver();
        assert_eq!(world.access(), []);
        bend(&mut world);
        assert_eq!(world.access(), [(1, "00u1".to_owned(), reason)]);
    }
}

#[test]
fn d5_the_live_second_account_of_a_leaver_is_listed() {
    let mut world = leaver();
    world.account("00u2", "Anna", "Admin");
    world.set_aside("00u2", AsideKind::Second(Some(id(1))));
    let listed = [(1, "00u2".to_owned(), AccessReason::SecondAccount)];
    assert_eq!(world.access(), listed);
    assert_eq!(world.kinds(), [ActionKind::Deactivate]);
    world.snapshot.roster.employees.clear();
    world.hire(9, "Zoe", "Yps");
    assert!(world.access().contains(&listed[0]), "gone is no better");
    world.hire(1, "Anna", "Weiß");
    assert_eq!(world.access(), []);
}

#[test]
fn d5_a_profile_that_a_waiting_move_keeps_alive_is_listed() {
    let mut world = leaver();
    world.account("00u2", "Bernd", "Krug");
    let move_ = world.assign("00u2", 1);
    (move_.may_move, move_.staging) = (true, Staging::Staged);
    assert_eq!(world.kinds(), []);
    assert_eq!(
        world.access(),
        [
            (1, "00u1".to_owned(), AccessReason::Hold(HoldCode::Staged)),
            (1, "00u2".to_owned(), AccessReason::Hold(HoldCode::Staged))
        ]
    );
    let mut world = leaver();
    world.hire(2, "Bernd", "Krug");
    let move_ = world.assign("00u1", 2);
    (move_.may_move, move_.staging) = (true, Staging::Staged);
    assert_eq!(world.kinds(), []);
    assert_eq!(
        world.access(),
        [(1, "00u1".to_owned(), AccessReason::Hold(HoldCode::Staged))],
        "the move is pending"
    );
}

#[test]
fn d5_a_leaver_whose_end_waits_for_the_move_of_a_second_profile_is_listed() {
    let mut world = leaver();
    world.account("00u2", "Anna", "Weiß").number = Some(Text::const_new("1"));
    world.hire(2, "Bernd", "Krug");
    let move_ = world.assign("00u2", 2);
    (move_.may_move, move_.staging) = (true, Staging::Staged);
    assert_eq!(world.kinds(), []);
    assert_eq!(
        world.access(),
        [
            (1, "00u1".to_owned(), AccessReason::Hold(HoldCode::Follows)),
            (1, "00u2".to_owned(), AccessReason::Hold(HoldCode::Staged))
        ]
    );
}

#[test]
fn d6_a_missed_leaver_waits_and_is_then_linked_and_deactivated_in_one_run() {
    let mut world = World::new();
    world.hire(1, "Anna", "Weiß");
    world.account("00u1", "Anna", "Weiß");
    world.leave(1);
    assert_eq!(world.holds_for(), [(ActionKind::Link, HoldCode::MissedLeaver)]);
    assert_eq!(
        world.access(),
        [(1, "00u1".to_owned(), AccessReason::Hold(HoldCode::MissedLeaver))]
    );
    world.release(HoldCode::MissedLeaver, 1);
    assert_eq!(world.kinds(), [ActionKind::Link, ActionKind::Deactivate]);
}

#[test]
fn a1_moves_first_then_leavers_then_person_by_person() {
    let mut world = World::new();
    world.newcomer(1, "Zoe", "Yps");
    world.linked(2, "00u2", "Anna", "Weiß");
    world.says(2, "department", Value::text("Sales"));
    world.linked(3, "00u3", "Bernd", "Krug");
    world.leave(3);
    world.linked(4, "00u4", "Carl", "Otto");
    world.account("00u5", "Carla", "Otto").number = Some(Text::const_new("E-9"));
    world.assign("00u5", 4).may_move = true;
    world.linked(6, "00u6", "Doris", "Lang");
    world.profile("00u6").status = ProfileStatus::Staged;
    world.state.past.staged.insert(okta("00u6"));
    world.says(6, "department", Value::text("IT"));
    let order: Vec<(ActionKind, String)> = world
        .actions()
        .into_iter()
        .map(|(kind, whom, _)| (kind, whom))
        .collect();
    let expected = [
        (ActionKind::Unlink, "00u4"),
        (ActionKind::Link, "00u5"),
        (ActionKind::Deactivate, "00u3"),
        (ActionKind::Provision, "zoe.yps@example.com"),
        (ActionKind::Update, "00u2"),
        (ActionKind::Update, "00u5"),
        (ActionKind::Update, "00u6"),
        (ActionKind::Activate, "00u6"),
    ];
    assert_eq!(order, expected.map(|(kind, whom)| (kind, whom.to_owned())));
}

#[test]
fn a1_a_profile_moved_in_this_plan_is_not_deactivated_for_its_old_record() {
    let mut world = leaver();
    world.newcomer(2, "Anna", "Krug");
    world.assign("00u1", 2).may_move = true;
    assert_eq!(world.kinds(), [ActionKind::Link, ActionKind::Update]);
    assert_eq!(world.access(), []);
}

#[test]
fn a3_a_plan_that_was_applied_is_empty_the_second_time() {
    let mut world = leaver();
    world.employee(1).termination_date = Day::On(TODAY);
    world
        .state
        .past
        .terminations
        .insert(id(1), (TODAY, instant("2026-11-01T00:00:00Z")));
    world.newcomer(2, "Bernd", "Krug");
    world.linked(3, "00u3", "Carl", "Otto");
    world.says(3, "department", Value::text("IT"));
    let plan = world.plan();
    assert_eq!(plan.applicable().count(), 3);
    world.apply(&plan.applicable().cloned().collect::<Vec<_>>());
    assert_eq!(world.actions(), []);
}

#[test]
fn u6_where_the_link_attribute_is_read_only_nothing_that_writes_it_is_applied_and_the_reason_is_said() {
    let mut world = leaver();
    // A joiner, a pair by e-mail, a leaver who was never linked, and one update that writes no link.
    world.newcomer(2, "Bernd", "Krug");
    world.hire(3, "Cem", "Yildiz");
    world.account("00u3", "Cem", "Yildiz");
    world.hire(4, "Dana", "Novak");
    world.account("00u4", "Dana", "Novak");
    world.leave(4);
    world.release(HoldCode::MissedLeaver, 4);
    world.linked(5, "00u5", "Eva", "Sommer");
    world.says(5, "department", Value::text("Sales"));
    let applied = |world: &World| -> Vec<(ActionKind, Option<u64>)> {
        let plan = world.plan();
        let applied = plan.actions.iter().filter(|action| action.held.is_none());
        applied
            .map(|action| (action.kind, action.employee.map(|id| id.0)))
            .collect()
    };
    let before = applied(&world);
    for kind in [ActionKind::Provision, ActionKind::Link] {
        assert!(before.iter().any(|(applied, _)| *applied == kind), "{before:?}");
    }
    let link = world.policy.link_attribute.clone();
    let property = world.snapshot.directory.schema.properties.get_mut(&link).unwrap();
    property.mutability = Mutability::ReadOnly;
    assert_eq!(
        applied(&world),
        [(ActionKind::Deactivate, Some(1)), (ActionKind::Update, Some(5))]
    );
    let held = world.holds_for();
    assert!(
        held.contains(&(ActionKind::Link, HoldCode::LinkReadOnly)),
        "{held:?}"
    );
    assert!(
        held.contains(&(ActionKind::Deactivate, HoldCode::Follows)),
        "{held:?}"
    );
    let skip = (2, SkipReason::RequiredMisfit(link, Misfit::ReadOnly));
    assert!(world.skips().contains(&skip), "{:?}", world.skips());
    let listed: Vec<u64> = world
        .access()
        .into_iter()
        .map(|(employee, ..)| employee)
        .collect();
    assert_eq!(listed, [4]);
}
