//! Who is in scope (rule L9).

use crate::core::employee::Employee;
use crate::core::login::attribute;
use crate::core::policy::{Condition, Policy};
use crate::core::snapshot::Roster;
use crate::core::value::Value;

/// In scope is who meets one of `include` (or it is empty) and none of `exclude`. Of a list one item is enough. An
/// attribute of which nothing is known (rule R4) keeps the employee out, whichever way it is asked: being out of
/// scope ends nobody, and an account too many cannot be taken back.
pub fn is_in_scope(policy: &Policy, roster: &Roster, employee: &Employee) -> bool {
    let scope = &policy.scope;
    let met =
        |condition: &Condition| meets(&attribute(roster, employee, &condition.attribute), &condition.is);
    (scope.include.is_empty() || scope.include.iter().any(|one| met(one) == Some(true)))
        && scope.exclude.iter().all(|one| met(one) == Some(false))
}

/// `None`: not known.
fn meets(value: &Value, wanted: &[crate::core::Text]) -> Option<bool> {
    let is_wanted = |text: &str| {
        let text = text.trim().to_lowercase();
        wanted.iter().any(|wanted| wanted.trim().to_lowercase() == text)
    };
    match value {
        Value::Absent | Value::Odd => None,
        Value::List(items) => Some(items.iter().any(|item| is_wanted(item))),
        value => Some(is_wanted(&value.to_text().unwrap_or_default())),
    }
}
