//! `GET /users`: the plain list, `q`, `filter` and `search`, and their pages.

use super::Outcome;
use super::error::Refusal;
use super::expression::{Dialect, Expression};
use super::org::{Org, Stored};
use super::profile::Profile;
use super::wire::{Detail, Projection};
use crate::sim::answer::Answer;
use crate::sim::call::Call;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, LINK};
use bytes::Bytes;
use form_urlencoded::Serializer;
use serde_json::Value;
use std::cmp::Ordering;

/// The most that a page holds; a larger `limit` is taken for this (not documented).
const MAX_PAGE: usize = 200;

/// Which people are asked for.
#[derive(Debug)]
enum Selection {
    Plain,
    /// The beginning of first name, last name or e-mail, in lower case.
    Lookup(String),
    Filter(Expression),
    Search(Expression, Option<Sort>),
}

#[derive(Debug)]
struct Sort {
    property: String,
    descending: bool,
}

/// A page, and the cursor of the next.
struct Page<'a> {
    people: Vec<&'a Stored>,
    next: Option<String>,
}

pub(super) fn list(org: &Org, call: &Call, base: &str) -> Outcome {
    let selection = selection(org, call)?;
    let limit = limit(call, &selection)?;
    let after = call.parameter("after").map(cursor_id).transpose()?;
    let page = match &selection {
        Selection::Search(expression, Some(sort)) => sorted(org, expression, sort, limit, after),
        _ => by_id(org, &selection, limit, after),
    };
    let body = body(org, call, &page);
    let mut answer = Answer::json_bytes(StatusCode::OK, body);
    if !matches!(selection, Selection::Lookup(_)) {
        answer = answer.with(LINK, &link(call, base, limit, call.parameter("after"), "self"));
        if let Some(next) = &page.next {
            answer = answer.with(LINK, &link(call, base, limit, Some(next), "next"));
        }
    }
    Ok(answer)
}

fn selection(org: &Org, call: &Call) -> Result<Selection, Refusal> {
    let parse = |text: &str, dialect| Expression::parse(text, dialect, &org.schema);
    match (
        call.parameter("search"),
        call.parameter("filter"),
        call.parameter("q"),
    ) {
        (Some(_), Some(_), _) => Err(Refusal::search_and_filter()),
        (Some(search), None, _) => {
            let sort = call.parameter("sortBy").map(|property| Sort {
                property: property.to_owned(),
                descending: call
                    .parameter("sortOrder")
                    .is_some_and(|order| order.eq_ignore_ascii_case("desc")),
            });
            Ok(Selection::Search(parse(search, Dialect::Search)?, sort))
        }
        (None, Some(filter), _) => Ok(Selection::Filter(parse(filter, Dialect::Filter)?)),
        (None, None, Some(start)) => Ok(Selection::Lookup(start.to_lowercase())),
        (None, None, None) => Ok(Selection::Plain),
    }
}

fn limit(call: &Call, selection: &Selection) -> Result<usize, Refusal> {
    match call.parameter("limit") {
        None if matches!(selection, Selection::Lookup(_)) => Ok(10),
        None => Ok(MAX_PAGE),
        Some(text) => match text.parse::<usize>() {
            Ok(limit) if limit > 0 => Ok(limit.min(MAX_PAGE)),
            _ => Err(Refusal::invalid_request("limit")),
        },
    }
}

impl Selection {
    fn holds(&self, profile: &Profile) -> bool {
        match self {
            Self::Plain => profile.status.is_live(),
            Self::Lookup(start) => {
                profile.status.is_live()
                    && ["firstName", "lastName", "email"]
                        .iter()
                        .any(|name| profile.text(name).to_lowercase().starts_with(start))
            }
            Self::Filter(expression) | Self::Search(expression, _) => expression.holds(profile),
        }
    }

    /// Cursors are opaque; those of the plain list look different.
    fn cursor(&self, last: &Profile) -> Option<String> {
        match self {
            Self::Lookup(_) => None,
            Self::Plain => Some(format!("0{}", last.id)),
            Self::Filter(_) | Self::Search(..) => Some(last.id.clone()),
        }
    }
}

