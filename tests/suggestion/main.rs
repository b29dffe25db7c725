//! The labelled set of suggestions (rule L11): how many are right, kind by kind.
#![expect(clippy::unwrap_used, reason = "tests")]

mod company;
mod kind;
mod measure;
mod names;
mod person;
