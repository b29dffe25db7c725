//! The labelled set stands apart from what the program and its tuning know.

use crate::names::{ANSWERS, Names, TUNING};
use koppel::core::text::fold;
use std::collections::BTreeSet;

const MADE_UP: &str = include_str!("../../assets/made_up_company.json");
const NICKNAMES: [&str; 8] = [
    include_str!("../../assets/nicknames/german.txt"),
    include_str!("../../assets/nicknames/english.txt"),
    include_str!("../../assets/nicknames/dutch.txt"),
    include_str!("../../assets/nicknames/polish.txt"),
    include_str!("../../assets/nicknames/russian.txt"),
    include_str!("../../assets/nicknames/turkish.txt"),
    include_str!("../../assets/nicknames/romance.txt"),
    include_str!("../../assets/nicknames/greek.txt"),
];

fn folded(text: &str) -> String {
    fold(text).chars().filter(char::is_ascii_alphanumeric).collect()
}

/// Every spelling of every name but those of the nicknames.
fn all(names: &Names, family_only: bool) -> BTreeSet<String> {
    let lists = names.cultures.iter().flat_map(|culture| {
        let given = if family_only { &[][..] } else { &culture.given[..] };
        given.iter().chain(&culture.family)
    });
    lists.flatten().map(|name| folded(name)).collect()
}

fn words(text: &str) -> BTreeSet<String> {
    text.split(|letter: char| !(letter.is_alphabetic() || letter == '\''))
        .map(folded)
        .filter(|word| !word.is_empty())
        .collect()
}

fn in_common(a: &BTreeSet<String>, b: &BTreeSet<String>) -> Vec<String> {
    a.intersection(b).cloned().collect()
}

#[test]
fn no_name_is_in_both_sets() {
    let both = in_common(
        &all(&Names::parse(ANSWERS), false),
        &all(&Names::parse(TUNING), false),
    );
    assert_eq!(both, [""; 0]);
}

#[test]
fn no_name_of_the_labelled_set_is_an_asset() {
    let answers = all(&Names::parse(ANSWERS), false);
    let mut assets = words(MADE_UP);
    for table in NICKNAMES {
        assets.extend(words(table));
    }
    assert_eq!(in_common(&answers, &assets), [""; 0]);
}

#[test]
fn nicknames_of_no_table_are_in_none() {
    let unknown = Names::parse(ANSWERS).unknown_nicknames;
    for (long, short) in unknown {
        let (long, short) = (folded(&long), folded(&short));
        let knows = |line: &str| {
            let names: Vec<&str> = line.split_whitespace().collect();
            names.contains(&long.as_str()) && names.contains(&short.as_str())
        };
        let tables = NICKNAMES.iter();
        let is_known = tables.flat_map(|table| table.lines()).any(knows);
        assert!(!is_known, "{long} {short}");
    }
}
