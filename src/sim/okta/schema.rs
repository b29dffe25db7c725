//! The schema of the default user type: 31 base attributes, and whatever the org added; and which values fit.

use super::base_attributes::silent_length;
use super::error::Refusal;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// Base and custom attributes.
#[derive(Debug, Clone, PartialEq)]
pub struct Schema {
    pub base: Vec<Property>,
    pub custom: Vec<Property>,
}

/// One attribute.
#[derive(Debug, Clone, PartialEq)]
pub struct Property {
    pub name: String,
    pub title: String,
    pub kind: Kind,
    /// `email`, `uri`, `country-code`, `locale`, `timezone`, `language-code`.
    pub format: Option<String>,
    /// The allowed values with their titles; empty: all.
    pub choices: Vec<(Value, String)>,
    pub min_length: Option<usize>,
    pub max_length: Option<usize>,
    /// A regular expression that the whole text has to match; of `login` it replaces the form of an e-mail address.
    pub pattern: Option<String>,
    pub required: bool,
    pub unique: bool,
    /// `mutability` is `READ_ONLY`: no call may write it.
    pub read_only: bool,
    pub master: Master,
    /// What the user may do with the own value.
    pub user_may: UserMay,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    String,
    Boolean,
    Number,
    Integer,
    /// Of strings, numbers or integers.
    StringArray,
    NumberArray,
    IntegerArray,
}

/// Who owns an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Master {
    /// The system that masters the profile, if there is one.
    Profile,
    Okta,
    /// Another app, of every profile.
    App,
}

/// A permission of `SELF`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserMay {
    NotSee,
    Read,
    Write,
}

impl Property {
    /// A custom attribute that takes anything of its kind.
    pub fn new(name: &str, title: &str, kind: Kind) -> Self {
        Self {
            name: name.to_owned(),
            title: title.to_owned(),
            kind,
            format: None,
            choices: Vec::new(),
            min_length: None,
            max_length: None,
            pattern: None,
            required: false,
            unique: false,
            read_only: false,
            master: Master::Okta,
            user_may: UserMay::Read,
        }
    }

    #[must_use]
    pub fn choices(mut self, choices: &[(&str, &str)]) -> Self {
        self.choices = choices
            .iter()
            .map(|(value, title)| (json!(value), (*title).to_owned()))
            .collect();
        self
    }

    #[must_use]
    pub fn max_length(mut self, characters: usize) -> Self {
        self.max_length = Some(characters);
        self
    }

    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    #[must_use]
    pub fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    #[must_use]
    pub fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// Refuses a value that the attribute cannot take. Wordings of type, choice and length are not recorded.
    pub(super) fn check(&self, value: &Value) -> Result<(), Refusal> {
        let refuse = |cause: &str| Err(Refusal::validation(&self.name, format!("{}: {cause}", self.name)));
        if !self.kind.fits(value) {
            return refuse(&format!("The value must be of type {}", self.kind.name()));
        }
        if !self.choices.is_empty()
            && !each(value).all(|one| self.choices.iter().any(|(allowed, _)| allowed == one))
        {
            return refuse("The value is not one of the allowed values");
        }
        let Some(text) = value.as_str() else {
            return Ok(());
        };
        if text.chars().any(|letter| letter.len_utf8() > 3) {
            return refuse("The field contains characters that are not supported");
        }
        self.check_length(text)?;
        if let Some(pattern) = &self.pattern
            && !matches(pattern, text)
        {
            return refuse("Does not match required pattern");
        }
        let takes_an_address =
            (self.name == "login" && self.pattern.is_none()) || self.format.as_deref() == Some("email");
        if takes_an_address && !text.is_empty() && !is_address(text) {
            return refuse(if self.name == "login" {
                "Username must be in the form of an email address"
            } else {
                "Does not match required pattern"
            });
        }
        if self.format.as_deref() == Some("country-code") && text.len() != 2 {
            return refuse("The field must be a two letter country code");
        }
        Ok(())
    }

    fn check_length(&self, text: &str) -> Result<(), Refusal> {
        let refuse = |cause: &str| Err(Refusal::validation(&self.name, format!("{}: {cause}", self.name)));
        let length = text.chars().count();
        if self.required && text.trim().is_empty() {
            return refuse("The field cannot be left blank");
        }
        // With the username format "None" the shortest length is not enforced.
        let shortest = self.min_length.filter(|_| self.pattern.as_deref() != Some(".+"));
        if shortest.is_some_and(|min| length < min) {
            return refuse("The field is too short");
        }
        let max = self.max_length.or_else(|| silent_length(&self.name));
        if max.is_some_and(|max| length > max) {
            return refuse("The field is too long");
        }
        Ok(())
    }

