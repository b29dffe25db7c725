//! Makes faults happen: what the strikes change before, in the place of, and after the API's own answer.

use super::schedule::Strike;
use super::{Calls, Kind, colleague, rewrite};
use crate::sim::answer::Answer;
use crate::sim::call::Call;
use crate::sim::gate::World;
use crate::sim::okta::Status;
use crate::sim::{okta, personio};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderName, LOCATION};
use jiff::{SignedDuration, Timestamp};
use std::mem;

/// How far a clock that is off is off.
const OFF: SignedDuration = SignedDuration::from_hours(2);
/// When a bucket that a fault emptied is full again.
const EMPTY_FOR: SignedDuration = SignedDuration::from_secs(2);

/// What the API itself says to a call that it does not serve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sim) enum Refused {
    Limited,
    /// 500.
    Failed,
    BadToken,
    Forbidden,
}

/// The answer to `call` under the strikes, and what time the server took it for.
pub(in crate::sim) fn answer(
    world: &mut World,
    call: &Call,
    strikes: &[Strike],
    now: Timestamp,
) -> (Answer, Timestamp) {
    let is_struck = |kind: Kind| strikes.iter().any(|strike| strike.kind == kind);
    let now = if is_struck(Kind::ClockOff) {
        now.checked_add(OFF).unwrap_or(now)
    } else {
        now
    };
    for &strike in strikes {
        colleague::act(&mut world.company, call, strike, now);
    }
    if let Some(refusal) = strikes
        .iter()
        .find_map(|strike| instead(world, call, strike.kind, now))
    {
        return (refusal, now);
    }
    let mut answer = seen_through(world, call, strikes, now);
    let base = call.base_url(&world.url);
    for &strike in strikes {
        rewrite::rewrite(&mut answer, call, &base, strike);
        if let Some(page) = gateway(strike.kind) {
            let effect = mem::replace(&mut answer.effect, crate::sim::Effect::None);
            answer = page.doing(effect);
        }
    }
    (answer, now)
}

/// The answer of a call that never reaches the company.
fn instead(world: &mut World, call: &Call, kind: Kind, now: Timestamp) -> Option<Answer> {
    let mut refuse = |refused| {
        let company = &mut world.company;
        match Calls::of(call) {
            Some(calls) if Calls::Personio.covers(calls) => personio::refuse(&mut company.personio, refused),
            _ => okta::refuse(&mut company.okta, refused),
        }
    };
    let reset = now.checked_add(EMPTY_FOR).unwrap_or(now).as_second();
    let rates = |answer: Answer, limit: u32, reset: i64| {
        answer
            .with(HeaderName::from_static("x-rate-limit-limit"), &limit.to_string())
            .with(HeaderName::from_static("x-rate-limit-remaining"), "0")
            .with(HeaderName::from_static("x-rate-limit-reset"), &reset.to_string())
    };
    Some(match kind {
        Kind::Limit429 if Calls::of(call).is_some_and(|calls| Calls::Okta.covers(calls)) => {
            rates(refuse(Refused::Limited), 300, reset)
        }
        Kind::Limit429 => {
            let wait = EMPTY_FOR.as_secs().to_string();
            refuse(Refused::Limited).with(HeaderName::from_static("retry-after"), &wait)
        }
        Kind::Bare429 => refuse(Refused::Limited),
        // The reset is an estimate that nobody should wait for (`okta-api.md` section 7).
        Kind::Concurrency429 => rates(refuse(Refused::Limited), 0, reset),
        Kind::Status500 => refuse(Refused::Failed),
        Kind::Status503 => Answer::empty(StatusCode::SERVICE_UNAVAILABLE),
        Kind::SignInRedirect => {
            Answer::empty(StatusCode::FOUND).with(LOCATION, "https://login.proxy.example/")
        }
        Kind::BlockedPage => page(StatusCode::FORBIDDEN, "403 Blocked"),
        Kind::MissingPage => page(StatusCode::NOT_FOUND, "404 Not Found"),
        Kind::CutBefore => Answer::empty(StatusCode::OK),
        Kind::ExpiredToken => refuse(Refused::BadToken),
        Kind::Forbidden | Kind::ReadOnlyToken => refuse(Refused::Forbidden),
        _ => return None,
    })
}

