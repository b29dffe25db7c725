//! `assign`: links by hand, staged, shown, written.

use crate::program::{Both, Ended, Koppel};
use crate::reading::small;
use koppel::sim::okta::{Profile, Status};
use serde_json::Value;

const ROOM: &str = "00u00000000000000015";

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn writes(both: &Both) -> usize {
    both.simulator
        .ledger()
        .iter()
        .filter(|received| received.is_write())
        .count()
}

/// The first number that a document gives for the profile of this ID.
fn number_in<'a>(value: &'a Value, id: &str) -> Option<&'a Value> {
    match value {
        Value::Object(map) if map.get("id").is_some_and(|one| one == id) => map.get("link_value"),
        Value::Object(map) => map.values().find_map(|value| number_in(value, id)),
        Value::Array(items) => items.iter().find_map(|value| number_in(value, id)),
        _ => None,
    }
}

fn number(koppel: &Koppel, profile: &str) -> Value {
    let links = koppel.run(&["links", "--format", "json"]);
    let text = json(&links.stdout);
    let everywhere = text.to_string();
    assert!(everywhere.contains(profile), "{everywhere}");
    number_in(&text, profile).unwrap().clone()
}

/// What is decided at the moment, newest first, in the words of the history.
fn acts(koppel: &Koppel) -> Vec<(String, String)> {
    let told = koppel.run(&["history", "--decisions", "--format", "json"]);
    json(&told.stdout)["decisions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let word = |key: &str| row[key].as_str().unwrap().to_owned();
            (word("kind"), word("act"))
        })
        .collect()
}

#[test]
fn l8_an_assignment_is_staged_and_shown_with_what_would_come_of_it() {
    let both = Both::of(small());
    let koppel = both.koppel();
    let ended = koppel.run(&["assign", "raum.zürich@acme.example", "14"]);
    insta::assert_snapshot!("assigned", ended.whole());
    assert_eq!(writes(&both), 0, "staged is not written");
    assert_eq!(acts(&koppel), [("assign".to_owned(), "decided".to_owned())]);
    let again = koppel.run(&["assign", ROOM, "14"]);
    assert_eq!(again.code, Some(0));
    assert_eq!(acts(&koppel).len(), 1, "the same is not decided twice");
    let plan = koppel.run(&["plan"]).stdout;
    assert!(
        plan.contains("decided, and not yet confirmed for writing"),
        "{plan}"
    );
    assert_eq!(koppel.run(&["sync", "--yes", "--confirm-links"]).code, Some(0));
    assert_eq!(number(&koppel, ROOM), Value::Null, "a sync leaves it alone");
}

#[test]
fn l7_written_at_once_it_is_the_link_and_nothing_else_is_written() {
    let both = Both::of(small());
    let koppel = both.koppel();
    let ended = koppel.run(&["assign", ROOM, "14", "--write"]);
    insta::assert_snapshot!("assigned_and_written", ended.whole());
    assert_eq!(writes(&both), 1, "one call: the number");
    assert_eq!(number(&koppel, ROOM), "14");
    let done = acts(&koppel);
    assert_eq!(done[0], ("assign".to_owned(), "done".to_owned()));
    let runs = json(&koppel.run(&["history", "--format", "json"]).stdout);
    assert_eq!(runs["runs"][0]["kind"], "assign");
    let again = koppel.run(&["assign", ROOM, "14", "--write"]);
    assert!(again.stdout.starts_with("= LINKED ALREADY"), "{}", again.stdout);
    assert_eq!((again.code, writes(&both)), (Some(0), 1));
}

#[test]
fn l7_a_move_names_who_loses_and_needs_the_word() {
    let both = Both::of(small());
    let koppel = both.koppel();
    let refused = koppel.run(&["assign", ROOM, "12"]);
    insta::assert_snapshot!("assign_needs_move", refused.whole());
    assert!(acts(&koppel).is_empty());
    let moved = koppel.run(&["assign", ROOM, "12", "--move", "--write"]);
    insta::assert_snapshot!("assign_moved", moved.whole());
    assert_eq!(number(&koppel, ROOM), "12");
    assert_eq!(number(&koppel, "00u00000000000000012"), Value::Null);
}

