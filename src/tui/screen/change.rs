//! A change of settings: what the next plan would make of it, and saving it. Reads both sides, writes the settings
//! file and the journal, and nothing else.

use crate::engine::setup::{Scales, SettingsFile, Weighed, weigh};
use crate::engine::{
    Progress, apart, keyring_failure, secret_failure, settings_failure, settings_file_failure,
};
use crate::failure::{Exit, Failure};
use crate::store::state::{Decision, Origin, Store, View};
use crate::store::{Operator, Secret, SecretSources, Secrets, Settings, StagingLock};
use crate::tui::shared::Shared;
use crate::tui::work::Surroundings;
use std::sync::Arc;

/// Keys with other values.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    pub keys: Vec<KeyChange>,
    /// The file as it was read, which is the only one that is written over.
    pub file: Shared<SettingsFile>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyChange {
    pub path: String,
    /// As TOML; `None`: not set.
    pub from: Option<String>,
    pub to: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Task {
    Weigh(Change),
    Save(Change),
    /// Takes a secret out of the keyring.
    Forget(Secret),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Done {
    Weighed(Box<Weighed>),
    /// The value cannot be used.
    Refused(Failure),
    Saved,
    /// Whether there was one.
    Forgotten(bool),
}

pub async fn perform(
    task: Task,
    surroundings: Arc<Surroundings>,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<Done, Failure> {
    match task {
        Task::Weigh(change) => {
            let clock = surroundings.clock;
            let found = apart(move || match changed(&change, &surroundings) {
                Ok((_, new)) => look_up(new, &surroundings).map(Ok),
                Err(refusal) => Ok(Err(refusal)),
            })
            .await;
            let found = match found?? {
                Ok(found) => found,
                Err(refusal) => return Ok(Done::Refused(refusal)),
            };
            let scales = Scales {
                old: &found.old,
                new: &found.new,
                secrets: found.secrets,
                state: &found.state,
                clock,
            };
            weigh(scales, progress)
                .await
                .map(|weighed| Done::Weighed(Box::new(weighed)))
        }
        Task::Save(change) => apart(move || save(change, &surroundings)).await?,
        Task::Forget(secret) => apart(move || forget(secret, &surroundings)).await?,
    }
}

/// What a change is weighed by, as far as it lies on this machine.
struct Found {
    old: Settings,
    new: Settings,
    secrets: Secrets,
    state: crate::core::State,
}

fn look_up(new: Settings, surroundings: &Surroundings) -> Result<Found, Failure> {
    let Surroundings {
        environment,
        setup,
        place,
        ..
    } = surroundings;
    let old = Settings::load(place, environment, setup.as_ref()).map_err(|error| settings_failure(&error))?;
    let vault = surroundings.vaults.find(setup.as_ref(), &new.okta_url);
    let sources = SecretSources {
        environment,
        setup: setup.as_ref(),
        vault: Some(&vault),
    };
    let secrets = Secrets::find(&sources).map_err(|error| secret_failure(&error))?;
    let state = View::open(&place.state_folder, None, surroundings.clock)?.state()?;
    Ok(Found {
        old,
        new,
        secrets,
        state,
    })
}

/// The file's text with the change, and what it means.
fn changed(change: &Change, surroundings: &Surroundings) -> Result<(String, Settings), Failure> {
    let text = change
        .file
        .with(
            change
                .keys
                .iter()
                .map(|key| (key.path.as_str(), key.to.as_deref())),
        )
        .map_err(|error| settings_file_failure(&error.into()))?;
    let settings = change
        .file
        .settings(&text, &surroundings.environment)
        .map_err(|problems| {
            let problems: Vec<String> = problems.iter().map(|problem| problem.says.clone()).collect();
            Failure::new(Exit::Usage, "That value cannot be used").because(problems.join("\n"))
        })?;
    Ok((text, settings))
}

/// Into the file, then into the journal (rule A2): what is saved holds, whatever becomes of its record.
pub(super) fn save(change: Change, surroundings: &Surroundings) -> Result<Done, Failure> {
    let (text, _) = changed(&change, surroundings)?;
    let folder = &surroundings.place.state_folder;
    let org = View::open(folder, None, surroundings.clock)?.org()?;
    let operator = Operator::of_process();
    let lock = match &org {
        Some(_) => Some(StagingLock::take(folder, &operator, surroundings.clock)?),
        // Nothing was ever decided about an org: there is no journal yet.
        None => None,
    };
    let mut file = SettingsFile::clone(&change.file);
    file.write(&text, &surroundings.environment)
        .map_err(|error| settings_file_failure(&error))?;
    if let (Some(org), Some(lock)) = (org, lock) {
        let decisions: Vec<Decision> = change
            .keys
            .into_iter()
            .map(|KeyChange { path, from, to }| Decision::Setting { key: path, from, to })
            .collect();
        let mut store = Store::open(folder, &org, operator, surroundings.clock)?.store;
        store.decide(&lock, &decisions, Origin::Screen)?;
    }
    Ok(Done::Saved)
}

fn forget(secret: Secret, surroundings: &Surroundings) -> Result<Done, Failure> {
    let Surroundings {
        environment,
        setup,
        place,
        ..
    } = surroundings;
    let settings =
        Settings::load(place, environment, setup.as_ref()).map_err(|error| settings_failure(&error))?;
    let vault = surroundings.vaults.open(setup.as_ref(), &settings.okta_url);
    vault
        .forget(secret)
        .map(Done::Forgotten)
        .map_err(|error| keyring_failure(&error))
}
