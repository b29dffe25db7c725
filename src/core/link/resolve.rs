//! From both sides, the policy and the decisions to everybody's standing: the steps, and what they share.

use super::{Conflict, ConflictKind, EmployeeStanding, LinkReport, Pair, PairBy, PairKind, PairRemark};
use super::{ProfileStanding, is_in_scope};
use crate::core::employee::Employee;
use crate::core::id::EmployeeId;
use crate::core::policy::Policy;
use crate::core::profile::Profile;
use crate::core::snapshot::Snapshot;
use crate::core::state::{Aside, AsideKind, State};
use crate::core::text::email_key;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

/// Rules L1 to L10. The order in which people were read does not matter.
pub fn resolve(snapshot: &Snapshot, policy: &Policy, state: &State) -> LinkReport {
    let mut resolver = Resolver::new(snapshot, policy, state);
    resolver.leave_out();
    resolver.read_numbers();
    resolver.apply_assignments();
    resolver.link_by_number();
    resolver.pair_by_email();
    resolver.finish()
}

pub(super) type Few = SmallVec<[u32; 2]>;

pub(super) struct Resolver<'a> {
    pub snapshot: &'a Snapshot,
    pub policy: &'a Policy,
    pub state: &'a State,
    pub index: FxHashMap<EmployeeId, u32>,
    pub employees: Vec<EmployeeStanding>,
    pub profiles: Vec<ProfileStanding>,
    /// Profiles that hold the ID of the employee at this position.
    pub holders: Vec<Few>,
    pub pairs: Vec<Pair>,
    pub conflicts: Vec<Conflict>,
}

impl<'a> Resolver<'a> {
    fn new(snapshot: &'a Snapshot, policy: &'a Policy, state: &'a State) -> Self {
        let employees = snapshot.roster.employees.len();
        Self {
            snapshot,
            policy,
            state,
            index: snapshot.roster.index(),
            employees: vec![EmployeeStanding::Unmatched; employees],
            profiles: vec![ProfileStanding::Unmatched; snapshot.directory.profiles.len()],
            holders: vec![Few::new(); employees],
            pairs: Vec::with_capacity(employees),
            conflicts: Vec::new(),
        }
    }

    pub fn employee(&self, position: u32) -> &'a Employee {
        &self.snapshot.roster.employees[position as usize]
    }

    pub fn profile(&self, position: u32) -> &'a Profile {
        &self.snapshot.directory.profiles[position as usize]
    }

    pub fn is_aside(&self, profile: u32) -> bool {
        matches!(self.profiles[profile as usize], ProfileStanding::Aside(_))
    }

    /// The employee in the reading whose ID stands in this profile's link attribute.
    pub fn number_holder_of(&self, profile: u32) -> Option<u32> {
        let id = EmployeeId::from_link(self.profile(profile).number.as_deref()?)?;
        self.index.get(&id).copied()
    }

    /// Rule L9.
    fn leave_out(&mut self) {
        let excluded = |id| self.state.decisions.excluded.contains(id) || self.policy.exclude.contains(id);
        for (standing, employee) in self.employees.iter_mut().zip(&self.snapshot.roster.employees) {
            if excluded(&employee.id) {
                *standing = EmployeeStanding::Excluded;
            } else if !is_in_scope(self.policy, &self.snapshot.roster, employee) {
                *standing = EmployeeStanding::OutOfScope;
            }
        }
        for (standing, profile) in self.profiles.iter_mut().zip(&self.snapshot.directory.profiles) {
            if let Some(aside) = aside_of(self.policy, self.state, profile) {
                *standing = ProfileStanding::Aside(aside);
            } else if !profile.is_live() {
                *standing = ProfileStanding::Former;
            }
        }
    }

    pub fn pair(
        &mut self,
        profile: u32,
        employee: u32,
        kind: PairKind,
        by: PairBy,
        remarks: Vec<PairRemark>,
    ) {
        let position = place(self.pairs.len());
        self.employees[employee as usize] = EmployeeStanding::Paired(position);
        self.profiles[profile as usize] = ProfileStanding::Paired(position);
        self.pairs.push(Pair {
            profile,
            employee,
            kind,
            by,
            remarks,
        });
    }

    pub fn conflict(&mut self, kind: ConflictKind, profiles: &[u32], employees: &[u32]) {
        let position = place(self.conflicts.len());
        for profile in profiles {
            self.profiles[*profile as usize] = ProfileStanding::InConflict(position);
        }
        for employee in employees {
            self.employees[*employee as usize] = EmployeeStanding::InConflict(position);
        }
        self.conflicts.push(Conflict {
            kind,
            profiles: profiles.to_vec(),
            employees: employees.to_vec(),
        });
    }

    fn finish(mut self) -> LinkReport {
        self.sort_conflicts();
        let snapshot = self.snapshot;
        self.pairs
            .sort_unstable_by_key(|pair| snapshot.roster.employees[pair.employee as usize].id);
        for (position, pair) in (0u32..).zip(&self.pairs) {
            self.employees[pair.employee as usize] = EmployeeStanding::Paired(position);
            self.profiles[pair.profile as usize] = ProfileStanding::Paired(position);
        }
        // Backwards, so that the first of several conflicts is the one that is named.
        for (position, conflict) in self.conflicts.iter().enumerate().rev() {
            for profile in &conflict.profiles {
                self.profiles[*profile as usize] = ProfileStanding::InConflict(place(position));
            }
            for employee in &conflict.employees {
                self.employees[*employee as usize] = EmployeeStanding::InConflict(place(position));
            }
        }
        LinkReport {
            employees: self.employees,
            profiles: self.profiles,
            pairs: self.pairs,
            conflicts: self.conflicts,
        }
    }

    fn sort_conflicts(&mut self) {
        let snapshot = self.snapshot;
        let okta_id = |position: &u32| &snapshot.directory.profiles[*position as usize].id;
        let employee_id = |position: &u32| snapshot.roster.employees[*position as usize].id;
        for conflict in &mut self.conflicts {
            conflict
                .profiles
                .sort_unstable_by(|a, b| okta_id(a).cmp(okta_id(b)));
            conflict.employees.sort_unstable_by_key(employee_id);
        }
        self.conflicts.sort_by(|a, b| {
            let profiles = || a.profiles.iter().map(okta_id).cmp(b.profiles.iter().map(okta_id));
            let employees = || {
                a.employees
                    .iter()
                    .map(employee_id)
                    .cmp(b.employees.iter().map(employee_id))
            };
            a.kind.cmp(&b.kind).then_with(profiles).then_with(employees)
        });
        // Two disagreeing numbers can draw in the same people: one conflict says it.
        self.conflicts.dedup();
    }
}

/// A position in one of the report's lists. There are never four billion people.
pub(super) fn place(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

fn aside_of(policy: &Policy, state: &State, profile: &Profile) -> Option<Aside> {
    if let Some(aside) = state.decisions.aside.get(&profile.id) {
        return Some(aside.clone());
    }
    let named = !policy.aside.is_empty() && policy.aside.contains(email_key(&profile.login).as_ref());
    named.then(|| Aside {
        kind: AsideKind::Settings,
        note: String::new(),
    })
}
