//! Who works here: the state behind both APIs.

mod data;
mod event;
mod json;
mod made_up;

pub use event::{Dawn, Event};
pub use json::DataError;
pub use made_up::custom::MOBILE;
pub use made_up::{Story, pass_a_day, sign_in};

use super::okta::{Org, Profile};
use super::personio::{Employee, Tenant};

/// Both sides of one company.
#[derive(Debug, Clone)]
pub struct Company {
    pub okta: Org,
    pub personio: Tenant,
    /// The hard cases that a made-up company holds.
    pub cases: Vec<Case>,
}

/// A hard case, by name, and whom it concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    pub name: &'static str,
    pub employees: Vec<u64>,
    /// IDs of profiles.
    pub profiles: Vec<String>,
}

impl Company {
    /// Nobody on either side but the owner of Okta's tokens; to be filled with what a test is about.
    pub fn empty() -> Self {
        Self::with_seed(0)
    }

    /// As [`Company::empty`]; the seed decides about IDs and secrets.
    pub(super) fn with_seed(seed: u64) -> Self {
        Self {
            okta: Org::new(seed),
            personio: Tenant::new(seed),
            cases: Vec::new(),
        }
    }

    #[must_use]
    pub fn employee(mut self, employee: Employee) -> Self {
        self.personio.add(employee);
        self
    }

    #[must_use]
    pub fn profile(mut self, profile: Profile) -> Self {
        self.okta.add(profile);
        self
    }

    /// The hard case of this name.
    pub fn case(&self, name: &str) -> Option<&Case> {
        self.cases.iter().find(|case| case.name == name)
    }
}
