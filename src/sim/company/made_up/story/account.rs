//! Accounts that nobody can be found for by number or mailbox, and those that several things are said of: what a
//! person has to decide.

use super::super::{DOMAIN, link, name};
use super::{Concerned, Scene, Teller};
use crate::sim::okta::Profile;
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Name in Personio, name in Okta, mailbox in Okta.
type Known = (
    (&'static str, &'static str),
    (&'static str, &'static str),
    &'static str,
);

const MARRIED: [Known; 6] = [
    (("Katarzyna", "Lewandowska"), ("Katarzyna", "Nowak"), "k.nowak"),
    (("Nadine", "Scherer"), ("Nadine", "Pohl"), "n.pohl"),
    (("Sabine", "Kern-Albrecht"), ("Sabine", "Kern"), "s.kern"),
    (("Franziska", "Winter"), ("Franziska", "Beck"), "f.beck"),
    (("Julia", "Öztürk"), ("Julia", "Schuster"), "j.schuster"),
    (("Elif", "Hartmann"), ("Elif", "Kaya"), "e.kaya"),
];

const NICKNAMES: [Known; 7] = [
    (("Johannes", "Steinbrück"), ("Hannes", "Steinbrueck"), "hannes"),
    (("Katharina", "Vogelsang"), ("Kathi", "Vogelsang"), "kathi"),
    (("Alexander", "Riedel"), ("Alex", "Riedel"), "alex.r"),
    (("Sebastian", "Engel"), ("Basti", "Engel"), "basti"),
    (("Stefanie", "Graf"), ("Steffi", "Graf"), "steffi.graf"),
    (("Thomas", "Ritter"), ("Tom", "Ritter"), "tom"),
    (("Margarethe", "Lindner"), ("Greta", "Lindner"), "greta.lindner"),
];

const INITIALS: [Known; 6] = [
    (("Jörg", "Müller"), ("Jörg", "Müller"), "jmueller"),
    (("Dagmar", "Seidel"), ("Dagmar", "Seidel"), "dseidel"),
    (("Uwe", "Franke"), ("Uwe", "Franke"), "ufranke"),
    (("Ines", "Lorenz"), ("I.", "Lorenz"), "ilorenz"),
    (("Till", "Böhm"), ("T.", "Boehm"), "tboehm"),
    (("Jana", "Schröder-Kleine"), ("J.", "Schröder"), "jschroeder"),
];

const SPELLINGS: [Known; 4] = [
    (("Bjørn", "Sørensen"), ("Bjorn", "Soerensen"), "bsorensen"),
    (("Łukasz", "Wójcik"), ("Lukasz", "Wojcik"), "lwojcik"),
    (("Ayşe", "Yıldız"), ("Ayse", "Yildiz"), "ayse"),
    (
        ("Γιώργος", "Παπαδόπουλος"),
        ("Giorgos", "Papadopoulos"),
        "g.papadopoulos",
    ),
];

const ORDERS: [Known; 4] = [
    (("Martin", "Walter"), ("Walter", "Martin"), "wmartin"),
    (("Otto", "Ludwig"), ("Ludwig", "Otto"), "ludwig.o"),
    (
        ("Anna-Lena", "Müller-Lüdenscheidt"),
        ("Anna Lena", "Müller Lüdenscheidt"),
        "al.mueller",
    ),
    (("Hans-Peter", "Groß"), ("Hans", "Gross"), "hp.gross"),
];

const LEFT: [Known; 3] = [
    (("Günter", "Großmann"), ("Guenter", "Grossmann"), "g.grossmann"),
    (("Birgit", "Horn"), ("Birgit", "Horn"), "bhorn"),
    (("Michaela", "Reuter"), ("Michi", "Reuter"), "michi"),
];

pub(super) const SCENES: &[Scene] = &[
    (6, "married", |teller| all(teller, &MARRIED)),
    (7, "nicknames", |teller| since_hired(teller, &NICKNAMES)),
    (6, "initials", |teller| since_hired(teller, &INITIALS)),
    (4, "spellings", |teller| since_hired(teller, &SPELLINGS)),
    (4, "orders", |teller| since_hired(teller, &ORDERS)),
    (2, "namesakes", |teller| name::namesakes(&mut teller.maker)),
    (2, "two_alike", two_alike),
    (3, "left_and_signs_in", left_and_signs_in),
    (2, "admin_accounts", admin_accounts),
    (2, "shared_email", |teller| link::shared_email(&mut teller.maker)),
    (1, "email_on_two_profiles", |teller| {
        link::email_on_two_profiles(&mut teller.maker)
    }),
    (1, "recycled_mailbox", |teller| {
        link::recycled_mailbox(&mut teller.maker)
    }),
    (1, "foreign_number", |teller| {
        link::foreign_number(&mut teller.maker)
    }),
    (2, "chance_number", |teller| {
        link::chance_number(&mut teller.maker)
    }),
    (1, "number_on_two_profiles", |teller| {
        link::number_on_two_profiles(&mut teller.maker)
    }),
    (1, "missing_email", |teller| {
        link::missing_email(&mut teller.maker)
    }),
];

