//! How good suggestions are, and what they cost: `cargo bench --bench suggest`.
//!
//! Prints the labelled set kind by kind with 95 % intervals, beside plainer ways, and then the speed. `-- fit` finds
//! the weights anew on the tuning set; `-- tuning` prints the table of that set.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "as in tests; tables are printed"
)]

#[path = "../suggestion/baseline.rs"]
mod baseline;
#[path = "../suggestion/company.rs"]
mod company;
#[path = "../suggestion/fit.rs"]
mod fit;
#[path = "../suggestion/kind.rs"]
mod kind;
#[path = "../suggestion/measure.rs"]
mod measure;
#[path = "../suggestion/names.rs"]
mod names;
#[path = "../suggestion/person.rs"]
mod person;

use baseline::BASELINES;
use company::{Company, companies, company};
use divan::{Bencher, counter::ItemsCount};
use koppel::core::suggest::{Index, suggest};
use measure::{Count, Table, share};
use names::{ANSWERS, Names, TUNING};

/// What the tuning set is made from, several times over.
const TUNING_SEEDS: [u64; 3] = [1, 101, 201];
const ANSWER_SEED: u64 = 20_261;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let asks = |word: &str| arguments.iter().any(|argument| argument == word);
    if asks("fit") {
        fit::print(&fit::fit(&tuning()));
    } else if asks("tuning") {
        table(&tuning());
    } else {
        table(&companies(&Names::parse(ANSWERS), ANSWER_SEED));
        divan::main();
    }
}

fn tuning() -> Vec<Company> {
    let names = Names::parse(TUNING);
    TUNING_SEEDS
        .iter()
        .flat_map(|seed| companies(&names, *seed))
        .collect()
}

fn table(companies: &[Company]) {
    let ours = measure::suggested(companies);
    println!(
        "{:26} {:>5}  {:^22}  {:^6}  {:^6}  {:^6}",
        "kind", "cases", "first right", "in 3", "strong", "right"
    );
    for (kind, count) in &ours.kinds {
        line(kind, count);
    }
    line("all that have an answer", &ours.answered());
    for (kind, count) in &ours.nobodys {
        println!(
            "{kind:28} {:5}  strong {:5.1} %",
            count.cases,
            100.0 * share(count.strong, count.cases)
        );
    }
    println!("strong is right: {:.2} %", 100.0 * ours.strong_right());
    for (says, right, cases) in ours.calibration() {
        println!("a score of {says:.3} is right in {right:.3} ({cases})");
    }
    for (name, likeness, strong) in BASELINES {
        let plain = Table::of(companies, |company, profile| {
            baseline::answer(company, profile, likeness, strong)
        });
        line(name, &plain.answered());
        println!(
            "{:28} nobody's strong: {}, strong is right: {:.2} %",
            "",
            plain.nobody().strong,
            100.0 * plain.strong_right()
        );
    }
}

fn line(kind: &str, count: &Count) {
    let (low, high) = wilson(count.first, count.cases);
    println!(
        "{kind:26} {:5}  {:5.1} % ({:5.1} – {:5.1})  {:5.1}   {:5.1}   {:5.1}",
        count.cases,
        100.0 * share(count.first, count.cases),
        100.0 * low,
        100.0 * high,
        100.0 * share(count.in_three, count.cases),
        100.0 * share(count.strong, count.cases),
        100.0 * share(count.strong_right, count.strong),
    );
}

/// Wilson's interval of 95 %.
#[expect(clippy::cast_precision_loss, reason = "a few thousand")]
fn wilson(right: usize, all: usize) -> (f64, f64) {
    let (share, all, z) = (share(right, all), all.max(1) as f64, 1.96_f64);
    let centre = share + z * z / (2.0 * all);
    let spread = z * (share * (1.0 - share) / all + z * z / (4.0 * all * all)).sqrt();
    let whole = 1.0 + z * z / all;
    ((centre - spread) / whole, (centre + spread) / whole)
}

/// 100,000 employees of whom nearly all are linked, and some 1,100 profiles that are not.
fn crowd() -> Company {
    let mut names = Names::parse(ANSWERS);
    let ends = [
        "", "mann", "er", "sen", "feld", "bach", "hof", "stein", "berg", "ski", "ova", "dal", "heim", "au",
        "ing",
    ];
    for culture in &mut names.cultures {
        let families = std::mem::take(&mut culture.family);
        let with = |end: &str| {
            let add = |family: &Vec<String>| family.iter().map(|name| format!("{name}{end}")).collect();
            families.iter().map(add).collect::<Vec<_>>()
        };
        culture.family = ends.iter().flat_map(|end| with(end)).collect();
    }
    company(&names, 7, 98_500, 35)
}

fn unmatched(company: &Company) -> Vec<u32> {
    company.cases.iter().map(|case| case.profile).collect()
}

/// The whole call. Goal: 1,000 profiles against 100,000 employees in 2 s.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn all_of_100_000(bencher: Bencher<'_, '_>) {
    let company = crowd();
    bencher
        .counter(ItemsCount::new(company.cases.len()))
        .bench_local(|| suggest(&company.snapshot, &company.state, &company.report));
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn index_of_100_000(bencher: Bencher<'_, '_>) {
    let company = crowd();
    bencher.bench_local(|| Index::of(&company.snapshot, &company.report));
}

/// What a screen of 30 lines waits for, once the index is there.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn the_first_30_lines(bencher: Bencher<'_, '_>) {
    let company = crowd();
    let index = Index::of(&company.snapshot, &company.report);
    let profiles = unmatched(&company);
    let every = profiles.len() / 30;
    bencher.bench_local(|| {
        let visible = profiles.iter().step_by(every).take(30);
        visible
            .map(|profile| index.suggest_for(*profile, &company.state, &company.report).len())
            .sum::<usize>()
    });
}
