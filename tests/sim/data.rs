//! Companies as JSON.

use crate::browser::TODAY;
use jsonschema::Validator;
use koppel::sim::Company;
use koppel::sim::okta::Status;
use serde_json::{Value, json};

const SCHEMA: &str = include_str!("../../assets/company.schema.json");
const EXAMPLE: &str = include_str!("../../assets/company.example.json");

fn validator() -> Validator {
    jsonschema::validator_for(&serde_json::from_str(SCHEMA).unwrap()).unwrap()
}

fn assert_valid(text: &str) {
    let value: Value = serde_json::from_str(text).unwrap();
    let errors: Vec<String> = validator()
        .iter_errors(&value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn the_example_is_of_the_documented_shape_and_loads() {
    assert_valid(EXAMPLE);
    let company = Company::from_json(EXAMPLE).unwrap();
    assert_eq!(company.personio.employees().count(), 3);
    assert_eq!(
        company.okta.by_login("old@acme.example").unwrap().status,
        Status::Deprovisioned
    );
    let owner = company.okta.profile(&company.okta.token_owner).unwrap();
    assert_eq!(owner.login(), "admin@acme.example");
}

#[test]
fn what_is_written_is_of_the_documented_shape_and_reads_back_the_same() {
    for company in [
        Company::made_up(80, 2, TODAY),
        Company::empty(),
        Company::from_json(EXAMPLE).unwrap(),
    ] {
        let text = company.to_json();
        assert_valid(&text);
        assert_eq!(Company::from_json(&text).unwrap().to_json(), text);
    }
}

#[test]
fn the_schema_and_the_reader_refuse_the_same_slips() {
    let slips = [
        json!({ "version": 1, "employees": [] }),
        json!({ "version": 2 }),
        json!({ "version": 1, "okta": { "profiles": [{ "login": "a@b.example" }] } }),
        json!({ "version": 1, "okta": { "profiles": [{ "profile": {} }] } }),
        json!({ "version": 1, "personio": { "employees": [{ "first_name": "A" }] } }),
        json!({ "version": 1, "personio": { "employees": [{ "id": 1, "hire_date": "1.4.2021" }] } }),
        json!({ "version": 1, "personio": { "employees": [{ "id": 1, "supervisor": "Jane" }] } }),
        json!({ "version": 1, "personio": { "employees": [{ "id": 1, "office": { "name": "Berlin" } }] } }),
    ];
    for slip in slips {
        assert!(!validator().is_valid(&slip), "{slip}");
        assert!(Company::from_json(&slip.to_string()).is_err(), "{slip}");
    }
}

#[test]
fn an_error_names_the_place() {
    let error = |text: &str| Company::from_json(text).unwrap_err().to_string();
    let employees = |list: &str| {
        error(&format!(
            r#"{{ "version": 1, "personio": {{ "employees": {list} }} }}"#
        ))
    };
    assert_eq!(
        employees(r#"[{ "id": 1 }, { "id": 2, "hiredate": "2021-04-01" }]"#),
        "personio.employees[1].hiredate: hiredate is neither an attribute of Personio nor among custom_attributes"
    );
    assert_eq!(
        employees(r#"[{ "id": 1 }, { "id": 1 }]"#),
        "personio.employees[1].id: 1 is another employee's"
    );
    assert_eq!(
        employees(r#"[{ "id": 1, "hire_date": "1.4.2021" }]"#),
        "personio.employees[0].hire_date: 1.4.2021 is neither YYYY-MM-DD nor a time with an offset"
    );
    let profiles = |list: &str| {
        error(&format!(
            r#"{{ "version": 1, "okta": {{ "profiles": {list} }} }}"#
        ))
    };
    assert_eq!(
        profiles(r#"[{ "profile": { "login": "a@b.example" } }, { "profile": { "login": "Á@b.example" } }]"#),
        "okta.profiles[1].profile.login: Á@b.example is taken"
    );
    assert_eq!(
        profiles(r#"[{ "profile": { "login": "a@b.example", "shoe": 43 } }]"#),
        "okta.profiles[0].profile.shoe: shoe is neither a base attribute nor among custom_attributes"
    );
    assert_eq!(
        profiles(r#"[{ "profile": { "login": "a@b.example", "title": 5 } }]"#),
        "okta.profiles[0].profile.title: 5 does not fit the attribute's type"
    );
    assert_eq!(
        error(r#"{ "version": 1, "okta": { "token_owner": "x" } }"#),
        "okta.token_owner: no profile has the login x"
    );
    assert!(
        error("{ \"version\": 1,\n \"okto\": {} }").contains("line 2"),
        "line and column of a wrong key"
    );
}
