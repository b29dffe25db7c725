//! Deactivations, activations and reactivations (rules D1, P6, D4 and G2).

use super::act::{Acting, Trouble, said, stale};
use super::fresh::{self, Fresh};
use crate::core::OktaId;
use crate::core::plan::ActionKind;
use crate::okta::OktaError;
use crate::store::state::{Applied, Outcome};
use std::time::Duration;

/// How often a life-cycle call is sent that certainly did not take effect.
const LIFE_CYCLE_ATTEMPTS: usize = 3;

/// For so long the profile is read back while Okta works on it.
const LONGEST_TRANSITION: Duration = Duration::from_secs(30);
/// For so long it is read back after a call whose outcome is not known: it may still be on its way.
const LONGEST_ARRIVAL: Duration = Duration::from_secs(2);
const FIRST_PAUSE: Duration = Duration::from_millis(250);

impl Acting<'_> {
    /// Rules D1, P6 and D4, after rule G2.
    pub(super) async fn life_cycle(&mut self) -> Result<Outcome, Trouble> {
        let profile = self.own_profile()?.clone();
        for attempt in 0..LIFE_CYCLE_ATTEMPTS {
            let fresh = fresh::look(self.ground, self.action).await;
            match fresh.map_err(|error| self.failed_look(&error))? {
                Fresh::Done => return Ok(done()),
                // What this action itself began.
                Fresh::InTransition if attempt > 0 => {
                    let read = self.read_back(&profile, None).await;
                    return read.unwrap_or_else(|| Err(no_effect()));
                }
                Fresh::InTransition => return Err(stale(fresh::UNSETTLED)),
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
            if let Some(outcome) = self.read_back(&profile, error.as_ref()).await {
                return outcome;
            }
        }
        Err(no_effect())
    }

    /// Reads the profile back, whatever was said: a success may be none, and a failure may be a success. Goes on with
    /// growing pauses while the call may still take effect. `None`: it certainly did not, and can be sent again.
    async fn read_back(
        &mut self,
        profile: &OktaId,
        error: Option<&OktaError>,
    ) -> Option<Result<Outcome, Trouble>> {
        let is_unknown = error.is_some_and(OktaError::outcome_unknown);
        let (mut waited, mut pause) = (Duration::ZERO, FIRST_PAUSE);
        loop {
            let after = match (self.look(profile).await, error) {
                (Ok(Some(after)), _) => after,
                (_, Some(error)) if is_unknown => return Some(Err(self.unknown(error))),
                (_, Some(error)) => return Some(Err(self.failed(error))),
                (Ok(None), None) => return Some(Err(stale(fresh::PROFILE_GONE))),
                (Err(trouble), None) => {
                    return Some(Err(Outcome::Unknown {
                        error: said(&format!(
                            "Okta took the call, and then could not be read: {}",
                            words_of(&trouble)
                        )),
                    }));
                }
            };
            if fresh::is_done(self.action.kind, &after) {
                return Some(Ok(done()));
            }
            let longest = match error {
                _ if after.in_transition => LONGEST_TRANSITION,
                None => LONGEST_TRANSITION,
                Some(_) if is_unknown => LONGEST_ARRIVAL,
                Some(_) => Duration::ZERO,
            };
            let left = longest.saturating_sub(waited);
            if !left.is_zero() {
                let next = pause.min(left);
                tokio::time::sleep(next).await;
                waited += next;
                pause *= 2;
                continue;
            }
            return match error {
                _ if after.in_transition => Some(Err(Outcome::Unknown {
                    error: said("Okta is still working on it"),
                })),
                Some(error) if is_unknown => {
                    self.note(error);
                    None
                }
                Some(error) => Some(Err(self.failed(error))),
                None => Some(Err(Outcome::Failed {
                    error: said(&format!(
                        "Okta took the call, and the profile is {} still",
                        after.status.as_word()
                    )),
                    for_good: false,
                })),
            };
        }
    }
}

fn done() -> Outcome {
    Outcome::Applied(Applied::default())
}

fn no_effect() -> Trouble {
    Outcome::Failed {
        error: said("Okta does not answer this call, and it had no effect so far"),
        for_good: false,
    }
}

fn words_of(trouble: &Trouble) -> String {
    match trouble {
        Outcome::Failed { error, .. } | Outcome::Unknown { error } => error.summary.clone(),
        Outcome::Stale { why } => why.clone(),
        Outcome::Applied(_) | Outcome::NotReached => String::new(),
    }
}
