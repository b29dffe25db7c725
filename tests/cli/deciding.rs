//! `decide`: decisions from the command line, by what the state knows.

use crate::program::{Both, Koppel};
use crate::reading::small;
use koppel::engine::APPROVABLE;
use koppel::report::words;
use koppel::sim::personio::Employee;
use serde_json::Value;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// After the first sync; nobody answers any more from here on.
fn synced() -> (Both, Koppel) {
    let both = Both::of(small());
    let koppel = both.koppel();
    let counted = ["--confirm-count", "deactivate=1"];
    let ended = koppel.run(&[&["sync", "--yes", "--confirm-links"], &counted[..]].concat());
    assert_eq!(ended.code, Some(0), "{}", ended.whole());
    (both, koppel)
}

/// The codes of what is held, by employee.
fn held(koppel: &Koppel) -> Vec<(u64, String, String)> {
    let plan = json(&koppel.run(&["plan", "--format", "json"]).stdout);
    let actions = plan["actions"].as_array().unwrap().iter();
    actions
        .filter(|action| !action["held"].is_null())
        .map(|action| {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            let employee = action["employee_id"].as_u64().unwrap();
            (employee, text(&action["kind"]), text(&action["held"]["code"]))
        })
        .collect()
}

fn decide(koppel: &Koppel, arguments: &[&str]) -> String {
    let ended = koppel.run(&[&["decide"], arguments, &["--yes"]].concat());
    assert_eq!(ended.code, Some(0), "{}", ended.whole());
    assert_eq!(ended.stderr, "", "{}", ended.stdout);
    let (read, rest) = ended.stdout.split_once('\n').unwrap();
    assert!(
        read.starts_with("By the snapshot of 2") && read.ends_with(" UTC:"),
        "{read}"
    );
    rest.to_owned()
}

/// A second sync, with these settings: nobody confirms anything.
fn sync_again(koppel: &Koppel) {
    let ended = koppel.run(&["sync", "--yes"]);
    assert!(matches!(ended.code, Some(0 | 5)), "{}", ended.whole());
}

#[test]
fn decide_asks_no_api_and_records_nothing_without_an_answer() {
    let (both, koppel) = synced();
    let before = both.simulator.ledger().len();
    let unasked = koppel.run(&["decide", "hold", "12", "--note", "asked HR"]);
    assert_eq!(
        (unasked.code, unasked.stdout.as_str()),
        (Some(2), ""),
        "{}",
        unasked.stderr
    );
    assert!(
        !koppel
            .run(&["history", "--decisions"])
            .stdout
            .contains("asked HR")
    );
    insta::assert_snapshot!("hold", decide(&koppel, &["hold", "12", "--note", "asked HR"]));
    assert!(
        koppel
            .run(&["history", "--decisions"])
            .stdout
            .contains("asked HR")
    );
    assert_eq!(both.simulator.ledger().len(), before);
    let read_only = koppel.run(&["--read-only", "decide", "approve", "12", "--yes"]);
    assert_eq!(read_only.code, Some(2));
}

#[test]
fn a_hold_of_one_kind_with_a_reminder_leaves_out_just_that_and_says_so() {
    let (both, mut koppel) = synced();
    both.simulator.company(|company| {
        let renamed = company.personio.change(12, |employee| {
            employee.set("last_name", "Sommer");
            employee.set("department", "Legal");
        });
        renamed.unwrap();
    });
    koppel.set("KOPPEL_UPDATE__RENAME", "ask");
    let mapping = r#"[{ personio = "last_name", okta = "lastName" }, { personio = "department", okta = "department" }]"#;
    koppel.set("KOPPEL_MAPPING", mapping);
    sync_again(&koppel);
    let page = "https://acme.personio.de/staff/details/12";
    let arguments = [
        "hold",
        page,
        "--note",
        "asked HR",
        "--only",
        "update",
        "--until",
        "2031-01-01",
    ];
    insta::assert_snapshot!("hold_updates", decide(&koppel, &arguments));
    let of_twelve: Vec<_> = held(&koppel)
        .into_iter()
        .filter(|(employee, ..)| *employee == 12)
        .collect();
    assert!(
        of_twelve.iter().all(|(_, kind, _)| kind == "update") && !of_twelve.is_empty(),
        "{of_twelve:?}"
    );
    let several = koppel.run(&["decide", "approve", "12", "--yes"]);
    assert_eq!(
        (several.code, several.stdout.as_str()),
        (Some(2), ""),
        "{}",
        several.whole()
    );
    for code in ["rename", "by_person"] {
        assert!(several.stderr.contains(code), "{}", several.stderr);
    }
    insta::assert_snapshot!(
        "approve_rename",
        decide(&koppel, &["approve", "12", "--reason", "rename"])
    );
    decide(&koppel, &["approve", "12", "--reason", "by_person"]);
    assert!(held(&koppel).iter().all(|(employee, ..)| *employee != 12));
}

