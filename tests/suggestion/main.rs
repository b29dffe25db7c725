//! The labelled set of suggestions (rule L11): how many are right, kind by kind. `cargo bench --bench suggest` prints
//! the whole table.
#![expect(clippy::unwrap_used, reason = "tests")]

mod baseline;
#[expect(dead_code, reason = "a company of any size is for the benches")]
mod company;
mod kind;
mod measure;
mod names;
mod person;
mod reach;
mod separate;
