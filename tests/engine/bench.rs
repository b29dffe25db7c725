//! A simulator, a state folder and runs between them, in one thread and in virtual time: nobody waits for a time-out,
//! and real patience can be tested.
//!
//! The simulator's clock follows the virtual one in small steps. The steps also keep the clock from leaping to the
//! next time-out while an answer is on its way through the loopback interface.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use koppel::clock::{Clock, Hands};
use koppel::core::plan::{Action, ActionKind, Part, RunScope};
use koppel::core::policy::{Activation, First, LoginPart, LoginSchema, Mapping, Source, Take};
use koppel::core::{EmployeeId, OktaId, Policy, Text};
use koppel::engine::{Connection, Order, OverLimit, Progress, ReviewOrder, RunReport, Workplace, run};
use koppel::failure::Failure;
use koppel::sim::okta::{Profile, Status};
use koppel::sim::personio::Employee;
use koppel::sim::{self, Calls, Company, Fault, Options, RateLimits, Received, Simulator};
use koppel::store::state::{ActionRow, Decision, Origin, OutcomeKind, Store, View};
use koppel::store::{Operator, StagingLock};
use koppel::{okta, personio};
use reqwest::Url;
use serde_json::Value;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

pub const TODAY: Date = date(2026, 11, 30);
/// Nine in the morning in UTC.
const START: Timestamp = Timestamp::constant(1_796_029_200, 0);
const STEP: Duration = Duration::from_millis(20);

/// A company, koppel's settings and koppel's state. Served until dropped.
pub struct Bench {
    pub simulator: Arc<Simulator>,
    pub folder: TempDir,
    pub policy: Policy,
    /// Of the settings.
    pub fingerprint: String,
    /// Where Okta is, if not at the simulator itself.
    pub okta_url: Option<String>,
    pub rate_limit_share: f64,
    began: Instant,
    /// Seconds by which the calendar was moved on.
    moved: Arc<AtomicI64>,
    /// Seconds by which this machine's clock is ahead of the servers'.
    local_ahead: Arc<AtomicI64>,
    /// Of this machine's clock.
    hands: &'static Hands,
    ticking: JoinHandle<()>,
}

impl Bench {
    pub async fn over(company: Company) -> Self {
        let options = Options {
            rate_limits: RateLimits::Off,
            clock: Clock::Fixed(START),
            ..Options::default()
        };
        let simulator = Arc::new(sim::start(company, options).await.unwrap());
        let (ticked, began) = (Arc::clone(&simulator), Instant::now());
        let moved = Arc::new(AtomicI64::new(0));
        let local_ahead = Arc::new(AtomicI64::new(0));
        let (offset, ahead) = (Arc::clone(&moved), Arc::clone(&local_ahead));
        let hands = Hands::on(Clock::Fixed(START));
        let ticking = tokio::spawn(async move {
            loop {
                let now = time(began, &offset);
                let ahead = SignedDuration::from_secs(ahead.load(Ordering::Relaxed));
                hands.set(now.duration_since(START) + ahead);
                ticked.set_clock(Clock::Fixed(now));
                tokio::time::sleep(STEP).await;
            }
        });
        Self {
            simulator,
            folder: TempDir::new().unwrap(),
            policy: policy(),
            fingerprint: "settings".to_owned(),
            okta_url: None,
            rate_limit_share: 0.8,
            began,
            moved,
            local_ahead,
            hands,
            ticking,
        }
    }

    pub fn now(&self) -> Timestamp {
        time(self.began, &self.moved)
    }

    /// Moves the calendar of both sides and of this machine on.
    pub fn later(&self, hours: i64) {
        self.seconds_later(hours * 3600);
    }

    /// As [`Bench::later`].
    pub fn seconds_later(&self, seconds: i64) {
        self.moved.fetch_add(seconds, Ordering::Relaxed);
        let ahead = SignedDuration::from_secs(self.local_ahead.load(Ordering::Relaxed));
        self.hands.set(self.now().duration_since(START) + ahead);
        self.simulator.set_clock(Clock::Fixed(self.now()));
    }

    /// Somebody sets this machine's clock; the servers' go on.
    pub fn set_local_ahead(&self, hours: i64) {
        self.local_ahead.store(hours * 3600, Ordering::Relaxed);
        self.seconds_later(0);
    }

    pub fn set_faults(&self, faults: &[&str], seed: u64) {
        let faults: Vec<Fault> = faults.iter().map(|fault| fault.parse().unwrap()).collect();
        self.simulator.set_faults(&faults, seed);
    }

