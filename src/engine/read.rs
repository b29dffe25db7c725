//! Both sides, read at the same time and completely (rules R1 to R7).

use super::event::{Progress, Side};
use super::failure_of::okta_failure;
use super::{okta_side, personio_side};
use crate::clock::Clock;
use crate::core::snapshot::Column;
use crate::core::{Moment, Policy, Roster, Snapshot, Text};
use crate::failure::{Exit, Failure, capital};
use crate::http::{Patience, ServerTime, Terms};
use crate::okta::Okta;
use crate::store::{Secrets, Settings};
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
    /// The orgs that the secrets were kept for; any other that answers is sent none of them (rule R7).
    pub orgs: Vec<Text>,
    /// The company's, for "today" (rule R6).
    pub time_zone: TimeZone,
    /// Rule G5: the clients refuse every write.
    pub read_only: bool,
    pub clock: Clock,
}

/// Who is told how far the reading is. Called from the reading tasks.
pub(super) type Listener<'a> = &'a (dyn Fn(Progress) + Send + Sync);

impl Connection {
    /// As the settings say, with these secrets.
    pub fn of(settings: &Settings, secrets: Secrets, read_only: bool, clock: Clock) -> Self {
        Self {
            orgs: secrets.orgs(),
            okta: okta::Access {
                url: settings.okta_url.clone(),
                token: secrets.okta_token.value,
                rate_limit_share: settings.rate_limit_share,
            },
            personio: personio::Access {
                url: settings.personio_url.clone(),
                client_id: secrets.personio_client_id.value,
                client_secret: secrets.personio_client_secret.value,
            },
            time_zone: settings.time_zone.clone(),
            read_only,
            clock,
        }
    }

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
    let sides = Sides::connect(connection, policy)?;
    sides.read(policy, progress).await
}

/// As [`read()`], with these columns of Personio in the place of what a policy needs: to choose from, while nothing
/// is set up.
pub(super) async fn read_to_choose(
    connection: &Connection,
    policy: &Policy,
    columns: Vec<Column>,
    progress: Listener<'_>,
) -> Result<Snapshot, Failure> {
    let sides = Sides::connect(connection, policy)?;
    let roster = personio_side::read_columns(&sides.personio, connection, columns, progress);
    sides.with(policy, roster, progress).await
}

/// Both clients, for as long as one operation lasts: what one call learned of a rate limit serves the next.
#[derive(Debug)]
pub(super) struct Sides<'a> {
    pub connection: &'a Connection,
    pub okta: Okta,
    pub personio: personio::Personio,
}

impl<'a> Sides<'a> {
    /// Asks nobody yet.
    pub fn connect(connection: &'a Connection, policy: &Policy) -> Result<Self, Failure> {
        Ok(Self {
            connection,
            okta: okta_side::connect(&connection.okta, connection.terms(), policy)?,
            personio: personio::Personio::new(&connection.personio, connection.terms()),
        })
    }

    /// Which org answers (rule R7); asked without the token.
    pub async fn org(&self) -> Result<String, Failure> {
        let org = self.okta.org().await;
        let org = org.map_err(|error| okta_failure(&error, &self.connection.okta))?;
        okta_side::check_org(&org, &self.connection.orgs)?;
        Ok(org.id.to_string())
    }

    /// As [`read()`].
    pub async fn read(&self, policy: &Policy, progress: Listener<'_>) -> Result<Snapshot, Failure> {
        let roster = personio_side::read(&self.personio, self.connection, policy, progress);
        self.with(policy, roster, progress).await
    }

    /// Okta is read at the same time as `roster`.
    async fn with(
        &self,
        policy: &Policy,
        roster: impl Future<Output = Result<Roster, Failure>>,
        progress: Listener<'_>,
    ) -> Result<Snapshot, Failure> {
        let Self {
            connection,
            okta,
            personio,
        } = self;
        // Boxed: the two readings would make every future that holds this one large.
        let both =
            Box::pin(async { tokio::try_join!(okta_side::read(okta, connection, policy, progress), roster) });
        let ((org, directory), roster) = self.telling_waits(progress, both).await?;
        Ok(Snapshot {
            org: org.id,
            roster,
            directory,
            moment: moment(connection, [okta.server_time(), personio.server_time()]),
        })
    }

