//! Runs over real HTTP against the simulator: what is sent, in which order, what the journal says of it, and what is
//! left of both sides afterwards, whatever breaks on the way.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "builders outside of test functions fail the test by panicking"
)]

mod bench;
mod budget;
mod calls;
#[cfg(unix)]
mod disk;
mod doorman;
mod end_state;
mod faults;
mod fresh;
mod fresh_lists;
mod guard;
#[cfg(unix)]
mod killed;
mod override_guard;
mod people;
#[cfg(unix)]
mod process;
#[expect(
    dead_code,
    reason = "shared with the tests of the command line, which use all of it"
)]
#[path = "../cli/program.rs"]
mod program;
mod refused;
mod refused_attribute;
mod saved_plan;
#[cfg(unix)]
mod signals;
mod slow_life;
mod stale;
mod strange;
mod switched_off;
mod verdict;
