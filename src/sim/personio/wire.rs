//! How Personio writes employees: every value wrapped with label, type and name, a supervisor's values wrapped
//! once more, a department's not, dates at midnight of the tenant's zone.

use super::attribute::{Attribute, AttributeType};
use super::employee::Employee;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::ops::Range;
use std::sync::LazyLock;

/// The zone of every sample (`personio-api.md` section 2.5). Where the machine has no time zones, the rule of
/// today has to do.
static BERLIN: LazyLock<TimeZone> = LazyLock::new(|| {
    TimeZone::get("Europe/Berlin")
        .or_else(|_| TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3"))
        .unwrap_or(TimeZone::UTC)
});

/// An employee's attributes as JSON, one after the other, so that a page can pick from them.
#[derive(Debug)]
pub(super) struct Wire {
    bytes: Vec<u8>,
    /// Where each attribute lies in `bytes`, in the order of the tenant's attributes.
    spans: Vec<Range<usize>>,
}

/// What an employee's JSON depends on besides the employee.
pub(super) struct Surroundings<'a> {
    pub supervisor: Option<&'a Employee>,
    pub url: &'a str,
}

#[derive(Serialize)]
struct Wrapped<'a> {
    label: &'a str,
    value: Value,
    #[serde(rename = "type")]
    kind: AttributeType,
    universal_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<&'static str>,
}

impl Wire {
    pub(super) fn new(employee: &Employee, attributes: &[Attribute], around: &Surroundings<'_>) -> Self {
        let mut bytes = Vec::with_capacity(attributes.len() * 120);
        let mut spans = Vec::with_capacity(attributes.len());
        for attribute in attributes {
            let start = bytes.len();
            bytes.extend(crate::sim::answer::to_bytes(&attribute.key));
            bytes.push(b':');
            let wrapped = wrapped(attribute, value(attribute, employee, around));
            bytes.extend(crate::sim::answer::to_bytes(&wrapped));
            spans.push(start..bytes.len());
        }
        Self { bytes, spans }
    }

    /// Appends the employee with the attributes whose positions are `kept`.
    pub(super) fn write(&self, kept: &[usize], out: &mut Vec<u8>) {
        out.extend_from_slice(br#"{"type":"Employee","attributes":{"#);
        let mut first = true;
        for span in kept.iter().filter_map(|&at| self.spans.get(at)) {
            if !first {
                out.push(b',');
            }
            first = false;
            out.extend_from_slice(self.bytes.get(span.clone()).unwrap_or_default());
        }
        out.extend_from_slice(b"}}");
    }
}

fn wrapped(attribute: &Attribute, value: Value) -> Wrapped<'_> {
    Wrapped {
        label: &attribute.label,
        value,
        kind: attribute.kind,
        universal_id: attribute.universal_id.as_deref(),
        currency: (attribute.kind == AttributeType::Decimal && attribute.key.ends_with("salary"))
            .then_some("EUR"),
    }
}

fn value(attribute: &Attribute, employee: &Employee, around: &Surroundings<'_>) -> Value {
    if attribute.key == "id" {
        return json!(employee.id);
    }
    let Some(plain) = employee.values.get(&attribute.key) else {
        return missing(attribute, employee, around);
    };
    if let Some(raw) = plain.get("raw") {
        return raw.clone();
    }
    match (attribute.key.as_str(), attribute.kind, plain) {
        ("supervisor", _, Value::Number(_)) => supervisor(around.supervisor),
        ("department", _, Value::String(name)) => unit("Department", name),
        ("team", _, Value::String(name)) => unit("Team", name),
        ("office", _, Value::String(name)) => unit("Office", name),
        ("subcompany", _, Value::String(name)) => unit("Subcompany", name),
        ("cost_centers", _, Value::Array(names)) => cost_centers(names),
        (_, AttributeType::Date, Value::String(text)) => date(text),
        (_, AttributeType::Tags, Value::Array(tags)) => self::tags(tags, attribute.tags_as_json),
        _ => plain.clone(),
    }
}

