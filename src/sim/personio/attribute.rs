//! The attributes of the tenant: Personio's own and the ones it added, and which of them may be read.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// One attribute of employees.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    /// `first_name`, or `dynamic_` and a number.
    pub key: String,
    /// As people see it: editable, and in any language.
    pub label: String,
    pub kind: AttributeType,
    /// The name that does not depend on the language; none for most that the tenant added.
    pub universal_id: Option<String>,
    /// Of lists and tags.
    pub options: Vec<String>,
    /// Whether the credential lists it. What it does not list is left out of every answer, without a word.
    pub readable: bool,
    /// Tags come as a JSON list inside of a string instead of a comma-separated one.
    pub tags_as_json: bool,
}

/// Personio's types. `standard` is short text and everything that has a structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AttributeType {
    Standard,
    Date,
    Integer,
    Decimal,
    List,
    Link,
    Tags,
    Multiline,
}

use AttributeType::{Date, Decimal, Integer, Standard};

/// Key, label, type. Salaries are not on the credential's list.
const SYSTEM: [(&str, &str, AttributeType); 33] = [
    ("id", "ID", Integer),
    ("first_name", "First name", Standard),
    ("last_name", "Last name", Standard),
    ("preferred_name", "Name (preferred)", Standard),
    ("email", "Email", Standard),
    ("gender", "Gender", Standard),
    ("status", "Status", Standard),
    ("position", "Position", Standard),
    ("supervisor", "Supervisor", Standard),
    ("employment_type", "Employment type", Standard),
    ("weekly_working_hours", "Weekly hours", Standard),
    ("hire_date", "Hire date", Date),
    ("contract_end_date", "Contract ends", Date),
    ("termination_date", "Termination date", Date),
    ("termination_type", "Termination type", Standard),
    ("termination_reason", "Termination reason", Standard),
    ("probation_period_end", "Probation period end", Date),
    ("created_at", "Created at", Date),
    ("last_modified_at", "Last modified", Date),
    ("subcompany", "Subcompany", Standard),
    ("office", "Workplace", Standard),
    ("department", "Department", Standard),
    ("cost_centers", "Cost center", Standard),
    ("holiday_calendar", "Public holidays", Standard),
    ("absence_entitlement", "Absence entitlement", Standard),
    ("work_schedule", "Work schedule", Standard),
    ("fix_salary", "Fixed salary", Decimal),
    ("fix_salary_interval", "Salary interval", Standard),
    ("hourly_salary", "Hourly salary", Decimal),
    ("vacation_day_balance", "Vacation day balance", Decimal),
    ("last_working_day", "Last day of work", Date),
    ("profile_picture", "Profile Picture", Standard),
    ("team", "Team", Standard),
];

impl Attribute {
    /// One that the tenant added; readable.
    pub fn custom(key: &str, label: &str, kind: AttributeType) -> Self {
        Self {
            key: key.to_owned(),
            label: label.to_owned(),
            kind,
            universal_id: None,
            options: Vec::new(),
            readable: true,
            tags_as_json: false,
        }
    }

    #[must_use]
    pub fn options(mut self, options: &[&str]) -> Self {
        self.options = options.iter().map(|&option| option.to_owned()).collect();
        self
    }

    #[must_use]
    pub fn tags_as_json(mut self) -> Self {
        self.tags_as_json = true;
        self
    }

    /// Whether Personio knows it in every tenant.
    pub fn is_system(&self) -> bool {
        SYSTEM.iter().any(|(key, ..)| *key == self.key)
    }

    /// What is sent where an employee has no value: Personio spells it in several ways.
    pub(super) fn empty(&self) -> Value {
        match self.key.as_str() {
            "cost_centers" => json!([]),
            "termination_type" | "termination_reason" => json!(""),
            _ => Value::Null,
        }
    }

    /// As `/employees/attributes` describes it.
    pub(super) fn wire(&self) -> Value {
        json!({
            "key": self.key,
            "label": self.label,
            "type": self.kind,
            "universal_id": self.universal_id,
            "options": self.options,
        })
    }
}

/// Personio's own attributes.
pub(super) fn system() -> Vec<Attribute> {
    SYSTEM
        .iter()
        .map(|&(key, label, kind)| Attribute {
            universal_id: Some(key.to_owned()),
            readable: !key.contains("salary"),
            ..Attribute::custom(key, label, kind)
        })
        .collect()
}
