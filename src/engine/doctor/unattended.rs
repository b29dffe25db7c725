//! What an unattended run would find: nothing of the shell that koppel is started from.

use super::local::Local;
use super::{Finding, Findings, Patient, Topic};
use crate::store::{Found, Origin, Secret, SecretSource};
use std::path::{Path, PathBuf};

/// What else the program goes by: its folders, and how connections are made.
const OTHERS: [&str; 12] = [
    "KOPPEL_CONFIG_DIR",
    "KOPPEL_STATE_DIR",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "HTTPS_PROXY",
    "https_proxy",
    "ALL_PROXY",
    "all_proxy",
    "NO_PROXY",
    "no_proxy",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
];
const CONFIG_DIR: &str = "KOPPEL_CONFIG_DIR";
const STATE_DIR: &str = "KOPPEL_STATE_DIR";

pub(super) fn examine(patient: &Patient<'_>, local: &Local, findings: &mut Findings) {
    let before = findings.checks.len();
    let secrets = [
        (Secret::OktaToken, &local.okta_token),
        (Secret::PersonioClientId, &local.client_id),
        (Secret::PersonioClientSecret, &local.client_secret),
    ];
    for (secret, found) in secrets {
        let finding = match found.as_ref().map(|found| &found.source) {
            Some(SecretSource::Variable(variable)) => Finding::SecretInShell {
                secret,
                variable: variable.clone(),
            },
            Some(SecretSource::Keyring) => Finding::SecretInKeyring {
                secret,
                variable: secret.variable(patient.setup),
            },
            _ => continue,
        };
        findings.add(Topic::Machine, finding);
    }
    let variables = variables(patient, local, secrets.map(|(_, found)| found.as_ref()));
    if !variables.is_empty() {
        findings.add(Topic::Machine, Finding::ShellVariables(variables));
    }
    let relative = relative_paths(patient, secrets.map(|(_, found)| found.as_ref()));
    findings.extend(Topic::Machine, relative);
    let is_from_home = |variable| patient.environment.get_filled(variable).is_none();
    if let Some(home) = patient.environment.get_filled("HOME")
        && ((is_from_home(CONFIG_DIR) && patient.config.is_none()) || is_from_home(STATE_DIR))
    {
        findings.add(Topic::Machine, Finding::FoldersFromHome(PathBuf::from(home)));
    }
    if findings.checks.len() == before {
        findings.add(Topic::Machine, Finding::NothingFromShell);
    }
}

/// Those that settings, paths of secrets, folders and connections come from; by name, each once.
fn variables(patient: &Patient<'_>, local: &Local, secrets: [Option<&Found>; 3]) -> Vec<String> {
    let settings = local.settings.iter().flat_map(|settings| &settings.shown);
    let of_settings = settings.filter_map(|key| match &key.origin {
        Origin::Variable(name) => Some(name.clone()),
        Origin::Line(_) | Origin::Default => None,
    });
    let of_secrets = files(secrets).map(|(variable, _)| variable.to_owned());
    let others = OTHERS
        .into_iter()
        .filter(|name| patient.environment.get_filled(name).is_some());
    let mut names: Vec<String> = of_settings
        .chain(of_secrets)
        .chain(others.map(str::to_owned))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn files(secrets: [Option<&Found>; 3]) -> impl Iterator<Item = (&str, &Path)> {
    secrets
        .into_iter()
        .flatten()
        .filter_map(|found| match &found.source {
            SecretSource::File { variable, path } => Some((variable.as_str(), path.as_path())),
            SecretSource::Variable(_) | SecretSource::Keyring | SecretSource::Session => None,
        })
}

fn relative_paths<'a>(
    patient: &'a Patient<'_>,
    secrets: [Option<&'a Found>; 3],
) -> impl Iterator<Item = Finding> {
    let folders = [CONFIG_DIR, STATE_DIR].into_iter().filter_map(|name| {
        let path = patient.environment.get_filled(name)?;
        Some((name, Path::new(path)))
    });
    let options = [("--config", patient.config), ("--log", patient.log)];
    let options = options.into_iter().filter_map(|(name, path)| Some((name, path?)));
    folders
        .chain(files(secrets))
        .chain(options)
        .filter(|(_, path)| path.is_relative())
        .map(|(name, path)| Finding::RelativePath {
            name: name.to_owned(),
            path: path.to_owned(),
        })
}
