//! What faults do to writes, and what they leave behind.

use crate::bench::{Bench, TODAY};
use koppel::clock::Clock;
use koppel::core::{OktaId, Value};
use koppel::http::{Patience, Terms};
use koppel::okta::{Okta, OktaError, ProfileDecoder, Written};
use koppel::sim::{Company, Effect, RateLimits, Received};
use serde_json::Value as Json;
use std::time::Duration;

async fn bench() -> Bench {
    Bench::over(Company::made_up(10, 1, TODAY), RateLimits::Off).await
}

fn okta(bench: &Bench) -> Okta {
    let terms = Terms {
        read_only: false,
        clock: Clock::System,
        patience: Patience::default(),
    };
    let decoder = ProfileDecoder::new("employeeNumber", &[]);
    Okta::new(&bench.connection().okta, terms, decoder).unwrap()
}

async fn create(okta: &Okta, login: &str) -> Result<Written, OktaError> {
    let (login, name) = (Value::text(login), Value::text("Bert"));
    let attributes = [
        ("login", &login),
        ("email", &login),
        ("firstName", &name),
        ("lastName", &name),
    ];
    okta.create(&attributes, false).await
}

fn creates(bench: &Bench) -> Vec<Received> {
    let is_create = |received: &Received| received.method == "POST" && received.path == "/api/v1/users";
    bench.simulator.ledger().into_iter().filter(is_create).collect()
}

fn exists(bench: &Bench, login: &str) -> bool {
    bench
        .simulator
        .company(|company| company.okta.by_login(login).is_some())
}

/// A read without koppel.
async fn get(bench: &Bench, path: &str) -> (u16, Json) {
    let token = format!("SSWS {}", bench.simulator.okta_token());
    let request = reqwest::Client::new().get(format!("{}{path}", bench.simulator.url()));
    let response = request.header("authorization", token).send().await.unwrap();
    let status = response.status().as_u16();
    (
        status,
        serde_json::from_slice(&response.bytes().await.unwrap()).unwrap_or_default(),
    )
}

