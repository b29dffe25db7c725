//! What a run came to.

use crate::core::plan::{Access, AccessReason, Action, ActionKind, HoldCode, Part, Plan, Remark, RemarkCode};
use crate::core::{OktaId, RunFacts, RunVerdict, Snapshot, State};
use crate::failure::{Exit, Failure};
use crate::store::state::{ActionEnd, CallError, Outcome, OutcomeKind, RunEnd, RunId};
use std::sync::Arc;

/// What became of one action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionResult {
    pub outcome: OutcomeKind,
    /// Of a failure; of a stale action, why; of an applied one, what Okta said of the attributes that were left out.
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
    /// What of everybody it was asked for.
    pub part: Part,
    /// It was over everybody and every kind.
    pub is_whole: bool,
    /// Actions of earlier runs of which nobody knows yet what became of them (rule A4); of a run for a part, those
    /// that would be in it.
    pub unresolved: Vec<(ActionKind, Option<OktaId>)>,
}

/// What a plan alone says of a run: what Okta rejected before, leavers with access, and the token's owner.
pub(super) fn facts_of_plan(plan: &Plan, snapshot: &Snapshot, part: &Part, is_whole: bool) -> RunFacts {
    let is_rejected = |remark: &&Remark| matches!(remark.code, RemarkCode::RefusedBefore { kind, .. } if part.covers(kind, remark.employee));
    let is_held = |action: &Action| {
        let hold = action.held.as_ref();
        hold.is_some_and(|hold| hold.code == HoldCode::TokenOwnerUnknown)
    };
    let has_no_owner = is_whole && snapshot.directory.token_owner.is_none();
    RunFacts {
        is_whole,
        failed: 0,
        unknown: 0,
        rejected: plan.remarks.iter().filter(is_rejected).count(),
        leavers: plan.undecided_leavers().count(),
        owner_is_unknown: has_no_owner || plan.actions.iter().any(is_held),
        lacks_permission: false,
    }
}

