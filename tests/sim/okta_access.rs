//! Who may call, what is answered to others, and how often.

use crate::browser::{Browser, Page, instant, newcomer};
use koppel::clock::Clock;
use koppel::sim::okta::{Profile, Status};
use koppel::sim::{Company, Effect, Options, RateLimits};
use reqwest::Method;
use serde_json::{Value, json};

async fn with(browser: &Browser, authorization: &str) -> Page {
    let request = browser.request(Method::GET, "/api/v1/users/me");
    Page::of(request.header("authorization", authorization)).await
}

#[tokio::test]
async fn a_token_is_accepted_in_three_spellings() {
    let browser = Browser::over(Company::empty()).await;
    let token = browser.simulator.okta_token();
    for authorization in [
        format!("SSWS {token}"),
        format!("SSWS{token}"),
        format!("Bearer {token}"),
    ] {
        let page = with(&browser, &authorization).await;
        assert_eq!(page.status, 200, "{authorization}");
        assert_eq!(page.body["profile"]["login"], "okta.admin@talwerk.example");
    }
}

#[tokio::test]
async fn a_wrong_token_is_e0000011_and_a_missing_one_e0000005() {
    let browser = Browser::over(Company::empty()).await;
    let page = with(&browser, "SSWS 00wrong").await;
    assert_eq!((page.status, page.code()), (401, "E0000011"));
    assert_eq!(page.body["errorSummary"], "Invalid token provided");
    let page = Page::of(browser.request(Method::GET, "/api/v1/users")).await;
    assert_eq!((page.status, page.code()), (403, "E0000005"));
}

#[tokio::test]
async fn a_token_dies_with_its_owner() {
    let browser = Browser::over(Company::empty()).await;
    let owner = browser
        .simulator
        .company(|company| company.okta.token_owner.clone());
    let path = format!("/api/v1/users/{owner}/lifecycle/deactivate");
    assert_eq!(browser.post(&path, Value::Null).await.status, 200);
    assert_eq!(browser.get("/api/v1/users").await.code(), "E0000011");
}

#[tokio::test]
async fn a_read_only_token_reads_and_does_not_write() {
    let browser =
        Browser::over(Company::empty().profile(Profile::new("anna@talwerk.example").name("A", "B"))).await;
    let token = format!("SSWS {}", browser.simulator.okta_read_only_token());
    let list = browser
        .request(Method::GET, "/api/v1/users")
        .header("authorization", &token);
    assert_eq!(Page::of(list).await.status, 200);
    let write = browser
        .request(
            Method::POST,
            "/api/v1/users/anna@talwerk.example/lifecycle/suspend",
        )
        .header("authorization", &token)
        .header("content-length", "0");
    let page = Page::of(write).await;
    assert_eq!((page.status, page.code()), (403, "E0000006"));
    let status = browser.simulator.company(|company| {
        company
            .okta
            .by_login("anna@talwerk.example")
            .unwrap()
            .status
            .clone()
    });
    assert_eq!(status, Status::Active);
}

#[tokio::test]
async fn the_org_describes_itself_without_a_token() {
    let browser = Browser::over(Company::empty()).await;
    let page = Page::of(browser.request(Method::GET, "/.well-known/okta-organization")).await;
    assert_eq!(page.status, 200);
    assert!(page.body["id"].as_str().unwrap().starts_with("00o"));
    assert_eq!(
        page.body["_links"]["organization"]["href"],
        browser.simulator.url()
    );
    assert_eq!(page.header("x-rate-limit-limit"), "");
}

#[tokio::test]
async fn what_is_not_there_has_bodies_too() {
    let browser = Browser::over(Company::empty()).await;
    let cases = [
        (Method::GET, "/api/v1/nothing", 404, "E0000008"),
        (Method::GET, "/api/v1/users/00unobodynobodynobod", 404, "E0000007"),
        (Method::PUT, "/api/v1/users", 405, "E0000022"),
        (Method::POST, "/api/v1/users/00u1/lifecycle/sing", 404, "E0000008"),
        (Method::POST, "/api/v1/users", 400, "E0000003"),
    ];
    for (method, path, status, code) in cases {
        let page = browser.send(method, path, Value::Null).await;
        assert_eq!((page.status, page.code()), (status, code), "{path}");
        assert_eq!(page.header("x-okta-request-id").len(), 32);
        assert!(page.body["errorId"].as_str().unwrap().starts_with("oae"));
        assert_eq!(page.body["errorLink"], code);
    }
}

/// HTTP by hand: no client of ours leaves the length out.
#[tokio::test]
async fn an_empty_post_that_does_not_say_so_is_411() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let browser = Browser::over(Company::empty()).await;
    let address = browser.simulator.url().trim_start_matches("http://").to_owned();
    let mut stream = tokio::net::TcpStream::connect(&address).await.unwrap();
    let request = format!(
        "POST /api/v1/users/x/lifecycle/activate HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 411 "), "{answer}");
}

const NINE: &str = "2026-11-30T09:00:00Z";

