//! How often each API may be called: Okta by windows of a minute per bucket, Personio by two limits at once.

use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;

/// Whether the simulator limits, and to what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RateLimits {
    /// As documented: half of each of Okta's buckets, as a token gets; Personio's 300 a minute and 15 a second.
    #[default]
    On,
    /// This many a minute in each of Okta's buckets, and of Personio's employee calls.
    PerBucket(u32),
    /// As [`RateLimits::PerBucket`], where one counter counts all of Okta's.
    Together(u32),
    /// None. The answers then show limits that nobody reaches.
    Off,
}

/// Calls that are counted together. Which call falls into which was seen in recordings
/// (`okta-api.md` section 7); Personio's are documented.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Bucket {
    /// Listing, creating and the life cycle compete with each other.
    Users,
    /// `GET` of one profile.
    UserRead,
    /// `POST`, `PUT` and `DELETE` of one profile.
    UserWrite,
    /// What is left of `/api/v1`.
    Other,
    PersonioAuth,
    PersonioSecond,
    PersonioMinute,
}

/// What a counted call is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Allowance {
    pub limit: u32,
    pub remaining: u32,
    /// The second in which the window ends, rounded up: it has ended when this second comes.
    pub reset: i64,
    /// The call is not over the limit.
    pub granted: bool,
}

#[derive(Debug)]
pub(super) struct Limiter {
    limits: RateLimits,
    windows: HashMap<Bucket, Window>,
    /// A fault: [`Allowance::reset`] is rounded down.
    pub rounds_down: bool,
}

/// Starts with the first call and is not aligned to the minutes of the clock.
#[derive(Debug, Clone, Copy)]
struct Window {
    ends: Timestamp,
    used: u32,
}

/// More than anybody calls.
const UNREACHABLE: u32 = 1_000_000;

impl Limiter {
    pub(super) fn new(limits: RateLimits) -> Self {
        Self {
            limits,
            windows: HashMap::new(),
            rounds_down: false,
        }
    }

    /// Counts a call; one over the limit counts as well.
    pub(super) fn count(&mut self, bucket: Bucket, now: Timestamp) -> Allowance {
        let bucket = match self.limits {
            RateLimits::Together(_) if bucket.is_oktas() => Bucket::Other,
            _ => bucket,
        };
        let limit = self.limit(bucket);
        let fresh = Window {
            ends: now.checked_add(bucket.length()).unwrap_or(now),
            used: 0,
        };
        let window = self.windows.entry(bucket).or_insert(fresh);
        if now >= window.ends {
            *window = fresh;
        }
        window.used = window.used.saturating_add(1);
        let is_within = !self.rounds_down && window.ends.subsec_nanosecond() > 0;
        let reset = window.ends.as_second() + i64::from(is_within);
        Allowance {
            limit,
            remaining: limit.saturating_sub(window.used),
            reset,
            granted: window.used <= limit,
        }
    }

    /// What Personio's answers say of their limits: nothing, unless there are none. Nobody is known to have seen
    /// headers on v1 (`personio-api.md` section 5.3), and without them a client has to keep to the
    /// documented pace.
    pub(super) fn personio_headers(&self) -> Option<[(&'static str, u32); 2]> {
        let named = ["x-ratelimit-replenish-rate", "x-ratelimit-burst-capacity"];
        (self.limits == RateLimits::Off).then(|| named.map(|name| (name, UNREACHABLE)))
    }

    fn limit(&self, bucket: Bucket) -> u32 {
        match self.limits {
            RateLimits::On => bucket.documented(),
            RateLimits::PerBucket(limit) | RateLimits::Together(limit) => match bucket {
                Bucket::PersonioAuth => bucket.documented(),
                Bucket::PersonioSecond => limit.max(bucket.documented()),
                _ => limit,
            },
            RateLimits::Off => UNREACHABLE,
        }
    }
}

impl Bucket {
    /// Okta: half of a Workforce org's numbers, which is what a new token gets.
    fn documented(self) -> u32 {
        match self {
            Self::Users | Self::UserWrite | Self::PersonioMinute => 300,
            Self::UserRead => 1000,
            Self::Other => 600,
            Self::PersonioAuth => 60,
            Self::PersonioSecond => 15,
        }
    }

    fn is_oktas(self) -> bool {
        matches!(self, Self::Users | Self::UserRead | Self::UserWrite | Self::Other)
    }

    fn length(self) -> SignedDuration {
        match self {
            Self::PersonioSecond => SignedDuration::from_secs(1),
            _ => SignedDuration::from_secs(60),
        }
    }
}
