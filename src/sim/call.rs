//! A request as it came, taken apart once.

use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{HeaderMap, Method, Uri};
use bytes::Bytes;
use percent_encoding::percent_decode_str;

/// A whole request, read to its end.
#[derive(Debug)]
pub(super) struct Call {
    pub method: Method,
    /// The path as it came, still encoded.
    pub path: String,
    /// Its parts, decoded.
    pub segments: Vec<String>,
    pub query: Vec<(String, String)>,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Call {
    pub(super) fn new(method: Method, uri: &Uri, headers: HeaderMap, body: Bytes) -> Self {
        let segments = uri
            .path()
            .split('/')
            .filter(|part| !part.is_empty())
            .map(|part| percent_decode_str(part).decode_utf8_lossy().into_owned())
            .collect();
        let query = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
            .into_owned()
            .collect();
        Self {
            method,
            path: uri.path().to_owned(),
            segments,
            query,
            headers,
            body,
        }
    }

    /// The first value of a query parameter.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// A query parameter that is `true` or `false`.
    pub(super) fn flag(&self, name: &str, default: bool) -> bool {
        self.parameter(name)
            .map_or(default, |value| value.eq_ignore_ascii_case("true"))
    }

    pub(super) fn header(&self, name: impl axum::http::header::AsHeaderName) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub(super) fn is_form(&self) -> bool {
        self.header(CONTENT_TYPE)
            .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"))
    }

    /// The address that this request was sent to, for the links of its answer: an org has several names.
    pub(super) fn base_url(&self, own: &str) -> String {
        self.header(HOST)
            .map_or_else(|| own.to_owned(), |host| format!("http://{host}"))
    }
}
