//! What others do meanwhile, and what comes from outside: nothing breaks, and nothing is decided by guess.

use super::company::{Desk, people, settings};
use crate::company::{id, okta};
use crate::world::reading;
use koppel::core::Value;
use koppel::core::state::{Assignment, Staging};

#[test]
fn a_profile_that_vanished_is_told_and_the_next_is_asked_about() {
    let mut desk = Desk::opened(&people());
    let mut company = people();
    company.snapshot.directory.profiles.remove(0);
    desk.world.read(reading(company.snapshot, &settings()));
    let screen = desk.settle().screen();
    assert!(screen.contains("gone from the reading"), "{screen}");
    assert!(screen.contains("Katarzyna Nowak   k.nowak"), "{screen}");
    assert_eq!(desk.given("00u1"), None);
}

#[test]
fn a_profile_that_somebody_else_linked_is_told_and_the_next_is_asked_about() {
    let mut desk = Desk::opened(&people());
    let mut company = people();
    company.profile("00u1").number = Some("10234".into());
    desk.world.read(reading(company.snapshot, &settings()));
    let screen = desk.settle().screen();
    assert!(screen.contains("Somebody else decided"), "{screen}");
    assert!(screen.contains("Katarzyna Nowak   k.nowak"), "{screen}");
}

#[test]
fn nobody_takes_the_place_of_a_candidate_who_is_gone() {
    let mut desk = Desk::opened(&people());
    let mut company = people();
    // Another strong one stands there now.
    company.employee(10234).id = id(10235);
    desk.world.read(reading(company.snapshot, &settings()));
    let screen = desk.settle().screen();
    assert!(screen.contains("not to be had any more"), "{screen}");
    assert!(
        screen.contains("  10235") && !screen.contains("> 10235"),
        "{screen}"
    );
    desk.press(&["Enter"]);
    assert_eq!(desk.given("00u1"), None);
}

#[test]
fn d6_a_candidate_who_left_meanwhile_is_marked() {
    let mut desk = Desk::opened(&people());
    let mut company = people();
    company.employee(10234).status = koppel::core::EmployeeStatus::Inactive;
    desk.world.read(reading(company.snapshot, &settings()));
    let screen = desk.settle().screen();
    assert!(screen.contains("> 10234") && screen.contains("LEFT"), "{screen}");
    assert!(screen.contains("the employee has left"), "{screen}");
}

#[test]
fn l7_what_somebody_else_gave_away_meanwhile_is_refused_and_stays_a_question() {
    let mut desk = Desk::opened(&people());
    desk.press(&["Enter"]);
    assert_eq!(desk.given("00u1"), Some(id(10234)));
    // This desk still shows the reading of before.
    let mut stale = Desk::opened(&people());
    stale.surroundings = std::sync::Arc::clone(&desk.surroundings);
    stale.press(&["Tab"]).type_text("10234").press(&["Enter"]);
    let screen = stale.screen();
    assert!(screen.contains("Michael Weiß   m.weiss2"), "{screen}");
    let decisions = desk.view().decisions().unwrap();
    let given: Vec<&Assignment> = decisions.assignments.values().collect();
    assert!(
        given.iter().all(|one| one.staging == Staging::Staged),
        "nothing is confirmed"
    );
}

#[test]
fn names_from_outside_break_no_line() {
    let mut company = people();
    let long = "Wolfeschlegelstein ".repeat(600);
    for (number, first, last) in [
        (14001, "\u{202e}gniK\u{1b}[2J", "Stra\u{0}ße\n\t"),
        (14002, "", ""),
        (14003, long.as_str(), long.as_str()),
        (14004, "小明", "王"),
    ] {
        company.hire(number, "A", "B").first_name = Value::text(first);
        company.employee(number).last_name = Value::text(last);
        company.employee(number).email = Value::text(&format!("{number}@acme.com"));
        let profile = company.account(&format!("00u{number}"), "A", "B");
        profile.first_name = Some(first.into());
        profile.last_name = Some(last.into());
        profile.login = format!("x{number}@acme.com").into();
        profile.email = Some(profile.login.clone());
    }
    let mut desk = Desk::opened(&company);
    for _ in 0..10 {
        for size in [(80, 24), (120, 40)] {
            let screen = desk.world.screen(size.0, size.1);
            assert!(
                !screen.contains(['\u{202e}', '\u{1b}', '\u{0}', '\t']),
                "{screen}"
            );
        }
        desk.press(&["Down", "Tab"]);
    }
    desk.type_text("14002");
    assert!(desk.screen().contains("14002@acme.com"), "{}", desk.screen());
    assert!(
        !desk
            .view()
            .decisions()
            .unwrap()
            .assignments
            .contains_key(&okta("00u14002"))
    );
}
