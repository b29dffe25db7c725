//! The control address.

use crate::bench::TODAY;
use koppel::sim::{self, Company, Options, RateLimits, Simulator};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value as Json, json};

async fn simulate(control: bool) -> Simulator {
    let options = Options {
        rate_limits: RateLimits::Off,
        control,
        ..Options::default()
    };
    sim::start(Company::made_up(10, 1, TODAY), options).await.unwrap()
}

async fn ask(simulator: &Simulator, method: Method, body: Option<Json>) -> (StatusCode, Json) {
    let request = Client::new().request(method, simulator.control_url().unwrap());
    let request = match body {
        Some(body) => request
            .header("content-type", "application/json")
            .body(body.to_string()),
        None => request,
    };
    let response = request.send().await.unwrap();
    let status = response.status();
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or_default())
}

async fn organization(simulator: &Simulator) -> StatusCode {
    let url = format!("{}/.well-known/okta-organization", simulator.url());
    reqwest::get(url).await.unwrap().status()
}

#[tokio::test]
async fn faults_are_set_shown_and_cleared_while_it_runs() {
    let simulator = simulate(true).await;
    assert_eq!(organization(&simulator).await, 200);
    let wanted = json!({ "faults": ["status-503@organization:2", "slow=0.5%"], "seed": 7 });
    let (status, shown) = ask(&simulator, Method::PUT, Some(wanted)).await;
    assert_eq!(status, 200);
    assert_eq!(shown["seed"], 7);
    assert_eq!(organization(&simulator).await, 200);
    assert_eq!(organization(&simulator).await, 503);
    let (_, shown) = ask(&simulator, Method::GET, None).await;
    assert_eq!(
        shown["faults"][0],
        json!({ "fault": "status-503@organization:2", "seen": 2, "struck": 1 })
    );
    assert_eq!(shown["faults"][1]["fault"], "slow=0.50%");
    assert_eq!(
        shown["ledger"],
        json!({ "requests": 3, "writes": 0, "limited": 0, "struck": 1, "calls": { "organization": 3 } })
    );
    let (status, _) = ask(&simulator, Method::DELETE, None).await;
    assert_eq!(status, 204);
    let (_, shown) = ask(&simulator, Method::GET, None).await;
    assert_eq!(shown["faults"], json!([]));
}

#[tokio::test]
async fn what_is_not_understood_is_said_and_changes_nothing() {
    let simulator = simulate(true).await;
    ask(&simulator, Method::PUT, Some(json!({ "faults": ["gap"] }))).await;
    for (wanted, word) in [
        (json!({ "faults": ["slow", "gapp"] }), "the nearest is gap"),
        (json!({ "faults": ["slow"], "sed": 1 }), "sed"),
        (json!(["slow"]), "invalid"),
    ] {
        let (status, answer) = ask(&simulator, Method::PUT, Some(wanted)).await;
        assert!(status.is_client_error(), "{status}");
        let said = answer["error"].as_str().unwrap();
        assert!(said.contains(word), "{said}");
    }
    let (_, shown) = ask(&simulator, Method::GET, None).await;
    assert_eq!(shown["faults"][0]["fault"], "gap");
}

#[tokio::test]
async fn the_two_apis_know_nothing_of_it() {
    let simulator = simulate(true).await;
    let there = simulator.control_url().unwrap().to_owned();
    assert!(!there.starts_with(simulator.url()));
    let here = reqwest::get(format!("{}/faults", simulator.url())).await.unwrap();
    assert_eq!(here.status(), 404);
    assert_eq!(simulate(false).await.control_url(), None);
    simulator.stop().await;
    assert!(reqwest::get(there).await.is_err(), "it stops with the simulator");
}
