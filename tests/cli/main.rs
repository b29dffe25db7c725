//! The real binary: what it prints, where, and how it ends.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "builders outside of test functions fail the test by panicking"
)]

mod assigning;
#[expect(dead_code, reason = "shared with the tests of the state, which use all of it")]
#[path = "../state/book.rs"]
mod book;
mod cases;
mod config;
mod decided;
mod deciding;
mod doctor;
mod explaining;
mod failing;
mod known;
mod manual;
#[cfg(unix)]
mod notify;
mod past;
mod program;
mod reading;
mod rules;
#[cfg(unix)]
mod samples;
#[path = "../report/schema.rs"]
mod schema;
#[cfg(unix)]
mod signal;
mod sync;
#[cfg(unix)]
mod terminal;
mod undoing;
mod usage;
#[cfg(unix)]
mod watch;
