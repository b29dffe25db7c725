//! Lenient decoding: pages are read by visitors that keep just what is asked for, and an odd shape in one
//! record is a value like any other instead of the end of the page.

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
        Ok(if value.contains(HALF) {
            self.0.odd()
        } else {
            self.0.scalar(Scalar::Text(value))
        })
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

/// Reads a whole body. The error says in words why it cannot be read, without its contents: they are people.
///
/// Half of a UTF-16 pair (`\ud83d` alone), as it is left where an emoji was cut in two, is no text: that
/// value becomes [odd](Lenient::odd) instead of making the page unreadable.
pub fn read<T, S>(body: &[u8], seed: impl Fn() -> S) -> Result<T, String>
where
    S: for<'de> DeserializeSeed<'de, Value = T>,
{
    // Checked once for the whole body: the parser would check each piece of text by itself, which takes
    // longer.
    let text = std::str::from_utf8(body);
    let text = text.map_err(|error| format!("it is no UTF-8 after {} bytes", error.valid_up_to()))?;
    let read = match parse(text, seed()) {
        Err(error) if error.is_syntax() => match without_halves(text) {
            Some(text) => parse(&text, seed()),
            None => Err(error),
        },
        read => read,
    };
    read.map_err(|error| words(&error, body.len()))
}

fn parse<T, S: for<'de> DeserializeSeed<'de, Value = T>>(
    text: &str,
    seed: S,
) -> Result<T, serde_json::Error> {
    let mut json = serde_json::Deserializer::from_str(text);
    let read = seed.deserialize(&mut json)?;
    json.end()?;
    Ok(read)
}

/// Stands for half of a UTF-16 pair: a code point that no text may hold.
const HALF: char = '\u{fdd0}';
const HALF_ESCAPED: &str = "\\ufdd0";

/// `text` with [`HALF`] for each half of a pair; `None` where there is none.
fn without_halves(text: &str) -> Option<String> {
    let mut mended = String::new();
    let mut kept = 0;
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('\\')) {
        at += found;
        at += match (unit(text, at), unit(text, at + 6)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 12,
            (Some(0xD800..=0xDFFF), _) => {
                mended.push_str(text.get(kept..at).unwrap_or_default());
                mended.push_str(HALF_ESCAPED);
                kept = at + 6;
                6
            }
            // `\\` and `\"` are over after the next letter.
            _ => 2,
        };
    }
    mended.push_str(text.get(kept..).unwrap_or_default());
    (kept > 0).then_some(mended)
}

/// The UTF-16 unit of the escape that begins at `at`.
fn unit(text: &str, at: usize) -> Option<u32> {
    let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
    u32::from_str_radix(digits, 16).ok()
}

/// Why a body cannot be read, in words without its contents: they are people.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_of_pairs_are_found_and_nothing_else_is_touched() {
        assert_eq!(
            without_halves(r#"["a\\ud83d", "\ud83d\ude00", "\u00e4", "\\", "\"", "x"]"#),
            None
        );
        let mended = without_halves(r#"["\ud83d", "ä\ude00b", "\uD83Dx\ud83d\ude00"]"#).unwrap();
        assert_eq!(mended, r#"["\ufdd0", "ä\ufdd0b", "\ufdd0x\ud83d\ude00"]"#);
        assert_eq!(without_halves("\\"), None);
        assert_eq!(without_halves("\\u12"), None);
    }
}
