//! Reads both sides, shows how far it is, and can be cancelled.

use super::context::Context;
use super::progress::Bars;
use crate::core::{Snapshot, State};
use crate::engine::{self, Progress};
use crate::failure::{Exit, Failure};
use crate::store::Settings;
use crate::store::state::View;
use std::future::Future;
use std::io;
use tokio::runtime::Runtime;

/// Both sides. SIGINT and SIGTERM end it; nothing has been written then.
pub(super) fn read(context: &Context<'_>, settings: &Settings) -> Result<Snapshot, Failure> {
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

/// What is known from earlier runs; new where there were none.
///
/// # Errors
/// Where the state cannot be read, or is another org's (rule R7).
pub(super) fn state(context: &Context<'_>, snapshot: &Snapshot) -> Result<State, Failure> {
    let folder = context.place()?.state_folder;
    Ok(View::open(&folder, Some(&snapshot.org), context.clock)?.state()?)
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
