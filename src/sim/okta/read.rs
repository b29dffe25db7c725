//! `GET /users/{id or login}` and `GET /users/me`.

use super::error::Refusal;
use super::org::Org;
use super::profile::Profile;
use super::{Outcome, wire};
use crate::sim::answer::Answer;
use axum::http::StatusCode;
use axum::http::header::ETAG;

pub(super) fn read(org: &Org, key: &str, token: Option<&str>) -> Outcome {
    let profile = match key {
        "me" => token.and_then(|token| org.token_owner(token)),
        key => org.find(key),
    };
    profile
        .map(|profile| single(org, profile))
        .ok_or_else(|| Refusal::no_such_profile(key))
}

/// A profile by itself, with its tag.
pub(super) fn single(org: &Org, profile: &Profile) -> Answer {
    Answer::json_bytes(StatusCode::OK, wire::single(org, profile)).with(ETAG, &wire::etag(profile))
}
