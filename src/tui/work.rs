//! What is done in the background for the screens, and what comes of it. Each piece of work calls the engine or
//! the store; none of them draws.

use super::screen::settings::Facts;
use crate::clock::Clock;
use crate::store::{Environment, Place, Setup};

/// What to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Work {
    /// What the settings screen shows. Asks no network.
    LookAround,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    Around(Box<Facts>),
}

/// What every piece of work may need: where things are, and what time it is.
#[derive(Debug, Clone)]
pub struct Surroundings {
    pub environment: Environment,
    pub setup: Option<Setup>,
    pub place: Place,
    pub clock: Clock,
    /// Rule G5.
    pub read_only: bool,
}
