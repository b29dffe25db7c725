//! What the state tells: where things stand, and what was done and decided. For a terminal, as JSON, and as CSV.

mod code;
mod history;
mod status;
pub mod words;

pub use history::{History, act_says, review_says};
pub use status::StatusView;
pub use words::long as duration;
