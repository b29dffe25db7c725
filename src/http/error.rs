//! What can go wrong with one call. Never holds a token, a query (they can hold e-mails) or a body.

use super::call::{Call, Effect};
use reqwest::StatusCode;
use serde_json::Value as Json;
use std::error::Error as _;
use std::fmt;
use std::io;
use std::time::Duration;

/// One call that failed, after its retries.
#[derive(Debug, thiserror::Error)]
#[error("{call}: {trouble}")]
pub struct HttpError {
    /// `GET /api/v1/users`: the verb and the path, which holds IDs at most.
    pub call: String,
    pub trouble: Trouble,
    /// The API's own ID of the request, for its support.
    pub request_id: Option<String>,
    effect: Effect,
}

/// What happened to the call.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// Rule G5.
    #[error("refused, because this is a read-only session")]
    ReadOnly,
    /// It waited longer for a rate limit than its caller allows: nothing was sent, or only refused for the limit.
    #[error("it had to wait too long for a rate limit, and was not sent")]
    WaitedTooLong,
    /// An address on another scheme, host or port than the configured one: nothing was sent.
    #[error("an address on another host ({0}) was not called")]
    ForeignAddress(String),
    /// This machine cannot make TLS connections, or a proxy setting is unusable.
    #[error("no HTTP client could be set up")]
    NoClient(#[source] reqwest::Error),
    #[error("{how}")]
    Unreachable {
        how: Unreachable,
        #[source]
        source: reqwest::Error,
    },
    /// No complete answer in time.
    #[error("no complete answer within {} s", after.as_secs_f64())]
    TimedOut { after: Duration },
    /// The connection ended within the request or the answer.
    #[error("the connection was cut")]
    Cut(#[source] reqwest::Error),
    /// The decoded answer was longer than this many bytes.
    #[error("the answer was longer than {limit} bytes")]
    TooLarge { limit: usize },
    /// To this host, or without one. Redirects are never followed: the token must not travel.
    #[error("redirected to {to}")]
    Redirected { to: String },
    #[error("{0}")]
    Refused(Box<Refusal>),
    /// A success whose body is not what it should be, in words.
    #[error("the answer cannot be read: {0}")]
    Unreadable(String),
}

/// Why no connection came about: nothing was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreachable {
    UnknownHost,
    ConnectionRefused,
    ConnectTimedOut,
    Tls,
    /// The proxy between here and there did not take the connection.
    ProxyUnreachable,
    /// The proxy wants to know who asks (407).
    ProxyWantsLogin,
    /// The proxy did not connect, and gave no reason that its protocol knows.
    ProxyRefused,
    Other,
}

/// An answer that is no success, with the API's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub status: StatusCode,
    /// Okta's `errorCode`, Personio's `error.code`.
    pub code: Option<String>,
    /// The API's own words with their causes, cut to 300 characters. They may name what was sent, so they are
    /// shown to the person who asked and never logged.
    pub summary: Option<String>,
    /// Okta's `errorCauses[].errorSummary`, each cut like the summary.
    pub causes: Vec<String>,
    /// The body is no JSON: a proxy, a firewall or a maintenance page answered in the API's place, and may not the
    /// next time.
    pub is_page: bool,
}

impl HttpError {
    pub(super) fn new(call: &Call, trouble: Trouble, request_id: Option<String>) -> Self {
        Self {
            call: call.name(),
            trouble,
            request_id,
            effect: call.effect,
        }
    }

