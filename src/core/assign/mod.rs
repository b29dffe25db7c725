//! Whether an assignment by hand can be made (rule L7), before it is staged: what stands in its way, and what it
//! takes along. It agrees with what [`link::resolve`](crate::core::link::resolve) then makes of the decision.

mod draft;
mod list;

pub use draft::Draft;
pub use list::{Entry, LineRefusal, Verdict, judge};

use crate::core::id::{EmployeeId, OktaId};
use crate::core::link::{ConflictKind, EmployeeStanding, LinkReport, PairKind, ProfileStanding};
use crate::core::policy::Policy;
use crate::core::profile::Profile;
use crate::core::snapshot::Snapshot;
use crate::core::state::{AsideKind, State};
use crate::core::text::{email_key, login_key};
use crate::core::value::Text;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// Everything that is looked at. Positions (`u32`) point into the snapshot's profiles.
#[derive(Debug)]
pub struct Desk<'a> {
    snapshot: &'a Snapshot,
    policy: &'a Policy,
    state: &'a State,
    report: &'a LinkReport,
    employees: FxHashMap<EmployeeId, u32>,
    profiles: FxHashMap<&'a OktaId, u32>,
    /// By [`email_key`]; no two are the same in Okta.
    logins: FxHashMap<Cow<'a, str>, u32>,
    /// By [`login_key`], which takes more logins for the same than Okta does.
    folded: FxHashMap<Cow<'a, str>, Vec<u32>>,
    /// Live profiles by the employee's ID that they hold, those aside left out.
    holders: FxHashMap<EmployeeId, Vec<u32>>,
}

/// What an assignment comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fit {
    /// The two are linked as it is.
    Already,
    /// The number stands there, and nothing trusts it yet (rule L1): a person says that it is right. Nothing is
    /// written to Okta.
    Confirm,
    /// To be staged, and written when it is confirmed (rule L8).
    Assign(Vec<Note>),
}

/// What removing a link comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removal {
    /// Nothing stands in Okta yet: the staged assignment is taken back.
    TakeBack(EmployeeId),
    /// To be staged: the number is emptied when it is confirmed.
    Remove(EmployeeId),
}

/// What a person should know of an assignment that can be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// This live profile loses the employee's number.
    TakesFrom(OktaId),
    /// This employee loses the profile.
    LeavesWithout(EmployeeId),
    /// What stands in the link attribute is no employee's ID of today, and goes.
    Overwrites(Text),
    /// The two were taken apart or rejected before (rule L10): this takes it back.
    WasRejected,
    /// It decides this conflict.
    Decides(ConflictKind),
    /// Rule U8: the profile is deactivated, and comes back with it.
    ComesBack,
    /// Rule D6: the employee has left; once that is confirmed, the number is written and the profile deactivated.
    HasLeft,
    /// This profile's staged assignment to the same employee gives way.
    ReplacesProfile(OktaId),
    /// The profile's staged assignment to this other employee gives way.
    ReplacesEmployee(EmployeeId),
}

impl Note {
    /// Rule L7: somebody loses a link.
    pub fn is_move(&self) -> bool {
        matches!(self, Self::TakesFrom(_) | Self::LeavesWithout(_))
    }
}

/// Why it cannot be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    NoSuchProfile,
    /// More than one login is that one, but for marks and letters that Okta may tell apart.
    AmbiguousLogin(Vec<OktaId>),
    NoSuchEmployee(EmployeeId),
    /// Rule L9.
    Excluded(EmployeeId),
    /// Rule L9.
    OutOfScope(EmployeeId),
    /// Rule L9.
    Aside(AsideKind),
    /// Rule R5.
    Unsettled,
    /// Rule L7: these lose their link by it, and nobody said that they may.
    NeedsMove(Vec<Note>),
    /// Rule G3: this profile would lose its number.
    Protected(OktaId),
    /// Rule U8: the profile is deactivated and the employee has left: nothing could be written.
    BothEnded,
    /// It fits by itself, and not together with what else was decided: the two would not be linked by it.
    Unfit,
    /// Of a removal: the profile holds nothing.
    NoLink,
    /// Of a removal: what it holds is and was no employee's ID (rule L5), and is not koppel's to take away.
    ForeignNumber(Text),
    /// Of a removal, rule U8: a deactivated profile is not written.
    Deactivated,
}

