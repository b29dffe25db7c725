//! New, old, newer, damaged, somebody else's: what happens when the file is opened.

use super::book::{Book, NOW, ORG, action, base, clock, id, okta, open, operator};
use koppel::core::Text;
use koppel::core::plan::ActionKind;
use koppel::core::state::Review;
use koppel::failure::{Exit, Failure};
use koppel::store::state::{Decision, Fault, SetAside, Store, View};
use std::fs;
use std::path::Path;

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// The book's file with nothing beside it, as it lies after every program has ended.
fn closed(book: Book) -> tempfile::TempDir {
    let Book { folder, store, .. } = book;
    drop(store);
    folder
}

fn opened(folder: &Path) -> (Store, Option<SetAside>) {
    let opened = Store::open(folder, ORG, operator(), clock(NOW)).unwrap();
    (opened.store, opened.set_aside)
}

#[test]
fn a_folder_that_does_not_exist_is_a_new_state_and_stays_away_when_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("a/b");
    let view = View::open(&missing, Some(ORG), clock(NOW)).unwrap();
    let state = view.state().unwrap();
    assert!(!state.past.has_read && state.review == Review::Open);
    assert_eq!(view.runs(10).unwrap(), []);
    assert_eq!(view.org().unwrap(), None);
    assert!(!missing.exists());
    open(&missing, NOW);
    assert!(missing.join("state.db").is_file());
}

#[test]
fn what_is_written_is_there_when_the_file_is_opened_again() {
    let mut book = Book::new();
    let run = book.apply(action(ActionKind::Link, 1, "00u1"));
    book.at("2026-12-01T00:00:00Z");
    assert_eq!(book.state().past.links.len(), 1);
    let row = book.view().run(run).unwrap().unwrap();
    assert_eq!(row.by, operator());
    assert_eq!(row.version, env!("CARGO_PKG_VERSION"));
}

#[test]
fn r7_another_org_than_last_time_stops_before_anything_is_written() {
    let folder = closed(Book::new());
    let error = Store::open(folder.path(), "00oother", operator(), clock(NOW)).unwrap_err();
    assert!(matches!(error.fault, Fault::OtherOrg { .. }));
    let failure = Failure::from(error);
    assert_eq!(failure.exit, Exit::Stopped);
    assert!(
        failure.what.contains("00oother") && failure.what.contains(ORG),
        "{failure}"
    );
    View::open(folder.path(), Some("00oother"), clock(NOW)).unwrap_err();
    let view = View::open(folder.path(), None, clock(NOW)).unwrap();
    assert_eq!(view.org().unwrap().as_deref(), Some(ORG));
    view.check_org(ORG).unwrap();
    view.check_org("00oother").unwrap_err();
}

#[test]
fn r7_a_person_can_give_the_folder_to_another_org() {
    let mut book = Book::new();
    book.apply(action(ActionKind::Link, 1, "00u1"));
    let folder = closed(book);
    let other = Store::open_for_another_org(folder.path(), "00oother", operator(), clock(NOW))
        .unwrap()
        .store;
    assert!(other.view().state().unwrap().past.links.is_empty());
    assert_eq!(other.view().runs(10).unwrap(), []);
    drop(other);
    assert!(Store::open(folder.path(), ORG, operator(), clock(NOW)).is_err());
}

#[test]
fn the_file_of_a_newer_koppel_is_refused_with_words_and_left_as_it_is() {
    let folder = closed(Book::new());
    let path = folder.path().join("state.db");
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let before = fs::read(&path).unwrap();
    for error in [
        Store::open(folder.path(), ORG, operator(), clock(NOW)).unwrap_err(),
        View::open(folder.path(), None, clock(NOW)).unwrap_err(),
    ] {
        assert!(matches!(error.fault, Fault::Newer { found: 99, .. }), "{error:?}");
        assert!(Failure::from(error).what.contains("newer koppel"));
    }
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_file_that_is_no_database_is_set_aside_and_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.db");
    let garbage = b"no database, and somebody may want it back".repeat(50);
    fs::write(&path, &garbage).unwrap();
    let error = View::open(folder.path(), None, clock(NOW)).unwrap_err();
    assert!(
        matches!(error.fault, Fault::Damaged(_)),
        "looking changes nothing: {error:?}"
    );

    for number in ["", "-2"] {
        fs::write(&path, &garbage).unwrap();
        let (store, set_aside) = opened(folder.path());
        let aside = set_aside.unwrap();
        let name = format!("state.damaged-20261130T070500{number}.db");
        assert_eq!(aside.path, folder.path().join(name));
        assert_eq!(fs::read(&aside.path).unwrap(), garbage);
        assert!(aside.to_string().contains(&format!("{}", aside.path.display())));
        assert!(!store.view().state().unwrap().past.has_read);
    }
}

#[test]
fn a_database_with_a_broken_page_is_set_aside() {
    let mut book = Book::new();
    let bases: Vec<_> = (0..5_000)
        .map(|number| {
            (
                okta(&format!("00u{number}")),
                Text::const_new("title"),
                base("Chemist"),
            )
        })
        .collect();
    book.store.move_bases(&bases).unwrap();
    let folder = closed(book);
    let path = folder.path().join("state.db");
    let mut bytes = fs::read(&path).unwrap();
    let pages = bytes.len() / 4096;
    for page in (2..pages).step_by(3) {
        bytes[page * 4096..page * 4096 + 100].fill(0xff);
    }
    fs::write(&path, &bytes).unwrap();
    let (store, set_aside) = opened(folder.path());
    assert_eq!(fs::read(set_aside.unwrap().path).unwrap(), bytes);
    assert!(store.view().state().unwrap().bases.is_empty());
}

