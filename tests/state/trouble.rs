//! Disks that are full, folders that may not be written, programs that lock the file: words, before anything is
//! written.

use super::book::{Book, NOW, ORG, action, clock, open, operator};
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
    View::open(folder.path(), None, clock(NOW)).unwrap_err();
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

    /// This binary run by somebody whom modes stop: root is stopped by none, so nobody runs it instead.
    fn by_somebody(folder: &Path) -> Command {
        if fs::metadata(folder).unwrap().uid() != 0 {
            return Command::new(std::env::current_exe().unwrap());
        }
        let program = folder.with_extension("program");
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
        let outer = tempfile::tempdir().unwrap();
        mode(outer.path(), 0o755);
        let folder = outer.path().join("state");
        let mut store = open(&folder, NOW);
        let lock = koppel::store::RunLock::take(&folder, &operator(), clock(NOW)).unwrap();
        let run = store.begin_run(&lock, &super::super::book::sync()).unwrap();
        let link = action(ActionKind::Link, 1, "00u1");
        store
            .plan_actions(run, &[super::super::book::planned(&link)])
            .unwrap();
        store.begin_action(run, 0).unwrap();
        store
            .end_action(
                run,
                0,
                &super::super::book::applied(koppel::store::state::Applied::default()),
            )
            .unwrap();
        drop((store, lock));
        for file in fs::read_dir(&folder).unwrap() {
            mode(&file.unwrap().path(), 0o444);
        }
        mode(&folder, 0o555);

        let mut look = Child::start_by(by_somebody(&folder), Role::Look, &folder);
        assert_eq!(look.wait_for("links"), "links 1");
        look.ends_well();
        let mut write = Child::start_by(by_somebody(&folder), Role::CheckWritable, &folder);
        let verdict = write.wait_for("verdict");
        assert!(verdict.starts_with("verdict Folder"), "{verdict}");
        write.ends_well();
        mode(&folder, 0o755);
    }
}
