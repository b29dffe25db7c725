//! Personio's side, v1, as its documents and the recordings have it (`personio-api.md`): tokens, the
//! list of employees with all its oddities, and which attributes the credential may read. Nothing here writes.

mod attribute;
mod employee;
mod error;
mod list;
mod tenant;
mod wire;

pub use attribute::{Attribute, AttributeType};
pub use employee::Employee;
pub use tenant::{Credentials, Tenant};

use super::answer::Answer;
use super::call::Call;
use super::fault::Refused;
use super::gate::World;
use super::limit::Bucket;
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderValue, Method, StatusCode};
use error::Refusal;
use jiff::Timestamp;
use serde_json::json;
use std::collections::HashMap;

/// In Personio's own words, what a fault demands. A token that expired is gone: the credentials get another one.
pub(super) fn refuse(tenant: &mut Tenant, refused: Refused) -> Answer {
    Answer::from(match refused {
        Refused::Limited => Refusal::too_many(),
        Refused::Failed => Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong"),
        Refused::BadToken => {
            tenant.revoke_token();
            Refusal::new(StatusCode::UNAUTHORIZED, "Unauthorized")
        }
        Refused::Forbidden => Refusal::new(StatusCode::FORBIDDEN, "Forbidden"),
    })
}

type Outcome = Result<Answer, Refusal>;

pub(super) fn answer(world: &mut World, call: &Call, now: Timestamp) -> Answer {
    let mut answer = route(world, call, now).unwrap_or_else(Answer::from);
    // Left from the time of tokens that changed with each call: the same token comes back, and older clients
    // (personio-py among them) insist on it.
    if may_read(world, call, now).is_ok()
        && let Some(token) = call.headers.get(AUTHORIZATION)
    {
        answer.headers.insert(AUTHORIZATION, token.clone());
    }
    for (name, number) in world.limiter.personio_headers().into_iter().flatten() {
        answer.headers.insert(name, HeaderValue::from(number));
    }
    answer
}

fn route(world: &mut World, call: &Call, now: Timestamp) -> Outcome {
    let segments: Vec<&str> = call.segments.iter().map(String::as_str).collect();
    match (&call.method, segments.as_slice()) {
        (&Method::POST, ["v1", "auth"]) => authenticate(world, call, now),
        (&Method::GET, ["v1", "company", "employees", rest @ ..]) => {
            may_read(world, call, now)?;
            match rest {
                [] => {
                    for bucket in [Bucket::PersonioSecond, Bucket::PersonioMinute] {
                        within_limit(world, bucket, now)?;
                    }
                    list::list(&world.company.personio, call)
                }
                ["attributes" | "custom-attributes"] => Ok(Answer::ok(&json!({
                    "success": true,
                    "data": world.company.personio.readable_attributes(),
                }))),
                [id] => list::one(&world.company.personio, id),
                _ => Err(Refusal::not_found()),
            }
        }
        (_, ["v1", "auth"] | ["v1", "company", "employees", ..]) => {
            Err(Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed"))
        }
        _ => Err(Refusal::not_found()),
    }
}

/// `POST /v1/auth`: JSON or a form. Credentials in the query are refused, as they are for new ones.
fn authenticate(world: &mut World, call: &Call, now: Timestamp) -> Outcome {
    if call.parameter("client_id").is_some() || call.parameter("client_secret").is_some() {
        return Err(Refusal::new(
            StatusCode::FORBIDDEN,
            "Credentials must be sent in the request body",
        ));
    }
    within_limit(world, Bucket::PersonioAuth, now)?;
    let tenant = &mut world.company.personio;
    if credentials(call) != tenant.credentials {
        return Err(Refusal::wrong_credentials());
    }
    let (token, expires_in) = tenant.token(now);
    Ok(Answer::ok(&json!({
        "success": true,
        "data": { "token": token, "expires_in": expires_in, "scope": "employees:read" },
    })))
}

/// What was sent; empty where nothing was.
fn credentials(call: &Call) -> Credentials {
    let fields: HashMap<String, String> = if call.is_form() {
        form_urlencoded::parse(&call.body).into_owned().collect()
    } else {
        serde_json::from_slice(&call.body).unwrap_or_default()
    };
    let field = |name: &str| fields.get(name).cloned().unwrap_or_default();
    Credentials {
        client_id: field("client_id"),
        client_secret: field("client_secret"),
    }
}

fn may_read(world: &World, call: &Call, now: Timestamp) -> Result<(), Refusal> {
    let token = call
        .header(AUTHORIZATION)
        .and_then(|header| header.strip_prefix("Bearer "));
    match token {
        Some(token) if world.company.personio.accepts(token, now) => Ok(()),
        _ => Err(Refusal::new(StatusCode::UNAUTHORIZED, "Unauthorized")),
    }
}

/// Over the limit: 429 without `Retry-After` (seen live).
fn within_limit(world: &mut World, bucket: Bucket, now: Timestamp) -> Result<(), Refusal> {
    if world.limiter.count(bucket, now).granted {
        return Ok(());
    }
    Err(Refusal::too_many())
}
