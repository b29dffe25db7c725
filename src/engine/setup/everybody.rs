//! Reads both sides while nothing is set up yet: everybody, with whatever could be mapped.

use super::super::read::{Connection, Listener, read_to_choose};
use super::{OktaFound, OktaLogin, PersonioFound, PersonioLogin};
use crate::clock::Clock;
use crate::core::{Policy, Snapshot};
use crate::failure::Failure;
use crate::{okta, personio};
use jiff::tz::TimeZone;

/// Who is read, as it was found by the two steps before.
#[derive(Debug, Clone, Copy)]
pub struct Sides<'a> {
    pub okta: &'a OktaLogin,
    pub okta_found: &'a OktaFound,
    pub personio: &'a PersonioLogin,
    pub personio_found: &'a PersonioFound,
}

/// Both sides completely (rule R1), with every attribute of Personio that is shown and may be mapped. `progress` is
/// called from the reading tasks. Dropping the future cancels it; writes are refused.
pub async fn read_everybody(
    sides: Sides<'_>,
    policy: &Policy,
    clock: Clock,
    progress: Listener<'_>,
) -> Result<Snapshot, Failure> {
    let connection = Connection {
        okta: okta::Access {
            url: sides.okta.url.clone(),
            token: sides.okta.token.clone(),
            rate_limit_share: 0.8,
        },
        personio: personio::Access {
            url: sides.personio.url.clone(),
            client_id: sides.personio.client_id.clone(),
            client_secret: sides.personio.client_secret.clone(),
        },
        // The org that was tried, and no other (rule R7).
        orgs: vec![sides.okta_found.org.clone()],
        time_zone: TimeZone::UTC,
        read_only: true,
        clock,
    };
    // Attributes of a mapping are chosen from what is read here, and not yet read from Okta.
    let policy = Policy {
        mapping: Vec::new(),
        ..policy.clone()
    };
    read_to_choose(&connection, &policy, sides.personio_found.columns(), progress).await
}
