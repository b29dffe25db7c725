//! Rules U1 to U8; how one value fares is proved beside `core::update`.

use crate::world::{World, id, okta};
use jiff::civil::date;
use koppel::core::employee::Day;
use koppel::core::plan::{ActionKind, HoldCode, Misfit, RemarkCode, SkipReason};
use koppel::core::policy::{Drift, First, Rename};
use koppel::core::profile::ProfileStatus;
use koppel::core::schema::Kind;
use koppel::core::state::Staging;
use koppel::core::value::{Text, Value};

/// Anna, linked, whose department Personio and Okta know as `Sales`; koppel sent it.
fn anna() -> World {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiß");
    world.says(1, "department", Value::text("Sales"));
    world.holds("00u1", "department", Value::text("Sales"));
    world.sent("00u1", "department", Value::text("Sales"));
    assert_eq!(world.actions(), []);
    world
}

fn change(attribute: &str, from: &str, to: &str) -> (String, String, String) {
    (attribute.to_owned(), from.to_owned(), to.to_owned())
}

#[test]
fn u1_only_linked_live_profiles_and_mapped_attributes() {
    let mut world = anna();
    world.says(1, "department", Value::text("IT"));
    assert_eq!(world.changes("00u1"), [change("department", "Sales", "IT")]);
    let mut former = world.clone();
    former.profile("00u1").status = ProfileStatus::Deprovisioned;
    assert_eq!(former.kinds(), []);
    let mut unlinked = world.clone();
    unlinked.profile("00u1").number = None;
    unlinked.profile("00u1").email = None;
    assert_eq!(unlinked.changes("00u1"), []);
    world.policy.mapping.clear();
    assert_eq!(world.kinds(), []);
}

#[test]
fn u1_what_a_link_of_this_plan_brings_is_updated_with_it() {
    let mut world = World::new();
    world.policy.link_auto = true;
    world.hire(1, "Anna", "Weiß");
    world.account("00u1", "Anna", "Krug").email = Some(Text::const_new("anna.weiß@example.com"));
    assert_eq!(world.kinds(), [ActionKind::Link, ActionKind::Update]);
    world.policy.link_auto = false;
    assert_eq!(world.kinds(), [], "a link that waits brings nothing");
}

#[test]
fn u2_drift_is_shown_and_left_alone_or_overwritten() {
    let mut world = anna();
    world.holds("00u1", "department", Value::text("Marketing"));
    let drift = RemarkCode::Drift {
        attribute: Text::const_new("department"),
        okta: Value::text("Marketing"),
        personio: Value::text("Sales"),
    };
    assert_eq!((world.kinds(), world.remarks()), (vec![], vec![drift]));
    world.policy.drift = Drift::Overwrite;
    assert_eq!(
        world.changes("00u1"),
        [change("department", "Marketing", "Sales")]
    );
    world.policy.drift = Drift::Keep;
    world.says(1, "department", Value::text("IT"));
    assert_eq!(
        world.changes("00u1"),
        [change("department", "Marketing", "IT")],
        "Personio moved: it is the truth"
    );
    world.holds("00u1", "department", Value::text("IT"));
    assert_eq!(world.actions(), [], "no call where Okta already equals Personio");
}

#[test]
fn u2_case_alone_in_an_email_is_no_change() {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiß");
    world.sent("00u1", "email", Value::text("anna.weiß@example.com"));
    world.employee(1).email = Value::text("Anna.WEIß@Example.com");
    assert_eq!(world.actions(), []);
    world.employee(1).email = Value::text("a.weiß@example.com");
    assert_eq!(world.changes("00u1").len(), 1);
}

#[test]
fn u2_what_was_sent_for_the_former_owner_is_no_base_for_the_new_one() {
    let mut world = anna();
    world.hire(2, "Bernd", "Krug");
    world.says(2, "department", Value::text("Sales"));
    world.holds("00u1", "department", Value::text("Marketing"));
    world.assign("00u1", 2).may_move = true;
    let changes = world.changes("00u1");
    assert!(
        changes.contains(&change("department", "Marketing", "Sales")),
        "{changes:?}"
    );
}

