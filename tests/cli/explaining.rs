//! `explain` against the simulator.

use crate::program::Both;
use crate::reading::small;

#[test]
fn each_standing_is_told_with_what_would_change_it() {
    let both = Both::of(small());
    let koppel = both.koppel();
    for (name, person) in [
        ("to_link", "anna weiss"),
        ("linked", "12"),
        ("leaver", "00u00000000000000013"),
        ("newcomer", "dana.novak@acme.example"),
        ("nobodys_account", "raum.zürich@acme.example"),
    ] {
        let ended = koppel.run(&["explain", person]);
        insta::assert_snapshot!(format!("explain_{name}"), ended.whole());
    }
    assert!(
        both.simulator
            .ledger()
            .iter()
            .all(|received| !received.is_write())
    );
}

#[test]
fn nobody_of_that_name_is_said_with_what_to_do() {
    let ended = Both::of(small()).koppel().run(&["explain", "Ebba"]);
    insta::assert_snapshot!(ended.whole());
    assert_eq!(ended.code, Some(1));
}

#[test]
fn many_of_one_name_are_only_named() {
    let mut company = small();
    for id in 21..=25 {
        let email = format!("dana.{id}@acme.example");
        let dana = koppel::sim::personio::Employee::new(id, "Dana", "Novak").email(&email);
        company = company.employee(dana);
    }
    let ended = Both::of(company).koppel().run(&["explain", "Dana Novak"]);
    insta::assert_snapshot!(ended.whole());
    assert_eq!(ended.code, Some(1));
}
