//! Creating and changing profiles.

use crate::browser::{Browser, Page, newcomer};
use koppel::sim::okta::{Kind, MailKind, Profile, Property, Status};
use koppel::sim::{Company, Effect};
use reqwest::Method;
use serde_json::{Value, json};

const ANNA: &str = "00uAnnaAnnaAnnaAn1d7";

fn company() -> Company {
    let mut company = Company::empty().profile(
        Profile::new("anna@talwerk.example")
            .id(ANNA)
            .name("Anna", "Arndt")
            .with("department", "IT")
            .with("title", "Lead"),
    );
    company.okta.schema.custom = vec![
        Property::new("badge", "Badge", Kind::String)
            .max_length(5)
            .unique(),
        Property::new("model", "Model", Kind::String).choices(&[("a", "A"), ("b", "B")]),
        Property::new("seat", "Seat", Kind::Integer),
        Property::new("hours", "Hours", Kind::Number),
        Property::new("internal", "Internal", Kind::Boolean),
        Property::new("languages", "Languages", Kind::StringArray),
        Property::new("sapId", "SAP ID", Kind::String).read_only(),
    ];
    company
}

fn anna(step: &str) -> String {
    format!("/api/v1/users/{ANNA}{step}")
}

#[tokio::test]
async fn create_answers_200_with_the_status_that_activation_and_password_give() {
    let with_password = |login: &str| {
        let mut body = newcomer(login);
        body["credentials"] = json!({ "password": { "value": "correct horse" } });
        body
    };
    let browser = Browser::over(company()).await;
    let cases = [
        ("?activate=false", newcomer("b1@talwerk.example"), "STAGED", 0),
        ("?activate=true", newcomer("b2@talwerk.example"), "PROVISIONED", 1),
        ("", newcomer("b3@talwerk.example"), "PROVISIONED", 2),
        ("", with_password("b4@talwerk.example"), "ACTIVE", 2),
        (
            "?activate=false",
            with_password("b5@talwerk.example"),
            "STAGED",
            2,
        ),
    ];
    for (query, body, status, mails) in cases {
        let page = browser.post(&format!("/api/v1/users{query}"), body).await;
        assert_eq!(page.status, 200, "{:?}", page.body);
        assert_eq!(page.body["status"], status);
        assert!(page.header("etag").starts_with("W/\""));
        let sent = browser.simulator.company(|company| company.okta.outbox.len());
        assert_eq!(sent, mails, "{query}");
    }
    let outbox = browser.simulator.company(|company| company.okta.outbox.clone());
    assert_eq!(
        (outbox[0].kind, outbox[0].to.as_str()),
        (MailKind::Activation, "b2@talwerk.example")
    );
}

#[tokio::test]
async fn a_login_is_taken_without_regard_to_case_and_diacritics_in_every_status() {
    let browser = Browser::over(
        company().profile(
            Profile::new("isáac@talwerk.example")
                .name("Isaac", "Ibsen")
                .status(Status::Deprovisioned),
        ),
    )
    .await;
    for login in [
        "ISAAC@talwerk.example",
        "isáac@talwerk.example",
        "Anna@Talwerk.Example",
    ] {
        let page = browser.post("/api/v1/users", newcomer(login)).await;
        assert_eq!((page.status, page.code()), (400, "E0000001"), "{login}");
        assert_eq!(page.body["errorSummary"], "Api validation failed: login");
        assert_eq!(
            page.body["errorCauses"][0]["errorSummary"],
            "login: An object with this field already exists in the current organization"
        );
    }
    let mut shared = newcomer("other@talwerk.example");
    shared["profile"]["email"] = json!("anna@talwerk.example");
    assert_eq!(
        browser.post("/api/v1/users", shared).await.status,
        200,
        "an e-mail may be shared"
    );
}

#[tokio::test]
async fn an_unknown_attribute_is_refused_in_the_recorded_words() {
    let browser = Browser::over(company()).await;
    let mut body = newcomer("b@talwerk.example");
    body["profile"]["notValid"] = json!("x");
    let page = browser.post("/api/v1/users", body).await;
    assert_eq!((page.status, page.code()), (400, "E0000001"));
    assert_eq!(page.body["errorSummary"], "Api validation failed: newUser");
    assert_eq!(
        page.body["errorCauses"],
        json!([{ "errorSummary": "Property name 'notValid' is not defined in profile" }])
    );
}

#[tokio::test]
async fn values_that_the_schema_does_not_take_are_refused_as_a_whole() {
    let browser = Browser::over(
        company().profile(
            Profile::new("other@talwerk.example")
                .name("Otto", "Orth")
                .with("badge", "B1"),
        ),
    )
    .await;
    let cases = [
        ("firstName", json!(null)),
        ("firstName", json!("")),
        ("lastName", json!("x".repeat(51))),
        ("email", json!("nobody")),
        ("login", json!("a@b")),
        ("badge", json!("123456")),
        ("badge", json!("b1")),
        ("model", json!("c")),
        ("seat", json!("5")),
        ("seat", json!(5.5)),
        ("hours", json!("38")),
        ("internal", json!("true")),
        ("languages", json!("de")),
        ("languages", json!([1])),
        ("sapId", json!("7")),
        ("title", json!("Lead 𠮷")),
        ("title", json!(5)),
        ("countryCode", json!("DEU")),
    ];
    for (attribute, value) in cases {
        let body = json!({ "profile": { "department": "changed", attribute: value } });
        let page = browser.post(&anna(""), body).await;
        assert_eq!(
            (page.status, page.code()),
            (400, "E0000001"),
            "{attribute}: {value}"
        );
        let department = browser
            .simulator
            .company(|company| company.okta.profile(ANNA).unwrap().text("department").to_owned());
        assert_eq!(department, "IT", "{attribute}");
    }
    let fits = json!({ "profile": {
        "seat": 5, "hours": 38.5, "internal": true, "languages": ["de"], "model": "a", "badge": "b2",
    } });
    assert_eq!(browser.post(&anna(""), fits).await.status, 200);
}

