//! Secrets: where they are looked for, and in what order. Never in the settings file, an error, a log or `Debug`.

use super::{Environment, Setup};
use secrecy::SecretString;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Which secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secret {
    OktaToken,
    PersonioClientId,
    PersonioClientSecret,
}

/// All that a reading needs.
#[derive(Debug, Clone)]
pub struct Secrets {
    pub okta_token: Found,
    pub personio_client_id: Found,
    pub personio_client_secret: Found,
}

/// A secret, and where it was found.
#[derive(Debug, Clone)]
pub struct Found {
    pub value: SecretString,
    pub source: SecretSource,
    /// Every user of this machine may read the file.
    pub is_readable_by_others: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretSource {
    /// This variable.
    Variable(String),
    /// The file that this variable names.
    File { variable: String, path: PathBuf },
}

#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    #[error("{variable} is not set, and neither is {variable}_FILE")]
    Missing { secret: Secret, variable: String },
    #[error("{source_name} is empty")]
    Empty { secret: Secret, source_name: String },
    #[error("{source_name} holds blanks, quotes or characters that no secret has")]
    Malformed { secret: Secret, source_name: String },
    #[error("the file {} that {variable} names cannot be read: {error}", path.display())]
    Unreadable {
        secret: Secret,
        variable: String,
        path: PathBuf,
        #[source]
        error: io::Error,
    },
}

/// No secret is longer; a file that is holds something else.
const LONGEST: u64 = 16 * 1024;

impl Secret {
    pub const ALL: [Self; 3] = [
        Self::OktaToken,
        Self::PersonioClientId,
        Self::PersonioClientSecret,
    ];

    /// For people.
    pub fn name(self) -> &'static str {
        match self {
            Self::OktaToken => "Okta's API token",
            Self::PersonioClientId => "Personio's client ID",
            Self::PersonioClientSecret => "Personio's client secret",
        }
    }

    /// `KOPPEL_OKTA_TOKEN`; with a setup `KOPPEL_<SETUP>_OKTA_TOKEN`.
    pub fn variable(self, setup: Option<&Setup>) -> String {
        let end = match self {
            Self::OktaToken => "OKTA_TOKEN",
            Self::PersonioClientId => "PERSONIO_CLIENT_ID",
            Self::PersonioClientSecret => "PERSONIO_CLIENT_SECRET",
        };
        format!("{}{end}", Setup::prefix(setup))
    }

    /// In the variable of its name, else in the file that the same name with `_FILE` holds the path of. A
    /// variable that is set to nothing is refused: it hides a mistake in whatever set it.
    pub fn find(self, environment: &Environment, setup: Option<&Setup>) -> Result<Found, SecretError> {
        let variable = self.variable(setup);
        if let Some(value) = environment.get(&variable) {
            return Ok(Found {
                value: self.check(value, &variable)?,
                source: SecretSource::Variable(variable),
                is_readable_by_others: false,
            });
        }
        let file_variable = format!("{variable}_FILE");
        match environment.get(&file_variable) {
            Some("") => Err(SecretError::Empty {
                secret: self,
                source_name: file_variable,
            }),
            Some(path) => self.read(file_variable, Path::new(path)),
            None => Err(SecretError::Missing {
                secret: self,
                variable,
            }),
        }
    }

    fn read(self, variable: String, path: &Path) -> Result<Found, SecretError> {
        let unreadable = |error| SecretError::Unreadable {
            secret: self,
            variable: variable.clone(),
            path: path.to_owned(),
            error,
        };
        let (text, is_readable_by_others) = read_text(path).map_err(unreadable)?;
        let value = self.check(&text, &format!("the file {}", path.display()))?;
        Ok(Found {
            value,
            source: SecretSource::File {
                variable,
                path: path.to_owned(),
            },
            is_readable_by_others,
        })
    }

    /// The newline that editors and `echo` leave is dropped, and the scheme's word that Okta's own pages show
    /// before the token; blanks inside, quotes around and letters beyond ASCII are a paste that went wrong.
    fn check(self, text: &str, source_name: &str) -> Result<SecretString, SecretError> {
        let trimmed = text.trim();
        let bare = match self {
            Self::OktaToken => trimmed.strip_prefix("SSWS ").unwrap_or(trimmed).trim_start(),
            Self::PersonioClientId | Self::PersonioClientSecret => trimmed,
        };
        let source_name = || source_name.to_owned();
        if bare.is_empty() {
            Err(SecretError::Empty {
                secret: self,
                source_name: source_name(),
            })
        } else if !bare.chars().all(|one| one.is_ascii_graphic()) || bare.starts_with(['"', '\'']) {
            Err(SecretError::Malformed {
                secret: self,
                source_name: source_name(),
            })
        } else {
            Ok(SecretString::from(bare))
        }
    }
}

impl Secrets {
    /// All of them, or the first that cannot be had.
    pub fn find(environment: &Environment, setup: Option<&Setup>) -> Result<Self, SecretError> {
        Ok(Self {
            okta_token: Secret::OktaToken.find(environment, setup)?,
            personio_client_id: Secret::PersonioClientId.find(environment, setup)?,
            personio_client_secret: Secret::PersonioClientSecret.find(environment, setup)?,
        })
    }

    /// Files that every user of this machine may read.
    pub fn exposed_files(&self) -> impl Iterator<Item = &Path> {
        [
            &self.okta_token,
            &self.personio_client_id,
            &self.personio_client_secret,
        ]
        .into_iter()
        .filter_map(|found| found.exposed_file())
    }
}

impl Found {
    /// The file that it stands in, where every user of this machine may read it.
    pub fn exposed_file(&self) -> Option<&Path> {
        match &self.source {
            SecretSource::File { path, .. } if self.is_readable_by_others => Some(path),
            _ => None,
        }
    }
}

impl fmt::Display for SecretSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable(name) => f.write_str(name),
            Self::File { variable, path } => write!(f, "the file {} ({variable})", path.display()),
        }
    }
}

fn read_text(path: &Path) -> io::Result<(String, bool)> {
    let file = File::open(path)?;
    let is_readable_by_others = is_readable_by_others(&file)?;
    let mut text = String::new();
    let read = file.take(LONGEST + 1).read_to_string(&mut text)?;
    if read as u64 > LONGEST {
        return Err(io::Error::other("it is too long for a secret"));
    }
    Ok((text, is_readable_by_others))
}

#[cfg(unix)]
fn is_readable_by_others(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    Ok(file.metadata()?.mode() & 0o004 != 0)
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the same shape on every platform")]
fn is_readable_by_others(_file: &File) -> io::Result<bool> {
    Ok(false)
}
