//! How far something is, as plain data.

use crate::store::state::OutcomeKind;
use jiff::Timestamp;

/// One of the two systems.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Okta,
    Personio,
}

/// What an operation of the engine is doing. Sent often; whoever shows it drops what it cannot show in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// People read so far; `total` as far as the side has told.
    Read {
        side: Side,
        people: usize,
        total: Option<usize>,
    },
    /// Waits for a rate limit until then, by the server's clock (rule A5).
    Waiting { side: Side, until: Timestamp },
    /// So many of the calls that this side's tightest rate limit grants were left in its window (rule A5).
    Budget { side: Side, left: u32, of: u32 },
    /// A reading that contradicts itself is made again (rule R1).
    Again { side: Side, reason: String },
    /// This side has been read completely.
    Complete { side: Side, people: usize },
    /// So many actions of earlier runs whose outcome nobody knew are looked up (rule A2).
    Resolving { actions: usize },
    /// So many actions are applied from now on.
    Applying { actions: usize },
    /// One of them ended; its place in the plan.
    Ended { position: u32, outcome: OutcomeKind },
}

impl Side {
    pub fn name(self) -> &'static str {
        match self {
            Self::Okta => "Okta",
            Self::Personio => "Personio",
        }
    }
}
