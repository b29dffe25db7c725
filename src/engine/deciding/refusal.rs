//! Why a target cannot be decided about, each with what to do.

use super::DecisionTarget;
use crate::core::{EmployeeId, OktaId};
use crate::failure::{Exit, Failure};
use std::fmt;

/// What to give for an employee.
pub(super) const GIVE_EMPLOYEE: &str = "Give the employee's Personio ID: column 1 of koppel plan";

/// Why a target cannot be decided so, and what to do about that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionRefusal {
    pub why: String,
    pub todo: String,
}

impl DecisionRefusal {
    pub fn new(why: impl Into<String>, todo: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            todo: todo.into(),
        }
    }
}

impl fmt::Display for DecisionRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

pub(super) fn no_id(text: &str) -> DecisionRefusal {
    DecisionRefusal::new(format!("{text} is no Personio ID"), GIVE_EMPLOYEE)
}

pub(super) fn unknown_employee(id: EmployeeId) -> DecisionRefusal {
    DecisionRefusal::new(
        format!("no snapshot in the state has an employee {id}"),
        "Look for the Personio ID in column 1 of koppel plan; who is new in Personio is known after the next koppel sync",
    )
}

/// Logins are known from the actions in the journal alone.
pub(super) fn unknown_login(login: &str) -> DecisionRefusal {
    DecisionRefusal::new(
        format!("the journal knows no profile with the login {login}: it has only logins that a run planned"),
        format!(
            "Give the employee's Personio ID (column 1 of koppel plan), or the profile's ID (00u…) as koppel links \
             --format csv or koppel explain {login} shows it"
        ),
    )
}

pub(super) fn several_profiles(login: &str) -> DecisionRefusal {
    DecisionRefusal::new(
        format!("several profiles had the login {login}"),
        format!(
            "Give the profile's ID (00u…) as koppel links --format csv or koppel explain {login} shows it"
        ),
    )
}

pub(super) fn no_employee_of_profile() -> DecisionRefusal {
    DecisionRefusal::new("the state knows no employee of this profile", GIVE_EMPLOYEE)
}

/// The two of a match.
pub(super) fn match_of(target: &DecisionTarget) -> Result<(EmployeeId, OktaId), DecisionRefusal> {
    match target {
        DecisionTarget::Match(employee, profile) => Ok((*employee, profile.clone())),
        _ => Err(DecisionRefusal::new(
            "this takes a match, written EMPLOYEE=PROFILE",
            "Write the Personio ID, = and the profile's ID, such as 12=00u1abc",
        )),
    }
}

/// Some of the targets cannot be decided so: nothing was written down about any of them.
pub fn undecidable(refused: &[(String, DecisionRefusal)]) -> Failure {
    let lines: Vec<String> = refused
        .iter()
        .map(|(target, refusal)| format!("{target}: {refusal}"))
        .collect();
    let mut todos: Vec<&str> = Vec::new();
    for (_, refusal) in refused {
        if !todos.contains(&refusal.todo.as_str()) {
            todos.push(&refusal.todo);
        }
    }
    let what = match refused.len() {
        1 => "This cannot be decided so; nothing was recorded".to_owned(),
        count => format!("{count} of these cannot be decided so; nothing was recorded"),
    };
    Failure::new(Exit::Usage, what)
        .because(lines.join("; "))
        .todo(todos.join(". "))
}
