//! Who may write (rule G4): one run at a time, and one at a time who stages decisions. Looking needs no lock.
//!
//! A lock is the operating system's: it ends with the process, however that ends. Who holds it stands in a
//! file beside it, since a locked file cannot be read everywhere; what a dead process left there harms
//! nobody, because it is read only by whoever finds the lock taken.

use super::folder::{Folder, Taken, try_lock};
use super::operator::Operator;
use crate::clock::Clock;
use crate::failure::{Exit, Failure};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Held from the fresh reading before writing until the last outcome, never by an open screen.
#[derive(Debug)]
pub struct RunLock(#[expect(dead_code, reason = "held until it is dropped")] Held);

/// Held while decisions are staged.
#[derive(Debug)]
pub struct StagingLock(#[expect(dead_code, reason = "held until it is dropped")] Held);

/// Whether a run goes on in this folder: for whoever only looks. Nothing is written, and nothing is created; where
/// it cannot be told, one goes on.
pub fn is_run_going_on(folder: &Path) -> bool {
    let (lock, _) = LockKind::Run.files();
    match File::open(folder.join(lock)) {
        // Shared with others who look, and given back at once.
        Ok(file) => file.try_lock_shared().is_err(),
        Err(error) => error.kind() != io::ErrorKind::NotFound,
    }
}

/// What a lock is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockKind {
    Run,
    Staging,
}

/// Who has a lock, and since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    #[serde(flatten)]
    pub operator: Operator,
    pub process: u32,
    pub since: Timestamp,
}

#[derive(Debug, thiserror::Error)]
pub enum LockError {
    #[error("{}", kind.refusal())]
    Locked {
        kind: LockKind,
        /// `None`: the other one has only just taken it.
        holder: Option<Holder>,
    },
    #[error("files in {} cannot be locked: {error}", folder.display())]
    CannotLock {
        folder: PathBuf,
        #[source]
        error: io::Error,
    },
    #[error("no lock can be written in {}: {error}", folder.display())]
    Write {
        folder: PathBuf,
        #[source]
        error: io::Error,
    },
}

impl RunLock {
    pub fn take(folder: &Path, operator: &Operator, clock: Clock) -> Result<Self, LockError> {
        Held::take(folder, LockKind::Run, operator, clock).map(Self)
    }
}

impl StagingLock {
    pub fn take(folder: &Path, operator: &Operator, clock: Clock) -> Result<Self, LockError> {
        Held::take(folder, LockKind::Staging, operator, clock).map(Self)
    }
}

impl LockKind {
    /// The file that is locked, and the one that says by whom.
    fn files(self) -> (&'static str, &'static str) {
        match self {
            Self::Run => ("run.lock", "run.holder"),
            Self::Staging => ("staging.lock", "staging.holder"),
        }
    }

    fn refusal(self) -> &'static str {
        match self {
            Self::Run => "Another run is under way",
            Self::Staging => "Somebody else is staging decisions",
        }
    }
}

#[derive(Debug)]
struct Held {
    /// Closing it gives the lock back.
    _file: File,
    holder: PathBuf,
}

impl Held {
    fn take(folder: &Path, kind: LockKind, operator: &Operator, clock: Clock) -> Result<Self, LockError> {
        let write = |error| LockError::Write {
            folder: folder.to_owned(),
            error,
        };
        let prepared = Folder::prepare(folder).map_err(write)?;
        let (lock_name, holder_name) = kind.files();
        let file = prepared.open(lock_name).map_err(write)?;
        let holder = folder.join(holder_name);
        let taken = try_lock(&file).map_err(|error| LockError::CannotLock {
            folder: folder.to_owned(),
            error,
        })?;
        if matches!(taken, Taken::No) {
            return Err(LockError::Locked {
                kind,
                holder: read_holder(&holder),
            });
        }
        let me = Holder {
            operator: operator.clone(),
            process: std::process::id(),
            since: clock.now(),
        };
        write_holder(&prepared, holder_name, &me).map_err(write)?;
        Ok(Self { _file: file, holder })
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        // Emptied before the lock goes, so that the next holder's words are not lost. Should it fail, the
        // words are stale, which harms nobody.
        drop(OpenOptions::new().write(true).truncate(true).open(&self.holder));
    }
}

fn write_holder(folder: &Folder<'_>, name: &str, holder: &Holder) -> io::Result<()> {
    let mut file = folder.open(name)?;
    file.set_len(0)?;
    file.write_all(&serde_json::to_vec(holder)?)
}

fn read_holder(path: &Path) -> Option<Holder> {
    serde_json::from_slice(&fs::read(path).ok()?).ok()
}

impl From<LockError> for Failure {
    fn from(error: LockError) -> Self {
        match error {
            LockError::Locked { kind, holder } => {
                let failure = Self::new(Exit::Locked, kind.refusal());
                let failure = match holder {
                    Some(Holder {
                        operator,
                        process,
                        since,
                    }) => failure.because(format!("{operator} (process {process}) has it since {since}")),
                    None => failure.because("it has only just begun"),
                };
                failure.todo("wait until it has ended, or end it there; a lock ends with its process")
            }
            LockError::CannotLock { folder, error } => Self::new(
                Exit::Failed,
                format!("Files in the state folder {} cannot be locked", folder.display()),
            )
            .because(error.to_string())
            .todo("keep the state on a disk of this machine: set KOPPEL_STATE_DIR"),
            LockError::Write { folder, error } => Self::new(
                Exit::Failed,
                format!("The state folder {} cannot be written", folder.display()),
            )
            .because(error.to_string())
            .todo("give this user the right to write there and room on the disk, or set KOPPEL_STATE_DIR"),
        }
    }
}
