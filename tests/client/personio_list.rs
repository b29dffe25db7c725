//! Personio's pages, token and single employees (`personio-api.md` sections 1, 2 and 7).

use crate::server::Reply;
use crate::sides::{CLIENT_SECRET, Sides, employee, personio, set};
use koppel::core::EmployeeId;
use koppel::core::snapshot::{Column, ColumnKind};
use koppel::core::value::Text;
use koppel::personio::{Contradiction, PersonioError};
use serde_json::json;
use std::collections::BTreeSet;
use std::time::Duration;

const LIST: &str = "GET /v1/company/employees";

#[tokio::test]
async fn r1_all_pages_are_read_and_only_what_is_needed_is_asked_for() {
    let server = Sides::of(450).serve().await;
    let columns = vec![Column {
        key: Text::from("department"),
        kind: ColumnKind::Other,
    }];
    let roster = personio(&server).roster(columns, &|_, _| ()).await.unwrap();
    let ids: Vec<u64> = roster.employees.iter().map(|employee| employee.id.0).collect();
    assert_eq!(ids, (1..=450).collect::<Vec<_>>());
    let calls = server.calls(LIST);
    let offsets: BTreeSet<_> = calls
        .iter()
        .map(|seen| seen.query("offset").unwrap().parse().unwrap())
        .collect();
    assert_eq!(offsets, BTreeSet::from([0, 100, 200, 300, 400]));
    for seen in calls {
        assert_eq!(seen.query("limit"), Some("100"));
        let asked: Vec<_> = seen
            .query
            .iter()
            .filter(|(key, _)| key == "attributes[]")
            .collect();
        assert_eq!(asked.len(), 9, "{asked:?}");
        assert_eq!(seen.header("x-personio-app-id"), Some("KOPPEL"));
        assert_eq!(seen.header("authorization"), Some("Bearer papi-token"));
    }
}

#[tokio::test]
async fn r1_a_server_that_gives_shorter_pages_is_followed() {
    let sides = Sides::of(120);
    let employees = sides.employees.clone();
    let server = sides
        .on(LIST, move |seen, _| {
            let offset: usize = seen.query("offset").unwrap().parse().unwrap();
            let page: Vec<_> = employees.iter().skip(offset).take(50).collect();
            Some(Reply::json(
                &json!({"success": true, "data": page, "metadata": {"total_elements": "120"}}),
            ))
        })
        .serve()
        .await;
    assert_eq!(
        personio(&server)
            .roster(vec![], &|_, _| ())
            .await
            .unwrap()
            .employees
            .len(),
        120
    );
    assert_eq!(server.calls(LIST).len(), 3);
}

#[tokio::test]
async fn r1_a_page_size_that_personio_refuses_is_made_smaller_once() {
    for (most, is_read) in [(50, true), (0, false)] {
        let server = Sides::of(120)
            .on(LIST, move |seen, _| {
                let limit: usize = seen.query("limit").unwrap().parse().unwrap();
                (limit > most).then(|| Reply::empty(422))
            })
            .serve()
            .await;
        let roster = personio(&server).roster(vec![], &|_, _| ()).await;
        assert_eq!(
            roster.map(|roster| roster.employees.len()).ok(),
            is_read.then_some(120)
        );
        // The refused one, and three pages; or the refused ones.
        assert_eq!(server.calls(LIST).len(), if is_read { 4 } else { 2 });
    }
}

#[tokio::test]
async fn an_expired_token_that_is_answered_403_is_fetched_anew_once() {
    for (refusals, is_read, tokens) in [(1, true, 2), (usize::MAX, false, 2)] {
        let server = Sides::of(3)
            .on(LIST, move |_, earlier| {
                (earlier < refusals).then(|| Reply::empty(403))
            })
            .serve()
            .await;
        let roster = personio(&server).roster(vec![], &|_, _| ()).await;
        assert_eq!(roster.is_ok(), is_read, "{roster:?}");
        assert_eq!(server.calls("POST /v1/auth").len(), tokens);
    }
}

