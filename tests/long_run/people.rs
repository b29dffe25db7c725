//! Who everybody really is: the truth that only the test knows, because it made the people.

use crate::names::{NAMES, NameForms};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

pub type PersonIndex = usize;

/// A human being, who may have many records and profiles.
#[derive(Debug, Clone)]
pub struct Person {
    pub forms: NameForms,
    /// The family name that the person uses now.
    pub family: String,
    pub address: String,
    pub has_left: bool,
}

/// Whose a profile is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    Person(PersonIndex),
    /// A service or room: no employee's.
    Nobody,
}

/// Which person each record and each profile belongs to, and what became of them.
#[derive(Debug, Clone, Default)]
pub struct Truth {
    pub people: Vec<Person>,
    pub records: BTreeMap<u64, PersonIndex>,
    pub owners: BTreeMap<String, Owner>,
    /// Profiles that koppel created.
    pub made: BTreeSet<String>,
    /// IDs that a profile ever carried.
    pub carried: BTreeMap<String, BTreeSet<u64>>,
    /// People about whom the person in the test decided wrongly.
    pub wronged: BTreeSet<PersonIndex>,
    /// People whose link an undo took apart, or on whom an undo left a hold.
    pub undone: BTreeSet<PersonIndex>,
    /// Records for which a person said "create it".
    pub approved: BTreeSet<u64>,
    /// Profile and record that a wrong link joined while e-mail or name agreed: koppel cannot see it.
    pub excused: BTreeSet<(String, u64)>,
    /// Profile and record that a complete reading showed as linked while the record existed.
    pub read_links: BTreeSet<(String, u64)>,
    /// Links that hold, whatever name and e-mail say later (rule L1): koppel wrote them, or a complete reading showed them
    /// with the same e-mail, and nobody changed them in Okta since.
    pub established: BTreeSet<(String, u64)>,
    /// Links that a person took apart, written or not.
    pub taken_apart: BTreeSet<(String, u64)>,
    /// People who got a second profile from koppel: what follows from that is told once, by the creation.
    pub doubled: BTreeSet<PersonIndex>,
    /// Live profiles of leavers, with when a run over everybody first met each.
    pub left_since: BTreeMap<(String, u64), Timestamp>,
    pub next_record: u64,
}

impl Truth {
    pub fn add_person(&mut self, rng: &mut fastrand::Rng) -> PersonIndex {
        let forms = NAMES[rng.usize(..NAMES.len())];
        let address = self.fresh_address(rng, forms.given, forms.family);
        self.people.push(Person {
            forms,
            family: forms.family.to_owned(),
            address,
            has_left: false,
        });
        self.people.len() - 1
    }

    /// An address that nobody has now.
    pub fn fresh_address(&self, rng: &mut fastrand::Rng, given: &str, family: &str) -> String {
        let first = crate::names::address(rng, given, family);
        let taken = |address: &str| self.people.iter().any(|person| person.address == address);
        if !taken(&first) {
            return first;
        }
        let (local, domain) = first.split_once('@').unwrap_or((&first, ""));
        (2..10_000)
            .map(|number| format!("{local}{number}@{domain}"))
            .find(|address| !taken(address))
            .unwrap_or_default()
    }

    pub fn new_record(&mut self, rng: &mut fastrand::Rng, person: PersonIndex) -> u64 {
        self.next_record += rng.u64(1..4);
        let record = 1000 + self.next_record;
        self.records.insert(record, person);
        record
    }

    pub fn person_of(&self, record: u64) -> Option<PersonIndex> {
        self.records.get(&record).copied()
    }

    pub fn owner_of(&self, profile: &str) -> Option<PersonIndex> {
        match self.owners.get(profile) {
            Some(Owner::Person(person)) => Some(*person),
            _ => None,
        }
    }

    /// The link of this profile to this record is right.
    pub fn is_right(&self, profile: &str, record: u64) -> bool {
        let owner = self.owner_of(profile);
        owner.is_some() && owner == self.person_of(record)
    }

    /// Wrong decisions were made about one of them.
    pub fn is_wronged(&self, profile: Option<&str>, record: Option<u64>) -> bool {
        let people = [
            profile.and_then(|profile| self.owner_of(profile)),
            record.and_then(|record| self.person_of(record)),
        ];
        people
            .into_iter()
            .flatten()
            .any(|person| self.wronged.contains(&person))
    }

    pub fn wrong(&mut self, profile: Option<&str>, record: Option<u64>) {
        let people = [
            profile.and_then(|profile| self.owner_of(profile)),
            record.and_then(|record| self.person_of(record)),
        ];
        self.wronged.extend(people.into_iter().flatten());
    }

    pub fn name_of(&self, person: PersonIndex) -> String {
        let person = &self.people[person];
        format!("{} {}", person.forms.given, person.family)
    }
}
