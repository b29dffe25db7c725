//! The company on its first day: people with a record, most with a profile, some linked.

use crate::names::{DEPARTMENTS, POSITIONS};
use crate::people::{Owner, PersonIndex};
use crate::scene::Scene;
use jiff::civil::Date;
use koppel::sim::okta::{Profile, Status};
use koppel::sim::personio::Employee;

/// How many people there are on the first day.
const PEOPLE: usize = 26;

impl Scene<'_> {
    pub fn found(&mut self) {
        for _ in 0..PEOPLE {
            let person = self.truth.add_person(self.rng);
            let record = self.founding_record(person);
            match self.rng.u8(0..10) {
                0..=4 => {
                    let profile = self.add_profile(person);
                    self.edit(&profile, "employeeNumber", record.to_string());
                }
                5..=7 => {
                    self.add_profile(person);
                }
                8 => {
                    self.truth.people[person].has_left = true;
                    self.set(record, "status", "inactive");
                    let profile = self.add_profile(person);
                    if self.rng.bool() {
                        self.edit(&profile, "employeeNumber", record.to_string());
                    }
                    if self.rng.bool() {
                        self.switch(&profile, Status::Deprovisioned);
                    }
                }
                _ => {}
            }
        }
        for service in ["backup", "meeting-room-3", "scanner"] {
            let profile =
                Profile::new(&format!("{service}@{}", crate::names::DOMAIN)).name("Service", service);
            let id = self.company.okta.add(profile);
            self.truth.owners.insert(id, Owner::Nobody);
        }
    }

    fn founding_record(&mut self, person: PersonIndex) -> u64 {
        let hired = Date::constant(2021, 3, 1);
        let record = self.hire(person, hired, "active");
        self.set(record, "created_at", "2021-02-01T09:30:00+01:00");
        record
    }

    /// HR writes a new record of this person, as HR spells it this time.
    pub fn hire(&mut self, person: PersonIndex, hired: Date, status: &str) -> u64 {
        let record = self.truth.new_record(self.rng, person);
        let (forms, family) = (
            self.truth.people[person].forms,
            self.truth.people[person].family.clone(),
        );
        let given = self.spelling(forms.given, forms.other_given);
        let others: &[&str] = if family == forms.family {
            forms.other_family
        } else {
            &[]
        };
        let family = self.spelling(&family, others);
        let address = self.truth.people[person].address.clone();
        let department = DEPARTMENTS[self.rng.usize(..DEPARTMENTS.len())];
        let position = POSITIONS[self.rng.usize(..POSITIONS.len())];
        let mut employee = Employee::new(record, &given, &family)
            .status(status)
            .hired(hired)
            .department(department)
            .position(position);
        employee.set("created_at", self.at.to_string());
        if self.rng.u8(0..10) > 0 {
            let written = self.written_address(&address);
            employee.set("email", written);
        }
        self.company.personio.add(employee);
        record
    }

    /// An administrator makes a profile of this person by hand.
    pub fn add_profile(&mut self, person: PersonIndex) -> String {
        let (forms, family) = (
            self.truth.people[person].forms,
            self.truth.people[person].family.clone(),
        );
        let address = self.truth.people[person].address.clone();
        let given = self.spelling(forms.given, forms.other_given);
        let family = self.spelling(&family, &[]);
        let mut login = address.clone();
        let mut count = 1;
        while self.company.okta.by_login(&login).is_some() {
            count += 1;
            login = address.replace('@', &format!("{count}@"));
        }
        let mut profile = Profile::new(&login)
            .name(given.trim(), family.trim())
            .email(&address);
        profile.created = self.at;
        profile.last_updated = self.at;
        if self.rng.u8(0..8) == 0 {
            profile.set("email", login.clone());
            profile.set("secondEmail", address);
        }
        let id = self.company.okta.add(profile);
        self.truth.owners.insert(id.clone(), Owner::Person(person));
        id
    }
}