#[test]
fn a9_approving_an_undone_run_lets_everybody_go() {
    let (_both, koppel) = synced();
    let counted = ["--confirm-count", "deactivate=1"];
    let undo = koppel.run(&[&["undo", "--run", "1", "--yes"], &counted[..]].concat());
    assert_eq!(undo.code, Some(0), "{}", undo.whole());
    let before = held(&koppel);
    assert!(
        before.iter().all(|(.., code)| code == "undone") && before.len() > 2,
        "{before:?}"
    );
    decide(&koppel, &["approve", "12"]);
    assert!(held(&koppel).iter().all(|(employee, ..)| *employee != 12));
    let unknown = koppel.run(&["decide", "approve", "--run", "99", "--yes"]);
    assert_eq!(unknown.code, Some(2), "{}", unknown.whole());
    decide(&koppel, &["approve", "--run", "1"]);
    let nobody = koppel.run(&["decide", "approve", "--run", "1", "--yes"]);
    assert_eq!(
        (nobody.code, nobody.stdout.as_str()),
        (Some(0), ""),
        "{}",
        nobody.whole()
    );
    let after = held(&koppel);
    assert!(after.iter().all(|(.., code)| code != "undone"), "{after:?}");
}

#[test]
fn d6_an_assignment_of_an_inactive_employee_says_how_to_approve_it() {
    let mut company = small();
    company.okta.remove("00u00000000000000013");
    let both = Both::of(company);
    let koppel = both.koppel();
    let ended = koppel.run(&["assign", "00u00000000000000015", "13", "--write"]);
    assert!(!ended.stdout.contains("is written now"), "{}", ended.stdout);
    assert!(
        ended.stdout.contains("koppel decide approve 13"),
        "{}",
        ended.stdout
    );
    assert_eq!(held(&koppel)[0].2, "unlinked_leaver");
    insta::assert_snapshot!("approve_unlinked_leaver", decide(&koppel, &["approve", "13"]));
    assert!(held(&koppel).iter().all(|(employee, ..)| *employee != 13));
}

#[test]
fn l9_who_is_ignored_is_left_alone_until_that_is_taken_back() {
    let (_both, koppel) = synced();
    let reason = |employee: u64| {
        let plan = json(&koppel.run(&["plan", "--format", "json"]).stdout);
        let skipped = plan["skipped"].as_array().unwrap().iter();
        let mut theirs = skipped.filter(|skip| skip["employee_id"].as_u64() == Some(employee));
        theirs
            .next()
            .map(|skip| skip["reason"].as_str().unwrap().to_owned())
    };
    decide(&koppel, &["ignore", "12", "--note", "contractor"]);
    assert_eq!(reason(12).as_deref(), Some("ignored_employee"));
    decide(&koppel, &["unignore", "12"]);
    assert_eq!(reason(12), None);
    let room = "00u00000000000000015";
    let no_kind = koppel.run(&["decide", "ignore", room, "--yes"]);
    assert_eq!(no_kind.code, Some(2), "{}", no_kind.whole());
    decide(
        &koppel,
        &["ignore", room, "--kind", "shared", "--note", "meeting room"],
    );
    let links = json(&koppel.run(&["links", "--format", "json"]).stdout);
    assert_eq!(links["ignored_profiles"].as_array().unwrap().len(), 1, "{links}");
    for (kind, owner) in [
        ("room", None),
        ("other", None),
        ("second", Some("12")),
        ("service", None),
    ] {
        let owned: Vec<&str> = owner.map_or_else(Vec::new, |owner| vec!["--owner", owner]);
        decide(&koppel, &[&["ignore", room, "--kind", kind], &owned[..]].concat());
        let links = json(&koppel.run(&["links", "--format", "json"]).stdout);
        let aside = &links["ignored_profiles"][0];
        assert_eq!(
            (&aside["kind"], aside["owner"].as_u64()),
            (&json(&format!("{kind:?}")), owner.map(|_| 12))
        );
    }
    for owner in ["999", "acme-admin.okta.com/admin/user/profile/view/00uabc"] {
        let ended = koppel.run(&[
            "decide", "ignore", room, "--kind", "second", "--owner", owner, "--yes",
        ]);
        assert_eq!(ended.code, Some(2), "{}", ended.whole());
    }
}

#[test]
fn l10_a_rejected_match_and_l1_a_confirmed_one_are_recorded() {
    let (_both, koppel) = synced();
    let said = decide(&koppel, &["confirm", "12=00u00000000000000012"]);
    assert!(said.contains("the ID in Okta is right"), "{said}");
    let said = decide(&koppel, &["confirm", "14=00u00000000000000015"]);
    assert!(said.contains("pending until it is written"), "{said}");
    decide(&koppel, &["reject", "14=00u00000000000000015"]);
    let links = json(&koppel.run(&["links", "--format", "json"]).stdout);
    assert_eq!(links["rejected"].as_array().unwrap().len(), 1, "{links}");
}

