//! The state file and its locks: what is written stays, whatever happens to the process, the disk or the
//! file.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "builders outside of test functions fail the test by panicking"
)]

mod acts;
mod book;
mod child;
mod crash;
mod decision;
mod follow;
mod history;
mod journal;
mod last_day;
mod lock;
mod open;
mod reading;
mod refused_attribute;
mod retention;
mod trouble;
#[expect(dead_code, reason = "shared with the tests of the core, which use all of it")]
#[path = "../core/world.rs"]
mod world;
