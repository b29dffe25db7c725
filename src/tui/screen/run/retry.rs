//! `r`: what failed is tried again. The refusals are forgotten (rule A6), both sides are looked at as they are by then,
//! and what is planned again of it stands on the page before a write, where alone it is agreed to.

use super::Run;
use crate::core::plan::{ActionKind, Plan};
use crate::core::{EmployeeId, OktaId};
use crate::engine::OverLimit;
use crate::lang::Key;
use crate::store::state::{Decision, OutcomeKind, RunKind};
use crate::tui::desk::{Act, RunRequest, Seen, What};
use crate::tui::screen::ScreenId;
use crate::tui::shared::Shared;
use crate::tui::shell::Shell;
use rustc_hash::FxHashSet;

type ActionKey = (ActionKind, Option<EmployeeId>, Option<OktaId>);

/// What is to be planned again.
#[derive(Debug)]
pub struct Retry {
    actions: FxHashSet<ActionKey>,
}

impl Run {
    pub(super) fn has_failed(&self) -> bool {
        self.ended
            .as_ref()
            .and_then(|ended| ended.result.as_ref().ok())
            .is_some_and(|report| report.results.iter().any(|result| is_to_retry(result.outcome)))
    }

    pub(super) fn ask_to_retry(&mut self, shell: &mut Shell) {
        let report = self.ended.as_ref().and_then(|ended| ended.result.as_ref().ok());
        let Some(report) = report.filter(|_| shell.desk.run().is_none() && self.has_failed()) else {
            return shell.say(shell.lang.text(Key("run-nothing-to-retry")));
        };
        if shell.header.read_only {
            return shell.say_bad(shell.lang.text(Key("write-read-only")));
        }
        if shell.desk.is_reading() {
            return shell.say(shell.lang.text(Key("run-still-reading")));
        }
        let all = report.plan.actions.iter().zip(&report.results);
        let again: Vec<_> = all
            .filter(|(_, result)| is_to_retry(result.outcome))
            .map(|(action, result)| (action, result.outcome))
            .collect();
        let actions = again
            .iter()
            .map(|(action, _)| (action.kind, action.employee, action.profile.clone()));
        self.retry = Some(Retry {
            actions: actions.collect(),
        });
        let refused = again
            .iter()
            .filter(|(_, outcome)| *outcome == OutcomeKind::Failed);
        let decisions: Vec<Decision> = refused
            .map(|(action, _)| Decision::Retry {
                employee: action.employee,
                profile: action.profile.clone(),
            })
            .collect();
        if decisions.is_empty() {
            return self.go_on_with_the_retry(shell);
        }
        let fillings = [("count", again.len().into())];
        shell.decide(Act {
            says: shell.lang.with(Key("run-says-retry"), &fillings),
            what: What::Decide(decisions),
        });
    }

    /// Once the decision is written down, and the plan was made with it.
    pub(super) fn go_on_with_the_retry(&mut self, shell: &mut Shell) {
        if shell.desk.pending().next().is_some() || shell.desk.is_reading() {
            return;
        }
        let (Some(retry), Some(reading)) = (self.retry.take(), shell.desk.reading().cloned()) else {
            return;
        };
        if shell.screen != ScreenId::Run || !shell.layers.is_empty() {
            return;
        }
        let Ok(plan) = &reading.plan else {
            return;
        };
        let mut plan = Plan::clone(plan);
        plan.leave_out(|action| {
            let key = (action.kind, action.employee, action.profile.clone());
            action.held.is_some() || !retry.actions.contains(&key)
        });
        if !plan.has_changes() {
            return shell.say(shell.lang.text(Key("run-not-planned")));
        }
        shell.ask_to_write(RunRequest::Seen(Box::new(Seen {
            kind: RunKind::Sync,
            reading,
            plan: Shared::new(plan),
            confirm: Vec::new(),
            over_limit: OverLimit::Stop,
            undo: None,
            overrides: Vec::new(),
        })));
    }
}

fn is_to_retry(outcome: OutcomeKind) -> bool {
    matches!(
        outcome,
        OutcomeKind::Failed | OutcomeKind::Stale | OutcomeKind::NotReached | OutcomeKind::Unknown
    )
}