/// Values as a bit that flipped leaves them: readable as a page, and not as what koppel writes there.
#[test]
fn a_database_with_a_value_that_cannot_be_read_is_set_aside() {
    let damages = [
        "UPDATE bases SET sent = CAST(x'74ff' AS TEXT)",
        "UPDATE bases SET profile = CAST(x'30ff30' AS TEXT)",
        "UPDATE decisions SET kind = 'hoLd'",
        "UPDATE decisions SET at = -9000000000000000000",
        "UPDATE runs SET kind = 'sYnc'",
        "UPDATE actions SET outcome = NULL, changes = '[{'",
        "UPDATE folder SET org = org + 64",
    ];
    for damage in damages {
        let mut book = Book::new();
        book.apply(action(ActionKind::Link, 1, "00u1"));
        let base = (okta("00u1"), Text::const_new("title"), base("Chemist"));
        book.store.move_bases(&[base]).unwrap();
        book.decide(Decision::Exclude {
            employee: id(7),
            note: String::new(),
        });
        let folder = closed(book);
        let (_, whole) = opened(folder.path());
        assert_eq!(whole, None);
        let path = folder.path().join("state.db");
        let connection = rusqlite::Connection::open(&path).unwrap();
        connection.pragma_update(None, "foreign_keys", false).unwrap();
        let changed = connection.execute(damage, []).unwrap();
        assert!(changed > 0, "{damage}");
        drop(connection);
        let (store, set_aside) = opened(folder.path());
        let aside = set_aside.unwrap_or_else(|| panic!("{damage}: it counts as whole"));
        assert!(aside.path.exists(), "{damage}");
        assert!(!aside.why.contains("Chemist"), "{damage}: {}", aside.why);
        assert!(store.view().state().unwrap().bases.is_empty(), "{damage}");
    }
}

#[test]
fn another_programs_database_is_set_aside() {
    let folder = tempfile::tempdir().unwrap();
    let other = rusqlite::Connection::open(folder.path().join("state.db")).unwrap();
    other
        .execute_batch("CREATE TABLE bookmarks (address TEXT)")
        .unwrap();
    drop(other);
    let (_, set_aside) = opened(folder.path());
    assert!(set_aside.unwrap().why.contains("another program"));
}

#[test]
fn a_damaged_file_that_another_koppel_has_open_stays_where_it_is() {
    let book = Book::new();
    let path = book.folder.path().join("state.db");
    fs::write(&path, "no database any more".repeat(300)).unwrap();
    let _ = fs::remove_file(path.with_file_name("state.db-wal"));
    let before = names(book.folder.path());
    let error = Store::open(book.folder.path(), ORG, operator(), clock(NOW)).unwrap_err();
    assert!(matches!(error.fault, Fault::Damaged(_)), "{error:?}");
    assert!(
        Failure::from(error).todo.unwrap().contains("backup"),
        "words, and what to do"
    );
    assert!(
        names(book.folder.path())
            .iter()
            .filter(|name| before.contains(name))
            .count()
            == before.len(),
        "nothing was renamed"
    );
}

#[test]
fn an_empty_file_is_a_new_state() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("state.db"), "").unwrap();
    assert!(View::open(folder.path(), None, clock(NOW)).is_ok());
    let (_, set_aside) = opened(folder.path());
    assert_eq!(set_aside, None);
}

#[cfg(unix)]
mod modes {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn mode_of(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    /// Modes of all files while the state is open, by name.
    fn files(folder: &Path) -> Vec<(String, u32)> {
        names(folder)
            .into_iter()
            .map(|name| {
                let mode = mode_of(&folder.join(&name));
                (name, mode)
            })
            .collect()
    }

    #[test]
    fn the_folder_is_its_owners_alone() {
        let outer = tempfile::tempdir().unwrap();
        let folder = outer.path().join("state");
        fs::create_dir(&folder).unwrap();
        set_mode(&folder, 0o755);
        fs::write(folder.join("state.db"), "").unwrap();
        set_mode(&folder.join("state.db"), 0o644);
        let mut store = open(&folder, NOW);
        store.check_writable(1).unwrap();
        let _lock = koppel::store::RunLock::take(&folder, &operator(), clock(NOW)).unwrap();
        assert_eq!(mode_of(&folder), 0o700);
        let files = files(&folder);
        assert!(
            files.iter().any(|(name, _)| name == "state.db-wal"),
            "SQLite's own files too: {files:?}"
        );
        assert!(files.iter().all(|(_, mode)| *mode == 0o600), "{files:?}");
    }

    #[test]
    fn a_groups_folder_stays_the_groups_and_nobody_elses() {
        let outer = tempfile::tempdir().unwrap();
        let folder = outer.path().join("state");
        fs::create_dir(&folder).unwrap();
        set_mode(&folder, 0o2775);
        let mut store = open(&folder, NOW);
        store.check_writable(1).unwrap();
        let _lock = koppel::store::RunLock::take(&folder, &operator(), clock(NOW)).unwrap();
        assert_eq!(mode_of(&folder), 0o2770);
        let files = files(&folder);
        assert!(files.iter().all(|(_, mode)| *mode == 0o660), "{files:?}");
    }
}