    fn wire(&self) -> Value {
        let mut wire = Map::new();
        let mut put = |key: &str, value: Value| wire.insert(key.to_owned(), value);
        put("title", json!(self.title));
        put("type", json!(self.kind.name()));
        if let Some(item) = self.kind.item() {
            put("items", json!({ "type": item }));
        }
        if self.required {
            put("required", json!(true));
        }
        if let Some(format) = &self.format {
            put("format", json!(format));
        }
        put(
            "mutability",
            json!(if self.read_only { "READ_ONLY" } else { "READ_WRITE" }),
        );
        put("scope", json!("NONE"));
        if self.unique {
            put("unique", json!(true));
        }
        if let Some(min) = self.min_length {
            put("minLength", json!(min));
        }
        if let Some(max) = self.max_length {
            put("maxLength", json!(max));
        }
        if let Some(pattern) = &self.pattern {
            put("pattern", json!(pattern));
        }
        if !self.choices.is_empty() {
            let values: Vec<&Value> = self.choices.iter().map(|(value, _)| value).collect();
            put("enum", json!(values));
            let titled: Vec<Value> = self
                .choices
                .iter()
                .map(|(value, title)| json!({ "const": value, "title": title }))
                .collect();
            put("oneOf", json!(titled));
        }
        put(
            "permissions",
            json!([{ "principal": "SELF", "action": self.user_may.name() }]),
        );
        put(
            "master",
            match self.master {
                Master::Okta => json!({ "type": "OKTA" }),
                Master::Profile => json!({ "type": "PROFILE_MASTER" }),
                Master::App => json!({
                    "type": "OVERRIDE",
                    "priority": [{ "type": "APP", "value": "0oa1d7directory00000" }, { "type": "OKTA" }],
                }),
            },
        );
        Value::Object(wire)
    }
}

impl Schema {
    /// Without these attributes.
    pub(super) fn without(&self, names: &[String]) -> Self {
        let mut schema = self.clone();
        schema.base.retain(|property| !names.contains(&property.name));
        schema.custom.retain(|property| !names.contains(&property.name));
        schema
    }

    pub fn property(&self, name: &str) -> Option<&Property> {
        self.properties().find(|property| property.name == name)
    }

    /// For changes in mid-run.
    pub fn property_mut(&mut self, name: &str) -> Option<&mut Property> {
        self.base
            .iter_mut()
            .chain(&mut self.custom)
            .find(|property| property.name == name)
    }

    pub fn properties(&self) -> impl Iterator<Item = &Property> {
        self.base.iter().chain(&self.custom)
    }

    /// `type_end` is what the IDs of the user type and of its schema have in common; `name` is how the schema is
    /// addressed.
    pub(super) fn wire(&self, url: &str, name: &str, type_end: &str) -> Value {
        let definition = |id: &str, properties: &[Property]| {
            let required: Vec<&str> = properties
                .iter()
                .filter(|property| property.required)
                .map(|property| property.name.as_str())
                .collect();
            let properties: Map<String, Value> = properties
                .iter()
                .map(|property| (property.name.clone(), property.wire()))
                .collect();
            json!({ "id": id, "type": "object", "properties": properties, "required": required })
        };
        json!({
            "id": format!("{url}/meta/schemas/user/{name}"),
            "$schema": "http://json-schema.org/draft-04/schema#",
            "name": "user",
            "title": "User",
            "description": "Okta user profile template with default permission settings",
            "lastUpdated": "2025-11-03T08:12:44.000Z",
            "created": "2021-02-09T10:30:01.000Z",
            "definitions": {
                "custom": definition("#custom", &self.custom),
                "base": definition("#base", &self.base),
            },
            "type": "object",
            "properties": {
                "profile": { "allOf": [{ "$ref": "#/definitions/custom" }, { "$ref": "#/definitions/base" }] },
            },
            "_links": {
                "self": {
                    "rel": "self",
                    "href": format!("{url}/api/v1/meta/schemas/user/osc{type_end}"),
                    "method": "GET",
                },
                "type": {
                    "rel": "type",
                    "href": format!("{url}/api/v1/meta/types/user/oty{type_end}"),
                    "method": "GET",
                },
            },
        })
    }
}

impl Kind {
    /// The schema's `type`.
    fn name(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Boolean => "boolean",
            Self::Number => "number",
            Self::Integer => "integer",
            Self::StringArray | Self::NumberArray | Self::IntegerArray => "array",
        }
    }

    /// What an array holds.
    fn item(self) -> Option<&'static str> {
        match self {
            Self::StringArray => Some("string"),
            Self::NumberArray => Some("number"),
            Self::IntegerArray => Some("integer"),
            _ => None,
        }
    }

    /// Whether a value is of this kind; no limits are looked at.
    pub fn fits(self, value: &Value) -> bool {
        let integer = |value: &Value| value.is_i64() || value.is_u64();
        match self {
            Self::String => value.is_string(),
            Self::Boolean => value.is_boolean(),
            Self::Number => value.is_number(),
            Self::Integer => integer(value),
            Self::StringArray => value.is_array() && each(value).all(Value::is_string),
            Self::NumberArray => value.is_array() && each(value).all(Value::is_number),
            Self::IntegerArray => value.is_array() && each(value).all(integer),
        }
    }
}

impl UserMay {
    fn name(self) -> &'static str {
        match self {
            Self::NotSee => "HIDE",
            Self::Read => "READ_ONLY",
            Self::Write => "READ_WRITE",
        }
    }
}

/// The values of an array, or the one value.
fn each(value: &Value) -> std::slice::Iter<'_, Value> {
    match value {
        Value::Array(values) => values.iter(),
        one => std::slice::from_ref(one).iter(),
    }
}

/// Enough of an address for Okta's own check: two parts, a dot in the second, no blanks.
/// A pattern that cannot be read refuses everything.
fn matches(pattern: &str, text: &str) -> bool {
    regex::Regex::new(&format!("^(?:{pattern})$")).is_ok_and(|pattern| pattern.is_match(text))
}

fn is_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && domain.contains('.')
            && !domain.contains('@')
            && !text.contains(char::is_whitespace)
    })
}
