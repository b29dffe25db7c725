//! One employee, with plain values: how Personio wraps them is [`wire`](super::wire)'s matter.

use jiff::civil::Date;
use serde_json::{Map, Value, json};

/// A person in Personio.
///
/// Values are plain: dates `YYYY-MM-DD` (instants RFC 3339), `department`, `team`, `office` and `subcompany` a
/// name, `supervisor` an ID, `cost_centers` and tags a list of names. `{"raw": X}` is sent exactly as `X`.
/// What is not in here has no value.
#[derive(Debug, Clone, PartialEq)]
pub struct Employee {
    pub id: u64,
    pub values: Map<String, Value>,
}

impl Employee {
    /// An active one, hired on 2020-01-15, without e-mail.
    pub fn new(id: u64, first_name: &str, last_name: &str) -> Self {
        Self {
            id,
            values: Map::new(),
        }
        .with("first_name", first_name)
        .with("last_name", last_name)
        .with("status", "active")
        .with("hire_date", "2020-01-15")
        .with("created_at", "2019-12-01T09:30:00+01:00")
        .with("last_modified_at", "2024-03-04T11:20:31+01:00")
    }

    #[must_use]
    pub fn email(self, email: &str) -> Self {
        self.with("email", email)
    }

    /// `active`, `inactive`, `onboarding`, `leave`, or what nobody knows.
    #[must_use]
    pub fn status(self, status: &str) -> Self {
        self.with("status", status)
    }

    #[must_use]
    pub fn hired(self, day: Date) -> Self {
        self.with("hire_date", day.to_string())
    }

    #[must_use]
    pub fn terminated(self, day: Date) -> Self {
        self.with("termination_date", day.to_string())
    }

    #[must_use]
    pub fn department(self, name: &str) -> Self {
        self.with("department", name)
    }

    #[must_use]
    pub fn position(self, name: &str) -> Self {
        self.with("position", name)
    }

    #[must_use]
    pub fn supervisor(self, id: u64) -> Self {
        self.with("supervisor", id)
    }

    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.set(key, value);
        self
    }

    /// Sent exactly like this, whatever the attribute's shape is.
    #[must_use]
    pub fn raw(self, key: &str, value: impl Into<Value>) -> Self {
        self.with(key, json!({ "raw": value.into() }))
    }

    /// `null` takes the value away.
    pub fn set(&mut self, key: &str, value: impl Into<Value>) {
        let value = value.into();
        if value.is_null() {
            self.values.shift_remove(key);
        } else {
            self.values.insert(key.to_owned(), value);
        }
    }

    /// A value's text; empty where there is none.
    pub fn text(&self, key: &str) -> &str {
        self.values.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    pub fn supervisor_id(&self) -> Option<u64> {
        self.values.get("supervisor").and_then(Value::as_u64)
    }
}
