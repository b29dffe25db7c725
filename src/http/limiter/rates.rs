//! What an answer says about its rate limit and about the time.

use super::super::transport::server_date;
use jiff::Timestamp;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use std::str::FromStr;
use std::time::Duration;
use tokio::time::Instant;

/// Each header may be missing.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::http) struct RateHeaders {
    /// This and the next two are Okta's (`okta-api.md` section 7).
    pub limit: Option<u32>,
    pub remaining: Option<u32>,
    /// UTC, whole seconds since 1970.
    pub reset: Option<i64>,
    /// Personio's, where it names one.
    pub granted: Option<Granted>,
    pub retry_after: Option<Duration>,
    pub date: Option<Timestamp>,
}

/// A bucket of tokens, as Personio's newer answers describe it (`personio-api.md` section 5.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::http) struct Granted {
    pub a_second: u32,
    pub at_once: u32,
}

impl RateHeaders {
    pub(in crate::http) fn from_headers(headers: &HeaderMap) -> Self {
        fn number<T: FromStr>(headers: &HeaderMap, name: &'static str) -> Option<T> {
            headers.get(name)?.to_str().ok()?.trim().parse().ok()
        }
        let date = server_date(headers);
        let granted = || {
            Some(Granted {
                a_second: number(headers, "x-ratelimit-replenish-rate")?,
                at_once: number(headers, "x-ratelimit-burst-capacity")?,
            })
        };
        Self {
            limit: number(headers, "x-rate-limit-limit"),
            // Less than nothing is nothing.
            remaining: number::<i64>(headers, "x-rate-limit-remaining")
                .map(|remaining| u32::try_from(remaining.max(0)).unwrap_or(u32::MAX)),
            reset: number(headers, "x-rate-limit-reset"),
            granted: granted(),
            retry_after: retry_after(headers, date),
            date,
        }
    }
}

/// Seconds, or a date.
fn retry_after(headers: &HeaderMap, now: Option<Timestamp>) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let parser = jiff::fmt::rfc2822::DateTimeParser::new();
    let then = parser.parse_timestamp(text).ok()?;
    Duration::try_from(then.duration_since(now?)).ok()
}

/// The server's clock, without the local one: `Date` has whole seconds, cut off, so the pair of a `Date` and
/// the moment of its arrival in which the server is furthest ahead is the closest to the truth, and never
/// ahead of it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ServerClock {
    seen: Option<(Timestamp, Instant)>,
}

impl ServerClock {
    pub(super) fn learn(&mut self, date: Option<Timestamp>, arrived: Instant) {
        if let Some(date) = date
            && self.now(arrived).is_none_or(|estimate| date > estimate)
        {
            self.seen = Some((date, arrived));
        }
    }

    /// What the server's clock says at `instant`, or a little less.
    pub(super) fn now(self, instant: Instant) -> Option<Timestamp> {
        let (date, arrived) = self.seen?;
        date.checked_add(instant.saturating_duration_since(arrived)).ok()
    }
}
