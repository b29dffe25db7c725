//! The simulator over real HTTP: what both vendors document, and what their recordings show.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "builders outside of test functions fail the test by panicking"
)]

mod browser;
mod company;
mod data;
mod okta_access;
mod okta_list;
mod okta_write;
mod personio;
