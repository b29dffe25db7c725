//! What suggestions must reach.

use crate::baseline::{self, BASELINES};
use crate::company::{Company, companies};
use crate::measure::{Table, share, suggested};
use crate::names::{ANSWERS, Names};
use koppel::core::suggest::Index;
use std::sync::LazyLock;

/// Other seeds than those of tuning.
const SEED: u64 = 20_261;

static COMPANIES: LazyLock<Vec<Company>> = LazyLock::new(|| companies(&Names::parse(ANSWERS), SEED));
static TABLE: LazyLock<Table> = LazyLock::new(|| suggested(&COMPANIES));

#[test]
fn l11_the_set_is_large_enough_to_say_anything() {
    let all = TABLE.answered();
    assert!(all.cases >= 1_000 && TABLE.kinds.len() >= 20, "{all:?}");
    assert!(TABLE.nobody().cases >= 250);
    assert!(TABLE.kinds.values().all(|count| count.cases >= 40));
}

#[test]
fn l11_the_right_one_is_first_and_nearly_always_among_three() {
    let all = TABLE.answered();
    assert!(share(all.first, all.cases) >= 0.97, "{all:?}");
    assert!(share(all.in_three, all.cases) >= 0.99, "{all:?}");
    for (kind, count) in &TABLE.kinds {
        let least = if *kind == "married name" { 0.80 } else { 0.90 };
        assert!(share(count.first, count.cases) >= least, "{kind}: {count:?}");
    }
}

#[test]
fn l11_strong_is_right_and_covers_most() {
    let all = TABLE.answered();
    assert!(TABLE.strong_right() >= 0.99, "{:.4}", TABLE.strong_right());
    assert!(share(all.strong, all.cases) >= 0.85, "{all:?}");
}

#[test]
fn l11_profiles_of_nobody_get_nothing_strong() {
    let nobody = TABLE.nobody();
    assert!(share(nobody.strong, nobody.cases) <= 0.03, "{nobody:?}");
}

#[test]
fn l11_a_score_is_how_many_of_such_are_right() {
    // A score that promises more than it holds is worse than one that promises less.
    for (says, right, cases) in TABLE.calibration() {
        let few = cases < 30;
        assert!(
            few || right >= f64::from(says) - 0.08,
            "{says} says, {right} are ({cases})"
        );
        assert!(
            few || right <= f64::from(says) + 0.25,
            "{says} says, {right} are ({cases})"
        );
    }
}

#[test]
fn l11_plainer_ways_are_far_behind() {
    let ours = TABLE.answered().first;
    for (name, likeness, strong) in BASELINES {
        let theirs = Table::of(&COMPANIES[..1], |company, profile| {
            baseline::answer(company, profile, likeness, strong)
        });
        let theirs = theirs.answered();
        let share_of_ours = share(ours, TABLE.answered().cases);
        assert!(
            share(theirs.first, theirs.cases) + 0.1 < share_of_ours,
            "{name}: {theirs:?}"
        );
    }
}

#[test]
fn l11_whoever_has_an_account_already_is_named_on_demand() {
    let mut cases = 0;
    let mut owners = 0;
    for company in &*COMPANIES {
        let index = Index::of(&company.snapshot, &company.report);
        for case in company.cases.iter().filter(|case| case.owner.is_some()) {
            let found = index.suggest_with_taken(case.profile, &company.state, &company.report);
            cases += 1;
            owners += usize::from(
                found
                    .first()
                    .is_some_and(|one| one.is_taken && Some(one.employee) == case.owner),
            );
            let plain = index.suggest_for(case.profile, &company.state, &company.report);
            assert!(plain.iter().all(|one| !one.is_taken));
        }
    }
    assert!(share(owners, cases) >= 0.9, "{owners} of {cases}");
}

#[test]
fn l11_an_employee_finds_their_profile_too() {
    let company = &COMPANIES[0];
    let index = Index::of(&company.snapshot, &company.report);
    let positions = company.snapshot.roster.index();
    let answered = company
        .cases
        .iter()
        .filter_map(|case| Some((case.profile, case.answer?)));
    let (mut cases, mut right) = (0, 0);
    for (profile, answer) in answered {
        let found = index.profiles_for(positions[&answer], &company.state, &company.report);
        let id = &company.snapshot.directory.profiles[profile as usize].id;
        cases += 1;
        right += usize::from(found.first().is_some_and(|one| one.profile == *id));
    }
    assert!(share(right, cases) >= 0.95, "{right} of {cases}");
}
