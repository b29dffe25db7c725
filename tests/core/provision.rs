//! Rules P1 to P7.

use crate::world::{TODAY, World, id, instant, okta};
use jiff::civil::date;
use koppel::core::employee::{Day, EmployeeStatus};
use koppel::core::plan::{ActionKind, Activation, Closing, HoldCode, Misfit, RemarkCode, SkipReason};
use koppel::core::profile::ProfileStatus;
use koppel::core::schema::Property;
use koppel::core::state::Review;
use koppel::core::value::{Text, Value};

type Bend = fn(&mut World);

fn one_newcomer() -> World {
    let mut world = World::new();
    world.newcomer(1, "Anna", "Weiß");
    world
}

/// What the only action waits for.
fn hold(world: &World) -> Option<HoldCode> {
    let actions = world.actions();
    assert_eq!(actions.len(), 1, "{actions:?}");
    actions[0].2
}

#[test]
fn p1_who_is_provisioned_and_who_is_a_skip_with_a_reason() {
    let cases: [(Bend, SkipReason); 6] = [
        (
            |world| world.employee(1).first_name = Value::Empty,
            SkipReason::MissingFirstName,
        ),
        (
            |world| world.employee(1).last_name = Value::Absent,
            SkipReason::MissingLastName,
        ),
        (
            |world| world.employee(1).email = Value::Empty,
            SkipReason::MissingEmail,
        ),
        (
            |world| world.employee(1).status = EmployeeStatus::Inactive,
            SkipReason::Inactive,
        ),
        (
            |world| world.employee(1).status = EmployeeStatus::Absent,
            SkipReason::UnknownStatus(Text::const_new("unknown")),
        ),
        (
            |world| world.policy.activation.send_email = None,
            SkipReason::SendEmailUnset,
        ),
    ];
    for (bend, reason) in cases {
        let mut world = one_newcomer();
        assert_eq!(world.kinds(), [ActionKind::Provision]);
        bend(&mut world);
        assert_eq!((world.actions(), world.skips()), (vec![], vec![(1, reason)]));
    }
    for status in [EmployeeStatus::Onboarding, EmployeeStatus::Leave] {
        let mut world = one_newcomer();
        world.employee(1).status = status;
        assert_eq!(world.kinds(), [ActionKind::Provision]);
    }
}

#[test]
fn p2_nobody_is_created_before_the_review_and_then_who_it_named() {
    let mut world = one_newcomer();
    world.state.review = Review::Open;
    assert_eq!(hold(&world), Some(HoldCode::ReviewOpen));
    world.release(HoldCode::ReviewOpen, 1);
    assert_eq!(
        hold(&world),
        Some(HoldCode::ReviewOpen),
        "the review is closed as a whole"
    );
}

#[test]
fn p2_whom_a_rule_kept_from_being_created_at_the_review_is_a_joiner_later() {
    // No e-mail yet, too early, no setting for mails: whoever was known then is no stranger afterwards.
    let mut old = one_newcomer();
    let employee = old.employee(1);
    employee.created_at = Some(instant("2026-10-31T10:00:00Z"));
    employee.hire_date = Day::On(date(2019, 1, 1));
    assert_eq!(
        hold(&old),
        Some(HoldCode::HiredLongAgo),
        "nobody knew them at the review"
    );
    let Review::Closed { known, .. } = &mut old.state.review else {
        panic!()
    };
    known.insert(id(1));
    assert_eq!(hold(&old), None);
}

#[test]
fn p2_closing_names_exactly_the_creations_that_the_next_plan_applies() {
    let mut world = World::new();
    world.state.review = Review::Open;
    world.newcomer(1, "Anna", "Weiß");
    world.newcomer(2, "Bernd", "Krug");
    world.newcomer(3, "Carla", "Dorn").email = Value::Empty;
    world.account("00u2", "Bernd", "Krug").second_email = Some(Text::const_new("bernd.krug@example.com"));
    world.profile("00u2").email = Some(Text::const_new("other@example.com"));
    let (links, plan) = (world.links(), world.plan());
    let closing = Closing::of(&world.snapshot, &links, &plan);
    assert_eq!(closing.covered, [id(1)]);
    assert_eq!(closing.on_hold, [(HoldCode::PossibleDuplicate, 1)].into());
    world.state.review = closing.review(instant("2026-11-01T00:00:00Z"));
    let created: Vec<_> = world
        .plan()
        .applicable()
        .filter_map(|action| action.employee)
        .collect();
    assert_eq!(created, [id(1)]);
    world.employee(3).email = Value::text("carla@example.com");
    assert_eq!(world.kinds(), [ActionKind::Provision, ActionKind::Provision]);
}

