//! Whoever is left over gets a reason, and whoever left and still has access is listed (rules D2, D5, L5 and L6).

use super::make::Planner;
use super::{AccessReason, ActionKind, HoldCode, RemarkCode, SkipReason};
use crate::core::id::{EmployeeId, OktaId};
use crate::core::link::{EmployeeStanding, ProfileStanding};
use crate::core::profile::Profile;
use crate::core::state::AsideKind;
use crate::core::text::email_key;
use crate::core::value::Text;
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;

impl<'a> Planner<'a> {
    /// Everybody for whom nothing is done gets a reason; whoever left and still has access is listed (rule D5).
    pub fn explain_the_rest(&mut self) {
        for (position, standing) in (0u32..).zip(&self.report.employees) {
            let id = self.employee(position).id;
            match *standing {
                EmployeeStanding::Excluded => self.skip(id, None, SkipReason::Excluded),
                EmployeeStanding::OutOfScope => self.skip(id, None, SkipReason::OutOfScope),
                EmployeeStanding::InConflict(conflict) => {
                    let kind = self.report.conflicts[conflict as usize].kind;
                    self.skip(id, None, SkipReason::InConflict(kind));
                }
                EmployeeStanding::ProfileAside(profile) => {
                    let profile = self.profile(profile);
                    self.skip(id, Some(&profile.id), SkipReason::ProfileAside);
                    if self.employee(position).status.is_inactive() && profile.is_live() {
                        self.still_has_access(id, profile, AccessReason::Aside);
                    }
                }
                EmployeeStanding::Unmatched | EmployeeStanding::Paired(_) => {}
            }
        }
        let report = self.report;
        for conflict in &report.conflicts {
            for employee in &conflict.employees {
                let employee = self.employee(*employee);
                if !employee.status.is_inactive() {
                    continue;
                }
                for profile in &conflict.profiles {
                    let profile = self.profile(*profile);
                    if profile.is_live() {
                        self.still_has_access(employee.id, profile, AccessReason::Conflict);
                    }
                }
            }
        }
        for (position, standing) in (0u32..).zip(&self.report.profiles) {
            self.explain_profile(self.profile(position), standing);
        }
        self.list_leavers_whose_profile_is_in_conflict();
        self.list_unlinked_profiles_of_leavers();
        self.remark_void_assignments();
        self.remark_names_of_nobody();
    }

    /// Live profiles without an employee that were linked to somebody who left: an ID that is taken out in Okta ends
    /// nobody's access. A link that a person took apart says that the profile is not theirs.
    fn unmatched_that_carried_a_leaver(&self) -> Vec<(EmployeeId, &'a Profile, AccessReason)> {
        let mut unmatched: FxHashMap<&OktaId, &Profile> = FxHashMap::default();
        for (position, standing) in (0u32..).zip(&self.report.profiles) {
            if *standing == ProfileStanding::Unmatched {
                let profile = self.profile(position);
                unmatched.insert(&profile.id, profile);
            }
        }
        if unmatched.is_empty() {
            return Vec::new();
        }
        let past = &self.state.past;
        let links = past
            .confirmed_links
            .iter()
            .chain(&past.agreed_links)
            .chain(&past.former_links)
            // Whoever was listed once stays so: HR clears a leaver's e-mail, and nobody has lost access by that.
            .chain(past.listed_leavers.keys());
        links
            .filter(|(profile, employee)| {
                self.has_left(*employee) && !self.state.decisions.has_rejected(profile, *employee)
            })
            .filter_map(|(profile, employee)| {
                Some((*employee, *unmatched.get(profile)?, AccessReason::SecondAccount))
            })
            .collect()
    }

    /// Rule D5: the ID in a profile that is in conflict may be a leaver's who is no party to it.
    fn list_leavers_whose_profile_is_in_conflict(&mut self) {
        let report = self.report;
        for conflict in &report.conflicts {
            for profile in &conflict.profiles {
                let profile = self.profile(*profile);
                let leaver = self
                    .linked_employee(profile)
                    .filter(|employee| self.has_left(*employee));
                if let Some(leaver) = leaver.filter(|_| profile.is_live()) {
                    self.still_has_access(leaver, profile, AccessReason::Conflict);
                }
            }
        }
    }

