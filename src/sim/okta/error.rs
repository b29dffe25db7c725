//! Okta's errors. Codes, statuses and texts are those of its error list and of the recordings; texts that
//! nobody recorded are marked.

use crate::sim::answer::Answer;
use axum::http::StatusCode;
use serde_json::{Value, json};

/// A call that is answered with an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    status: StatusCode,
    code: &'static str,
    summary: String,
    causes: Vec<String>,
}

impl Refusal {
    fn new(status: StatusCode, code: &'static str, summary: impl Into<String>) -> Self {
        Self {
            status,
            code,
            summary: summary.into(),
            causes: Vec::new(),
        }
    }

    fn because(mut self, cause: impl Into<String>) -> Self {
        self.causes.push(cause.into());
        self
    }

    /// E0000001: something in the body does not fit. `subject` is an attribute, `newUser` or `user`.
    pub(super) fn validation(subject: &str, cause: impl Into<String>) -> Self {
        let summary = format!("Api validation failed: {subject}");
        Self::new(StatusCode::BAD_REQUEST, "E0000001", summary).because(cause)
    }

    /// E0000001 that does not say what does not fit; not recorded.
    pub(super) fn vague_validation(cause: Option<&str>) -> Self {
        let refusal = Self::new(StatusCode::BAD_REQUEST, "E0000001", "Api validation failed: user");
        match cause {
            Some(cause) => refusal.because(cause),
            None => refusal,
        }
    }

    pub(super) fn invalid_request(what: &str) -> Self {
        let summary = format!("The request was not valid: {what}");
        Self::new(StatusCode::BAD_REQUEST, "E0000002", summary)
    }

    pub(super) fn malformed_body() -> Self {
        let summary = "The request body was not well-formed.";
        Self::new(StatusCode::BAD_REQUEST, "E0000003", summary)
    }

    pub(super) fn internal_error() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "E0000009",
            "Internal Server Error",
        )
    }

    /// No token, or one of another scheme.
    pub(super) fn invalid_session() -> Self {
        Self::new(StatusCode::FORBIDDEN, "E0000005", "Invalid session")
    }

    pub(super) fn forbidden() -> Self {
        let summary = "You do not have permission to perform the requested action";
        Self::new(StatusCode::FORBIDDEN, "E0000006", summary)
    }

    pub(super) fn no_such_profile(id: &str) -> Self {
        let summary = format!("Not found: Resource not found: {id} (User)");
        Self::new(StatusCode::NOT_FOUND, "E0000007", summary)
    }

    pub(super) fn no_such_path() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "E0000008",
            "The requested path was not found",
        )
    }

    pub(super) fn invalid_token() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "E0000011", "Invalid token provided")
    }

    pub(super) fn already_active() -> Self {
        let summary = "Activation failed because the user is already active";
        Self::new(StatusCode::FORBIDDEN, "E0000016", summary)
    }

    pub(super) fn unsupported_body() -> Self {
        let summary = "Bad request. Accept and/or Content-Type headers likely do not match supported values.";
        Self::new(StatusCode::BAD_REQUEST, "E0000021", summary)
    }

    pub(super) fn method_not_allowed() -> Self {
        let summary = "The endpoint does not support the provided HTTP method";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "E0000022", summary)
    }

    pub(super) fn mastered_elsewhere() -> Self {
        let summary = "Operation failed because user profile is mastered under another system";
        Self::new(StatusCode::FORBIDDEN, "E0000023", summary)
    }

    pub(super) fn invalid_criteria(cause: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "E0000031", "Invalid search criteria.").because(cause)
    }

    pub(super) fn unlock_not_allowed() -> Self {
        let summary = "Unlock is not allowed for this user.";
        Self::new(StatusCode::FORBIDDEN, "E0000032", summary).because("The user is not locked out.")
    }

    pub(super) fn search_and_filter() -> Self {
        let summary = "The request can't contain both search and filter";
        Self::new(StatusCode::BAD_REQUEST, "E0000033", summary)
    }

    pub(super) fn wrong_status() -> Self {
        let summary = "This operation is not allowed in the user's current status.";
        Self::new(StatusCode::FORBIDDEN, "E0000038", summary)
    }

    pub(super) fn rate_limited() -> Self {
        let summary = "API call exceeded rate limit due to too many requests.";
        Self::new(StatusCode::TOO_MANY_REQUESTS, "E0000047", summary)
    }

    pub(super) fn activate_needed() -> Self {
        let summary = "The request cannot force a password change without activating the user";
        Self::new(StatusCode::BAD_REQUEST, "E0000125", summary)
    }

    pub(super) fn is_rate_limited(&self) -> bool {
        self.code == "E0000047"
    }

    pub(super) fn into_answer(self, error_id: &str) -> Answer {
        let causes: Vec<Value> = self
            .causes
            .iter()
            .map(|cause| json!({ "errorSummary": cause }))
            .collect();
        Answer::json(
            self.status,
            &json!({
                "errorCode": self.code,
                "errorSummary": self.summary,
                "errorLink": self.code,
                "errorId": error_id,
                "errorCauses": causes,
            }),
        )
    }
}
