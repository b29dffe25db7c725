//! Two people who stand on both sides, to be bent into the case that a test is about.

use koppel::sim::Company;
use koppel::sim::okta::Profile;
use koppel::sim::personio::Employee;

pub const JANE: &str = "00u0000000000000jane";
pub const BERT: &str = "00u0000000000000bert";

/// Number 1.
pub fn jane() -> Employee {
    Employee::new(1, "Jane", "Doe")
        .email("jane@acme.example")
        .department("Sales")
}

/// Not linked yet.
pub fn janes() -> Profile {
    Profile::new("jane@acme.example")
        .id(JANE)
        .name("Jane", "Doe")
        .with("department", "Sales")
}

/// Number 2.
pub fn bert() -> Employee {
    Employee::new(2, "Bert", "Beispiel")
        .email("bert@acme.example")
        .department("Sales")
}

/// Not linked yet.
pub fn berts() -> Profile {
    Profile::new("bert@acme.example")
        .id(BERT)
        .name("Bert", "Beispiel")
        .with("department", "Sales")
}

/// So many linked people without a difference, 30 in each department, by number from 1 on.
pub fn orderly(count: u64) -> Company {
    (1..=count).fold(Company::empty(), |company, id| {
        let (first, last) = (format!("Ada{id}"), format!("Nummer{id}"));
        let (email, department) = (format!("ada{id}@acme.example"), format!("Department {}", id / 30));
        let employee = Employee::new(id, &first, &last)
            .email(&email)
            .department(&department);
        let profile = Profile::new(&email)
            .id(&profile_of(id))
            .name(&first, &last)
            .number(&id.to_string())
            .with("department", department);
        company.employee(employee).profile(profile)
    })
}

/// The profile of this number in [`orderly`].
pub fn profile_of(id: u64) -> String {
    format!("00u{id:0>17}")
}
