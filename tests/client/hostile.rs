//! Answers that mean no good, and networks that do not work: each ends with an error, in bounded time and memory,
//! without telling a secret.

use crate::server::{Reply, Server};
use crate::sides::{CLIENT_SECRET, Sides, TOKEN, okta, okta_access, okta_with, personio, profile, terms};
use axum::body::Body;
use bytes::Bytes;
use futures_util::stream;
use koppel::engine::okta_failure;
use koppel::failure::Exit;
use koppel::http::{Patience, Terms, Trouble, Unreachable};
use koppel::okta::{Access, Okta, OktaError, ProfileDecoder};
use reqwest::Url;
use serde_json::{Value as Json, json};
use std::error::Error;
use std::io::Write;
use std::time::{Duration, Instant};

const USERS: &str = "GET /api/v1/users";

fn next(seen: &crate::server::Seen, cursor: &str) -> String {
    let host = seen.header("host").unwrap();
    format!("<http://{host}/api/v1/users?after={cursor}&limit=200>; rel=\"next\"")
}

/// What went wrong with the one call.
fn trouble(error: &OktaError) -> &Trouble {
    &error.http().unwrap_or_else(|| panic!("{error:?}")).trouble
}

/// Nothing of an error tells a secret, however it is printed.
fn check_silence(error: &(dyn Error + 'static)) {
    let mut cause = Some(error);
    while let Some(error) = cause {
        let words = format!("{error} {error:?} {error:#?}");
        assert!(
            !words.contains(TOKEN) && !words.contains(CLIENT_SECRET),
            "{words}"
        );
        cause = error.source();
    }
}

fn impatient() -> Terms {
    Terms {
        patience: Patience {
            total: Duration::from_millis(150),
            ..terms().patience
        },
        ..terms()
    }
}

/// An org whose first answer to everything is `reply`.
async fn org(reply: impl Fn() -> Reply + Send + Sync + 'static) -> Server {
    Server::start(move |_| reply()).await
}

#[tokio::test]
async fn a_next_link_to_itself_or_in_a_circle_ends_with_words() {
    for circle in [1, 3] {
        let server = Sides::of(0)
            .on(USERS, move |seen, earlier| {
                let link = next(seen, &format!("{}", earlier % circle));
                Some(Reply::json(&json!([])).header("link", link))
            })
            .serve()
            .await;
        let error = okta(&server).profiles(&|_| ()).await.unwrap_err();
        assert!(matches!(error, OktaError::Circle { .. }), "{error:?}");
        assert!(server.seen().len() <= circle + 2);
    }
}

#[tokio::test]
async fn endless_empty_pages_end_with_words() {
    let server = Sides::of(0)
        .on(USERS, |seen, earlier| {
            Some(Reply::json(&json!([])).header("link", next(seen, &earlier.to_string())))
        })
        .serve()
        .await;
    let error = okta(&server).profiles(&|_| ()).await.unwrap_err();
    assert!(matches!(error, OktaError::Endless { people: 0, .. }), "{error:?}");
}

#[tokio::test]
async fn endless_people_end_with_words() {
    let server = Sides::of(0)
        .on(USERS, |seen, earlier| {
            let people: Vec<Json> = (0..60_000)
                .map(|id| json!({"id": format!("{earlier}-{id}")}))
                .collect();
            Some(Reply::json(&json!(people)).header("link", next(seen, &earlier.to_string())))
        })
        .serve()
        .await;
    let error = okta(&server).profiles(&|_| ()).await.unwrap_err();
    assert!(
        matches!(
            error,
            OktaError::Endless {
                people: 500_000..,
                ..
            }
        ),
        "{error:?}"
    );
}

#[tokio::test]
async fn r1_the_same_page_again_is_noticed_at_once() {
    let server = Sides::of(0)
        .on(USERS, |seen, earlier| {
            Some(Reply::json(&json!([profile(1, "ACTIVE")])).header("link", next(seen, &earlier.to_string())))
        })
        .serve()
        .await;
    let error = okta(&server).profiles(&|_| ()).await.unwrap_err();
    assert!(
        matches!(&error, OktaError::Twice(id) if id.as_str() == "00u1"),
        "{error:?}"
    );
}

#[tokio::test]
async fn an_endless_answer_is_cut_off() {
    let server = org(|| {
        let megabyte = Bytes::from(vec![b' '; 1 << 20]);
        Reply::text(Body::from_stream(stream::repeat_with(move || {
            Ok::<_, std::io::Error>(megabyte.clone())
        })))
    })
    .await;
    let patient = Terms {
        patience: Patience {
            total: Duration::from_secs(60),
            ..terms().patience
        },
        ..terms()
    };
    let error = okta_with(&server, patient).profiles(&|_| ()).await.unwrap_err();
    assert!(matches!(trouble(&error), Trouble::TooLarge { .. }), "{error:?}");
    assert_eq!(server.seen().len(), 1, "the same again would be as long");
}

#[tokio::test]
async fn an_answer_that_announces_10_gb_is_not_read() {
    let server = org(|| {
        Reply::text(Body::from_stream(
            stream::pending::<Result<Bytes, std::io::Error>>(),
        ))
        .header("content-length", "10000000000")
    })
    .await;
    let began = Instant::now();
    let error = okta(&server).profiles(&|_| ()).await.unwrap_err();
    assert!(matches!(trouble(&error), Trouble::TooLarge { .. }), "{error:?}");
    assert!(began.elapsed() < Duration::from_secs(4));
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn gzip_is_asked_for_and_a_bomb_counts_as_what_it_unfolds_to() {
    let page = gzip(json!([profile(1, "ACTIVE")]).to_string().as_bytes());
    let server = org(move || Reply::text(page.clone()).header("content-encoding", "gzip")).await;
    let error = okta(&server).profiles(&|_| ()).await;
    // The former list is the same page, so that the profile is read by ID: a list is no profile.
    assert!(error.is_err());
    assert!(
        server.seen()[0]
            .header("accept-encoding")
            .unwrap()
            .contains("gzip")
    );
    assert_eq!(server.seen().len(), 3, "both lists were understood");

    let bomb = gzip(&vec![b' '; 80 << 20]);
    assert!(bomb.len() < 1 << 20);
    let server = org(move || Reply::text(bomb.clone()).header("content-encoding", "gzip")).await;
    let error = okta_with(&server, terms()).profiles(&|_| ()).await.unwrap_err();
    assert!(matches!(trouble(&error), Trouble::TooLarge { .. }), "{error:?}");
}

#[tokio::test]
async fn garbage_and_half_answers_end_with_words_that_hold_no_people() {
    let whole = json!([profile(1, "ACTIVE")]).to_string();
    let half = whole[..whole.len() / 2].to_owned();
    for (body, why) in [
        ("<html>Sign in</html>".to_owned(), "no JSON"),
        (half, "ends in the middle"),
        (String::new(), "ends in the middle"),
        ("{\"errorCode\":\"x\"}".to_owned(), "another shape"),
        ("[{\"status\":\"ACTIVE\"}]".to_owned(), "without an ID"),
        ("[null]".to_owned(), "no profile"),
        (format!("{whole} x"), "no JSON"),
    ] {
        let server = org(move || Reply::text(body.clone())).await;
        let error = okta(&server).profiles(&|_| ()).await.unwrap_err();
        assert!(
            matches!(trouble(&error), Trouble::Unreadable(words) if words.contains(why)),
            "{error:?}"
        );
        assert!(!format!("{error:?}").contains("Pat"));
        let failure = okta_failure(&error, &okta_access(&server.url));
        assert_eq!(failure.exit, Exit::Failed);
        assert!(failure.why.unwrap().contains(why));
    }
}

#[tokio::test]
async fn a_connection_that_is_cut_is_tried_again_and_then_ends() {
    let server = org(|| {
        let pieces = [Ok(Bytes::from("[{\"id\":")), Err(std::io::Error::other("cut"))];
        Reply::text(Body::from_stream(stream::iter(pieces)))
    })
    .await;
    let error = okta(&server).profiles(&|_| ()).await.unwrap_err();
    assert!(matches!(trouble(&error), Trouble::Cut(_)), "{error:?}");
    assert_eq!(server.seen().len(), 4);
    check_silence(&error);
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let other = org(|| Reply::json(&json!([]))).await;
    let to = other.url.join("/api/v1/users").unwrap();
    for status in [301, 302, 307, 308] {
        let to = to.clone();
        let server = org(move || Reply::empty(status).header("location", to.as_str())).await;
        let error = okta(&server).profiles(&|_| ()).await.unwrap_err();
        assert!(
            matches!(trouble(&error), Trouble::Redirected { to } if to == "127.0.0.1"),
            "{error:?}"
        );
    }
    assert!(other.seen().is_empty());
}

#[tokio::test]
async fn slow_and_dripping_answers_time_out() {
    let slow = org(|| Reply::json(&json!([])).after(Duration::from_secs(30))).await;
    let dripping = org(|| {
        let drops = stream::unfold((), |()| async {
            tokio::time::sleep(Duration::from_millis(20)).await;
            Some((Ok::<_, std::io::Error>(Bytes::from(" ")), ()))
        });
        Reply::text(Body::from_stream(drops))
    })
    .await;
    for server in [slow, dripping] {
        let began = Instant::now();
        let error = okta_with(&server, impatient()).token_owner().await.unwrap_err();
        assert!(matches!(trouble(&error), Trouble::TimedOut { .. }), "{error:?}");
        assert!(began.elapsed() < Duration::from_secs(5));
        check_silence(&error);
    }
}

#[tokio::test]
async fn a_list_that_is_too_much_for_okta_is_asked_for_in_shorter_pages() {
    let server = Sides::of(3)
        .on(USERS, |seen, _| {
            let limit: u32 = seen.query("limit").unwrap().parse().unwrap();
            (limit > 10).then(|| Reply::okta_error(500, "E0000009", "Internal Server Error"))
        })
        .serve()
        .await;
    assert_eq!(okta(&server).profiles(&|_| ()).await.unwrap().len(), 3);
    let cursors: Vec<_> = server
        .calls(USERS)
        .iter()
        .filter(|seen| seen.query("limit") == Some("10"))
        .map(|seen| seen.query("after").map(str::to_owned))
        .collect();
    assert_eq!(cursors, [None, Some("2".to_owned()), None], "the cursor stays");
}

#[tokio::test]
async fn r1_a_page_size_that_okta_refuses_is_made_smaller_once() {
    let server = Sides::of(3)
        .on(USERS, |seen, _| {
            let limit: u32 = seen.query("limit").unwrap().parse().unwrap();
            (limit > 50).then(|| Reply::okta_error(400, "E0000001", "Api validation failed: limit"))
        })
        .serve()
        .await;
    assert_eq!(okta(&server).profiles(&|_| ()).await.unwrap().len(), 3);
    let server = Sides::of(3)
        .on(USERS, |_, _| {
            Some(Reply::okta_error(400, "E0000001", "Api validation failed"))
        })
        .serve()
        .await;
    assert!(okta(&server).profiles(&|_| ()).await.is_err());
    let limits: Vec<_> = server
        .calls(USERS)
        .iter()
        .map(|seen| seen.query("limit").map(str::to_owned))
        .collect();
    assert_eq!(limits, [Some("200".to_owned()), Some("50".to_owned())]);
}

#[tokio::test]
async fn a5_headers_of_a_rate_limit_that_say_nothing_sensible_hold_nobody() {
    let reset = "4000000000";
    for (limit, remaining, reset) in [
        ("10", "5000", reset),
        ("0", "0", reset),
        ("-10", "5", reset),
        ("many", "some", "later"),
        ("10", "9", "never"),
        ("10", "9", "-1"),
        ("10", "9", "1"),
        ("", "", ""),
    ] {
        let server = Sides::of(1)
            .on("GET /api/v1/users/me", move |_, _| {
                let reply = Reply::json(&json!({ "id": "00uOwner" }));
                let reply = reply.header("x-rate-limit-limit", limit);
                Some(
                    reply
                        .header("x-rate-limit-remaining", remaining)
                        .header("x-rate-limit-reset", reset),
                )
            })
            .serve()
            .await;
        let okta = okta(&server);
        for _ in 0..3 {
            let owner = tokio::time::timeout(Duration::from_secs(20), okta.token_owner()).await;
            assert!(owner.unwrap().unwrap().is_some(), "{limit}, {remaining}, {reset}");
        }
        assert_eq!(server.seen().len(), 3);
    }
}

#[tokio::test]
async fn a_hiccup_while_reading_is_got_over() {
    for status in [429, 500, 502, 503, 504] {
        let server = Sides::of(1)
            .on("GET /api/v1/users/me", move |_, earlier| {
                (earlier == 0).then(|| Reply::empty(status).header("retry-after", "0"))
            })
            .serve()
            .await;
        assert!(okta(&server).token_owner().await.unwrap().is_some(), "{status}");
    }
}

#[tokio::test]
async fn unreachable_hosts_are_told_apart() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = closed.local_addr().unwrap();
    drop(closed);
    let plain = org(|| Reply::json(&json!([]))).await;
    let tls = format!("https://127.0.0.1:{}", plain.url.port().unwrap());
    for (url, expected) in [
        (format!("http://{address}"), Unreachable::ConnectionRefused),
        (tls, Unreachable::Tls),
        ("https://koppel-test.invalid".to_owned(), Unreachable::UnknownHost),
    ] {
        let access = okta_access(&Url::parse(&url).unwrap());
        let okta = Okta::new(&access, terms(), ProfileDecoder::new("employeeNumber", &[])).unwrap();
        let error = okta.org().await.unwrap_err();
        assert!(
            matches!(trouble(&error), Trouble::Unreachable { how, .. } if *how == expected),
            "{error:?}"
        );
        let failure = okta_failure(&error, &access);
        assert_eq!(
            (failure.exit, failure.what.as_str()),
            (Exit::Failed, "Okta cannot be reached")
        );
        assert!(failure.why.is_some() && failure.todo.is_some());
        check_silence(&error);
    }
}

#[tokio::test]
async fn an_error_that_repeats_the_token_is_cleaned() {
    let server =
        org(|| Reply::okta_error(401, "E0000011", &format!("Invalid token SSWS {TOKEN} provided"))).await;
    let error = okta(&server).token_owner().await.unwrap_err();
    check_silence(&error);
    assert!(error.is_token_refused());
    let failure = okta_failure(&error, &okta_access(&server.url));
    assert!(!failure.to_string().contains(TOKEN));
    assert!(failure.why.unwrap().contains("Invalid token SSWS ***"));
}

#[tokio::test]
async fn clients_and_accesses_print_no_secret() {
    let server = Sides::of(0).serve().await;
    let words = format!(
        "{:?} {:?} {:?}",
        okta(&server),
        personio(&server),
        okta_access(&server.url)
    );
    assert!(
        !words.contains(TOKEN) && !words.contains(CLIENT_SECRET),
        "{words}"
    );
    personio(&server).readable().await.unwrap();
    assert!(!format!("{:?}", personio(&server)).contains("papi-token"));
}

#[tokio::test]
async fn a_token_with_a_line_break_is_refused_before_it_is_sent() {
    let access = Access {
        token: "00abc\ndef".into(),
        ..okta_access(&Url::parse("https://acme.okta.com").unwrap())
    };
    let error = Okta::new(&access, terms(), ProfileDecoder::new("employeeNumber", &[])).unwrap_err();
    assert_eq!(okta_failure(&error, &access).exit, Exit::Refused);
}
