//! The last good reading, as the next one is compared with it.

use super::book::{Book, action, clock, id, instant, okta, operator};
use super::world::World;
use jiff::civil::date;
use koppel::core::employee::{Day, EmployeeStatus};
use koppel::core::plan::{ActionKind, HoldCode, RemarkCode, Suspicion, make};
use koppel::core::profile::ProfileStatus;
use koppel::core::state::Review;
use koppel::core::{Text, Value};
use koppel::store::state::{Applied, Decision, Fault, Store};

/// Reads the world as a run does: with what the book knows, and writes it down.
fn read(book: &mut Book, world: &mut World) {
    world.state.decisions = book.state().decisions;
    world.state.past = book.state().past;
    let report = world.links();
    book.store.record_reading(&world.snapshot, &report).unwrap();
    world.state.past = book.state().past;
    world.state.decisions = book.state().decisions;
}

fn number(world: &mut World, profile: &str, number: Option<&str>) {
    world.profile(profile).number = number.map(Text::from);
}

fn release(book: &mut Book, employee: u64) {
    book.decide(Decision::Release {
        hold: HoldCode::LinkChanged,
        employee: id(employee),
    });
}

#[test]
fn r7_the_state_is_no_longer_new_after_a_good_reading() {
    let (mut book, mut world) = (Book::new(), World::new());
    world.linked(1, "00u1", "Jane", "Doe");
    assert!(!book.state().past.has_read);
    assert_eq!(book.view().last_reading().unwrap(), None);
    read(&mut book, &mut world);
    let past = book.state().past;
    assert!(past.has_read && past.known_employees.contains(&id(1)));
    let reading = book.view().last_reading().unwrap().unwrap();
    assert_eq!(reading.at, world.snapshot.moment.now);
    assert_eq!((reading.employees, reading.profiles, reading.links), (1, 1, 1));
}

#[test]
fn r7_the_reading_of_another_org_is_refused() {
    let (mut book, mut world) = (Book::new(), World::new());
    world.snapshot.org = Text::const_new("00oother");
    let report = world.links();
    let error = book.store.record_reading(&world.snapshot, &report).unwrap_err();
    assert!(matches!(error.fault, Fault::OtherOrg { .. }));
    assert!(!book.state().past.has_read);
}

#[test]
fn l7_a_link_that_somebody_changed_stays_changed_until_a_person_lets_it_go() {
    let (mut book, mut world) = (Book::new(), World::new());
    world.linked(1, "00u1", "Jane", "Doe");
    world.hire(2, "John", "Roe");
    book.apply(action(ActionKind::Link, 1, "00u1"));
    read(&mut book, &mut world);
    number(&mut world, "00u1", Some("2"));
    world.profile("00u1").email = Some(Text::const_new("john.roe@example.com"));
    for _ in 0..3 {
        read(&mut book, &mut world);
        assert_eq!(book.state().past.links[&okta("00u1")], id(1));
    }
    release(&mut book, 1);
    read(&mut book, &mut world);
    assert_eq!(
        book.state().past.links[&okta("00u1")],
        id(1),
        "it concerns the other one too"
    );
    release(&mut book, 2);
    read(&mut book, &mut world);
    let state = book.state();
    assert!(
        !state.past.confirmed_links.contains(&(okta("00u1"), id(1))),
        "the old link is not koppel's any more"
    );
    assert!(
        state.decisions.released.is_empty(),
        "the next change is held again"
    );
    assert_ne!(state.past.links.get(&okta("00u1")), Some(&id(1)));
}

#[test]
fn l7_a_release_ends_with_the_change_that_it_was_about() {
    let (mut book, mut world) = (Book::new(), World::new());
    world.linked(1, "00u1", "Jane", "Doe");
    book.apply(action(ActionKind::Link, 1, "00u1"));
    read(&mut book, &mut world);
    number(&mut world, "00u1", None);
    read(&mut book, &mut world);
    release(&mut book, 1);
    number(&mut world, "00u1", Some("1"));
    read(&mut book, &mut world);
    assert!(
        book.state().decisions.released.is_empty(),
        "somebody put it back, and the next change waits again"
    );
}

#[test]
fn d4_d6_a_release_ends_when_its_reason_is_over() {
    let cases = [
        (HoldCode::Rehire, EmployeeStatus::Active, EmployeeStatus::Inactive),
        (
            HoldCode::MissedLeaver,
            EmployeeStatus::Inactive,
            EmployeeStatus::Leave,
        ),
    ];
    for (hold, reason, over) in cases {
        let (mut book, mut world) = (Book::new(), World::new());
        world.linked(1, "00u1", "Jane", "Doe");
        book.decide(Decision::Release {
            hold,
            employee: id(1),
        });
        for unclear in [reason, EmployeeStatus::Absent] {
            world.employee(1).status = unclear;
            read(&mut book, &mut world);
            assert!(book.state().decisions.has_released(hold, id(1)), "{hold:?}");
        }
        world.employee(1).status = over;
        read(&mut book, &mut world);
        assert!(!book.state().decisions.has_released(hold, id(1)), "{hold:?}");
    }
}

