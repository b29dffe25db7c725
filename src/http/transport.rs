//! The way of every request: out, back, and out again where that is safe.

use super::call::{Answer, Call, Effect, Verb};
use super::error::{HttpError, Refusal, Trouble, presentable};
use super::limiter::{Limiter, RateHeaders};
use super::retry::Tries;
use crate::clock::Clock;
use bytes::{Bytes, BytesMut};
use jiff::{SignedDuration, Timestamp};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, DATE, HeaderMap, HeaderValue};
use reqwest::{Method, Response, StatusCode, Url};
use secrecy::{ExposeSecret, SecretString};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::OnceCell;
use tokio::time::Instant;

/// The longest answer that is taken, decoded: 100 times a page as it usually is.
const LONGEST_ANSWER: usize = 64 << 20;

/// Under which terms a client works.
#[derive(Debug, Clone, Copy, Default)]
pub struct Terms {
    /// Rule G5.
    pub read_only: bool,
    pub clock: Clock,
    pub patience: Patience,
}

/// How long things may take.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    pub connect: Duration,
    /// One attempt, from the first byte sent to the last one received.
    pub total: Duration,
    /// The first wait before something is sent again; doubled each time.
    pub first_wait: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            total: Duration::from_secs(60),
            first_wait: Duration::from_millis(500),
        }
    }
}

/// What the other side's clock said (rule R6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServerTime {
    /// The `Date` of the latest answer.
    pub now: Timestamp,
    /// How far the local clock was ahead of it then.
    pub local_ahead: SignedDuration,
}

/// Sends calls to one origin, and to no other.
#[derive(Debug)]
pub struct Transport {
    base: Url,
    terms: Terms,
    headers: HeaderMap,
    /// Taken out of whatever the other side says.
    secrets: Vec<SecretString>,
    limiter: Limiter,
    /// Built by the first call: setting TLS up takes longer than starting the program.
    client: OnceCell<reqwest::Client>,
    server_time: Mutex<Option<ServerTime>>,
}

impl Transport {
    /// `base` is scheme and host; `headers` go out with every call; `secrets` are taken out of errors.
    pub fn new(
        base: Url,
        terms: Terms,
        headers: HeaderMap,
        secrets: Vec<SecretString>,
        limiter: Limiter,
    ) -> Self {
        Self {
            base,
            terms,
            headers,
            secrets,
            limiter,
            client: OnceCell::new(),
            server_time: Mutex::new(None),
        }
    }

    pub fn base(&self) -> &Url {
        &self.base
    }

    pub fn limiter(&self) -> &Limiter {
        &self.limiter
    }

    /// The address of `path` on the configured origin.
    pub fn url(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        url.set_query(None);
        url.set_path(path);
        url
    }

    /// The latest `Date` that came back.
    pub fn server_time(&self) -> Option<ServerTime> {
        *self.server_time.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends, waits where a rate limit says so, and sends again where that is safe. `Ok` is a 2xx.
    pub async fn send(&self, call: &Call) -> Result<Answer, HttpError> {
        if self.terms.read_only && call.effect != Effect::Read {
            return Err(HttpError::new(call, Trouble::ReadOnly, None));
        }
        if call.url.origin() != self.base.origin() {
            let other = call.url.origin().ascii_serialization();
            return Err(HttpError::new(call, Trouble::ForeignAddress(other), None));
        }
        let client = self
            .client
            .get_or_try_init(|| async { self.build_client() })
            .await;
        let client = client.map_err(|error| HttpError::new(call, Trouble::NoClient(error), None))?;
        let mut tries = Tries::default();
        let mut waited = Duration::ZERO;
        // An attempt that may have had an effect: its outcome stays the call's. Boxed: every call would be larger.
        let mut unknown: Option<Box<HttpError>> = None;
        loop {
            let asked = Instant::now();
            let flight = self.limiter.admit(call.bucket).await;
            waited += asked.elapsed();
            if call.longest_wait.is_some_and(|longest| waited > longest) {
                let too_long = || HttpError::new(call, Trouble::WaitedTooLong, None);
                return Err(unknown.map_or_else(too_long, |error| *error));
            }
            let (outcome, headers) = self.attempt(client, call).await;
            let error = match outcome {
                Err(error) => error,
                Ok(answer) => {
                    flight.answered(&headers);
                    tracing::debug!(call = %call.name(), bytes = answer.body.len(), id = ?answer.request_id, "answered");
                    return Ok(answer);
                }
            };
            if error.status().is_some_and(|status| status.as_u16() == 429) {
                flight.refused(&headers, tries.limited());
            } else {
                flight.answered(&headers);
            }
            let Some(wait) = tries.wait_after(&error, call, self.terms.patience.first_wait) else {
                return Err(error);
            };
            tracing::debug!(call = %error.call, status = ?error.status(), id = ?error.request_id, "sent again");
            tokio::time::sleep(wait).await;
            unknown = unknown.or_else(|| error.outcome_unknown().then(|| Box::new(error)));
        }
    }

    fn build_client(&self) -> Result<reqwest::Client, reqwest::Error> {
        let builder = reqwest::Client::builder()
            .connect_timeout(self.terms.patience.connect)
            // Shorter than servers and balancers keep idle connections: a write on one that was just closed
            // would have an unknown outcome.
            .pool_idle_timeout(Duration::from_secs(20))
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("koppel/", env!("CARGO_PKG_VERSION")));
        // A proxy cannot reach this machine's own loopback.
        let builder = if is_loopback(&self.base) {
            builder.no_proxy()
        } else {
            builder
        };
        builder.build().map_err(reqwest::Error::without_url)
    }

