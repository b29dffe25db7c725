//! What time it is. Everything that needs the time is given a [`Clock`], so that tests, the simulator and
//! snapshots can fix it; the core is given days and instants instead.

use jiff::{SignedDuration, Timestamp};

/// Where the time comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Clock {
    #[default]
    System,
    /// The system's, ahead (or behind, where negative) by this much: a machine whose clock is off.
    Shifted(SignedDuration),
    /// Stands still.
    Fixed(Timestamp),
}

impl Clock {
    /// Now, in UTC. A shift that leaves the calendar is ignored.
    pub fn now(self) -> Timestamp {
        match self {
            Self::System => system_now(),
            Self::Shifted(by) => system_now().checked_add(by).unwrap_or_else(|_| system_now()),
            Self::Fixed(instant) => instant,
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that asks the system")]
fn system_now() -> Timestamp {
    Timestamp::now()
}
