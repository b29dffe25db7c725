//! Newcomers (rules P1 to P7).

use super::make::Planner;
use super::{Action, ActionKind, Activation, Change, Hold, HoldCode, Misfit, RemarkCode, SkipReason};
use crate::core::ahead;
use crate::core::employee::{Day, Employee};
use crate::core::id::{EmployeeId, OktaId};
use crate::core::link::{EmployeeStanding, ProfileStanding};
use crate::core::login::{self, Given, Taken};
use crate::core::policy::Source;
use crate::core::profile::Profile;
use crate::core::state::Review;
use crate::core::suggest::Newcomers;
use crate::core::text::{email_key, same_name};
use crate::core::update::fit;
use crate::core::value::{Text, Value};
use jiff::{Span, civil::Date};
use rustc_hash::FxHashMap;

/// After the review, whoever was hired longer ago than this and has no profile is looked at by a person.
const RECENTLY_DAYS: i64 = 30;

/// What had to be left out of the call, and why.
pub(super) type Unfit = (Text, Misfit);

/// Somebody who may be created, with what they wait for.
pub(super) struct Newcomer<'a> {
    employee: &'a Employee,
    hold: Option<Hold>,
}

/// Rules P1, P3, P4 and P7: who comes into question. Notes the employees whose end a second record keeps from
/// taking effect, so it goes before the leavers.
pub(super) fn newcomers<'a>(planner: &mut Planner<'a>) -> Vec<Newcomer<'a>> {
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
    let mut duplicates = possible_duplicates(planner, &found);
    let mut newcomers = Vec::with_capacity(found.len());
    for employee in found {
        let duplicate = duplicates.remove(&employee.id);
        let second_record = duplicate
            .as_ref()
            .filter(|hold| hold.code == HoldCode::SecondRecord)
            .and_then(|hold| hold.employee);
        planner.second_record_open.extend(second_record);
        // Rule P4 asks early: later the old record has ended, and its profile with it.
        match not_yet(planner, employee) {
            Some(reason) if second_record.is_none() => planner.skip(employee.id, None, reason),
            _ => {
                let hold = hold_of(planner, employee, duplicate);
                newcomers.push(Newcomer { employee, hold });
            }
        }
    }
    newcomers
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

/// What a newcomer waits for; the most telling reason first.
fn hold_of(planner: &Planner<'_>, employee: &Employee, duplicate: Option<Hold>) -> Option<Hold> {
    // The review is closed as a whole (rule P2); nobody is let past it alone.
    let released =
        |code| code != HoldCode::ReviewOpen && planner.state.decisions.has_released(code, employee.id);
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
        .or_else(|| review_hold(planner, employee).filter(|hold| !released(hold.code)))
}

