//! `sync` against the simulator.

use crate::program::Both;
use crate::reading::small;
use crate::schema::{SYNC, assert_valid};
use serde_json::Value;

fn writes(both: &Both) -> usize {
    both.simulator
        .ledger()
        .iter()
        .filter(|call| call.is_write())
        .count()
}

#[test]
fn p2_before_the_first_review_a_headless_sync_keeps_linked_people_in_step_and_no_more() {
    let both = Both::of(small());
    let koppel = both.koppel();
    insta::assert_snapshot!("before_the_review", koppel.run(&["sync", "--yes"]).whole());
    let ledger = both.simulator.ledger();
    let written: Vec<String> = ledger
        .iter()
        .filter(|call| call.is_write())
        .map(|call| call.path.clone())
        .collect();
    assert_eq!(written.len(), 2, "{written:?}");
    assert!(
        written
            .iter()
            .all(|path| path.contains("00u00000000000000012") || path.contains("00u00000000000000013"))
    );
    insta::assert_snapshot!("before_the_review_again", koppel.run(&["sync", "--yes"]).whole());
    assert_eq!(writes(&both), 2);
}

#[test]
fn a3_the_first_sync_does_it_all_and_the_second_sends_no_write() {
    let both = Both::of(small());
    let koppel = both.koppel();
    insta::assert_snapshot!(
        "first_sync",
        koppel.run(&["sync", "--yes", "--confirm-links"]).whole()
    );
    let written = writes(&both);
    assert!(written > 3, "{written}");
    insta::assert_snapshot!("second_sync", koppel.run(&["sync", "--yes"]).whole());
    assert_eq!(writes(&both), written);
}

#[test]
fn the_document_of_a_sync_keeps_to_its_schema() {
    let both = Both::of(small());
    let koppel = both.koppel();
    let ended = koppel.run(&["sync", "--yes", "--confirm-links", "--format", "json"]);
    let document: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_valid(SYNC, &document);
    assert_eq!(document["run"], 1);
    assert_eq!(document["result"], "done");
}

#[test]
fn g1_confirm_links_from_a_timer_is_unattended_and_warned_of_and_a_count_is_attended() {
    let both = Both::of(small());
    let koppel = both.koppel();
    let is_unattended = || {
        let runs = koppel.run(&["history", "--format", "json"]).stdout;
        let runs: Value = serde_json::from_str(&runs).unwrap();
        runs["runs"][0]["unattended"].as_bool()
    };
    let ended = koppel.run(&["sync", "--yes", "--confirm-links", "-q"]);
    assert!(
        ended.stderr.starts_with("Warning: --confirm-links"),
        "{}",
        ended.whole()
    );
    assert_eq!((ended.code, is_unattended()), (Some(0), Some(true)));
    let ended = koppel.run(&["sync", "--yes", "--confirm-count", "deactivate=0"]);
    assert!(!ended.stderr.contains("Warning"), "{}", ended.stderr);
    assert_eq!((ended.code, is_unattended()), (Some(0), Some(false)));
}

#[test]
fn nobody_to_ask_and_no_yes_is_wrong_usage() {
    let both = Both::of(small());
    let ended = both.koppel().run(&["sync"]);
    assert_eq!(ended.code, Some(2), "{}", ended.whole());
    assert!(ended.stderr.contains("--yes"), "{}", ended.stderr);
    assert_eq!(both.simulator.ledger().len(), 0);
}

#[test]
fn g5_a_read_only_session_does_not_even_read_for_a_sync() {
    let both = Both::of(small());
    let ended = both.koppel().run(&["sync", "--yes", "--read-only"]);
    assert_eq!(ended.code, Some(2), "{}", ended.whole());
    assert_eq!(both.simulator.ledger().len(), 0);
}
