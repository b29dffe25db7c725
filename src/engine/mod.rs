//! Reads both sides into one [`Snapshot`](crate::core::Snapshot), and later applies plans. Knows no screen:
//! it tells how far it is by [`Progress`] events, which the command line and the screens show.

mod event;
mod failure_of;
mod okta_side;
mod personio_side;
mod read;

pub use event::{Progress, Side};
pub use failure_of::{okta_failure, personio_failure};
pub use read::{Connection, read};