#[test]
fn p2_links_updates_and_deactivations_need_no_closed_review() {
    let mut world = World::new();
    world.state.review = Review::Open;
    world.linked(1, "00u1", "Anna", "Weiß");
    world.says(1, "department", Value::text("Sales"));
    world.linked(2, "00u2", "Bernd", "Krug");
    world.leave(2);
    assert_eq!(world.kinds(), [ActionKind::Deactivate, ActionKind::Update]);
}

#[test]
fn p3_an_address_that_any_profile_uses_holds_a_newcomer() {
    let cases: [(&str, Bend); 4] = [
        ("former account with the e-mail", |world| {
            let profile = world.account("00u1", "Xaver", "Yps");
            profile.email = Some(Text::const_new("Anna.WEIß@example.com"));
            profile.status = ProfileStatus::Deprovisioned;
        }),
        ("second e-mail", |world| {
            world.account("00u1", "Xaver", "Yps").second_email =
                Some(Text::const_new("anna.weiß@example.com"));
        }),
        ("login", |world| {
            world.account("00u1", "Xaver", "Yps").login = Text::const_new("anna.weiß@example.com");
        }),
        ("linked profile", |world| {
            world.linked(2, "00u1", "Xaver", "Yps");
            world.profile("00u1").second_email = Some(Text::const_new("anna.weiß@example.com"));
        }),
    ];
    for (case, bend) in cases {
        let mut world = one_newcomer();
        bend(&mut world);
        assert_eq!(hold(&world), Some(HoldCode::PossibleDuplicate), "{case}");
        let named = world.plan().actions[0].held.clone().unwrap().profile;
        assert_eq!(named, Some(okta("00u1")), "{case}");
        let mut off = world.clone();
        off.policy.hold_possible_duplicates = false;
        assert_eq!(hold(&off), None, "{case}");
        world.release(HoldCode::PossibleDuplicate, 1);
        assert_eq!(hold(&world), None, "{case}: two people");
    }
}

#[test]
fn p3_a_strong_suggestion_holds_a_newcomer() {
    let mut world = one_newcomer();
    let profile = world.account("00u1", "Weiss", "Anna");
    profile.email = Some(Text::const_new("aw@elsewhere.com"));
    profile.login = Text::const_new("aw@elsewhere.com");
    assert_eq!(hold(&world), Some(HoldCode::PossibleDuplicate));
    world.profile("00u1").number = Some(Text::const_new("77"));
    world.state.past.known_employees.insert(id(77));
    assert_eq!(
        hold(&world),
        Some(HoldCode::PossibleDuplicate),
        "an employee who is gone may be back under a new ID"
    );
    let mut rejected = world.clone();
    rejected.profile("00u1").number = None;
    rejected.reject("00u1", 1);
    assert_eq!(hold(&rejected), None);
    world.hire(77, "Anna", "Weiß").email = Value::text("aw@elsewhere.com");
    world.employee(77).first_name = Value::text("Weiss");
    world.employee(77).last_name = Value::text("Anna");
    assert_eq!(hold(&world), None, "a linked namesake is no suggestion");
}

#[test]
fn p3_newcomers_who_share_one_email_all_wait() {
    let mut world = one_newcomer();
    world.newcomer(2, "Bernd", "Krug").email = Value::text("anna.weiß@example.com");
    let waits = Some(HoldCode::PossibleDuplicate);
    assert!(world.actions().iter().all(|action| action.2 == waits));
    world.release(HoldCode::PossibleDuplicate, 1);
    assert_eq!(world.actions()[0].2, None);
    assert_eq!(world.actions()[1].2, waits);
}

#[test]
fn p3_after_the_review_who_was_hired_long_ago_waits() {
    let mut world = one_newcomer();
    world.employee(1).hire_date = Day::On(date(2026, 10, 31));
    assert_eq!(hold(&world), None, "30 days");
    world.employee(1).hire_date = Day::On(date(2026, 10, 30));
    assert_eq!(hold(&world), Some(HoldCode::HiredLongAgo));
    world.release(HoldCode::HiredLongAgo, 1);
    assert_eq!(hold(&world), None);
}

/// A linked contractor whose end is announced, and a newcomer of the same name and e-mail.
fn second_record() -> World {
    let mut world = World::new();
    world.linked(1, "00u1", "Jörg", "Müller");
    world.employee(1).termination_date = Day::On(TODAY);
    world.newcomer(2, "Joerg", "Mueller").email = Value::text("jörg.müller@example.com");
    world
}