#[tokio::test]
async fn a_partial_update_changes_what_it_names_and_null_clears() {
    let browser = Browser::over(company()).await;
    let before = browser.get(&anna("")).await;
    let page = browser
        .post(
            &anna(""),
            json!({ "profile": { "employeeNumber": "17", "title": null } }),
        )
        .await;
    assert_eq!(page.status, 200);
    let profile = &page.body["profile"];
    assert_eq!(profile["employeeNumber"], "17");
    assert_eq!(profile["department"], "IT");
    assert_eq!(profile.get("title"), None);
    assert_eq!(profile["mobilePhone"], Value::Null);
    assert_ne!(page.header("etag"), before.header("etag"));
    assert_eq!(page.body["lastUpdated"], "2026-11-30T09:00:00.000Z");
    let effect = browser.simulator.ledger().pop().unwrap().effect;
    let attributes = vec!["employeeNumber".to_owned(), "title".to_owned()];
    let profile = ANNA.to_owned();
    assert_eq!(effect, Effect::Updated { profile, attributes });
}

#[tokio::test]
async fn put_erases_what_it_does_not_name() {
    let browser = Browser::over(company()).await;
    let body = newcomer("anna@talwerk.example");
    let page = browser.send(Method::PUT, &anna(""), body).await;
    assert_eq!(page.status, 200);
    assert_eq!(page.body["profile"].get("department"), None);
    let sparse = json!({ "profile": { "department": "IT" } });
    assert_eq!(
        browser.send(Method::PUT, &anna(""), sparse).await.code(),
        "E0000001"
    );
}

#[tokio::test]
async fn a_login_can_move_and_frees_the_old_one() {
    let browser = Browser::over(company()).await;
    let moved = json!({ "profile": { "login": "anna.new@talwerk.example" } });
    assert_eq!(browser.post(&anna(""), moved).await.status, 200);
    assert_eq!(
        browser.get("/api/v1/users/anna.new@talwerk.example").await.body["id"],
        ANNA
    );
    assert_eq!(browser.get("/api/v1/users/anna.new").await.body["id"], ANNA);
    assert_eq!(
        browser.get("/api/v1/users/anna@talwerk.example").await.code(),
        "E0000007"
    );
    let page = browser
        .post("/api/v1/users", newcomer("anna@talwerk.example"))
        .await;
    assert_eq!(page.status, 200);
}

#[tokio::test]
async fn a_deactivated_profile_is_written_only_where_the_org_allows_it() {
    let browser = Browser::over(company()).await;
    browser.post(&anna("/lifecycle/deactivate"), Value::Null).await;
    let change = json!({ "profile": { "title": "Former" } });
    let page = browser.post(&anna(""), change.clone()).await;
    assert_eq!((page.status, page.code()), (403, "E0000038"));
    browser
        .simulator
        .company(|company| company.okta.deprovisioned_editable = true);
    assert_eq!(browser.post(&anna(""), change).await.status, 200);
}

#[tokio::test]
async fn a_profile_of_another_system_refuses_its_attributes_even_unchanged() {
    let mut company = company();
    company
        .okta
        .change(ANNA, |profile| profile.mastered_elsewhere = true);
    let browser = Browser::over(company).await;
    for body in [
        json!({ "department": "IT" }),
        json!({ "badge": "1", "department": "IT" }),
    ] {
        let page = browser.post(&anna(""), json!({ "profile": body })).await;
        assert_eq!((page.status, page.code()), (403, "E0000023"));
    }
    let page = browser
        .post(&anna(""), json!({ "profile": { "badge": "1" } }))
        .await;
    assert_eq!(page.status, 200, "what Okta owns can be written by itself");
}

#[tokio::test]
async fn a_body_has_to_be_json_and_say_so() {
    let browser = Browser::over(company()).await;
    let body = newcomer("b@talwerk.example").to_string();
    let request = browser
        .okta(Method::POST, "/api/v1/users")
        .header("content-type", "text/plain");
    let page = Page::of(request.body(body)).await;
    assert_eq!((page.status, page.code()), (400, "E0000021"));
    let request = browser
        .okta(Method::POST, "/api/v1/users")
        .header("content-type", "application/json");
    assert_eq!(Page::of(request.body("{\"profile\":")).await.code(), "E0000003");
}

#[tokio::test]
async fn a_new_profile_has_the_same_id_however_much_was_read_before() {
    let mut ids = Vec::new();
    for readings in [0, 3] {
        let browser = Browser::over(company()).await;
        for _ in 0..readings {
            browser.get("/api/v1/users").await;
        }
        let page = browser.post("/api/v1/users", newcomer("b@talwerk.example")).await;
        ids.push(page.body["id"].clone());
    }
    assert_eq!(ids[0], ids[1]);
    assert_eq!(ids[0].as_str().unwrap().len(), 20);
}
