//! What is sent and answered, held against what the vendors publish: their OpenAPI files, and recordings of the
//! real APIs. Where the files are is said by `KOPPEL_CONTRACTS` (default `../shared/contracts`); they are not
//! part of this project. Without them these tests say so and pass, except where `CI` is set.

pub mod openapi;
mod recordings;
mod walk;
