//! Which candidates are known, and for whom they are looked for next: what is in sight first.

use super::reading::Reading;
use super::suggester::Suggested;
use crate::core::link::{EmployeeStanding, ProfileStanding};
use crate::core::suggest::Suggestion;
use crate::tui::job::JobId;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// So many profiles are asked for at once: what comes into sight meanwhile does not wait long.
const BATCH: usize = 64;

/// By position of the profile.
#[derive(Debug, Default)]
pub struct Suggestions {
    known: FxHashMap<u32, Arc<[Suggestion]>>,
    /// In sight, the first first.
    wanted: Vec<u32>,
    job: Option<JobId>,
}

impl Suggestions {
    /// Best first; `None`: not looked for yet.
    pub fn of(&self, profile: u32) -> Option<&[Suggestion]> {
        self.known.get(&profile).map(AsRef::as_ref)
    }

    /// How many profiles they are known of.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    pub(super) fn want(&mut self, profiles: &[u32]) {
        self.wanted.clear();
        let known = &self.known;
        let unknown = profiles.iter().filter(|profile| !known.contains_key(profile));
        self.wanted.extend(unknown.copied());
    }

    pub(super) fn is_asked(&self) -> bool {
        self.job.is_some()
    }

    pub(super) fn asked(&mut self, job: JobId) {
        self.job = Some(job);
    }

    pub(super) fn lost(&mut self, job: JobId) {
        if self.job == Some(job) {
            self.job = None;
        }
    }

    /// Whom to ask for next.
    pub(super) fn next(&mut self, reading: &Reading) -> Vec<u32> {
        let mut next: Vec<u32> = Vec::with_capacity(BATCH);
        let known = &self.known;
        let wanted = std::mem::take(&mut self.wanted);
        let is_undecided = |profile: &u32| {
            reading.links.profiles.get(*profile as usize) == Some(&ProfileStanding::Unmatched)
        };
        let undecided = reading.undecided().filter(|profile| !known.contains_key(profile));
        let mut seen = FxHashSet::default();
        for profile in wanted.into_iter().filter(is_undecided).chain(undecided) {
            if next.len() == BATCH {
                break;
            }
            if seen.insert(profile) {
                next.push(profile);
            }
        }
        next
    }

    pub(super) fn take(&mut self, job: JobId, suggested: Vec<Suggested>) {
        if self.job == Some(job) {
            self.job = None;
            self.known.extend(suggested);
        }
    }

    fn clear(&mut self) {
        *self = Self::default();
    }

    /// Something was decided: whoever is affected is looked at again. Both sides were read again: everybody is, since
    /// positions are others.
    pub(super) fn follow(&mut self, before: &Reading, now: &Reading) {
        if !Arc::ptr_eq(&before.people, &now.people) {
            self.clear();
            return;
        }
        let is_free = |standing: Option<&EmployeeStanding>| standing == Some(&EmployeeStanding::Unmatched);
        let mut taken: FxHashSet<u32> = FxHashSet::default();
        let pairs = before.links.employees.iter().zip(&now.links.employees);
        for (at, (was, is)) in (0u32..).zip(pairs) {
            match (is_free(Some(was)), is_free(Some(is))) {
                (true, false) => {
                    taken.insert(at);
                }
                (false, true) => {
                    // Somebody is free again, and may be anybody's candidate.
                    self.clear();
                    return;
                }
                _ => {}
            }
        }
        // A rejected pair shows in no standing.
        if before.state.decisions.rejected != now.state.decisions.rejected {
            self.clear();
            return;
        }
        let is_affected = |suggestion: &Suggestion| {
            now.people
                .place_of(suggestion.employee)
                .is_some_and(|at| taken.contains(&at))
        };
        self.known
            .retain(|_, suggestions| !suggestions.iter().any(is_affected));
        // What is under way was asked for by the state before.
        self.job = None;
    }
}
