//! The screens: what each message makes of the model, how it looks, and whole sessions without a terminal.
#![expect(
    clippy::unwrap_used,
    reason = "builders outside of test functions fail the test by panicking"
)]

mod keys;
mod layers;
mod look;
mod random;
mod session;
mod texts;
mod widgets;
mod world;
