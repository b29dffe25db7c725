//! The user schema out of Okta's JSON (`okta-api.md` section 9).

use crate::core::Schema;
use crate::core::schema::{AttributeMaster, ItemKind, Kind, Mutability, Property};
use crate::core::value::Text;
use serde_json::Value as Json;

/// Base and custom properties; `None` where this is no user schema.
pub fn schema_from_json(json: &Json) -> Option<Schema> {
    let definitions = json.get("definitions")?;
    let mut schema = Schema::default();
    for part in ["base", "custom"] {
        let Some(part) = definitions.get(part) else {
            continue;
        };
        let required: Vec<&str> = list(part, "required").filter_map(Json::as_str).collect();
        let properties = part.get("properties").and_then(Json::as_object);
        for (name, json) in properties.into_iter().flatten() {
            let mut property = property(json);
            property.required |= required.contains(&name.as_str());
            schema.properties.insert(Text::from(name.as_str()), property);
        }
    }
    let user_type = json.pointer("/_links/type/href").and_then(Json::as_str);
    schema.user_type = user_type.and_then(last_segment);
    // Every org has a login; without it this is something else.
    schema.property("login").is_some().then_some(schema)
}

/// `oty…` out of `https://acme.okta.com/api/v1/meta/types/user/oty…`.
pub(super) fn last_segment(href: &str) -> Option<Text> {
    let last = href.trim_end_matches('/').rsplit('/').next();
    last.filter(|last| !last.is_empty()).map(Text::from)
}

/// Okta's own place in the list of sources counts: where it comes first, no other source is asked.
fn master(json: &Json) -> AttributeMaster {
    let word = |json: &Json| json.get("type").and_then(Json::as_str).map(str::to_owned);
    let Some(master) = json.get("master") else {
        return AttributeMaster::Okta;
    };
    let first = list(master, "priority").next().and_then(word);
    match word(master).as_deref() {
        Some("PROFILE_MASTER") => AttributeMaster::ProfileSource,
        Some("OVERRIDE") if first.as_deref() != Some("OKTA") => AttributeMaster::Override,
        _ => AttributeMaster::Okta,
    }
}

fn property(json: &Json) -> Property {
    let word = |key: &str| json.get(key).and_then(Json::as_str);
    let length = |key: &str| {
        let length = json.get(key).and_then(Json::as_u64);
        length.map(|length| u32::try_from(length).unwrap_or(u32::MAX))
    };
    Property {
        kind: kind(json),
        required: json.get("required").and_then(Json::as_bool).unwrap_or(false),
        min_length: length("minLength"),
        max_length: length("maxLength"),
        options: options(json),
        mutability: match word("mutability") {
            Some("READ_WRITE") | None => Mutability::ReadWrite,
            Some("READ_ONLY") => Mutability::ReadOnly,
            Some(_) => Mutability::Other,
        },
        master: master(json),
        format: word("format").map(Text::from),
        pattern: word("pattern").map(Text::from),
        self_editable: list(json, "permissions").any(|permission| {
            let is = |key, value| permission.get(key).and_then(Json::as_str) == Some(value);
            is("principal", "SELF") && is("action", "READ_WRITE")
        }),
    }
}

fn kind(json: &Json) -> Kind {
    match json.get("type").and_then(Json::as_str) {
        Some("string") => Kind::String,
        Some("boolean") => Kind::Boolean,
        Some("integer") => Kind::Integer,
        Some("number") => Kind::Number,
        Some("array") => Kind::Array(match json.pointer("/items/type").and_then(Json::as_str) {
            Some("string") => ItemKind::String,
            Some("integer") => ItemKind::Integer,
            Some("number") => ItemKind::Number,
            _ => ItemKind::Other,
        }),
        _ => Kind::Other,
    }
}

/// From `enum` and `oneOf[].const`, of the property or of its items, each once.
fn options(json: &Json) -> Vec<Text> {
    let mut options: Vec<Text> = Vec::new();
    for json in [Some(json), json.get("items")].into_iter().flatten() {
        let constants = list(json, "oneOf").filter_map(|one| one.get("const"));
        for option in list(json, "enum").chain(constants) {
            let option = match option {
                Json::String(text) => Text::from(text.as_str()),
                Json::Null => continue,
                other => Text::from(other.to_string()),
            };
            if !options.contains(&option) {
                options.push(option);
            }
        }
    }
    options
}

fn list<'a>(json: &'a Json, key: &str) -> impl Iterator<Item = &'a Json> {
    json.get(key).and_then(Json::as_array).into_iter().flatten()
}
