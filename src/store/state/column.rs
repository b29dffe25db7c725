//! How values, IDs and times stand in the columns.
//!
//! A value keeps SQLite's own type where it has one: text, integers and decimals as such, `NULL` for empty.
//! The rest (absent, odd, booleans, lists) is JSON in a blob, so that no text of a person can be taken for
//! it. In JSON columns the same values are JSON's own; absent is a key that is not there.

use super::error::Fault;
use super::words::Word;
use crate::core::plan::{Activation, Change, Hold};
use crate::core::state::Base;
use crate::core::{EmployeeId, OktaId, Text, Value};
use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};
use rusqlite::{Row, ToSql};
use serde_json::{Map, Value as Json, json};

#[derive(Debug, thiserror::Error)]
#[error("no value of koppel's")]
struct NoValue;

/// SQLite knows signed numbers only; the 64 bits are kept.
impl ToSql for EmployeeId {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.0.cast_signed()))
    }
}

impl FromSql for EmployeeId {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Ok(Self(value.as_i64()?.cast_unsigned()))
    }
}

impl ToSql for OktaId {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.as_str()))
    }
}

impl FromSql for OktaId {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str().map(Self::new)
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Empty => ToSqlOutput::Borrowed(ValueRef::Null),
            Self::Text(text) => ToSqlOutput::from(text.as_str()),
            Self::Integer(number) => ToSqlOutput::from(*number),
            Self::Decimal(number) => ToSqlOutput::from(*number),
            Self::Absent | Self::Odd | Self::Bool(_) | Self::List(_) => {
                ToSqlOutput::from(value_json(self).unwrap_or(Json::Null).to_string().into_bytes())
            }
        })
    }
}

impl FromSql for Value {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Ok(match value {
            ValueRef::Null => Self::Empty,
            ValueRef::Text(_) => Self::Text(Text::from(value.as_str()?)),
            ValueRef::Integer(number) => Self::Integer(number),
            ValueRef::Real(number) => Self::Decimal(number),
            ValueRef::Blob(bytes) => match serde_json::from_slice(bytes) {
                // `null` in a blob: empty is no blob.
                Ok(Json::Null) => Self::Absent,
                Ok(json) => value_of(Some(&json)).ok_or_else(|| FromSqlError::other(NoValue))?,
                Err(error) => return Err(FromSqlError::other(error)),
            },
        })
    }
}

/// What Okta took, as it stands beside what was sent: nearly always the same, and then an empty blob, which
/// makes a million of them a third smaller and faster to read.
pub(super) fn taken_column(base: &Base) -> rusqlite::Result<ToSqlOutput<'_>> {
    if base.taken == base.sent {
        Ok(ToSqlOutput::Borrowed(ValueRef::Blob(b"")))
    } else {
        base.taken.to_sql()
    }
}

pub(super) fn taken_of(column: ValueRef<'_>, sent: &Value) -> FromSqlResult<Value> {
    match column {
        ValueRef::Blob(b"") => Ok(sent.clone()),
        other => Value::column_result(other),
    }
}

/// `None` for absent.
pub(super) fn value_json(value: &Value) -> Option<Json> {
    Some(match value {
        Value::Absent => return None,
        Value::Empty => Json::Null,
        Value::Text(text) => json!(text.as_str()),
        Value::Integer(number) => json!(number),
        Value::Decimal(number) => json!(number),
        Value::Bool(yes) => json!(yes),
        Value::List(items) => items.iter().map(Text::as_str).collect(),
        Value::Odd => json!({ "odd": true }),
    })
}

/// `None`: nothing that [`value_json`] gives.
pub(super) fn value_of(json: Option<&Json>) -> Option<Value> {
    Some(match json {
        None => Value::Absent,
        Some(Json::Null) => Value::Empty,
        Some(Json::String(text)) => Value::Text(Text::from(text.as_str())),
        Some(Json::Bool(yes)) => Value::Bool(*yes),
        Some(Json::Number(number)) => match number.as_i64() {
            Some(whole) => Value::Integer(whole),
            None => Value::Decimal(number.as_f64()?),
        },
        Some(Json::Array(items)) => Value::List(
            items
                .iter()
                .map(|item| item.as_str().map(Text::from))
                .collect::<Option<_>>()?,
        ),
        Some(Json::Object(_)) => Value::Odd,
    })
}

