//! One action: its calls, and what they came to (rules P5, P6, U4, D1, A4, A6).
//!
//! Decides nothing: the plan did. Looks only whether what the plan rests on still stands.

use super::fresh::{self, Fresh};
use crate::core::plan::{Action, ActionKind, Activation, Change, taken};
use crate::core::profile::{Profile, ProfileStatus};
use crate::core::snapshot::Snapshot;
use crate::core::state::{Base, Decisions};
use crate::core::update::same_value;
use crate::core::value::{Text, Value};
use crate::core::{EmployeeId, OktaId, Policy};
use crate::engine::event::Side;
use crate::engine::read::Sides;
use crate::okta::{OktaError, Written};
use crate::personio::PersonioError;
use crate::store::state::{ActionEnd, Applied, CallError, Outcome};

/// How often a life-cycle call is sent that certainly did not take effect.
const LIFE_CYCLE_ATTEMPTS: usize = 3;

/// What all actions of a run look at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ground<'a> {
    pub sides: &'a Sides<'a>,
    pub policy: &'a Policy,
    pub snapshot: &'a Snapshot,
    /// The actions reverse a run (rule A9), whatever Personio says of the people.
    pub is_undo: bool,
}

/// The calls of one action.
pub(super) struct Acting<'a> {
    ground: Ground<'a>,
    action: &'a Action,
    request_ids: Vec<String>,
    /// Which side said that it does not take the credentials any more: the run has to stop.
    pub refused: Option<Side>,
}

/// What went wrong with an Okta call, or what stands in the way of it.
type Trouble = Outcome;

impl<'a> Acting<'a> {
    pub fn new(ground: Ground<'a>, action: &'a Action) -> Self {
        Self {
            ground,
            action,
            request_ids: Vec::new(),
            refused: None,
        }
    }

