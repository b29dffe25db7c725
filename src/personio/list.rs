//! All employees, in every status and on every page (rule R1).

use super::client::{EMPLOYEES, IN_FLIGHT, Personio};
use super::employee::{EmployeeDecoder, Page};
use super::error::{Contradiction, PersonioError};
use crate::core::employee::NEEDED;
use crate::core::snapshot::{Column, Roster};
use crate::core::{Employee, EmployeeId};
use crate::http::HttpError;
use futures_util::stream::{self, StreamExt, TryStreamExt};
use reqwest::Url;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Personio's own most since 2025 (`personio-api.md` section 2.1).
const PAGE: usize = 100;
/// Tried once where Personio refuses that many.
const SHORTER_PAGE: usize = 50;
/// No company with Personio has as many people. Beyond this, a list is taken for endless.
const MOST_PEOPLE: usize = 500_000;

/// Told how many people have come, and of how many.
type Listener<'a> = &'a (dyn Fn(usize, Option<usize>) + Send + Sync);

/// One reading of the list.
struct Listing<'a> {
    personio: &'a Personio,
    /// All of the address but limit and offset.
    address: Url,
    /// People on a page.
    limit: AtomicUsize,
    decoder: Arc<EmployeeDecoder>,
    progress: Listener<'a>,
}

impl Personio {
    /// All employees, in every status and on every page, or an error (rule R1). `columns` are what is kept
    /// beyond the fields of [`Employee`]; only these are asked for. Nobody twice is for [`Roster::check`] to
    /// see.
    pub async fn roster(
        &self,
        columns: Vec<Column>,
        progress: Listener<'_>,
    ) -> Result<Roster, PersonioError> {
        let listing = self.listing(&columns, progress);
        let first = listing.page(0).await?;
        let (total, step) = (first.total, first.entries());
        progress(step, total);
        let mut roster = begin(columns, first);
        match total {
            Some(total) => listing.other_pages(&mut roster, total, step).await?,
            None => listing.pages_to_the_end(&mut roster).await?,
        }
        Ok(roster)
    }

    /// The first page of the roster, and how many employees there are in all, as far as the answer says so.
    pub async fn first_page(&self, columns: Vec<Column>) -> Result<(Roster, Option<usize>), PersonioError> {
        let first = self.listing(&columns, &|_, _| {}).page(0).await?;
        let total = first.total;
        Ok((begin(columns, first), total))
    }

    /// Calls that a roster of so many employees takes.
    pub fn pages(employees: usize) -> usize {
        employees.div_ceil(PAGE).max(1)
    }

    fn listing<'a>(&'a self, columns: &[Column], progress: Listener<'a>) -> Listing<'a> {
        Listing {
            personio: self,
            address: self.list_url(columns),
            limit: AtomicUsize::new(PAGE),
            decoder: Arc::new(EmployeeDecoder::new(columns)),
            progress,
        }
    }

    fn list_url(&self, columns: &[Column]) -> Url {
        let mut url = self.transport.url("/v1/company/employees");
        let keys = NEEDED
            .into_iter()
            .chain(columns.iter().map(|column| column.key.as_str()));
        url.query_pairs_mut()
            .extend_pairs(keys.map(|key| ("attributes[]", key)));
        url
    }
}

impl Listing<'_> {
    /// Personio documents 100 people a page; where it refuses that, a shorter page is asked for from then on.
    async fn page(&self, offset: usize) -> Result<Page, PersonioError> {
        let limit = self.limit.load(Ordering::Relaxed);
        match self.page_of(offset, limit).await {
            Err(error) if limit > SHORTER_PAGE && is_refused(&error) => {
                tracing::warn!(
                    from = limit,
                    to = SHORTER_PAGE,
                    "Personio refused the page size; asking for shorter pages"
                );
                self.limit.store(SHORTER_PAGE, Ordering::Relaxed);
                self.page_of(offset, SHORTER_PAGE).await
            }
            page => page,
        }
    }

    async fn page_of(&self, offset: usize, limit: usize) -> Result<Page, PersonioError> {
        let mut url = self.address.clone();
        url.query_pairs_mut()
            .append_pair("limit", &limit.to_string())
            .append_pair("offset", &offset.to_string());
        let (call, answer) = self.personio.get(url, EMPLOYEES).await?;
        let (decoder, body) = (Arc::clone(&self.decoder), answer.body.clone());
        // On a thread of its own, so that other pages can arrive meanwhile.
        let page = tokio::task::spawn_blocking(move || decoder.page(&body)).await;
        let page = page.unwrap_or_else(|_| Err("reading it was cancelled".to_owned()));
        Ok(page.map_err(|why| call.unreadable(&answer, why))?)
    }

    /// The pages after the first one, several at a time. `step` is what the first one held: the server may
    /// give less than it was asked for. Nothing orders the list, so that only the count tells whether it is
    /// whole.
    async fn other_pages(&self, roster: &mut Roster, total: usize, step: usize) -> Result<(), PersonioError> {
        if total > MOST_PEOPLE {
            return Err(PersonioError::Endless { people: total });
        }
        if step > 0 {
            let come = &AtomicUsize::new(step);
            let mut pages = stream::iter((step..total).step_by(step))
                .map(|offset| async move {
                    let page = self.page(offset).await?;
                    let come = come.fetch_add(page.entries(), Ordering::Relaxed) + page.entries();
                    (self.progress)(come, Some(total));
                    Ok::<_, PersonioError>(page)
                })
                .buffered(IN_FLIGHT as usize);
            while let Some(page) = pages.try_next().await? {
                if let Some(now) = page.total.filter(|now| *now != total) {
                    let moved = Contradiction::TotalMoved { from: total, to: now };
                    return Err(PersonioError::Contradiction(moved));
                }
                let is_empty = page.entries() == 0;
                take(roster, page);
                if is_empty {
                    // Behind an empty page nobody comes, whatever the total says.
                    break;
                }
            }
        }
        let sent = entries(roster);
        if sent == total {
            Ok(())
        } else {
            Err(PersonioError::Contradiction(Contradiction::Count { total, sent }))
        }
    }

    /// Without a total only an empty page is surely the end. A server that does not page at all sends the
    /// first one again.
    async fn pages_to_the_end(&self, roster: &mut Roster) -> Result<(), PersonioError> {
        loop {
            let people = entries(roster);
            if people > MOST_PEOPLE {
                return Err(PersonioError::Endless { people });
            }
            let page = self.page(people).await?;
            if page.entries() == 0 || ids(&page.employees).eq(ids(&roster.employees)) {
                return Ok(());
            }
            take(roster, page);
            (self.progress)(entries(roster), None);
        }
    }
}

/// What was asked for is refused as it stands.
fn is_refused(error: &PersonioError) -> bool {
    let status = error.http().and_then(HttpError::status);
    status.is_some_and(|status| matches!(status.as_u16(), 400 | 422))
}

/// A roster of the first page.
fn begin(columns: Vec<Column>, first: Page) -> Roster {
    Roster {
        columns,
        employees: first.employees,
        without_id: first.without_id,
    }
}

/// Everybody so far, whatever is wrong with them.
fn entries(roster: &Roster) -> usize {
    roster.employees.len() + roster.without_id
}

fn ids(employees: &[Employee]) -> impl Iterator<Item = EmployeeId> {
    employees.iter().map(|employee| employee.id)
}

fn take(roster: &mut Roster, page: Page) {
    roster.without_id += page.without_id;
    roster.employees.extend(page.employees);
}
