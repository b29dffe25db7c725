//! Who loses access, and who keeps it (rules D1, D5, D6 and P4).

use super::{Judge, ids};
use crate::alike::same_address;
use crate::capture::{is_employed, is_inactive, link_of};
use crate::machine::RanEnd;
use crate::people::PersonIndex;
use koppel::core::plan::Action;
use koppel::sim::okta::Profile;
use koppel::sim::personio::Employee;

impl Judge<'_> {
    /// Rule P4.
    pub(super) fn nobody_loses_access_with_another_record(&mut self, action: &Action) {
        let (Some(profile), Some(old)) = ids(action) else {
            return;
        };
        if !self.truth.is_right(profile, old) || self.truth.is_wronged(Some(profile), Some(old)) {
            return;
        }
        let Some(person) = self.truth.person_of(old) else {
            return;
        };
        let newest = self
            .before
            .records
            .values()
            .filter(|record| self.truth.person_of(record.id) == Some(person))
            .max_by_key(|record| (created(record), record.id));
        let Some(newest) = newest.filter(|newest| newest.id != old && is_employed(newest)) else {
            return;
        };
        if self.before.holders(newest.id).next().is_some() || self.after.holders(newest.id).next().is_some() {
            return;
        }
        let mut all = self.before.profiles.values();
        if all.any(|other| link_of(other) == Some(newest.id)) {
            self.unseen("deactivated, with a second record that has a deactivated profile of its own");
            return;
        }
        let Some(held) = self.before.profiles.get(profile) else {
            return;
        };
        match self.common(held, self.before.records.get(&old), newest) {
            Some(what) => {
                let told = self.told(newest.id);
                let words = format!(
                    "{profile} of {old}, and {} has the same {what} ({told})",
                    newest.id
                );
                self.breach("nobody_loses_access_with_another_record", &[person], words);
            }
            None => self.unseen("deactivated, with a second record that shares nothing"),
        }
    }

    /// Rule D5.
    pub(super) fn leavers_end_or_are_listed(&mut self) {
        let Some(plan) = &self.ran.plan else { return };
        let mut missed = Vec::new();
        for profile in self
            .after
            .profiles
            .values()
            .filter(|profile| profile.status.is_live())
        {
            let Some(number) = link_of(profile) else {
                missed.extend(self.unlinked_leaver(profile));
                continue;
            };
            let is_leaver = match self.after.records.get(&number) {
                Some(record) => is_inactive(record),
                None => self.truth.read_links.contains(&(profile.id.clone(), number)),
            };
            let is_listed = plan
                .still_have_access
                .iter()
                .any(|access| access.profile.as_str() == profile.id);
            // A wrong ID makes nobody's profile a leaver's.
            let is_theirs = self.truth.is_right(&profile.id, number);
            if is_leaver && is_theirs && !is_listed {
                let words = format!(
                    "{} of {number} is {} and not listed",
                    profile.id,
                    profile.status.as_str()
                );
                missed.push((self.people_of(Some(&profile.id), Some(number)), words));
            }
        }
        for (people, words) in missed {
            let invariant = match self.ran.end {
                RanEnd::Through if words.contains("second profile") => {
                    "a_second_profile_of_a_leaver_is_listed"
                }
                RanEnd::Through if words.contains("e-mail") => "every_unlinked_leaver_is_listed",
                RanEnd::Through => "every_leaver_ends_or_is_listed",
                _ => "a_run_that_stops_lists_its_leavers",
            };
            self.breach(invariant, &people, words);
        }
    }

    /// The person of this record has another one that is not inactive.
    pub(super) fn is_at_work_elsewhere(&self, record: u64) -> bool {
        let person = self.truth.person_of(record);
        let mut records = self.after.records.values();
        records.any(|other| {
            other.id != record && !is_inactive(other) && self.truth.person_of(other.id) == person
        })
    }

    /// Rule D6: nobody else has this e-mail, and no profile is linked.
    pub(super) fn unlinked_leaver(&self, profile: &Profile) -> Option<(Vec<PersonIndex>, String)> {
        let plan = self.ran.plan.as_ref()?;
        if !profile.text("employeeNumber").trim().is_empty() {
            return None;
        }
        let mut same = self
            .after
            .records
            .values()
            .filter(|record| same_address(record.text("email"), profile.text("email")));
        let (leaver, None) = (same.next().filter(|record| is_inactive(record))?, same.next()) else {
            return None;
        };
        let is_linked = self.after.holders(leaver.id).next().is_some();
        let is_listed = plan
            .still_have_access
            .iter()
            .any(|access| access.profile.as_str() == profile.id);
        let is_wronged = self.truth.is_wronged(Some(&profile.id), Some(leaver.id));
        let rejected = self.truth.owner_of(&profile.id) != self.truth.person_of(leaver.id)
            || self.is_at_work_elsewhere(leaver.id);
        if is_linked || is_listed || is_wronged || rejected {
            return None;
        }
        let mut all = self.after.profiles.values();
        let what = if all.any(|other| link_of(other) == Some(leaver.id)) {
            "is a second profile, with the e-mail of the linked leaver"
        } else {
            "has the e-mail of the leaver"
        };
        let words = format!("{} {what} {}, and is not listed", profile.id, leaver.id);
        Some((self.people_of(Some(&profile.id), Some(leaver.id)), words))
    }
}

fn created(record: &Employee) -> Option<jiff::Timestamp> {
    record.text("created_at").parse().ok()
}
