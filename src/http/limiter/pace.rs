//! A fixed pace, for an API that announces its limits in its documentation, and in its answers at best now and
//! then.

use super::bucket::Verdict;
use super::rates::Granted;
use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::Instant;

/// So many calls in so long a stretch.
type Rate = (usize, Duration);

/// A second, and a little longer, because calls bunch up on their way.
const SECOND: Duration = Duration::from_millis(1100);

/// Calls of one bucket, in short and in long stretches, until an answer says what is granted.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    pub bucket: &'static str,
    pub burst: Rate,
    pub sustained: Rate,
}

/// A pace, and when the latest calls went out.
#[derive(Debug)]
pub(super) struct Paced {
    bucket: &'static str,
    rates: Vec<Rate>,
    sent: VecDeque<Instant>,
}

impl Paced {
    pub(super) fn new(pace: Pace) -> Self {
        Self {
            bucket: pace.bucket,
            rates: vec![pace.burst, pace.sustained],
            sent: VecDeque::new(),
        }
    }

    /// An answer's own word goes before the documented pace. A bucket of tokens is used no faster than it is
    /// refilled: what it holds besides is left to others.
    pub(super) fn learn(&mut self, bucket: &str, granted: Option<Granted>) {
        if let Some(granted) = granted.filter(|_| bucket == self.bucket) {
            let calls = granted.a_second.min(granted.at_once).max(1);
            self.rates = vec![(calls as usize, SECOND)];
        }
    }

    /// `None`: may go now, and is counted; otherwise when to ask again.
    pub(super) fn admit(&mut self, bucket: &str, now: Instant) -> Option<Instant> {
        if bucket != self.bucket {
            return None;
        }
        let blocked_until = |rate: &Rate| self.blocked_until(*rate, 0, now).flatten();
        let wait_until = self.rates.iter().filter_map(blocked_until).max();
        if wait_until.is_none() {
            let longest = self.rates.iter().map(|(_, stretch)| *stretch).max();
            while self
                .sent
                .front()
                .is_some_and(|sent| longest.is_some_and(|longest| *sent + longest <= now))
            {
                self.sent.pop_front();
            }
            self.sent.push_back(now);
        }
        wait_until
    }

    /// Whether one more call may go behind those that are booked.
    pub(super) fn admit_booking(&self, bucket: &str, booked: u32, now: Instant) -> Verdict {
        if bucket != self.bucket {
            return Verdict::Go;
        }
        let ahead = booked as usize;
        let blocked: Vec<_> = self
            .rates
            .iter()
            .filter_map(|rate| self.blocked_until(*rate, ahead, now))
            .collect();
        match blocked.iter().max() {
            None => Verdict::Go,
            // `None` is the least: it counts where it is all there is.
            Some(None) => Verdict::AfterAnAnswer,
            Some(Some(instant)) => Verdict::At(*instant),
        }
    }

    /// `None`: this rate lets a call go that has so many ahead of it. `Some(None)`: once one of those went.
    fn blocked_until(&self, (count, stretch): Rate, ahead: usize, now: Instant) -> Option<Option<Instant>> {
        let first = (self.sent.len() + ahead).checked_sub(count)?;
        let Some(sent) = self.sent.get(first) else {
            return Some(None);
        };
        let free = *sent + stretch;
        (free > now).then_some(Some(free))
    }
}
