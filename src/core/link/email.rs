//! Who has the same e-mail (rules L2, L4 and L5).

use super::resolve::{Few, Resolver, place};
use super::{ConflictKind, EmployeeStanding, PairBy, PairKind, PairRemark, ProfileStanding};
use crate::core::name_words::FullNameWords;
use crate::core::text::email_key;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// Who shares one address.
#[derive(Default)]
struct Group {
    profiles: Few,
    employees: Few,
}

type Groups<'a> = FxHashMap<Cow<'a, str>, Group>;

impl<'a> Resolver<'a> {
    pub fn pair_by_email(&mut self) {
        let groups = self.group_by_email();
        self.widen_number_disagreements(&groups);
        for group in groups.into_values() {
            self.pair_group(&group);
        }
    }

    /// The unmatched, and whoever is in a conflict about a number that disagrees.
    fn group_by_email(&self) -> Groups<'a> {
        let mut groups = Groups::default();
        for (position, employee) in (0u32..).zip(&self.snapshot.roster.employees) {
            let open = match self.employees[position as usize] {
                EmployeeStanding::Unmatched => true,
                EmployeeStanding::InConflict(conflict) => self.is_number_disagreement(conflict),
                _ => false,
            };
            if let Some(email) = employee.email().filter(|_| open) {
                groups
                    .entry(email_key(email))
                    .or_default()
                    .employees
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
                && let Some(group) = groups.get_mut(email_key(email).as_ref())
            {
                group.profiles.push(position);
            }
        }
        groups
    }

    fn is_number_disagreement(&self, conflict: u32) -> bool {
        self.conflicts[conflict as usize].kind == ConflictKind::NumberDisagrees
    }

    /// All candidates are shown together: who shares the e-mail of the profile or of the employee belongs to the
    /// conflict. Linking one of them aside of it would put the number on two profiles (rule L6).
    fn widen_number_disagreements(&mut self, groups: &Groups<'_>) {
        for position in 0..self.conflicts.len() {
            if self.conflicts[position].kind != ConflictKind::NumberDisagrees {
                continue;
            }
            let conflict = &self.conflicts[position];
            let mut profiles = conflict.profiles.clone();
            let mut employees = conflict.employees.clone();
            let of_profiles = profiles
                .iter()
                .filter_map(|profile| self.profile(*profile).email.as_deref());
            let of_employees = employees
                .iter()
                .filter_map(|employee| self.employee(*employee).email());
            let emails: Vec<&str> = of_profiles.chain(of_employees).collect();
            for email in emails {
                if let Some(group) = groups.get(email_key(email).as_ref()) {
                    profiles.extend(&group.profiles);
                    employees.extend(&group.employees);
                }
            }
            for list in [&mut profiles, &mut employees] {
                list.sort_unstable();
                list.dedup();
            }
            for profile in &profiles {
                let standing = &mut self.profiles[*profile as usize];
                if matches!(standing, ProfileStanding::Unmatched) {
                    *standing = ProfileStanding::InConflict(place(position));
                }
            }
            for employee in &employees {
                let standing = &mut self.employees[*employee as usize];
                if matches!(standing, EmployeeStanding::Unmatched) {
                    *standing = EmployeeStanding::InConflict(place(position));
                }
            }
            self.conflicts[position].profiles = profiles;
            self.conflicts[position].employees = employees;
        }
    }

    fn pair_group(&mut self, group: &Group) {
        let may = |profile: u32, employee: u32| {
            !self
                .state
                .decisions
                .has_rejected(&self.profile(profile).id, self.employee(employee).id)
        };
        let profiles: Few = group
            .profiles
            .iter()
            .copied()
            .filter(|p| matches!(self.profiles[*p as usize], ProfileStanding::Unmatched))
            .filter(|p| group.employees.iter().any(|e| may(*p, *e)))
            .collect();
        let employees: Few = group
            .employees
            .iter()
            .copied()
            .filter(|e| matches!(self.employees[*e as usize], EmployeeStanding::Unmatched))
            .filter(|e| profiles.iter().any(|p| may(*p, *e)))
            .collect();
        match (profiles.as_slice(), employees.as_slice()) {
            ([], _) | (_, []) => {}
            ([profile], [employee]) => self.pair_one(*profile, *employee),
            (profiles, employees) => self.conflict(ConflictKind::SameEmail, profiles, employees),
        }
    }

    fn pair_one(&mut self, profile: u32, employee: u32) {
        let (p, e) = (self.profile(profile), self.employee(employee));
        let names = (
            FullNameWords::of(p.first_name.as_deref(), p.last_name.as_deref()),
            FullNameWords::of(e.first_name.as_text(), e.last_name.as_text()),
        );
        let both_named = !names.0.is_empty() && !names.1.is_empty();
        if both_named && !names.0.share_a_word(&names.1) {
            return self.conflict(ConflictKind::PersonDisagrees, &[profile], &[employee]);
        }
        let overwrites = p.number.is_some();
        // The ID of somebody else, who is linked to another profile, is no unknown one: a person looks at it.
        if self
            .number_holder_of(profile)
            .is_some_and(|other| other != employee)
        {
            return self.conflict(ConflictKind::NumberDisagrees, &[profile], &[employee]);
        }
        if overwrites && !self.policy.overwrite_unknown_ids {
            return self.conflict(ConflictKind::ForeignNumber, &[profile], &[employee]);
        }
        let said = [
            (PairRemark::Overwrites, overwrites),
            (PairRemark::EmployeeLeft, e.status.is_inactive()),
        ];
        let remarks = said
            .into_iter()
            .filter_map(|(remark, is_so)| is_so.then_some(remark))
            .collect();
        self.pair(profile, employee, PairKind::ToLink, PairBy::Email, remarks);
    }
}
