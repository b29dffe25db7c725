//! The JSON of a company, as types. What it means is [`json`](super::json)'s matter.

use crate::sim::okta::{Kind, Master, Profile, Property, Status, UserMay, UserType};
use crate::sim::personio::{Attribute, AttributeType, Employee};
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CompanyData {
    pub version: u32,
    #[serde(default)]
    pub okta: OktaData,
    #[serde(default)]
    pub personio: PersonioData,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct OktaData {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// A login.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_owner: Option<String>,
    pub deprovisioned_editable: bool,
    /// What a login has to match; none: an e-mail address. `.+` is the username format "None".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub login_pattern: Option<String>,
    pub custom_attributes: Vec<PropertyData>,
    /// Names of attributes that another app masters.
    pub mastered_attributes: Vec<String>,
    pub user_types: Vec<UserTypeData>,
    pub profiles: Vec<ProfileData>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UserTypeData {
    pub name: String,
    #[serde(default)]
    pub lacks: Vec<String>,
    #[serde(default)]
    pub unreadable: bool,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PropertyData {
    pub name: String,
    pub title: String,
    #[serde(rename = "type")]
    pub kind: Kind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<ChoiceData>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_length: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<usize>,
    #[serde(default)]
    pub required: bool,
    #[serde(default)]
    pub unique: bool,
    #[serde(default)]
    pub read_only: bool,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChoiceData {
    pub value: Value,
    pub title: String,
}

/// A time that is not given is the usual one of the status; `null` is none.
pub(super) type Given = Option<Option<Timestamp>>;

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProfileData {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(default = "active")]
    pub status: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transitioning_to: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<Timestamp>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub activated: Given,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub status_changed: Given,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub last_login: Given,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_updated: Option<Timestamp>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub password_changed: Given,
    #[serde(default)]
    pub mastered_elsewhere: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_type: Option<String>,
    pub profile: Map<String, Value>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct PersonioData {
    pub custom_attributes: Vec<AttributeData>,
    /// Keys that the credential does not list.
    pub unreadable: Vec<String>,
    pub employees: Vec<EmployeeData>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AttributeData {
    pub key: String,
    pub label: String,
    #[serde(rename = "type")]
    pub kind: AttributeType,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub universal_id: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    #[serde(default)]
    pub tags_as_json: bool,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct EmployeeData {
    pub id: u64,
    #[serde(flatten)]
    pub values: Map<String, Value>,
}

fn active() -> String {
    Status::Active.as_str().to_owned()
}

fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Given, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

impl From<&Profile> for ProfileData {
    fn from(profile: &Profile) -> Self {
        Self {
            id: Some(profile.id.clone()),
            status: profile.status.as_str().to_owned(),
            transitioning_to: profile
                .transitioning_to
                .as_ref()
                .map(|status| status.as_str().to_owned()),
            created: Some(profile.created),
            activated: Some(profile.activated),
            status_changed: Some(profile.status_changed),
            last_login: Some(profile.last_login),
            last_updated: Some(profile.last_updated),
            password_changed: Some(profile.password_changed),
            mastered_elsewhere: profile.mastered_elsewhere,
            user_type: profile.user_type.clone(),
            profile: profile.attributes.clone(),
        }
    }
}

impl From<UserTypeData> for UserType {
    fn from(data: UserTypeData) -> Self {
        Self {
            name: data.name,
            lacks: data.lacks,
            is_readable: !data.unreadable,
        }
    }
}

impl From<&UserType> for UserTypeData {
    fn from(user_type: &UserType) -> Self {
        Self {
            name: user_type.name.clone(),
            lacks: user_type.lacks.clone(),
            unreadable: !user_type.is_readable,
        }
    }
}

impl From<PropertyData> for Property {
    fn from(data: PropertyData) -> Self {
        Self {
            format: data.format,
            choices: data
                .choices
                .into_iter()
                .map(|choice| (choice.value, choice.title))
                .collect(),
            min_length: data.min_length,
            max_length: data.max_length,
            required: data.required,
            unique: data.unique,
            read_only: data.read_only,
            master: Master::Okta,
            user_may: UserMay::Read,
            ..Self::new(&data.name, &data.title, data.kind)
        }
    }
}

impl From<&Property> for PropertyData {
    fn from(property: &Property) -> Self {
        Self {
            name: property.name.clone(),
            title: property.title.clone(),
            kind: property.kind,
            format: property.format.clone(),
            choices: property
                .choices
                .iter()
                .map(|(value, title)| ChoiceData {
                    value: value.clone(),
                    title: title.clone(),
                })
                .collect(),
            min_length: property.min_length,
            max_length: property.max_length,
            required: property.required,
            unique: property.unique,
            read_only: property.read_only,
        }
    }
}

impl From<AttributeData> for Attribute {
    fn from(data: AttributeData) -> Self {
        Self {
            universal_id: data.universal_id,
            options: data.options,
            tags_as_json: data.tags_as_json,
            ..Self::custom(&data.key, &data.label, data.kind)
        }
    }
}

impl From<&Attribute> for AttributeData {
    fn from(attribute: &Attribute) -> Self {
        Self {
            key: attribute.key.clone(),
            label: attribute.label.clone(),
            kind: attribute.kind,
            universal_id: attribute.universal_id.clone(),
            options: attribute.options.clone(),
            tags_as_json: attribute.tags_as_json,
        }
    }
}

impl EmployeeData {
    /// Status and the two times are never missing in Personio.
    pub(super) fn into_employee(self) -> Employee {
        let usual = Employee::new(self.id, "", "");
        let mut values = self.values;
        for key in ["status", "created_at", "last_modified_at"] {
            if !values.contains_key(key) {
                values.insert(key.to_owned(), usual.values.get(key).cloned().unwrap_or_default());
            }
        }
        values.retain(|_, value| !value.is_null());
        Employee { id: self.id, values }
    }
}
