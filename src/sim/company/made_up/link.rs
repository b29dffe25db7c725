//! Hard cases of linking: numbers and mailboxes that mean somebody else, or several.

use super::{Concerned, DOMAIN, Maker, Recipe};
use crate::sim::okta::{Profile, Status};

pub(super) const RECIPES: &[Recipe] = &[
    (2, "shared_email", shared_email),
    (1, "email_on_two_profiles", email_on_two_profiles),
    (1, "missing_email", missing_email),
    (1, "upper_case_email", upper_case_email),
    (1, "recycled_mailbox", recycled_mailbox),
    (1, "foreign_number", foreign_number),
    (2, "chance_number", chance_number),
    (1, "number_on_two_profiles", number_on_two_profiles),
    (1, "number_on_former_profile", number_on_former_profile),
    (0, "number_of_nobody", number_of_nobody),
    (1, "former_account", former_account),
    (2, "second_record", second_record),
    (1, "second_account", second_account),
    (1, "mastered_elsewhere", mastered_elsewhere),
];

fn names(maker: &mut Maker) -> (&'static str, &'static str) {
    super::NAMES.person(&mut maker.rng)
}

/// Two at the reception with one mailbox.
pub(super) fn shared_email(maker: &mut Maker) -> Concerned {
    let address = format!("empfang@{DOMAIN}");
    let first = maker.person("Ilse", "Morgenroth").email(&address);
    let second = maker.person("Rosa", "Abendschein").email(&address);
    let profile = Profile::new(&address).name("Ilse", "Morgenroth");
    let profile = maker.account(profile);
    (vec![maker.hire(first), maker.hire(second)], vec![profile])
}

/// Okta's e-mail is not unique.
pub(super) fn email_on_two_profiles(maker: &mut Maker) -> Concerned {
    let person = maker.person("Henning", "Doppelt");
    let first = maker.profile_of(&person);
    let second = first.clone().with("login", format!("h.doppelt@{DOMAIN}"));
    let profiles = vec![maker.account(first), maker.account(second)];
    (vec![maker.hire(person)], profiles)
}

pub(super) fn missing_email(maker: &mut Maker) -> Concerned {
    let (first, last) = names(maker);
    let mut person = maker.person(first, last);
    person.set("email", serde_json::Value::Null);
    (vec![maker.hire(person)], Vec::new())
}

fn upper_case_email(maker: &mut Maker) -> Concerned {
    let (first, last) = names(maker);
    let person = maker.person(first, last);
    let profile = maker.profile_of(&person);
    let shouted = person.text("email").to_uppercase();
    let profile = maker.account(profile);
    (vec![maker.hire(person.email(&shouted))], vec![profile])
}

/// The mailbox of somebody who left was given to another person.
pub(super) fn recycled_mailbox(maker: &mut Maker) -> Concerned {
    let person = maker.person("Wilma", "Feuerbach");
    let profile = maker.profile_of(&person).name("Gottfried", "Stahlhut");
    let profile = maker.account(profile);
    (vec![maker.hire(person)], vec![profile])
}

/// The number of another system.
pub(super) fn foreign_number(maker: &mut Maker) -> Concerned {
    let (first, last) = names(maker);
    let person = maker.person(first, last);
    let profile = maker.profile_of(&person).number("P-00417");
    let profile = maker.account(profile);
    (vec![maker.hire(person)], vec![profile])
}

/// A payroll number that happens to be somebody else's Personio ID.
pub(super) fn chance_number(maker: &mut Maker) -> Concerned {
    let owner = maker.person("Leopold", "Zufall");
    let other = maker.person("Mathilde", "Sichert");
    let number = owner.id.to_string();
    let profile = maker.profile_of(&other).number(&number);
    let profile = maker.account(profile);
    (vec![maker.hire(owner), maker.hire(other)], vec![profile])
}

pub(super) fn number_on_two_profiles(maker: &mut Maker) -> Concerned {
    let person = maker.person("Xaver", "Zwilling");
    let first = maker.profile_of(&person).number(&person.id.to_string());
    let second = first
        .clone()
        .with("login", format!("x.zwilling@{DOMAIN}"))
        .email(&format!("x.zwilling@{DOMAIN}"));
    let profiles = vec![maker.account(first), maker.account(second)];
    (vec![maker.hire(person)], profiles)
}

/// One of the two is deactivated.
fn number_on_former_profile(maker: &mut Maker) -> Concerned {
    let person = maker.person("Friedrun", "Neuanfang");
    let live = maker.profile_of(&person).number(&person.id.to_string());
    let former = live
        .clone()
        .with("login", format!("f.neuanfang.alt@{DOMAIN}"))
        .status(Status::Deprovisioned);
    let profiles = vec![maker.account(live), maker.account(former)];
    (vec![maker.hire(person)], profiles)
}

/// A link to an employee who was deleted in Personio.
fn number_of_nobody(maker: &mut Maker) -> Concerned {
    let profile = Profile::new(&format!("egon.verschwunden@{DOMAIN}"))
        .name("Egon", "Verschwunden")
        .number("998877");
    (Vec::new(), vec![maker.account(profile)])
}

/// A newcomer whose address belongs to a deactivated account, which keeps its login.
pub(super) fn former_account(maker: &mut Maker) -> Concerned {
    let person = maker.person("Tilda", "Wiederkehr").hired(maker.day(-5));
    let former = maker.profile_of(&person).status(Status::Deprovisioned);
    let former = maker.account(former);
    (vec![maker.hire(person)], vec![former])
}

/// From contractor to employee: the old record ended, the new one has another ID.
fn second_record(maker: &mut Maker) -> Concerned {
    let old = maker.person("Benedikt", "Umsteiger");
    let ended = maker.day(-3);
    let old = old
        .with("employment_type", "external")
        .status("inactive")
        .terminated(ended);
    let address = old.text("email").to_owned();
    let new = maker
        .person("Benedikt", "Umsteiger")
        .email(&address)
        .hired(maker.day(-2));
    let (old, profile) = maker.linked(old);
    (vec![old, maker.hire(new)], vec![profile])
}

/// An administrator's other account.
fn second_account(maker: &mut Maker) -> Concerned {
    let person = maker.person("Carsten", "Rechenberg");
    let (employee, profile) = maker.linked(person);
    let second = Profile::new(&format!("adm-rechenberg@{DOMAIN}"))
        .name("Carsten", "Rechenberg")
        .with("displayName", "Carsten Rechenberg (Admin)");
    (vec![employee], vec![profile, maker.account(second)])
}

/// An Active Directory owns the profile's data.
fn mastered_elsewhere(maker: &mut Maker) -> Concerned {
    let (first, last) = names(maker);
    let person = maker.person(first, last);
    let mut profile = maker.profile_of(&person).with("title", "Altgeselle");
    profile.mastered_elsewhere = true;
    let profile = maker.account(profile);
    (vec![maker.hire(person)], vec![profile])
}
