//! What `links`, `plan` and `explain` know from earlier: the state that the folder holds.

use crate::program::{Both, Koppel};
use crate::reading::small;
use koppel::clock::Clock;
use koppel::core::EmployeeId;
use koppel::store::state::{Decision, Origin, Store};
use koppel::store::{Operator, StagingLock};

/// Somebody decided, in the state of the org `org`, that employee 12 is excluded.
fn exclude(koppel: &Koppel, org: &str) {
    let folder = koppel.folder.path();
    let operator = || Operator {
        user: "m.vogt".to_owned(),
        host: "desk".to_owned(),
    };
    let lock = StagingLock::take(folder, &operator(), Clock::System).unwrap();
    let opened = Store::open(folder, org, operator(), Clock::System).unwrap();
    let mut store = opened.store;
    let decision = Decision::Exclude {
        employee: EmployeeId(12),
        note: "the founder".to_owned(),
    };
    store.decide(&lock, &[decision], Origin::Screen).unwrap();
}

fn org(koppel: &Koppel) -> String {
    let plan = koppel.run(&["plan", "--format", "json"]);
    let plan: serde_json::Value = serde_json::from_str(&plan.stdout).unwrap();
    plan["org"].as_str().unwrap().to_owned()
}

#[test]
fn l9_what_was_decided_before_is_kept_to() {
    let both = Both::of(small());
    let koppel = both.koppel();
    let before = koppel.run(&["plan"]).stdout;
    assert!(before.contains("Vertrieb → Sales"), "{before}");
    exclude(&koppel, &org(&koppel));
    let after = koppel.run(&["plan"]).stdout;
    assert!(!after.contains("Vertrieb → Sales"), "{after}");
    for arguments in [&["plan"][..], &["links"], &["explain", "12"]] {
        let said = koppel.run(arguments).stdout.to_lowercase();
        assert!(said.contains("excluded"), "{arguments:?}: {said}");
    }
}

#[test]
fn r7_the_state_of_another_org_stops_everything() {
    let both = Both::of(small());
    let koppel = both.koppel();
    exclude(&koppel, "00oAnotherOrgAltogether");
    for arguments in [&["plan"][..], &["links"], &["explain", "12"]] {
        let ended = koppel.run(arguments);
        assert_eq!(
            (ended.code, ended.stdout.as_str()),
            (Some(4), ""),
            "{arguments:?}"
        );
        insta::allow_duplicates! {
            insta::assert_snapshot!("r7_another_org", ended.stderr);
        }
    }
}

#[test]
fn r7_doctor_names_the_state_of_another_org() {
    let both = Both::of(small());
    let koppel = both.koppel();
    exclude(&koppel, &org(&koppel));
    let about_the_state = |koppel: &Koppel| {
        let ended = koppel.run(&["doctor"]);
        let said: Vec<&str> = ended.stdout.split_whitespace().collect();
        let is_told = said.join(" ").contains("and the state is that of org 00oAnother");
        (is_told, ended.code)
    };
    let (is_told, code) = about_the_state(&koppel);
    assert!(!is_told && code != Some(4));
    let other = both.koppel();
    exclude(&other, "00oAnotherOrgAltogether");
    assert_eq!(about_the_state(&other), (true, Some(4)));
}