#[test]
fn a_link_is_taken_away_and_not_made_again() {
    let both = Both::of(small());
    let koppel = both.koppel();
    let staged = koppel.run(&["assign", "--remove", "bela.øverås@acme.example"]);
    insta::assert_snapshot!("remove_staged", staged.whole());
    assert_eq!(writes(&both), 0);
    let written = koppel.run(&["assign", "--remove", "00u00000000000000012", "--write"]);
    assert_eq!(written.code, Some(0), "{}", written.whole());
    assert_eq!(number(&koppel, "00u00000000000000012"), Value::Null);
    let plan = koppel.run(&["plan", "--format", "json"]).stdout;
    assert!(
        !plan.contains("\"kind\": \"link\",\n      \"employee_id\": 12"),
        "l10: the pair is rejected: {plan}"
    );
}

#[test]
fn what_is_staged_can_be_taken_back() {
    let both = Both::of(small());
    let koppel = both.koppel();
    koppel.run(&["assign", ROOM, "14"]);
    let taken = koppel.run(&["assign", "--remove", ROOM]);
    assert_eq!(taken.code, Some(0));
    assert!(
        taken.stdout.contains("the staged assignment is gone"),
        "{}",
        taken.stdout
    );
    assert_eq!(acts(&koppel)[0], ("assign".to_owned(), "taken_back".to_owned()));
    let nothing = koppel.run(&["assign", "--remove", ROOM]);
    assert_eq!(nothing.code, Some(1));
    assert!(
        nothing.stderr.contains("The profile has no link"),
        "{}",
        nothing.stderr
    );
}

#[test]
fn who_cannot_be_assigned_is_told_why() {
    let mut company = small();
    company = company.profile(
        Profile::new("off@acme.example")
            .id("00u00000000000000016")
            .name("Off", "Board")
            .status(Status::Deprovisioned),
    );
    let both = Both::of(company);
    let mut koppel = both.koppel();
    koppel.set("KOPPEL_LINK__IGNORE_PROFILES", r#"["raum.zürich@acme.example"]"#);
    koppel.set("KOPPEL_LINK__IGNORE_EMPLOYEES", "[14]");
    for (okta, employee_id, why) in [
        (
            "nobody@acme.example",
            "11",
            "Okta has no profile of that ID or login",
        ),
        (ROOM, "11", "The profile is set aside (named in the settings)"),
        ("00u00000000000000011", "99", "Personio has no employee 99"),
        ("00u00000000000000011", "014", "That is no Personio ID"),
        ("00u00000000000000011", "14", "Dana Novak (14) is excluded"),
        (
            "00u00000000000000016",
            "13",
            "the employee has left: there is nothing to write",
        ),
    ] {
        let ended = koppel.run(&["assign", okta, employee_id, "--move"]);
        assert!(ended.stderr.contains(why), "{why}: {}", ended.stderr);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""), "{why}");
    }
    assert!(acts(&koppel).is_empty());
}

#[test]
fn d6_who_has_left_is_not_switched_off_by_an_assignment() {
    let mut company = small();
    company.okta.remove("00u00000000000000013");
    let both = Both::of(company);
    let koppel = both.koppel();
    let ended = koppel.run(&["assign", ROOM, "13", "--write"]);
    insta::assert_snapshot!("assign_missed_leaver", ended.whole());
    assert_eq!(writes(&both), 0);
}

#[test]
fn a6_who_assigns_tries_again_what_okta_refused() {
    let both = Both::of(small());
    let koppel = both.koppel();
    let refuse = |refuses: bool| {
        both.simulator.company(|company| {
            company
                .okta
                .change(ROOM, |room| room.mastered_elsewhere = refuses)
                .unwrap();
        });
    };
    refuse(true);
    for sent in 1..=2 {
        let refused = koppel.run(&["assign", ROOM, "14", "--write"]);
        assert!(
            refused.stdout.contains("confirmed; is written now"),
            "{}",
            refused.whole()
        );
        assert_eq!(
            (refused.code, writes(&both)),
            (Some(5), sent),
            "{}",
            refused.whole()
        );
    }
    // A sync is no person.
    koppel.run(&["sync", "--yes", "--only", "link"]);
    assert_eq!(writes(&both), 2);
    refuse(false);
    // Staged first, written later.
    koppel.run(&["assign", ROOM, "14"]);
    let done = koppel.run(&["assign", ROOM, "14", "--write"]);
    assert_eq!((done.code, writes(&both)), (Some(0), 3), "{}", done.whole());
    assert_eq!(number(&koppel, ROOM), "14");
}

