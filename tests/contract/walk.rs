//! Every operation of the simulator once, each answer against the OpenAPI files, and each request too: that shows
//! that the files can be trusted to judge the clients' requests.

use super::openapi::CONTRACTS;
use crate::browser::{Browser, TODAY, newcomer};
use koppel::sim::Company;
use reqwest::Method;
use serde_json::{Value, json};

/// `Browser` checks each answer as it comes.
#[tokio::test]
async fn answers_of_a_made_up_company_are_as_described() {
    if CONTRACTS.is_none() {
        return;
    }
    let browser = Browser::over(Company::made_up(60, 7, TODAY)).await;
    for path in [
        "/.well-known/okta-organization",
        "/api/v1/users",
        "/api/v1/users?limit=2",
        "/api/v1/users?search=status+eq+%22ACTIVE%22&sortBy=profile.lastName",
        "/api/v1/users?filter=status+eq+%22DEPROVISIONED%22",
        "/api/v1/users?q=a",
        "/api/v1/users/me",
        "/api/v1/users/00unobody",
        "/api/v1/meta/schemas/user/default",
        "/api/v1/users?search=nonsense",
    ] {
        browser.get(path).await;
    }
    let profiles: Vec<String> = browser.simulator.company(|company| {
        company
            .okta
            .profiles()
            .map(|profile| profile.id.clone())
            .collect()
    });
    for id in profiles {
        browser.get(&format!("/api/v1/users/{id}")).await;
    }
    for path in [
        "/v1/company/employees?limit=100",
        "/v1/company/employees?attributes[]=first_name&limit=5&offset=10",
        "/v1/company/employees?limit=500",
        "/v1/company/employees/attributes",
        "/v1/company/employees/custom-attributes",
        "/v1/company/employees/1",
    ] {
        browser.personio(path).await;
    }
}

#[tokio::test]
async fn writes_and_their_answers_are_as_described() {
    let Some(contracts) = &*CONTRACTS else { return };
    let browser = Browser::over(Company::empty()).await;
    let mut body = newcomer("b@talwerk.example");
    body["profile"]["employeeNumber"] = json!("17");
    let created = browser.post("/api/v1/users?activate=false", body.clone()).await;
    let path = format!("/api/v1/users/{}", created.body["id"].as_str().unwrap());
    browser.post("/api/v1/users", body.clone()).await;
    browser
        .post(&path, json!({ "profile": { "title": "Lead", "nickName": null } }))
        .await;
    for step in [
        "activate?sendEmail=false",
        "reactivate?sendEmail=false",
        "reactivate",
        "suspend",
        "unsuspend",
        "deactivate?sendEmail=false",
        "deactivate",
        "activate",
    ] {
        browser
            .post(&format!("{path}/lifecycle/{step}"), Value::Null)
            .await;
    }
    browser.send(Method::PUT, &path, body).await;
    browser.send(Method::DELETE, &path, Value::Null).await;
    browser
        .personio("/v1/company/employees?attributes[]=email&limit=100&offset=0")
        .await;
    for request in browser.simulator.ledger() {
        contracts.check_request(&request).unwrap();
    }
}

/// The check is worth something.
#[tokio::test]
async fn a_wrong_request_and_a_wrong_answer_are_found() {
    let Some(contracts) = &*CONTRACTS else { return };
    let wrong = json!({ "id": 5, "status": "ASLEEP" });
    let answer = contracts.check_answer("GET", "/api/v1/users/00u1", 200, &wrong);
    assert!(answer.unwrap_err().contains("ASLEEP"));
    let page = json!({ "success": true, "metadata": { "total_elements": "all" }, "data": [] });
    assert!(
        contracts
            .check_answer("GET", "/v1/company/employees", 200, &page)
            .is_err()
    );
    let browser = Browser::over(Company::empty()).await;
    browser.get("/api/v1/users?pageSize=5").await;
    browser.get("/api/v1/users?limit=many").await;
    browser
        .post("/api/v1/users", json!({ "profile": { "firstName": 5 } }))
        .await;
    for request in browser.simulator.ledger() {
        assert!(contracts.check_request(&request).is_err(), "{request:?}");
    }
}
