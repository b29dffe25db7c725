//! Okta's lists: rules R1 and R3, and lists that mean no good.

use crate::server::Reply;
use crate::sides::{ORG, Sides, okta, profile};
use koppel::core::ProfileStatus;
use koppel::okta::OktaError;
use serde_json::json;

#[tokio::test]
async fn r3_all_statuses_come_from_the_plain_list_and_the_filter() {
    let mut sides = Sides::of(5);
    sides.former = (6..=8).map(|id| profile(id, "DEPROVISIONED")).collect();
    let server = sides.serve().await;
    let profiles = okta(&server).profiles(&|_| ()).await.unwrap();
    assert_eq!(profiles.len(), 8);
    let former = profiles
        .iter()
        .filter(|profile| profile.status == ProfileStatus::Deprovisioned)
        .count();
    assert_eq!(former, 3);
    let filters: Vec<_> = server
        .calls("GET /api/v1/users")
        .iter()
        .map(|seen| {
            (
                seen.query("filter").map(str::to_owned),
                seen.query("after").map(str::to_owned),
            )
        })
        .collect();
    let former = || Some(r#"status eq "DEPROVISIONED""#.to_owned());
    let after = |cursor: &str| Some(cursor.to_owned());
    assert_eq!(
        filters,
        [
            (None, None),
            (None, after("2")),
            (None, after("4")),
            (former(), None),
            (former(), after("2"))
        ]
    );
}

#[tokio::test]
async fn r3_a_profile_in_both_lists_is_read_by_id_and_counts_once() {
    let mut sides = Sides::of(3);
    sides.former = vec![profile(2, "DEPROVISIONED"), profile(3, "DEPROVISIONED")];
    let now = profile(2, "SUSPENDED");
    let server = sides
        .on("GET /api/v1/users/00u2", move |_, _| Some(Reply::json(&now)))
        .serve()
        .await;
    let profiles = okta(&server).profiles(&|_| ()).await.unwrap();
    let found: Vec<_> = profiles
        .iter()
        .map(|profile| (profile.id.as_str(), profile.status.as_word()))
        .collect();
    assert_eq!(
        found,
        [("00u1", "ACTIVE"), ("00u2", "SUSPENDED")],
        "00u3 is gone by now"
    );
}

#[tokio::test]
async fn an_empty_page_with_a_next_link_is_not_the_end() {
    let server = Sides::of(3)
        .on("GET /api/v1/users", |seen, earlier| {
            let host = seen.header("host").unwrap();
            let next = format!("<http://{host}/api/v1/users?limit=200&after=0>; rel=\"next\"");
            (earlier == 0).then(|| Reply::json(&json!([])).header("link", next))
        })
        .serve()
        .await;
    assert_eq!(okta(&server).profiles(&|_| ()).await.unwrap().len(), 3);
}

#[tokio::test]
async fn r7_the_org_is_asked_without_the_token() {
    let server = Sides::of(0).serve().await;
    assert_eq!(okta(&server).org().await.unwrap().id, ORG);
    assert_eq!(server.seen()[0].header("authorization"), None);
}

#[tokio::test]
async fn a_next_link_to_another_host_ends_the_list_and_gets_no_token() {
    let other = Sides::of(1).serve().await;
    let address = other.url.clone();
    let server = Sides::of(1)
        .on("GET /api/v1/users", move |_, _| {
            Some(
                Reply::json(&json!([]))
                    .header("link", format!("<{address}api/v1/users?after=1>; rel=\"next\"")),
            )
        })
        .serve()
        .await;
    let error = okta(&server).profiles(&|_| ()).await.unwrap_err();
    assert!(matches!(error, OktaError::ForeignNext { .. }), "{error:?}");
    assert!(other.seen().is_empty());
}