#[test]
fn p4_a_second_record_is_held_and_keeps_the_account() {
    let mut world = second_record();
    assert_eq!(hold(&world), Some(HoldCode::SecondRecord));
    let named = world.plan().actions[0].held.clone().unwrap();
    assert_eq!((named.profile, named.employee), (Some(okta("00u1")), Some(id(1))));
    world.leave(1);
    assert_eq!(world.kinds(), [], "the end of the old record does not deactivate");
    assert_eq!(
        world.holds_for(),
        [
            (ActionKind::Deactivate, HoldCode::SecondRecord),
            (ActionKind::Provision, HoldCode::SecondRecord)
        ]
    );
    let mut two_people = world.clone();
    two_people.release(HoldCode::SecondRecord, 2);
    assert_eq!(
        two_people.kinds(),
        [ActionKind::Deactivate, ActionKind::Provision]
    );
    world.assign("00u1", 2).may_move = true;
    assert_eq!(
        world.kinds(),
        [ActionKind::Link, ActionKind::Update],
        "keep the account and move the link"
    );
    world.policy.hold_possible_duplicates = false;
    world.state.decisions.assignments.clear();
    assert_eq!(world.kinds(), [], "P4 stands without P3");
}

#[test]
fn p4_a_link_that_is_yet_to_be_written_counts() {
    let mut world = World::new();
    world.newcomer(1, "Anna", "Weiß");
    world.newcomer(2, "Anna", "Weiß").email = Value::text("anna@example.com");
    world.leave(2);
    world.account("00u1", "Anna", "Weiß");
    world.assign("00u1", 2);
    world.release(HoldCode::MissedLeaver, 2);
    let waits = [
        (ActionKind::Provision, HoldCode::SecondRecord),
        (ActionKind::Link, HoldCode::SecondRecord),
    ];
    assert_eq!(world.holds_for(), waits);
    world.release(HoldCode::SecondRecord, 1);
    let all = [ActionKind::Link, ActionKind::Deactivate, ActionKind::Provision];
    assert_eq!(world.kinds(), all, "at once, not in a second run (rule A3)");
}

#[test]
fn p4_asks_before_the_new_record_may_be_created() {
    let mut world = second_record();
    world.leave(1);
    world.policy.days_before_hire = Some(3);
    world.employee(2).hire_date = Day::On(date(2026, 12, 24));
    assert_eq!(world.kinds(), []);
    world.release(HoldCode::SecondRecord, 2);
    assert_eq!(world.kinds(), [ActionKind::Deactivate]);
    assert_eq!(world.skips(), [(2, SkipReason::TooEarly(date(2026, 12, 21)))]);
}

#[test]
fn p4_an_address_decides_and_not_the_name_alone() {
    let mut world = second_record();
    world.employee(1).termination_date = Day::Empty;
    assert_eq!(hold(&world), Some(HoldCode::PossibleDuplicate));
    let mut world = second_record();
    world.employee(2).first_name = Value::text("Xenia");
    world.employee(2).last_name = Value::text("Meier");
    assert_eq!(hold(&world), Some(HoldCode::SecondRecord));
}

#[test]
fn p5_one_call_carries_everything_that_the_schema_takes() {
    let mut world = one_newcomer();
    world.map("office", "locked");
    world.says(1, "department", Value::text("Sales"));
    world.says(1, "office", Value::text("Köln"));
    world.says(1, "position", Value::Odd);
    let plan = world.plan();
    let sent: Vec<(&str, String)> = plan.actions[0]
        .changes
        .iter()
        .map(|change| (change.attribute.as_str(), change.to.to_string()))
        .collect();
    let expected = [
        ("city", "Köln"),
        ("department", "Sales"),
        ("email", "anna.weiß@example.com"),
        ("employeeNumber", "1"),
        ("firstName", "Anna"),
        ("lastName", "Weiß"),
        ("login", "anna.weiss@example.com"),
    ];
    assert_eq!(sent, expected.map(|(name, value)| (name, value.to_owned())));
    let misfit = |attribute, misfit| RemarkCode::Misfit {
        attribute: Text::const_new(attribute),
        misfit,
    };
    assert_eq!(
        world.remarks(),
        [
            misfit("locked", Misfit::ReadOnly),
            misfit("title", Misfit::OddShape)
        ]
    );
}

