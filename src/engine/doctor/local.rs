//! What lies on this machine: settings, secrets, the state folder.

use super::{Finding, Findings, Patient, Step, Topic};
use crate::clock::Clock;
use crate::engine::apart::apart;
use crate::engine::failure_of_store::{place_failure, secret_failure, settings_failure};
use crate::failure::{Exit, Failure};
use crate::store::state::View;
use crate::store::{
    FolderState, Found, Origin, Place, Secret, SecretError, SecretSource, SecretSources, Settings,
    SettingsError, Vault, inspect_folder, keyring_status,
};
use secrecy::SecretString;
use std::path::Path;

/// What of it can be used.
#[derive(Debug)]
pub(super) struct Local {
    pub place: Option<Place>,
    pub settings: Option<Settings>,
    pub okta_token: Option<Found>,
    pub client_id: Option<Found>,
    pub client_secret: Option<Found>,
}

impl Local {
    /// Asks the keyring on another thread, and only for what variables and files do not give.
    pub async fn find(patient: &Patient<'_>, findings: &mut Findings) -> Self {
        let place = Place::find(patient.environment, patient.setup, patient.config);
        let place = place.map_err(|error| failed(Step::Settings, place_failure(&error)));
        let (place, settings) = match place {
            Ok(place) => {
                let settings = settings(patient, &place, findings);
                (Some(place), settings)
            }
            Err(finding) => {
                findings.add(Topic::Settings, finding);
                (None, None)
            }
        };
        let [okta_token, client_id, client_secret] = secrets(patient, settings.as_ref(), findings).await;
        Self {
            place,
            settings,
            okta_token,
            client_id,
            client_secret,
        }
    }

    /// Both, or the one that is missing.
    pub fn personio_credentials(&self) -> Result<[&SecretString; 2], Secret> {
        match (&self.client_id, &self.client_secret) {
            (Some(id), Some(secret)) => Ok([&id.value, &secret.value]),
            (None, _) => Err(Secret::PersonioClientId),
            (_, None) => Err(Secret::PersonioClientSecret),
        }
    }

    /// `org` is the one that answered, where one did.
    pub async fn machine(&self, patient: &Patient<'_>, org: Option<&str>, findings: &mut Findings) {
        match &self.place {
            Some(place) => findings.extend(Topic::Machine, state(&place.state_folder, org, patient.clock)),
            None => findings.add(
                Topic::Machine,
                Finding::Skipped {
                    steps: vec![Step::State],
                    because: Step::Settings,
                },
            ),
        }
        findings.add(Topic::Machine, self.keyring(patient).await);
        findings.extend(
            Topic::Machine,
            patient.log.map(|path| Finding::LogFile(path.to_owned())),
        );
    }
}

impl Local {
    /// A run that has its secrets elsewhere never asks the keyring, so an unattended one is not asked about it here
    /// either.
    async fn keyring(&self, patient: &Patient<'_>) -> Finding {
        let is_elsewhere = |found: &Option<Found>| {
            found
                .as_ref()
                .is_some_and(|found| found.source != SecretSource::Keyring)
        };
        let all = [&self.okta_token, &self.client_id, &self.client_secret];
        if patient.headless && all.into_iter().all(is_elsewhere) {
            return Finding::KeyringNotAsked;
        }
        match apart(keyring_status).await {
            Ok(Ok(())) => Finding::KeyringReady,
            Ok(Err(error)) => Finding::NoKeyring(Some(error)),
            Err(_) => Finding::NoKeyring(None),
        }
    }
}

/// Without settings nobody knows whom to ask.
pub(super) fn skip_sides(findings: &mut Findings) {
    let because = Step::Settings;
    for (topic, steps) in [
        (
            Topic::Okta,
            vec![
                Step::OktaAddress,
                Step::Token,
                Step::Profiles,
                Step::FormerProfiles,
                Step::Schema,
                Step::RateLimits,
            ],
        ),
        (
            Topic::Personio,
            vec![
                Step::PersonioAddress,
                Step::Credentials,
                Step::Attributes,
                Step::Employees,
            ],
        ),
        (Topic::Mapping, vec![Step::Targets, Step::Values]),
        (Topic::Machine, vec![Step::Clock]),
    ] {
        findings.add(topic, Finding::Skipped { steps, because });
    }
}

fn failed(step: Step, failure: Failure) -> Finding {
    Finding::Failed { step, failure }
}

