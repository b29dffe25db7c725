//! A whole reading of both sides (rules R1 to R7), and how it fails.

use crate::server::{Reply, Seen, Server};
use crate::sides::{CLIENT_SECRET, ORG, Sides, TOKEN, connection, employee, profile, reading, set};
use koppel::core::policy::{First, Mapping, Source};
use koppel::core::value::{Text, Value};
use koppel::core::{EmployeeId, OktaId, Policy, ProfileStatus};
use koppel::engine::{Progress, Side, read};
use koppel::failure::{Exit, Failure};
use reqwest::Url;
use serde_json::json;

const LIST: &str = "GET /v1/company/employees";
const USERS: &str = "GET /api/v1/users";

fn mapping(source: &str, target: &str) -> Policy {
    Policy {
        mapping: vec![Mapping {
            source: Source::from_words(source).unwrap(),
            target: Text::from(target),
            first: First::Send,
        }],
        ..Policy::default()
    }
}

/// The reading fails; what a person reads then.
async fn failure(sides: Sides, policy: &Policy) -> Failure {
    let server = sides.serve().await;
    let failure = reading(&server, policy).await.0.unwrap_err();
    let words = failure.to_string();
    assert!(
        !words.contains(TOKEN) && !words.contains(CLIENT_SECRET),
        "{words}"
    );
    assert!(
        failure.why.is_some() && failure.todo.is_some(),
        "what, why and what to do: {words}"
    );
    failure
}

fn refusal(status: u16, code: &'static str) -> impl Fn(&Seen, usize) -> Option<Reply> + Send + Sync {
    move |_, _| Some(Reply::okta_error(status, code, "Refused"))
}

#[tokio::test]
async fn both_sides_make_one_snapshot() {
    let mut sides = Sides::of(230);
    sides.former.push(profile(900, "DEPROVISIONED"));
    set(
        &mut sides.employees[0],
        "supervisor",
        json!({"type": "Employee", "attributes": {"id": {"value": 2}}}),
    );
    let server = sides.serve().await;
    let (snapshot, told) = reading(&server, &mapping("supervisor.email", "title")).await;
    let snapshot = snapshot.unwrap();
    assert_eq!(snapshot.org, ORG);
    assert_eq!(
        (snapshot.roster.employees.len(), snapshot.directory.profiles.len()),
        (230, 231)
    );
    assert_eq!(snapshot.directory.token_owner, Some(OktaId::new("00uOwner")));
    assert!(snapshot.directory.schema.is_required("login"));
    assert!(!snapshot.moment.clock_is_off);
    let first = &snapshot.roster.employees[0];
    assert_eq!(
        (first.id, first.display_name().as_str()),
        (EmployeeId(1), "Pat Doe1")
    );
    assert_eq!(first.hire_date.date().unwrap().to_string(), "2022-01-12");
    let value = |key| &first.attributes[snapshot.roster.column(key).unwrap()];
    assert_eq!(value("department"), &Value::text("Sales"));
    assert_eq!(value("supervisor"), &Value::Integer(2));
    let last = snapshot.directory.profiles.last().unwrap();
    assert_eq!(
        (last.status.clone(), last.number.as_deref()),
        (ProfileStatus::Deprovisioned, Some("900"))
    );
    for (side, people) in [(Side::Okta, 231), (Side::Personio, 230)] {
        assert!(told.contains(&Progress::Complete { side, people }), "{told:?}");
    }
    let total = Some(230);
    assert!(
        told.iter()
            .any(|told| matches!(told, Progress::Read { total: now, .. } if *now == total))
    );
    assert!(
        server
            .seen()
            .iter()
            .all(|seen| seen.method == "GET" || seen.path == "/v1/auth")
    );
}

#[tokio::test]
async fn r1_a_side_that_contradicts_itself_is_read_again() {
    let duplicate = Sides::of(3).on(LIST, |_, earlier| {
        let page = [employee(1), employee(1), employee(3)];
        let page = json!({"success": true, "data": page, "metadata": {"total_elements": 3}});
        (earlier < 2).then(|| Reply::json(&page))
    });
    let server = duplicate.serve().await;
    let (snapshot, told) = reading(&server, &Policy::default()).await;
    assert_eq!(snapshot.unwrap().roster.employees.len(), 3);
    let again = |told: &&Progress| matches!(told, Progress::Again { side: Side::Personio, reason } if reason.contains("employee 1"));
    assert_eq!(told.iter().filter(again).count(), 2);

    let twice = Sides::of(3).on(USERS, |_, earlier| {
        (earlier == 0).then(|| Reply::json(&json!([profile(1, "ACTIVE"), profile(1, "ACTIVE")])))
    });
    let server = twice.serve().await;
    assert_eq!(
        reading(&server, &Policy::default())
            .await
            .0
            .unwrap()
            .directory
            .profiles
            .len(),
        3
    );
}

