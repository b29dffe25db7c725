//! Whether the Okta attributes that the settings name can be written at all.

use crate::core::schema::{ItemKind, Kind, Mutability};
use crate::core::value::Text;
use crate::core::{Policy, Schema};

/// Why nothing will ever be written into an Okta attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TargetFault {
    /// The org has no attribute of this name; the nearest is what was probably meant.
    Missing { nearest: Option<Text> },
    /// Okta does not let it be written.
    ReadOnly,
    /// Nothing of ours fits this type.
    Kind(Kind),
}

/// Each attribute that the settings name and that cannot be written, with the reason; the link attribute among them.
/// By name, each once.
pub(super) fn faults(schema: &Schema, policy: &Policy) -> Vec<(Text, TargetFault)> {
    let mut faults: Vec<(Text, TargetFault)> = policy
        .mapping
        .iter()
        .filter_map(|mapping| Some((mapping.target.clone(), target_fault(schema, &mapping.target)?)))
        .collect();
    let link = &policy.link_attribute;
    faults.extend(link_fault(schema, link).map(|fault| (link.clone(), fault)));
    faults.sort_by(|a, b| a.0.cmp(&b.0));
    faults.dedup_by(|a, b| a.0 == b.0);
    faults
}

/// Numbers are written there as text.
pub(super) fn link_fault(schema: &Schema, name: &str) -> Option<TargetFault> {
    let kind = schema.property(name).map(|property| property.kind);
    match kind {
        Some(kind) if kind != Kind::String => Some(TargetFault::Kind(kind)),
        _ => target_fault(schema, name),
    }
}

fn target_fault(schema: &Schema, name: &str) -> Option<TargetFault> {
    let Some(property) = schema.property(name) else {
        return Some(TargetFault::Missing {
            nearest: nearest(name, schema),
        });
    };
    if property.mutability != Mutability::ReadWrite {
        return Some(TargetFault::ReadOnly);
    }
    match property.kind {
        Kind::Array(ItemKind::String) | Kind::String | Kind::Boolean | Kind::Integer | Kind::Number => None,
        kind @ (Kind::Array(_) | Kind::Other) => Some(TargetFault::Kind(kind)),
    }
}

fn nearest(name: &str, schema: &Schema) -> Option<Text> {
    let folded = name.to_lowercase();
    schema
        .properties
        .keys()
        .map(|known| (strsim::jaro_winkler(&folded, &known.to_lowercase()), known))
        .filter(|(likeness, _)| *likeness > 0.7)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, known)| known.clone())
}
