//! Answers of Okta's that nobody expects (rules A4 and A6): what happened is looked up, said, and never guessed.

use crate::bench::{Bench, first, of_employee, okta, outcomes};
use crate::doorman::{Doorman, Instead, What};
use crate::people::{JANE, bert, berts, jane, janes};
use axum::http::{Method, StatusCode};
use koppel::core::plan::ActionKind::{self, Deactivate, Link, Provision, Reactivate, Update};
use koppel::core::policy::Rehire;
use koppel::engine::{Order, RunReport};
use koppel::failure::Exit;
use koppel::sim::Company;
use koppel::sim::okta::Status;
use koppel::store::state::OutcomeKind::{self, Applied, Failed, Unknown};
use serde_json::{Value, json};

fn post(path_end: &'static str, number: usize, what: What) -> Vec<Instead> {
    vec![Instead {
        method: Method::POST,
        path_end,
        number,
        what,
    }]
}

fn get(path_end: &'static str, number: usize, what: What) -> Instead {
    Instead {
        method: Method::GET,
        path_end,
        number,
        what,
    }
}

/// A run through a doorman.
async fn through(bench: &mut Bench, order: Order, instead: Vec<Instead>) -> RunReport {
    let doorman = Doorman::before(bench.simulator.url(), instead).await;
    bench.okta_url = Some(doorman.url.clone());
    let report = bench.run(order).await.unwrap();
    bench.okta_url = None;
    report
}

/// Jane and Bert are linked, and something is to be done for both.
async fn linked(key: &str, value: &str) -> Bench {
    let company = Company::empty()
        .employee(jane())
        .profile(janes().number("1"))
        .employee(bert())
        .profile(berts().number("2"));
    let mut bench = Bench::over(company).await;
    bench.policy.rehire = Rehire::Reactivate;
    bench.first_sync().await;
    for id in [1, 2] {
        bench.set_in_personio(id, key, value);
    }
    bench
}

fn assert_jane(report: &RunReport, kind: ActionKind, outcome: OutcomeKind, words: &str) {
    assert_eq!(of_employee(report, 1), [(kind, outcome, words.to_owned())]);
    assert_eq!(
        of_employee(report, 2),
        [(kind, Applied, String::new())],
        "{words}"
    );
}

const DEACTIVATE: &str = "jane/lifecycle/deactivate";

#[tokio::test(start_paused = true)]
async fn a_deactivation_that_is_answered_with_nonsense_is_read_back() {
    for body in [
        json!("done"),
        json!([]),
        json!({ "status": "ACTIVE" }),
        Value::Null,
    ] {
        let mut bench = linked("status", "inactive").await;
        let instead = post(DEACTIVATE, 1, What::AnswerAfter(StatusCode::OK, body));
        let report = through(&mut bench, Order::unattended(), instead).await;
        assert_jane(&report, Deactivate, Applied, "");
        assert_eq!(bench.profile(JANE).status, Status::Deprovisioned);
    }
}

#[tokio::test(start_paused = true)]
async fn a_deactivation_that_is_confirmed_and_did_not_happen_failed() {
    let mut bench = linked("status", "inactive").await;
    let instead = post(DEACTIVATE, 0, What::Answer(StatusCode::OK, json!({})));
    let report = through(&mut bench, Order::unattended(), instead).await;
    assert_jane(
        &report,
        Deactivate,
        Failed,
        "Okta took the call, and the profile is ACTIVE still",
    );
    assert_eq!(
        (report.exit(), report.plan.still_have_access.len()),
        (Exit::SomeFailed, 1)
    );
    assert_eq!(
        outcomes(&bench.sync().await),
        [(Deactivate, Applied)],
        "the next run does it"
    );
}

#[tokio::test(start_paused = true)]
async fn a_deactivation_that_okta_says_it_failed_and_did_happen_is_done() {
    let mut bench = linked("status", "inactive").await;
    let refusal = json!({ "errorCode": "E0000038", "errorSummary": "Not in this status." });
    let instead = post(DEACTIVATE, 1, What::AnswerAfter(StatusCode::FORBIDDEN, refusal));
    let report = through(&mut bench, Order::unattended(), instead).await;
    assert_jane(&report, Deactivate, Applied, "");
}

