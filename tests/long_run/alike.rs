//! How the test itself reads names and addresses: written from the rules (L2, P3, U2), not from the product.

use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

const SHORT_FORMS: &str = concat!(
    include_str!("../../assets/nicknames/german.txt"),
    include_str!("../../assets/nicknames/english.txt"),
    include_str!("../../assets/nicknames/dutch.txt"),
    include_str!("../../assets/nicknames/polish.txt"),
    include_str!("../../assets/nicknames/russian.txt"),
    include_str!("../../assets/nicknames/turkish.txt"),
    include_str!("../../assets/nicknames/romance.txt"),
    include_str!("../../assets/nicknames/greek.txt"),
);

/// Particles, titles and initials do not count as a shared word (rule L2).
const NO_NAMES: [&str; 36] = [
    "van", "von", "vom", "vd", "de", "den", "der", "del", "della", "di", "da", "das", "do", "dos", "du",
    "la", "le", "los", "las", "el", "al", "bin", "ibn", "bint", "ben", "ter", "ten", "te", "zu", "zum",
    "zur", "dr", "prof", "ing", "mba", "phd",
];

/// Shows nothing: default-ignorable and format characters that occur in pasted text.
pub fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{ad}' | '\u{202a}'..='\u{202e}')
}

/// As a person sees it on a screen.
fn seen(text: &str) -> String {
    if text.is_ascii() {
        return text.trim().to_owned();
    }
    let visible: String = text.chars().filter(|letter| !is_invisible(*letter)).collect();
    visible.trim().nfc().collect()
}

/// Exactly one address, and nothing else (rule U6).
pub fn is_one_address(text: &str) -> bool {
    let is_odd = |letter: char| is_invisible(letter) || letter.is_whitespace() || "<>,;:".contains(letter);
    text.matches('@').count() == 1 && !text.contains(is_odd)
}

/// Both texts read the same.
pub fn reads_the_same(a: &str, b: &str) -> bool {
    seen(a) == seen(b)
}

/// Both texts read the same, and that needs no invisible letter taken out: composed and decomposed forms, blanks.
pub fn is_the_same_form(a: &str, b: &str) -> bool {
    let plain = |text: &str| text.trim().nfc().collect::<String>();
    plain(a) == plain(b)
}

/// Both addresses are one by rule L2.
pub fn same_address(a: &str, b: &str) -> bool {
    if a.is_ascii() && b.is_ascii() {
        return !a.trim().is_empty() && a.trim().eq_ignore_ascii_case(b.trim());
    }
    let key = |text: &str| seen(text).to_lowercase();
    !seen(a).is_empty() && key(a) == key(b)
}

fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let bare: String = text.nfkd().filter(|letter| !is_combining_mark(*letter)).collect();
    any_ascii::any_ascii(&bare).to_lowercase()
}

fn fold_spelled(text: &str) -> String {
    let mut spelled = String::new();
    for letter in text.nfc().flat_map(char::to_lowercase) {
        match letter {
            'ä' => spelled.push_str("ae"),
            'ö' => spelled.push_str("oe"),
            'ü' => spelled.push_str("ue"),
            other => spelled.push(other),
        }
    }
    fold(&spelled)
}

fn words(text: &str) -> BTreeSet<String> {
    let visible: String = text.chars().filter(|letter| !is_invisible(*letter)).collect();
    [fold(&visible), fold_spelled(&visible)]
        .iter()
        .flat_map(|folded| {
            folded
                .split(|letter: char| !letter.is_ascii_alphanumeric())
                .filter(|word| word.len() >= 2 && !NO_NAMES.contains(word))
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .collect()
}

fn is_short_form(a: &str, b: &str) -> bool {
    SHORT_FORMS
        .lines()
        .filter(|line| !line.starts_with('#'))
        .any(|line| {
            let has = |name: &str| line.split_whitespace().any(|word| word == name);
            has(a) && has(b)
        })
}

fn share(a: &str, b: &str, with_short_forms: bool) -> bool {
    let b = words(b);
    words(a).iter().any(|a| {
        b.iter()
            .any(|b| a == b || (with_short_forms && is_short_form(a, b)))
    })
}

/// First and last name each share a word, also swapped (rule P3).
pub fn names_are_alike(a: (&str, &str), b: (&str, &str)) -> bool {
    (share(a.0, b.0, true) && share(a.1, b.1, false)) || (share(a.0, b.1, false) && share(a.1, b.0, false))
}

/// Any word of one name stands in the other (rule L2, `name_mismatch` otherwise).
pub fn names_meet(a: (&str, &str), b: (&str, &str)) -> bool {
    let whole = |name: (&str, &str)| format!("{} {}", name.0, name.1);
    share(&whole(a), &whole(b), true)
}

#[test]
fn the_test_reads_names_as_the_rules_say() {
    assert!(names_are_alike(("Jörg", "Müller"), ("Joerg", "Mueller")));
    assert!(names_are_alike(("Robert", "Smith"), ("Bob", "Smith")));
    assert!(names_are_alike(("Nguyễn", "Khai"), ("Khai", "Nguyen")));
    assert!(!names_are_alike(
        ("Wouter", "van den Berg"),
        ("Wouter", "van Dijk")
    ));
    assert!(!names_are_alike(("Max", "Bauer"), ("Maxwell", "Bauer")));
    assert!(reads_the_same("Zoe\u{308}", "Zoë\u{200b} "));
    assert!(same_address(" Anna@X.example", "anna@x.exam\u{200b}ple"));
}