/// `[{"attribute":"title","from":"A","to":null}]`
pub(super) fn changes_json(changes: &[Change]) -> String {
    let one = |change: &Change| {
        let mut object = Map::new();
        object.insert("attribute".to_owned(), json!(change.attribute.as_str()));
        for (key, value) in [("from", &change.from), ("to", &change.to)] {
            if let Some(json) = value_json(value) {
                object.insert(key.to_owned(), json);
            }
        }
        Json::Object(object)
    };
    changes.iter().map(one).collect::<Json>().to_string()
}

pub(super) fn changes_of(text: &str) -> Option<Vec<Change>> {
    let Json::Array(items) = serde_json::from_str(text).ok()? else {
        return None;
    };
    let one = |item: &Json| {
        Some(Change {
            attribute: Text::from(item.get("attribute")?.as_str()?),
            from: value_of(item.get("from"))?,
            to: value_of(item.get("to"))?,
        })
    };
    items.iter().map(one).collect()
}

pub(super) fn hold_json(hold: &Hold) -> String {
    json!({
        "code": hold.code.word(),
        "profile": hold.profile.as_ref().map(OktaId::as_str),
        "employee": hold.employee.map(|employee| employee.0),
        "note": hold.note,
    })
    .to_string()
}

pub(super) fn hold_of(text: &str) -> Option<Hold> {
    let json: Json = serde_json::from_str(text).ok()?;
    Some(Hold {
        code: Word::from_word(json.get("code")?.as_str()?)?,
        profile: json.get("profile")?.as_str().map(OktaId::new),
        employee: json.get("employee")?.as_u64().map(EmployeeId),
        note: json.get("note")?.as_str()?.to_owned(),
    })
}

/// `now`, `by_hand`, or the day.
pub(super) fn activation_word(activation: Activation) -> String {
    match activation {
        Activation::Now => "now".to_owned(),
        Activation::ByHand => "by_hand".to_owned(),
        Activation::On(day) => day.to_string(),
    }
}

pub(super) fn activation_of(word: &str) -> Option<Activation> {
    match word {
        "now" => Some(Activation::Now),
        "by_hand" => Some(Activation::ByHand),
        day => day.parse().ok().map(Activation::On),
    }
}

/// Microseconds, so that times sort.
pub(super) fn micros(time: Timestamp) -> i64 {
    time.as_microsecond()
}

pub(super) fn time_of(micros: i64) -> Option<Timestamp> {
    Timestamp::from_microsecond(micros).ok()
}

/// A time that must be there, or may be.
pub(super) fn time_at(row: &Row<'_>, column: &str, table: &'static str) -> Result<Timestamp, Fault> {
    optional_time_at(row, column, table)?.ok_or(Fault::Odd {
        table,
        what: "a time is missing",
    })
}

pub(super) fn optional_time_at(
    row: &Row<'_>,
    column: &str,
    table: &'static str,
) -> Result<Option<Timestamp>, Fault> {
    let micros: Option<i64> = row.get(column)?;
    micros
        .map(|micros| {
            time_of(micros).ok_or(Fault::Odd {
                table,
                what: "a time is out of range",
            })
        })
        .transpose()
}

pub(super) fn day_of(text: &str) -> Option<Date> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values() -> Vec<Value> {
        vec![
            Value::Absent,
            Value::Empty,
            Value::Odd,
            Value::text("Müller"),
            Value::text("null"),
            Value::text("38.5"),
            Value::Integer(i64::MIN),
            Value::Decimal(38.5),
            Value::Decimal(0.1 + 0.2),
            Value::Decimal(3.0),
            Value::Bool(false),
            Value::list([Text::const_new("A"), Text::const_new("B, C")]),
        ]
    }

    #[test]
    fn a_value_comes_out_of_a_column_as_it_went_in() {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        for value in values() {
            let back: Value = connection
                .query_one("SELECT ?1", [&value], |row| row.get(0))
                .unwrap();
            assert_eq!(back, value);
        }
    }

    #[test]
    fn changes_come_out_of_json_as_they_went_in() {
        let changes: Vec<Change> = values()
            .into_iter()
            .zip(values().into_iter().rev())
            .map(|(from, to)| Change {
                attribute: Text::const_new("department"),
                from,
                to,
            })
            .collect();
        assert_eq!(changes_of(&changes_json(&changes)), Some(changes));
    }

    #[test]
    fn an_employee_id_keeps_its_64_bits() {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        for id in [0, 4711, u64::MAX] {
            let back: EmployeeId = connection
                .query_one("SELECT ?1", [EmployeeId(id)], |row| row.get(0))
                .unwrap();
            assert_eq!(back, EmployeeId(id));
        }
    }
}
