//! koppel as it is, over real HTTP, in one thread and in virtual time: nobody waits for a time-out.

use crate::course::START;
use crate::machine::{Machine, Mishap, Ran, RanEnd, operator, policy};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use koppel::clock::Clock;
use koppel::core::{Policy, RunVerdict};
use koppel::engine::{Connection, Order, Progress, RunReport, Status, Workplace, events, run};
use koppel::failure::Failure;
use koppel::sim::{self, Company, Fault, Options, RateLimits, Simulator};
use koppel::store::state::{RunKind, View};
use koppel::{okta, personio};
use reqwest::Url;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::time::Duration;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// The simulator's clock follows the virtual one in steps of this length; they also keep the clock from leaping to the
/// next time-out while an answer is on its way.
const STEP: Duration = Duration::from_millis(20);

/// What networks and servers do, one kind at a time.
const FAULTS: [&str; 14] = [
    "status-503@okta=5%",
    "status-502@writes=20%",
    "cut-after@writes=20%",
    "cut-before=3%",
    "limit-429=5%",
    "truncated@list:1",
    "garbage@create:1",
    "duplicate:1",
    "gap:1",
    "cut-after@create=50%",
    // From some call on nobody answers any more, so that nobody knows what the last ones did.
    "cut-after@okta:9-",
    "cut-after@okta:14-",
    "status-503@okta:11-",
    "status-500@writes=60%",
];

/// A simulator, koppel's settings and koppel's state.
pub struct Engine {
    runtime: Runtime,
    simulator: Arc<Simulator>,
    folder: TempDir,
    policy: Policy,
    began: Instant,
    /// Milliseconds by which the calendar is ahead of the virtual clock.
    ahead: Arc<AtomicI64>,
}

impl Engine {
    pub fn new(rng: &mut fastrand::Rng) -> Self {
        let mut builder = Builder::new_current_thread();
        let runtime = builder.enable_all().start_paused(true).build().unwrap();
        let ahead = Arc::new(AtomicI64::new(0));
        let (simulator, began) = runtime.block_on(async {
            let options = Options {
                rate_limits: RateLimits::Off,
                clock: Clock::Fixed(START),
                ..Options::default()
            };
            let simulator = Arc::new(sim::start(Company::empty(), options).await.unwrap());
            let (ticked, ahead, began) = (Arc::clone(&simulator), Arc::clone(&ahead), Instant::now());
            tokio::spawn(async move {
                loop {
                    ticked.set_clock(Clock::Fixed(time(began, &ahead)));
                    tokio::time::sleep(STEP).await;
                }
            });
            (simulator, began)
        });
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() {
            TempDir::new_in(memory)
        } else {
            TempDir::new()
        };
        let policy = policy(rng);
        simulator.company(|company| {
            company.okta.life_cycle_takes = SignedDuration::from_secs([0, 1, 10][rng.usize(0..3)]);
            company.okta.shows_transitions = rng.bool();
        });
        Self {
            runtime,
            simulator,
            folder: folder.unwrap(),
            policy,
            began,
            ahead,
        }
    }

    fn now(&self) -> Timestamp {
        time(self.began, &self.ahead)
    }

    fn connection(&self) -> Connection {
        let url = Url::parse(self.simulator.url()).unwrap();
        Connection {
            orgs: Vec::new(),
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
            time_zone: TimeZone::UTC,
            read_only: false,
            clock: self.clock(),
        }
    }

    /// None where the process died.
    fn go(&self, order: Order, dies_after: Option<usize>, wait: u64) -> Option<Result<RunReport, Failure>> {
        let connection = self.connection();
        let workplace = Workplace {
            connection: &connection,
            policy: &self.policy,
            fingerprint: "settings".to_owned(),
            keep_days: 400,
            state_folder: self.folder.path(),
            operator: operator(),
        };
        let (ended, dies) = (AtomicUsize::new(0), CancellationToken::new());
        let listener = |progress: Progress| {
            let done = match progress {
                Progress::Applying { .. } => 0,
                Progress::Ended { .. } => ended.fetch_add(1, Ordering::Relaxed) + 1,
                _ => return,
            };
            if dies_after == Some(done) {
                dies.cancel();
            }
        };
        let cancel = CancellationToken::new();
        self.runtime.block_on(async {
            let death = async {
                dies.cancelled().await;
                tokio::time::sleep(Duration::from_millis(wait)).await;
            };
            let result = tokio::select! {
                biased;
                () = death => None,
                result = run(&workplace, order, &listener, &cancel) => Some(result),
            };
            // What is on its way arrives.
            tokio::time::sleep(STEP * 10).await;
            result
        })
    }