fn settings(patient: &Patient<'_>, place: &Place, findings: &mut Findings) -> Option<Settings> {
    let settings = match Settings::load(place, patient.environment, patient.setup) {
        Ok(settings) => settings,
        Err(SettingsError::Wrong { path, problems }) => {
            let wrong = |problem| Finding::SettingWrong {
                file: path.clone(),
                problem,
            };
            findings.extend(Topic::Settings, problems.into_iter().map(wrong));
            return None;
        }
        Err(error) => {
            findings.add(Topic::Settings, failed(Step::Settings, settings_failure(&error)));
            return None;
        }
    };
    let count = |wanted: fn(&Origin) -> bool| settings.shown.iter().filter(|key| wanted(&key.origin)).count();
    findings.add(
        Topic::Settings,
        Finding::SettingsComplete {
            file: place.settings_file.exists().then(|| place.settings_file.clone()),
            from_file: count(|origin| matches!(origin, Origin::Line(_))),
            from_environment: count(|origin| matches!(origin, Origin::Variable(_))),
        },
    );
    let notes = settings.notes.iter().cloned().map(Finding::SettingNote);
    findings.extend(Topic::Settings, notes);
    if settings.policy.activation.send_email.is_none() {
        findings.add(Topic::Settings, Finding::SendEmailUnset);
    }
    if settings.policy.mapping.is_empty() {
        findings.add(Topic::Settings, Finding::NothingMapped);
    }
    Some(settings)
}

/// In the order of [`Secret::ALL`].
async fn secrets(
    patient: &Patient<'_>,
    settings: Option<&Settings>,
    findings: &mut Findings,
) -> [Option<Found>; 3] {
    let environment = patient.environment.clone();
    let setup = patient.setup.cloned();
    let vault = settings.map(|settings| Vault::unasked(patient.setup, &settings.okta_url));
    let found = apart(move || {
        let sources = SecretSources {
            environment: &environment,
            setup: setup.as_ref(),
            vault: vault.as_ref(),
        };
        Secret::ALL.map(|secret| secret.find(&sources))
    });
    let found = match found.await {
        Ok(found) => found,
        Err(failure) => {
            findings.add(Topic::Secrets, failed(Step::Secret(Secret::OktaToken), failure));
            return [None, None, None];
        }
    };
    let mut named = Secret::ALL.into_iter();
    found.map(|found| secret(named.next()?, found, findings))
}

fn secret(secret: Secret, found: Result<Found, SecretError>, findings: &mut Findings) -> Option<Found> {
    match found {
        Ok(found) => {
            findings.add(
                Topic::Secrets,
                Finding::SecretFound {
                    secret,
                    source: found.source.clone(),
                },
            );
            let exposed = found.exposed_file().map(Path::to_owned);
            findings.extend(
                Topic::Secrets,
                exposed.map(|path| Finding::SecretExposed { secret, path }),
            );
            Some(found)
        }
        Err(error) => {
            findings.add(
                Topic::Secrets,
                failed(Step::Secret(secret), secret_failure(&error)),
            );
            None
        }
    }
}

/// The folder, and whose state lies in it (rule R7).
fn state(path: &Path, org: Option<&str>, clock: Clock) -> Vec<Finding> {
    let ready = |exists| Finding::StateReady {
        path: path.to_owned(),
        exists,
    };
    let facts = match inspect_folder(path) {
        Ok(FolderState::There(facts)) => facts,
        Ok(FolderState::CanBeMade) => return vec![ready(false)],
        Ok(FolderState::CannotBeMade { above }) => {
            return vec![Finding::StateUnwritable {
                path: path.to_owned(),
                blocker: above,
            }];
        }
        Ok(FolderState::NoFolder { path: blocker }) => {
            return vec![Finding::StateNoFolder {
                path: path.to_owned(),
                blocker,
            }];
        }
        Err(error) => {
            let what = format!("The state folder {} cannot be looked at", path.display());
            let failure = Failure::new(Exit::Failed, what)
                .because(error.to_string())
                .todo("Look at its permissions, and at those of the folders above it");
            return vec![failed(Step::State, failure)];
        }
    };
    let mut findings = Vec::new();
    findings.push(if facts.is_writable {
        ready(true)
    } else {
        Finding::StateUnwritable {
            path: path.to_owned(),
            blocker: path.to_owned(),
        }
    });
    findings.extend(facts.foreign_owner.map(|owner| Finding::StateForeign {
        path: path.to_owned(),
        owner,
    }));
    findings.extend(facts.loose_mode.map(|mode| Finding::StateLoose {
        path: path.to_owned(),
        mode,
    }));
    if !facts.loose_files.is_empty() {
        findings.push(Finding::StateFilesLoose {
            path: path.to_owned(),
            files: facts.loose_files,
        });
    }
    let known = View::open(path, org, clock).and_then(|view| view.state());
    findings.extend(known.err().map(|error| failed(Step::State, error.into())));
    findings
}
