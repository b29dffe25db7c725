//! No secret that a test uses stands in anything that koppel writes: outputs, logs, plans, the state, snapshots.

use crate::program::{Both, Ended, Koppel};
use crate::sides::made_up;
use std::fs;
use std::path::{Path, PathBuf};

/// Everything that is a secret in the tests: in the clear, as it is sent, and backwards.
fn secrets(koppel: &Koppel, both: &Both) -> Vec<String> {
    let simulator = &both.simulator;
    let mut secrets = vec![
        simulator.okta_token(),
        simulator.okta_read_only_token(),
        simulator.personio_client_id(),
        simulator.personio_client_secret(),
        "00nobodysToken".to_owned(),
        "papi-nobodysSecret".to_owned(),
    ];
    secrets.extend(koppel.variables.iter().filter_map(|(name, value)| {
        let is_secret = ["_TOKEN", "_CLIENT_ID", "_CLIENT_SECRET"]
            .iter()
            .any(|end| name.ends_with(end));
        is_secret.then(|| value.clone())
    }));
    let encoded: Vec<String> = secrets
        .iter()
        .map(|secret| form_urlencoded::byte_serialize(secret.as_bytes()).collect())
        .collect();
    secrets.extend(encoded);
    secrets.sort_unstable();
    secrets.dedup();
    secrets
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files
}

/// Where one of the secrets stands.
fn found(text: &[u8], secrets: &[String]) -> bool {
    secrets.iter().any(|secret| {
        text.windows(secret.len())
            .any(|window| window == secret.as_bytes())
    })
}

/// Every command that the program has, but for those that do not end.
fn commands(koppel: &Koppel) -> Vec<String> {
    let help = koppel.run(&["--help"]).stdout;
    let from = help.find("Commands:").unwrap();
    let names = help[from..]
        .lines()
        .skip(1)
        .take_while(|line| !line.trim().is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned));
    names
        .filter(|name| !["help", "simulate", "watch", "demo"].contains(&name.as_str()))
        .collect()
}

/// Everything that there is to run; logs and plans stay in the folder.
fn everything(koppel: &Koppel) -> Vec<Vec<String>> {
    let plan = koppel.path("plan.json");
    let mut lines: Vec<Vec<String>> = commands(koppel).into_iter().map(|name| vec![name]).collect();
    assert!(lines.len() >= 6, "{lines:?}");
    let more: [&[&str]; 9] = [
        &["config", "show"],
        &["config", "check"],
        &["config", "path"],
        &["links", "--format", "json"],
        &["links", "--unmatched", "--format", "csv"],
        &["plan", "--format", "json", "--out", &plan],
        &["plan", "--format", "csv"],
        &["explain", "anna"],
        &["doctor", "--headless", "--format", "json"],
    ];
    lines.extend(
        more.iter()
            .map(|line| line.iter().map(|word| (*word).to_owned()).collect()),
    );
    lines
}

/// Runs each line of arguments, with all that can be logged.
fn session(koppel: &Koppel, lines: Vec<Vec<String>>) -> Vec<Ended> {
    let log = koppel.path("koppel.log");
    lines
        .into_iter()
        .map(|mut line| {
            line.extend(["-vv".to_owned(), "--log".to_owned(), log.clone()]);
            let line: Vec<&str> = line.iter().map(String::as_str).collect();
            koppel.run(&line)
        })
        .collect()
}

#[test]
fn no_secret_stands_in_an_output_a_log_a_plan_or_the_state() {
    let both = Both::of(made_up());
    let secrets_in = |koppel: &Koppel, lines| {
        let secrets = secrets(koppel, &both);
        for ended in session(koppel, lines) {
            assert!(!found(ended.whole().as_bytes(), &secrets), "{}", ended.whole());
        }
        for file in files_below(koppel.folder.path()) {
            assert!(!found(&fs::read(&file).unwrap(), &secrets), "{}", file.display());
        }
        let log = fs::read_to_string(koppel.path("koppel.log")).unwrap();
        assert!(log.contains("koppel::"), "there is a log to search: {log}");
    };
    let reading = || ["plan", "doctor"].map(|name| vec![name.to_owned()]).to_vec();
    let koppel = both.koppel();
    secrets_in(&koppel, everything(&koppel));
    for fault in [
        "expired-token",
        "forbidden",
        "sign-in-page",
        "garbage",
        "status-503@schema",
        "cut-within",
        "foreign-next",
    ] {
        both.simulator.set_faults(&[fault.parse().unwrap()], 1);
        secrets_in(&both.koppel(), reading());
    }
    both.simulator.set_faults(&[], 0);
    let mut wrong = both.koppel();
    wrong
        .set("KOPPEL_OKTA_TOKEN", "00wrongToken with blanks")
        .set("KOPPEL_PERSONIO_CLIENT_SECRET", "papi-wrongSecret\u{200b}");
    secrets_in(&wrong, everything(&wrong));
    let mut refused = both.koppel();
    refused
        .set("KOPPEL_OKTA_TOKEN", "00wrongToken")
        .set("KOPPEL_PERSONIO_CLIENT_SECRET", "papi-wrongSecret");
    secrets_in(&refused, reading());
}

#[test]
fn no_secret_stands_in_a_snapshot() {
    let both = Both::of(made_up());
    let secrets = secrets(&both.koppel(), &both);
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let is_snapshot = |path: &PathBuf| path.extension().is_some_and(|end| end == "snap" || end == "new");
    let snapshots: Vec<PathBuf> = files_below(&tests).into_iter().filter(is_snapshot).collect();
    assert!(snapshots.len() > 30, "{snapshots:?}");
    for snapshot in snapshots {
        assert!(
            !found(&fs::read(&snapshot).unwrap(), &secrets),
            "{}",
            snapshot.display()
        );
    }
}

#[test]
fn the_search_finds_a_secret_that_is_there() {
    let both = Both::of(made_up());
    let koppel = both.koppel();
    let secrets = secrets(&koppel, &both);
    for secret in [
        both.simulator.okta_token(),
        both.simulator.personio_client_secret(),
    ] {
        fs::write(
            koppel.path("leak.log"),
            format!("x Authorization: SSWS {secret}\n"),
        )
        .unwrap();
        let leak = fs::read(koppel.path("leak.log")).unwrap();
        assert!(found(&leak, &secrets));
    }
    assert!(!found(b"nothing to see", &secrets));
}
