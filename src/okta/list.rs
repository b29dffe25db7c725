//! All profiles, in every status (rules R1 and R3).

use super::client::{Okta, bucket};
use super::error::OktaError;
use super::page::{next, with_limit};
use crate::core::{OktaId, Profile};
use crate::http::{Answer, Call, HttpError};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use reqwest::Url;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// Okta's own most.
const PAGE: u32 = 200;
/// Tried where Okta does not manage a whole page in time; it says 500 then (`okta-api.md` section 2).
const SHORTER_PAGES: [u32; 2] = [50, 10];
/// No company with Personio has as many people. Beyond this, a list is taken for endless.
const MOST_PEOPLE: usize = 500_000;
/// So many pages without anybody on them, one after the other.
const MOST_EMPTY_PAGES: usize = 100;

/// The two lists that make up all profiles (rule R3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// Everybody but the deactivated ones.
    Plain,
    Deprovisioned,
}

impl Okta {
    /// Rule R3: the plain list leaves deactivated profiles out, so these are listed by filter, and a profile
    /// that is in both lists, because its status changed in between, is read by ID and counts once.
    ///
    /// The plain list comes first: whoever is deactivated while it is read is then in the second one.
    /// `progress` is told how many there are so far.
    pub async fn profiles(
        &self,
        progress: &(dyn Fn(usize) + Send + Sync),
    ) -> Result<Vec<Profile>, OktaError> {
        let mut profiles = self.list(self.list_url(List::Plain, PAGE), 0, progress).await?;
        let former = self.list_url(List::Deprovisioned, PAGE);
        let former = self.list(former, profiles.len(), progress).await?;
        self.merge(&mut profiles, former).await?;
        Ok(profiles)
    }

    /// Whether one of the lists may be read; asks for one profile of it.
    pub async fn try_list(&self, list: List) -> Result<(), OktaError> {
        let (call, answer) = self.fetch(self.list_url(list, 1)).await?;
        self.decode(&call, answer).await.map(drop)
    }

    /// Calls that a list of so many profiles takes.
    pub fn pages(profiles: usize) -> usize {
        profiles.div_ceil(PAGE as usize).max(1)
    }

    fn list_url(&self, list: List, limit: u32) -> Url {
        let mut url = self.transport.url("/api/v1/users");
        url.query_pairs_mut().append_pair("limit", &limit.to_string());
        if list == List::Deprovisioned {
            url.query_pairs_mut()
                .append_pair("filter", r#"status eq "DEPROVISIONED""#);
        }
        url
    }

    async fn merge(&self, profiles: &mut Vec<Profile>, former: Vec<Profile>) -> Result<(), OktaError> {
        let places: FxHashMap<OktaId, usize> = profiles
            .iter()
            .enumerate()
            .map(|(place, profile)| (profile.id.clone(), place))
            .collect();
        let (both, former): (Vec<_>, Vec<_>) = former
            .into_iter()
            .partition(|profile| places.contains_key(&profile.id));
        let mut gone = FxHashSet::default();
        let mut read = stream::iter(both)
            .map(|profile| async move { Ok::<_, OktaError>((self.profile(&profile.id).await?, profile.id)) })
            .buffer_unordered(5);
        while let Some((now, id)) = read.try_next().await? {
            let place = places.get(&id).and_then(|place| profiles.get_mut(*place));
            match (place, now) {
                (Some(place), Some(now)) => *place = now,
                _ => _ = gone.insert(id),
            }
        }
        profiles.retain(|profile| !gone.contains(&profile.id));
        profiles.extend(former);
        Ok(())
    }

    /// One list to its end, which is the page without a `next` link; an empty page is not the end. The next
    /// page is asked for before this one is decoded.
    async fn list(
        &self,
        first: Url,
        known: usize,
        progress: &(dyn Fn(usize) + Send + Sync),
    ) -> Result<Vec<Profile>, OktaError> {
        let mut profiles: Vec<Profile> = Vec::new();
        let mut visited = FxHashSet::from_iter([first.as_str().to_owned()]);
        let mut seen: FxHashSet<OktaId> = FxHashSet::default();
        let mut empty_pages = 0;
        let mut fetched = self.fetch(first).await?;
        loop {
            let (call, answer) = fetched;
            let next = next(&answer.headers, self.transport.base())?;
            let is_new = next
                .as_ref()
                .is_none_or(|next| visited.insert(next.as_str().to_owned()));
            if !is_new {
                return Err(OktaError::Circle { pages: visited.len() });
            }
            let fetching = async {
                match next {
                    Some(next) => self.fetch(next).await.map(Some),
                    None => Ok(None),
                }
            };
            let (page, fetched_next) = tokio::try_join!(self.decode(&call, answer), fetching)?;
            empty_pages = if page.is_empty() { empty_pages + 1 } else { 0 };
            if let Some(twice) = page.iter().find(|profile| !seen.insert(profile.id.clone())) {
                return Err(OktaError::Twice(twice.id.clone()));
            }
            profiles.extend(page);
            progress(known + profiles.len());
            match fetched_next {
                None => return Ok(profiles),
                Some(_) if empty_pages > MOST_EMPTY_PAGES || profiles.len() > MOST_PEOPLE => {
                    return Err(OktaError::Endless {
                        pages: visited.len(),
                        people: profiles.len(),
                    });
                }
                Some(next) => fetched = next,
            }
        }
    }

    /// On a thread of its own, so that the page after it can arrive meanwhile.
    async fn decode(&self, call: &Call, answer: Answer) -> Result<Vec<Profile>, OktaError> {
        let decoder = Arc::clone(&self.decoder);
        let body = answer.body.clone();
        let page = tokio::task::spawn_blocking(move || decoder.page(&body)).await;
        let page = page.unwrap_or_else(|_| Err("reading it was cancelled".to_owned()));
        Ok(page.map_err(|why| call.unreadable(&answer, why))?)
    }

    async fn fetch(&self, url: Url) -> Result<(Call, Answer), OktaError> {
        let mut call = self.call(url, bucket::USERS);
        call.can_be_shorter = true;
        let mut shorter = SHORTER_PAGES.into_iter();
        let mut is_refused = false;
        loop {
            match self.transport.send(&call).await.map_err(OktaError::from) {
                Ok(answer) => return Ok((call, answer)),
                Err(error) if error.http().is_some_and(HttpError::is_slowness) => {
                    match shorter.find_map(|limit| with_limit(&call.url, limit)) {
                        Some(url) => call.url = url,
                        None => return Err(error),
                    }
                }
                // Okta documents 200; an org that takes fewer says 400. Once: a shorter page may be as wrong.
                Err(error) if !is_refused && error.status().is_some_and(|status| status == 400) => {
                    let Some(url) = with_limit(&call.url, SHORTER_PAGES[0]) else {
                        return Err(error);
                    };
                    tracing::warn!(
                        from = PAGE,
                        to = SHORTER_PAGES[0],
                        "Okta refused the page size; asking for a shorter page"
                    );
                    is_refused = true;
                    call.url = url;
                }
                Err(error) => return Err(error),
            }
        }
    }
}
