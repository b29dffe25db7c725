//! The state: one SQLite file in the state folder that holds what is known from earlier, by org. The journal
//! of what was done (rule A2), what people decided (rule L8), what was last sent (rule U2), the last good
//! reading.
//!
//! [`View`] looks: it needs no lock, changes nothing, and works while a run writes. [`Store`] writes. Both
//! are blocking and belong on a thread that may block. Nothing in here asks an API or prints.
//!
//! The promise: a row is on the disk before its method returns, and what follows from an action stands in the
//! file in the same transaction as its outcome. A process may be killed at any moment; afterwards each action
//! was planned, called or ended, and nothing in between.

mod column;
mod decision;
mod error;
mod file;
mod follow;
mod history;
mod journal;
mod load;
mod lookback;
mod reading;
mod refused_attribute;
mod retention;
mod words;

pub use decision::{Act, Decision, DecisionId, DecisionKind, DecisionRow, Origin};
pub use error::{Fault, StateError};
pub use file::SetAside;
pub use history::{ActionRow, Refusal, ReviewRow, RunRow, Tally};
pub use journal::{
    ActionEnd, Applied, CallError, NewRun, Outcome, OutcomeKind, PlannedAction, RunEnd, RunId, RunKind,
};
pub use lookback::PersonRow;
pub use reading::LastReading;
pub use refused_attribute::AttributeAnswers;
pub use retention::Pruned;

use super::operator::Operator;
use crate::clock::Clock;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};
use std::fs::File;
use std::path::{Path, PathBuf};

/// The state of one org, to look at.
#[derive(Debug)]
pub struct View {
    connection: Connection,
    path: PathBuf,
    /// The org's key in the file; 0, which no org has, where nothing is known of it.
    org: i64,
    clock: Clock,
}

/// The state of one org, to write.
#[derive(Debug)]
pub struct Store {
    view: View,
    operator: Operator,
    #[expect(dead_code, reason = "held until it is dropped")]
    use_lock: File,
}

/// What opening gives.
#[derive(Debug)]
pub struct Opened {
    pub store: Store,
    /// The file that was there is damaged and lies aside: the state is new, and that has to be said loudly.
    pub set_aside: Option<SetAside>,
}

/// What a writing transaction knows.
struct Writing<'a> {
    transaction: Transaction<'a>,
    org: i64,
    operator: &'a Operator,
    now: Timestamp,
}

impl View {
    /// The state as it stands, of `org`, or of whatever org it was last time. Where there is no file the
    /// state is new.
    ///
    /// # Errors
    /// [`Fault::OtherOrg`] where the folder's state is another org's (rule R7).
    pub fn open(folder: &Path, org: Option<&str>, clock: Clock) -> Result<Self, StateError> {
        let path = folder.join(file::NAME);
        let open = || {
            let connection = file::look(folder, file::STEPS)?.map_or_else(file::empty, Ok)?;
            let known = folder_org(&connection)?;
            if let (Some(now), Some((_, last))) = (org, &known) {
                check_org(last, now)?;
            }
            Ok((connection, known.map_or(0, |(key, _)| key)))
        };
        let (connection, org) = open().map_err(|fault: Fault| fault.at(&path))?;
        Ok(Self {
            connection,
            path,
            org,
            clock,
        })
    }

    /// Rule R7, once Okta has said which org it is.
    pub fn check_org(&self, org: &str) -> Result<(), StateError> {
        self.read(|connection, _| match folder_org(connection)? {
            Some((_, last)) => check_org(&last, org),
            None => Ok(()),
        })
    }

    /// Whose state this is; `None` while nobody's.
    pub fn org(&self) -> Result<Option<String>, StateError> {
        self.read(|connection, _| Ok(folder_org(connection)?.map(|(_, org)| org)))
    }

    /// The file, which need not exist.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Everything that `work` reads is of one moment.
    fn read<T>(&self, work: impl FnOnce(&Connection, i64) -> Result<T, Fault>) -> Result<T, StateError> {
        let read = || {
            let transaction = self.connection.unchecked_transaction()?;
            work(&transaction, self.org)
        };
        read().map_err(|fault| fault.at(&self.path))
    }
}

impl Store {
    /// Opens the state of `org` to write, and makes it where it is missing. A damaged file is set aside.
    ///
    /// # Errors
    /// [`Fault::OtherOrg`] where the folder's state is another org's (rule R7); [`Fault::Newer`] for the file
    /// of a newer koppel; [`Fault::InUse`] where the file would have to be renewed and another koppel has it
    /// open.
    pub fn open(folder: &Path, org: &str, operator: Operator, clock: Clock) -> Result<Opened, StateError> {
        Self::open_as(folder, org, operator, clock, check_org)
    }

