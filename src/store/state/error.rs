//! What can go wrong with the state file, and how a person is told.

use crate::failure::{Exit, Failure};
use rusqlite::ErrorCode;
use std::io;
use std::path::{Path, PathBuf};

/// A fault, and the file that it is about.
#[derive(Debug, thiserror::Error)]
#[error("{}: {fault}", path.display())]
pub struct StateError {
    pub path: PathBuf,
    #[source]
    pub fault: Fault,
}

/// Nothing in here holds a value of a person: SQLite's messages name tables and columns.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("the folder cannot be used: {0}")]
    Folder(#[source] io::Error),
    #[error("the file cannot be read: {0}")]
    Unreadable(#[source] io::Error),
    #[error("files in the folder cannot be locked: {0}")]
    CannotLock(#[source] io::Error),
    #[error("the file cannot be written: {0}")]
    ReadOnly(#[source] rusqlite::Error),
    #[error("the disk is full: {0}")]
    DiskFull(#[source] rusqlite::Error),
    #[error("another program has locked the file: {0}")]
    Locked(#[source] rusqlite::Error),
    /// The file must be renewed or set aside, and another koppel has it open.
    #[error("another koppel is using the file")]
    InUse,
    #[error("the file has format {found}, and this program knows up to {known}")]
    Newer { found: i64, known: i64 },
    #[error("the file is damaged: {0}")]
    Damaged(String),
    /// Rule R7.
    #[error("the state is of the org {last}, and this is {now}")]
    OtherOrg { last: String, now: String },
    /// A row holds something that this program never wrote.
    #[error("a row of {table} cannot be understood: {what}")]
    Odd { table: &'static str, what: &'static str },
    #[error("action {position} of run {run} was not begun, or has ended already")]
    NotBegun { run: i64, position: u32 },
    #[error("the decision {0} does not hold any more")]
    NotInForce(i64),
    #[error("SQLite: {0}")]
    Sqlite(#[source] rusqlite::Error),
}

impl Fault {
    pub(super) fn at(self, path: &Path) -> StateError {
        StateError {
            path: path.to_owned(),
            fault: self,
        }
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(error.to_string()),
            Some(ErrorCode::DiskFull) => Self::DiskFull(error),
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Self::ReadOnly(error)
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked(error),
            Some(ErrorCode::FileLockingProtocolFailed) => Self::CannotLock(io::Error::other(error)),
            // A quota or a limit on the size of files shows as a failed write.
            Some(ErrorCode::SystemIoFailure) if is_failed_write(&error) => Self::DiskFull(error),
            _ => Self::Sqlite(error),
        }
    }
}

fn is_failed_write(error: &rusqlite::Error) -> bool {
    error
        .sqlite_error()
        .is_some_and(|code| code.extended_code == rusqlite::ffi::SQLITE_IOERR_WRITE)
}

/// The one place that words them.
impl From<StateError> for Failure {
    fn from(StateError { path, fault }: StateError) -> Self {
        let folder = path.parent().unwrap_or(&path).display();
        let file = path.display();
        let why = fault.to_string();
        let failure = match &fault {
            Fault::Folder(_) => Self::new(Exit::Failed, format!("The state folder {folder} cannot be used"))
                .todo("Give this user the right to write there, or name another folder with KOPPEL_STATE_DIR."),
            Fault::Unreadable(_) => Self::new(Exit::Failed, format!("The state {file} cannot be read"))
                .todo("Give this user the right to read the file, or name another folder with KOPPEL_STATE_DIR."),
            Fault::CannotLock(_) => {
                Self::new(Exit::Failed, format!("Files in the state folder {folder} cannot be locked"))
                    .todo("Keep the state on a disk of this machine: set KOPPEL_STATE_DIR.")
            }
            Fault::ReadOnly(_) => Self::new(Exit::Failed, format!("The state {file} cannot be written"))
                .todo("Give this user the right to write the file and its folder."),
            Fault::DiskFull(_) => Self::new(Exit::Failed, format!("There is no room to write the state {file}"))
                .todo("Make room on that disk. Nothing was written that is not in the journal."),
            Fault::Locked(_) => Self::new(Exit::Failed, format!("Another program has locked the state {file}"))
                .todo("Close what has the file open, such as a database browser or a backup."),
            Fault::InUse => Self::new(
                Exit::Locked,
                format!("The state {file} has to be renewed, and another koppel is using it"),
            )
            .todo("Wait until the other one has ended, or end it; then try again."),
            Fault::Newer { .. } => Self::new(
                Exit::Failed,
                format!("The state {file} was written by a newer koppel"),
            )
            .todo("Use that version of koppel; this one leaves the file as it is."),
            Fault::Damaged(_) => Self::new(Exit::Failed, format!("The state {file} is damaged"))
                .todo(
                    "Bring it back from a backup. The next command that writes sets the file aside and starts anew, \
                     with every link counting as found.",
                ),
            Fault::OtherOrg { last, now } => Self::new(
                Exit::Stopped,
                format!("Okta answers as org {now}, and the state is that of org {last}"),
            )
            .todo("Check okta.url. Each org needs a state of its own: use --setup, or another KOPPEL_STATE_DIR."),
            Fault::Odd { .. } => Self::new(Exit::Failed, format!("The state {file} holds what koppel never wrote"))
                .todo("Bring the file back from a backup, or use the version of koppel that wrote it."),
            Fault::NotBegun { .. } | Fault::Sqlite(_) => {
                Self::new(Exit::Failed, format!("The state {file} cannot be kept"))
                    .todo("Nothing more is written to Okta. Please report this.")
            }
            Fault::NotInForce(_) => Self::new(Exit::Failed, "That decision does not hold any more")
                .todo("Look at `koppel history --decisions`."),
        };
        failure.because(why)
    }
}
