//! Rules L2, U2 and U6: what people type into HR systems, and nobody sees.

use crate::world::{World, id, okta};
use koppel::core::plan::{ActionKind, Misfit, RemarkCode, SkipReason};
use koppel::core::policy::{Drift, LoginSchema};
use koppel::core::state::Base;
use koppel::core::text::{is_invisible, reads_the_same};
use koppel::core::value::{Text, Value};
use proptest::prelude::*;

const INVISIBLE: [char; 7] = [
    '\u{200b}', '\u{feff}', '\u{200e}', '\u{ad}', '\u{200d}', '\u{2060}', '\u{202e}',
];

/// Linked, in step, and e-mail is sent from now on.
fn dora() -> World {
    let mut world = World::new();
    world.linked(1, "00u1", "Dora", "Dach");
    for (attribute, value) in [
        ("email", "dora.dach@example.com"),
        ("firstName", "Dora"),
        ("lastName", "Dach"),
    ] {
        let column = world.snapshot.directory.column(attribute).unwrap();
        world.profile("00u1").attributes[column] = Value::text(value);
        world.sent("00u1", attribute, Value::text(value));
    }
    world
}

#[test]
fn u2_what_reads_the_same_is_no_change_and_no_drift() {
    for drift in [Drift::Keep, Drift::Overwrite] {
        for odd in INVISIBLE {
            let mut world = dora();
            world.policy.drift = drift;
            world.employee(1).email = Value::text(&format!("do{odd}ra.dach@Example.com"));
            world.employee(1).last_name = Value::text(&format!("Dach{odd}"));
            assert_eq!((world.kinds(), world.remarks()), (vec![], vec![]), "{odd:?}");
        }
    }
    let mut world = dora();
    world.employee(1).last_name = Value::text("Mu\u{308}ller");
    let column = world.snapshot.directory.column("lastName").unwrap();
    world.profile("00u1").attributes[column] = Value::text("Müller");
    world.sent("00u1", "lastName", Value::text("Müller"));
    assert_eq!(
        (world.kinds(), world.remarks()),
        (vec![], vec![]),
        "composed and decomposed"
    );
}

#[test]
fn u6_an_email_is_cleaned_of_what_nobody_sees_and_sent() {
    let mut world = dora();
    world.employee(1).email = Value::text("dora.\u{200b}neu@example.com");
    let plan = world.plan();
    assert_eq!(plan.actions[0].changes[0].to, Value::text("dora.neu@example.com"));
    let mut joiner = World::new();
    joiner.newcomer(2, "Dora", "Dach").email = Value::text("\u{feff}dora@example.com");
    let sent = |attribute: &str| {
        let plan = joiner.plan();
        let mut changes = plan.actions[0].changes.iter();
        changes
            .find(|change| change.attribute == attribute)
            .unwrap()
            .to
            .clone()
    };
    assert_eq!(sent("email"), Value::text("dora@example.com"));
}

#[test]
fn u6_what_is_not_exactly_one_address_stays_out_and_nothing_else_is_lost() {
    for odd in [
        "mailto:dora.neu@example.com",
        "Dora Neu <dora.neu@example.com>",
        "dora.neu@example.com, d.neu@example.com",
        "dora.neu\u{ff20}example.com",
        "dora\u{7}.neu@example.com",
        "dora.neu@example@com",
    ] {
        let mut world = dora();
        world.employee(1).email = Value::text(odd);
        world.says(1, "department", Value::text("Sales"));
        let plan = world.plan();
        let attributes: Vec<&str> = plan.actions[0]
            .changes
            .iter()
            .map(|change| change.attribute.as_str())
            .collect();
        assert_eq!(attributes, ["department"], "{odd:?}");
        let misfit = RemarkCode::Misfit {
            attribute: Text::const_new("email"),
            misfit: Misfit::Format(Text::const_new("email")),
        };
        assert!(
            world.remarks().contains(&misfit),
            "{odd:?}: {:?}",
            world.remarks()
        );
        let mut joiner = World::new();
        joiner.newcomer(2, "Dora", "Neu").email = Value::text(odd);
        let reason =
            SkipReason::RequiredMisfit(Text::const_new("email"), Misfit::Format(Text::const_new("email")));
        assert_eq!(joiner.skips(), [(2, reason)], "{odd:?}");
    }
}

#[test]
fn u6_a_name_that_nobody_sees_is_missing() {
    for odd in ["\u{200b}", " \u{feff} ", "\u{ad}\u{200d}"] {
        let mut world = World::new();
        world.newcomer(1, "Ben", odd);
        assert_eq!(world.skips(), [(1, SkipReason::MissingLastName)], "{odd:?}");
        world.newcomer(2, odd, "Weiß");
        assert!(world.skips().contains(&(2, SkipReason::MissingFirstName)));
    }
}

