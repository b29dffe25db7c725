//! The client itself, and everything that it reads one by one.

use super::Access;
use super::error::OktaError;
use super::profile::ProfileDecoder;
use crate::core::text::login_key;
use crate::core::value::Text;
use crate::core::{OktaId, Profile, Schema};
use crate::http::{Answer, Booking, Call, Grant, HttpError, Limiter, ServerTime, Terms, Transport};
use reqwest::header::{HeaderMap, HeaderValue};
use reqwest::{StatusCode, Url};
use secrecy::ExposeSecret;
use serde_json::Value as Json;
use std::sync::Arc;
use std::time::Duration;

/// Calls in flight (rule A5): Okta also limits how many run at once.
const IN_FLIGHT: u32 = 5;

/// The rate limits that were seen to be counted apart (`okta-api.md` section 7).
pub(super) mod bucket {
    /// Listing and creating, and every life cycle call.
    pub const USERS: &str = "users";
    pub const READ_ONE: &str = "read one user";
    pub const WRITE_ONE: &str = "write one user";
    pub const ME: &str = "users/me";
    pub const SCHEMA: &str = "schema";
    pub const ORG: &str = "org";
}

/// One org. Cheap to keep, connects with the first call.
#[derive(Debug)]
pub struct Okta {
    pub(super) transport: Transport,
    pub(super) decoder: Arc<ProfileDecoder>,
    authorization: HeaderValue,
    admin_host: Option<String>,
    /// Of writes, for a rate limit.
    pub(super) longest_wait: Option<Duration>,
}

/// Calls about profiles, by the rate limits that they count in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CallCounts {
    /// Creations and life cycle calls.
    pub users: u32,
    pub reads: u32,
    pub writes: u32,
}

/// What an org says of itself without a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Org {
    /// `00o…` (rule R7).
    pub id: Text,
}

impl Okta {
    /// `decoder` says what is kept of each profile.
    pub fn new(access: &Access, terms: Terms, decoder: ProfileDecoder) -> Result<Self, OktaError> {
        let authorization = format!("SSWS {}", access.token.expose_secret().trim());
        let mut authorization =
            HeaderValue::try_from(authorization).map_err(|_| OktaError::TokenMalformed)?;
        authorization.set_sensitive(true);
        let limiter = Limiter::new(access.rate_limit_share, IN_FLIGHT, None);
        let secrets = vec![access.token.clone()];
        Ok(Self {
            transport: Transport::new(access.url.clone(), terms, HeaderMap::new(), secrets, limiter),
            decoder: Arc::new(decoder),
            authorization,
            admin_host: access.host_behind_admin_host(),
            longest_wait: None,
        })
    }

    /// Rule G2: a write that would have to wait longer than this for a rate limit is not sent
    /// ([`OktaError::waited_too_long`]), so that its caller can look again first.
    #[must_use]
    pub fn with_longest_wait(mut self, longest: Duration) -> Self {
        self.longest_wait = Some(longest);
        self
    }

    /// The `Date` of the latest answer (rule R6).
    pub fn server_time(&self) -> Option<ServerTime> {
        self.transport.server_time()
    }

    /// Until when calls wait for a rate limit.
    pub fn waiting(&self) -> tokio::sync::watch::Receiver<Option<jiff::Timestamp>> {
        self.transport.limiter().waiting()
    }

    /// What the answers so far granted, bucket by bucket (rule A5).
    pub fn grants(&self) -> Vec<Grant> {
        self.transport.limiter().grants()
    }