#[test]
fn l7_a_removed_link_that_a_person_let_go_takes_its_bases_along() {
    let (mut book, mut world) = (Book::new(), World::new());
    world.linked(1, "00u1", "Jane", "Doe");
    book.apply(action(ActionKind::Link, 1, "00u1"));
    book.store
        .move_bases(&[(okta("00u1"), Text::const_new("title"), super::book::base("A"))])
        .unwrap();
    read(&mut book, &mut world);
    number(&mut world, "00u1", None);
    read(&mut book, &mut world);
    assert_eq!(book.state().past.links.len(), 1);
    release(&mut book, 1);
    read(&mut book, &mut world);
    let state = book.state();
    assert!(state.past.links.is_empty() && state.bases.is_empty());
}

#[test]
fn l1_a_number_that_disagrees_is_no_link() {
    let (mut book, mut world) = (Book::new(), World::new());
    world.hire(1, "Jane", "Doe");
    world.account("00u1", "Otto", "Normal").number = Some(Text::const_new("1"));
    read(&mut book, &mut world);
    assert!(book.state().past.links.is_empty());
}

#[test]
fn r2_who_was_told_to_be_gone_is_not_missed_again_by_every_later_reading() {
    let (mut book, mut world) = (Book::new(), World::new());
    for number in 1..=10 {
        world.linked(number, &format!("00u{number}"), "Jane", &format!("Doe{number}"));
    }
    read(&mut book, &mut world);
    assert_eq!(book.state().past.links.len(), 10);
    // HR erases a few long gone people each year: each time few, in sum more than a run lets go.
    for gone in [1, 2, 3, 4, 5] {
        world
            .snapshot
            .roster
            .employees
            .retain(|employee| employee.id != id(gone));
        let report = world.links();
        let plan = make(&world.snapshot, &world.policy, &world.state, &report);
        assert!(!matches!(plan, Err(Suspicion::Shrunk { .. })), "{gone}");
        read(&mut book, &mut world);
    }
    assert!(
        book.state().past.known_employees.contains(&id(1)),
        "rule D2: never foreign"
    );
}

#[test]
fn d4_who_was_inactive_when_the_profile_was_first_seen_deactivated_may_come_back() {
    let (mut book, mut world) = (Book::new(), World::new());
    world.linked(1, "00u1", "Jane", "Doe");
    let may_come_back = |book: &Book| book.state().past.off_while_inactive.contains(&okta("00u1"));
    read(&mut book, &mut world);
    assert!(!may_come_back(&book));
    world.employee(1).status = EmployeeStatus::Inactive;
    read(&mut book, &mut world);
    world.profile("00u1").status = ProfileStatus::Deprovisioned;
    read(&mut book, &mut world);
    assert!(may_come_back(&book));
    world.employee(1).status = EmployeeStatus::Active;
    read(&mut book, &mut world);
    assert!(may_come_back(&book), "back, and the profile is not");
    world.profile("00u1").status = ProfileStatus::Active;
    read(&mut book, &mut world);
    assert!(!may_come_back(&book));
}

#[test]
fn d4_a_profile_that_was_locked_in_okta_stays_so_when_its_employee_leaves_and_comes_back() {
    let (mut book, mut world) = (Book::new(), World::new());
    world.linked(1, "00u1", "Jane", "Doe");
    read(&mut book, &mut world);
    world.profile("00u1").status = ProfileStatus::Deprovisioned;
    for status in [
        EmployeeStatus::Active,
        EmployeeStatus::Inactive,
        EmployeeStatus::Active,
    ] {
        world.employee(1).status = status;
        read(&mut book, &mut world);
        assert!(book.state().past.off_while_inactive.is_empty());
    }
    world.state.past = book.state().past;
    assert_eq!(world.kinds(), []);
    assert!(world.remarks().contains(&RemarkCode::LockedInOkta));
}

#[test]
fn l1_a_found_link_that_agreed_once_is_established() {
    let (mut book, mut world) = (Book::new(), World::new());
    world.linked(1, "00u1", "Anna", "Adler");
    read(&mut book, &mut world);
    let employee = world.employee(1);
    employee.last_name = Value::text("Neu");
    employee.email = Value::text("anna.neu@example.com");
    world.state.past = book.state().past;
    assert_eq!(world.conflicts(), []);
    assert!(world.kinds().contains(&ActionKind::Update), "the rename is sent");
    read(&mut book, &mut world);
    world.leave(1);
    world.state.past = book.state().past;
    assert_eq!(world.kinds(), [ActionKind::Deactivate]);
}

#[test]
fn l1_a_found_link_that_agreed_while_it_was_out_of_scope_is_established() {
    let (mut book, mut world) = (Book::new(), World::new());
    world.linked(1, "00u1", "Anna", "Adler");
    world.state.decisions.excluded.insert(id(1));
    read(&mut book, &mut world);
    assert!(book.state().past.is_established(&okta("00u1"), id(1)));
}

