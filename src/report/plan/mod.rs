//! The plan: what a sync would do now, what waits, and why not more.

mod csv;
mod json;
mod table;

pub(super) use json::{outcome_document, value as json_value};
pub(super) use table::still_have_access;
pub use table::summary;

use super::page::Screen;
use super::{Format, words, write_json};
use crate::core::plan::{Action, Hold, Plan};
use crate::core::snapshot::Snapshot;
use crate::core::{EmployeeId, OktaId};
use rustc_hash::FxHashMap;
use std::io;

/// A plan with the reading that it was made from, which has the names.
#[derive(Debug)]
pub struct PlanView<'a> {
    pub(in crate::report) snapshot: &'a Snapshot,
    plan: &'a Plan,
    employees: FxHashMap<EmployeeId, u32>,
    profiles: FxHashMap<&'a OktaId, u32>,
}

impl<'a> PlanView<'a> {
    pub fn new(snapshot: &'a Snapshot, plan: &'a Plan) -> Self {
        let profiles = &snapshot.directory.profiles;
        Self {
            snapshot,
            plan,
            employees: snapshot.roster.index(),
            profiles: (0u32..)
                .zip(profiles)
                .map(|(at, profile)| (&profile.id, at))
                .collect(),
        }
    }

    pub fn write(&self, out: &mut dyn io::Write, format: Format, screen: Screen) -> io::Result<()> {
        match format {
            Format::Table => out.write_all(table::text(self, screen).as_bytes()),
            Format::Json => write_json(out, &json::document(self)),
            Format::Csv => csv::write(self, out),
        }
    }

    pub(in crate::report) fn plan(&self) -> &'a Plan {
        self.plan
    }

    /// The employee's name, else the profile's; empty where neither is known.
    pub(in crate::report) fn name(&self, employee: Option<EmployeeId>, profile: Option<&OktaId>) -> String {
        let employee = employee
            .and_then(|id| self.employees.get(&id))
            .map(|at| self.snapshot.roster.employees[*at as usize].display_name());
        employee.filter(|name| !name.is_empty()).unwrap_or_else(|| {
            profile
                .and_then(|id| self.profiles.get(id))
                .map_or_else(String::new, |at| {
                    self.snapshot.directory.profiles[*at as usize].display_name()
                })
        })
    }

    /// Why something waits, with whom else it is about by login and name.
    pub(in crate::report) fn hold(&self, hold: &Hold) -> String {
        let profile = hold.profile.as_ref().map(|id| self.login(Some(id)));
        let employee = hold.employee.map(|id| self.named(id));
        words::hold(hold, profile, employee.as_deref())
    }

    /// Why somebody is deactivated; the reverse of a creation ends nobody who has left (rule A9).
    fn why_deactivated(&self, action: &Action) -> &'static str {
        let at = action.employee.and_then(|id| self.employees.get(&id));
        let is_employed =
            at.is_some_and(|at| !self.snapshot.roster.employees[*at as usize].status.is_inactive());
        if is_employed {
            "came with the run that is undone"
        } else {
            words::announced(action)
        }
    }

    /// `Jörg Müller (10234)`
    pub(in crate::report) fn named(&self, employee: EmployeeId) -> String {
        match self.name(Some(employee), None) {
            name if name.is_empty() => employee.to_string(),
            name => format!("{name} ({employee})"),
        }
    }

    /// The profile's login, where there is a profile; its ID where it was not read.
    pub(in crate::report) fn login<'b>(&self, profile: Option<&'b OktaId>) -> &'b str
    where
        'a: 'b,
    {
        let snapshot: &'a Snapshot = self.snapshot;
        match profile {
            Some(id) => self
                .profiles
                .get(id)
                .map_or(id.as_str(), |at| &snapshot.directory.profiles[*at as usize].login),
            None => "",
        }
    }
}