async fn limited(limit: u32) -> Browser {
    let options = Options {
        rate_limits: RateLimits::PerBucket(limit),
        clock: Clock::Fixed(instant(NINE)),
        ..Options::default()
    };
    Browser::with(Company::empty(), options).await
}

#[tokio::test]
async fn a_window_lasts_a_minute_from_its_first_call() {
    let browser = limited(2).await;
    for remaining in ["1", "0"] {
        let page = browser.get("/api/v1/users?limit=1").await;
        assert_eq!(page.status, 200);
        assert_eq!(page.header("x-rate-limit-limit"), "2");
        assert_eq!(page.header("x-rate-limit-remaining"), remaining);
        assert_eq!(page.header("x-rate-limit-reset"), "1796029260");
    }
    browser
        .simulator
        .set_clock(Clock::Fixed(instant("2026-11-30T09:00:59Z")));
    let page = browser.get("/api/v1/users?limit=1").await;
    assert_eq!((page.status, page.code()), (429, "E0000047"));
    assert_eq!(page.header("x-rate-limit-remaining"), "0");
    assert_eq!(page.header("retry-after"), "");
    assert_eq!(page.header("date"), "Mon, 30 Nov 2026 09:00:59 GMT");
    assert_eq!(browser.simulator.ledger().pop().unwrap().effect, Effect::Limited);
    browser
        .simulator
        .set_clock(Clock::Fixed(instant("2026-11-30T09:01:00Z")));
    assert_eq!(browser.get("/api/v1/users?limit=1").await.status, 200);
}

#[tokio::test]
async fn listing_creating_and_life_share_a_bucket_and_others_have_their_own() {
    let browser = limited(3).await;
    let body = newcomer("b@talwerk.example");
    let id = browser.post("/api/v1/users?activate=false", body).await.body["id"].clone();
    let path = format!("/api/v1/users/{}", id.as_str().unwrap());
    let remaining = |page: Page| page.header("x-rate-limit-remaining").to_owned();
    assert_eq!(remaining(browser.get("/api/v1/users").await), "1");
    assert_eq!(remaining(browser.get(&path).await), "2");
    assert_eq!(
        remaining(browser.get("/api/v1/users/00unobody").await),
        "1",
        "errors count"
    );
    assert_eq!(
        remaining(browser.post(&path, json!({ "profile": { "title": "T" } })).await),
        "2"
    );
    assert_eq!(
        remaining(browser.get("/api/v1/meta/schemas/user/default").await),
        "2"
    );
    let life = browser
        .post(&format!("{path}/lifecycle/activate"), Value::Null)
        .await;
    assert_eq!(remaining(life), "0");
}

#[tokio::test]
async fn without_limits_the_headers_are_there_and_never_run_out() {
    let browser = Browser::over(Company::empty()).await;
    let page = browser.get("/api/v1/users").await;
    assert!(page.header("x-rate-limit-remaining").parse::<u32>().unwrap() > 100_000);
}

#[tokio::test]
async fn the_documented_limits_are_those_of_a_token() {
    let options = Options {
        clock: Clock::Fixed(instant(NINE)),
        ..Options::default()
    };
    let browser = Browser::with(Company::empty(), options).await;
    assert_eq!(
        browser.get("/api/v1/users").await.header("x-rate-limit-limit"),
        "300"
    );
    assert_eq!(
        browser.get("/api/v1/users/me").await.header("x-rate-limit-limit"),
        "1000"
    );
}

#[tokio::test]
async fn the_ledger_holds_everything_but_secrets() {
    let browser = Browser::over(Company::empty()).await;
    let token = browser.simulator.okta_token();
    let request = browser
        .okta(Method::GET, "/api/v1/users?limit=5")
        .header("user-agent", "koppel/0.1");
    Page::of(request).await;
    let mut body = newcomer("b@talwerk.example");
    body["credentials"] = json!({ "password": { "value": "correct horse" } });
    browser.post("/api/v1/users", body).await;
    browser.personio("/v1/company/employees").await;
    let ledger = browser.simulator.ledger();
    assert_eq!(ledger.len(), 4);
    assert_eq!(ledger[0].parameter("limit"), Some("5"));
    assert_eq!(ledger[0].header("User-Agent"), Some("koppel/0.1"));
    assert!(!ledger[0].is_write() && ledger[1].is_write() && !ledger[2].is_write() && !ledger[3].is_write());
    assert_eq!(ledger[1].body["profile"]["firstName"], "Bert");
    let text = format!("{ledger:?}");
    let secret = browser.simulator.personio_client_secret();
    for secret in [token.as_str(), "correct horse", secret.as_str(), "papi-"] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn stopping_closes_the_port_and_open_connections() {
    let browser = Browser::over(Company::empty()).await;
    assert_eq!(browser.get("/api/v1/users").await.status, 200);
    let Browser { simulator, client } = browser;
    let url = format!("{}/.well-known/okta-organization", simulator.url());
    simulator.stop().await;
    assert!(client.get(url).send().await.is_err());
}