/// The ID that a cursor of ours holds.
fn cursor_id(cursor: &str) -> Result<&str, Refusal> {
    let id = cursor.strip_prefix("000u").map_or(cursor, |_| &cursor[1..]);
    if id.starts_with("00u") {
        Ok(id)
    } else {
        Err(Refusal::invalid_criteria("Invalid cursor."))
    }
}

fn by_id<'a>(org: &'a Org, selection: &Selection, limit: usize, after: Option<&str>) -> Page<'a> {
    let mut rest = org.after(after).filter(|stored| selection.holds(&stored.profile));
    let people: Vec<&Stored> = rest.by_ref().take(limit).collect();
    let more = rest.next().is_some();
    page(selection, people, more)
}

fn sorted<'a>(
    org: &'a Org,
    expression: &Expression,
    sort: &Sort,
    limit: usize,
    after: Option<&str>,
) -> Page<'a> {
    let mut found: Vec<&Stored> = org
        .after(None)
        .filter(|stored| expression.holds(&stored.profile))
        .collect();
    // Ties stay in the order of their IDs.
    found.sort_by(|a, b| {
        let order = sort.order(&a.profile, &b.profile);
        if sort.descending { order.reverse() } else { order }
    });
    let start = after.map_or(0, |id| {
        found
            .iter()
            .position(|stored| stored.profile.id == id)
            .map_or(found.len(), |at| at + 1)
    });
    let more = found.len() > start + limit;
    let people: Vec<&Stored> = found.into_iter().skip(start).take(limit).collect();
    let next = people.last().filter(|_| more).map(|last| last.profile.id.clone());
    Page { people, next }
}

fn page<'a>(selection: &Selection, people: Vec<&'a Stored>, more: bool) -> Page<'a> {
    let next = people
        .last()
        .filter(|_| more)
        .and_then(|last| selection.cursor(&last.profile));
    Page { people, next }
}

impl Sort {
    fn order(&self, a: &Profile, b: &Profile) -> Ordering {
        match self.property.as_str() {
            "created" => a.created.cmp(&b.created),
            "lastUpdated" => a.last_updated.cmp(&b.last_updated),
            "activated" => a.activated.cmp(&b.activated),
            "statusChanged" => a.status_changed.cmp(&b.status_changed),
            "status" => a.status.as_str().cmp(b.status.as_str()),
            "id" => a.id.cmp(&b.id),
            property => {
                let name = property.strip_prefix("profile.").unwrap_or(property);
                let text = |profile: &Profile| match profile.attributes.get(name) {
                    Some(Value::String(text)) => text.to_lowercase(),
                    Some(value) => value.to_string(),
                    None => String::new(),
                };
                text(a).cmp(&text(b))
            }
        }
    }
}

fn body(org: &Org, call: &Call, page: &Page<'_>) -> Vec<u8> {
    let fields = call.parameter("fields");
    let projection = fields.map(Projection::parse);
    let detail = detail(call);
    let parts: Vec<Bytes> = page
        .people
        .iter()
        .map(|stored| match (fields, &projection) {
            (Some(fields), Some(projection)) => stored.projected(org, fields, projection),
            _ => stored.listed(org, detail),
        })
        .collect();
    let mut body = Vec::with_capacity(parts.iter().map(|part| part.len() + 1).sum::<usize>() + 2);
    body.push(b'[');
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            body.push(b',');
        }
        body.extend_from_slice(part);
    }
    body.push(b']');
    body
}

/// Only all three values together take effect; they come in a `Content-Type`, also of a `GET`.
fn detail(call: &Call) -> Detail {
    let kind = call.header(CONTENT_TYPE).unwrap_or_default();
    let lean = [
        "omitCredentials,",
        "omitCredentialsLinks",
        "omitTransitioningToStatus",
    ]
    .iter()
    .all(|value| kind.replace(' ', "").contains(value));
    if lean && kind.contains("okta-response") {
        Detail::Lean
    } else {
        Detail::Full
    }
}

fn link(call: &Call, base: &str, limit: usize, after: Option<&str>, rel: &str) -> String {
    let mut query = Serializer::new(String::new());
    if let Some(after) = after {
        query.append_pair("after", after);
    }
    query.append_pair("limit", &limit.to_string());
    for (key, value) in &call.query {
        if key != "after" && key != "limit" {
            query.append_pair(key, value);
        }
    }
    format!("<{base}/api/v1/users?{}>; rel=\"{rel}\"", query.finish())
}
