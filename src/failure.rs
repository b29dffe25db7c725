//! The one error that a person sees, on the screen and on a terminal, and the exit codes.

use std::fmt;

/// What happened, why, and what to do about it. Holds no secret, no value of a person, and no stack trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What happened, in one sentence without a full stop: `Okta refused the API token`.
    pub what: String,
    /// Why, as far as it is known; an API's own words and request ID belong here.
    pub why: Option<String>,
    /// What to do next.
    pub todo: Option<String>,
    pub exit: Exit,
    /// Trying again changes nothing, however much later: `watch` ends with it.
    pub is_final: bool,
}

/// How the program ends. The numbers are a promise to scripts (`README.md`, Exit codes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Exit {
    /// Done, or nothing to do, also when only holds are left.
    Done = 0,
    /// Failed, or the reading was incomplete, or the plan file does not fit.
    Failed = 1,
    /// Wrong usage, wrong settings, or `--yes` missing without a terminal.
    Usage = 2,
    /// There are changes (`plan --detailed-exitcode`).
    Changes = 3,
    /// Stopped before the first write by a limit, a suspicious reading or an open review.
    Stopped = 4,
    /// Some actions failed or were refused, or a leaver has access and no person decided so.
    SomeFailed = 5,
    /// Credentials or permissions refused, a needed attribute is not readable, or the token's owner cannot be read.
    Refused = 6,
    /// Another run holds the lock.
    Locked = 7,
    /// The last good run is too old.
    TooOld = 8,
    /// Cancelled by SIGINT or SIGTERM.
    Cancelled = 130,
}

impl Failure {
    pub fn new(exit: Exit, what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            why: None,
            todo: None,
            exit,
            is_final: false,
        }
    }

    #[must_use]
    pub fn for_good(mut self) -> Self {
        self.is_final = true;
        self
    }

    #[must_use]
    pub fn because(mut self, why: impl Into<String>) -> Self {
        self.why = Some(why.into());
        self
    }

    #[must_use]
    pub fn todo(mut self, todo: impl Into<String>) -> Self {
        self.todo = Some(todo.into());
        self
    }
}

impl Exit {
    pub fn code(self) -> u8 {
        self as u8
    }
}

/// For a terminal: one line each.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.", self.what)?;
        if let Some(why) = &self.why {
            write!(f, "\n  why: {why}")?;
        }
        if let Some(todo) = &self.todo {
            write!(f, "\n  do:  {todo}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Failure {}

/// As a sentence begins: an error's words, which begin small, as a reason.
pub(crate) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