    /// As [`Store::open`], for when a person said that this folder is another org's from now on. What is
    /// known of the earlier one stays, and comes back with it.
    pub fn open_for_another_org(
        folder: &Path,
        org: &str,
        operator: Operator,
        clock: Clock,
    ) -> Result<Opened, StateError> {
        Self::open_as(folder, org, operator, clock, |_, _| Ok(()))
    }

    fn open_as(
        folder: &Path,
        org: &str,
        operator: Operator,
        clock: Clock,
        check: impl FnOnce(&str, &str) -> Result<(), Fault>,
    ) -> Result<Opened, StateError> {
        let path = folder.join(file::NAME);
        let open = || {
            let examine = |connection: &Connection| examine(connection, clock.now());
            let mut opened = file::open(folder, clock.now(), file::STEPS, &examine)?;
            let key = match folder_org(&opened.connection)? {
                Some((key, last)) if last == org => key,
                Some((_, last)) => {
                    check(&last, org)?;
                    take_folder(&mut opened.connection, org)?
                }
                None => take_folder(&mut opened.connection, org)?,
            };
            Ok((opened, key))
        };
        let (opened, org) = open().map_err(|fault: Fault| fault.at(&path))?;
        let view = View {
            connection: opened.connection,
            path,
            org,
            clock,
        };
        Ok(Opened {
            store: Self {
                view,
                operator,
                use_lock: opened.use_lock,
            },
            set_aside: opened.set_aside,
        })
    }

    /// For everything that looks.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// Proves that rows for `actions` actions can be written: nothing may be sent to Okta that could not be
    /// written down (rule A2). Takes room in the file and gives it back to later rows.
    pub fn check_writable(&mut self, actions: usize) -> Result<(), StateError> {
        // One row of the journal with its bases and pages, generously; and SQLite's log at its usual size.
        const BYTES: (usize, usize, usize) = (4 << 10, 4 << 20, 64 << 20);
        let (each, least, most) = BYTES;
        let bytes = actions.saturating_mul(each).clamp(least, most);
        self.write(|writing| {
            writing
                .transaction
                .execute("INSERT INTO ballast VALUES (zeroblob(?1))", [bytes])?;
            Ok(())
        })?;
        self.write(|writing| {
            writing.transaction.execute("DELETE FROM ballast", [])?;
            Ok(())
        })
    }

    /// All that `work` writes is on the disk when this returns, or none of it.
    fn write<T>(&mut self, work: impl FnOnce(&Writing<'_>) -> Result<T, Fault>) -> Result<T, StateError> {
        let (org, operator, now) = (self.view.org, &self.operator, self.view.clock.now());
        let connection = &mut self.view.connection;
        let write = || {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let writing = Writing {
                transaction,
                org,
                operator,
                now,
            };
            let result = work(&writing)?;
            writing.transaction.commit()?;
            Ok(result)
        };
        write().map_err(|fault: Fault| fault.at(&self.view.path))
    }
}

/// Key and ID of the org whose state the folder holds.
fn folder_org(connection: &Connection) -> Result<Option<(i64, String)>, Fault> {
    let query = "SELECT orgs.id, orgs.okta_org FROM folder JOIN orgs ON orgs.id = folder.org";
    Ok(connection
        .query_one(query, [], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

/// Reads what every run reads: what cannot be read would end each of them.
fn examine(connection: &Connection, now: Timestamp) -> Result<(), Fault> {
    let Some((org, _)) = folder_org(connection)? else {
        let folders: i64 = connection.query_one("SELECT count(*) FROM folder", [], |row| row.get(0))?;
        return match folders {
            0 => Ok(()),
            _ => Err(Fault::Damaged("the org that it is about is missing".to_owned())),
        };
    };
    load::state_at(connection, org, now)?;
    journal::unresolved_actions(connection, org)?;
    history::runs(connection, "org = ?1 ORDER BY number", &[&org])?;
    Ok(())
}

fn check_org(last: &str, now: &str) -> Result<(), Fault> {
    if last == now {
        Ok(())
    } else {
        Err(Fault::OtherOrg {
            last: last.to_owned(),
            now: now.to_owned(),
        })
    }
}

/// The folder is this org's from now on; gives its key.
fn take_folder(connection: &mut Connection, org: &str) -> Result<i64, Fault> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute(
        "INSERT INTO orgs (okta_org) VALUES (?1) ON CONFLICT DO NOTHING",
        [org],
    )?;
    let key = transaction.query_one("SELECT id FROM orgs WHERE okta_org = ?1", [org], |row| row.get(0))?;
    transaction.execute(
        "INSERT INTO folder (one, org) VALUES (1, ?1) ON CONFLICT DO UPDATE SET org = excluded.org",
        [key],
    )?;
    transaction.commit()?;
    Ok(key)
}