    /// `settled` are the bases that hold with a link that is written here; `then` are the decisions that the plan
    /// knew, `now` those of this moment.
    pub async fn run(&mut self, settled: &[(Text, Base)], then: &Decisions, now: &Decisions) -> ActionEnd {
        let outcome = if fresh::marks_differ(self.action, then, now) {
            Err(stale("somebody decided something about this person meanwhile"))
        } else {
            self.call(settled).await
        };
        ActionEnd {
            outcome: outcome.unwrap_or_else(|trouble| trouble),
            request_ids: std::mem::take(&mut self.request_ids),
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

    /// Rule U4: the link attribute, alone and first. Who reads a profile that somebody else linked meanwhile leaves
    /// it alone (rule L7).
    async fn write_number(&mut self, settled: &[(Text, Base)]) -> Result<Outcome, Trouble> {
        let profile = self.own_profile()?.clone();
        let [change] = self.action.changes.as_slice() else {
            return Err(odd("a link is one change"));
        };
        let applied = || {
            Outcome::Applied(Applied {
                bases: settled.to_vec(),
                ..Applied::default()
            })
        };
        let Some(before) = self.look(&profile).await? else {
            return Err(stale("the profile is gone from Okta"));
        };
        let number = |profile: &Profile| profile.number.clone().map_or(Value::Empty, Value::Text);
        if same_value(&number(&before), &change.to) {
            return Ok(applied());
        }
        if !same_value(&number(&before), &change.from) {
            return Err(stale("somebody else changed the link in Okta meanwhile"));
        }
        if !before.is_settled() {
            return Err(stale(fresh::UNSETTLED));
        }
        if !before.is_live() {
            return Err(stale(&format!("the profile is {} now", before.status.as_word())));
        }
        match self.send_changes(&profile).await {
            Ok(after) if same_value(&number(&after), &change.to) => Ok(applied()),
            Ok(_) => Err(not_taken(&change.attribute)),
            Err(error) if error.outcome_unknown() => match self.look(&profile).await {
                Ok(Some(now)) if same_value(&number(&now), &change.to) => Ok(applied()),
                _ => Err(self.unknown(&error)),
            },
            Err(error) => Err(self.failed(&error)),
        }
    }

    async fn update(&mut self) -> Result<Outcome, Trouble> {
        let profile = self.own_profile()?.clone();
        let after = match self.send_changes(&profile).await {
            Ok(after) => after,
            Err(error) if error.outcome_unknown() => match self.look(&profile).await {
                Ok(Some(now)) if self.holds_all(&now) => now,
                _ => return Err(self.unknown(&error)),
            },
            Err(error) => return Err(self.failed(&error)),
        };
        if self
            .action
            .employee
            .is_some_and(|employee| !is_linked_to(&after, employee))
        {
            // Rule L7: whose values these were to be is for a person to say; no base is kept of them.
            return Err(Outcome::Failed {
                error: said("the link was changed in Okta while this was written"),
                for_good: false,
            });
        }
        let kept = self.action.changes.iter().find(|change| {
            let held = self.held(&after, &change.attribute);
            held.is_some_and(|held| same_value(held, &change.from) && !same_value(held, &change.to))
        });
        match kept {
            Some(change) => Err(not_taken(&change.attribute)),
            None => Ok(Outcome::Applied(Applied {
                bases: self.bases(&after),
                ..Applied::default()
            })),
        }
    }

    /// Rules P5 and P6: one call that carries everything, and a second one where the person becomes active without a
    /// mail.
    async fn provision(&mut self) -> Result<Outcome, Trouble> {
        let Some(employee) = self.action.employee else {
            return Err(odd("a creation is for somebody"));
        };
        let becomes_active = self.action.activation == Some(Activation::Now);
        let mails = self.ground.policy.activation.send_email == Some(true);
        let attributes: Vec<(&str, &Value)> = self
            .action
            .changes
            .iter()
            .map(|change| (change.attribute.as_str(), &change.to))
            .collect();
        let created = self
            .ground
            .sides
            .okta
            .create(&attributes, becomes_active && mails)
            .await;
        let profile = match self.written(created) {
            Ok(profile) => profile,
            Err(error) => self.adopt(employee, &error).await?,
        };
        if becomes_active && !mails && profile.status == ProfileStatus::Staged {
            // Whatever becomes of this: the profile is there, and a later run activates what koppel staged.
            let activated = self.ground.sides.okta.activate(&profile.id, false).await;
            let is_staged = activated.is_err();
            match activated {
                Ok(written) => self.request_ids.extend(written.request_id),
                Err(error) => self.note(&error),
            }
            return Ok(self.created(&profile, is_staged));
        }
        Ok(self.created(&profile, profile.status == ProfileStatus::Staged))
    }

    fn created(&mut self, profile: &Profile, is_staged: bool) -> Outcome {
        Outcome::Applied(Applied {
            profile: Some(profile.id.clone()),
            bases: self.bases(profile),
            is_staged,
        })
    }

    /// Rule A4: whatever the answer to a creation, a profile of this login that carries this employee's ID is theirs.
    async fn adopt(&mut self, employee: EmployeeId, error: &OktaError) -> Result<Profile, Trouble> {
        let is_doubtful =
            error.outcome_unknown() || error.http().and_then(|http| http.code()) == Some("E0000001");
        if !is_doubtful {
            return Err(self.failed(error));
        }
        let found = self.ground.sides.okta.profile_by_login(&self.action.login).await;
        match found {
            Ok(Some(profile)) if is_linked_to(&profile, employee) => Ok(profile),
            // The next run's reading has this profile, and rule N4 gives another login.
            Ok(Some(_)) => Err(Outcome::Failed {
                error: CallError {
                    code: code(error),
                    summary: "the login was taken since the reading; the next run gives another one"
                        .to_owned(),
                },
                for_good: false,
            }),
            Ok(None) if !error.outcome_unknown() => Err(self.failed(error)),
            Ok(None) | Err(_) => Err(self.unknown(error)),
        }
    }

    /// Rules D1, P6 and D4, after rule G2.
    async fn life_cycle(&mut self) -> Result<Outcome, Trouble> {
        let profile = self.own_profile()?.clone();
        for _ in 0..LIFE_CYCLE_ATTEMPTS {
            let done = || Outcome::Applied(Applied::default());
            match fresh::look(self.ground, self.action)
                .await
                .map_err(|error| self.failed_look(&error))?
            {
                Fresh::Done => return Ok(done()),
                Fresh::Stale(why) => return Err(stale(why)),
                Fresh::Due => {}
            }
            let okta = &self.ground.sides.okta;
            let mails = self.ground.policy.activation.send_email == Some(true);
            let sent = match self.action.kind {
                ActionKind::Deactivate => okta.deactivate(&profile).await,
                _ => okta.activate(&profile, mails).await,
            };
            let error = match sent {
                Ok(written) => {
                    self.request_ids.extend(written.request_id);
                    None
                }
                Err(error) => Some(error),
            };
            // Read back, whatever was said: a success that is none, and a failure that is a success.
            let after = self.look(&profile).await;
            match (error, after) {
                (_, Ok(Some(after))) if fresh::is_done(self.action.kind, &after) => return Ok(done()),
                (_, Ok(Some(after))) if after.in_transition => {
                    return Err(Outcome::Unknown {
                        error: said("Okta is still working on it"),
                    });
                }
                // Certainly not done.
                (Some(error), Ok(Some(_))) if error.outcome_unknown() => self.note(&error),
                (Some(error), _) if error.outcome_unknown() => return Err(self.unknown(&error)),
                (Some(error), _) => return Err(self.failed(&error)),
                (None, Ok(Some(after))) => {
                    return Err(Outcome::Failed {
                        error: said(&format!(
                            "Okta took the call, and the profile is {} still",
                            after.status.as_word()
                        )),
                        for_good: false,
                    });
                }
                (None, Ok(None)) => return Err(stale("the profile is gone from Okta")),
                (None, Err(trouble)) => {
                    return Err(Outcome::Unknown {
                        error: said(&format!(
                            "Okta took the call, and then could not be read: {}",
                            words_of(&trouble)
                        )),
                    });
                }
            }
        }
        Err(Outcome::Failed {
            error: said("Okta does not answer this call, and it had no effect so far"),
            for_good: false,
        })
    }

    async fn send_changes(&mut self, profile: &OktaId) -> Result<Profile, OktaError> {
        let changes: Vec<(&str, &Value)> = self
            .action
            .changes
            .iter()
            .map(|change| (change.attribute.as_str(), &change.to))
            .collect();
        let written = self.ground.sides.okta.update(profile, &changes).await;
        self.written(written)
    }

    /// The profile that came back with a write.
    fn written(&mut self, written: Result<Written, OktaError>) -> Result<Profile, OktaError> {
        let written = written?;
        self.request_ids.extend(written.request_id);
        // Only life-cycle calls name none.
        written.profile.ok_or(OktaError::NoProfile)
    }

    async fn look(&mut self, id: &OktaId) -> Result<Option<Profile>, Trouble> {
        let profile = self.ground.sides.okta.profile(id).await;
        profile.map_err(|error| self.failed_look(&error.into()))
    }

    /// A look that failed wrote nothing, and says nothing about what was to be written.
    fn failed_look(&mut self, error: &fresh::LookError) -> Trouble {
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

    fn note(&mut self, error: &OktaError) {
        if error.is_token_refused() {
            self.refused = Some(Side::Okta);
        }
        let id = error.http().and_then(|http| http.request_id.clone());
        self.request_ids.extend(id);
    }

    fn failed(&mut self, error: &OktaError) -> Trouble {
        self.note(error);
        Outcome::Failed {
            error: call_error(error),
            for_good: error.is_permanent() && !error.is_token_refused(),
        }
    }

    fn unknown(&mut self, error: &OktaError) -> Trouble {
        self.note(error);
        Outcome::Unknown {
            error: call_error(error),
        }
    }

    fn own_profile(&self) -> Result<&'a OktaId, Trouble> {
        self.action
            .profile
            .as_ref()
            .ok_or_else(|| odd("the action names no profile"))
    }

    fn holds_all(&self, profile: &Profile) -> bool {
        self.action.changes.iter().all(|change| {
            self.held(profile, &change.attribute)
                .is_some_and(|held| same_value(held, &change.to))
        })
    }

    /// What the profile holds in one of the mapped attributes; `None`: it is none.
    fn held<'b>(&self, profile: &'b Profile, attribute: &str) -> Option<&'b Value> {
        profile
            .attributes
            .get(self.ground.snapshot.directory.column(attribute)?)
    }

