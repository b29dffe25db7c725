//! What the real APIs were recorded to say. The recordings are the vendors' and not part of this repository:
//! `KOPPEL_CONTRACTS` says where they are.

use koppel::core::schema::{Kind, Mutability};
use koppel::core::snapshot::{Column, ColumnKind};
use koppel::core::value::{Text, Value};
use koppel::core::{EmployeeId, EmployeeStatus, ProfileStatus};
use koppel::okta::{ProfileDecoder, schema_from_json};
use koppel::personio::EmployeeDecoder;
use serde_json::Value as Json;
use std::path::{Path, PathBuf};

/// The folder; `None`: not here, so that the test says so and passes. Where `CI` is set it has to be there.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn contracts() -> Option<PathBuf> {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/contracts");
    let folder = std::env::var_os("KOPPEL_CONTRACTS").map_or(default, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "the contracts are missing: set KOPPEL_CONTRACTS"
    );
    eprintln!(
        "skipped: no contracts at {}, and KOPPEL_CONTRACTS names no other folder",
        folder.display()
    );
    None
}

fn json(path: &Path) -> Json {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// Every Okta recording, by its number.
fn recording(folder: &Path, number: &str) -> Json {
    let mut files = std::fs::read_dir(folder.join("okta/recordings")).unwrap();
    let path = files.find_map(|file| {
        let path = file.unwrap().path();
        path.file_name()?.to_str()?.starts_with(number).then_some(path)
    });
    json(&path.unwrap())["response"]["body"].take()
}

#[test]
fn every_recorded_profile_of_okta_decodes() {
    let Some(folder) = contracts() else { return };
    let decoder = ProfileDecoder::new("employeeNumber", &[Text::from("department")]);
    let mut statuses = Vec::new();
    for number in ["01", "03", "05", "06", "13"] {
        let profile = decoder
            .one(recording(&folder, number).to_string().as_bytes())
            .unwrap();
        assert!(profile.id.as_str().starts_with("00u") && profile.is_settled() && !profile.login.is_empty());
        assert!(profile.created.is_some() && profile.last_updated.is_some() && profile.email.is_some());
        statuses.push(profile.status);
    }
    assert!(statuses.contains(&ProfileStatus::Staged) && statuses.contains(&ProfileStatus::Deprovisioned));
    for number in ["07", "08", "17", "18"] {
        let page = decoder
            .page(recording(&folder, number).to_string().as_bytes())
            .unwrap();
        assert!(!page.is_empty(), "{number}");
        assert!(
            page.iter()
                .all(|profile| profile.is_settled() && profile.first_name.is_some())
        );
    }
    let number = decoder
        .one(recording(&folder, "05").to_string().as_bytes())
        .unwrap()
        .number;
    assert!(number.is_some(), "recording 05 carries an employee number");
}

#[test]
fn the_recorded_schema_of_okta_decodes() {
    let Some(folder) = contracts() else { return };
    let schema = schema_from_json(&recording(&folder, "10")).unwrap();
    let login = schema.property("login").unwrap();
    assert!(login.required && !login.self_editable);
    assert_eq!(
        (login.min_length, login.max_length, login.mutability),
        (Some(5), Some(100), Mutability::ReadWrite)
    );
    assert!(schema.property("email").unwrap().self_editable);
    let number = schema.property("employeeNumber").unwrap();
    assert_eq!(
        (number.kind, number.required, number.max_length),
        (Kind::String, false, None)
    );
    let custom = schema.property("testAcc_838101691").unwrap();
    assert_eq!(custom.options, ["one", "two", "three"]);
}

#[test]
fn the_recorded_employees_of_personio_decode() {
    let Some(folder) = contracts() else { return };
    let column = |key: &str, kind| Column {
        key: Text::from(key),
        kind,
    };
    let decoder = EmployeeDecoder::new(&[
        column("office", ColumnKind::Other),
        column("supervisor", ColumnKind::Supervisor),
        column("cost_centers", ColumnKind::Other),
        column("probation_period_end", ColumnKind::Date),
    ]);
    let read = |name: &str| std::fs::read(folder.join("personio").join(name)).unwrap();
    let page = decoder.page(&read("v1-employees-giantswarm.json")).unwrap();
    assert_eq!((page.without_id, page.total), (0, None));
    let gonzo = page
        .employees
        .iter()
        .find(|employee| employee.id == EmployeeId(6_205_887))
        .unwrap();
    assert_eq!(gonzo.display_name(), "El Gonzo");
    assert_eq!(
        (gonzo.email(), &gonzo.status),
        (Some("gonzo@giantswarm.io"), &EmployeeStatus::Active)
    );
    assert_eq!(gonzo.hire_date.date().unwrap().to_string(), "2022-01-12");
    assert_eq!(gonzo.created_at.unwrap().to_string(), "2021-12-01T15:48:38Z");
    let expected = [
        Value::text("Remote"),
        Value::Integer(7_161_253),
        Value::Empty,
        Value::text("2022-08-05"),
    ];
    assert_eq!(*gonzo.attributes, expected);
    let one = decoder
        .one(&read("v1-employee-giantswarm.json"))
        .unwrap()
        .unwrap();
    assert_eq!(one.id, gonzo.id);
    let old = decoder.page(&read("v1-employees-personio-py.json")).unwrap();
    assert_eq!(old.without_id, 0);
    assert!(
        old.employees
            .iter()
            .all(|employee| employee.status.is_known() && employee.email().is_some())
    );
    let days: Vec<_> = old
        .employees
        .iter()
        .filter_map(|employee| employee.hire_date.date())
        .collect();
    assert!(
        days.contains(&jiff::civil::date(1835, 2, 1)),
        "with an offset of 53 minutes: {days:?}"
    );
}
