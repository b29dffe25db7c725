//! What the keys decide, and what they do not.

use super::company::{Desk, people};
use crate::company::{id, okta};
use crate::world::chord;
use koppel::core::state::AsideKind;
use koppel::tui::desk::{RunRequest, task::Task};
use koppel::tui::effect::Effect;
use koppel::tui::key::Press;
use koppel::tui::message::Message;
use koppel::tui::work::Work;

#[test]
fn l8_enter_links_who_is_strong_and_the_next_case_is_there_at_once() {
    let mut desk = Desk::opened(&people());
    assert!(desk.screen().contains("> 10234"), "the strong one is selected");
    // Nothing of the background has answered yet.
    desk.world.press(&["Enter"]);
    let next = desk.screen();
    assert!(next.contains("Katarzyna Nowak   k.nowak"), "{next}");
    assert!(next.contains("decision 2 of 5"), "{next}");
    assert!(next.contains("last: Jörg Müller → 10234 Jörg Müller"), "{next}");
    desk.settle();
    assert_eq!(desk.given("00u1"), Some(id(10234)));
}

#[test]
fn l11_who_is_not_strong_has_to_be_chosen() {
    let mut desk = Desk::opened(&people());
    desk.press(&["Tab", "Enter"]);
    let screen = desk.screen();
    assert!(screen.contains("Nobody is selected: 2 are listed"), "{screen}");
    assert_eq!(desk.given("00u2"), None);
    desk.press(&["Down", "Down", "Enter"]);
    assert_eq!(desk.given("00u2"), Some(id(11020)));
}

#[test]
fn l11_two_who_are_alike_are_chosen_between() {
    let mut desk = Desk::opened(&people());
    desk.press(&["Tab", "Tab"]);
    let screen = desk.screen();
    assert!(
        screen.contains("two alike") && !screen.contains("> 10410"),
        "{screen}"
    );
}

#[test]
fn d6_somebody_who_has_left_is_never_selected_by_itself() {
    let mut desk = Desk::opened(&people());
    desk.press(&["Tab", "Tab", "Tab"]);
    let screen = desk.screen();
    assert!(screen.contains("LEFT") && !screen.contains("> 9120"), "{screen}");
    desk.press(&["Down"]);
    let told = desk.screen();
    assert!(told.contains("the employee has left"), "{told}");
    desk.press(&["Enter"]);
    assert_eq!(desk.given("00u4"), Some(id(9120)));
}

#[test]
fn a_held_enter_and_keys_before_the_next_case_is_drawn_decide_nothing() {
    let mut desk = Desk::opened(&people());
    let enter = Press::new(chord("Enter"));
    let held = Press {
        is_repeat: true,
        ..enter
    };
    desk.world.send(Message::Key(held));
    desk.world.send(Message::Drawn);
    desk.settle();
    assert_eq!(desk.given("00u1"), None);
    desk.world.send(Message::Key(enter));
    desk.world.send(Message::Key(Press::new(chord("Down"))));
    desk.world.send(Message::Key(enter));
    desk.settle();
    assert_eq!(desk.given("00u1"), Some(id(10234)));
    assert_eq!(desk.given("00u2"), None);
}

#[test]
fn l10_two_people_are_never_suggested_again() {
    let mut desk = Desk::opened(&people());
    desk.press(&["Ctrl-X"]);
    let decisions = desk.view().decisions().unwrap();
    assert!(decisions.has_rejected(&okta("00u1"), id(10234)));
    let screen = desk.screen();
    assert!(
        screen.contains("Jörg Müller   j.mueller"),
        "the case stays: {screen}"
    );
    assert!(!screen.contains("10234    Jörg"), "{screen}");
    desk.press(&["Ctrl-R"]);
    assert!(desk.screen().contains("10234    Jörg"), "undone");
}

