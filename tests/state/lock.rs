//! Rule G4: one run at a time, and words for whoever comes second.

use super::book::{NOW, clock, instant, operator};
use super::child::{Child, Role};
use koppel::failure::{Exit, Failure};
use koppel::store::{LockError, LockKind, Operator, RunLock, StagingLock};
use std::path::Path;

fn take(folder: &Path) -> Result<RunLock, LockError> {
    let other = Operator {
        user: "grace".to_owned(),
        host: "idp2".to_owned(),
    };
    RunLock::take(folder, &other, clock("2026-11-30T08:00:00Z"))
}

#[test]
fn g4_whoever_comes_second_is_told_who_has_the_lock_and_since_when() {
    let folder = tempfile::tempdir().unwrap();
    let first = RunLock::take(folder.path(), &operator(), clock(NOW)).unwrap();
    let error = take(folder.path()).unwrap_err();
    let LockError::Locked {
        kind: LockKind::Run,
        holder: Some(holder),
    } = &error
    else {
        panic!("{error:?}");
    };
    assert_eq!(
        (&holder.operator, holder.since, holder.process),
        (&operator(), instant(NOW), std::process::id())
    );
    let failure = Failure::from(error);
    assert_eq!(failure.exit, Exit::Locked);
    let told = failure.to_string();
    assert!(
        told.contains("ada on idp1") && told.contains("2026-11-30T07:05:00Z"),
        "{told}"
    );
    drop(first);
    take(folder.path()).unwrap();
}

#[test]
fn g4_staging_has_a_lock_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let _run = RunLock::take(folder.path(), &operator(), clock(NOW)).unwrap();
    let _staging = StagingLock::take(folder.path(), &operator(), clock(NOW)).unwrap();
    let second = StagingLock::take(folder.path(), &operator(), clock(NOW)).unwrap_err();
    assert!(matches!(
        second,
        LockError::Locked {
            kind: LockKind::Staging,
            ..
        }
    ));
}

#[test]
fn g4_a_lock_ends_with_its_process_and_what_it_left_harms_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = Child::start(Role::HoldRunLock, folder.path());
    child.wait_for("locked");
    assert!(matches!(take(folder.path()), Err(LockError::Locked { .. })));
    child.kill();
    let left = std::fs::read_to_string(folder.path().join("run.holder")).unwrap();
    assert!(left.contains("ada"), "its words are still there: {left}");
    take(folder.path()).unwrap();
}

#[test]
fn g4_words_that_cannot_be_read_do_not_matter() {
    let folder = tempfile::tempdir().unwrap();
    let _lock = RunLock::take(folder.path(), &operator(), clock(NOW)).unwrap();
    std::fs::write(folder.path().join("run.holder"), "{\"user\":\"a").unwrap();
    assert!(matches!(
        take(folder.path()),
        Err(LockError::Locked { holder: None, .. })
    ));
}
