//! Personio's tokens and lists, and the traps of `personio-api.md` section 7.

use crate::browser::{Browser, Page, instant};
use koppel::clock::Clock;
use koppel::sim::personio::{Attribute, AttributeType, Employee};
use koppel::sim::{Company, Options, RateLimits};
use reqwest::Method;
use serde_json::{Value, json};

const LIST: &str = "/v1/company/employees";

async fn authenticate(browser: &Browser, body: &Value) -> Page {
    let request = browser.request(Method::POST, "/v1/auth");
    Page::of(
        request
            .header("content-type", "application/json")
            .body(body.to_string()),
    )
    .await
}

fn credentials(browser: &Browser) -> Value {
    json!({
        "client_id": browser.simulator.personio_client_id(),
        "client_secret": browser.simulator.personio_client_secret(),
    })
}

/// The attributes of the one employee.
async fn attributes(browser: &Browser) -> Value {
    let page = browser.personio(LIST).await;
    assert_eq!(page.status, 200, "{:?}", page.body);
    page.body["data"][0]["attributes"].clone()
}

fn crowd(people: u64) -> Company {
    (1..=people).fold(Company::empty(), |company, id| {
        company.employee(Employee::new(id, "P", &format!("Q{id}")).email(&format!("p{id}@talwerk.example")))
    })
}

#[tokio::test]
async fn credentials_are_taken_as_json_or_as_a_form() {
    let browser = Browser::over(Company::empty()).await;
    let page = authenticate(&browser, &credentials(&browser)).await;
    assert_eq!(page.status, 200);
    assert_eq!(page.body["success"], true);
    assert_eq!(page.body["data"]["expires_in"], 86_400);
    assert!(page.body["data"]["token"].as_str().unwrap().starts_with("papi-"));
    let form = browser
        .request(Method::POST, "/v1/auth")
        .form(&credentials(&browser));
    assert_eq!(
        Page::of(form).await.body["data"]["token"],
        page.body["data"]["token"]
    );
}

#[tokio::test]
async fn credentials_in_the_query_are_refused() {
    let browser = Browser::over(Company::empty()).await;
    let request = browser
        .request(Method::POST, "/v1/auth")
        .query(&credentials(&browser))
        .header("content-length", "0");
    let page = Page::of(request).await;
    assert_eq!((page.status, &page.body["success"]), (403, &json!(false)));
    assert!(
        !format!("{:?}", browser.simulator.ledger()).contains(&browser.simulator.personio_client_secret())
    );
}

#[tokio::test]
async fn wrong_credentials_get_no_token() {
    let browser = Browser::over(Company::empty()).await;
    let mut wrong = credentials(&browser);
    wrong["client_secret"] = json!("papi-guessed");
    let page = authenticate(&browser, &wrong).await;
    assert_eq!(page.status, 403);
    assert_eq!(
        page.body,
        json!({ "success": false, "error": { "code": 0, "message": "Wrong credentials" } })
    );
}

#[tokio::test]
async fn a_token_stays_the_same_for_a_day_and_then_ends() {
    let browser = Browser::over(Company::empty()).await;
    let first = browser.personio_token().await;
    browser
        .simulator
        .set_clock(Clock::Fixed(instant("2026-12-01T08:59:59Z")));
    assert_eq!(browser.personio_token().await, first);
    let page = authenticate(&browser, &credentials(&browser)).await;
    assert_eq!(page.body["data"]["expires_in"], 1);
    browser
        .simulator
        .set_clock(Clock::Fixed(instant("2026-12-01T09:00:00Z")));
    let old = browser.request(Method::GET, LIST).header("authorization", &first);
    assert_eq!(Page::of(old).await.status, 401);
    assert_ne!(browser.personio_token().await, first);
}