#[test]
fn shift_tab_leads_back_and_another_is_linked_instead() {
    let mut desk = Desk::opened(&people());
    desk.press(&["Enter", "Shift-Tab"]);
    let screen = desk.screen();
    assert!(
        screen.contains("decided already; Enter decides otherwise"),
        "{screen}"
    );
    assert!(screen.contains("  10234"), "whom it was given to: {screen}");
    desk.type_text("11388").press(&["Enter"]);
    assert_eq!(desk.given("00u1"), Some(id(11388)));
}

#[test]
fn undoing_leads_back_to_what_was_undone() {
    let mut desk = Desk::opened(&people());
    desk.press(&["Enter", "Ctrl-R"]);
    let screen = desk.screen();
    assert!(screen.contains("Jörg Müller   j.mueller"), "{screen}");
    assert_eq!(desk.given("00u1"), None);
    desk.press(&["Ctrl-Y"]);
    assert_eq!(desk.given("00u1"), Some(id(10234)));
}

#[test]
fn l9_nobodys_account_is_set_aside_with_kind_and_note() {
    let mut company = people();
    company.account("00u9", "Scanner", "Empfang").login = "svc-scan05@acme.com".into();
    let mut desk = Desk::opened(&company);
    desk.skip_to("svc-scan04").press(&["Up", "Up", "Enter"]);
    assert!(desk.screen().contains("service account"), "{}", desk.screen());
    desk.press(&["Enter"]);
    assert!(desk.screen().contains("Say in a few words"), "a note is needed");
    desk.press(&["Down"])
        .type_text("Scanner, hall 2")
        .press(&["Enter"]);
    let decisions = desk.view().decisions().unwrap();
    let aside = &decisions.aside[&okta("00u5")];
    assert_eq!(
        (aside.kind, aside.note.as_str()),
        (AsideKind::Shared, "Scanner, hall 2")
    );
    // The next one is offered the same.
    desk.skip_to("svc-scan05").press(&["Up", "Up", "Enter"]);
    assert!(desk.screen().contains("Scanner, hall 2"), "{}", desk.screen());
    desk.press(&["Esc", "Esc"]);
    assert!(!desk.screen().contains("WHOSE ACCOUNT"), "{}", desk.screen());
}

#[test]
fn d5_a_second_account_names_its_owner() {
    let mut company = people();
    company.account("00u0", "Merve", "Özdemir").email = None;
    company.profile("00u0").login = "adm-merve@acme.com".into();
    let mut desk = Desk::opened(&company);
    desk.skip_to("adm-merve")
        .press(&["Up", "Up", "Enter", "Up", "Up"]);
    let screen = desk.screen();
    assert!(
        screen.contains("second account") && screen.contains("Merve Özdemir"),
        "{screen}"
    );
    desk.type_text("admin").press(&["Enter"]);
    let decisions = desk.view().decisions().unwrap();
    assert_eq!(
        decisions.aside[&okta("00u0")].kind,
        AsideKind::Second(Some(id(10688)))
    );
}

#[test]
fn whom_nobody_knows_hr_is_asked() {
    let mut desk = Desk::opened(&people());
    desk.press(&["Tab", "Up", "Enter"])
        .type_text("married?")
        .press(&["Enter"]);
    let decisions = desk.view().decisions().unwrap();
    assert_eq!(decisions.asked[&okta("00u2")], "married?");
    let screen = desk.screen();
    assert!(screen.contains("Michael Weiß   m.weiss2"), "{screen}");
}

#[test]
fn l7_moving_a_link_asks_and_names_who_loses_it() {
    let mut desk = Desk::opened(&people());
    desk.press(&["Ctrl-T"]).type_text("merve");
    let screen = desk.screen();
    assert!(screen.contains("linked"), "{screen}");
    desk.press(&["Down", "Enter"]);
    let asks = desk.screen();
    assert!(
        asks.contains("This moves a link") && asks.contains("merve@acme.com"),
        "{asks}"
    );
    assert_eq!(desk.given("00u1"), None);
    desk.press(&["Esc"]);
    assert_eq!(desk.given("00u1"), None);
    desk.press(&["Enter", "Enter"]);
    let assignment = desk.assignment("00u1").unwrap();
    assert!(assignment.may_move && assignment.employee == id(10688));
}

