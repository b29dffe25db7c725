//! Both sides, read at the same time and completely (rules R1 to R7).

use super::event::{Progress, Side};
use super::{okta_side, personio_side};
use crate::clock::Clock;
use crate::core::{Moment, Policy, Snapshot};
use crate::failure::{Exit, Failure};
use crate::http::{Patience, ServerTime, Terms};
use crate::{okta, personio};
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use std::pin::pin;
use tokio::sync::watch;

/// Readings of one side that contradict themselves before it is given up (rule R1): the first, and two more.
const READINGS: usize = 3;
/// Rule R6.
const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_hours(1);

/// How both sides are reached.
#[derive(Debug, Clone)]
pub struct Connection {
    pub okta: okta::Access,
    pub personio: personio::Access,
    /// The company's, for "today" (rule R6).
    pub time_zone: TimeZone,
    /// Rule G5: the clients refuse every write.
    pub read_only: bool,
    pub clock: Clock,
}

/// Who is told how far the reading is. Called from the reading tasks.
pub(super) type Listener<'a> = &'a (dyn Fn(Progress) + Send + Sync);

impl Connection {
    /// The terms under which both clients work.
    pub fn terms(&self) -> Terms {
        Terms {
            read_only: self.read_only,
            clock: self.clock,
            patience: Patience::default(),
        }
    }
}

/// Reads both sides at the same time. `progress` is called from the reading tasks. What fails on one side
/// ends the reading of the other one too (rule R1).
pub async fn read(
    connection: &Connection,
    policy: &Policy,
    progress: Listener<'_>,
) -> Result<Snapshot, Failure> {
    let okta = okta_side::connect(connection, policy)?;
    let personio = personio::Personio::new(&connection.personio, connection.terms());
    let okta_read = telling_waits(
        Side::Okta,
        okta.waiting(),
        progress,
        okta_side::read(&okta, connection, policy, progress),
    );
    let personio_read = telling_waits(
        Side::Personio,
        personio.waiting(),
        progress,
        personio_side::read(&personio, connection, policy, progress),
    );
    let ((org, directory), roster) = tokio::try_join!(okta_read, personio_read)?;
    Ok(Snapshot {
        org: org.id,
        roster,
        directory,
        moment: moment(connection, [okta.server_time(), personio.server_time()]),
    })
}

/// Passes on until when the side waits for its rate limit, while it is read.
async fn telling_waits<T>(
    side: Side,
    mut waiting: watch::Receiver<Option<jiff::Timestamp>>,
    progress: Listener<'_>,
    reading: impl Future<Output = T>,
) -> T {
    let mut reading = pin!(reading);
    loop {
        tokio::select! {
            outcome = &mut reading => return outcome,
            changed = waiting.changed() => {
                let until = *waiting.borrow_and_update();
                if let Some(until) = until {
                    progress(Progress::Waiting { side, until });
                }
                if changed.is_err() {
                    return reading.await;
                }
            }
        }
    }
}

/// Rule R6: the time of the servers. Where they differ, the earlier one: nobody is activated a day too soon.
/// Where neither says what time it is, the local clock counts as off, because nothing confirms it.
fn moment(connection: &Connection, servers: [Option<ServerTime>; 2]) -> Moment {
    let servers = || servers.iter().flatten();
    let now = servers().map(|server| server.now).min();
    let is_off = |server: &ServerTime| server.local_ahead.abs() > CLOCK_TOLERANCE;
    let clock_is_off = now.is_none() || servers().any(is_off);
    let now = now.unwrap_or_else(|| connection.clock.now());
    Moment {
        now,
        today: connection.time_zone.to_datetime(now).date(),
        clock_is_off,
    }
}

/// Rule R1: reads a side again while it contradicts itself, twice at most. `once` says why a reading is not
/// to be trusted by `Err(Again)`.
pub(super) async fn until_consistent<T>(
    side: Side,
    progress: Listener<'_>,
    mut once: impl AsyncFnMut() -> Result<T, Incomplete>,
) -> Result<T, Failure> {
    let mut reasons = Vec::new();
    for reading in 1..=READINGS {
        match once().await {
            Ok(read) => return Ok(read),
            Err(Incomplete::Failed(failure)) => return Err(failure),
            Err(Incomplete::Contradicts(reason)) => {
                tracing::warn!(
                    side = side.name(),
                    reason,
                    reading,
                    "the reading contradicts itself"
                );
                if reading < READINGS {
                    progress(Progress::Again {
                        side,
                        reason: reason.clone(),
                    });
                }
                reasons.push(reason);
            }
        }
    }
    let reason = reasons.pop().unwrap_or_default();
    Err(Failure::new(
        Exit::Failed,
        format!("{} could not be read completely", side.name()),
    )
    .because(format!(
        "{reason}; {READINGS} readings in a row contradicted themselves"
    ))
    .todo("Try again when fewer people are being changed there. Nothing was planned and nothing was written"))
}

/// Why one reading of a side cannot be used.
#[derive(Debug)]
pub(super) enum Incomplete {
    /// In words; another reading may be better.
    Contradicts(String),
    Failed(Failure),
}

impl From<Failure> for Incomplete {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}
