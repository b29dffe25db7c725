//! `notify.command`: what it is told, when, and that nothing it does changes the run.

use crate::program::{Both, Ended, Koppel};
use crate::reading::small;
use koppel::clock::Clock;
use koppel::store::state::{NewRun, RunEnd, RunKind, Store};
use koppel::store::{Operator, RunLock};
use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;

/// A program that adds its environment to a file. Given back: the file's path.
fn page_me(koppel: &mut Koppel, more: &str) -> String {
    let (program, file) = (koppel.path("page me"), koppel.path("paged"));
    let text = koppel.path("page me.text");
    std::fs::write(
        &text,
        format!("#!/bin/sh\n{{ env; echo; }} >> '{file}'\n{more}\n"),
    )
    .unwrap();
    std::fs::set_permissions(&text, PermissionsExt::from_mode(0o700)).unwrap();
    // Written by another process: what this one has open to write, a fork of a neighbouring test would hold for a
    // moment, and then nobody could start it.
    let copied = std::process::Command::new("cp")
        .args(["-p", &text, &program])
        .status();
    assert!(copied.unwrap().success());
    koppel
        .set("KOPPEL_NOTIFY__COMMAND", &program)
        .set("PATH", "/usr/bin:/bin");
    file
}

/// What it was told so far.
fn told(file: &str) -> Vec<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let variables = |notice: &str| {
        let lines = notice.lines().filter_map(|line| line.split_once('='));
        lines
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    };
    text.split_terminator("\n\n").map(variables).collect()
}

fn events(file: &str) -> Vec<String> {
    let told = told(file);
    told.iter()
        .map(|variables| variables["KOPPEL_EVENT"].clone())
        .collect()
}

fn operator() -> Operator {
    Operator {
        user: "m.vogt".to_owned(),
        host: "desk".to_owned(),
    }
}

#[test]
fn it_is_told_once_a_day_of_what_needs_somebody_and_once_of_its_end() {
    let both = Both::of(small());
    let mut koppel = both.koppel();
    let file = page_me(&mut koppel, "");
    let sync = |arguments: &[&str]| koppel.run(&[&["sync", "--yes"], arguments].concat());
    assert_eq!(
        sync(&[]).code,
        Some(0),
        "linked people are kept in step before the review"
    );
    assert_eq!(sync(&[]).code, Some(4));
    assert_eq!(sync(&[]).code, Some(4), "and told once");
    assert_eq!(events(&file), ["limit"]);
    // One person's good run says nothing of all the others.
    assert_eq!(sync(&["--employee", "13", "--confirm-links"]).code, Some(0));
    assert_eq!(events(&file), ["limit"]);
    assert_eq!(sync(&[]).code, Some(0));
    assert_eq!(sync(&[]).code, Some(0), "nothing is told of runs that are good");
    assert_eq!(events(&file), ["limit", "good_again"]);
}

#[test]
fn it_gets_counts_and_codes_and_no_secret_and_nothing_of_anybody() {
    let both = Both::of(small());
    let mut koppel = both.koppel();
    koppel
        .set("CREDENTIALS_DIRECTORY", "/run/credentials/koppel")
        .set("PAGER_KEY", "its own");
    let file = page_me(&mut koppel, "");
    koppel.run(&["sync", "--yes"]);
    koppel.run(&["sync", "--yes"]);
    let told = told(&file);
    let mut ours: Vec<(&str, &str)> = told[0]
        .iter()
        .filter(|(name, _)| name.starts_with("KOPPEL") || name.starts_with("CRED"))
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    ours.retain(|(name, _)| *name != "KOPPEL_HOST");
    let summary = "Run 2 stopped before its first write: nothing was written. 3 actions wait for you. \
                   The link review is open, and nothing else is to be done; nothing was written.";
    assert_eq!(
        ours,
        [
            ("KOPPEL_EVENT", "limit"),
            ("KOPPEL_EXIT_CODE", "4"),
            ("KOPPEL_ORG_HOST", "127.0.0.1"),
            ("KOPPEL_RUN", "2"),
            ("KOPPEL_SUMMARY", summary),
        ]
    );
    assert_eq!(told[0]["PAGER_KEY"], "its own");
    let everything = std::fs::read_to_string(&file).unwrap();
    let token = both.simulator.okta_token();
    for word in [&token, "Weiss", "Novak", "Yildiz", "acme.example"] {
        assert!(!everything.contains(word), "{word} in {everything}");
    }
}

#[test]
fn refused_credentials_and_failures_have_their_own_events() {
    let both = Both::of(small());
    let mut koppel = both.koppel();
    let file = page_me(&mut koppel, "");
    koppel.run(&["sync", "--yes", "--confirm-links"]);
    koppel.set("KOPPEL_OKTA_TOKEN", "00nobodysToken");
    assert_eq!(koppel.run(&["sync", "--yes"]).code, Some(6));
    koppel.unset("KOPPEL_OKTA_TOKEN");
    assert_eq!(koppel.run(&["sync", "--yes"]).code, Some(2));
    assert_eq!(events(&file), ["refused", "failed"]);
    assert!(!told(&file)[0].contains_key("KOPPEL_RUN"));
}

