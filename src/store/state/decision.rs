//! What people decided (rules L7 to L10, L12, P3, P4): each act is a row, and nothing is overwritten.
//!
//! Of what holds at the moment there is an index, the table `in_force`. A decision leaves it when it is taken
//! back, replaced by a later one that contradicts it, or done by a run; each of these is a row again.

use super::column::{micros, time_at};
use super::error::Fault;
use super::journal::RunId;
use super::words::Word;
use super::{StateError, Store, View, Writing};
use crate::core::plan::{ActionKind, HoldCode};
use crate::core::state::{Aside, AsideKind, PersonHold, Staging};
use crate::core::{EmployeeId, OktaId};
use crate::store::lock::StagingLock;
use crate::store::operator::Operator;
use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, Row, named_params, params};
use serde::{Deserialize, Serialize};

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
    /// Rule L9.
    Exclude { employee: EmployeeId, note: String },
    /// Rule L10.
    Reject { profile: OktaId, employee: EmployeeId },
    /// "Yes, do it" to a hold.
    Release { hold: HoldCode, employee: EmployeeId },
    /// A person's own hold.
    Hold { employee: EmployeeId, hold: PersonHold },
    /// Rule A6: what was refused for good for this person is sent once more. Done at once.
    Retry { employee: EmployeeId },
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

/// What of a decision has no column of its own, as JSON.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Detail {
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    may_move: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    aside: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hold: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Date>,
    #[serde(skip_serializing_if = "String::is_empty")]
    note: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
}

/// A decision as its row has it.
struct Parts<'a> {
    kind: DecisionKind,
    profile: Option<&'a OktaId>,
    employee: Option<EmployeeId>,
    /// See the table `in_force`.
    topic: &'static str,
    detail: Detail,
}

impl Decision {
    fn parts(&self) -> Parts<'_> {
        let of = |kind, profile, employee| Parts {
            kind,
            profile,
            employee,
            topic: "",
            detail: Detail::default(),
        };
        match self {
            Self::Assign {
                profile,
                employee,
                may_move,
            } => Parts {
                detail: Detail {
                    may_move: *may_move,
                    ..Detail::default()
                },
                ..of(DecisionKind::Assign, Some(profile), Some(*employee))
            },
            Self::RemoveLink { profile, employee } => of(DecisionKind::RemoveLink, Some(profile), *employee),
            Self::ConfirmLink { profile, employee } => {
                of(DecisionKind::ConfirmLink, Some(profile), Some(*employee))
            }
            Self::SetAside { profile, aside } => Parts {
                detail: aside_detail(aside),
                ..of(DecisionKind::SetAside, Some(profile), None)
            },
            Self::Exclude { employee, note } => Parts {
                detail: Detail {
                    note: note.clone(),
                    ..Detail::default()
                },
                ..of(DecisionKind::Exclude, None, Some(*employee))
            },
            Self::Reject { profile, employee } => of(DecisionKind::Reject, Some(profile), Some(*employee)),
            Self::Release { hold, employee } => Parts {
                topic: hold.word(),
                detail: Detail {
                    hold: Some(hold.word().to_owned()),
                    ..Detail::default()
                },
                ..of(DecisionKind::Release, None, Some(*employee))
            },
            Self::Hold { employee, hold } => Parts {
                topic: hold.kind.map_or("", Word::word),
                detail: Detail {
                    action: hold.kind.map(|kind| kind.word().to_owned()),
                    until: hold.until,
                    note: hold.note.clone(),
                    ..Detail::default()
                },
                ..of(DecisionKind::Hold, None, Some(*employee))
            },
            Self::Retry { employee } => of(DecisionKind::Retry, None, Some(*employee)),
            Self::Setting { key, from, to } => Parts {
                detail: Detail {
                    key: Some(key.clone()),
                    from: from.clone(),
                    to: to.clone(),
                    ..Detail::default()
                },
                ..of(DecisionKind::Setting, None, None)
            },
        }
    }

    /// `None`: no decision of this program's.
    fn from_parts(
        kind: DecisionKind,
        profile: Option<OktaId>,
        employee: Option<EmployeeId>,
        detail: Detail,
    ) -> Option<Self> {
        Some(match kind {
            DecisionKind::Assign => Self::Assign {
                profile: profile?,
                employee: employee?,
                may_move: detail.may_move,
            },
            DecisionKind::RemoveLink => Self::RemoveLink {
                profile: profile?,
                employee,
            },
            DecisionKind::ConfirmLink => Self::ConfirmLink {
                profile: profile?,
                employee: employee?,
            },
            DecisionKind::SetAside => Self::SetAside {
                profile: profile?,
                aside: aside_of(detail)?,
            },
            DecisionKind::Exclude => Self::Exclude {
                employee: employee?,
                note: detail.note,
            },
            DecisionKind::Reject => Self::Reject {
                profile: profile?,
                employee: employee?,
            },
            DecisionKind::Release => Self::Release {
                hold: HoldCode::from_word(&detail.hold?)?,
                employee: employee?,
            },
            DecisionKind::Hold => Self::Hold {
                employee: employee?,
                hold: PersonHold {
                    kind: match detail.action {
                        Some(word) => Some(ActionKind::from_word(&word)?),
                        None => None,
                    },
                    note: detail.note,
                    until: detail.until,
                },
            },
            DecisionKind::Retry => Self::Retry { employee: employee? },
            DecisionKind::Setting => Self::Setting {
                key: detail.key?,
                from: detail.from,
                to: detail.to,
            },
        })
    }
}

