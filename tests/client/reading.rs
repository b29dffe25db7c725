//! A whole reading of both sides (rules R1 to R7).

use crate::sides::{ORG, Sides, reading};
use koppel::core::{EmployeeId, OktaId, Policy};
use koppel::engine::{Progress, Side};

#[tokio::test]
async fn both_sides_make_one_snapshot() {
    let server = Sides::of(230).serve().await;
    let (snapshot, told) = reading(&server, &Policy::default()).await;
    let snapshot = snapshot.unwrap();
    assert_eq!(snapshot.org, ORG);
    assert_eq!(snapshot.roster.employees.len(), 230);
    assert_eq!(snapshot.directory.profiles.len(), 230);
    assert_eq!(snapshot.directory.token_owner, Some(OktaId::new("00uOwner")));
    assert!(snapshot.directory.schema.is_required("login"));
    assert!(!snapshot.moment.clock_is_off);
    let first = &snapshot.roster.employees[0];
    assert_eq!(
        (first.id, first.display_name().as_str()),
        (EmployeeId(1), "Pat Doe1")
    );
    assert_eq!(first.hire_date.date().unwrap().to_string(), "2022-01-12");
    let department = snapshot.roster.column("department").unwrap();
    assert_eq!(first.attributes[department].as_text(), Some("Sales"));
    for side in [Side::Okta, Side::Personio] {
        assert!(
            told.contains(&Progress::Complete { side, people: 230 }),
            "{told:?}"
        );
    }
    assert!(
        server
            .seen()
            .iter()
            .all(|seen| seen.method == "GET" || seen.path == "/v1/auth")
    );
}