#[test]
fn l8_what_waits_for_another_reason_is_not_said_to_be_written() {
    let both = Both::of(small());
    let koppel = both.koppel();
    koppel.run(&["sync", "--yes", "--only", "update"]);
    let written = writes(&both);
    let held = koppel.run(&["decide", "hold", "14", "--note", "a trial", "--yes"]);
    assert_eq!(held.code, Some(0), "{}", held.whole());
    let ended = koppel.run(&["assign", ROOM, "14", "--write"]);
    assert!(
        ended.stdout.contains("confirmed; nothing is written yet"),
        "{}",
        ended.whole()
    );
    assert!(ended.stdout.contains("waits: "), "{}", ended.whole());
    assert_eq!(writes(&both), written);
}

#[test]
fn u8_a_deactivated_profile_comes_back_with_it() {
    let company = small().profile(
        Profile::new("dana.old@acme.example")
            .id("00u00000000000000016")
            .name("Dana", "Novak")
            .status(Status::Deprovisioned),
    );
    let both = Both::of(company);
    let koppel = both.koppel();
    let ended = koppel.run(&["assign", "dana.old@acme.example", "14", "--write"]);
    insta::assert_snapshot!("assign_brings_back", ended.whole());
    assert_eq!(number(&koppel, "00u00000000000000016"), "14");
}

fn from(koppel: &Koppel, text: impl AsRef<[u8]>, more: &[&str]) -> Ended {
    std::fs::write(koppel.path("list.csv"), text).unwrap();
    koppel.run(&[&["assign", "--from", "list.csv"], more].concat())
}

#[test]
fn a_list_is_told_line_by_line_and_its_good_lines_are_staged() {
    let both = Both::of(small());
    let koppel = both.koppel();
    let list = "\u{feff}okta;employee_id;note\r\n\
        raum.zürich@acme.example;14;the meeting room\r\n\
        00u00000000000000015;14;said twice\r\n\
        nobody@acme.example;11;unknown\r\n\
        00u00000000000000011;eleven;no number\r\n\
        00u00000000000000012;12;linked already\r\n\
        00u00000000000000013;12;needs a move\r\n\
        00u00000000000000011;;left open\r\n";
    let ended = from(&koppel, list, &[]);
    insta::assert_snapshot!("list", ended.whole());
    let kept = acts(&koppel);
    assert_eq!(kept, [("assign".to_owned(), "decided".to_owned())]);
    let told = json(&koppel.run(&["history", "--decisions", "--format", "json"]).stdout);
    assert_eq!(told["decisions"][0]["origin"], "file");
}

#[test]
fn the_file_that_links_makes_can_be_filled_in_and_given_back() {
    let both = Both::of(small());
    let koppel = both.koppel();
    let undecided = koppel.run(&["links", "--unmatched", "--format", "csv"]).stdout;
    let empty = from(&koppel, &undecided, &[]);
    assert_eq!(empty.code, Some(0));
    assert!(empty.stdout.contains("LEFT OUT 2"), "{}", empty.stdout);
    let filled = undecided.replace(&format!("{ROOM},,"), &format!("{ROOM},14,"));
    assert_ne!(filled, undecided);
    let written = from(&koppel, &filled, &["--write"]);
    assert_eq!(written.code, Some(0), "{}", written.whole());
    assert_eq!(number(&koppel, ROOM), "14");
    let all = koppel.run(&["links", "--format", "csv"]).stdout;
    let again = from(&koppel, &all, &["--read-only"]);
    assert!(!again.stdout.contains("REFUSED"), "{}", again.stdout);
}

