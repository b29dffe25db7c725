//! The labelled set of suggestions (rule L11): how many are right, kind by kind.
#![expect(clippy::unwrap_used, reason = "tests")]

mod company;
mod kind;
mod measure;
mod names;
mod person;

use company::{Company, companies};
use koppel::core::suggest::Index;
use measure::{Answer, Table};
use names::{ANSWERS, Names, TUNING};

/// Other seeds than those of tuning.
const SEED: u64 = 20_261;

fn answers(companies: &[Company]) -> Table {
    let indexes: Vec<Index<'_>> = companies
        .iter()
        .map(|company| Index::of(&company.snapshot, &company.report))
        .collect();
    Table::of(companies, |company, profile| {
        let at = companies.iter().position(|one| std::ptr::eq(one, company)).unwrap();
        let found = indexes[at].suggest_for(profile, &company.state, &company.report);
        Answer {
            score: found.first().map_or(0.0, |one| one.score),
            strength: found.first().map(|one| one.strength),
            candidates: found.into_iter().map(|one| one.employee).collect(),
        }
    })
}

#[test]
fn tune_look() {
    let names = Names::parse(if std::env::var("SET").is_ok() { ANSWERS } else { TUNING });
    let companies = companies(&names, if std::env::var("SET").is_ok() { SEED } else { 1 });
    let table = answers(&companies);
    for (kind, c) in table.kinds.iter().chain(&table.nobodys) {
        println!("{kind:32} n {:4} first {:.3} three {:.3} strong {:.3} right {:.3}", c.cases, measure::share(c.first,c.cases), measure::share(c.in_three,c.cases), measure::share(c.strong,c.cases), measure::share(c.strong_right,c.strong));
    }
    let a = table.answered();
    println!("ALL {a:?} first {:.4} three {:.4} strong {:.4} strong right {:.4}; nobody strong {:?}", measure::share(a.first,a.cases), measure::share(a.in_three,a.cases), measure::share(a.strong,a.cases), table.strong_right(), table.nobody());
    for line in table.calibration() { println!("{line:?}"); }
}
