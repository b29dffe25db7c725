//! A folded word search is the oracle: whoever it finds is found.

use crate::people::{find, hire, roster};
use fastrand::Rng;
use koppel::core::search::MOST;
use koppel::core::snapshot::Roster;
use koppel::core::text::{fold, fold_german};

const FIRST: [&str; 12] = [
    "Jürgen",
    "Anna",
    "Özlem",
    "Søren",
    "Łukasz",
    "Zoë",
    "Hans-Peter",
    "Μαρία",
    "Дмитрий",
    "Li",
    "Élodie",
    "Max",
];
const LAST: [&str; 12] = [
    "Müller",
    "Weiß",
    "Yıldız",
    "Øverås",
    "Śliwa",
    "Krämer",
    "O'Neill",
    "Παπαδάκης",
    "Иванов",
    "Wu",
    "Lefèvre",
    "von der Heide",
];
const WORK: [&str; 4] = ["Vertrieb", "Finanzen", "IT Operations", "Einkauf"];

fn company(size: u64) -> Roster {
    let mut roster = roster();
    let mut dice = Rng::with_seed(9);
    for id in 0..size {
        let pick = |list: &[&'static str], dice: &mut Rng| list[dice.usize(..list.len())];
        let (first, last) = (pick(&FIRST, &mut dice), pick(&LAST, &mut dice));
        let email = format!("{}.{}{id}@x.example", fold(first), fold_german(last)).replace(' ', "");
        let work = pick(&WORK, &mut dice);
        hire(
            &mut roster,
            1_000 + id * 7,
            first,
            last,
            &email,
            [work, "", "", ""],
        );
    }
    roster
}

/// Whose words, folded in one of both ways, hold each word.
fn oracle(roster: &Roster, typed: &str) -> Vec<u32> {
    let words: Vec<String> = typed
        .split_whitespace()
        .map(|word| fold(word).into_owned())
        .collect();
    let is_hit = |at: usize| {
        let employee = &roster.employees[at];
        let id = employee.id.to_string();
        let places = employee.attributes.iter().filter_map(|value| value.as_text());
        let known = [&employee.first_name, &employee.last_name, &employee.email];
        let texts: Vec<&str> = known
            .into_iter()
            .filter_map(|value| value.as_text())
            .chain(places)
            .chain([id.as_str()])
            .collect();
        let ways = |text: &str| [fold(text).into_owned(), fold_german(text).into_owned()];
        let folded: Vec<String> = texts.iter().flat_map(|text| ways(text)).collect();
        words
            .iter()
            .all(|word| folded.iter().any(|text| text.contains(word.as_str())))
    };
    (0u32..)
        .zip(&roster.employees)
        .map(|(at, _)| at)
        .filter(|at| is_hit(*at as usize))
        .collect()
}

#[test]
fn whoever_a_folded_word_search_finds_is_found() {
    let company = company(400);
    let searches = [
        "muller",
        "mueller",
        "jurgen mull",
        "mull jurg",
        "weiss anna",
        "anna weiss",
        "yildiz",
        "a",
        "e x",
        "finanzen",
        "it oper",
        "neill",
        "o'neill",
        "papad",
        "ivanov dm",
        "heide von",
        "1007",
        "10",
        "zoe kra",
        "wu",
        "lefe elo",
        "hans-peter",
        ".mueller1",
        "sliwa łukasz",
    ];
    for typed in searches {
        let expected = oracle(&company, typed);
        let found = find(&company, typed);
        assert!(!expected.is_empty(), "{typed}");
        let positions: Vec<u32> = found.best.iter().map(|hit| hit.position).collect();
        let missed: Vec<&u32> = expected.iter().filter(|at| !positions.contains(at)).collect();
        assert!(missed.is_empty(), "{typed}: {missed:?}");
        // Whoever has all the words comes before whoever has their letters.
        let all_first = positions[..expected.len()].iter().all(|at| expected.contains(at));
        assert!(all_first, "{typed}");
    }
}

#[test]
fn of_more_hits_than_anybody_reads_the_best_are_given() {
    let company = company(3_000);
    for typed in ["a", "an", "muller"] {
        let found = find(&company, typed);
        let expected = oracle(&company, typed).len();
        assert_eq!(found.best.len(), MOST.min(found.total), "{typed}");
        assert!(found.total >= expected, "{typed}");
    }
    let first = find(&company, "max mull").best[0].position;
    let employee = &company.employees[first as usize];
    assert_eq!(employee.display_name(), "Max Müller");
}
