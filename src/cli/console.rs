//! Where words go: results to stdout, everything else to stderr.

use super::args::{Color, Global};
use crate::failure::{Exit, Failure};
use crate::report::{Screen, printable};
use crate::store::Environment;
use std::io::{self, BufWriter, IsTerminal, Write};

/// What both streams are.
#[derive(Debug)]
pub(super) struct Console {
    pub screen: Screen,
    pub stderr_is_terminal: bool,
    /// Somebody may look at stderr, on a terminal that can take lines back, and nothing else is written there.
    pub shows_progress: bool,
    pub stderr_width: usize,
    pub quiet: bool,
}

impl Console {
    /// A terminal's width is asked of it; `COLUMNS` says it for pipes, and without it they are as wide as need be.
    pub fn new(global: &Global, environment: &Environment) -> Self {
        let stdout_is_terminal = io::stdout().is_terminal();
        let told = environment
            .get("COLUMNS")
            .and_then(|columns| columns.parse().ok());
        let asked = || terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
        let is_dumb = environment.get("TERM") == Some("dumb");
        let is_plain = environment.get_filled("NO_COLOR").is_some() || is_dumb;
        let stderr_is_terminal = io::stderr().is_terminal();
        let stderr_width =
            terminal_size::terminal_size_of(io::stderr()).map(|(width, _)| usize::from(width.0));
        Self {
            screen: Screen {
                width: if stdout_is_terminal {
                    asked().or(told).or(Some(80))
                } else {
                    told
                },
                color: match global.color {
                    Color::Auto => stdout_is_terminal && !is_plain,
                    Color::Always => true,
                    Color::Never => false,
                },
            },
            stderr_is_terminal,
            shows_progress: stderr_is_terminal && !is_dumb && !global.quiet && global.verbose == 0,
            stderr_width: stderr_width.unwrap_or(80),
            quiet: global.quiet,
        }
    }

    /// Somebody is there to read a question and to answer it.
    pub fn can_ask(&self) -> bool {
        self.stderr_is_terminal && io::stdin().is_terminal()
    }

    /// A word on the side, unless `-q`.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            say(text);
        }
    }
}

/// A result. Whoever closed the pipe has read enough: that is success.
pub(super) fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
            // What is left in the buffer must not be tried again.
            let _ = out.into_parts();
            Ok(())
        }
        Err(error) => Err(Failure::new(Exit::Failed, "The result cannot be written")
            .because(error.to_string())
            .todo("Look whether the disk is full")),
        Ok(()) => Ok(()),
    }
}

/// Something that somebody should change; `-q` does not keep it back.
pub(super) fn warn(text: &str) {
    say(&format!("Warning: {text}"));
}

/// Why it did not work.
pub(super) fn fail(failure: &Failure) {
    say(&failure.to_string());
}

/// Line by line without control characters: an API's words and people's names come from outside.
pub(super) fn say(text: &str) {
    let mut err = io::stderr().lock();
    for line in text.lines() {
        // Without stderr there is nobody left to tell.
        let _ = writeln!(err, "{}", printable(line));
    }
}