/// A gateway's page in the place of an answer that came too late or broken.
fn gateway(kind: Kind) -> Option<Answer> {
    let (status, words) = match kind {
        Kind::Status502 => (StatusCode::BAD_GATEWAY, "502 Bad Gateway"),
        Kind::Status504 => (StatusCode::GATEWAY_TIMEOUT, "504 Gateway Time-out"),
        _ => return None,
    };
    Some(page(status, words))
}

fn page(status: StatusCode, words: &str) -> Answer {
    let page = format!("<html><head><title>{words}</title></head><body><h1>{words}</h1></body></html>");
    let mut answer = Answer::empty(status).with(CONTENT_TYPE, "text/html");
    answer.body = page.into();
    answer
}

/// The API's own answer, from a company that shows itself as the strikes have it. Afterwards it is as before.
fn seen_through(world: &mut World, call: &Call, strikes: &[Strike], now: Timestamp) -> Answer {
    let Some((strike, rest)) = strikes.split_first() else {
        return world.answer(call, now);
    };
    match strike.kind {
        Kind::HiddenEmail => hiding(world, "email", |world| seen_through(world, call, rest, now)),
        Kind::HiddenStatus => hiding(world, "status", |world| seen_through(world, call, rest, now)),
        Kind::HiddenHireDate => hiding(world, "hire_date", |world| seen_through(world, call, rest, now)),
        Kind::HiddenDepartment => hiding(world, "department", |world| seen_through(world, call, rest, now)),
        Kind::EmptyCompany => showing(world, |_| 0, |world| seen_through(world, call, rest, now)),
        Kind::HalvedCompany => showing(world, |all| all / 2, |world| seen_through(world, call, rest, now)),
        Kind::InTransition => in_transition(world, strike.dice, |world| seen_through(world, call, rest, now)),
        Kind::LaggingSearch => lagging(world, |world| seen_through(world, call, rest, now)),
        Kind::ResetRoundedDown => {
            world.limiter.rounds_down = true;
            let answer = seen_through(world, call, rest, now);
            world.limiter.rounds_down = false;
            answer
        }
        _ => seen_through(world, call, rest, now),
    }
}

fn hiding(world: &mut World, key: &str, look: impl FnOnce(&mut World) -> Answer) -> Answer {
    let was_readable = world
        .company
        .personio
        .attribute(key)
        .is_some_and(|attribute| attribute.readable);
    world.company.personio.set_readable(key, false);
    let answer = look(world);
    world.company.personio.set_readable(key, was_readable);
    answer
}

fn showing(
    world: &mut World,
    count: impl FnOnce(usize) -> usize,
    look: impl FnOnce(&mut World) -> Answer,
) -> Answer {
    let all = world.company.personio.employees().count();
    world.company.personio.show_first(Some(count(all)));
    let answer = look(world);
    world.company.personio.show_first(None);
    answer
}

/// A quarter of the live profiles, by their IDs, but for the token's owner.
fn in_transition(world: &mut World, dice: u64, look: impl FnOnce(&mut World) -> Answer) -> Answer {
    let org = &world.company.okta;
    let start = usize::try_from(dice % 4).unwrap_or_default();
    let ids: Vec<String> = org
        .profiles()
        .filter(|profile| profile.status.is_live() && profile.transitioning_to.is_none())
        .map(|profile| profile.id.clone())
        .filter(|id| *id != org.token_owner)
        .skip(start)
        .step_by(4)
        .collect();
    set_transition(world, &ids, Some(&Status::Deprovisioned));
    let answer = look(world);
    set_transition(world, &ids, None);
    answer
}

fn set_transition(world: &mut World, ids: &[String], to: Option<&Status>) {
    for id in ids {
        world
            .company
            .okta
            .change(id, |profile| profile.transitioning_to = to.cloned());
    }
}

/// As everybody was when the faults were set.
fn lagging(world: &mut World, look: impl FnOnce(&mut World) -> Answer) -> Answer {
    let Some(mut former) = world.faults.former_org.take() else {
        return look(world);
    };
    mem::swap(&mut world.company.okta, &mut former);
    let answer = look(world);
    mem::swap(&mut world.company.okta, &mut former);
    world.faults.former_org = Some(former);
    answer
}
