//! The company on one day, as the people in it change it.

use crate::diary::Diary;
use crate::people::{PersonIndex, Truth};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use koppel::sim::okta::{Profile, Status};
use koppel::sim::personio::Employee;
use koppel::sim::{Company, Event};
use serde_json::Value;

/// Both sides, the truth about them, and the dice.
pub struct Scene<'a> {
    pub company: &'a mut Company,
    pub truth: &'a mut Truth,
    pub rng: &'a mut fastrand::Rng,
    pub diary: &'a mut Diary,
    pub today: Date,
    pub at: Timestamp,
}

impl Scene<'_> {
    pub fn note(&mut self, people: &[PersonIndex], words: String) {
        self.diary.write(people, words);
    }

    pub fn day(&self, days: i64) -> Date {
        self.today.saturating_add(days.days())
    }

    pub fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        (!from.is_empty()).then(|| from[self.rng.usize(..from.len())].clone())
    }

    /// HR changes a value.
    pub fn set(&mut self, record: u64, key: &'static str, value: impl Into<Value>) {
        let value = value.into();
        Event::Changes {
            employee: record,
            key,
            value,
        }
        .happen(self.company, self.at);
    }

    /// An administrator changes an attribute at the console.
    pub fn edit(&mut self, profile: &str, attribute: &'static str, value: impl Into<Value>) {
        if attribute == "employeeNumber" {
            self.remember_carried(profile);
        }
        Event::Edited {
            profile: profile.to_owned(),
            attribute,
            value: value.into(),
        }
        .happen(self.company, self.at);
        self.remember_carried(profile);
    }

    pub fn switch(&mut self, profile: &str, status: Status) {
        Event::Switched {
            profile: profile.to_owned(),
            status,
        }
        .happen(self.company, self.at);
    }

    fn remember_carried(&mut self, profile: &str) {
        let number = self
            .company
            .okta
            .profile(profile)
            .and_then(crate::capture::link_of);
        if let Some(number) = number {
            self.truth
                .carried
                .entry(profile.to_owned())
                .or_default()
                .insert(number);
        }
    }

    pub fn record(&self, record: u64) -> Option<&Employee> {
        self.company.personio.employee(record)
    }

    pub fn profile(&self, profile: &str) -> Option<&Profile> {
        self.company.okta.profile(profile)
    }

    /// Records whose status HR has as one of these words, and that are somebody's.
    pub fn records_in(&self, statuses: &[&str]) -> Vec<u64> {
        self.company
            .personio
            .employees()
            .filter(|record| statuses.contains(&record.text("status")))
            .map(|record| record.id)
            .filter(|record| self.truth.records.contains_key(record))
            .collect()
    }

    /// The person's records that are in Personio, the oldest first.
    pub fn records_of(&self, person: PersonIndex) -> Vec<u64> {
        self.truth
            .records
            .iter()
            .filter(|(record, of)| **of == person && self.record(**record).is_some())
            .map(|(record, _)| *record)
            .collect()
    }

    /// Profiles of people, live or all.
    pub fn profiles_of_people(&self, only_live: bool) -> Vec<String> {
        // By login: which ID a new profile gets depends on which call was faster.
        let mut profiles: Vec<(&str, String)> = self
            .company
            .okta
            .profiles()
            .filter(|profile| profile.status.is_live() || !only_live)
            .map(|profile| (profile.login(), profile.id.clone()))
            .filter(|(_, id)| self.truth.owner_of(id).is_some())
            .collect();
        profiles.sort_unstable();
        profiles.into_iter().map(|(_, id)| id).collect()
    }

    pub fn profiles_of(&self, person: PersonIndex) -> Vec<String> {
        self.profiles_of_people(false)
            .into_iter()
            .filter(|id| self.truth.owner_of(id) == Some(person))
            .collect()
    }

    /// How HR writes a name this time: as it is, in another form, decomposed, or with what nobody sees.
    pub fn spelling(&mut self, name: &str, others: &[&str]) -> String {
        use unicode_normalization::UnicodeNormalization;
        match self.rng.u8(0..12) {
            0..=5 => name.to_owned(),
            6 | 7 => self.pick(others).map_or_else(|| name.to_owned(), str::to_owned),
            8 => name.nfd().collect(),
            9 => format!("{name}\u{200b}"),
            10 => format!(" {name} "),
            _ => name.nfc().collect(),
        }
    }

    /// How HR writes an address this time.
    pub fn written_address(&mut self, address: &str) -> String {
        match self.rng.u8(0..14) {
            0 => format!("\u{200b}{address}"),
            1 => format!("Personal <{address}>"),
            2 => address.to_uppercase(),
            3 => format!("{address} "),
            4 => address.replace('@', "\u{ad}@"),
            5 => format!("mailto:{address}"),
            _ => address.to_owned(),
        }
    }
}
