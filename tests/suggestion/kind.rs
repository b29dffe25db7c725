//! In what the two sides differ: one kind of difference for each labelled pair.

use crate::names::Names;
use crate::person::{Form, Person, is_latin, local_part, plain};
use fastrand::Rng;

/// What Okta knows of somebody.
#[derive(Debug, Clone, Default)]
pub struct Account {
    pub first: Option<String>,
    pub last: Option<String>,
    /// `None`: made from the names, as this company does it.
    pub local: Option<String>,
    /// `None`: the company's own.
    pub domain: Option<&'static str>,
}

/// One pair before it has a place in a company.
#[derive(Debug, Clone)]
pub struct Draft {
    /// As Personio knows them.
    pub person: Person,
    pub preferred: Option<String>,
    /// `None`: made from the names.
    pub mailbox: Option<String>,
    pub has_left: bool,
    pub account: Account,
    /// An unlinked colleague of the same name, to be told apart by this.
    pub namesake: Option<Apart>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Apart {
    Department,
    Office,
}

pub const KINDS: [&str; 30] = [
    "umlauts spelled out",
    "umlauts dropped",
    "other diacritics dropped",
    "Cyrillic romanised",
    "Greek romanised",
    "Arabic romanised",
    "Turkish letters",
    "nickname",
    "nickname of no table",
    "names swapped",
    "Asian order",
    "second given name",
    "given names joined",
    "double name halved",
    "married name",
    "one typo",
    "two typos",
    "initials alone",
    "login alone",
    "another mail domain",
    "personal mail",
    "namesake, department",
    "namesake, place",
    "particle",
    "rubbish characters",
    "former employee",
    "digits in the login",
    "preferred name",
    "initial for the first name",
    "code as mailbox",
];

/// Where nothing but names and mail is known nobody could solve these.
pub const NEED_ATTRIBUTES: [&str; 4] = [
    "married name",
    "initials alone",
    "namesake, department",
    "namesake, place",
];

pub fn draft(kind: &str, names: &Names, dice: &mut Rng) -> Draft {
    let mut draft = Draft::of(Person::any(names, dice));
    let is_known = spelled(kind, &mut draft, names, dice)
        || named(kind, &mut draft, names, dice)
        || addressed(kind, &mut draft, dice);
    assert!(is_known, "no such kind: {kind}");
    draft
}

/// The same name, written in another way.
fn spelled(kind: &str, draft: &mut Draft, names: &Names, dice: &mut Rng) -> bool {
    match kind {
        "umlauts spelled out" | "umlauts dropped" => {
            *draft = Draft::of(Person::such(names, "german", dice, has_umlaut));
            let spelled = kind == "umlauts spelled out";
            draft.account_as(|name| title(&plain(name, spelled)));
        }
        "other diacritics dropped" => {
            let culture = dice.choice(["polish", "nordic", "french", "spanish"]).unwrap();
            let marked = |person: &Person| !person.full_name().is_ascii();
            *draft = Draft::of(Person::such(names, culture, dice, marked));
            draft.account_as(|name| title(&plain(name, false)));
        }
        "Cyrillic romanised" => romanised(draft, names, "cyrillic", dice),
        "Greek romanised" => romanised(draft, names, "greek", dice),
        "Arabic romanised" => romanised(draft, names, "arabic", dice),
        "Turkish letters" => {
            let marked = |person: &Person| !person.family[0].is_ascii() || !person.given[0].is_ascii();
            *draft = Draft::of(Person::such(names, "turkish", dice, marked));
            let spelled = dice.u8(..4) == 0;
            draft.account_as(|name| title(&plain(name, spelled)));
        }
        "one typo" => {
            let long = |person: &Person| person.latin().1.chars().count() >= 6;
            *draft = Draft::of(Person::such(names, "german", dice, long));
            let wrong = with_typo(draft.person.latin().1, dice);
            draft.account = Account::named(draft.person.latin().0, &wrong);
        }
        "two typos" => {
            let long = |person: &Person| {
                person.latin().1.chars().count() >= 7 && person.latin().0.chars().count() >= 5
            };
            *draft = Draft::of(Person::such(names, "german", dice, long));
            let (first, last) = draft.person.latin();
            draft.account = if dice.bool() {
                Account::named(&with_typo(first, dice), &with_typo(last, dice))
            } else {
                Account::named(first, &with_typo(&with_typo(last, dice), dice))
            };
        }
        "particle" => {
            *draft = Draft::of(Person::of(names, "dutch", dice));
            let (first, last) = draft.person.latin();
            let words: Vec<&str> = last.split_whitespace().collect();
            let other = match dice.u8(..4) {
                0 => words[words.len() - 1].to_owned(),
                1 => words.concat(),
                2 => title(last),
                _ => format!(
                    "{}, {}",
                    words[words.len() - 1],
                    words[..words.len() - 1].join(" ")
                ),
            };
            draft.account = Account::named(first, &other);
        }
        "rubbish characters" => rubbish(draft, names, dice),
        _ => return false,
    }
    true
}

/// Another name, or another order.
fn named(kind: &str, draft: &mut Draft, names: &Names, dice: &mut Rng) -> bool {
    match kind {
        "nickname" | "nickname of no table" => {
            let list = if kind == "nickname" {
                &names.nicknames
            } else {
                &names.unknown_nicknames
            };
            let (long, short) = dice.choice(list).unwrap().clone();
            // Mostly the accounts have the short form, now and then HR has it.
            let (personio, okta) = if dice.u8(..5) > 0 {
                (long, short)
            } else {
                (short, long)
            };
            draft.person.given = vec![personio];
            draft.account = Account::named(&okta, draft.person.latin().1);
        }
        "names swapped" => {
            let (first, last) = draft.person.latin();
            draft.account = Account::named(last, first);
            let form = dice.choice([Form::FirstDotLast, Form::LastDotFirst, Form::InitialLast]);
            draft.account.local = Some(local_part(form.unwrap(), first, last, true));
        }
        "Asian order" => asian_order(draft, names, dice),
        "second given name" => second_given_name(draft, names, dice),
        "given names joined" => {
            let other = draft_of(draft, names, dice);
            let first = draft.person.latin().0.to_owned();
            draft.person.given = vec![format!("{first}-{other}")];
            let joined = match dice.u8(..3) {
                0 => format!("{first}{}", other.to_lowercase()),
                1 => format!("{first} {other}"),
                _ => format!("{first}{other}"),
            };
            draft.account = Account::named(&joined, draft.person.latin().1);
        }
        "double name halved" => {
            let other = Person::any(names, dice);
            let (mine, theirs) = (draft.person.latin().1.to_owned(), other.latin().1.to_owned());
            draft.person.family = vec![format!("{mine}-{theirs}")];
            let half = if dice.bool() { mine } else { theirs };
            draft.account = Account::named(draft.person.latin().0, &half);
        }
        "married name" => {
            let before = Person::any(names, dice);
            draft.account = Account::named(draft.person.latin().0, before.latin().1);
        }
        "preferred name" => {
            let other = draft_of(draft, names, dice);
            draft.account = Account::named(&other, draft.person.latin().1);
            draft.preferred = Some(other);
        }
        "initial for the first name" => {
            let (first, last) = draft.person.latin();
            let initial: String = first.chars().take(1).collect();
            draft.account = Account::named(&format!("{initial}."), last);
        }
        _ => return false,
    }
    true
}

/// The account tells less, or lies elsewhere.
fn addressed(kind: &str, draft: &mut Draft, dice: &mut Rng) -> bool {
    match kind {
        "initials alone" => {
            let (first, last) = draft.person.latin();
            let (first, last) = (plain(first, true), plain(last, true));
            let local = match dice.u8(..4) {
                0 => format!("{}{}", &first[..1], &last[..1]),
                1 => format!("{}{}", &first[..1], &last[..2]),
                2 => format!("{}{}", &first[..2], &last[..2]),
                _ => format!("{}.{}", &first[..1], &last[..1]),
            };
            draft.account.local = Some(local);
        }
        "login alone" => {
            let (first, last) = draft.person.latin();
            let form = dice.choice([
                Form::FirstDotLast,
                Form::InitialLast,
                Form::LastInitial,
                Form::InitialDotLast,
                Form::FirstDotLast,
                Form::InitialLast,
                Form::Joined,
                Form::LastDotFirst,
                Form::FirstInitial,
            ]);
            draft.account.local = Some(local_part(form.unwrap(), first, last, dice.bool()));
        }
        "another mail domain" => {
            let (first, last) = draft.person.latin();
            draft.account = Account {
                domain: Some("talwerk-group.example"),
                ..Account::named(first, last)
            };
        }
        "personal mail" => {
            let (first, last) = draft.person.latin();
            let word = dice.choice(["sunny", "blackcat", "thunder", "moin", "biker", "familie"]);
            draft.account = Account {
                local: Some(format!("{}{}", word.unwrap(), dice.u16(60..2000))),
                domain: Some("mail.example"),
                ..Account::named(first, last)
            };
        }
        "namesake, department" | "namesake, place" => {
            let (first, last) = draft.person.latin();
            draft.account = Account::named(first, last);
            draft.namesake = Some(if kind == "namesake, place" {
                Apart::Office
            } else {
                Apart::Department
            });
        }
        "former employee" => {
            draft.has_left = true;
            let (first, last) = draft.person.latin();
            draft.account = Account::named(first, last);
        }
        "digits in the login" => {
            let (first, last) = draft.person.latin();
            let (first, last) = (first.to_owned(), last.to_owned());
            let form = dice.choice([Form::FirstDotLast, Form::InitialLast]).unwrap();
            let local = local_part(form, &first, &last, true);
            if dice.bool() {
                draft.account = Account::named(&first, &last);
            }
            draft.account.local = Some(format!("{local}{}", dice.u8(2..30)));
        }
        "code as mailbox" => {
            let code = format!("{}{}{}", dice.lowercase(), dice.u16(1000..9999), dice.lowercase());
            draft.account.domain = Some("talwerk-group.example");
            draft.account.local = Some(code.clone());
            draft.mailbox = Some(code);
        }
        _ => return false,
    }
    true
}

impl Draft {
    fn of(person: Person) -> Self {
        Self {
            person,
            preferred: None,
            mailbox: None,
            has_left: false,
            account: Account::default(),
            namesake: None,
        }
    }

