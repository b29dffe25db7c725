//! Disks that are full, folders that may not be written, a journal that another program locks, a damaged state: nothing
//! is sent that could not be written down (rule A2). And one run at a time (rule G4).

use crate::bench::{Bench, TODAY};
use crate::end_state::assert_all_in_the_journal;
use crate::people::{JANE, jane, janes};
use crate::process::{SYNC, company, start, wait_for_calls};
use crate::program::{Both, Ended, Koppel, binary};
use koppel::engine::Progress;
use koppel::failure::Exit;
use koppel::sim::{Calls, Company, Received};
use koppel::store::state::OutcomeKind::{Applied, NotReached};
use koppel::store::state::RunEnd;
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::sync::Mutex;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

/// Jane is found by her mailbox: one link is to be written.
fn one_link() -> (Both, Koppel) {
    let both = Both::of(Company::empty().employee(jane()).profile(janes()));
    let koppel = both.koppel();
    (both, koppel)
}

fn writes(both: &Both) -> usize {
    both.simulator
        .ledger()
        .iter()
        .filter(|call| call.is_write())
        .count()
}

fn run(mut command: Command, koppel: &Koppel) -> Ended {
    let output = command
        .env_clear()
        .envs(&koppel.variables)
        .args(SYNC)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ended {
        stdout: text(output.stdout),
        stderr: text(output.stderr),
        code: output.status.code(),
    }
}

