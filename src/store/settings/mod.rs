//! The settings: a file, the environment, defaults; read into what the rules and the clients need.
//!
//! Everything that is wrong is named at once, each with its line or variable, its value and what is allowed.

mod key;
mod layer;
mod policy;
mod reader;

pub use key::{KEYS, Key};
pub use reader::interval;

use super::{Environment, Place, Setup};
use crate::core::Policy;
use jiff::tz::TimeZone;
use layer::Layers;
use reader::Reader;
use reqwest::Url;
use sha2::{Digest, Sha256};
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// All settings, validated.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    pub okta_url: Url,
    pub personio_url: Url,
    /// Rule A5; above 0, at most 1.
    pub rate_limit_share: f64,
    /// The company's (rule R6).
    pub time_zone: TimeZone,
    pub policy: Policy,
    /// How often `watch` runs.
    pub every: Duration,
    /// A program that is told of what needs a person.
    pub notify: Option<PathBuf>,
    pub keep_days: u32,
    /// Every key with its value, in the order of [`KEYS`].
    pub shown: Vec<ShownKey>,
    /// What was understood, but deserves a word: a path that was dropped from an address.
    pub notes: Vec<String>,
}

/// One key for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownKey {
    pub path: String,
    /// As TOML; `None`: not set.
    pub value: Option<String>,
    pub origin: Origin,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// This line of the settings file.
    Line(usize),
    /// This environment variable.
    Variable(String),
    Default,
}

/// One thing that is wrong with the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// `None`: something is missing.
    pub origin: Option<Origin>,
    pub says: String,
}

#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    #[error("the settings file {} cannot be read: {error}", path.display())]
    Unreadable {
        path: PathBuf,
        #[source]
        error: io::Error,
    },
    /// There is neither a file nor a variable: nothing was set up yet.
    #[error("there are no settings yet: neither {} nor variables like {variable}", path.display())]
    Nothing { path: PathBuf, variable: String },
    #[error("the settings in {} and the environment are wrong in {} places", path.display(), problems.len())]
    Wrong {
        path: PathBuf,
        /// By line, then by variable, then what is missing.
        problems: Vec<Problem>,
    },
}

/// In bytes. No settings are longer; a file that is holds something else.
const LONGEST: u64 = 1024 * 1024;

pub(super) fn read_text(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    let read = File::open(path)?
        .take(LONGEST + 1)
        .read_to_string(&mut text)
        .map_err(|error| match error.kind() {
            io::ErrorKind::InvalidData => io::Error::other("it is no text in UTF-8: save it as that"),
            _ => error,
        })?;
    if read as u64 > LONGEST {
        return Err(io::Error::other("it is too long for settings"));
    }
    Ok(text)
}

impl Settings {
    /// The host at which the org answers.
    pub fn org_host(&self) -> &str {
        self.okta_url.host_str().unwrap_or_default()
    }

    /// From the file of `place`, if it is there, and the environment.
    pub fn load(
        place: &Place,
        environment: &Environment,
        setup: Option<&Setup>,
    ) -> Result<Self, SettingsError> {
        let path = &place.settings_file;
        let text = match read_text(path) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound && !place.file_was_named => None,
            Err(error) => {
                return Err(SettingsError::Unreadable {
                    path: path.clone(),
                    error,
                });
            }
        };
        let prefix = Setup::prefix(setup);
        let is_setting =
            |name: &str| key::path_of_variable(name, &prefix).is_some_and(|path| key::is_known(&path));
        if text.is_none()
            && !environment
                .starting_with(&prefix)
                .any(|(name, _)| is_setting(name))
        {
            return Err(SettingsError::Nothing {
                path: path.clone(),
                variable: format!("{prefix}OKTA__URL"),
            });
        }
        Self::read(text.as_deref(), environment, &prefix).map_err(|problems| SettingsError::Wrong {
            path: path.clone(),
            problems,
        })
    }

    /// From a file's text and the variables that start with `prefix`. The environment alone is enough.
    pub fn read(text: Option<&str>, environment: &Environment, prefix: &str) -> Result<Self, Vec<Problem>> {
        let mut layers = Layers::default();
        if let Some(text) = text {
            // What else is missing cannot be told from a file that is no TOML.
            layers.add_file(text).map_err(|problem| vec![problem])?;
        }
        layers.add_environment(environment, prefix);
        let mut reader = Reader::new(layers, prefix);
        let settings = reader.settings();
        let mut problems = reader.problems();
        match settings {
            Some(settings) if problems.is_empty() => Ok(settings),
            _ => {
                problems.sort_by(|a, b| {
                    (a.origin.is_none(), &a.origin, &a.says).cmp(&(b.origin.is_none(), &b.origin, &b.says))
                });
                problems.dedup();
                Err(problems)
            }
        }
    }

    /// SHA-256 over every key that a plan depends on, defaults included; neither comments, order nor where a
    /// value comes from change it (rule A8).
    pub fn fingerprint(&self) -> String {
        const WITHOUT_EFFECT: [&str; 4] = [
            "sync.every",
            "notify.command",
            "journal.keep_days",
            "okta.rate_limit_share",
        ];
        let mut hash = Sha256::new();
        for key in &self.shown {
            if !WITHOUT_EFFECT.contains(&key.path.as_str()) {
                hash.update(format!(
                    "{}={}\n",
                    key.path,
                    key.value.as_deref().unwrap_or_default()
                ));
            }
        }
        crate::core::text::hex(&hash.finalize())
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, "line {line}"),
            Self::Variable(name) => f.write_str(name),
            Self::Default => f.write_str("default"),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.origin {
            Some(origin) => write!(f, "{origin}: {}", self.says),
            None => f.write_str(&self.says),
        }
    }
}