    fn exit_by_status(&self) -> Option<u8> {
        let view = View::open(self.folder.path(), None, self.clock()).unwrap();
        let now = self.clock().now();
        let verdict = Status::of(&view, None, None, now).unwrap().verdict();
        verdict.map(|verdict| verdict.exit().code())
    }

    fn rows(&self, run: Option<koppel::store::state::RunId>) -> Vec<koppel::store::state::ActionRow> {
        let view = View::open(self.folder.path(), None, self.clock()).unwrap();
        let newest = || view.runs(1).unwrap().first().map(|row| row.run);
        run.or_else(newest)
            .map_or_else(Vec::new, |run| view.actions_of_run(run).unwrap())
    }
}

fn time(began: Instant, ahead: &AtomicI64) -> Timestamp {
    let elapsed = SignedDuration::try_from(began.elapsed()).unwrap();
    START + elapsed + SignedDuration::from_millis(ahead.load(Ordering::Relaxed))
}

impl Machine for Engine {
    fn company<T>(&self, look: impl FnOnce(&mut Company) -> T) -> T {
        self.simulator.company(look)
    }

    fn clock(&self) -> Clock {
        Clock::Fixed(self.runtime.block_on(async { self.now() }))
    }

    fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn policy(&self) -> &Policy {
        &self.policy
    }

    fn policy_mut(&mut self) -> &mut Policy {
        &mut self.policy
    }

    fn set_time(&mut self, at: Timestamp) {
        let now = self.runtime.block_on(async { self.now() });
        let more = i64::try_from(at.duration_since(now).as_millis()).unwrap();
        self.ahead.fetch_add(more.max(0), Ordering::Relaxed);
        self.simulator
            .set_clock(Clock::Fixed(self.runtime.block_on(async { self.now() })));
    }

    fn run(&mut self, order: Order, mishap: Mishap, rng: &mut fastrand::Rng) -> Ran {
        let (fault, seed, wait) = (
            FAULTS[rng.usize(..FAULTS.len())],
            rng.u64(..),
            rng.u64(0..8).saturating_sub(4),
        );
        let is_whole = order.is_whole() && order.kind == RunKind::Sync;
        let faults: Vec<Fault> = match mishap {
            Mishap::Faults => vec![fault.parse().unwrap()],
            _ => Vec::new(),
        };
        self.simulator.set_faults(&faults, seed);
        let dies_after = match mishap {
            Mishap::DiesAfter(count) => Some(count),
            _ => None,
        };
        let result = self.go(order, dies_after, wait);
        self.simulator.set_faults(&[], 0);
        let exit = result
            .as_ref()
            .map(|result| RunVerdict::of_result(result).exit().code());
        let events = result
            .as_ref()
            .map_or_else(Vec::new, |result| events(result, is_whole));
        let had_a_plan = matches!(&result, Some(Ok(_)));
        let exit_by_status = self.exit_by_status().filter(|_| is_whole && had_a_plan);
        let (end, report) = match result {
            None => (RanEnd::Killed, None),
            Some(Err(failure)) => (RanEnd::Failed(failure.to_string()), None),
            Some(Ok(report)) => {
                let end = match &report.failure {
                    Some(failure) if report.stopped_before_the_first_write() => {
                        RanEnd::Stopped(failure.what.clone())
                    }
                    Some(failure) => RanEnd::Failed(failure.what.clone()),
                    None => RanEnd::Through,
                };
                (end, Some(report))
            }
        };
        let rows = self.rows(report.as_ref().map(|report| report.run));
        let unresolved = report.as_ref().map_or(0, |report| report.unresolved.len());
        let (plan, snapshot) = report.map(|report| (report.plan, report.snapshot)).unzip();
        Ran {
            end,
            plan,
            snapshot,
            exit,
            events,
            exit_by_status,
            unresolved,
            rows,
        }
    }
}
