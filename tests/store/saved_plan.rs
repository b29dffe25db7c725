//! Rule A8: a plan in a file.

use crate::world::{World, id};
use koppel::core::plan::ActionKind;
use koppel::core::value::Value;
use koppel::store::{SavedPlan, SavedPlanError};
use std::fs;
use tempfile::TempDir;

/// A leaver, an update of odd numbers, and a newcomer.
fn world() -> World {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiß");
    world.employee(1).status = koppel::core::EmployeeStatus::Inactive;
    world.linked(2, "00u2", "Bela", "Øverås");
    world.says(2, "department", Value::Decimal(0.1 + 0.2));
    world.newcomer(3, "Cem", "Yıldız");
    world.newcomer(4, "", "Nobody");
    world
}

fn saved(world: &World) -> SavedPlan {
    SavedPlan::new(&world.snapshot, "settings".to_owned(), world.plan())
}

#[test]
fn a8_a_plan_is_read_back_as_it_was_made() {
    let world = world();
    let mut saved = saved(&world);
    // Numbers come back bit by bit: what was sent is compared with what is read later.
    saved.plan.actions[1].changes[0].from = Value::Decimal(0.1 + 0.2);
    saved.plan.actions[1].changes[0].to = Value::Decimal(9_007_199_254_740_993.0 / 3.0);
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("plan.json");
    saved.write(&path).unwrap();
    let read = SavedPlan::read(&path).unwrap();
    assert_eq!(read.plan.actions, saved.plan.actions);
    assert_eq!(read.plan.skipped, saved.plan.skipped);
    assert_eq!(read.plan.remarks, saved.plan.remarks);
    assert_eq!(read.plan.limits, saved.plan.limits);
    assert_eq!(read.plan.summary, saved.plan.summary);
    assert_eq!(
        (read.org.as_str(), read.at),
        ("00oacme", world.snapshot.moment.now)
    );
    assert_eq!(read.basis, saved.basis);
    assert_eq!(read.basis.len(), read.plan.actions.len());
    let kinds: Vec<ActionKind> = read.plan.actions.iter().map(|action| action.kind).collect();
    assert_eq!(
        kinds,
        [ActionKind::Deactivate, ActionKind::Update, ActionKind::Provision]
    );
    let has = |at: usize| {
        (
            read.basis[at].employee.is_some(),
            read.basis[at].profile.is_some(),
        )
    };
    assert_eq!(
        [has(0), has(1), has(2)],
        [(true, true), (true, true), (true, false)]
    );
}

#[test]
fn a8_the_basis_moves_with_either_side_and_not_with_a_sign_in() {
    let before = saved(&world()).basis;
    let basis = |bend: fn(&mut World)| {
        let mut world = world();
        bend(&mut world);
        saved(&world).basis
    };
    let signed_in = basis(|world| {
        world.profile("00u1").last_login = Some(crate::world::instant("2026-11-30T06:00:00Z"));
    });
    assert_eq!(signed_in, before);
    let moved = basis(|world| world.says(2, "position", Value::text("Chef")));
    assert_ne!(moved[1].employee, before[1].employee);
    assert_eq!((&moved[1].profile, &moved[0]), (&before[1].profile, &before[0]));
    let suspended = basis(|world| world.profile("00u1").status = koppel::core::ProfileStatus::Suspended);
    assert_ne!(suspended[0].profile, before[0].profile);
    assert_eq!(suspended[0].employee, before[0].employee);
}

#[cfg(unix)]
#[test]
fn a8_the_file_is_its_owners_alone_and_replaces_an_older_one_whole() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("plan.json");
    fs::write(&path, "older").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o666)).unwrap();
    saved(&world()).write(&path).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        1,
        "nothing is left over"
    );
    assert!(matches!(
        saved(&world()).write(&folder.path().join("no/such/plan.json")),
        Err(SavedPlanError::Write { .. })
    ));
}

#[cfg(unix)]
#[test]
fn a8_what_is_no_plain_file_is_never_replaced() {
    use std::os::unix::fs::FileTypeExt;
    use std::os::unix::net::UnixListener;
    let folder = TempDir::new().unwrap();
    let socket = folder.path().join("socket");
    let _listener = UnixListener::bind(&socket).unwrap();
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(&socket, &link).unwrap();
    for path in [&socket, &link, &folder.path().to_owned()] {
        let error = saved(&world()).write(path).unwrap_err();
        assert!(error.to_string().ends_with("no plain file"), "{error}");
    }
    assert!(fs::metadata(&socket).unwrap().file_type().is_socket());
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        2,
        "nothing is left over"
    );
}

#[test]
fn a8_a_changed_or_strange_file_is_refused() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("plan.json");
    saved(&world()).write(&path).unwrap();
    let good = fs::read_to_string(&path).unwrap();
    let read = |text: &str| {
        fs::write(&path, text).unwrap();
        SavedPlan::read(&path).unwrap_err()
    };
    assert!(matches!(
        read(&good.replace("00u1", "00u2")),
        SavedPlanError::Damaged { .. }
    ));
    assert!(matches!(
        read(&good[..good.len() / 2]),
        SavedPlanError::NoPlan { .. }
    ));
    assert!(matches!(read("{}"), SavedPlanError::NoPlan { .. }));
    let newer = good.replace("\"koppel_plan\": 1", "\"koppel_plan\": 2");
    assert!(matches!(read(&newer), SavedPlanError::Version { version: 2, .. }));
    fs::remove_file(&path).unwrap();
    assert!(matches!(SavedPlan::read(&path), Err(SavedPlanError::Read { .. })));
    // Another layout of the same document is no change.
    let squeezed: serde_json::Value = serde_json::from_str(&good).unwrap();
    fs::write(&path, squeezed.to_string()).unwrap();
    assert_eq!(
        SavedPlan::read(&path).unwrap().plan.actions[0].employee,
        Some(id(1))
    );
}

#[test]
fn a8_a_plan_belongs_to_its_org_and_its_settings() {
    let saved = saved(&world());
    assert!(saved.check("00oacme", "settings").is_ok());
    assert!(matches!(
        saved.check("00oother", "settings"),
        Err(SavedPlanError::OtherOrg { .. })
    ));
    assert!(matches!(
        saved.check("00oacme", "changed"),
        Err(SavedPlanError::OtherSettings)
    ));
}
