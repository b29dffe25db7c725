//! Whose names a login schema is tried on: the ones that make trouble.

use crate::core::Employee;
use crate::core::text::fold;
use rustc_hash::{FxHashMap, FxHashSet};

/// Why a name makes trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trouble {
    /// Somebody else has the same name.
    Namesake,
    /// ä, ö, ü or ß: the billing country says how they are spelled.
    Umlaut,
    /// Another script: Greek, Cyrillic, Arabic …
    OtherScript,
    /// Letters beyond ASCII, such as ł, ø or é.
    OtherLetters,
    /// `Schröder-Klein`.
    Hyphen,
    /// `van der Berg`.
    SeveralWords,
    /// `O'Brien`, `Jr.`.
    Punctuation,
    Long,
    /// One or two letters.
    Short,
}

/// How many rows of each trouble are shown, in the order in which places are given away.
const PLACES: [(Trouble, usize); 9] = [
    (Trouble::Namesake, 2),
    (Trouble::Umlaut, 2),
    (Trouble::OtherScript, 1),
    (Trouble::OtherLetters, 1),
    (Trouble::Hyphen, 1),
    (Trouble::SeveralWords, 1),
    (Trouble::Punctuation, 1),
    (Trouble::Long, 1),
    (Trouble::Short, 1),
];

/// How many rows a preview has.
pub(super) const ROWS: usize = 10;

/// Letters of first and last name together.
const LONG: usize = 28;

/// The positions of the ten most troublesome people, with their troubles, in the order of `people`. With fewer
/// troublesome ones the first others fill up, so that there is always something to look at.
pub(super) fn most_troublesome(people: &[&Employee]) -> Vec<(usize, Vec<Trouble>)> {
    let namesakes = namesakes(people);
    let troubles: Vec<Vec<Trouble>> = people
        .iter()
        .zip(&namesakes)
        .map(|(employee, namesake)| troubles(employee, namesake.is_some()))
        .collect();
    let mut chosen: Vec<usize> = Vec::with_capacity(ROWS);
    for (trouble, places) in PLACES {
        let mut with: Vec<usize> = (0..people.len())
            .filter(|at| troubles[*at].contains(&trouble) && !chosen.contains(at))
            .collect();
        match trouble {
            // Both of one pair, side by side.
            Trouble::Namesake => with = first_pair(&with, &namesakes),
            Trouble::Long => {
                with.sort_by_key(|at| std::cmp::Reverse(people[*at].display_name().chars().count()));
            }
            _ => with.sort_by_key(|at| std::cmp::Reverse(troubles[*at].len())),
        }
        let free = ROWS - chosen.len();
        chosen.extend(with.into_iter().take(places.min(free)));
    }
    let mut rest: Vec<usize> = (0..people.len()).filter(|at| !chosen.contains(at)).collect();
    rest.sort_by_key(|at| std::cmp::Reverse(troubles[*at].len()));
    chosen.extend(rest.into_iter().take(ROWS - chosen.len()));
    chosen.sort_unstable();
    chosen.into_iter().map(|at| (at, troubles[at].clone())).collect()
}

/// Of each person the first one of the same name, where there are several.
fn namesakes(people: &[&Employee]) -> Vec<Option<usize>> {
    let mut first_of: FxHashMap<String, usize> = FxHashMap::default();
    let mut shared: FxHashSet<usize> = FxHashSet::default();
    let firsts: Vec<usize> = people
        .iter()
        .enumerate()
        .map(|(at, employee)| {
            let first = *first_of
                .entry(fold(&employee.display_name()).into_owned())
                .or_insert(at);
            if first != at {
                shared.insert(first);
            }
            first
        })
        .collect();
    firsts
        .into_iter()
        .map(|first| shared.contains(&first).then_some(first))
        .collect()
}

fn first_pair(with: &[usize], namesakes: &[Option<usize>]) -> Vec<usize> {
    let first = with.first().and_then(|at| namesakes[*at]);
    with.iter()
        .copied()
        .filter(|at| namesakes[*at] == first)
        .collect()
}

fn troubles(employee: &Employee, is_namesake: bool) -> Vec<Trouble> {
    let name = employee.display_name();
    let parts = [employee.first_name.as_text(), employee.last_name.as_text()];
    let any = |is: fn(char) -> bool| name.chars().any(is);
    let some_part = |is: fn(&str) -> bool| parts.into_iter().flatten().any(is);
    let found = [
        (Trouble::Namesake, is_namesake),
        (Trouble::Umlaut, any(is_umlaut)),
        (
            Trouble::OtherScript,
            any(|one| one.is_alphabetic() && !is_latin(one)),
        ),
        (
            Trouble::OtherLetters,
            any(|one| !one.is_ascii() && is_latin(one) && !is_umlaut(one)),
        ),
        (Trouble::Hyphen, any(|one| one == '-')),
        (Trouble::SeveralWords, some_part(|part| part.contains(' '))),
        (
            Trouble::Punctuation,
            any(|one| !one.is_alphanumeric() && one != ' ' && one != '-' && !is_mark(one)),
        ),
        (Trouble::Long, name.chars().count() > LONG),
        (Trouble::Short, some_part(|part| part.chars().count() < 3)),
    ];
    found
        .into_iter()
        .filter_map(|(trouble, is_so)| is_so.then_some(trouble))
        .collect()
}

fn is_umlaut(one: char) -> bool {
    matches!(one, 'ä' | 'ö' | 'ü' | 'Ä' | 'Ö' | 'Ü' | 'ß' | '\u{308}')
}

/// A mark that a decomposed letter carries.
fn is_mark(one: char) -> bool {
    matches!(one, '\u{300}'..='\u{36f}')
}

/// Latin letters with and without marks, by their blocks.
fn is_latin(one: char) -> bool {
    one.is_ascii_alphabetic() || is_mark(one) || matches!(one, '\u{aa}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}
