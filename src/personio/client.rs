//! The client itself, and everything that it reads.

use super::Access;
use super::employee::{EmployeeDecoder, Page};
use super::error::{Contradiction, PersonioError};
use super::token::Tokens;
use crate::core::employee::NEEDED;
use crate::core::snapshot::{Column, ColumnKind, Roster};
use crate::core::value::Text;
use crate::core::{Employee, EmployeeId};
use crate::http::{Answer, Call, HttpError, Limiter, Pace, ServerTime, Terms, Transport, is_loopback};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{StatusCode, Url};
use serde_json::Value as Json;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// Personio's own most since 2025 (`personio-api.md` section 2.1).
const PAGE: usize = 100;
/// Pages asked for at the same time.
const IN_FLIGHT: u32 = 8;
/// No company with Personio has as many people. Beyond this, a list is taken for endless.
const MOST_PEOPLE: usize = 500_000;
const EMPLOYEES: &str = "employees";

/// Personio documents 15 a second and 300 a minute, and sends no headers; a little longer, because calls bunch up on
/// their way.
const PACE: Pace = Pace {
    bucket: EMPLOYEES,
    burst: (15, Duration::from_millis(1100)),
    sustained: (300, Duration::from_secs(61)),
    from_the_start: true,
};

/// One company. Cheap to keep, connects with the first call.
#[derive(Debug)]
pub struct Personio {
    transport: Transport,
    access: Access,
    tokens: Tokens,
}

/// An attribute that the credential may read (rule R4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readable {
    pub key: Text,
    pub kind: ColumnKind,
}

