//! What happens after the story is told: ordinary days.

use super::super::{Company, DOMAIN, Employee, NAMES, mailbox_part, pick};
use crate::sim::company::{Dawn, Event};
use crate::sim::okta::Status;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

/// Another day: Personio's own part, and a newcomer, a change and an end that HR enters. The same company, seed and
/// day give the same day.
pub fn pass_a_day(company: &mut Company, seed: u64, day: Date, at: Timestamp) -> Dawn {
    let dawn = company.dawn(day, at);
    sign_in(company, seed, at);
    let since = (day - Date::constant(2000, 1, 1)).get_days().unsigned_abs();
    let mut rng = fastrand::Rng::with_seed(seed ^ u64::from(since));
    for event in [
        Some(newcomer(company, &mut rng, day)),
        change(company, &mut rng),
        resignation(company, &mut rng, day),
    ]
    .into_iter()
    .flatten()
    {
        event.happen(company, at);
    }
    dawn
}

/// It is `now`: most people signed in today, some a while ago; whoever is no person never did.
pub fn sign_in(company: &mut Company, seed: u64, now: Timestamp) {
    let mut rng = fastrand::Rng::with_seed(seed);
    let profiles = company.okta.profiles();
    let people: Vec<String> = profiles
        .filter(|profile| profile.status == Status::Active && profile.text("userType") != "Service")
        .map(|profile| profile.id.clone())
        .collect();
    for id in people {
        let minutes = match rng.u8(0..10) {
            0..8 => rng.i64(5..7 * 60),
            _ => rng.i64(24 * 60..60 * 24 * 60),
        };
        company.okta.change(&id, |profile| {
            let at = now.checked_sub(minutes.minutes()).ok();
            profile.last_login = profile.last_login.max(at);
        });
    }
}

fn newcomer(company: &Company, rng: &mut fastrand::Rng, day: Date) -> Event {
    let (first, last) = NAMES.person(rng);
    let last_id = company.personio.employees().map(|employee| employee.id).max();
    let id = last_id.unwrap_or_default() + rng.u64(1..40);
    let address = format!(
        "{}.{}{}@{DOMAIN}",
        mailbox_part(first),
        mailbox_part(last),
        id % 1000
    );
    let mut employee = Employee::new(id, first, last)
        .email(&address)
        .status("onboarding")
        .hired(day.saturating_add(rng.i64(1..15).days()))
        .with("employment_type", "internal")
        .with("office", pick(rng, &NAMES.offices));
    if let Some(department) = rng.choice(&NAMES.departments) {
        employee.set("department", department.name.as_str());
        employee.set("position", pick(rng, &department.positions));
    }
    Event::Joins(Box::new(employee))
}

fn change(company: &Company, rng: &mut fastrand::Rng) -> Option<Event> {
    let employee = somebody(company, rng)?;
    Some(Event::Changes {
        employee,
        key: "office",
        value: pick(rng, &NAMES.offices).into(),
    })
}

fn resignation(company: &Company, rng: &mut fastrand::Rng, day: Date) -> Option<Event> {
    let employee = somebody(company, rng)?;
    Some(Event::Changes {
        employee,
        key: "termination_date",
        value: day.saturating_add(rng.i64(2..30).days()).to_string().into(),
    })
}

/// Who works here and stays, as far as anybody knows.
fn somebody(company: &Company, rng: &mut fastrand::Rng) -> Option<u64> {
    let people = company.personio.employees();
    let active: Vec<u64> = people
        .filter(|employee| {
            employee.text("status") == "active" && employee.text("termination_date").is_empty()
        })
        .map(|employee| employee.id)
        .collect();
    rng.choice(active)
}
