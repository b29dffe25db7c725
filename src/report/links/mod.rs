//! The link report: who belongs to whom, and who to nobody.

mod csv;
mod json;
mod table;

use super::page::Screen;
use super::{Format, write_json};
use crate::core::employee::Employee;
use crate::core::link::{EmployeeStanding, LinkReport, ProfileStanding};
use crate::core::profile::Profile;
use crate::core::snapshot::Snapshot;
use crate::core::state::State;
use crate::core::suggest::Suggestion;
use std::io;

/// The link report with all that it is told by.
#[derive(Debug, Clone, Copy)]
pub struct Links<'a> {
    pub snapshot: &'a Snapshot,
    pub state: &'a State,
    pub report: &'a LinkReport,
    /// As [`suggest`](crate::core::suggest::suggest) gives them: by position of the profile, sorted.
    pub suggestions: &'a [(u32, Vec<Suggestion>)],
    /// Only the undecided: live profiles that nobody was found for.
    pub only_undecided: bool,
}

/// One case of the report; positions as the report has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkCase {
    Profile(u32),
    Employee(u32),
    Conflict(u32),
    /// Two who were taken apart; either may be gone.
    Rejected(Option<u32>, Option<u32>),
}

impl<'a> Links<'a> {
    pub fn write(&self, out: &mut dyn io::Write, format: Format, screen: Screen) -> io::Result<()> {
        match format {
            Format::Table => out.write_all(table::text(self, screen).as_bytes()),
            Format::Json => write_json(out, &json::document(self)),
            Format::Csv => csv::write(self, out),
        }
    }

    /// Those cases of it as CSV, in their order. As for the whole report, the first two columns are what
    /// `assign --from` reads.
    pub fn write_cases(&self, out: &mut dyn io::Write, cases: &[LinkCase]) -> io::Result<()> {
        csv::write_cases(self, cases, out)
    }

    fn profile(&self, position: u32) -> &'a Profile {
        &self.snapshot.directory.profiles[position as usize]
    }

    fn employee(&self, position: u32) -> &'a Employee {
        &self.snapshot.roster.employees[position as usize]
    }

    /// Profiles with their positions and standings, sorted by name, then ID.
    fn profiles(
        &self,
        wanted: impl Fn(&ProfileStanding) -> bool,
    ) -> Vec<(u32, &'a Profile, &'a ProfileStanding)> {
        let report: &'a LinkReport = self.report;
        let mut found: Vec<_> = (0u32..)
            .zip(self.snapshot.directory.profiles.iter().zip(&report.profiles))
            .filter(|(_, (_, standing))| wanted(standing))
            .map(|(position, (profile, standing))| (position, profile, standing))
            .collect();
        found.sort_by_cached_key(|(_, profile, _)| (profile.display_name(), profile.id.clone()));
        found
    }

    /// Employees with their standings, sorted by ID.
    fn employees(&self, wanted: impl Fn(EmployeeStanding) -> bool) -> Vec<(&'a Employee, EmployeeStanding)> {
        let mut found: Vec<_> = self
            .snapshot
            .roster
            .employees
            .iter()
            .zip(self.report.employees.iter().copied())
            .filter(|(_, standing)| wanted(*standing))
            .collect();
        found.sort_by_key(|(employee, _)| employee.id);
        found
    }

    fn suggestions(&self, position: u32) -> &'a [Suggestion] {
        self.suggestions
            .binary_search_by_key(&position, |(profile, _)| *profile)
            .map_or(&[], |at| &self.suggestions[at].1)
    }

    /// The employee whose account is set aside, if there is one.
    fn employee_of_aside(&self, profile: u32) -> Option<&'a Employee> {
        let at = self
            .report
            .employees
            .iter()
            .position(|standing| *standing == EmployeeStanding::ProfileAside(profile))?;
        self.snapshot.roster.employees.get(at)
    }

    /// Rejected pairs, sorted.
    fn rejected(&self) -> Vec<(&'a str, u64)> {
        let mut rejected: Vec<_> = self
            .state
            .decisions
            .rejected
            .iter()
            .map(|(profile, employee)| (profile.as_str(), employee.0))
            .collect();
        rejected.sort_unstable();
        rejected
    }
}

/// Profiles that hold a number which makes no pair.
fn is_other_number(standing: &ProfileStanding) -> bool {
    matches!(
        standing,
        ProfileStanding::EmployeeGone(_) | ProfileStanding::SpareNumber(_) | ProfileStanding::LeftAlone(_)
    )
}
