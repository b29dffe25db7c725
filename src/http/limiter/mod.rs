//! Rule A5: how fast calls go out, learned from the answers' headers, bucket by bucket.
//!
//! In bursts up to the share of what the headers grant, a few calls in flight, and then nothing until the
//! bucket is full again. Where no header says anything, a fixed [`Pace`] may be given; a refusal without a
//! usable header makes the waits longer and the calls in flight fewer.

mod booking;
mod bucket;
mod pace;
mod rates;

pub use booking::{BookedCalls, Booking};
pub use pace::Pace;
pub(super) use rates::RateHeaders;

use bucket::{Bucket, Verdict};
use jiff::{SignedDuration, Timestamp};
use pace::Paced;
use rates::ServerClock;
use rustc_hash::FxHashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio::time::Instant;

use super::retry::{backoff, jittered};

/// Answers without a refusal after which one more call may be in flight again.
const CALM: u32 = 20;
/// The first wait after a refusal that says nothing about when to come back.
const FIRST_WAIT: Duration = Duration::from_secs(1);
/// The longest wait that a server can demand at once; afterwards it is asked again.
const LONGEST_DEMAND: Duration = Duration::from_secs(120);

/// Lets calls go, or wait.
#[derive(Debug)]
pub struct Limiter {
    state: Mutex<State>,
    /// Something came back, so that somebody who waits may go.
    changed: Notify,
    waiting: watch::Sender<Option<Timestamp>>,
}

#[derive(Debug)]
struct State {
    /// The part of what the headers grant that is used; above 0, at most 1.
    share: f64,
    buckets: FxHashMap<&'static str, Bucket>,
    /// Buckets that are one to the server, two by two.
    joined: Vec<[&'static str; 2]>,
    paced: Option<Paced>,
    clock: ServerClock,
    in_flight: u32,
    most_in_flight: u32,
    may_be_in_flight: u32,
    calm_answers: u32,
}

/// What a server grants in one bucket, in calls a window (Okta: a minute).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    pub bucket: &'static str,
    pub limit: u32,
    /// What the share makes of it.
    pub ours: u32,
    /// What of that was left in the latest window.
    pub left: u32,
}

/// One call on its way. Dropped without an answer (a cancelled run) it only stops counting.
#[derive(Debug)]
#[must_use]
pub(super) struct Flight<'a> {
    limiter: &'a Limiter,
    bucket: &'static str,
}

impl Limiter {
    /// `pace` holds where headers say nothing.
    pub fn new(share: f64, most_in_flight: u32, pace: Option<Pace>) -> Self {
        Self {
            state: Mutex::new(State {
                share: share.clamp(0.01, 1.0),
                buckets: FxHashMap::default(),
                joined: Vec::new(),
                paced: pace.map(Paced::new),
                clock: ServerClock::default(),
                in_flight: 0,
                most_in_flight,
                may_be_in_flight: most_in_flight,
                calm_answers: 0,
            }),
            changed: Notify::new(),
            waiting: watch::channel(None).0,
        }
    }

    /// Until when calls are waiting, by the server's clock as far as it is known; `None`: nothing waits.
    pub fn waiting(&self) -> watch::Receiver<Option<Timestamp>> {
        self.waiting.subscribe()
    }

    /// What the headers have granted so far, by the buckets' names.
    pub fn grants(&self) -> Vec<Grant> {
        let state = self.lock();
        let mut grants: Vec<Grant> = state
            .buckets
            .iter()
            .filter_map(|(name, bucket)| bucket.grant(name, state.share))
            .collect();
        grants.sort_unstable_by_key(|grant| grant.bucket);
        grants
    }

    /// Returns once a call of `bucket` may go out.
    pub(super) async fn admit(&self, bucket: &'static str) -> Flight<'_> {
        loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            let verdict = self.lock().admit(bucket, Instant::now());
            match verdict {
                Verdict::Go => {
                    self.tell_end();
                    return Flight {
                        limiter: self,
                        bucket,
                    };
                }
                Verdict::AfterAnAnswer => changed.await,
                Verdict::At(instant) => {
                    self.tell(instant);
                    tokio::select! {
                        () = tokio::time::sleep_until(instant) => {}
                        () = changed => {}
                    }
                }
            }
        }
    }

    /// Waits of a second or more are worth a word.
    fn tell(&self, until: Instant) {
        let wait = until.saturating_duration_since(Instant::now());
        if wait < Duration::from_secs(1) {
            return;
        }
        let now = self.lock().clock.now(Instant::now());
        let until = now.and_then(|now| {
            SignedDuration::try_from(wait)
                .ok()
                .and_then(|wait| now.checked_add(wait).ok())
        });
        self.waiting.send_if_modified(|waiting| {
            let told = waiting.is_some() == until.is_some();
            *waiting = until;
            !told
        });
    }