#[tokio::test]
async fn r1_three_contradictions_end_the_run_with_an_error_that_names_them() {
    let sides = Sides::of(1).on(LIST, |seen, _| {
        let page = if seen.query("offset") == Some("0") {
            vec![employee(1)]
        } else {
            Vec::new()
        };
        Some(Reply::json(
            &json!({"success": true, "data": page, "metadata": {"total_elements": 2}}),
        ))
    });
    let failure = failure(sides, &Policy::default()).await;
    assert_eq!(failure.exit, Exit::Failed);
    assert!(
        failure
            .why
            .unwrap()
            .contains("2 employees were announced, and 1 were sent")
    );
}

#[tokio::test]
async fn r4_attributes_that_cannot_be_read_are_all_named() {
    let mut sides = Sides::of(2);
    sides
        .readable
        .retain(|readable| readable["key"] != "status" && readable["key"] != "hire_date");
    let failure = failure(sides, &mapping("dynamic_12", "title")).await;
    assert_eq!(failure.exit, Exit::Refused);
    for key in ["dynamic_12", "hire_date", "status"] {
        assert!(failure.what.contains(key), "{failure}");
    }
    assert!(!failure.what.contains("first_name"));
}

#[tokio::test]
async fn r4_an_attribute_that_is_named_for_nobody_is_not_readable() {
    let mut sides = Sides::of(2);
    for employee in &mut sides.employees {
        employee["attributes"].as_object_mut().unwrap().remove("status");
    }
    let failure = failure(sides, &Policy::default()).await;
    assert_eq!(
        (failure.exit, failure.what.contains("status")),
        (Exit::Refused, true)
    );
    let mut sides = Sides::of(2);
    sides.employees[0]["attributes"]
        .as_object_mut()
        .unwrap()
        .remove("status");
    let server = sides.serve().await;
    assert!(
        reading(&server, &Policy::default()).await.0.is_ok(),
        "one of many is a matter of that one"
    );
}

#[tokio::test]
async fn r6_today_is_the_day_at_the_servers_in_the_companys_zone() {
    let date = "Fri, 31 Jan 2025 23:30:00 GMT";
    let server = Server::start({
        let sides = std::sync::Arc::new(Sides::of(1));
        move |seen| sides.answer(seen).header("date", date)
    })
    .await;
    let moment = reading(&server, &Policy::default()).await.0.unwrap().moment;
    assert_eq!(moment.today.to_string(), "2025-02-01", "Berlin is an hour ahead");
    assert_eq!(moment.now.to_string(), "2025-01-31T23:30:00Z");
    assert!(moment.clock_is_off);
}

#[tokio::test]
async fn a_mapping_to_an_attribute_that_is_not_there_names_the_nearest() {
    let failure = failure(Sides::of(1), &mapping("department", "departement")).await;
    assert_eq!(failure.exit, Exit::Usage);
    assert!(
        failure.what.contains("departement (the nearest is department)"),
        "{failure}"
    );
    let policy = Policy {
        link_attribute: Text::from("personioId"),
        ..Policy::default()
    };
    let failure = self::failure(Sides::of(1), &policy).await;
    assert_eq!(
        (failure.exit, failure.what.contains("personioId")),
        (Exit::Usage, true)
    );
}

