//! What time it is. Everything that needs the time is given a [`Clock`], so that tests, the simulator and
//! snapshots can fix it; the core is given days and instants instead.

use jiff::{SignedDuration, Timestamp};
use std::ptr;
use std::sync::atomic::{AtomicI64, Ordering};

/// Where the time comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Clock {
    #[default]
    System,
    /// The system's, ahead (or behind, where negative) by this much: a machine whose clock is off.
    Shifted(SignedDuration),
    /// Stands still.
    Fixed(Timestamp),
    /// Is moved while others look at it: the demo's, whose days pass when somebody wants them to.
    Moved(&'static Hands),
}

/// The hands of a clock that is moved: everybody who was given the clock sees the new time at once.
#[derive(Debug)]
pub struct Hands {
    base: Clock,
    ahead_ms: AtomicI64,
}

impl Clock {
    /// Now, in UTC. A shift that leaves the calendar is ignored.
    pub fn now(self) -> Timestamp {
        match self {
            Self::System => system_now(),
            Self::Shifted(by) => system_now().checked_add(by).unwrap_or_else(|_| system_now()),
            Self::Fixed(instant) => instant,
            Self::Moved(hands) => hands.now(),
        }
    }
}

impl Hands {
    /// Shows what `base` shows until it is moved. Lives as long as the process: a clock is copied into everything.
    pub fn on(base: Clock) -> &'static Self {
        Box::leak(Box::new(Self {
            base,
            ahead_ms: AtomicI64::new(0),
        }))
    }

    /// Shows the time that is this far ahead of its base, or behind it where negative.
    pub fn set(&self, ahead: SignedDuration) {
        let ahead = i64::try_from(ahead.as_millis()).unwrap_or_default();
        self.ahead_ms.store(ahead, Ordering::SeqCst);
    }

    /// How far ahead of its base it is.
    pub fn ahead(&self) -> SignedDuration {
        SignedDuration::from_millis(self.ahead_ms.load(Ordering::SeqCst))
    }

    fn now(&self) -> Timestamp {
        let base = self.base.now();
        base.checked_add(self.ahead()).unwrap_or(base)
    }
}

/// Two clocks are one where the same hands move both.
impl PartialEq for Hands {
    fn eq(&self, other: &Self) -> bool {
        ptr::eq(self, other)
    }
}

impl Eq for Hands {}

#[expect(clippy::disallowed_methods, reason = "the one place that asks the system")]
fn system_now() -> Timestamp {
    Timestamp::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_has_a_clock_sees_its_hands_move() {
        let noon: Timestamp = "2026-11-24T12:00:00Z".parse().unwrap();
        let hands = Hands::on(Clock::Fixed(noon));
        let (ours, theirs) = (Clock::Moved(hands), Clock::Moved(hands));
        assert_eq!(ours.now(), noon);
        hands.set(SignedDuration::from_hours(-24));
        assert_eq!(theirs.now(), "2026-11-23T12:00:00Z".parse().unwrap());
        hands.set(hands.ahead() + SignedDuration::from_hours(48));
        assert_eq!(ours.now(), "2026-11-25T12:00:00Z".parse().unwrap());
        assert_eq!(ours, theirs);
        assert_ne!(ours, Clock::Moved(Hands::on(Clock::Fixed(noon))));
    }
}
