//! Stands before the simulator and gives some answers itself: those that Okta may give and the simulator never does.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use serde_json::Value;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// A call that the doorman answers: its method, what its path ends with, which of such calls (from 1), and what is
/// done with it.
pub struct Instead {
    pub method: Method,
    pub path_end: &'static str,
    pub number: usize,
    pub what: What,
}

pub enum What {
    /// Nobody behind hears of it.
    Answer(StatusCode, Value),
    /// It is done, and answered otherwise.
    AnswerAfter(StatusCode, Value),
    /// It is done, and what comes back is changed.
    Change(fn(&mut Value)),
}

pub struct Doorman {
    pub url: String,
    server: tokio::task::JoinHandle<()>,
}

struct Post {
    behind: String,
    client: reqwest::Client,
    instead: Vec<Instead>,
    seen: Mutex<Vec<(Method, String)>>,
}

impl Doorman {
    pub async fn before(behind: &str, instead: Vec<Instead>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let post = Arc::new(Post {
            behind: behind.to_owned(),
            client: reqwest::Client::builder().no_proxy().build().unwrap(),
            instead,
            seen: Mutex::default(),
        });
        let router = Router::new().fallback(receive).with_state(post);
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, server }
    }
}

impl Drop for Doorman {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn receive(State(post): State<Arc<Post>>, request: Request) -> Response {
    let what = post.what(request.method(), request.uri().path());
    match what {
        None => post.pass(request).await,
        Some(What::Answer(status, body)) => answer(*status, body),
        Some(What::AnswerAfter(status, body)) => {
            post.pass(request).await;
            answer(*status, body)
        }
        Some(What::Change(change)) => {
            let (parts, body) = post.pass(request).await.into_parts();
            let bytes = to_bytes(body, usize::MAX).await.unwrap();
            let mut body: Value = serde_json::from_slice(&bytes).unwrap();
            change(&mut body);
            answer(parts.status, &body)
        }
    }
}

impl Post {
    fn what(&self, method: &Method, path: &str) -> Option<&What> {
        let mut seen = self.seen.lock().unwrap();
        seen.push((method.clone(), path.to_owned()));
        let count = |end: &str| {
            seen.iter()
                .filter(|(of, path)| of == method && path.ends_with(end))
                .count()
        };
        let found = self.instead.iter().find(|instead| {
            instead.method == *method
                && path.ends_with(instead.path_end)
                && (instead.number == 0 || instead.number == count(instead.path_end))
        });
        found.map(|instead| &instead.what)
    }

    async fn pass(&self, request: Request) -> Response {
        let (parts, body) = request.into_parts();
        let url = format!("{}{}", self.behind, parts.uri);
        let mut headers = parts.headers;
        headers.remove("host");
        // What comes back is read in here.
        headers.remove("accept-encoding");
        let body = to_bytes(body, usize::MAX).await.unwrap();
        let sent = self.client.request(parts.method, url).headers(headers).body(body);
        let came = sent.send().await.unwrap();
        let mut response = Response::builder().status(came.status());
        for (name, value) in came.headers() {
            response = response.header(name, value);
        }
        response.body(Body::from(came.bytes().await.unwrap())).unwrap()
    }
}

fn answer(status: StatusCode, body: &Value) -> Response {
    let response = Response::builder()
        .status(status)
        .header("content-type", "application/json");
    response.body(Body::from(body.to_string())).unwrap()
}