#[tokio::test(start_paused = true)]
async fn a4_a_create_of_unknown_outcome_is_sent_once_and_took_effect_where_the_fault_says_so() {
    for (fault, took_effect) in [
        ("cut-before", false),
        ("cut-after", true),
        ("cut-within", true),
        ("status-500", false),
        ("status-502", true),
        ("status-503", false),
        ("status-504", true),
        ("stalled", true),
        ("dripping", true),
        ("truncated", true),
        ("garbage", true),
        ("sign-in-page", true),
        ("huge-answer", true),
    ] {
        let bench = bench().await;
        bench.set(&[&format!("{fault}@create")], 0);
        let error = create(&okta(&bench), "bert@acme.example").await.unwrap_err();
        assert!(error.outcome_unknown(), "{fault}: {error:?}");
        assert_eq!(exists(&bench, "bert@acme.example"), took_effect, "{fault}");
        let creates = creates(&bench);
        assert_eq!(creates.len(), 1, "{fault}");
        assert_eq!(
            matches!(creates[0].effect, Effect::Created { .. }),
            took_effect,
            "{fault}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a5_a_create_that_a_limit_refuses_is_sent_again_and_happens_once() {
    for fault in [
        "limit-429@create:1-2",
        "bare-429@create:1-2",
        "concurrency-429@create:1-2",
    ] {
        let bench = bench().await;
        bench.set(&[fault], 0);
        create(&okta(&bench), "bert@acme.example").await.unwrap();
        let effects: Vec<bool> = creates(&bench)
            .iter()
            .map(|received| received.effect == Effect::Limited)
            .collect();
        assert_eq!(effects, [true, true, false], "{fault}");
    }
}

#[tokio::test(start_paused = true)]
async fn g2_a_write_that_would_have_to_wait_too_long_for_a_limit_is_not_sent() {
    let bench = bench().await;
    bench.set(&["limit-429@create:1-2"], 0);
    let okta = okta(&bench).with_longest_wait(Duration::from_secs(1));
    let error = create(&okta, "bert@acme.example").await.unwrap_err();
    assert!(error.waited_too_long() && !error.outcome_unknown(), "{error:?}");
    let effects: Vec<Effect> = creates(&bench).into_iter().map(|create| create.effect).collect();
    assert_eq!(effects, [Effect::Limited]);
    create(&okta, "bert@acme.example").await.unwrap_err();
    let written = create(&okta, "bert@acme.example").await.unwrap();

    // Whatever a broken attempt did, its outcome stays unknown.
    let id = written.profile.unwrap().id;
    bench.set(&["cut-after@update:1", "limit-429@update:2-"], 0);
    let name = Value::text("Berta");
    let error = okta.update(&id, &[("firstName", &name)]).await.unwrap_err();
    assert!(!error.waited_too_long() && error.outcome_unknown(), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn refused_writes_leave_no_trace() {
    for fault in ["read-only-token", "forbidden@create", "expired-token@create"] {
        let bench = bench().await;
        bench.set(&[fault], 0);
        let error = create(&okta(&bench), "bert@acme.example").await.unwrap_err();
        assert!(!error.outcome_unknown(), "{fault}: {error:?}");
        assert!(!exists(&bench, "bert@acme.example"), "{fault}");
    }
}

#[tokio::test(start_paused = true)]
async fn a4_a_login_that_somebody_else_took_meanwhile_is_refused_by_okta_itself() {
    let bench = bench().await;
    bench.set(&["login-taken:1"], 0);
    let error = create(&okta(&bench), "bert@acme.example").await.unwrap_err();
    assert_eq!(error.http().unwrap().code(), Some("E0000001"));
    let name = bench.simulator.company(|company| {
        let profile = company.okta.by_login("bert@acme.example");
        profile.map(|profile| profile.text("lastName").to_owned())
    });
    assert_eq!(name.as_deref(), Some("Quicker"));
}

#[tokio::test(start_paused = true)]
async fn a_rule_strikes_the_third_create_and_no_other_call() {
    let bench = bench().await;
    bench.set(&["status-500@create:3"], 0);
    let okta = okta(&bench);
    let mut outcomes = Vec::new();
    for number in 1..=4 {
        okta.token_owner().await.unwrap();
        outcomes.push(create(&okta, &format!("bert{number}@acme.example")).await.is_ok());
    }
    assert_eq!(outcomes, [true, true, false, true]);
}

#[tokio::test(start_paused = true)]
async fn a_rate_strikes_the_same_calls_for_a_seed() {
    let mut runs = Vec::new();
    for seed in [3, 3, 4] {
        let bench = bench().await;
        bench.set(&["status-500=30%"], seed);
        let mut statuses = Vec::new();
        for _ in 0..40 {
            statuses.push(get(&bench, "/api/v1/users/me").await.0);
        }
        runs.push(statuses);
    }
    assert_eq!(runs[0], runs[1]);
    assert_ne!(runs[0], runs[2]);
    assert!(runs[0].contains(&200) && runs[0].contains(&500));
}

#[tokio::test(start_paused = true)]
async fn a7_search_lags_while_reading_by_id_does_not() {
    let bench = bench().await;
    bench.set(&["lagging-search"], 0);
    let created = create(&okta(&bench), "bert@acme.example").await.unwrap();
    let id = created.profile.unwrap().id;
    let search = "/api/v1/users?search=profile.login+eq+%22bert%40acme.example%22";
    assert_eq!(get(&bench, search).await.1, Json::Array(Vec::new()));
    assert_eq!(get(&bench, &format!("/api/v1/users/{id}")).await.0, 200);
    bench.set(&[], 0);
    assert_eq!(get(&bench, search).await.1.as_array().map(Vec::len), Some(1));
}

#[tokio::test(start_paused = true)]
async fn a_company_that_only_looks_different_is_as_before_afterwards() {
    let bench = bench().await;
    let before = get(&bench, "/api/v1/users").await.1;
    let faults = [
        "in-transition",
        "hidden-email",
        "empty-company",
        "duplicate",
        "lagging-search",
    ];
    bench.set(&faults, 0);
    let during = get(&bench, "/api/v1/users").await.1;
    assert_ne!(during, before);
    assert!(during.to_string().contains("transitioningToStatus"));
    bench.set(&[], 0);
    assert_eq!(get(&bench, "/api/v1/users").await.1, before);
}

#[tokio::test(start_paused = true)]
async fn a4_an_update_whose_answer_was_lost_has_happened_and_is_not_sent_again_unseen() {
    let bench = bench().await;
    bench.set(&["cut-after@update:1"], 0);
    let owner = bench
        .simulator
        .company(|company| company.okta.token_owner.clone());
    let title = Value::text("Captain");
    let id = OktaId::new(owner);
    let error = okta(&bench).update(&id, &[("title", &title)]).await.unwrap_err();
    assert!(error.outcome_unknown(), "{error}");
    assert_eq!(bench.struck(), 1);
    let title = bench.simulator.company(|company| {
        company
            .okta
            .profile(id.as_str())
            .unwrap()
            .text("title")
            .to_owned()
    });
    assert_eq!(title, "Captain");
}
