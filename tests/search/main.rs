//! The search of the assignment prompt: what is found, in which order, and that nothing is missed.

mod people;
mod recall;
mod rules;
