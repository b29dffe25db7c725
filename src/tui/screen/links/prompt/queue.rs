//! Which profile is asked about next, and which was before.

use super::rows::is_being_settled;
use crate::core::OktaId;
use crate::core::link::ProfileStanding;
use crate::tui::desk::{Desk, Reading};

/// By ID: positions are others once both sides are read again.
#[derive(Debug, Default)]
pub(super) struct Queue {
    profiles: Vec<OktaId>,
    at: usize,
    /// Shown before, the latest last.
    before: Vec<OktaId>,
}

impl Queue {
    pub fn new(profiles: Vec<OktaId>, first: &OktaId) -> Self {
        let at = profiles.iter().position(|one| one == first).unwrap_or_default();
        Self {
            profiles,
            at,
            before: Vec::new(),
        }
    }

    /// Which one it is, counted from one, and of how many. `None`: there is only this one.
    pub fn progress(&self) -> Option<(usize, usize)> {
        (self.profiles.len() > 1).then_some((self.at + 1, self.profiles.len()))
    }

    /// The next that is still a question, round to what was skipped; `None`: no other is.
    pub fn next(&mut self, reading: &Reading, desk: &Desk) -> Option<OktaId> {
        let count = self.profiles.len();
        let next = (1..count)
            .map(|step| (self.at + step) % count)
            .find(|at| is_open(reading, desk, &self.profiles[*at]))?;
        self.before.extend(self.profiles.get(self.at).cloned());
        self.at = next;
        self.profiles.get(next).cloned()
    }

    /// Those that come next, as far as they are still questions; their candidates are looked for meanwhile.
    pub fn ahead(&self, reading: &Reading, desk: &Desk, most: usize) -> Vec<u32> {
        let ahead = self.profiles.iter().skip(self.at + 1).take(2 * most);
        let open = ahead.filter(|id| is_open(reading, desk, id)).take(most);
        open.filter_map(|id| reading.people.place_of_profile(id))
            .collect()
    }

    /// The one that was shown before, if it is still there.
    pub fn back(&mut self, reading: &Reading) -> Option<OktaId> {
        while let Some(id) = self.before.pop() {
            if reading.people.place_of_profile(&id).is_some() {
                self.go_to(&id);
                return Some(id);
            }
        }
        None
    }

    /// Goes on from there.
    pub fn go_to(&mut self, profile: &OktaId) {
        if let Some(at) = self.profiles.iter().position(|one| one == profile) {
            self.at = at;
        }
    }
}

/// Nobody was found for it, nothing was decided about it, and HR is not asked either.
pub(super) fn is_open(reading: &Reading, desk: &Desk, profile: &OktaId) -> bool {
    let standing = reading
        .people
        .place_of_profile(profile)
        .and_then(|at| reading.links.profiles.get(at as usize));
    standing == Some(&ProfileStanding::Unmatched) && !is_being_settled(desk, profile)
}
