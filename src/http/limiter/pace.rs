//! A fixed pace, for an API that announces its limits in its documentation instead of in its answers.

use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::Instant;

/// Calls of one bucket: so many in so long, in short and in long stretches.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    pub bucket: &'static str,
    pub burst: (usize, Duration),
    pub sustained: (usize, Duration),
    /// `false`: only from the first refusal on.
    pub from_the_start: bool,
}

/// A pace, and when the latest calls went out.
#[derive(Debug)]
pub(super) struct Paced {
    pace: Pace,
    is_on: bool,
    sent: VecDeque<Instant>,
}

impl Paced {
    pub(super) fn new(pace: Pace) -> Self {
        Self {
            pace,
            is_on: pace.from_the_start,
            sent: VecDeque::new(),
        }
    }

    /// Something was refused: the pace holds from now on.
    pub(super) fn start(&mut self) {
        self.is_on = true;
    }

    /// `None`: may go now, and is counted; otherwise when to ask again.
    pub(super) fn admit(&mut self, bucket: &str, now: Instant) -> Option<Instant> {
        if bucket != self.pace.bucket {
            return None;
        }
        let blocked_until = |(count, stretch): (usize, Duration)| {
            let first = self.sent.len().checked_sub(count)?;
            let free = *self.sent.get(first)? + stretch;
            (free > now).then_some(free)
        };
        let wait_until = blocked_until(self.pace.burst).max(blocked_until(self.pace.sustained));
        if self.is_on && wait_until.is_some() {
            return wait_until;
        }
        self.sent.push_back(now);
        if self.sent.len() > self.pace.sustained.0 {
            self.sent.pop_front();
        }
        None
    }
}
