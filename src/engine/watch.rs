//! When `watch` runs next: from the end of the last run, never two at once, and later after failures. Decides with
//! what it is given; only [`wait`] waits, by a clock that nobody can set.

use crate::failure::Exit;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// No wait is longer than this because of failures: whoever leaves in the meantime keeps access for so long.
const LONGEST: Duration = Duration::from_secs(2 * 60 * 60);
/// Another run is asked for again after this long, or sooner where runs are closer together.
const BUSY: Duration = Duration::from_secs(60);
/// Waits differ by up to a tenth in either direction, so that several that began together do not meet again.
const SPREAD: f64 = 0.1;

/// What a run came to, as far as the next one depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// It came to its end; also where it stopped at a limit (4) or not all of it worked (5). The next run comes in
    /// time: somebody may have raised the limit, and everybody else is not to wait for the few that failed.
    Kept,
    /// It could not do its work (1, 6, and 2 where the settings were good before): the same again is no use soon,
    /// and rejected credentials that are sent too often get their owner locked out.
    Failed,
    /// Another run holds the lock (7).
    Busy,
}

/// How often, and how many runs have failed in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rhythm {
    every: Duration,
    failures: u32,
    is_busy: bool,
}

/// Why a wait ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Woken {
    /// The next run is due.
    Due,
    Stop,
    /// The settings are to be read again.
    Reload,
}

impl Turn {
    pub fn of(exit: Exit) -> Self {
        match exit {
            Exit::Done | Exit::Changes | Exit::Stopped | Exit::SomeFailed | Exit::TooOld => Self::Kept,
            Exit::Failed | Exit::Usage | Exit::Refused | Exit::Cancelled => Self::Failed,
            Exit::Locked => Self::Busy,
        }
    }
}

impl Rhythm {
    pub fn new(every: Duration) -> Self {
        Self {
            every,
            failures: 0,
            is_busy: false,
        }
    }

    /// What the latest run came to.
    pub fn note(&mut self, turn: Turn) {
        self.is_busy = turn == Turn::Busy;
        match turn {
            Turn::Kept => self.failures = 0,
            Turn::Failed => self.failures = self.failures.saturating_add(1),
            // Whether this one would have failed is not known.
            Turn::Busy => {}
        }
    }

    pub fn every(&self) -> Duration {
        self.every
    }

    /// Failures in a row.
    pub fn failures(&self) -> u32 {
        self.failures
    }

    /// From the end of the latest run to the beginning of the next. The first failure changes nothing, each further
    /// one doubles the wait. `dice` is at least 0 and below 1.
    pub fn wait(&self, dice: f64) -> Duration {
        let plain = if self.is_busy {
            BUSY.min(self.every)
        } else {
            let doubled = self.failures.saturating_sub(1).min(16);
            self.every
                .saturating_mul(1 << doubled)
                .min(LONGEST.max(self.every))
        };
        let spread = plain.as_secs_f64() * (1.0 - SPREAD + 2.0 * SPREAD * dice.clamp(0.0, 1.0));
        Duration::try_from_secs_f64(spread).unwrap_or(plain)
    }
}

/// Waits until then, or until somebody wants something else. A clock that is set, or a machine that slept, makes no
/// run come twice: instants only go forward, and what was missed meanwhile is missed.
pub async fn wait(due: Instant, stop: impl Future<Output = ()>, reload: impl Future<Output = ()>) -> Woken {
    tokio::select! {
        biased;
        () = stop => Woken::Stop,
        () = reload => Woken::Reload,
        () = sleep_until(due) => Woken::Due,
    }
}

#[cfg(test)]
mod tests {
    use super::{Rhythm, Turn, Woken, wait};
    use crate::failure::Exit;
    use std::future::pending;
    use std::time::Duration;
    use tokio::time::Instant;

    const MINUTE: Duration = Duration::from_secs(60);
    const MIDDLE: f64 = 0.5;

    fn minutes(wait: Duration) -> u64 {
        (wait.as_secs() + 30) / 60
    }

    #[test]
    fn failures_double_the_wait_up_to_two_hours_and_a_good_run_ends_that() {
        for (every, waits) in [
            (30, [30, 60, 120, 120, 120]),
            (1, [1, 2, 4, 8, 16]),
            // Who wants it rarely gets it rarely, and no rarer.
            (300, [300, 300, 300, 300, 300]),
        ] {
            let mut rhythm = Rhythm::new(MINUTE * every);
            for expected in waits {
                rhythm.note(Turn::Failed);
                assert_eq!(minutes(rhythm.wait(MIDDLE)), expected);
            }
            rhythm.note(Turn::Kept);
            assert_eq!(minutes(rhythm.wait(MIDDLE)), u64::from(every));
        }
    }

    #[test]
    fn a_run_of_somebody_else_is_waited_out_in_minutes_and_is_no_failure() {
        let mut rhythm = Rhythm::new(MINUTE * 30);
        rhythm.note(Turn::Failed);
        rhythm.note(Turn::Failed);
        rhythm.note(Turn::Busy);
        assert_eq!(minutes(rhythm.wait(MIDDLE)), 1);
        assert_eq!(rhythm.failures(), 2);
        rhythm.note(Turn::Kept);
        assert_eq!((minutes(rhythm.wait(MIDDLE)), rhythm.failures()), (30, 0));
    }

    #[test]
    fn waits_spread_by_a_tenth_in_either_direction() {
        let rhythm = Rhythm::new(MINUTE * 100);
        assert_eq!(minutes(rhythm.wait(0.0)), 90);
        assert_eq!(minutes(rhythm.wait(1.0)), 110);
    }

    #[test]
    fn no_number_of_failures_and_no_length_is_too_much() {
        let mut rhythm = Rhythm::new(Duration::MAX);
        assert_eq!(rhythm.failures(), 0);
        for _ in 0..100 {
            rhythm.note(Turn::Failed);
        }
        assert_eq!(rhythm.wait(1.0), Duration::MAX);
    }

    #[test]
    fn what_counts_as_a_failure_goes_by_the_exit_code() {
        for (exit, turn) in [
            (Exit::Done, Turn::Kept),
            (Exit::Failed, Turn::Failed),
            (Exit::Usage, Turn::Failed),
            (Exit::Stopped, Turn::Kept),
            (Exit::SomeFailed, Turn::Kept),
            (Exit::Refused, Turn::Failed),
            (Exit::Locked, Turn::Busy),
        ] {
            assert_eq!(Turn::of(exit), turn, "{exit:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_ends_when_it_is_due_or_when_somebody_wants_something() {
        let due = Instant::now() + MINUTE * 30;
        assert_eq!(wait(due, pending(), pending()).await, Woken::Due);
        assert_eq!(Instant::now(), due);
        let due = due + MINUTE * 30;
        let in_a_minute = || tokio::time::sleep(MINUTE);
        assert_eq!(wait(due, in_a_minute(), pending()).await, Woken::Stop);
        assert_eq!(wait(due, pending(), in_a_minute()).await, Woken::Reload);
        assert_eq!(due - Instant::now(), MINUTE * 28);
        // Whoever wants it to end gets that, whatever else is due.
        tokio::time::advance(MINUTE * 60).await;
        assert_eq!(wait(due, async {}, async {}).await, Woken::Stop);
    }
}
