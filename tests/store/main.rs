//! Settings, secrets, folders and saved plans, as they lie on a disk.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "builders outside of test functions fail the test by panicking"
)]

mod address;
mod edit;
#[cfg(unix)]
mod inspect;
mod place;
mod saved_plan;
mod secret;
mod settings;
#[expect(dead_code, reason = "shared with the tests of the core, which use all of it")]
#[path = "../core/world.rs"]
mod world;