/// Service accounts, rooms, shared mailboxes and people from outside.
pub(super) fn of_nobody(teller: &mut Teller) {
    let nobody = [
        ("svc-backup", "Service", "Backup"),
        ("svc-scan04", "Scanner", "Versand"),
        ("info", "Talwerk", "Info"),
        ("bewerbung", "Talwerk", "Bewerbung"),
        ("raum-zuerich", "Raum Zürich", "2. OG"),
        ("empfang.wuppertal", "Empfang", "Wuppertal"),
    ];
    let mut profiles = Vec::new();
    for (login, first, last) in nobody {
        let profile = Profile::new(&format!("{login}@{DOMAIN}"))
            .name(first, last)
            .with("userType", "Service");
        profiles.push(teller.maker.account(profile));
    }
    for (login, first, last) in [
        ("k.brandauer@agentur-nord.example", "Kilian", "Brandauer"),
        ("s.lehner@pruefwerk.example", "Silvia", "Lehner"),
    ] {
        let profile = Profile::new(login).name(first, last).with("userType", "External");
        profiles.push(teller.maker.account(profile));
    }
    teller.name_case("nobody", Vec::new(), profiles);
}

fn all(teller: &mut Teller, known: &[Known]) -> Concerned {
    let mut concerned = Concerned::default();
    for (personio, okta, mailbox) in known {
        let (employees, profiles) = name::elsewhere(&mut teller.maker, *personio, *okta, mailbox);
        concerned.0.extend(employees);
        concerned.1.extend(profiles);
    }
    concerned
}

fn since_hired(teller: &mut Teller, known: &[Known]) -> Concerned {
    let concerned = all(teller, known);
    for (employee, profile) in concerned.0.iter().zip(&concerned.1) {
        created_when_hired(teller, *employee, profile);
    }
    concerned
}

/// The account was made in the week before the first day, as IT does.
fn created_when_hired(teller: &mut Teller, employee: u64, profile: &str) {
    let company = &mut teller.maker.company;
    let hired = company
        .personio
        .employee(employee)
        .map(|employee| employee.text("hire_date"));
    let Some(hired) = hired.and_then(|day| day.parse::<Date>().ok()) else {
        return;
    };
    let before = hired.saturating_sub(teller.maker.rng.i64(0..7).days());
    if let Ok(created) = TimeZone::UTC.to_timestamp(before.at(8, 30, 0, 0)) {
        company.okta.change(profile, |profile| {
            profile.created = created;
            profile.activated = Some(created);
            profile.status_changed = Some(created);
            profile.password_changed = Some(created);
            profile.last_updated = created;
        });
    }
}

/// Two of one name with two accounts, and nothing that tells which is whose.
fn two_alike(teller: &mut Teller) -> Concerned {
    let mut concerned = Concerned::default();
    for mailbox in ["m.weiss", "m.weiss2"] {
        let name = ("Michael", "Weiß");
        let (employees, profiles) = name::elsewhere(&mut teller.maker, name, name, mailbox);
        for profile in &profiles {
            teller.maker.company.okta.change(profile, |profile| {
                for attribute in ["title", "department", "city", "manager", "mobilePhone"] {
                    profile.set(attribute, serde_json::Value::Null);
                }
            });
        }
        concerned.0.extend(employees);
        concerned.1.extend(profiles);
    }
    concerned
}

fn left_and_signs_in(teller: &mut Teller) -> Concerned {
    let concerned = all(teller, &LEFT);
    for (employee, days) in concerned.0.iter().zip([40, 140, 400]) {
        let left = teller.maker.day(-days).to_string();
        teller.maker.company.personio.change(*employee, |employee| {
            employee.set("status", "inactive");
            employee.set("termination_date", left);
        });
    }
    concerned
}

/// The other accounts of people who have one already.
fn admin_accounts(teller: &mut Teller) -> Concerned {
    let mut concerned = Concerned::default();
    for (first, last, mailbox) in [
        ("Carsten", "Rechenberg", "adm-rechenberg"),
        ("Merve", "Özdemir", "adm-m.oezdemir"),
    ] {
        let person = teller.maker.person(first, last);
        let (employee, _) = teller.linked(person);
        let second = Profile::new(&format!("{mailbox}@{DOMAIN}"))
            .name(first, last)
            .with("displayName", format!("{first} {last} (Admin)"));
        concerned.0.push(employee);
        concerned.1.push(teller.maker.account(second));
    }
    concerned
}