fn mode(path: &std::path::Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a2_a_full_disk_is_noticed_before_the_first_write() {
    let (both, koppel) = one_link();
    // Files may not grow beyond a mebibyte, as on a disk that is full.
    let mut limited = Command::new("bash");
    limited
        .args(["-c", "trap '' XFSZ; ulimit -f 1024; exec \"$0\" \"$@\""])
        .arg(binary());
    let ended = run(limited, &koppel);
    assert_eq!(ended.code, Some(1), "{}", ended.whole());
    assert!(ended.stderr.contains("disk"), "{}", ended.stderr);
    assert_eq!(writes(&both), 0);
    let ended = koppel.run(&SYNC);
    assert_eq!((ended.code, writes(&both)), (Some(0), 1), "{}", ended.whole());
}

#[test]
fn a2_a_state_folder_that_may_not_be_written_is_noticed_before_the_first_write() {
    let (both, mut koppel) = one_link();
    let state = koppel.folder.path().join("state");
    fs::create_dir(&state).unwrap();
    koppel.set("KOPPEL_STATE_DIR", state.to_str().unwrap());
    mode(&state, 0o555);
    // Root is stopped by no mode: nobody runs it instead, from a place that everybody may enter.
    let reachable = TempDir::new().unwrap();
    let command = if fs::metadata(reachable.path()).unwrap().uid() == 0 {
        mode(reachable.path(), 0o755);
        mode(koppel.folder.path(), 0o755);
        let program = reachable.path().join("koppel");
        fs::copy(binary(), &program).unwrap();
        let mut command = Command::new(program);
        command.uid(65534).gid(65534);
        command
    } else {
        Command::new(binary())
    };
    let ended = run(command, &koppel);
    mode(&state, 0o755);
    assert_eq!(ended.code, Some(1), "{}", ended.whole());
    assert!(
        ended.stderr.contains("cannot be written") && ended.stderr.contains("KOPPEL_STATE_DIR"),
        "{}",
        ended.stderr
    );
    assert_eq!(both.simulator.ledger().len(), 0, "nobody was even asked");
}

#[test]
fn a2_a_journal_that_another_program_locks_is_noticed_before_the_first_write() {
    let (both, koppel) = one_link();
    assert_eq!(
        koppel.run(&["sync", "--yes"]).code,
        Some(4),
        "the state is there now"
    );
    let other = rusqlite::Connection::open(koppel.folder.path().join("state.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let ended = koppel.run(&SYNC);
    assert_eq!(ended.code, Some(1), "{}", ended.whole());
    assert!(
        ended.stderr.contains("Another program has locked"),
        "{}",
        ended.stderr
    );
    assert_eq!(writes(&both), 0);
    other.execute_batch("ROLLBACK").unwrap();
    let ended = koppel.run(&SYNC);
    assert_eq!((ended.code, writes(&both)), (Some(0), 1), "{}", ended.whole());
}

/// A row for each call stands on the disk before it: what cannot be written down is not sent.
#[tokio::test(start_paused = true)]
async fn a2_a_journal_that_is_locked_right_before_the_first_call_lets_none_out() {
    let bench = Bench::over(Company::empty().employee(jane()).profile(janes())).await;
    let locked = Mutex::new(None);
    let lock = |progress| {
        if matches!(progress, Progress::Applying { .. }) {
            let other = rusqlite::Connection::open(bench.folder.path().join("state.db")).unwrap();
            other.execute_batch("BEGIN IMMEDIATE").unwrap();
            *locked.lock().unwrap() = Some(other);
        }
    };
    let ended = bench
        .run_with(crate::bench::first(), &lock, &CancellationToken::new())
        .await;
    let failure = match ended {
        Ok(report) => report.failure.unwrap(),
        Err(failure) => failure,
    };
    assert_eq!(failure.exit, Exit::Failed);
    assert!(failure.what.contains("Another program has locked"), "{failure}");
    assert_eq!(bench.writes().len(), 0);
    drop(locked.lock().unwrap().take());

    // The next run closes what was broken off.
    let report = bench.first_sync().await;
    assert_eq!((report.exit(), bench.writes().len()), (Exit::Done, 1));
    let runs = bench.view().runs(2).unwrap();
    let rows = bench.view().actions_of_run(runs[1].run).unwrap();
    assert_eq!(rows[0].outcome.unwrap().1, NotReached);
}

/// Calls that were under way when the disk gave up are looked up by the next run.
#[tokio::test(start_paused = true)]
async fn a2_a_journal_that_is_locked_in_the_middle_stops_the_run_and_leaves_what_it_knows() {
    let bench = Bench::over(Company::made_up(80, 1, TODAY)).await;
    let locked = Mutex::new(None);
    let lock = |progress| {
        let mut locked = locked.lock().unwrap();
        if matches!(progress, Progress::Ended { .. }) && locked.is_none() {
            let other = rusqlite::Connection::open(bench.folder.path().join("state.db")).unwrap();
            other.busy_timeout(Duration::from_secs(2)).unwrap();
            other.execute_batch("BEGIN IMMEDIATE").unwrap();
            *locked = Some(other);
        }
    };
    let report = bench
        .run_with(crate::bench::first(), &lock, &CancellationToken::new())
        .await
        .unwrap();
    let failure = report.failure.as_ref().unwrap();
    assert!(failure.what.contains("Another program has locked"), "{failure}");
    assert_eq!((failure.exit, report.end), (Exit::Failed, RunEnd::Failed));
    assert!(report.count(Applied) >= 1 && report.count(NotReached) > 5);
    drop(locked.lock().unwrap().take());

    assert_eq!(bench.first_sync().await.failure, None);
    assert_all_in_the_journal(&bench.simulator.ledger(), &bench.view());
}

#[test]
fn a2_a_damaged_state_stops_the_run_and_is_kept_aside() {
    let (both, koppel) = one_link();
    assert_eq!(koppel.run(&SYNC).code, Some(0));
    let state = koppel.folder.path().join("state.db");
    let mut bytes = fs::read(&state).unwrap();
    let half = bytes.len() / 2;
    bytes[..half].fill(0x5a);
    fs::write(&state, &bytes).unwrap();
    let ended = koppel.run(&SYNC);
    assert_eq!(ended.code, Some(1), "{}", ended.whole());
    assert!(
        ended.stderr.contains("damaged") && ended.stderr.contains("aside"),
        "{}",
        ended.stderr
    );
    let kept = fs::read_dir(koppel.folder.path())
        .unwrap()
        .any(|file| fs::read(file.unwrap().path()).is_ok_and(|kept| kept == bytes));
    assert!(kept, "the damaged file is there as it was");
    // Nothing is known any more: somebody has to look at the links again.
    let ended = koppel.run(&["sync", "--yes"]);
    assert_eq!((ended.code, writes(&both)), (Some(0), 1), "{}", ended.whole());
    both.simulator.company(|company| {
        company
            .okta
            .change(JANE, |profile| profile.set("department", "Elsewhere"))
    });
    let ended = koppel.run(&["sync", "--yes"]);
    let expected = (Some(0), 1);
    assert_eq!((ended.code, writes(&both)), expected, "drift: {}", ended.whole());
}

fn readings(both: &Both) -> usize {
    let ledger = both.simulator.ledger();
    ledger
        .iter()
        .filter(|call| call.call == Some(Calls::Organization))
        .count()
}

#[test]
fn g4_a_second_run_ends_at_once_while_one_goes_on_and_looking_does_not() {
    let (both, koppel) = company(9);
    both.simulator.set_faults(&["stalled@writes".parse().unwrap()], 0);
    let mut first = start(&koppel);
    wait_for_calls(&both, &mut first, 1, Received::is_write);
    let asked = readings(&both);
    let mut fastest = Duration::MAX;
    for _ in 0..3 {
        let began = Instant::now();
        let ended = koppel.run(&SYNC);
        fastest = fastest.min(began.elapsed());
        assert_eq!(ended.code, Some(7), "{}", ended.whole());
        assert!(
            ended.stderr.contains("Another run is under way"),
            "{}",
            ended.stderr
        );
        assert!(
            ended.stderr.contains(&format!("process {}", first.id())),
            "{}",
            ended.stderr
        );
    }
    assert!(fastest < Duration::from_secs(1), "{fastest:?}");
    assert_eq!(readings(&both), asked, "nobody was asked");
    let looked = koppel.run(&["plan"]);
    assert!(matches!(looked.code, Some(0 | 4)), "{}", looked.whole());
    first.kill().unwrap();
    first.wait().unwrap();
    both.simulator.set_faults(&[], 0);
    let ended = koppel.run(&SYNC);
    assert!(
        matches!(ended.code, Some(0 | 5)),
        "the lock ended with its process: {}",
        ended.whole()
    );
}
