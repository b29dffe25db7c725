//! The main job, from the first key to an applied sync, by somebody at a terminal of 80×24 in front of the demo.

use crate::terminal::{Home, Terminal};

/// Down and up again: the same key twice within a moment is one that is held.
const ELSEWHERE: &str = "\u{1b}[B\u{1b}[A";

/// Three decisions, the write of all links, the review closed, the plan written, the history, nothing left.
#[test]
fn links_are_written_three_by_hand_the_review_closed_and_the_plan_applied_until_nothing_is_left() {
    let temporary = tempfile::tempdir().unwrap();
    let home = Home::new().set("TMPDIR", temporary.path().to_str().unwrap());
    let mut koppel = home.koppel(&["demo"]);
    koppel.wait_for("First look 1 of 5").wait_for("just now");
    // No more hints.
    koppel.press("\u{1b}OQ");
    decide_three(&mut koppel);
    koppel
        .press("W")
        .wait_for("Write this to Okta?")
        .wait_for("writes to DEMO");
    koppel.press("\r").wait_for("Run 13 is done");
    koppel.press("2").wait_for("LINKS").wait_for("To link 2");
    koppel.press("C").wait_for("Close the review?");
    koppel.press("\r").wait_for("the review is closed");
    koppel.press("3").wait_for("OVER").wait_for("DEACTIVATE 8");
    koppel.press("W").wait_for("LOSE EVERY ACCESS 8");
    koppel.press("8").wait_for("to go on: 8");
    koppel.press("\r").wait_for("Run 14");
    koppel
        .press("3")
        .wait_for("nothing to write")
        .wait_for("WAITS FOR YOU");
    koppel.press("4").wait_for("HISTORY").wait_for("14");
    koppel.press("\u{3}").wait_for("Leave koppel?");
    koppel.press("\r");
    let left = koppel.end();
    assert_eq!(left.code, 0);
    left.check_given_back();
    let behind = std::fs::read_dir(temporary.path()).unwrap();
    assert_eq!(behind.count(), 0);
}

/// By the first candidate, which is a strong one.
fn decide_three(koppel: &mut Terminal) {
    koppel.press("2").wait_for("UNDECIDED 43").wait_for("strong");
    koppel.press("\r").wait_for("decision 1 of 43").wait_for("strong");
    for next in ["decision 2 of 43", "decision 3 of 43", "decision 4 of 43"] {
        koppel
            .press(ELSEWHERE)
            .press("\r")
            .wait_for(next)
            .wait_for("strong");
    }
    koppel.press("\u{1b}").wait_for("UNDECIDED 40");
}
