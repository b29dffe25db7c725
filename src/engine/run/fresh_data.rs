//! What both sides say now, for actions that rest on a snapshot which has become old (rule G2): by ID, or by lists
//! where many writes are left. What this run itself read or wrote is never older than its own reading.

use super::act::MOST_LOOKS;
use super::fresh::LookError;
use crate::core::employee::Employee;
use crate::core::profile::Profile;
use crate::core::snapshot::{Roster, Snapshot};
use crate::core::{EmployeeId, OktaId, Policy};
use crate::engine::event::Side;
use crate::engine::read::Sides;
use jiff::Timestamp;
use rustc_hash::FxHashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// Data that is not older counts as of now.
const YOUNG: Duration = Duration::from_secs(60);
/// What was read right before a call is not older.
const NOW: Duration = Duration::from_secs(5);
/// Both sides are read again by lists at most this often; until then the lists count, while many writes are left.
const BETWEEN_LISTS: Duration = Duration::from_secs(300);
/// A page of writes: with more of them left, lists take fewer calls than people one by one.
const PAGE: usize = 200;

/// When something was read, by every clock there is.
#[derive(Debug, Clone, Copy)]
struct ReadingTime {
    elapsed: Instant,
    /// Goes on while the machine sleeps.
    local: Timestamp,
    /// The `Date` of each side's latest answer, Okta's first.
    servers: [Option<Timestamp>; 2],
}

/// How a profile is looked up.
#[derive(Debug, Clone, Copy)]
pub(super) enum ProfileKey<'a> {
    Id(&'a OktaId),
    Login(&'a str),
}

/// Employees and profiles as of now, shared by all actions of a run.
pub(super) struct FreshData<'a> {
    sides: &'a Sides<'a>,
    policy: &'a Policy,
    /// What the plan was made from.
    snapshot: &'a Snapshot,
    snapshot_time: ReadingTime,
    employees: FxHashMap<EmployeeId, u32>,
    profiles: FxHashMap<&'a OktaId, u32>,
    /// Actions that have not ended.
    left: AtomicUsize,
    /// Whoever holds it reads the lists; the others wait for them.
    lists: tokio::sync::Mutex<Lists>,
    by_id: Mutex<ById>,
}

#[derive(Default)]
struct Lists {
    latest: Option<Arc<ListReading>>,
    /// A reading that failed.
    failed: Option<ReadingTime>,
}

struct ListReading {
    began: Instant,
    ended: ReadingTime,
    snapshot: Snapshot,
    employees: FxHashMap<EmployeeId, u32>,
    profiles: FxHashMap<OktaId, u32>,
}

/// What was read by ID, or came back with a write of this run.
#[derive(Default)]
struct ById {
    employees: FxHashMap<EmployeeId, (ReadingTime, Option<Employee>)>,
    profiles: FxHashMap<OktaId, (ReadingTime, Option<Profile>)>,
}

impl ReadingTime {
    fn now(sides: &Sides<'_>) -> Self {
        Self {
            elapsed: Instant::now(),
            local: sides.connection.clock.now(),
            servers: server_times(sides),
        }
    }

    /// For what one side just answered: the other side's latest answer may be from long before.
    fn of(mut self, side: Side) -> Self {
        let others = match side {
            Side::Okta => 1,
            Side::Personio => 0,
        };
        self.servers[others] = None;
        self
    }

    /// By the clock that says most: a clock that stands still makes nothing young.
    fn age(&self, sides: &Sides<'_>) -> Duration {
        let since = |then: Timestamp, now: Timestamp| {
            Duration::try_from(now.duration_since(then)).unwrap_or_default()
        };
        let by_servers = self.servers.into_iter().zip(server_times(sides));
        let by_servers = by_servers.filter_map(|(then, now)| Some(since(then?, now?)));
        by_servers
            .chain([since(self.local, sides.connection.clock.now())])
            .fold(self.elapsed.elapsed(), Duration::max)
    }
}

fn server_times(sides: &Sides<'_>) -> [Option<Timestamp>; 2] {
    [sides.okta.server_time(), sides.personio.server_time()].map(|time| Some(time?.now))
}