#[tokio::test(start_paused = true)]
async fn a6_conflict_and_locked_are_not_for_good() {
    for status in [StatusCode::CONFLICT, StatusCode::LOCKED] {
        for (key, value, kind, path_end) in [
            ("status", "inactive", Deactivate, DEACTIVATE),
            ("position", "Lead", Update, "jane"),
        ] {
            let mut bench = linked(key, value).await;
            let words = "The org is being changed right now.";
            let body = json!({ "errorCode": "E0000112", "errorSummary": words });
            let report = through(
                &mut bench,
                Order::unattended(),
                post(path_end, 0, What::Answer(status, body)),
            )
            .await;
            assert_jane(&report, kind, Failed, words);
            assert_eq!(outcomes(&bench.sync().await), [(kind, Applied)], "{status}");
        }
    }
}

/// The life of a profile takes a moment in Okta.
fn still_on_its_way(profile: &mut Value) {
    profile["transitioningToStatus"] = json!("PROVISIONED");
    profile["status"] = json!("DEPROVISIONED");
}

#[tokio::test(start_paused = true)]
async fn r5_an_activation_that_is_still_in_progress_is_unknown_and_the_next_run_looks() {
    let mut bench = linked("status", "inactive").await;
    bench.sync().await;
    for id in [1, 2] {
        bench.set_in_personio(id, "status", "active");
    }
    // The first look is the one before the call; all that come after it see a profile on its way.
    let instead = (2..20).map(|number| get("jane", number, What::Change(still_on_its_way)));
    let instead = instead.collect();
    let report = through(&mut bench, Order::unattended(), instead).await;
    assert_jane(&report, Reactivate, Unknown, "Okta is still working on it");
    assert_eq!(report.exit(), Exit::SomeFailed);
    assert_eq!(bench.view().unresolved_actions().unwrap().len(), 1);

    // As long as it goes on it stays open, and nothing is sent.
    let writes = bench.writes().len();
    let instead = vec![
        get("jane", 1, What::Change(still_on_its_way)),
        get("jane", 2, What::Change(still_on_its_way)),
    ];
    through(&mut bench, Order::unattended(), instead).await;
    assert_eq!(bench.writes().len(), writes);

    assert_eq!(outcomes(&bench.sync().await), []);
    assert_eq!(bench.view().unresolved_actions().unwrap(), []);
    let rows = bench.view().actions_of_profile(&okta(JANE)).unwrap();
    assert_eq!(rows[0].outcome.unwrap().1, Applied);
    assert_eq!(bench.profile(JANE).status, Status::Provisioned);
}

