//! The org's user schema: what each Okta attribute can take (rules U6 and P5).

use super::value::Text;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// Base and custom properties of one user type, by their Okta name.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    pub properties: FxHashMap<Text, Property>,
    /// The ID of the user type (`oty…`), where the schema names it.
    pub user_type: Option<Text>,
}

/// A user type other than the default one (rule U6).
#[derive(Debug, Clone)]
pub struct UserType {
    /// `oty…`.
    pub id: Text,
    /// As Okta shows it; the ID where the name may not be read.
    pub name: Text,
    /// `None`: may not be read.
    pub schema: Option<Schema>,
}

/// One property. Lengths are in characters.
#[derive(Debug, Clone, PartialEq)]
pub struct Property {
    pub kind: Kind,
    pub required: bool,
    pub min_length: Option<u32>,
    pub max_length: Option<u32>,
    /// The allowed values as text, from `enum` and `oneOf`; empty where anything goes.
    pub options: Vec<Text>,
    pub mutability: Mutability,
    pub master: AttributeMaster,
    /// `email`, `uri`, `country-code`, `locale`, `timezone`, `language-code`, …
    pub format: Option<Text>,
    /// A regular expression that the whole value has to match; koppel checks it for `login` alone (rule N5).
    pub pattern: Option<Text>,
    /// Users may edit this attribute themselves (`permissions` of `SELF`); `doctor` warns of it (rule L12).
    pub self_editable: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    String,
    Boolean,
    Integer,
    Number,
    /// With the kind of its items; nested arrays do not occur.
    Array(ItemKind),
    /// A type that this program does not know; nothing is sent to it.
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ItemKind {
    String,
    Integer,
    Number,
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mutability {
    ReadWrite,
    ReadOnly,
    /// `WRITE_ONLY`, `IMMUTABLE` or a later word: not safe to keep in step.
    Other,
}

/// Which system an attribute comes from. Of a profile without another source, Okta's schema says nothing different.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum AttributeMaster {
    #[default]
    Okta,
    /// The source of the profile, such as a directory, where the profile has one: of all base attributes unless changed.
    ProfileSource,
    /// A list of sources for this attribute alone, another one before Okta.
    Override,
}

impl Kind {
    pub fn as_word(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Array(_) => "array",
            Self::Other => "unknown type",
        }
    }
}

impl Schema {
    pub fn property(&self, name: &str) -> Option<&Property> {
        self.properties.get(name)
    }

    /// A required attribute cannot be emptied (rule U5).
    pub fn is_required(&self, name: &str) -> bool {
        self.property(name).is_some_and(|property| property.required)
    }
}

impl Default for Property {
    fn default() -> Self {
        Self {
            kind: Kind::String,
            required: false,
            min_length: None,
            max_length: None,
            options: Vec::new(),
            mutability: Mutability::ReadWrite,
            master: AttributeMaster::Okta,
            format: None,
            pattern: None,
            self_editable: false,
        }
    }
}
