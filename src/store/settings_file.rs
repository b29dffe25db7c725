//! The settings file as something that is written: whole or not at all, never over what was not read, never broken,
//! and never in the place of a file that somebody broke by hand.

use super::edit::{EditError, set_key};
use super::settings::{Origin, Problem, Settings, SettingsError, read_text};
use super::{Environment, Place, Setup};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The file as it was read.
#[derive(Debug, Clone)]
pub struct SettingsFile {
    path: PathBuf,
    /// `None`: there is none yet.
    text: Option<String>,
    prefix: String,
}

#[derive(Debug, thiserror::Error)]
pub enum SettingsFileError {
    #[error("{} was changed by somebody else since koppel read it", path.display())]
    Changed { path: PathBuf },
    /// What was to be written could not be read again.
    #[error("the new settings would be wrong in {} places", problems.len())]
    Wrong { path: PathBuf, problems: Vec<Problem> },
    #[error(transparent)]
    Edit(#[from] EditError),
    #[error("{} cannot be written: {error}", path.display())]
    Write {
        path: PathBuf,
        #[source]
        error: io::Error,
    },
}

impl SettingsFile {
    /// Reads the file, if it is there.
    ///
    /// # Errors
    /// Where a line of it is wrong: it is for people to mend then, and nothing is written over it. What is missing
    /// is no error: it can be added.
    pub fn read(
        place: &Place,
        environment: &Environment,
        setup: Option<&Setup>,
    ) -> Result<Self, SettingsError> {
        let path = &place.settings_file;
        let text = match read_text(path) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => {
                return Err(SettingsError::Unreadable {
                    path: path.clone(),
                    error,
                });
            }
        };
        let file = Self {
            path: path.clone(),
            text,
            prefix: Setup::prefix(setup),
        };
        let problems = match &file.text {
            Some(text) => file.wrong_lines(text, environment),
            None => Vec::new(),
        };
        if problems.is_empty() {
            Ok(file)
        } else {
            Err(SettingsError::Wrong {
                path: file.path,
                problems,
            })
        }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// `None`: there is none yet.
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// The file's text with these keys set (TOML) or taken out; comments and order stay. Nothing is written.
    pub fn with<'a>(
        &self,
        changes: impl IntoIterator<Item = (&'a str, Option<&'a str>)>,
    ) -> Result<String, EditError> {
        let text = self.text.clone().unwrap_or_else(|| "version = 1\n".to_owned());
        changes
            .into_iter()
            .try_fold(text, |text, (path, value)| set_key(&text, path, value))
    }

    /// What a text would mean, with the environment that wins over it.
    pub fn settings(&self, text: &str, environment: &Environment) -> Result<Settings, Vec<Problem>> {
        Settings::read(Some(text), environment, &self.prefix)
    }

    /// Writes the text in the place of what was read; a link is followed, and the old file's mode stays. A new file is
    /// its owner's alone (0600).
    pub fn write(&mut self, text: &str, environment: &Environment) -> Result<(), SettingsFileError> {
        let problems = self.wrong_lines(text, environment);
        if !problems.is_empty() {
            return Err(SettingsFileError::Wrong {
                path: self.path.clone(),
                problems,
            });
        }
        self.check_unchanged()?;
        self.replace(text).map_err(|error| match error.kind() {
            // Somebody made one in this moment.
            io::ErrorKind::AlreadyExists => SettingsFileError::Changed {
                path: self.path.clone(),
            },
            _ => SettingsFileError::Write {
                path: self.path.clone(),
                error,
            },
        })?;
        self.text = Some(text.to_owned());
        Ok(())
    }

    fn check_unchanged(&self) -> Result<(), SettingsFileError> {
        let now = match read_text(&self.path) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => {
                return Err(SettingsFileError::Write {
                    path: self.path.clone(),
                    error,
                });
            }
        };
        if now == self.text {
            Ok(())
        } else {
            Err(SettingsFileError::Changed {
                path: self.path.clone(),
            })
        }
    }

    fn replace(&self, text: &str) -> io::Result<()> {
        let target = if self.text.is_some() {
            self.path.canonicalize()?
        } else {
            self.path.clone()
        };
        let folder = match target.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        super::folder::make_missing(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        if self.text.is_some() {
            fs::set_permissions(file.path(), fs::metadata(&target)?.permissions())?;
            file.persist(&target)?;
        } else {
            file.persist_noclobber(&target)?;
        }
        Ok(())
    }

    /// What is wrong with lines of the file; not what is missing, nor what a variable says.
    fn wrong_lines(&self, text: &str, environment: &Environment) -> Vec<Problem> {
        let mut problems = self.settings(text, environment).err().unwrap_or_default();
        problems.retain(|problem| matches!(problem.origin, Some(Origin::Line(_))));
        problems
    }
}
