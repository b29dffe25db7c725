//! Personio's half of a reading: what the credential may read, and all employees.

use super::event::{Progress, Side};
use super::failure_of::personio_failure;
use super::read::{Connection, Listener, Readings};
use crate::core::employee::NEEDED;
use crate::core::snapshot::{Column, Gap};
use crate::core::value::{Text, Value};
use crate::core::{Day, Employee, EmployeeStatus, Policy, Roster};
use crate::failure::{Exit, Failure};
use crate::personio::{Personio, PersonioError, Readable};

pub(super) async fn read(
    personio: &Personio,
    connection: &Connection,
    policy: &Policy,
    progress: Listener<'_>,
) -> Result<Roster, Failure> {
    let failed = |error: PersonioError| personio_failure(&error, &connection.personio);
    let readable = personio.readable().await.map_err(failed)?;
    let columns = columns(policy, &readable)?;
    let roster = read_columns(personio, connection, columns, progress).await?;
    check_sent(policy, &roster)?;
    Ok(roster)
}

/// All employees with these columns, whatever is needed.
pub(super) async fn read_columns(
    personio: &Personio,
    connection: &Connection,
    columns: Vec<Column>,
    progress: Listener<'_>,
) -> Result<Roster, Failure> {
    let failed = |error: PersonioError| personio_failure(&error, &connection.personio);
    let said = |people, total| {
        progress(Progress::Read {
            side: Side::Personio,
            people,
            total,
        });
    };
    let mut readings = Readings::of(Side::Personio);
    let roster = loop {
        let reason = match personio.roster(columns.clone(), &said).await {
            Ok(roster) => match roster.check() {
                Err(Gap::DuplicateEmployee(id)) => format!("employee {id} was sent twice"),
                _ => break roster,
            },
            Err(PersonioError::Contradiction(contradiction)) => contradiction.to_string(),
            Err(error) => return Err(failed(error)),
        };
        readings.contradicted(reason, progress)?;
    };
    progress(Progress::Complete {
        side: Side::Personio,
        people: roster.employees.len() + roster.without_id,
    });
    Ok(roster)
}

/// Rule R4: everything needed or mapped has to be readable. What is asked for beyond the needed keys.
fn columns(policy: &Policy, readable: &[Readable]) -> Result<Vec<Column>, Failure> {
    let missing = unreadable(policy, readable);
    if missing.is_empty() {
        Ok(wanted_columns(policy, readable))
    } else {
        Err(not_readable(
            &missing,
            "Personio does not list them as readable for these credentials",
        ))
    }
}

/// The needed and mapped keys that Personio does not list as readable (rule R4).
pub(super) fn unreadable(policy: &Policy, readable: &[Readable]) -> Vec<Text> {
    let mut keys = policy.needed_keys();
    keys.retain(|key| find(readable, key).is_none());
    keys
}

/// What is asked for beyond the needed keys, as far as it is readable.
pub(super) fn wanted_columns(policy: &Policy, readable: &[Readable]) -> Vec<Column> {
    let keys = policy.column_keys(|key| find(readable, key).is_some());
    keys.into_iter()
        .filter_map(|key| {
            find(readable, &key).map(|readable| Column {
                key,
                kind: readable.kind,
            })
        })
        .collect()
}

fn find<'a>(readable: &'a [Readable], key: &str) -> Option<&'a Readable> {
    readable.iter().find(|readable| readable.key == key)
}

/// Rule R4, once more: what was listed as readable and is then named for nobody at all is not readable.
fn check_sent(policy: &Policy, roster: &Roster) -> Result<(), Failure> {
    let missing = never_sent(policy, roster);
    if missing.is_empty() {
        Ok(())
    } else {
        Err(not_readable(
            &missing,
            "Personio lists them as readable, and then names them for nobody",
        ))
    }
}

/// The needed and mapped keys that the answer names for nobody; none where there is nobody.
pub(super) fn never_sent(policy: &Policy, roster: &Roster) -> Vec<Text> {
    let is_sent = |key: &Text| {
        let mut employees = roster.employees.iter();
        employees.any(|employee| !is_absent(roster, employee, key))
    };
    let mut keys = policy.needed_keys();
    keys.retain(|key| !roster.employees.is_empty() && !is_sent(key));
    keys
}

fn is_absent(roster: &Roster, employee: &Employee, key: &str) -> bool {
    let value = match key {
        "id" => return false,
        "first_name" => &employee.first_name,
        "last_name" => &employee.last_name,
        "email" => &employee.email,
        "status" => return employee.status == EmployeeStatus::Absent,
        "hire_date" => return employee.hire_date == Day::Absent,
        "termination_date" => return employee.termination_date == Day::Absent,
        "created_at" => return employee.created_at.is_none(),
        key => match roster
            .column(key)
            .and_then(|column| employee.attributes.get(column))
        {
            Some(value) => value,
            None => return true,
        },
    };
    matches!(value, Value::Absent)
}

fn not_readable(keys: &[Text], why: &str) -> Failure {
    let needed = keys.iter().any(|key| NEEDED.contains(&key.as_str()));
    let purpose = if needed {
        "without the needed ones nothing can be decided"
    } else {
        "the settings use them in the mapping, the login or the scope"
    };
    let keys = keys.join(", ");
    Failure::new(Exit::Refused, format!("These Personio attributes cannot be read: {keys}"))
        .because(format!("{why}; {purpose}"))
        .todo("Ask whoever administers Personio to allow them for koppel's API credentials (Settings > \
            Integrations > API credentials, or Marketplace > Connected integrations), or take them out of the \
            settings where a mapping uses them")
}
