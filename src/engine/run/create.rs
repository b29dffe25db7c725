//! Creations (rules P5, P6 and A4).

use super::act::{Acting, Trouble, code, is_linked_to, odd};
use crate::core::EmployeeId;
use crate::core::plan::Activation;
use crate::core::profile::{Profile, ProfileStatus};
use crate::core::value::Value;
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
}
