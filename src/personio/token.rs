//! The token: fetched once for everybody who asks at the same time, kept as long as it lives
//! (`personio-api.md` section 1.1).

use super::Access;
use super::error::PersonioError;
use crate::http::{Call, Transport, Verb};
use reqwest::header::HeaderValue;
use secrecy::ExposeSecret;
use serde_json::{Value as Json, json};
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// A token that lives no longer than this is fetched anew, or one that has lived half of its life. Personio gives the
/// same one until it ends: what is left of it may be less than this from the start.
const SPARE: Duration = Duration::from_secs(60);
/// A token is used for so long at least: it says that it has ended by being refused.
const LEAST_LIFE: Duration = Duration::from_secs(10);
/// What Personio documents, where the answer does not say.
const USUAL_LIFE: Duration = Duration::from_secs(86_400);

/// The one token of a client.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    /// The lock is held while a token is fetched: all others wait for that one.
    current: Mutex<Option<Token>>,
}

#[derive(Debug, Clone)]
pub(super) struct Token {
    /// `Bearer …`, marked as sensitive.
    pub authorization: HeaderValue,
    used_until: Instant,
    /// Counts the tokens of this client.
    number: u32,
}

impl Tokens {
    /// The current token, or a new one where there is none, it is about to end, or it is `refused`.
    pub(super) async fn get(
        &self,
        transport: &Transport,
        access: &Access,
        refused: Option<&Token>,
    ) -> Result<Token, PersonioError> {
        let mut current = self.current.lock().await;
        if let Some(token) = current.as_ref()
            && token.used_until > Instant::now()
            && refused.is_none_or(|refused| refused.number < token.number)
        {
            return Ok(token.clone());
        }
        let number = current.as_ref().map_or(0, |token| token.number + 1);
        let token = fetch(transport, access, number).await?;
        Ok(current.insert(token).clone())
    }
}

/// `POST /v1/auth` with the credentials in the body: in the query they are deprecated, and would be logged.
async fn fetch(transport: &Transport, access: &Access, number: u32) -> Result<Token, PersonioError> {
    let body = json!({
        "client_id": access.client_id.expose_secret().trim(),
        "client_secret": access.client_secret.expose_secret().trim(),
    });
    let mut call = Call::get(transport.url("/v1/auth"), "auth");
    call.verb = Verb::Post;
    call.body = Some(body.to_string().into());
    let answer = match transport.send(&call).await {
        Ok(answer) => answer,
        // A proxy's page says nothing of them.
        Err(error)
            if error.status().is_some_and(|status| match status.as_u16() {
                400 | 401 | 422 => true,
                403 => !error.is_page(),
                _ => false,
            }) =>
        {
            return Err(PersonioError::CredentialsRefused(Some(error)));
        }
        Err(error) => return Err(error.into()),
    };
    let words = |error: serde_json::Error| crate::http::json::words(&error, answer.body.len());
    let body: Json =
        serde_json::from_slice(&answer.body).map_err(|error| call.unreadable(&answer, words(error)))?;
    if body.get("success") == Some(&Json::Bool(false)) {
        return Err(PersonioError::CredentialsRefused(None));
    }
    let token = body.pointer("/data/token").and_then(Json::as_str).map(str::trim);
    let authorization = token
        .filter(|token| !token.is_empty())
        .and_then(|token| HeaderValue::try_from(format!("Bearer {token}")).ok());
    let mut authorization = authorization.ok_or_else(|| call.unreadable(&answer, "it holds no token"))?;
    authorization.set_sensitive(true);
    let life = body.pointer("/data/expires_in").and_then(Json::as_u64);
    let life = life.map_or(USUAL_LIFE, |seconds| Duration::from_secs(seconds).min(USUAL_LIFE));
    let used_for = life.saturating_sub(SPARE).max(life / 2).max(LEAST_LIFE);
    Ok(Token {
        authorization,
        used_until: Instant::now() + used_for,
        number,
    })
}
