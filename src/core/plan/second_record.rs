//! Rule P4: who may be the same person under another record, before anybody loses access for an old one.

use super::make::Planner;
use super::{Hold, HoldCode};
use crate::core::ahead;
use crate::core::employee::Employee;
use crate::core::id::{EmployeeId, OktaId};
use crate::core::link::{EmployeeStanding, PairKind, ProfileStanding};
use crate::core::login;
use crate::core::name_words::FullNameWords;
use crate::core::policy::LoginSchema;
use crate::core::profile::Profile;
use crate::core::text::email_key;
use crate::core::value::Text;
use rustc_hash::{FxHashMap, FxHashSet};

/// The open questions of rule P4: a profile that belongs to a record which is inactive or ends, and another record
/// without a link that may be of the same person.
#[derive(Debug, Default)]
pub(super) struct SecondRecords {
    /// The other records, by position of the profile; the smallest ID first.
    by_profile: FxHashMap<u32, Vec<EmployeeId>>,
    /// The profile and its record, by the other record; the first by profile ID where there are several.
    by_employee: FxHashMap<EmployeeId, Question>,
    /// Other records that this plan may link to a profile of their own: they ask only where that link waits.
    to_link: FxHashSet<EmployeeId>,
}

/// Whether two records are of one person.
#[derive(Debug, Clone)]
struct Question {
    profile: OktaId,
    old: EmployeeId,
}

/// Where the other records are found: by address, and by each word of either name.
#[derive(Default)]
struct Others<'a> {
    people: Vec<&'a Employee>,
    names: Vec<FullNameWords>,
    by_address: FxHashMap<String, Vec<u32>>,
    by_word: FxHashMap<Text, Vec<u32>>,
    by_id: FxHashMap<EmployeeId, u32>,
}

impl SecondRecords {
    /// Looks among all employees who are not inactive and have no link, whatever else keeps them from being created.
    pub fn find(planner: &Planner<'_>) -> Self {
        let mut found = Self::default();
        let others = Others::of(planner, &mut found.to_link);
        if others.people.is_empty() {
            return found;
        }
        let carriers = carried(planner, &others);
        let profiles = &planner.snapshot.directory.profiles;
        for (position, profile) in (0u32..).zip(profiles) {
            if (position as usize).is_multiple_of(ahead::FEW) {
                let next = profiles[position as usize..].iter().take(ahead::FEW);
                ahead::glance(next.filter_map(|profile| profile.email.as_deref()));
            }
            for old in owners(planner, position).filter(|old| ends(old)) {
                let mut alike: Vec<u32> = Vec::new();
                alike.extend(carriers.get(&profile.id).into_iter().flatten());
                others.add_by_address(profile, old, &mut alike);
                let name = FullNameWords::of(old.first_name.as_text(), old.last_name.as_text());
                others.add_by_name(&name, &mut alike);
                // Of whoever is inactive nothing is sent any more: what stands in Okta may be the newer name.
                if old.status.is_inactive() {
                    let name = FullNameWords::of(profile.first_name.as_deref(), profile.last_name.as_deref());
                    others.add_by_name(&name, &mut alike);
                }
                alike.sort_unstable();
                alike.dedup();
                for other in alike {
                    found.add(planner, position, old, others.people[other as usize]);
                }
            }
        }
        found
    }

    fn add(&mut self, planner: &Planner<'_>, position: u32, old: &Employee, other: &Employee) {
        let profile = planner.profile(position);
        let decisions = &planner.state.decisions;
        // A match that was taken apart says whose the profile is not; it may come from an undo, and never says that
        // these are two people.
        if other.id == old.id || decisions.has_released(HoldCode::SecondRecord, other.id) {
            return;
        }
        let others = self.by_profile.entry(position).or_default();
        if let Err(at) = others.binary_search(&other.id) {
            others.insert(at, other.id);
        }
        let question = Question {
            profile: profile.id.clone(),
            old: old.id,
        };
        let known = self
            .by_employee
            .entry(other.id)
            .or_insert_with(|| question.clone());
        if question.profile < known.profile {
            *known = question;
        }
    }