#[test]
fn whoever_the_state_does_not_know_is_named_and_nothing_is_recorded() {
    let (_both, koppel) = synced();
    koppel.file("");
    std::fs::write(koppel.path("list.csv"), "sep=;\ntarget;note\n12;\n999;\n").unwrap();
    for (arguments, says) in [
        (
            vec!["hold", "--from", "list.csv", "--note", "x"],
            "no snapshot in the state has an employee 999",
        ),
        (
            vec!["hold", "nobody@acme.example", "--note", "x"],
            "no profile with the login nobody@acme.example",
        ),
        (vec!["hold", "12"], "A hold needs --note"),
        (vec!["reject", "12"], "EMPLOYEE=PROFILE"),
        (vec!["approve", "12"], "no hold that could be approved"),
        (
            vec![
                "hold",
                "other-admin.okta.com/admin/user/profile/view/00u00000000000000012",
                "--note",
                "x",
            ],
            "other-admin.okta.com",
        ),
        (vec!["approve", "12", "--reason", "clock_off"], "approved can be"),
    ] {
        let ended = koppel.run(&[&["decide"], &arguments[..], &["--yes"]].concat());
        assert_eq!(
            (ended.code, ended.stdout.as_str()),
            (Some(2), ""),
            "{arguments:?}: {}",
            ended.stderr
        );
        assert!(ended.stderr.contains(says), "{says}: {}", ended.stderr);
    }
    assert_eq!(held(&koppel), []);
    let fresh = Koppel::at("http://127.0.0.1:9").run(&["decide", "approve", "12", "--yes"]);
    assert_eq!(fresh.code, Some(2));
    assert!(fresh.stderr.contains("knows no org yet"), "{}", fresh.stderr);
}

/// A leaver and another record that may be the same person; the first sync is done.
fn two_records() -> (Both, Koppel) {
    let another = Employee::new(16, "Cem", "Yildiz").email("cem.yildiz2@acme.example");
    let both = Both::of(small().employee(another));
    let koppel = both.koppel();
    let ended = koppel.run(&["sync", "--yes", "--confirm-links"]);
    assert_eq!(ended.code, Some(5), "{}", ended.whole());
    (both, koppel)
}

#[test]
fn p4_approving_a_second_record_says_what_it_means_for_both_and_how_the_other_answer_is_given() {
    for target in ["13", "16"] {
        let (_both, koppel) = two_records();
        insta::assert_snapshot!(
            format!("approve_second_record_{target}"),
            decide(&koppel, &["approve", target])
        );
        let plan = json(&koppel.run(&["plan", "--format", "json"]).stdout);
        let mut done: Vec<(u64, &str)> = plan["actions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|action| {
                assert!(action["held"].is_null(), "{action}");
                (
                    action["employee_id"].as_u64().unwrap(),
                    action["kind"].as_str().unwrap(),
                )
            })
            .collect();
        done.sort_unstable();
        assert_eq!(done, [(13, "deactivate"), (16, "create")]);
    }
}

#[test]
fn every_approval_is_said_by_its_outcome_and_never_by_its_question() {
    let mut said: Vec<&str> = APPROVABLE.iter().map(|code| words::approval(*code)).collect();
    for (code, outcome) in APPROVABLE.iter().zip(&said) {
        assert!(
            !outcome.is_empty() && !outcome.contains('?'),
            "{code:?}: {outcome}"
        );
        assert_ne!(*outcome, words::hold_code(*code));
    }
    said.sort_unstable();
    said.dedup();
    // Somebody switched off comes back, whoever did it.
    assert_eq!(said.len(), APPROVABLE.len() - 1);
}

#[test]
fn a9_nothing_is_promised_about_whoever_was_undone_or_kept_out_of_the_latest_plan() {
    const NOT_KNOWN: &str = "not known before the next plan; koppel plan shows it";
    let (_both, koppel) = synced();
    let said = decide(&koppel, &["hold", "12", "--note", "asked HR"]);
    assert!(said.contains("has nothing to do for them"), "{said}");
    // Held by now, and let go again: the latest plan was made before.
    for arguments in [
        &["hold", "12", "--note", "asked HR again"][..],
        &["approve", "12"],
        &["ignore", "12"],
    ] {
        let said = decide(&koppel, arguments);
        assert!(said.contains(NOT_KNOWN), "{arguments:?}: {said}");
    }
    let undo = koppel.run(&["undo", "--run", "1", "--yes"]);
    assert_eq!(undo.code, Some(0), "{}", undo.whole());
    // Also of whoever the undo did not touch: its run planned for nobody else.
    for arguments in [
        &["approve", "13"][..],
        &["hold", "13", "--note", "x"],
        &["hold", "11", "--note", "x"],
    ] {
        let said = decide(&koppel, arguments);
        assert!(said.contains(NOT_KNOWN), "{arguments:?}: {said}");
        assert!(!said.contains("nothing to do"), "{arguments:?}: {said}");
    }
    let ended = koppel.run(&["sync", "--yes", "--only", "update"]);
    assert_eq!(ended.code, Some(0), "{}", ended.whole());
    let said = decide(&koppel, &["hold", "14", "--note", "x"]);
    assert!(said.contains(NOT_KNOWN), "after a run for a part: {said}");
}

