//! What the wizard has done in the background: it looks around, tries both sides, reads everybody, keeps the draft
//! and writes the settings. Nothing here writes to either side.

use crate::core::propose::{SourceChoice, TargetChoice};
use crate::core::{Policy, Snapshot, Text};
use crate::engine::setup::{
    self, Address, AddressError, Draft, LoginPreview, OktaFound, OktaLogin, PersonioFound, PersonioLogin,
    Refuge, Secret, SettingsFile, Sides, Start, Started, Weighed,
};
use crate::engine::{
    Progress, apart, draft_failure, keyring_failure, secret_failure, settings_failure, settings_file_failure,
};
use crate::failure::{Exit, Failure};
use crate::okta::Tier;
use crate::store::{SecretSources, Settings, Setup, personio_address};
use crate::tui::screen::change::{self, Change, Done, KeyChange};
use crate::tui::shared::Shared;
use crate::tui::work::Surroundings;
use rustc_hash::FxHashMap;
use secrecy::SecretString;
use std::fmt;
use std::sync::{Arc, Mutex};

/// What to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Task {
    Begin,
    TryOkta {
        address: String,
        /// `None`: it is known already.
        typed: Option<Shared<SecretString>>,
    },
    TryPersonio {
        address: String,
        /// Client ID and secret.
        typed: [Option<Shared<SecretString>>; 2],
        okta: Shared<OktaTried>,
        policy: Box<Policy>,
    },
    ReadEverybody {
        okta: Shared<OktaTried>,
        personio: Shared<PersonioTried>,
        policy: Box<Policy>,
    },
    Keep(Box<Draft>),
    /// What the next plan would make of it, where settings are changed that are there.
    Weigh(Box<Draft>, Base),
    Save(Box<Draft>, Base),
}

/// What the answers are written over.
#[derive(Debug, Clone, PartialEq)]
pub struct Base {
    /// As it was read when the wizard began.
    pub file: Shared<SettingsFile>,
    /// What the file said then; `None`: there was none.
    pub before: Option<Box<Draft>>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    Begun(Box<Begun>),
    Okta(Shared<OktaTried>),
    Personio(Shared<PersonioTried>),
    Everybody(Shared<Everybody>),
    Kept(Box<Draft>),
    Weighed(Box<Weighed>),
    Saved,
}

/// What is known before anybody is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Begun {
    pub draft: Draft,
    /// The draft was begun earlier, or comes from settings.
    pub is_continued: bool,
    /// What the settings say beyond the wizard's questions.
    pub policy: Policy,
    /// The variable or file that a secret comes from, which nothing typed can replace.
    pub given: Vec<(Secret, String)>,
    /// How runs may start, each with all that is to be done for it.
    pub starts: Vec<(Start, Vec<setup::Instruction>)>,
    pub base: Base,
}

#[derive(Debug)]
pub struct OktaTried {
    pub address: Address,
    pub login: OktaLogin,
    pub found: OktaFound,
    pub keeping: Keeping,
}

#[derive(Debug)]
pub struct PersonioTried {
    pub login: PersonioLogin,
    pub found: PersonioFound,
    pub keeping: Keeping,
}

/// Where what was typed is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keeping {
    /// It was not typed: it comes from here.
    Elsewhere(String),
    Keyring,
    /// Until koppel ends, and why.
    Session(String),
}

/// Both sides, with what is proposed from them. `Debug` shows nobody.
pub struct Everybody {
    pub snapshot: Arc<Snapshot>,
    pub sources: Vec<SourceChoice>,
    pub targets: Vec<TargetChoice>,
    pub proposed: Vec<crate::core::policy::Mapping>,
    /// Where most employees have their mail.
    pub domain: Option<String>,
    pub preview: Mutex<LoginPreview>,
}

impl fmt::Debug for Everybody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Everybody")
            .field("employees", &self.snapshot.roster.employees.len())
            .field("profiles", &self.snapshot.directory.profiles.len())
            .finish_non_exhaustive()
    }
}

