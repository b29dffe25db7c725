//! The real binary: what it prints, where, and how it ends.
#![expect(
    clippy::unwrap_used,
    reason = "builders outside of test functions fail the test by panicking"
)]

mod config;
mod doctor;
mod explaining;
mod failing;
mod known;
mod manual;
mod program;
mod reading;
#[path = "../report/schema.rs"]
mod schema;
#[cfg(unix)]
mod signal;
mod sync;
#[cfg(unix)]
mod terminal;
mod usage;