#[test]
fn l7_what_is_staged_for_another_gives_way_only_after_a_question() {
    let mut desk = Desk::opened(&people());
    desk.press(&["Enter", "Ctrl-T"])
        .type_text("10234")
        .press(&["Down", "Enter"]);
    let asks = desk.screen();
    assert!(
        asks.contains("in the place of what is staged for j.mueller"),
        "{asks}"
    );
    assert_eq!(desk.given("00u1"), Some(id(10234)));
    desk.press(&["Enter"]);
    assert_eq!(desk.given("00u1"), None);
    assert_eq!(desk.given("00u2"), Some(id(10234)));
}

#[test]
fn u8_from_the_employees_side_former_accounts_are_offered_and_coming_back_is_asked_about() {
    let mut company = people();
    company.newcomer(12000, "Tilda", "Wiederkehr").email = koppel::core::Value::text("tilda@acme.com");
    let former = company.account("00u7", "Tilda", "Wiederkehr");
    former.status = koppel::core::ProfileStatus::Deprovisioned;
    let mut desk = Desk::new(&company);
    desk.open_employee(12000);
    let screen = desk.screen();
    assert!(
        screen.contains("WHICH ACCOUNT IS THEIRS?") && screen.contains("former"),
        "{screen}"
    );
    assert!(!screen.contains("\n\"> "), "none is selected by itself: {screen}");
    desk.press(&["Down", "Enter"]);
    assert!(
        desk.screen().contains("This brings an account back"),
        "{}",
        desk.screen()
    );
    desk.press(&["Enter"]);
    assert_eq!(desk.given("00u7"), Some(id(12000)));
}

#[test]
fn l4_a_conflict_shows_all_candidates_and_is_decided() {
    let mut company = people();
    let email = koppel::core::Value::text("empfang@acme.com");
    company.hire(13001, "Ilse", "Morgenroth").email = email.clone();
    company.hire(13002, "Rosa", "Abendschein").email = email;
    company.account("00u8", "Ilse", "Morgenroth").email = Some("empfang@acme.com".into());
    let mut desk = Desk::new(&company);
    desk.open_conflict(0);
    let screen = desk.screen();
    assert!(screen.contains("one e-mail, several people"), "{screen}");
    assert!(screen.contains("13001") && screen.contains("13002"), "{screen}");
    assert!(
        !screen.contains("> 13001"),
        "none is selected by itself: {screen}"
    );
    desk.press(&["Enter"]);
    assert_eq!(desk.given("00u8"), None);
    desk.press(&["Down", "Enter"]);
    assert_eq!(desk.given("00u8"), Some(id(13001)));
}

#[test]
fn g5_a_read_only_session_decides_nothing_and_says_so() {
    let mut desk = Desk::opened(&people());
    desk.world.model.shell.header.read_only = true;
    desk.press(&["Enter"]);
    assert!(desk.screen().contains("read-only"), "{}", desk.screen());
    desk.press(&["Ctrl-X"]);
    assert!(!desk.world.effects.iter().any(is_decision));
}

fn is_decision(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::Start {
            work: Work::Desk(Task::Decide { .. } | Task::Run(RunRequest::Seen(_) | RunRequest::Unattended)),
            ..
        }
    )
}

#[test]
fn l8_no_key_of_the_prompt_reaches_okta() {
    let mut desk = Desk::opened(&people());
    for name in [
        "W", "w", "Enter", "Ctrl-W", "Ctrl-X", "Enter", "W", "Tab", "Enter",
    ] {
        desk.press(&[name]);
    }
    let runs = |effect: &Effect| {
        matches!(
            effect,
            Effect::Start {
                work: Work::Desk(Task::Run(_)),
                ..
            }
        )
    };
    assert!(!desk.world.effects.iter().any(runs));
}