#[test]
fn n5_the_orgs_schema_says_what_a_login_is() {
    let login_of = |pattern: Option<&str>, office: &str| {
        let mut world = World::new();
        let login = world
            .snapshot
            .directory
            .schema
            .properties
            .get_mut("login")
            .unwrap();
        login.pattern = pattern.map(Text::from);
        world.policy.login = LoginSchema::Attribute(Text::const_new("office"));
        world.newcomer(1, "Anna", "Adler");
        world.says(1, "office", Value::text(office));
        match world.skips().pop() {
            Some((_, reason)) => Err(reason),
            None => Ok(world.plan().actions[0].login.to_string()),
        }
    };
    assert_eq!(login_of(None, "aadler"), Err(SkipReason::LoginMalformed));
    assert_eq!(
        login_of(Some(".+"), "aadler"),
        Ok("aadler".to_owned()),
        "username format None"
    );
    assert_eq!(
        login_of(Some(".+"), "ada"),
        Ok("ada".to_owned()),
        "the shortest length is not enforced"
    );
    assert_eq!(login_of(Some("[a-z]+"), "aadler"), Ok("aadler".to_owned()));
    assert_eq!(
        login_of(Some("[a-z]+"), "a.adler"),
        Err(SkipReason::LoginMalformed)
    );
    assert_eq!(
        login_of(Some("[0-9]+"), "aadler"),
        Err(SkipReason::LoginMalformed),
        "met by nobody"
    );
    assert_eq!(
        login_of(Some("(?<!x)y("), "aadler"),
        Ok("aadler".to_owned()),
        "left to Okta"
    );
    let mut world = World::new();
    let login = world
        .snapshot
        .directory
        .schema
        .properties
        .get_mut("login")
        .unwrap();
    login.pattern = Some(Text::const_new("[a-z]+"));
    world.newcomer(1, "Anna", "Adler");
    assert_eq!(
        world.skips(),
        [(1, SkipReason::LoginMalformed)],
        "a generated login has an @"
    );
}

/// Letters of every kind that comes out of a paste.
fn text() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        '\u{0}',
        '\u{7}',
        '\n',
        '\u{200b}',
        '\u{202e}',
        '\u{200f}',
        '\u{301}',
        '\u{308}',
        '\u{feff}',
        '\u{e0041}',
        'ä',
        'ß',
        'İ',
        'ſ',
        '𝒜',
        '👩',
        '王',
        'ش',
        '@',
        '.',
        ' ',
        'a',
        'B',
        '-',
        '\'',
    ]);
    prop::collection::vec(odd, 0..12).prop_map(|letters| letters.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn u6_whatever_stands_in_a_field_loses_nothing_else_and_replaces_nothing_by_what_reads_the_same(
        fields in prop::collection::vec(text(), 6),
        joins in any::<bool>(),
    ) {
        let mut world = if joins { World::new() } else { dora() };
        if joins {
            world.newcomer(1, "Dora", "Dach");
        }
        world.linked(2, "00u2", "Bela", "Krug");
        world.says(2, "department", Value::text("Sales"));
        let employee = world.employee(1);
        employee.first_name = Value::text(&fields[0]);
        employee.last_name = Value::text(&fields[1]);
        employee.email = Value::text(&fields[2]);
        for (key, value) in ["department", "position", "office"].iter().zip(&fields[3..]) {
            world.says(1, key, Value::text(value));
        }
        let plan = world.plan();
        let belas = plan.actions.iter().filter(|action| action.employee == Some(id(2)) && action.held.is_none());
        prop_assert_eq!(belas.count(), 1, "somebody else's update is not lost");
        for change in plan.actions.iter().flat_map(|action| &action.changes) {
            if let (Some(from), Some(to)) = (change.from.as_text(), change.to.as_text()) {
                prop_assert!(!reads_the_same(from, to), "{:?}", change);
            }
            let is_odd = |letter: char| letter.is_control() || (change.attribute == "email" && is_invisible(letter));
            prop_assert!(!change.to.as_text().is_some_and(|to| to.contains(is_odd)), "{:?}", change);
        }
    }
}

#[test]
fn u2_a_base_in_another_form_is_the_same_value() {
    let mut world = dora();
    let base = Base {
        sent: Value::text("dora.dach@example.com\u{200b}"),
        taken: Value::text("DORA.dach@example.com"),
    };
    let bases = world.state.bases.get_mut(&okta("00u1")).unwrap();
    bases.insert(Text::const_new("email"), base);
    assert_eq!((world.kinds(), world.remarks()), (vec![], vec![]));
    assert!(
        !world
            .plan()
            .actions
            .iter()
            .any(|action| action.kind == ActionKind::Update)
    );
}