#[test]
fn d5_an_ignore_after_an_undo_and_one_that_is_said_again_leave_the_leaver_so() {
    let (_both, koppel) = synced();
    let undo = koppel.run(&["undo", "--run", "1", "--yes"]);
    assert_eq!(undo.code, Some(0), "{}", undo.whole());
    decide(&koppel, &["ignore", "13"]);
    for _ in 0..2 {
        let ended = koppel.run(&["sync", "--yes"]);
        assert_eq!(ended.code, Some(0), "{}", ended.whole());
    }
    let (both, koppel) = synced();
    decide(&koppel, &["ignore", "12"]);
    both.simulator.company(|company| {
        let left = company
            .personio
            .change(12, |employee| employee.set("status", "inactive"));
        left.unwrap();
    });
    let ended = koppel.run(&["sync", "--yes"]);
    assert_eq!(ended.code, Some(5), "it was said before: {}", ended.whole());
    decide(&koppel, &["ignore", "12"]);
    let ended = koppel.run(&["sync", "--yes"]);
    assert_eq!(ended.code, Some(0), "{}", ended.whole());
}

#[test]
fn each_refusal_says_what_to_do_about_itself() {
    let (_both, koppel) = synced();
    let nobody = "nobody@acme.example";
    for (arguments, todo) in [
        (
            vec!["hold", nobody, "--note", "x"],
            "koppel explain nobody@acme.example",
        ),
        (vec!["hold", "999", "--note", "x"], "column 1 of koppel plan"),
        (vec!["ignore", "00u00000000000000015"], "--kind service, shared"),
        (vec!["unignore", "12"], "koppel config show"),
        (vec!["reject", "12"], "such as 12=00u1abc"),
        (vec!["ignore", "12=00u00000000000000012"], "take reject"),
        (vec!["approve", "12"], "--reason CODE approves"),
        (vec!["approve", "00u99"], "column 1 of koppel plan"),
        (
            vec![
                "hold",
                "other-admin.okta.com/admin/user/profile/view/00u00000000000000012",
                "--note",
                "x",
            ],
            "of this org",
        ),
        (
            vec!["hold", "12", "--note", "x", "--until", "2020-01-01"],
            "Give the day of the reminder",
        ),
    ] {
        let ended = koppel.run(&[&["decide"], &arguments[..], &["--yes"]].concat());
        assert_eq!(ended.code, Some(2), "{arguments:?}: {}", ended.whole());
        assert!(ended.stderr.contains(todo), "{todo}: {}", ended.stderr);
        assert!(!ended.stderr.contains("Leave them out"), "{}", ended.stderr);
    }
    let acts = koppel.run(&["history", "--decisions"]).stdout;
    assert!(!acts.contains("hold "), "{acts}");
}

#[test]
fn the_usage_has_the_order_that_is_taken() {
    let bare = Koppel::bare();
    for shown in [
        bare.run(&["decide", "--help"]).stdout,
        bare.run(&["decide", "hold"]).stderr,
        bare.run(&["man"]).stdout.replace("\\-", "-"),
    ] {
        assert!(
            shown.contains("koppel decide [OPTIONS] <DECISION> <TARGET>..."),
            "{shown}"
        );
        assert!(!shown.contains("> <DECISION>"), "{shown}");
    }
}

#[test]
fn g1_a_count_of_a_kind_that_the_plan_does_not_hold_says_which_it_holds() {
    let both = Both::of(small());
    let arguments = ["sync", "--yes", "--confirm-links", "--confirm-count"];
    for (count, todo) in [
        ("relink=15", "This plan holds "),
        ("deactivate=15", "give deactivate=1 if all of it is right"),
    ] {
        let ended = both.koppel().run(&[&arguments[..], &[count]].concat());
        assert_eq!(ended.code, Some(4), "{}", ended.whole());
        assert!(ended.stderr.contains(todo), "{}", ended.stderr);
        assert!(!ended.stderr.contains("changed since"), "{}", ended.stderr);
    }
}
