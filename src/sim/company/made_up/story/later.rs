//! What happens after the story is told: ordinary days.

use super::super::{Company, DOMAIN, Employee, NAMES, mailbox_part, pick};
use crate::sim::company::{Dawn, Event};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

/// Another day: Personio's own part, and a newcomer, a change and an end that HR enters. The same company, seed and
/// day give the same day.
pub fn pass_a_day(company: &mut Company, seed: u64, day: Date, at: Timestamp) -> Dawn {
    let dawn = company.dawn(day, at);
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
