//! All of the wizard and of the settings pages that is not a screen: what people type is understood, both sides are
//! tried, logins and mappings are proposed, a change of settings is weighed, and the file is written. Knows no
//! screen and writes nothing to either side.
//!
//! Everything that asks a network or the keyring ends in bounded time; the blocking calls are named as such and
//! belong on a thread that may block. What fails is a [`Failure`](crate::failure::Failure), ready to be shown.
//!
//! ```text
//! Everywhere    Draft                       what the wizard knows so far (plain data, no secret, no person)
//!                 Draft::load(&Place) -> Result<Option<Draft>, DraftError>   blocks; None: nothing was begun
//!                 .keep(&Place), Draft::forget(&Place)                       block; 0600, whole or not at all
//!                 Draft::from_settings(&Settings)                            to edit what is set up already
//!                 .login_schema(), .umlauts(), .lines(), .activation()       for previews, while it is not complete
//!               Vault::open(setup, &org_url) -> Vault                        blocks <= 10 s: asks the keyring
//!                 .refuge() -> &Refuge { Keyring | Session(why) }            the screen says it plainly
//!                 Vault::of_session(why)                                     where .put failed: the keyring stays locked
//!                 .put(org, Secret, &SecretString), .find(Secret), .forget(Secret)     block <= 60 s
//!               engine::apart(work).await                                    runs what blocks; cancelled by dropping
//!               engine::{draft,keyring,secret,settings_file}_failure(&error) -> Failure
//!
//! 2 Okta        org_meant(&str) -> Result<Address { url, note }, AddressError>    every way to write the domain
//!               Secret::OktaToken.clean(pasted) -> Result<SecretString, SecretError>
//!               known_org(&Place, Clock) -> Result<Option<String>, Failure>  blocks; whose the state is (R7)
//!               test_okta(&OktaLogin { url, token }, known_org, Clock).await -> Result<OktaFound, Failure>
//!                 OktaFound { org, host, tier, owner, rights: Vec<(Right, Proof)>, schema, clock }
//!
//! 3 Personio    test_personio(&PersonioLogin { url, client_id, client_secret }, &Policy, Clock).await
//!                 -> Result<PersonioFound { host, people, needed: Vec<Needed>, shown: Vec<Shown>, clock }, Failure>
//!               message_to_hr(&PersonioFound) -> Option<String>              None: nothing is missing
//!               read_everybody(Sides { .. }, &Policy, Clock, &progress).await -> Result<Snapshot, Failure>
//!                 both sides, with every attribute that may be mapped; once, for steps 4 and 5
//!
//! 4 Login       LoginPreview::new(Arc<Snapshot>), .show(&LoginSchema, Umlauts) -> LoginOutlook { rows, counts }
//!                 ten rows, the same people for every schema; counts over all; within a frame at 100,000
//!               countries() -> Vec<Country { code, name }>, home_country(&Environment) -> Option<Country>
//!
//! 5 Attributes  sources(&Policy, &Roster, &found.labels()) -> Vec<SourceChoice { source, label, kind, example, filled }>
//!               targets(&Schema, link_attribute) -> Vec<TargetChoice { name, property, closed }>
//!               mapping(&Policy, &Snapshot, &[SourceChoice]) -> Vec<Mapping>           the default
//!               misfits(&Policy, &Roster, &Source, &Property) -> Option<Misfits { first, employee, people, of }>
//!               time_zones() -> Vec<String>, home_time_zone() -> Option<String>
//!
//! 6 Review      sentences(&Draft) -> Vec<Sentence { step, text, is_missing }>
//!               instructions(Start, Started { setup, place, program, user }) -> Vec<Instruction { text, file, lines }>
//!               settings_text(&Draft, setup) -> String                       a whole config.toml, with comments
//!               SettingsFile::read(&Place, &Environment, setup) -> Result<SettingsFile, SettingsError>    blocks
//!                 Err(Wrong): broken by hand; settings_failure names line and cure, and nothing is written
//!                 .write(&text, &Environment) -> Result<(), SettingsFileError>         blocks; never over a file
//!                                                                            that it did not read
//! Settings      .with([(path, Option<toml>)]) -> Result<String, EditError>   comments and order stay
//!               changed_keys(&Draft, &Draft) -> Vec<KeyValue>                what an edited page changes, for .with
//!               .settings(&text, &Environment) -> Result<Settings, Vec<Problem>>       what a text would mean
//!               preview(&Snapshot, &State, &old_policy, &new_policy) -> Result<Difference, NoPreview>
//!               weigh(Scales { old, new, secrets, state, clock }, &progress).await -> Result<Weighed, Failure>
//!                 reads both sides for it
//!                 Difference { kinds, held, skipped, actions, exceeded }; NoPreview::ReadAgain: read both sides first
//! ```

mod document;
mod everybody;
mod lists;
mod okta;
mod personio;
mod preview;
mod review;
mod start;
mod weigh;

// What the wizard keeps and asks, for its screens.
pub use crate::core::propose::{LoginPreview, mapping, misfits, sources, targets};
pub use crate::okta::Tier;
pub use crate::store::{
    Address, AddressError, ConditionDraft, Draft, LineDraft, LoginDraft, PartDraft, Refuge, Secret,
    SettingsFile, SettingsFileError, Vault, org_meant,
};
pub use document::{KeyValue, changed_keys, key_values, settings_text};
pub use everybody::{Sides, read_everybody};
pub use lists::{Country, countries, home_country, home_time_zone, time_zones};
pub use okta::{OktaFound, OktaLogin, Proof, Right, TokenOwner, known_org, test_okta};
pub use personio::{Needed, PersonioFound, PersonioLogin, Reading, Shown, message_to_hr, test_personio};
pub use preview::{ActionChange, Difference, KindChange, NoPreview, Turn, preview};
pub use review::{Sentence, sentences};
pub use start::{Instruction, Start, Started, instructions};
pub use weigh::{Scales, Weighed, weigh};

use super::read::is_off;
use crate::http::ServerTime;
use jiff::SignedDuration;

/// This machine's clock against a server's (rule R6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServerClock {
    /// Positive where this machine is ahead.
    pub ahead: SignedDuration,
    /// By more than a run allows: activations stop.
    pub is_off: bool,
}

impl From<ServerTime> for ServerClock {
    fn from(time: ServerTime) -> Self {
        Self {
            ahead: time.local_ahead,
            is_off: is_off(&time),
        }
    }
}