#[tokio::test]
async fn without_a_token_nothing_is_shown() {
    let browser = Browser::over(crowd(1)).await;
    for path in [
        LIST,
        "/v1/company/employees/1",
        "/v1/company/employees/attributes",
    ] {
        let page = Page::of(browser.request(Method::GET, path)).await;
        assert_eq!(
            (page.status, &page.body["success"]),
            (401, &json!(false)),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_page_holds_50_people_unless_asked_and_never_more_than_100() {
    let browser = Browser::over(crowd(230)).await;
    let count = |page: &Page| page.body["data"].as_array().unwrap().len();
    let page = browser.personio(LIST).await;
    assert_eq!(
        (count(&page), &page.body["limit"], &page.body["offset"]),
        (50, &json!(50), &json!(0))
    );
    let page = browser.personio(&format!("{LIST}?limit=100&offset=200")).await;
    assert_eq!(count(&page), 30);
    assert_eq!(page.body["metadata"]["total_elements"], 230);
    assert_eq!(page.body["metadata"]["current_page"], 2);
    assert_eq!(page.body["metadata"]["total_pages"], 5, "nonsense, as documented");
    assert_eq!(
        count(&browser.personio(&format!("{LIST}?limit=100&offset=300")).await),
        0
    );
    for query in ["limit=101", "limit=0", "limit=many", "offset=-1"] {
        let page = browser.personio(&format!("{LIST}?{query}")).await;
        assert_eq!(
            (page.status, &page.body["error"]["code"]),
            (400, &json!(400)),
            "{query}"
        );
    }
}

#[tokio::test]
async fn what_the_credential_does_not_list_is_left_out_without_a_word() {
    let mut company = crowd(1);
    company.personio.set_readable("status", false);
    let browser = Browser::over(company).await;
    let shown = attributes(&browser).await;
    assert_eq!(shown.get("status"), None);
    assert_eq!(shown.get("fix_salary"), None);
    assert!(shown.get("supervisor").unwrap()["value"].is_null());
    let asked = browser
        .personio(&format!("{LIST}?attributes[]=status&attributes[]=email"))
        .await;
    let asked = asked.body["data"][0]["attributes"].as_object().unwrap();
    assert_eq!(asked.keys().collect::<Vec<_>>(), ["id", "email"]);
    for name in ["attributes", "custom-attributes"] {
        let page = browser.personio(&format!("{LIST}/{name}")).await;
        let list = page.body["data"].as_array().unwrap();
        assert!(list.iter().any(|attribute| attribute["key"] == "email"));
        assert!(
            !list.iter().any(|attribute| attribute["key"] == "status"),
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_projection_is_understood_with_encoded_brackets() {
    let browser = Browser::over(crowd(1)).await;
    let page = browser
        .personio(&format!("{LIST}?attributes%5B%5D=first_name&limit=100"))
        .await;
    let shown = page.body["data"][0]["attributes"].as_object().unwrap();
    assert_eq!(shown.keys().collect::<Vec<_>>(), ["id", "first_name"]);
}

#[tokio::test]
async fn every_value_is_wrapped_with_label_type_and_universal_id() {
    let browser = Browser::over(crowd(1)).await;
    let shown = attributes(&browser).await;
    let expected =
        json!({ "label": "Last name", "value": "Q1", "type": "standard", "universal_id": "last_name" });
    assert_eq!(shown["last_name"], expected);
    assert_eq!(shown["id"]["value"], 1);
    assert_eq!(shown["office"]["label"], "Workplace");
}

#[tokio::test]
async fn a_supervisor_is_wrapped_again_and_a_department_is_flat() {
    let company = Company::empty()
        .employee(
            Employee::new(1, "Anna", "Arndt")
                .supervisor(2)
                .department("IT")
                .with("team", "Betrieb"),
        )
        .employee(Employee::new(2, "Bert", "Bohl").email("bert@talwerk.example"));
    let browser = Browser::over(company).await;
    let shown = attributes(&browser).await;
    let supervisor = &shown["supervisor"]["value"];
    assert_eq!(supervisor["type"], "Employee");
    assert_eq!(supervisor["attributes"]["id"]["value"], 2);
    assert_eq!(supervisor["attributes"]["email"]["value"], "bert@talwerk.example");
    assert_eq!(shown["department"]["value"]["attributes"]["name"], "IT");
    assert!(shown["department"]["value"]["attributes"]["id"].is_u64());
    assert_eq!(shown["team"]["value"]["type"], "Team");
}

#[tokio::test]
async fn a_changed_supervisor_changes_in_the_reports_answers() {
    let company = Company::empty()
        .employee(Employee::new(1, "Anna", "Arndt").supervisor(2))
        .employee(Employee::new(2, "Bert", "Bohl"));
    let browser = Browser::over(company).await;
    attributes(&browser).await;
    browser.simulator.company(|company| {
        company
            .personio
            .change(2, |bert| bert.set("email", "b@talwerk.example"));
    });
    let shown = attributes(&browser).await;
    assert_eq!(
        shown["supervisor"]["value"]["attributes"]["email"]["value"],
        "b@talwerk.example"
    );
    browser.simulator.company(|company| company.personio.remove(2));
    assert_eq!(attributes(&browser).await["supervisor"]["value"], Value::Null);
}

#[tokio::test]
async fn nothing_has_four_spellings() {
    let employee = Employee::new(1, "A", "B")
        .raw("department", json!([]))
        .raw("office", json!(""))
        .with("position", "  ");
    let browser = Browser::over(Company::empty().employee(employee)).await;
    let shown = attributes(&browser).await;
    assert_eq!(shown["department"]["value"], json!([]));
    assert_eq!(shown["office"]["value"], "");
    assert_eq!(shown["position"]["value"], "  ");
    assert_eq!(shown["team"]["value"], Value::Null);
    assert_eq!(shown["termination_type"]["value"], "");
    assert_eq!(shown["cost_centers"]["value"], json!([]));
}

#[tokio::test]
async fn days_are_sent_as_midnight_in_berlin() {
    let cases = [
        ("2022-01-12", "2022-01-12T00:00:00+01:00"),
        ("2022-07-01", "2022-07-01T00:00:00+02:00"),
        ("1835-06-14", "1835-06-14T00:00:00+00:53"),
        ("2021-03-04T10:11:12+0100", "2021-03-04T10:11:12+0100"),
    ];
    for (plain, sent) in cases {
        let employee = Employee::new(1, "A", "B").with("hire_date", plain);
        let browser = Browser::over(Company::empty().employee(employee)).await;
        assert_eq!(attributes(&browser).await["hire_date"]["value"], sent);
    }
}

#[tokio::test]
async fn tags_are_a_comma_separated_text_or_json_in_a_text() {
    let mut company = Company::empty().employee(
        Employee::new(1, "A", "B")
            .with("dynamic_1", vec!["SCC", "Ersthelfer"])
            .with("dynamic_2", vec!["SCC", "Ersthelfer"]),
    );
    company
        .personio
        .add_attribute(Attribute::custom("dynamic_1", "Eins", AttributeType::Tags));
    company
        .personio
        .add_attribute(Attribute::custom("dynamic_2", "Zwei", AttributeType::Tags).tags_as_json());
    let browser = Browser::over(company).await;
    let shown = attributes(&browser).await;
    assert_eq!(shown["dynamic_1"]["value"], "SCC,Ersthelfer");
    assert_eq!(shown["dynamic_2"]["value"], "[\"SCC\",\"Ersthelfer\"]");
    assert_eq!(shown["dynamic_1"]["universal_id"], Value::Null);
}

#[tokio::test]
async fn the_e_mail_filter_is_exact_and_ignored_beside_updated_since() {
    let mut company = crowd(3);
    company.personio.change(2, |employee| {
        employee.set("last_modified_at", "2026-11-29T10:00:00+01:00");
    });
    let browser = Browser::over(company).await;
    let ids = |page: Page| -> Vec<u64> {
        let list = page.body["data"].as_array().unwrap().clone();
        list.iter()
            .map(|one| one["attributes"]["id"]["value"].as_u64().unwrap())
            .collect()
    };
    assert_eq!(
        ids(browser
            .personio(&format!("{LIST}?email=p3@talwerk.example"))
            .await),
        [3]
    );
    assert_eq!(
        ids(browser
            .personio(&format!("{LIST}?email=P3@talwerk.example"))
            .await),
        [0; 0]
    );
    let since = format!("{LIST}?updated_since=2026-11-29T08:00:00&email=p3@talwerk.example");
    assert_eq!(ids(browser.personio(&since).await), [2]);
    assert_eq!(
        ids(browser
            .personio(&format!("{LIST}?updated_since=2026-11-30"))
            .await),
        [0; 0]
    );
    assert_eq!(
        browser
            .personio(&format!("{LIST}?updated_since=gestern"))
            .await
            .status,
        400
    );
}

#[tokio::test]
async fn one_employee_comes_without_a_list_and_an_unknown_one_in_german() {
    let browser = Browser::over(crowd(2)).await;
    let page = browser.personio("/v1/company/employees/2").await;
    assert_eq!(page.body["data"]["type"], "Employee");
    assert_eq!(page.body["data"]["attributes"]["id"]["value"], 2);
    for path in ["/v1/company/employees/99", "/v1/company/people"] {
        let page = browser.personio(path).await;
        assert_eq!(page.status, 404);
        assert_eq!(page.body["error"]["message"], "Es ist ein Problem aufgetreten ");
    }
    assert_eq!(
        browser
            .send(Method::DELETE, "/v1/company/employees/2", Value::Null)
            .await
            .status,
        405
    );
}

#[tokio::test]
async fn calls_are_limited_by_second_and_by_minute_without_a_hint() {
    let clock = |at: &str| Clock::Fixed(instant(at));
    let options = Options {
        rate_limits: RateLimits::On,
        clock: clock("2026-11-30T09:00:00Z"),
        ..Options::default()
    };
    let browser = Browser::with(crowd(1), options).await;
    let token = browser.personio_token().await;
    let call = || Page::of(browser.request(Method::GET, LIST).header("authorization", &token));
    for second in 0..20 {
        browser
            .simulator
            .set_clock(clock(&format!("2026-11-30T09:00:{second:02}Z")));
        for _ in 0..15 {
            assert_eq!(call().await.status, 200, "second {second}");
        }
        if second == 0 {
            let page = call().await;
            assert_eq!(page.status, 429);
            assert_eq!(page.header("retry-after"), "");
        }
    }
    browser.simulator.set_clock(clock("2026-11-30T09:00:21Z"));
    assert_eq!(call().await.status, 429, "300 a minute");
    browser.simulator.set_clock(clock("2026-11-30T09:01:00Z"));
    assert_eq!(call().await.status, 200);
}

#[tokio::test]
async fn answers_echo_a_valid_token_and_no_other() {
    let browser = Browser::over(crowd(1)).await;
    let token = browser.personio_token().await;
    for (sent, echoed) in [(token.as_str(), token.as_str()), ("Bearer papi-wrong", "")] {
        let page = Page::of(browser.request(Method::GET, LIST).header("authorization", sent)).await;
        assert_eq!(page.header("authorization"), echoed);
    }
}

#[tokio::test]
async fn a_revoked_token_is_refused_and_the_next_one_is_another() {
    let browser = Browser::over(crowd(1)).await;
    let token = browser.personio_token().await;
    browser
        .simulator
        .company(|company| company.personio.revoke_token());
    let old = browser.request(Method::GET, LIST).header("authorization", &token);
    assert_eq!(Page::of(old).await.status, 401);
    assert_ne!(browser.personio_token().await, token);
}
