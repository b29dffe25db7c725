//! The Personio API (v1), read only: no method in here writes.

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
