//! From both sides, the policy and the decisions to everybody's standing.

use super::{
    Conflict, ConflictKind, EmployeeStanding, LinkReport, Pair, PairBy, PairKind, PairRemark, ProfileStanding,
};
use crate::core::employee::Employee;
use crate::core::id::EmployeeId;
use crate::core::login::attribute;
use crate::core::policy::{Condition, Policy};
use crate::core::profile::Profile;
use crate::core::snapshot::{Roster, Snapshot};
use crate::core::state::{Aside, AsideKind, State};
use crate::core::text::{email_key, same_email, same_name, share_a_word};
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

type Few = SmallVec<[u32; 2]>;

struct Resolver<'a> {
    snapshot: &'a Snapshot,
    policy: &'a Policy,
    state: &'a State,
    index: FxHashMap<EmployeeId, u32>,
    employees: Vec<EmployeeStanding>,
    profiles: Vec<ProfileStanding>,
    /// Profiles that hold the ID of the employee at this position.
    holders: Vec<Few>,
    pairs: Vec<Pair>,
    conflicts: Vec<Conflict>,
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

    fn employee(&self, position: u32) -> &'a Employee {
        &self.snapshot.roster.employees[position as usize]
    }

    fn profile(&self, position: u32) -> &'a Profile {
        &self.snapshot.directory.profiles[position as usize]
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

    fn read_numbers(&mut self) {
        for (position, profile) in (0u32..).zip(&self.snapshot.directory.profiles) {
            let Some(id) = profile.number.as_deref().and_then(EmployeeId::from_link) else {
                continue;
            };
            match self.index.get(&id) {
                Some(&employee) => self.holders[employee as usize].push(position),
                // Rules L5 and D2: the number of somebody who was an employee is never foreign.
                None if self.state.past.known_employees.contains(&id) => {
                    let standing = &mut self.profiles[position as usize];
                    if !matches!(standing, ProfileStanding::Aside(_)) {
                        *standing = ProfileStanding::EmployeeGone(id);
                    }
                }
                None => {}
            }
        }
        for position in 0..self.employees.len() {
            if matches!(
                self.employees[position],
                EmployeeStanding::Excluded | EmployeeStanding::OutOfScope
            ) {
                let id = self.snapshot.roster.employees[position].id;
                for holder in std::mem::take(&mut self.holders[position]) {
                    let standing = &mut self.profiles[holder as usize];
                    if !matches!(standing, ProfileStanding::Aside(_)) {
                        *standing = ProfileStanding::LeftAlone(id);
                    }
                }
            }
        }
    }

    /// Rule L7: what a person assigned, and is not in Okta yet. A decision that does not fit any more is left
    /// alone; the plan remarks it ([`assignment_fits`]).
    fn apply_assignments(&mut self) {
        if self.state.decisions.assignments.is_empty() {
            return;
        }
        for position in 0..self.profiles.len() {
            let profile = &self.snapshot.directory.profiles[position];
            let Some(assignment) = self.state.decisions.assignments.get(&profile.id) else {
                continue;
            };
            let Some(&employee) = self.index.get(&assignment.employee) else {
                continue;
            };
            let position = u32::try_from(position).unwrap_or(u32::MAX);
            let holders = self.holders[employee as usize].clone();
            if holders.contains(&position) {
                continue; // Confirms a number that stands there already: rule L1 trusts it.
            }
            if !self.assignment_fits(position, employee, assignment.may_move) {
                continue;
            }
            let mut remarks = Vec::new();
            let held_by_other = profile
                .number
                .as_deref()
                .and_then(EmployeeId::from_link)
                .and_then(|id| self.index.get(&id));
            if profile.number.is_some() {
                remarks.push(PairRemark::Overwrites);
            }
            if held_by_other.is_some() || !holders.is_empty() {
                remarks.push(PairRemark::Moves);
            }
            if !profile.is_live() {
                remarks.push(PairRemark::ProfileDeactivated);
            }
            if self.employee(employee).status.is_inactive() {
                remarks.push(PairRemark::EmployeeLeft);
            }
            if let Some(&other) = held_by_other {
                self.holders[other as usize].retain(|holder| *holder != position);
            }
            for holder in std::mem::take(&mut self.holders[employee as usize]) {
                self.profiles[holder as usize] = ProfileStanding::SpareNumber(assignment.employee);
            }
            self.pair(position, employee, PairKind::ToLink, PairBy::Hand, remarks);
        }
    }

    fn assignment_fits(&self, profile: u32, employee: u32, may_move: bool) -> bool {
        let id = self.employee(employee).id;
        let is_free = matches!(self.employees[employee as usize], EmployeeStanding::Unmatched);
        let is_aside = matches!(self.profiles[profile as usize], ProfileStanding::Aside(_));
        // Two profiles for one employee: whichever came last is not known, so neither counts.
        let rivals = self
            .state
            .decisions
            .assignments
            .values()
            .filter(|other| other.employee == id)
            .count();
        let holds_other = self
            .profile(profile)
            .number
            .as_deref()
            .and_then(EmployeeId::from_link)
            .is_some_and(|other| self.index.contains_key(&other));
        let takes = self.holders[employee as usize]
            .iter()
            .any(|holder| self.profile(*holder).is_live());
        is_free && !is_aside && rivals == 1 && (may_move || !(holds_other || takes))
    }

    fn pair(&mut self, profile: u32, employee: u32, kind: PairKind, by: PairBy, remarks: Vec<PairRemark>) {
        let position = u32::try_from(self.pairs.len()).unwrap_or(u32::MAX);
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

    fn conflict(&mut self, kind: ConflictKind, profiles: &[u32], employees: &[u32]) {
        let position = u32::try_from(self.conflicts.len()).unwrap_or(u32::MAX);
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

    /// Rules L1 and L6. A profile that was set aside leaves the link to another one that holds the number: that
    /// is how a person resolves `number_twice` where one of them is a second account.
    fn link_by_number(&mut self) {
        for employee in 0..self.employees.len() {
            let holders = std::mem::take(&mut self.holders[employee]);
            if holders.is_empty() {
                continue;
            }
            let employee = u32::try_from(employee).unwrap_or(u32::MAX);
            let (aside, rest): (Few, Few) = holders
                .into_iter()
                .partition(|holder| matches!(self.profiles[*holder as usize], ProfileStanding::Aside(_)));
            let (live, former): (Few, Few) = rest
                .iter()
                .copied()
                .partition(|holder| self.profile(*holder).is_live());
            match (live.as_slice(), former.as_slice()) {
                ([one], _) => self.link(*one, employee, &former),
                ([], _) if !aside.is_empty() => {
                    self.employees[employee as usize] = EmployeeStanding::ProfileAside(aside[0]);
                }
                ([], [one]) => self.link(*one, employee, &[]),
                _ => self.conflict(ConflictKind::NumberTwice, &rest, &[employee]),
            }
        }
    }

    /// Rule L1: a number that koppel wrote or a person confirmed links whatever e-mail and name say; one that was
    /// found links if one of them agrees. On a deactivated profile a number that disagrees with everything is a
    /// chance number and stays a remark: nothing could be written for it, and it must not keep the employee from
    /// their own profile (rule L3).
    fn link(&mut self, profile: u32, employee: u32, spare: &[u32]) {
        let (p, e) = (self.profile(profile), self.employee(employee));
        let decided = self
            .state
            .decisions
            .assignments
            .get(&p.id)
            .is_some_and(|a| a.employee == e.id);
        let confirmed = decided
            || (!self.state.past.confirmed_links.is_empty()
                && self.state.past.confirmed_links.contains(&(p.id.clone(), e.id)));
        let agreement = Agreement::of(p, e);
        let rejected = !decided && self.state.decisions.has_rejected(&p.id, e.id);
        if rejected || !(confirmed || agreement.email || agreement.name) {
            if p.is_live() {
                self.conflict(ConflictKind::NumberDisagrees, &[profile], &[employee]);
            }
            return;
        }
        let mut remarks = Vec::new();
        if !confirmed {
            remarks.push(PairRemark::FoundNumber);
        }
        if !agreement.email && e.email().is_some() {
            remarks.push(PairRemark::EmailDiffers);
        }
        if !agreement.email && !agreement.name {
            remarks.push(PairRemark::NameDiffers);
        }
        if !spare.is_empty() {
            remarks.push(PairRemark::NumberElsewhere);
        }
        for other in spare {
            self.profiles[*other as usize] = ProfileStanding::SpareNumber(e.id);
        }
        self.pair(profile, employee, PairKind::Linked, PairBy::Number, remarks);
    }

    /// Rules L2, L4 and L5.
    fn pair_by_email(&mut self) {
        let mut by_email: FxHashMap<String, (Few, Few)> = FxHashMap::default();
        for (position, employee) in (0u32..).zip(&self.snapshot.roster.employees) {
            let open = match self.employees[position as usize] {
                EmployeeStanding::Unmatched => true,
                EmployeeStanding::InConflict(conflict) => self.is_number_disagreement(conflict),
                _ => false,
            };
            if let Some(email) = employee.email().filter(|_| open) {
                by_email
                    .entry(email_key(email).into_owned())
                    .or_default()
                    .1
                    .push(position);
            }
        }
        for (position, profile) in (0u32..).zip(&self.snapshot.directory.profiles) {
            let open = match self.profiles[position as usize] {
                ProfileStanding::Unmatched => true,
                ProfileStanding::InConflict(conflict) => self.is_number_disagreement(conflict),
                _ => false,
            };
            if let Some(email) = profile.email.as_deref().filter(|_| open)
                && let Some(group) = by_email.get_mut(email_key(email).as_ref())
            {
                group.0.push(position);
            }
        }
        self.widen_number_disagreements(&by_email);
        for (profiles, employees) in by_email.into_values() {
            self.pair_group(&profiles, &employees);
        }
    }

    fn is_number_disagreement(&self, conflict: u32) -> bool {
        self.conflicts[conflict as usize].kind == ConflictKind::NumberDisagrees
    }

    /// All candidates are shown together: who shares the e-mail of the profile or of the employee belongs to the
    /// conflict. Linking one of them aside of it would put the number on two profiles (rule L6).
    fn widen_number_disagreements(&mut self, by_email: &FxHashMap<String, (Few, Few)>) {
        for position in 0..self.conflicts.len() {
            if self.conflicts[position].kind != ConflictKind::NumberDisagrees {
                continue;
            }
            let conflict = &self.conflicts[position];
            let mut profiles = conflict.profiles.clone();
            let mut employees = conflict.employees.clone();
            let emails: Vec<&str> = profiles
                .iter()
                .filter_map(|profile| self.profile(*profile).email.as_deref())
                .chain(
                    employees
                        .iter()
                        .filter_map(|employee| self.employee(*employee).email()),
                )
                .collect();
            for email in emails {
                if let Some((others, candidates)) = by_email.get(email_key(email).as_ref()) {
                    profiles.extend(others);
                    employees.extend(candidates);
                }
            }
            let mark = u32::try_from(position).unwrap_or(u32::MAX);
            for list in [&mut profiles, &mut employees] {
                list.sort_unstable();
                list.dedup();
            }
            for profile in &profiles {
                let standing = &mut self.profiles[*profile as usize];
                if matches!(standing, ProfileStanding::Unmatched) {
                    *standing = ProfileStanding::InConflict(mark);
                }
            }
            for employee in &employees {
                let standing = &mut self.employees[*employee as usize];
                if matches!(standing, EmployeeStanding::Unmatched) {
                    *standing = EmployeeStanding::InConflict(mark);
                }
            }
            self.conflicts[position].profiles = profiles;
            self.conflicts[position].employees = employees;
        }
    }

    fn pair_group(&mut self, profiles: &[u32], employees: &[u32]) {
        let may = |profile: u32, employee: u32| {
            !self
                .state
                .decisions
                .has_rejected(&self.profile(profile).id, self.employee(employee).id)
        };
        let open_profiles: Few = profiles
            .iter()
            .copied()
            .filter(|p| matches!(self.profiles[*p as usize], ProfileStanding::Unmatched))
            .filter(|p| employees.iter().any(|e| may(*p, *e)))
            .collect();
        let open_employees: Few = employees
            .iter()
            .copied()
            .filter(|e| matches!(self.employees[*e as usize], EmployeeStanding::Unmatched))
            .filter(|e| open_profiles.iter().any(|p| may(*p, *e)))
            .collect();
        match (open_profiles.as_slice(), open_employees.as_slice()) {
            ([], _) | (_, []) => {}
            ([profile], [employee]) => self.pair_one(*profile, *employee),
            (profiles, employees) => self.conflict(ConflictKind::SameEmail, profiles, employees),
        }
    }

    fn pair_one(&mut self, profile: u32, employee: u32) {
        let (p, e) = (self.profile(profile), self.employee(employee));
        let names = (p.display_name(), e.display_name());
        let both_named = !names.0.is_empty() && !names.1.is_empty();
        if both_named && !share_a_word(&names.0, &names.1) {
            return self.conflict(ConflictKind::PersonDisagrees, &[profile], &[employee]);
        }
        let mut remarks = Vec::new();
        if p.number.is_some() {
            if !self.policy.overwrite_foreign {
                return self.conflict(ConflictKind::ForeignNumber, &[profile], &[employee]);
            }
            remarks.push(PairRemark::Overwrites);
        }
        if e.status.is_inactive() {
            remarks.push(PairRemark::EmployeeLeft);
        }
        self.pair(profile, employee, PairKind::ToLink, PairBy::Email, remarks);
    }

    fn finish(mut self) -> LinkReport {
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
            let key = |conflict: &'_ Conflict| conflict.profiles.first().map(okta_id);
            (a.kind, key(a)).cmp(&(b.kind, key(b)))
        });
        self.pairs
            .sort_unstable_by_key(|pair| employee_id(&pair.employee));
        for (position, pair) in (0u32..).zip(&self.pairs) {
            self.employees[pair.employee as usize] = EmployeeStanding::Paired(position);
            self.profiles[pair.profile as usize] = ProfileStanding::Paired(position);
        }
        // Backwards, so that the first of several conflicts is the one that is named.
        for (position, conflict) in (0u32..)
            .zip(&self.conflicts)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
        {
            for profile in &conflict.profiles {
                self.profiles[*profile as usize] = ProfileStanding::InConflict(position);
            }
            for employee in &conflict.employees {
                self.employees[*employee as usize] = EmployeeStanding::InConflict(position);
            }
        }
        LinkReport {
            employees: self.employees,
            profiles: self.profiles,
            pairs: self.pairs,
            conflicts: self.conflicts,
        }
    }
}

