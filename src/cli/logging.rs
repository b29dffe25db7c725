//! Where `tracing` goes: to the file of `--log`, and to stderr with `-v`. Only koppel's own events: libraries
//! would log addresses and headers.

use super::args::Global;
use crate::failure::{Exit, Failure};
use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;
use std::sync::Mutex;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, fmt};

/// Whose stderr is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stderr {
    Free,
    /// The screens': a line of a log would tear them.
    Covered,
}

/// Starts logging where it was asked for.
pub(super) fn start(global: &Global, stderr: Stderr) -> Result<(), Failure> {
    let file = global.log.as_deref().map(open).transpose()?;
    let file = file.map(|file| {
        fmt::layer()
            .with_ansi(false)
            .with_writer(Mutex::new(file))
            .with_filter(only_ours(if global.verbose > 1 { "debug" } else { "info" }))
    });
    let stderr = (global.verbose > 0 && stderr == Stderr::Free).then(|| {
        fmt::layer()
            .with_ansi(false)
            .without_time()
            .with_writer(io::stderr)
            .with_filter(only_ours(if global.verbose > 1 { "debug" } else { "info" }))
    });
    tracing_subscriber::registry()
        .with(file)
        .with(stderr)
        .try_init()
        .map_err(|error| Failure::new(Exit::Failed, "Logging cannot be started").because(error.to_string()))
}

fn only_ours(level: &str) -> EnvFilter {
    EnvFilter::new(format!("off,koppel={level}"))
}

/// Appends; a new file is its owner's alone (0600).
fn open(path: &Path) -> Result<File, Failure> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|error| {
        Failure::new(
            Exit::Usage,
            format!("The log file {} cannot be opened", path.display()),
        )
        .because(error.to_string())
        .todo("Look at the path of --log")
    })
}
