//! The Okta Management API, as far as koppel needs it.

use reqwest::Url;
use secrecy::SecretString;

/// How one org is reached.
#[derive(Debug, Clone)]
pub struct Access {
    /// `https://acme.okta.com`: scheme and host, no path. Plain http for loopback addresses alone.
    pub url: Url,
    pub token: SecretString,
    /// Rule A5: the part of what the rate-limit headers grant that is used; above 0, at most 1.
    pub rate_limit_share: f64,
}
