//! One value of an attribute, as read from either side.

use super::text::is_blank;
use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// Text that is kept inline up to 24 bytes: most names, logins and departments need no allocation.
pub type Text = CompactString;

/// What a side says about one attribute of one person (rule R4: absent is not empty).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub enum Value {
    /// The answer does not name the attribute at all. On the Personio side: not readable, so nothing is known.
    #[default]
    Absent,
    /// `null`, `""`, blanks or `[]`.
    Empty,
    /// Trimmed, never empty. Dates stand here as `YYYY-MM-DD`.
    Text(Text),
    Integer(i64),
    Decimal(f64),
    Bool(bool),
    /// Never empty.
    List(Box<[Text]>),
    /// A shape that this program does not understand; never sent anywhere (rule U6).
    Odd,
}

impl Value {
    /// Text as read: trimmed. Blanks and invisible characters alone are empty (rules R4 and U6).
    pub fn text(text: &str) -> Self {
        let text = text.trim();
        if is_blank(text) {
            Self::Empty
        } else {
            Self::Text(Text::from(text))
        }
    }

    /// A list as read: blank items fall away; a list of nothing is empty.
    pub fn list(items: impl IntoIterator<Item = Text>) -> Self {
        let items: Box<[Text]> = items.into_iter().filter(|item| !is_blank(item)).collect();
        if items.is_empty() {
            Self::Empty
        } else {
            Self::List(items)
        }
    }

    /// Known to be without a value. Absent and odd values are *not* blank: nothing is known of them.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    /// There is a value that can be used.
    pub fn is_present(&self) -> bool {
        !matches!(self, Self::Absent | Self::Empty | Self::Odd)
    }

    /// The text, where it is text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// For people and for text attributes: a list is joined by `, ` (rule U6). `None` where there is no value.
    pub fn to_text(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Absent | Self::Empty | Self::Odd => None,
            Self::Text(text) => Some(Cow::Borrowed(text)),
            Self::Integer(number) => Some(Cow::Owned(number.to_string())),
            Self::Decimal(number) => Some(Cow::Owned(number.to_string())),
            Self::Bool(yes) => Some(Cow::Borrowed(if *yes { "true" } else { "false" })),
            Self::List(items) => Some(Cow::Owned(items.join(", "))),
        }
    }
}

impl PartialEq for Value {
    /// Decimals are compared bit by bit: both sides come out of the same JSON parser.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Absent, Self::Absent) | (Self::Empty, Self::Empty) | (Self::Odd, Self::Odd) => true,
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::Integer(a), Self::Integer(b)) => a == b,
            (Self::Decimal(a), Self::Decimal(b)) => a.to_bits() == b.to_bits(),
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::List(a), Self::List(b)) => a == b,
            _ => false,
        }
    }
}

impl Eq for Value {}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_text() {
            Some(text) => f.write_str(&text),
            None => f.write_str(""),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r4_null_blank_and_empty_lists_all_mean_empty() {
        assert_eq!(Value::text("  "), Value::Empty);
        assert_eq!(Value::list([Text::from(" ")]), Value::Empty);
        assert_eq!(Value::text(" \u{200b}\u{feff}"), Value::Empty, "nobody sees it");
        assert!(!Value::Absent.is_empty() && !Value::Odd.is_empty());
    }

    #[test]
    fn a_value_stays_small() {
        assert_eq!(
            std::mem::size_of::<Value>(),
            24,
            "a million of them are kept for 100,000 people"
        );
    }
}
