//! What is done in the background for the screens, and what comes of it. Each piece of work calls the engine or
//! the store; none of them draws.

use super::demo;
use super::desk;
use super::screen::change;
use super::screen::history;
use super::screen::links::{self, prompt};
use super::screen::overview::Standing;
use super::screen::plan;
use super::screen::settings::Facts;
use super::screen::wizard;
use super::shared::Shared;
use crate::clock::Clock;
use crate::failure::{Exit, Failure};
use crate::okta::Tier;
use crate::store::{Environment, Place, Setup, Vaults};
use std::path::PathBuf;
use std::sync::Arc;

/// What to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Work {
    /// What the settings screen shows. Asks no network.
    LookAround,
    /// Where things stand by the state of this machine. Asks no network.
    LookBack,
    History(history::Task),
    Wizard(wizard::Task),
    Settings(change::Task),
    Desk(desk::task::Task),
    Prompt(prompt::Task),
    Links(links::Task),
    Plan(plan::Task),
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    Around(Box<Facts>),
    Back(Shared<Standing>),
    History(history::Found),
    Wizard(wizard::Found),
    Settings(change::Done),
    Desk(desk::task::Done),
    Prompt(prompt::Answered),
    Links(links::Done),
    Plan(plan::Done),
}

impl Work {
    /// It comes in its turn, after what was asked for before it.
    pub fn is_in_turn(&self) -> bool {
        matches!(self, Self::Desk(task) if task.is_in_turn())
    }

    /// Cancelling it lets it end by itself.
    pub fn ends_by_itself(&self) -> bool {
        matches!(self, Self::Desk(task) if task.ends_by_itself())
    }
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
    /// Where secrets are kept that are typed at the screens.
    pub vaults: Arc<Vaults>,
    /// koppel itself, for the commands that the wizard shows.
    pub program: PathBuf,
    /// Who runs it.
    pub user: String,
    /// The made-up world of the demo.
    pub demo: Option<Arc<dyn demo::World>>,
}

impl Surroundings {
    /// The demo asks nobody but the made-up company.
    ///
    /// # Errors
    /// In the demo, for an address that is not this machine's.
    pub fn check_tier(&self, tier: Tier) -> Result<(), Failure> {
        if self.demo.is_none() || tier == Tier::Local {
            return Ok(());
        }
        Err(
            Failure::new(Exit::Usage, "The demo asks nobody outside of this machine")
                .todo("Leave the demo, and start koppel without it: the setup is the same there"),
        )
    }
}
