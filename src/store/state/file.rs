//! The file itself: opened, brought to this program's format, set aside where it is damaged.

use super::error::Fault;
use crate::store::folder::{Folder, Taken, try_lock};
use jiff::Timestamp;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use std::fmt;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub(super) const NAME: &str = "state.db";

/// Each koppel that has the file open to write holds this one shared; whoever makes, renews or sets aside the
/// file needs it alone.
const USE_LOCK: &str = "state.lock";

/// One script for each format: the first makes format 1, the second turns 1 into 2, and so on. A program
/// knows as many formats as it has scripts.
pub(super) type Steps<'a> = &'a [&'a str];

/// Those of this program.
pub(super) const STEPS: Steps<'_> = &[
    include_str!("schema/1.sql"),
    include_str!("schema/2.sql"),
    include_str!("schema/3.sql"),
    include_str!("schema/4.sql"),
];

/// `kopp`: tells the file from another program's.
const APPLICATION: i64 = 0x6b6f_7070;

/// Writers hold the file for milliseconds. One that has it for longer is another program.
const BUSY: Duration = Duration::from_secs(3);

/// Reads whatever koppel goes by; a file that cannot be read so is damaged.
pub(super) type Examination<'a> = &'a dyn Fn(&Connection) -> Result<(), Fault>;

/// A file that was damaged, and where it lies now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    pub path: PathBuf,
    pub why: String,
}

impl fmt::Display for SetAside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "The state was damaged ({}) and lies in {} now. koppel has begun a new one: nothing is known of \
             earlier runs and decisions, and every link counts as found.",
            self.why,
            self.path.display()
        )
    }
}

/// Opened to write.
pub(super) struct Opened {
    pub connection: Connection,
    /// Held as long as the connection.
    pub use_lock: File,
    pub set_aside: Option<SetAside>,
}

/// Opens the file to write, and makes it where it is missing.
pub(super) fn open(
    folder: &Path,
    now: Timestamp,
    steps: Steps<'_>,
    examine: Examination<'_>,
) -> Result<Opened, Fault> {
    let folder = Folder::prepare(folder).map_err(Fault::Folder)?;
    let use_lock = folder.open(USE_LOCK).map_err(Fault::Folder)?;
    let mut set_aside = None;
    // Alone: look after the file. Not alone: somebody else has done it, or is just doing it.
    let is_alone = matches!(try_lock(&use_lock).map_err(Fault::CannotLock)?, Taken::Yes);
    if is_alone {
        set_aside = look_after(&folder, now, steps, examine)?;
        use_lock.unlock().map_err(Fault::CannotLock)?;
    }
    use_lock.lock_shared().map_err(Fault::CannotLock)?;
    let connection = connect(&folder.path.join(NAME))?;
    match age_of(&connection, steps)? {
        Age::Current => Ok(Opened {
            connection,
            use_lock,
            set_aside,
        }),
        Age::New | Age::Older(_) => Err(Fault::InUse),
    }
}

/// Opens the file to read; `None` where there is none. Changes nothing but what a killed process left half made,
/// and needs no lock.
pub(super) fn look(folder: &Path, steps: Steps<'_>) -> Result<Option<Connection>, Fault> {
    let path = folder.join(NAME);
    // Asked about, and never opened: see `Folder::make`.
    match fs::metadata(&path) {
        Ok(metadata) if metadata.is_dir() => {
            return Err(Fault::Unreadable(io::ErrorKind::IsADirectory.into()));
        }
        Ok(metadata) if metadata.len() == 0 => return Ok(None),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Fault::Unreadable(error)),
    }
    let connection = match connect_to_look(&path) {
        Err(Fault::ReadOnly(_)) if !has_log(&path) => connect_untouched(&path).map_err(unreadable)?,
        Err(Fault::ReadOnly(_)) => roll_back(&path)
            .and_then(|()| connect_to_look(&path))
            .map_err(unreadable)?,
        other => other.map_err(unreadable)?,
    };
    match age_of(&connection, steps)? {
        Age::New => Ok(None),
        Age::Older(_) => renewed_copy(&connection, steps).map(Some),
        Age::Current => Ok(Some(connection)),
    }
}

/// A process that was killed while it made the file leaves a journal, which only somebody who may write can roll
/// back. SQLite does so by itself, once it is sure that nobody is at work.
fn roll_back(path: &Path) -> Result<(), Fault> {
    format_of(&connect(path)?).map(drop)
}

/// What was written last may stand in a file beside it alone.
fn has_log(path: &Path) -> bool {
    ["-wal", "-journal"]
        .into_iter()
        .any(|suffix| fs::metadata(with_suffix(path, suffix)).is_ok_and(|log| log.len() > 0))
}

/// Somebody who only looks is not told about writing.
fn unreadable(fault: Fault) -> Fault {
    match fault {
        Fault::ReadOnly(error) => Fault::Unreadable(io::Error::other(error)),
        other => other,
    }
}

