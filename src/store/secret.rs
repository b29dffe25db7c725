//! Secrets: where they are looked for, and in what order; what people paste is cleaned. Never in the settings file,
//! an error, a log or `Debug`.

use super::keyring::{KeyringError, Vault};
use super::{Environment, Setup};
use crate::core::value::Text;
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

/// Where secrets are looked for: variables, then files, then the vault.
#[derive(Debug, Clone, Copy)]
pub struct SecretSources<'a> {
    pub environment: &'a Environment,
    pub setup: Option<&'a Setup>,
    /// `None`: nobody knows yet which org's entries are meant.
    pub vault: Option<&'a Vault>,
}

/// A secret, and where it was found.
#[derive(Debug, Clone)]
pub struct Found {
    pub value: SecretString,
    pub source: SecretSource,
    /// The org ID that it was kept for (rule R7); `None`: nobody said.
    pub org: Option<String>,
    /// Every user of this machine may read the file.
    pub is_readable_by_others: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretSource {
    /// This variable.
    Variable(String),
    /// The file that this variable names.
    File { variable: String, path: PathBuf },
    /// The system's keyring.
    Keyring,
    /// What was typed since koppel was started.
    Session,
}

#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    #[error("{variable} is not set, and neither is {variable}_FILE{}", after_that(.vault.as_ref()))]
    Missing {
        secret: Secret,
        variable: String,
        /// What the vault said; `None`: it was not asked, since nobody knows yet which org's entries are meant.
        vault: Option<VaultAnswer>,
    },
    #[error("{source_name} is empty")]
    Empty { secret: Secret, source_name: String },
    #[error("{source_name} holds blanks, quotes or characters that no secret has")]
    Malformed { secret: Secret, source_name: String },
    /// Another kind of secret, by how it begins.
    #[error("{source_name} holds what looks like {looks_like}")]
    Mistaken {
        secret: Secret,
        source_name: String,
        looks_like: &'static str,
    },
    #[error("the file {} that {variable} names cannot be read: {error}", path.display())]
    Unreadable {
        secret: Secret,
        variable: String,
        path: PathBuf,
        #[source]
        error: io::Error,
    },
}

/// Why the vault did not give a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VaultAnswer {
    /// It holds none for this setup and address.
    HoldsNone,
    Failed(KeyringError),
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

    /// For names of entries and files: `okta-token`.
    pub fn slug(self) -> &'static str {
        match self {
            Self::OktaToken => "okta-token",
            Self::PersonioClientId => "personio-client-id",
            Self::PersonioClientSecret => "personio-client-secret",
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

    /// In the variable of its name, else in the file that the same name with `_FILE` holds the path of, else in the
    /// vault, which is asked for nothing before that. A variable that is set to nothing is refused: it hides a
    /// mistake in whatever set it.
    pub fn find(self, sources: &SecretSources<'_>) -> Result<Found, SecretError> {
        let variable = self.variable(sources.setup);
        if let Some(value) = sources.environment.get(&variable) {
            return Ok(Found {
                value: self.check(value, &variable)?,
                source: SecretSource::Variable(variable),
                org: None,
                is_readable_by_others: false,
            });
        }
        let file_variable = format!("{variable}_FILE");
        match sources.environment.get(&file_variable) {
            Some("") => Err(SecretError::Empty {
                secret: self,
                source_name: file_variable,
            }),
            Some(path) => self.read(file_variable, Path::new(path)),
            None => self.in_vault(sources.vault, variable),
        }
    }

    fn in_vault(self, vault: Option<&Vault>, variable: String) -> Result<Found, SecretError> {
        let answer = vault.map(|vault| match vault.find(self) {
            Ok(Some(kept)) => Ok((kept, vault.source())),
            Ok(None) => Err(VaultAnswer::HoldsNone),
            Err(error) => Err(VaultAnswer::Failed(error)),
        });
        match answer {
            Some(Ok((kept, source))) => Ok(Found {
                value: kept.value,
                source,
                org: Some(kept.org),
                is_readable_by_others: false,
            }),
            Some(Err(answer)) => Err(SecretError::Missing {
                secret: self,
                variable,
                vault: Some(answer),
            }),
            None => Err(SecretError::Missing {
                secret: self,
                variable,
                vault: None,
            }),
        }
    }

    /// What somebody pasted, without the blanks, line ends, quotes and words that came along.
    pub fn clean(self, pasted: &str) -> Result<SecretString, SecretError> {
        let is_around = |one: char| {
            one.is_whitespace()
                || one.is_control()
                || matches!(
                    one,
                    '"' | '\'' | '`' | '\u{200b}'..='\u{200f}' | '\u{feff}' | '“' | '”' | '„'
                )
        };
        let mut bare = pasted.trim_matches(is_around);
        let words: &[&str] = match self {
            Self::OktaToken => &["authorization:", "ssws "],
            Self::PersonioClientId => &["client_id=", "client_id:", "client id:"],
            Self::PersonioClientSecret => &["client_secret=", "client_secret:", "client secret:"],
        };
        for word in words {
            if let Some((start, rest)) = bare.split_at_checked(word.len())
                && start.eq_ignore_ascii_case(word)
            {
                bare = rest.trim_matches(is_around);
            }
        }
        self.check(bare, "what was pasted")
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
            org: None,
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
        } else if let Some(looks_like) = self.mistaken(bare) {
            Err(SecretError::Mistaken {
                secret: self,
                source_name: source_name(),
                looks_like,
            })
        } else {
            Ok(SecretString::from(bare))
        }
    }

    /// Secrets that begin as no secret of this kind does.
    fn mistaken(self, bare: &str) -> Option<&'static str> {
        match self {
            Self::OktaToken if bare.starts_with("papi-") => Some("a credential of Personio's"),
            Self::OktaToken if bare.starts_with("eyJ") => {
                Some("an OAuth access token, which ends within hours")
            }
            Self::OktaToken if bare.starts_with("http") => Some("an address"),
            Self::PersonioClientId | Self::PersonioClientSecret if bare.starts_with("http") => {
                Some("an address")
            }
            _ => None,
        }
    }
}

impl Secrets {
    /// All of them, or the first that cannot be had.
    pub fn find(sources: &SecretSources<'_>) -> Result<Self, SecretError> {
        Ok(Self {
            okta_token: Secret::OktaToken.find(sources)?,
            personio_client_id: Secret::PersonioClientId.find(sources)?,
            personio_client_secret: Secret::PersonioClientSecret.find(sources)?,
        })
    }

    /// The orgs that they were kept for (rule R7).
    pub fn orgs(&self) -> Vec<Text> {
        let all = [
            &self.okta_token,
            &self.personio_client_id,
            &self.personio_client_secret,
        ];
        all.into_iter()
            .filter_map(|found| found.org.as_deref().map(Text::from))
            .collect()
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
            Self::Keyring => f.write_str("the system's keyring"),
            Self::Session => f.write_str("typed in this session"),
        }
    }
}

fn after_that(answer: Option<&VaultAnswer>) -> String {
    match answer {
        None => String::new(),
        Some(VaultAnswer::HoldsNone) => ", and the system's keyring holds none for this address".to_owned(),
        // Most servers have none: why, doctor says.
        Some(VaultAnswer::Failed(KeyringError::Absent(_))) => ", and there is no keyring here".to_owned(),
        Some(VaultAnswer::Failed(error)) => format!(", and {error}"),
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
