//! The made-up company.

use crate::browser::TODAY;
use koppel::sim::Company;

#[test]
fn sixty_employees_hold_every_hard_case() {
    let small = Company::made_up(60, 7, TODAY);
    let large = Company::made_up(340, 7, TODAY);
    let names = |company: &Company| -> Vec<&str> { company.cases.iter().map(|case| case.name).collect() };
    assert_eq!(names(&small), names(&large));
    assert_eq!(small.personio.employees().count(), 60);
    assert_eq!(large.personio.employees().count(), 340);
    for name in ["namesakes", "leaver_unannounced", "service_accounts"] {
        assert!(small.case(name).is_some(), "{name}");
    }
    for case in &small.cases {
        for &id in &case.employees {
            assert!(small.personio.employee(id).is_some(), "{}", case.name);
        }
        for id in &case.profiles {
            assert!(small.okta.profile(id).is_some(), "{}", case.name);
        }
    }
}
