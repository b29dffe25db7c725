//! What must hold after every run, judged by the truth that koppel does not see.

mod leavers;
mod links;
mod profiles;
mod values;
mod verdict;

use crate::alike::{names_are_alike, names_meet, same_address};
use crate::capture::{Capture, link_of, name_of_profile, name_of_record};
use crate::machine::{Ran, RanEnd};
use crate::people::{PersonIndex, Truth};
use jiff::Timestamp;
use koppel::core::Policy;
use koppel::core::plan::{Action, ActionKind};
use koppel::sim::okta::Profile;
use koppel::sim::personio::Employee;
use koppel::store::state::DecisionRow;
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
    /// When the run began, and what people had decided by then.
    pub began: Timestamp,
    pub decided: &'a [DecisionRow],
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
            self.no_invisible_name_is_written(action);
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
            self.exit_code_says_what_is_so();
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

    /// What the plan says of this record.
    fn told(&self, record: u64) -> String {
        let Some(plan) = &self.ran.plan else {
            return "no plan".to_owned();
        };
        let mut actions = plan
            .actions
            .iter()
            .filter(|action| action.employee.is_some_and(|id| id.0 == record));
        let mut skips = plan
            .skipped
            .iter()
            .filter(|skip| skip.employee.is_some_and(|id| id.0 == record));
        match (actions.next(), skips.next()) {
            (Some(action), _) => match &action.held {
                Some(hold) => format!("{:?} held {:?}", action.kind, hold.code),
                None => format!("{:?}", action.kind),
            },
            (None, Some(skip)) => format!("skipped {:?}", skip.reason),
            (None, None) => "nothing".to_owned(),
        }
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
