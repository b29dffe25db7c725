//! Faults from the command line.

use koppel::sim::fault::{Calls, Kind};
use std::io::{BufRead, BufReader};
use std::process::{Command, Output, Stdio};

fn simulate(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_koppel"));
    command.env_clear().arg("simulate").args(arguments);
    command
}

fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = simulate(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code(), text(stdout), text(stderr))
}

#[test]
fn help_lists_every_fault_and_all_calls() {
    let (code, list, _) = run(&["--fault", "gap", "--fault", "help"]);
    assert_eq!(code, Some(0));
    let has_row = |name: String, about: String| {
        let mut lines = list.lines();
        lines.any(|line| line.starts_with(&format!("{name} ")) && line.ends_with(&about))
    };
    for kind in Kind::all() {
        assert!(has_row(kind.name(), kind.about()), "{}", kind.name());
    }
    for calls in Calls::all() {
        assert!(has_row(calls.name(), calls.about()), "{}", calls.name());
    }
}

#[test]
fn a_fault_that_nobody_knows_is_wrong_usage() {
    let (code, list, said) = run(&["--fault", "cut-aftr=5%"]);
    assert_eq!((code, list.as_str()), (Some(2), ""));
    assert!(
        said.contains("there is no fault cut-aftr; the nearest is cut-after"),
        "{said}"
    );
}

#[tokio::test]
async fn faults_strike_from_the_start_and_the_control_address_is_said_on_stderr_alone() {
    let arguments = [
        "--employees",
        "10",
        "--fault",
        "status-503@organization:1",
        "--fault-seed",
        "9",
    ];
    let mut child = simulate(&arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut exports = BufReader::new(child.stdout.take().unwrap()).lines();
    let prefix = "export KOPPEL_OKTA__URL=";
    let first = exports.find_map(|line| line.unwrap().strip_prefix(prefix).map(str::to_owned));
    let okta = first.unwrap().trim_matches(['\'', '"']).to_owned();
    let said = BufReader::new(child.stderr.take().unwrap()).lines();
    let is_control = |line: &String| line.contains("Faults are shown and set at ");
    let line = said.map_while(Result::ok).find(is_control).unwrap();
    let control = line
        .split_whitespace()
        .find(|word| word.starts_with("http://"))
        .unwrap();

    let organization = format!("{okta}/.well-known/okta-organization");
    assert_eq!(reqwest::get(&organization).await.unwrap().status(), 503);
    assert_eq!(reqwest::get(&organization).await.unwrap().status(), 200);
    let shown = reqwest::get(control).await.unwrap().text().await.unwrap();
    assert!(
        shown.contains(r#""seed":9"#) && shown.contains(r#""struck":1"#),
        "{shown}"
    );
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!control.starts_with(&okta), "a port of its own");
}
