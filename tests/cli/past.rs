//! `status` and `history`: what the state tells without asking anybody.

use crate::book::{
    Book, action, applied, change, closing, id, instant, okta, operator, refused, sync, unknown,
};
use crate::program::{Ended, Koppel};
use crate::schema::assert_valid;
use koppel::clock::Clock;
use koppel::core::plan::{Action, ActionKind, Hold, HoldCode};
use koppel::core::state::PersonHold;
use koppel::core::value::{Text, Value};
use koppel::store::Operator;
use koppel::store::state::{Applied, Decision, NewRun, Origin, PlannedAction, RunEnd, RunId, RunKind, Store};
use serde_json::Value as Json;

const STATUS: &str = include_str!("../../assets/status.schema.json");
const HISTORY: &str = include_str!("../../assets/history.schema.json");

/// The binary with the state of this book, and nothing else set up.
fn koppel(book: &Book) -> Koppel {
    let mut koppel = Koppel::bare();
    koppel.set("KOPPEL_STATE_DIR", book.folder.path().to_str().unwrap());
    koppel
}

fn run(book: &Book, arguments: &[&str]) -> Ended {
    koppel(book).run(arguments)
}

fn json(ended: &Ended, schema: &str) -> Json {
    let document = serde_json::from_str(&ended.stdout).unwrap();
    assert_valid(schema, &document);
    document
}

fn held(kind: ActionKind, employee: u64, code: HoldCode) -> Action {
    Action {
        held: Some(Hold::new(code)),
        ..action(kind, employee, "00u00000000000000009")
    }
}

/// An unattended sync with every outcome but a good one, an assignment before it, and some decisions.
fn busy() -> Book {
    let mut book = Book::new();
    let assigning = book.begin(&NewRun {
        kind: RunKind::Assign,
        is_unattended: false,
        overrides: vec!["--confirm-count deactivate=30".to_owned()],
        ..sync()
    });
    book.store.end_run(assigning, RunEnd::Done).unwrap();
    book.at("2026-12-01T09:00:00Z");
    let update = Action {
        changes: vec![
            change("department", "Vertrieb", "Sales"),
            change("title", "=HYPERLINK(\"x\")", ""),
        ],
        ..action(ActionKind::Update, 12, "00u00000000000000012")
    };
    let actions = [
        action(ActionKind::Deactivate, 13, "00u00000000000000013"),
        update,
        action(ActionKind::Provision, 14, ""),
        action(ActionKind::Activate, 15, "00u00000000000000015"),
        held(ActionKind::Provision, 16, HoldCode::PossibleDuplicate),
        held(ActionKind::Provision, 17, HoldCode::PossibleDuplicate),
        held(ActionKind::Reactivate, 18, HoldCode::Rehire),
    ];
    let run = book.begin(&sync());
    let planned: Vec<PlannedAction<'_>> = actions.iter().map(crate::book::planned).collect();
    book.store.plan_actions(run, &planned).unwrap();
    for (position, end) in [
        (0, applied(Applied::default())),
        (1, refused(true)),
        (2, unknown()),
    ] {
        book.store.begin_action(run, position).unwrap();
        book.store.end_action(run, position, &end).unwrap();
    }
    book.at("2026-12-01T09:05:00Z");
    book.store.end_run(run, RunEnd::SomeFailed).unwrap();
    book.assign("00u00000000000000011", 11);
    let removal = book.decide(Decision::RemoveLink {
        profile: okta("00u00000000000000020"),
        employee: Some(id(20)),
    });
    book.confirm(removal);
    let hold = PersonHold {
        kind: Some(ActionKind::Update),
        note: "until the works council agrees".to_owned(),
        until: Some("2027-01-31".parse().unwrap()),
    };
    let hold = book.decide(Decision::Hold {
        employee: id(12),
        hold,
    });
    book.take_back(hold);
    let pairs = [(okta("00u00000000000000011"), id(11))];
    book.store
        .close_review(&book.staging_lock, &closing([id(14)], &pairs), Origin::Screen)
        .unwrap();
    book
}

