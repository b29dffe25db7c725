//! What the setup wizard knows so far, kept when it is closed half-way. Holds neither a secret nor a person: those
//! who read the file learn what will stand in the settings.

use super::folder::Folder;
use super::place::Place;
use super::settings::Settings;
use crate::core::policy::{Activation, First, LoginPart, LoginSchema, Mapping, Source, Take, Umlauts};
use crate::core::value::Text;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

/// The answers of the wizard, as people gave them: what is empty was not answered yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// The step that was open, from 1.
    pub step: u8,
    pub okta_url: String,
    /// The org that answered there (rule R7).
    pub org: Option<String>,
    pub personio_url: String,
    pub login: LoginDraft,
    pub mapping: Vec<LineDraft>,
    /// Rule P6.
    pub on_hire_date: bool,
    /// Rule P6: no default; `None`: not answered yet.
    pub send_email: Option<bool>,
    /// The company's, by its IANA name.
    pub time_zone: String,
    /// Rule P7.
    pub days_before_hire: Option<u16>,
    /// Rule L9: values of a Personio attribute that put somebody out of scope.
    pub out_of_scope: Vec<ConditionDraft>,
    /// How runs will start, in a word of the screen's.
    pub start: Option<String>,
}

/// Rule N1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LoginDraft {
    /// This attribute as it stands, in the place of a generated login.
    pub attribute: Option<String>,
    pub start: PartDraft,
    pub separator: String,
    pub end: Option<PartDraft>,
    pub domain: String,
    /// Two letters (rule N3).
    pub billing_country: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartDraft {
    pub attribute: String,
    /// The first letter alone.
    pub initial: bool,
}

/// One line of the mapping, in the words of the settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineDraft {
    pub personio: String,
    pub okta: String,
    /// Rule U3: `send`, `fill` or `keep`.
    pub first: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConditionDraft {
    pub attribute: String,
    pub is: Vec<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    #[error("{} cannot be read: {error}", path.display())]
    Read {
        path: PathBuf,
        #[source]
        error: io::Error,
    },
    #[error("{} cannot be written: {error}", path.display())]
    Write {
        path: PathBuf,
        #[source]
        error: io::Error,
    },
}

const NAME: &str = "wizard.json";

impl Default for Draft {
    fn default() -> Self {
        Self {
            step: 1,
            okta_url: String::new(),
            org: None,
            personio_url: "https://api.personio.de".to_owned(),
            login: LoginDraft::default(),
            mapping: Vec::new(),
            on_hire_date: true,
            send_email: None,
            time_zone: String::new(),
            days_before_hire: None,
            out_of_scope: Vec::new(),
            start: None,
        }
    }
}

impl Default for LoginDraft {
    fn default() -> Self {
        let whole = |attribute: &str| PartDraft {
            attribute: attribute.to_owned(),
            initial: false,
        };
        Self {
            attribute: None,
            start: whole("first_name"),
            separator: ".".to_owned(),
            end: Some(whole("last_name")),
            domain: String::new(),
            billing_country: String::new(),
        }
    }
}

impl Draft {
    /// What was kept; `None`: nothing, or what no koppel of this version can read, which is then begun anew.
    pub fn load(place: &Place) -> Result<Option<Self>, DraftError> {
        let path = place.state_folder.join(NAME);
        match fs::read(&path) {
            Ok(text) => Ok(serde_json::from_slice(&text).ok()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(DraftError::Read { path, error }),
        }
    }

    /// Whole or not at all, for its owner alone (0600).
    pub fn keep(&self, place: &Place) -> Result<(), DraftError> {
        let path = place.state_folder.join(NAME);
        let write = || -> io::Result<()> {
            let folder = Folder::prepare(&place.state_folder)?;
            let mut file = tempfile::NamedTempFile::new_in(folder.path)?;
            file.write_all(&serde_json::to_vec_pretty(self)?)?;
            file.persist(&path)?;
            Ok(())
        };
        write().map_err(|error| DraftError::Write {
            path: path.clone(),
            error,
        })
    }

    /// When it has become settings, or somebody begins anew.
    pub fn forget(place: &Place) -> Result<(), DraftError> {
        let path = place.state_folder.join(NAME);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(DraftError::Write { path, error }),
            _ => Ok(()),
        }
    }

