//! What a key costs in the assignment prompt: `cargo bench --bench search`.
//!
//! 100,000 employees, one core, every beginning of what somebody types: median and worst of the search alone, of the
//! whole way from the key to the frame that shows what was found, and, in the same run, of `nucleo-matcher` over the
//! same texts, folded already. Goal: search and draw in 5 ms (median) and 10 ms (worst).
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "as in tests; tables are printed"
)]

#[path = "../suggestion/company.rs"]
#[expect(dead_code, reason = "the companies of the labelled set are for another bench")]
mod company;
#[path = "../suggestion/kind.rs"]
mod kind;
#[path = "../suggestion/names.rs"]
#[expect(dead_code, reason = "so are the names for tuning")]
mod names;
#[path = "../suggestion/person.rs"]
mod person;
#[path = "search/prompt.rs"]
mod prompt;

use koppel::core::search::{Query, Search};
use koppel::core::snapshot::Roster;
use koppel::core::text::fold;
use names::{ANSWERS, Names};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32String};
use std::hint::black_box;
use std::time::{Duration, Instant};

const SIZE: usize = 100_000;
/// Typed key by key.
const TYPED: [&str; 12] = [
    "muhlbauer thor",
    "grunewald",
    "swantje eich",
    "jurgn mul",
    "trautwein vertrieb",
    "48213",
    "er",
    "hat zi dakis",
    "kjaergaard hambg",
    "zollner lies@",
    "personal munch",
    "qxzw",
];

fn main() {
    let names = Names::parse(ANSWERS);
    let company = company::company(&names, 5, SIZE, 1);
    let roster = company.snapshot.roster.clone();
    let start = Instant::now();
    let search = Search::employees(&roster);
    println!(
        "made ready for {} people in {:?}",
        roster.employees.len(),
        start.elapsed()
    );

    let queries: Vec<String> = TYPED.iter().flat_map(|typed| beginnings(typed)).collect();
    report("search", &queries, |typed| {
        let start = Instant::now();
        let found = search.find(&Query::of(typed), |_| true, || false).unwrap();
        (start.elapsed(), black_box(found.total))
    });

    let mut prompt = prompt::Typist::new(company.snapshot);
    report("key to frame", &queries, |typed| prompt.last_key(typed));

    let texts = texts(&roster);
    let mut matcher = Matcher::new(Config::DEFAULT);
    report("nucleo-matcher", &queries, |typed| {
        let start = Instant::now();
        let pattern = Pattern::parse(&fold(typed), CaseMatching::Respect, Normalization::Never);
        let mut hits: Vec<(u32, usize)> = texts
            .iter()
            .enumerate()
            .filter_map(|(at, text)| Some((pattern.score(text.slice(..), &mut matcher)?, at)))
            .collect();
        hits.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        (start.elapsed(), black_box(hits.len()))
    });
}

/// As the keys come.
fn beginnings(typed: &str) -> Vec<String> {
    let ends = typed.char_indices().map(|(at, letter)| at + letter.len_utf8());
    ends.map(|end| typed[..end].to_owned())
        .filter(|typed| !typed.ends_with(' '))
        .collect()
}

fn texts(roster: &Roster) -> Vec<Utf32String> {
    let folded = roster.employees.iter().map(|employee| {
        let places = employee.attributes.iter().filter_map(|value| value.as_text());
        let places = places.collect::<Vec<_>>().join(" ");
        let email = employee.email().unwrap_or_default();
        let text = format!("{} {} {email} {places}", employee.id, employee.display_name());
        fold(&text).into_owned()
    });
    folded.map(Utf32String::from).collect()
}

/// The median of three runs of each query, then over all queries.
fn report(name: &str, queries: &[String], mut find: impl FnMut(&str) -> (Duration, usize)) {
    let mut took: Vec<(Duration, &str, usize)> = queries
        .iter()
        .map(|typed| {
            let mut runs: Vec<(Duration, usize)> = (0..3).map(|_| find(typed)).collect();
            runs.sort_unstable();
            (runs[1].0, typed.as_str(), runs[1].1)
        })
        .collect();
    took.sort_unstable();
    let (median, worst) = (took[took.len() / 2].0, took[took.len() - 1]);
    println!(
        "{name:16} median {median:>10.2?}  worst {:>10.2?} ({:?}, {} hits)",
        worst.0, worst.1, worst.2
    );
    for (time, typed, hits) in took.iter().rev().take(6) {
        println!("{:16} {time:>10.2?}  {typed:?}, {hits} hits", "");
    }
}
