//! A plan kept in a file, to be applied exactly (rule A8): whose org, under which settings, when, every action
//! with what it rests on, and a checksum.
//!
//! The checksum finds damage and careless edits. It is no signature: whoever may write the file can also make a
//! new one, which is why the file is the owner's alone, and why applying it looks at both sides again.

use crate::core::plan::Plan;
use crate::core::text::hex;
use crate::core::{Employee, OktaId, Profile, Snapshot};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// What stands in the file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SavedPlan {
    /// The org ID (`00o…`).
    pub org: String,
    /// [`Settings::fingerprint`](super::Settings::fingerprint) at that time.
    pub settings: String,
    /// When both sides were read, by their clocks.
    pub at: Timestamp,
    pub plan: Plan,
    /// What each action of the plan rests on, in the same order.
    pub basis: Vec<Basis>,
}

/// What one action rests on: digests of both people as they were read. Another digest later means that somebody
/// changed, and the action is stale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// `None`: the employee is not in Personio any more.
    pub employee: Option<String>,
    /// `None`: there is no profile yet.
    pub profile: Option<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum SavedPlanError {
    #[error("the plan file {} cannot be written: {error}", path.display())]
    Write {
        path: PathBuf,
        #[source]
        error: io::Error,
    },
    #[error("the plan file {} cannot be read: {error}", path.display())]
    Read {
        path: PathBuf,
        #[source]
        error: io::Error,
    },
    #[error("{} is no plan file of koppel's", path.display())]
    NoPlan { path: PathBuf },
    #[error("{} was made by another version of koppel (format {version})", path.display())]
    Version { path: PathBuf, version: u64 },
    #[error("{} was changed or damaged since it was written", path.display())]
    Damaged { path: PathBuf },
    #[error("the plan was made for the org {saved}, and this is {here}")]
    OtherOrg { saved: String, here: String },
    #[error("the settings have changed since the plan was made")]
    OtherSettings,
}

const VERSION: u64 = 1;

impl SavedPlan {
    pub fn new(snapshot: &Snapshot, settings: String, plan: Plan) -> Self {
        Self {
            org: snapshot.org.to_string(),
            settings,
            at: snapshot.moment.now,
            basis: basis(snapshot, &plan),
            plan,
        }
    }

    /// Writes the file whole or not at all, for its owner alone (0600). Only a plain file is replaced: whatever else
    /// has that name, such as a folder or `/dev/null`, stays, and is [`SavedPlanError::Write`].
    pub fn write(&self, path: &Path) -> Result<(), SavedPlanError> {
        self.try_write(path).map_err(|error| SavedPlanError::Write {
            path: path.to_owned(),
            error,
        })
    }

    fn try_write(&self, path: &Path) -> io::Result<()> {
        let body = serde_json::to_value(self)?;
        let mut document = serde_json::Map::new();
        document.insert("koppel_plan".to_owned(), VERSION.into());
        document.insert("checksum".to_owned(), checksum(&body).into());
        document.insert("body".to_owned(), body);
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        // Renaming would put the plan in a device's place, and root is not kept from it.
        if path.exists() && !path.is_file() {
            return Err(io::Error::other("it is there already, and no plain file"));
        }
        // Made with mode 0600, and renamed over an older file.
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        let mut out = io::BufWriter::new(&mut file);
        serde_json::to_writer_pretty(&mut out, &document)?;
        out.write_all(b"\n")?;
        out.flush()?;
        drop(out);
        file.as_file().sync_all()?;
        file.persist(path)?;
        Ok(())
    }

    /// Reads a file back, and looks whether it is whole.
    pub fn read(path: &Path) -> Result<Self, SavedPlanError> {
        let path_of = || path.to_owned();
        let text = fs::read_to_string(path).map_err(|error| SavedPlanError::Read {
            path: path_of(),
            error,
        })?;
        let document: Value =
            serde_json::from_str(&text).map_err(|_| SavedPlanError::NoPlan { path: path_of() })?;
        match document.get("koppel_plan").and_then(Value::as_u64) {
            Some(VERSION) => {}
            Some(version) => {
                return Err(SavedPlanError::Version {
                    path: path_of(),
                    version,
                });
            }
            None => return Err(SavedPlanError::NoPlan { path: path_of() }),
        }
        let body = document.get("body").unwrap_or(&Value::Null);
        let is_whole = document.get("checksum").and_then(Value::as_str) == Some(&checksum(body));
        let saved = is_whole.then(|| Self::deserialize(body).ok()).flatten();
        saved
            .filter(|saved| saved.basis.len() == saved.plan.actions.len())
            .ok_or_else(|| SavedPlanError::Damaged { path: path_of() })
    }

    /// Of each action, whether its people changed on either side since (rule A8).
    pub fn has_changed(&self, snapshot: &Snapshot) -> Vec<bool> {
        let now = basis(snapshot, &self.plan);
        now.iter()
            .zip(&self.basis)
            .map(|(now, then)| now != then)
            .collect()
    }

    /// Whether it may be applied here: the same org, under the same settings.
    pub fn check(&self, org: &str, settings: &str) -> Result<(), SavedPlanError> {
        if self.org != org {
            return Err(SavedPlanError::OtherOrg {
                saved: self.org.clone(),
                here: org.to_owned(),
            });
        }
        if self.settings != settings {
            return Err(SavedPlanError::OtherSettings);
        }
        Ok(())
    }
}

/// What each action of the plan rests on.
fn basis(snapshot: &Snapshot, plan: &Plan) -> Vec<Basis> {
    let employees = snapshot.roster.index();
    let profiles: rustc_hash::FxHashMap<&OktaId, &Profile> = snapshot
        .directory
        .profiles
        .iter()
        .map(|profile| (&profile.id, profile))
        .collect();
    plan.actions
        .iter()
        .map(|action| Basis {
            employee: action
                .employee
                .and_then(|id| employees.get(&id))
                .map(|at| digest_employee(snapshot, &snapshot.roster.employees[*at as usize])),
            profile: action
                .profile
                .as_ref()
                .and_then(|id| profiles.get(id))
                .map(|profile| digest_profile(snapshot, profile)),
        })
        .collect()
}

/// Over everything of the employee that was asked for.
fn digest_employee(snapshot: &Snapshot, employee: &Employee) -> String {
    let columns = snapshot.roster.columns.iter().map(|column| column.key.as_str());
    let mut text = format!(
        "{} {:?} {:?} {:?} {:?} {:?} {:?}",
        employee.id,
        employee.first_name,
        employee.last_name,
        employee.email,
        employee.status,
        employee.hire_date,
        employee.termination_date,
    );
    for (key, value) in columns.zip(&employee.attributes) {
        let _ = write!(text, " {key}={value:?}");
    }
    hex(&Sha256::digest(text))
}

/// Over everything of the profile that a plan looks at. Not over `last_login`, which moves by itself, nor over
/// `last_updated`, which Okta also moves for what is none of ours.
fn digest_profile(snapshot: &Snapshot, profile: &Profile) -> String {
    let mut text = format!(
        "{} {:?} {} {:?} {:?} {:?} {:?} {:?} {:?}",
        profile.id,
        profile.status,
        profile.in_transition,
        profile.login,
        profile.email,
        profile.second_email,
        profile.first_name,
        profile.last_name,
        profile.number,
    );
    for (name, value) in snapshot.directory.columns.iter().zip(&profile.attributes) {
        let _ = write!(text, " {name}={value:?}");
    }
    hex(&Sha256::digest(text))
}

fn checksum(body: &Value) -> String {
    format!("sha256:{}", hex(&Sha256::digest(body.to_string())))
}