/// Ages depend on the day on which the test runs; before that day they lie ahead.
fn without_ages(check: impl FnOnce()) {
    let length = r"\d+ (?:day|hour|minute|second)s?(?: \d+ (?:hour|minute|second)s?)?";
    insta::with_settings!({ filters => vec![
        (format!("in {length}").as_str(), "SOME TIME AGO"),
        (format!("{length} ago").as_str(), "SOME TIME AGO"),
    ] }, { check() });
}

#[test]
fn status_tells_the_last_run_and_what_waits_without_settings_or_network() {
    let book = busy();
    let ended = run(&book, &["status"]);
    assert_eq!(ended.code, Some(0));
    without_ages(|| insta::assert_snapshot!("status", ended.whole()));
    let document = json(&run(&book, &["status", "--format", "json"]), STATUS);
    assert_eq!(document["last_run"]["result"], "some_failed");
    assert_eq!(document["last_good_run"], Json::Null);
    assert_eq!(document["attention"]["holds"][0]["code"], "possible_duplicate");
    assert_eq!(document["attention"]["holds"][0]["count"], 2);
    for (what, count) in [
        ("pending", 1),
        ("pending_confirmed", 1),
        ("unknown", 1),
        ("refused", 1),
    ] {
        assert_eq!(document["attention"][what], count, "{what}");
    }
    assert_eq!(document["review"], "closed");
    assert_eq!(document["too_old"], false, "nobody asked");
}

#[test]
fn the_next_run_is_told_from_the_last_unattended_one() {
    let book = busy();
    let mut koppel = koppel(&book);
    for (name, value) in Koppel::at("http://127.0.0.1:9").variables {
        if name.starts_with("KOPPEL_") && !name.ends_with("_DIR") {
            koppel.set(&name, &value);
        }
    }
    koppel.set("KOPPEL_SYNC__EVERY", "2h");
    let document = json(&koppel.run(&["status", "--format", "json"]), STATUS);
    assert_eq!(document["next_run"], "2026-12-01T11:05:00Z");
    let quiet = json(&run(&Book::new(), &["status", "--format", "json"]), STATUS);
    assert_eq!(quiet["next_run"], Json::Null);
    assert_eq!(quiet["last_run"], Json::Null);
}

/// A sync that did everything, and ended this long ago.
fn good(minutes: i64) -> Book {
    let mut book = Book::new();
    let then = Clock::System.now() - jiff::SignedDuration::from_mins(minutes);
    book.at(&then.to_string());
    book.apply(action(ActionKind::Link, 1, "00u1"));
    book
}

#[test]
fn the_last_good_run_may_be_too_old() {
    for (age, most, code) in [(10, "1h", 0), (90, "2h", 0), (150, "2h", 8), (150, "1d", 0)] {
        let book = good(age);
        let ended = run(&book, &["status", "--max-age", most]);
        assert_eq!(ended.code, Some(code), "{age} {most}: {}", ended.stdout);
    }
    let old = run(&good(150), &["status", "--max-age", "2h"]);
    insta::assert_snapshot!("status_too_old", old.stderr);
    assert!(old.stdout.contains("too old"), "{}", old.stdout);
    let document = run(&good(150), &["status", "--max-age", "2h", "--format", "json"]);
    assert_eq!(json(&document, STATUS)["too_old"], true);
    let none = run(&busy(), &["status", "--max-age", "2h", "-q"]);
    assert_eq!(none.code, Some(8), "there was no good one");
    // Ahead, as after a run with a wrong clock: nobody can tell how long ago it was.
    for (ahead, code) in [(3, 0), (240 * 60, 8)] {
        let ended = run(&good(-ahead), &["status", "--max-age", "2h"]);
        assert_eq!(ended.code, Some(code), "{ahead}: {}", ended.whole());
        for text in [&ended.stdout, &ended.stderr] {
            assert_eq!(text.contains("a clock was ahead"), code == 8, "{ahead}: {text}");
        }
    }
    for odd in ["0s", "-2h", "soon", "2"] {
        let option = format!("--max-age={odd}");
        assert_eq!(run(&busy(), &["status", &option]).code, Some(2), "{odd}");
    }
}

