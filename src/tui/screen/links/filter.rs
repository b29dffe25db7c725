//! Which cases the filter leaves: whoever holds all its words, on either side.

use super::case::Case;
use crate::core::search::Query;
use crate::tui::desk::Reading;

/// Who holds the words of the filter, by position.
pub(super) struct Fits {
    profiles: Vec<bool>,
    employees: Vec<bool>,
}

impl Fits {
    /// `None`: nothing is filtered.
    pub fn of(filter: &str, reading: &Reading) -> Option<Self> {
        let query = Query::of(filter);
        if query.is_empty() {
            return None;
        }
        let people = &reading.people;
        let hits = |found: Vec<u32>, len: usize| {
            let mut hits = vec![false; len];
            for at in found {
                if let Some(hit) = hits.get_mut(at as usize) {
                    *hit = true;
                }
            }
            hits
        };
        let snapshot = &people.snapshot;
        Some(Self {
            profiles: hits(people.profiles.holding(&query), snapshot.directory.profiles.len()),
            employees: hits(people.employees.holding(&query), snapshot.roster.employees.len()),
        })
    }

    /// Either side of it does, or the candidate `guess`.
    pub fn has(&self, case: Case, reading: &Reading, guess: Option<u32>) -> bool {
        let profile = |at: u32| self.profiles.get(at as usize).copied().unwrap_or_default();
        let employee = |at: u32| self.employees.get(at as usize).copied().unwrap_or_default();
        if let Case::Conflict(at) = case {
            let conflict = reading.links.conflicts.get(at as usize);
            return conflict.is_some_and(|conflict| {
                conflict.profiles.iter().any(|at| profile(*at))
                    || conflict.employees.iter().any(|at| employee(*at))
            });
        }
        let sides = case.sides(reading);
        sides.0.is_some_and(profile) || sides.1.is_some_and(employee) || guess.is_some_and(employee)
    }
}