#[tokio::test]
async fn r1_without_a_total_only_an_empty_page_is_the_end() {
    for pages_at_all in [true, false] {
        let sides = Sides::of(130);
        let employees = sides.employees.clone();
        let server = sides
            .on(LIST, move |seen, _| {
                let offset: usize = seen.query("offset").unwrap().parse().unwrap();
                let offset = if pages_at_all { offset } else { 0 };
                let limit = if pages_at_all { 60 } else { 130 };
                let page: Vec<_> = employees.iter().skip(offset).take(limit).collect();
                Some(Reply::json(&json!({"success": true, "data": page})))
            })
            .serve()
            .await;
        let roster = personio(&server).roster(vec![], &|_, _| ()).await.unwrap();
        assert_eq!(roster.employees.len(), 130, "pages: {pages_at_all}");
    }
}

#[tokio::test]
async fn r1_a_total_that_moves_or_does_not_fit_is_a_contradiction() {
    let moving = Sides::of(150).on(LIST, |seen, _| {
        let is_second = seen.query("offset") == Some("100");
        let page: Vec<_> = (101..=149).map(employee).collect();
        is_second.then(|| {
            Reply::json(&json!({"success": true, "data": page, "metadata": {"total_elements": 149}}))
        })
    });
    let gap = Sides::of(150).on(LIST, |seen, _| {
        let is_second = seen.query("offset") == Some("100");
        let page: Vec<_> = (101..=149).map(employee).collect();
        is_second.then(|| {
            Reply::json(&json!({"success": true, "data": page, "metadata": {"total_elements": 150}}))
        })
    });
    let nobody = Sides::of(0).on(LIST, |_, _| {
        Some(Reply::json(
            &json!({"success": true, "data": [], "metadata": {"total_elements": 7}}),
        ))
    });
    for (sides, expected) in [
        (moving, Contradiction::TotalMoved { from: 150, to: 149 }),
        (
            gap,
            Contradiction::Count {
                total: 150,
                sent: 149,
            },
        ),
        (nobody, Contradiction::Count { total: 7, sent: 0 }),
    ] {
        let server = sides.serve().await;
        let error = personio(&server).roster(vec![], &|_, _| ()).await.unwrap_err();
        assert!(
            matches!(error, PersonioError::Contradiction(found) if found == expected),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn an_entry_without_an_id_is_counted_and_not_lost() {
    let mut sides = Sides::of(3);
    set(&mut sides.employees[1], "id", json!(null));
    let server = sides.serve().await;
    let roster = personio(&server).roster(vec![], &|_, _| ()).await.unwrap();
    assert_eq!((roster.employees.len(), roster.without_id), (2, 1));
}

#[tokio::test]
async fn success_false_with_http_200_is_a_refusal() {
    let declined =
        json!({"success": false, "error": {"code": 0, "message": "Es ist ein Problem aufgetreten "}});
    let server = Sides::of(1)
        .on(LIST, move |_, _| Some(Reply::json(&declined)))
        .serve()
        .await;
    let error = personio(&server).roster(vec![], &|_, _| ()).await.unwrap_err();
    assert_eq!(
        error.refusal().unwrap().summary.as_deref(),
        Some("Es ist ein Problem aufgetreten")
    );
    let long = json!({"success": false, "data": (1..=100).map(employee).collect::<Vec<_>>()});
    let server = Sides::of(1)
        .on(LIST, move |_, _| Some(Reply::json(&long)))
        .serve()
        .await;
    assert!(personio(&server).roster(vec![], &|_, _| ()).await.is_err());
}

#[tokio::test]
async fn the_token_is_fetched_once_with_the_credentials_in_the_body() {
    let server = Sides::of(900).serve().await;
    let personio = personio(&server);
    let (first, second) = tokio::join!(personio.readable(), personio.roster(vec![], &|_, _| ()));
    assert!(first.is_ok() && second.is_ok());
    let auth = server.calls("POST /v1/auth");
    assert_eq!(auth.len(), 1);
    assert_eq!(auth[0].query, [], "the query is logged, and deprecated");
    assert_eq!(
        auth[0].json(),
        json!({"client_id": "papi-id", "client_secret": CLIENT_SECRET})
    );
    assert_eq!(auth[0].header("authorization"), None);
}

#[tokio::test]
async fn an_ended_token_is_fetched_anew_once() {
    let expired = |seen: &crate::server::Seen, _: usize| {
        (seen.header("authorization") == Some("Bearer old")).then(|| Reply::empty(401))
    };
    let server = Sides::of(250)
        .on("POST /v1/auth", |_, earlier| {
            let token = if earlier == 0 { "old" } else { "new" };
            Some(Reply::json(
                &json!({"success": true, "data": {"token": token, "expires_in": 86400}}),
            ))
        })
        .on(LIST, expired)
        .on("GET /v1/company/employees/attributes", expired)
        .serve()
        .await;
    let personio = personio(&server);
    let (readable, roster) = tokio::join!(personio.readable(), personio.roster(vec![], &|_, _| ()));
    assert!(readable.is_ok() && roster.is_ok());
    assert_eq!(server.calls("POST /v1/auth").len(), 2);
}

#[tokio::test]
async fn a_token_that_is_refused_again_is_an_error() {
    let server = Sides::of(1)
        .on(LIST, |_, _| Some(Reply::empty(401)))
        .serve()
        .await;
    assert!(personio(&server).roster(vec![], &|_, _| ()).await.is_err());
    assert_eq!(server.calls(LIST).len(), 2);
    assert_eq!(server.calls("POST /v1/auth").len(), 2);
}

#[tokio::test]
async fn a_short_lived_token_is_renewed_before_it_ends_and_not_by_each_call() {
    // Personio gives the same token until it ends, with what is left of its life.
    for (life, renewed) in [(86_400, false), (100, true), (30, true), (4, true), (0, true)] {
        let server = Sides::of(1)
            .on("POST /v1/auth", move |_, _| {
                Some(Reply::json(
                    &json!({"success": true, "data": {"token": "short", "expires_in": life}}),
                ))
            })
            .serve()
            .await;
        let personio = personio(&server);
        for _ in 0..27 {
            personio.readable().await.unwrap();
        }
        assert_eq!(server.calls("POST /v1/auth").len(), 1, "{life} s");
        // Later, and before the token ends where that is possible.
        tokio::time::pause();
        tokio::time::advance(Duration::from_secs(life.clamp(20, 99)) / 2 + Duration::from_secs(1)).await;
        tokio::time::resume();
        personio.readable().await.unwrap();
        assert_eq!(
            server.calls("POST /v1/auth").len(),
            1 + usize::from(renewed),
            "{life} s"
        );
    }
}

#[tokio::test]
async fn refused_credentials_are_told_apart_and_never_repeated() {
    let echo =
        json!({"success": false, "error": {"code": 403, "message": format!("bad secret {CLIENT_SECRET}")}});
    for reply in [
        Box::new(move || Reply::json(&echo).status(403)) as Box<dyn Fn() -> Reply + Send + Sync>,
        Box::new(|| Reply::json(&json!({"success": false, "error": {"code": 0, "message": "no"}}))),
    ] {
        let server = Sides::of(1)
            .on("POST /v1/auth", move |_, _| Some(reply()))
            .serve()
            .await;
        let error = personio(&server).readable().await.unwrap_err();
        assert!(matches!(error, PersonioError::CredentialsRefused(_)), "{error:?}");
        assert!(!format!("{error:?} {error}").contains(CLIENT_SECRET));
        assert_eq!(server.seen().len(), 1);
    }
}

#[tokio::test]
async fn g2_one_employee_is_read_by_id() {
    let server = Sides::of(1)
        .on("GET /v1/company/employees/7", |_, _| {
            Some(Reply::json(&json!({"success": true, "data": employee(7)})))
        })
        .serve()
        .await;
    let personio = personio(&server);
    let found = personio.employee(EmployeeId(7), &[]).await.unwrap().unwrap();
    assert_eq!(found.email(), Some("p7@acme.com"));
    assert!(personio.employee(EmployeeId(8), &[]).await.unwrap().is_none());
}

#[tokio::test]
async fn the_client_has_sent_nothing_that_writes() {
    let server = Sides::of(150).serve().await;
    let personio = personio(&server);
    personio.readable().await.unwrap();
    personio.roster(vec![], &|_, _| ()).await.unwrap();
    personio.employee(EmployeeId(1), &[]).await.unwrap();
    for seen in server.seen() {
        assert!(seen.method == "GET" || seen.is("POST /v1/auth"), "{seen:?}");
    }
}