    /// Rule D5: a live profile without an employee that has the e-mail of somebody who left may be a second account of
    /// theirs, or the only one where rule L9 keeps koppel from linking it.
    fn list_unlinked_profiles_of_leavers(&mut self) {
        let mut unmatched: FxHashMap<Cow<'_, str>, Vec<&Profile>> = FxHashMap::default();
        for (position, standing) in (0u32..).zip(&self.report.profiles) {
            let profile = self.profile(position);
            // Also one that loses another ID by this plan: nobody owns it from then on.
            let is_nobodys = match standing {
                ProfileStanding::Unmatched => true,
                ProfileStanding::SpareNumber(_) => profile.is_live(),
                _ => false,
            };
            if let Some(email) = profile.email.as_deref().filter(|_| is_nobodys) {
                unmatched.entry(email_key(email)).or_default().push(profile);
            }
        }
        let mut found: Vec<(EmployeeId, &Profile, AccessReason)> = self.unmatched_that_carried_a_leaver();
        for (position, standing) in (0u32..).zip(&self.report.employees) {
            let employee = self.employee(position);
            let Some(email) = employee.email().filter(|_| employee.status.is_inactive()) else {
                continue;
            };
            let reason = match standing {
                EmployeeStanding::Excluded | EmployeeStanding::OutOfScope => AccessReason::Excluded,
                _ => AccessReason::SecondAccount,
            };
            for profile in unmatched.get(email_key(email).as_ref()).into_iter().flatten() {
                found.push((employee.id, profile, reason));
            }
        }
        for (employee, profile, reason) in found {
            self.still_has_access(employee, profile, reason);
        }
    }

    fn explain_profile(&mut self, profile: &Profile, standing: &ProfileStanding) {
        match standing {
            ProfileStanding::EmployeeGone(employee) => {
                self.remark(None, Some(&profile.id), RemarkCode::EmployeeGone(*employee));
                if profile.is_live() {
                    self.still_has_access(*employee, profile, AccessReason::EmployeeGone);
                }
            }
            ProfileStanding::SpareNumber(employee) => {
                let loses = profile.is_live();
                let keeps = self.losers.contains_key(employee) && !loses;
                let code = if keeps {
                    RemarkCode::KeepsNumber
                } else {
                    RemarkCode::NumberElsewhere
                };
                if !loses {
                    self.remark(Some(*employee), Some(&profile.id), code);
                }
            }
            ProfileStanding::LeftAlone(employee) => {
                let left = self
                    .index
                    .get(employee)
                    .is_some_and(|at| self.employee(*at).status.is_inactive());
                if left && profile.is_live() {
                    self.still_has_access(*employee, profile, AccessReason::Excluded);
                }
            }
            ProfileStanding::Aside(aside) if profile.is_live() => {
                if let AsideKind::Second(Some(owner)) = aside.kind
                    && self.has_left(owner)
                {
                    self.still_has_access(owner, profile, AccessReason::SecondAccount);
                }
                // Of somebody who is gone as well: nobody else would list them.
                if let Some(employee) = self.linked_employee(profile).filter(|id| self.has_left(*id)) {
                    self.still_has_access(employee, profile, AccessReason::Aside);
                }
            }
            ProfileStanding::Unmatched => {
                let Some(number) = &profile.number else { return };
                match self
                    .linked_employee(profile)
                    .filter(|id| self.index.contains_key(id))
                {
                    // Rules L6 and L10: the ID of somebody who is linked to another profile, or is not this person.
                    Some(employee) => {
                        self.remark(Some(employee), Some(&profile.id), RemarkCode::NumberElsewhere);
                        // A match that was taken apart is no proof: the ID stands there all the same.
                        let is_rejected = self.state.decisions.has_rejected(&profile.id, employee);
                        if profile.is_live() && self.has_left(employee) {
                            let reason = if is_rejected {
                                AccessReason::Conflict
                            } else {
                                AccessReason::SecondAccount
                            };
                            self.still_has_access(employee, profile, reason);
                        }
                    }
                    None => {
                        self.remark(None, Some(&profile.id), RemarkCode::ForeignNumber(number.clone()));
                    }
                }
            }
            ProfileStanding::Aside(_)
            | ProfileStanding::Former
            | ProfileStanding::Paired(_)
            | ProfileStanding::InConflict(_) => {}
        }
    }

