//! One person as both sides may know them.

use crate::names::{Names, Spellings};
use fastrand::Rng;
use jiff::civil::{Date, date};
use koppel::core::text::{fold, fold_german};

/// German and English.
type Words = (&'static str, &'static str);

/// Departments in two languages, with positions in both.
pub const DEPARTMENTS: [(&str, &str, &[Words]); 8] = [
    (
        "Vertrieb",
        "Sales",
        &[
            ("Vertriebsleiter", "Head of Sales"),
            ("Kundenberater", "Account Manager"),
        ],
    ),
    (
        "Personal",
        "Human Resources",
        &[("Personalreferent", "HR Generalist"), ("Recruiter", "Recruiter")],
    ),
    (
        "Finanzen",
        "Finance",
        &[("Buchhalter", "Accountant"), ("Controller", "Controller")],
    ),
    (
        "Entwicklung",
        "Engineering",
        &[
            ("Softwareentwickler", "Software Engineer"),
            ("Testingenieur", "Test Engineer"),
        ],
    ),
    (
        "Einkauf",
        "Purchasing",
        &[("Einkäufer", "Buyer"), ("Disponent", "Planner")],
    ),
    (
        "Produktion",
        "Production",
        &[("Schichtleiter", "Shift Lead"), ("Mechaniker", "Mechanic")],
    ),
    (
        "Rechtsabteilung",
        "Legal",
        &[("Jurist", "Legal Counsel"), ("Assistenz", "Assistant")],
    ),
    (
        "Kundendienst",
        "Customer Service",
        &[
            ("Servicetechniker", "Service Technician"),
            ("Sachbearbeiter", "Clerk"),
        ],
    ),
];

pub const OFFICES: [(&str, &str); 7] = [
    ("München", "Munich"),
    ("Köln", "Cologne"),
    ("Wien", "Vienna"),
    ("Hamburg", "Hamburg"),
    ("Warschau", "Warsaw"),
    ("Bielefeld", "Bielefeld"),
    ("Lyon", "Lyon"),
];

/// Where somebody works: positions in the lists above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub department: usize,
    pub position: usize,
    pub office: usize,
}

impl Place {
    pub fn any(dice: &mut Rng) -> Self {
        Self {
            department: dice.usize(..DEPARTMENTS.len()),
            position: dice.usize(..2),
            office: dice.usize(..OFFICES.len()),
        }
    }
}

#[derive(Debug, Clone)]
pub struct Person {
    pub given: Spellings,
    pub family: Spellings,
    pub place: Place,
    pub hired: Date,
}

/// Most people of a German company are of that culture.
const WEIGHTED: [&str; 18] = [
    "german", "german", "german", "german", "german", "german", "german", "english", "french", "italian",
    "spanish", "dutch", "polish", "nordic", "turkish", "cyrillic", "greek", "arabic",
];

impl Person {
    pub fn any(names: &Names, dice: &mut Rng) -> Self {
        let culture = dice.choice(WEIGHTED).unwrap();
        Self::of(names, culture, dice)
    }

    pub fn of(names: &Names, culture: &str, dice: &mut Rng) -> Self {
        let culture = names.of(culture);
        let hired = date(
            dice.i16(2008..=2026),
            dice.i8(1..=10),
            if dice.u8(..3) > 0 { 1 } else { 15 },
        );
        Self {
            given: dice.choice(&culture.given).unwrap().clone(),
            family: dice.choice(&culture.family).unwrap().clone(),
            place: Place::any(dice),
            hired,
        }
    }

    /// Somebody of this culture of whose name something can be said.
    pub fn such(names: &Names, culture: &str, dice: &mut Rng, is_such: impl Fn(&Self) -> bool) -> Self {
        loop {
            let person = Self::of(names, culture, dice);
            if is_such(&person) {
                return person;
            }
        }
    }

    pub fn full_name(&self) -> String {
        format!("{} {}", self.given[0], self.family[0])
    }

    /// As it would be in the Latin script, for mail addresses.
    pub fn latin(&self) -> (&str, &str) {
        let latin = |spellings: &'_ Spellings| usize::from(!is_latin(&spellings[0]));
        (&self.given[latin(&self.given)], &self.family[latin(&self.family)])
    }
}

pub fn is_latin(text: &str) -> bool {
    text.chars().all(|letter| {
        !letter.is_alphabetic() || u32::from(letter) < 0x250 || (0x1e00..0x1f00).contains(&u32::from(letter))
    })
}

/// How the part before the `@` is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    FirstDotLast,
    LastDotFirst,
    InitialLast,
    InitialDotLast,
    FirstInitial,
    Last,
    LastInitial,
    Joined,
}

pub const FORMS: [Form; 8] = [
    Form::FirstDotLast,
    Form::LastDotFirst,
    Form::InitialLast,
    Form::InitialDotLast,
    Form::FirstInitial,
    Form::Last,
    Form::LastInitial,
    Form::Joined,
];

/// Letters and hyphens of a name, as addresses have them.
pub fn plain(name: &str, spelled: bool) -> String {
    let folded = if spelled { fold_german(name) } else { fold(name) };
    folded
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-')
        .collect()
}

pub fn local_part(form: Form, first: &str, last: &str, spelled: bool) -> String {
    let (first, last) = (plain(first, spelled), plain(last, spelled));
    let initial = |name: &str| name.chars().take(1).collect::<String>();
    match form {
        Form::FirstDotLast => format!("{first}.{last}"),
        Form::LastDotFirst => format!("{last}.{first}"),
        Form::InitialLast => format!("{}{last}", initial(&first)),
        Form::InitialDotLast => format!("{}.{last}", initial(&first)),
        Form::FirstInitial => format!("{first}.{}", initial(&last)),
        Form::Last => last,
        Form::LastInitial => format!("{last}{}", initial(&first)),
        Form::Joined => format!("{first}{last}"),
    }
}