/// When the snapshot of a run was read.
#[derive(Debug, Clone, Copy)]
pub(super) struct SnapshotTime(ReadingTime);

impl SnapshotTime {
    /// To be taken right behind the reading.
    pub fn now(sides: &Sides<'_>) -> Self {
        Self(ReadingTime::now(sides))
    }
}

impl<'a> FreshData<'a> {
    /// `left` is how many actions the run is about to do.
    pub fn new(
        sides: &'a Sides<'a>,
        policy: &'a Policy,
        snapshot: &'a Snapshot,
        time: SnapshotTime,
        left: usize,
    ) -> Self {
        let profiles = snapshot.directory.profiles.iter();
        Self {
            sides,
            policy,
            snapshot,
            snapshot_time: time.0,
            employees: snapshot.roster.index(),
            profiles: (0u32..)
                .zip(profiles)
                .map(|(at, profile)| (&profile.id, at))
                .collect(),
            left: AtomicUsize::new(left),
            lists: tokio::sync::Mutex::default(),
            by_id: Mutex::default(),
        }
    }

    /// Links and updates are not looked at where the snapshot is as young as that.
    pub fn is_snapshot_young(&self) -> bool {
        self.snapshot_time.age(self.sides) <= YOUNG
    }

    /// Links and updates are looked at, and by ID: no lists are read for them.
    pub fn reads_by_id(&self) -> bool {
        !self.has_many_left() && !self.is_snapshot_young()
    }

    fn has_many_left(&self) -> bool {
        self.left.load(Ordering::Relaxed) > PAGE
    }

    /// One action has ended, whatever it came to.
    pub fn end_action(&self) {
        self.left.fetch_sub(1, Ordering::Relaxed);
    }

