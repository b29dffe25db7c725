//! Hard cases of coming and going.

use super::{Concerned, Maker, Recipe};
use crate::sim::okta::Status;
use crate::sim::personio::Employee;

pub(super) const RECIPES: &[Recipe] = &[
    (1, "future_hire", future_hire),
    (1, "hired_tomorrow", hired_tomorrow),
    (1, "no_hire_date", no_hire_date),
    (1, "leaver_announced", leaver_announced),
    (1, "leaver_ended_yesterday", leaver_ended_yesterday),
    (1, "leaver_unannounced", leaver_unannounced),
    (1, "end_overdue", end_overdue),
    (1, "missed_leaver", missed_leaver),
    (1, "rehire", rehire),
    (1, "locked_in_okta", locked_in_okta),
    (1, "on_leave", on_leave),
    (1, "suspended", |maker| linked_in(maker, Status::Suspended)),
    (1, "locked_out", |maker| linked_in(maker, Status::LockedOut)),
    (1, "password_expired", |maker| {
        linked_in(maker, Status::PasswordExpired)
    }),
    (1, "in_transition", in_transition),
    (1, "external_employee", external_employee),
];

fn somebody(maker: &mut Maker) -> Employee {
    let (first, last) = super::NAMES.person(&mut maker.rng);
    maker.person(first, last)
}

fn linked(maker: &mut Maker, employee: Employee) -> Concerned {
    let (employee, profile) = maker.linked(employee);
    (vec![employee], vec![profile])
}

fn future_hire(maker: &mut Maker) -> Concerned {
    let person = somebody(maker).status("onboarding").hired(maker.day(45));
    (vec![maker.hire(person)], Vec::new())
}

fn hired_tomorrow(maker: &mut Maker) -> Concerned {
    let person = somebody(maker).status("onboarding").hired(maker.day(1));
    let profile = maker
        .profile_of(&person)
        .number(&person.id.to_string())
        .status(Status::Staged);
    let profile = maker.account(profile);
    (vec![maker.hire(person)], vec![profile])
}

fn no_hire_date(maker: &mut Maker) -> Concerned {
    let mut person = somebody(maker).status("onboarding");
    person.set("hire_date", serde_json::Value::Null);
    (vec![maker.hire(person)], Vec::new())
}

fn leaver_announced(maker: &mut Maker) -> Concerned {
    let person = somebody(maker)
        .terminated(maker.day(14))
        .with("last_working_day", maker.day(7).to_string());
    linked(maker, person)
}

fn leaver_ended_yesterday(maker: &mut Maker) -> Concerned {
    let person = somebody(maker).status("inactive").terminated(maker.day(-1));
    linked(maker, person)
}

/// HR set the status by hand.
fn leaver_unannounced(maker: &mut Maker) -> Concerned {
    let person = somebody(maker).status("inactive");
    linked(maker, person)
}

/// The date has passed, the status has not changed.
fn end_overdue(maker: &mut Maker) -> Concerned {
    let person = somebody(maker).terminated(maker.day(-5));
    linked(maker, person)
}

/// Left, was never linked, and still has an account.
fn missed_leaver(maker: &mut Maker) -> Concerned {
    let person = somebody(maker).status("inactive").terminated(maker.day(-60));
    let (employee, profile) = maker.paired(person);
    (vec![employee], vec![profile])
}

/// Back on the same record; the profile is still deactivated.
fn rehire(maker: &mut Maker) -> Concerned {
    let person = somebody(maker).hired(maker.day(-1));
    let profile = maker
        .profile_of(&person)
        .number(&person.id.to_string())
        .status(Status::Deprovisioned);
    let profile = maker.account(profile);
    (vec![maker.hire(person)], vec![profile])
}

/// Somebody switched the account off in Okta while Personio never said inactive.
fn locked_in_okta(maker: &mut Maker) -> Concerned {
    linked_in(maker, Status::Deprovisioned)
}

fn on_leave(maker: &mut Maker) -> Concerned {
    let person = somebody(maker).status("leave");
    linked(maker, person)
}

fn linked_in(maker: &mut Maker, status: Status) -> Concerned {
    let person = somebody(maker);
    let profile = maker
        .profile_of(&person)
        .number(&person.id.to_string())
        .status(status);
    let profile = maker.account(profile);
    (vec![maker.hire(person)], vec![profile])
}

/// An activation that Okta has not finished.
fn in_transition(maker: &mut Maker) -> Concerned {
    let person = somebody(maker);
    let mut profile = maker
        .profile_of(&person)
        .number(&person.id.to_string())
        .status(Status::Staged);
    profile.transitioning_to = Some(Status::Provisioned);
    let profile = maker.account(profile);
    (vec![maker.hire(person)], vec![profile])
}

fn external_employee(maker: &mut Maker) -> Concerned {
    let person = somebody(maker).with("employment_type", "external");
    let (employee, profile) = maker.paired(person);
    (vec![employee], vec![profile])
}
