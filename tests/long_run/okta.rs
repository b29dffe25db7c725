//! Okta in memory: what each action of a plan does to it.

use jiff::Timestamp;
use koppel::core::plan::{Action, ActionKind, Activation, Change};
use koppel::core::value::Value;
use koppel::sim::okta::{Profile, Status};
use koppel::sim::{Company, Event};
use serde_json::Value as Json;

/// Why Okta does not do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The profile is not as the plan knew it.
    Stale(&'static str),
    /// Until something changes.
    ForGood(&'static str),
    LoginTaken,
}

/// Does it; gives the profile that it was done to.
pub fn perform(company: &mut Company, action: &Action, at: Timestamp) -> Result<String, Refusal> {
    if action.kind == ActionKind::Provision {
        return create(company, action, at);
    }
    let id = action
        .profile
        .as_ref()
        .map(|id| id.as_str().to_owned())
        .unwrap_or_default();
    let Some(profile) = company.okta.profile(&id).cloned() else {
        return Err(Refusal::Stale("the profile is gone"));
    };
    if profile.transitioning_to.is_some() {
        return Err(Refusal::Stale("it is in transition"));
    }
    match action.kind {
        ActionKind::Link | ActionKind::Unlink | ActionKind::Update => {
            if !profile.status.is_live() {
                return Err(Refusal::Stale("it is deactivated"));
            }
            if profile.mastered_elsewhere {
                return Err(Refusal::ForGood("mastered elsewhere"));
            }
            if action.kind != ActionKind::Update && !holds(&profile, &action.changes[0], false) {
                return Err(Refusal::Stale("the link is another"));
            }
            company.okta.change(&id, |profile| {
                for change in &action.changes {
                    profile.set(&change.attribute, json(&change.to));
                }
                profile.last_updated = at;
            });
        }
        ActionKind::Deactivate => switch(company, &id, Status::Deprovisioned, at),
        ActionKind::Activate | ActionKind::Reactivate => switch(company, &id, Status::Provisioned, at),
        ActionKind::Provision => {}
    }
    Ok(id)
}

/// The profile is as the action would leave it.
pub fn is_done(profile: &Profile, action: &Action) -> bool {
    match action.kind {
        ActionKind::Deactivate => profile.status == Status::Deprovisioned,
        ActionKind::Reactivate => profile.status.is_live(),
        ActionKind::Activate => !matches!(profile.status, Status::Staged | Status::Deprovisioned),
        ActionKind::Provision => {
            let number = action.employee.map(|employee| employee.to_string());
            Some(profile.text("employeeNumber")) == number.as_deref()
        }
        ActionKind::Link | ActionKind::Unlink | ActionKind::Update => {
            action.changes.iter().all(|change| holds(profile, change, true))
        }
    }
}

fn holds(profile: &Profile, change: &Change, new: bool) -> bool {
    let held = profile.text(&change.attribute).trim().to_owned();
    let value = if new { &change.to } else { &change.from };
    value.to_text().unwrap_or_default() == held
}

fn create(company: &mut Company, action: &Action, at: Timestamp) -> Result<String, Refusal> {
    if company.okta.by_login(&action.login).is_some() {
        return Err(Refusal::LoginTaken);
    }
    let status = match action.activation {
        Some(Activation::Now) => Status::Provisioned,
        _ => Status::Staged,
    };
    let mut profile = Profile::new(&action.login).status(status);
    for change in &action.changes {
        profile.set(&change.attribute, json(&change.to));
    }
    profile.created = at;
    profile.last_updated = at;
    Ok(company.okta.add(profile))
}

fn switch(company: &mut Company, id: &str, status: Status, at: Timestamp) {
    Event::Switched {
        profile: id.to_owned(),
        status,
    }
    .happen(company, at);
}

fn json(value: &Value) -> Json {
    value
        .to_text()
        .map_or(Json::Null, |text| Json::String(text.into_owned()))
}