    pub fn refusal(&self) -> Option<&Refusal> {
        match &self.trouble {
            Trouble::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }

    /// See [`Refusal::is_page`].
    pub fn is_page(&self) -> bool {
        self.refusal().is_some_and(|refusal| refusal.is_page)
    }

    pub fn status(&self) -> Option<StatusCode> {
        self.refusal().map(|refusal| refusal.status)
    }

    pub fn code(&self) -> Option<&str> {
        self.refusal()?.code.as_deref()
    }

    /// Rule A6: sending the same again is useless until something changes. 401 (the token) and 409, 423 and
    /// 429 (not now) say nothing about what was sent.
    pub fn is_permanent(&self) -> bool {
        self.status().is_some_and(|status| {
            status.is_client_error() && !matches!(status.as_u16(), 401 | 409 | 423 | 429)
        })
    }

    /// The server took too long: no answer in time, or what Okta says where a list takes it too long
    /// (`okta-api.md` section 2).
    pub fn is_slowness(&self) -> bool {
        let status = self.status().map(|status| status.as_u16());
        matches!(self.trouble, Trouble::TimedOut { .. }) || matches!(status, Some(500 | 504))
    }

    /// Rule A4: a write that may have taken effect although no success came back.
    pub fn outcome_unknown(&self) -> bool {
        let may_have_arrived = match &self.trouble {
            Trouble::TimedOut { .. }
            | Trouble::Cut(_)
            | Trouble::TooLarge { .. }
            | Trouble::Unreadable(_) => true,
            Trouble::Refused(refusal) => refusal.status.is_server_error(),
            Trouble::Redirected { .. }
            | Trouble::ReadOnly
            | Trouble::WaitedTooLong
            | Trouble::ForeignAddress(_)
            | Trouble::NoClient(_)
            | Trouble::Unreachable { .. } => false,
        };
        may_have_arrived && self.effect != Effect::Read
    }
}

impl Trouble {
    /// What reqwest says, without the address that it adds.
    pub(super) fn from_reqwest(error: reqwest::Error, after: Duration) -> Self {
        let error = error.without_url();
        if error.is_connect() || error.is_dns() {
            let how = Unreachable::of(&error);
            Self::Unreachable { how, source: error }
        } else if error.is_timeout() {
            Self::TimedOut { after }
        } else {
            Self::Cut(error)
        }
    }
}

impl Unreachable {
    fn of(error: &reqwest::Error) -> Self {
        if let Some(proxy) = Self::of_proxy(error) {
            return proxy;
        }
        if error.is_dns() {
            return Self::UnknownHost;
        }
        if error.is_timeout() {
            return Self::ConnectTimedOut;
        }
        let mut cause = error.source();
        while let Some(error) = cause {
            if let Some(error) = error.downcast_ref::<io::Error>()
                && error.kind() == io::ErrorKind::ConnectionRefused
            {
                return Self::ConnectionRefused;
            }
            // The TLS library's own error type is not part of what reqwest promises; its words are all there
            // is.
            let words = error.to_string().to_ascii_lowercase();
            if ["certificate", "tls", "handshake", "corrupt message"]
                .iter()
                .any(|word| words.contains(word))
            {
                return Self::Tls;
            }
            cause = error.source();
        }
        Self::Other
    }
}

impl Unreachable {
    /// `None`: no proxy was in the way.
    fn of_proxy(error: &reqwest::Error) -> Option<Self> {
        let mut cause = error.source();
        while let Some(error) = cause {
            // Its type is private to the library that connects through proxies.
            if let Some(words) = error.to_string().strip_prefix("tunnel error: ") {
                return Some(match words {
                    "proxy authorization required" => Self::ProxyWantsLogin,
                    "failed to create underlying connection" => Self::ProxyUnreachable,
                    _ => Self::ProxyRefused,
                });
            }
            cause = error.source();
        }
        None
    }
}

impl fmt::Display for Unreachable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownHost => "there is no host of that name",
            Self::ConnectionRefused => "the connection was refused",
            Self::ConnectTimedOut => "the connection took too long",
            Self::Tls => "no secure connection came about",
            Self::ProxyUnreachable => "the proxy did not take the connection",
            Self::ProxyWantsLogin => "the proxy wants a login (407)",
            Self::ProxyRefused => "the proxy did not connect",
            Self::Other => "no connection came about",
        })
    }
}

