//! The simulator's answers beside recordings of the real APIs: the same keys, with values of the same type.

use super::openapi::CONTRACTS;
use crate::browser::{Browser, TODAY, newcomer};
use koppel::sim::okta::{Profile, Status};
use koppel::sim::personio::Employee;
use koppel::sim::{Company, Simulator};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const ID: &str = "00uAnnaAnnaAnnaAn1d7";

/// Every path into a value with the type that it has there. Lists are looked at by their first element.
fn shape(value: &Value) -> BTreeSet<String> {
    fn walk(value: &Value, path: &str, shape: &mut BTreeSet<String>) {
        let kind = match value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        };
        shape.insert(format!("{path}: {kind}"));
        match value {
            Value::Object(object) => {
                for (key, value) in object {
                    walk(value, &format!("{path}.{key}"), shape);
                }
            }
            Value::Array(values) => {
                if let Some(first) = values.first() {
                    walk(first, &format!("{path}[]"), shape);
                }
            }
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    walk(value, "", &mut found);
    found
}

fn recorded(name: &str) -> Option<Value> {
    let contracts = CONTRACTS.as_ref()?;
    Some(contracts.recording(&format!("okta/recordings/{name}.json"))["response"]["body"].clone())
}

/// Both shapes without the realm, which orgs without realms do not have.
fn assert_same_shape(ours: &Value, mut recorded: Value) {
    let users = match &mut recorded {
        Value::Array(users) => users.as_mut_slice(),
        user => std::slice::from_mut(user),
    };
    for user in users {
        if let Some(user) = user.as_object_mut() {
            user.remove("realmId");
        }
    }
    let (ours, recorded) = (shape(ours), shape(&recorded));
    let extra: Vec<_> = ours.difference(&recorded).collect();
    let missing: Vec<_> = recorded.difference(&ours).collect();
    assert!(
        extra.is_empty() && missing.is_empty(),
        "only ours: {extra:#?}\nonly recorded: {missing:#?}"
    );
}

fn anna() -> Profile {
    Profile::new("anna@talwerk.example").id(ID).name("Anna", "Arndt")
}

fn change(simulator: &Simulator, change: impl FnOnce(&mut Profile)) {
    simulator
        .company(|company| company.okta.change(ID, change))
        .unwrap();
}

#[tokio::test]
async fn profiles_by_themselves_look_as_recorded() {
    let Some(staged) = recorded("01-create-staged-activate-false") else {
        return;
    };
    let browser = Browser::over(Company::empty()).await;
    let body = newcomer("b@talwerk.example");
    let page = browser.post("/api/v1/users?activate=false", body).await;
    assert_same_shape(&page.body, staged);

    let path = format!("/api/v1/users/{ID}");
    let browser = Browser::over(Company::empty().profile(anna().with("nickName", "Anni"))).await;
    let page = browser.get(&path).await;
    assert_same_shape(&page.body, recorded("13-partial-update-post").unwrap());

    let browser = Browser::over(Company::empty().profile(anna().status(Status::Staged))).await;
    browser
        .post(&format!("{path}/lifecycle/deactivate"), Value::Null)
        .await;
    let page = browser.get(&path).await;
    assert_same_shape(&page.body, recorded("03-get-deprovisioned").unwrap());

    let browser = Browser::over(Company::empty().profile(anna().status(Status::Provisioned))).await;
    let full = recorded("05-put-full-profile-with-employee-number").unwrap();
    let page = browser
        .send(Method::PUT, &path, json!({ "profile": full["profile"] }))
        .await;
    assert_same_shape(&page.body, full);
    let sparse = recorded("06-put-sparse-erases-attributes").unwrap();
    let page = browser
        .send(Method::PUT, &path, json!({ "profile": sparse["profile"] }))
        .await;
    assert_same_shape(&page.body, sparse);
}

#[tokio::test]
async fn lists_look_as_recorded() {
    let Some(search) = recorded("07-search-first-page-link-next") else {
        return;
    };
    let browser = Browser::over(Company::empty().profile(anna().status(Status::Provisioned))).await;
    let path = format!("/api/v1/users?search=id+eq+%22{ID}%22");
    assert_same_shape(&browser.get(&path).await.body, search);
    change(&browser.simulator, |profile| {
        *profile = anna().status(Status::Suspended);
    });
    let page = browser
        .get("/api/v1/users?filter=status+eq+%22SUSPENDED%22")
        .await;
    assert_same_shape(&page.body, recorded("17-filter-by-status").unwrap());
}

#[tokio::test]
async fn links_look_as_recorded() {
    let Some(contracts) = &*CONTRACTS else { return };
    let recording = contracts.recording("okta/recordings/07-search-first-page-link-next.json");
    let lines = |values: Vec<String>| -> Vec<(String, String)> {
        values
            .iter()
            .map(|value| {
                let (url, rel) = value.split_once('>').unwrap();
                let (_, query) = url.split_once('?').unwrap();
                let keys: Vec<&str> = query
                    .split('&')
                    .map(|pair| pair.split_once('=').unwrap().0)
                    .collect();
                (keys.join("&"), rel.to_owned())
            })
            .collect()
    };
    let recorded: Vec<String> =
        serde_json::from_value(recording["response"]["headers"]["link"].clone()).unwrap();
    let company = Company::empty()
        .profile(anna())
        .profile(Profile::new("b@talwerk.example").name("B", "Arndt"));
    let browser = Browser::over(company).await;
    let page = browser
        .get("/api/v1/users?limit=1&search=profile.lastName+eq+%22Arndt%22")
        .await;
    let ours = page
        .headers
        .get_all("link")
        .iter()
        .map(|value| value.to_str().unwrap().to_owned())
        .collect();
    assert_eq!(lines(ours), lines(recorded));
}

#[tokio::test]
async fn errors_and_the_answers_of_the_life_cycle_look_as_recorded() {
    let Some(unknown) = recorded("09-create-400-undefined-profile-property") else {
        return;
    };
    let browser = Browser::over(Company::empty().profile(anna().status(Status::Staged))).await;
    let mut body = newcomer("b@talwerk.example");
    body["profile"]["notValid"] = json!("x");
    let page = browser.post("/api/v1/users", body).await;
    assert_same_shape(&page.body, unknown.clone());
    assert_eq!(page.body["errorSummary"], unknown["errorSummary"]);
    assert_eq!(page.body["errorCauses"], unknown["errorCauses"]);

    let path = format!("/api/v1/users/{ID}/lifecycle");
    let page = browser
        .post(&format!("{path}/reactivate?sendEmail=false"), Value::Null)
        .await;
    let wrong = recorded("15-reactivate-wrong-status-403").unwrap();
    assert_eq!(page.body["errorCode"], wrong["errorCode"]);
    assert_eq!(page.body["errorSummary"], wrong["errorSummary"]);
    assert_same_shape(&page.body, wrong);

    let page = browser
        .post(&format!("{path}/activate?sendEmail=false"), Value::Null)
        .await;
    assert_same_shape(&page.body, recorded("14-lifecycle-activate-no-email").unwrap());
    let page = browser.post(&format!("{path}/deactivate"), Value::Null).await;
    assert_same_shape(&page.body, recorded("02-deactivate-sync").unwrap());
    let page = browser.get("/api/v1/users/00usfhrjbkppPBkoY4x6").await;
    let missing = recorded("16-get-unknown-user-404").unwrap();
    assert_eq!(page.body["errorSummary"], missing["errorSummary"]);
    assert_same_shape(&page.body, missing);
}

#[tokio::test]
async fn the_base_schema_is_the_recorded_one() {
    let Some(recorded) = recorded("10-user-schema-default") else {
        return;
    };
    let browser = Browser::over(Company::empty()).await;
    let ours = browser.get("/api/v1/meta/schemas/user/default").await.body;
    assert_eq!(ours["definitions"]["base"], recorded["definitions"]["base"]);
    let without_definitions = |value: &Value| {
        let mut value = value.clone();
        value["definitions"] = Value::Null;
        shape(&value)
    };
    assert_eq!(without_definitions(&ours), without_definitions(&recorded));
}

#[tokio::test]
async fn the_org_describes_itself_as_recorded() {
    let Some(recorded) = recorded("12-okta-organization") else {
        return;
    };
    let browser = Browser::over(Company::empty()).await;
    assert_same_shape(
        &browser.get("/.well-known/okta-organization").await.body,
        recorded,
    );
}

/// Recorded before `preferred_name` and the envelope's numbers came.
#[tokio::test]
async fn an_employee_looks_as_recorded() {
    let Some(contracts) = &*CONTRACTS else { return };
    let recorded = contracts.recording("personio/v1-employees-giantswarm.json");
    let mut company = Company::empty()
        .employee(
            Employee::new(1, "Anna", "Arndt")
                .email("anna@talwerk.example")
                .supervisor(2)
                .hired(TODAY)
                .department("IT")
                .position("Lead")
                .with("gender", "female")
                .with("employment_type", "internal")
                .with("weekly_working_hours", "40")
                .with("probation_period_end", "2022-08-05")
                .with("office", "Wuppertal")
                .with("team", "Betrieb")
                .with("fix_salary", 7042.42)
                .with("fix_salary_interval", "monthly"),
        )
        .employee(Employee::new(2, "Bert", "Bohl").email("bert@talwerk.example"));
    for key in ["fix_salary", "fix_salary_interval", "hourly_salary"] {
        company.personio.set_readable(key, true);
    }
    company.personio.set_readable("preferred_name", false);
    let browser = Browser::over(company).await;
    let ours = browser.personio("/v1/company/employees").await.body;
    let mut theirs = recorded["data"][0]["attributes"].clone();
    theirs
        .as_object_mut()
        .unwrap()
        .retain(|key, _| !key.starts_with("dynamic_"));
    assert_same_shape(&ours["data"][0]["attributes"], theirs.clone());
    for (key, attribute) in theirs.as_object().unwrap() {
        let ours = &ours["data"][0]["attributes"][key];
        assert_eq!(ours["type"], attribute["type"], "{key}");
        assert_eq!(ours["universal_id"], attribute["universal_id"], "{key}");
    }
}