    /// The employee as the plan knew them.
    pub fn planned_employee(&self, id: EmployeeId) -> Option<&'a Employee> {
        let at = *self.employees.get(&id)?;
        self.snapshot.roster.employees.get(at as usize)
    }

    /// The profile as the plan knew it.
    pub fn planned_profile(&self, id: &OktaId) -> Option<&'a Profile> {
        let at = *self.profiles.get(id)?;
        self.snapshot.directory.profiles.get(at as usize)
    }

    /// The employee as of now: at most a minute old, or as old as the lists may be. `None`: gone from Personio.
    pub async fn employee(&self, id: EmployeeId) -> Result<Option<Employee>, LookError> {
        let known = self.known().employees.get(&id).cloned();
        if let Some((time, employee)) = known
            && time.age(self.sides) <= YOUNG
        {
            return Ok(employee);
        }
        match self.lists().await {
            Some(lists) => Ok(lists.employee(id).cloned()),
            None => self.employee_by_id(id).await,
        }
    }

    /// The profile as of now, likewise. What this run wrote since the lists is read by ID (rule A7). `None`: gone
    /// from Okta.
    pub async fn profile(&self, id: &OktaId) -> Result<Option<Profile>, LookError> {
        let known = self.known().profiles.get(id).cloned();
        let read = known.as_ref().map(|(time, _)| time.elapsed);
        if let Some((time, profile)) = known
            && time.age(self.sides) <= YOUNG
        {
            return Ok(profile);
        }
        match self.lists().await {
            Some(lists) if read.is_none_or(|read| read < lists.began) => Ok(lists.profile(id).cloned()),
            _ => self.profile_by_id(id).await,
        }
    }

    /// Reads the employee by ID, with the columns of the snapshot.
    pub async fn employee_by_id(&self, id: EmployeeId) -> Result<Option<Employee>, LookError> {
        let columns = &self.snapshot.roster.columns;
        let employee = self.sides.personio.employee(id, columns).await?;
        let seen = (self.now(Side::Personio), employee.clone());
        self.known().employees.insert(id, seen);
        Ok(employee)
    }

    /// Reads the profile by ID.
    pub async fn profile_by_id(&self, id: &OktaId) -> Result<Option<Profile>, LookError> {
        let profile = self.sides.okta.profile(id).await?;
        let seen = (self.now(Side::Okta), profile.clone());
        self.known().profiles.insert(id.clone(), seen);
        Ok(profile)
    }

    /// Reads the employee by ID and, at the same time, a profile of Okta's. Where one of the two calls had to wait for
    /// a rate limit, what the other one said is read again: both are of now.
    pub async fn both(
        &self,
        employee: EmployeeId,
        profile: ProfileKey<'_>,
    ) -> Result<(Option<Employee>, Option<Profile>), LookError> {
        let employee_now = || async { Ok((self.employee_by_id(employee).await?, Instant::now())) };
        let profile_now = || async {
            let profile = match profile {
                ProfileKey::Id(id) => self.profile_by_id(id).await?,
                ProfileKey::Login(login) => self.sides.okta.profile_by_login(login).await?,
            };
            Ok::<_, LookError>((profile, Instant::now()))
        };
        let (mut employee, mut profile) = tokio::try_join!(employee_now(), profile_now())?;
        for _ in 1..MOST_LOOKS {
            if employee.1.elapsed() > NOW {
                employee = employee_now().await?;
            } else if profile.1.elapsed() > NOW {
                profile = profile_now().await?;
            } else {
                break;
            }
        }
        Ok((employee.0, profile.0))
    }

    /// Rule A7: what came back with a write of this run.
    pub fn note_written(&self, profile: &Profile) {
        let seen = (self.now(Side::Okta), Some(profile.clone()));
        self.known().profiles.insert(profile.id.clone(), seen);
    }

    /// An employee for whom nothing is done, as far as koppel knows them without a call.
    pub async fn bystander(&self, id: EmployeeId) -> Option<Employee> {
        let lists = self.lists.lock().await.latest.clone();
        match &lists {
            Some(lists) => lists.employee(id).cloned(),
            None => self.planned_employee(id).cloned(),
        }
    }

    /// The lists that count now, read again where that is due. `None`: people are to be read by ID.
    async fn lists(&self) -> Option<Arc<ListReading>> {
        let has_many_left = self.has_many_left();
        let longest = if has_many_left { BETWEEN_LISTS } else { YOUNG };
        let mut lists = self.lists.lock().await;
        if let Some(latest) = &lists.latest
            && latest.ended.age(self.sides) <= longest
        {
            return Some(Arc::clone(latest));
        }
        let has_just_failed = lists
            .failed
            .is_some_and(|failed| failed.age(self.sides) <= BETWEEN_LISTS);
        if !has_many_left || has_just_failed {
            return None;
        }
        tracing::info!("both sides are read again: the snapshot is old, and many writes are left");
        let began = Instant::now();
        // Boxed: it would make the future of every action large.
        match Box::pin(self.sides.read(self.policy, &|_| ())).await {
            Ok(snapshot) if snapshot.roster.columns == self.snapshot.roster.columns => {
                let latest = Arc::new(ListReading::new(began, ReadingTime::now(self.sides), snapshot));
                lists.latest = Some(Arc::clone(&latest));
                Some(latest)
            }
            read => {
                let reason = read.err().map(|failure| failure.to_string());
                tracing::warn!(
                    reason,
                    "both sides could not be read again; people are read one by one"
                );
                lists.failed = Some(ReadingTime::now(self.sides));
                None
            }
        }
    }

    fn now(&self, side: Side) -> ReadingTime {
        ReadingTime::now(self.sides).of(side)
    }

    fn known(&self) -> MutexGuard<'_, ById> {
        self.by_id.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The columns of all employees in here.
    pub fn roster(&self) -> &'a Roster {
        &self.snapshot.roster
    }
}

impl ListReading {
    fn new(began: Instant, ended: ReadingTime, snapshot: Snapshot) -> Self {
        let profiles = snapshot.directory.profiles.iter();
        Self {
            began,
            ended,
            employees: snapshot.roster.index(),
            profiles: (0u32..)
                .zip(profiles)
                .map(|(at, profile)| (profile.id.clone(), at))
                .collect(),
            snapshot,
        }
    }

    fn employee(&self, id: EmployeeId) -> Option<&Employee> {
        let at = *self.employees.get(&id)?;
        self.snapshot.roster.employees.get(at as usize)
    }

    fn profile(&self, id: &OktaId) -> Option<&Profile> {
        let at = *self.profiles.get(id)?;
        self.snapshot.directory.profiles.get(at as usize)
    }
}
