//! Whatever people decide, in whatever order: the index of what holds agrees with the acts, and contradicts
//! itself nowhere.

use super::book::{Book, action, id, okta};
use koppel::core::plan::ActionKind;
use koppel::core::state::Staging;
use koppel::store::state::{Act, Decision, DecisionId};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// What holds according to the acts alone, the oldest first.
fn replay(book: &Book) -> BTreeMap<DecisionId, Option<Staging>> {
    let mut holds = BTreeMap::new();
    for row in book.view().decision_history(1_000).unwrap().into_iter().rev() {
        let id = row.about.unwrap_or(row.id);
        let staging = matches!(
            row.decision,
            Decision::Assign { .. } | Decision::RemoveLink { .. }
        );
        match row.act {
            Act::Decided | Act::Restored => {
                holds.insert(id, staging.then_some(Staging::Staged));
            }
            Act::Confirmed => {
                holds.insert(id, Some(Staging::Confirmed));
            }
            Act::TakenBack | Act::Replaced | Act::Done => {
                holds.remove(&id);
            }
        }
    }
    holds
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Assign(u64, u64),
    Remove(u64),
    ConfirmLink(u64, u64),
    Reject(u64, u64),
    Confirm(prop::sample::Index),
    TakeBack(prop::sample::Index),
    Write(u64, u64),
}

fn step() -> impl Strategy<Value = Step> {
    let (profile, employee) = (1..4_u64, 1..4_u64);
    let pair = (profile.clone(), employee);
    prop_oneof![
        3 => pair.clone().prop_map(|(profile, employee)| Step::Assign(profile, employee)),
        1 => profile.prop_map(Step::Remove),
        1 => pair.clone().prop_map(|(profile, employee)| Step::ConfirmLink(profile, employee)),
        1 => pair.clone().prop_map(|(profile, employee)| Step::Reject(profile, employee)),
        1 => any::<prop::sample::Index>().prop_map(Step::Confirm),
        3 => any::<prop::sample::Index>().prop_map(Step::TakeBack),
        1 => pair.prop_map(|(profile, employee)| Step::Write(profile, employee)),
    ]
}

fn take(book: &mut Book, step: Step) {
    let okta = |number: u64| okta(&format!("00u{number}"));
    let holding: Vec<DecisionId> = replay(book).into_keys().collect();
    let staged: Vec<DecisionId> = replay(book)
        .into_iter()
        .filter_map(|(id, staging)| staging.map(|_| id))
        .collect();
    match step {
        Step::Assign(profile, employee) => {
            book.assign(okta(profile).as_str(), employee);
        }
        Step::Remove(profile) => {
            book.decide(Decision::RemoveLink {
                profile: okta(profile),
                employee: None,
            });
        }
        Step::ConfirmLink(profile, employee) => {
            book.decide(Decision::ConfirmLink {
                profile: okta(profile),
                employee: id(employee),
            });
        }
        Step::Reject(profile, employee) => {
            book.decide(Decision::Reject {
                profile: okta(profile),
                employee: id(employee),
            });
        }
        Step::Confirm(which) if !staged.is_empty() => book.confirm(*which.get(&staged)),
        Step::TakeBack(which) if !holding.is_empty() => book.take_back(*which.get(&holding)),
        Step::Confirm(_) | Step::TakeBack(_) => {}
        Step::Write(profile, employee) => {
            book.apply(action(ActionKind::Link, employee, okta(profile).as_str()));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn l8_what_holds_is_what_the_acts_say_and_never_contradicts_itself(
        steps in prop::collection::vec(step(), 1..20),
    ) {
        let mut book = Book::new();
        for step in steps {
            take(&mut book, step);
            let in_force = book.view().decisions_in_force().unwrap();
            let holds: BTreeMap<DecisionId, Option<Staging>> =
                in_force.iter().map(|(row, staging)| (row.id, *staging)).collect();
            prop_assert_eq!(holds, replay(&book));
            let mut employees = BTreeSet::new();
            let mut profiles = BTreeSet::new();
            for (row, _) in &in_force {
                if let Decision::Assign { profile, employee, .. } = &row.decision {
                    prop_assert!(employees.insert(*employee), "two profiles for one employee");
                    prop_assert!(profiles.insert(profile.clone()), "two employees for one profile");
                    let rejected = Decision::Reject { profile: profile.clone(), employee: *employee };
                    prop_assert!(in_force.iter().all(|(other, _)| other.decision != rejected));
                }
            }
        }
    }
}