    /// What is set up already, to be changed.
    pub fn from_settings(settings: &Settings) -> Self {
        let policy = &settings.policy;
        let shown = |path: &str| {
            let key = settings.shown.iter().find(|key| key.path == path);
            let value = key.and_then(|key| key.value.as_deref()).unwrap_or_default();
            value.trim_matches('"').to_owned()
        };
        let conditions = policy.scope.exclude.iter();
        Self {
            step: 1,
            okta_url: plain(&settings.okta_url),
            org: None,
            personio_url: plain(&settings.personio_url),
            login: LoginDraft::of(&policy.login, shown("login.billing_country")),
            mapping: policy.mapping.iter().map(LineDraft::from).collect(),
            on_hire_date: policy.activation.on_hire_date,
            send_email: policy.activation.send_email,
            time_zone: shown("activation.time_zone"),
            days_before_hire: policy.days_before_hire,
            out_of_scope: conditions
                .map(|condition| ConditionDraft {
                    attribute: condition.attribute.to_string(),
                    is: condition.is.iter().map(ToString::to_string).collect(),
                })
                .collect(),
            start: None,
        }
    }

    /// Rule N1; `None` while there is nothing to make a login of.
    pub fn login_schema(&self) -> Option<LoginSchema> {
        let part = |part: &PartDraft| LoginPart {
            attribute: Text::from(part.attribute.trim()),
            take: if part.initial { Take::Initial } else { Take::Whole },
        };
        match &self.login.attribute {
            Some(attribute) => Some(LoginSchema::Attribute(Text::from(attribute.trim()))),
            None if self.login.domain.trim().is_empty() => None,
            None => Some(LoginSchema::Generated {
                start: part(&self.login.start),
                separator: Text::from(self.login.separator.as_str()),
                end: self.login.end.as_ref().map(part),
                domain: Text::from(
                    self.login
                        .domain
                        .trim()
                        .trim_start_matches('@')
                        .to_ascii_lowercase(),
                ),
            }),
        }
    }

    /// Rule N3.
    pub fn umlauts(&self) -> Umlauts {
        Umlauts::from_billing_country(&self.login.billing_country)
    }

    /// The lines that can be understood so far.
    pub fn lines(&self) -> Vec<Mapping> {
        let understood = self.mapping.iter().filter_map(|line| {
            Some(Mapping {
                source: Source::from_words(line.personio.trim()).ok()?,
                target: Text::from(line.okta.trim()),
                first: match line.first.as_str() {
                    "fill_empty" => First::Fill,
                    "keep" => First::Keep,
                    _ => First::Send,
                },
            })
        });
        understood.collect()
    }

    pub fn activation(&self) -> Activation {
        Activation {
            on_hire_date: self.on_hire_date,
            send_email: self.send_email,
        }
    }
}

impl LoginDraft {
    fn of(schema: &LoginSchema, billing_country: String) -> Self {
        let part = |part: &LoginPart| PartDraft {
            attribute: part.attribute.to_string(),
            initial: part.take == Take::Initial,
        };
        match schema {
            LoginSchema::Attribute(attribute) => Self {
                attribute: Some(attribute.to_string()),
                billing_country,
                ..Self::default()
            },
            LoginSchema::Generated {
                start,
                separator,
                end,
                domain,
            } => Self {
                attribute: None,
                start: part(start),
                separator: separator.to_string(),
                end: end.as_ref().map(part),
                domain: domain.to_string(),
                billing_country,
            },
        }
    }
}

impl From<&Mapping> for LineDraft {
    fn from(line: &Mapping) -> Self {
        let first = match line.first {
            First::Send => "overwrite",
            First::Fill => "fill_empty",
            First::Keep => "keep",
        };
        Self {
            personio: line.source.as_words().to_owned(),
            okta: line.target.to_string(),
            first: first.to_owned(),
        }
    }
}

fn plain(url: &reqwest::Url) -> String {
    url.as_str().trim_end_matches('/').to_owned()
}