/// Rules P2 and P3.
fn review_hold(planner: &Planner<'_>, employee: &Employee) -> Option<Hold> {
    let Review::Closed { at, covered, .. } = &planner.state.review else {
        return Some(Hold::new(HoldCode::ReviewOpen));
    };
    if covered.contains(&employee.id) {
        return None;
    }
    // Known when the review was closed, and not among those that it named. Without a date nobody can tell.
    if employee.created_at.is_none_or(|created| created <= *at) {
        return Some(Hold::new(HoldCode::NotReviewed));
    }
    if !planner.policy.hold_possible_duplicates {
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

/// Every address under which mail or a login may be known (rule P3).
fn addresses(profile: &Profile) -> impl Iterator<Item = &str> {
    let all = [
        profile.email.as_deref(),
        profile.second_email.as_deref(),
        Some(profile.login.as_str()),
    ];
    all.into_iter().flatten()
}

/// Rules P3 and P4. "Two people" is a decision of its own: the hold is released for that employee, since a link
/// that was taken apart says who somebody is not, and never that they shall get another account. Among newcomers
/// who share one e-mail all wait, since nobody can say which of them is meant.
fn possible_duplicates(planner: &Planner<'_>, found: &[&Employee]) -> FxHashMap<EmployeeId, Hold> {
    let mut holds: FxHashMap<EmployeeId, Hold> = FxHashMap::default();
    if found.is_empty() {
        return holds;
    }
    let mut by_email: FxHashMap<String, Vec<&Employee>> = FxHashMap::default();
    for employee in found {
        let email = employee.email().unwrap_or_default();
        by_email
            .entry(email_key(email).into_owned())
            .or_default()
            .push(employee);
    }
    let wants_p3 = planner.policy.hold_possible_duplicates;
    let mut consider = |profile: &Profile, standing: &ProfileStanding, employee: &Employee| {
        let hold = match second_record(planner, standing, employee) {
            Some(old) => Hold {
                profile: Some(profile.id.clone()),
                employee: Some(old),
                ..Hold::new(HoldCode::SecondRecord)
            },
            None if wants_p3 => Hold {
                profile: Some(profile.id.clone()),
                ..Hold::new(HoldCode::PossibleDuplicate)
            },
            None => return,
        };
        if planner.state.decisions.has_released(hold.code, employee.id) {
            return;
        }
        // A second record says more than a possible duplicate; among equals the first profile ID is named.
        let rank = |hold: &Hold| (hold.code != HoldCode::SecondRecord, hold.profile.clone());
        match holds.entry(employee.id) {
            std::collections::hash_map::Entry::Vacant(place) => {
                place.insert(hold);
            }
            std::collections::hash_map::Entry::Occupied(mut place) => {
                if rank(&hold) < rank(place.get()) {
                    place.insert(hold);
                }
            }
        }
    };
    let profiles = &planner.snapshot.directory.profiles;
    for (at, (profile, standing)) in profiles.iter().zip(&planner.report.profiles).enumerate() {
        if at % ahead::FEW == 0 {
            let next = profiles[at..].iter().take(ahead::FEW);
            ahead::glance(next.flat_map(addresses));
        }
        for address in addresses(profile) {
            for employee in by_email.get(email_key(address).as_ref()).into_iter().flatten() {
                consider(profile, standing, employee);
            }
        }
    }
    for (profile, newcomer) in like_nobodys(planner, found) {
        let (profile, standing) = (
            planner.profile(profile),
            &planner.report.profiles[profile as usize],
        );
        consider(profile, standing, found[newcomer as usize]);
    }
    if wants_p3 {
        for sharing in by_email.values().filter(|sharing| sharing.len() > 1) {
            for employee in sharing {
                if planner
                    .state
                    .decisions
                    .has_released(HoldCode::PossibleDuplicate, employee.id)
                {
                    continue;
                }
                let other = sharing
                    .iter()
                    .map(|other| other.id)
                    .filter(|id| *id != employee.id)
                    .min();
                holds.entry(employee.id).or_insert_with(|| Hold {
                    employee: other,
                    ..Hold::new(HoldCode::PossibleDuplicate)
                });
            }
        }
    }
    holds
}

/// Rule P3: of the profiles that represent nobody, by position, the first by ID that each newcomer is a strong
/// suggestion for. An employee who is gone may be back under a new ID.
fn like_nobodys(planner: &Planner<'_>, found: &[&Employee]) -> Vec<(u32, u32)> {
    if !planner.policy.hold_possible_duplicates {
        return Vec::new();
    }
    let is_nobodys = |standing: &ProfileStanding| {
        matches!(
            standing,
            ProfileStanding::Unmatched | ProfileStanding::Former | ProfileStanding::EmployeeGone(_)
        )
    };
    let mut nobodys: Vec<u32> = (0u32..)
        .zip(&planner.report.profiles)
        .filter_map(|(profile, standing)| is_nobodys(standing).then_some(profile))
        .collect();
    nobodys.sort_unstable_by_key(|profile| &planner.profile(*profile).id);
    let profiles: Vec<&Profile> = nobodys.iter().map(|profile| planner.profile(*profile)).collect();
    // Rule L10: a rejected pair is no suggestion.
    let is_out = |profile: u32, newcomer: u32| {
        let (profile, employee) = (profiles[profile as usize], found[newcomer as usize]);
        planner.state.decisions.has_rejected(&profile.id, employee.id)
    };
    Newcomers::of(planner.snapshot, found.iter().copied())
        .first_strong(&profiles, is_out)
        .into_iter()
        .map(|(profile, newcomer)| (nobodys[profile as usize], newcomer))
        .collect()
}

/// Rule P4: the profile is linked to another record of the same folded name which is inactive or has an end. A link
/// that is yet to be written counts: the question is the same, and writing it must not bring a new answer (rule A3).
fn second_record(
    planner: &Planner<'_>,
    standing: &ProfileStanding,
    employee: &Employee,
) -> Option<EmployeeId> {
    let ProfileStanding::Paired(pair) = standing else {
        return None;
    };
    let pair = &planner.report.pairs[*pair as usize];
    let old = planner.employee(pair.employee);
    let same =
        |a: &Value, b: &Value| matches!((a.as_text(), b.as_text()), (Some(a), Some(b)) if same_name(a, b));
    let ends = old.status.is_inactive() || old.termination_date.date().is_some();
    let is_same_person =
        same(&old.first_name, &employee.first_name) && same(&old.last_name, &employee.last_name);
    (ends && is_same_person).then_some(old.id)
}

/// Rules N4, P5 and P6: the creations.
pub(super) fn plan<'a>(planner: &mut Planner<'a>, newcomers: Vec<Newcomer<'a>>) {
    if newcomers.is_empty() {
        return;
    }
    let profiles = &planner.snapshot.directory.profiles;
    let mut taken = Taken::of(profiles.iter().map(|profile| profile.login.as_str()));
    for newcomer in newcomers {
        let employee = newcomer.employee;
        let (login, login_hold) =
            match login::give(planner.policy, &planner.snapshot.roster, employee, &mut taken) {
                Given::Login(login) => (login, None),
                Given::Held(login) => (login, Some(Hold::new(HoldCode::LoginTaken))),
                Given::Skip(reason) => {
                    planner.skip(employee.id, None, reason);
                    continue;
                }
            };
        match contents(planner, employee, &login) {
            Err(reason) => planner.skip(employee.id, None, reason),
            Ok((changes, left_out)) => {
                for (attribute, misfit) in left_out {
                    planner.remark(Some(employee.id), None, RemarkCode::Misfit { attribute, misfit });
                }
                let activation = activation(planner, employee);
                if activation == Activation::ByHand && planner.policy.activation.on_hire_date {
                    planner.remark(Some(employee.id), None, RemarkCode::NoHireDate);
                }
                planner.actions.push(Action {
                    kind: ActionKind::Provision,
                    employee: Some(employee.id),
                    profile: None::<OktaId>,
                    login,
                    name: employee.display_name(),
                    changes,
                    activation: Some(activation),
                    announced: false,
                    held: newcomer.hold.or(login_hold),
                });
            }
        }
    }
}

/// Rule P6.
fn activation(planner: &Planner<'_>, employee: &Employee) -> Activation {
    let moment = &planner.snapshot.moment;
    match employee.hire_date {
        _ if !planner.policy.activation.on_hire_date => Activation::ByHand,
        // Rule R6: with a clock that is off nothing is activated; the first good run on or after that day does.
        Day::On(day) if day <= moment.today && !moment.clock_is_off => Activation::Now,
        Day::On(day) => Activation::On(day),
        Day::Absent | Day::Empty | Day::Odd => Activation::ByHand,
    }
}

/// Rule P5: everything that one call carries, sorted by attribute, and what had to be left out of it.
pub(super) fn contents<'a>(
    planner: &mut Planner<'a>,
    employee: &'a Employee,
    login: &Text,
) -> Result<(Vec<Change>, Vec<Unfit>), SkipReason> {
    let schema = &planner.snapshot.directory.schema;
    let mut values: Vec<(Text, Value)> = Vec::new();
    let mut left_out: Vec<Unfit> = Vec::new();
    let base = [
        ("firstName", employee.first_name.clone()),
        ("lastName", employee.last_name.clone()),
        ("email", employee.email.clone()),
    ];
    let mut put = |name: &str, value: &Value, is_base: bool| -> Result<(), SkipReason> {
        if !value.is_present() {
            if matches!(value, Value::Odd) && !is_base {
                left_out.push((Text::from(name), Misfit::OddShape));
            }
            return Ok(());
        }
        match fit(value, schema.property(name)) {
            Ok(value) => {
                values.retain(|(known, _)| known != name);
                values.push((Text::from(name), value));
                Ok(())
            }
            Err(misfit) if is_base || schema.is_required(name) => {
                Err(SkipReason::RequiredMisfit(Text::from(name), misfit))
            }
            Err(misfit) => {
                left_out.push((Text::from(name), misfit));
                Ok(())
            }
        }
    };
    for (name, value) in &base {
        put(name, value, true)?;
    }
    for at in 0..planner.targets.len() {
        let value = match planner.targets[at].source {
            Source::Login => std::borrow::Cow::Owned(Value::Text(login.clone())),
            Source::Upn => std::borrow::Cow::Owned(planner.upn(employee, Some(login))),
            _ => planner.source_value(at, employee, None),
        };
        put(planner.targets[at].target.name, &value, false)?;
    }
    put(
        &planner.policy.link_attribute,
        &Value::Text(employee.id.to_link()),
        true,
    )?;
    put("login", &Value::Text(login.clone()), true)?;
    values.sort_by(|a, b| a.0.cmp(&b.0));
    let mut missing: Vec<&Text> = schema
        .properties
        .iter()
        .filter(|(name, property)| property.required && !values.iter().any(|(known, _)| known == *name))
        .map(|(name, _)| name)
        .collect();
    missing.sort_unstable();
    if let Some(name) = missing.first() {
        return Err(SkipReason::RequiredMissing((*name).clone()));
    }
    let changes = values
        .into_iter()
        .map(|(attribute, to)| Change {
            attribute,
            from: Value::Empty,
            to,
        })
        .collect();
    Ok((changes, left_out))
}
