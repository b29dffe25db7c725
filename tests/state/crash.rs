//! A process may be killed at any moment, and two may write at once.

use super::book::{NOW, ORG, base, clock, okta, open, operator, sync};
use super::child::{ACTIONS, Child, Role, profile_of};
use koppel::core::OktaId;
use koppel::store::RunLock;
use koppel::store::state::{OutcomeKind, RunId, Store, View};
use rustc_hash::FxHashSet;
use std::path::Path;

/// How often a run is killed.
const ROUNDS: u32 = 25;

fn ledger(folder: &Path) -> FxHashSet<(i64, u32)> {
    std::fs::read_to_string(folder.join("ledger"))
        .unwrap_or_default()
        .lines()
        .filter_map(|line| {
            let (run, position) = line.split_once(' ')?;
            Some((run.parse().ok()?, position.parse().ok()?))
        })
        .collect()
}

/// Whatever was called is known to have been called, and an outcome stands with all that follows, or not at
/// all.
fn check(folder: &Path, run: RunId) {
    let called = ledger(folder);
    let view = View::open(folder, Some(ORG), clock(NOW)).unwrap();
    let state = view.state().unwrap();
    let rows = view.actions_of_run(run).unwrap();
    assert_eq!(
        rows.len(),
        usize::try_from(ACTIONS).unwrap(),
        "planned all together"
    );
    for row in rows {
        if called.contains(&(run.0, row.position)) {
            assert!(row.called.is_some(), "{row:?} was sent and is not in the journal");
        }
        let profile: OktaId = okta(&profile_of(run.0, row.position));
        let followed = (
            state.past.links.contains_key(&profile),
            state
                .bases
                .get(&profile)
                .and_then(|bases| bases.get("title"))
                .cloned(),
        );
        let expected = match row.outcome {
            Some((_, outcome)) => {
                assert_eq!(outcome, OutcomeKind::Applied);
                (true, Some(base(&format!("v{}", row.position))))
            }
            None => (false, None),
        };
        assert_eq!(followed, expected, "{row:?}");
    }
    let open = view.unresolved_actions().unwrap();
    assert!(
        open.iter().filter(|row| row.run == run).count() <= 1,
        "one call at a time"
    );
}

#[test]
fn a2_a_run_that_is_killed_loses_no_record_of_what_may_have_happened() {
    let folder = tempfile::tempdir().unwrap();
    for round in 0..ROUNDS {
        let mut child = Child::start(Role::Run, folder.path());
        let run = child.wait_for("planned ");
        let run = RunId(run["planned ".len()..].parse().unwrap());
        // Killed while it goes on after this line: somewhere in the actions that come next.
        if let Some(position) = (round * 7 % ACTIONS).checked_sub(1) {
            child.wait_for(&format!("ended {position}"));
        }
        child.kill();
        check(folder.path(), run);
    }
    let lock = RunLock::take(folder.path(), &operator(), clock(NOW)).unwrap();
    let mut store = open(folder.path(), NOW);
    store.begin_run(&lock, &sync()).unwrap();
    let unresolved = store.view().unresolved_actions().unwrap();
    let sent = ledger(folder.path());
    for run in store.view().runs(100).unwrap() {
        for row in store.view().actions_of_run(run.run).unwrap() {
            let is_open = unresolved
                .iter()
                .any(|open| (open.run, open.position) == (row.run, row.position));
            let was_sent = sent.contains(&(row.run.0, row.position));
            let is_right = match row.outcome.map(|(_, outcome)| outcome) {
                Some(OutcomeKind::Applied) => was_sent && !is_open,
                Some(OutcomeKind::NotReached) => !was_sent && !is_open,
                None => is_open,
                _ => false,
            };
            assert!(is_right, "{row:?}");
        }
    }
}

#[test]
fn a_process_that_is_killed_while_it_makes_the_file_leaves_nothing_half() {
    for round in 0..20 {
        let folder = tempfile::tempdir().unwrap();
        let child = Child::start(Role::Run, folder.path());
        while !folder.path().join("state.db").exists() {
            std::thread::yield_now();
        }
        // A little later in each round.
        for _ in 0..round * round {
            std::thread::yield_now();
        }
        child.kill();
        View::open(folder.path(), Some(ORG), clock(NOW))
            .unwrap()
            .state()
            .unwrap();
        let opened = Store::open(folder.path(), ORG, operator(), clock(NOW)).unwrap();
        assert_eq!(opened.set_aside, None);
        opened.store.view().state().unwrap();
    }
}

#[test]
fn two_processes_write_at_once_and_neither_loses_a_row() {
    let folder = tempfile::tempdir().unwrap();
    // Both also make the file, at the same time.
    let run = Child::start(Role::Run, folder.path());
    let decide = Child::start(Role::Decide, folder.path());
    run.ends_well();
    decide.ends_well();
    let state = View::open(folder.path(), Some(ORG), clock(NOW))
        .unwrap()
        .state()
        .unwrap();
    let all = usize::try_from(ACTIONS).unwrap();
    assert_eq!(
        (state.past.links.len(), state.decisions.assignments.len()),
        (all, all)
    );
}

#[test]
fn looking_needs_no_lock_and_works_while_a_run_writes() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = Child::start(Role::Run, folder.path());
    for position in (0..50).step_by(5) {
        child.wait_for(&format!("ended {position}"));
        let view = View::open(folder.path(), None, clock(NOW)).unwrap();
        let links = view.state().unwrap().past.links.len();
        assert!(links > position, "what was written is seen");
    }
    child.wait_for(&format!("ended {}", ACTIONS - 1));
    child.ends_well();
}

/// POSIX gives up all locks that a process has on a file as soon as it closes any descriptor of it, and then
/// another process may take itself for the last user of the file: nobody but SQLite may open it.
#[cfg(target_os = "linux")]
#[test]
fn opening_the_state_once_more_keeps_the_locks_that_this_process_has() {
    use std::os::unix::fs::MetadataExt;
    let folder = tempfile::tempdir().unwrap();
    let is_locked = || {
        let inode = std::fs::metadata(folder.path().join("state.db")).unwrap().ino();
        let locks = std::fs::read_to_string("/proc/locks").unwrap();
        locks.lines().any(|line| line.contains(&format!(":{inode} ")))
    };
    let look = || {
        let view = View::open(folder.path(), None, clock(NOW)).unwrap();
        view.state().unwrap();
        view
    };
    let store = open(folder.path(), NOW);
    assert!(is_locked());
    drop(look());
    assert!(is_locked(), "looked, while this process can write");
    drop(store);
    assert!(!is_locked());
    let _view = look();
    assert!(is_locked());
    drop(open(folder.path(), NOW));
    assert!(is_locked(), "opened to write, while this process looks");
}

#[test]
fn a_reading_process_does_not_stop_a_writing_one() {
    let folder = tempfile::tempdir().unwrap();
    open(folder.path(), NOW);
    let looking = rusqlite::Connection::open(folder.path().join("state.db")).unwrap();
    looking.execute_batch("BEGIN; SELECT count(*) FROM runs").unwrap();
    let mut store = Store::open(folder.path(), ORG, operator(), clock(NOW))
        .unwrap()
        .store;
    store.check_writable(1).unwrap();
}
