//! The base attributes of every org: names, formats, permissions as a live schema shows them, and their limits.

use super::schema::UserMay::{self, NotSee, Read, Write};
use super::schema::{Kind, Master, Property, Schema};

/// Name, title, format, what the user may do.
const BASE: [(&str, &str, &str, UserMay); 31] = [
    ("login", "Username", "", Read),
    ("firstName", "First name", "", Write),
    ("lastName", "Last name", "", Write),
    ("middleName", "Middle name", "", Read),
    ("honorificPrefix", "Honorific prefix", "", Read),
    ("honorificSuffix", "Honorific suffix", "", Read),
    ("email", "Primary email", "email", Write),
    ("title", "Title", "", Read),
    ("displayName", "Display name", "", Read),
    ("nickName", "Nickname", "", Read),
    ("profileUrl", "Profile Url", "uri", Read),
    ("secondEmail", "Secondary email", "email", Write),
    ("mobilePhone", "Mobile phone", "", Write),
    ("primaryPhone", "Primary phone", "", NotSee),
    ("streetAddress", "Street address", "", NotSee),
    ("city", "City", "", NotSee),
    ("state", "State", "", NotSee),
    ("zipCode", "Zip code", "", NotSee),
    ("countryCode", "Country code", "country-code", NotSee),
    ("postalAddress", "Postal Address", "", NotSee),
    ("preferredLanguage", "Preferred language", "language-code", Read),
    ("locale", "Locale", "locale", Read),
    ("timezone", "Time zone", "timezone", Read),
    ("userType", "User type", "", Read),
    ("employeeNumber", "Employee number", "", Read),
    ("costCenter", "Cost center", "", Read),
    ("organization", "Organization", "", Read),
    ("division", "Division", "", Read),
    ("department", "Department", "", Read),
    ("managerId", "ManagerId", "", Read),
    ("manager", "Manager", "", Read),
];

impl Default for Schema {
    /// A fresh org's.
    fn default() -> Self {
        let base = BASE
            .iter()
            .map(|&(name, title, format, user_may)| Property {
                format: (!format.is_empty()).then(|| format.to_owned()),
                required: ["login", "firstName", "lastName", "email"].contains(&name),
                min_length: base_lengths(name).0,
                max_length: base_lengths(name).1,
                master: Master::Profile,
                user_may,
                ..Property::new(name, title, Kind::String)
            })
            .collect();
        Self {
            base,
            custom: Vec::new(),
        }
    }
}

/// The limits that a live schema reports.
fn base_lengths(name: &str) -> (Option<usize>, Option<usize>) {
    match name {
        "login" => (Some(5), Some(100)),
        "firstName" | "lastName" => (Some(1), Some(50)),
        "mobilePhone" | "primaryPhone" => (None, Some(100)),
        _ => (None, None),
    }
}

/// The limits that only the documents name (`okta-api.md` section 3).
pub(super) fn silent_length(name: &str) -> Option<usize> {
    match name {
        "email" | "secondEmail" => Some(100),
        "streetAddress" => Some(1024),
        "postalAddress" => Some(4096),
        "city" | "state" => Some(128),
        "zipCode" => Some(50),
        _ => None,
    }
}