    /// Inactive in Personio, or gone from it.
    pub fn has_left(&self, employee: EmployeeId) -> bool {
        let at = self.index.get(&employee);
        at.is_none_or(|at| self.employee(*at).status.is_inactive())
    }

    /// Whose ID stands in the profile, as far as that is or was an employee's.
    fn linked_employee(&self, profile: &Profile) -> Option<EmployeeId> {
        let employee = EmployeeId::from_link(profile.number.as_deref()?)?;
        let is_known =
            self.index.contains_key(&employee) || self.state.past.known_employees.contains(&employee);
        is_known.then_some(employee)
    }

    /// Rule D5 for pairs: a leaver whose end waits or is not planned. It goes last, when it is known what waits.
    pub fn list_leavers(&mut self) {
        let mut left: Vec<(EmployeeId, &Profile)> = Vec::new();
        for pair in &self.report.pairs {
            let employee = self.employee(pair.employee);
            if employee.status.is_inactive() {
                let profiles = self
                    .live_losers(pair)
                    .into_iter()
                    .chain([self.profile(pair.profile)]);
                left.extend(profiles.filter(|one| one.is_live()).map(|one| (employee.id, one)));
            }
        }
        if left.is_empty() {
            return;
        }
        let mut holds: FxHashMap<OktaId, Option<HoldCode>> = FxHashMap::default();
        for action in &self.actions {
            let ends = matches!(action.kind, ActionKind::Deactivate | ActionKind::Unlink);
            let code = action.held.as_ref().map(|hold| hold.code);
            if let Some(profile) = &action.profile
                && (ends || (action.kind == ActionKind::Link && code.is_some()))
            {
                holds.entry(profile.clone()).or_insert(code);
            }
        }
        // What Okta refused is listed already.
        let listed: FxHashSet<OktaId> = self.access.iter().map(|access| access.profile.clone()).collect();
        for (employee, profile) in left {
            match holds.get(&profile.id) {
                Some(None) => {}
                Some(Some(code)) => self.still_has_access(employee, profile, AccessReason::Hold(*code)),
                None if listed.contains(&profile.id) => {}
                None => self.still_has_access(employee, profile, AccessReason::Unsettled),
            }
        }
    }

    fn remark_void_assignments(&mut self) {
        if self.state.decisions.assignments.is_empty() {
            return;
        }
        let paired: FxHashSet<(&OktaId, EmployeeId)> = self
            .report
            .pairs
            .iter()
            .map(|pair| (&self.profile(pair.profile).id, self.employee(pair.employee).id))
            .collect();
        let mut void: Vec<(OktaId, EmployeeId)> = self
            .state
            .decisions
            .assignments
            .iter()
            .filter(|(profile, assignment)| !paired.contains(&(*profile, assignment.employee)))
            .map(|(profile, assignment)| (profile.clone(), assignment.employee))
            .collect();
        void.sort_unstable();
        for (profile, employee) in void {
            self.remark(Some(employee), Some(&profile), RemarkCode::DecisionVoid);
        }
    }

    /// Whom the settings name, and who is nowhere.
    fn remark_names_of_nobody(&mut self) {
        let policy = self.policy;
        let mut nobody: Vec<(&'static str, Text)> = Vec::new();
        if !policy.protected.is_empty() || !policy.aside.is_empty() {
            let profiles = self.snapshot.directory.profiles.iter();
            let logins: FxHashSet<_> = profiles.map(|profile| email_key(&profile.login)).collect();
            for (key, names) in [
                ("safety.protected", &policy.protected),
                ("link.ignore_profiles", &policy.aside),
            ] {
                let unknown = names.iter().filter(|name| !logins.contains(name.as_str()));
                nobody.extend(unknown.map(|name| (key, name.clone())));
            }
        }
        let unknown = policy.exclude.iter().filter(|id| !self.index.contains_key(id));
        nobody.extend(unknown.map(|id| ("link.ignore_employees", Text::from(id.to_string()))));
        nobody.sort_unstable();
        for (key, name) in nobody {
            let key = Text::const_new(key);
            self.remark(None, None, RemarkCode::NamesNobody { key, name });
        }
    }
}