fn aside_detail(aside: &Aside) -> Detail {
    let (word, owner) = match aside.kind {
        AsideKind::Service => ("service", None),
        AsideKind::Shared => ("shared", None),
        AsideKind::External => ("external", None),
        AsideKind::Second(owner) => ("second", owner),
        AsideKind::Settings => ("settings", None),
    };
    Detail {
        aside: Some(word.to_owned()),
        owner: owner.map(|owner| owner.0),
        note: aside.note.clone(),
        ..Detail::default()
    }
}

fn aside_of(detail: Detail) -> Option<Aside> {
    let kind = match detail.aside?.as_str() {
        "service" => AsideKind::Service,
        "shared" => AsideKind::Shared,
        "external" => AsideKind::External,
        "second" => AsideKind::Second(detail.owner.map(EmployeeId)),
        "settings" => AsideKind::Settings,
        _ => return None,
    };
    Some(Aside {
        kind,
        note: detail.note,
    })
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
                .map(|decision| decide(writing, decision, origin, None))
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
            end(writing, id, Act::TakenBack, origin, None, None)?;
            restore_what_it_replaced(writing, id, origin)
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
                record_act(writing, id, Act::Confirmed, origin, None, None)?;
            }
            Ok(())
        })
    }

    /// Rule P2: the link report was reviewed. `covered` are the creations that this act named, `pairs` the pairs
    /// that the report showed (rule L12). A later closing counts instead of an earlier one.
    pub fn close_review(
        &mut self,
        _lock: &StagingLock,
        covered: &[EmployeeId],
        pairs: &[(OktaId, EmployeeId)],
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
            let mut insert = transaction.prepare("INSERT OR IGNORE INTO review_covered VALUES (?1, ?2)")?;
            for employee in covered {
                insert.execute(params![review, employee])?;
            }
            let mut insert = transaction.prepare("INSERT OR IGNORE INTO review_pairs VALUES (?1, ?2, ?3)")?;
            for (profile, employee) in pairs {
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

pub(super) fn in_force(
    connection: &Connection,
    org: i64,
) -> Result<Vec<(DecisionRow, Option<Staging>)>, Fault> {
    let mut query = connection.prepare(
        "SELECT decisions.*, in_force.staging FROM in_force
         JOIN decisions ON decisions.id = in_force.decision
         WHERE in_force.org = ?1 ORDER BY decisions.id",
    )?;
    let mut rows = query.query([org])?;
    let mut decisions = Vec::new();
    while let Some(row) = rows.next()? {
        decisions.push((row_of(row)?, row.get("staging")?));
    }
    Ok(decisions)
}

fn row_of(row: &Row<'_>) -> Result<DecisionRow, Fault> {
    let odd = |what| Fault::Odd {
        table: "decisions",
        what,
    };
    let detail: String = row.get("detail")?;
    let detail = serde_json::from_str(&detail).map_err(|_| odd("the detail is not JSON of ours"))?;
    let decision = Decision::from_parts(
        row.get("kind")?,
        row.get("profile")?,
        row.get("employee")?,
        detail,
    )
    .ok_or_else(|| odd("a part of the decision is missing"))?;
    let about: Option<i64> = row.get("about")?;
    let run: Option<i64> = row.get("run")?;
    Ok(DecisionRow {
        id: DecisionId(row.get("id")?),
        at: time_at(row, "at", "decisions")?,
        by: Operator {
            user: row.get("user")?,
            host: row.get("host")?,
        },
        origin: row.get("origin")?,
        act: row.get("act")?,
        decision,
        about: about.map(DecisionId),
        run: run.map(RunId),
    })
}

/// Writes a decision down and puts it in force in the place of what it contradicts.
pub(super) fn decide(
    writing: &Writing<'_>,
    decision: &Decision,
    origin: Origin,
    run: Option<RunId>,
) -> Result<DecisionId, Fault> {
    let parts = decision.parts();
    let replaced = contradicted(writing, decision)?;
    let detail = serde_json::to_string(&parts.detail)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    writing
        .transaction
        .prepare_cached(
            "INSERT INTO decisions (org, at, user, host, origin, act, kind, profile, employee, detail, run)
             VALUES (:org, :at, :user, :host, :origin, :act, :kind, :profile, :employee, :detail, :run)",
        )?
        .execute(named_params! {
            ":org": writing.org,
            ":at": micros(writing.now),
            ":user": writing.operator.user,
            ":host": writing.operator.host,
            ":origin": origin,
            ":act": Act::Decided,
            ":kind": parts.kind,
            ":profile": parts.profile,
            ":employee": parts.employee,
            ":detail": detail,
            ":run": run.map(|run| run.0),
        })?;
    let id = DecisionId(writing.transaction.last_insert_rowid());
    for earlier in replaced {
        end(writing, earlier, Act::Replaced, origin, Some(id), run)?;
    }
    match decision {
        Decision::Retry { employee } => {
            writing.transaction.execute(
                "DELETE FROM refusals WHERE org = ?1 AND employee = ?2",
                params![writing.org, employee],
            )?;
        }
        Decision::Setting { .. } => {}
        _ => put_in_force(writing, id, &parts)?,
    }
    Ok(id)
}

fn put_in_force(writing: &Writing<'_>, id: DecisionId, parts: &Parts<'_>) -> Result<(), Fault> {
    let staging = matches!(parts.kind, DecisionKind::Assign | DecisionKind::RemoveLink);
    writing
        .transaction
        .prepare_cached("INSERT INTO in_force VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
        .execute(params![
            id.0,
            writing.org,
            parts.kind,
            parts.profile,
            parts.employee,
            parts.topic,
            staging.then_some(Staging::Staged),
        ])?;
    Ok(())
}

/// The decisions in force that cannot hold together with this one.
fn contradicted(writing: &Writing<'_>, decision: &Decision) -> Result<Vec<DecisionId>, Fault> {
    let parts = decision.parts();
    let mut query = writing.transaction.prepare_cached(
        "SELECT decision, kind, profile, employee, topic FROM in_force
         WHERE org = ?1 AND (profile = ?2 OR employee = ?3) ORDER BY decision",
    )?;
    let mut rows = query.query(params![writing.org, parts.profile, parts.employee])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let same = Same {
            profile: row.get::<_, Option<OktaId>>("profile")?.as_ref() == parts.profile,
            employee: row.get::<_, Option<EmployeeId>>("employee")? == parts.employee,
            topic: row
                .get_ref("topic")?
                .as_str()
                .is_ok_and(|topic| topic == parts.topic),
        };
        if contradicts(parts.kind, row.get("kind")?, same) {
            found.push(DecisionId(row.get("decision")?));
        }
    }
    Ok(found)
}

/// What a decision shares with an earlier one.
#[derive(Clone, Copy)]
struct Same {
    profile: bool,
    employee: bool,
    topic: bool,
}

/// One profile has one employee, and the other way round: the latest word counts.
fn contradicts(new: DecisionKind, earlier: DecisionKind, same: Same) -> bool {
    use DecisionKind::{Assign, ConfirmLink, Exclude, Hold, Reject, Release, RemoveLink, SetAside};
    match (new, earlier) {
        (Assign, Assign) => same.profile || same.employee,
        (Assign, RemoveLink)
        | (RemoveLink, Assign | RemoveLink)
        | (ConfirmLink, ConfirmLink | RemoveLink)
        | (SetAside, SetAside) => same.profile,
        (Assign | ConfirmLink, Reject) | (Reject, Reject | Assign | ConfirmLink) => {
            same.profile && same.employee
        }
        (Exclude, Exclude) => same.employee,
        (Release, Release) | (Hold, Hold) => same.employee && same.topic,
        _ => false,
    }
}

/// Ends a decision in force, with a row that says how.
pub(super) fn end(
    writing: &Writing<'_>,
    id: DecisionId,
    act: Act,
    origin: Origin,
    cause: Option<DecisionId>,
    run: Option<RunId>,
) -> Result<(), Fault> {
    let ended = writing
        .transaction
        .prepare_cached("DELETE FROM in_force WHERE decision = ?1 AND org = ?2")?
        .execute(params![id.0, writing.org])?;
    if ended == 0 {
        return Err(Fault::NotInForce(id.0));
    }
    record_act(writing, id, act, origin, cause, run)
}

/// A row about an earlier decision; what was decided is repeated, so that each row reads by itself.
fn record_act(
    writing: &Writing<'_>,
    id: DecisionId,
    act: Act,
    origin: Origin,
    cause: Option<DecisionId>,
    run: Option<RunId>,
) -> Result<(), Fault> {
    writing
        .transaction
        .prepare_cached(
            "INSERT INTO decisions
                 (org, at, user, host, origin, act, kind, profile, employee, detail, about, cause, run)
             SELECT org, :at, :user, :host, :origin, :act, kind, profile, employee, detail, id, :cause, :run
             FROM decisions WHERE id = :id",
        )?
        .execute(named_params! {
            ":at": micros(writing.now),
            ":user": writing.operator.user,
            ":host": writing.operator.host,
            ":origin": origin,
            ":act": act,
            ":cause": cause.map(|cause| cause.0),
            ":run": run.map(|run| run.0),
            ":id": id.0,
        })?;
    Ok(())
}

fn restore_what_it_replaced(writing: &Writing<'_>, id: DecisionId, origin: Origin) -> Result<(), Fault> {
    let replaced: Vec<i64> = writing
        .transaction
        .prepare_cached("SELECT about FROM decisions WHERE cause = ?1 AND act = ?2 ORDER BY about")?
        .query_map(params![id.0, Act::Replaced], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for earlier in replaced.into_iter().map(DecisionId) {
        let Some(row) = writing
            .transaction
            .prepare_cached("SELECT * FROM decisions WHERE id = ?1")?
            .query_row([earlier.0], |row| Ok(row_of(row)))
            .optional()?
        else {
            continue;
        };
        let decision = row?.decision;
        if contradicted(writing, &decision)?.is_empty() {
            put_in_force(writing, earlier, &decision.parts())?;
            record_act(writing, earlier, Act::Restored, origin, Some(id), None)?;
        }
    }
    Ok(())
}
