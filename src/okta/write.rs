//! The writing calls. Each is sent for one profile, decides nothing, and is refused in a read-only session
//! (rule G5).

use super::client::{Okta, bucket};
use super::error::OktaError;
use crate::core::value::{Text, Value};
use crate::core::{OktaId, Profile};
use crate::http::{Answer, Call, Effect, Verb};
use serde_json::{Map, Value as Json, json};

/// Attributes and their new values, in the order in which they are sent. An empty value becomes `null`, which
/// empties the attribute; what is not named stays as it is.
pub type Changes<'a> = [(&'a str, &'a Value)];

/// What a write brought back.
#[derive(Debug)]
pub struct Written {
    /// The profile as it is now, from the answer itself (rule A7). `None`: Okta's answer to a life cycle call
    /// names none.
    pub profile: Option<Profile>,
    /// Okta's ID of the request (rule A2).
    pub request_id: Option<String>,
}

impl Okta {
    /// Creates a profile (rule P5). `activate` mails the person; without it the profile is `STAGED`. Never
    /// sent twice, because it is not idempotent: where the outcome is unknown, the profile is looked up by
    /// its login first (rule A4).
    pub async fn create(&self, attributes: &Changes<'_>, activate: bool) -> Result<Written, OktaError> {
        let mut url = self.transport.url("/api/v1/users");
        url.query_pairs_mut()
            .append_pair("activate", if activate { "true" } else { "false" });
        let mut call = self.call(url, bucket::USERS);
        // Nothing is there yet that could be emptied.
        let present: Vec<_> = attributes
            .iter()
            .copied()
            .filter(|(_, value)| !value.is_empty())
            .collect();
        call.body = Some(body(&present)?);
        self.write(call, Effect::Once).await
    }

    /// Changes just these attributes (rule U4), by POST: PUT would erase all others. All or nothing: one
    /// value that Okta refuses refuses all.
    pub async fn update(&self, id: &OktaId, changes: &Changes<'_>) -> Result<Written, OktaError> {
        let mut call = self.call(self.profile_url(id, None), bucket::WRITE_ONE);
        call.body = Some(body(changes)?);
        self.write(call, Effect::Repeatable).await
    }

    /// From `STAGED`, and the way back from `DEPROVISIONED`: Okta's own `reactivate` is for something else
    /// (`okta-api.md` section 3). Without a mail the answer holds a link and a token that let anybody in;
    /// they are dropped unread.
    pub async fn activate(&self, id: &OktaId, send_email: bool) -> Result<Written, OktaError> {
        self.lifecycle(id, "activate", send_email).await
    }

    /// Ends all access (rule D1). The mail that Okta could send here is one to the admins: it is not asked
    /// for.
    pub async fn deactivate(&self, id: &OktaId) -> Result<Written, OktaError> {
        self.lifecycle(id, "deactivate", false).await
    }

    async fn lifecycle(&self, id: &OktaId, step: &str, send_email: bool) -> Result<Written, OktaError> {
        let mut url = self.profile_url(id, Some(["lifecycle", step]));
        url.query_pairs_mut()
            .append_pair("sendEmail", if send_email { "true" } else { "false" });
        let mut call = self.call(url, bucket::USERS);
        call.verb = Verb::Post;
        call.effect = Effect::Once;
        call.longest_wait = self.longest_wait;
        // 200 or 204, with a body that is empty, `{}` or secret: only the success counts.
        let answer = self.transport.send(&call).await?;
        Ok(Written {
            profile: None,
            request_id: answer.request_id,
        })
    }

    async fn write(&self, mut call: Call, effect: Effect) -> Result<Written, OktaError> {
        call.verb = Verb::Post;
        call.effect = effect;
        call.longest_wait = self.longest_wait;
        let answer: Answer = self.transport.send(&call).await?;
        Ok(Written {
            profile: Some(self.one(&call, &answer)?),
            request_id: answer.request_id,
        })
    }
}

fn body(changes: &Changes<'_>) -> Result<bytes::Bytes, OktaError> {
    let mut profile = Map::new();
    for (attribute, value) in changes {
        profile.insert((*attribute).to_owned(), to_json(attribute, value)?);
    }
    Ok(json!({ "profile": profile }).to_string().into())
}

fn to_json(attribute: &str, value: &Value) -> Result<Json, OktaError> {
    Ok(match value {
        Value::Empty => Json::Null,
        Value::Text(text) => Json::from(text.as_str()),
        Value::Integer(number) => Json::from(*number),
        Value::Decimal(number) => Json::from(*number),
        Value::Bool(yes) => Json::from(*yes),
        Value::List(items) => items.iter().map(Text::as_str).collect(),
        Value::Absent | Value::Odd => {
            return Err(OktaError::Unsendable {
                attribute: attribute.to_owned(),
            });
        }
    })
}