    /// Returns once there is room for all these calls (rule A5), and keeps it until dropped. `is_pause`: nothing else
    /// goes on meanwhile, so that the wait is told.
    pub async fn book(&self, calls: CallCounts, is_pause: bool) -> Booking<'_> {
        let booked = [
            (bucket::USERS, calls.users),
            (bucket::READ_ONE, calls.reads),
            (bucket::WRITE_ONE, calls.writes),
        ];
        let booked = booked.into_iter().filter(|(_, count)| *count > 0).collect();
        self.transport.limiter().book(booked, is_pause).await
    }

    /// What was granted for listing profiles.
    pub fn listing_grant(&self) -> Option<Grant> {
        self.grants()
            .into_iter()
            .find(|grant| grant.bucket == bucket::USERS)
    }

    /// Which org this host is (`GET /.well-known/okta-organization`); asks without the token, so that a wrong
    /// host never sees it.
    pub async fn org(&self) -> Result<Org, OktaError> {
        if let Some(host) = &self.admin_host {
            return Err(OktaError::AdminHost(host.clone()));
        }
        let call = Call::get(self.transport.url("/.well-known/okta-organization"), bucket::ORG);
        let answer = match self.transport.send(&call).await {
            Ok(answer) => answer,
            // No token was sent, so that 401 refuses none.
            Err(error) if error.is_permanent() || error.status() == Some(StatusCode::UNAUTHORIZED) => {
                return Err(OktaError::NotAnOrg(Some(error)));
            }
            Err(error) => return Err(error.into()),
        };
        // A page of a proxy, or half an answer, says nothing against the host: it is trouble on the way, and passes.
        let org = json(&call, &answer)?;
        match org.get("id").and_then(Json::as_str).map(str::trim) {
            Some(id) if !id.is_empty() => Ok(Org { id: Text::from(id) }),
            _ => Err(OktaError::NotAnOrg(None)),
        }
    }

    /// Who owns the token (rule G3, `GET /users/me`). `None`: may not be read, or there is nobody behind the
    /// token. A refused token is an error, and so is a proxy's page.
    pub async fn token_owner(&self) -> Result<Option<OktaId>, OktaError> {
        let call = self.call(self.transport.url("/api/v1/users/me"), bucket::ME);
        match self.transport.send(&call).await.map_err(OktaError::from) {
            Ok(answer) => {
                let me = json(&call, &answer)?;
                let id = me.get("id").and_then(Json::as_str).map(str::trim);
                Ok(id.filter(|id| !id.is_empty()).map(OktaId::new))
            }
            Err(error) if error.is_token_refused() => Err(error),
            // Not Okta's word: whoever asks tries again, instead of taking the token for one without an owner.
            Err(error) if error.http().is_some_and(HttpError::is_page) => Err(error),
            // What is left of 401 says that the org lacks the feature.
            Err(error) if error.is_permanent() || error.status() == Some(StatusCode::UNAUTHORIZED) => {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// The schema of the default user type, base and custom (`GET /meta/schemas/user/default`).
    pub async fn schema(&self) -> Result<Schema, OktaError> {
        self.schema_by_id("default").await
    }

    /// One profile (`GET /users/{id}`), never through the search index, which lags (rule A7). `None`: there
    /// is none of that ID.
    pub async fn profile(&self, id: &OktaId) -> Result<Option<Profile>, OktaError> {
        let call = self.call(self.profile_url(id, None), bucket::READ_ONE);
        match self.transport.send(&call).await {
            Ok(answer) => self.one(&call, &answer).map(Some),
            Err(error) if error.status().is_some_and(|status| status == 404) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The profile that has this whole login (`GET /users/{login}`), never through the search index (rules A4 and
    /// A7). Okta would also find it by the part before the `@`, which could be somebody else's: only the whole
    /// login counts, compared as Okta compares logins.
    pub async fn profile_by_login(&self, login: &str) -> Result<Option<Profile>, OktaError> {
        let found = self.profile(&OktaId::new(login)).await?;
        Ok(found.filter(|profile| login_key(&profile.login) == login_key(login)))
    }

    /// `/api/v1/users/{id}[/…]`, with the ID as one segment whatever it holds.
    pub(super) fn profile_url(&self, id: &OktaId, rest: Option<[&str; 2]>) -> Url {
        let mut url = self.transport.url("/api/v1/users");
        if let Ok(mut path) = url.path_segments_mut() {
            path.push(id.as_str()).extend(rest.into_iter().flatten());
        }
        url
    }

    pub(super) fn call(&self, url: Url, bucket: &'static str) -> Call {
        let mut call = Call::get(url, bucket);
        call.authorization = Some(self.authorization.clone());
        call
    }

    pub(super) fn one(&self, call: &Call, answer: &Answer) -> Result<Profile, OktaError> {
        let profile = self.decoder.one(&answer.body);
        Ok(profile.map_err(|why| call.unreadable(answer, why))?)
    }
}

pub(super) fn json(call: &Call, answer: &Answer) -> Result<Json, HttpError> {
    let words = |error: serde_json::Error| crate::http::json::words(&error, answer.body.len());
    serde_json::from_slice(&answer.body).map_err(|error| call.unreadable(answer, words(error)))
}