    fn account_as(&mut self, write: impl Fn(&str) -> String) {
        self.account = Account::named(&write(&self.person.given[0]), &write(&self.person.family[0]));
    }
}

impl Account {
    pub fn named(first: &str, last: &str) -> Self {
        Self {
            first: Some(first.to_owned()),
            last: Some(last.to_owned()),
            local: None,
            domain: None,
        }
    }
}

/// A given name that goes with the person's, and is another.
fn draft_of(draft: &Draft, names: &Names, dice: &mut Rng) -> String {
    loop {
        let other = Person::any(names, dice);
        let other = other.latin().0;
        if other != draft.person.latin().0 && !other.contains(' ') {
            return other.to_owned();
        }
    }
}

fn has_umlaut(person: &Person) -> bool {
    person.full_name().chars().any(|letter| "äöüÄÖÜ".contains(letter))
}

fn title(name: &str) -> String {
    let mut begins = true;
    let mut titled = String::with_capacity(name.len());
    for letter in name.chars() {
        if begins {
            titled.extend(letter.to_uppercase());
        } else {
            titled.push(letter);
        }
        begins = !letter.is_alphanumeric() && letter != '\'';
    }
    titled
}

fn romanised(draft: &mut Draft, names: &Names, culture: &str, dice: &mut Rng) {
    let mut person = Person::of(names, culture, dice);
    // Personio has the script, or one romanisation; Okta has another.
    let in_script = dice.u8(..5) < 2;
    let mut other = |spellings: &mut Vec<String>| {
        let first = if in_script { 1 } else { 2 };
        let okta = spellings[dice.usize(first..spellings.len())].clone();
        if !in_script {
            *spellings = vec![spellings[1].clone()];
        }
        okta
    };
    let first = other(&mut person.given);
    let last = other(&mut person.family);
    debug_assert!(is_latin(&first) && is_latin(&last));
    *draft = Draft::of(person);
    draft.account = Account::named(&first, &last);
}

fn asian_order(draft: &mut Draft, names: &Names, dice: &mut Rng) {
    let culture = if dice.bool() { "chinese" } else { "vietnamese" };
    let person = Person::of(names, culture, dice);
    let (given, family) = (person.given[0].clone(), person.family[0].clone());
    let mut account = match dice.u8(..3) {
        // Everything in one field, or the names cut elsewhere.
        0 => Account::named("", &format!("{family} {given}")),
        1 => match given.split_once(' ') {
            Some((middle, own)) => Account::named(&format!("{family} {middle}"), own),
            None => Account::named(&family, &given),
        },
        _ => Account::named(&family, &given),
    };
    account.first = account.first.filter(|first| !first.is_empty());
    let form = dice.choice([Form::FirstDotLast, Form::InitialLast]).unwrap();
    account.local = Some(local_part(form, &given, &family, false));
    for name in [&mut account.first, &mut account.last].into_iter().flatten() {
        if dice.bool() {
            *name = title(
                &name
                    .split(' ')
                    .map(|word| plain(word, false))
                    .collect::<Vec<_>>()
                    .join(" "),
            );
        }
    }
    *draft = Draft::of(person);
    draft.account = account;
}

fn second_given_name(draft: &mut Draft, names: &Names, dice: &mut Rng) {
    let other = draft_of(draft, names, dice);
    let (first, last) = draft.person.latin();
    let (first, last) = (first.to_owned(), last.to_owned());
    let both = match dice.u8(..3) {
        0 => format!("{first} {}.", other.chars().next().unwrap()),
        1 => format!("{other} {first}"),
        _ => format!("{first} {other}"),
    };
    if dice.bool() {
        draft.person.given = vec![both];
        draft.account = Account::named(&first, &last);
    } else {
        draft.account = Account::named(&both, &last);
    }
}

fn rubbish(draft: &mut Draft, names: &Names, dice: &mut Rng) {
    *draft = Draft::of(Person::such(names, "german", dice, has_umlaut));
    let (first, last) = draft.person.latin();
    let (first, last) = (first.to_owned(), last.to_owned());
    draft.account = match dice.u8(..6) {
        // UTF-8 that was read as Latin-1.
        0 => Account::named(&misread(&first), &misread(&last)),
        1 => Account::named(&question_marks(&first), &question_marks(&last)),
        2 => Account::named(&format!("\u{200b}{first} "), &format!("  {last}\u{ad}")),
        3 => Account::named(&first, &format!("{last} (extern)")),
        4 => Account::named(&format!("Dr. {first}"), &last.to_uppercase()),
        _ => Account::named(&format!("\"{first}\""), &format!("{last}_")),
    };
}

fn misread(name: &str) -> String {
    name.bytes().map(char::from).collect()
}

fn question_marks(name: &str) -> String {
    name.chars()
        .map(|letter| if letter.is_ascii() { letter } else { '?' })
        .collect()
}

/// One letter is lost, doubled, replaced, or two change places.
fn with_typo(name: &str, dice: &mut Rng) -> String {
    let letters: Vec<char> = name.chars().collect();
    loop {
        let mut wrong = letters.clone();
        let at = dice.usize(1..letters.len());
        match dice.u8(..4) {
            0 => {
                wrong.remove(at);
            }
            1 => wrong.insert(at, letters[at]),
            2 => wrong[at] = dice.lowercase(),
            _ if at + 1 < letters.len() => wrong.swap(at, at + 1),
            _ => continue,
        }
        if wrong != letters {
            return wrong.into_iter().collect();
        }
    }
}
