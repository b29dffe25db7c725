//! Who may be created, and what they wait for (rules P1 to P4, P6 and P7).

use super::make::Planner;
use super::{ActionKind, Hold, HoldCode, SkipReason, second_record};
use crate::core::ahead;
use crate::core::employee::Employee;
use crate::core::id::EmployeeId;
use crate::core::link::{EmployeeStanding, ProfileStanding};
use crate::core::profile::Profile;
use crate::core::state::{Review, Staging};
use crate::core::suggest::Newcomers;
use crate::core::text::{email_key, fold, fold_german, one_address};
use crate::core::value::Text;
use jiff::{Span, civil::Date};
use rustc_hash::{FxHashMap, FxHashSet};

/// After the review, whoever was hired longer ago than this and has no profile is looked at by a person.
const RECENTLY_DAYS: i64 = 30;

/// Somebody who may be created, with what they wait for. The review is no part of it: see
/// [`Planner::hold_until_the_review_is_closed`].
pub(super) struct Joiner<'a> {
    pub employee: &'a Employee,
    pub hold: Option<Hold>,
}

/// Rules P1, P3, P4 and P7: who comes into question.
pub(super) fn joiners<'a>(planner: &mut Planner<'a>) -> Vec<Joiner<'a>> {
    let mut found = Vec::new();
    for (position, standing) in (0u32..).zip(&planner.report.employees) {
        if *standing != EmployeeStanding::Unmatched {
            continue;
        }
        let employee = planner.employee(position);
        match refusal(employee) {
            Some(reason) => planner.skip(employee.id, None, reason),
            None => found.push(employee),
        }
    }
    // Rule N4: logins are given in this order.
    found.sort_by_key(|employee| (employee.created_at.is_none(), employee.created_at, employee.id));
    let mut duplicates = PossibleDuplicates::of(planner, &found);
    let mut joiners = Vec::with_capacity(found.len());
    for employee in found {
        let second_record = planner.second_records.hold_of_joiner(employee.id);
        // Rule P4 asks early: later the old record has ended, and its profile with it.
        match not_yet(planner, employee) {
            Some(reason) if second_record.is_none() => planner.skip(employee.id, None, reason),
            _ => {
                let duplicate = second_record.or_else(|| duplicates.0.remove(&employee.id));
                let hold = hold_of(planner, employee, duplicate);
                joiners.push(Joiner { employee, hold });
            }
        }
    }
    joiners
}

/// Rule P1: why nobody is created, however much a person may want it.
fn refusal(employee: &Employee) -> Option<SkipReason> {
    if !employee.status.is_known() {
        return Some(SkipReason::UnknownStatus(Text::from(employee.status.as_word())));
    }
    if employee.status.is_inactive() {
        return Some(SkipReason::Inactive);
    }
    if employee.first_name.as_text().is_none() {
        return Some(SkipReason::MissingFirstName);
    }
    if employee.last_name.as_text().is_none() {
        return Some(SkipReason::MissingLastName);
    }
    if employee.email().is_none() {
        return Some(SkipReason::MissingEmail);
    }
    None
}

/// Rules P6 and P7.
fn not_yet(planner: &Planner<'_>, employee: &Employee) -> Option<SkipReason> {
    if let Some(day) = too_early(planner, employee) {
        return Some(SkipReason::TooEarly(day));
    }
    planner
        .policy
        .activation
        .send_email
        .is_none()
        .then_some(SkipReason::SendEmailUnset)
}

fn too_early(planner: &Planner<'_>, employee: &Employee) -> Option<Date> {
    let days = i64::from(planner.policy.days_before_hire?);
    let first = employee
        .hire_date
        .date()?
        .checked_sub(Span::new().days(days))
        .ok()?;
    (planner.snapshot.moment.today < first).then_some(first)
}

/// What a joiner waits for; the most telling reason first.
fn hold_of(planner: &Planner<'_>, employee: &Employee, duplicate: Option<Hold>) -> Option<Hold> {
    if planner.changed_links.contains(&employee.id) {
        return Some(Hold::new(HoldCode::LinkChanged));
    }
    let assigned = || {
        planner
            .assigned
            .contains(&employee.id)
            .then(|| Hold::new(HoldCode::Staged))
    };
    planner
        .person_hold(employee.id, ActionKind::Provision)
        .or(duplicate)
        // A person gave them a profile: another one is not what they want, even where that decision is void.
        .or_else(assigned)
        .or_else(|| hired_long_ago(planner, employee))
}

