//! The steps of a profile's life, and what is answered to those that its status does not allow.

use super::error::Refusal;
use super::org::{MailKind, Org};
use super::profile::{Profile, Status};
use super::{Outcome, done, read};
use crate::sim::answer::Answer;
use crate::sim::call::Call;
use crate::sim::ledger::Effect;
use axum::http::StatusCode;
use jiff::Timestamp;
use serde_json::json;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Activate,
    Reactivate,
    Deactivate,
    Suspend,
    Unsuspend,
    Unlock,
    ResetPassword,
    ExpirePassword,
}

/// `POST /users/{id}/lifecycle/{step}`.
pub(super) fn lifecycle(org: &mut Org, key: &str, step: &str, call: &Call, now: Timestamp) -> Outcome {
    let step = Step::parse(step).ok_or_else(Refusal::no_such_path)?;
    let profile = found(org, key)?;
    let to = step.leads_to(&profile)?;
    let mut answer = move_to(org, &profile, to, now)?;
    answer.body = match step {
        Step::Activate | Step::Reactivate | Step::ResetPassword => {
            let mail = call.flag("sendEmail", step != Step::Reactivate);
            one_time_link(org, &profile, step, mail, now)
        }
        Step::Deactivate => {
            if call.flag("sendEmail", false) {
                tell_administrator(org, &profile, now);
            }
            answer.body
        }
        Step::ExpirePassword => {
            let profile = found(org, &profile.id)?;
            read::single(org, &profile).body
        }
        Step::Suspend | Step::Unsuspend | Step::Unlock => answer.body,
    };
    Ok(answer)
}

/// `DELETE /users/{id}`: the first deactivates, the second deletes for good.
pub(super) fn delete(org: &mut Org, key: &str, call: &Call, now: Timestamp) -> Outcome {
    let profile = found(org, key)?;
    let effect = if profile.status.is_live() {
        let moved = move_to(org, &profile, Status::Deprovisioned, now)?;
        if call.flag("sendEmail", false) {
            tell_administrator(org, &profile, now);
        }
        moved.effect
    } else {
        org.remove(&profile.id);
        Effect::Deleted { profile: profile.id }
    };
    Ok(Answer::empty(StatusCode::NO_CONTENT).doing(effect))
}

fn found(org: &Org, key: &str) -> Result<Profile, Refusal> {
    org.find(key)
        .cloned()
        .ok_or_else(|| Refusal::no_such_profile(key))
}

fn move_to(org: &mut Org, profile: &Profile, to: Status, now: Timestamp) -> Outcome {
    let effect = Effect::Status {
        profile: profile.id.clone(),
        from: profile.status.as_str().to_owned(),
        to: to.as_str().to_owned(),
    };
    org.move_to(&profile.id, to, now)
        .ok_or_else(|| Refusal::no_such_profile(&profile.id))?;
    Ok(done().doing(effect))
}

/// Either a mail, or the link for whoever asked.
fn one_time_link(org: &mut Org, profile: &Profile, step: Step, mail: bool, now: Timestamp) -> bytes::Bytes {
    let reset = step == Step::ResetPassword;
    if mail {
        let kind = if reset {
            MailKind::PasswordReset
        } else {
            MailKind::Activation
        };
        org.send(kind, profile.text("email"), &profile.id, now);
        return done().body;
    }
    let token = org.next_one_time_token();
    let body = if reset {
        json!({ "resetPasswordUrl": format!("{}/reset_password/{token}", org.url()) })
    } else {
        json!({
            "activationUrl": format!("{}/tokens/{token}/verify", org.url()),
            "activationToken": token,
        })
    };
    Answer::ok(&body).body
}

fn tell_administrator(org: &mut Org, profile: &Profile, now: Timestamp) {
    let administrator = org
        .profile(&org.token_owner)
        .map(|owner| owner.text("email").to_owned())
        .unwrap_or_default();
    org.send(MailKind::Deactivation, &administrator, &profile.id, now);
}

impl Step {
    fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "activate" => Self::Activate,
            "reactivate" => Self::Reactivate,
            "deactivate" => Self::Deactivate,
            "suspend" => Self::Suspend,
            "unsuspend" => Self::Unsuspend,
            "unlock" => Self::Unlock,
            "reset_password" => Self::ResetPassword,
            "expire_password" => Self::ExpirePassword,
            _ => return None,
        })
    }

    /// The status after this step (`okta-api.md` section 3). What a second deactivation is answered
    /// today nobody recorded; E0000038 is the likely one.
    fn leads_to(self, profile: &Profile) -> Result<Status, Refusal> {
        use Status::{
            Active, Deprovisioned, LockedOut, PasswordExpired, Provisioned, Recovery, Staged, Suspended,
        };
        match (self, &profile.status) {
            (Self::Activate, Staged) if profile.has_password() => Ok(Active),
            (Self::Activate, Staged | Deprovisioned) | (Self::Reactivate, Provisioned | Recovery) => {
                Ok(Provisioned)
            }
            (Self::Activate, Suspended) => Err(Refusal::wrong_status()),
            (Self::Activate, _) => Err(Refusal::already_active()),
            (Self::Deactivate, status) if status.is_live() => Ok(Deprovisioned),
            (Self::Suspend, Active) => Ok(Suspended),
            (Self::Suspend, _) => Err(Refusal::validation(
                "user",
                "Cannot suspend a user that is not active",
            )),
            (Self::Unsuspend, Suspended) | (Self::Unlock, LockedOut) => Ok(Active),
            (Self::Unsuspend, _) => Err(Refusal::validation(
                "user",
                "Cannot unsuspend a user that is not suspended",
            )),
            (Self::Unlock, _) => Err(Refusal::unlock_not_allowed()),
            (Self::ResetPassword, Active | Provisioned | PasswordExpired | LockedOut | Recovery) => {
                Ok(Recovery)
            }
            (Self::ExpirePassword, Active | PasswordExpired) => Ok(PasswordExpired),
            (Self::Reactivate | Self::Deactivate | Self::ResetPassword | Self::ExpirePassword, _) => {
                Err(Refusal::wrong_status())
            }
        }
    }
}
