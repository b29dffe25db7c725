//! The rules, and nothing but the rules: from a complete reading of both sides, the policy, what is known from
//! earlier and today's date to a link report and a plan.
//!
//! Pure: no I/O, clock, environment, randomness or screen in here. The same input gives the same output,
//! whatever the order in which people were read.
//!
//! Where to find a rule: Read in [`snapshot`], Link in [`link`], suggestions in [`suggest`], the search of the
//! assignment prompt in [`search`], Login schema in
//! [`login`], Update in [`update`], Review, Provision, Deprovision and Guard in [`plan`]; what they may depend on in
//! [`policy`] and [`state`]. Why one person gets what they get: [`explain`]; whether a link by hand can be made:
//! [`assign`]; what is proposed while koppel is set up: [`propose`].
//! [`assign`]; the reverse of a run: [`undo`].

mod ahead;
pub mod assign;
pub mod employee;
pub mod explain;
pub mod id;
pub mod link;
pub mod login;
pub mod name_words;
mod nickname;
pub mod page_address;
pub mod plan;
pub mod policy;
pub mod profile;
pub mod propose;
mod refused_attribute;
pub mod rulebook;
pub mod schema;
pub mod search;
pub mod snapshot;
pub mod state;
pub mod suggest;
pub mod text;
pub mod undo;
pub mod update;
pub mod value;
pub mod verdict;

pub use employee::{Day, Employee, EmployeeStatus};
pub use id::{EmployeeId, OktaId};
pub use policy::Policy;
pub use profile::{Profile, ProfileStatus};
pub use refused_attribute::{AGREEING_PROFILES, AttributeMarks, RefusedAttribute, RefusedAttributes};
pub use schema::Schema;
pub use snapshot::{Directory, Moment, Roster, Snapshot};
pub use state::State;
pub use value::{Text, Value};
pub use verdict::{RunFacts, RunVerdict};