/// Rule P3: nobody knew them when the review was closed, and they have worked here for long.
fn hired_long_ago(planner: &Planner<'_>, employee: &Employee) -> Option<Hold> {
    let Review::Closed { covered, known, .. } = &planner.state.review else {
        return None;
    };
    let decisions = &planner.state.decisions;
    if !planner.policy.hold_possible_duplicates
        || covered.contains(&employee.id)
        || known.contains(&employee.id)
        || decisions.has_released(HoldCode::HiredLongAgo, employee.id)
    {
        return None;
    }
    let recently = planner
        .snapshot
        .moment
        .today
        .checked_sub(Span::new().days(RECENTLY_DAYS))
        .ok()?;
    let long_ago = employee.hire_date.date().is_some_and(|day| day < recently);
    long_ago.then(|| Hold::new(HoldCode::HiredLongAgo))
}

impl Planner<'_> {
    /// Rule P2, last of all: only whoever waits for nothing else waits for the review. These are the creations that
    /// closing it names.
    pub fn hold_until_the_review_is_closed(&mut self) {
        if self.state.review.is_closed() {
            return;
        }
        let actions = self.actions.iter_mut();
        for action in actions.filter(|action| action.kind == ActionKind::Provision) {
            action.held.get_or_insert_with(|| Hold::new(HoldCode::ReviewOpen));
        }
    }
}

/// Rule P3: the joiners who may have a profile already, by ID, with the hold that says which.
struct PossibleDuplicates(FxHashMap<EmployeeId, Hold>);

impl PossibleDuplicates {
    /// "Two people" is a decision of its own: the hold is released for that employee, since a link that was taken
    /// apart says who somebody is not, and never that they shall get another account. Among joiners who share one
    /// e-mail all wait, since nobody can say which of them is meant.
    fn of(planner: &Planner<'_>, found: &[&Employee]) -> Self {
        let mut holds = Self(FxHashMap::default());
        let decisions = &planner.state.decisions;
        let asked: Vec<&Employee> = found
            .iter()
            .copied()
            .filter(|employee| !decisions.has_released(HoldCode::PossibleDuplicate, employee.id))
            .collect();
        if !asked.is_empty() {
            holds.add_carriers(planner, &asked);
            if planner.policy.hold_possible_duplicates {
                holds.add_addresses(planner, &asked);
                holds.add_strong_candidates(planner, found);
                holds.add_namesakes(planner, found);
                holds.add_shared_emails(found);
            }
            holds
                .0
                .retain(|id, _| !decisions.has_released(HoldCode::PossibleDuplicate, *id));
        }
        holds
    }

    /// Among several profiles the first by ID is named. Whoever is said to be two people is asked about the profile of
    /// the other record no second time.
    fn add(&mut self, planner: &Planner<'_>, employee: EmployeeId, position: u32) {
        let decisions = &planner.state.decisions;
        if decisions.has_released(HoldCode::SecondRecord, employee)
            && second_record::is_of_ending_record(planner, position)
        {
            return;
        }
        let profile = &planner.profile(position).id;
        let hold = self.0.entry(employee).or_insert_with(|| Hold {
            profile: Some(profile.clone()),
            ..Hold::new(HoldCode::PossibleDuplicate)
        });
        if hold.profile.as_ref().is_none_or(|known| profile < known) {
            hold.profile = Some(profile.clone());
        }
    }

    /// Whose ID stands on a profile of any status, or stood there once. No setting turns this off.
    fn add_carriers(&mut self, planner: &Planner<'_>, asked: &[&Employee]) {
        let ids: FxHashSet<EmployeeId> = asked.iter().map(|employee| employee.id).collect();
        let decisions = &planner.state.decisions;
        for (position, profile) in (0u32..).zip(&planner.snapshot.directory.profiles) {
            let number = profile.number.as_deref().and_then(EmployeeId::from_link);
            // A person said that the ID goes from there.
            let goes = || decisions.removal_of(profile) == Some(Staging::Confirmed);
            if let Some(id) = number.filter(|id| ids.contains(id) && !goes()) {
                self.add(planner, id, position);
            }
        }
        // Whoever took Okta's state as right, where the profile is gone or unlinked, wants a new one (rule L7).
        let is_accepted = |id: EmployeeId| {
            decisions.has_released(HoldCode::LinkChanged, id)
                || decisions.has_released(HoldCode::SecondRecord, id)
        };
        for (id, profiles) in planner.state.past.carriers(&ids) {
            if let Some(first) = profiles.first().filter(|_| !is_accepted(id)) {
                self.0.entry(id).or_insert_with(|| Hold {
                    profile: Some(first.clone()),
                    ..Hold::new(HoldCode::PossibleDuplicate)
                });
            }
        }
    }

    /// Whose e-mail is an address of a profile, of any status, linked or not.
    fn add_addresses(&mut self, planner: &Planner<'_>, asked: &[&Employee]) {
        let mut by_email: FxHashMap<String, Vec<EmployeeId>> = FxHashMap::default();
        for employee in asked {
            let email = email_key(employee.email().unwrap_or_default()).into_owned();
            by_email.entry(email).or_default().push(employee.id);
        }
        let profiles = &planner.snapshot.directory.profiles;
        for (at, profile) in profiles.iter().enumerate() {
            if at % ahead::FEW == 0 {
                let next = profiles[at..].iter().take(ahead::FEW);
                ahead::glance(next.flat_map(addresses));
            }
            for address in addresses(profile) {
                for employee in by_email.get(email_key(address).as_ref()).into_iter().flatten() {
                    self.add(planner, *employee, u32::try_from(at).unwrap_or(u32::MAX));
                }
            }
        }
    }

