//! Both APIs over real HTTP on loopback, with a company behind them. Shares nothing with the clients, so that one
//! misreading of an API cannot pass every test; uses nothing of ours but [`clock`](crate::clock).
//!
//! One listener serves both: their paths do not collide. Every request passes `gate`, which writes the ledger and
//! hands it to [`okta`] or [`personio`], unless a [`fault`] strikes. The state of both sides is behind one lock, so
//! that each request sees and leaves a consistent company.

mod answer;
mod call;
pub mod company;
pub mod fault;
mod gate;
mod ledger;
mod limit;
mod listener;
pub mod okta;
pub mod personio;

pub use company::{Case, Company, DataError, Dawn, Event, Story};
pub use fault::{Calls, Fault};
pub use ledger::{Effect, Received};
pub use limit::RateLimits;

use crate::clock::Clock;
use gate::Gate;
use limit::Limiter;
use listener::Loopback;
use std::io;
use std::mem;
use std::net::Ipv4Addr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// How the simulator behaves; what it holds is the [`Company`].
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// A free one, unless given.
    pub port: Option<u16>,
    pub rate_limits: RateLimits,
    /// For `Date` headers, windows of rate limits and the times of changes.
    pub clock: Clock,
    /// What goes wrong from the first request on.
    pub faults: Vec<Fault>,
    pub fault_seed: u64,
    /// Whether faults can be set over HTTP, at a port of their own.
    pub control: bool,
}

/// A running simulator. Dropping it stops it.
#[derive(Debug)]
pub struct Simulator {
    gate: Arc<Gate>,
    url: String,
    control_url: Option<String>,
    stop: CancellationToken,
    servers: Vec<JoinHandle<()>>,
}

/// Serves `company` on 127.0.0.1 in the background.
///
/// # Errors
/// When a port cannot be opened.
pub async fn start(company: Company, options: Options) -> io::Result<Simulator> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port.unwrap_or(0))).await?;
    let url = format!("http://{}", listener.local_addr()?);
    let gate = Arc::new(Gate::new(company, &options, &url));
    let stop = CancellationToken::new();
    let mut servers = vec![tokio::spawn(gate::serve(
        Arc::clone(&gate),
        Loopback::new(listener, stop.clone()),
        stop.clone(),
    ))];
    let mut control_url = None;
    if options.control {
        let (listener, url) = fault::open_control().await?;
        control_url = Some(url);
        let control = fault::serve_control(Arc::clone(&gate), listener, stop.clone());
        servers.push(tokio::spawn(control));
    }
    Ok(Simulator {
        gate,
        url,
        control_url,
        stop,
        servers,
    })
}

impl Simulator {
    /// The base address of both APIs, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The token of a user who may do everything.
    pub fn okta_token(&self) -> String {
        self.company(|company| company.okta.tokens.full.clone())
    }

    /// The token of a user who may only read.
    pub fn okta_read_only_token(&self) -> String {
        self.company(|company| company.okta.tokens.read_only.clone())
    }

    pub fn personio_client_id(&self) -> String {
        self.company(|company| company.personio.credentials.client_id.clone())
    }

    pub fn personio_client_secret(&self) -> String {
        self.company(|company| company.personio.credentials.client_secret.clone())
    }

    /// Every request so far, in the order of arrival.
    pub fn ledger(&self) -> Vec<Received> {
        self.gate.lock().ledger.clone()
    }

    /// Looks at the company or changes it, between two requests.
    pub fn company<T>(&self, look: impl FnOnce(&mut Company) -> T) -> T {
        look(&mut self.gate.lock().company)
    }

    /// Sets the clock; for tests with a fixed one.
    pub fn set_clock(&self, clock: Clock) {
        self.gate.lock().clock = clock;
    }

    /// Limits otherwise from now on; what was counted is forgotten.
    pub fn set_rate_limits(&self, limits: RateLimits) {
        self.gate.lock().limiter = Limiter::new(limits);
    }

    /// Where faults are set over HTTP, if that was asked for.
    pub fn control_url(&self) -> Option<&str> {
        self.control_url.as_deref()
    }

    /// Sets faults in the place of those that were set, and counts calls anew.
    pub fn set_faults(&self, faults: &[Fault], seed: u64) {
        self.gate.lock().set_faults(faults, seed);
    }

    /// Stops listening, closes all connections, and waits until that is done.
    pub async fn stop(mut self) {
        self.stop.cancel();
        for server in mem::take(&mut self.servers) {
            // The task only ends; what it was doing is in the ledger.
            drop(server.await);
        }
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}