impl<'a> Desk<'a> {
    pub fn new(snapshot: &'a Snapshot, policy: &'a Policy, state: &'a State, report: &'a LinkReport) -> Self {
        let profiles = &snapshot.directory.profiles;
        let mut desk = Self {
            snapshot,
            policy,
            state,
            report,
            employees: snapshot.roster.index(),
            profiles: FxHashMap::default(),
            logins: FxHashMap::default(),
            folded: FxHashMap::default(),
            holders: FxHashMap::default(),
        };
        for (position, profile) in (0u32..).zip(profiles) {
            desk.profiles.insert(&profile.id, position);
            desk.logins.insert(email_key(&profile.login), position);
            desk.folded
                .entry(login_key(&profile.login))
                .or_default()
                .push(position);
            let holds = profile.number.as_deref().and_then(EmployeeId::from_link);
            if let Some(employee) = holds.filter(|_| profile.is_live() && !desk.is_aside(position)) {
                desk.holders.entry(employee).or_default().push(position);
            }
        }
        desk
    }

    /// The profile of this ID or login. Logins are compared as Okta does, without case and marks (rule N4); the very
    /// same one wins over one that is alike.
    pub fn find(&self, okta: &str) -> Result<u32, Refusal> {
        let okta = okta.trim();
        if let Some(position) = self.profiles.get(&OktaId::new(okta)) {
            return Ok(*position);
        }
        if let Some(position) = self.logins.get(email_key(okta).as_ref()) {
            return Ok(*position);
        }
        match self.folded.get(login_key(okta).as_ref()).map(Vec::as_slice) {
            None | Some([]) => Err(Refusal::NoSuchProfile),
            Some([one]) => Ok(*one),
            Some(several) => {
                let ids = several.iter().map(|at| self.profile(*at).id.clone());
                Err(Refusal::AmbiguousLogin(ids.collect()))
            }
        }
    }

