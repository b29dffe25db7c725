//! Two people who stand on both sides, to be bent into the case that a test is about.

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
