//! What HR does in Personio.

use crate::capture::is_inactive;
use crate::names::{DEPARTMENTS, FAMILIES, POSITIONS};
use crate::people::PersonIndex;
use crate::scene::Scene;
use serde_json::Value;

const EMPLOYED: [&str; 3] = ["active", "onboarding", "leave"];

impl Scene<'_> {
    /// One random thing.
    pub fn hr_does_something(&mut self) {
        match self.rng.u8(0..40) {
            0..=2 => self.marries(true, false),
            3 => self.marries(false, true),
            4..=6 => self.marries(true, true),
            7..=9 => self.end_is_planned(),
            10 | 11 => self.leaves_at_once(),
            12 | 13 => self.returns_under_the_same_id(),
            14..=16 => self.returns_under_a_new_id(),
            17..=20 => self.contractor_becomes_employee(),
            21 => self.record_is_deleted(),
            22 | 23 => self.dates_move(),
            24..=27 => self.joins(),
            28 => self.joins_with_a_reused_mailbox(),
            29 | 30 => self.moves_department(),
            31 => self.goes_on_leave(),
            32 | 33 => self.is_spelled_otherwise(),
            34..=36 => self.address_is_entered(),
            37 => self.status_is_odd(),
            38 => self.address_is_cleared(),
            _ => self.name_is_cleared(),
        }
    }

    fn somebody(&mut self, statuses: &[&str]) -> Option<(u64, PersonIndex)> {
        let records = self.records_in(statuses);
        let record = self.pick(&records)?;
        Some((record, self.truth.records[&record]))
    }

    fn marries(&mut self, name: bool, address: bool) {
        let Some((record, person)) = self.somebody(&EMPLOYED) else {
            return;
        };
        if name {
            let old = self.truth.people[person].family.clone();
            let new = FAMILIES[self.rng.usize(..FAMILIES.len())];
            let family = if self.rng.bool() {
                new.to_owned()
            } else {
                format!("{old}-{new}")
            };
            self.set(record, "last_name", family.as_str());
            self.truth.people[person].family = family;
        }
        if address {
            let given = self.truth.people[person].forms.given;
            let family = self.truth.people[person].family.clone();
            let fresh = self.truth.fresh_address(self.rng, given, &family);
            self.truth.people[person].address.clone_from(&fresh);
            let written = self.written_address(&fresh);
            self.set(record, "email", written);
        }
        let now = self.truth.people[person].clone();
        self.note(
            &[person],
            format!("HR renames {record}: {} <{}>", now.family, now.address),
        );
    }

    fn end_is_planned(&mut self) {
        let Some((record, person)) = self.somebody(&["active", "leave"]) else {
            return;
        };
        let days = self.rng.i64(1..12);
        let day = self.day(days);
        self.set(record, "termination_date", day.to_string());
        self.truth.people[person].has_left = true;
        self.note(&[person], format!("HR plans the end of {record} on {day}"));
    }

    fn leaves_at_once(&mut self) {
        let Some((record, person)) = self.somebody(&EMPLOYED) else {
            return;
        };
        self.set(record, "termination_date", self.today.to_string());
        self.set(record, "status", "inactive");
        self.truth.people[person].has_left = true;
        self.note(&[person], format!("HR ends {record} at once"));
    }

    fn returns_under_the_same_id(&mut self) {
        let Some((record, person)) = self.somebody(&["inactive"]) else {
            return;
        };
        let is_early = self.rng.bool();
        let days = if is_early { self.rng.i64(1..8) } else { 0 };
        self.set(record, "hire_date", self.day(days).to_string());
        self.set(record, "termination_date", Value::Null);
        self.set(record, "status", if is_early { "onboarding" } else { "active" });
        self.truth.people[person].has_left = false;
        if self.rng.u8(0..3) == 0 {
            let family = FAMILIES[self.rng.usize(..FAMILIES.len())];
            family.clone_into(&mut self.truth.people[person].family);
            self.set(record, "last_name", family);
        }
        self.note(&[person], format!("HR brings {record} back in {days} days"));
    }

    fn returns_under_a_new_id(&mut self) {
        let Some((old, person)) = self.somebody(&["inactive"]) else {
            return;
        };
        if self
            .records_of(person)
            .iter()
            .any(|record| !self.record(*record).is_some_and(is_inactive))
        {
            return;
        }
        let days = self.rng.i64(0..10);
        let (hired, status) = (self.day(days), if days == 0 { "active" } else { "onboarding" });
        self.maybe_new_address(person);
        let record = self.hire(person, hired, status);
        self.truth.people[person].has_left = false;
        self.tell_record(
            person,
            record,
            &format!("HR hires again, first {old}, on {hired} as"),
        );
    }

    fn contractor_becomes_employee(&mut self) {
        let Some((old, person)) = self.somebody(&["active"]) else {
            return;
        };
        if self
            .records_of(person)
            .iter()
            .filter(|record| !self.record(**record).is_some_and(is_inactive))
            .count()
            > 1
        {
            return;
        }
        self.maybe_new_address(person);
        let days = self.rng.i64(0..8);
        let (hired, status) = (self.day(days), if days == 0 { "active" } else { "onboarding" });
        let record = self.hire(person, hired, status);
        match self.rng.u8(0..4) {
            0 => {
                self.set(old, "termination_date", self.today.to_string());
                self.set(old, "status", "inactive");
            }
            1 => {}
            _ => {
                let overlap = self.rng.i64(0..6);
                self.set(old, "termination_date", self.day(days + overlap).to_string());
            }
        }
        self.tell_record(person, record, &format!("HR takes {old} over, hired {hired}, as"));
    }

    fn maybe_new_address(&mut self, person: PersonIndex) {
        if self.rng.u8(0..3) == 0 {
            let now = self.truth.people[person].clone();
            let fresh = self.truth.fresh_address(self.rng, now.forms.given, &now.family);
            self.truth.people[person].address = fresh;
        }
    }

    fn tell_record(&mut self, person: PersonIndex, record: u64, what: &str) {
        let words = self.record(record).map(|record| {
            let (first, last) = crate::capture::name_of_record(record);
            format!(
                "{what} {} {first:?} {last:?} <{:?}>",
                record.id,
                record.text("email")
            )
        });
        self.note(&[person], words.unwrap_or_default());
    }

    fn record_is_deleted(&mut self) {
        let statuses: &[&str] = if self.rng.u8(0..3) == 0 {
            &EMPLOYED
        } else {
            &["inactive"]
        };
        let Some((record, person)) = self.somebody(statuses) else {
            return;
        };
        self.company.personio.remove(record);
        self.note(&[person], format!("HR deletes {record}"));
    }

    fn dates_move(&mut self) {
        let Some((record, person)) = self.somebody(&EMPLOYED) else {
            return;
        };
        let is_ending = self
            .record(record)
            .is_some_and(|record| !record.text("termination_date").is_empty());
        let is_onboarding = self
            .record(record)
            .is_some_and(|record| record.text("status") == "onboarding");
        let days = self.rng.i64(1..10);
        let day = self.day(days);
        if is_ending {
            let value = if self.rng.bool() {
                Value::Null
            } else {
                day.to_string().into()
            };
            if value.is_null() {
                self.truth.people[person].has_left = false;
            }
            self.note(&[person], format!("HR moves the end of {record}: {value}"));
            self.set(record, "termination_date", value);
        } else if is_onboarding {
            self.set(record, "hire_date", day.to_string());
            self.note(&[person], format!("HR moves the first day of {record} to {day}"));
        }
    }

    fn joins(&mut self) {
        let person = self.truth.add_person(self.rng);
        let days = self.rng.i64(0..20);
        let (hired, status) = (self.day(days), if days == 0 { "active" } else { "onboarding" });
        let record = self.hire(person, hired, status);
        self.tell_record(person, record, &format!("HR hires for {hired}"));
    }

    fn joins_with_a_reused_mailbox(&mut self) {
        let Some((_, former)) = self.somebody(&["inactive"]) else {
            return;
        };
        let person = self.truth.add_person(self.rng);
        let address = self.truth.people[former].address.clone();
        self.truth.people[former].address = format!("former.{former}.{address}");
        self.truth.people[person].address = address;
        let record = self.hire(person, self.today, "active");
        self.tell_record(
            person,
            record,
            &format!("HR gives the mailbox of person {former} to"),
        );
    }

    fn moves_department(&mut self) {
        let Some((record, person)) = self.somebody(&EMPLOYED) else {
            return;
        };
        let (key, value) = if self.rng.bool() {
            ("department", DEPARTMENTS[self.rng.usize(..DEPARTMENTS.len())])
        } else {
            ("position", POSITIONS[self.rng.usize(..POSITIONS.len())])
        };
        let value = self.spelling(value, &[]);
        self.note(&[person], format!("HR sets {key} of {record} to {value:?}"));
        self.set(record, key, value);
    }

    fn goes_on_leave(&mut self) {
        let Some((record, person)) = self.somebody(&["active", "leave"]) else {
            return;
        };
        let is_leave = self
            .record(record)
            .is_some_and(|record| record.text("status") == "leave");
        self.set(record, "status", if is_leave { "active" } else { "leave" });
        self.note(&[person], format!("HR toggles the leave of {record}"));
    }

    fn is_spelled_otherwise(&mut self) {
        let Some((record, person)) = self.somebody(&EMPLOYED) else {
            return;
        };
        let now = self.truth.people[person].clone();
        let given = self.spelling(now.forms.given, now.forms.other_given);
        let others: &[&str] = if now.family == now.forms.family {
            now.forms.other_family
        } else {
            &[]
        };
        let family = self.spelling(&now.family, others);
        self.note(&[person], format!("HR writes {record} as {given:?} {family:?}"));
        self.set(record, "first_name", given);
        self.set(record, "last_name", family);
    }

    /// Most of all where there is none yet.
    fn address_is_entered(&mut self) {
        let missing: Vec<u64> = self
            .records_in(&EMPLOYED)
            .into_iter()
            .filter(|record| {
                self.record(*record)
                    .is_some_and(|record| record.text("email").is_empty())
            })
            .collect();
        let record = match self.pick(&missing) {
            Some(record) => Some(record),
            None => self.somebody(&EMPLOYED).map(|(record, _)| record),
        };
        let Some(record) = record else { return };
        let person = self.truth.records[&record];
        let address = self.truth.people[person].address.clone();
        let written = self.written_address(&address);
        self.note(
            &[person],
            format!("HR enters the e-mail of {record}: {written:?}"),
        );
        self.set(record, "email", written);
    }

    fn address_is_cleared(&mut self) {
        let Some((record, person)) = self.somebody(&EMPLOYED) else {
            return;
        };
        self.set(record, "email", Value::Null);
        self.note(&[person], format!("HR clears the e-mail of {record}"));
    }

    fn name_is_cleared(&mut self) {
        let Some((record, person)) = self.somebody(&["onboarding", "active"]) else {
            return;
        };
        self.set(record, "last_name", "\u{200b}");
        self.note(&[person], format!("HR makes the last name of {record} invisible"));
    }

    fn status_is_odd(&mut self) {
        let Some((record, person)) = self.somebody(&["active", "paused"]) else {
            return;
        };
        let is_odd = self
            .record(record)
            .is_some_and(|record| record.text("status") == "paused");
        self.set(record, "status", if is_odd { "active" } else { "paused" });
        self.note(&[person], format!("HR toggles an unknown status of {record}"));
    }
}
