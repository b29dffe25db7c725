//! The screens: what each message makes of the model, how it looks, and whole sessions without a terminal.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "builders outside of test functions fail the test by panicking"
)]

mod applying;
#[expect(dead_code, reason = "shared with the tests of the state, which use all of it")]
#[path = "../state/book.rs"]
mod book;
#[expect(dead_code, reason = "shared with the tests of the core, which use all of it")]
#[path = "../core/world.rs"]
mod company;
mod demo;
mod desk;
mod editing;
mod history;
mod keys;
mod layers;
mod links;
mod look;
mod overview;
mod picture;
mod plan;
mod prompt;
mod random;
mod run;
mod session;
mod svg;
mod texts;
mod widgets;
mod wizard;
mod world;
mod writing;