#[test]
fn p5_what_a_required_attribute_cannot_take_is_a_skip() {
    let mut world = one_newcomer();
    let long = "x".repeat(51);
    world.employee(1).first_name = Value::text(&long);
    let reason = SkipReason::RequiredMisfit(Text::const_new("firstName"), Misfit::TooLong(50));
    assert_eq!((world.actions(), world.skips()), (vec![], vec![(1, reason)]));
    let mut world = one_newcomer();
    world.employee(1).first_name = Value::text("An\tna");
    let reason = SkipReason::RequiredMisfit(Text::const_new("firstName"), Misfit::Characters);
    assert_eq!((world.actions(), world.skips()), (vec![], vec![(1, reason)]));
    let mut world = one_newcomer();
    let required = Property {
        required: true,
        ..Property::default()
    };
    world
        .snapshot
        .directory
        .schema
        .properties
        .insert(Text::const_new("costCenter"), required);
    let reason = SkipReason::RequiredMissing(Text::const_new("costCenter"));
    assert_eq!((world.actions(), world.skips()), (vec![], vec![(1, reason)]));
}

#[test]
fn p6_active_when_the_hire_date_has_come_else_staged() {
    let tomorrow = date(2026, 12, 1);
    for (on_hire_date, hired, expected) in [
        (true, Day::On(TODAY), Activation::Now),
        (true, Day::On(tomorrow), Activation::On(tomorrow)),
        (true, Day::Empty, Activation::ByHand),
        (true, Day::Odd, Activation::ByHand),
        (false, Day::On(TODAY), Activation::ByHand),
    ] {
        let mut world = one_newcomer();
        world.policy.activation.on_hire_date = on_hire_date;
        world.employee(1).hire_date = hired;
        assert_eq!(world.plan().actions[0].activation, Some(expected), "{hired:?}");
        let remark = match hired {
            Day::Odd => RemarkCode::OddHireDate,
            _ => RemarkCode::NoHireDate,
        };
        let is_remarked = world.remarks().contains(&remark);
        assert_eq!(is_remarked, on_hire_date && expected == Activation::ByHand);
    }
}

#[test]
fn p6_only_what_koppel_staged_or_a_person_released_is_activated() {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiß");
    world.profile("00u1").status = ProfileStatus::Staged;
    assert_eq!(
        (world.kinds(), world.remarks()),
        (vec![], vec![RemarkCode::StagedByOthers])
    );
    let mut released = world.clone();
    released.release(HoldCode::StagedByOthers, 1);
    assert_eq!(released.kinds(), [ActionKind::Activate]);
    world.state.past.staged.insert(okta("00u1"));
    assert_eq!(world.kinds(), [ActionKind::Activate]);
    let cases: [(&str, Bend); 5] = [
        ("the day has not come", |world| {
            world.employee(1).hire_date = Day::On(date(2026, 12, 1));
        }),
        ("there is no day", |world| {
            world.employee(1).hire_date = Day::Empty;
        }),
        ("activation is off", |world| {
            world.policy.activation.on_hire_date = false;
        }),
        ("nobody said whether Okta mails", |world| {
            world.policy.activation.send_email = None;
        }),
        ("it is active already", |world| {
            world.profile("00u1").status = ProfileStatus::Provisioned;
        }),
    ];
    for (case, bend) in cases {
        let mut world = world.clone();
        bend(&mut world);
        assert_eq!(world.actions(), [], "{case}");
    }
}

#[test]
fn p7_a_newcomer_waits_until_some_days_before_the_hire_date() {
    let mut world = one_newcomer();
    world.employee(1).hire_date = Day::On(date(2026, 12, 15));
    assert_eq!(
        world.kinds(),
        [ActionKind::Provision],
        "unset: as soon as Personio knows them"
    );
    world.policy.days_before_hire = Some(15);
    assert_eq!(world.kinds(), [ActionKind::Provision]);
    world.policy.days_before_hire = Some(14);
    assert_eq!(world.skips(), [(1, SkipReason::TooEarly(date(2026, 12, 1)))]);
    world.employee(1).hire_date = Day::Empty;
    assert_eq!(world.kinds(), [ActionKind::Provision]);
}

#[test]
fn p7_a_hire_date_that_moves_never_ends_anyone() {
    let mut world = World::new();
    world.policy.days_before_hire = Some(3);
    world.linked(1, "00u1", "Anna", "Weiß");
    world.employee(1).hire_date = Day::On(date(2027, 12, 1));
    assert_eq!(world.actions(), []);
}
