//! Reads both sides, shows how far it is, and can be cancelled.

use super::context::Context;
use super::progress::Bars;
use super::signal::Signals;
use crate::core::link::{self, LinkReport};
use crate::core::plan::{self, Plan};
use crate::core::{Snapshot, State};
use crate::engine::{self, Order, Prepared, Progress};
use crate::failure::{Exit, Failure};
use crate::store::Settings;
use crate::store::state::View;
use std::sync::Arc;
use tokio::runtime::Runtime;

/// What links, plan and explanations are made from.
pub(super) struct Situation {
    pub settings: Settings,
    pub snapshot: Snapshot,
    /// What is known from earlier runs; new where there were none.
    pub state: State,
    pub links: LinkReport,
}

impl Situation {
    /// Both sides as they are now. SIGINT and SIGTERM end it; nothing has been written then.
    ///
    /// # Errors
    /// Also where the state cannot be read, or is another org's (rule R7).
    pub fn read(context: &Context<'_>) -> Result<Self, Failure> {
        let settings = context.settings()?;
        let snapshot = both_sides(context, &settings)?;
        let folder = context.place()?.state_folder;
        let state = View::open(&folder, Some(&snapshot.org), context.clock)?.state_at(snapshot.moment.now)?;
        let links = link::resolve(&snapshot, &settings.policy, &state);
        Ok(Self {
            settings,
            snapshot,
            state,
            links,
        })
    }

    /// What a run with this order would do.
    ///
    /// # Errors
    /// Where the reading cannot be trusted (rule R2), or a saved plan does not fit.
    pub fn prepare(self, order: Order) -> Result<Prepared, Failure> {
        let Self {
            settings,
            snapshot,
            state,
            ..
        } = self;
        engine::prepare(
            &settings.policy,
            &settings.fingerprint(),
            Arc::new(snapshot),
            state,
            order,
        )
    }

    /// # Errors
    /// Where the reading cannot be trusted (rule R2).
    pub fn plan(&self) -> Result<Plan, Failure> {
        plan::make(&self.snapshot, &self.settings.policy, &self.state, &self.links)
            .map_err(|suspicion| engine::suspicion(&suspicion))
    }
}

fn both_sides(context: &Context<'_>, settings: &Settings) -> Result<Snapshot, Failure> {
    let connection = context.connection(settings)?;
    let bars = Bars::new(context);
    let show = |progress: Progress| bars.show(&progress);
    let result = runtime()?.block_on(async {
        let mut signals = Signals::listen()?;
        tokio::select! {
            snapshot = engine::read(&connection, &settings.policy, &show) => snapshot,
            () = signals.next() => Err(cancelled()),
        }
    });
    bars.clear();
    result
}

pub(super) fn runtime() -> Result<Runtime, Failure> {
    Runtime::new().map_err(|error| {
        Failure::new(Exit::Failed, "koppel cannot start its threads").because(error.to_string())
    })
}

fn cancelled() -> Failure {
    Failure::new(Exit::Cancelled, "Cancelled while reading; nothing was written")
}
