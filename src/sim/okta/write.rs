//! Creating and changing profiles. A request is taken as a whole or refused as a whole.

use super::error::Refusal;
use super::org::{MailKind, Org, fold};
use super::profile::{Profile, Status};
use super::schema::{Master, Property};
use super::{Outcome, read};
use crate::sim::call::Call;
use crate::sim::ledger::Effect;
use axum::http::header::CONTENT_TYPE;
use jiff::Timestamp;
use serde_json::{Map, Value};

/// `POST /users?activate=&nextLogin=`: success is 200, and activating mails unless there is a password.
pub(super) fn create(org: &mut Org, call: &Call, now: Timestamp) -> Outcome {
    let body = object(call)?;
    let sent = profile_of(&body)?;
    let password = has_password(&body);
    let activate = call.flag("activate", true);
    if call.parameter("nextLogin") == Some("changePassword") && !(activate && password) {
        return Err(Refusal::activate_needed());
    }
    let attributes = merged(org, None, None, Map::new(), &sent)?;
    let mut profile = Profile {
        id: org.next_profile_id(),
        attributes,
        created: now,
        last_updated: now,
        password_changed: password.then_some(now),
        ..Profile::new("").status(Status::Staged)
    };
    if activate {
        profile.move_to(
            if password {
                Status::Active
            } else {
                Status::Provisioned
            },
            now,
        );
    }
    let id = org.add(profile.clone());
    if activate && !password {
        org.send(MailKind::Activation, profile.text("email"), &id, now);
    }
    Ok(read::single(org, &profile).doing(Effect::Created { profile: id }))
}

/// `POST /users/{id}`: what is sent changes, `null` clears, all else stays.
pub(super) fn update(org: &mut Org, key: &str, call: &Call, now: Timestamp) -> Outcome {
    let profile = writable(org, key)?;
    let body = object(call)?;
    let sent = match body.get("profile") {
        Some(_) => profile_of(&body)?,
        None => Map::new(),
    };
    may_change(org, &profile, &sent)?;
    let user_type = profile.user_type.as_deref();
    let attributes = merged(
        org,
        Some(&profile.id),
        user_type,
        profile.attributes.clone(),
        &sent,
    )?;
    store(org, &profile.id, attributes, sent, now)
}

/// `PUT /users/{id}`: whatever is not sent is erased.
pub(super) fn replace(org: &mut Org, key: &str, call: &Call, now: Timestamp) -> Outcome {
    let profile = writable(org, key)?;
    let sent = profile_of(&object(call)?)?;
    may_change(org, &profile, &sent)?;
    let kept: Map<String, Value> = profile
        .attributes
        .iter()
        .filter(|(name, _)| {
            org.schema
                .property(name)
                .is_some_and(|property| property.read_only)
        })
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let user_type = profile.user_type.as_deref();
    let attributes = merged(org, Some(&profile.id), user_type, kept, &sent)?;
    store(org, &profile.id, attributes, sent, now)
}

fn store(
    org: &mut Org,
    id: &str,
    attributes: Map<String, Value>,
    sent: Map<String, Value>,
    now: Timestamp,
) -> Outcome {
    let changed = org.change(id, |profile| {
        profile.attributes = attributes;
        profile.last_updated = now;
        profile.clone()
    });
    let profile = changed.ok_or_else(|| Refusal::no_such_profile(id))?;
    Ok(read::single(org, &profile).doing(Effect::Updated {
        profile: profile.id,
        attributes: sent.into_iter().map(|(name, _)| name).collect(),
    }))
}

/// The profile, unless it is deactivated and the org keeps such ones as they are.
fn writable(org: &Org, key: &str) -> Result<Profile, Refusal> {
    let profile = org.find(key).ok_or_else(|| Refusal::no_such_profile(key))?;
    if profile.status.is_live() || org.deprovisioned_editable {
        Ok(profile.clone())
    } else {
        Err(Refusal::wrong_status())
    }
}

