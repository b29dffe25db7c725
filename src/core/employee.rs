//! One person in Personio.

use super::id::EmployeeId;
use super::value::{Text, Value};
use jiff::Timestamp;
use jiff::civil::Date;

/// An employee as read from Personio. `attributes` holds what else was asked for, in the order of
/// [`Roster::columns`](super::snapshot::Roster).
#[derive(Debug, Clone)]
pub struct Employee {
    pub id: EmployeeId,
    pub first_name: Value,
    pub last_name: Value,
    pub email: Value,
    pub status: EmployeeStatus,
    pub hire_date: Day,
    pub termination_date: Day,
    /// An instant, not a day; orders newcomers (rule N4). `None` when it could not be read.
    pub created_at: Option<Timestamp>,
    pub attributes: Box<[Value]>,
}

/// The keys of the attributes without which nothing can be decided (rule R4). The credential must be allowed to
/// read each.
pub const NEEDED: [&str; 8] = [
    "id",
    "first_name",
    "last_name",
    "email",
    "status",
    "hire_date",
    "termination_date",
    "created_at",
];

/// Read where the credential allows it, for limits, suggestions and what people are shown; never needed.
pub const HELPFUL: [&str; 5] = ["department", "position", "office", "supervisor", "preferred_name"];

/// Personio's employment status. API v1 knows the first four.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EmployeeStatus {
    Active,
    Onboarding,
    Leave,
    Inactive,
    /// A word that this program does not know: the person stays untouched (rule R5).
    Other(Text),
    /// Left out of the answer or empty: the person stays untouched (rules R4 and R5).
    Absent,
}

impl EmployeeStatus {
    /// From Personio's word, in any case.
    pub fn from_word(word: &str) -> Self {
        match word.trim() {
            "" => Self::Absent,
            word if word.eq_ignore_ascii_case("active") => Self::Active,
            word if word.eq_ignore_ascii_case("onboarding") => Self::Onboarding,
            word if word.eq_ignore_ascii_case("leave") => Self::Leave,
            word if word.eq_ignore_ascii_case("inactive") => Self::Inactive,
            word => Self::Other(Text::from(word)),
        }
    }

    pub fn as_word(&self) -> &str {
        match self {
            Self::Active => "active",
            Self::Onboarding => "onboarding",
            Self::Leave => "leave",
            Self::Inactive => "inactive",
            Self::Other(word) => word,
            Self::Absent => "unknown",
        }
    }

    /// Known, so that something may be decided on it (rule R5).
    pub fn is_known(&self) -> bool {
        !matches!(self, Self::Other(_) | Self::Absent)
    }

    pub fn is_inactive(&self) -> bool {
        matches!(self, Self::Inactive)
    }
}

/// A calendar day as Personio gave it (rule R6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Day {
    #[default]
    Absent,
    Empty,
    On(Date),
    /// There was something, but no day.
    Odd,
}

impl Day {
    /// Rule R6: Personio sends local midnight with an offset (`2022-01-12T00:00:00+01:00`, `+0100`, even
    /// `+00:53`) or a bare day. The first ten characters are the day; nothing is converted through UTC.
    pub fn from_text(text: &str) -> Self {
        let text = text.trim();
        if text.is_empty() {
            return Self::Empty;
        }
        let rest_is_a_time = text.len() == 10 || matches!(text.as_bytes().get(10), Some(b'T' | b't' | b' '));
        match text
            .get(..10)
            .filter(|_| rest_is_a_time)
            .and_then(|day| day.parse().ok())
        {
            Some(date) => Self::On(date),
            None => Self::Odd,
        }
    }

    pub fn date(self) -> Option<Date> {
        match self {
            Self::On(date) => Some(date),
            _ => None,
        }
    }
}

impl Employee {
    /// First and last name for people to read; either may be missing.
    pub fn display_name(&self) -> String {
        display_name(self.first_name.as_text(), self.last_name.as_text())
    }

    /// The work e-mail, where there is one.
    pub fn email(&self) -> Option<&str> {
        self.email.as_text()
    }
}

/// `Jörg Müller`, `Müller`, or nothing.
pub(super) fn display_name(first: Option<&str>, last: Option<&str>) -> String {
    match (first, last) {
        (Some(first), Some(last)) => format!("{first} {last}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn r6_the_first_ten_characters_are_the_day() {
        for text in [
            "2022-01-12T00:00:00+01:00",
            "2022-01-12",
            "2022-01-12T00:00:00+0100",
            "2022-01-12 00:00:00",
            " 2022-01-12 ",
        ] {
            assert_eq!(Day::from_text(text), Day::On(date(2022, 1, 12)), "{text}");
        }
        assert_eq!(
            Day::from_text("1835-04-01T00:00:00+00:53"),
            Day::On(date(1835, 4, 1))
        );
        assert_eq!(Day::from_text("  "), Day::Empty);
        for text in ["12.01.2022", "2022-13-01", "2022-01-123", "soon", "2022-01-1ü"] {
            assert_eq!(Day::from_text(text), Day::Odd, "{text}");
        }
    }

    #[test]
    fn r5_an_unknown_status_is_not_known() {
        assert!(EmployeeStatus::from_word("ACTIVE").is_known());
        assert!(!EmployeeStatus::from_word("sabbatical").is_known());
        assert!(!EmployeeStatus::from_word("").is_known());
    }
}
