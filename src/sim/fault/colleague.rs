//! What other people do in the middle of a run. Their changes stay.

use super::Kind;
use super::schedule::Strike;
use crate::sim::call::Call;
use crate::sim::company::Company;
use crate::sim::okta::{Profile, Status};
use crate::sim::personio::Employee;
use jiff::Timestamp;
use serde_json::Value;

/// Changes the company, where the strike is of that kind.
pub(super) fn act(company: &mut Company, call: &Call, strike: Strike, now: Timestamp) {
    match strike.kind {
        Kind::LoginTaken => take_login(company, call),
        Kind::ProfileDeactivated => deactivate_profile(company, strike.dice, now),
        Kind::EmployeeChanged => {
            change_employee(company, strike.dice, now, |employee| {
                employee.set("last_name", "Neumann-Geändert");
                employee.set("department", "Umgezogen");
            });
        }
        Kind::EmployeeLeft => {
            let day = now.strftime("%Y-%m-%d").to_string();
            change_employee(company, strike.dice, now, |employee| {
                employee.set("status", "inactive");
                employee.set("termination_date", day);
            });
        }
        Kind::EmployeeJoined => hire(company, strike.dice),
        Kind::EmployeeRemoved => {
            let first = company.personio.employees().next().map(|employee| employee.id);
            first.and_then(|id| company.personio.remove(id));
        }
        _ => {}
    }
}

/// For another person, so that the profile carries no number.
fn take_login(company: &mut Company, call: &Call) {
    let body: Value = serde_json::from_slice(&call.body).unwrap_or_default();
    let login = body.pointer("/profile/login").and_then(Value::as_str);
    if let Some(login) = login.filter(|login| company.okta.by_login(login).is_none()) {
        company.okta.add(Profile::new(login).name("Somebody", "Quicker"));
    }
}

/// Never the token's owner: that would be another fault.
fn deactivate_profile(company: &mut Company, dice: u64, now: Timestamp) {
    let owner = &company.okta.token_owner;
    let linked: Vec<&Profile> = company
        .okta
        .profiles()
        .filter(|profile| {
            profile.status.is_live() && profile.id != *owner && !profile.text("employeeNumber").is_empty()
        })
        .collect();
    if let Some(id) = pick(&linked, dice).map(|profile| profile.id.clone()) {
        company
            .okta
            .change(&id, |profile| profile.move_to(Status::Deprovisioned, now));
    }
}

fn change_employee(company: &mut Company, dice: u64, now: Timestamp, change: impl FnOnce(&mut Employee)) {
    let active: Vec<u64> = company
        .personio
        .employees()
        .filter(|employee| employee.text("status") == "active")
        .map(|employee| employee.id)
        .collect();
    if let Some(&id) = pick(&active, dice) {
        company.personio.change(id, |employee| {
            change(employee);
            employee.set("last_modified_at", now.to_string());
        });
    }
}

fn hire(company: &mut Company, dice: u64) {
    let highest = company.personio.employees().map(|employee| employee.id).max();
    let id = highest.unwrap_or(0) + 1;
    let newcomer = Employee::new(id, "Nele", "Nachzüglerin").department("Empfang");
    company
        .personio
        .add(newcomer.email(&format!("nele.{}@talwerk.example", dice % 100_000)));
}

fn pick<T>(from: &[T], dice: u64) -> Option<&T> {
    let count = u64::try_from(from.len()).ok().filter(|count| *count > 0)?;
    from.get(usize::try_from(dice % count).ok()?)
}