#[test]
fn u3_the_first_time_each_mapping_says_what_happens() {
    for (first, okta, expected) in [
        (First::Send, "Marketing", Some("Sales")),
        (First::Fill, "Marketing", None),
        (First::Fill, "", Some("Sales")),
        (First::Keep, "", None),
        (First::Keep, "Marketing", None),
    ] {
        let mut world = World::new();
        world.linked(1, "00u1", "Anna", "Weiß");
        let mapping = world
            .policy
            .mapping
            .iter_mut()
            .find(|one| one.target == "department");
        mapping.unwrap().first = first;
        world.says(1, "department", Value::text("Sales"));
        world.holds("00u1", "department", Value::text(okta));
        let sent = world.changes("00u1").pop().map(|change| change.2);
        assert_eq!(sent.as_deref(), expected, "{first:?} {okta}");
        world.says(1, "department", Value::Empty);
        assert_eq!(world.changes("00u1"), [], "nothing is emptied the first time");
    }
}

#[test]
fn u4_the_link_is_sent_alone_and_all_other_changes_in_one_call() {
    let mut world = World::new();
    world.policy.link_auto = true;
    world.hire(1, "Anna", "Weiß");
    world.account("00u1", "Anna", "Weiß");
    world.says(1, "department", Value::text("Sales"));
    world.says(1, "office", Value::text("Köln"));
    let plan = world.plan();
    let calls: Vec<(ActionKind, usize)> = plan
        .applicable()
        .map(|action| (action.kind, action.changes.len()))
        .collect();
    assert_eq!(calls, [(ActionKind::Link, 1), (ActionKind::Update, 2)]);
}

#[test]
fn u5_an_emptied_value_empties_but_never_what_is_required() {
    let mut world = anna();
    world.says(1, "department", Value::Empty);
    assert_eq!(world.changes("00u1"), [change("department", "Sales", "")]);
    let schema = &mut world.snapshot.directory.schema.properties;
    schema.get_mut("department").unwrap().required = true;
    let kept = |name| RemarkCode::KeptRequired(Text::const_new(name));
    assert_eq!(
        (world.actions(), world.remarks()),
        (vec![], vec![kept("department")])
    );
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiß");
    for (name, value) in [
        ("firstName", "Anna"),
        ("lastName", "Weiß"),
        ("email", "anna.weiß@example.com"),
    ] {
        world.sent("00u1", name, Value::text(value));
    }
    let employee = world.employee(1);
    employee.first_name = Value::Empty;
    employee.last_name = Value::Empty;
    employee.email = Value::Empty;
    assert_eq!(world.kinds(), []);
    assert_eq!(
        world.remarks(),
        [kept("email"), kept("firstName"), kept("lastName")]
    );
}

#[test]
fn u6_a_misfit_is_left_out_and_the_rest_is_updated() {
    let mut world = anna();
    let schema = &mut world.snapshot.directory.schema.properties;
    schema.get_mut("title").unwrap().max_length = Some(3);
    schema.get_mut("city").unwrap().kind = Kind::Integer;
    world.says(1, "department", Value::text("IT"));
    world.says(1, "position", Value::text("Chief"));
    world.says(1, "office", Value::text("Köln"));
    world.says(1, "supervisor", Value::Odd);
    assert_eq!(world.changes("00u1"), [change("department", "Sales", "IT")]);
    let misfit = |attribute, misfit| RemarkCode::Misfit {
        attribute: Text::const_new(attribute),
        misfit,
    };
    assert_eq!(
        world.remarks(),
        [
            misfit("city", Misfit::Type(Kind::Integer)),
            misfit("manager", Misfit::OddShape),
            misfit("title", Misfit::TooLong(3))
        ]
    );
}

