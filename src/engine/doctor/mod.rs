//! Whether all that a reading needs is there: settings, secrets, both sides and what they permit, the mapping, this
//! machine. Writes nothing, neither here nor there, and ends in bounded time.
//!
//! Gives plain data ([`Check`]); `report` has the words. What a reading decides (which attributes are missing, which
//! targets exist, when a clock is off) is asked of the same functions.

mod finding;
mod local;
mod mapping;
mod okta;
mod personio;
mod unattended;

pub use finding::{Attribute, Check, Finding, Step, Topic, Unread, Use, Verdict};
// What findings hold, for whoever words them.
pub use super::target::TargetFault;
pub use crate::http::Grant;
pub use crate::okta::Tier;
pub use crate::store::{KeyringError, Origin, Problem, Secret, SecretSource};

use super::event::Side;
use super::read::is_off;
use crate::clock::Clock;
use crate::failure::{Exit, Failure};
use crate::http::{Patience, ServerTime, Terms};
use crate::okta::Okta;
use crate::personio::Personio;
use crate::store::{Environment, Setup};
use local::Local;
pub(super) use personio::is_sensitive;
use std::path::Path;
use std::time::Duration;

/// Nobody waits longer for one question to a server, retries and all.
const LONGEST_QUESTION: Duration = Duration::from_secs(30);

/// Who is examined, and how.
#[derive(Debug)]
pub struct Patient<'a> {
    pub environment: &'a Environment,
    pub setup: Option<&'a Setup>,
    /// `--config`.
    pub config: Option<&'a Path>,
    /// `--log`.
    pub log: Option<&'a Path>,
    /// Rule G5.
    pub read_only: bool,
    pub clock: Clock,
    /// As an unattended run would find it.
    pub headless: bool,
}

/// Looks at everything, both sides at the same time. In the order of [`Topic`].
pub async fn examine(patient: &Patient<'_>) -> Vec<Check> {
    let mut findings = Findings::default();
    let local = Local::find(patient, &mut findings).await;
    let mut org = None;
    if let Some(settings) = &local.settings {
        let terms = impatient(patient.clock);
        let (okta, personio) = tokio::join!(
            Box::pin(okta::examine(settings, local.okta_token.as_ref(), terms)),
            Box::pin(personio::examine(settings, local.personio_credentials(), terms)),
        );
        let is_reached = okta.is_reached || personio.is_reached;
        let servers = [
            (Side::Okta, okta.server_time),
            (Side::Personio, personio.server_time),
        ];
        let reading_time = reading_time(&okta, personio.total);
        let refuses_writes = patient.read_only.then_some(Finding::ReadOnlySession);
        org = okta.org;
        findings.extend(Topic::Okta, okta.findings);
        findings.extend(Topic::Okta, refuses_writes.into_iter().chain(reading_time));
        findings.extend(Topic::Personio, personio.findings);
        mapping::examine(
            settings,
            okta.schema.as_ref(),
            personio.roster.as_ref(),
            &mut findings,
        );
        findings.add(Topic::Machine, clock(servers, is_reached));
    } else {
        local::skip_sides(&mut findings);
    }
    local.machine(patient, org.as_deref(), &mut findings).await;
    if patient.headless {
        unattended::examine(patient, &local, &mut findings);
    }
    findings.checks.sort_by_key(|check| check.topic);
    findings.checks
}

/// The code of the worst problem: credentials before settings before the rest; 0 without one.
pub fn exit(checks: &[Check]) -> Exit {
    checks
        .iter()
        .filter_map(|check| match check.finding.verdict() {
            Verdict::Problem(exit) => Some(exit),
            _ => None,
        })
        .max()
        .unwrap_or(Exit::Done)
}

/// Checks as they come.
#[derive(Debug, Default)]
struct Findings {
    checks: Vec<Check>,
}

impl Findings {
    fn add(&mut self, topic: Topic, finding: Finding) {
        self.checks.push(Check { topic, finding });
    }

    fn extend(&mut self, topic: Topic, findings: impl IntoIterator<Item = Finding>) {
        self.checks
            .extend(findings.into_iter().map(|finding| Check { topic, finding }));
    }
}

/// Somebody waits at a screen: less patience than a run has.
pub(super) fn impatient(clock: Clock) -> Terms {
    Terms {
        // Nothing here writes; this makes sure.
        read_only: true,
        clock,
        patience: Patience {
            connect: Duration::from_secs(5),
            total: Duration::from_secs(20),
            first_wait: Duration::from_millis(200),
        },
    }
}

/// One question to a server; `words` say what went wrong.
pub(super) async fn ask<T, E>(
    side: Side,
    question: impl Future<Output = Result<T, E>>,
    words: impl FnOnce(&E) -> Failure,
) -> Result<T, Failure> {
    match tokio::time::timeout(LONGEST_QUESTION, question).await {
        Ok(answer) => answer.map_err(|error| words(&error)),
        Err(_) => Err(
            Failure::new(Exit::Failed, format!("{} took too long to answer", side.name()))
                .because(format!(
                    "There was no answer within {} s",
                    LONGEST_QUESTION.as_secs()
                ))
                .todo("Try again later; if it stays, check the network between here and there"),
        ),
    }
}

fn reading_time(okta: &okta::Examined, employees: Option<usize>) -> Option<Finding> {
    let employees = employees.filter(|_| okta.may_list)?;
    Some(Finding::ReadingTime {
        employees,
        okta_pages: Okta::pages(employees),
        okta_a_minute: okta.listing_a_minute,
        personio_pages: Personio::pages(employees),
        personio_a_minute: Personio::calls_a_minute(),
    })
}

/// Rule R6: the server that the local clock is further from counts.
fn clock(servers: [(Side, Option<ServerTime>); 2], is_reached: bool) -> Finding {
    if !is_reached {
        return Finding::Skipped {
            steps: vec![Step::Clock],
            because: Step::OktaAddress,
        };
    }
    let told = servers.iter().filter_map(|(side, time)| Some((*side, (*time)?)));
    let furthest = told.max_by_key(|(_, time)| time.local_ahead.abs());
    furthest.map_or(Finding::ClockUnknown, |(side, time)| Finding::Clock {
        side,
        ahead: time.local_ahead,
        is_off: is_off(&time),
    })
}
