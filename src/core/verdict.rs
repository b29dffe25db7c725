//! What a run came to, decided in one place: exit code, events, `status`, JSON and the screens all ask here (rule D5).

/// What a run came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RunVerdict {
    /// A run over everybody and every kind: nothing failed, was rejected or is unknown, and no leaver has access
    /// without a person's decision.
    Good,
    /// A run for a part, whose own actions were all done. It says nothing about everybody else.
    PartDone,
    /// Everything was done, and a leaver has access that no person decided about.
    LeaverWithAccess,
    /// Okta rejected an action in an earlier run, and koppel does not send it again (rule A6).
    Rejected,
    /// Nobody knows what became of an action (rule A4).
    UnknownOutcome,
    /// An action failed, or was refused in this run; of a saved plan also one that was outdated.
    SomeFailed,
    /// Okta does not say who owns the API token, so that nobody was deactivated (rule G3).
    OwnerUnknown,
    /// The token has no right to a kind of action: not one action of that kind was done, and the next run tries again
    /// (rule A6).
    NoPermission,
    /// Before the first write: a limit, a suspicious snapshot, an open review.
    Stopped,
    /// Credentials or permissions were refused.
    Refused,
    /// The settings or the command cannot be used.
    Unusable,
    Failed,
    /// Another run holds the lock.
    Locked,
    Cancelled,
    /// The process died; found by the next run.
    Interrupted,
}

/// What is known of a run that went through its plan, or of a plan that has nothing to write.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RunFacts {
    /// Over everybody and every kind.
    pub is_whole: bool,
    /// Actions that failed or were refused; of a saved plan also the outdated ones.
    pub failed: usize,
    /// Actions of this run, or of an earlier one, of which nobody knows what became of them. In a run for a part:
    /// those that are in it, or would be.
    pub unknown: usize,
    /// Actions that Okta rejected in an earlier run and that would be in this one.
    pub rejected: usize,
    /// Leavers with access that no person decided about. Counts in a whole run alone.
    pub leavers: usize,
    /// Okta does not say who owns the API token, and deactivations depend on it.
    pub owner_is_unknown: bool,
    /// The token had no right to a kind of action, and no action of that kind was done.
    pub lacks_permission: bool,
}

impl RunVerdict {
    pub const ALL: [Self; 15] = [
        Self::Good,
        Self::PartDone,
        Self::LeaverWithAccess,
        Self::Rejected,
        Self::UnknownOutcome,
        Self::SomeFailed,
        Self::OwnerUnknown,
        Self::NoPermission,
        Self::Stopped,
        Self::Refused,
        Self::Unusable,
        Self::Failed,
        Self::Locked,
        Self::Cancelled,
        Self::Interrupted,
    ];

    /// The worst that is so.
    pub fn of(facts: &RunFacts) -> Self {
        if facts.lacks_permission {
            Self::NoPermission
        } else if facts.owner_is_unknown {
            Self::OwnerUnknown
        } else if facts.failed > 0 {
            Self::SomeFailed
        } else if facts.unknown > 0 {
            Self::UnknownOutcome
        } else if facts.rejected > 0 {
            Self::Rejected
        } else if !facts.is_whole {
            Self::PartDone
        } else if facts.leavers > 0 {
            Self::LeaverWithAccess
        } else {
            Self::Good
        }
    }

    /// The run went through its plan.
    pub fn is_through(self) -> bool {
        matches!(
            self,
            Self::Good
                | Self::PartDone
                | Self::LeaverWithAccess
                | Self::Rejected
                | Self::UnknownOutcome
                | Self::SomeFailed
                | Self::OwnerUnknown
                | Self::NoPermission
        )
    }

    /// In JSON and in the state file.
    pub fn code(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::PartDone => "part_done",
            Self::LeaverWithAccess => "leaver_with_access",
            Self::Rejected => "rejected",
            Self::UnknownOutcome => "unknown_outcome",
            Self::SomeFailed => "some_failed",
            Self::OwnerUnknown => "token_owner_unknown",
            Self::NoPermission => "no_permission",
            Self::Stopped => "stopped",
            Self::Refused => "refused",
            Self::Unusable => "unusable",
            Self::Failed => "failed",
            Self::Locked => "locked",
            Self::Cancelled => "cancelled",
            Self::Interrupted => "interrupted",
        }
    }
}
