//! What must hold after every run, judged by the truth that koppel does not see.

use crate::alike::{
    is_one_address, is_the_same_form, names_are_alike, names_meet, reads_the_same, same_address,
};
use crate::capture::{Capture, is_employed, is_inactive, link_of, name_of_profile, name_of_record};
use crate::machine::{Ran, RanEnd};
use crate::people::{PersonIndex, Truth};
use koppel::core::Policy;
use koppel::core::plan::{Action, ActionKind};
use koppel::sim::okta::Profile;
use koppel::sim::personio::Employee;
use std::collections::BTreeMap;

/// An invariant that does not hold.
#[derive(Debug, Clone)]
pub struct Breach {
    pub invariant: &'static str,
    pub day: usize,
    pub people: Vec<PersonIndex>,
    pub words: String,
}

/// One run between two captures.
pub struct Judge<'a> {
    pub truth: &'a mut Truth,
    pub policy: &'a Policy,
    pub before: &'a Capture,
    pub after: &'a Capture,
    pub ran: &'a Ran,
    pub day: usize,
    /// The run covers everybody and is no undo.
    pub is_whole: bool,
    pub breaches: &'a mut Vec<Breach>,
    /// What nobody who sees the two systems alone can see, by what it is.
    pub unseen: &'a mut BTreeMap<&'static str, usize>,
}

