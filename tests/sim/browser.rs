//! A plain HTTP client for the simulator, with decoding of its own.

use crate::contract::openapi::CONTRACTS;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use koppel::clock::Clock;
use koppel::sim::{Company, Options, RateLimits, Simulator, start};
use reqwest::header::HeaderMap;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

pub const TODAY: Date = date(2026, 11, 30);

pub fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The body of a create.
pub fn newcomer(login: &str) -> Value {
    json!({ "profile": { "login": login, "email": login, "firstName": "Bert", "lastName": "Bohl" } })
}

/// A simulator with a client that has both credentials.
pub struct Browser {
    pub simulator: Simulator,
    pub client: Client,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Page {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Browser {
    /// Limits are off, and the clock stands.
    pub async fn over(company: Company) -> Self {
        Self::with(
            company,
            Options {
                rate_limits: RateLimits::Off,
                clock: Clock::Fixed(instant("2026-11-30T09:00:00Z")),
                ..Options::default()
            },
        )
        .await
    }

    pub async fn with(company: Company, options: Options) -> Self {
        Self {
            simulator: start(company, options).await.unwrap(),
            client: Client::new(),
        }
    }

    /// A request without credentials.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, format!("{}{path}", self.simulator.url()))
    }

    /// A request to Okta.
    pub fn okta(&self, method: Method, path: &str) -> RequestBuilder {
        let token = format!("SSWS {}", self.simulator.okta_token());
        self.request(method, path).header("authorization", token)
    }

    pub async fn get(&self, path: &str) -> Page {
        Page::of(self.okta(Method::GET, path)).await
    }

    /// With a body, or with an empty one that says so.
    pub async fn post(&self, path: &str, body: Value) -> Page {
        self.send(Method::POST, path, body).await
    }

    pub async fn send(&self, method: Method, path: &str, body: Value) -> Page {
        let request = self.okta(method, path);
        Page::of(if body.is_null() {
            request.header("content-length", "0")
        } else {
            request
                .header("content-type", "application/json")
                .body(body.to_string())
        })
        .await
    }

    /// A fresh token, as `Authorization` wants it.
    pub async fn personio_token(&self) -> String {
        let credentials = json!({
            "client_id": self.simulator.personio_client_id(),
            "client_secret": self.simulator.personio_client_secret(),
        });
        let request = self
            .request(Method::POST, "/v1/auth")
            .body(credentials.to_string());
        let page = Page::of(request.header("content-type", "application/json")).await;
        format!("Bearer {}", page.body["data"]["token"].as_str().unwrap())
    }

    /// From Personio, with a fresh token.
    pub async fn personio(&self, path: &str) -> Page {
        let token = self.personio_token().await;
        Page::of(self.request(Method::GET, path).header("authorization", token)).await
    }
}

impl Page {
    /// Sends, and holds the answer against the vendors' files where they are.
    pub async fn of(request: RequestBuilder) -> Self {
        let (client, request) = request.build_split();
        let request = request.expect("a well-formed request");
        let (method, path) = (request.method().clone(), request.url().path().to_owned());
        let response = client.execute(request).await.expect("the simulator answers");
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let bytes = response.bytes().await.expect("the body is whole");
        let body = if bytes.is_empty() {
            Value::Null
        } else {
            serde_json::from_slice(&bytes).expect("the body is JSON")
        };
        if let Some(contracts) = &*CONTRACTS {
            let checked = contracts.check_answer(method.as_str(), &path, status, &body);
            checked.unwrap_or_else(|problem| panic!("against the contract: {problem}"));
        }
        Self {
            status,
            headers,
            body,
        }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Okta's error code.
    pub fn code(&self) -> &str {
        self.body["errorCode"].as_str().unwrap_or_default()
    }

    /// The path and query of a link.
    pub fn link(&self, rel: &str) -> Option<String> {
        let end = format!(">; rel=\"{rel}\"");
        self.headers
            .get_all("link")
            .iter()
            .map(|value| value.to_str().unwrap())
            .find_map(|value| value.strip_prefix('<')?.strip_suffix(&end))
            .map(|url| {
                let (_, path) = url.split_once("/api/").expect("a link into the API");
                format!("/api/{path}")
            })
    }

    /// One attribute of each profile of a list.
    pub fn column(&self, attribute: &str) -> Vec<&str> {
        let list = self.body.as_array().expect("a list");
        list.iter()
            .map(|user| user["profile"][attribute].as_str().unwrap_or_default())
            .collect()
    }
}
