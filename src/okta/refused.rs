//! Whether Okta refuses a write because of an attribute, and which one it names (rule A6).

use super::error::OktaError;
use reqwest::StatusCode;

/// What a refusal says of the attributes that were sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttributeRefusal {
    /// It names these of them.
    Named(Vec<String>),
    /// It names none: `E0000023` and some others have no causes.
    Unnamed,
    /// It names one that was not sent.
    NotSent,
}

impl OktaError {
    /// `None`: the refusal is not about an attribute.
    pub fn attribute_refusal(&self, sent: &[&str]) -> Option<AttributeRefusal> {
        let refusal = self.http()?.refusal()?;
        let is_permanent = matches!(refusal.status, StatusCode::BAD_REQUEST | StatusCode::FORBIDDEN);
        if !is_permanent || self.is_no_permission() || self.is_token_refused() {
            return None;
        }
        let named: Vec<&str> = refusal
            .causes
            .iter()
            .filter_map(|cause| named_in(cause))
            .collect();
        let of_ours: Vec<String> = sent
            .iter()
            .filter(|name| named.contains(*name))
            .map(|name| (*name).to_owned())
            .collect();
        if !of_ours.is_empty() {
            return Some(AttributeRefusal::Named(of_ours));
        }
        match refusal.code.as_deref() {
            Some("E0000023") => Some(AttributeRefusal::Unnamed),
            Some("E0000001") if named.is_empty() => Some(AttributeRefusal::Unnamed),
            Some("E0000001") => Some(AttributeRefusal::NotSent),
            _ => None,
        }
    }
}

/// `badge` out of `badge: An object with this field already exists` or `Property name 'badge' is not defined in profile`.
fn named_in(cause: &str) -> Option<&str> {
    if let Some((_, rest)) = cause.split_once("Property name '") {
        return rest.split_once('\'').map(|(name, _)| name);
    }
    let (name, _) = cause.split_once(':')?;
    let is_name = !name.is_empty()
        && name
            .chars()
            .all(|letter| letter.is_alphanumeric() || letter == '_');
    is_name.then_some(name)
}
