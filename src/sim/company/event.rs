//! What happens in a company: what HR does in Personio, what administrators do in Okta's console, and what Personio
//! does by itself when a day begins.

use super::Company;
use crate::sim::okta::{Profile, Status};
use crate::sim::personio::Employee;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde_json::Value;

/// One thing that happens.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// HR adds somebody.
    Joins(Box<Employee>),
    /// HR changes a value of an employee; `null` takes it away.
    Changes {
        employee: u64,
        key: &'static str,
        value: Value,
    },
    /// HR deletes somebody.
    Deleted(u64),
    /// An administrator changes an attribute at Okta's console; `null` takes it away.
    Edited {
        profile: String,
        attribute: &'static str,
        value: Value,
    },
    /// An administrator changes a profile's status at Okta's console.
    Switched { profile: String, status: Status },
    /// An administrator adds a profile at Okta's console.
    Added(Box<Profile>),
}

/// What Personio did by itself when a day began.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Dawn {
    /// People whose first day it is.
    pub first_days: usize,
    /// People whose last day was yesterday.
    pub left: usize,
}

impl Event {
    /// Happens. Whom it concerns and who is not there any more is left alone.
    pub fn happen(self, company: &mut Company, at: Timestamp) {
        let now = at.to_string();
        match self {
            Self::Joins(mut employee) => {
                employee.set("created_at", now.as_str());
                employee.set("last_modified_at", now.as_str());
                company.personio.add(*employee);
            }
            Self::Changes { employee, key, value } => {
                company.personio.change(employee, |employee| {
                    employee.set(key, value);
                    employee.set("last_modified_at", now.as_str());
                });
            }
            Self::Deleted(employee) => {
                company.personio.remove(employee);
            }
            Self::Edited {
                profile,
                attribute,
                value,
            } => {
                company.okta.change(&profile, |profile| {
                    profile.set(attribute, value);
                    profile.last_updated = at;
                });
            }
            Self::Switched { profile, status } => {
                company
                    .okta
                    .change(&profile, |profile| profile.move_to(status, at));
            }
            Self::Added(mut profile) => {
                profile.created = at;
                profile.last_updated = at;
                company.okta.add(*profile);
            }
        }
    }
}

impl Company {
    /// A day begins: whose last day was yesterday becomes inactive, as Personio does at 00:00 UTC, and who starts
    /// today is active. An end that HR entered too late changes nobody's status, as in Personio.
    pub fn dawn(&mut self, day: Date, at: Timestamp) -> Dawn {
        let mut dawn = Dawn::default();
        let (today, yesterday) = (day.to_string(), day.saturating_sub(1.day()).to_string());
        let mut moved: Vec<(u64, &'static str)> = Vec::new();
        for employee in self.personio.employees() {
            let status = employee.text("status");
            if status != "inactive" && employee.text("termination_date") == yesterday {
                dawn.left += 1;
                moved.push((employee.id, "inactive"));
            } else if status == "onboarding" && employee.text("hire_date") == today {
                dawn.first_days += 1;
                moved.push((employee.id, "active"));
            }
        }
        for (employee, status) in moved {
            Event::Changes {
                employee,
                key: "status",
                value: status.into(),
            }
            .happen(self, at);
        }
        dawn
    }
}
