//! A folder is looked at, and nothing is changed.

use koppel::store::{FolderFacts, FolderState, inspect_folder};
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use tempfile::TempDir;

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

fn facts(path: &Path) -> FolderFacts {
    let facts = match inspect_folder(path).unwrap() {
        FolderState::There(facts) => Some(facts),
        _ => None,
    };
    facts.expect("it is a folder")
}

#[test]
fn a_closed_folder_of_ones_own_has_nothing_against_it() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("state.db"), "").unwrap();
    set_mode(&folder.path().join("state.db"), 0o600);
    set_mode(folder.path(), 0o700);
    assert_eq!(
        facts(folder.path()),
        FolderFacts {
            is_writable: true,
            foreign_owner: None,
            loose_mode: None,
            loose_files: Vec::new(),
        }
    );
}

#[test]
fn what_others_may_do_is_named() {
    let folder = TempDir::new().unwrap();
    for (name, mode) in [("a", 0o644), ("b", 0o600), ("c", 0o606)] {
        fs::write(folder.path().join(name), "").unwrap();
        set_mode(&folder.path().join(name), mode);
    }
    set_mode(folder.path(), 0o755);
    let open = facts(folder.path());
    assert_eq!(
        (open.loose_mode, open.loose_files),
        (Some(0o755), vec!["a".to_owned(), "c".to_owned()])
    );
}

#[test]
fn a_groups_folder_is_not_loose() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("state.db"), "").unwrap();
    set_mode(&folder.path().join("state.db"), 0o660);
    for (mode, loose) in [(0o2770, None), (0o2775, Some(0o2775)), (0o750, Some(0o750))] {
        set_mode(folder.path(), mode);
        let facts = facts(folder.path());
        assert_eq!(
            (facts.loose_mode, facts.loose_files),
            (loose, Vec::new()),
            "{mode:o}"
        );
    }
}

#[test]
fn a_missing_folder_can_be_made_unless_something_stands_in_its_way() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a/b");
    assert_eq!(inspect_folder(&path).unwrap(), FolderState::CanBeMade);
    assert!(!folder.path().join("a").exists(), "nothing was made");
    let file = folder.path().join("a");
    fs::write(&file, "").unwrap();
    for path in [&path, &file] {
        assert_eq!(
            inspect_folder(path).unwrap(),
            FolderState::NoFolder { path: file.clone() }
        );
    }
}

/// The superuser may write everywhere, so that there is nothing to see for them.
#[test]
fn a_folder_that_this_user_may_not_write_is_not_writable() {
    let folder = TempDir::new().unwrap();
    let closed = folder.path().join("closed");
    fs::create_dir(&closed).unwrap();
    set_mode(&closed, 0o500);
    let may_write = fs::write(closed.join("probe"), "").is_ok();
    assert_eq!(facts(&closed).is_writable, may_write);
    let above = inspect_folder(&closed.join("state")).unwrap();
    if may_write {
        assert_eq!(above, FolderState::CanBeMade);
    } else {
        assert_eq!(above, FolderState::CannotBeMade { above: closed });
    }
}
