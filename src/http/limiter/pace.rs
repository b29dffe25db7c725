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
        let wait_until = match self.verdict(0, now) {
            Verdict::At(instant) => Some(instant),
            Verdict::Go | Verdict::AfterAnAnswer => None,
        };
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
        if bucket == self.bucket {
            self.verdict(booked as usize, now)
        } else {
            Verdict::Go
        }
    }

    /// Whether a call may go that has so many ahead of it.
    fn verdict(&self, ahead: usize, now: Instant) -> Verdict {
        let of_rate = |&(count, stretch): &Rate| {
            let Some(first) = (self.sent.len() + ahead).checked_sub(count) else {
                return Verdict::Go;
            };
            match self.sent.get(first).map(|sent| *sent + stretch) {
                None => Verdict::AfterAnAnswer,
                Some(free) if free > now => Verdict::At(free),
                Some(_) => Verdict::Go,
            }
        };
        self.rates.iter().map(of_rate).max().unwrap_or(Verdict::Go)
    }
}