    /// What a joiner waits for.
    pub fn hold_of_joiner(&self, joiner: EmployeeId) -> Option<Hold> {
        let question = self.by_employee.get(&joiner)?;
        Some(Hold {
            profile: Some(question.profile.clone()),
            employee: Some(question.old),
            ..Hold::new(HoldCode::SecondRecord)
        })
    }

    /// What the end of this profile waits for; names the other record.
    pub fn hold_of_profile(&self, position: u32, profile: &Profile) -> Option<Hold> {
        let mut others = self.by_profile.get(&position)?.iter();
        let other = others.find(|other| !self.to_link.contains(other))?;
        Some(second_record_hold(profile, *other))
    }

    /// The profiles that end only once these employees are linked, each with the employee.
    pub fn ends_after_links(&self) -> impl Iterator<Item = (u32, EmployeeId)> {
        let by_profile = self.by_profile.iter();
        by_profile.flat_map(|(position, others)| {
            let to_link = others.iter().filter(|other| self.to_link.contains(other));
            to_link.map(|other| (*position, *other))
        })
    }

    /// The ends that wait because the other record is to be linked, and `is_linked` says that this waits: by the
    /// profile.
    pub fn holds_of_unlinked<'p>(
        &self,
        planner: &Planner<'p>,
        is_linked: impl Fn(EmployeeId) -> bool,
    ) -> FxHashMap<&'p OktaId, Hold> {
        let mut holds = FxHashMap::default();
        for (position, others) in &self.by_profile {
            let mut waiting = others.iter().filter(|other| self.to_link.contains(other));
            if let Some(other) = waiting.find(|other| !is_linked(**other)) {
                let profile = planner.profile(*position);
                holds.insert(&profile.id, second_record_hold(profile, *other));
            }
        }
        holds
    }
}

fn second_record_hold(profile: &Profile, other: EmployeeId) -> Hold {
    Hold {
        profile: Some(profile.id.clone()),
        employee: Some(other),
        ..Hold::new(HoldCode::SecondRecord)
    }
}

impl<'a> Others<'a> {
    fn of(planner: &Planner<'a>, to_link: &mut FxHashSet<EmployeeId>) -> Self {
        let mut others = Self::default();
        let linked = linked_besides_pairs(planner);
        for (position, standing) in (0u32..).zip(&planner.report.employees) {
            let employee = planner.employee(position);
            let has_link = match standing {
                // A link to a profile that is switched off gives nobody access.
                EmployeeStanding::Paired(pair) => {
                    let pair = &planner.report.pairs[*pair as usize];
                    pair.kind == PairKind::Linked && planner.profile(pair.profile).is_live()
                }
                EmployeeStanding::ProfileAside(_) => true,
                _ => linked.contains(&employee.id),
            };
            if !has_link && !employee.status.is_inactive() {
                others.add(planner, employee);
                if let EmployeeStanding::Paired(pair) = standing
                    && let pair = &planner.report.pairs[*pair as usize]
                    && pair.kind == PairKind::ToLink
                    && planner.profile(pair.profile).is_live()
                {
                    to_link.insert(employee.id);
                }
            }
        }
        others
    }

    fn add(&mut self, planner: &Planner<'_>, employee: &'a Employee) {
        let at = u32::try_from(self.people.len()).unwrap_or(u32::MAX);
        let name = FullNameWords::of(employee.first_name.as_text(), employee.last_name.as_text());
        let mut words: Vec<&str> = name.first.keys().chain(name.last.keys()).collect();
        words.sort_unstable();
        words.dedup();
        for word in words {
            self.by_word.entry(Text::from(word)).or_default().push(at);
        }
        // A login that is an attribute says who somebody is; one that koppel would make up says nothing.
        let login = match &planner.policy.login {
            LoginSchema::Attribute(key) => login::attribute(&planner.snapshot.roster, employee, key)
                .to_text()
                .map(|login| email_key(&login).into_owned()),
            LoginSchema::Generated { .. } => None,
        };
        let email = employee.email().map(|email| email_key(email).into_owned());
        let same = login == email;
        for address in email.into_iter().chain(login.filter(|_| !same)) {
            self.by_address.entry(address).or_default().push(at);
        }
        self.by_id.insert(employee.id, at);
        self.names.push(name);
        self.people.push(employee);
    }

