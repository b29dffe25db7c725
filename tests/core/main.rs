//! Each rule of the core has a test that carries its name; the planner's promises are property tests.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "builders outside of test functions fail the test by panicking"
)]

mod applying;
mod assign;
mod company;
mod deprovision;
mod explain;
mod guard;
mod link;
mod login;
mod odd_text;
mod over_time;
mod properties;
mod provision;
mod read;
mod second_record;
mod settling;
mod undo;
mod update;
mod verdict;
mod world;
