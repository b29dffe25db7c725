//! The company as koppel would read it, without HTTP.

use jiff::Timestamp;
use koppel::core::employee::Day;
use koppel::core::schema::{Property, Schema};
use koppel::core::snapshot::{Column, ColumnKind, Directory, Moment, Roster};
use koppel::core::value::{Text, Value};
use koppel::core::{Employee, EmployeeId, EmployeeStatus, OktaId, Policy, Profile, ProfileStatus, Snapshot};
use koppel::sim::{self, Company};
use serde_json::Value as Json;

/// Of this moment, in UTC.
pub fn snapshot(company: &Company, policy: &Policy, now: Timestamp) -> Snapshot {
    let columns: Vec<Column> = policy
        .column_keys(|key| key != "supervisor")
        .into_iter()
        .map(|key| Column {
            key,
            kind: ColumnKind::Other,
        })
        .collect();
    let names = policy.okta_columns();
    Snapshot {
        org: Text::from(&company.okta.id),
        roster: Roster {
            employees: company
                .personio
                .employees()
                .map(|one| employee(one, &columns))
                .collect(),
            columns,
            without_id: 0,
        },
        directory: Directory {
            profiles: company
                .okta
                .profiles()
                .map(|one| profile(one, policy, &names))
                .collect(),
            columns: names,
            schema: schema(),
            user_types: Vec::new(),
            token_owner: Some(OktaId::new(company.okta.token_owner.as_str())),
        },
        moment: Moment {
            now,
            today: jiff::tz::TimeZone::UTC.to_datetime(now).date(),
            clock_is_off: false,
        },
    }
}

fn employee(one: &sim::personio::Employee, columns: &[Column]) -> Employee {
    let value = |key: &str| value(one.values.get(key).unwrap_or(&Json::Null));
    Employee {
        id: EmployeeId(one.id),
        first_name: value("first_name"),
        last_name: value("last_name"),
        email: value("email"),
        status: EmployeeStatus::from_word(one.text("status")),
        hire_date: Day::from_text(one.text("hire_date")),
        termination_date: Day::from_text(one.text("termination_date")),
        created_at: one.text("created_at").parse().ok(),
        attributes: columns.iter().map(|column| value(&column.key)).collect(),
    }
}

pub fn profile(one: &sim::okta::Profile, policy: &Policy, columns: &[Text]) -> Profile {
    let text = |name: &str| {
        Some(one.text(name).trim())
            .filter(|text| !text.is_empty())
            .map(Text::from)
    };
    Profile {
        id: OktaId::new(one.id.as_str()),
        status: ProfileStatus::from_word(one.status.as_str()),
        in_transition: one.transitioning_to.is_some(),
        login: text("login").unwrap_or_default(),
        email: text("email"),
        second_email: text("secondEmail"),
        first_name: text("firstName"),
        last_name: text("lastName"),
        number: text(&policy.link_attribute),
        created: Some(one.created),
        last_login: one.last_login,
        last_updated: Some(one.last_updated),
        user_type: None,
        attributes: columns
            .iter()
            .map(|name| one.attributes.get(name.as_str()).map_or(Value::Absent, value))
            .collect(),
    }
}

fn value(json: &Json) -> Value {
    match json {
        Json::String(text) => Value::text(text),
        Json::Number(number) => number.as_i64().map_or(Value::Odd, Value::Integer),
        Json::Null => Value::Empty,
        _ => Value::Odd,
    }
}

fn schema() -> Schema {
    let mut schema = Schema::default();
    for name in ["login", "email", "firstName", "lastName"] {
        let property = Property {
            required: true,
            max_length: Some(if name.ends_with("Name") { 50 } else { 100 }),
            ..Property::default()
        };
        schema.properties.insert(Text::const_new(name), property);
    }
    for name in ["employeeNumber", "department", "title", "secondEmail"] {
        schema
            .properties
            .insert(Text::const_new(name), Property::default());
    }
    schema
}