/// What a profile and an employee have in common.
#[derive(Debug, Clone, Copy)]
pub struct Agreement {
    pub email: bool,
    /// First and last name, folded.
    pub name: bool,
}

impl Agreement {
    /// The name is looked at only where the e-mail does not agree already.
    pub fn of(profile: &Profile, employee: &Employee) -> Self {
        let email = match (profile.email.as_deref(), employee.email()) {
            (Some(a), Some(b)) => same_email(a, b),
            _ => false,
        };
        let same = |a: Option<&str>, b: Option<&str>| matches!((a, b), (Some(a), Some(b)) if same_name(a, b));
        let name = !email
            && same(profile.last_name.as_deref(), employee.last_name.as_text())
            && same(profile.first_name.as_deref(), employee.first_name.as_text());
        Self { email, name }
    }
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

/// Rule L9. An attribute that is absent for this employee meets no condition: with `include` they are out, with
/// `exclude` they stay in.
pub fn is_in_scope(policy: &Policy, roster: &Roster, employee: &Employee) -> bool {
    let meets = |condition: &Condition| {
        let value = attribute(roster, employee, &condition.attribute);
        let text = value.to_text().unwrap_or_default();
        condition
            .is
            .iter()
            .any(|wanted| wanted.trim().to_lowercase() == text.trim().to_lowercase())
    };
    let scope = &policy.scope;
    (scope.include.is_empty() || scope.include.iter().any(meets)) && !scope.exclude.iter().any(meets)
}
