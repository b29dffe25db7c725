//! What can be mapped to what, and a first mapping that most companies want.

use super::misfit::{misfits, value};
use crate::core::policy::{First, Mapping, Policy, Source};
use crate::core::schema::{ItemKind, Kind, Mutability, Property, Schema};
use crate::core::snapshot::ColumnKind;
use crate::core::text::fold;
use crate::core::value::{Text, Value};
use crate::core::{Roster, Snapshot};

/// Something of Personio's that can be sent, or that is computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceChoice {
    pub source: Source,
    /// As people see it in Personio.
    pub label: Text,
    pub kind: SourceKind,
    /// Somebody's value, as it would be sent as text.
    pub example: Option<String>,
    /// How many employees have a value.
    pub filled: usize,
}

/// What kind of values a source has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceKind {
    Text,
    Number,
    YesOrNo,
    Date,
    List,
}

/// An Okta attribute, with what it takes.
#[derive(Debug, Clone, PartialEq)]
pub struct TargetChoice {
    pub name: Text,
    pub property: Property,
    /// Why it cannot be a target.
    pub closed: Option<Closed>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// Rule N6: given once.
    Login,
    /// Rule N6: holds the Personio ID.
    LinkAttribute,
    ReadOnly,
    /// koppel has nothing of this type.
    Kind,
}

/// Personio's own attributes that have a field of their own in a reading, with their plain names.
const FIELDS: [(&str, &str); 8] = [
    ("first_name", "First name"),
    ("last_name", "Last name"),
    ("email", "E-mail"),
    ("hire_date", "Hire date"),
    ("termination_date", "Termination date"),
    ("status", "Status"),
    ("created_at", "Created at"),
    ("id", "Personio ID"),
];

/// What most companies send, best first for each target.
const USUAL: [(&str, &str); 14] = [
    ("first_name", "firstName"),
    ("last_name", "lastName"),
    ("email", "email"),
    ("department", "department"),
    ("position", "title"),
    ("office", "city"),
    ("supervisor.name", "manager"),
    ("subcompany", "organization"),
    ("team", "division"),
    ("cost_centers", "costCenter"),
    ("employment_type", "userType"),
    ("preferred_name", "displayName"),
    ("mobile", "mobilePhone"),
    ("mobilnummer", "mobilePhone"),
];

/// Everything of the reading that can be mapped: what everybody has first, then the columns by key, then what is
/// computed. `labels` names columns as people see them in Personio.
pub fn sources(policy: &Policy, roster: &Roster, labels: &[(Text, Text)]) -> Vec<SourceChoice> {
    let choice = |source: Source, label: &str, kind: Option<SourceKind>| {
        let mut values = roster
            .employees
            .iter()
            .map(|employee| value(policy, roster, employee, &source))
            .filter(Value::is_present);
        let first = values.next();
        SourceChoice {
            label: Text::from(label),
            kind: kind.unwrap_or_else(|| first.as_ref().map_or(SourceKind::Text, kind_of)),
            example: first
                .as_ref()
                .and_then(|value| value.to_text().map(std::borrow::Cow::into_owned)),
            filled: values.count() + usize::from(first.is_some()),
            source,
        }
    };
    let date = |key: &str| key.ends_with("_date").then_some(SourceKind::Date);
    let mut choices: Vec<SourceChoice> = FIELDS
        .iter()
        .map(|(key, label)| choice(Source::Attribute(Text::const_new(key)), label, date(key)))
        .collect();
    for column in &roster.columns {
        let label = labels
            .iter()
            .find(|(key, label)| *key == column.key && !label.is_empty())
            .map_or(column.key.as_str(), |(_, label)| label);
        let attribute = || Source::Attribute(column.key.clone());
        match column.kind {
            ColumnKind::Supervisor => choices.extend([
                choice(Source::SupervisorName, &format!("{label}: name"), None),
                choice(Source::SupervisorEmail, &format!("{label}: e-mail"), None),
                choice(Source::SupervisorId, &format!("{label}: Personio ID"), None),
            ]),
            ColumnKind::Date => choices.push(choice(attribute(), label, Some(SourceKind::Date))),
            ColumnKind::Tags => choices.push(choice(attribute(), label, Some(SourceKind::List))),
            ColumnKind::Other => choices.push(choice(attribute(), label, None)),
        }
    }
    choices.push(choice(Source::Login, "Login, computed by the schema", None));
    choices.push(choice(Source::Upn, "User principal name, computed", None));
    choices
}

