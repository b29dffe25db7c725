//! What people decided (rules L7 to L10, L12, P3, P4): each act is a row, and nothing is overwritten.
//!
//! Of what holds at the moment there is an index, the table `in_force`. A decision leaves it when it is taken
//! back, replaced by a later one that contradicts it, or done by a run; each of these is a row again.

mod force;
mod row;

pub(super) use force::{Reason, decide, end, in_force};
pub(super) use row::row_of;

use super::column::micros;
use super::error::Fault;
use super::journal::RunId;
use super::{StateError, Store, View};
use crate::core::plan::Closing;
use crate::core::plan::HoldCode;
use crate::core::state::{Aside, PersonHold, Staging};
use crate::core::{EmployeeId, OktaId};
use crate::store::lock::StagingLock;
use crate::store::operator::Operator;
use force::{record_act, restore_what_it_replaced};
use jiff::Timestamp;
use rusqlite::params;

/// The number of a decision's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DecisionId(pub i64);

/// What a person decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Rule L7. Staged until it is confirmed (rule L8).
    Assign {
        profile: OktaId,
        employee: EmployeeId,
        may_move: bool,
    },
    /// Rule L7: the link is removed. Staged until it is confirmed.
    RemoveLink {
        profile: OktaId,
        employee: Option<EmployeeId>,
    },
    /// Rule L1: the number that was found there is right.
    ConfirmLink { profile: OktaId, employee: EmployeeId },
    /// Rule L9.
    SetAside { profile: OktaId, aside: Aside },
    /// Whose account this is, HR is asked, with what is asked. Ends when the profile is decided.
    AskHr { profile: OktaId, note: String },
    /// Rule L9.
    Exclude { employee: EmployeeId, note: String },
    /// Rule L10.
    Reject { profile: OktaId, employee: EmployeeId },
    /// "Yes, do it" to a hold.
    Release { hold: HoldCode, employee: EmployeeId },
    /// A person's own hold.
    Hold { employee: EmployeeId, hold: PersonHold },
    /// Rule A6: what was refused for good for this person is sent once more. Done at once.
    Retry {
        employee: Option<EmployeeId>,
        profile: Option<OktaId>,
    },
    /// A setting was changed from the program (rule A2). Done at once. Never a secret.
    Setting {
        key: String,
        from: Option<String>,
        to: Option<String>,
    },
}

/// What a decision is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecisionKind {
    Assign,
    RemoveLink,
    ConfirmLink,
    SetAside,
    AskHr,
    Exclude,
    Reject,
    Release,
    Hold,
    Retry,
    Setting,
}

/// What was done with a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Decided,
    /// Rule L8: a person agreed that it is written.
    Confirmed,
    TakenBack,
    /// A later decision contradicts it.
    Replaced,
    /// What had replaced it was taken back.
    Restored,
    /// A run did it.
    Done,
}

/// From where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    Screen,
    Command,
    /// A list of assignments.
    File,
    /// It follows from what a run did.
    Run,
}

/// One act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionRow {
    pub id: DecisionId,
    pub at: Timestamp,
    pub by: Operator,
    pub origin: Origin,
    pub act: Act,
    pub decision: Decision,
    /// The decision that the act is about; `None` where it is the decision itself.
    pub about: Option<DecisionId>,
    pub run: Option<RunId>,
}

impl Decision {
    pub fn kind(&self) -> DecisionKind {
        self.parts().kind
    }

    /// Whom it is about.
    pub fn employee(&self) -> Option<EmployeeId> {
        self.parts().employee
    }

    /// The profile that it is about.
    pub fn profile(&self) -> Option<&OktaId> {
        self.parts().profile
    }
}