    pub fn connection(&self) -> Connection {
        let url = Url::parse(self.simulator.url()).unwrap();
        let okta_url = self.okta_url.as_deref().map(|url| Url::parse(url).unwrap());
        Connection {
            orgs: Vec::new(),
            okta: okta::Access {
                url: okta_url.unwrap_or_else(|| url.clone()),
                token: self.simulator.okta_token().into(),
                rate_limit_share: self.rate_limit_share,
            },
            personio: personio::Access {
                url,
                client_id: self.simulator.personio_client_id().into(),
                client_secret: self.simulator.personio_client_secret().into(),
            },
            time_zone: TimeZone::get("Europe/Berlin").unwrap(),
            read_only: false,
            clock: Clock::Moved(self.hands),
        }
    }

    /// A run with all that a caller can bring along.
    pub async fn run_with(
        &self,
        order: Order,
        listener: &(dyn Fn(Progress) + Send + Sync),
        cancel: &CancellationToken,
    ) -> Result<RunReport, Failure> {
        let connection = self.connection();
        let workplace = Workplace {
            connection: &connection,
            policy: &self.policy,
            fingerprint: self.fingerprint.clone(),
            keep_days: 400,
            state_folder: self.folder.path(),
            operator: operator(),
        };
        run(&workplace, order, listener, cancel).await
    }

    pub async fn run(&self, order: Order) -> Result<RunReport, Failure> {
        self.run_with(order, &|_| (), &CancellationToken::new()).await
    }

    /// What `sync --yes` does.
    pub async fn sync(&self) -> RunReport {
        self.run(Order::unattended()).await.unwrap()
    }

    /// What `sync --yes` does, while something happens between the reading and the first write.
    pub async fn sync_while(&self, happens: impl FnOnce(&Self) + Send) -> RunReport {
        self.run_while(Order::unattended(), happens).await
    }

    /// As [`Bench::first_sync`], while something happens between the reading and the first write.
    pub async fn first_sync_while(&self, happens: impl FnOnce(&Self) + Send) -> RunReport {
        self.run_while(first(), happens).await
    }

    pub async fn run_while(&self, order: Order, happens: impl FnOnce(&Self) + Send) -> RunReport {
        let happens = Mutex::new(Some(happens));
        let listener = |progress| {
            if matches!(progress, Progress::Applying { .. })
                && let Some(happens) = happens.lock().unwrap().take()
            {
                happens(self);
            }
        };
        let cancel = CancellationToken::new();
        self.run_with(order, &listener, &cancel).await.unwrap()
    }

    /// What `sync --yes --confirm-links --hold-over-limit` does: whatever can be done without a person is done.
    pub async fn first_sync(&self) -> RunReport {
        self.run(first()).await.unwrap()
    }

    pub fn view(&self) -> View {
        View::open(self.folder.path(), None, Clock::Fixed(self.now())).unwrap()
    }

    /// What the latest run wrote down.
    pub fn journal(&self) -> Vec<ActionRow> {
        let view = self.view();
        let run = view.runs(1).unwrap()[0].run;
        view.actions_of_run(run).unwrap()
    }

    /// A person decides, and confirms the writing at once.
    pub fn decide(&self, decision: Decision) {
        let (mut store, lock) = self.staging();
        let is_staged = matches!(decision, Decision::Assign { .. } | Decision::RemoveLink { .. });
        let ids = store.decide(&lock, &[decision], Origin::Command).unwrap();
        if is_staged {
            store.confirm_staged(&lock, &ids, Origin::Command).unwrap();
        }
    }

    /// A person takes back every "yes, do it" about this employee.
    pub fn take_back_releases_of(&self, employee: u64) {
        let (mut store, lock) = self.staging();
        let rows = store.view().decisions_in_force().unwrap();
        let released = rows.into_iter().map(|(row, _)| row).filter(|row| {
            matches!(&row.decision, Decision::Release { employee: of, .. } if *of == EmployeeId(employee))
        });
        for row in released {
            store.take_back(&lock, row.id, Origin::Command).unwrap();
        }
    }

    /// What another koppel needs to stage decisions.
    fn staging(&self) -> (Store, StagingLock) {
        let clock = Clock::Fixed(self.now());
        let lock = StagingLock::take(self.folder.path(), &operator(), clock).unwrap();
        let org = self.view().org().unwrap().unwrap();
        let opened = Store::open(self.folder.path(), &org, operator(), clock).unwrap();
        (opened.store, lock)
    }

    /// Every request that wrote or tried to.
    pub fn writes(&self) -> Vec<Received> {
        let ledger = self.simulator.ledger();
        ledger.into_iter().filter(Received::is_write).collect()
    }

