//! The exact request of every write, and what is made of its answer.

use crate::server::{Reply, Seen, Server};
use crate::sides::{TOKEN, okta, okta_with, profile, terms};
use koppel::core::value::{Text, Value};
use koppel::core::{OktaId, ProfileStatus};
use koppel::http::{Terms, Trouble};
use koppel::okta::OktaError;
use serde_json::json;

fn text(text: &str) -> Value {
    Value::text(text)
}

async fn answering(reply: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Server {
    Server::start(reply).await
}

/// The one request that came in.
fn only(server: &Server) -> Seen {
    let seen = server.seen();
    assert_eq!(seen.len(), 1, "{seen:?}");
    seen.into_iter().next().unwrap()
}

fn id() -> OktaId {
    OktaId::new("00u1")
}

#[tokio::test]
async fn p5_a_create_carries_everything_in_one_call() {
    for activate in [true, false] {
        let server =
            answering(|_| Reply::json(&profile(1, "STAGED")).header("x-okta-request-id", "req-9")).await;
        let (login, list) = (text("jörg@acme.com"), Value::list(["a", "b"].map(Text::from)));
        let attributes = [
            ("login", &login),
            ("employeeNumber", &text("00123")),
            ("level", &Value::Integer(3)),
            ("remote", &Value::Bool(true)),
            ("share", &Value::Decimal(0.5)),
            ("tags", &list),
            ("nickName", &Value::Empty),
        ];
        let written = okta(&server).create(&attributes, activate).await.unwrap();
        let seen = only(&server);
        assert!(seen.is("POST /api/v1/users"));
        assert_eq!(seen.query, [("activate".to_owned(), activate.to_string())]);
        let expected = r#"{"profile":{"login":"jörg@acme.com","employeeNumber":"00123","level":3,"remote":true,"share":0.5,"tags":["a","b"]}}"#;
        assert_eq!(String::from_utf8(seen.body.clone()).unwrap(), expected);
        assert_eq!(
            seen.header("authorization"),
            Some(format!("SSWS {TOKEN}").as_str())
        );
        assert_eq!(seen.header("content-type"), Some("application/json"));
        assert_eq!(seen.header("accept"), Some("application/json"));
        assert_eq!(
            seen.header("user-agent"),
            Some(concat!("koppel/", env!("CARGO_PKG_VERSION")))
        );
        assert_eq!(written.request_id.as_deref(), Some("req-9"));
        assert_eq!(written.profile.unwrap().status, ProfileStatus::Staged);
    }
}

#[tokio::test]
async fn u4_an_update_names_what_changes_and_nothing_else() {
    let server = answering(|_| Reply::json(&profile(1, "ACTIVE"))).await;
    let changes = [("department", &text("Sales")), ("title", &Value::Empty)];
    let written = okta(&server).update(&id(), &changes).await.unwrap();
    let seen = only(&server);
    assert!(
        seen.is("POST /api/v1/users/00u1"),
        "never PUT, which erases all others: {seen:?}"
    );
    assert_eq!(seen.query, []);
    assert_eq!(
        seen.json(),
        json!({"profile": {"department": "Sales", "title": null}})
    );
    assert_eq!(written.profile.unwrap().id, id());
}

#[tokio::test]
async fn u6_what_nobody_understands_is_never_sent() {
    let server = answering(|_| Reply::json(&profile(1, "ACTIVE"))).await;
    for value in [Value::Odd, Value::Absent] {
        let error = okta(&server)
            .update(&id(), &[("title", &value)])
            .await
            .unwrap_err();
        assert!(matches!(error, OktaError::Unsendable { .. }), "{error:?}");
        assert!(error.is_permanent() && !error.outcome_unknown());
    }
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn p6_activation_says_whether_okta_mails_and_drops_the_link() {
    for send_email in [true, false] {
        let server = answering(|_| {
            Reply::json(&json!({"activationUrl": "https://acme.okta.com/welcome/XE6wE17zmphl3KqAPFxO", "activationToken": "XE6wE17zmphl3KqAPFxO"}))
        })
        .await;
        let written = okta(&server).activate(&id(), send_email).await.unwrap();
        let seen = only(&server);
        assert!(seen.is("POST /api/v1/users/00u1/lifecycle/activate"));
        assert_eq!(seen.query, [("sendEmail".to_owned(), send_email.to_string())]);
        assert_eq!(
            seen.header("content-length"),
            Some("0"),
            "without it Okta answers 411"
        );
        assert!(seen.body.is_empty());
        assert!(!format!("{written:?}").contains("XE6wE17"));
    }
}

#[tokio::test]
async fn d1_deactivation_mails_nobody_and_takes_200_and_204() {
    for reply in [|| Reply::json(&json!({})), || Reply::empty(204)] {
        let server = answering(move |_| reply()).await;
        okta(&server).deactivate(&id()).await.unwrap();
        let seen = only(&server);
        assert!(seen.is("POST /api/v1/users/00u1/lifecycle/deactivate"));
        assert_eq!(seen.query, [("sendEmail".to_owned(), "false".to_owned())]);
        assert_eq!(seen.header("content-length"), Some("0"));
    }
}

#[tokio::test]
async fn an_id_stays_one_segment_whatever_it_holds() {
    let server = answering(|_| Reply::empty(204)).await;
    okta(&server)
        .deactivate(&OktaId::new("../groups?x"))
        .await
        .unwrap();
    assert_eq!(
        only(&server).path,
        "/api/v1/users/..%2Fgroups%3Fx/lifecycle/deactivate"
    );
}

#[tokio::test]
async fn g5_read_only_refuses_every_write_before_it_leaves() {
    let server = answering(|_| Reply::json(&profile(1, "ACTIVE"))).await;
    let okta = okta_with(
        &server,
        Terms {
            read_only: true,
            ..terms()
        },
    );
    let value = text("x");
    let errors = [
        okta.create(&[("login", &value)], false).await.unwrap_err(),
        okta.update(&id(), &[("title", &value)]).await.unwrap_err(),
        okta.activate(&id(), false).await.unwrap_err(),
        okta.deactivate(&id()).await.unwrap_err(),
    ];
    for error in errors {
        let error = error.http().unwrap();
        assert!(matches!(error.trouble, Trouble::ReadOnly), "{error:?}");
        assert!(!error.outcome_unknown());
    }
    assert!(server.seen().is_empty());
    assert!(okta.profile(&id()).await.unwrap().is_some(), "reading goes on");
}

#[tokio::test]
async fn a4_a_create_is_never_sent_twice_and_its_outcome_is_unknown() {
    for status in [500, 502, 503, 504] {
        let server = answering(move |_| Reply::okta_error(status, "E0000009", "Internal Server Error")).await;
        let error = okta(&server)
            .create(&[("login", &text("x@acme.com"))], false)
            .await
            .unwrap_err();
        assert!(error.outcome_unknown() && !error.is_permanent(), "{error:?}");
        only(&server);
    }
    let server = answering(|_| Reply::text("{\"id\":")).await;
    let error = okta(&server)
        .create(&[("login", &text("x@acme.com"))], false)
        .await
        .unwrap_err();
    assert!(error.outcome_unknown(), "an unreadable success: {error:?}");
    only(&server);
}

#[tokio::test]
async fn a4_what_may_have_taken_effect_is_not_sent_again_before_its_caller_looked() {
    let server = answering(|_| Reply::empty(503)).await;
    assert!(
        okta(&server)
            .deactivate(&id())
            .await
            .unwrap_err()
            .outcome_unknown()
    );
    assert!(
        okta(&server)
            .activate(&id(), false)
            .await
            .unwrap_err()
            .outcome_unknown()
    );
    assert_eq!(server.seen().len(), 2);
    assert!(
        okta(&server)
            .update(&id(), &[("title", &text("x"))])
            .await
            .unwrap_err()
            .outcome_unknown()
    );
    assert_eq!(server.seen().len(), 3);
}

#[tokio::test]
async fn a6_a_refusal_for_good_is_not_sent_again() {
    for (status, code) in [(400, "E0000001"), (403, "E0000023"), (404, "E0000007")] {
        let server =
            answering(move |_| Reply::okta_error(status, code, "Api validation failed: login")).await;
        let error = okta(&server)
            .update(&id(), &[("title", &text("x"))])
            .await
            .unwrap_err();
        assert!(error.is_permanent() && !error.outcome_unknown(), "{error:?}");
        let http = error.http().unwrap();
        assert_eq!(
            (http.code(), http.request_id.as_deref()),
            (Some(code), Some("req-1"))
        );
        only(&server);
    }
}

#[tokio::test]
async fn a5_a_refusal_for_a_rate_limit_has_no_effect_so_that_even_a_create_is_sent_again() {
    let server = Server::start({
        let count = std::sync::atomic::AtomicUsize::new(0);
        move |_| {
            if count.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0 {
                Reply::okta_error(429, "E0000047", "API call exceeded rate limit").header("retry-after", "0")
            } else {
                Reply::json(&profile(1, "STAGED"))
            }
        }
    })
    .await;
    okta(&server)
        .create(&[("login", &text("x@acme.com"))], false)
        .await
        .unwrap();
    assert_eq!(server.seen().len(), 2);
}
