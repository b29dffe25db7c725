//! `kill -9` in the middle of a run (rule A2): whatever may have happened is known to the next run, which brings
//! everything to the same end.

use crate::end_state::{EndState, assert_all_in_the_journal, end_state};
use crate::process::{SYNC, company, start, wait_for_calls};
use crate::program::{Both, Koppel};
use koppel::clock::Clock;
use koppel::sim::{Fault, Received};
use koppel::store::state::View;

/// Kills of each company's runs; with five companies these are 50.
const KILLS: usize = 10;

fn view(koppel: &Koppel) -> View {
    View::open(koppel.folder.path(), None, Clock::System).unwrap()
}

fn state_of(both: &Both) -> EndState {
    both.simulator.company(|company| end_state(company))
}

/// What a company comes to by itself, and with how many writes.
fn undisturbed(seed: u64) -> (EndState, usize) {
    let (both, koppel) = company(seed);
    let ended = koppel.run(&SYNC);
    assert!(matches!(ended.code, Some(0 | 5)), "{}", ended.whole());
    let writes = both
        .simulator
        .ledger()
        .iter()
        .filter(|call| call.is_write())
        .count();
    (state_of(&both), writes)
}

/// Kills a run right after a random one of its writes was done, half of the time before its answer.
fn kill_once(both: &Both, koppel: &Koppel, writes: usize, rng: &mut fastrand::Rng) {
    let before = both
        .simulator
        .ledger()
        .iter()
        .filter(|call| call.is_write())
        .count();
    let moment = rng.usize(0..=writes);
    let stalls = rng.bool() && moment > 0;
    let faults: Vec<Fault> = if stalls {
        vec![format!("stalled@writes:{moment}").parse().unwrap()]
    } else {
        Vec::new()
    };
    both.simulator.set_faults(&faults, 0);
    let mut child = start(koppel);
    if moment == 0 {
        let read = |received: &Received| received.parameter("filter").is_some();
        wait_for_calls(both, &mut child, 1, read);
    } else {
        wait_for_calls(both, &mut child, before + moment, Received::is_write);
    }
    child.kill().unwrap();
    child.wait().unwrap();
    both.simulator.set_faults(&[], 0);
}

fn assert_kills_change_nothing(seed: u64) {
    let (expected, writes) = undisturbed(seed);
    assert!(writes > 60, "seed {seed}: {writes} writes");
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut unresolved = 0;
    // A run that was killed is followed by one that is killed too, and that by one that does the rest.
    for _ in 0..KILLS / 2 {
        let (both, koppel) = company(seed);
        for _ in 0..2 {
            kill_once(&both, &koppel, writes, &mut rng);
            unresolved += view(&koppel).unresolved_actions().map_or(0, |rows| rows.len());
        }
        let ended = koppel.run(&SYNC);
        assert!(
            matches!(ended.code, Some(0 | 5)),
            "seed {seed}: {}",
            ended.whole()
        );
        assert_eq!(state_of(&both), expected, "seed {seed}");
        assert_all_in_the_journal(&both.simulator.ledger(), &view(&koppel));
    }
    assert!(unresolved > 0, "seed {seed}: no kill left a call in flight");
}

#[test]
fn a2_kill_9_changes_nothing_in_the_end_company_1() {
    assert_kills_change_nothing(1);
}

#[test]
fn a2_kill_9_changes_nothing_in_the_end_company_2() {
    assert_kills_change_nothing(2);
}

#[test]
fn a2_kill_9_changes_nothing_in_the_end_company_3() {
    assert_kills_change_nothing(3);
}

#[test]
fn a2_kill_9_changes_nothing_in_the_end_company_4() {
    assert_kills_change_nothing(4);
}

#[test]
fn a2_kill_9_changes_nothing_in_the_end_company_5() {
    assert_kills_change_nothing(5);
}
