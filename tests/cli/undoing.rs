//! `undo`: the reverse of a run with the real binary.

use crate::program::{Both, Koppel};
use crate::reading::small;
use serde_json::Value;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn writes(both: &Both) -> usize {
    let ledger = both.simulator.ledger();
    ledger.iter().filter(|received| received.is_write()).count()
}

/// Somebody linked, somebody updated, a leaver, a newcomer: all of it done.
fn synced() -> (Both, Koppel) {
    let both = Both::of(small());
    let koppel = both.koppel();
    // Attended: what it does does not count for the limits of the undo.
    let counted = ["--confirm-count", "deactivate=1"];
    let ended = koppel.run(&[&["sync", "--yes", "--confirm-links"], &counted[..]].concat());
    assert_eq!(ended.code, Some(0), "{}", ended.whole());
    (both, koppel)
}

#[test]
fn a9_a_run_is_undone_and_the_next_sync_does_not_do_it_again() {
    let (both, koppel) = synced();
    let ended = koppel.run(&["undo", "--run", "1", "--yes"]);
    insta::assert_snapshot!("undone", ended.whole());
    let runs = json(&koppel.run(&["history", "--format", "json"]).stdout);
    assert_eq!(runs["runs"][0]["kind"], "undo");
    assert_eq!(runs["runs"][0]["reverses"], 1);
    let before = writes(&both);
    let again = koppel.run(&["sync", "--yes"]);
    assert_eq!(writes(&both), before, "{}", again.whole());
    let twice = koppel.run(&["undo", "--run", "1", "--yes"]);
    assert_eq!((twice.code, twice.stdout.as_str()), (Some(0), ""));
    assert_eq!(
        twice.stderr,
        "Run 1 was undone by run 2 already; koppel undo --run 2 takes that back.\n"
    );
}

#[test]
fn a9_an_undo_is_undone() {
    let (_both, koppel) = synced();
    let done = json(&koppel.run(&["plan", "--format", "json"]).stdout)["actions"].clone();
    let counted = ["--confirm-count", "deactivate=1"];
    let undo = koppel.run(&[&["undo", "--run", "1", "--yes"], &counted[..]].concat());
    assert_eq!(undo.code, Some(0), "{}", undo.whole());
    let back = koppel.run(&["undo", "--run", "2", "--yes"]);
    assert_eq!(back.code, Some(0), "{}", back.whole());
    let now = json(&koppel.run(&["plan", "--format", "json"]).stdout)["actions"].clone();
    assert_eq!(now, done, "nothing is held, and nothing is to do");
}

#[test]
fn what_cannot_be_undone_has_words() {
    let (both, koppel) = synced();
    let before = writes(&both);
    let unknown = koppel.run(&["undo", "--run", "99", "--yes"]);
    assert_eq!((unknown.code, unknown.stdout.as_str()), (Some(2), ""));
    assert!(
        unknown.stderr.starts_with("There is no run 99."),
        "{}",
        unknown.stderr
    );
    let unasked = koppel.run(&["undo", "--run", "1"]);
    insta::assert_snapshot!("undo_unasked", unasked.whole());
    let nothing = koppel.run(&["sync", "--yes"]);
    assert_eq!(nothing.code, Some(0));
    let empty = koppel.run(&["undo", "--run", "2", "--yes"]);
    assert_eq!(
        (empty.code, empty.stderr.as_str()),
        (
            Some(0),
            "Run 2 changed nothing in Okta: there is nothing to undo.\n"
        )
    );
    let looking = koppel.run(&["undo", "--run", "1", "--yes", "--read-only"]);
    assert_eq!((looking.code, looking.stdout.as_str()), (Some(2), ""));
    assert_eq!(writes(&both), before);
}

#[test]
fn g1_an_undo_over_a_limit_writes_and_holds_nothing() {
    let (both, mut koppel) = synced();
    koppel.set("KOPPEL_SAFETY__MAX_UNPLANNED", "0");
    let before = writes(&both);
    let ended = koppel.run(&["undo", "--run", "1", "--yes"]);
    assert_eq!(ended.code, Some(4), "{}", ended.whole());
    assert_eq!(writes(&both), before);
    let acts = koppel.run(&["history", "--decisions"]);
    assert!(!acts.stdout.contains("undone run"), "{}", acts.stdout);
    let todo = "koppel undo --run 1 --hold-over-limit goes on without them";
    assert!(ended.stderr.contains(todo), "{}", ended.stderr);
}

#[test]
fn g1_an_undo_goes_on_without_those_over_a_limit_or_with_those_who_were_counted() {
    for (options, deactivates) in [
        (vec!["--hold-over-limit"], false),
        (vec!["--confirm-count", "deactivate=1"], true),
    ] {
        let (_both, mut koppel) = synced();
        koppel.set("KOPPEL_SAFETY__MAX_UNPLANNED", "0");
        let ended = koppel.run(&[&["undo", "--run", "1", "--yes"], &options[..]].concat());
        assert_eq!(ended.code, Some(0), "{}", ended.whole());
        let run = json(&koppel.run(&["history", "--run", "2", "--format", "json"]).stdout);
        let actions = run["actions"].as_array().unwrap();
        let outcome = |kind: &str| {
            let action = actions.iter().find(|action| action["kind"] == kind).unwrap();
            action["outcome"].as_str().unwrap().to_owned()
        };
        let expected = if deactivates { "applied" } else { "held" };
        assert_eq!(outcome("deactivate"), expected, "{options:?}");
        assert_eq!(outcome("reactivate"), "applied", "{options:?}");
        let runs = json(&koppel.run(&["history", "--format", "json"]).stdout);
        assert_eq!(runs["runs"][0]["unattended"], !deactivates);
        let said = runs["runs"][0]["overrides"][0].as_str().unwrap();
        assert_eq!(said, options.join(" "));
    }
}

#[test]
fn a9_what_was_undone_is_shown_as_undone_and_not_as_a_rehire() {
    let (_both, koppel) = synced();
    assert_eq!(koppel.run(&["undo", "--run", "1", "--yes"]).code, Some(0));
    let plan = json(&koppel.run(&["plan", "--format", "json"]).stdout);
    let held: Vec<&Value> = plan["actions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|action| &action["held"])
        .collect();
    assert!(!held.is_empty());
    for hold in held {
        assert_eq!(hold["code"], "undone", "{hold}");
        let text = hold["text"].as_str().unwrap();
        assert!(text.starts_with("undone by run 2"), "{text}");
    }
}
