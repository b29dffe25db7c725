//! What the overview shows of a reading, gathered once for each: no row of a list looks through everybody.

use crate::core::link::{PairKind, ProfileStanding};
use crate::core::plan::{Access, HoldCode, LimitUse, Plan, RemarkCode, Summary};
use crate::core::{EmployeeId, OktaId};
use crate::failure::Failure;
use crate::tui::desk::Reading;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// So many people of one kind are listed; of more their number is told, and where all of them are.
pub const LISTED: usize = 50;

#[derive(Debug, Default)]
pub struct Digest {
    /// Rule D5: leavers with access that no person decided about; the first of them, and how many there are.
    pub access: Vec<Access>,
    pub access_total: usize,
    /// Leavers with access whom a person decided to leave so.
    pub access_decided: usize,
    pub waits: Waits,
    /// Rule D3: ends that are announced, the next first.
    pub ends: Vec<End>,
    pub ends_total: usize,
    /// What concerns nobody alone: a takeover, another writer, a clock that is off, a name in the settings that nobody has.
    pub remarks: Vec<RemarkCode>,
    pub counts: Counts,
    pub limits: Vec<LimitUse>,
    /// What a sync would do now.
    pub summary: Summary,
    pub is_over_limit: bool,
    pub review_is_closed: bool,
    /// Rule R2: the reading cannot be trusted, and nothing is planned.
    pub suspicious: Option<Failure>,
}

/// What needs a person.
#[derive(Debug, Default)]
pub struct Waits {
    pub holds: BTreeMap<HoldCode, usize>,
    pub conflicts: usize,
    pub undecided: usize,
    /// Rule L8.
    pub staged: usize,
    /// Rule A6.
    pub refused: usize,
    /// Rule D3: should have ended, and Personio still says otherwise.
    pub overdue: Vec<End>,
}

/// Somebody whose last working day is announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    pub employee: EmployeeId,
    pub profile: Option<OktaId>,
    pub name: String,
    /// The last working day, in the company's calendar.
    pub last_day: Date,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    pub employees: usize,
    pub inactive: usize,
    pub profiles: usize,
    pub deactivated: usize,
    pub linked: usize,
    pub to_link: usize,
    pub aside: usize,
}

impl End {
    /// Rule D3: Personio says inactive from here on, 00:00 UTC of the next day, whatever the company's time zone is.
    pub fn takes_effect(&self) -> Option<Timestamp> {
        let next = self.last_day.tomorrow().ok()?;
        TimeZone::UTC.to_timestamp(next.at(0, 0, 0, 0)).ok()
    }
}

impl Digest {
    pub fn of(reading: &Reading) -> Self {
        let mut digest = Self {
            counts: Counts::of(reading),
            ..Self::default()
        };
        digest.waits.staged = reading.staged().count();
        match &reading.plan {
            Ok(plan) => {
                digest.waits.conflicts = reading.links.conflicts.len();
                digest.waits.undecided = reading.undecided().count();
                digest.take(plan, reading);
            }
            // Rule R2: what follows from it is not to be trusted either.
            Err(failure) => digest.suspicious = Some(failure.clone()),
        }
        digest
    }

    fn take(&mut self, plan: &Plan, reading: &Reading) {
        self.access_total = plan.undecided_leavers().count();
        self.access_decided = plan.still_have_access.len() - self.access_total;
        self.access = plan.undecided_leavers().take(LISTED).cloned().collect();
        for hold in plan.actions.iter().filter_map(|action| action.held.as_ref()) {
            *self.waits.holds.entry(hold.code).or_default() += 1;
        }
        for remark in &plan.remarks {
            let end = |last_day| {
                let employee = remark.employee?;
                let name = reading.people.find(employee)?.display_name();
                let profile = remark.profile.clone();
                Some(End {
                    employee,
                    profile,
                    name,
                    last_day,
                })
            };
            match remark.code {
                RemarkCode::EndAnnounced(day) => self.ends.extend(end(day)),
                RemarkCode::EndOverdue(day) => self.waits.overdue.extend(end(day)),
                RemarkCode::RefusedBefore { .. } => self.waits.refused += 1,
                _ if remark.employee.is_none() && remark.profile.is_none() => {
                    self.remarks.push(remark.code.clone());
                }
                _ => {}
            }
        }
        self.ends.sort_by_key(|end| (end.last_day, end.employee));
        self.ends_total = self.ends.len();
        self.ends.truncate(LISTED);
        let without_people = |limit: &LimitUse| LimitUse {
            actions: Vec::new(),
            ..limit.clone()
        };
        self.limits = plan.limits.iter().map(without_people).collect();
        self.summary = plan.summary;
        self.is_over_limit = plan.is_over_limit();
        self.review_is_closed = plan.review_is_closed;
    }
}

impl Counts {
    fn of(reading: &Reading) -> Self {
        let snapshot = &reading.people.snapshot;
        let pairs = |kind| {
            reading
                .links
                .pairs
                .iter()
                .filter(move |pair| pair.kind == kind)
                .count()
        };
        let (employees, profiles) = (&snapshot.roster.employees, &snapshot.directory.profiles);
        Self {
            employees: employees.len(),
            inactive: employees.iter().filter(|one| one.status.is_inactive()).count(),
            profiles: profiles.len(),
            deactivated: profiles.iter().filter(|one| !one.is_live()).count(),
            linked: pairs(PairKind::Linked),
            to_link: pairs(PairKind::ToLink),
            aside: reading
                .links
                .profiles
                .iter()
                .filter(|standing| matches!(standing, ProfileStanding::Aside(_)))
                .count(),
        }
    }
}
