//! What it costs to decode 100,000 people as both APIs send them: `cargo bench --bench decode`. Divan prints the
//! greatest memory in use beyond the answers themselves, which is what is kept.
#![expect(clippy::expect_used, reason = "a page that cannot be decoded fails the bench")]

use divan::counter::BytesCount;
use divan::{AllocProfiler, Bencher};
use koppel::core::snapshot::{Column, ColumnKind};
use koppel::core::value::Text;
use koppel::core::{Employee, Profile};
use koppel::okta::ProfileDecoder;
use koppel::personio::EmployeeDecoder;
use serde_json::{Value, json};

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

const PEOPLE: u64 = 100_000;

fn main() {
    divan::main();
}

/// 500 pages of 200, 1.4 KB each profile. Goal: 0.25 s, 100 MB.
#[divan::bench(sample_count = 10)]
fn okta_profiles(bencher: Bencher<'_, '_>) {
    let pages = pages(200, profile, |people| json!(people));
    let columns = ["department", "title", "city", "manager", "costCenter"].map(Text::from);
    let decoder = ProfileDecoder::new("employeeNumber", &columns);
    let bytes = BytesCount::new(pages.iter().map(String::len).sum::<usize>());
    bencher.counter(bytes).bench_local(|| -> Vec<Profile> {
        let page = |page: &String| decoder.page(page.as_bytes()).expect("a page of profiles");
        pages.iter().flat_map(page).collect()
    });
}

/// 1,000 pages of 100, 6.5 KB each employee. Goal: 0.8 s, 100 MB.
#[divan::bench(sample_count = 5)]
fn personio_employees(bencher: Bencher<'_, '_>) {
    let pages = pages(100, employee, |people| json!({ "success": true, "data": people }));
    let column = |key: &str, kind| Column {
        key: Text::from(key),
        kind,
    };
    let decoder = EmployeeDecoder::new(&[
        column("department", ColumnKind::Other),
        column("position", ColumnKind::Other),
        column("office", ColumnKind::Other),
        column("supervisor", ColumnKind::Supervisor),
        column("dynamic_8", ColumnKind::Tags),
    ]);
    let bytes = BytesCount::new(pages.iter().map(String::len).sum::<usize>());
    bencher.counter(bytes).bench_local(|| -> Vec<Employee> {
        let page = |page: &String| {
            decoder
                .page(page.as_bytes())
                .expect("a page of employees")
                .employees
        };
        pages.iter().flat_map(page).collect()
    });
}

/// All people in pages of `size`.
fn pages(size: u64, person: fn(u64) -> Value, envelope: fn(Vec<Value>) -> Value) -> Vec<String> {
    (0..PEOPLE / size)
        .map(|page| envelope((page * size..(page + 1) * size).map(person).collect()).to_string())
        .collect()
}

fn profile(id: u64) -> Value {
    let (login, time) = (format!("jörg.müller{id}@example.com"), "2026-03-01T18:49:54.000Z");
    let url = format!("https://acme.okta.com/api/v1/users/00u{id:017}");
    json!({
        "id": format!("00u{id:017}"), "status": "ACTIVE", "created": time, "activated": time,
        "statusChanged": time, "lastLogin": time, "lastUpdated": time, "passwordChanged": time,
        "realmId": "guotivlj45ZSJtnfF1d7", "type": { "id": "otytivnus5k8rPk4X1d7" },
        "profile": {
            "login": login, "email": login, "secondEmail": null, "mobilePhone": null,
            "firstName": "Jörg", "lastName": format!("Müller-Lüdenscheidt {id}"), "displayName": "Jörg Müller",
            "employeeNumber": (10_000 + id).to_string(), "department": format!("Department {}", id % 40),
            "title": "Senior Engineer", "city": "Berlin", "manager": "anna.weiss@example.com",
            "costCenter": (id % 90).to_string(), "organization": "Talwerk GmbH", "division": "Operations",
            "streetAddress": "Beispielstraße 12", "zipCode": "10115", "countryCode": "DE", "locale": "de_DE",
            "timezone": "Europe/Berlin", "preferredLanguage": "de", "userType": "employee",
            "nickName": "Jogi", "primaryPhone": "+49 30 1234567",
            "profileUrl": format!("https://intranet.example.com/people/{id}"),
        },
        "credentials": {
            "password": {}, "provider": { "type": "OKTA", "name": "OKTA" },
            "emails": [{ "value": login, "status": "VERIFIED", "type": "PRIMARY" }],
        },
        "_links": { "self": { "href": url } },
    })
}

