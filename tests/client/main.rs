//! The clients and the reading over real HTTP, against small servers made in the test: what they send, what they
//! make of answers, and how they meet hostile ones.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "helpers outside of test functions fail the test by panicking, and say what they skip"
)]

mod decode;
mod doctor;
mod hostile;
#[path = "../contract/openapi.rs"]
#[expect(dead_code, reason = "answers are checked by the tests of the simulator")]
mod openapi;

mod okta_list;
mod okta_write;
mod personio_list;
mod reading;
mod recordings;
mod server;
mod sides;
mod simulated;
