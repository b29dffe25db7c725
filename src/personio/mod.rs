//! The Personio API (v1), read only: no method in here writes.
//!
//! Personio leaves out without a word what the credential may not read, pages without a promised order, and
//! has four spellings of nothing; the rules about that are R1 and R4.

mod client;
mod decode;
mod employee;
mod error;
mod list;
mod token;
mod value;

pub use client::{Personio, Readable};
pub use employee::{EmployeeDecoder, Page};
pub use error::{Contradiction, PersonioError};

use reqwest::Url;
use secrecy::SecretString;

/// How one company is reached.
#[derive(Debug, Clone)]
pub struct Access {
    /// `https://api.personio.de`: scheme and host, no path. Plain http for loopback addresses alone.
    pub url: Url,
    pub client_id: SecretString,
    pub client_secret: SecretString,
}
