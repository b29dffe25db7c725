//! One request path for both clients: time-outs, size limits, retries of what is safe to retry, rate limits
//! (rule A5), read-only (rule G5), and errors that hold no secret.
//!
//! Knows neither Okta's nor Personio's paths, and decides nothing about people. Only GET and POST can be
//! sent: there is no way to say PUT or DELETE.

mod call;
mod error;
pub mod json;
mod limiter;
mod retry;
mod transport;

pub use call::{Answer, Call, Effect, Verb};
pub use error::{HttpError, Refusal, Trouble, Unreachable};
pub use limiter::{BookedCalls, Booking, Grant, Limiter, Pace};
pub use transport::{Patience, ServerTime, Terms, Transport, is_loopback};
