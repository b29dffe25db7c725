//! One request and its answer, as plain data.

use super::error::{HttpError, Trouble};
use bytes::Bytes;
use reqwest::Url;
use reqwest::header::{HeaderMap, HeaderValue};
use std::fmt;
use std::time::Duration;

/// The verbs that koppel knows. There is no PUT, which erases what it does not name, and no DELETE.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    Get,
    Post,
}

/// What a call does on the other side; decides whether it may be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Changes nothing.
    Read,
    /// Writes, and twice is the same as once. Sent again where it certainly had no effect; where it may have had one, its
    /// caller looks first (rule A4).
    Repeatable,
    /// Writes, and is sent again only after a refusal for a rate limit, which has no effect.
    Once,
}

/// One request.
#[derive(Clone)]
pub struct Call {
    pub verb: Verb,
    pub url: Url,
    pub effect: Effect,
    /// The rate limit that it counts in (rule A5).
    pub bucket: &'static str,
    /// For how long it may wait for a rate limit. `None`: until it may go out. After a longer wait it is not sent: what
    /// it rests on may have changed.
    pub longest_wait: Option<Duration>,
    /// The caller can ask for less at once, which is a better answer to slowness than the same again and again.
    pub can_be_shorter: bool,
    /// Marked as sensitive, so that it never shows.
    pub authorization: Option<HeaderValue>,
    /// JSON.
    pub body: Option<Bytes>,
}

/// A success.
pub struct Answer {
    pub headers: HeaderMap,
    pub body: Bytes,
    pub request_id: Option<String>,
}

/// Without the body, which holds people.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes, request {:?}", self.body.len(), self.request_id)
    }
}

/// Without the body, which can hold people and secrets.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({:?})", self.name(), self.effect)
    }
}

impl Call {
    /// A GET of a read.
    pub fn get(url: Url, bucket: &'static str) -> Self {
        Self {
            verb: Verb::Get,
            url,
            effect: Effect::Read,
            bucket,
            longest_wait: None,
            can_be_shorter: false,
            authorization: None,
            body: None,
        }
    }

    /// For errors and logs: verb and path. Queries are left out, because they can hold e-mails.
    pub fn name(&self) -> String {
        let verb = match self.verb {
            Verb::Get => "GET",
            Verb::Post => "POST",
        };
        format!("{verb} {}", self.url.path())
    }

    /// The same failure as if the call itself had failed: its success cannot be read.
    pub fn unreadable(&self, answer: &Answer, why: impl Into<String>) -> HttpError {
        HttpError::new(self, Trouble::Unreadable(why.into()), answer.request_id.clone())
    }
}
