//! Lenient decoding: pages are read by visitors that keep just what is asked for, and an odd shape in one record
//! is a value like any other instead of the end of the page.

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// One JSON value that is neither list nor object.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scalar<'a> {
    Null,
    Bool(bool),
    Integer(i64),
    /// Also whole numbers that no `i64` holds.
    Decimal(f64),
    Text(&'a str),
}

/// Takes whatever stands there. Lists and objects are skipped unless their method says otherwise.
pub trait Lenient<'de>: Sized {
    type Out;

    fn scalar(self, scalar: Scalar<'_>) -> Self::Out;

    /// The value where a list or an object stands that is not understood.
    fn odd(self) -> Self::Out;

    fn list<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Out, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(self.odd())
    }

    fn object<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Out, A::Error> {
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(self.odd())
    }
}

/// Makes a seed for serde of something lenient.
#[derive(Debug)]
pub struct Any<L>(pub L);

impl<'de, L: Lenient<'de>> DeserializeSeed<'de> for Any<L> {
    type Value = L::Out;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<L::Out, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, L: Lenient<'de>> Visitor<'de> for Any<L> {
    type Value = L::Out;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<L::Out, E> {
        Ok(self.0.scalar(Scalar::Null))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<L::Out, E> {
        Ok(self.0.scalar(Scalar::Bool(value)))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<L::Out, E> {
        Ok(self.0.scalar(Scalar::Integer(value)))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<L::Out, E> {
        #[expect(
            clippy::cast_precision_loss,
            reason = "such a number is no ID, and shown at most"
        )]
        let scalar = i64::try_from(value).map_or(Scalar::Decimal(value as f64), Scalar::Integer);
        Ok(self.0.scalar(scalar))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<L::Out, E> {
        Ok(self.0.scalar(Scalar::Decimal(value)))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<L::Out, E> {
        Ok(self.0.scalar(Scalar::Text(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<L::Out, A::Error> {
        self.0.list(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<L::Out, A::Error> {
        self.0.object(object)
    }
}

/// Looks a key up while it still stands in the buffer: keys are never copied.
#[derive(Debug)]
pub struct Key<F>(pub F);

impl<'de, T, F: FnOnce(&str) -> T> DeserializeSeed<'de> for Key<F> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<T, F: FnOnce(&str) -> T> Visitor<'_> for Key<F> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<T, E> {
        Ok((self.0)(key))
    }
}

/// The body as text. Checked once for the whole page: the parser would check each piece of text by itself, which
/// takes longer.
pub fn utf8(body: &[u8]) -> Result<&str, String> {
    std::str::from_utf8(body).map_err(|error| format!("it is no UTF-8 after {} bytes", error.valid_up_to()))
}

/// Why a page cannot be read, in words without its contents: they are people.
pub fn words(error: &serde_json::Error, length: usize) -> String {
    use serde_json::error::Category;
    match error.classify() {
        Category::Eof => format!("it ends in the middle, after {length} bytes"),
        Category::Syntax => format!("it is no JSON (line {}, column {})", error.line(), error.column()),
        Category::Data | Category::Io => format!(
            "it has another shape (line {}, column {})",
            error.line(),
            error.column()
        ),
    }
}