#[test]
fn u6_a_supervisor_is_sent_by_id_name_or_email() {
    for (source, expected) in [
        ("supervisor.id", "2"),
        ("supervisor.name", "Bernd Krug"),
        ("supervisor", "Bernd Krug"),
        ("supervisor.email", "bernd.krug@example.com"),
    ] {
        let mut world = World::new();
        world.policy.mapping.retain(|mapping| mapping.target != "manager");
        world.map(source, "manager");
        world.linked(1, "00u1", "Anna", "Weiß");
        world.linked(2, "00u2", "Bernd", "Krug");
        world.says(1, "supervisor", Value::Integer(2));
        assert_eq!(
            world.changes("00u1"),
            [change("manager", "", expected)],
            "{source}"
        );
        world.sent("00u1", "manager", Value::text("Somebody"));
        world.holds("00u1", "manager", Value::text("Somebody"));
        world.says(1, "supervisor", Value::Integer(99));
        assert_eq!(
            world.changes("00u1"),
            [],
            "who is not in the reading is not known"
        );
        world.says(1, "supervisor", Value::Empty);
        assert_eq!(world.changes("00u1"), [change("manager", "Somebody", "")]);
    }
}

#[test]
fn u7_a_rename_is_shown_and_can_be_asked_for() {
    let mut world = anna();
    world.employee(1).last_name = Value::text("Krug");
    world.says(1, "department", Value::text("IT"));
    assert!(world.remarks().contains(&RemarkCode::Rename));
    assert_eq!(world.changes("00u1").len(), 2);
    world.policy.rename = Rename::Ask;
    assert_eq!(world.changes("00u1"), [change("department", "Sales", "IT")]);
    assert_eq!(world.holds_for(), [(ActionKind::Update, HoldCode::Rename)]);
    world.release(HoldCode::Rename, 1);
    assert_eq!(world.changes("00u1").len(), 2);
    assert_eq!(world.kinds(), [ActionKind::Update], "in one call");
}

#[test]
fn u8_assigning_onto_a_deactivated_profile_is_reactivate_link_update() {
    let mut world = World::new();
    world.hire(1, "Anna", "Weiß");
    world.account("00u1", "Anna", "Krug").status = ProfileStatus::Deprovisioned;
    world.assign("00u1", 1);
    assert_eq!(
        world.kinds(),
        [ActionKind::Reactivate, ActionKind::Link, ActionKind::Update]
    );
    world.assign("00u1", 1).staging = Staging::Staged;
    assert_eq!(
        world.holds_for(),
        [
            (ActionKind::Reactivate, HoldCode::Staged),
            (ActionKind::Link, HoldCode::Staged)
        ]
    );
}

#[test]
fn u8_without_a_reactivation_nothing_is_written_and_no_link_is_taken_from_others() {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiß");
    world.account("00u2", "Anna", "Krug").status = ProfileStatus::Deprovisioned;
    world.assign("00u2", 1).may_move = true;
    assert_eq!(
        world.kinds(),
        [
            ActionKind::Unlink,
            ActionKind::Reactivate,
            ActionKind::Link,
            ActionKind::Update
        ]
    );
    let mut later = world.clone();
    later.employee(1).hire_date = Day::On(date(2026, 12, 24));
    assert_eq!(later.actions(), []);
    assert_eq!(
        later.skips(),
        [(1, SkipReason::BeforeHireDate(date(2026, 12, 24)))]
    );
    let mut unset = world.clone();
    unset.policy.activation.send_email = None;
    assert_eq!(
        (unset.actions(), unset.skips()),
        (vec![], vec![(1, SkipReason::SendEmailUnset)])
    );
    world.leave(1);
    assert_eq!(world.kinds(), [ActionKind::Deactivate], "the decision is void");
    assert_eq!(world.remarks(), [RemarkCode::DecisionVoid]);
}

#[test]
fn u8_a_deactivated_loser_of_a_move_keeps_its_number() {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiß");
    world.profile("00u1").status = ProfileStatus::Deprovisioned;
    world.account("00u2", "Bernd", "Krug");
    world.assign("00u2", 1);
    assert_eq!(world.kinds(), [ActionKind::Link, ActionKind::Update]);
    assert!(world.remarks().contains(&RemarkCode::KeepsNumber));
    assert_eq!(world.profile("00u1").id, okta("00u1"));
    assert_eq!(world.plan().actions[0].employee, Some(id(1)));
}
