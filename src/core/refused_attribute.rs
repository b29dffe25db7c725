//! Attributes that Okta itself refuses (rule A6), as they are remembered: for each profile, and for a whole user type
//! once five of its profiles agree.

use super::id::OktaId;
use super::plan::Change;
use super::policy::Policy;
use super::profile::Profile;
use super::schema::Schema;
use super::text::hex;
use super::value::Text;
use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest, Sha256};

/// So many profiles of a user type speak for all of them.
pub const AGREEING_PROFILES: usize = 5;

/// One attribute of one profile that Okta does not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedAttribute {
    pub profile: OktaId,
    /// The ID of the profile's user type; empty where Okta named none.
    pub user_type: Text,
    pub attribute: Text,
    pub marks: AttributeMarks,
    /// Okta's code, such as `E0000023`.
    pub code: Option<String>,
    /// Okta's words.
    pub words: String,
    /// It counts for the user type: no profile of the type has taken the attribute since.
    pub agrees: bool,
}

impl RefusedAttribute {
    /// Okta's code and words.
    pub fn said(&self) -> String {
        match &self.code {
            Some(code) => format!("{code} {}", self.words),
            None => self.words.clone(),
        }
    }
}

/// What a refusal of an attribute holds for: once these are others, the attribute is sent again.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AttributeMarks {
    /// Of the mapping's line and of the attribute in the schema of the profile's user type.
    pub basis: String,
    /// Of the value.
    pub value: String,
}

impl AttributeMarks {
    pub fn of(change: &Change, schema: &Schema, policy: &Policy) -> Self {
        let mut lines = policy.mapping.iter();
        let line = lines.find(|line| line.target == change.attribute);
        let source = line.map(|line| line.source.as_words());
        let property = schema.property(&change.attribute);
        let hash = |text: String| hex(&Sha256::digest(text));
        Self {
            basis: hash(format!("{source:?} {property:?}")),
            value: hash(format!("{:?}", change.to)),
        }
    }
}

/// All refused attributes that are remembered.
#[derive(Debug, Clone, Default)]
pub struct RefusedAttributes {
    by_profile: FxHashMap<OktaId, Vec<RefusedAttribute>>,
    /// The profiles that agree, by user type, attribute and basis.
    agreeing: FxHashMap<(Text, Text, String), FxHashSet<OktaId>>,
}

impl RefusedAttributes {
    pub fn is_empty(&self) -> bool {
        self.by_profile.is_empty()
    }

    /// In the place of what was known of this attribute of the profile.
    pub fn insert(&mut self, refused: RefusedAttribute) {
        let known = self.by_profile.entry(refused.profile.clone()).or_default();
        known.retain(|known| known.attribute != refused.attribute);
        if refused.agrees {
            let of_type = (
                refused.user_type.clone(),
                refused.attribute.clone(),
                refused.marks.basis.clone(),
            );
            let agreeing = self.agreeing.entry(of_type).or_default();
            agreeing.insert(refused.profile.clone());
        }
        known.push(refused);
    }

    /// Okta took the attribute from this profile: its user type does not agree any more.
    pub fn note_taken(&mut self, profile: &Profile, attribute: &str) {
        if self.is_empty() {
            return;
        }
        if let Some(known) = self.by_profile.get_mut(&profile.id) {
            known.retain(|known| known.attribute != attribute);
        }
        let user_type = profile.user_type.as_deref().unwrap_or_default();
        self.agreeing
            .retain(|(of, name, _), _| of != user_type || name != attribute);
    }

    /// Okta's code and words, where this change is not sent: it was refused for this profile, or for its user type.
    pub fn said_of(&self, profile: &Profile, change: &Change, marks: &AttributeMarks) -> Option<String> {
        let mut own = self.by_profile.get(&profile.id).into_iter().flatten();
        if let Some(own) = own.find(|one| one.attribute == change.attribute && one.marks == *marks) {
            return Some(own.said());
        }
        let user_type = profile.user_type.clone().unwrap_or_default();
        let of_type = (user_type, change.attribute.clone(), marks.basis.clone());
        let agreeing = self.agreeing.get(&of_type)?;
        if agreeing.len() < AGREEING_PROFILES {
            return None;
        }
        let first = agreeing.iter().min()?;
        let mut theirs = self.by_profile.get(first).into_iter().flatten();
        theirs
            .find(|one| one.attribute == change.attribute)
            .map(RefusedAttribute::said)
    }
}