/// Nobody sets these, and Personio sends them all the same.
fn missing(attribute: &Attribute, employee: &Employee, around: &Surroundings<'_>) -> Value {
    match attribute.key.as_str() {
        "profile_picture" => json!(format!(
            "{}/v1/company/employees/{}/profile-picture",
            around.url, employee.id
        )),
        "holiday_calendar" => json!({
            "type": "HolidayCalendar",
            "attributes": { "id": 14, "name": "Deutschland (NRW) Feiertage", "country": "DE", "state": "NRW" },
        }),
        "work_schedule" => work_schedule(),
        "vacation_day_balance" => json!(12.5),
        "fix_salary" | "hourly_salary" => json!(0),
        _ => attribute.empty(),
    }
}

fn work_schedule() -> Value {
    json!({
        "type": "WorkSchedule",
        "attributes": {
            "id": 145_067,
            "name": "Full-time, 40 hours (mon,tue,wed,thu,fri)",
            "valid_from": null,
            "monday": "08:00",
            "tuesday": "08:00",
            "wednesday": "08:00",
            "thursday": "08:00",
            "friday": "08:00",
            "saturday": "00:00",
            "sunday": "00:00",
        },
    })
}

/// Inner values are wrapped again. A supervisor who is gone is `null`.
fn supervisor(supervisor: Option<&Employee>) -> Value {
    let Some(supervisor) = supervisor else {
        return Value::Null;
    };
    let inner = |label: &str, value: Value, kind: AttributeType, key: &str| json!({ "label": label, "value": value, "type": kind, "universal_id": key });
    let mut attributes = Map::new();
    attributes.insert(
        "id".to_owned(),
        inner("ID", json!(supervisor.id), AttributeType::Integer, "id"),
    );
    for (key, label) in [
        ("first_name", "First name"),
        ("last_name", "Last name"),
        ("email", "Email"),
    ] {
        let value = supervisor.values.get(key).cloned().unwrap_or_default();
        attributes.insert(key.to_owned(), inner(label, value, AttributeType::Standard, key));
    }
    json!({ "type": "Employee", "attributes": attributes })
}

/// Inner values are flat. No name is sent as `""` where a real unit would be an object.
fn unit(kind: &str, name: &str) -> Value {
    if name.is_empty() {
        return json!("");
    }
    json!({ "type": kind, "attributes": { "id": unit_id(kind, name), "name": name } })
}

fn cost_centers(names: &[Value]) -> Value {
    let share = 100 / names.len().max(1);
    names
        .iter()
        .map(|name| {
            let id = unit_id("CostCenter", name.as_str().unwrap_or_default());
            json!({ "type": "CostCenter", "attributes": { "id": id, "name": name, "percentage": share } })
        })
        .collect()
}

/// Any number will do, as long as one name always has the same (FNV-1a).
fn unit_id(kind: &str, name: &str) -> u32 {
    let hash = kind
        .bytes()
        .chain(name.bytes())
        .fold(0x811c_9dc5_u32, |hash, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        });
    hash % 900_000 + 100_000
}

/// A calendar day is sent as midnight in Berlin, with that day's offset; an instant as it is.
fn date(text: &str) -> Value {
    let Ok(day) = text.parse::<Date>() else {
        return json!(text);
    };
    if text.len() != 10 {
        return json!(text);
    }
    let offset = BERLIN
        .to_timestamp(day.at(0, 0, 0, 0))
        .map_or(3600, |midnight| BERLIN.to_offset(midnight).seconds());
    // Local mean time has seconds; they are not shown.
    json!(format!(
        "{text}T00:00:00{}{:02}:{:02}",
        if offset < 0 { '-' } else { '+' },
        offset.abs() / 3600,
        offset.abs() / 60 % 60,
    ))
}

fn tags(tags: &[Value], as_json: bool) -> Value {
    if as_json {
        return json!(Value::from(tags).to_string());
    }
    let words: Vec<&str> = tags.iter().filter_map(Value::as_str).collect();
    json!(words.join(","))
}