/// Every value wrapped, as v1 has it.
fn attribute(label: &str, kind: &str, value: &Value) -> Value {
    json!({ "label": label, "value": value, "type": kind, "universal_id": label.to_lowercase() })
}

fn employee(id: u64) -> Value {
    let text = |label: &str, value: &str| attribute(label, "standard", &json!(value));
    let day = |label: &str, day: &str| attribute(label, "date", &json!(format!("{day}T00:00:00+01:00")));
    let named = |label: &str, kind: &str, name: &str| {
        let value = json!({ "type": kind, "attributes": { "id": id % 40, "name": name } });
        attribute(label, "standard", &value)
    };
    let wrapped = |label: &str, value: &str| text(label, value);
    let supervisor = json!({ "type": "Employee", "attributes": {
        "id": attribute("ID", "integer", &json!(id / 10)), "first_name": wrapped("First name", "Anna"),
        "last_name": wrapped("Last name", "Weiß"), "email": wrapped("Email", "anna.weiss@example.com"),
    }});
    let schedule = json!({ "type": "WorkSchedule", "attributes": {
        "id": 1, "name": "Full-time, 40 hours without time tracking, (mon,tue,wed,thu,fri)", "valid_from": null,
        "monday": "08:00", "tuesday": "08:00", "wednesday": "08:00", "thursday": "08:00", "friday": "08:00",
        "saturday": "00:00", "sunday": "00:00",
    }});
    let entitlement = |name: &str| json!({ "type": "TimeOffType", "attributes": { "id": 7, "name": name, "category": null, "entitlement": 28 } });
    let mut attributes = json!({
        "id": attribute("ID", "integer", &json!(10_000 + id)), "first_name": text("First name", "Jörg"),
        "last_name": text("Last name", "Müller-Lüdenscheidt"), "status": text("Status", "active"),
        "email": text("Email", &format!("jörg.müller{id}@example.com")), "gender": text("Gender", "male"),
        "position": text("Position", "Senior Engineer"), "supervisor": attribute("Supervisor", "standard", &supervisor),
        "employment_type": text("Employment type", "internal"), "weekly_working_hours": text("Weekly hours", "40"),
        "hire_date": day("Hire date", "2020-01-15"), "contract_end_date": attribute("Contract ends", "date", &json!(null)),
        "termination_date": attribute("Termination date", "date", &json!(null)),
        "probation_period_end": day("Probation period end", "2020-07-14"),
        "created_at": attribute("Created at", "date", &json!("2019-12-01T09:30:00+01:00")),
        "last_modified_at": attribute("Last modified", "date", &json!("2026-10-01T09:30:00+02:00")),
        "subcompany": named("Subcompany", "Subcompany", "Talwerk GmbH"), "office": named("Workplace", "Office", "Berlin"),
        "department": named("Department", "Department", "Entwicklung"), "team": named("Team", "Team", "Plattform"),
        "cost_centers": attribute("Cost center", "standard", &json!([{ "type": "CostCenter", "attributes": { "id": 1, "name": "4711", "percentage": 100 } }])),
        "holiday_calendar": attribute("Public holidays", "standard", &json!({ "type": "HolidayCalendar", "attributes": { "id": 1, "name": "DE (Berlin) Feiertage", "country": "DE", "state": "Berlin" } })),
        "absence_entitlement": attribute("Absence entitlement", "standard", &json!(["Paid vacation", "Parental leave", "Sick days", "Unpaid vacation", "Home office"].map(entitlement))),
        "work_schedule": attribute("Work schedule", "standard", &schedule),
        "vacation_day_balance": attribute("Vacation day balance", "decimal", &json!(12.5)),
        "profile_picture": text("Profile Picture", &format!("https://api.personio.de/v1/company/employees/{id}/profile-picture")),
    });
    for number in 1..=14 {
        let value = if number == 8 {
            "Erste Hilfe,Brandschutz"
        } else {
            "a value of a custom attribute"
        };
        attributes[format!("dynamic_{number}")] = json!({ "label": format!("Custom attribute number {number}"), "value": value, "type": "standard", "universal_id": null });
    }
    json!({ "type": "Employee", "attributes": attributes })
}
