//! Personio's errors: whatever went wrong is said in few words, some of them German.

use crate::sim::answer::Answer;
use crate::sim::ledger::Effect;
use axum::http::StatusCode;
use serde_json::json;

/// A call that is answered with an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    status: StatusCode,
    /// The status, or 0.
    code: u16,
    message: String,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            code: status.as_u16(),
            message: message.into(),
        }
    }

    pub(super) fn wrong_credentials() -> Self {
        Self {
            code: 0,
            ..Self::new(StatusCode::FORBIDDEN, "Wrong credentials")
        }
    }

    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// An unknown employee or path; the documents have the blank at the end.
    pub(super) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "Es ist ein Problem aufgetreten ")
    }

    /// Without `Retry-After` (seen live).
    pub(super) fn too_many() -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "Too Many Requests")
    }
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        let limited = refusal.status == StatusCode::TOO_MANY_REQUESTS;
        let error = json!({ "code": refusal.code, "message": refusal.message });
        Self::json(refusal.status, &json!({ "success": false, "error": error })).doing(if limited {
            Effect::Limited
        } else {
            Effect::None
        })
    }
}
