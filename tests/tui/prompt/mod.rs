//! The assignment prompt: what its keys decide, what they never do, and how it looks.

mod company;
mod deciding;
mod look;
mod meanwhile;
mod random;
mod searching;