    /// Passes on until when either side waits for its rate limit, while `work` goes on.
    pub async fn telling_waits<T>(&self, progress: Listener<'_>, work: impl Future<Output = T>) -> T {
        let personio = telling_waits(Side::Personio, self.personio.waiting(), progress, work);
        telling_waits(Side::Okta, self.okta.waiting(), progress, personio).await
    }
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
    let clock_is_off = now.is_none() || servers().any(is_off);
    let now = now.unwrap_or_else(|| connection.clock.now());
    Moment {
        now,
        today: connection.time_zone.to_datetime(now).date(),
        clock_is_off,
    }
}

/// Rule R6: the local clock is too far from this server's.
pub(super) fn is_off(server: &ServerTime) -> bool {
    server.local_ahead.abs() > CLOCK_TOLERANCE
}

/// Rule R1: a side that contradicts itself is read again, twice at most.
pub(super) struct Readings {
    side: Side,
    contradictory: usize,
}

impl Readings {
    pub(super) fn of(side: Side) -> Self {
        Self {
            side,
            contradictory: 0,
        }
    }

    /// `Ok`: read it again. `Err`: it was read often enough; the failure names the last `reason`.
    pub(super) fn contradicted(&mut self, reason: String, progress: Listener<'_>) -> Result<(), Failure> {
        let side = self.side;
        self.contradictory += 1;
        tracing::warn!(side = side.name(), reason, "the reading contradicts itself");
        if self.contradictory < READINGS {
            progress(Progress::Again { side, reason });
            return Ok(());
        }
        let what = format!("{} could not be read completely", side.name());
        let why = capital(&format!(
            "{reason}; {READINGS} readings in a row contradicted themselves"
        ));
        Err(Failure::new(Exit::Failed, what)
            .because(why)
            .todo("Try again when fewer people are being changed there. Nothing was planned or written"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;
    use std::sync::Mutex;

    fn connection() -> Connection {
        let url = reqwest::Url::parse("https://acme.okta.com").unwrap();
        Connection {
            okta: okta::Access {
                url: url.clone(),
                token: "token".into(),
                rate_limit_share: 0.8,
            },
            personio: personio::Access {
                url,
                client_id: "id".into(),
                client_secret: "secret".into(),
            },
            orgs: Vec::new(),
            time_zone: TimeZone::get("Europe/Berlin").unwrap(),
            read_only: true,
            clock: Clock::Fixed("2026-11-24T12:00:00Z".parse().unwrap()),
        }
    }

    fn server(now: &str, local_ahead_minutes: i64) -> ServerTime {
        ServerTime {
            now: now.parse().unwrap(),
            local_ahead: SignedDuration::from_mins(local_ahead_minutes),
        }
    }

    #[test]
    fn r6_the_earlier_server_says_what_day_it_is() {
        let servers = [
            Some(server("2026-11-24T23:00:01Z", 1)),
            Some(server("2026-11-24T22:59:59Z", 1)),
        ];
        let moment = moment(&connection(), servers);
        assert_eq!(
            moment.today,
            jiff::civil::date(2026, 11, 24),
            "midnight is at 23:00 UTC"
        );
        assert!(!moment.clock_is_off);
    }

    #[test]
    fn r6_a_clock_is_off_by_more_than_an_hour_or_where_nothing_confirms_it() {
        let moment = |servers| moment(&connection(), servers);
        for (minutes, is_off) in [(0, false), (60, false), (-60, false), (61, true), (-61, true)] {
            let servers = [Some(server("2026-11-24T12:00:00Z", minutes)), None];
            assert_eq!(moment(servers).clock_is_off, is_off, "{minutes}");
        }
        let unconfirmed = moment([None, None]);
        assert!(unconfirmed.clock_is_off);
        assert_eq!(unconfirmed.now, connection().clock.now());
    }

    #[tokio::test]
    async fn a5_who_waits_for_a_rate_limit_says_until_when() {
        let (sender, waiting) = watch::channel(None);
        let until = Timestamp::from_second(1_800_000_031).unwrap();
        let told = Mutex::new(Vec::new());
        let listener = |progress| told.lock().unwrap().push(progress);
        let reading = async {
            sender.send_replace(Some(until));
            while told.lock().unwrap().is_empty() {
                tokio::task::yield_now().await;
            }
            sender.send_replace(None);
            tokio::task::yield_now().await;
            drop(sender);
            tokio::task::yield_now().await;
            7
        };
        let telling = telling_waits(Side::Okta, waiting, &listener, reading);
        let read = tokio::time::timeout(std::time::Duration::from_secs(10), telling).await;
        assert_eq!(read, Ok(7));
        let side = Side::Okta;
        assert_eq!(told.into_inner().unwrap(), [Progress::Waiting { side, until }]);
    }
}
