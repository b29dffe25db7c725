//! Small companies, day by day, that went wrong once: each day is served anew, and koppel keeps its state.

use crate::program::{Both, Ended, Koppel};
use koppel::sim::{Company, Effect};
use serde_json::Value as Json;

const F1: [&str; 3] = [
    include_str!("cases/f1-day1.json"),
    include_str!("cases/f1-day2.json"),
    include_str!("cases/f1-day3.json"),
];
const F2: [&str; 2] = [
    include_str!("cases/f2-day1.json"),
    include_str!("cases/f2-day2.json"),
];
const F4: [&str; 2] = [
    include_str!("cases/f4-day1.json"),
    include_str!("cases/f4-day2.json"),
];
const F5: [&str; 2] = [
    include_str!("cases/f5-day1.json"),
    include_str!("cases/f5-day2.json"),
];
const PROFILE: &str = "00uaaaaaaaaaaaaaaaaa";

/// koppel with one state for all days.
struct Days {
    koppel: Koppel,
    is_first: bool,
}

/// What became of one day.
struct Day {
    both: Both,
    plan: Json,
    sync: Ended,
}

impl Days {
    fn new() -> Self {
        let mut koppel = Koppel::at("http://127.0.0.1:1");
        koppel
            .set("KOPPEL_LOGIN__DOMAIN", "demo.example")
            .set("KOPPEL_ACTIVATION__SEND_EMAIL", "true")
            .set(
                "KOPPEL_MAPPING",
                r#"[{ personio = "last_name", okta = "lastName" }, { personio = "email", okta = "email" },
                    { personio = "department", okta = "department" }]"#,
            );
        Self {
            koppel,
            is_first: true,
        }
    }

    fn live(&mut self, company: &str) -> Day {
        let both = Both::of(Company::from_json(company).unwrap());
        self.koppel
            .set("KOPPEL_OKTA__URL", both.simulator.url())
            .set("KOPPEL_PERSONIO__URL", both.simulator.url())
            .set("KOPPEL_OKTA_TOKEN", &both.simulator.okta_token())
            .set("KOPPEL_PERSONIO_CLIENT_ID", &both.simulator.personio_client_id())
            .set(
                "KOPPEL_PERSONIO_CLIENT_SECRET",
                &both.simulator.personio_client_secret(),
            );
        let plan = self.koppel.run(&["plan", "--format", "json"]);
        let plan = serde_json::from_str(&plan.stdout).unwrap();
        let mut arguments = vec!["sync", "--yes"];
        arguments.extend(self.is_first.then_some("--confirm-links"));
        self.is_first = false;
        let sync = self.koppel.run(&arguments);
        Day { both, plan, sync }
    }
}

impl Day {
    /// Kind and reason of everything that waits.
    fn holds(&self) -> Vec<(String, String)> {
        let actions = self.plan["actions"].as_array().unwrap().iter();
        actions
            .filter(|action| !action["held"].is_null())
            .map(|action| {
                let word = |value: &Json| value.as_str().unwrap().to_owned();
                (word(&action["kind"]), word(&action["held"]["code"]))
            })
            .collect()
    }

    fn status(&self) -> String {
        let status = |company: &mut Company| company.okta.profile(PROFILE).unwrap().status.clone();
        format!("{:?}", self.both.simulator.company(status))
    }

    fn value(&self, attribute: &str) -> String {
        let value = |company: &mut Company| company.okta.profile(PROFILE).unwrap().text(attribute).to_owned();
        self.both.simulator.company(value)
    }

    fn writes(&self) -> usize {
        let ledger = self.both.simulator.ledger();
        ledger
            .iter()
            .filter(|call| !matches!(call.effect, Effect::None | Effect::Limited))
            .count()
    }
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(kind, code): &(&str, &str)| ((*kind).to_owned(), (*code).to_owned());
    expected.iter().map(owned).collect()
}

#[test]
fn l1_a_found_link_survives_a_rename_and_the_person_leaves_with_it() {
    let mut days = Days::new();
    days.live(F1[0]);
    let renamed = days.live(F1[1]);
    assert_eq!(renamed.sync.code, Some(0), "{}", renamed.sync.stderr);
    assert_eq!(renamed.value("lastName"), "Neu");
    assert_eq!(renamed.value("email"), "anna.neu@demo.example");
    let gone = days.live(F1[2]);
    assert_eq!(
        (gone.sync.code, gone.status().as_str()),
        (Some(0), "Deprovisioned")
    );
}

#[test]
fn p4_nobody_at_work_loses_the_profile_of_their_old_record() {
    let mut days = Days::new();
    days.live(F2[0]);
    let two_records = days.live(F2[1]);
    assert_eq!(
        two_records.holds(),
        pairs(&[("deactivate", "second_record"), ("create", "second_record")])
    );
    assert_eq!(two_records.status(), "Active");
    assert_eq!(two_records.writes(), 0);
}

#[test]
fn u2_an_email_that_differs_in_invisible_characters_alone_is_no_change() {
    let mut days = Days::new();
    days.live(F4[0]);
    let day = days.live(F4[1]);
    assert_eq!((day.sync.code, day.writes()), (Some(0), 0));
    assert_eq!(day.value("email"), "dora.dach@demo.example");
}

#[test]
fn a6_an_attribute_that_another_system_masters_is_told_once_and_is_a_notice_from_then_on() {
    let mut days = Days::new();
    let first = days.live(F5[0]);
    assert_eq!(first.sync.code, Some(5), "{}", first.sync.stderr);
    assert!(first.sync.stdout.contains("E0000023"), "{}", first.sync.stdout);
    let second = days.live(F5[1]);
    assert_eq!((second.sync.code, second.writes()), (Some(0), 0));
    let notices = second.plan["notices"].as_array().unwrap().iter();
    let refused: Vec<&str> = notices
        .filter(|notice| notice["code"] == "attribute_refused")
        .map(|notice| notice["attribute"].as_str().unwrap())
        .collect();
    assert_eq!(refused, ["department"]);
    let explained = days.koppel.run(&["explain", "1003"]).stdout;
    let story: Vec<&str> = explained.lines().collect();
    let at = story
        .iter()
        .position(|line| line.contains("Okta refuses it"))
        .unwrap();
    let about = story[at.saturating_sub(3)..]
        .iter()
        .take(6)
        .copied()
        .collect::<Vec<_>>()
        .join("\n");
    assert!(!about.contains("in Personio"), "{explained}");
}
