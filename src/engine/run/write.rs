//! What is written to a profile: its link and its attributes (rules U4 and L7).

use super::act::{Acting, Trouble, is_linked_to, odd, said, stale};
use super::fresh;
use crate::core::OktaId;
use crate::core::plan::{ActionKind, Change, has_other_name_or_email};
use crate::core::profile::Profile;
use crate::core::state::Base;
use crate::core::update::same_value;
use crate::core::value::{Text, Value};
use crate::okta::OktaError;
use crate::store::state::{Applied, Outcome};
use std::time::Duration;

/// How often changes are sent whose earlier call certainly did not take effect.
const WRITE_ATTEMPTS: usize = 4;
/// Before they are sent again; doubled each time.
const FIRST_PAUSE: Duration = Duration::from_millis(500);

impl Acting<'_> {
    /// Rule U4: the link attribute, alone and first. Who reads a profile that somebody else linked meanwhile leaves
    /// it alone (rule L7).
    pub(super) async fn write_number(&mut self, settled: &[(Text, Base)]) -> Result<Outcome, Trouble> {
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
        if let Some(why) = self.against_match(&before) {
            return Err(stale(why));
        }
        if !before.is_live() {
            return Err(stale(&format!("the profile is {} now", before.status.as_word())));
        }
        let after = self.send_looking(&profile).await?;
        if same_value(&number(&after), &change.to) {
            Ok(applied())
        } else {
            Err(not_taken(&change.attribute))
        }
    }

    /// Rules L1 and L2: what a match rests on, in a profile that was read a while ago.
    fn against_match(&self, before: &Profile) -> Option<&'static str> {
        let ground = self.ground;
        let is_looked_at = self.action.kind == ActionKind::Link && !ground.is_undo;
        if !is_looked_at || ground.data.is_snapshot_young() {
            return None;
        }
        let planned = ground.data.planned_profile(&before.id)?;
        has_other_name_or_email(planned, before).then_some("name or e-mail was changed in Okta meanwhile")
    }

    pub(super) async fn update(&mut self) -> Result<Outcome, Trouble> {
        let profile = self.own_profile()?.clone();
        let after = self.send_looking(&profile).await?;
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
        let kept = self.changes.iter().find(|change| {
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

    /// Sends the changes. After a call of which nobody knows what it did, the profile is looked at (rule A4): where it
    /// holds the new values it is done, and where it still holds the old ones they are sent again. Returns the profile
    /// as it is then.
    async fn send_looking(&mut self, id: &OktaId) -> Result<Profile, Trouble> {
        let mut pause = FIRST_PAUSE;
        for attempt in 1.. {
            let error = match self.send_changes(id).await {
                Ok(after) => return Ok(after),
                Err(error) if !error.outcome_unknown() => return Err(self.failed(&error)),
                Err(error) => error,
            };
            let Ok(Some(now)) = self.look(id).await else {
                return Err(self.unknown(&error));
            };
            if self.all_hold(&now, |change| &change.to) {
                self.note(&error);
                return Ok(now);
            }
            let is_as_before = self.is_linked_as_before(&now) && self.all_hold(&now, |change| &change.from);
            if attempt == WRITE_ATTEMPTS || !is_as_before {
                return Err(self.unknown(&error));
            }
            self.note(&error);
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
        unreachable!("the last attempt returns")
    }

    async fn send_changes(&mut self, profile: &OktaId) -> Result<Profile, OktaError> {
        let changes: Vec<(&str, &Value)> = self
            .changes
            .iter()
            .map(|change| (change.attribute.as_str(), &change.to))
            .collect();
        let written = self.ground.sides.okta.update(profile, &changes).await;
        self.written(written)
    }

    /// An update's values are for the employee whose link the profile carries.
    fn is_linked_as_before(&self, now: &Profile) -> bool {
        let employee = self
            .action
            .employee
            .filter(|_| self.action.kind == ActionKind::Update);
        employee.is_none_or(|employee| is_linked_to(now, employee))
    }

    fn all_hold(&self, profile: &Profile, value: impl Fn(&Change) -> &Value) -> bool {
        let number = profile.number.clone().map_or(Value::Empty, Value::Text);
        self.changes.iter().all(|change| {
            let held = if change.attribute == self.ground.policy.link_attribute {
                Some(&number)
            } else {
                self.held(profile, &change.attribute)
            };
            held.is_some_and(|held| same_value(held, value(change)))
        })
    }
}

fn not_taken(attribute: &str) -> Trouble {
    Outcome::Failed {
        error: said(&format!(
            "Okta took the call, and kept its old value of {attribute}"
        )),
        for_good: true,
    }
}