#[test]
fn whatever_becomes_of_it_the_run_stays_what_it_was_and_it_is_told_again() {
    let both = Both::of(small());
    let mut koppel = both.koppel();
    koppel.run(&["sync", "--yes"]);
    koppel.set("KOPPEL_NOTIFY__COMMAND", "/no/such/program");
    let Ended { stderr, code, .. } = koppel.run(&["sync", "--yes"]);
    assert_eq!(code, Some(4), "{stderr}");
    assert!(
        stderr.contains("was not told that limit: it cannot be started"),
        "{stderr}"
    );
    let file = page_me(&mut koppel, "echo no result; exit 3");
    let ended = koppel.run(&["sync", "--yes", "--format", "json"]);
    assert_eq!(ended.code, Some(4), "{}", ended.stderr);
    assert!(
        ended.stderr.contains("it ended with exit status: 3"),
        "{}",
        ended.stderr
    );
    let document: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(document["result"], "stopped");
    page_me(&mut koppel, "");
    koppel.run(&["sync", "--yes"]);
    assert_eq!(events(&file), ["limit", "limit"], "what it refused is told again");
}

#[test]
fn a_run_that_hangs_for_too_long_is_told_by_the_next_that_finds_its_lock() {
    for (hours, expected) in [(2, &[][..]), (40, &["too_old"])] {
        let both = Both::of(small());
        let mut koppel = both.koppel();
        let file = page_me(&mut koppel, "");
        let folder = koppel.folder.path().to_owned();
        let ago = Clock::Shifted(jiff::SignedDuration::from_hours(-hours));
        let lock = RunLock::take(&folder, &operator(), ago).unwrap();
        let mut store = Store::open(&folder, "00oOurs", operator(), ago).unwrap().store;
        let new = NewRun {
            kind: RunKind::Sync,
            reverses: None,
            is_unattended: true,
            overrides: Vec::new(),
            is_part: false,
        };
        let run = store.begin_run(&lock, &new).unwrap();
        store.end_run(run, RunEnd::Done).unwrap();
        drop(store);
        let ended = koppel.run(&["sync", "--yes"]);
        assert_eq!(ended.code, Some(7), "{}", ended.whole());
        assert_eq!(events(&file), expected);
        drop(lock);
    }
}

/// The last line of what was printed.
fn last_line(ended: &Ended) -> String {
    ended
        .stdout
        .trim_end()
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn d5_a_leaver_with_access_is_told_daily_and_sync_status_and_json_say_the_same() {
    let both = Both::of(small());
    let mut koppel = both.koppel();
    let file = page_me(&mut koppel, "");
    assert_eq!(koppel.run(&["sync", "--yes", "--confirm-links"]).code, Some(0));
    both.simulator.company(|company| {
        company
            .personio
            .change(11, |employee| employee.set("status", "inactive"))
    });
    // What stands in the settings says no time, and is no decision about a leaver.
    koppel.set("KOPPEL_LINK__IGNORE_PROFILES", r#"["anna.weiss@acme.example"]"#);
    for _ in 0..2 {
        let ended = koppel.run(&["sync", "--yes"]);
        assert_eq!(ended.code, Some(5), "{}", ended.whole());
        let said = format!("{} {}", last_line(&ended), ended.whole().replace('\n', " "));
        assert!(said.contains("is done, and leavers have access"), "{said}");
    }
    let status = koppel.run(&["status"]);
    assert_eq!(status.code, Some(0), "status does not exit by it");
    assert!(
        status.stdout.contains("run 3 is done, and leavers have access"),
        "{}",
        status.stdout
    );
    let document: serde_json::Value =
        serde_json::from_str(&koppel.run(&["status", "--format", "json"]).stdout).unwrap();
    assert_eq!(document["verdict"], "leaver_with_access");
    assert_eq!(document["last_good_run"]["run"], 1);
    assert_eq!(koppel.run(&["plan"]).code, Some(0), "nor does plan");
    // A part says nothing of everybody.
    assert_eq!(koppel.run(&["sync", "--yes", "--only", "update"]).code, Some(0));
    let ended = koppel.run(&["sync", "--yes", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(
        (ended.code, &document["verdict"]),
        (Some(5), &"leaver_with_access".into())
    );
    assert_eq!(document["leavers_with_access"][0]["decided_by_person"], false);
    assert_eq!(events(&file), ["leaver_with_access"]);
    koppel.unset("KOPPEL_LINK__IGNORE_PROFILES");
    let ended = koppel.run(&["sync", "--yes"]);
    assert_eq!(ended.code, Some(0), "{}", ended.whole());
    koppel.run(&["sync", "--yes"]);
    assert_eq!(events(&file), ["leaver_with_access", "good_again"]);
}

#[test]
fn d5_a_joiner_who_waits_is_told_daily_and_makes_no_other_exit_code() {
    let now = Clock::System.now();
    let tomorrow = jiff::tz::TimeZone::UTC
        .to_datetime(now)
        .date()
        .tomorrow()
        .unwrap();
    let eva = koppel::sim::personio::Employee::new(16, "Eva", "Ende").email("eva.ende@acme.example");
    let both = Both::of(small().employee(eva));
    both.simulator.company(|company| {
        company.personio.change(16, |employee| {
            employee.set("last_name", "");
            employee.set("hire_date", format!("{tomorrow}T00:00:00+01:00"));
        });
    });
    let mut koppel = both.koppel();
    let file = page_me(&mut koppel, "");
    for arguments in [&["sync", "--yes", "--confirm-links"][..], &["sync", "--yes"]] {
        let ended = koppel.run(arguments);
        assert_eq!(ended.code, Some(0), "{}", ended.whole());
    }
    assert_eq!(events(&file), ["waiting"]);
    assert_eq!(told(&file)[0]["KOPPEL_EXIT_CODE"], "0");
    both.simulator.company(|company| {
        company
            .personio
            .change(16, |employee| employee.set("last_name", "Ende"))
    });
    for _ in 0..2 {
        assert_eq!(koppel.run(&["sync", "--yes"]).code, Some(0));
    }
    assert_eq!(events(&file), ["waiting", "good_again"]);
}
