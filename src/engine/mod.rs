//! Reads both sides into one [`Snapshot`](crate::core::Snapshot), and later applies plans. Knows no screen:
//! it tells how far it is by [`Progress`] events, which the command line and the screens show.

mod event;
mod read;

pub use event::{Progress, Side};
pub use read::{Connection, read};
