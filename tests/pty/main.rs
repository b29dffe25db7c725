//! The real binary on a real terminal: what it shows, and that the terminal is given back whatever ends it.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    reason = "builders outside of test functions fail the test by panicking"
)]

mod deciding;
mod demo;
mod screen;
mod setup;
mod terminal;
mod tour;