    /// Every call about one person since the request of this number, as `method path?query`.
    pub fn calls_since(&self, start: usize) -> Vec<String> {
        let ledger = self.simulator.ledger();
        let about_one = |received: &&Received| {
            matches!(received.call, Some(Calls::Read | Calls::Employee)) || received.is_write()
        };
        ledger[start..]
            .iter()
            .filter(about_one)
            .map(|received| {
                let path = received
                    .path
                    .trim_start_matches("/api/v1")
                    .trim_start_matches("/v1/company");
                let query: Vec<String> = received
                    .query
                    .iter()
                    .filter(|(name, _)| name != "attributes[]")
                    .map(|(name, value)| format!("{name}={value}"))
                    .collect();
                let query = if query.is_empty() {
                    String::new()
                } else {
                    format!("?{}", query.join("&"))
                };
                format!("{} {path}{query}", received.method)
            })
            .collect()
    }

    pub fn ledger_length(&self) -> usize {
        self.simulator.ledger().len()
    }

    pub fn profile(&self, id: &str) -> Profile {
        self.simulator
            .company(|company| company.okta.profile(id).unwrap().clone())
    }

    pub fn change_profile(&self, id: &str, change: impl FnOnce(&mut Profile)) {
        let now = self.now();
        self.simulator.company(|company| {
            company.okta.change(id, |profile| {
                change(profile);
                profile.last_updated = now;
            })
        });
    }

    pub fn set_in_okta(&self, id: &str, attribute: &str, value: impl Into<Value>) {
        self.change_profile(id, |profile| profile.set(attribute, value));
    }

    pub fn set_status(&self, id: &str, status: Status) {
        self.change_profile(id, |profile| profile.status = status);
    }

    pub fn set_in_personio(&self, id: u64, key: &str, value: impl Into<Value>) {
        self.change_employee(id, |employee| employee.set(key, value));
    }

    pub fn change_employee(&self, id: u64, change: impl FnOnce(&mut Employee)) {
        self.simulator
            .company(|company| company.personio.change(id, change));
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        self.ticking.abort();
    }
}

fn time(began: Instant, moved: &AtomicI64) -> Timestamp {
    let elapsed = SignedDuration::try_from(began.elapsed()).unwrap();
    START + elapsed + SignedDuration::from_secs(moved.load(Ordering::Relaxed))
}

pub fn operator() -> Operator {
    Operator {
        user: "ada".to_owned(),
        host: "idp1".to_owned(),
    }
}

/// Closes the review, and holds what is over a limit.
pub fn first() -> Order {
    Order {
        is_unattended: false,
        review: ReviewOrder::Close,
        over_limit: OverLimit::Hold,
        ..Order::unattended()
    }
}

/// One person alone.
pub fn only(employee: u64) -> Order {
    Order {
        part: Part {
            scope: RunScope::OnePerson(EmployeeId(employee)),
            ..Part::default()
        },
        ..Order::unattended()
    }
}

/// The settings of the company's administrator: people are activated without a mail.
pub fn policy() -> Policy {
    let mapping = |source: &str, target: &'static str| Mapping {
        source: Source::from_words(source).unwrap(),
        target: Text::const_new(target),
        first: First::Send,
    };
    let whole = |attribute| LoginPart {
        attribute: Text::const_new(attribute),
        take: Take::Whole,
    };
    Policy {
        login: LoginSchema::Generated {
            start: whole("first_name"),
            separator: Text::const_new("."),
            end: Some(whole("last_name")),
            domain: Text::const_new("talwerk.example"),
        },
        mapping: vec![
            mapping("department", "department"),
            mapping("last_name", "lastName"),
            mapping("position", "title"),
        ],
        activation: Activation {
            on_hire_date: true,
            send_email: Some(false),
        },
        ..Policy::default()
    }
}

pub fn okta(id: &str) -> OktaId {
    OktaId::new(id)
}

/// Kind and outcome of every action, in the order of the plan.
pub fn outcomes(report: &RunReport) -> Vec<(ActionKind, OutcomeKind)> {
    report
        .plan
        .actions
        .iter()
        .zip(&report.results)
        .map(|(action, result)| (action.kind, result.outcome))
        .collect()
}

/// The outcome and the words of what was done for this employee.
pub fn of_employee(report: &RunReport, employee: u64) -> Vec<(ActionKind, OutcomeKind, String)> {
    let is_theirs = |action: &Action| action.employee == Some(EmployeeId(employee));
    report
        .plan
        .actions
        .iter()
        .zip(&report.results)
        .filter(|(action, _)| is_theirs(action))
        .map(|(action, result)| {
            let words = result
                .error
                .as_ref()
                .map_or_else(String::new, |error| error.summary.clone());
            (action.kind, result.outcome, words)
        })
        .collect()
}
