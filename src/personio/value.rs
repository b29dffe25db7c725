//! One value out of Personio's JSON (`personio-api.md` section 2.3), whatever its shape.

use crate::core::Day;
use crate::core::snapshot::ColumnKind;
use crate::core::value::{Text, Value};
use crate::http::json::{Any, Key, Lenient, Scalar};
use serde::de::{IgnoredAny, MapAccess, SeqAccess};

/// An attribute as it stands in an employee: `{label, value, type, …}`.
pub(super) struct Attribute(pub ColumnKind);

impl<'de> Lenient<'de> for Attribute {
    type Out = Value;

    /// The envelope is missing: whatever stands there is the value.
    fn scalar(self, scalar: Scalar<'_>) -> Value {
        Bare(self.0).scalar(scalar)
    }

    fn odd(self) -> Value {
        Value::Odd
    }

    fn object<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let mut value = Value::Absent;
        while let Some(is_value) = object.next_key_seed(Key(|key: &str| key == "value"))? {
            if is_value {
                value = object.next_value_seed(Any(Bare(self.0)))?;
            } else {
                object.next_value::<IgnoredAny>()?;
            }
        }
        Ok(value)
    }
}

/// What stands in `value`.
struct Bare(ColumnKind);

impl<'de> Lenient<'de> for Bare {
    type Out = Value;

    fn scalar(self, scalar: Scalar<'_>) -> Value {
        let Self(kind) = self;
        match (scalar, kind) {
            (Scalar::Null, _) => Value::Empty,
            (Scalar::Text(text), _) if text.trim().is_empty() => Value::Empty,
            (Scalar::Text(text), ColumnKind::Date) => day(text),
            (Scalar::Text(text), ColumnKind::Tags) => tags(text),
            (Scalar::Text(text), ColumnKind::Supervisor) => {
                text.trim().parse().map_or(Value::Odd, Value::Integer)
            }
            (Scalar::Text(text), ColumnKind::Other) => Value::text(text),
            (Scalar::Integer(number), ColumnKind::Other | ColumnKind::Supervisor) => Value::Integer(number),
            (Scalar::Decimal(number), ColumnKind::Other) => Value::Decimal(number),
            (Scalar::Bool(yes), ColumnKind::Other) => Value::Bool(yes),
            (_, ColumnKind::Date | ColumnKind::Tags | ColumnKind::Supervisor) => Value::Odd,
        }
    }

    fn odd(self) -> Value {
        Value::Odd
    }

    /// Tags, cost centres and the like, by their names. `[]` is one of the ways to say nothing.
    fn list<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        let mut is_odd = false;
        while let Some(item) = list.next_element_seed(Any(Bare(ColumnKind::Other)))? {
            is_odd |= matches!(item, Value::Odd | Value::List(_));
            items.extend(item.to_text().map(Text::from));
        }
        let takes_lists = matches!(self.0, ColumnKind::Tags | ColumnKind::Other);
        Ok(if is_odd || (!takes_lists && !items.is_empty()) {
            Value::Odd
        } else {
            Value::list(items)
        })
    }

    /// `{type, attributes: {id, name}}`; `attributes` may be left out. A supervisor is kept by ID, all else
    /// by name.
    fn object<A: MapAccess<'de>>(self, object: A) -> Result<Value, A::Error> {
        let named = Named::default().read(object)?;
        let value = if self.0 == ColumnKind::Supervisor {
            named.id
        } else {
            named.name
        };
        Ok(match (self.0, value) {
            (ColumnKind::Supervisor, Value::Integer(id)) => Value::Integer(id),
            (ColumnKind::Supervisor, Value::Text(id)) => id.parse().map_or(Value::Odd, Value::Integer),
            (ColumnKind::Other, value) if value.is_present() || value.is_empty() => value,
            _ => Value::Odd,
        })
    }
}

/// The two members of a nested object that matter; the inner ones of a supervisor are wrapped again.
#[derive(Default)]
struct Named {
    id: Value,
    name: Value,
}

enum Member {
    Attributes,
    Id,
    Name,
    Other,
}

fn member(key: &str) -> Member {
    match key {
        "attributes" => Member::Attributes,
        "id" => Member::Id,
        "name" => Member::Name,
        _ => Member::Other,
    }
}

impl Named {
    fn read<'de, A: MapAccess<'de>>(mut self, mut object: A) -> Result<Self, A::Error> {
        while let Some(member) = object.next_key_seed(Key(member))? {
            match member {
                Member::Attributes => self = object.next_value_seed(Any(self))?,
                Member::Id => self.id = object.next_value_seed(Any(Attribute(ColumnKind::Other)))?,
                Member::Name => self.name = object.next_value_seed(Any(Attribute(ColumnKind::Other)))?,
                Member::Other => {
                    object.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(self)
    }
}

impl<'de> Lenient<'de> for Named {
    type Out = Self;

    fn scalar(self, _: Scalar<'_>) -> Self {
        self
    }

    fn odd(self) -> Self {
        self
    }

    fn object<A: MapAccess<'de>>(self, object: A) -> Result<Self, A::Error> {
        self.read(object)
    }
}

/// Rule R6.
fn day(text: &str) -> Value {
    match Day::from_text(text) {
        Day::On(_) => Value::text(text.trim().get(..10).unwrap_or_default()),
        Day::Empty | Day::Absent => Value::Empty,
        Day::Odd => Value::Odd,
    }
}

/// Separated by commas, or a JSON list inside of the text.
fn tags(text: &str) -> Value {
    let text = text.trim();
    if text.starts_with('[')
        && let Ok(items) = serde_json::from_str::<Vec<Text>>(text)
    {
        return Value::list(items.iter().map(|item| Text::from(item.trim())));
    }
    Value::list(text.split(',').map(|item| Text::from(item.trim())))
}
