//! Room that is kept for calls which belong together, so that nobody begins what then has to wait in the middle.

use super::bucket::Verdict;
use super::{Limiter, State};
use std::time::Duration;
use tokio::time::Instant;

/// After so long it is asked again, whatever else is told.
const LONGEST_UNTOLD: Duration = Duration::from_secs(60);

/// So many calls of one bucket.
pub type BookedCalls = (&'static str, u32);

/// Room for some calls, kept until dropped. It lets nobody through: each call is admitted by itself.
#[derive(Debug)]
#[must_use]
pub struct Booking<'a> {
    limiter: &'a Limiter,
    calls: Vec<BookedCalls>,
}

impl Limiter {
    /// Returns once there is room for all these calls besides those that are booked already. `is_pause`: nothing else
    /// goes on meanwhile, so that the wait is told.
    pub async fn book(&self, calls: Vec<BookedCalls>, is_pause: bool) -> Booking<'_> {
        loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            let verdict = self.lock().book(&calls, Instant::now());
            match verdict {
                Verdict::Go => {
                    self.tell_end();
                    return Booking { limiter: self, calls };
                }
                Verdict::AfterAnAnswer => {
                    // Whoever goes ahead tells when it is done; a wait for ever is not risked.
                    let _ = tokio::time::timeout(LONGEST_UNTOLD, changed).await;
                }
                Verdict::At(instant) => {
                    if is_pause {
                        self.tell(instant);
                    }
                    tokio::select! {
                        () = tokio::time::sleep_until(instant) => {}
                        () = changed => {}
                    }
                }
            }
        }
    }
}

impl Drop for Booking<'_> {
    fn drop(&mut self) {
        let mut state = self.limiter.lock();
        for (name, calls) in &self.calls {
            state.bucket(name).unbook(*calls);
        }
        drop(state);
        self.limiter.changed.notify_waiters();
    }
}

impl State {
    /// All of them, or none.
    fn book(&mut self, calls: &[BookedCalls], now: Instant) -> Verdict {
        let verdicts = calls.iter().map(|(name, _)| {
            let one = self.one_with(name);
            let together = calls.iter().filter(|(name, _)| one.contains(name));
            let count = together.map(|(_, count)| count).sum();
            self.admit_booking(name, count, now)
        });
        let verdict = verdicts.max().unwrap_or(Verdict::Go);
        if verdict == Verdict::Go {
            for (name, count) in calls {
                self.bucket(name).book(*count);
            }
        }
        verdict
    }

    fn admit_booking(&self, name: &'static str, count: u32, now: Instant) -> Verdict {
        let bucket = self.counted(name);
        let verdict = bucket.admit_booking(count, self.share, self.clock, now);
        match &self.paced {
            Some(paced) if verdict == Verdict::Go => paced.admit_booking(name, bucket.booked(), now),
            _ => verdict,
        }
    }
}