    /// Somebody may go on.
    fn tell_end(&self) {
        self.waiting.send_if_modified(|until| until.take().is_some());
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Flight<'_> {
    /// Came back with anything but a refusal for a rate limit.
    pub(super) fn answered(self, headers: &RateHeaders) {
        self.limiter.lock().answered(self.bucket, headers, Instant::now());
    }

    /// Came back with 429; `earlier` is how many times this call did so before.
    pub(super) fn refused(self, headers: &RateHeaders, earlier: u32) {
        self.limiter
            .lock()
            .refused(self.bucket, headers, earlier, Instant::now());
    }
}

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        let mut state = self.limiter.lock();
        state.in_flight = state.in_flight.saturating_sub(1);
        state.bucket(self.bucket).landed();
        drop(state);
        self.limiter.changed.notify_waiters();
    }
}

impl State {
    fn bucket(&mut self, name: &'static str) -> &mut Bucket {
        self.buckets.entry(name).or_default()
    }

    /// The bucket as the server counts it.
    fn counted(&self, name: &'static str) -> Bucket {
        let names = self.one_with(name).into_iter();
        let buckets = names.filter_map(|name| self.buckets.get(name).copied());
        buckets.reduce(Bucket::with).unwrap_or_default()
    }

    /// The bucket with those that are one with it.
    fn one_with(&self, name: &'static str) -> Vec<&'static str> {
        let mut names = vec![name];
        let mut at = 0;
        while let Some(&one) = names.get(at) {
            for pair in self.joined.iter().filter(|pair| pair.contains(&one)) {
                let others = pair.iter().filter(|other| !names.contains(other));
                let others: Vec<&'static str> = others.copied().collect();
                names.extend(others);
            }
            at += 1;
        }
        names
    }

    fn admit(&mut self, name: &'static str, now: Instant) -> Verdict {
        if self.in_flight >= self.may_be_in_flight {
            return Verdict::AfterAnAnswer;
        }
        let verdict = self.counted(name).admit(self.share, self.clock, now);
        if verdict != Verdict::Go {
            return verdict;
        }
        if let Some(wait_until) = self.paced.as_mut().and_then(|paced| paced.admit(name, now)) {
            return Verdict::At(wait_until);
        }
        self.in_flight += 1;
        self.bucket(name).departed();
        Verdict::Go
    }

    /// This bucket came back empty before its time: the server may count others with it.
    fn join(&mut self, name: &'static str) {
        let Some(own) = self.buckets.get(name) else { return };
        let unseen = self.most_in_flight;
        let beside: Vec<_> = self
            .buckets
            .iter()
            .filter(|(other, _)| **other != name)
            .filter_map(|(other, bucket)| Some((*other, own.answers_beside(bucket)?)))
            .collect();
        let all = beside.iter().map(|(_, answers)| answers).sum();
        let are_all = own.was_used_by(all, unseen);
        let pairs: Vec<_> = beside
            .into_iter()
            .filter(|(_, answers)| are_all || own.was_used_by(*answers, unseen))
            .map(|(other, _)| [name.min(other), name.max(other)])
            .filter(|pair| !self.joined.contains(pair))
            .collect();
        for pair in pairs {
            tracing::debug!(?pair, "one rate limit counts both");
            self.joined.push(pair);
        }
    }

    /// Buckets whose answers cannot come from one counter are two again.
    fn part(&mut self) {
        let (buckets, unseen) = (&self.buckets, self.most_in_flight);
        self.joined.retain(|[one, two]| {
            let both = buckets.get(one).zip(buckets.get(two));
            both.is_some_and(|(one, two)| !one.contradicts(two, unseen))
        });
    }

    fn answered(&mut self, name: &'static str, headers: &RateHeaders, now: Instant) {
        self.clock.learn(headers.date, now);
        if let Some(paced) = &mut self.paced {
            paced.learn(name, headers.granted);
        }
        let clock = self.clock;
        self.bucket(name).learn(headers, clock, now);
        self.part();
        self.calm_answers += 1;
        if self.calm_answers >= CALM {
            self.calm_answers = 0;
            self.may_be_in_flight = (self.may_be_in_flight + 1).min(self.most_in_flight);
        }
    }

    fn refused(&mut self, name: &'static str, headers: &RateHeaders, earlier: u32, now: Instant) {
        self.clock.learn(headers.date, now);
        self.calm_answers = 0;
        let clock = self.clock;
        let is_empty = headers.limit.is_some_and(|limit| limit > 0) && headers.remaining == Some(0);
        if is_empty && headers.reset.is_some() {
            self.bucket(name).learn_empty(headers, clock, now);
            self.join(name);
            return;
        }
        // Too many at once (`Limit: 0`), or no word about when to come back: fewer, and later each time.
        self.may_be_in_flight = (self.may_be_in_flight / 2).max(1);
        let demanded = headers.retry_after.map(|demanded| demanded.min(LONGEST_DEMAND));
        let wait = demanded.unwrap_or_else(|| jittered(backoff(FIRST_WAIT * 2, earlier)));
        self.bucket(name).pause(now + wait);
    }
}

#[cfg(test)]
mod tests;
