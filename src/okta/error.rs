//! What can go wrong with Okta.

use crate::core::OktaId;
use crate::http::{HttpError, Trouble};
use reqwest::StatusCode;

#[derive(Debug, thiserror::Error)]
pub enum OktaError {
    /// The configured host is an Admin Console; the right one is named.
    #[error("this is the host of the Admin Console; the API is at {0}")]
    AdminHost(String),
    /// The host answers, but not as an Okta org does: the address is wrong, or something answers in its place.
    #[error("this host did not answer as an Okta org does")]
    NotAnOrg(#[source] Option<HttpError>),
    /// The token holds a character that no header can carry.
    #[error("the API token holds a character that cannot be sent")]
    TokenMalformed,
    #[error(transparent)]
    Http(#[from] HttpError),
    /// A `next` link to another scheme, host or port. Nothing was sent there.
    #[error("the list goes on at another host ({origin})")]
    ForeignNext { origin: String },
    /// A `next` link that is no address.
    #[error("the list goes on at an address that cannot be read")]
    BrokenNext,
    /// A `next` link to a page that was read already.
    #[error("the list goes in circles after {pages} pages")]
    Circle { pages: usize },
    /// More pages than any org has people.
    #[error("the list does not end: {pages} pages with {people} profiles so far")]
    Endless { pages: usize, people: usize },
    /// Rule R1: the same profile twice in one list.
    #[error("the profile {0} is in one list twice")]
    Twice(OktaId),
    /// A write that came back without the profile.
    #[error("the answer names no profile")]
    NoProfile,
    /// Rule U6: a value that nobody understands is never sent.
    #[error("the value of {attribute} cannot be sent")]
    Unsendable { attribute: String },
}

impl OktaError {
    /// The failed call, where there was one.
    pub fn http(&self) -> Option<&HttpError> {
        match self {
            Self::Http(error) | Self::NotAnOrg(Some(error)) => Some(error),
            _ => None,
        }
    }

    pub fn status(&self) -> Option<StatusCode> {
        self.http()?.status()
    }

    /// Rule A6.
    pub fn is_permanent(&self) -> bool {
        match self {
            Self::Http(error) => error.is_permanent(),
            _ => true,
        }
    }

    /// Rule A4.
    pub fn outcome_unknown(&self) -> bool {
        match self {
            Self::Http(error) => error.outcome_unknown(),
            Self::NoProfile => true,
            _ => false,
        }
    }

    /// Rule G2: it waited too long for a rate limit and was not sent; the caller looks again first.
    pub fn waited_too_long(&self) -> bool {
        self.http()
            .is_some_and(|error| matches!(error.trouble, Trouble::WaitedTooLong))
    }

    /// Rule A6: the token has no right to this, now or for this person. Okta says `E0000006`; what stands before Okta, and
    /// what grants scopes, says 403 in other words. Okta's other codes with 403 are about the profile.
    pub fn is_no_permission(&self) -> bool {
        let Self::Http(error) = self else { return false };
        let is_about_the_profile = |code: &str| code.starts_with("E0") && code != "E0000006";
        error.status() == Some(StatusCode::FORBIDDEN) && !error.code().is_some_and(is_about_the_profile)
    }

    /// A refusal of the token itself. 401 with `E0000015` says that the org lacks a feature, and nothing
    /// about the token; 403 with `E0000005` is for a token that Okta did not take for one (`okta-api.md`
    /// section 8).
    pub fn is_token_refused(&self) -> bool {
        let Self::Http(error) = self else { return false };
        match error.status().map(|status| status.as_u16()) {
            Some(401) => error.code() != Some("E0000015"),
            Some(403) => error.code() == Some("E0000005"),
            _ => false,
        }
    }
}
