//! Where decisions are written down, one person at a time (rules L8 and G4). The command line and the screens decide
//! here alike.

use crate::clock::Clock;
use crate::core::assign::Draft;
use crate::core::plan::Closing;
use crate::core::state;
use crate::core::{EmployeeId, OktaId};
use crate::failure::Failure;
use crate::store::state::{Decision, DecisionId, Origin, SetAside, StateError, Store, View};
use crate::store::{Operator, StagingLock};
use std::path::Path;

/// The state, to be decided in by nobody else meanwhile.
#[derive(Debug)]
pub struct Staging {
    lock: StagingLock,
    store: Store,
    origin: Origin,
}

/// What was written down, so that it can be taken back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept {
    /// Decisions that hold now.
    pub made: Vec<DecisionId>,
    /// Decisions that held before.
    pub ended: Vec<Decision>,
}

impl Staging {
    /// Takes the lock. With what lies aside where the state was damaged: that has to be said loudly.
    ///
    /// # Errors
    /// Where somebody else is deciding, and whatever keeps the state from being opened.
    pub fn begin(
        folder: &Path,
        org: &str,
        origin: Origin,
        clock: Clock,
    ) -> Result<(Self, Option<SetAside>), Failure> {
        let operator = Operator::of_process();
        let lock = StagingLock::take(folder, &operator, clock)?;
        let opened = Store::open(folder, org, operator, clock)?;
        let staging = Self {
            lock,
            store: opened.store,
            origin,
        };
        Ok((staging, opened.set_aside))
    }

    pub fn view(&self) -> &View {
        self.store.view()
    }

    /// Everything in the draft. What holds already is not decided again; what Okta refused of these people is tried
    /// again (rule A6).
    pub fn keep(&mut self, draft: &Draft) -> Result<Kept, StateError> {
        let mut ended = Vec::new();
        for profile in &draft.taken_back {
            // What a staged decision had replaced comes back with it, and goes, too.
            while let Some((staged, decision)) = self.staged_for(profile)? {
                self.store.take_back(&self.lock, staged, self.origin)?;
                ended.push(decision);
            }
        }
        let wanted = decisions(draft);
        let made = self.decide(&wanted)?;
        self.retry(&wanted)?;
        Ok(Kept { made, ended })
    }

    /// Rule A6: whoever decides about a person wants it tried again.
    fn retry(&mut self, decided: &[Decision]) -> Result<(), StateError> {
        let refusals = self.view().refusals()?;
        let is_refused = |decision: &&Decision| {
            refusals.iter().any(|refusal| {
                let is_same_person = refusal.employee.is_some() && refusal.employee == decision.employee();
                is_same_person
                    || (refusal.profile.is_some() && refusal.profile.as_ref() == decision.profile())
            })
        };
        let refused = decided.iter().filter(is_refused);
        let retries: Vec<Decision> = refused
            .map(|decision| Decision::Retry {
                employee: decision.employee(),
                profile: decision.profile().cloned(),
            })
            .collect();
        if retries.is_empty() {
            return Ok(());
        }
        self.store.decide(&self.lock, &retries, self.origin).map(drop)
    }

    /// What holds already is not decided again, but for what may leave a leaver with access: that counts from when it
    /// was said last (rule D5).
    pub fn decide(&mut self, decisions: &[Decision]) -> Result<Vec<DecisionId>, StateError> {
        let in_force = self.view().decisions_in_force()?;
        let mut wanted = decisions.to_vec();
        let has_time = |decision: &Decision| {
            matches!(
                decision,
                Decision::Hold { .. } | Decision::Exclude { .. } | Decision::SetAside { .. }
            )
        };
        let holds = |decision: &Decision| in_force.iter().any(|(row, _)| row.decision == *decision);
        wanted.retain(|decision| has_time(decision) || !holds(decision));
        self.store.decide(&self.lock, &wanted, self.origin)
    }

    /// These profiles were shown to the person as leavers' (rule D5): a decision from now on counts.
    pub fn list_leavers(&mut self, shown: &[(OktaId, EmployeeId)]) -> Result<(), StateError> {
        self.store.list_leavers(shown, false)
    }

    /// Takes back those of them that still hold, the newest first: what they had replaced holds again. Gives what was
    /// taken back.
    pub fn take_back(&mut self, ids: &[DecisionId]) -> Result<Vec<Decision>, StateError> {
        let mut in_force = self.view().decisions_in_force()?;
        in_force.retain(|(row, _)| ids.contains(&row.id));
        let mut ended = Vec::with_capacity(in_force.len());
        for (row, _) in in_force.into_iter().rev() {
            self.store.take_back(&self.lock, row.id, self.origin)?;
            ended.push(row.decision);
        }
        Ok(ended)
    }

    /// Rule L8: a person agreed that what the draft says is written.
    pub fn confirm(&mut self, draft: &Draft) -> Result<(), StateError> {
        let wanted = decisions(draft);
        self.confirm_those(|_, decision| wanted.contains(decision))
    }

    /// Rule L8: a person agreed that these are written, as far as they still hold.
    pub fn confirm_all(&mut self, ids: &[DecisionId]) -> Result<(), StateError> {
        self.confirm_those(|id, _| ids.contains(&id))
    }

    /// Rule P2.
    pub fn close_review(&mut self, closing: &Closing) -> Result<(), StateError> {
        self.store.close_review(&self.lock, closing, self.origin)
    }

    fn confirm_those(&mut self, are_meant: impl Fn(DecisionId, &Decision) -> bool) -> Result<(), StateError> {
        let in_force = self.view().decisions_in_force()?;
        let waiting = in_force.iter().filter(|(row, staging)| {
            *staging == Some(state::Staging::Staged) && are_meant(row.id, &row.decision)
        });
        let ids: Vec<DecisionId> = waiting.map(|(row, _)| row.id).collect();
        self.store.confirm_staged(&self.lock, &ids, self.origin)
    }

    fn staged_for(&self, profile: &OktaId) -> Result<Option<(DecisionId, Decision)>, StateError> {
        let in_force = self.view().decisions_in_force()?;
        let staged = in_force
            .into_iter()
            .find(|(row, staging)| staging.is_some() && row.decision.profile() == Some(profile));
        Ok(staged.map(|(row, _)| (row.id, row.decision)))
    }
}

fn decisions(draft: &Draft) -> Vec<Decision> {
    let assignments = draft
        .assignments
        .iter()
        .map(|(profile, employee, may_move)| Decision::Assign {
            profile: profile.clone(),
            employee: *employee,
            may_move: *may_move,
        });
    let confirmed = draft
        .confirmed
        .iter()
        .map(|(profile, employee)| Decision::ConfirmLink {
            profile: profile.clone(),
            employee: *employee,
        });
    let removals = draft
        .removals
        .iter()
        .map(|(profile, employee)| Decision::RemoveLink {
            profile: profile.clone(),
            employee: Some(*employee),
        });
    assignments.chain(confirmed).chain(removals).collect()
}
