//! The simulator over real HTTP: what both vendors document, and what their recordings show.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "builders and checks outside of test functions fail the test by panicking, and say what they skip"
)]

mod browser;
mod company;
#[path = "../contract/mod.rs"]
mod contract;
mod data;
mod okta_access;
mod okta_life;
mod okta_list;
mod okta_write;
mod personio;
