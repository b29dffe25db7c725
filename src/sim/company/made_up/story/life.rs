//! Who comes, who goes, and who is there twice.

use super::super::{DOMAIN, Employee, link, name};
use super::{Concerned, Scene, Teller};
use crate::sim::company::Event;
use crate::sim::okta::{Profile, Status};
use serde_json::Value;

pub(super) const SCENES: &[Scene] = &[
    (3, "leavers_announced", leavers_announced),
    (UNANNOUNCED, "leavers_unannounced", leavers_unannounced),
    (3, "ends_ahead", ends_ahead),
    (1, "end_overdue", end_overdue),
    (1, "back_again", back_again),
    (1, "left_with_second_account", left_with_second_account),
    (1, "deleted_in_personio", deleted_in_personio),
    (2, "second_record", second_record),
    (1, "missed_leaver", missed_leaver),
    (1, "former_account", |teller| {
        link::former_account(&mut teller.maker)
    }),
    (10, "newcomers", newcomers),
    (1, "very_long_name", |teller| {
        name::very_long_name(&mut teller.maker)
    }),
    (1, "staged_and_released", staged),
    (1, "staged_by_others", staged),
    (1, "locked_in_okta", locked_in_okta),
    (1, "link_taken_out", link_taken_out),
    (2, "on_leave", on_leave),
];

/// More than the limit lets go in a company of a few hundred.
const UNANNOUNCED: usize = 5;

/// HR entered their ends weeks ago; they came yesterday.
fn leavers_announced(teller: &mut Teller) -> Concerned {
    ending(teller, &[(-14, -1), (-13, -1), (-9, -1)])
}

/// HR entered their ends; they are to come.
fn ends_ahead(teller: &mut Teller) -> Concerned {
    ending(teller, &[(-10, 1), (-6, 5), (-3, 13)])
}

/// Days from today on which HR enters the end, and on which it comes.
fn ending(teller: &mut Teller, days: &[(i64, i64)]) -> Concerned {
    let mut concerned = Concerned::default();
    for (entered, ends) in days {
        let (employee, profile) = teller.linked_somebody();
        let day = teller.maker.day(*ends).to_string();
        teller.change(*entered, employee, "termination_date", day.as_str());
        teller.change(*entered, employee, "last_working_day", day);
        concerned.0.push(employee);
        concerned.1.push(profile);
    }
    concerned
}

/// A batch that nobody announced: more than the limit lets go.
fn leavers_unannounced(teller: &mut Teller) -> Concerned {
    let mut concerned = Concerned::default();
    for _ in 0..UNANNOUNCED {
        let (employee, profile) = teller.linked_somebody();
        teller.change(0, employee, "status", "inactive");
        concerned.0.push(employee);
        concerned.1.push(profile);
    }
    concerned
}

/// In a large company more have to leave at once until that is too many.
pub(super) fn more_leave_unannounced(teller: &mut Teller) {
    let more = (teller.pilot.len() / 50).saturating_sub(UNANNOUNCED);
    let stay = teller.ordinary.len().saturating_sub(more);
    for employee in teller.ordinary.split_off(stay) {
        teller.change(0, employee, "status", "inactive");
    }
}

/// The date came before it was entered, so that Personio did not change the status.
fn end_overdue(teller: &mut Teller) -> Concerned {
    let (employee, profile) = teller.linked_somebody();
    let day = teller.maker.day(-6).to_string();
    teller.change(-4, employee, "termination_date", day);
    (vec![employee], vec![profile])
}

/// Left, lost the account by koppel, and is back on the same record.
fn back_again(teller: &mut Teller) -> Concerned {
    let ended = teller.maker.day(-26);
    let person = teller.somebody().terminated(ended);
    let (employee, profile) = teller.linked(person);
    let today = teller.maker.day(0).to_string();
    teller.change(0, employee, "status", "active");
    teller.change(0, employee, "termination_date", Value::Null);
    teller.change(0, employee, "hire_date", today);
    (vec![employee], vec![profile])
}

