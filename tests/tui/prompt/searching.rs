//! Typing finds people; Enter never takes what an older search found.

use super::company::{Desk, people};
use crate::company::id;
use crate::world::chord;
use koppel::tui::effect::Effect;
use koppel::tui::key::Press;
use koppel::tui::message::Message;

/// The rows of the list that name somebody.
fn found(screen: &str) -> Vec<String> {
    let rows = screen
        .lines()
        .skip(7)
        .take_while(|line| !line.contains("Nobody here"));
    rows.filter_map(|line| {
        let number = line
            .trim_start_matches(['"', '>', ' '])
            .split_whitespace()
            .next()?;
        number.parse::<u64>().ok().map(|number| number.to_string())
    })
    .collect()
}

#[test]
fn names_departments_ids_and_addresses_find_somebody() {
    for (typed, numbers) in [
        ("weiss", &["10410", "10411"][..]),
        ("hamburg weiss", &["10411"]),
        ("ozdemir", &[]),
        ("legal", &["11388"]),
        ("11020", &["11020"]),
        ("lewandowsk", &["11020"]),
        ("qxyz", &[]),
    ] {
        let mut desk = Desk::opened(&people());
        desk.type_text(typed);
        assert_eq!(found(&desk.screen()), numbers, "{typed}\n{}", desk.screen());
    }
    let mut desk = Desk::opened(&people());
    desk.world
        .paste("https://acme.personio.de/staff/employee-details/10411\n");
    desk.settle();
    assert!(desk.screen().contains("> 10411"), "{}", desk.screen());
}

#[test]
fn the_only_one_found_is_selected_and_of_several_none() {
    let mut desk = Desk::opened(&people());
    desk.press(&["Tab"]).type_text("weiss").press(&["Enter"]);
    assert!(desk.screen().contains("Nobody is selected"), "{}", desk.screen());
    desk.type_text(" hamburg").press(&["Enter"]);
    assert_eq!(desk.given("00u2"), Some(id(10411)));
}

#[test]
fn those_who_have_an_account_are_counted_and_shown_on_demand() {
    let mut desk = Desk::opened(&people());
    desk.type_text("ozdemir");
    assert!(
        desk.screen().contains("Ctrl-T shows 1 who has one"),
        "{}",
        desk.screen()
    );
    desk.press(&["Ctrl-T"]);
    assert_eq!(found(&desk.screen()), ["10688"]);
    desk.press(&["Enter"]);
    assert!(
        desk.screen().contains("Nobody is selected"),
        "moving a link is chosen"
    );
}

#[test]
fn enter_takes_nothing_while_a_search_is_under_way() {
    let mut desk = Desk::opened(&people());
    for letter in "11388".chars() {
        desk.world
            .send(Message::Key(Press::new(chord(&letter.to_string()))));
    }
    // Jörg, who was selected before, is still on the screen.
    desk.world.press(&["Enter"]);
    desk.settle();
    assert_eq!(desk.given("00u1"), None);
}

#[test]
fn enter_takes_nothing_that_is_not_drawn_yet_and_letters_go_on() {
    let mut desk = Desk::opened(&people());
    desk.world.type_text("1138");
    desk.settle();
    desk.world.send(Message::Key(Press::new(chord("Enter"))));
    desk.settle();
    assert_eq!(desk.given("00u1"), None);
    desk.type_text("8").press(&["Enter"]);
    assert_eq!(desk.given("00u1"), Some(id(11388)));
}

#[test]
fn a_newer_key_cancels_the_older_search() {
    let mut desk = Desk::opened(&people());
    desk.world.effects.clear();
    desk.world.type_text("we");
    let cancelled = desk
        .world
        .effects
        .iter()
        .filter(|one| matches!(one, Effect::Cancel(_)));
    assert_eq!(cancelled.count(), 1);
}

#[test]
fn esc_erases_what_was_typed_and_then_leads_back() {
    let mut desk = Desk::opened(&people());
    desk.type_text("weiss").press(&["Esc"]);
    assert!(
        desk.screen().contains("> 10234"),
        "the candidates again: {}",
        desk.screen()
    );
    desk.press(&["Esc"]);
    assert!(!desk.screen().contains("WHOSE ACCOUNT"), "{}", desk.screen());
}

#[test]
fn every_letter_is_text() {
    let mut desk = Desk::opened(&people());
    desk.type_text("quWxyAe:/?12");
    assert!(desk.screen().contains("Find: quWxyAe:/?12"), "{}", desk.screen());
    assert_eq!(desk.given("00u1"), None);
}