    pub fn profile(&self, position: u32) -> &'a Profile {
        &self.snapshot.directory.profiles[position as usize]
    }

    /// Rule L7: the employee exists and is free, or a person said that the link may move.
    pub fn assign(&self, profile: u32, employee: EmployeeId, may_move: bool) -> Result<Fit, Refusal> {
        let at = *self
            .employees
            .get(&employee)
            .ok_or(Refusal::NoSuchEmployee(employee))?;
        self.check_employee(employee)?;
        self.check_profile(profile)?;
        let (p, e) = (
            self.profile(profile),
            &self.snapshot.roster.employees[at as usize],
        );
        let stands = holder(p) == Some(employee);
        let rivals = self.rivals(profile, employee);
        if stands && rivals.is_empty() {
            return Ok(if self.is_linked(profile, at) {
                Fit::Already
            } else {
                Fit::Confirm
            });
        }
        if !p.is_live() && e.status.is_inactive() {
            return Err(Refusal::BothEnded);
        }
        let moves = self.moves(p, employee, &rivals)?;
        if !may_move && !moves.is_empty() {
            return Err(Refusal::NeedsMove(moves));
        }
        let overwrites = p.number.is_some() && !stands;
        if let Some(loser) = rivals
            .iter()
            .copied()
            .chain(overwrites.then_some(profile))
            .find(|loser| self.is_protected(*loser))
        {
            return Err(Refusal::Protected(self.profile(loser).id.clone()));
        }
        let mut notes = moves;
        notes.extend(self.notes(profile, at));
        Ok(Fit::Assign(notes))
    }

    /// Rule L7: the link is removed, and the pair rejected once that is written (rule L10).
    pub fn remove(&self, profile: u32) -> Result<Removal, Refusal> {
        let p = self.profile(profile);
        let Some(number) = &p.number else {
            let staged = self.state.decisions.assignments.get(&p.id);
            return staged
                .map(|assignment| Removal::TakeBack(assignment.employee))
                .ok_or(Refusal::NoLink);
        };
        self.check_profile(profile)?;
        let known =
            |id: &EmployeeId| self.employees.contains_key(id) || self.state.past.known_employees.contains(id);
        let employee = holder(p)
            .filter(known)
            .ok_or_else(|| Refusal::ForeignNumber(number.clone()))?;
        self.check_employee(employee)?;
        if !p.is_live() {
            return Err(Refusal::Deactivated);
        }
        if self.is_protected(profile) {
            return Err(Refusal::Protected(p.id.clone()));
        }
        Ok(Removal::Remove(employee))
    }

    /// The decisions that these verdicts come to.
    pub fn draft(&self, verdicts: &[Verdict]) -> Draft {
        list::draft(self, verdicts)
    }

    /// Rule L9: nothing is done about them.
    fn check_employee(&self, employee: EmployeeId) -> Result<(), Refusal> {
        let standing = self
            .employees
            .get(&employee)
            .and_then(|at| self.report.employees.get(*at as usize));
        match standing {
            Some(EmployeeStanding::Excluded) => Err(Refusal::Excluded(employee)),
            Some(EmployeeStanding::OutOfScope) => Err(Refusal::OutOfScope(employee)),
            _ => Ok(()),
        }
    }

    /// Rules L9 and R5: nothing is written to it.
    fn check_profile(&self, profile: u32) -> Result<(), Refusal> {
        if let Some(ProfileStanding::Aside(aside)) = self.report.profiles.get(profile as usize) {
            return Err(Refusal::Aside(aside.kind));
        }
        if self.profile(profile).is_settled() {
            Ok(())
        } else {
            Err(Refusal::Unsettled)
        }
    }

    fn is_aside(&self, profile: u32) -> bool {
        matches!(
            self.report.profiles.get(profile as usize),
            Some(ProfileStanding::Aside(_))
        )
    }

    /// The other live profiles that hold this employee's number.
    fn rivals(&self, profile: u32, employee: EmployeeId) -> Vec<u32> {
        let holders = self.holders.get(&employee).into_iter().flatten().copied();
        holders.filter(|holder| *holder != profile).collect()
    }

    fn is_linked(&self, profile: u32, employee: u32) -> bool {
        match self.report.profiles.get(profile as usize) {
            Some(ProfileStanding::Paired(pair)) => self
                .report
                .pairs
                .get(*pair as usize)
                .is_some_and(|pair| pair.kind == PairKind::Linked && pair.employee == employee),
            _ => false,
        }
    }

    /// Who loses a link by it.
    fn moves(&self, profile: &Profile, employee: EmployeeId, rivals: &[u32]) -> Result<Vec<Note>, Refusal> {
        let mut moves = Vec::new();
        let left = holder(profile).filter(|other| *other != employee && self.employees.contains_key(other));
        if let Some(other) = left {
            self.check_employee(other)?;
            moves.push(Note::LeavesWithout(other));
        }
        let taken = rivals.iter().map(|at| self.profile(*at).id.clone());
        moves.extend(taken.map(Note::TakesFrom));
        Ok(moves)
    }

    fn notes(&self, profile: u32, at: u32) -> Vec<Note> {
        let (p, e) = (
            self.profile(profile),
            &self.snapshot.roster.employees[at as usize],
        );
        let decisions = &self.state.decisions;
        let mut notes = Vec::new();
        let goes = p.number.as_ref().filter(|_| {
            let now = holder(p);
            now.is_none_or(|holds| !self.employees.contains_key(&holds))
        });
        notes.extend(goes.cloned().map(Note::Overwrites));
        if decisions.has_rejected(&p.id, e.id) {
            notes.push(Note::WasRejected);
        }
        let conflict = match (
            self.report.profiles.get(profile as usize),
            self.report.employees.get(at as usize),
        ) {
            (Some(ProfileStanding::InConflict(conflict)), _)
            | (_, Some(EmployeeStanding::InConflict(conflict))) => {
                self.report.conflicts.get(*conflict as usize)
            }
            _ => None,
        };
        notes.extend(conflict.map(|conflict| Note::Decides(conflict.kind)));
        if !p.is_live() {
            notes.push(Note::ComesBack);
        }
        if e.status.is_inactive() {
            notes.push(Note::HasLeft);
        }
        let others = decisions
            .assignments
            .iter()
            .filter(|(_, one)| one.employee == e.id);
        let mut others: Vec<&OktaId> = others.map(|(id, _)| id).filter(|id| **id != p.id).collect();
        others.sort_unstable();
        notes.extend(others.into_iter().cloned().map(Note::ReplacesProfile));
        let before = decisions.assignments.get(&p.id).map(|one| one.employee);
        notes.extend(
            before
                .filter(|before| *before != e.id)
                .map(Note::ReplacesEmployee),
        );
        notes
    }

    /// Rule G3.
    fn is_protected(&self, profile: u32) -> bool {
        let profile = self.profile(profile);
        self.snapshot.directory.token_owner.as_ref() == Some(&profile.id)
            || self.policy.protected.contains(email_key(&profile.login).as_ref())
    }
}

/// The employee whose ID stands in the link attribute, whether there is such an employee or not.
fn holder(profile: &Profile) -> Option<EmployeeId> {
    EmployeeId::from_link(profile.number.as_deref()?)
}
