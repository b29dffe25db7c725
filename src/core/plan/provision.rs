//! What a creation carries (rules N4, P5 and P6).

use super::joiner::Joiner;
use super::make::Planner;
use super::{Action, ActionKind, Activation, Change, Hold, HoldCode, Misfit, RemarkCode, SkipReason};
use crate::core::employee::{Day, Employee};
use crate::core::id::OktaId;
use crate::core::login::{self, Given, LoginRules, Taken};
use crate::core::policy::Source;
use crate::core::update::fit_attribute;
use crate::core::value::{Text, Value};

/// What had to be left out of the call, and why.
pub(super) type Unfit = (Text, Misfit);

/// Rules N4, P5 and P6: the creations.
pub(super) fn plan<'a>(planner: &mut Planner<'a>, joiners: Vec<Joiner<'a>>) {
    if joiners.is_empty() {
        return;
    }
    let profiles = &planner.snapshot.directory.profiles;
    let rules = LoginRules::of(&planner.snapshot.directory.schema);
    let mut taken = Taken::of(profiles.iter().map(|profile| profile.login.as_str()));
    for joiner in joiners {
        let employee = joiner.employee;
        let (login, login_hold) = match login::give(
            planner.policy,
            &planner.snapshot.roster,
            &rules,
            employee,
            &mut taken,
        ) {
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
                    planner.remark(Some(employee.id), None, no_day(employee));
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
                    awaited_by: Vec::new(),
                    held: joiner.hold.or(login_hold),
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
        match fit_attribute(name, value, schema.property(name)) {
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

/// Why nobody knows when the first day is.
pub(super) fn no_day(employee: &Employee) -> RemarkCode {
    match employee.hire_date {
        Day::Odd => RemarkCode::OddHireDate,
        Day::On(_) | Day::Absent | Day::Empty => RemarkCode::NoHireDate,
    }
}
