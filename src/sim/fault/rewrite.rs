//! Lists that are not what they should be.

use super::Kind;
use super::schedule::Strike;
use crate::sim::answer::{Answer, to_bytes};
use crate::sim::call::Call;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, LINK};
use axum::http::{HeaderMap, HeaderValue};
use form_urlencoded::Serializer;
use serde_json::{Value, json};
use std::fmt::Write;

/// More than any page holds.
const CROWD: u64 = 50_000;
/// A total that no company reaches, and that is not too large to be true.
const ENDLESS_TOTAL: u64 = 400_000;

/// Changes a successful answer, where the strike is of that kind. `base` is the simulator's address as the caller
/// knows it.
pub(super) fn rewrite(answer: &mut Answer, call: &Call, base: &str, strike: Strike) {
    if !answer.status.is_success() {
        return;
    }
    match strike.kind {
        Kind::Duplicate => change_page(answer, |people, _| {
            if let [first, .., last] = people.as_mut_slice() {
                last.clone_from(first);
            } else if let Some(only) = people.first().cloned() {
                people.push(only);
            }
        }),
        Kind::Gap => change_page(answer, |people, _| _ = people.pop()),
        Kind::MovedTotal => change_page(answer, |_, total| {
            *total = total.map(|total| total + 1);
        }),
        Kind::EndlessPages => endless_pages(answer, call, base, strike.dice),
        Kind::EndlessPeople => endless_people(answer, call, base, strike.dice),
        Kind::SelfNext => set_next(&mut answer.headers, &address(call, base, None)),
        Kind::ForeignNext => {
            let there = address(call, "https://elsewhere.example", Some("00uNext"));
            set_next(&mut answer.headers, &there);
        }
        Kind::Garbage => replace(answer, "application/json", garbage(strike.dice)),
        Kind::SignInPage => replace(
            answer,
            "text/html",
            b"<!DOCTYPE html><html><title>Sign in</title><form action=\"/login\"></form></html>".to_vec(),
        ),
        Kind::Truncated => {
            let half = answer.body.len() / 2;
            answer.body.truncate(half);
        }
        _ => {}
    }
}

fn replace(answer: &mut Answer, kind: &'static str, body: Vec<u8>) {
    answer.status = StatusCode::OK;
    answer
        .headers
        .insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    answer.body = body.into();
}

/// Never by chance the beginning of JSON.
fn garbage(dice: u64) -> Vec<u8> {
    let mut bytes = vec![0; 2_000];
    fastrand::Rng::with_seed(dice).fill(&mut bytes);
    if let Some(first) = bytes.first_mut() {
        *first = 0xff;
    }
    bytes
}

/// The people of a page, and Personio's total, which Okta has not.
fn change_page(answer: &mut Answer, change: impl FnOnce(&mut Vec<Value>, &mut Option<u64>)) {
    let Ok(mut body) = serde_json::from_slice::<Value>(&answer.body) else {
        return;
    };
    let total_of = "/metadata/total_elements";
    let mut total = body.pointer(total_of).and_then(Value::as_u64);
    let people = if body.is_array() {
        Some(&mut body)
    } else {
        body.get_mut("data")
    };
    if let Some(people) = people.and_then(Value::as_array_mut) {
        change(people, &mut total);
    }
    if let (Some(there), Some(total)) = (body.pointer_mut(total_of), total) {
        *there = json!(total);
    }
    answer.body = to_bytes(&body).into();
}

/// Okta names a next page each time; Personio a total that its pages never reach.
fn endless_pages(answer: &mut Answer, call: &Call, base: &str, dice: u64) {
    if is_okta(call) {
        answer.body = b"[]".as_slice().into();
        set_next(&mut answer.headers, &address(call, base, Some(&cursor(dice))));
    } else {
        change_page(answer, |_, total| *total = Some(ENDLESS_TOTAL));
    }
}

fn endless_people(answer: &mut Answer, call: &Call, base: &str, dice: u64) {
    let mut body = String::new();
    // Writing into a string cannot fail.
    if is_okta(call) {
        for number in 0..CROWD {
            let start = if number == 0 { '[' } else { ',' };
            let _ = write!(
                body,
                "{start}{{\"id\":\"00u{dice:016x}{number}\",\"status\":\"ACTIVE\"}}"
            );
        }
        body.push(']');
        set_next(&mut answer.headers, &address(call, base, Some(&cursor(dice))));
    } else {
        let offset: u64 = call
            .parameter("offset")
            .and_then(|offset| offset.parse().ok())
            .unwrap_or(0);
        body.push_str("{\"success\":true,\"data\":");
        for number in 0..CROWD {
            let start = if number == 0 { '[' } else { ',' };
            let id = 1_000_000_000 + offset + number;
            let _ = write!(
                body,
                "{start}{{\"type\":\"Employee\",\"attributes\":{{\"id\":{{\"value\":{id}}}}}}}"
            );
        }
        body.push_str("]}");
    }
    answer.body = body.into();
}

fn is_okta(call: &Call) -> bool {
    call.path.starts_with("/api/")
}

/// A cursor that was not there before.
fn cursor(dice: u64) -> String {
    format!("00u{dice:016x}")
}

/// The address of the call at `base`; with another cursor, where one is given.
fn address(call: &Call, base: &str, after: Option<&str>) -> String {
    let mut query = Serializer::new(String::new());
    for (key, value) in &call.query {
        if key != "after" || after.is_none() {
            query.append_pair(key, value);
        }
    }
    if let Some(after) = after {
        query.append_pair("after", after);
    }
    format!("{base}{}?{}", call.path, query.finish())
}

/// Puts `address` in the place of all links.
fn set_next(headers: &mut HeaderMap, address: &str) {
    headers.remove(LINK);
    if let Ok(link) = HeaderValue::from_str(&format!("<{address}>; rel=\"next\"")) {
        headers.insert(LINK, link);
    }
}
