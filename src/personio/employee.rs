//! Employees out of Personio's JSON: only what is asked for is kept.

use super::value::Attribute;
use crate::core::snapshot::{Column, ColumnKind};
use crate::core::value::{Text, Value};
use crate::core::{Day, Employee, EmployeeId, EmployeeStatus};
use crate::http::json::{Any, Key, Lenient, Scalar};
use jiff::Timestamp;
use rustc_hash::FxHashMap;
use serde::de::{IgnoredAny, MapAccess};

/// What is kept of each employee.
#[derive(Debug, Clone)]
pub struct EmployeeDecoder {
    slots: FxHashMap<Text, Slot>,
    columns: usize,
}

/// One page of the list.
#[derive(Debug, Default)]
pub struct Page {
    pub employees: Vec<Employee>,
    /// Entries without a usable ID.
    pub without_id: usize,
    /// How many employees there are on all pages, where the answer says so.
    pub total: Option<usize>,
}

#[derive(Debug, Clone, Copy)]
enum Slot {
    Field(Field),
    Column(usize, ColumnKind),
}

#[derive(Debug, Clone, Copy)]
enum Field {
    Id,
    FirstName,
    LastName,
    Email,
    Status,
    HireDate,
    TerminationDate,
    CreatedAt,
}

/// Each of [`NEEDED`](crate::core::employee::NEEDED).
const FIELDS: [(&str, Field); 8] = [
    ("id", Field::Id),
    ("first_name", Field::FirstName),
    ("last_name", Field::LastName),
    ("email", Field::Email),
    ("status", Field::Status),
    ("hire_date", Field::HireDate),
    ("termination_date", Field::TerminationDate),
    ("created_at", Field::CreatedAt),
];

impl Page {
    /// Entries on this page, whatever is wrong with them.
    pub fn entries(&self) -> usize {
        self.employees.len() + self.without_id
    }
}

impl EmployeeDecoder {
    /// `columns` are those of [`Roster`](crate::core::Roster), without the needed keys, which have fields of
    /// their own. Attributes are known by their key: labels are translated and renamed.
    pub fn new(columns: &[Column]) -> Self {
        let mut slots: FxHashMap<Text, Slot> = FxHashMap::default();
        for (position, column) in columns.iter().enumerate() {
            slots.insert(column.key.clone(), Slot::Column(position, column.kind));
        }
        for (key, field) in FIELDS {
            slots.insert(Text::const_new(key), Slot::Field(field));
        }
        Self {
            slots,
            columns: columns.len(),
        }
    }
}

/// One entry of the list, `{type, attributes}`; `None` where it names no usable ID.
pub(super) struct Entry<'a>(pub &'a EmployeeDecoder);

impl<'de> Lenient<'de> for Entry<'_> {
    type Out = Option<Employee>;

    fn scalar(self, _: Scalar<'_>) -> Self::Out {
        None
    }

    fn odd(self) -> Self::Out {
        None
    }

    fn object<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Out, A::Error> {
        let mut employee = None;
        while let Some(is_attributes) = object.next_key_seed(Key(|key: &str| key == "attributes"))? {
            if is_attributes {
                employee = object.next_value_seed(Any(Attributes(self.0)))?;
            } else {
                object.next_value::<IgnoredAny>()?;
            }
        }
        Ok(employee)
    }
}

struct Attributes<'a>(&'a EmployeeDecoder);

impl<'de> Lenient<'de> for Attributes<'_> {
    type Out = Option<Employee>;

    fn scalar(self, _: Scalar<'_>) -> Self::Out {
        None
    }

    fn odd(self) -> Self::Out {
        None
    }

    fn object<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Out, A::Error> {
        let mut has_id = false;
        let mut employee = Employee {
            id: EmployeeId(0),
            first_name: Value::Absent,
            last_name: Value::Absent,
            email: Value::Absent,
            status: EmployeeStatus::Absent,
            hire_date: Day::Absent,
            termination_date: Day::Absent,
            created_at: None,
            attributes: vec![Value::Absent; self.0.columns].into_boxed_slice(),
        };
        let slots = &self.0.slots;
        while let Some(slot) = object.next_key_seed(Key(|key: &str| slots.get(key).copied()))? {
            match slot {
                Some(Slot::Field(Field::Id)) => {
                    let id = id(&object.next_value_seed(Any(Attribute(ColumnKind::Other)))?);
                    has_id = id.is_some();
                    employee.id = id.unwrap_or(employee.id);
                }
                Some(Slot::Field(field)) => {
                    field.put(
                        object.next_value_seed(Any(Attribute(ColumnKind::Other)))?,
                        &mut employee,
                    );
                }
                Some(Slot::Column(position, kind)) => {
                    let value = object.next_value_seed(Any(Attribute(kind)))?;
                    if let Some(place) = employee.attributes.get_mut(position) {
                        *place = value;
                    }
                }
                None => {
                    object.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(has_id.then_some(employee))
    }
}

impl Field {
    fn put(self, value: Value, employee: &mut Employee) {
        match self {
            Self::Id => {}
            Self::FirstName => employee.first_name = value,
            Self::LastName => employee.last_name = value,
            Self::Email => employee.email = value,
            Self::Status => employee.status = status(&value),
            Self::HireDate => employee.hire_date = day(&value),
            Self::TerminationDate => employee.termination_date = day(&value),
            Self::CreatedAt => employee.created_at = value.as_text().and_then(instant),
        }
    }
}

/// A number in v1, and once a text; zero is nobody.
fn id(value: &Value) -> Option<EmployeeId> {
    let id = match value {
        Value::Integer(number) => u64::try_from(*number).ok(),
        Value::Text(text) => EmployeeId::from_link(text).map(|id| id.0),
        _ => None,
    };
    id.filter(|id| *id != 0).map(EmployeeId)
}

/// Rule R5: what is no word is unknown, and not absent.
fn status(value: &Value) -> EmployeeStatus {
    match value {
        Value::Absent | Value::Empty => EmployeeStatus::Absent,
        Value::Text(word) => EmployeeStatus::from_word(word),
        odd => EmployeeStatus::Other(odd.to_text().map_or(Text::const_new("unreadable"), Text::from)),
    }
}

fn day(value: &Value) -> Day {
    match value {
        Value::Absent => Day::Absent,
        Value::Empty => Day::Empty,
        Value::Text(text) => Day::from_text(text),
        _ => Day::Odd,
    }
}

/// A real instant, unlike the days; the offset comes with and without a colon.
fn instant(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}
