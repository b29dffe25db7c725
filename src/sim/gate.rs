//! The one place that every request and every answer passes.

use super::answer::Answer;
use super::call::Call;
use super::company::Company;
use super::fault::{self, Calls, Fault, Schedule, Strike};
use super::ledger::Received;
use super::limit::Limiter;
use super::listener::{Line, Loopback};
use super::{Options, okta, personio};
use crate::clock::Clock;
use axum::Router;
use axum::body::to_bytes;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{CONTENT_LENGTH, DATE, TRANSFER_ENCODING};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::Response;
use jiff::Timestamp;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio_util::sync::CancellationToken;

/// The largest request body that is read; both APIs refuse far smaller ones.
const MAX_BODY: usize = 4 << 20;

/// Everything that changes while the simulator runs, behind one lock.
#[derive(Debug)]
pub(super) struct World {
    pub company: Company,
    pub ledger: Vec<Received>,
    pub limiter: Limiter,
    pub clock: Clock,
    pub faults: Schedule,
    /// The simulator's own address.
    pub url: String,
}

#[derive(Debug)]
pub(super) struct Gate(Mutex<World>);

impl Gate {
    pub(super) fn new(mut company: Company, options: &Options, url: &str) -> Self {
        company.okta.serve_at(url);
        company.personio.serve_at(url);
        Self(Mutex::new(World {
            faults: Schedule::new(&options.faults, options.fault_seed, &company.okta),
            company,
            ledger: Vec::new(),
            limiter: Limiter::new(options.rate_limits),
            clock: options.clock,
            url: url.to_owned(),
        }))
    }

    /// A test that panics inside of the lock must not hide its own message behind a poisoned lock.
    pub(super) fn lock(&self) -> MutexGuard<'_, World> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Serves until `stop`.
pub(super) async fn serve(gate: Arc<Gate>, listener: Loopback, stop: CancellationToken) {
    let router = Router::new().fallback(receive).with_state(gate);
    let service = router.into_make_service_with_connect_info::<Line>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(stop.cancelled_owned());
    if let Err(error) = serving.await {
        tracing::error!(%error, "the simulator stopped");
    }
}

async fn receive(
    State(gate): State<Arc<Gate>>,
    ConnectInfo(line): ConnectInfo<Line>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY).await else {
        line.cut();
        return Response::default();
    };
    let call = Call::new(parts.method, &parts.uri, parts.headers, body);
    let (mut answer, now, strikes) = gate.lock().receive(&call);
    let body = mem::take(&mut answer.body);
    fault::deliver(respond(answer, now), body, &strikes, &line).await
}

impl World {
    /// Sets faults in the place of those that were set, and counts anew.
    pub(super) fn set_faults(&mut self, faults: &[Fault], seed: u64) {
        self.faults = Schedule::new(faults, seed, &self.company.okta);
    }

    /// Answers, under what strikes the call, and writes it down.
    fn receive(&mut self, call: &Call) -> (Answer, Timestamp, Vec<Strike>) {
        let now = self.clock.now();
        let strikes = Calls::of(call).map_or_else(Vec::new, |what| self.faults.count(what));
        let (answer, now) = fault::answer(self, call, &strikes, now);
        let mut received = Received::new(now, call, answer.status, answer.effect.clone());
        received.faults = strikes.iter().map(|strike| strike.kind).collect();
        self.ledger.push(received);
        (answer, now, strikes)
    }

    /// What the APIs themselves answer.
    pub(super) fn answer(&mut self, call: &Call, now: Timestamp) -> Answer {
        if lacks_length(call) {
            return Answer::empty(StatusCode::LENGTH_REQUIRED);
        }
        if call.path.starts_with("/v1/") {
            personio::answer(self, call, now)
        } else {
            okta::answer(self, call, now)
        }
    }
}

/// Okta's edge refuses a POST or PUT that does not say how long it is, also an empty one.
fn lacks_length(call: &Call) -> bool {
    matches!(call.method, Method::POST | Method::PUT)
        && !call.headers.contains_key(CONTENT_LENGTH)
        && !call.headers.contains_key(TRANSFER_ENCODING)
}

/// Without the body.
fn respond(answer: Answer, now: Timestamp) -> Response {
    let mut response = Response::default();
    *response.status_mut() = answer.status;
    *response.headers_mut() = answer.headers;
    let date = now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    if let Ok(date) = HeaderValue::from_str(&date) {
        response.headers_mut().insert(DATE, date);
    }
    response
}
