//! The clients and the reading over real HTTP, against small servers made in the test: what they send, what they
//! make of answers, and how they meet hostile ones.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers outside of test functions fail the test by panicking"
)]

mod decode;
mod hostile;
mod okta_list;
mod okta_write;
mod personio_list;
mod reading;
mod recordings;
mod server;
mod sides;
mod simulated;
