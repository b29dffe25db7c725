//! `GET /v1/company/employees` and one of them: pages by offset, projections, and the filters.

use super::Outcome;
use super::error::Refusal;
use super::tenant::{Stored, Tenant};
use crate::sim::answer::{Answer, to_bytes};
use crate::sim::call::Call;
use axum::http::StatusCode;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde_json::json;

const DEFAULT_PAGE: usize = 50;
/// Since 2025-01-31.
const MAX_PAGE: usize = 100;

pub(super) fn list(tenant: &Tenant, call: &Call) -> Outcome {
    let limit = number(call, "limit", DEFAULT_PAGE)?;
    if limit == 0 || limit > MAX_PAGE {
        // What a larger one does today is not known; before the maximum was lowered it was this error.
        let message = format!("The limit has to be between 1 and {MAX_PAGE}.");
        return Err(Refusal::bad_request(message));
    }
    let offset = number(call, "offset", 0)?;
    let found = found(tenant, call)?;
    let kept = kept(tenant, call);
    let page = found.iter().skip(offset).take(limit);
    let mut body = head(found.len(), offset, limit);
    for (index, stored) in page.enumerate() {
        if index > 0 {
            body.push(b',');
        }
        tenant.wire(stored).write(&kept, &mut body);
    }
    body.extend_from_slice(b"]}");
    Ok(Answer::json_bytes(StatusCode::OK, body))
}

/// `GET /v1/company/employees/{id}`: the same without the list.
pub(super) fn one(tenant: &Tenant, id: &str) -> Outcome {
    let stored = id
        .parse()
        .ok()
        .and_then(|id| tenant.find(id))
        .ok_or_else(Refusal::not_found)?;
    let mut body = br#"{"success":true,"data":"#.to_vec();
    let readable: Vec<usize> = readable(tenant).map(|(at, _)| at).collect();
    tenant.wire(stored).write(&readable, &mut body);
    body.push(b'}');
    Ok(Answer::json_bytes(StatusCode::OK, body))
}

fn number(call: &Call, name: &str, default: usize) -> Result<usize, Refusal> {
    match call.parameter(name) {
        None => Ok(default),
        Some(text) => text.parse().map_err(|_| {
            let message = format!("The {name} must be an integer.");
            Refusal::bad_request(message)
        }),
    }
}

/// `email` is exact, and ignored beside `updated_since`.
fn found<'a>(tenant: &'a Tenant, call: &Call) -> Result<Vec<&'a Stored>, Refusal> {
    let everybody = tenant.stored().iter();
    match (call.parameter("updated_since"), call.parameter("email")) {
        (Some(since), _) => {
            let since = instant(since).ok_or_else(|| Refusal::bad_request("updated_since is not a date"))?;
            Ok(everybody
                .filter(|stored| {
                    instant(stored.employee.text("last_modified_at")).is_some_and(|changed| changed > since)
                })
                .collect())
        }
        (None, Some(email)) => Ok(everybody
            .filter(|stored| stored.employee.text("email") == email)
            .collect()),
        (None, None) => Ok(everybody.collect()),
    }
}

/// RFC 3339, or without an offset: whose clock that is no document says; here it is UTC.
fn instant(text: &str) -> Option<Timestamp> {
    let local = |time: DateTime| TimeZone::UTC.to_timestamp(time).ok();
    text.parse::<Timestamp>()
        .ok()
        .or_else(|| text.parse::<DateTime>().ok().and_then(local))
        .or_else(|| {
            text.parse::<Date>()
                .ok()
                .and_then(|day| local(day.at(0, 0, 0, 0)))
        })
}

/// The positions of the attributes to show: those that may be read, and of these, if some are named, the named
/// ones and the ID.
fn kept(tenant: &Tenant, call: &Call) -> Vec<usize> {
    let named: Vec<&str> = call
        .query
        .iter()
        .filter(|(key, _)| key == "attributes[]")
        .map(|(_, value)| value.as_str())
        .collect();
    readable(tenant)
        .filter(|(_, key)| named.is_empty() || *key == "id" || named.contains(key))
        .map(|(at, _)| at)
        .collect()
}

fn readable(tenant: &Tenant) -> impl Iterator<Item = (usize, &str)> {
    tenant
        .attributes()
        .iter()
        .enumerate()
        .filter(|(_, attribute)| attribute.readable)
        .map(|(at, attribute)| (at, attribute.key.as_str()))
}

/// The envelope up to the list. `total_pages` counts pages of the default size whatever the limit is, as in the
/// documents' examples: nobody may rely on it.
fn head(total: usize, offset: usize, limit: usize) -> Vec<u8> {
    let envelope = to_bytes(&json!({
        "success": true,
        "metadata": {
            "total_elements": total,
            "current_page": offset / limit,
            "total_pages": total.div_ceil(DEFAULT_PAGE),
        },
        "offset": offset,
        "limit": limit,
    }));
    let mut head = envelope;
    head.pop();
    head.extend_from_slice(br#","data":["#);
    head
}