#[test]
fn d5_the_verdict_is_no_better_than_what_a_killed_run_left() {
    for (is_part, verdict, says) in [
        (false, "interrupted", "run 2 was broken off"),
        (
            true,
            "unknown_outcome",
            "run 1 is done, and some outcomes are unknown",
        ),
    ] {
        let mut book = good(10);
        let koppel = koppel(&book);
        let told = || {
            let document = json(&koppel.run(&["status", "--format", "json"]), STATUS);
            let unknown = document["attention"]["unknown"].as_u64().unwrap();
            (document["verdict"].as_str().unwrap().to_owned(), unknown)
        };
        let run = book.begin(&NewRun { is_part, ..sync() });
        let action = action(ActionKind::Deactivate, 13, "00u00000000000000013");
        book.store
            .plan_actions(run, &[crate::book::planned(&action)])
            .unwrap();
        book.store.begin_action(run, 0).unwrap();
        assert_eq!(told(), ("good".to_owned(), 0), "it goes on");
        // Its lock goes with the process.
        let Book { folder, run_lock, .. } = book;
        drop(run_lock);
        assert_eq!(told(), (verdict.to_owned(), 1));
        let text = koppel.run(&["status"]).stdout;
        assert!(text.contains(says), "{text}");
        drop(folder);
    }
}

#[test]
fn a_new_state_says_that_nothing_has_run() {
    let koppel = Koppel::bare();
    insta::assert_snapshot!("status_new", koppel.run(&["status"]).whole());
    let ended = koppel.run(&["status", "--max-age", "2h"]);
    assert_eq!(ended.code, Some(8));
    for arguments in [
        &["history"][..],
        &["history", "--decisions"],
        &["history", "--employee", "1"],
    ] {
        let ended = koppel.run(arguments);
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
        assert_eq!(ended.stdout.lines().count(), 1, "{}", ended.stdout);
        let document = koppel.run(&[arguments, &["--format", "json"]].concat());
        json(&document, HISTORY);
    }
}

#[test]
fn history_lists_runs_the_newest_first() {
    let book = busy();
    insta::assert_snapshot!("history", run(&book, &["history"]).whole());
    insta::assert_snapshot!("history_csv", run(&book, &["history", "--format", "csv"]).stdout);
    let document = json(&run(&book, &["history", "--format", "json"]), HISTORY);
    assert_eq!(document["runs"][0]["run"], 2);
    assert_eq!(document["runs"][0]["outcomes"]["held"], 3);
    assert_eq!(
        document["runs"][1]["overrides"][0],
        "--confirm-count deactivate=30"
    );
}

#[test]
fn a_run_is_told_action_by_action_with_old_and_new_values_and_oktas_words() {
    let book = busy();
    insta::assert_snapshot!("history_run", run(&book, &["history", "--run", "2"]).whole());
    let rows = run(&book, &["history", "--run", "2", "--format", "csv"]).stdout;
    insta::assert_snapshot!("history_run_csv", rows);
    assert!(rows.contains("'=HYPERLINK"), "safe in a spreadsheet: {rows}");
    let document = json(
        &run(&book, &["history", "--run", "2", "--format", "json"]),
        HISTORY,
    );
    let update = &document["actions"][1];
    assert_eq!(update["changes"][0]["from"], "Vertrieb");
    assert_eq!(update["error"]["code"], "E0000001");
    assert_eq!(update["request_ids"][0], "XkN2");
    assert_eq!(document["actions"][2]["outcome"], "unknown");
}

