//! The last good reading (rules R2, L5, L7, D2, D4, G1): what stood on both sides, to be compared with the
//! next.
//!
//! Only what differs from what is known is written, so that a reading without news costs next to nothing.

use super::column::{day_of, micros, time_at, time_of};
use super::decision::{Act, DecisionId, DecisionKind, Reason, end};
use super::error::Fault;
use super::{StateError, Store, View, Writing, check_org, follow};
use crate::core::employee::Day;
use crate::core::link::{ConflictKind, LinkReport, PairKind, ProfileStanding};
use crate::core::plan::HoldCode;
use crate::core::{Employee, EmployeeId, EmployeeStatus, OktaId, Profile, ProfileStatus, Snapshot};
use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::params;
use rustc_hash::{FxHashMap, FxHashSet};

/// What `status` tells of it without asking anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastReading {
    /// By the servers' clocks.
    pub at: Timestamp,
    pub employees: usize,
    pub inactive: usize,
    pub profiles: usize,
    pub deprovisioned: usize,
    /// Profiles that hold an employee's number.
    pub links: usize,
}

/// A row of `profiles`.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct KnownProfile {
    employee: Option<EmployeeId>,
    is_staged: bool,
    is_deactivated: bool,
}

/// A row of `employees`.
#[derive(Clone, PartialEq, Eq)]
struct KnownEmployee {
    status: String,
    was_inactive: bool,
    termination: Option<(Date, Timestamp)>,
}

impl Store {
    /// Keeps a reading that was complete and not suspicious (rules R1 and R2), before its plan is applied.
    ///
    /// A link that somebody else changed keeps its earlier employee in here until a person released the hold
    /// `link_changed` for everyone concerned: otherwise the next run would take the change for what always
    /// stood there.
    ///
    /// # Errors
    /// [`Fault::OtherOrg`] where the snapshot is another org's.
    pub fn record_reading(&mut self, snapshot: &Snapshot, report: &LinkReport) -> Result<(), StateError> {
        self.write(|writing| {
            let org: String = writing.transaction.query_one(
                "SELECT okta_org FROM orgs WHERE id = ?1",
                [writing.org],
                |row| row.get(0),
            )?;
            check_org(&org, &snapshot.org)?;
            let reading = Reading::new(writing, snapshot, report)?;
            let links = reading.record_profiles()?;
            reading.record_employees()?;
            reading.end_void_releases(&links.waiting)?;
            reading.record_counts(links.count)
        })
    }
}

impl View {
    /// `None`: there was none yet.
    pub fn last_reading(&self) -> Result<Option<LastReading>, StateError> {
        self.read(|connection, org| {
            let mut query = connection.prepare("SELECT * FROM readings WHERE org = ?1")?;
            let mut rows = query.query([org])?;
            rows.next()?
                .map(|row| {
                    Ok(LastReading {
                        at: time_at(row, "at", "readings")?,
                        employees: row.get("employees")?,
                        inactive: row.get("inactive")?,
                        profiles: row.get("profiles")?,
                        deprovisioned: row.get("deprovisioned")?,
                        links: row.get("links")?,
                    })
                })
                .transpose()
        })
    }
}

struct Reading<'a> {
    writing: &'a Writing<'a>,
    snapshot: &'a Snapshot,
    report: &'a LinkReport,
    index: FxHashMap<EmployeeId, u32>,
    /// The holds that a person released.
    released: Vec<Release>,
}

struct Release {
    id: DecisionId,
    hold: HoldCode,
    employee: EmployeeId,
}

/// What recording the profiles found.
struct Links {
    /// Profiles that hold an employee's number.
    count: usize,
    /// Whom a link concerns that somebody else changed and nobody let go.
    waiting: FxHashSet<EmployeeId>,
}

impl<'a> Reading<'a> {
    fn new(writing: &'a Writing<'a>, snapshot: &'a Snapshot, report: &'a LinkReport) -> Result<Self, Fault> {
        let released = writing
            .transaction
            .prepare("SELECT decision, topic, employee FROM in_force WHERE org = ?1 AND kind = ?2")?
            .query_map(params![writing.org, DecisionKind::Release], |row| {
                Ok(Release {
                    id: DecisionId(row.get(0)?),
                    hold: row.get(1)?,
                    employee: row.get(2)?,
                })
            })?
            .collect::<Result<_, _>>()?;
        Ok(Self {
            writing,
            snapshot,
            report,
            index: snapshot.roster.index(),
            released,
        })
    }

