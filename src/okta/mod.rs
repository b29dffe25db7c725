//! The Okta Management API, as far as koppel needs it. Facts are from Okta's documentation and recordings.
//!
//! Decides nothing about people. Sends GET and POST alone: PUT erases what it does not name, and DELETE on a
//! deactivated profile cannot be taken back.

mod client;
mod error;
mod list;
mod page;
mod profile;
mod schema;
mod write;

pub use client::{Okta, Org};
pub use error::OktaError;
pub use profile::ProfileDecoder;
pub use schema::schema_from_json;
pub use write::{Changes, Written};

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

impl Access {
    /// `acme-admin.okta.com` is the Admin Console, which answers API calls with misleading refusals: the host
    /// without `-admin`.
    pub fn host_behind_admin_host(&self) -> Option<String> {
        let (name, domain) = self.url.host_str()?.split_once('.')?;
        let name = name.strip_suffix("-admin")?;
        Some(format!("{name}.{domain}"))
    }
}