fn kind_of(value: &Value) -> SourceKind {
    match value {
        Value::Integer(_) | Value::Decimal(_) => SourceKind::Number,
        Value::Bool(_) => SourceKind::YesOrNo,
        Value::List(_) => SourceKind::List,
        Value::Text(_) | Value::Absent | Value::Empty | Value::Odd => SourceKind::Text,
    }
}

/// Every attribute of the org: those that can be targets first, by name.
pub fn targets(schema: &Schema, link_attribute: &str) -> Vec<TargetChoice> {
    let mut targets: Vec<TargetChoice> = schema
        .properties
        .iter()
        .map(|(name, property)| TargetChoice {
            closed: closed(name, property, link_attribute),
            name: name.clone(),
            property: property.clone(),
        })
        .collect();
    targets.sort_by(|a, b| (a.closed.is_some(), &a.name).cmp(&(b.closed.is_some(), &b.name)));
    targets
}

fn closed(name: &str, property: &Property, link_attribute: &str) -> Option<Closed> {
    if name.eq_ignore_ascii_case("login") {
        return Some(Closed::Login);
    }
    if name.eq_ignore_ascii_case(link_attribute) {
        return Some(Closed::LinkAttribute);
    }
    if property.mutability != Mutability::ReadWrite {
        return Some(Closed::ReadOnly);
    }
    match property.kind {
        Kind::Other | Kind::Array(ItemKind::Integer | ItemKind::Number | ItemKind::Other) => {
            Some(Closed::Kind)
        }
        _ => None,
    }
}

/// How a source and a target may belong together.
type Way<'a> = &'a dyn Fn(&SourceChoice, &TargetChoice) -> bool;

/// A first mapping: what most companies send, and what has the same name on both sides. Nothing that nobody has a
/// value for, nothing into a closed target, each target once, and nothing that does not fit more than one in ten.
pub fn mapping(policy: &Policy, snapshot: &Snapshot, choices: &[SourceChoice]) -> Vec<Mapping> {
    let schema = &snapshot.directory.schema;
    let targets = targets(schema, &policy.link_attribute);
    let mut lines: Vec<Mapping> = Vec::new();
    let is_usual = |choice: &SourceChoice, target: &TargetChoice| {
        USUAL.iter().any(|(source, name)| {
            *name == target.name
                && (choice.source.as_words() == *source || plain(&choice.label) == plain(source))
        })
    };
    let has_the_name = |choice: &SourceChoice, target: &TargetChoice| {
        let name = plain(&target.name);
        plain(&choice.label) == name || plain(choice.source.as_words()) == name
    };
    for way in [&is_usual as Way<'_>, &has_the_name] {
        for choice in choices.iter().filter(|choice| choice.filled > 0) {
            let mut open = targets.iter().filter(|target| {
                target.closed.is_none() && lines.iter().all(|line| line.target != target.name)
            });
            let is_mapped = lines.iter().any(|line| line.source == choice.source);
            if let Some(target) = open.find(|target| !is_mapped && way(choice, target))
                && fits_most(policy, &snapshot.roster, &choice.source, &target.property)
            {
                lines.push(Mapping {
                    source: choice.source.clone(),
                    target: target.name.clone(),
                    // Rule U3: where unset.
                    first: if target.name == "email" {
                        First::Keep
                    } else {
                        First::Send
                    },
                });
            }
        }
    }
    lines
}

fn fits_most(policy: &Policy, roster: &Roster, source: &Source, property: &Property) -> bool {
    misfits(policy, roster, source, property).is_none_or(|misfits| misfits.people * 10 <= misfits.of)
}

/// `Cost center` and `costCenter` are one name.
fn plain(name: &str) -> String {
    fold(name).chars().filter(char::is_ascii_alphanumeric).collect()
}
