//! Reads both sides, shows how far it is, and can be cancelled.

use super::context::Context;
use super::failures;
use super::progress::Bars;
use crate::core::link::{self, LinkReport};
use crate::core::plan::{self, Plan};
use crate::core::{Snapshot, State};
use crate::engine::{self, Progress};
use crate::failure::{Exit, Failure};
use crate::store::Settings;
use crate::store::state::View;
use std::future::Future;
use std::io;
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
        let state = View::open(&folder, Some(&snapshot.org), context.clock)?.state()?;
        let links = link::resolve(&snapshot, &settings.policy, &state);
        Ok(Self {
            settings,
            snapshot,
            state,
            links,
        })
    }

    /// # Errors
    /// Where the reading cannot be trusted (rule R2).
    pub fn plan(&self) -> Result<Plan, Failure> {
        plan::make(&self.snapshot, &self.settings.policy, &self.state, &self.links)
            .map_err(|suspicion| failures::suspicion(&suspicion))
    }
}

fn both_sides(context: &Context<'_>, settings: &Settings) -> Result<Snapshot, Failure> {
    let connection = context.connection(settings)?;
    let console = context.console;
    let bars = Bars::new(console.stderr_is_terminal && !console.quiet);
    let show = |progress: Progress| bars.show(&progress);
    let result = runtime()?.block_on(async {
        tokio::select! {
            snapshot = engine::read(&connection, &settings.policy, &show) => snapshot,
            () = stopped()? => Err(cancelled()),
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

/// Completes when somebody wants the program to end.
pub(super) fn stopped() -> Result<impl Future<Output = ()>, Failure> {
    signals().map_err(|error| {
        Failure::new(Exit::Failed, "koppel cannot listen for signals").because(error.to_string())
    })
}

#[cfg(unix)]
fn signals() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the same shape on every platform")]
fn signals() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Without a handler Ctrl-C ends the program by itself.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