#[test]
fn one_person_is_told_over_all_runs() {
    let mut book = busy();
    book.apply(action(ActionKind::Link, 12, "00u00000000000000012"));
    let document = run(&book, &["history", "--employee", "12", "--format", "json"]);
    let document = json(&document, HISTORY);
    let runs: Vec<i64> = document["actions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|action| action["run"].as_i64().unwrap())
        .collect();
    assert_eq!(runs, [3, 2]);
    let both = run(&book, &["history", "--employee", "12", "--run", "3"]);
    assert!(
        both.stdout.contains("link 12") && !both.stdout.contains("update"),
        "{}",
        both.stdout
    );
}

#[test]
fn decisions_are_told_with_every_act() {
    let book = busy();
    let ended = run(&book, &["history", "--decisions"]);
    insta::assert_snapshot!("history_decisions", ended.whole());
    let document = json(
        &run(&book, &["history", "--decisions", "--format", "json"]),
        HISTORY,
    );
    let acts: Vec<(&str, &str)> = document["decisions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["kind"].as_str().unwrap(), row["act"].as_str().unwrap()))
        .collect();
    let expected = [
        ("hold", "taken_back"),
        ("hold", "decided"),
        ("unlink", "confirmed"),
        ("unlink", "decided"),
        ("assign", "decided"),
    ];
    assert_eq!(acts, expected);
    assert_eq!(document["reviews"][0]["creations"], 1);
    let one = run(
        &book,
        &["history", "--decisions", "--employee", "20", "--format", "csv"],
    );
    assert_eq!(
        one.stdout.lines().count(),
        3,
        "a header and two acts: {}",
        one.stdout
    );
}

#[test]
fn a_run_that_does_not_exist_has_words() {
    insta::assert_snapshot!(
        "history_no_run",
        run(&busy(), &["history", "--run", "99"]).whole()
    );
    let nothing = Koppel::bare().run(&["history", "--run", "1"]);
    assert_eq!((nothing.code, nothing.stdout.as_str()), (Some(2), ""));
}

#[test]
fn every_kind_of_run_decision_and_act_keeps_to_the_schema() {
    let mut book = Book::new();
    for kind in [RunKind::Sync, RunKind::Links, RunKind::Assign, RunKind::Undo] {
        for end in [
            RunEnd::Done,
            RunEnd::SomeFailed,
            RunEnd::Stopped,
            RunEnd::Failed,
            RunEnd::Cancelled,
            RunEnd::BrokenOff,
        ] {
            let run = NewRun {
                kind,
                reverses: (kind == RunKind::Undo).then_some(RunId(1)),
                ..sync()
            };
            let run = book.begin(&run);
            book.store.end_run(run, end).unwrap();
        }
    }
    book.begin(&sync());
    let document = json(&run(&book, &["history", "--format", "json"]), HISTORY);
    assert_eq!(document["runs"].as_array().unwrap().len(), 25);
    let table = run(&book, &["history"]).stdout;
    for words in ["undo of 1", "not ended", "some failed", "interrupted"] {
        assert!(table.contains(words), "{words}: {table}");
    }
    for decision in crate::decided::every_kind() {
        book.decide(decision);
    }
    let document = json(
        &run(&book, &["history", "--decisions", "--format", "json"]),
        HISTORY,
    );
    assert!(document["decisions"].as_array().unwrap().len() >= 10);
    let table = run(&book, &["history", "--decisions"]).stdout;
    assert!(table.contains("sync.every: (not set) → 1h"), "{table}");
}

#[test]
fn names_cannot_move_the_cursor_in_a_history() {
    let mut book = Book::new();
    let mut nasty = action(ActionKind::Update, 1, "00u1");
    nasty.name = "Anna\u{1b}[2J\u{202e}".to_owned();
    nasty.login = Text::from("a\u{7}@x");
    nasty.changes[..].fill(change("x", "", ""));
    nasty.changes.push(koppel::core::plan::Change {
        attribute: Text::const_new("title"),
        from: Value::text("\u{9b}1m"),
        to: Value::Empty,
    });
    book.apply(nasty);
    for format in ["table", "json", "csv"] {
        let told = run(&book, &["history", "--run", "1", "--format", format]).stdout;
        let is_bad = |one: char| one != '\n' && (one.is_control() || one == '\u{202e}');
        assert!(!told.chars().any(is_bad), "{format}: {told:?}");
    }
}

#[test]
fn who_did_it_is_told() {
    let mut book = Book::new();
    let other = Operator {
        user: "m.vogt".to_owned(),
        host: "desk".to_owned(),
    };
    let clock = Clock::Fixed(instant("2026-12-01T09:00:00Z"));
    book.store = Store::open(book.folder.path(), crate::book::ORG, other, clock)
        .unwrap()
        .store;
    book.apply(action(ActionKind::Link, 1, "00u1"));
    assert_ne!(operator().user, "m.vogt");
    let told = run(&book, &["history", "--run", "1"]).stdout;
    assert!(told.contains("by m.vogt on desk, unattended"), "{told}");
}