impl Personio {
    pub fn new(access: &Access, terms: Terms) -> Self {
        let headers = HeaderMap::from_iter([(
            HeaderName::from_static("x-personio-app-id"),
            HeaderValue::from_static("KOPPEL"),
        )]);
        let pace = Pace {
            // Whatever runs on this machine has no limits but those that it enforces.
            from_the_start: !is_loopback(&access.url),
            ..PACE
        };
        let secrets = vec![access.client_id.clone(), access.client_secret.clone()];
        let limiter = Limiter::new(1.0, IN_FLIGHT, Some(pace));
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

    /// What this credential may read of employees (rule R4, `GET /v1/company/employees/attributes`). What it may
    /// not is left out of every other answer without a word.
    pub async fn readable(&self) -> Result<Vec<Readable>, PersonioError> {
        let url = self.transport.url("/v1/company/employees/attributes");
        let (call, answer) = self.get(url, "attributes").await?;
        let body: Json = serde_json::from_slice(&answer.body)
            .map_err(|error| call.unreadable(&answer, crate::http::json::words(&error, answer.body.len())))?;
        let list = body.get("data").and_then(Json::as_array);
        let list = list.ok_or_else(|| call.unreadable(&answer, "it holds no list of attributes"))?;
        Ok(list.iter().filter_map(readable).collect())
    }

    /// All employees, in every status and on every page, or an error (rule R1). `columns` are what is kept beyond
    /// the fields of [`Employee`]; only these are asked for. `progress` is told how many have come, and of how many.
    pub async fn roster(
        &self,
        columns: Vec<Column>,
        progress: &(dyn Fn(usize, Option<usize>) + Send + Sync),
    ) -> Result<Roster, PersonioError> {
        let decoder = Arc::new(EmployeeDecoder::new(&columns));
        let mut roster = Roster {
            columns,
            ..Roster::default()
        };
        let address = self.list_url(&roster.columns);
        let first = self.page(&address, 0, &decoder).await?;
        let total = first.total;
        // The server may give less than it was asked for: then its own page size is the step.
        let step = first.entries();
        progress(step, total);
        take(&mut roster, first);
        match total {
            Some(total) => {
                if total > MOST_PEOPLE {
                    return Err(PersonioError::Endless { people: total });
                }
                self.other_pages(&mut roster, &address, &decoder, total, step, progress)
                    .await?;
            }
            None => {
                self.pages_to_the_end(&mut roster, &address, &decoder, progress)
                    .await?;
            }
        }
        Ok(roster)
    }

    /// The pages after the first one, several at a time. Nothing orders the list, so that only the count tells
    /// whether it is whole.
    async fn other_pages(
        &self,
        roster: &mut Roster,
        address: &Url,
        decoder: &Arc<EmployeeDecoder>,
        total: usize,
        step: usize,
        progress: &(dyn Fn(usize, Option<usize>) + Send + Sync),
    ) -> Result<(), PersonioError> {
        let count = Contradiction::Count { total, sent: step };
        if step == 0 && total > 0 {
            return Err(PersonioError::Contradiction(count));
        }
        let come = &AtomicUsize::new(step);
        let mut pages = stream::iter((step..total).step_by(step.max(1)))
            .map(|offset| async move {
                let page = self.page(address, offset, decoder).await?;
                let come = come.fetch_add(page.entries(), Ordering::Relaxed) + page.entries();
                progress(come, Some(total));
                Ok::<_, PersonioError>(page)
            })
            .buffered(IN_FLIGHT as usize);
        while let Some(page) = pages.try_next().await? {
            if let Some(now) = page.total.filter(|now| *now != total) {
                let moved = Contradiction::TotalMoved { from: total, to: now };
                return Err(PersonioError::Contradiction(moved));
            }
            take(roster, page);
        }
        let sent = roster.employees.len() + roster.without_id;
        if sent == total {
            Ok(())
        } else {
            Err(PersonioError::Contradiction(Contradiction::Count { total, sent }))
        }
    }

    /// Without a total only an empty page is surely the end. A server that does not page at all sends the first one
    /// again.
    async fn pages_to_the_end(
        &self,
        roster: &mut Roster,
        address: &Url,
        decoder: &Arc<EmployeeDecoder>,
        progress: &(dyn Fn(usize, Option<usize>) + Send + Sync),
    ) -> Result<(), PersonioError> {
        loop {
            let people = roster.employees.len() + roster.without_id;
            if people > MOST_PEOPLE {
                return Err(PersonioError::Endless { people });
            }
            let page = self.page(address, people, decoder).await?;
            let ids =
                |employees: &[Employee]| employees.iter().map(|employee| employee.id).collect::<Vec<_>>();
            if page.entries() == 0 || ids(&page.employees) == ids(&roster.employees) {
                return Ok(());
            }
            take(roster, page);
            progress(roster.employees.len() + roster.without_id, None);
        }
    }

    /// One employee (`GET /v1/company/employees/{id}`). `None`: there is nobody of that ID, or nobody whom this
    /// credential may read.
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

    fn list_url(&self, columns: &[Column]) -> Url {
        let mut url = self.transport.url("/v1/company/employees");
        let keys = NEEDED
            .into_iter()
            .chain(columns.iter().map(|column| column.key.as_str()));
        url.query_pairs_mut()
            .append_pair("limit", &PAGE.to_string())
            .extend_pairs(keys.map(|key| ("attributes[]", key)));
        url
    }

    async fn page(
        &self,
        address: &Url,
        offset: usize,
        decoder: &Arc<EmployeeDecoder>,
    ) -> Result<Page, PersonioError> {
        let mut url = address.clone();
        url.query_pairs_mut().append_pair("offset", &offset.to_string());
        let (call, answer) = self.get(url, EMPLOYEES).await?;
        let (decoder, body) = (Arc::clone(decoder), answer.body.clone());
        // On a thread of its own, so that other pages can arrive meanwhile.
        let page = tokio::task::spawn_blocking(move || decoder.page(&body)).await;
        let page = page.unwrap_or_else(|_| Err("reading it was cancelled".to_owned()));
        Ok(page.map_err(|why| call.unreadable(&answer, why))?)
    }

    /// With the token; a refused token is fetched anew once, because it may have ended.
    async fn get(&self, url: Url, bucket: &'static str) -> Result<(Call, Answer), PersonioError> {
        let mut call = Call::get(url, bucket);
        let token = self.tokens.get(&self.transport, &self.access, None).await?;
        call.authorization = Some(token.authorization.clone());
        let mut outcome = self.transport.send(&call).await;
        if let Err(error) = &outcome
            && error.status() == Some(StatusCode::UNAUTHORIZED)
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

    /// HTTP 200 with `success: false` is a refusal. Such answers are short; in a long one the decoder finds it.
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
    Some(Readable {
        key: Text::from(key),
        kind,
    })
}

fn take(roster: &mut Roster, page: Page) {
    roster.without_id += page.without_id;
    roster.employees.extend(page.employees);
}