#[tokio::test(start_paused = true)]
async fn a_link_that_okta_takes_and_does_not_keep_failed_and_nothing_follows() {
    let company = Company::empty()
        .employee(jane().position("Lead"))
        .profile(janes());
    let mut bench = Bench::over(company).await;
    let before = json!({ "id": JANE, "status": "ACTIVE", "profile": { "login": "jane@acme.example", "email": "jane@acme.example" } });
    let report = through(
        &mut bench,
        first(),
        post("jane", 1, What::Answer(StatusCode::OK, before)),
    )
    .await;
    let kinds: Vec<_> = of_employee(&report, 1)
        .into_iter()
        .map(|(kind, outcome, _)| (kind, outcome))
        .collect();
    assert_eq!(kinds, [(Link, Failed), (Update, OutcomeKind::Stale)]);
    assert_eq!(bench.writes().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn an_update_that_okta_takes_and_does_not_keep_failed_and_is_not_sent_again() {
    let mut bench = linked("position", "Lead").await;
    let before = json!({ "id": JANE, "status": "ACTIVE", "profile": {
        "login": "jane@acme.example", "email": "jane@acme.example", "employeeNumber": "1", "department": "Sales"
    } });
    let instead = post("jane", 1, What::Answer(StatusCode::OK, before));
    let report = through(&mut bench, Order::unattended(), instead).await;
    assert_jane(
        &report,
        Update,
        Failed,
        "Okta took the call, and kept its old value of title",
    );
    let writes = bench.writes().len();
    assert_eq!(outcomes(&bench.sync().await), []);
    assert_eq!(bench.writes().len(), writes);
}

#[tokio::test(start_paused = true)]
async fn a4_a_creation_that_is_answered_with_nonsense_is_looked_up_by_its_login() {
    for (status, body) in [
        (StatusCode::OK, json!({ "welcome": true })),
        (StatusCode::OK, json!(7)),
        (StatusCode::BAD_GATEWAY, Value::Null),
    ] {
        let mut bench = Bench::over(Company::empty().employee(jane())).await;
        let report = through(
            &mut bench,
            first(),
            post("/users", 1, What::AnswerAfter(status, body)),
        )
        .await;
        assert_eq!(outcomes(&report), [(Provision, Applied)]);
        let created = bench.journal()[0].action.profile.clone().unwrap();
        assert_eq!(bench.profile(created.as_str()).status, Status::Provisioned);
        assert_eq!(outcomes(&bench.sync().await), []);
    }
}

#[tokio::test(start_paused = true)]
async fn a4_a_creation_that_cannot_be_looked_up_is_unknown_until_the_next_run() {
    let mut bench = Bench::over(Company::empty().employee(jane())).await;
    let mut instead = post(
        "/users",
        1,
        What::AnswerAfter(StatusCode::BAD_GATEWAY, Value::Null),
    );
    // The first look is the one before the call.
    instead.extend((2..20).map(|number| {
        let answer = What::Answer(StatusCode::BAD_GATEWAY, Value::Null);
        get("jane.doe@talwerk.example", number, answer)
    }));
    let report = through(&mut bench, first(), instead).await;
    assert_eq!(outcomes(&report), [(Provision, Unknown)]);
    let report = bench.sync().await;
    assert_eq!(
        outcomes(&report),
        [(ActionKind::Activate, Applied)],
        "created once, and activated now"
    );
    assert_eq!(bench.view().unresolved_actions().unwrap(), []);
    let linked = bench.simulator.company(|company| {
        company
            .okta
            .profiles()
            .filter(|profile| profile.text("employeeNumber") == "1")
            .count()
    });
    assert_eq!(linked, 1);
}

/// Rule R1: a list that lacks a profile which Okta has is no complete list, and nothing good is said of the run.
#[tokio::test(start_paused = true)]
async fn r1_d5_a_leaver_whom_the_list_does_not_show_stops_the_run_and_is_never_good() {
    let without_jane = |answer: &mut Value| {
        if let Value::Array(profiles) = answer {
            profiles.retain(|profile| profile["id"] != JANE);
        }
    };
    let empty: fn(&mut Value) = |answer| *answer = json!([]);
    for change in [without_jane, empty] {
        let mut bench = linked("status", "inactive").await;
        let writes = bench.writes().len();
        let instead = vec![get("/users", 0, What::Change(change))];
        let doorman = Doorman::before(bench.simulator.url(), instead).await;
        bench.okta_url = Some(doorman.url.clone());
        let failure = bench.run(Order::unattended()).await.unwrap_err();
        bench.okta_url = None;
        assert_eq!(failure.exit, Exit::Failed, "{failure}");
        assert!(failure.to_string().contains("in no list"), "{failure}");
        assert_eq!(bench.writes().len(), writes);
        let report = bench.sync().await;
        assert_eq!(outcomes(&report), [(Deactivate, Applied), (Deactivate, Applied)]);
        assert_eq!(report.exit(), Exit::Done);
    }
}

#[tokio::test(start_paused = true)]
async fn r1_a_list_that_lacks_somebody_once_is_read_again() {
    let mut bench = linked("status", "inactive").await;
    let instead = vec![get("/users", 1, What::Change(|answer| *answer = json!([])))];
    let report = through(&mut bench, Order::unattended(), instead).await;
    assert_eq!(outcomes(&report), [(Deactivate, Applied), (Deactivate, Applied)]);
}

#[tokio::test(start_paused = true)]
async fn l7_a_linked_profile_that_is_gone_from_okta_is_no_incomplete_list() {
    let bench = linked("position", "Lead").await;
    bench.simulator.company(|company| company.okta.remove(JANE));
    let report = bench.sync().await;
    assert_eq!(of_employee(&report, 2), [(Update, Applied, String::new())]);
}
