//! One action: its calls, and what they came to (rules P5, P6, U4, D1, A4, A6).
//!
//! Decides nothing: the plan did. Looks only whether what the plan rests on still stands.

use super::fresh;
use super::fresh_data::FreshData;
use super::fresh_look::LookBefore;
use crate::core::plan::{Action, ActionKind, Change, taken};
use crate::core::profile::Profile;
use crate::core::snapshot::Snapshot;
use crate::core::state::{Base, Decisions};
use crate::core::value::{Text, Value};
use crate::core::{EmployeeId, OktaId, Policy, RefusedAttributes};
use crate::engine::event::Side;
use crate::engine::read::Sides;
use crate::okta::{OktaError, Written};
use crate::personio::PersonioError;
use crate::store::state::{ActionEnd, AttributeAnswers, CallError, Outcome};
use jiff::Timestamp;
use std::borrow::Cow;
use std::sync::Mutex;

/// Looks at one person whose call would have had to wait too long for a rate limit each time.
pub(super) const MOST_LOOKS: usize = 20;

/// What all actions of a run look at.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    pub sides: &'a Sides<'a>,
    pub policy: &'a Policy,
    pub snapshot: &'a Snapshot,
    /// Both sides as of now (rule G2).
    pub data: &'a FreshData<'a>,
    /// Attributes that Okta refuses, with what this run has learnt so far (rule A6).
    pub refused: &'a Mutex<RefusedAttributes>,
    /// The actions reverse a run (rule A9), whatever Personio says of the people.
    pub is_undo: bool,
    /// A person saw this plan: its values are sent as they are, or not at all (rule A8).
    pub is_exact: bool,
}

/// The calls of one action.
pub(super) struct Acting<'a> {
    pub(super) ground: Ground<'a>,
    pub(super) action: &'a Action,
    /// What is sent: the plan's changes, or those of now (rule G2).
    pub(super) changes: Cow<'a, [Change]>,
    /// Of the profile whose values `changes` replace.
    pub(super) last_updated: Option<Timestamp>,
    pub(super) request_ids: Vec<String>,
    pub(super) attributes: AttributeAnswers,
    /// The call would have had to wait too long behind the look, and was not sent.
    pub waited_too_long: bool,
    /// Which side said that it does not take the credentials any more: the run has to stop.
    pub refused: Option<Side>,
}

/// What went wrong with an Okta call, or what stands in the way of it.
pub(super) type Trouble = Outcome;

impl<'a> Acting<'a> {
    pub fn new(ground: Ground<'a>, action: &'a Action) -> Self {
        Self {
            ground,
            action,
            changes: Cow::Borrowed(&action.changes),
            last_updated: None,
            request_ids: Vec::new(),
            attributes: AttributeAnswers::default(),
            waited_too_long: false,
            refused: None,
        }
    }

    /// The changes that are sent in the place of the plan's, with what a refusal of them is remembered by (rule A6).
    pub fn revised(&self) -> (Vec<Change>, String) {
        let sent = Action {
            changes: self.changes.to_vec(),
            ..self.action.clone()
        };
        let fingerprint = sent.fingerprint(self.last_updated);
        (sent.changes, fingerprint)
    }

    /// `look` is what the look before the call said. `settled` are the bases that hold with a link that is written
    /// here; `then` are the decisions that the plan knew, `now` those of this moment.
    pub async fn run(
        &mut self,
        look: Result<LookBefore, Trouble>,
        settled: &[(Text, Base)],
        then: &Decisions,
        now: &Decisions,
    ) -> ActionEnd {
        let outcome = if fresh::marks_differ(self.action, then, now) {
            Err(stale("somebody decided something about this person meanwhile"))
        } else {
            match look {
                Ok(LookBefore::Due) => self.call(settled).await,
                Ok(LookBefore::Done(applied)) => Ok(Outcome::Applied(applied)),
                Err(trouble) => Err(trouble),
            }
        };
        ActionEnd {
            outcome: outcome.unwrap_or_else(|trouble| trouble),
            request_ids: std::mem::take(&mut self.request_ids),
            attributes: std::mem::take(&mut self.attributes),
        }
    }

    async fn call(&mut self, settled: &[(Text, Base)]) -> Result<Outcome, Trouble> {
        match self.action.kind {
            ActionKind::Link | ActionKind::Unlink => self.write_number(settled).await,
            ActionKind::Update => self.update().await,
            ActionKind::Provision => self.provision().await,
            ActionKind::Deactivate | ActionKind::Activate | ActionKind::Reactivate => self.life_cycle().await,
        }
    }

