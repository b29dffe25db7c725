//! `doctor` where one right is missing: it names that right, and still looks at the others.

use crate::server::{Reply, Server};
use crate::sides::{CLIENT_SECRET, Sides, TOKEN, profile, schema};
use koppel::clock::Clock;
use koppel::engine::doctor::{Check, Finding, Patient, Step, Verdict, examine, exit};
use koppel::failure::Exit;
use koppel::store::Environment;
use serde_json::json;

/// Everything by the environment, so that no file of this machine counts.
fn environment(server: &Server, state: &str) -> Environment {
    let url = server.url.as_str();
    Environment::from_iter([
        ("KOPPEL_CONFIG_DIR", "/nowhere/koppel"),
        ("KOPPEL_STATE_DIR", state),
        ("KOPPEL_OKTA__URL", url),
        ("KOPPEL_PERSONIO__URL", url),
        ("KOPPEL_LOGIN__START", r#"{ attribute = "first_name" }"#),
        ("KOPPEL_LOGIN__DOMAIN", "acme.com"),
        ("KOPPEL_LOGIN__BILLING_COUNTRY", "DE"),
        ("KOPPEL_ACTIVATION__TIME_ZONE", "Europe/Berlin"),
        ("KOPPEL_ACTIVATION__SEND_EMAIL", "false"),
        (
            "KOPPEL_MAPPING",
            r#"[{ personio = "department", okta = "department" }]"#,
        ),
        ("KOPPEL_OKTA_TOKEN", TOKEN),
        ("KOPPEL_PERSONIO_CLIENT_ID", "papi-id"),
        ("KOPPEL_PERSONIO_CLIENT_SECRET", CLIENT_SECRET),
    ])
}

fn sides() -> Sides {
    Sides::of(3).on("GET /api/v1/users/00uOwner", |_, _| {
        Some(Reply::json(&profile(900, "ACTIVE")))
    })
}

async fn examined(sides: Sides) -> (Vec<Check>, Server) {
    let server = sides.serve().await;
    let state = tempfile::TempDir::new().unwrap();
    let environment = environment(&server, state.path().to_str().unwrap());
    // Boxed: the tests that await it would be large.
    let patient = Patient {
        environment: &environment,
        setup: None,
        config: None,
        log: None,
        read_only: false,
        clock: Clock::System,
        headless: false,
    };
    let checks = Box::pin(examine(&patient)).await;
    let words = format!("{checks:?}");
    assert!(
        !words.contains(TOKEN) && !words.contains(CLIENT_SECRET),
        "{words}"
    );
    (checks, server)
}

/// The steps that failed with a failure, and all others' codes stay good.
fn failed(checks: &[Check]) -> Vec<(Step, Exit)> {
    checks
        .iter()
        .filter_map(|check| match &check.finding {
            Finding::Failed { step, failure } => Some((*step, failure.exit)),
            _ => None,
        })
        .collect()
}

fn has(checks: &[Check], is_wanted: impl Fn(&Finding) -> bool) -> bool {
    checks.iter().any(|check| is_wanted(&check.finding))
}

fn forbidden() -> Reply {
    Reply::okta_error(
        403,
        "E0000006",
        "You do not have permission to perform the requested action",
    )
}

#[tokio::test]
async fn every_right_is_proven_by_its_call_and_nothing_is_written() {
    let (checks, server) = examined(sides()).await;
    assert_eq!(exit(&checks), Exit::Done, "{checks:#?}");
    let lists = server.calls("GET /api/v1/users");
    assert_eq!(lists.len(), 2);
    assert!(lists.iter().all(|call| call.query("limit") == Some("1")));
    assert_eq!(lists[1].query("filter"), Some(r#"status eq "DEPROVISIONED""#));
    assert_eq!(server.calls("GET /api/v1/meta/schemas/user/default").len(), 1);
    assert!(has(&checks, |finding| *finding
        == Finding::EmployeesRead { total: Some(3) }));
    let is_write = |method: &str, path: &str| method != "GET" && path != "/v1/auth";
    assert!(
        !server
            .seen()
            .iter()
            .any(|call| is_write(&call.method, &call.path))
    );
    let first = |path: &str| server.seen().into_iter().find(|call| call.path == path).unwrap();
    for path in [
        "/.well-known/okta-organization",
        "/v1/company/employees/attributes",
    ] {
        assert_eq!(
            first(path).header("authorization"),
            None,
            "a wrong host sees no secret"
        );
    }
}

#[tokio::test]
async fn no_right_to_list_deactivated_users() {
    let (checks, _) = examined(sides().on("GET /api/v1/users", |seen, _| {
        seen.query("filter").is_some().then(forbidden)
    }))
    .await;
    assert_eq!(failed(&checks), [(Step::FormerProfiles, Exit::Refused)]);
    assert!(has(&checks, |finding| *finding == Finding::MayList));
    assert!(has(&checks, |finding| matches!(
        finding,
        Finding::MayReadSchema { .. }
    )));
    assert_eq!(exit(&checks), Exit::Refused);
}

#[tokio::test]
async fn no_right_to_read_the_schema_skips_the_mapping() {
    let (checks, _) =
        examined(sides().on("GET /api/v1/meta/schemas/user/default", |_, _| Some(forbidden()))).await;
    assert_eq!(failed(&checks), [(Step::Schema, Exit::Refused)]);
    assert!(has(&checks, |finding| {
        matches!(finding, Finding::Skipped { steps, because: Step::Schema } if steps.contains(&Step::Targets))
    }));
}

#[tokio::test]
async fn g3_an_owner_who_cannot_be_read_is_a_problem() {
    let (checks, _) = examined(sides().on("GET /api/v1/users/me", |_, _| Some(forbidden()))).await;
    let unknown = checks
        .iter()
        .find(|check| check.finding == Finding::TokenOwnerUnknown);
    assert_eq!(
        unknown.unwrap().finding.verdict(),
        Verdict::Problem(Exit::Refused)
    );
    assert!(
        has(&checks, |finding| *finding == Finding::MayListFormer),
        "the rest is looked at"
    );
}

#[tokio::test]
async fn no_right_to_read_employees_is_told_from_wrong_credentials() {
    let (checks, _) = examined(sides().on("GET /v1/company/employees", |_, _| {
        Some(Reply::json(&json!({"success": false, "error": {"code": 403, "message": "No"}})).status(403))
    }))
    .await;
    assert_eq!(failed(&checks), [(Step::Employees, Exit::Refused)]);
    assert!(has(&checks, |finding| *finding == Finding::CredentialsAccepted));
    let (checks, _) = examined(sides().on("POST /v1/auth", |_, _| {
        Some(Reply::json(&json!({"success": false, "error": {"code": 0, "message": "Wrong"}})).status(403))
    }))
    .await;
    assert_eq!(failed(&checks), [(Step::Credentials, Exit::Refused)]);
}

#[tokio::test]
async fn r4_an_attribute_that_is_listed_and_sent_for_nobody() {
    let mut sides = sides();
    for employee in &mut sides.employees {
        employee["attributes"]
            .as_object_mut()
            .unwrap()
            .remove("department");
    }
    let (checks, _) = examined(sides).await;
    assert!(has(
        &checks,
        |finding| matches!(finding, Finding::Unreadable { keys, .. } if keys[0].0 == "department")
    ));
    assert_eq!(exit(&checks), Exit::Refused);
}

#[tokio::test]
async fn a_link_attribute_that_cannot_hold_a_number() {
    let mut of_numbers = schema();
    of_numbers["definitions"]["base"]["properties"]["employeeNumber"]["type"] = json!("integer");
    let (checks, _) = examined(sides().on("GET /api/v1/meta/schemas/user/default", move |_, _| {
        Some(Reply::json(&of_numbers))
    }))
    .await;
    assert!(has(&checks, |finding| matches!(
        finding,
        Finding::TargetFault { is_link: true, .. }
    )));
    assert_eq!(exit(&checks), Exit::Usage);
}

#[tokio::test]
async fn a5_what_the_headers_grant_and_the_share_of_it_is_shown() {
    let (checks, _) = examined(sides().on("GET /api/v1/users", |_, _| {
        Some(
            Reply::json(&json!([]))
                .header("x-rate-limit-limit", "300")
                .header("x-rate-limit-remaining", "299")
                .header("x-rate-limit-reset", "4000000000"),
        )
    }))
    .await;
    assert!(has(&checks, |finding| {
        matches!(finding, Finding::RateLimits(grants) if (grants[0].limit, grants[0].ours) == (300, 240))
    }));
    assert!(has(&checks, |finding| {
        matches!(
            finding,
            Finding::ReadingTime {
                okta_a_minute: Some(240),
                employees: 3,
                ..
            }
        )
    }));
}
