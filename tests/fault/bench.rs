//! A simulator and a reading in one thread and in virtual time: nobody waits for a time-out, and real patience can
//! be tested.
//!
//! The simulator's clock follows the virtual one in small steps. The steps also keep the clock from leaping to the
//! next time-out while an answer is on its way through the loopback interface.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use koppel::clock::Clock;
use koppel::core::link::{LinkReport, resolve};
use koppel::core::plan::{Plan, Suspicion, make};
use koppel::core::policy::{First, Mapping, Source};
use koppel::core::value::Text;
use koppel::core::{Policy, Snapshot, State};
use koppel::engine::{Connection, read};
use koppel::failure::Failure;
use koppel::report::{Format, Links, PlanView, Screen};
use koppel::sim::{self, Company, Fault, Options, RateLimits, Simulator};
use koppel::{okta, personio};
use reqwest::Url;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::Instant;

pub const TODAY: Date = date(2026, 11, 30);
/// Nine in the morning in UTC.
pub const START: Timestamp = Timestamp::constant(1_796_029_200, 0);
const STEP: Duration = Duration::from_millis(20);

/// Served until dropped.
pub struct Bench {
    pub simulator: Arc<Simulator>,
    ticking: JoinHandle<()>,
}

/// What became of a reading.
#[derive(Debug)]
pub enum Ended {
    Planned(Box<Planned>),
    Suspicious(Suspicion),
    Failed(Failure),
}

/// A plan with the documents that `links` and `plan` would write.
#[derive(Debug)]
pub struct Planned {
    pub plan: Plan,
    pub links_json: String,
    pub plan_json: String,
}

impl Bench {
    pub async fn over(company: Company, rate_limits: RateLimits) -> Self {
        let options = Options {
            rate_limits,
            clock: Clock::Fixed(START),
            ..Options::default()
        };
        let simulator = Arc::new(sim::start(company, options).await.unwrap());
        let ticked = Arc::clone(&simulator);
        let began = Instant::now();
        let ticking = tokio::spawn(async move {
            loop {
                tokio::time::sleep(STEP).await;
                let now = START + SignedDuration::try_from(began.elapsed()).unwrap();
                ticked.set_clock(Clock::Fixed(now));
            }
        });
        Self { simulator, ticking }
    }

    /// With every hard case, four pages of employees and two of profiles; no limits.
    pub async fn usual() -> Self {
        Self::over(Company::made_up(340, 1, TODAY), RateLimits::Off).await
    }

    pub fn set(&self, faults: &[&str], seed: u64) {
        let faults: Vec<Fault> = faults.iter().map(|fault| fault.parse().unwrap()).collect();
        self.simulator.set_faults(&faults, seed);
    }

    pub fn connection(&self) -> Connection {
        let url = Url::parse(self.simulator.url()).unwrap();
        Connection {
            okta: okta::Access {
                url: url.clone(),
                token: self.simulator.okta_token().into(),
                rate_limit_share: 0.8,
            },
            personio: personio::Access {
                url,
                client_id: self.simulator.personio_client_id().into(),
                client_secret: self.simulator.personio_client_secret().into(),
            },
            orgs: Vec::new(),
            time_zone: TimeZone::get("Europe/Berlin").unwrap(),
            read_only: true,
            clock: Clock::Fixed(START),
        }
    }

    /// What `links` and `plan` do.
    pub async fn plan(&self, state: &State) -> Ended {
        let policy = policy();
        let snapshot = match read(&self.connection(), &policy, &|_| ()).await {
            Ok(snapshot) => snapshot,
            Err(failure) => return Ended::Failed(failure),
        };
        let report = resolve(&snapshot, &policy, state);
        match make(&snapshot, &policy, state, &report) {
            Ok(plan) => Ended::Planned(Box::new(Planned::new(snapshot, &report, plan, state))),
            Err(suspicion) => Ended::Suspicious(suspicion),
        }
    }

    /// Requests so far that a fault struck.
    pub fn struck(&self) -> usize {
        let ledger = self.simulator.ledger();
        ledger
            .iter()
            .filter(|received| !received.faults.is_empty())
            .count()
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        self.ticking.abort();
    }
}

impl Planned {
    /// The documents name the moment of the reading; faults that take time move it.
    fn new(mut snapshot: Snapshot, report: &LinkReport, plan: Plan, state: &State) -> Self {
        let screen = Screen {
            width: None,
            color: false,
        };
        snapshot.moment.now = START;
        let (mut links_json, mut plan_json) = (Vec::new(), Vec::new());
        let links = Links {
            snapshot: &snapshot,
            state,
            report,
            suggestions: &[],
            only_undecided: false,
        };
        links.write(&mut links_json, Format::Json, screen).unwrap();
        PlanView::new(&snapshot, &plan)
            .write(&mut plan_json, Format::Json, screen)
            .unwrap();
        Self {
            plan,
            links_json: String::from_utf8(links_json).unwrap(),
            plan_json: String::from_utf8(plan_json).unwrap(),
        }
    }
}

impl Ended {
    pub fn planned(self) -> Planned {
        match self {
            Self::Planned(planned) => *planned,
            other => panic!("no plan: {other:?}"),
        }
    }
}

/// The settings of the made-up company's administrator.
pub fn policy() -> Policy {
    let mapping = |source: &str, target: &'static str| Mapping {
        source: Source::from_words(source).unwrap(),
        target: Text::const_new(target),
        first: First::Send,
    };
    Policy {
        mapping: vec![
            mapping("department", "department"),
            mapping("last_name", "lastName"),
            mapping("position", "title"),
        ],
        ..Policy::default()
    }
}
