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

#[test]
fn the_same_seed_and_day_make_the_same_company() {
    let text = |seed| Company::made_up(120, seed, TODAY).to_json();
    assert_eq!(text(3), text(3));
    assert_ne!(text(3), text(4));
    let token = |seed| Company::made_up(10, seed, TODAY).okta.tokens.full;
    assert_eq!(token(3), token(3));
    assert_ne!(token(3), token(4));
}

#[test]
fn most_people_are_ordinary_and_linked_or_found_by_their_mailbox() {
    let company = Company::made_up(340, 1, TODAY);
    let employees = company.personio.employees().count();
    let linked = company
        .personio
        .employees()
        .filter(|employee| {
            let number = employee.id.to_string();
            company
                .okta
                .profiles()
                .any(|profile| profile.text("employeeNumber") == number)
        })
        .count();
    let paired = company
        .personio
        .employees()
        .filter(|employee| {
            let email = employee.text("email").to_lowercase();
            company.okta.profiles().any(|profile| {
                profile.text("employeeNumber").is_empty() && profile.text("email").to_lowercase() == email
            })
        })
        .count();
    assert!(linked > employees * 4 / 10, "{linked} linked");
    assert!(paired > employees * 2 / 10, "{paired} paired");
}

#[test]
fn no_two_profiles_of_a_made_up_company_share_a_login() {
    let company = Company::made_up(2_000, 5, TODAY);
    let mut logins: Vec<String> = company
        .okta
        .profiles()
        .map(|profile| profile.login().to_lowercase())
        .collect();
    let count = logins.len();
    logins.sort();
    logins.dedup();
    assert_eq!(logins.len(), count);
}

#[test]
fn umlauts_come_in_two_forms() {
    let company = Company::made_up(60, 7, TODAY);
    let case = company.case("umlaut_in_two_forms").unwrap();
    let employee = company.personio.employee(case.employees[0]).unwrap();
    let profile = company.okta.profile(&case.profiles[0]).unwrap();
    assert_eq!(employee.text("last_name"), "M\u{fc}ller");
    assert_eq!(profile.text("lastName"), "Mu\u{308}ller");
}

#[test]
fn a_small_company_has_as_many_people_as_asked_for() {
    for employees in [0, 1, 5, 59] {
        let company = Company::made_up(employees, 1, TODAY);
        assert_eq!(company.personio.employees().count(), employees);
    }
}