#[test]
fn l7_a_profile_that_is_gone_holds_its_employee_in_every_later_snapshot_until_a_person_decides() {
    let (mut book, mut world) = (Book::new(), World::new());
    world.linked(1, "00u1", "Jane", "Doe");
    read(&mut book, &mut world);
    world.snapshot.directory.profiles.clear();
    for _ in 0..3 {
        read(&mut book, &mut world);
        world.state.past = book.state().past;
        assert_eq!(
            world.holds_for(),
            [(ActionKind::Provision, HoldCode::LinkChanged)]
        );
    }
    world.release(HoldCode::LinkChanged, 1);
    let Review::Closed { known, .. } = &mut world.state.review else {
        panic!()
    };
    known.insert(id(1));
    assert_eq!(
        world.kinds(),
        [ActionKind::Provision],
        "a new profile may be created then"
    );
}

#[test]
fn l7_of_whoever_left_a_profile_that_is_gone_raises_nothing_and_a_return_is_asked_about() {
    let (mut book, mut world) = (Book::new(), World::new());
    world.linked(1, "00u1", "Jane", "Doe");
    world.employee(1).status = EmployeeStatus::Inactive;
    read(&mut book, &mut world);
    world.snapshot.directory.profiles.clear();
    read(&mut book, &mut world);
    world.state.past = book.state().past;
    assert_eq!(world.actions(), []);
    world.employee(1).status = EmployeeStatus::Active;
    assert_eq!(
        world.holds_for(),
        [(ActionKind::Provision, HoldCode::PossibleDuplicate)],
        "rule P3: a profile carried the ID"
    );
}

#[test]
fn d4_a_profile_that_it_switched_on_again_is_not_koppels_doing_any_more() {
    let (mut book, mut world) = (Book::new(), World::new());
    world.linked(1, "00u1", "Jane", "Doe");
    world.employee(1).status = EmployeeStatus::Inactive;
    book.apply(action(ActionKind::Link, 1, "00u1"));
    book.apply(action(ActionKind::Deactivate, 1, "00u1"));
    let marked = |book: &Book| book.state().past.deactivated.contains(&okta("00u1"));
    read(&mut book, &mut world);
    assert!(
        marked(&book),
        "an answer that lags behind the deactivation proves nothing"
    );
    world.employee(1).status = EmployeeStatus::Active;
    read(&mut book, &mut world);
    assert!(!marked(&book));
}

#[test]
fn p6_the_mark_of_a_staged_profile_goes_when_somebody_activates_it() {
    let (mut book, mut world) = (Book::new(), World::new());
    let staged = super::book::applied(Applied {
        profile: Some(okta("00unew")),
        is_staged: true,
        ..Applied::default()
    });
    book.run(action(ActionKind::Provision, 1, ""), &staged);
    world.hire(1, "Jane", "Doe");
    let marked = |book: &Book| book.state().past.staged.contains(&okta("00unew"));
    read(&mut book, &mut world);
    assert!(marked(&book), "a list that does not show it yet proves nothing");
    let profile = world.account("00unew", "Jane", "Doe");
    profile.number = Some(Text::const_new("1"));
    profile.status = ProfileStatus::Staged;
    read(&mut book, &mut world);
    assert!(marked(&book));
    world.profile("00unew").status = ProfileStatus::Active;
    read(&mut book, &mut world);
    assert!(!marked(&book));
}

#[test]
fn g1_a_termination_date_is_known_since_it_was_first_seen() {
    let (mut book, mut world) = (Book::new(), World::new());
    world.linked(1, "00u1", "Jane", "Doe");
    let known = |book: &Book| book.state().past.terminations.get(&id(1)).copied();
    let first = world.snapshot.moment.now;
    world.employee(1).termination_date = Day::On(date(2026, 12, 31));
    read(&mut book, &mut world);
    world.snapshot.moment.now = instant("2026-12-02T00:00:00Z");
    read(&mut book, &mut world);
    assert_eq!(known(&book), Some((date(2026, 12, 31), first)));
    world.employee(1).termination_date = Day::Absent;
    read(&mut book, &mut world);
    assert_eq!(
        known(&book),
        Some((date(2026, 12, 31), first)),
        "rule R4: absent is not empty"
    );
    world.employee(1).termination_date = Day::On(date(2026, 12, 3));
    read(&mut book, &mut world);
    assert_eq!(
        known(&book),
        Some((date(2026, 12, 3), instant("2026-12-02T00:00:00Z"))),
        "another day is news"
    );
    world.employee(1).termination_date = Day::Empty;
    read(&mut book, &mut world);
    assert_eq!(known(&book), None);
}

#[test]
fn r7_after_a_reading_nothing_is_a_takeover() {
    let (mut book, mut world) = (Book::new(), World::new());
    world.linked(1, "00u1", "Jane", "Doe");
    world.says(1, "department", Value::text("Sales"));
    world.state.past = book.state().past;
    assert!(world.remarks().contains(&RemarkCode::Takeover { links: 1 }));
    read(&mut book, &mut world);
    let again = Store::open(
        book.folder.path(),
        super::book::ORG,
        operator(),
        clock("2026-12-01T00:00:00Z"),
    );
    world.state.past = again.unwrap().store.view().state().unwrap().past;
    assert!(!world.remarks().contains(&RemarkCode::Takeover { links: 1 }));
}
