//! Data that changes: what koppel sent in the past, and what it has to send today.

use super::super::{DOMAIN, NAMES, custom, pick};
use super::{Concerned, Scene, Teller};
use crate::sim::company::Event;
use serde_json::Value;

pub(super) const SCENES: &[Scene] = &[
    (1, "renamed", renamed),
    (2, "emptied", emptied),
    (5, "single_changes", single_changes),
    (3, "drift", drift),
    (1, "held_by_person", held_by_person),
    (1, "excluded", |teller| {
        let (employee, profile) = teller.linked_somebody();
        (vec![employee], vec![profile])
    }),
];

/// Days from today on which people changed, and how many.
const PAST: [(i64, usize); 11] = [
    (-27, 3),
    (-25, 2),
    (-22, 5),
    (-20, 1),
    (-18, 4),
    (-15, 2),
    (-12, 6),
    (-8, 3),
    (-6, 2),
    (-4, 4),
    (-1, 1),
];

/// The department that gets another name.
const RENAMED: (&str, &str) = ("Vertrieb", "Sales");

/// Married since yesterday: another last name, another mailbox.
fn renamed(teller: &mut Teller) -> Concerned {
    let person = teller.maker.person("Verena", "Obermeier");
    let (employee, profile) = teller.linked(person);
    teller.change(0, employee, "last_name", "Hallstein");
    teller.change(0, employee, "email", format!("verena.hallstein@{DOMAIN}"));
    (vec![employee], vec![profile])
}

fn emptied(teller: &mut Teller) -> Concerned {
    let mut concerned = Concerned::default();
    for key in ["office", custom::MOBILE] {
        let mut person = teller.somebody();
        person.set(custom::MOBILE, "+49 151 2345678");
        let (employee, profile) = teller.linked(person);
        teller.change(0, employee, key, Value::Null);
        concerned.0.push(employee);
        concerned.1.push(profile);
    }
    concerned
}

fn single_changes(teller: &mut Teller) -> Concerned {
    let mut concerned = Concerned::default();
    for (key, value) in [
        ("position", "Teamleitung"),
        ("position", "Projektleitung"),
        ("office", "Hamburg"),
        ("subcompany", "Talwerk Service AG"),
        (custom::MOBILE, "+49 151 7654321"),
    ] {
        let person = teller.somebody();
        let (employee, profile) = teller.linked(person.with("subcompany", "Talwerk Pumpen GmbH"));
        teller.change(0, employee, key, value);
        concerned.0.push(employee);
        concerned.1.push(profile);
    }
    concerned
}

/// Changed at Okta's console by somebody who did not know that Personio leads.
fn drift(teller: &mut Teller) -> Concerned {
    let mut concerned = Concerned::default();
    for (days, attribute, value) in [
        (-17, "title", "Head of Pumps"),
        (-7, "city", "Home office"),
        (-3, "mobilePhone", "+49 171 0000000"),
    ] {
        let (employee, profile) = teller.linked_somebody();
        let edited = Event::Edited {
            profile: profile.clone(),
            attribute,
            value: value.into(),
        };
        teller.on(days, edited);
        concerned.0.push(employee);
        concerned.1.push(profile);
    }
    concerned
}

/// A move that a person wants to wait.
fn held_by_person(teller: &mut Teller) -> Concerned {
    let (employee, profile) = teller.linked_somebody();
    teller.change(-5, employee, "office", "Lissabon");
    (vec![employee], vec![profile])
}

/// What changed on earlier days, for people whom no scene is about.
pub(super) fn in_the_past(teller: &mut Teller) {
    let mut people = teller.ordinary.clone().into_iter();
    for (days, count) in PAST {
        for employee in people.by_ref().take(count) {
            let rng = &mut teller.maker.rng;
            let (key, value) = match rng.u8(0..3) {
                0 => ("office", pick(rng, &NAMES.offices).to_owned()),
                1 => (
                    custom::MOBILE,
                    format!("+49 160 {:07}", rng.u32(1_000_000..9_999_999)),
                ),
                _ => (
                    "position",
                    format!(
                        "Senior {}",
                        rng.choice(["Controller", "Disponent", "Laborant"])
                            .unwrap_or("Controller")
                    ),
                ),
            };
            teller.change(days, employee, key, value);
        }
    }
}

/// Everybody of one department: one change, many people.
pub(super) fn department_renamed(teller: &mut Teller) {
    let (before, after) = RENAMED;
    let people = teller.maker.company.personio.employees();
    let of_it: Vec<u64> = people
        .filter(|employee| employee.text("department") == before && employee.text("status") != "inactive")
        .map(|employee| employee.id)
        .collect();
    for employee in &of_it {
        teller.change(0, *employee, "department", after);
    }
    teller.name_case("department_renamed", of_it, Vec::new());
}
