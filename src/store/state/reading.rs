//! The last good reading (rules R2, L5, L7, D2, D4, G1): what stood on both sides, to be compared with the
//! next.
//!
//! Only what differs from what is known is written, so that a reading without news costs next to nothing.

use super::column::{day_of, micros, time_at, time_of};
use super::decision::{Act, DecisionId, DecisionKind, Reason, end};
use super::error::Fault;
use super::{StateError, Store, View, Writing, check_org, follow};
use crate::core::employee::Day;
use crate::core::link::{Agreement, ConflictKind, EmployeeStanding, LinkReport, PairKind, ProfileStanding};
use crate::core::plan::HoldCode;
use crate::core::{Employee, EmployeeId, OktaId, Profile, ProfileStatus, Snapshot};
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
    is_gone: bool,
    off: Option<SwitchOff>,
    /// The undo that deactivated it (rule A9).
    undone_by: Option<i64>,
}

/// Rule D4: what the employee was when the profile was first seen deactivated.
#[derive(Clone, Copy, PartialEq, Eq)]
enum SwitchOff {
    Inactive,
    /// Somebody switched the profile off in Okta, and Personio does not say why.
    Locked,
}

/// A row of `employees`.
#[derive(Clone, PartialEq, Eq)]
struct KnownEmployee {
    status: String,
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
            reading.record_agreement(&links.waiting)?;
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
            let earlier = known.remove(&profile.id).unwrap_or_default();
            let number = profile.number.as_deref().and_then(EmployeeId::from_link);
            let link = self.link_of(position, number);
            links.count += usize::from(link.is_some());
            let employee = match earlier.employee.filter(|employee| number != Some(*employee)) {
                None => link,
                // Also of a leaver whose ID went to another profile.
                Some(from)
                    if (self.is_at_work(from) || self.has_linked_profile(from))
                        && !self.is_accepted(from, self.linked_to(position)) =>
                {
                    links.waiting.insert(from);
                    links.waiting.extend(self.linked_to(position));
                    Some(from)
                }
                Some(_) => {
                    follow::forget_link(self.writing, None, &profile.id)?;
                    link
                }
            };
            let now = KnownProfile {
                employee,
                is_staged: earlier.is_staged && profile.status == ProfileStatus::Staged,
                is_deactivated: earlier.is_deactivated && !self.came_back(profile, number),
                is_gone: false,
                off: self.switch_off(profile, employee, earlier),
                undone_by: earlier
                    .undone_by
                    .filter(|_| !profile.is_live() && !self.is_inactive(number)),
            };
            if now != earlier {
                self.put_profile(&profile.id, now)?;
            }
        }
        for (id, earlier) in known {
            let employee = earlier.employee.filter(|employee| self.waits_for_gone(*employee));
            links.waiting.extend(employee);
            let now = KnownProfile {
                employee,
                is_gone: employee.is_some(),
                ..earlier
            };
            if now != earlier {
                self.put_profile(&id, now)?;
            }
        }
        Ok(links)
    }

    /// Rule L7: a profile that is gone, or that a list does not show yet, stays its employee's until a person decides.
    /// Of whoever is inactive or gone as well, koppel only remembers the ID.
    fn waits_for_gone(&self, employee: EmployeeId) -> bool {
        let is_decided = self.has_released_link(employee) && self.has_linked_profile(employee);
        self.is_at_work(employee) && !is_decided
    }

    /// Rule D4.
    fn switch_off(
        &self,
        profile: &Profile,
        employee: Option<EmployeeId>,
        earlier: KnownProfile,
    ) -> Option<SwitchOff> {
        if profile.is_live() {
            return None;
        }
        let employee = employee?;
        let before = earlier.off.filter(|_| earlier.employee == Some(employee));
        before.or_else(|| {
            let status = &self.employee(employee)?.status;
            Some(if status.is_inactive() {
                SwitchOff::Inactive
            } else {
                SwitchOff::Locked
            })
        })
    }

    /// Rule L1: a link that was found and agrees is established for every later snapshot.
    fn record_agreement(&self, waiting: &FxHashSet<EmployeeId>) -> Result<(), Fault> {
        let (transaction, org) = (&self.writing.transaction, self.writing.org);
        let mut known: FxHashSet<(OktaId, EmployeeId)> = FxHashSet::default();
        for table in ["written_links", "agreed_links"] {
            let mut query =
                transaction.prepare(&format!("SELECT profile, employee FROM {table} WHERE org = ?1"))?;
            let mut rows = query.query([org])?;
            while let Some(row) = rows.next()? {
                known.insert((row.get(0)?, row.get(1)?));
            }
        }
        let mut insert = transaction.prepare("INSERT OR IGNORE INTO agreed_links VALUES (?1, ?2, ?3)")?;
        for (profile, employee) in self.agreeing() {
            // What somebody changed in Okta is not trusted before a person decided (rule L7).
            let is_decided = !waiting.contains(&employee.id);
            if is_decided && !known.contains(&(profile.id.clone(), employee.id)) {
                insert.execute(params![org, profile.id, employee.id])?;
            }
        }
        Ok(())
    }

    /// The links that stand, and those that rule L9 leaves alone as long as nobody else holds the ID.
    fn agreeing(&self) -> impl Iterator<Item = (&'a Profile, &'a Employee)> {
        let (profiles, employees) = (&self.snapshot.directory.profiles, &self.snapshot.roster.employees);
        let pairs = self
            .report
            .pairs
            .iter()
            .filter(|pair| pair.kind == PairKind::Linked);
        let linked = pairs.filter_map(|pair| {
            Some((
                profiles.get(pair.profile as usize)?,
                employees.get(pair.employee as usize)?,
            ))
        });
        let mut alone: FxHashMap<EmployeeId, Option<&Profile>> = FxHashMap::default();
        for (profile, standing) in profiles.iter().zip(&self.report.profiles) {
            let is_left_alone = matches!(
                standing,
                ProfileStanding::LeftAlone(_) | ProfileStanding::Aside(_)
            );
            if let Some(id) = profile
                .number
                .as_deref()
                .and_then(EmployeeId::from_link)
                .filter(|_| is_left_alone)
            {
                alone
                    .entry(id)
                    .and_modify(|one| *one = None)
                    .or_insert(Some(profile));
            }
        }
        let is_linked = |id: &EmployeeId| {
            let at = self
                .index
                .get(id)
                .and_then(|at| self.report.employees.get(*at as usize));
            matches!(
                at,
                Some(EmployeeStanding::Paired(_) | EmployeeStanding::InConflict(_))
            )
        };
        alone.retain(|id, _| !is_linked(id));
        let alone = alone.into_iter().filter_map(|(id, profile)| {
            let (profile, employee) = (profile?, self.employee(id)?);
            let agreement = Agreement::of(profile, employee);
            (agreement.email || agreement.name).then_some((profile, employee))
        });
        linked.chain(alone)
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
                HoldCode::Rehire | HoldCode::Undone | HoldCode::LockedInOkta => is_inactive,
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

    /// A person released everyone whom the change concerns: whose link it was, and who is linked to the profile now.
    fn is_accepted(&self, from: EmployeeId, to: Option<EmployeeId>) -> bool {
        std::iter::once(from)
            .chain(to)
            .all(|employee| self.has_released_link(employee))
    }

    fn has_released_link(&self, employee: EmployeeId) -> bool {
        let mut releases = self.released.iter();
        releases.any(|release| release.hold == HoldCode::LinkChanged && release.employee == employee)
    }

    /// In Personio, and not inactive.
    fn is_at_work(&self, employee: EmployeeId) -> bool {
        self.employee(employee)
            .is_some_and(|employee| !employee.status.is_inactive())
    }

    /// The employee to whom the profile is linked, or is to be.
    fn linked_to(&self, position: usize) -> Option<EmployeeId> {
        let ProfileStanding::Paired(pair) = self.report.profiles.get(position)? else {
            return None;
        };
        let pair = self.report.pairs.get(*pair as usize)?;
        Some(self.snapshot.roster.employees.get(pair.employee as usize)?.id)
    }

    fn has_linked_profile(&self, employee: EmployeeId) -> bool {
        let standing = self
            .index
            .get(&employee)
            .and_then(|at| self.report.employees.get(*at as usize));
        let Some(EmployeeStanding::Paired(pair)) = standing else {
            return false;
        };
        let pair = self.report.pairs.get(*pair as usize);
        pair.is_some_and(|pair| pair.kind == PairKind::Linked)
    }

    /// Live again, and not only because its deactivation does not show yet.
    fn came_back(&self, profile: &Profile, number: Option<EmployeeId>) -> bool {
        let has_left = number
            .and_then(|number| self.employee(number))
            .is_some_and(|employee| employee.status.is_inactive());
        profile.is_live() && !has_left
    }

    fn is_inactive(&self, employee: Option<EmployeeId>) -> bool {
        let employee = employee.and_then(|id| self.employee(id));
        employee.is_some_and(|employee| employee.status.is_inactive())
    }

    fn known_profiles(&self) -> Result<FxHashMap<OktaId, KnownProfile>, Fault> {
        let mut known = FxHashMap::default();
        let mut query = self.writing.transaction.prepare(
            "SELECT id, employee, staged, deactivated, gone, off, undone_by FROM profiles WHERE org = ?1",
        )?;
        let mut rows = query.query([self.writing.org])?;
        while let Some(row) = rows.next()? {
            let profile = KnownProfile {
                employee: row.get(1)?,
                is_staged: row.get(2)?,
                is_deactivated: row.get(3)?,
                is_gone: row.get(4)?,
                off: match row.get_ref(5)?.as_str_or_null().map_err(rusqlite::Error::from)? {
                    Some("inactive") => Some(SwitchOff::Inactive),
                    Some(_) => Some(SwitchOff::Locked),
                    None => None,
                },
                undone_by: row.get(6)?,
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
                .prepare_cached("INSERT OR REPLACE INTO profiles VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?
                .execute(params![
                    org,
                    id,
                    profile.employee,
                    profile.is_staged,
                    profile.is_deactivated,
                    profile.is_gone,
                    profile.off.map(|off| match off {
                        SwitchOff::Inactive => "inactive",
                        SwitchOff::Locked => "locked",
                    }),
                    profile.undone_by,
                ])?;
        }
        Ok(())
    }

    fn record_employees(&self) -> Result<(), Fault> {
        let mut known = self.known_employees()?;
        let mut put = self
            .writing
            .transaction
            .prepare("INSERT OR REPLACE INTO employees VALUES (?1, ?2, ?3, ?4, ?5)")?;
        for employee in &self.snapshot.roster.employees {
            let before = known.remove(&employee.id);
            let now = self.as_known(employee, before.as_ref());
            if before.as_ref() == Some(&now) {
                continue;
            }
            put.execute(params![
                self.writing.org,
                employee.id,
                now.status,
                now.termination.map(|(day, _)| day.to_string()),
                now.termination.map(|(_, seen)| micros(seen)),
            ])?;
        }
        Ok(())
    }

    fn as_known(&self, employee: &Employee, before: Option<&KnownEmployee>) -> KnownEmployee {
        let termination = before.and_then(|before| before.termination);
        KnownEmployee {
            status: employee.status.as_word().to_owned(),
            termination: match (employee.termination_date, termination) {
                (Day::On(day), Some((known, seen))) if known == day => Some((day, seen)),
                (Day::On(day), _) => Some((day, self.snapshot.moment.now)),
                (Day::Empty, _) => None,
                // Rule R4: what cannot be read says nothing.
                (Day::Absent | Day::Odd, known) => known,
            },
        }
    }

    fn known_employees(&self) -> Result<FxHashMap<EmployeeId, KnownEmployee>, Fault> {
        let odd = |what| Fault::Odd {
            table: "employees",
            what,
        };
        let mut known = FxHashMap::default();
        let mut query = self
            .writing
            .transaction
            .prepare("SELECT id, status, termination, termination_seen FROM employees WHERE org = ?1")?;
        let mut rows = query.query([self.writing.org])?;
        while let Some(row) = rows.next()? {
            let (day, seen): (Option<String>, Option<i64>) = (row.get(2)?, row.get(3)?);
            let termination = match day.zip(seen) {
                Some((day, seen)) => Some((
                    day_of(&day).ok_or_else(|| odd("a termination date is no day"))?,
                    time_of(seen).ok_or_else(|| odd("a time is out of range"))?,
                )),
                None => None,
            };
            let employee = KnownEmployee {
                status: row.get(1)?,
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
