//! What can go wrong with the state file, and how a person is told.

use crate::failure::{Exit, Failure, capital};
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
    /// Or failing: `SQLite` often cannot tell.
    #[error("the disk is full, or fails: {0}")]
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
        if is_unreadable_value(&error) {
            // Without its own words, which may hold the value.
            return Self::Damaged("a value in it cannot be read".to_owned());
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(error.to_string()),
            Some(ErrorCode::DiskFull) => Self::DiskFull(error),
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Self::ReadOnly(error)
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked(error),
            Some(ErrorCode::FileLockingProtocolFailed) => Self::CannotLock(io::Error::other(error)),
            Some(ErrorCode::SystemIoFailure) if is_failed_write(&error) => Self::DiskFull(error),
            _ => Self::Sqlite(error),
        }
    }
}

/// Of another kind or form than what koppel writes there.
fn is_unreadable_value(error: &rusqlite::Error) -> bool {
    use rusqlite::Error::{FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType, Utf8Error};
    matches!(
        error,
        FromSqlConversionFailure(..) | IntegralValueOutOfRange(..) | InvalidColumnType(..) | Utf8Error(..)
    )
}

/// A quota, a limit on the size of files, or a full disk below a network shows in one of these.
fn is_failed_write(error: &rusqlite::Error) -> bool {
    use rusqlite::ffi::{
        SQLITE_IOERR_FSYNC, SQLITE_IOERR_SHMSIZE, SQLITE_IOERR_TRUNCATE, SQLITE_IOERR_WRITE,
    };
    let writes = [
        SQLITE_IOERR_FSYNC,
        SQLITE_IOERR_SHMSIZE,
        SQLITE_IOERR_TRUNCATE,
        SQLITE_IOERR_WRITE,
    ];
    error
        .sqlite_error()
        .is_some_and(|code| writes.contains(&code.extended_code))
}

/// The one place that words them.
impl From<StateError> for Failure {
    fn from(StateError { path, fault }: StateError) -> Self {
        let folder = path.parent().unwrap_or(&path).display();
        let file = path.display();
        let what = match &fault {
            Fault::Folder(_) => format!("The state folder {folder} cannot be used"),
            Fault::Unreadable(_) => format!("The state {file} cannot be read"),
            Fault::CannotLock(_) => format!("Files in the state folder {folder} cannot be locked"),
            Fault::ReadOnly(_) => format!("The state {file} cannot be written"),
            Fault::DiskFull(_) => format!("There is no room for the state {file}, or its disk fails"),
            Fault::Locked(_) => format!("Another program has locked the state {file}"),
            Fault::InUse => format!("The state {file} has to be renewed, and another koppel is using it"),
            Fault::Newer { .. } => format!("The state {file} was written by a newer koppel"),
            Fault::Damaged(_) => format!("The state {file} is damaged"),
            Fault::OtherOrg { last, now } => {
                format!("Okta answers as org {now}, and the state is that of org {last}")
            }
            Fault::Odd { .. } => format!("The state {file} holds what koppel never wrote"),
            Fault::NotBegun { .. } | Fault::Sqlite(_) => format!("The state {file} cannot be kept"),
            Fault::NotInForce(_) => "That decision does not hold any more".to_owned(),
        };
        let failure = Self::new(exit(&fault), what)
            .because(capital(&fault.to_string()))
            .todo(todo(&fault));
        // A newer koppel renewed the state under one that still runs: only starting anew brings that one here.
        match fault {
            Fault::OtherOrg { .. } | Fault::Newer { .. } => failure.for_good(),
            _ => failure,
        }
    }
}

fn exit(fault: &Fault) -> Exit {
    match fault {
        Fault::OtherOrg { .. } => Exit::Stopped,
        Fault::InUse => Exit::Locked,
        _ => Exit::Failed,
    }
}

fn todo(fault: &Fault) -> &'static str {
    match fault {
        Fault::Folder(_) => "Give this user the right to write there, or name another with KOPPEL_STATE_DIR",
        Fault::Unreadable(_) => "Give this user the right to read the file",
        Fault::CannotLock(_) => "Keep the state on a disk of this machine: set KOPPEL_STATE_DIR",
        Fault::ReadOnly(_) => "Give this user the right to write the file and its folder",
        Fault::DiskFull(_) => "Make room on that disk; nothing was sent that is not in the journal",
        Fault::Locked(_) => "Close what has the file open, such as a database browser or a backup",
        Fault::InUse => "Wait until the other one has ended, or end it; then try again",
        Fault::Newer { .. } => "Use that version of koppel; this one leaves the file as it is",
        Fault::Damaged(_) => {
            "Bring it back from a backup; the next command that writes sets the file aside and begins a new \
             one, for which every link counts as found"
        }
        Fault::OtherOrg { .. } => {
            "Check okta.url; each org has a state of its own: use --setup, or another KOPPEL_STATE_DIR"
        }
        Fault::Odd { .. } => "Bring the file back from a backup, or use the version of koppel that wrote it",
        Fault::NotBegun { .. } | Fault::Sqlite(_) => {
            "Nothing more is written to Okta; please report this with the reason"
        }
        Fault::NotInForce(_) => "Look at koppel history --decisions",
    }
}