    async fn attempt(
        &self,
        client: &reqwest::Client,
        call: &Call,
    ) -> (Result<Answer, HttpError>, RateHeaders) {
        let mut headers = RateHeaders::default();
        let total = self.terms.patience.total;
        let outcome = tokio::time::timeout(total, self.exchange(client, call, &mut headers)).await;
        let timed_out = |_| Err(HttpError::new(call, Trouble::TimedOut { after: total }, None));
        (outcome.unwrap_or_else(timed_out), headers)
    }

    async fn exchange(
        &self,
        client: &reqwest::Client,
        call: &Call,
        rates: &mut RateHeaders,
    ) -> Result<Answer, HttpError> {
        let total = self.terms.patience.total;
        let response = self.request(client, call).send().await;
        let response =
            response.map_err(|error| HttpError::new(call, Trouble::from_reqwest(error, total), None))?;
        let headers = response.headers().clone();
        self.note_date(&headers);
        *rates = RateHeaders::from_headers(&headers);
        let request_id = text(&headers, "x-okta-request-id").or_else(|| text(&headers, "x-request-id"));
        let request_id = request_id.map(|id| presentable(id, &self.secrets(call)));
        let status = response.status();
        let fail = |trouble| HttpError::new(call, trouble, request_id.clone());
        if status.is_redirection() {
            let to = text(&headers, "location").and_then(|to| self.base.join(to).ok());
            let to = to.and_then(|to| to.host_str().map(str::to_owned));
            return Err(fail(Trouble::Redirected {
                to: to.unwrap_or_else(|| "nowhere".to_owned()),
            }));
        }
        let body = read_capped(response, total).await;
        if !status.is_success() {
            // What went wrong is known, also where the words about it are cut off.
            let refusal = self.refusal(call, status, &body.unwrap_or_default());
            return Err(fail(Trouble::Refused(Box::new(refusal))));
        }
        Ok(Answer {
            headers,
            body: body.map_err(fail)?,
            request_id: request_id.clone(),
        })
    }

    fn request(&self, client: &reqwest::Client, call: &Call) -> reqwest::RequestBuilder {
        let method = match call.verb {
            Verb::Get => Method::GET,
            Verb::Post => Method::POST,
        };
        let mut headers = self.headers.clone();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(authorization) = &call.authorization {
            headers.insert(AUTHORIZATION, authorization.clone());
        }
        if call.verb == Verb::Post && call.body.is_none() {
            // Without it Okta answers 411 (`okta-api.md` section 1).
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        let request = client.request(method, call.url.clone()).headers(headers);
        match &call.body {
            Some(body) => request.body(body.clone()),
            None => request,
        }
    }

    /// The other side's own words of a refusal, fit to be shown.
    pub fn refusal(&self, call: &Call, status: StatusCode, body: &[u8]) -> Refusal {
        Refusal::from_body(status, body, &self.secrets(call))
    }

    /// What must not show in anything that the other side sends back.
    fn secrets<'a>(&'a self, call: &'a Call) -> Vec<&'a str> {
        let authorization = call.authorization.as_ref().and_then(|value| value.to_str().ok());
        let kept = self.secrets.iter().map(|secret| secret.expose_secret().trim());
        kept.chain(authorization.and_then(|value| value.split_whitespace().last()))
            .filter(|secret| !secret.is_empty())
            .collect()
    }

    fn note_date(&self, headers: &HeaderMap) {
        let Some(now) = server_date(headers) else { return };
        let local_ahead = self.terms.clock.now().duration_since(now);
        let mut latest = self.server_time.lock().unwrap_or_else(PoisonError::into_inner);
        if latest.is_none_or(|latest| latest.now <= now) {
            *latest = Some(ServerTime { now, local_ahead });
        }
    }
}

/// Reads the body in the pieces in which it is decoded, so that a small gzip cannot unfold into a huge
/// answer.
async fn read_capped(mut response: Response, total: Duration) -> Result<Bytes, Trouble> {
    let too_large = || Trouble::TooLarge {
        limit: LONGEST_ANSWER,
    };
    let announced = response.content_length().unwrap_or(0);
    if announced > LONGEST_ANSWER as u64 {
        return Err(too_large());
    }
    let mut body = BytesMut::with_capacity(usize::try_from(announced).unwrap_or(0));
    loop {
        let piece = response.chunk().await;
        let Some(piece) = piece.map_err(|error| Trouble::from_reqwest(error, total))? else {
            return Ok(body.freeze());
        };
        if body.len() + piece.len() > LONGEST_ANSWER {
            return Err(too_large());
        }
        body.extend_from_slice(&piece);
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &'static str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// The `Date` of an answer.
pub(super) fn server_date(headers: &HeaderMap) -> Option<Timestamp> {
    let date = headers.get(DATE)?.to_str().ok()?;
    let date = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(date);
    date.ok()
}

/// An address of this machine alone: plain http is fine there, and no proxy is asked.
pub fn is_loopback(url: &Url) -> bool {
    match url.host_str() {
        Some("localhost") => true,
        Some(host) => host
            .trim_matches(['[', ']'])
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback()),
        None => false,
    }
}
