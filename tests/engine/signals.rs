//! SIGINT and SIGTERM in the middle of a run (rule A10): the first lets the calls in flight end, the second ends at
//! once, and the journal is right either way.

use crate::end_state::{assert_all_in_the_journal, end_state};
use crate::process::{SYNC, company, signal, start, wait_for_calls};
use koppel::clock::Clock;
use koppel::sim::{Fault, Received};
use koppel::store::state::{OutcomeKind, RunEnd, View};
use std::io::{BufRead, BufReader, Read};

fn fault(text: &str) -> [Fault; 1] {
    [text.parse().unwrap()]
}

#[test]
fn a10_a_signal_lets_the_calls_in_flight_end_and_begins_nothing_else() {
    for name in ["-INT", "-TERM"] {
        let (both, koppel) = company(7);
        both.simulator.set_faults(&fault("slow@writes"), 0);
        let mut child = start(&koppel);
        wait_for_calls(&both, &mut child, 1, Received::is_write);
        signal(&child, name);
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(130), "{said}");
        assert!(said.contains("The calls in flight are finished"), "{said}");
        assert!(
            said.contains("Cancelled; the calls in flight were finished"),
            "{said}"
        );

        let view = View::open(koppel.folder.path(), None, Clock::System).unwrap();
        let run = &view.runs(1).unwrap()[0];
        assert_eq!(run.ended.unwrap().1, RunEnd::Cancelled);
        let rows = view.actions_of_run(run.run).unwrap();
        let count = |outcome| {
            rows.iter()
                .filter(|row| row.outcome.is_some_and(|(_, is)| is == outcome))
                .count()
        };
        assert!(count(OutcomeKind::Applied) >= 1, "{rows:?}");
        assert!(count(OutcomeKind::NotReached) > 20, "{rows:?}");
        assert_all_in_the_journal(&both.simulator.ledger(), &view);
    }
}

#[test]
fn a10_a_second_signal_ends_at_once_and_the_next_run_looks_up_what_became_of_the_calls() {
    let (both, koppel) = company(8);
    both.simulator.set_faults(&fault("stalled@writes"), 0);
    let mut child = start(&koppel);
    wait_for_calls(&both, &mut child, 1, Received::is_write);
    let mut said = BufReader::new(child.stderr.take().unwrap());
    signal(&child, "-INT");
    let mut line = String::new();
    while !line.contains("A second signal ends at once") {
        line.clear();
        assert!(said.read_line(&mut line).unwrap() > 0, "it ended by itself");
    }
    signal(&child, "-TERM");
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let mut rest = String::new();
    said.read_to_string(&mut rest).unwrap();
    assert!(
        rest.contains("Ended at once; calls may have been in flight"),
        "{rest}"
    );

    let unresolved = View::open(koppel.folder.path(), None, Clock::System)
        .unwrap()
        .unresolved_actions()
        .unwrap();
    assert!(!unresolved.is_empty());
    both.simulator.set_faults(&[], 0);
    let ended = koppel.run(&SYNC);
    assert!(matches!(ended.code, Some(0 | 5)), "{}", ended.whole());
    let view = View::open(koppel.folder.path(), None, Clock::System).unwrap();
    assert_all_in_the_journal(&both.simulator.ledger(), &view);

    let (undisturbed, other) = company(8);
    other.run(&SYNC);
    let state = |both: &crate::program::Both| both.simulator.company(|company| end_state(company));
    assert_eq!(state(&both), state(&undisturbed));
}
