//! The client itself, and everything that it reads.

use super::Access;
use super::employee::EmployeeDecoder;
use super::error::PersonioError;
use super::token::Tokens;
use crate::core::snapshot::{Column, ColumnKind};
use crate::core::value::Text;
use crate::core::{Employee, EmployeeId};
use crate::http::{Answer, Booking, Call, HttpError, Limiter, Pace, ServerTime, Terms, Transport};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{StatusCode, Url};
use serde_json::Value as Json;
use std::time::Duration;

/// Pages asked for at the same time.
pub(super) const IN_FLIGHT: u32 = 8;
/// The rate limit of everything about employees.
pub(super) const EMPLOYEES: &str = "employees";

/// Personio documents 15 a second and 300 a minute; whether its answers say more is not certain. A little longer,
/// because calls bunch up on their way.
const PACE: Pace = Pace {
    bucket: EMPLOYEES,
    burst: (15, Duration::from_millis(1100)),
    sustained: (300, Duration::from_secs(61)),
};

/// One company. Cheap to keep, connects with the first call.
#[derive(Debug)]
pub struct Personio {
    pub(super) transport: Transport,
    access: Access,
    tokens: Tokens,
}

/// An attribute that the credential may read (rule R4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readable {
    pub key: Text,
    /// As people see it in Personio: editable, in any language; may be empty.
    pub label: Text,
    pub kind: ColumnKind,
}

impl Personio {
    pub fn new(access: &Access, terms: Terms) -> Self {
        let headers = HeaderMap::from_iter([(
            HeaderName::from_static("x-personio-app-id"),
            HeaderValue::from_static("KOPPEL"),
        )]);
        let secrets = vec![access.client_id.clone(), access.client_secret.clone()];
        let limiter = Limiter::new(1.0, IN_FLIGHT, Some(PACE));
        Self {
            transport: Transport::new(access.url.clone(), terms, headers, secrets, limiter),
            access: access.clone(),
            tokens: Tokens::default(),
        }
    }

    /// The `Date` of the latest answer (rule R6).
    pub fn server_time(&self) -> Option<ServerTime> {
        self.transport.server_time()
    }

    /// Until when calls wait for a rate limit.
    pub fn waiting(&self) -> tokio::sync::watch::Receiver<Option<jiff::Timestamp>> {
        self.transport.limiter().waiting()
    }

    /// Returns once there is room for so many employees read by ID (rule A5), and keeps it until dropped. `is_pause`:
    /// nothing else goes on meanwhile, so that the wait is told.
    pub async fn book(&self, employees: u32, is_pause: bool) -> Booking<'_> {
        let booked = (employees > 0).then_some((EMPLOYEES, employees));
        let limiter = self.transport.limiter();
        limiter.book(booked.into_iter().collect(), is_pause).await
    }

    /// What this credential may read of employees (rule R4, `GET /v1/company/employees/attributes`). What it
    /// may not is left out of every other answer without a word.
    pub async fn readable(&self) -> Result<Vec<Readable>, PersonioError> {
        let url = self.transport.url("/v1/company/employees/attributes");
        let (call, answer) = self.get(url, "attributes").await?;
        let body: Json = serde_json::from_slice(&answer.body)
            .map_err(|error| call.unreadable(&answer, crate::http::json::words(&error, answer.body.len())))?;
        let list = body.get("data").and_then(Json::as_array);
        let list = list.ok_or_else(|| call.unreadable(&answer, "it holds no list of attributes"))?;
        Ok(list.iter().filter_map(readable).collect())
    }

    /// Whether an API answers here at all. Asks without credentials, so that a wrong host never sees them: a
    /// refusal is the answer that is expected.
    pub async fn answers(&self) -> Result<(), PersonioError> {
        let url = self.transport.url("/v1/company/employees/attributes");
        match self.transport.send(&Call::get(url, "attributes")).await {
            Err(error) if !error.status().is_some_and(|status| status.is_client_error()) => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Calls a minute that Personio takes.
    pub fn calls_a_minute() -> usize {
        PACE.sustained.0
    }

    /// One employee (`GET /v1/company/employees/{id}`). `None`: there is nobody of that ID, or nobody whom
    /// this credential may read.
    pub async fn employee(
        &self,
        id: EmployeeId,
        columns: &[Column],
    ) -> Result<Option<Employee>, PersonioError> {
        let url = self.transport.url(&format!("/v1/company/employees/{id}"));
        let (call, answer) = match self.get(url, EMPLOYEES).await {
            Ok(found) => found,
            Err(error) if error.http().and_then(HttpError::status) == Some(StatusCode::NOT_FOUND) => {
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        let employee = EmployeeDecoder::new(columns).one(&answer.body);
        Ok(employee.map_err(|why| call.unreadable(&answer, why))?)
    }

    /// With the token; a refused token is fetched anew once, because it may have ended: Personio answers 401 then, and
    /// some of its hosts 403.
    pub(super) async fn get(&self, url: Url, bucket: &'static str) -> Result<(Call, Answer), PersonioError> {
        let mut call = Call::get(url, bucket);
        let token = self.tokens.get(&self.transport, &self.access, None).await?;
        call.authorization = Some(token.authorization.clone());
        let mut outcome = self.transport.send(&call).await;
        if let Err(error) = &outcome
            && matches!(
                error.status(),
                Some(StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
            )
        {
            let token = self
                .tokens
                .get(&self.transport, &self.access, Some(&token))
                .await?;
            call.authorization = Some(token.authorization);
            outcome = self.transport.send(&call).await;
        }
        let answer = outcome?;
        self.check_success(&call, &answer)?;
        Ok((call, answer))
    }

    /// HTTP 200 with `success: false` is a refusal. Such answers are short; in a long one the decoder finds
    /// it.
    fn check_success(&self, call: &Call, answer: &Answer) -> Result<(), PersonioError> {
        const LONGEST_REFUSAL: usize = 16 << 10;
        if answer.body.len() > LONGEST_REFUSAL {
            return Ok(());
        }
        let body: Json = serde_json::from_slice(&answer.body).unwrap_or_default();
        if body.get("success") == Some(&Json::Bool(false)) {
            return Err(PersonioError::Declined {
                call: call.name(),
                refusal: self.transport.refusal(call, StatusCode::OK, &answer.body),
            });
        }
        Ok(())
    }
}

fn readable(json: &Json) -> Option<Readable> {
    let key = json.get("key")?.as_str()?;
    let kind = match (key, json.get("type").and_then(Json::as_str)) {
        ("supervisor", _) => ColumnKind::Supervisor,
        (_, Some("date")) => ColumnKind::Date,
        (_, Some("tags")) => ColumnKind::Tags,
        _ => ColumnKind::Other,
    };
    let label = json.get("label").and_then(Json::as_str).unwrap_or_default();
    Some(Readable {
        key: Text::from(key),
        label: Text::from(label.trim()),
        kind,
    })
}
