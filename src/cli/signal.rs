//! SIGINT and SIGTERM: somebody wants the program to end. SIGHUP: somebody changed the settings.

use crate::failure::{Exit, Failure};
use std::io;

/// A write beyond the limit on the size of files (`ulimit -f`, some quotas) is an error like any other, with words of
/// its own: left to itself the system ends the program without any. Where this fails, it does so.
#[cfg(unix)]
pub(super) fn outlive_full_files() {
    use tokio::signal::unix::{SignalKind, signal};
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build();
    if let Ok(runtime) = runtime {
        let _inside = runtime.enter();
        // The handler stays for as long as the process; that nobody listens is all that is wanted.
        let _ = signal(SignalKind::from_raw(rustix::process::Signal::XFSZ.as_raw()));
    }
}

#[cfg(not(unix))]
pub(super) fn outlive_full_files() {}

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
        Self::new().map_err(|error| deaf(&error))
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

/// Listens from the moment that it is made; where there is no such signal none ever comes.
#[derive(Debug)]
pub(super) struct Hangups {
    #[cfg(unix)]
    hangup: tokio::signal::unix::Signal,
}

impl Hangups {
    /// Inside of a runtime.
    #[cfg(unix)]
    pub fn listen() -> Result<Self, Failure> {
        use tokio::signal::unix::{SignalKind, signal};
        let hangup = signal(SignalKind::hangup()).map_err(|error| deaf(&error))?;
        Ok(Self { hangup })
    }

    #[cfg(not(unix))]
    #[expect(clippy::unnecessary_wraps, reason = "the same shape on every platform")]
    pub fn listen() -> Result<Self, Failure> {
        Ok(Self {})
    }

    /// Completes with the next one; several that came meanwhile are one.
    #[cfg(unix)]
    pub async fn next(&mut self) {
        if self.hangup.recv().await.is_none() {
            std::future::pending::<()>().await;
        }
    }

    #[cfg(not(unix))]
    pub async fn next(&mut self) {
        std::future::pending::<()>().await;
    }
}

fn deaf(error: &io::Error) -> Failure {
    Failure::new(Exit::Failed, "koppel cannot listen for signals").because(error.to_string())
}
