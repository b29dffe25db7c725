//! Every request that came, for assertions. Holds no secret: credentials are left out as they are written down.

use super::call::Call;
use super::fault::{Calls, Kind};
use axum::http::header::{AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION};
use axum::http::{Method, StatusCode};
use jiff::Timestamp;
use serde_json::{Value, json};

/// One request and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Received {
    /// By the simulator's clock.
    pub at: Timestamp,
    pub method: Method,
    /// As it came, without the query.
    pub path: String,
    /// Decoded, in its order. Credentials that were sent here are masked.
    pub query: Vec<(String, String)>,
    /// In their order, without those that carry credentials.
    pub headers: Vec<(String, String)>,
    /// JSON where it is JSON, else a string; `Null` where there was none. Credentials are masked.
    pub body: Value,
    /// What was answered, or would have been.
    pub status: StatusCode,
    pub effect: Effect,
    /// What it is called in faults; `None`: neither API knows it.
    pub call: Option<Calls>,
    /// What struck it, in that order.
    pub faults: Vec<Kind>,
}

/// What a request did to the company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Looked, or was refused.
    None,
    /// Was over a rate limit.
    Limited,
    Created {
        profile: String,
    },
    /// The attributes that the request named.
    Updated {
        profile: String,
        attributes: Vec<String>,
    },
    /// A step of the life cycle; also `DELETE` of a live profile, which deactivates it.
    Status {
        profile: String,
        from: String,
        to: String,
    },
    /// Gone for good.
    Deleted {
        profile: String,
    },
}

const MASK: &str = "***";

impl Received {
    pub(super) fn new(at: Timestamp, call: &Call, status: StatusCode, effect: Effect) -> Self {
        let headers = call
            .headers
            .iter()
            .filter(|(name, _)| !matches!(**name, AUTHORIZATION | PROXY_AUTHORIZATION | COOKIE))
            .map(|(name, value)| {
                (
                    name.as_str().to_owned(),
                    String::from_utf8_lossy(value.as_bytes()).into_owned(),
                )
            })
            .collect();
        let query = call
            .query
            .iter()
            .map(|(name, value)| (name.clone(), masked(name, value)))
            .collect();
        Self {
            at,
            method: call.method.clone(),
            path: call.path.clone(),
            query,
            headers,
            body: body(call),
            status,
            effect,
            call: Calls::of(call),
            faults: Vec::new(),
        }
    }

    /// Whether the request uses a verb that writes; fetching a Personio token does not count.
    pub fn is_write(&self) -> bool {
        self.method != Method::GET && self.method != Method::HEAD && self.path != "/v1/auth"
    }

    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

fn masked(name: &str, value: &str) -> String {
    let secret = ["client_id", "client_secret", "token", "password"].contains(&name);
    if secret { MASK } else { value }.to_owned()
}

fn body(call: &Call) -> Value {
    if call.body.is_empty() {
        return Value::Null;
    }
    if call.path == "/v1/auth" {
        return json!(MASK);
    }
    let mut body =
        serde_json::from_slice(&call.body).unwrap_or_else(|_| json!(String::from_utf8_lossy(&call.body)));
    if let Some(credentials) = body.get_mut("credentials") {
        *credentials = json!(MASK);
    }
    body
}
