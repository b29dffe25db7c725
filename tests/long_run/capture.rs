//! Both sides at one moment, as plain data to be compared.

use koppel::sim::Company;
use koppel::sim::okta::Profile;
use koppel::sim::personio::Employee;
use std::collections::BTreeMap;

/// All profiles and all records.
#[derive(Debug, Clone)]
pub struct Capture {
    pub profiles: BTreeMap<String, Profile>,
    pub records: BTreeMap<u64, Employee>,
}

impl Capture {
    pub fn of(company: &Company) -> Self {
        Self {
            profiles: company
                .okta
                .profiles()
                .map(|profile| (profile.id.clone(), profile.clone()))
                .collect(),
            records: company
                .personio
                .employees()
                .map(|employee| (employee.id, employee.clone()))
                .collect(),
        }
    }

    /// Live profiles whose link attribute holds this ID.
    pub fn holders(&self, record: u64) -> impl Iterator<Item = &Profile> {
        self.profiles
            .values()
            .filter(move |profile| profile.status.is_live() && link_of(profile) == Some(record))
    }
}

/// The Personio ID that stands in the profile.
pub fn link_of(profile: &Profile) -> Option<u64> {
    let text = profile.text("employeeNumber").trim();
    text.parse()
        .ok()
        .filter(|number: &u64| number.to_string() == text)
}

pub fn name_of_record(record: &Employee) -> (&str, &str) {
    (record.text("first_name"), record.text("last_name"))
}

pub fn name_of_profile(profile: &Profile) -> (&str, &str) {
    (profile.text("firstName"), profile.text("lastName"))
}

pub fn is_inactive(record: &Employee) -> bool {
    record.text("status") == "inactive"
}

/// A status that koppel knows, and that is not inactive.
pub fn is_employed(record: &Employee) -> bool {
    matches!(record.text("status"), "active" | "onboarding" | "leave")
}
