//! How Okta writes profiles. The shapes are those of its recordings: in lists `_links` has `self` only,
//! `mobilePhone` and `secondEmail` appear although they are null, and no other null does.

use super::org::Org;
use super::profile::{Profile, Status};
use crate::sim::answer::to_bytes;
use jiff::Timestamp;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// How much a list says about each profile: `okta-response` takes credentials and transitions away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    Full,
    Lean,
}

/// What `fields=id,status,profile:(login,email)` keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Projection {
    fields: Vec<String>,
    /// `None`: the whole profile, if it is among the fields.
    attributes: Option<Vec<String>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shape<'a, L> {
    id: &'a str,
    status: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    transitioning_to_status: Option<&'a str>,
    created: Instant,
    activated: Option<Instant>,
    status_changed: Option<Instant>,
    last_login: Option<Instant>,
    last_updated: Instant,
    password_changed: Option<Instant>,
    #[serde(rename = "type")]
    kind: Reference,
    profile: Attributes<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    credentials: Option<Credentials<'a>>,
    #[serde(rename = "_links")]
    links: L,
}

#[derive(Serialize)]
struct Reference {
    id: String,
}

#[derive(Serialize)]
struct Credentials<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<Empty>,
    #[serde(skip_serializing_if = "Option::is_none")]
    emails: Option<[Email<'a>; 1]>,
    provider: Provider,
}

#[derive(Serialize)]
struct Empty {}

#[derive(Serialize)]
struct Email<'a> {
    value: &'a str,
    status: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
}

#[derive(Serialize)]
struct Provider {
    #[serde(rename = "type")]
    kind: &'static str,
    name: &'static str,
}

#[derive(Serialize)]
struct SelfLink {
    #[serde(rename = "self")]
    own: Href,
}

#[derive(Serialize)]
struct Href {
    href: String,
}

/// ISO 8601, UTC; recordings show whole seconds, written with milliseconds.
struct Instant(Timestamp);

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.strftime("%Y-%m-%dT%H:%M:%S.000Z"))
    }
}

struct Attributes<'a>(&'a Map<String, Value>);

impl Serialize for Attributes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in self.0 {
            map.serialize_entry(name, value)?;
        }
        for name in ["mobilePhone", "secondEmail"] {
            if !self.0.contains_key(name) {
                map.serialize_entry(name, &Value::Null)?;
            }
        }
        map.end()
    }
}

fn shape<'a, L>(org: &'a Org, profile: &'a Profile, detail: Detail, links: L) -> Shape<'a, L> {
    let full = detail == Detail::Full;
    let transition = profile.transitioning_to.as_ref().filter(|_| full);
    Shape {
        id: &profile.id,
        status: profile.status.as_str(),
        transitioning_to_status: transition.map(Status::as_str),
        created: Instant(profile.created),
        activated: profile.activated.map(Instant),
        status_changed: profile.status_changed.map(Instant),
        last_login: profile.last_login.map(Instant),
        last_updated: Instant(profile.last_updated),
        password_changed: profile.password_changed.map(Instant),
        kind: Reference {
            id: format!("oty{}", org.type_end_of(profile.user_type.as_deref())),
        },
        profile: Attributes(&profile.attributes),
        credentials: full.then(|| credentials(profile)),
        links,
    }
}

fn credentials(profile: &Profile) -> Credentials<'_> {
    let (kind, name) = if profile.mastered_elsewhere {
        ("ACTIVE_DIRECTORY", "talwerk.example")
    } else {
        ("OKTA", "OKTA")
    };
    let password = profile.has_password();
    Credentials {
        password: password.then_some(Empty {}),
        emails: password.then(|| {
            [Email {
                value: profile.text("email"),
                status: "VERIFIED",
                kind: "PRIMARY",
            }]
        }),
        provider: Provider { kind, name },
    }
}

/// A profile in a list.
pub(super) fn listed(org: &Org, profile: &Profile, detail: Detail) -> Vec<u8> {
    let own = Href {
        href: address(org, profile),
    };
    to_bytes(&shape(org, profile, detail, SelfLink { own }))
}

/// A profile by itself, with everything that could be done to it.
pub(super) fn single(org: &Org, profile: &Profile) -> Vec<u8> {
    to_bytes(&shape(org, profile, Detail::Full, links(org, profile)))
}

/// `_links` names what the status allows, and is a hint only: `STAGED` can be deactivated although it is not named.
fn links(org: &Org, profile: &Profile) -> Value {
    let own = address(org, profile);
    let mut links = Map::new();
    let mut action = |name: &str, path: &str| {
        let href = format!("{own}/{path}");
        links.insert(name.to_owned(), json!({ "href": href, "method": "POST" }));
    };
    for (name, path) in actions(&profile.status) {
        action(name, path);
    }
    if profile.status == Status::Deprovisioned {
        links.insert("delete".to_owned(), json!({ "href": own, "method": "DELETE" }));
    }
    let end = org.type_end_of(profile.user_type.as_deref());
    let schema = format!("{}/api/v1/meta/schemas/user/osc{end}", org.url());
    links.insert("schema".to_owned(), json!({ "href": schema }));
    links.insert("self".to_owned(), json!({ "href": own }));
    let kind = format!("{}/api/v1/meta/types/user/oty{end}", org.url());
    links.insert("type".to_owned(), json!({ "href": kind }));
    Value::Object(links)
}

