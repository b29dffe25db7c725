//! Stopping, and what is served until then.

use crate::program::Koppel;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

fn start(koppel: &Koppel, arguments: &[&str]) -> Child {
    Command::new(crate::program::binary())
        .env_clear()
        .envs(&koppel.variables)
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn stop(child: &Child, signal: &str) {
    let id = child.id().to_string();
    assert!(
        Command::new("kill")
            .args([signal, &id])
            .status()
            .unwrap()
            .success()
    );
}

#[test]
fn a_reading_that_is_cancelled_ends_with_130() {
    for signal in ["-INT", "-TERM"] {
        // Takes calls and never answers.
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let koppel = Koppel::at(&format!("http://{}", listener.local_addr().unwrap()));
        let child = start(&koppel, &["plan"]);
        let call = listener.accept().unwrap();
        stop(&child, signal);
        let output = child.wait_with_output().unwrap();
        drop(call);
        assert_eq!(
            String::from_utf8(output.stderr).unwrap(),
            "Cancelled while reading; nothing was written.\n"
        );
        assert_eq!((output.status.code(), output.stdout.len()), (Some(130), 0));
    }
}

/// What `eval` makes of the lines that `simulate` prints.
fn exports(child: &mut Child, last: &str) -> Vec<(String, String)> {
    let mut lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
    let mut exports = Vec::new();
    loop {
        let line = lines.next().unwrap().unwrap();
        let (name, value) = line.strip_prefix("export ").unwrap().split_once('=').unwrap();
        let value = value.strip_prefix('\'').unwrap().strip_suffix('\'').unwrap();
        exports.push((name.to_owned(), value.to_owned()));
        if name == last {
            return exports;
        }
    }
}

#[test]
fn simulate_prints_all_that_a_plan_needs_and_serves_until_it_is_stopped() {
    for (setup, last) in [
        (None, "KOPPEL_PERSONIO_CLIENT_SECRET"),
        (Some("try-out"), "KOPPEL_TRY_OUT_PERSONIO_CLIENT_SECRET"),
    ] {
        let option: Vec<&str> = setup.iter().flat_map(|name| ["--setup", name]).collect();
        let arguments = [&["simulate", "--employees", "60", "--seed", "3"], &option[..]].concat();
        let mut child = start(&Koppel::bare(), &arguments);
        let mut koppel = Koppel::bare();
        koppel.variables.extend(exports(&mut child, last));
        let plan = koppel.run(&[&["plan", "--format", "json"], &option[..]].concat());
        assert!(matches!(plan.code, Some(0 | 4)), "{}", plan.stderr);
        let document: serde_json::Value = serde_json::from_str(&plan.stdout).unwrap();
        assert!(document["actions"].as_array().unwrap().len() > 10);
        let folder = koppel.variables["KOPPEL_CONFIG_DIR"].clone();
        stop(&child, "-TERM");
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "stopping is how it ends");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(
            said.starts_with("Serving 60 employees at http://127.0.0.1:"),
            "{said}"
        );
        assert!(!std::path::Path::new(&folder).exists(), "nothing is left behind");
    }
}

#[test]
fn a_port_that_is_taken_is_said() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let ended = Koppel::bare().run(&["simulate", "--employees", "60", "--port", &port]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""));
    assert!(
        ended.stderr.starts_with("The simulator cannot be started.\n"),
        "{}",
        ended.stderr
    );
}

#[cfg(unix)]
#[test]
fn a_simulator_without_a_place_for_its_folder_says_what_to_do() {
    let mut koppel = Koppel::bare();
    let missing = koppel.path("missing");
    koppel.set("TMPDIR", &missing);
    let ended = koppel.run(&["simulate", "--employees", "60"]);
    assert!(ended.stderr.contains("Set TMPDIR"), "{}", ended.stderr);
    assert_eq!(ended.code, Some(1));
}

#[test]
fn a_company_of_ones_own_is_served() {
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/company.example.json");
    let mut child = start(
        &Koppel::bare(),
        &["simulate", "--data", example, "--rate-limits", "off"],
    );
    let mut koppel = Koppel::bare();
    koppel
        .variables
        .extend(exports(&mut child, "KOPPEL_PERSONIO_CLIENT_SECRET"));
    let links = koppel.run(&["links"]);
    stop(&child, "-INT");
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!((links.code, links.stderr.as_str()), (Some(0), ""));
}
