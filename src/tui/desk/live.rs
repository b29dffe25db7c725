//! How far a run is, as the screens show it. Gathered where the engine tells it, and sent on as a whole now and then,
//! so that nothing is lost when the screens are slower than the run.

use crate::engine::{Progress, Side};
use crate::store::state::OutcomeKind;
use jiff::Timestamp;
use std::collections::VecDeque;

/// So many of the latest outcomes are kept for the log.
pub const LOGGED: usize = 200;

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Live {
    pub stage: Stage,
    /// People read so far and in all, of Okta and of Personio.
    pub read: [(usize, Option<usize>); 2],
    /// Actions that are applied, once that is known.
    pub total: usize,
    pub ended: usize,
    /// How many ended how.
    pub outcomes: Vec<(OutcomeKind, usize)>,
    /// The latest, the newest last: the action's place in the run's plan, and how it ended.
    pub latest: VecDeque<(u32, OutcomeKind)>,
    /// Waits for this side's rate limit until then, by the server's clock (rule A5).
    pub waits: Option<(Side, Timestamp)>,
    /// What is left of the calls that the tightest rate limit of this side grants, and how many those are.
    pub budget: Option<(Side, u32, u32)>,
    /// When the first action was begun.
    pub applying_since: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Stage {
    /// What earlier runs left unknown is looked up (rule A2).
    Resolving(usize),
    #[default]
    Reading,
    Applying,
}

impl Live {
    pub fn take(&mut self, progress: &Progress, now: Timestamp) {
        let side_of = |side: Side| match side {
            Side::Okta => 0,
            Side::Personio => 1,
        };
        if !matches!(progress, Progress::Waiting { .. } | Progress::Budget { .. }) {
            self.waits = None;
        }
        match progress {
            Progress::Read { side, people, total } => {
                self.stage = Stage::Reading;
                self.read[side_of(*side)] = (*people, *total);
            }
            Progress::Complete { side, people } => self.read[side_of(*side)] = (*people, Some(*people)),
            Progress::Again { side, .. } => self.read[side_of(*side)] = (0, None),
            Progress::Waiting { side, until } => self.waits = Some((*side, *until)),
            Progress::Budget { side, left, of } => self.budget = Some((*side, *left, *of)),
            Progress::Resolving { actions } => self.stage = Stage::Resolving(*actions),
            Progress::Applying { actions } => {
                self.stage = Stage::Applying;
                self.total = *actions;
                self.applying_since = Some(now);
            }
            Progress::Ended { position, outcome } => {
                self.ended += 1;
                match self.outcomes.iter_mut().find(|(kind, _)| kind == outcome) {
                    Some((_, count)) => *count += 1,
                    None => self.outcomes.push((*outcome, 1)),
                }
                if self.latest.len() == LOGGED {
                    self.latest.pop_front();
                }
                self.latest.push_back((*position, *outcome));
            }
        }
    }
}