    /// The profile that came back with a write.
    pub(super) fn written(&mut self, written: Result<Written, OktaError>) -> Result<Profile, OktaError> {
        let written = written?;
        self.request_ids.extend(written.request_id);
        // Only life-cycle calls name none.
        let profile = written.profile.ok_or(OktaError::NoProfile)?;
        self.ground.data.note_written(&profile);
        Ok(profile)
    }

    pub(super) async fn look(&mut self, id: &OktaId) -> Result<Option<Profile>, Trouble> {
        let profile = self.ground.data.profile_by_id(id).await;
        profile.map_err(|error| self.failed_look(&error))
    }

    /// A look that failed wrote nothing, and says nothing about what was to be written.
    pub(super) fn failed_look(&mut self, error: &fresh::LookError) -> Trouble {
        match error {
            fresh::LookError::Okta(error) => self.note(error),
            fresh::LookError::Personio(PersonioError::CredentialsRefused(_)) => {
                self.refused = Some(Side::Personio);
            }
            fresh::LookError::Personio(_) => {}
        }
        Outcome::Failed {
            error: CallError {
                code: None,
                summary: format!("it could not be looked up right before: {error}"),
            },
            for_good: false,
        }
    }

    pub(super) fn note(&mut self, error: &OktaError) {
        if error.is_token_refused() {
            self.refused = Some(Side::Okta);
        }
        let id = error.http().and_then(|http| http.request_id.clone());
        self.request_ids.extend(id);
    }

    pub(super) fn failed(&mut self, error: &OktaError) -> Trouble {
        self.note(error);
        self.waited_too_long = error.waited_too_long();
        Outcome::Failed {
            error: call_error(error),
            for_good: error.is_permanent() && !error.is_token_refused() && !error.is_no_permission(),
        }
    }

    pub(super) fn unknown(&mut self, error: &OktaError) -> Trouble {
        self.note(error);
        Outcome::Unknown {
            error: call_error(error),
        }
    }

    pub(super) fn own_profile(&self) -> Result<&'a OktaId, Trouble> {
        self.action
            .profile
            .as_ref()
            .ok_or_else(|| odd("the action names no profile"))
    }

    /// What the profile holds in one of the mapped attributes; `None`: it is none.
    pub(super) fn held<'b>(&self, profile: &'b Profile, attribute: &str) -> Option<&'b Value> {
        profile
            .attributes
            .get(self.ground.snapshot.directory.column(attribute)?)
    }

    /// Rule U2: what was sent of the mapped attributes, and what Okta took.
    pub(super) fn bases(&self, sent: &[Change], after: &Profile) -> Vec<(Text, Base)> {
        let is_mapped = |change: &&Change| {
            self.ground
                .policy
                .mapping
                .iter()
                .any(|mapping| mapping.target == change.attribute)
        };
        sent.iter()
            .filter(is_mapped)
            .map(|change| {
                let held = self.held(after, &change.attribute);
                (change.attribute.clone(), taken(&change.to, held))
            })
            .collect()
    }
}

pub(super) fn call_error(error: &OktaError) -> CallError {
    let refusal = error.http().and_then(|http| http.refusal());
    CallError {
        code: code(error),
        summary: match refusal.and_then(|refusal| refusal.summary.clone()) {
            Some(words) => words,
            None => error.to_string(),
        },
    }
}

pub(super) fn code(error: &OktaError) -> Option<String> {
    let code = error.http().and_then(|http| http.code());
    let code = code.or_else(|| error.is_no_permission().then_some(CallError::FORBIDDEN));
    code.map(str::to_owned)
}

pub(super) fn is_linked_to(profile: &Profile, employee: EmployeeId) -> bool {
    profile.number.as_deref().and_then(EmployeeId::from_link) == Some(employee)
}

pub(super) fn stale(why: &str) -> Trouble {
    Outcome::Stale { why: why.to_owned() }
}

/// A plan that no planner makes.
pub(super) fn odd(what: &str) -> Trouble {
    Outcome::Failed {
        error: said(what),
        for_good: false,
    }
}

pub(super) fn said(summary: &str) -> CallError {
    CallError {
        code: None,
        summary: summary.to_owned(),
    }
}
