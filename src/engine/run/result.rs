//! What a run came to.

use crate::core::plan::{Access, AccessReason, Action, ActionKind, Plan};
use crate::core::{OktaId, Snapshot};
use crate::failure::{Exit, Failure};
use crate::store::state::{CallError, Outcome, OutcomeKind, RunEnd, RunId};
use std::sync::Arc;

/// What became of one action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionResult {
    pub outcome: OutcomeKind,
    /// Of a failure; of a stale action, why.
    pub error: Option<CallError>,
    /// Okta's, of all calls that the action took.
    pub request_ids: Vec<String>,
}

/// A run that has ended, also where it stopped before its first write.
#[derive(Debug)]
pub struct RunReport {
    pub run: RunId,
    /// The reading that the plan was made from.
    pub snapshot: Arc<Snapshot>,
    pub plan: Plan,
    /// By the actions' places in the plan.
    pub results: Vec<ActionResult>,
    pub end: RunEnd,
    /// Why it ended early, for people.
    pub failure: Option<Failure>,
    /// Stale actions count as not done: a person had seen this plan (rule A8).
    pub is_exact: bool,
}

impl ActionResult {
    pub(super) fn of(outcome: &Outcome, request_ids: Vec<String>) -> Self {
        let error = match outcome {
            Outcome::Failed { error, .. } | Outcome::Unknown { error } => Some(error.clone()),
            Outcome::Stale { why } => Some(CallError {
                code: None,
                summary: why.clone(),
            }),
            Outcome::Applied(_) | Outcome::NotReached => None,
        };
        Self {
            outcome: outcome.kind(),
            error,
            request_ids,
        }
    }

    pub(super) fn plain(outcome: OutcomeKind) -> Self {
        Self {
            outcome,
            error: None,
            request_ids: Vec::new(),
        }
    }
}

/// Why an action is outdated where an earlier one of the same person was not done.
pub(super) const AFTER_A_FAILURE: &str = "an earlier step for this person was not done";

impl ActionResult {
    fn is_after_a_failure(&self) -> bool {
        let error = self.error.as_ref();
        self.outcome == OutcomeKind::Stale && error.is_some_and(|error| error.summary == AFTER_A_FAILURE)
    }
}

impl RunReport {
    pub fn count(&self, outcome: OutcomeKind) -> usize {
        self.results
            .iter()
            .filter(|result| result.outcome == outcome)
            .count()
    }

    /// Whatever stopped it, nothing was sent.
    pub fn stopped_before_the_first_write(&self) -> bool {
        self.end == RunEnd::Stopped
    }

    /// How the program ends (`design/interface.md`, Exit codes).
    pub fn exit(&self) -> Exit {
        if let Some(failure) = &self.failure {
            return failure.exit;
        }
        if self.has_failures() || self.should_have_ended().next().is_some() {
            Exit::SomeFailed
        } else {
            Exit::Done
        }
    }

    /// Rule D5: who left and can still sign in, although this run should have ended that.
    pub fn should_have_ended(&self) -> impl Iterator<Item = &Access> {
        self.plan
            .still_have_access
            .iter()
            .filter(|access| matches!(access.reason, AccessReason::Failed | AccessReason::Refused))
    }

    pub(super) fn has_failures(&self) -> bool {
        let failed = self.count(OutcomeKind::Failed) + self.count(OutcomeKind::Unknown);
        failed > 0 || (self.is_exact && self.count(OutcomeKind::Stale) > 0)
    }

    /// Rule D5, once it is known what was done.
    pub(super) fn list_who_kept_access(&mut self) {
        let is_done = |result: &ActionResult| match result.outcome {
            OutcomeKind::Applied | OutcomeKind::Held => true,
            // Otherwise whoever changed is no leaver any more, or is planned anew by the next run.
            OutcomeKind::Stale => !result.is_after_a_failure(),
            OutcomeKind::Failed | OutcomeKind::Unknown | OutcomeKind::NotReached => false,
        };
        let reactivated: Vec<&OktaId> = self
            .outcomes()
            .filter(|(action, result)| {
                action.kind == ActionKind::Reactivate && result.outcome == OutcomeKind::Applied
            })
            .filter_map(|(action, _)| action.profile.as_ref())
            .collect();
        let mut failed: Vec<Access> = Vec::new();
        for (action, _) in self.outcomes().filter(|(_, result)| !is_done(result)) {
            failed.extend(self.plan.kept_access(action, AccessReason::Failed));
            // A move whose first half brought the profile back.
            let leaver = self.plan.leaver_profile(action);
            failed.extend(
                leaver
                    .filter(|leaver| reactivated.contains(&&leaver.profile))
                    .map(|leaver| leaver.kept_access(action, AccessReason::Failed)),
            );
        }
        self.plan.list_access(failed);
    }

    fn outcomes(&self) -> impl Iterator<Item = (&Action, &ActionResult)> {
        self.plan.actions.iter().zip(&self.results)
    }
}
