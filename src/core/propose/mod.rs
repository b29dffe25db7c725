//! What is proposed while koppel is set up, and what a proposal would mean for the people of a real reading: logins
//! by a schema, sources and targets of a mapping, a first mapping, values that do not fit. Decides nothing.

mod login;
mod mapping;
mod misfit;
mod shape;
mod trouble;

pub use login::{LoginCounts, LoginOutlook, LoginPreview, LoginRow};
pub use mapping::{Closed, SourceChoice, SourceKind, TargetChoice, mapping, sources, targets};
pub use misfit::{Misfits, misfits};
pub use trouble::Trouble;
