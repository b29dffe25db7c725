//! What administrators do at Okta's console.

use crate::capture::link_of;
use crate::names::{DEPARTMENTS, DOMAIN};
use crate::people::{Owner, PersonIndex};
use crate::scene::Scene;
use koppel::sim::okta::{Profile, Status};
use serde_json::Value;

impl Scene<'_> {
    /// One random thing.
    pub fn admin_does_something(&mut self) {
        match self.rng.u8(0..26) {
            0 | 1 => self.id_is_typed_wrongly(),
            2 => self.id_is_cleared(),
            3 | 4 => self.id_is_put_right(),
            5 => self.id_is_a_payroll_number(),
            6 | 7 => self.address_is_edited(),
            8 => self.alias_is_added(),
            9 | 10 => self.status_is_switched(),
            11..=14 => self.attribute_is_edited(),
            15 => self.profile_is_removed(),
            16 => self.mastered_elsewhere(),
            17..=19 => self.profile_is_made_by_hand(),
            20 => self.service_account_is_made(),
            21 => self.login_is_renamed(),
            22 | 23 => self.name_is_edited(),
            24 => self.links_are_swapped(),
            _ => self.goes_into_transition(),
        }
    }

    fn some_profile(&mut self, only_live: bool) -> Option<(String, PersonIndex)> {
        let profiles = self.profiles_of_people(only_live);
        let profile = self.pick(&profiles)?;
        let owner = self.truth.owner_of(&profile)?;
        Some((profile, owner))
    }

    fn id_is_typed_wrongly(&mut self) {
        let Some((profile, owner)) = self.some_profile(true) else {
            return;
        };
        let records = self.records_in(&["active", "onboarding", "inactive"]);
        let Some(record) = self.pick(&records) else { return };
        let other = self.truth.records[&record];
        self.edit(&profile, "employeeNumber", record.to_string());
        self.note(
            &[owner, other],
            format!("an admin types {record} into {profile} of person {owner}"),
        );
    }

    fn id_is_a_payroll_number(&mut self) {
        let Some((profile, owner)) = self.some_profile(true) else {
            return;
        };
        let number = format!("0{}", self.rng.u32(100..9000));
        self.note(
            &[owner],
            format!("an admin types the payroll number {number} into {profile}"),
        );
        self.edit(&profile, "employeeNumber", number);
    }

    fn id_is_cleared(&mut self) {
        let Some((profile, owner)) = self.some_profile(true) else {
            return;
        };
        self.edit(&profile, "employeeNumber", Value::Null);
        self.note(&[owner], format!("an admin clears the ID of {profile}"));
    }

    /// Of a profile whose ID is missing or wrong.
    fn id_is_put_right(&mut self) {
        let wrong: Vec<String> = self
            .profiles_of_people(true)
            .into_iter()
            .filter(|id| {
                let link = self.profile(id).and_then(link_of);
                link.is_none_or(|record| !self.truth.is_right(id, record))
            })
            .collect();
        let Some(profile) = self.pick(&wrong) else { return };
        let Some(owner) = self.truth.owner_of(&profile) else {
            return;
        };
        let records = self.records_of(owner);
        if let Some(record) = records.last() {
            self.edit(&profile, "employeeNumber", record.to_string());
            self.note(
                &[owner],
                format!("an admin types the right ID {record} into {profile}"),
            );
        }
    }

    fn links_are_swapped(&mut self) {
        let (Some((a, owner_a)), Some((b, owner_b))) = (self.some_profile(true), self.some_profile(true))
        else {
            return;
        };
        let number = |id: &str| {
            self.profile(id)
                .map(|profile| profile.text("employeeNumber").to_owned())
        };
        if let (Some(of_a), Some(of_b)) = (number(&a), number(&b))
            && a != b
        {
            self.edit(&a, "employeeNumber", of_b);
            self.edit(&b, "employeeNumber", of_a);
            self.note(
                &[owner_a, owner_b],
                format!("an admin swaps the IDs of {a} and {b}"),
            );
        }
    }

    fn address_is_edited(&mut self) {
        let Some((profile, owner)) = self.some_profile(true) else {
            return;
        };
        let address = self.truth.people[owner].address.clone();
        let number = self.rng.u8(1..9);
        let value = match self.rng.u8(0..4) {
            0 => address.to_uppercase(),
            1 => address,
            _ => address.replace('@', &format!(".x{number}@")),
        };
        self.note(
            &[owner],
            format!("an admin sets the e-mail of {profile} to {value}"),
        );
        self.edit(&profile, "email", value);
    }

    fn alias_is_added(&mut self) {
        let Some((profile, owner)) = self.some_profile(true) else {
            return;
        };
        let address = self.truth.people[owner].address.clone();
        self.edit(&profile, "secondEmail", address);
        self.note(&[owner], format!("an admin adds an alias to {profile}"));
    }

    fn status_is_switched(&mut self) {
        let Some((profile, owner)) = self.some_profile(false) else {
            return;
        };
        let Some(now) = self.profile(&profile).map(|profile| profile.status.clone()) else {
            return;
        };
        let to = match (now, self.rng.bool()) {
            (Status::Active, true) => Status::Suspended,
            (Status::Suspended, _) | (Status::Provisioned, true) => Status::Active,
            (Status::Deprovisioned | Status::Staged, _) => Status::Provisioned,
            _ => Status::Deprovisioned,
        };
        self.note(
            &[owner],
            format!("an admin switches {profile} to {}", to.as_str()),
        );
        self.switch(&profile, to);
    }

    fn attribute_is_edited(&mut self) {
        let Some((profile, owner)) = self.some_profile(true) else {
            return;
        };
        let attribute = if self.rng.bool() { "department" } else { "title" };
        let now = self
            .profile(&profile)
            .map(|profile| profile.text(attribute).to_owned())
            .unwrap_or_default();
        let value = match self.rng.u8(0..3) {
            0 => DEPARTMENTS[self.rng.usize(..DEPARTMENTS.len())].to_owned(),
            1 if !now.is_empty() => self.spelling(&now, &[]),
            _ => String::new(),
        };
        self.note(
            &[owner],
            format!("an admin sets {attribute} of {profile} to {value:?}"),
        );
        let value = if value.is_empty() {
            Value::Null
        } else {
            value.into()
        };
        self.edit(&profile, attribute, value);
    }

    fn name_is_edited(&mut self) {
        let Some((profile, owner)) = self.some_profile(true) else {
            return;
        };
        let now = self.truth.people[owner].clone();
        let given = self.spelling(now.forms.given, now.forms.other_given);
        let others: &[&str] = if now.family == now.forms.family {
            now.forms.other_family
        } else {
            &[]
        };
        let family = self.spelling(&now.family, others);
        self.note(
            &[owner],
            format!("an admin writes {profile} as {given:?} {family:?}"),
        );
        self.edit(&profile, "firstName", given.trim());
        self.edit(&profile, "lastName", family.trim());
    }

    fn profile_is_removed(&mut self) {
        let Some((profile, owner)) = self.some_profile(false) else {
            return;
        };
        self.company.okta.remove(&profile);
        self.note(&[owner], format!("an admin removes {profile}"));
    }

    fn mastered_elsewhere(&mut self) {
        let Some((profile, owner)) = self.some_profile(true) else {
            return;
        };
        let at = self.at;
        let now = self.company.okta.change(&profile, |profile| {
            profile.mastered_elsewhere = !profile.mastered_elsewhere;
            profile.last_updated = at;
            profile.mastered_elsewhere
        });
        self.note(&[owner], format!("{profile} is mastered elsewhere: {now:?}"));
    }

    /// For somebody with or without a profile.
    fn profile_is_made_by_hand(&mut self) {
        let employed = self.records_in(&["active", "onboarding"]);
        let without: Vec<u64> = employed
            .iter()
            .copied()
            .filter(|record| self.profiles_of(self.truth.records[record]).is_empty())
            .collect();
        let from = if self.rng.u8(0..3) == 0 || without.is_empty() {
            &employed
        } else {
            &without
        };
        let Some(record) = self.pick(from) else { return };
        let person = self.truth.records[&record];
        let profile = self.add_profile(person);
        if self.rng.u8(0..4) == 0 {
            self.edit(&profile, "employeeNumber", record.to_string());
        }
        let login = self.profile(&profile).map(|profile| profile.login().to_owned());
        self.note(&[person], format!("an admin makes {profile} {login:?} by hand"));
    }

    fn service_account_is_made(&mut self) {
        let number = self.company.okta.profiles().count();
        let profile = Profile::new(&format!("service{number}@{DOMAIN}")).name("Service", "Konto");
        let id = self.company.okta.add(profile);
        self.truth.owners.insert(id, Owner::Nobody);
    }

    fn login_is_renamed(&mut self) {
        let Some((profile, owner)) = self.some_profile(true) else {
            return;
        };
        let address = self.truth.people[owner].address.clone();
        if self.company.okta.by_login(&address).is_none() {
            self.note(
                &[owner],
                format!("an admin renames the login of {profile} to {address}"),
            );
            self.edit(&profile, "login", address);
        }
    }

    /// Or out of it.
    fn goes_into_transition(&mut self) {
        let Some((profile, owner)) = self.some_profile(true) else {
            return;
        };
        self.company.okta.change(&profile, |profile| {
            profile.transitioning_to = match profile.transitioning_to {
                Some(_) => None,
                None => Some(Status::Active),
            };
        });
        self.note(&[owner], format!("{profile} goes into or out of a transition"));
    }
}
