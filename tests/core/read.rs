//! Rules R1 to R7, as far as the core decides them.

use crate::world::{World, id, instant, okta};
use koppel::core::employee::EmployeeStatus;
use koppel::core::link::resolve;
use koppel::core::plan::{ActionKind, RemarkCode, SkipReason, Suspicion, make};
use koppel::core::profile::ProfileStatus;
use koppel::core::snapshot::Gap;
use koppel::core::state::Review;
use koppel::core::value::{Text, Value};

fn suspicion(world: &World) -> Option<Suspicion> {
    let report = resolve(&world.snapshot, &world.policy, &world.state);
    make(&world.snapshot, &world.policy, &world.state, &report).err()
}

#[test]
fn r1_nobody_is_read_twice() {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiß");
    assert_eq!(
        (world.snapshot.roster.check(), world.snapshot.directory.check()),
        (Ok(()), Ok(()))
    );
    world.hire(1, "Anna", "Weiß");
    assert_eq!(world.snapshot.roster.check(), Err(Gap::DuplicateEmployee(id(1))));
    world.account("00u1", "Anna", "Weiß");
    assert_eq!(
        world.snapshot.directory.check(),
        Err(Gap::DuplicateProfile(okta("00u1")))
    );
}

#[test]
fn r2_an_empty_personio_is_suspicious_while_links_exist() {
    let mut world = World::new();
    assert_eq!(suspicion(&world), None, "nothing on either side");
    world.account("00u1", "Anna", "Weiß");
    assert_eq!(suspicion(&world), None, "no links");
    world.profile("00u1").number = Some(Text::const_new("1"));
    assert_eq!(suspicion(&world), Some(Suspicion::Empty { links: 1 }));
}

#[test]
fn r2_more_lost_links_than_may_be_deactivated_are_suspicious() {
    let mut world = World::new();
    for number in 1..=40 {
        world
            .state
            .past
            .links
            .insert(okta(&format!("00u{number}")), id(number));
        world.linked(number, &format!("00u{number}"), "Anna", &format!("Weiß{number}"));
    }
    world
        .snapshot
        .roster
        .employees
        .retain(|employee| employee.id > id(3));
    assert_eq!(suspicion(&world), None, "three of forty may be gone");
    world.snapshot.roster.employees.pop();
    let Some(Suspicion::Shrunk { missing, allowed: 3 }) = suspicion(&world) else {
        panic!()
    };
    assert_eq!(missing, [1, 2, 3, 40].map(id));
    world.profile("00u40").status = ProfileStatus::Deprovisioned;
    assert_eq!(
        suspicion(&world),
        None,
        "HR may delete the records of former people"
    );
}

#[test]
fn r4_an_absent_value_ends_nobody_and_empties_nothing() {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiß");
    world.holds("00u1", "department", Value::text("Sales"));
    world.sent("00u1", "department", Value::text("Sales"));
    world.says(1, "department", Value::Absent);
    assert_eq!(world.kinds(), []);
    world.employee(1).status = EmployeeStatus::Absent;
    assert_eq!(world.kinds(), []);
    assert_eq!(
        world.skips(),
        [(1, SkipReason::UnknownStatus(Text::const_new("unknown")))]
    );
}

#[test]
fn r5_an_unknown_status_or_a_transition_leaves_the_person_untouched() {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiß");
    world.says(1, "department", Value::text("Sales"));
    assert_eq!(world.kinds(), [ActionKind::Update]);
    let mut odd = world.clone();
    odd.employee(1).status = EmployeeStatus::Other(Text::const_new("sabbatical"));
    assert_eq!(
        odd.skips(),
        [(1, SkipReason::UnknownStatus(Text::const_new("sabbatical")))]
    );
    let mut odd = world.clone();
    odd.profile("00u1").status = ProfileStatus::Other(Text::const_new("ACTIVATING"));
    assert_eq!(
        odd.skips(),
        [(1, SkipReason::UnknownProfileStatus(Text::const_new("ACTIVATING")))]
    );
    world.profile("00u1").in_transition = true;
    assert_eq!(
        (world.kinds(), world.skips()),
        (vec![], vec![(1, SkipReason::InTransition)])
    );
}

#[test]
fn r6_a_clock_that_is_off_stops_activations() {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiß");
    world.profile("00u1").status = ProfileStatus::Staged;
    world.state.past.staged.insert(okta("00u1"));
    world.newcomer(2, "Ben", "Krug");
    assert_eq!(world.kinds(), [ActionKind::Activate, ActionKind::Provision]);
    world.snapshot.moment.clock_is_off = true;
    assert_eq!(world.kinds(), [ActionKind::Provision]);
    let plan = world.plan();
    let created = plan.applicable().next().unwrap();
    assert_ne!(
        created.activation,
        Some(koppel::core::plan::Activation::Now),
        "created STAGED"
    );
    assert!(world.remarks().contains(&RemarkCode::ClockOff));
}

#[test]
fn r7_new_state_with_links_in_okta_is_a_takeover() {
    let mut world = World::new();
    world.found(1, "00u1", "Anna", "Weiß");
    let is_takeover = |world: &World| world.remarks().contains(&RemarkCode::Takeover { links: 1 });
    assert!(!is_takeover(&world));
    world.state.past.has_read = false;
    assert!(is_takeover(&world));
    world.state.past.has_read = true;
    world.state.review = Review::Open;
    assert!(
        is_takeover(&world),
        "a headless run read it, and nobody looked at it"
    );
    world.confirm("00u1", 1);
    assert!(!is_takeover(&world), "koppel's own link");
}

#[test]
fn an_entry_without_an_id_is_a_skip_with_a_reason() {
    let mut world = World::new();
    world.hire(1, "Anna", "Weiß").created_at = Some(instant("2019-01-01T00:00:00Z"));
    world.snapshot.roster.without_id = 1;
    assert!(world.skips().contains(&(0, SkipReason::MissingId)));
}
