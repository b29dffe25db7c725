//! Disks that are full, folders that may not be written, programs that lock the file: words, before anything
//! is written.

use super::book::{Book, NOW, ORG, action, clock, operator};
use super::child::{Child, Role};
use koppel::core::plan::ActionKind;
use koppel::failure::{Exit, Failure};
use koppel::store::state::{Fault, Store, View};

#[test]
fn a_program_that_locks_the_file_is_noticed_before_anything_is_written() {
    let mut book = Book::new();
    let other = rusqlite::Connection::open(book.folder.path().join("state.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = book.store.check_writable(1).unwrap_err();
    assert!(matches!(error.fault, Fault::Locked(_)), "{error:?}");
    let failure = Failure::from(error);
    assert_eq!(failure.exit, Exit::Failed);
    assert!(failure.what.contains("Another program has locked"), "{failure}");
    other.execute_batch("ROLLBACK").unwrap();
    book.store.check_writable(1).unwrap();
}

#[test]
fn room_is_proved_and_given_back() {
    let mut book = Book::new();
    let size = |book: &Book| {
        let pages = |what: &str| -> i64 {
            rusqlite::Connection::open(book.folder.path().join("state.db"))
                .unwrap()
                .pragma_query_value(None, what, |row| row.get(0))
                .unwrap()
        };
        (pages("page_count"), pages("freelist_count"))
    };
    book.store.check_writable(5_000).unwrap();
    let (all, free) = size(&book);
    assert!(
        free * 4096 >= 5_000 * 4096,
        "{free} pages of {all} wait for the journal"
    );
    book.store.check_writable(5_000).unwrap();
    assert!(size(&book).0 <= all + 2, "the room is used again");
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file"), "").unwrap();
    let error = Store::open(&folder.path().join("file/state"), ORG, operator(), clock(NOW)).unwrap_err();
    assert!(matches!(error.fault, Fault::Folder(_)));
    let failure = Failure::from(error);
    assert!(
        failure.what.contains("file/state") && failure.todo.unwrap().contains("KOPPEL_STATE_DIR"),
        "{}",
        failure.what
    );
}

#[test]
fn a_state_that_is_a_folder_is_words_and_no_crash() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("state.db")).unwrap();
    let error = Store::open(folder.path(), ORG, operator(), clock(NOW)).unwrap_err();
    assert!(matches!(error.fault, Fault::Folder(_)), "{error:?}");
    let error = View::open(folder.path(), None, clock(NOW)).unwrap_err();
    assert!(matches!(error.fault, Fault::Unreadable(_)), "{error:?}");
}

#[test]
fn every_fault_is_told_with_what_happened_why_and_what_to_do() {
    let sqlite = || rusqlite::Error::QueryReturnedNoRows;
    let io = || std::io::Error::from(std::io::ErrorKind::Unsupported);
    let faults = [
        (Fault::Folder(io()), Exit::Failed),
        (Fault::Unreadable(io()), Exit::Failed),
        (Fault::CannotLock(io()), Exit::Failed),
        (Fault::ReadOnly(sqlite()), Exit::Failed),
        (Fault::DiskFull(sqlite()), Exit::Failed),
        (Fault::Locked(sqlite()), Exit::Failed),
        (Fault::InUse, Exit::Locked),
        (Fault::Newer { found: 2, known: 1 }, Exit::Failed),
        (Fault::Damaged("page 7".to_owned()), Exit::Failed),
        (
            Fault::OtherOrg {
                last: "00oa".to_owned(),
                now: "00ob".to_owned(),
            },
            Exit::Stopped,
        ),
        (
            Fault::Odd {
                table: "runs",
                what: "a time",
            },
            Exit::Failed,
        ),
        (Fault::NotBegun { run: 1, position: 2 }, Exit::Failed),
        (Fault::NotInForce(3), Exit::Failed),
        (Fault::Sqlite(sqlite()), Exit::Failed),
    ];
    for (fault, exit) in faults {
        let words = fault.to_string();
        let path = "/var/lib/koppel/state.db".into();
        let failure = Failure::from(koppel::store::state::StateError { path, fault });
        assert_eq!(failure.exit, exit, "{failure}");
        let why = failure.why.as_deref().unwrap();
        assert_eq!(why.to_lowercase(), words.to_lowercase());
        let todo = failure.todo.as_deref().unwrap();
        assert!(!failure.what.ends_with('.'), "{failure}");
        for sentence in [why, todo] {
            assert!(
                sentence.starts_with(|first: char| first.is_uppercase()),
                "{failure}"
            );
        }
    }
}