/// The first profile is the employee's own, the second one their other account.
fn left_with_second_account(teller: &mut Teller) -> Concerned {
    let person = teller.maker.person("Günter", "Groß");
    let (employee, profile) = teller.linked(person);
    let day = teller.maker.day(-9).to_string();
    teller.change(-16, employee, "termination_date", day);
    let second = Profile::new(&format!("adm-g.gross@{DOMAIN}"))
        .name("Günter", "Groß")
        .with("displayName", "Günter Groß (Admin)");
    (vec![employee], vec![profile, teller.maker.account(second)])
}

fn deleted_in_personio(teller: &mut Teller) -> Concerned {
    let person = teller.maker.person("Egon", "Verschwunden");
    let (employee, profile) = teller.linked(person);
    teller.on(-5, Event::Deleted(employee));
    (vec![employee], vec![profile])
}

/// A temporary contract ends, a new record begins the day after.
fn second_record(teller: &mut Teller) -> Concerned {
    let old = teller.maker.person("Benedikt", "Umsteiger");
    let address = old.text("email").to_owned();
    let (employee, profile) = teller.linked(old);
    let ends = teller.maker.day(5).to_string();
    teller.change(-3, employee, "termination_date", ends);
    let starts = teller.maker.day(6);
    let new = teller
        .maker
        .person("Benedikt", "Umsteiger")
        .email(&address)
        .status("onboarding")
        .hired(starts);
    let concerned = (vec![employee, new.id], vec![profile]);
    teller.on(-3, Event::Joins(Box::new(new)));
    concerned
}

/// Left, was never linked, and still has an account.
fn missed_leaver(teller: &mut Teller) -> Concerned {
    let left = teller.maker.day(-60);
    let person = teller.somebody().status("inactive").terminated(left);
    let (employee, profile) = teller.maker.paired(person);
    (vec![employee], vec![profile])
}

/// Three start today, one tomorrow, others later; one has no day yet, one starts long after all others.
fn newcomers(teller: &mut Teller) -> Concerned {
    let mut employees = Vec::new();
    for (entered, starts) in [
        (-13, Some(0)),
        (-9, Some(0)),
        (-5, Some(0)),
        (-5, Some(1)),
        (-5, Some(2)),
        (-3, Some(4)),
        (-3, Some(7)),
        (0, Some(12)),
        (0, None),
        (0, Some(45)),
    ] {
        let person = teller.somebody();
        let person = starting(teller, person, starts);
        employees.push(person.id);
        teller.on(entered, Event::Joins(Box::new(person)));
    }
    (employees, Vec::new())
}

fn starting(teller: &Teller, person: Employee, days: Option<i64>) -> Employee {
    let mut person = person.status("onboarding");
    let day = days.map(|days| teller.maker.day(days).to_string());
    person.set("hire_date", day);
    person
}

/// IT made the account by hand; the first day is today.
fn staged(teller: &mut Teller) -> Concerned {
    let person = teller.somebody();
    let person = starting(teller, person, Some(0));
    let profile = teller.maker.profile_of(&person).status(Status::Staged);
    let profile = teller.maker.account(profile);
    let employee = teller.maker.hire(person);
    teller.pilot.push(employee);
    (vec![employee], vec![profile])
}

/// Somebody switched the account off in Okta while Personio never said inactive.
fn locked_in_okta(teller: &mut Teller) -> Concerned {
    let (employee, profile) = teller.linked_somebody();
    let switched = Event::Switched {
        profile: profile.clone(),
        status: Status::Deprovisioned,
    };
    teller.on(-10, switched);
    (vec![employee], vec![profile])
}

/// Somebody emptied the number at Okta's console.
fn link_taken_out(teller: &mut Teller) -> Concerned {
    let (employee, profile) = teller.linked_somebody();
    let edited = Event::Edited {
        profile: profile.clone(),
        attribute: "employeeNumber",
        value: Value::Null,
    };
    teller.on(-2, edited);
    (vec![employee], vec![profile])
}

fn on_leave(teller: &mut Teller) -> Concerned {
    let mut concerned = Concerned::default();
    for _ in 0..2 {
        let person = teller.somebody().status("leave");
        let (employee, profile) = teller.linked(person);
        concerned.0.push(employee);
        concerned.1.push(profile);
    }
    concerned
}