impl ActionResult {
    pub(super) fn of(end: ActionEnd) -> Self {
        let error = match &end.outcome {
            Outcome::Failed { error, .. } | Outcome::Unknown { error } => Some(error.clone()),
            Outcome::Stale { why } => Some(CallError {
                code: None,
                summary: why.clone(),
            }),
            Outcome::Applied(_) => end.left_out(),
            Outcome::NotReached => None,
        };
        Self {
            outcome: end.outcome.kind(),
            error,
            request_ids: end.request_ids,
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
    /// It was applied without some of its attributes, which Okta refused in this run (rule A6).
    pub fn is_in_part(&self) -> bool {
        self.outcome == OutcomeKind::Applied && self.error.is_some()
    }

    fn lacks_permission(&self) -> bool {
        let error = self.error.as_ref();
        self.outcome == OutcomeKind::Failed && error.is_some_and(CallError::lacks_permission)
    }

    /// A deactivation that was not sent, while nothing says that the profile's person is no leaver.
    fn is_outdated_end(&self, action: &Action) -> bool {
        let why = self.error.as_ref().map(|error| error.summary.as_str());
        action.kind == ActionKind::Deactivate
            && self.outcome == OutcomeKind::Stale
            && !self.is_after_a_failure()
            && !why.is_some_and(super::fresh::is_no_leaver)
    }

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

    /// What it came to.
    pub fn verdict(&self) -> RunVerdict {
        let facts = self.facts();
        match &self.failure {
            // What is worse than what ended it: the first of the exit codes 6, 4 and 5.
            Some(failure)
                if (facts.lacks_permission || facts.owner_is_unknown)
                    && matches!(failure.exit, Exit::Stopped | Exit::SomeFailed) =>
            {
                RunVerdict::of(&facts)
            }
            Some(failure) => RunVerdict::of_failure(failure),
            None => RunVerdict::of(&facts),
        }
    }

    /// How the program ends.
    pub fn exit(&self) -> Exit {
        self.verdict().exit()
    }

    fn facts(&self) -> RunFacts {
        RunFacts {
            failed: self.failures(),
            unknown: self.count(OutcomeKind::Unknown) + self.unresolved.len(),
            lacks_permission: self.lacks_permission(),
            ..facts_of_plan(&self.plan, &self.snapshot, &self.part, self.is_whole)
        }
    }

    /// Actions that Okta rejected in an earlier run and that would be in this one (rule A6).
    pub fn rejected(&self) -> usize {
        self.facts().rejected
    }

    /// Rule A6: the token had no right to a kind of action, and no action of that kind was done.
    fn lacks_permission(&self) -> bool {
        let is_done = |kind| {
            let mut outcomes = self.outcomes();
            outcomes.any(|(action, result)| action.kind == kind && result.outcome == OutcomeKind::Applied)
        };
        let mut refused = self.outcomes().filter(|(_, result)| result.lacks_permission());
        refused.any(|(action, _)| !is_done(action.kind))
    }

    fn failures(&self) -> usize {
        let outdated = self
            .results
            .iter()
            .filter(|result| self.is_exact && result.outcome == OutcomeKind::Stale);
        let in_part = self.results.iter().filter(|result| result.is_in_part());
        self.count(OutcomeKind::Failed) + outdated.count() + in_part.count()
    }

    /// A run for a part in which nothing went wrong but what an earlier run left behind: that one told it (rule D5).
    pub(in crate::engine) fn is_told_by_another_run(&self) -> bool {
        let is_own = self.failure.is_some() || self.failures() > 0 || self.count(OutcomeKind::Unknown) > 0;
        !self.is_whole && !is_own
    }

    /// Something went wrong that is not the deactivation of a leaver who is listed.
    pub(in crate::engine) fn has_trouble_besides_leavers(&self) -> bool {
        let is_listed = |profile: Option<&OktaId>| {
            let mut listed = self.plan.undecided_leavers();
            profile.is_some_and(|profile| listed.any(|access| access.profile == *profile))
        };
        let is_end = |kind| matches!(kind, ActionKind::Deactivate | ActionKind::Unlink);
        let is_wrong = |result: &ActionResult| match result.outcome {
            OutcomeKind::Failed | OutcomeKind::Unknown => true,
            OutcomeKind::Stale => self.is_exact,
            OutcomeKind::Applied => result.is_in_part(),
            OutcomeKind::NotReached | OutcomeKind::Held => false,
        };
        let mut wrong = self.outcomes().filter(|(_, result)| is_wrong(result));
        let mut unresolved = self.unresolved.iter();
        let mut rejected = self.plan.remarks.iter();
        wrong.any(|(action, _)| !(is_end(action.kind) && is_listed(action.profile.as_ref())))
            || unresolved.any(|(kind, profile)| !(is_end(*kind) && is_listed(profile.as_ref())))
            || rejected.any(|remark| match remark.code {
                RemarkCode::RefusedBefore { kind, .. } => {
                    !(is_end(kind) && is_listed(remark.profile.as_ref()))
                }
                _ => false,
            })
    }

    /// Rule D5, once it is known what was done.
    pub(super) fn list_who_kept_access(&mut self, state: &State) {
        let is_done = |action: &Action, result: &ActionResult| match result.outcome {
            OutcomeKind::Applied | OutcomeKind::Held => true,
            OutcomeKind::Stale => !result.is_after_a_failure() && !result.is_outdated_end(action),
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
        for (action, result) in self
            .outcomes()
            .filter(|(action, result)| !is_done(action, result))
        {
            let reason = if result.lacks_permission() {
                AccessReason::NoPermission
            } else if result.is_outdated_end(action) {
                AccessReason::Outdated
            } else {
                AccessReason::Failed
            };
            failed.extend(self.plan.kept_access(action, reason));
            // A move whose first half brought the profile back.
            let leaver = self.plan.leaver_profile(action);
            failed.extend(
                leaver
                    .filter(|leaver| reactivated.contains(&&leaver.profile))
                    .map(|leaver| leaver.kept_access(action, reason)),
            );
        }
        self.plan.list_access(failed);
        self.plan.mark_decided(state);
    }

    fn outcomes(&self) -> impl Iterator<Item = (&Action, &ActionResult)> {
        self.plan.actions.iter().zip(&self.results)
    }
}