/// A state that knows nothing.
pub(super) fn empty() -> Result<Connection, Fault> {
    let mut connection = Connection::open_in_memory()?;
    migrate(&mut connection, STEPS)?;
    Ok(connection)
}

/// A file's format, as this program sees it.
enum Age {
    /// There is nothing in it.
    New,
    Older(i64),
    Current,
}

/// # Errors
/// [`Fault::Newer`]: what a later program wrote is not touched.
fn age_of(connection: &Connection, steps: Steps<'_>) -> Result<Age, Fault> {
    let known = i64::try_from(steps.len()).unwrap_or(i64::MAX);
    match format_of(connection)? {
        0 => Ok(Age::New),
        found if found > known => Err(Fault::Newer { found, known }),
        found if found < known => Ok(Age::Older(found)),
        _ => Ok(Age::Current),
    }
}

/// Checks the file, sets it aside where it is damaged, and renews it where it is old. Nobody else writes now.
fn look_after(
    folder: &Folder<'_>,
    now: Timestamp,
    steps: Steps<'_>,
    examine: Examination<'_>,
) -> Result<Option<SetAside>, Fault> {
    let path = folder.path.join(NAME);
    // Made here, not by SQLite, for the sake of its mode, which SQLite's other files take over.
    folder.make(NAME).map_err(Fault::Folder)?;
    let (mut connection, set_aside) =
        match connect(&path).and_then(|connection| checked(connection, steps, examine)) {
            Ok(connection) => (connection, None),
            Err(Fault::Damaged(why)) => {
                let set_aside = set_aside(&path, why, now).map_err(Fault::Folder)?;
                folder.make(NAME).map_err(Fault::Folder)?;
                (connect(&path)?, Some(set_aside))
            }
            Err(fault) => return Err(fault),
        };
    let age = age_of(&connection, steps)?;
    // Before the tables: whoever looks could not roll back what a killed process left half made.
    let mode: String = connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if mode != "wal" {
        return Err(Fault::CannotLock(io::Error::other(
            "the file system lacks the shared memory that SQLite needs",
        )));
    }
    match age {
        Age::New => migrate(&mut connection, steps)?,
        Age::Older(format) => {
            keep_copy(folder, &connection, format, now)?;
            migrate(&mut connection, steps)?;
        }
        Age::Current => {}
    }
    Ok(set_aside)
}

fn connect(path: &Path) -> Result<Connection, Fault> {
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    connection.busy_timeout(BUSY)?;
    // An action's end and what follows from it are more statements than are kept otherwise.
    connection.set_prepared_statement_cache_capacity(64);
    // FULL: a committed row is on the disk. The journal's promise rests on it (rule A2).
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // What SQLite sorts is people's data: it stays out of the folder for temporary files.
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(connection)
}

fn connect_to_look(path: &Path) -> Result<Connection, Fault> {
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    // SQLite touches the file only now.
    format_of(&connection)?;
    Ok(connection)
}