fn actions(status: &Status) -> &'static [(&'static str, &'static str)] {
    const DEACTIVATE: (&str, &str) = ("deactivate", "lifecycle/deactivate");
    const RESET: (&str, &str) = ("resetPassword", "lifecycle/reset_password");
    const SUSPEND: (&str, &str) = ("suspend", "lifecycle/suspend");
    const FACTORS: (&str, &str) = ("resetFactors", "lifecycle/reset_factors");
    const REACTIVATE: (&str, &str) = ("reactivate", "lifecycle/reactivate");
    match status {
        Status::Staged | Status::Deprovisioned => &[("activate", "lifecycle/activate")],
        Status::Provisioned => &[SUSPEND, RESET, REACTIVATE, FACTORS, DEACTIVATE],
        Status::Active => &[
            SUSPEND,
            RESET,
            ("forgotPassword", "credentials/forgot_password"),
            ("expirePassword", "lifecycle/expire_password"),
            ("changeRecoveryQuestion", "credentials/change_recovery_question"),
            FACTORS,
            ("changePassword", "credentials/change_password"),
            DEACTIVATE,
        ],
        Status::Recovery => &[REACTIVATE, RESET, DEACTIVATE],
        Status::PasswordExpired => &[SUSPEND, RESET, DEACTIVATE],
        Status::LockedOut => &[("unlock", "lifecycle/unlock"), RESET, DEACTIVATE],
        Status::Suspended => &[("unsuspend", "lifecycle/unsuspend"), DEACTIVATE],
        Status::Other(_) => &[],
    }
}

fn address(org: &Org, profile: &Profile) -> String {
    format!("{}/api/v1/users/{}", org.url(), profile.id)
}

/// Weak, and about the profile alone: a deactivation does not change it (recording 03).
pub(super) fn etag(profile: &Profile) -> String {
    let hash = Sha256::digest(to_bytes(&profile.attributes));
    let mut tag = String::from("W/\"");
    for byte in hash {
        for digit in [byte >> 4, byte & 15] {
            tag.extend(char::from_digit(u32::from(digit), 16));
        }
    }
    tag.push('"');
    tag
}

/// The default user type and the others.
pub(super) fn user_types(org: &Org) -> Value {
    let others = org.user_types.iter().map(|one| Some(one.name.as_str()));
    let all = std::iter::once(None).chain(others);
    all.map(|name| {
        let end = org.type_end_of(name);
        let url = org.url();
        json!({
            "id": format!("oty{end}"),
            "displayName": name.unwrap_or("User"),
            "name": name.unwrap_or("user").to_lowercase(),
            "default": name.is_none(),
            "_links": {
                "schema": {
                    "rel": "schema",
                    "href": format!("{url}/api/v1/meta/schemas/user/osc{end}"),
                    "method": "GET",
                },
                "self": { "rel": "self", "href": format!("{url}/api/v1/meta/types/user/oty{end}"), "method": "GET" },
            },
        })
    })
    .collect()
}

/// The org's own description, which needs no token.
pub(super) fn organization(org: &Org) -> Value {
    json!({
        "id": org.id,
        "cell": "eu1",
        "_links": { "organization": { "href": org.url() } },
        "pipeline": "idx",
        "settings": {
            "analyticsCollectionEnabled": false,
            "bugReportingEnabled": true,
            "omEnabled": false,
            "pssoEnabled": false,
            "desktopMFAEnabled": false,
            "itpEnabled": false,
        },
    })
}

impl Projection {
    /// Reads `fields`. Names that nobody knows keep nothing.
    pub(super) fn parse(fields: &str) -> Self {
        let (before, attributes, after) = match fields.split_once("profile:(") {
            Some((before, rest)) => {
                let (inside, after) = rest.split_once(')').unwrap_or((rest, ""));
                (before, Some(inside), after)
            }
            None => (fields, None, ""),
        };
        let names = |text: &str| -> Vec<String> {
            text.split(',')
                .map(str::trim)
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
                .collect()
        };
        let mut kept = names(before);
        kept.extend(names(after));
        if attributes.is_some() {
            kept.push("profile".to_owned());
        }
        Self {
            fields: kept,
            attributes: attributes.map(names),
        }
    }
}

/// A profile in a list, reduced. The ID is always there.
pub(super) fn projected(org: &Org, profile: &Profile, projection: &Projection) -> Vec<u8> {
    let whole: Map<String, Value> =
        serde_json::from_slice(&listed(org, profile, Detail::Full)).unwrap_or_default();
    let mut kept = Map::new();
    for (name, mut value) in whole {
        if name != "id" && !projection.fields.contains(&name) {
            continue;
        }
        if let (Some(attributes), Value::Object(profile)) = (&projection.attributes, &mut value)
            && name == "profile"
        {
            profile.retain(|attribute, _| attributes.contains(attribute));
        }
        kept.insert(name, value);
    }
    to_bytes(&kept)
}
