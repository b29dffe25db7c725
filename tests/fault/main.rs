//! Faults on demand, and what koppel makes of each: the right plan, or the right error, in bounded time and memory.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers outside of test functions fail the test by panicking"
)]

mod bench;
mod command;
mod control;
mod effect;
#[cfg(target_os = "linux")]
mod memory;
mod pace;
mod reading;
mod syntax;