    /// Rule U2: what was sent of the mapped attributes, and what Okta took.
    fn bases(&self, after: &Profile) -> Vec<(Text, Base)> {
        let is_mapped = |change: &&Change| {
            self.ground
                .policy
                .mapping
                .iter()
                .any(|mapping| mapping.target == change.attribute)
        };
        self.action
            .changes
            .iter()
            .filter(is_mapped)
            .map(|change| {
                let held = self.held(after, &change.attribute);
                (change.attribute.clone(), taken(&change.to, held))
            })
            .collect()
    }
}

fn call_error(error: &OktaError) -> CallError {
    let refusal = error.http().and_then(|http| http.refusal());
    CallError {
        code: code(error),
        summary: match refusal.and_then(|refusal| refusal.summary.clone()) {
            Some(words) => words,
            None => error.to_string(),
        },
    }
}

fn code(error: &OktaError) -> Option<String> {
    error.http().and_then(|http| http.code()).map(str::to_owned)
}

pub(super) fn is_linked_to(profile: &Profile, employee: EmployeeId) -> bool {
    profile.number.as_deref().and_then(EmployeeId::from_link) == Some(employee)
}

fn not_taken(attribute: &str) -> Trouble {
    Outcome::Failed {
        error: said(&format!(
            "Okta took the call, and kept its old value of {attribute}"
        )),
        for_good: true,
    }
}

fn stale(why: &str) -> Trouble {
    Outcome::Stale { why: why.to_owned() }
}

/// A plan that no planner makes.
fn odd(what: &str) -> Trouble {
    Outcome::Failed {
        error: said(what),
        for_good: false,
    }
}

fn said(summary: &str) -> CallError {
    CallError {
        code: None,
        summary: summary.to_owned(),
    }
}

fn words_of(trouble: &Trouble) -> String {
    match trouble {
        Outcome::Failed { error, .. } | Outcome::Unknown { error } => error.summary.clone(),
        Outcome::Stale { why } => why.clone(),
        Outcome::Applied(_) | Outcome::NotReached => String::new(),
    }
}