/// A mastered attribute is refused also when it is sent with the value that it has.
fn may_change(org: &Org, profile: &Profile, sent: &Map<String, Value>) -> Result<(), Refusal> {
    let mastered = |name: &String| {
        let property = org.schema.property(name);
        property.is_some_and(|property| match property.master {
            Master::App => true,
            Master::Profile => profile.mastered_elsewhere,
            Master::Okta => false,
        })
    };
    let stubborn = org.stubborn_attribute.as_ref();
    if let Some(stubborn) = stubborn.filter(|one| sent.contains_key(&one.attribute)) {
        return Err(Refusal::vague_validation(stubborn.cause.as_deref()));
    }
    if sent.keys().any(mastered) {
        return Err(Refusal::mastered_elsewhere());
    }
    Ok(())
}

/// `attributes` with what was sent, checked against the schema. `own` is the ID of the profile that is written.
fn merged(
    org: &Org,
    own: Option<&str>,
    user_type: Option<&str>,
    mut attributes: Map<String, Value>,
    sent: &Map<String, Value>,
) -> Result<Map<String, Value>, Refusal> {
    let schema = org.schema_of(user_type);
    let subject = if own.is_some() { "user" } else { "newUser" };
    for (name, value) in sent {
        let Some(property) = schema.property(name) else {
            let cause = format!("Property name '{name}' is not defined in profile");
            return Err(Refusal::validation(subject, cause));
        };
        if property.read_only && attributes.get(name) != Some(value) {
            let cause = format!("{name}: The property is read-only");
            return Err(Refusal::validation(name, cause));
        }
        if value.is_null() {
            attributes.shift_remove(name);
            continue;
        }
        property.check(value)?;
        if property.name == "login" || property.unique {
            free(org, own, property, value)?;
        }
        attributes.insert(name.clone(), value.clone());
    }
    for property in schema.properties().filter(|property| property.required) {
        if !attributes.contains_key(&property.name) {
            let cause = format!("{}: The field cannot be left blank", property.name);
            return Err(Refusal::validation(&property.name, cause));
        }
    }
    Ok(attributes)
}

fn free(org: &Org, own: Option<&str>, property: &Property, value: &Value) -> Result<(), Refusal> {
    let other = |profile: &Profile| Some(profile.id.as_str()) != own;
    let taken = if property.name == "login" {
        let login = value.as_str().unwrap_or_default();
        org.by_login(login).is_some_and(other)
    } else {
        org.profiles()
            .any(|profile| other(profile) && same(profile.attributes.get(&property.name), value))
    };
    if taken {
        let cause = format!(
            "{}: An object with this field already exists in the current organization",
            property.name
        );
        return Err(Refusal::validation(&property.name, cause));
    }
    Ok(())
}

fn same(held: Option<&Value>, value: &Value) -> bool {
    match (held, value) {
        (Some(Value::String(held)), Value::String(value)) => fold(held) == fold(value),
        (held, value) => held == Some(value),
    }
}

fn object(call: &Call) -> Result<Map<String, Value>, Refusal> {
    let is_json = |kind: &str| kind.starts_with("application/json");
    if !call.body.is_empty() && !call.header(CONTENT_TYPE).is_some_and(is_json) {
        return Err(Refusal::unsupported_body());
    }
    serde_json::from_slice(&call.body).map_err(|_| Refusal::malformed_body())
}

fn profile_of(body: &Map<String, Value>) -> Result<Map<String, Value>, Refusal> {
    body.get("profile")
        .and_then(Value::as_object)
        .cloned()
        .ok_or_else(|| Refusal::validation("profile", "profile: The field cannot be left blank"))
}

/// The SDKs send an empty `password` where there is none.
fn has_password(body: &Map<String, Value>) -> bool {
    body.get("credentials")
        .and_then(|credentials| credentials.get("password"))
        .and_then(Value::as_object)
        .is_some_and(|password| !password.is_empty())
}
