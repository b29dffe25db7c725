//! What can go wrong with Personio.

use crate::http::{HttpError, Refusal};

#[derive(Debug, thiserror::Error)]
pub enum PersonioError {
    /// No token for these credentials.
    #[error("Personio gives no token for these credentials")]
    CredentialsRefused(#[source] Option<HttpError>),
    #[error(transparent)]
    Http(#[from] HttpError),
    /// HTTP 200 with `success: false` (`personio-api.md` section 5.1); the words are Personio's own.
    #[error("{call}: declined: {refusal}")]
    Declined { call: String, refusal: Refusal },
    /// Rule R1: the answers contradict each other.
    #[error("{0}")]
    Contradiction(Contradiction),
    /// More people, or more pages, than any company has.
    #[error("the list does not end: {people} people so far")]
    Endless { people: usize },
}

/// Why a reading is not complete (rule R1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Contradiction {
    #[error("the number of employees went from {from} to {to} between two pages")]
    TotalMoved { from: usize, to: usize },
    #[error("{total} employees were announced, and {sent} were sent")]
    Count { total: usize, sent: usize },
}

impl PersonioError {
    /// The failed call, where there was one.
    pub fn http(&self) -> Option<&HttpError> {
        match self {
            Self::Http(error) | Self::CredentialsRefused(Some(error)) => Some(error),
            _ => None,
        }
    }

    /// The API's own words.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Declined { refusal, .. } => Some(refusal),
            _ => self.http()?.refusal(),
        }
    }
}
