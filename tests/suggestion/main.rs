//! The labelled set of suggestions (rule L11): how many are right, kind by kind. `cargo bench --bench suggest` prints
//! the whole table.
#![expect(clippy::unwrap_used, reason = "tests")]

mod baseline;
mod company;
mod kind;
mod measure;
mod names;
mod person;
mod reach;
mod separate;