    fn employee(&self, id: EmployeeId) -> Option<&'a Employee> {
        let position = *self.index.get(&id)?;
        self.snapshot.roster.employees.get(position as usize)
    }

    fn record_profiles(&self) -> Result<Links, Fault> {
        let mut known = self.known_profiles()?;
        let mut links = Links {
            count: 0,
            waiting: FxHashSet::default(),
        };
        for (position, profile) in self.snapshot.directory.profiles.iter().enumerate() {
            let before = known.remove(&profile.id);
            let earlier = before.unwrap_or_default();
            let number = profile.number.as_deref().and_then(EmployeeId::from_link);
            let link = self.link_of(position, number);
            links.count += usize::from(link.is_some());
            let changed_from = earlier
                .employee
                .filter(|employee| number != Some(*employee) && self.index.contains_key(employee));
            let employee = match changed_from {
                Some(from) if self.is_accepted(from, number) => {
                    follow::forget_link(self.writing, None, &profile.id)?;
                    link
                }
                Some(from) => {
                    links.waiting.insert(from);
                    links.waiting.extend(number);
                    Some(from)
                }
                None => link,
            };
            let now = KnownProfile {
                employee,
                is_staged: earlier.is_staged && profile.status == ProfileStatus::Staged,
                is_deactivated: earlier.is_deactivated && !self.came_back(profile, number),
            };
            if now != earlier {
                self.put_profile(&profile.id, now)?;
            }
        }
        // Profiles that are gone, or that a list does not show yet: their marks stay.
        for (id, gone) in known.into_iter().filter(|(_, gone)| gone.employee.is_some()) {
            self.put_profile(
                &id,
                KnownProfile {
                    employee: None,
                    ..gone
                },
            )?;
        }
        Ok(links)
    }

    /// "Yes, do it" was said of what there was to see then. Where that is over without having been done, the
    /// yes is over too: the next time is another case.
    fn end_void_releases(&self, waiting: &FxHashSet<EmployeeId>) -> Result<(), Fault> {
        for release in &self.released {
            let Some(employee) = self.employee(release.employee) else {
                continue;
            };
            let is_inactive = employee.status.is_inactive();
            let is_void = match release.hold {
                HoldCode::LinkChanged => !waiting.contains(&release.employee),
                HoldCode::Rehire | HoldCode::LockedInOkta => is_inactive,
                HoldCode::MissedLeaver => employee.status.is_known() && !is_inactive,
                _ => false,
            };
            if is_void {
                end(self.writing, release.id, Act::Done, Reason::run(None))?;
            }
        }
        Ok(())
    }

    /// What the profile's number says, where it is a link and no number that happens to be somebody's (rule
    /// L1). Employees who are gone are no part of the next comparison (rule R2): their end was told when it
    /// came.
    fn link_of(&self, position: usize, number: Option<EmployeeId>) -> Option<EmployeeId> {
        let number = number.filter(|number| self.index.contains_key(number))?;
        let is_link = match self.report.profiles.get(position)? {
            ProfileStanding::InConflict(conflict) => self
                .report
                .conflicts
                .get(*conflict as usize)
                .is_some_and(|conflict| conflict.kind == ConflictKind::NumberTwice),
            _ => true,
        };
        is_link.then_some(number)
    }

    /// A person released everyone whom the change concerns.
    fn is_accepted(&self, from: EmployeeId, to: Option<EmployeeId>) -> bool {
        let concerned = to.filter(|employee| self.index.contains_key(employee));
        std::iter::once(from).chain(concerned).all(|employee| {
            let mut releases = self.released.iter();
            releases.any(|release| release.hold == HoldCode::LinkChanged && release.employee == employee)
        })
    }

    /// Live again, and not only because its deactivation does not show yet.
    fn came_back(&self, profile: &Profile, number: Option<EmployeeId>) -> bool {
        let has_left = number
            .and_then(|number| self.employee(number))
            .is_some_and(|employee| employee.status.is_inactive());
        profile.is_live() && !has_left
    }

    fn known_profiles(&self) -> Result<FxHashMap<OktaId, KnownProfile>, Fault> {
        let mut known = FxHashMap::default();
        let mut query = self
            .writing
            .transaction
            .prepare("SELECT id, employee, staged, deactivated FROM profiles WHERE org = ?1")?;
        let mut rows = query.query([self.writing.org])?;
        while let Some(row) = rows.next()? {
            let profile = KnownProfile {
                employee: row.get(1)?,
                is_staged: row.get(2)?,
                is_deactivated: row.get(3)?,
            };
            known.insert(row.get(0)?, profile);
        }
        Ok(known)
    }

    fn put_profile(&self, id: &OktaId, profile: KnownProfile) -> Result<(), Fault> {
        let (transaction, org) = (&self.writing.transaction, self.writing.org);
        if profile == KnownProfile::default() {
            transaction
                .prepare_cached("DELETE FROM profiles WHERE org = ?1 AND id = ?2")?
                .execute(params![org, id])?;
        } else {
            transaction
                .prepare_cached("INSERT OR REPLACE INTO profiles VALUES (?1, ?2, ?3, ?4, ?5)")?
                .execute(params![
                    org,
                    id,
                    profile.employee,
                    profile.is_staged,
                    profile.is_deactivated
                ])?;
        }
        Ok(())
    }

    fn record_employees(&self) -> Result<(), Fault> {
        let mut known = self.known_employees()?;
        let live = self.employees_with_live_profile();
        let mut put = self
            .writing
            .transaction
            .prepare("INSERT OR REPLACE INTO employees VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
        for employee in &self.snapshot.roster.employees {
            let before = known.remove(&employee.id);
            let now = self.as_known(employee, before.as_ref(), live.contains(&employee.id));
            if before.as_ref() == Some(&now) {
                continue;
            }
            put.execute(params![
                self.writing.org,
                employee.id,
                now.status,
                now.was_inactive,
                now.termination.map(|(day, _)| day.to_string()),
                now.termination.map(|(_, seen)| micros(seen)),
            ])?;
        }
        Ok(())
    }

    fn as_known(&self, employee: &Employee, before: Option<&KnownEmployee>, is_live: bool) -> KnownEmployee {
        let (was_inactive, termination) =
            before.map_or((false, None), |before| (before.was_inactive, before.termination));
        KnownEmployee {
            status: employee.status.as_word().to_owned(),
            was_inactive: match employee.status {
                EmployeeStatus::Inactive => true,
                // Rule D4: seen inactive since the profile was last live.
                _ => was_inactive && !is_live,
            },
            termination: match (employee.termination_date, termination) {
                (Day::On(day), Some((known, seen))) if known == day => Some((day, seen)),
                (Day::On(day), _) => Some((day, self.snapshot.moment.now)),
                (Day::Empty, _) => None,
                // Rule R4: what cannot be read says nothing.
                (Day::Absent | Day::Odd, known) => known,
            },
        }
    }

    fn employees_with_live_profile(&self) -> FxHashSet<EmployeeId> {
        let linked = self
            .report
            .pairs
            .iter()
            .filter(|pair| pair.kind == PairKind::Linked);
        linked
            .filter(|pair| {
                let profile = self.snapshot.directory.profiles.get(pair.profile as usize);
                profile.is_some_and(Profile::is_live)
            })
            .filter_map(|pair| self.snapshot.roster.employees.get(pair.employee as usize))
            .map(|employee| employee.id)
            .collect()
    }

    fn known_employees(&self) -> Result<FxHashMap<EmployeeId, KnownEmployee>, Fault> {
        let odd = |what| Fault::Odd {
            table: "employees",
            what,
        };
        let mut known = FxHashMap::default();
        let mut query = self.writing.transaction.prepare(
            "SELECT id, status, seen_inactive, termination, termination_seen FROM employees WHERE org = ?1",
        )?;
        let mut rows = query.query([self.writing.org])?;
        while let Some(row) = rows.next()? {
            let (day, seen): (Option<String>, Option<i64>) = (row.get(3)?, row.get(4)?);
            let termination = match day.zip(seen) {
                Some((day, seen)) => Some((
                    day_of(&day).ok_or_else(|| odd("a termination date is no day"))?,
                    time_of(seen).ok_or_else(|| odd("a time is out of range"))?,
                )),
                None => None,
            };
            let employee = KnownEmployee {
                status: row.get(1)?,
                was_inactive: row.get(2)?,
                termination,
            };
            known.insert(row.get(0)?, employee);
        }
        Ok(known)
    }

    fn record_counts(&self, links: usize) -> Result<(), Fault> {
        let (roster, directory) = (&self.snapshot.roster, &self.snapshot.directory);
        let inactive = roster.employees.iter().filter(|one| one.status.is_inactive());
        let deprovisioned = directory.profiles.iter().filter(|one| !one.is_live());
        self.writing.transaction.execute(
            "INSERT OR REPLACE INTO readings VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                self.writing.org,
                micros(self.snapshot.moment.now),
                roster.employees.len(),
                inactive.count(),
                directory.profiles.len(),
                deprovisioned.count(),
                links,
            ],
        )?;
        Ok(())
    }
}
