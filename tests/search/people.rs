//! People to search for.

use koppel::core::EmployeeId;
use koppel::core::employee::{Day, Employee, EmployeeStatus};
use koppel::core::search::{Found, Query, Search};
use koppel::core::snapshot::{Column, ColumnKind, Roster};
use koppel::core::value::{Text, Value};

pub fn roster() -> Roster {
    let columns = ["department", "position", "office", "preferred_name"].map(|key| Column {
        key: Text::const_new(key),
        kind: ColumnKind::Other,
    });
    Roster {
        columns: columns.into(),
        employees: Vec::new(),
        without_id: 0,
    }
}

/// `others`: department, position, office, the name that they go by.
pub fn hire(roster: &mut Roster, id: u64, first: &str, last: &str, email: &str, others: [&str; 4]) {
    roster.employees.push(Employee {
        id: EmployeeId(id),
        first_name: Value::text(first),
        last_name: Value::text(last),
        email: Value::text(email),
        status: EmployeeStatus::Active,
        hire_date: Day::Empty,
        termination_date: Day::Empty,
        created_at: None,
        attributes: others.map(Value::text).into(),
    });
}

pub fn find(roster: &Roster, typed: &str) -> Found {
    Search::employees(roster)
        .find(&Query::of(typed), |_| true, || false)
        .unwrap_or_default()
}

/// IDs, best first.
pub fn ids(roster: &Roster, typed: &str) -> Vec<u64> {
    let found = find(roster, typed);
    let id = |position: u32| roster.employees[position as usize].id.0;
    found.best.iter().map(|hit| id(hit.position)).collect()
}
