//! SIGINT and SIGTERM: somebody wants the program to end.

use crate::failure::{Exit, Failure};
use std::io;

/// Listens from the moment that it is made; each signal counts once.
#[derive(Debug)]
pub(super) struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Signals {
    /// Inside of a runtime.
    pub fn listen() -> Result<Self, Failure> {
        Self::new().map_err(|error| {
            Failure::new(Exit::Failed, "koppel cannot listen for signals").because(error.to_string())
        })
    }

    #[cfg(unix)]
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    #[cfg(not(unix))]
    #[expect(clippy::unnecessary_wraps, reason = "the same shape on every platform")]
    fn new() -> io::Result<Self> {
        Ok(Self {})
    }

    /// Completes with the next one.
    #[cfg(unix)]
    pub async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }

    /// Completes with the next one.
    #[cfg(not(unix))]
    pub async fn next(&mut self) {
        // Without a handler Ctrl-C ends the program by itself.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
