//! User types and their schemas (`okta-api.md` section 9).

use super::client::{Okta, bucket, json};
use super::error::OktaError;
use super::schema::{last_segment, schema_from_json};
use crate::core::Schema;
use crate::core::schema::UserType;
use crate::core::value::Text;
use serde_json::Value as Json;

/// A user type of the org's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedUserType {
    /// `oty…`.
    pub id: Text,
    pub name: Text,
    pub is_default: bool,
    /// `osc…`, or `default`.
    pub schema: Option<Text>,
}

impl Okta {
    /// The org's user types (`GET /meta/types/user`).
    pub async fn user_types(&self) -> Result<Vec<ListedUserType>, OktaError> {
        let url = self.transport.url("/api/v1/meta/types/user");
        let call = self.call(url, bucket::SCHEMA);
        let answer = self.transport.send(&call).await?;
        let listed = json(&call, &answer)?;
        let listed = listed.as_array();
        let listed = listed.ok_or_else(|| call.unreadable(&answer, "it is no list of user types"))?;
        Ok(listed.iter().filter_map(user_type).collect())
    }

    /// The schema of a user type, by the ID that the list names for it (`GET /meta/schemas/user/{id}`).
    pub async fn schema_by_id(&self, id: &str) -> Result<Schema, OktaError> {
        let mut url = self.transport.url("/api/v1/meta/schemas/user");
        if let Ok(mut path) = url.path_segments_mut() {
            path.push(id);
        }
        let call = self.call(url, bucket::SCHEMA);
        let answer = self.transport.send(&call).await?;
        let schema = schema_from_json(&json(&call, &answer)?);
        Ok(schema.ok_or_else(|| call.unreadable(&answer, "it is no user schema"))?)
    }

    /// The user types other than the default one, of these IDs, with their schemas (rule U6). What may not be read, or
    /// cannot, is without a schema: Okta itself still refuses what does not fit.
    ///
    /// # Errors
    /// Where Okta refuses the token.
    pub async fn other_user_types(
        &self,
        ids: &[Text],
        default: Option<&Text>,
    ) -> Result<Vec<UserType>, OktaError> {
        if ids.iter().all(|id| Some(id) == default) || (default.is_none() && ids.len() < 2) {
            return Ok(Vec::new());
        }
        let listed = or_unreadable(self.user_types().await)?.unwrap_or_default();
        let mut types = Vec::new();
        for id in ids.iter().filter(|id| Some(*id) != default) {
            let listed = listed.iter().find(|one| one.id == *id);
            if listed.is_some_and(|one| one.is_default) {
                continue;
            }
            let schema = match listed.and_then(|one| one.schema.as_deref()) {
                Some(schema) => or_unreadable(self.schema_by_id(schema).await)?,
                None => None,
            };
            types.push(UserType {
                id: id.clone(),
                name: listed.map_or_else(|| id.clone(), |one| one.name.clone()),
                schema,
            });
        }
        Ok(types)
    }
}

fn or_unreadable<T>(read: Result<T, OktaError>) -> Result<Option<T>, OktaError> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(error) if error.is_token_refused() => Err(error),
        Err(error) => {
            tracing::warn!(%error, "a user type cannot be read");
            Ok(None)
        }
    }
}

fn user_type(json: &Json) -> Option<ListedUserType> {
    let word = |key: &str| json.get(key).and_then(Json::as_str).map(str::trim);
    let id = Text::from(word("id").filter(|id| !id.is_empty())?);
    let name = ["displayName", "name"].into_iter().find_map(word);
    let name = name.filter(|name| !name.is_empty());
    let schema = json.pointer("/_links/schema/href").and_then(Json::as_str);
    Some(ListedUserType {
        name: name.map_or_else(|| id.clone(), Text::from),
        is_default: json.get("default").and_then(Json::as_bool).unwrap_or_default(),
        schema: schema.and_then(last_segment),
        id,
    })
}
