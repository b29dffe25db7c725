//! What plainer ways find on the same set.

use crate::company::Company;
use crate::measure::Answer;
use koppel::core::employee::Employee;
use koppel::core::link::EmployeeStanding;
use koppel::core::profile::Profile;
use koppel::core::suggest::Strength;
use koppel::core::text::fold;
use std::collections::BTreeSet;

/// How alike two folded names are.
type Likeness = fn(&str, &str) -> f64;

/// Its name, and from where on its likeness counts as strong.
pub const BASELINES: [(&str, Likeness, f64); 3] = [
    ("equal folded name", |a, b| f64::from(u8::from(a == b)), 1.0),
    ("Jaro-Winkler", strsim::jaro_winkler, 0.95),
    ("token-set ratio", token_set_ratio, 0.95),
];

pub fn answer(company: &Company, profile: u32, likeness: Likeness, strong: f64) -> Answer {
    let name = of_profile(&company.snapshot.directory.profiles[profile as usize]);
    let mut scored: Vec<(f64, &Employee)> = company
        .snapshot
        .roster
        .employees
        .iter()
        .zip(&company.report.employees)
        .filter(|(_, standing)| **standing == EmployeeStanding::Unmatched)
        .map(|(employee, _)| (likeness(&name, &of_employee(employee)), employee))
        .filter(|(score, _)| *score > 0.0)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.id.cmp(&b.1.id)));
    let best = scored.first().map_or(0.0, |(score, _)| *score);
    let has_equal = scored
        .get(1)
        .is_some_and(|(score, _)| (*score - best).abs() < 1e-9);
    #[expect(clippy::cast_possible_truncation, reason = "a score")]
    let score = best as f32;
    Answer {
        score,
        strength: Some(if best >= strong && !has_equal {
            Strength::Strong
        } else {
            Strength::Weak
        }),
        candidates: scored.iter().map(|(_, employee)| employee.id).collect(),
    }
}

/// Without a name the login has to do.
fn of_profile(profile: &Profile) -> String {
    let name = profile.display_name();
    let text = if name.is_empty() {
        profile.login.split('@').next().unwrap().replace(['.', '-'], " ")
    } else {
        name
    };
    fold(&text).into_owned()
}

fn of_employee(employee: &Employee) -> String {
    fold(&employee.display_name()).into_owned()
}

/// As `RapidFuzz` has it: words in common count in full, the rest by the letters that they share.
fn token_set_ratio(a: &str, b: &str) -> f64 {
    let words = |text: &str| -> BTreeSet<String> { text.split_whitespace().map(str::to_owned).collect() };
    let (a, b) = (words(a), words(b));
    let join = |words: Vec<&String>| {
        words
            .iter()
            .map(|word| word.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    };
    let common = join(a.intersection(&b).collect());
    let with = |rest: String| format!("{common} {rest}").trim().to_owned();
    let (mine, theirs) = (
        with(join(a.difference(&b).collect())),
        with(join(b.difference(&a).collect())),
    );
    if !common.is_empty() && (mine == common || theirs == common) {
        return 1.0;
    }
    let pairs = [(&common, &mine), (&common, &theirs), (&mine, &theirs)];
    pairs
        .into_iter()
        .map(|(a, b)| strsim::normalized_levenshtein(a, b))
        .fold(0.0, f64::max)
}