#[test]
fn what_is_no_list_ends_with_2_before_anything_is_read() {
    let both = Both::of(small());
    let koppel = both.koppel();
    for (bytes, why) in [
        (&b"name,id\nAnna,11\n"[..], "does not name the columns"),
        (b"okta,employee_id\nJ\xfcrgen@acme.example,11\n", "is not UTF-8"),
        (b"\xff\xfeo\0", "UTF-16"),
        (b"", "does not name the columns"),
    ] {
        let ended = from(&koppel, bytes, &[]);
        assert!(ended.stderr.contains(why), "{}", ended.stderr);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""));
    }
    let missing = koppel.run(&["assign", "--from", "no/such.csv"]);
    insta::assert_snapshot!("list_missing", missing.whole());
    assert!(both.simulator.ledger().is_empty());
}

#[test]
fn g5_a_read_only_session_shows_and_keeps_nothing() {
    let both = Both::of(small());
    let koppel = both.koppel();
    let ended = koppel.run(&["assign", ROOM, "14", "--read-only"]);
    assert_eq!(ended.code, Some(0));
    assert!(ended.stdout.contains("nothing was kept"), "{}", ended.stdout);
    assert!(acts(&koppel).is_empty());
    let refused = koppel.run(&["assign", ROOM, "14", "--read-only", "--write"]);
    assert_eq!((refused.code, refused.stdout.as_str()), (Some(2), ""));
}

#[test]
fn g4_two_do_not_stage_at_once() {
    let both = Both::of(small());
    let koppel = both.koppel();
    let operator = koppel::store::Operator {
        user: "m.vogt".to_owned(),
        host: "desk".to_owned(),
    };
    let clock = koppel::clock::Clock::System;
    let _lock = koppel::store::StagingLock::take(koppel.folder.path(), &operator, clock).unwrap();
    let ended = koppel.run(&["assign", ROOM, "14"]);
    assert_eq!(ended.code, Some(7));
    assert!(ended.stderr.contains("m.vogt on desk"), "{}", ended.stderr);
}

#[test]
fn r2_a_suspicious_reading_is_nothing_to_decide_on() {
    let mut company = small();
    for id in 11..=14 {
        company.personio.remove(id);
    }
    let both = Both::of(company);
    let koppel = both.koppel();
    let ended = koppel.run(&["assign", "--remove", "00u00000000000000012"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(4), ""));
    assert!(acts(&koppel).is_empty());
}

#[test]
fn pasted_pages_name_a_profile_and_an_employee_and_another_orgs_is_refused() {
    let both = Both::of(small());
    let koppel = both.koppel();
    let profile = "127.0.0.1/admin/user/profile/view/00u00000000000000012";
    let employee = "acme.personio.de/staff/details/12";
    let ended = koppel.run(&["assign", profile, employee]);
    assert_eq!(ended.code, Some(0), "{}", ended.whole());
    let other = "https://other-admin.okta.com/admin/user/profile/view/00u00000000000000012";
    let says = "page of other-admin.okta.com, and the org here is 127.0.0.1";
    for arguments in [
        &["assign", other, "12"][..],
        &["assign", "--remove", other],
        &["explain", other],
    ] {
        let ended = koppel.run(arguments);
        assert_ne!(ended.code, Some(0), "{}", ended.whole());
        assert!(ended.stderr.contains(says), "{}", ended.whole());
    }
    let list = format!("sep=;\nokta;employee_id\n{profile};{employee}\n{other};14\n");
    koppel.file("");
    std::fs::write(koppel.path("list.csv"), list).unwrap();
    let ended = koppel.run(&["assign", "--from", "list.csv"]);
    assert_eq!(ended.code, Some(5), "{}", ended.whole());
    assert!(
        ended
            .stdout
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .contains(says),
        "{}",
        ended.whole()
    );
    for text in [
        employee,
        profile,
        "http://acme.app.personio.com/staff/details/12?tab=1",
    ] {
        let ended = koppel.run(&["explain", text]);
        assert_eq!(ended.code, Some(0), "{}", ended.whole());
        assert!(ended.stdout.contains("12"), "{}", ended.stdout);
    }
    let history = koppel.run(&["history", "--employee", employee]);
    assert_eq!(history.code, Some(0), "{}", history.whole());
}
