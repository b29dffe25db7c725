//! A decision as a row of the table: what has a column, and what is JSON.

use super::{Decision, DecisionId, DecisionKind, DecisionRow};
use crate::core::plan::{ActionKind, HoldCode};
use crate::core::state::{Aside, AsideKind, PersonHold};
use crate::core::{EmployeeId, OktaId};
use crate::store::operator::Operator;
use crate::store::state::column::time_at;
use crate::store::state::error::Fault;
use crate::store::state::journal::RunId;
use crate::store::state::words::Word;
use jiff::civil::Date;
use rusqlite::Row;
use serde::{Deserialize, Serialize};

/// What of a decision has no column of its own, as JSON.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Detail {
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
pub(super) struct Parts<'a> {
    pub kind: DecisionKind,
    pub profile: Option<&'a OktaId>,
    pub employee: Option<EmployeeId>,
    /// See the table `in_force`.
    pub topic: &'static str,
    pub detail: Detail,
}

impl Decision {
    pub(super) fn parts(&self) -> Parts<'_> {
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
            Self::AskHr { profile, note } => Parts {
                detail: Detail {
                    note: note.clone(),
                    ..Detail::default()
                },
                ..of(DecisionKind::AskHr, Some(profile), None)
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
            Self::Retry { employee, profile } => of(DecisionKind::Retry, profile.as_ref(), *employee),
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
            DecisionKind::AskHr => Self::AskHr {
                profile: profile?,
                note: detail.note,
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
            DecisionKind::Retry => Self::Retry { employee, profile },
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
        AsideKind::Room => ("room", None),
        AsideKind::External => ("external", None),
        AsideKind::Second(owner) => ("second", owner),
        AsideKind::Other => ("other", None),
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
        "room" => AsideKind::Room,
        "external" => AsideKind::External,
        "second" => AsideKind::Second(detail.owner.map(EmployeeId)),
        "other" => AsideKind::Other,
        "settings" => AsideKind::Settings,
        _ => return None,
    };
    Some(Aside {
        kind,
        note: detail.note,
    })
}
pub(in crate::store::state) fn row_of(row: &Row<'_>) -> Result<DecisionRow, Fault> {
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
