//! Okta's side, as its documents and recordings have it (`okta-api.md`): who may call, how often, and
//! which operation is meant. Where nobody has seen what the real one does, the choice is noted on the spot.

mod base_attributes;
mod error;
mod expression;
mod lifecycle;
mod list;
mod org;
mod profile;
mod read;
mod schema;
mod wire;
mod write;

pub use org::{Mail, MailKind, Org, StubbornAttribute, Tokens, UserType};
pub use profile::{Profile, Status};
pub use schema::{Kind, Master, Property, Schema, UserMay};

use super::answer::Answer;
use super::call::Call;
use super::fault::Refused;
use super::gate::World;
use super::ledger::Effect;
use super::limit::{Allowance, Bucket};
use axum::http::header::{AUTHORIZATION, HeaderName};
use axum::http::{Method, StatusCode};
use error::Refusal;
use jiff::Timestamp;

type Outcome = Result<Answer, Refusal>;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-okta-request-id");

/// What is asked for, once the path is understood.
#[derive(Debug, Clone, Copy)]
enum Operation<'a> {
    Organization,
    Schema(&'a str),
    UserTypes,
    List,
    Create,
    Read(&'a str),
    Update(&'a str),
    Replace(&'a str),
    Delete(&'a str),
    Lifecycle(&'a str, &'a str),
}

pub(super) fn answer(world: &mut World, call: &Call, now: Timestamp) -> Answer {
    world.company.okta.arrive(now);
    let mut allowance = None;
    let outcome = operation(call).and_then(|operation| {
        if !matches!(operation, Operation::Organization) {
            authorise(world, call)?;
            let counted = world.limiter.count(operation.bucket(), now);
            allowance = Some(counted);
            if !counted.granted {
                return Err(Refusal::rate_limited());
            }
            if operation.writes() {
                may_write(world, call)?;
            }
        }
        perform(world, call, operation, now)
    });
    let mut answer = outcome.unwrap_or_else(|refusal| {
        let limited = refusal.is_rate_limited();
        let answer = refusal.into_answer(&world.company.okta.next_error_id());
        answer.doing(if limited { Effect::Limited } else { Effect::None })
    });
    answer = answer.with(REQUEST_ID, &world.company.okta.next_request_id());
    match allowance {
        Some(allowance) => with_allowance(answer, allowance),
        None => answer,
    }
}

fn operation(call: &Call) -> Result<Operation<'_>, Refusal> {
    let segments: Vec<&str> = call.segments.iter().map(String::as_str).collect();
    let operation = match (&call.method, segments.as_slice()) {
        (&Method::GET, [".well-known", "okta-organization"]) => Operation::Organization,
        (&Method::GET, ["api", "v1", "meta", "schemas", "user", id]) => Operation::Schema(id),
        (&Method::GET, ["api", "v1", "meta", "types", "user"]) => Operation::UserTypes,
        (&Method::GET, ["api", "v1", "users"]) => Operation::List,
        (&Method::POST, ["api", "v1", "users"]) => Operation::Create,
        (&Method::GET, ["api", "v1", "users", id]) => Operation::Read(id),
        (&Method::POST, ["api", "v1", "users", id]) => Operation::Update(id),
        (&Method::PUT, ["api", "v1", "users", id]) => Operation::Replace(id),
        (&Method::DELETE, ["api", "v1", "users", id]) => Operation::Delete(id),
        (&Method::POST, ["api", "v1", "users", id, "lifecycle", step]) => Operation::Lifecycle(id, step),
        (
            _,
            [".well-known", "okta-organization"]
            | ["api", "v1", "meta", "schemas", "user", _]
            | ["api", "v1", "meta", "types", "user"]
            | ["api", "v1", "users"]
            | ["api", "v1", "users", _]
            | ["api", "v1", "users", _, "lifecycle", _],
        ) => return Err(Refusal::method_not_allowed()),
        _ => return Err(Refusal::no_such_path()),
    };
    Ok(operation)
}

impl Operation<'_> {
    fn bucket(self) -> Bucket {
        match self {
            Self::List | Self::Create | Self::Lifecycle(..) => Bucket::Users,
            Self::Read(_) => Bucket::UserRead,
            Self::Update(_) | Self::Replace(_) | Self::Delete(_) => Bucket::UserWrite,
            Self::Organization | Self::Schema(_) | Self::UserTypes => Bucket::Other,
        }
    }

    fn writes(self) -> bool {
        matches!(
            self,
            Self::Create | Self::Update(_) | Self::Replace(_) | Self::Delete(_) | Self::Lifecycle(..)
        )
    }
}

fn perform(world: &mut World, call: &Call, operation: Operation<'_>, now: Timestamp) -> Outcome {
    let base = call.base_url(&world.url);
    let org = &mut world.company.okta;
    match operation {
        Operation::Organization => Ok(Answer::ok(&wire::organization(org))),
        Operation::Schema(id) => schema(org, id),
        Operation::UserTypes => Ok(Answer::ok(&wire::user_types(org))),
        Operation::List => list::list(org, call, &base),
        Operation::Read(id) => read::read(org, id, token(call)),
        Operation::Create => write::create(org, call, now),
        Operation::Update(id) => write::update(org, id, call, now),
        Operation::Replace(id) => write::replace(org, id, call, now),
        Operation::Delete(id) => lifecycle::delete(org, id, call, now),
        Operation::Lifecycle(id, step) => lifecycle::lifecycle(org, id, step, call, now),
    }
}

/// By `default`, or by the schema's ID.
fn schema(org: &Org, id: &str) -> Outcome {
    let is_of = |name: Option<&str>| id == format!("osc{}", org.type_end_of(name));
    if id == "default" || is_of(None) {
        return Ok(Answer::ok(&org.schema.wire(org.url(), id, org.type_end())));
    }
    let user_type = org.user_types.iter().find(|one| is_of(Some(&one.name)));
    let user_type = user_type.ok_or_else(Refusal::no_such_path)?;
    if !user_type.is_readable {
        return Err(Refusal::forbidden());
    }
    let name = Some(user_type.name.as_str());
    let schema = org.schema_of(name);
    Ok(Answer::ok(&schema.wire(org.url(), id, &org.type_end_of(name))))
}

/// The token of `Authorization`. Okta's Python SDK sends `SSWS` and the token without a blank between them.
fn token(call: &Call) -> Option<&str> {
    let header = call.header(AUTHORIZATION)?;
    ["SSWS", "Bearer"]
        .iter()
        .find_map(|scheme| header.strip_prefix(scheme))
        .map(str::trim_start)
}

fn authorise(world: &World, call: &Call) -> Result<(), Refusal> {
    let Some(token) = token(call) else {
        return Err(Refusal::invalid_session());
    };
    match world.company.okta.token_owner(token) {
        Some(owner) if owner.status != Status::Deprovisioned => Ok(()),
        _ => Err(Refusal::invalid_token()),
    }
}

fn may_write(world: &World, call: &Call) -> Result<(), Refusal> {
    if token(call) == Some(world.company.okta.tokens.read_only.as_str()) {
        return Err(Refusal::forbidden());
    }
    Ok(())
}

fn with_allowance(answer: Answer, allowance: Allowance) -> Answer {
    answer
        .with(
            HeaderName::from_static("x-rate-limit-limit"),
            &allowance.limit.to_string(),
        )
        .with(
            HeaderName::from_static("x-rate-limit-remaining"),
            &allowance.remaining.to_string(),
        )
        .with(
            HeaderName::from_static("x-rate-limit-reset"),
            &allowance.reset.to_string(),
        )
}

/// In Okta's own words, what a fault demands.
pub(super) fn refuse(org: &mut Org, refused: Refused) -> Answer {
    let refusal = match refused {
        Refused::Limited => Refusal::rate_limited(),
        Refused::Failed => Refusal::internal_error(),
        Refused::BadToken => Refusal::invalid_token(),
        Refused::Forbidden => Refusal::forbidden(),
    };
    let effect = if refused == Refused::Limited {
        Effect::Limited
    } else {
        Effect::None
    };
    let answer = refusal.into_answer(&org.next_error_id());
    answer.with(REQUEST_ID, &org.next_request_id()).doing(effect)
}

/// `200` with an empty object, as Okta answers what has nothing to say.
fn done() -> Answer {
    Answer::json_bytes(StatusCode::OK, "{}")
}
