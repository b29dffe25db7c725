//! How it looks.

use super::company::{Desk, people};
use crate::company::World;
use koppel::core::{ProfileStatus, Value};

const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];

fn look(name: &str, desk: &mut Desk) {
    for (width, height) in SIZES {
        let screen = desk.world.screen(width, height);
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), screen);
    }
}

#[test]
fn a_strong_candidate() {
    look("strong", &mut Desk::opened(&people()));
}

#[test]
fn candidates_of_whom_none_is_strong() {
    let mut desk = Desk::opened(&people());
    look("likely", desk.press(&["Tab"]));
    look("chosen", desk.press(&["Down"]));
}

#[test]
fn two_alike() {
    let mut desk = Desk::opened(&people());
    look("two_alike", desk.press(&["Tab", "Tab", "Down"]));
}

#[test]
fn somebody_who_left() {
    let mut desk = Desk::opened(&people());
    look("left", desk.press(&["Tab", "Tab", "Tab", "Down"]));
}

#[test]
fn nobodys_account() {
    let mut desk = Desk::opened(&people());
    look("nobody", desk.press(&["Tab", "Tab", "Tab", "Tab"]));
    look(
        "aside",
        desk.press(&["Up", "Up", "Enter", "Up"]).type_text("Scanner"),
    );
    look(
        "ask_hr",
        desk.press(&["Esc", "Down", "Enter"]).type_text("whose?"),
    );
}

#[test]
fn while_one_types() {
    let mut desk = Desk::opened(&people());
    look("typed", desk.type_text("weiss"));
    look("nobody_found", desk.type_text("qq"));
}

#[test]
fn linked_ones_and_a_move() {
    let mut desk = Desk::opened(&people());
    look("only_taken", desk.type_text("merve"));
    look("taken", desk.press(&["Ctrl-T", "Down"]));
    look("move", desk.press(&["Enter"]));
}

#[test]
fn decided_before() {
    let mut desk = Desk::opened(&people());
    look("decided_before", desk.press(&["Enter", "Shift-Tab"]));
}

#[test]
fn before_candidates_are_known() {
    let mut desk = Desk::new(&people());
    desk.world.model.shell.desk.suggestions = koppel::tui::desk::Suggestions::default();
    desk.world.press(&["Enter"]);
    look("looking", &mut desk);
}

#[test]
fn a_conflict() {
    let mut company = people();
    let email = Value::text("empfang@acme.com");
    company.hire(13001, "Ilse", "Morgenroth").email = email.clone();
    company.hire(13002, "Rosa", "Abendschein").email = email;
    company.account("00u8", "Ilse", "Morgenroth").email = Some("empfang@acme.com".into());
    let mut desk = Desk::new(&company);
    desk.open_conflict(0);
    look("conflict", desk.press(&["Down"]));
}

/// Their account was switched off.
fn returning() -> World {
    let mut company = people();
    company.newcomer(12000, "Tilda", "Wiederkehr").email = Value::text("tilda@acme.com");
    company.account("00u7", "Tilda", "Wiederkehr").status = ProfileStatus::Deprovisioned;
    company
}

#[test]
fn from_the_employees_side() {
    let mut desk = Desk::new(&returning());
    desk.open_employee(12000);
    look("employee", desk.press(&["Down"]));
    look("return", desk.press(&["Enter"]));
}

#[test]
fn its_keys() {
    let mut desk = Desk::opened(&people());
    let keys = desk.press(&["F1"]).screen();
    insta::assert_snapshot!("prompt_keys", keys);
}
