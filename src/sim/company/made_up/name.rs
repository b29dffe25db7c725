//! Hard cases of names: scripts, marks, lengths, and people who are called alike.

use super::{Concerned, DOMAIN, Maker, Recipe};
use serde_json::json;
use unicode_normalization::UnicodeNormalization;

pub(super) const RECIPES: &[Recipe] = &[
    (1, "umlaut_in_two_forms", umlaut_in_two_forms),
    (1, "sharp_s", |maker| paired(maker, "Günther", "Großmann")),
    (1, "polish_name", |maker| newcomer(maker, "Łukasz", "Wiśniewski")),
    (1, "turkish_name", |maker| newcomer(maker, "İbrahim", "Yıldırım")),
    (1, "greek_name", |maker| paired(maker, "Γιώργος", "Παπαδόπουλος")),
    (1, "cyrillic_name", |maker| newcomer(maker, "Алексей", "Щербаков")),
    (1, "vietnamese_name", |maker| paired(maker, "Thị Ánh", "Nguyễn")),
    (1, "chinese_name", |maker| newcomer(maker, "小明", "王")),
    (1, "rare_character", |maker| newcomer(maker, "太郎", "𠮷田")),
    (1, "apostrophe", apostrophe),
    (1, "double_name", double_name),
    (2, "namesakes", namesakes),
    (1, "very_long_name", very_long_name),
    (1, "control_characters", control_characters),
    (1, "swapped_names", swapped_names),
    (1, "short_first_name", short_first_name),
    (1, "renamed", renamed),
    (1, "renamed_with_mailbox", renamed_with_mailbox),
    (1, "odd_values", odd_values),
];

fn paired(maker: &mut Maker, first: &str, last: &str) -> Concerned {
    let person = maker.person(first, last);
    let (employee, profile) = maker.paired(person);
    (vec![employee], vec![profile])
}

fn newcomer(maker: &mut Maker, first: &str, last: &str) -> Concerned {
    let person = maker.person(first, last).hired(maker.day(-10));
    (vec![maker.hire(person)], Vec::new())
}

/// An employee whose profile has another address and a name that is written otherwise.
pub(super) fn elsewhere(
    maker: &mut Maker,
    name: (&str, &str),
    okta: (&str, &str),
    mailbox: &str,
) -> Concerned {
    let person = maker.person(name.0, name.1);
    let address = format!("{mailbox}@{DOMAIN}");
    let profile = maker
        .profile_of(&person)
        .name(okta.0, okta.1)
        .with("login", address.as_str())
        .email(&address)
        .with("displayName", format!("{} {}", okta.0, okta.1));
    let profile = maker.account(profile);
    (vec![maker.hire(person)], vec![profile])
}

/// Composed in Personio, decomposed in Okta.
fn umlaut_in_two_forms(maker: &mut Maker) -> Concerned {
    let decomposed: (String, String) = ("Jürgen".nfd().collect(), "Müller".nfd().collect());
    elsewhere(
        maker,
        ("Jürgen", "Müller"),
        (&decomposed.0, &decomposed.1),
        "j.mueller",
    )
}

fn apostrophe(maker: &mut Maker) -> Concerned {
    elsewhere(maker, ("Sinéad", "O'Connor"), ("Sinead", "O’Connor"), "soconnor")
}

fn double_name(maker: &mut Maker) -> Concerned {
    elsewhere(
        maker,
        ("Anna-Lena", "Müller-Lüdenscheidt"),
        ("Anna Lena", "Müller Lüdenscheidt"),
        "al.mueller",
    )
}

/// Two of one name, and one profile that could be either's.
pub(super) fn namesakes(maker: &mut Maker) -> Concerned {
    let (older, profile) = {
        let person = maker.person("Thomas", "Weber");
        maker.paired(person)
    };
    let younger = maker.person("Thomas", "Weber");
    let other = maker.profile_of(&younger);
    let address = format!("t.weber@{DOMAIN}");
    let other = maker.account(other.with("login", address.as_str()).email(&address));
    (vec![older, maker.hire(younger)], vec![profile, other])
}

/// Longer than Okta's 50 characters.
pub(super) fn very_long_name(maker: &mut Maker) -> Concerned {
    newcomer(
        maker,
        "Karl-Theodor Maria Nikolaus Johann Jacob Philipp",
        "Wolfeschlegelsteinhausenbergerdorff-Freiherr von und zu Hohenlohe-Langenburg",
    )
}

/// Pasted from somewhere: a tabulator, a blank without width, a line break.
fn control_characters(maker: &mut Maker) -> Concerned {
    let person = maker
        .person("Cornelia\u{200b}", "Hauser\t")
        .position("Leiterin\nWareneingang");
    let (employee, profile) = maker.paired(person);
    (vec![employee], vec![profile])
}

fn swapped_names(maker: &mut Maker) -> Concerned {
    elsewhere(maker, ("Martin", "Walter"), ("Walter", "Martin"), "wmartin")
}

fn short_first_name(maker: &mut Maker) -> Concerned {
    elsewhere(
        maker,
        ("Johannes", "Steinbrück"),
        ("Hannes", "Steinbrueck"),
        "hannes",
    )
}

/// Married: Personio has the new name and still the old mailbox, the linked profile has both old.
fn renamed(maker: &mut Maker) -> Concerned {
    let old = maker.person("Katrin", "Becker");
    let profile = maker.profile_of(&old).number(&old.id.to_string());
    let profile = maker.account(profile);
    (
        vec![maker.hire(old.with("last_name", "Schneider"))],
        vec![profile],
    )
}

/// Name and mailbox both changed in Personio: nothing but the number speaks for the link.
fn renamed_with_mailbox(maker: &mut Maker) -> Concerned {
    let new = maker.person("Verena", "Hallstein");
    let address = format!("verena.obermeier@{DOMAIN}");
    let profile = maker
        .profile_of(&new)
        .number(&new.id.to_string())
        .name("Verena", "Obermeier")
        .with("login", address.as_str())
        .email(&address);
    let profile = maker.account(profile);
    (vec![maker.hire(new)], vec![profile])
}

/// The four spellings of nothing, a wrong shape, and a date from before time zones.
fn odd_values(maker: &mut Maker) -> Concerned {
    let person = maker
        .person("Ottilie", "Sonderbar")
        .raw("department", json!([]))
        .raw("team", json!(""))
        .raw(
            "office",
            json!({ "type": "Office", "attributes": { "name": "Wuppertal" } }),
        )
        .raw("position", json!(null))
        .raw("weekly_working_hours", json!(40))
        .with("termination_reason", "   ")
        .with(super::custom::BIRTHDAY, "1835-06-14")
        .with(super::custom::NOTES, "Zeile eins\nZeile zwei <b>fett</b>");
    let (employee, profile) = maker.linked(person);
    (vec![employee], vec![profile])
}
