//! Deactivations, activations and reactivations (rules D1, P6, D4 and G2).

use super::act::{Acting, Trouble, said, stale};
use super::fresh::{self, Fresh};
use crate::core::plan::ActionKind;
use crate::store::state::{Applied, Outcome};

/// How often a life-cycle call is sent that certainly did not take effect.
const LIFE_CYCLE_ATTEMPTS: usize = 3;

impl Acting<'_> {
    /// Rules D1, P6 and D4, after rule G2.
    pub(super) async fn life_cycle(&mut self) -> Result<Outcome, Trouble> {
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
}

fn words_of(trouble: &Trouble) -> String {
    match trouble {
        Outcome::Failed { error, .. } | Outcome::Unknown { error } => error.summary.clone(),
        Outcome::Stale { why } => why.clone(),
        Outcome::Applied(_) | Outcome::NotReached => String::new(),
    }
}
