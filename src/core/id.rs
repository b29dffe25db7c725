//! Who is who on either side.

use super::value::Text;
use serde::{Deserialize, Serialize};
use std::fmt;

/// An employee's numeric Personio ID, such as `4711`. Never zero in practice, but any `u64` is kept as read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EmployeeId(pub u64);

impl EmployeeId {
    /// Rule L1: a link attribute names an employee when, trimmed, it is *as text* the employee's ID. `00123`
    /// and `+123` are therefore no links to employee 123: a payroll number keeps its zeros.
    pub fn from_link(text: &str) -> Option<Self> {
        let text = text.trim();
        let canonical = !text.is_empty()
            && text.bytes().all(|byte| byte.is_ascii_digit())
            && (text.len() == 1 || !text.starts_with('0'));
        if canonical {
            text.parse().ok().map(Self)
        } else {
            None
        }
    }

    /// What stands in the link attribute of this employee's profile.
    pub fn to_link(self) -> Text {
        let mut buffer = itoa(self.0);
        buffer.shrink_to_fit();
        buffer
    }
}

fn itoa(number: u64) -> Text {
    use compact_str::ToCompactString;
    number.to_compact_string()
}

impl fmt::Display for EmployeeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A profile's Okta ID, `00u` and 17 characters; opaque.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OktaId(pub Text);

impl OktaId {
    pub fn new(text: impl Into<Text>) -> Self {
        Self(text.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OktaId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn l1_a_link_is_the_id_as_text() {
        assert_eq!(EmployeeId::from_link(" 4711 "), Some(EmployeeId(4711)));
        for text in [
            "",
            " ",
            "04711",
            "+4711",
            "4711.0",
            "４７１１",
            "99999999999999999999999",
            "E4711",
        ] {
            assert_eq!(EmployeeId::from_link(text), None, "{text:?}");
        }
        assert_eq!(EmployeeId(4711).to_link(), "4711");
    }
}
