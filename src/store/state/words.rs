//! The words by which enums stand in the file. They never change: files that hold them exist.

use super::decision::{Act, DecisionKind, Origin};
use super::journal::{OutcomeKind, RunEnd, RunKind};
use crate::core::RunVerdict;
use crate::core::plan::{ActionKind, HoldCode};
use crate::core::state::Staging;
use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};

/// An enum that stands in the file as a word.
pub(super) trait Word: Sized {
    fn word(self) -> &'static str;
    /// `None`: no word of this program's.
    fn from_word(word: &str) -> Option<Self>;
}

#[derive(Debug, thiserror::Error)]
#[error("an unknown word")]
struct UnknownWord;

macro_rules! words {
    ($type:ty { $($variant:ident = $word:literal),+ $(,)? }) => {
        impl Word for $type {
            fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }

            fn from_word(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }

        impl ToSql for $type {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(ToSqlOutput::from((*self).word()))
            }
        }

        impl FromSql for $type {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                Self::from_word(value.as_str()?).ok_or_else(|| FromSqlError::other(UnknownWord))
            }
        }
    };
}

words!(ActionKind {
    Unlink = "unlink",
    Deactivate = "deactivate",
    Reactivate = "reactivate",
    Link = "link",
    Update = "update",
    Provision = "create",
    Activate = "activate",
});

words!(HoldCode {
    ReviewOpen = "review_open",
    PossibleDuplicate = "possible_duplicate",
    HiredLongAgo = "hired_long_ago",
    SecondRecord = "second_record",
    LoginTaken = "login_taken",
    Staged = "pending",
    LaterPair = "later_match",
    LinkChanged = "link_changed",
    MissedLeaver = "unlinked_leaver",
    Rehire = "rehire",
    Undone = "undone",
    Rename = "rename",
    Protected = "protected",
    TokenOwnerUnknown = "token_owner_unknown",
    ClockOff = "clock_off",
    ByPerson = "by_person",
    StagedByOthers = "staged_by_others",
    LockedInOkta = "locked_in_okta",
    LinkReadOnly = "link_attribute_read_only",
    Follows = "depends_on_hold",
    OverLimit = "over_limit",
});

words!(Staging {
    Staged = "staged",
    Confirmed = "confirmed",
});

words!(RunKind {
    Sync = "sync",
    Links = "links",
    Assign = "assign",
    Undo = "undo",
});

words!(RunEnd {
    Done = "done",
    SomeFailed = "some_failed",
    Stopped = "stopped",
    Failed = "failed",
    Cancelled = "cancelled",
    BrokenOff = "interrupted",
});

impl Word for RunVerdict {
    fn word(self) -> &'static str {
        self.code()
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.code() == word)
    }
}

impl ToSql for RunVerdict {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from((*self).word()))
    }
}

impl FromSql for RunVerdict {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::from_word(value.as_str()?).ok_or_else(|| FromSqlError::other(UnknownWord))
    }
}

words!(OutcomeKind {
    Applied = "applied",
    Failed = "failed",
    Stale = "outdated",
    Unknown = "unknown",
    NotReached = "not_reached",
    Held = "held",
});

words!(DecisionKind {
    Assign = "assign",
    RemoveLink = "unlink",
    ConfirmLink = "confirm",
    SetAside = "ignore_profile",
    AskHr = "ask_hr",
    Exclude = "ignore_employee",
    Reject = "reject",
    Release = "release",
    Hold = "hold",
    Retry = "retry",
    Setting = "setting",
});

words!(Act {
    Decided = "decided",
    Confirmed = "confirmed",
    TakenBack = "taken_back",
    Replaced = "replaced",
    Restored = "restored",
    Done = "done",
});

words!(Origin {
    Screen = "screen",
    Command = "command",
    File = "file",
    Run = "run",
});