impl Store {
    /// Writes decisions down, all or none; what they contradict is replaced. Links stay staged until
    /// [`Store::confirm_staged`].
    pub fn decide(
        &mut self,
        _lock: &StagingLock,
        decisions: &[Decision],
        origin: Origin,
    ) -> Result<Vec<DecisionId>, StateError> {
        self.write(|writing| {
            decisions
                .iter()
                .map(|decision| decide(writing, decision, Reason::person(origin)))
                .collect()
        })
    }

    /// Takes a decision back; what it had replaced holds again, as far as nothing later contradicts.
    ///
    /// # Errors
    /// [`Fault::NotInForce`]: it was taken back, replaced or done already.
    pub fn take_back(
        &mut self,
        _lock: &StagingLock,
        id: DecisionId,
        origin: Origin,
    ) -> Result<(), StateError> {
        self.write(|writing| {
            end(writing, id, Act::TakenBack, Reason::person(origin))?;
            restore_what_it_replaced(writing, id, Reason::person(origin))
        })
    }

    /// Rule L8: a person agreed that these reach Okta with the next run.
    ///
    /// # Errors
    /// [`Fault::NotInForce`] where one was taken back, replaced or done already: then none is confirmed.
    pub fn confirm_staged(
        &mut self,
        _lock: &StagingLock,
        ids: &[DecisionId],
        origin: Origin,
    ) -> Result<(), StateError> {
        self.write(|writing| {
            for &id in ids {
                let is_staged = writing
                    .transaction
                    .prepare_cached(
                        "UPDATE in_force SET staging = ?3
                         WHERE decision = ?1 AND org = ?2 AND staging IS NOT NULL",
                    )?
                    .execute(params![id.0, writing.org, Staging::Confirmed])?;
                if is_staged == 0 {
                    return Err(Fault::NotInForce(id.0));
                }
                record_act(writing, id, Act::Confirmed, Reason::person(origin))?;
            }
            Ok(())
        })
    }

    /// Rule P2: the link report was reviewed, and closing it names and covers this. A later closing counts instead of an
    /// earlier one.
    pub fn close_review(
        &mut self,
        _lock: &StagingLock,
        closing: &Closing,
        origin: Origin,
    ) -> Result<(), StateError> {
        self.write(|writing| {
            let transaction = &writing.transaction;
            transaction.execute(
                "INSERT INTO reviews (org, at, user, host, origin) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![
                    writing.org,
                    micros(writing.now),
                    writing.operator.user,
                    writing.operator.host,
                    origin
                ],
            )?;
            let review = transaction.last_insert_rowid();
            let lists = [
                (
                    "INSERT OR IGNORE INTO review_covered VALUES (?1, ?2)",
                    &closing.covered,
                ),
                (
                    "INSERT OR IGNORE INTO review_known VALUES (?1, ?2)",
                    &closing.known,
                ),
            ];
            for (statement, employees) in lists {
                let mut insert = transaction.prepare(statement)?;
                for employee in employees {
                    insert.execute(params![review, employee])?;
                }
            }
            let mut insert = transaction.prepare("INSERT OR IGNORE INTO review_pairs VALUES (?1, ?2, ?3)")?;
            for (profile, employee) in &closing.pairs {
                insert.execute(params![review, profile, employee])?;
            }
            Ok(())
        })
    }
}

impl View {
    /// What holds at the moment, the oldest first: each as it was decided, with its staging.
    pub fn decisions_in_force(&self) -> Result<Vec<(DecisionRow, Option<Staging>)>, StateError> {
        self.read(in_force)
    }

    /// Every act, the newest first, at most `limit` of them.
    pub fn decision_history(&self, limit: usize) -> Result<Vec<DecisionRow>, StateError> {
        self.read(|connection, org| {
            let mut query =
                connection.prepare("SELECT * FROM decisions WHERE org = ?1 ORDER BY id DESC LIMIT ?2")?;
            let mut rows = query.query(params![org, limit])?;
            let mut acts = Vec::new();
            while let Some(row) = rows.next()? {
                acts.push(row_of(row)?);
            }
            Ok(acts)
        })
    }
}