#[tokio::test]
async fn refused_rights_say_which_and_end_with_exit_6() {
    let token = failure(
        Sides::of(1).on("GET /api/v1/users/me", refusal(401, "E0000011")),
        &Policy::default(),
    )
    .await;
    assert_eq!(
        (token.exit, token.what.as_str()),
        (Exit::Refused, "Okta refused the API token")
    );
    let list = failure(
        Sides::of(1).on(USERS, refusal(403, "E0000006")),
        &Policy::default(),
    )
    .await;
    assert_eq!(list.exit, Exit::Refused);
    assert!(list.what.contains("may not list users"), "{list}");
    assert!(
        list.why.unwrap().contains("request req-1"),
        "Okta's support asks for it"
    );
    let schema = failure(
        Sides::of(1).on("GET /api/v1/meta/schemas/user/default", refusal(403, "E0000006")),
        &Policy::default(),
    )
    .await;
    assert!(
        schema.exit == Exit::Refused && schema.what.contains("may not read the user schema"),
        "{schema}"
    );
    for call in ["POST /v1/auth", LIST, "GET /v1/company/employees/attributes"] {
        let personio = failure(
            Sides::of(1).on(call, |_, _| Some(Reply::empty(403))),
            &Policy::default(),
        )
        .await;
        assert_eq!(personio.exit, Exit::Refused);
        assert!(
            personio.what.contains("Personio refused the API credentials"),
            "{personio}"
        );
    }
}

#[tokio::test]
async fn g3_a_token_owner_who_cannot_be_read_is_unknown_and_no_error() {
    for (status, code) in [(403, "E0000006"), (404, "E0000007"), (401, "E0000015")] {
        let server = Sides::of(1)
            .on("GET /api/v1/users/me", refusal(status, code))
            .serve()
            .await;
        assert_eq!(
            reading(&server, &Policy::default())
                .await
                .0
                .unwrap()
                .directory
                .token_owner,
            None
        );
    }
}

#[tokio::test]
async fn a_wrong_host_is_found_before_the_token_leaves() {
    for reply in [
        || Reply::empty(404),
        || Reply::empty(401),
        || Reply::text("<html>Blocked</html>").status(403),
        || Reply::json(&json!({"id": ""})),
        || Reply::json(&json!({})),
        || Reply::empty(302).header("location", "https://www.example.com/"),
    ] {
        let server = Sides::of(1)
            .on("GET /.well-known/okta-organization", move |_, _| Some(reply()))
            .serve()
            .await;
        let failure = reading(&server, &Policy::default()).await.0.unwrap_err();
        // A maintenance page looks the same: tried again, and said that the address may be wrong.
        assert_eq!(failure.exit, Exit::Failed, "{failure}");
        assert!(
            failure.todo.as_ref().unwrap().contains("Check that okta.url is"),
            "{failure}"
        );
        let to_okta = |seen: &Seen| {
            seen.header("authorization")
                .is_some_and(|value| value.contains("SSWS"))
        };
        assert!(!server.seen().iter().any(to_okta));
    }
}

#[tokio::test]
async fn r1_an_unreadable_first_answer_is_trouble_on_the_way_and_no_wrong_setting() {
    for call in [
        "GET /.well-known/okta-organization",
        "GET /api/v1/users/me",
        "GET /api/v1/meta/schemas/user/default",
        "GET /api/v1/users",
        "POST /v1/auth",
        "GET /v1/company/employees/attributes",
        "GET /v1/company/employees",
    ] {
        for body in ["<html>Maintenance</html>", "", "{\"id\": \"00o", "[{\"id\": "] {
            let server = Sides::of(1)
                .on(call, move |_, _| Some(Reply::text(body)))
                .serve()
                .await;
            let failure = reading(&server, &Policy::default()).await.0.unwrap_err();
            // Tried again by whatever started it: neither usage nor refused credentials.
            assert_eq!(failure.exit, Exit::Failed, "{call} {body:?}: {failure}");
            assert!(failure.what.contains("cannot be read"), "{failure}");
        }
    }
}

#[tokio::test]
async fn the_admin_host_is_named_with_the_right_one() {
    let server = Sides::of(1).serve().await;
    let mut connection = connection(&server);
    connection.okta.url = Url::parse("https://acme-admin.okta.com").unwrap();
    let failure = read(&connection, &Policy::default(), &|_| ()).await.unwrap_err();
    assert_eq!(failure.exit, Exit::Usage);
    assert_eq!(
        failure.todo.as_deref(),
        Some("Set okta.url to https://acme.okta.com")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reading_can_run_as_a_task_of_its_own() {
    let server = Sides::of(3).serve().await;
    let connection = connection(&server);
    let reading = tokio::spawn(async move { read(&connection, &Policy::default(), &|_| ()).await });
    assert_eq!(reading.await.unwrap().unwrap().roster.employees.len(), 3);
}
