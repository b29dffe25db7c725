//! One person of one side, in JSON and in a table.

use crate::core::employee::Employee;
use crate::core::profile::Profile;
use jiff::civil::Date;
use serde::Serialize;

/// An Okta side.
#[derive(Debug, Serialize)]
pub(super) struct OktaSide<'a> {
    id: &'a str,
    login: &'a str,
    email: Option<&'a str>,
    first_name: Option<&'a str>,
    last_name: Option<&'a str>,
    status: &'a str,
    /// What stands in the link attribute.
    link_value: Option<&'a str>,
}

/// A Personio side.
#[derive(Debug, Serialize)]
pub(super) struct PersonioSide<'a> {
    id: u64,
    email: Option<&'a str>,
    first_name: Option<&'a str>,
    last_name: Option<&'a str>,
    status: &'a str,
    hire_date: Option<Date>,
}

impl<'a> From<&'a Profile> for OktaSide<'a> {
    fn from(profile: &'a Profile) -> Self {
        Self {
            id: profile.id.as_str(),
            login: &profile.login,
            email: profile.email.as_deref(),
            first_name: profile.first_name.as_deref(),
            last_name: profile.last_name.as_deref(),
            status: profile.status.as_word(),
            link_value: profile.number.as_deref(),
        }
    }
}

impl<'a> From<&'a Employee> for PersonioSide<'a> {
    fn from(employee: &'a Employee) -> Self {
        Self {
            id: employee.id.0,
            email: employee.email(),
            first_name: employee.first_name.as_text(),
            last_name: employee.last_name.as_text(),
            status: employee.status.as_word(),
            hire_date: employee.hire_date.date(),
        }
    }
}

/// A name, or a word where there is none.
pub(super) fn named(name: String) -> String {
    if name.is_empty() {
        "(no name)".to_owned()
    } else {
        name
    }
}
