//! The Okta Management API, as far as koppel needs it. Facts are from Okta's documentation and recordings.
//!
//! Decides nothing about people. Sends GET and POST alone: PUT erases what it does not name, and DELETE on a
//! deactivated profile cannot be taken back.

mod client;
mod error;
mod list;
mod page;
mod profile;
mod refused;
mod schema;
mod user_type;
mod write;

pub use client::{CallCounts, Okta, Org};
pub use error::OktaError;
pub use list::List;
pub use profile::ProfileDecoder;
pub use refused::AttributeRefusal;
pub use schema::schema_from_json;
pub use user_type::ListedUserType;
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

/// Which kind of org it is, as far as its host tells (`okta-api.md` section 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tier {
    /// Also a domain of the org's own, which may be either: the careful guess.
    Production,
    Preview,
    /// A simulator on this machine.
    Local,
}

impl Tier {
    /// Of the org at this address.
    pub fn of(url: &Url) -> Self {
        let host = url.host_str().unwrap_or_default();
        if crate::http::is_loopback(url) {
            Self::Local
        } else if host == "oktapreview.com" || host.ends_with(".oktapreview.com") {
            Self::Preview
        } else {
            Self::Production
        }
    }
}

impl Access {
    pub fn tier(&self) -> Tier {
        Tier::of(&self.url)
    }

    /// `acme-admin.okta.com` is the Admin Console, which answers API calls with misleading refusals: the host
    /// without `-admin`.
    pub fn host_behind_admin_host(&self) -> Option<String> {
        let (name, domain) = self.url.host_str()?.split_once('.')?;
        let name = name.strip_suffix("-admin")?;
        Some(format!("{name}.{domain}"))
    }
}