    /// Whose e-mail, or login, is an address of the profile or of its record.
    fn add_by_address(&self, profile: &Profile, old: &Employee, alike: &mut Vec<u32>) {
        let all = [
            Some(profile.login.as_str()),
            profile.email.as_deref(),
            profile.second_email.as_deref(),
            old.email(),
        ];
        for address in all.into_iter().flatten() {
            alike.extend(
                self.by_address
                    .get(email_key(address).as_ref())
                    .into_iter()
                    .flatten(),
            );
        }
    }

    /// Whose first and last name each share a word with this one, also swapped.
    fn add_by_name(&self, name: &FullNameWords, alike: &mut Vec<u32>) {
        // Of two names that agree, at least one part shares a word as it stands.
        for word in name.last.keys().chain(name.first.keys()) {
            let sharing = self.by_word.get(word).into_iter().flatten();
            alike.extend(sharing.filter(|at| self.names[**at as usize].may_be_one_person(name)));
        }
    }
}

/// Employees who have a link and no pair, because they are ignored or out of scope.
fn linked_besides_pairs(planner: &Planner<'_>) -> FxHashSet<EmployeeId> {
    let standings = planner.report.profiles.iter();
    standings
        .filter_map(|standing| match standing {
            ProfileStanding::LeftAlone(employee) => Some(*employee),
            _ => None,
        })
        .collect()
}

/// Which of the other records' IDs each profile carries or carried.
fn carried(planner: &Planner<'_>, others: &Others<'_>) -> FxHashMap<OktaId, Vec<u32>> {
    let ids: FxHashSet<EmployeeId> = others.by_id.keys().copied().collect();
    let mut carried: FxHashMap<OktaId, Vec<u32>> = FxHashMap::default();
    for (employee, profiles) in planner.state.past.carriers(&ids) {
        if let Some(at) = others.by_id.get(&employee) {
            for profile in profiles {
                carried.entry(profile).or_default().push(*at);
            }
        }
    }
    carried
}

/// The employee to whom the profile belongs (linked, matched, or left alone by rule L9), and whose ID stands there as
/// long as a move is not written.
fn owners<'a>(planner: &Planner<'a>, position: u32) -> impl Iterator<Item = &'a Employee> {
    let owner = owner(planner, position);
    let number = planner.profile(position).number.as_deref();
    let holder = owner.and(number).and_then(EmployeeId::from_link);
    let holder = holder
        .and_then(|id| planner.index.get(&id))
        .map(|at| planner.employee(*at));
    owner.into_iter().chain(holder)
}

fn owner<'a>(planner: &Planner<'a>, position: u32) -> Option<&'a Employee> {
    let at = match &planner.report.profiles[position as usize] {
        ProfileStanding::Paired(pair) => planner.report.pairs[*pair as usize].employee,
        ProfileStanding::LeftAlone(employee) => *planner.index.get(employee)?,
        ProfileStanding::Aside(_) => {
            let number = planner.profile(position).number.as_deref()?;
            *planner.index.get(&EmployeeId::from_link(number)?)?
        }
        _ => return None,
    };
    Some(planner.employee(at))
}

/// Whether the profile belongs to a record that is inactive or ends.
pub(super) fn is_of_ending_record(planner: &Planner<'_>, position: u32) -> bool {
    owners(planner, position).any(ends)
}

fn ends(employee: &Employee) -> bool {
    employee.status.is_inactive() || employee.termination_date.date().is_some()
}
