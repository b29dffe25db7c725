//! What the wizard and the settings pages do beyond showing: what is typed is understood, both sides are tried over
//! real HTTP, proposals are made, drafts and settings are kept, secrets stay secret.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers outside of test functions fail the test by panicking"
)]

#[cfg(target_os = "linux")]
mod keyring;
mod leak;
mod previewing;
#[expect(
    dead_code,
    reason = "shared with the tests of the command line, which use all of it"
)]
#[path = "../cli/program.rs"]
mod program;
mod proposing;
mod sides;
mod typed;
#[expect(dead_code, reason = "shared with the tests of the core, which use all of it")]
#[path = "../core/world.rs"]
mod world;
mod writing;