/// Carries it out. `progress` is told how far a reading is.
pub async fn perform(
    task: Task,
    surroundings: Arc<Surroundings>,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<Found, Failure> {
    match task {
        Task::Begin => apart(move || begin(&surroundings))
            .await?
            .map(|begun| Found::Begun(Box::new(begun))),
        Task::TryOkta { address, typed } => try_okta(&surroundings, &address, typed)
            .await
            .map(|tried| Found::Okta(Shared::new(tried))),
        Task::TryPersonio {
            address,
            typed,
            okta,
            policy,
        } => try_personio(&surroundings, &address, typed, &okta, &policy)
            .await
            .map(|tried| Found::Personio(Shared::new(tried))),
        Task::ReadEverybody {
            okta,
            personio,
            policy,
        } => {
            let sides = Sides {
                okta: &okta.login,
                okta_found: &okta.found,
                personio: &personio.login,
                personio_found: &personio.found,
            };
            let snapshot = setup::read_everybody(sides, &policy, surroundings.clock, progress).await?;
            let labels = personio.found.labels();
            apart(move || everybody(&policy, snapshot, &labels))
                .await
                .map(|everybody| Found::Everybody(Shared::new(everybody)))
        }
        Task::Keep(draft) => {
            apart(move || {
                draft
                    .keep(&surroundings.place)
                    .map_err(|error| draft_failure(&error))?;
                Ok(Found::Kept(draft))
            })
            .await?
        }
        Task::Weigh(draft, base) => {
            let task = change::Task::Weigh(changes(&draft, &base));
            match change::perform(task, surroundings, progress).await? {
                Done::Weighed(weighed) => Ok(Found::Weighed(weighed)),
                Done::Refused(failure) => Err(failure),
                // What was asked for is neither.
                Done::Saved | Done::Forgotten(_) => Ok(Found::Kept(draft)),
            }
        }
        Task::Save(draft, base) => apart(move || save(&draft, &base, &surroundings)).await?,
    }
}

fn begin(surroundings: &Surroundings) -> Result<Begun, Failure> {
    let Surroundings {
        environment,
        setup,
        place,
        ..
    } = surroundings;
    let file =
        SettingsFile::read(place, environment, setup.as_ref()).map_err(|error| settings_failure(&error))?;
    let settings = Settings::load(place, environment, setup.as_ref()).ok();
    let kept = Draft::load(place).map_err(|error| draft_failure(&error))?;
    let is_continued = kept.is_some() || file.text().is_some();
    let known = settings.as_ref().map(Draft::from_settings);
    let mut draft = kept.or_else(|| known.clone()).unwrap_or_default();
    let prefix = Setup::prefix(setup.as_ref());
    for (field, name) in [
        (&mut draft.okta_url, "OKTA__URL"),
        (&mut draft.personio_url, "PERSONIO__URL"),
    ] {
        // A variable wins over the file.
        if let Some(given) = environment.get_filled(&format!("{prefix}{name}")) {
            given.clone_into(field);
        }
    }
    if draft.time_zone.is_empty() {
        draft.time_zone = setup::home_time_zone().unwrap_or_default();
    }
    if draft.login.billing_country.is_empty() {
        let home = setup::home_country(environment);
        draft.login.billing_country = home.map(|country| country.code.to_owned()).unwrap_or_default();
    }
    let started = Started {
        setup: setup.as_ref(),
        place,
        program: &surroundings.program,
        user: &surroundings.user,
    };
    Ok(Begun {
        draft,
        is_continued,
        policy: settings.map(|settings| settings.policy).unwrap_or_default(),
        given: Secret::ALL
            .into_iter()
            .filter_map(|secret| Some((secret, given(secret, surroundings)?)))
            .collect(),
        starts: Start::ALL
            .map(|start| (start, setup::instructions(start, started)))
            .into(),
        base: Base {
            before: file.text().map(|_| Box::new(known.unwrap_or_default())),
            file: Shared::new(file),
        },
    })
}

/// The variable that this secret, or the path of its file, stands in.
fn given(secret: Secret, surroundings: &Surroundings) -> Option<String> {
    let variable = secret.variable(surroundings.setup.as_ref());
    let file = format!("{variable}_FILE");
    [variable, file]
        .into_iter()
        .find(|name| surroundings.environment.get(name).is_some())
}

fn wrong_address(whose: &str, error: &AddressError) -> Failure {
    let failure =
        Failure::new(Exit::Usage, format!("{whose} cannot be at that address")).because(error.why.clone());
    match &error.suggestion {
        Some(url) => failure.todo(format!("Perhaps {url} is meant")),
        None => failure,
    }
}

/// A secret that is about to be tried, and where it comes from; `None`: it was typed.
struct Candidate {
    value: SecretString,
    from: Option<String>,
    /// The org that it was kept for (rule R7).
    org: Option<String>,
}

/// What is given from outside, else what was typed, else what was kept for this address. Blocking.
fn candidate(
    secret: Secret,
    surroundings: &Surroundings,
    org: &Address,
    typed: Option<&SecretString>,
) -> Result<Candidate, Failure> {
    use secrecy::ExposeSecret;
    if let Some(typed) = typed.filter(|_| given(secret, surroundings).is_none()) {
        let value = secret
            .clean(typed.expose_secret())
            .map_err(|error| secret_failure(&error))?;
        return Ok(Candidate {
            value,
            from: None,
            org: None,
        });
    }
    let vault = surroundings.vaults.open(surroundings.setup.as_ref(), &org.url);
    let sources = SecretSources {
        environment: &surroundings.environment,
        setup: surroundings.setup.as_ref(),
        vault: Some(&vault),
    };
    let found = secret.find(&sources).map_err(|error| {
        Failure::new(Exit::Usage, format!("{} is missing", secret.name()))
            .because(error.to_string())
            .todo("Paste it into its field")
    })?;
    Ok(Candidate {
        value: found.value,
        from: Some(found.source.to_string()),
        org: found.org,
    })
}

async fn try_okta(
    surroundings: &Arc<Surroundings>,
    address: &str,
    typed: Option<Shared<SecretString>>,
) -> Result<OktaTried, Failure> {
    let address = setup::org_meant(address).map_err(|error| wrong_address("The org", &error))?;
    surroundings.check_tier(Tier::of(&address.url))?;
    let (around, org) = (Arc::clone(surroundings), address.clone());
    let token = apart(move || candidate(Secret::OktaToken, &around, &org, typed.as_deref())).await??;
    let (place, clock) = (surroundings.place.clone(), surroundings.clock);
    let known = apart(move || setup::known_org(&place, clock)).await??;
    if let (Some(known), Some(kept)) = (&known, &token.org)
        && known != kept
    {
        return Err(other_org(Secret::OktaToken));
    }
    let login = OktaLogin {
        url: address.url.clone(),
        token: token.value,
    };
    let known = known.or(token.org);
    let found = setup::test_okta(&login, known.as_deref(), surroundings.clock).await?;
    let keeping = if let Some(from) = token.from {
        Keeping::Elsewhere(from)
    } else {
        let secrets = vec![(Secret::OktaToken, login.token.clone())];
        keep(surroundings, &address, found.org.to_string(), secrets).await?
    };
    Ok(OktaTried {
        address,
        login,
        found,
        keeping,
    })
}

/// Rule R7.
fn other_org(secret: Secret) -> Failure {
    Failure::new(Exit::Usage, format!("{} was kept for another org", secret.name()))
        .todo("Paste the one of this org into its field")
}

async fn try_personio(
    surroundings: &Arc<Surroundings>,
    address: &str,
    typed: [Option<Shared<SecretString>>; 2],
    okta: &Shared<OktaTried>,
    policy: &Policy,
) -> Result<PersonioTried, Failure> {
    let address = personio_address(address).map_err(|error| wrong_address("Personio", &error))?;
    surroundings.check_tier(Tier::of(&address.url))?;
    let (around, org) = (Arc::clone(surroundings), okta.address.clone());
    let [id, secret] = apart(move || {
        let [id, secret] = &typed;
        [
            candidate(Secret::PersonioClientId, &around, &org, id.as_deref()),
            candidate(Secret::PersonioClientSecret, &around, &org, secret.as_deref()),
        ]
    })
    .await?;
    let (id, secret) = (id?, secret?);
    for (kept, name) in [
        (&id.org, Secret::PersonioClientId),
        (&secret.org, Secret::PersonioClientSecret),
    ] {
        if kept.as_ref().is_some_and(|kept| *kept != *okta.found.org) {
            return Err(other_org(name));
        }
    }
    let login = PersonioLogin {
        url: address.url,
        client_id: id.value,
        client_secret: secret.value,
    };
    let found = setup::test_personio(&login, policy, surroundings.clock).await?;
    let mut typed = Vec::new();
    if id.from.is_none() {
        typed.push((Secret::PersonioClientId, login.client_id.clone()));
    }
    if secret.from.is_none() {
        typed.push((Secret::PersonioClientSecret, login.client_secret.clone()));
    }
    let keeping = match id.from.or(secret.from) {
        Some(from) if typed.is_empty() => Keeping::Elsewhere(from),
        _ => keep(surroundings, &okta.address, okta.found.org.to_string(), typed).await?,
    };
    Ok(PersonioTried {
        login,
        found,
        keeping,
    })
}

/// Keeps secrets that were tried against this org; where the keyring will not have them, until koppel ends.
async fn keep(
    surroundings: &Arc<Surroundings>,
    address: &Address,
    org: String,
    secrets: Vec<(Secret, SecretString)>,
) -> Result<Keeping, Failure> {
    let (surroundings, address) = (Arc::clone(surroundings), address.clone());
    apart(move || {
        let vaults = &surroundings.vaults;
        let mut vault = vaults.open(surroundings.setup.as_ref(), &address.url);
        let put = |vault: &setup::Vault| {
            secrets
                .iter()
                .try_for_each(|(secret, value)| vault.put(&org, *secret, value))
        };
        if let Err(why) = put(&vault) {
            vault = vaults.give_up_keyring(&address.url, why);
            put(&vault).map_err(|error| keyring_failure(&error))?;
        }
        Ok(match vault.refuge() {
            Refuge::Keyring => Keeping::Keyring,
            Refuge::Session(why) => Keeping::Session(why.to_string()),
        })
    })
    .await?
}

fn everybody(policy: &Policy, snapshot: Snapshot, labels: &[(Text, Text)]) -> Everybody {
    let sources = setup::sources(policy, &snapshot.roster, labels);
    let targets = setup::targets(&snapshot.directory.schema, &policy.link_attribute);
    let proposed = setup::mapping(policy, &snapshot, &sources);
    let snapshot = Arc::new(snapshot);
    Everybody {
        domain: usual_domain(&snapshot),
        preview: Mutex::new(LoginPreview::new(Arc::clone(&snapshot))),
        sources,
        targets,
        proposed,
        snapshot,
    }
}

fn usual_domain(snapshot: &Snapshot) -> Option<String> {
    let mut domains: FxHashMap<String, usize> = FxHashMap::default();
    for email in snapshot
        .roster
        .employees
        .iter()
        .filter_map(|employee| employee.email())
    {
        if let Some((_, domain)) = email.trim().rsplit_once('@') {
            *domains.entry(domain.to_lowercase()).or_default() += 1;
        }
    }
    let most = domains
        .into_iter()
        .max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)));
    most.map(|(domain, _)| domain)
}

/// What the answers change in the file that is there.
fn changes(draft: &Draft, base: &Base) -> Change {
    let before = base.before.as_deref().cloned().unwrap_or_default();
    let old = setup::key_values(&before);
    let keys = setup::changed_keys(&before, draft)
        .into_iter()
        .map(|(path, to)| KeyChange {
            from: old
                .iter()
                .find(|(known, _)| *known == path)
                .and_then(|(_, value)| value.clone()),
            path: path.to_owned(),
            to,
        })
        .collect();
    Change {
        keys,
        file: base.file.clone(),
    }
}

/// A new file with comments, or the keys that changed in the one that is there.
fn save(draft: &Draft, base: &Base, surroundings: &Surroundings) -> Result<Found, Failure> {
    if base.before.is_some() {
        change::save(changes(draft, base), surroundings)?;
    } else {
        let text = setup::settings_text(draft, surroundings.setup.as_ref());
        SettingsFile::clone(&base.file)
            .write(&text, &surroundings.environment)
            .map_err(|error| settings_file_failure(&error))?;
    }
    Draft::forget(&surroundings.place).map_err(|error| draft_failure(&error))?;
    Ok(Found::Saved)
}