    fn add_strong_candidates(&mut self, planner: &Planner<'_>, found: &[&Employee]) {
        for (profile, joiner) in like_nobodys(planner, found) {
            self.add(planner, found[joiner as usize].id, profile);
        }
    }

    /// Whose first and last name stand on a profile that represents nobody, whatever the rest says.
    fn add_namesakes(&mut self, planner: &Planner<'_>, found: &[&Employee]) {
        let mut by_name: FxHashMap<String, Vec<EmployeeId>> = FxHashMap::default();
        for employee in found {
            let name = name_key(employee.first_name.as_text(), employee.last_name.as_text());
            for key in name {
                by_name.entry(key).or_default().push(employee.id);
            }
        }
        for (position, standing) in (0u32..).zip(&planner.report.profiles) {
            if !is_nobodys(standing) {
                continue;
            }
            let profile = planner.profile(position);
            for key in name_key(profile.first_name.as_deref(), profile.last_name.as_deref()) {
                for employee in by_name.get(&key).into_iter().flatten() {
                    if !planner.state.decisions.has_rejected(&profile.id, *employee) {
                        self.add(planner, *employee, position);
                    }
                }
            }
        }
    }

    fn add_shared_emails(&mut self, found: &[&Employee]) {
        let mut by_email: FxHashMap<String, Vec<EmployeeId>> = FxHashMap::default();
        for employee in found {
            let email = employee.email().unwrap_or_default();
            let email = one_address(email).unwrap_or(email.into());
            by_email
                .entry(email_key(&email).into_owned())
                .or_default()
                .push(employee.id);
        }
        for sharing in by_email.values().filter(|sharing| sharing.len() > 1) {
            for employee in sharing {
                let other = sharing.iter().copied().filter(|other| other != employee).min();
                self.0.entry(*employee).or_insert_with(|| Hold {
                    employee: other,
                    ..Hold::new(HoldCode::PossibleDuplicate)
                });
            }
        }
    }
}

/// The profile represents no employee; one who is gone may be back under a new ID.
fn is_nobodys(standing: &ProfileStanding) -> bool {
    matches!(
        standing,
        ProfileStanding::Unmatched | ProfileStanding::Former | ProfileStanding::EmployeeGone(_)
    )
}

/// First and last name as keys, however umlauts are written; none where one of them is missing.
fn name_key(first: Option<&str>, last: Option<&str>) -> Vec<String> {
    let (Some(first), Some(last)) = (first, last) else {
        return Vec::new();
    };
    let letters = |folded: &str| {
        folded
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect::<String>()
    };
    let key = |fold: fn(&str) -> std::borrow::Cow<'_, str>| {
        let (first, last) = (letters(&fold(first)), letters(&fold(last)));
        (!first.is_empty() && !last.is_empty()).then(|| format!("{first} {last}"))
    };
    let mut keys: Vec<String> = [key(fold), key(fold_german)].into_iter().flatten().collect();
    keys.dedup();
    keys
}

/// Every address under which mail or a login may be known (rule P3).
fn addresses(profile: &Profile) -> impl Iterator<Item = &str> {
    let all = [
        profile.email.as_deref(),
        profile.second_email.as_deref(),
        Some(profile.login.as_str()),
    ];
    all.into_iter().flatten()
}

/// Rule P3: of the profiles that represent nobody, by position, the first by ID that each joiner is a strong
/// suggestion for. An employee who is gone may be back under a new ID.
fn like_nobodys(planner: &Planner<'_>, found: &[&Employee]) -> Vec<(u32, u32)> {
    let mut nobodys: Vec<u32> = (0u32..)
        .zip(&planner.report.profiles)
        .filter_map(|(profile, standing)| is_nobodys(standing).then_some(profile))
        .collect();
    nobodys.sort_unstable_by_key(|profile| &planner.profile(*profile).id);
    let profiles: Vec<&Profile> = nobodys.iter().map(|profile| planner.profile(*profile)).collect();
    // Rule L10: a rejected pair is no suggestion.
    let is_out = |profile: u32, joiner: u32| {
        let (profile, employee) = (profiles[profile as usize], found[joiner as usize]);
        planner.state.decisions.has_rejected(&profile.id, employee.id)
    };
    Newcomers::of(planner.snapshot, found.iter().copied())
        .first_strong(&profiles, is_out)
        .into_iter()
        .map(|(profile, joiner)| (nobodys[profile as usize], joiner))
        .collect()
}
