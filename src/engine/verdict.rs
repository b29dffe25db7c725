//! What a run came to, as an exit code and as events (`README.md`, Exit codes).

use super::run::RunReport;
use crate::core::RunVerdict;
use crate::core::plan::{AccessReason, HoldCode};
use crate::failure::{Exit, Failure};
use crate::store::Event;

impl RunVerdict {
    /// Of a run that ended early, or that never had a plan.
    pub fn of_failure(failure: &Failure) -> Self {
        match failure.exit {
            Exit::Done => Self::Good,
            Exit::Changes => Self::PartDone,
            Exit::Failed | Exit::TooOld => Self::Failed,
            Exit::Usage => Self::Unusable,
            Exit::Stopped => Self::Stopped,
            Exit::SomeFailed => Self::SomeFailed,
            Exit::Refused => Self::Refused,
            Exit::Locked => Self::Locked,
            Exit::Cancelled => Self::Cancelled,
        }
    }

    /// Of a run, whether or not it had a plan.
    pub fn of_result(result: &Result<RunReport, Failure>) -> Self {
        match result {
            Ok(report) => report.verdict(),
            Err(failure) => Self::of_failure(failure),
        }
    }

    /// How the program ends.
    pub fn exit(self) -> Exit {
        match self {
            Self::Good | Self::PartDone => Exit::Done,
            Self::LeaverWithAccess | Self::Rejected | Self::UnknownOutcome | Self::SomeFailed => {
                Exit::SomeFailed
            }
            Self::OwnerUnknown | Self::NoPermission | Self::Refused => Exit::Refused,
            Self::Stopped => Exit::Stopped,
            Self::Unusable => Exit::Usage,
            Self::Failed | Self::Interrupted => Exit::Failed,
            Self::Locked => Exit::Locked,
            Self::Cancelled => Exit::Cancelled,
        }
    }
}

/// What a person is told after a run that nobody watched. `is_whole`: the run was ordered for everybody and every kind.
/// The end of trouble stands alone. One thing makes one event: a deactivation that failed is `leaver_with_access`.
pub fn events(result: &Result<RunReport, Failure>, is_whole: bool) -> Vec<Event> {
    let verdict = RunVerdict::of_result(result);
    let report = result.as_ref().ok().filter(|report| report.is_whole);
    let mut events: Vec<Event> = match verdict {
        RunVerdict::Failed | RunVerdict::Unusable | RunVerdict::Interrupted => vec![Event::Failed],
        RunVerdict::Refused | RunVerdict::OwnerUnknown | RunVerdict::NoPermission => vec![Event::Refused],
        RunVerdict::SomeFailed | RunVerdict::UnknownOutcome | RunVerdict::Rejected => {
            let is_about_leavers = report
                .is_some_and(|report| report.failure.is_none() && !report.has_trouble_besides_leavers());
            let is_told = result.as_ref().is_ok_and(RunReport::is_told_by_another_run);
            let is_new = !is_about_leavers && !is_told;
            is_new.then_some(Event::Failed).into_iter().collect()
        }
        RunVerdict::Stopped if is_whole => vec![Event::Limit],
        RunVerdict::Locked if is_whole => vec![Event::TooOld],
        RunVerdict::Stopped
        | RunVerdict::Locked
        | RunVerdict::Good
        | RunVerdict::PartDone
        | RunVerdict::LeaverWithAccess
        | RunVerdict::Cancelled => Vec::new(),
    };
    let Some(report) = report.filter(|_| verdict.is_through() || verdict == RunVerdict::Stopped) else {
        return events;
    };
    // Whom the limit, the token's owner or a missing right keeps from being deactivated is told with it.
    let is_told = |reason| match reason {
        AccessReason::OverLimit => verdict == RunVerdict::Stopped,
        AccessReason::Hold(HoldCode::TokenOwnerUnknown) => verdict == RunVerdict::OwnerUnknown,
        AccessReason::NoPermission => verdict == RunVerdict::NoPermission,
        _ => false,
    };
    if report
        .plan
        .undecided_leavers()
        .any(|access| !is_told(access.reason))
    {
        events.push(Event::LeaverWithAccess);
    }
    if verdict.is_through() && report.plan.waiting_joiners(&report.snapshot) > 0 {
        events.push(Event::Waiting);
    }
    if verdict == RunVerdict::Good && events.is_empty() {
        events.push(Event::GoodAgain);
    }
    events
}
