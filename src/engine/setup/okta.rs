//! The Okta step: is this the org, does the token work, whose is it, what may it read. Rights to read are proven by
//! the calls that need them; a right to write could be proven by writing alone.

use super::super::doctor::{ask, impatient};
use super::super::failure_of::okta_failure;
use super::super::okta_side::{connect, other_org};
use super::ServerClock;
use crate::clock::Clock;
use crate::core::{OktaId, Policy, Schema, Text};
use crate::engine::event::Side;
use crate::failure::Failure;
use crate::okta::{Access, List, Okta, OktaError, Tier};
use crate::store::Place;
use crate::store::state::View;
use reqwest::Url;
use secrecy::SecretString;

/// How the org is reached; `Debug` shows no token.
#[derive(Debug, Clone)]
pub struct OktaLogin {
    pub url: Url,
    pub token: SecretString,
}

/// What the org answered.
#[derive(Debug, Clone)]
pub struct OktaFound {
    /// `00o…` (rule R7): secrets are kept for it.
    pub org: Text,
    pub host: String,
    pub tier: Tier,
    /// `None`: may not be read; then nobody is ever deactivated (rule G3).
    pub owner: Option<TokenOwner>,
    /// In the order of [`Right`].
    pub rights: Vec<(Right, Proof)>,
    /// `None`: may not be read.
    pub schema: Option<Schema>,
    pub clock: Option<ServerClock>,
}

/// Whose token it is: koppel never deactivates them (rule G3), and the token ends with their account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenOwner {
    pub login: Text,
    /// First and last name; may be empty.
    pub name: String,
    /// What stands in their link attribute: a person who may leave, and better no employee.
    pub number: Option<Text>,
}

/// What the token has to be allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Right {
    ListUsers,
    ListDeactivated,
    ReadSchema,
    Write,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// A call that needs it succeeded.
    Proven,
    /// Not proven until the first write.
    Unproven,
    Refused(Failure),
}

impl OktaFound {
    /// Everything that reading needs is proven.
    pub fn may_read(&self) -> bool {
        self.rights
            .iter()
            .all(|(_, proof)| !matches!(proof, Proof::Refused(_)))
    }
}

/// Whose the state in this place is (rule R7); `None` while nobody's. Blocks.
pub fn known_org(place: &Place, clock: Clock) -> Result<Option<String>, Failure> {
    Ok(View::open(&place.state_folder, None, clock)?.org()?)
}

/// Asks the org, first without the token which org it is. `known_org`: another one than the state's is sent no
/// token (rule R7). Writes nothing; ends within about two minutes even where each question takes as long as it may.
/// Dropping the future cancels it.
///
/// # Errors
/// Address, token, network: whatever keeps the token from being used at all. A single right that is missing is no
/// error, but a [`Proof::Refused`].
pub async fn test_okta(
    login: &OktaLogin,
    known_org: Option<&str>,
    clock: Clock,
) -> Result<OktaFound, Failure> {
    let access = Access {
        url: login.url.clone(),
        token: login.token.clone(),
        rate_limit_share: 1.0,
    };
    let okta = connect(&access, impatient(clock), &Policy::default())?;
    let asked = Asked {
        okta: &okta,
        access: &access,
    };
    let org = asked.ask(okta.org()).await?.id;
    if let Some(known) = known_org.filter(|known| *known != org) {
        return Err(other_org(&org, known));
    }
    let owner = asked.ask(okta.token_owner()).await?;
    let owner = match owner {
        Some(id) => asked.owner(&id).await,
        None => None,
    };
    let (rights, schema) = asked.rights().await;
    Ok(OktaFound {
        org,
        host: access.url.host_str().unwrap_or_default().to_owned(),
        tier: access.tier(),
        owner,
        rights,
        schema,
        clock: okta.server_time().map(ServerClock::from),
    })
}

struct Asked<'a> {
    okta: &'a Okta,
    access: &'a Access,
}

impl Asked<'_> {
    async fn ask<T>(&self, question: impl Future<Output = Result<T, OktaError>>) -> Result<T, Failure> {
        ask(Side::Okta, question, |error| okta_failure(error, self.access)).await
    }

    /// Their name is a comfort; that it cannot be read is no reason to stop.
    async fn owner(&self, id: &OktaId) -> Option<TokenOwner> {
        let profile = self.ask(self.okta.profile(id)).await.ok().flatten()?;
        let names = [profile.first_name, profile.last_name];
        let names: Vec<Text> = names.into_iter().flatten().collect();
        Some(TokenOwner {
            login: profile.login,
            name: names.join(" "),
            number: profile.number,
        })
    }

    async fn rights(&self) -> (Vec<(Right, Proof)>, Option<Schema>) {
        let proof = |outcome: Result<(), Failure>| outcome.map_or_else(Proof::Refused, |()| Proof::Proven);
        let (listed, former, schema) = tokio::join!(
            self.ask(self.okta.try_list(List::Plain)),
            self.ask(self.okta.try_list(List::Deprovisioned)),
            self.ask(self.okta.schema()),
        );
        let (schema, read) = match schema {
            Ok(schema) => (Some(schema), Ok(())),
            Err(failure) => (None, Err(failure)),
        };
        let rights = vec![
            (Right::ListUsers, proof(listed)),
            (Right::ListDeactivated, proof(former)),
            (Right::ReadSchema, proof(read)),
            (Right::Write, Proof::Unproven),
        ];
        (rights, schema)
    }
}
