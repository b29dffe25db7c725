//! koppel keeps Okta in step with Personio. Personio (HR) is the truth, Okta (identity) follows; data flows
//! that one way only.
//!
//! Which module may use which is checked by `tests/architecture.rs`:
//! `core` is pure and uses nothing of ours; `http` carries requests for `okta` and `personio`; `engine` reads
//! both sides, asks `core`, and examines what is set up; `store` holds settings, secrets, saved plans and the
//! state; `report` writes what `core` and `engine` found, and what stands in the journal; `sim` plays both APIs and
//! shares nothing with the clients; `lang` holds what the screens say, `tui` is the screens; `cli` ties them together.

pub mod cli;
pub mod clock;
pub mod core;
pub mod engine;
pub mod failure;
pub mod http;
pub mod lang;
pub mod okta;
pub mod personio;
pub mod report;
pub mod sim;
pub mod store;
pub mod tui;