/// For somebody who may read the file and not write its folder: SQLite's shared memory cannot be made, so the
/// file is read as it stands. Safe while nobody has it open to write, which is when there is no log beside
/// it ([`has_log`]).
fn connect_untouched(path: &Path) -> Result<Connection, Fault> {
    let path = path.to_string_lossy();
    // What means something else in an address.
    let path = path.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    let address = format!("file:{path}?immutable=1");
    let connection = Connection::open_with_flags(
        address,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    format_of(&connection)?;
    Ok(connection)
}

fn format_of(connection: &Connection) -> Result<i64, Fault> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Whole, koppel's, and with values that it can read.
fn checked(connection: Connection, steps: Steps<'_>, examine: Examination<'_>) -> Result<Connection, Fault> {
    let verdict: String = connection.pragma_query_value(None, "quick_check", |row| row.get(0))?;
    if verdict != "ok" {
        return Err(Fault::Damaged(verdict));
    }
    let application: i64 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: i64 = connection.query_one("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if application != APPLICATION && tables > 0 {
        return Err(Fault::Damaged("it is another program's".to_owned()));
    }
    if let Age::Current = age_of(&connection, steps)? {
        examine(&connection).map_err(|fault| match fault {
            // Nobody else has it open, and this format has no other words.
            Fault::Odd { .. } => Fault::Damaged(fault.to_string()),
            other => other,
        })?;
    }
    Ok(connection)
}

/// Renames the file and what SQLite keeps beside it; never overwrites anything.
fn set_aside(path: &Path, why: String, now: Timestamp) -> io::Result<SetAside> {
    let new = free_name(path, "damaged", now)?;
    for suffix in ["", "-wal", "-shm"] {
        match fs::rename(with_suffix(path, suffix), with_suffix(&new, suffix)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            other => other?,
        }
    }
    Ok(SetAside { path: new, why })
}

/// Before a migration, so that whatever it does can be undone by hand.
fn keep_copy(folder: &Folder<'_>, from: &Connection, format: i64, now: Timestamp) -> Result<(), Fault> {
    let path = free_name(&folder.path.join(NAME), &format!("format-{format}"), now).map_err(Fault::Folder)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    folder.make(&name).map_err(Fault::Folder)?;
    copy(from, &mut Connection::open(&path)?)
}

/// The old file stays as it is; what is looked at is a copy in memory.
fn renewed_copy(from: &Connection, steps: Steps<'_>) -> Result<Connection, Fault> {
    let mut connection = Connection::open_in_memory()?;
    copy(from, &mut connection)?;
    migrate(&mut connection, steps)?;
    Ok(connection)
}

fn copy(from: &Connection, to: &mut Connection) -> Result<(), Fault> {
    match Backup::new(from, to)?.step(-1)? {
        StepResult::Done => Ok(()),
        _ => Err(Fault::InUse),
    }
}

/// `state.damaged-20261130T070500.db`, with a number where that exists.
fn free_name(path: &Path, what: &str, now: Timestamp) -> io::Result<PathBuf> {
    let time = now.strftime("%Y%m%dT%H%M%S");
    std::iter::once(String::new())
        .chain((2..100).map(|number| format!("-{number}")))
        .map(|number| path.with_file_name(format!("state.{what}-{time}{number}.db")))
        .find(|candidate| !candidate.exists())
        .ok_or_else(|| io::ErrorKind::AlreadyExists.into())
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// All steps that are missing, or none of them.
fn migrate(connection: &mut Connection, steps: Steps<'_>) -> Result<(), Fault> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    let found = usize::try_from(format_of(&transaction)?).unwrap_or_default();
    for step in steps.iter().skip(found) {
        transaction.execute_batch(step)?;
    }
    if found < steps.len() {
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", steps.len())?;
    }
    transaction.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-30T07:05:00Z".parse().unwrap()
    }

    /// A file of format 1 in a future program that knows two more.
    const FUTURE: [&str; 3] = [
        "CREATE TABLE people (name TEXT); INSERT INTO people VALUES ('Jörg');",
        "ALTER TABLE people ADD COLUMN age INTEGER NOT NULL DEFAULT 7;",
        "UPDATE people SET age = age + 1;",
    ];

    fn age(connection: &Connection) -> i64 {
        connection
            .query_one("SELECT age FROM people", [], |row| row.get(0))
            .unwrap()
    }

    #[test]
    fn migrations_run_once_each_and_in_order() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, &FUTURE[..1]).unwrap();
        migrate(&mut connection, &FUTURE).unwrap();
        migrate(&mut connection, &FUTURE).unwrap();
        assert_eq!((format_of(&connection).unwrap(), age(&connection)), (3, 8));
    }

    #[test]
    fn a_migration_that_fails_leaves_the_file_as_it_was() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, &FUTURE[..2]).unwrap();
        let broken = [FUTURE[0], FUTURE[1], "DELETE FROM people; SELECT nonsense;"];
        migrate(&mut connection, &broken).unwrap_err();
        assert_eq!((format_of(&connection).unwrap(), age(&connection)), (2, 7));
    }

    /// A folder with a file that a program with so many formats made.
    fn folder(formats: usize) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        open(folder.path(), now(), &FUTURE[..formats], &|_| Ok(())).unwrap();
        folder
    }

    #[test]
    fn an_older_file_is_renewed_after_a_copy_was_made() {
        let folder = folder(2);
        let opened = open(folder.path(), now(), &FUTURE, &|_| Ok(())).unwrap();
        assert_eq!(
            (format_of(&opened.connection).unwrap(), age(&opened.connection)),
            (3, 8)
        );
        let copy = Connection::open(folder.path().join("state.format-2-20261130T070500.db")).unwrap();
        assert_eq!((format_of(&copy).unwrap(), age(&copy)), (2, 7));
    }

    #[test]
    fn an_older_file_is_looked_at_as_if_it_were_renewed_and_stays_as_it_is() {
        let folder = folder(1);
        let seen = look(folder.path(), &FUTURE).unwrap().unwrap();
        assert_eq!(age(&seen), 8);
        let file = Connection::open(folder.path().join(NAME)).unwrap();
        assert_eq!(format_of(&file).unwrap(), 1);
    }

    #[test]
    fn an_older_file_that_an_older_koppel_has_open_is_not_renewed_under_it() {
        let folder = tempfile::tempdir().unwrap();
        let older = open(folder.path(), now(), &FUTURE[..1], &|_| Ok(())).unwrap();
        let refused = open(folder.path(), now(), &FUTURE, &|_| Ok(())).map(|_| ());
        assert!(matches!(refused, Err(Fault::InUse)));
        drop(older);
        open(folder.path(), now(), &FUTURE, &|_| Ok(())).unwrap();
    }

    #[test]
    fn a_newer_file_is_left_alone() {
        let folder = folder(3);
        let refused = open(folder.path(), now(), &FUTURE[..2], &|_| Ok(())).map(|_| ());
        assert!(matches!(refused, Err(Fault::Newer { found: 3, known: 2 })));
        let refused = look(folder.path(), &FUTURE[..2]).map(|_| ());
        assert!(matches!(refused, Err(Fault::Newer { found: 3, known: 2 })));
    }
}
