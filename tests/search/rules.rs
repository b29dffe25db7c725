//! What somebody types, and who stands first.

use crate::people::{find, hire, ids, roster};
use koppel::core::search::{Query, Search};
use koppel::core::snapshot::Roster;
use std::cell::Cell;

fn company() -> Roster {
    let mut roster = roster();
    let mut add = |id, first, last, email, others| hire(&mut roster, id, first, last, email, others);
    add(
        10_234,
        "Jörg",
        "Müller",
        "joerg.mueller@x.example",
        ["Vertrieb", "Leiter", "Köln", ""],
    );
    add(
        10_877,
        "Ayşe",
        "Yıldız",
        "a.yildiz@x.example",
        ["Finanzen", "Controller", "Wien", ""],
    );
    add(
        11_020,
        "Katarzyna",
        "Lewandowska",
        "kl@x.example",
        ["Finanzen", "", "Köln", "Kasia"],
    );
    add(
        210_234,
        "Шевченко",
        "Тарас",
        "t.shevchenko@x.example",
        ["IT", "", "", ""],
    );
    add(12_000, "Mull", "Jo", "mull.jo@x.example", ["", "", "", ""]);
    roster
}

#[test]
fn accents_case_and_the_order_of_words_do_not_matter() {
    let company = company();
    for typed in [
        "jörg müller",
        "MULLER jorg",
        "mueller joerg",
        "mull jör",
        "  jorg   mull ",
    ] {
        assert_eq!(ids(&company, typed)[0], 10_234, "{typed}");
    }
    assert_eq!(ids(&company, "yildiz"), [10_877]);
    assert_eq!(ids(&company, "shevch"), [210_234]);
    assert_eq!(ids(&company, "kasia"), [11_020]);
}

#[test]
fn everything_that_is_known_is_searched_together() {
    let company = company();
    assert_eq!(ids(&company, "finanzen wien"), [10_877]);
    assert_eq!(ids(&company, "koln leit"), [10_234]);
    assert_eq!(ids(&company, "a.yildiz@"), [10_877]);
    assert_eq!(find(&company, "finanzen").total, 2);
}

#[test]
fn digits_find_the_id_first() {
    let company = company();
    assert_eq!(ids(&company, "10234"), [10_234, 210_234]);
    assert_eq!(
        ids(&company, "x.personio.de/staff/employee-details/10234")[0],
        10_234
    );
    assert_eq!(ids(&company, "102")[0], 10_234);
    // One that is nearly right is nobody's.
    assert_eq!(ids(&company, "12034"), [0; 0]);
}

#[test]
fn a_typing_error_finds_somebody_all_the_same() {
    let company = company();
    assert_eq!(ids(&company, "jrg mllr")[0], 10_234);
    assert_eq!(ids(&company, "lewandska"), [11_020]);
    assert_eq!(ids(&company, "zzzz"), [0; 0]);
}

#[test]
fn nothing_typed_finds_nobody_and_strange_input_breaks_nothing() {
    let company = company();
    for typed in ["", "   ", "\u{202e}", "—", "\n\t"] {
        assert_eq!(find(&company, typed).total, 0, "{typed:?}");
    }
    find(&company, &"ä".repeat(10_000));
    find(&company, &"a ".repeat(10_000));
    assert_eq!(find(&roster(), "anna").total, 0);
    let mut endless = roster();
    hire(
        &mut endless,
        1,
        &"ö".repeat(10_000),
        "\n\u{1b}[2J",
        "",
        ["", "", "", ""],
    );
    hire(&mut endless, 2, "Anna", "Weiß", "", ["", "", "", ""]);
    assert_eq!(ids(&endless, "anna"), [2]);
}

#[test]
fn only_those_are_found_who_may_be() {
    let company = company();
    let found = Search::employees(&company).find(&Query::of("köln"), |position| position != 0, || false);
    let positions: Vec<u32> = found
        .unwrap_or_default()
        .best
        .iter()
        .map(|hit| hit.position)
        .collect();
    assert_eq!(positions, [2]);
}

#[test]
fn a_newer_key_stops_an_older_search() {
    let mut company = roster();
    for id in 0..20_000 {
        hire(&mut company, id, "Anna", "Weiß", "", ["", "", "", ""]);
    }
    let search = Search::employees(&company);
    for typed in ["a", "an", "wnna"] {
        let asked = Cell::new(0);
        let is_stale = || {
            asked.set(asked.get() + 1);
            asked.get() > 2
        };
        assert_eq!(
            search.find(&Query::of(typed), |_| true, is_stale),
            None,
            "{typed}"
        );
        assert_eq!(asked.get(), 3, "{typed}");
    }
}
