//! Where settings and state lie.

use super::Environment;
use directories::ProjectDirs;
use std::fmt;
use std::path::{Path, PathBuf};

/// A named setup: its own settings, secrets and state. Small letters, digits and hyphens, so that its name is
/// good for a folder and, with `_` for `-`, for a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setup(String);

/// The two folders and the settings file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub settings_file: PathBuf,
    /// Journal, decisions and lock; the folder need not exist yet.
    pub state_folder: PathBuf,
    /// `--config` named the file: then it has to be there.
    pub file_was_named: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    #[error(
        "{0:?} is no name for a setup; small letters, digits and hyphens are, up to 40, starting with a letter"
    )]
    SetupName(String),
    #[error("this user has no home folder")]
    NoHome,
}

impl Setup {
    const LONGEST: usize = 40;

    pub fn parse(name: &str) -> Result<Self, PlaceError> {
        let is_good = (1..=Self::LONGEST).contains(&name.len())
            && name.starts_with(|first: char| first.is_ascii_lowercase())
            && name
                .chars()
                .all(|one| one.is_ascii_lowercase() || one.is_ascii_digit() || one == '-');
        if is_good {
            Ok(Self(name.to_owned()))
        } else {
            Err(PlaceError::SetupName(name.to_owned()))
        }
    }

    /// What its variables start with: `KOPPEL_ACME_TEST_` for `acme-test`, `KOPPEL_` without a setup. A setup
    /// never falls back to the variables without its name: what was meant for one org must not reach another.
    pub fn prefix(setup: Option<&Self>) -> String {
        match setup {
            Some(Self(name)) => format!("KOPPEL_{}_", name.to_ascii_uppercase().replace('-', "_")),
            None => "KOPPEL_".to_owned(),
        }
    }
}

impl fmt::Display for Setup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Place {
    /// `KOPPEL_CONFIG_DIR` and `KOPPEL_STATE_DIR` move the platform's folders; a setup has folders of its own
    /// below them; `named` is what `--config` says.
    pub fn find(
        environment: &Environment,
        setup: Option<&Setup>,
        named: Option<&Path>,
    ) -> Result<Self, PlaceError> {
        let platform = || ProjectDirs::from("", "", "koppel").ok_or(PlaceError::NoHome);
        let settings_file = match (named, environment.get_filled("KOPPEL_CONFIG_DIR")) {
            (Some(file), _) => file.to_owned(),
            (None, Some(folder)) => below(PathBuf::from(folder), setup).join("config.toml"),
            (None, None) => below(platform()?.config_dir().to_owned(), setup).join("config.toml"),
        };
        let state_folder = match environment.get_filled("KOPPEL_STATE_DIR") {
            Some(folder) => below(PathBuf::from(folder), setup),
            // Not under the settings: on some platforms both are one folder.
            None => below(platform()?.data_dir().join("state"), setup),
        };
        Ok(Self {
            settings_file,
            state_folder,
            file_was_named: named.is_some(),
        })
    }
}

fn below(folder: PathBuf, setup: Option<&Setup>) -> PathBuf {
    match setup {
        Some(Setup(name)) => folder.join("setups").join(name),
        None => folder,
    }
}