impl Judge<'_> {
    /// All that holds of a sync.
    pub fn judge(&mut self) {
        self.learn();
        let done: Vec<Action> = self.ran.maybe_applied().cloned().collect();
        for action in &done {
            self.writes_reach_their_person(action);
            self.no_value_is_replaced_by_its_like(action);
            self.only_addresses_become_emails(action);
            if action.kind == ActionKind::Deactivate {
                self.nobody_loses_access_with_another_record(action);
            }
            if action.kind == ActionKind::Provision {
                self.nobody_gets_a_second_profile(action);
            }
        }
        self.right_links_stay();
        self.established_links_hold();
        self.nobody_has_two_profiles_of_koppels();
        if self.is_whole && self.ran.plan.is_some() && self.ran.end != RanEnd::Killed {
            self.leavers_end_or_are_listed();
            self.nobody_is_lost();
        }
    }

    /// Whose new profiles are, and what the reading showed.
    fn learn(&mut self) {
        for (id, profile) in &self.after.profiles {
            let link = link_of(profile);
            if let Some(record) = link {
                self.truth.carried.entry(id.clone()).or_default().insert(record);
            }
            if !self.before.profiles.contains_key(id) && !self.truth.owners.contains_key(id) {
                let person = link.and_then(|record| self.truth.person_of(record));
                match person {
                    Some(person) => {
                        self.truth
                            .owners
                            .insert(id.clone(), crate::people::Owner::Person(person));
                        self.truth.made.insert(id.clone());
                    }
                    None => self.breach("creation_is_somebodys", &[], format!("{id} is nobody's")),
                }
            }
        }
        for (id, profile) in &self.before.profiles {
            let Some(number) = link_of(profile) else { continue };
            let Some(record) = self.before.records.get(&number) else {
                continue;
            };
            // A reading before the review is not kept.
            if self.ran.end == RanEnd::Through {
                self.truth.read_links.insert((id.clone(), number));
            }
            if !self.truth.is_right(id, number) && looks_right(profile, record) {
                self.truth.excused.insert((id.clone(), number));
            }
        }
    }

    fn breach(&mut self, invariant: &'static str, people: &[PersonIndex], words: String) {
        self.breaches.push(Breach {
            invariant,
            day: self.day,
            people: people.to_vec(),
            words,
        });
    }

    fn unseen(&mut self, what: &'static str) {
        *self.unseen.entry(what).or_default() += 1;
    }

    fn people_of(&self, profile: Option<&str>, record: Option<u64>) -> Vec<PersonIndex> {
        let mut people: Vec<PersonIndex> = [
            profile.and_then(|profile| self.truth.owner_of(profile)),
            record.and_then(|record| self.truth.person_of(record)),
        ]
        .into_iter()
        .flatten()
        .collect();
        people.dedup();
        people
    }

    /// Nothing is written to a profile for the record of another person.
    fn writes_reach_their_person(&mut self, action: &Action) {
        let (Some(profile), Some(record)) = ids(action) else {
            return;
        };
        if action.kind == ActionKind::Unlink
            || self.truth.is_right(profile, record)
            || self.truth.is_wronged(Some(profile), Some(record))
        {
            return;
        }
        let (Some(old), Some(employee)) = (
            self.before.profiles.get(profile),
            self.before.records.get(&record),
        ) else {
            return;
        };
        let is_excused =
            looks_right(old, employee) || self.truth.excused.contains(&(profile.to_owned(), record));
        if is_excused {
            self.unseen("another person's profile, with the same e-mail and a like name, or the same name");
            return;
        }
        let invariant = match action.kind {
            ActionKind::Link => "link_is_right",
            ActionKind::Deactivate => "deactivated_is_the_leaver",
            _ => "written_is_the_employee",
        };
        let words = format!("{:?} of {profile} for {record}", action.kind);
        self.breach(invariant, &self.people_of(Some(profile), Some(record)), words);
    }

    /// Rules U2 and L2.
    fn no_value_is_replaced_by_its_like(&mut self, action: &Action) {
        if action.kind != ActionKind::Update {
            return;
        }
        let (Some(profile), record) = ids(action) else {
            return;
        };
        for change in &action.changes {
            let (Some(from), Some(to)) = (change.from.as_text(), change.to.as_text()) else {
                continue;
            };
            let is_email = change.attribute == "email";
            let invariant = if is_the_same_form(from, to) || (is_email && same_address(from, to)) {
                "no_value_is_replaced_by_its_like"
            } else if reads_the_same(from, to) {
                "no_value_is_replaced_by_one_with_other_invisible_letters"
            } else {
                continue;
            };
            let words = format!("{} of {profile}: {from:?} becomes {to:?}", change.attribute);
            self.breach(invariant, &self.people_of(Some(profile), record), words);
        }
    }

    /// Rule U6.
    fn only_addresses_become_emails(&mut self, action: &Action) {
        let (profile, record) = ids(action);
        let changes = action.changes.iter().filter(|change| change.attribute == "email");
        for email in changes.filter_map(|change| change.to.as_text()) {
            if !is_one_address(email) {
                let words = format!("{:?} for {record:?} writes {email:?}", action.kind);
                self.breach(
                    "only_addresses_become_emails",
                    &self.people_of(profile, record),
                    words,
                );
            }
        }
    }

    /// Rule L1: an established link is no `id_mismatch`, whatever name and e-mail say later.
    fn established_links_hold(&mut self) {
        let before = self.before;
        let stands = |id: &str, record: u64| before.profiles.get(id).and_then(link_of) == Some(record);
        self.truth.established.retain(|(id, record)| stands(id, *record));
        let skipped = self.ran.plan.iter().flat_map(|plan| &plan.skipped);
        let mismatches: Vec<u64> = skipped
            .filter(|skip| crate::adapter::is_id_mismatch(&skip.reason))
            .filter_map(|skip| Some(skip.employee?.0))
            .collect();
        let mismatches: Vec<(String, u64)> = self
            .truth
            .established
            .iter()
            .filter(|(_, record)| mismatches.contains(record))
            .cloned()
            .collect();
        for (id, record) in mismatches {
            // What HR and an administrator wrote about another person is a conflict that a person has to see.
            if self.truth.is_right(&id, record) {
                let words = format!("{id} of {record} is an ID mismatch");
                self.breach(
                    "an_established_link_holds",
                    &self.people_of(Some(&id), Some(record)),
                    words,
                );
            }
        }
        if self.ran.end != RanEnd::Through {
            return;
        }
        for (id, profile) in &self.before.profiles {
            let agrees = |record: u64| {
                let record = self.before.records.get(&record)?;
                same_address(record.text("email"), profile.text("email")).then_some(())
            };
            if let Some(record) = link_of(profile).filter(|record| agrees(*record).is_some()) {
                self.truth.established.insert((id.clone(), record));
            }
        }
        for action in self.ran.applied() {
            if let (ActionKind::Link | ActionKind::Provision, (Some(id), Some(record))) =
                (action.kind, ids(action))
            {
                self.truth.established.insert((id.to_owned(), record));
            }
        }
    }

    /// Rule P4.
    fn nobody_loses_access_with_another_record(&mut self, action: &Action) {
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
        let Some(held) = self.before.profiles.get(profile) else {
            return;
        };
        match self.common(held, self.before.records.get(&old), newest) {
            Some(what) => {
                let words = format!("{profile} of {old}, and {} has the same {what}", newest.id);
                self.breach("nobody_loses_access_with_another_record", &[person], words);
            }
            None => self.unseen("deactivated, with a second record that shares nothing"),
        }
    }

    /// What a new record shares with a profile and the record that it is linked to, as rule P4 has it.
    fn common(&self, profile: &Profile, old: Option<&Employee>, new: &Employee) -> Option<&'static str> {
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
    fn nobody_gets_a_second_profile(&mut self, action: &Action) {
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
            let is_second =
                old.is_some_and(|old| is_inactive(old) || !old.text("termination_date").is_empty());
            let is_seen = self.policy.hold_possible_duplicates || is_second;
            match self.common(&profile, old, new).filter(|_| is_seen) {
                Some(what) => {
                    let words = format!("{record} is created, and {} has the same {what}", profile.id);
                    self.breach("nobody_gets_a_second_profile", &[person], words);
                }
                None => {
                    self.truth.doubled_unseen.insert(person);
                    self.unseen("created, with a profile that shares nothing");
                }
            }
        }
    }

    fn right_links_stay(&mut self) {
        if !self.is_whole {
            return;
        }
        let mut broken = Vec::new();
        for (id, before) in &self.before.profiles {
            let (Some(old), Some(after)) = (link_of(before), self.after.profiles.get(id)) else {
                continue;
            };
            let new = link_of(after);
            let stays = new == Some(old) || new.is_some_and(|new| self.truth.is_right(id, new));
            let is_dead = !before.status.is_live();
            if !self.truth.is_right(id, old) || stays || is_dead || self.truth.is_wronged(Some(id), new) {
                continue;
            }
            let person = self.truth.owner_of(id);
            // The person's other profile got it.
            let is_moved = person.is_some()
                && self
                    .after
                    .holders(old)
                    .any(|holder| self.truth.owner_of(&holder.id) == person);
            if !is_moved {
                broken.push((
                    self.people_of(Some(id), new),
                    format!("{id} had {old} and has {new:?}"),
                ));
            }
        }
        for (people, words) in broken {
            self.breach("a_right_link_stays_right", &people, words);
        }
    }

    fn nobody_has_two_profiles_of_koppels(&mut self) {
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
                || self.truth.doubled_unseen.contains(&person)
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

    /// Rule D5.
    fn leavers_end_or_are_listed(&mut self) {
        let Some(plan) = &self.ran.plan else { return };
        let mut missed = Vec::new();
        // What was tried and not done is listed by the run's report.
        let was_tried = |profile: &str| {
            self.ran.rows.iter().any(|row| {
                let is_it = row
                    .action
                    .profile
                    .as_ref()
                    .is_some_and(|id| id.as_str() == profile);
                is_it && row.action.kind == ActionKind::Deactivate && row.action.held.is_none()
            })
        };
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
            if is_leaver && is_theirs && !is_listed && !was_tried(&profile.id) {
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
                RanEnd::Through if words.contains("e-mail") => "every_unlinked_leaver_is_listed",
                RanEnd::Through => "every_leaver_ends_or_is_listed",
                _ => "a_run_that_stops_lists_its_leavers",
            };
            self.breach(invariant, &people, words);
        }
    }

    /// Rule D6: nobody else has this e-mail, and no profile is linked.
    fn unlinked_leaver(&self, profile: &Profile) -> Option<(Vec<PersonIndex>, String)> {
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
        let rejected = self.truth.owner_of(&profile.id) != self.truth.person_of(leaver.id);
        if is_linked || is_listed || is_wronged || rejected {
            return None;
        }
        let words = format!(
            "{} has the e-mail of the leaver {}, and is not listed",
            profile.id, leaver.id
        );
        Some((self.people_of(Some(&profile.id), Some(leaver.id)), words))
    }

    /// Everybody who works here has a profile, or a reason.
    fn nobody_is_lost(&mut self) {
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

/// What speaks for a link that was found: the same e-mail, or the same first and last name (rule L1), or that a mailbox
/// was given on to somebody of a like name (rule L2).
fn looks_right(profile: &Profile, record: &Employee) -> bool {
    let (theirs, said) = (name_of_profile(profile), name_of_record(record));
    let email = same_address(profile.text("email"), record.text("email"));
    (email && names_meet(theirs, said))
        || names_are_alike(theirs, said)
        || (email && link_of(profile) == Some(record.id))
}

fn ids(action: &Action) -> (Option<&str>, Option<u64>) {
    (
        action.profile.as_ref().map(koppel::core::OktaId::as_str),
        action.employee.map(|employee| employee.0),
    )
}

fn created(record: &Employee) -> Option<jiff::Timestamp> {
    record.text("created_at").parse().ok()
}