impl Refusal {
    /// Okta: `errorCode`, `errorSummary`, `errorCauses[].errorSummary`. Personio: `error.code`,
    /// `error.message`. OAuth: `error`, `error_description`. Anything else (proxies answer HTML): no words.
    /// An API, or what plays one, may repeat what it was sent: `secrets` are taken out.
    pub(super) fn from_body(status: StatusCode, body: &[u8], secrets: &[&str]) -> Self {
        let json = serde_json::from_slice::<Json>(body);
        let is_page = json.is_err() && !body.is_empty();
        let body = json.unwrap_or_default();
        let error = body.get("error");
        let code = [
            body.get("errorCode"),
            error.and_then(|error| error.get("code")),
            error,
        ]
        .into_iter()
        .flatten()
        .find_map(word)
        // Personio repeats the status here, or says 0.
        .filter(|code| code != "0" && code != status.as_str());
        let summary = [
            body.get("errorSummary"),
            error.and_then(|error| error.get("message")),
            body.get("error_description"),
            body.get("message"),
        ]
        .into_iter()
        .flatten()
        .find_map(word);
        let causes = body.get("errorCauses").and_then(Json::as_array);
        let causes: Vec<String> = causes
            .into_iter()
            .flatten()
            .filter_map(|cause| cause.get("errorSummary").and_then(word))
            .collect();
        let words: Vec<String> = summary.into_iter().chain(causes.iter().cloned()).collect();
        Self {
            status,
            is_page,
            causes: causes.iter().map(|cause| presentable(cause, secrets)).collect(),
            code: code.map(|code| presentable(&code, secrets)),
            summary: Some(words.join("; "))
                .filter(|words| !words.is_empty())
                .map(|words| presentable(&words, secrets)),
        }
    }
}

fn word(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Fit for a terminal: no secret, nothing that controls it, and no novel.
pub(super) fn presentable(words: &str, secrets: &[&str]) -> String {
    let mut words = words.to_owned();
    for secret in secrets {
        if words.contains(secret) {
            words = words.replace(secret, "***");
        }
    }
    words
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .take(300)
        .collect()
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HTTP {}", self.status.as_u16())?;
        if let Some(code) = &self.code {
            write!(f, " {code}")?;
        }
        if let Some(summary) = &self.summary {
            write!(f, ": {summary}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(body: &str) -> Refusal {
        Refusal::from_body(StatusCode::BAD_REQUEST, body.as_bytes(), &["s3cret"])
    }

    #[test]
    fn both_apis_words_are_found() {
        let okta = refusal(
            r#"{"errorCode":"E0000001","errorSummary":"Api validation failed: login",
                "errorCauses":[{"errorSummary":"login: An object with this field already exists"}]}"#,
        );
        assert_eq!(okta.code.as_deref(), Some("E0000001"));
        assert_eq!(
            okta.summary.as_deref(),
            Some("Api validation failed: login; login: An object with this field already exists")
        );
        let personio =
            refusal(r#"{"success":false,"error":{"code":0,"message":"Es ist ein Problem aufgetreten "}}"#);
        assert_eq!(personio.code, None, "0 says nothing");
        assert_eq!(
            personio.summary.as_deref(),
            Some("Es ist ein Problem aufgetreten")
        );
        let oauth = refusal(r#"{"error":"invalid_client","error_description":"No"}"#);
        assert_eq!(
            (oauth.code.as_deref(), oauth.summary.as_deref()),
            (Some("invalid_client"), Some("No"))
        );
    }

    #[test]
    fn a_proxys_page_gives_no_words_and_controls_no_terminal() {
        let page = refusal("<html>Bad gateway</html>");
        assert_eq!((page.summary, page.is_page), (None, true));
        assert!(!refusal("").is_page && !refusal("{}").is_page);
        let hostile = refusal("{\"errorSummary\":\"a\\u001b[2Jb\"}");
        assert_eq!(hostile.summary.as_deref(), Some("a [2Jb"));
        assert_eq!(
            refusal(r#"{"errorCode":"\u001b[2J"}"#).code.as_deref(),
            Some(" [2J")
        );
        let long = refusal(&format!("{{\"errorSummary\":\"{}\"}}", "x".repeat(5000)));
        assert_eq!(long.summary.map(|words| words.len()), Some(300));
    }

    #[test]
    fn a_secret_is_taken_out_before_the_words_are_cut() {
        let across_the_end = format!("{}s3cret", "x".repeat(296));
        for words in ["s3cret", "a s3cret, s3cret", across_the_end.as_str()] {
            let body = format!("{{\"errorSummary\":\"{words}\",\"errorCode\":\"{words}\"}}");
            let refusal = format!("{}", refusal(&body));
            assert!(!refusal.contains("s3c") && refusal.contains("***"), "{refusal}");
        }
    }
}
