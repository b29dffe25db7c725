//! Everybody has one profile, or a reason (rules P1 to P4).

use super::Judge;
use crate::alike::{names_are_alike, same_address};
use crate::capture::{Capture, is_employed, is_inactive, link_of, name_of_record};
use crate::people::{PersonIndex, Truth};
use koppel::core::plan::{Action, ActionKind};
use koppel::sim::okta::Profile;
use koppel::sim::personio::Employee;
use std::collections::BTreeMap;

impl Judge<'_> {
    /// What a new record shares with a profile and the record that it is linked to, as rule P4 has it.
    pub(super) fn common(
        &self,
        profile: &Profile,
        old: Option<&Employee>,
        new: &Employee,
    ) -> Option<&'static str> {
        let address = new.text("email");
        if same_address(address, profile.text("email")) {
            return Some("e-mail");
        }
        if same_address(address, profile.login()) {
            return Some("login");
        }
        if same_address(address, profile.text("secondEmail")) {
            return Some("secondary e-mail");
        }
        if self
            .truth
            .carried
            .get(&profile.id)
            .is_some_and(|carried| carried.contains(&new.id))
        {
            return Some("earlier ID");
        }
        let old = old.filter(|old| is_inactive(old) || !old.text("termination_date").is_empty())?;
        names_are_alike(name_of_record(old), name_of_record(new)).then_some("name")
    }

    /// Rules P3 and P4.
    pub(super) fn nobody_gets_a_second_profile(&mut self, action: &Action) {
        let Some(record) = action.employee.map(|employee| employee.0) else {
            return;
        };
        let Some(person) = self.truth.person_of(record) else {
            return;
        };
        if self.truth.wronged.contains(&person) || self.truth.approved.contains(&record) {
            return;
        }
        let Some(new) = self.before.records.get(&record) else {
            return;
        };
        let theirs: Vec<Profile> = self
            .before
            .profiles
            .values()
            .filter(|profile| profile.status.is_live() && self.truth.owner_of(&profile.id) == Some(person))
            .cloned()
            .collect();
        for profile in theirs {
            let old = link_of(&profile)
                .filter(|old| *old != record)
                .and_then(|old| self.before.records.get(&old));
            let is_second = old.is_some_and(|old| {
                let ends = is_inactive(old) || !old.text("termination_date").is_empty();
                ends && self.truth.is_right(&profile.id, old.id)
            });
            let is_seen = self.policy.hold_possible_duplicates || is_second;
            self.truth.doubled.insert(person);
            if let Some(what) = self.common(&profile, old, new).filter(|_| is_seen) {
                let words = format!("{record} is created, and {} has the same {what}", profile.id);
                self.breach("nobody_gets_a_second_profile", &[person], words);
            } else {
                self.unseen("created, with a profile that shares nothing");
            }
        }
    }

    pub(super) fn nobody_has_two_profiles_of_koppels(&mut self) {
        let count = |capture: &Capture, truth: &Truth| {
            let mut count: BTreeMap<PersonIndex, Vec<String>> = BTreeMap::new();
            for profile in capture
                .profiles
                .values()
                .filter(|profile| profile.status.is_live())
            {
                if let Some(person) = truth
                    .owner_of(&profile.id)
                    .filter(|_| truth.made.contains(&profile.id))
                {
                    count.entry(person).or_default().push(profile.id.clone());
                }
            }
            count
        };
        let before = count(self.before, self.truth);
        for (person, profiles) in count(self.after, self.truth) {
            let had = before.get(&person).map_or(0, Vec::len);
            if profiles.len() < 2
                || profiles.len() <= had
                || self.truth.wronged.contains(&person)
                || self.truth.doubled.contains(&person)
            {
                continue;
            }
            let created = self.ran.maybe_applied().any(|action| {
                action.kind == ActionKind::Provision
                    && action
                        .employee
                        .and_then(|employee| self.truth.person_of(employee.0))
                        == Some(person)
            });
            // A creation is judged by what was to be seen.
            if created {
                self.unseen("two profiles that koppel made, told by the creation");
            } else {
                self.breach("one_live_profile_of_koppels", &[person], format!("{profiles:?}"));
            }
        }
    }

    /// Everybody who works here has a profile, or a reason.
    pub(super) fn nobody_is_lost(&mut self) {
        let Some(plan) = &self.ran.plan else { return };
        let mut lost = Vec::new();
        for record in self.after.records.values().filter(|record| is_employed(record)) {
            let has_profile = self.after.holders(record.id).next().is_some();
            let is_told = plan
                .actions
                .iter()
                .any(|action| action.employee.is_some_and(|id| id.0 == record.id))
                || plan
                    .skipped
                    .iter()
                    .any(|skip| skip.employee.is_some_and(|id| id.0 == record.id))
                || plan
                    .remarks
                    .iter()
                    .any(|remark| remark.employee.is_some_and(|id| id.0 == record.id));
            if !has_profile && !is_told {
                lost.push((
                    self.people_of(None, Some(record.id)),
                    format!("{} has no profile and no reason", record.id),
                ));
            }
        }
        for (people, words) in lost {
            self.breach("everybody_has_a_profile_or_a_reason", &people, words);
        }
    }
}