#[test]
fn g4_a_folder_whose_files_cannot_be_locked_is_named() {
    let error = koppel::store::LockError::CannotLock {
        folder: "/mnt/share".into(),
        error: std::io::Error::from(std::io::ErrorKind::Unsupported),
    };
    let failure = Failure::from(error);
    assert!(failure.what.contains("/mnt/share"), "{failure}");
    assert!(failure.todo.is_some_and(|todo| todo.contains("KOPPEL_STATE_DIR")));
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    use std::path::Path;
    use std::process::Command;

    /// Files of the child may not grow beyond a mebibyte, as on a disk that is full.
    fn on_a_full_disk() -> Command {
        let mut command = Command::new("bash");
        let limited = "trap '' XFSZ; ulimit -f 1024; exec \"$0\" \"$@\"";
        command
            .args(["-c", limited])
            .arg(std::env::current_exe().unwrap());
        command
    }

    /// This binary run by somebody whom modes stop: root is stopped by none, so nobody runs it instead, from
    /// a place (`reachable`) that everybody may enter.
    fn by_somebody(reachable: &Path) -> Command {
        if fs::metadata(reachable).unwrap().uid() != 0 {
            return Command::new(std::env::current_exe().unwrap());
        }
        mode(reachable, 0o755);
        let program = reachable.join("program");
        fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
        let mut command = Command::new(&program);
        command.uid(65534).gid(65534);
        command
    }

    fn mode(path: &Path, mode: u32) {
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn a_full_disk_is_noticed_before_anything_is_written() {
        let mut book = Book::new();
        book.apply(action(ActionKind::Link, 1, "00u1"));
        let folder = book.folder.path();
        let mut child = Child::start_by(on_a_full_disk(), Role::CheckWritable, folder);
        let verdict = child.wait_for("verdict");
        assert!(verdict.starts_with("verdict DiskFull"), "{verdict}");
        assert_eq!(book.state().past.links.len(), 1, "what was there is whole");
        book.store.check_writable(10).unwrap();
    }

    #[test]
    fn a_read_only_folder_is_noticed_and_can_be_looked_at() {
        let mut book = Book::new();
        book.apply(action(ActionKind::Link, 1, "00u1"));
        let Book { folder, store, .. } = book;
        drop(store);
        for file in fs::read_dir(folder.path()).unwrap() {
            mode(&file.unwrap().path(), 0o444);
        }
        mode(folder.path(), 0o555);
        let reachable = tempfile::tempdir().unwrap();

        let mut looking = Child::start_by(by_somebody(reachable.path()), Role::Look, folder.path());
        assert_eq!(looking.wait_for("links"), "links 1");
        looking.ends_well();
        let somebody = by_somebody(reachable.path());
        let mut writing = Child::start_by(somebody, Role::CheckWritable, folder.path());
        let verdict = writing.wait_for("verdict");
        assert!(verdict.starts_with("verdict Folder"), "{verdict}");
        writing.ends_well();

        // A log that cannot be read together with the file may hold what was written last: no half truth.
        mode(folder.path(), 0o755);
        fs::write(folder.path().join("state.db-wal"), "what a killed process left").unwrap();
        mode(folder.path(), 0o555);
        let mut looking = Child::start_by(by_somebody(reachable.path()), Role::Look, folder.path());
        assert!(looking.wait_for("fault").starts_with("fault Unreadable"));
        looking.ends_well();

        mode(&folder.path().join("state.db"), 0o000);
        let somebody = by_somebody(reachable.path());
        let mut looking = Child::start_by(somebody, Role::Look, folder.path());
        assert!(looking.wait_for("fault").starts_with("fault Unreadable"));
        looking.ends_well();
        mode(folder.path(), 0o755);
    }
}
