//! Creations (rules P5, P6 and A4).

use super::act::{Acting, MOST_LOOKS, Trouble, code, is_linked_to, odd};
use super::fresh_data::ProfileKey;
use crate::core::plan::{Activation, Change};
use crate::core::profile::{Profile, ProfileStatus};
use crate::core::value::Value;
use crate::core::{EmployeeId, OktaId};
use crate::okta::OktaError;
use crate::store::state::{Applied, CallError, Outcome};

impl Acting<'_> {
    /// Rules P5 and P6: one call that carries everything, and a second one where the person becomes active without a
    /// mail.
    pub(super) async fn provision(&mut self) -> Result<Outcome, Trouble> {
        let Some(employee) = self.action.employee else {
            return Err(odd("a creation is for somebody"));
        };
        let becomes_active = self.action.activation == Some(Activation::Now);
        let mails = self.ground.policy.activation.send_email == Some(true);
        let mut changes = self.changes.to_vec();
        let profile = loop {
            let attributes: Vec<(&str, &Value)> = changes
                .iter()
                .map(|change| (change.attribute.as_str(), &change.to))
                .collect();
            let okta = &self.ground.sides.okta;
            let created = okta.create(&attributes, becomes_active && mails).await;
            match self.written(created) {
                Ok(profile) => break profile,
                // Each time with fewer of them.
                Err(error) if self.leave_out_of_creation(&mut changes, &error) => {}
                Err(error) => break self.adopt(employee, &error).await?,
            }
        };
        self.attributes.user_type = profile.user_type.clone().unwrap_or_default();
        for refused in &mut self.attributes.refused {
            refused.profile = profile.id.clone();
            refused.user_type.clone_from(&self.attributes.user_type);
        }
        if becomes_active && !mails && profile.status == ProfileStatus::Staged {
            // Whatever becomes of this: the profile is there, and a later run activates what koppel staged.
            let is_active = self.activate_created(employee, &profile.id).await;
            return Ok(self.created(&changes, &profile, !is_active));
        }
        Ok(self.created(&changes, &profile, profile.status == ProfileStatus::Staged))
    }

    /// Activates a profile that this action just created. Where the call would have had to wait too long, both sides
    /// are read again first (rule G2).
    async fn activate_created(&mut self, employee: EmployeeId, profile: &OktaId) -> bool {
        for _ in 0..MOST_LOOKS {
            match self.ground.sides.okta.activate(profile, false).await {
                Ok(written) => {
                    self.request_ids.extend(written.request_id);
                    return true;
                }
                Err(error) if error.waited_too_long() => {
                    if !self.is_still_due(employee, profile).await {
                        return false;
                    }
                }
                Err(error) => {
                    self.note(&error);
                    return false;
                }
            }
        }
        false
    }

    async fn is_still_due(&mut self, employee: EmployeeId, profile: &OktaId) -> bool {
        let data = self.ground.data;
        let both = data.both(employee, ProfileKey::Id(profile)).await;
        let (Some(planned), Ok((Some(now), Some(profile)))) = (data.planned_employee(employee), both) else {
            return false;
        };
        self.compare(planned, &now).against_creation().is_none()
            && is_linked_to(&profile, employee)
            && profile.is_settled()
            && profile.status == ProfileStatus::Staged
    }

    fn created(&mut self, sent: &[Change], profile: &Profile, is_staged: bool) -> Outcome {
        Outcome::Applied(Applied {
            profile: Some(profile.id.clone()),
            bases: self.bases(sent, profile),
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
}
