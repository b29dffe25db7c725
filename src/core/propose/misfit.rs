//! How many people have a value that a target cannot take (rule U6).

use crate::core::login::LoginRules;
use crate::core::plan::Misfit;
use crate::core::policy::Source;
use crate::core::schema::Property;
use crate::core::update::fit;
use crate::core::value::Value;
use crate::core::{Employee, EmployeeId, Policy, Roster, login};

/// What of one line of a mapping does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfits {
    /// Of the first of them.
    pub first: Misfit,
    /// Who that is.
    pub employee: EmployeeId,
    /// How many have a value that does not fit.
    pub people: usize,
    /// How many have a value.
    pub of: usize,
}

/// Everybody whose value for `source` the property cannot take. `None`: everybody's fits.
pub fn misfits(policy: &Policy, roster: &Roster, source: &Source, property: &Property) -> Option<Misfits> {
    let (mut first, mut people, mut of) = (None, 0, 0);
    for employee in &roster.employees {
        let misfit = match value(policy, roster, employee, source) {
            Value::Absent | Value::Empty => continue,
            Value::Odd => Some(Misfit::OddShape),
            value => fit(&value, Some(property)).err(),
        };
        of += 1;
        people += usize::from(misfit.is_some());
        first = first.or_else(|| misfit.map(|misfit| (misfit, employee.id)));
    }
    first.map(|(first, employee)| Misfits {
        first,
        employee,
        people,
        of,
    })
}

/// What would be sent for this employee. Anybody may be a supervisor: their parts are taken from the employee.
pub(super) fn value(policy: &Policy, roster: &Roster, employee: &Employee, source: &Source) -> Value {
    match source {
        Source::Attribute(key) => login::attribute(roster, employee, key),
        Source::SupervisorId => Value::Text(employee.id.to_link()),
        Source::SupervisorName => Value::text(&employee.display_name()),
        Source::SupervisorEmail => employee.email.clone(),
        Source::Login => {
            login::wanted(policy, roster, &LoginRules::default(), employee).map_or(Value::Absent, Value::Text)
        }
        Source::Upn => {
            login::upn(policy, roster, &LoginRules::default(), employee).map_or(Value::Absent, Value::Text)
        }
    }
}
