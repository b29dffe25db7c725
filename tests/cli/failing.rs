//! Everything that a person can get wrong: its words, its exit code, nothing on stdout, and no secret anywhere.

use crate::program::{Both, Ended, Koppel};
use koppel::sim::Company;
use koppel::sim::personio::Employee;
use std::net::TcpListener;

fn both() -> Both {
    Both::of(Company::empty().employee(Employee::new(11, "Anna", "Weiss").email("anna@acme.example")))
}

/// Both commands fail alike; the words of one are given back, with the address taken out.
fn failed(koppel: &Koppel, code: i32, url: &str) -> String {
    let [links, plan] = ["links", "plan"].map(|command| {
        let Ended {
            stdout,
            stderr,
            code: ended,
        } = koppel.run(&[command]);
        assert_eq!((ended, stdout.as_str()), (Some(code), ""), "{stderr}");
        without_request(&stderr)
    });
    assert_eq!(links, plan);
    let stderr = plan;
    assert!(
        !stderr.contains("nobodysToken") && !stderr.contains("nobodysSecret"),
        "{stderr}"
    );
    assert!(stderr.contains("\n  do:  "), "{stderr}");
    stderr.replace(url, "http://127.0.0.1:PORT")
}

/// The request's ID is another each time.
fn without_request(text: &str) -> String {
    match text.split_once("(request ") {
        Some((before, after)) => {
            let (id, after) = after.split_once(')').unwrap();
            assert!(id.len() > 10, "{id}");
            format!("{before}(request ID){after}")
        }
        None => text.to_owned(),
    }
}

#[test]
fn a_rejected_token() {
    let both = both();
    let mut koppel = both.koppel();
    koppel.set("KOPPEL_OKTA_TOKEN", "00nobodysToken");
    insta::assert_snapshot!(failed(&koppel, 6, both.simulator.url()));
}

#[test]
fn rejected_personio_credentials() {
    let both = both();
    let mut koppel = both.koppel();
    koppel.set("KOPPEL_PERSONIO_CLIENT_SECRET", "papi-nobodysSecret");
    insta::assert_snapshot!(failed(&koppel, 6, both.simulator.url()));
}

#[test]
fn r4_a_needed_or_mapped_attribute_that_cannot_be_read() {
    let both = both();
    both.simulator.company(|company| {
        company.personio.set_readable("hire_date", false);
        company.personio.set_readable("department", false);
    });
    insta::assert_snapshot!(failed(&both.koppel(), 6, both.simulator.url()));
}

#[test]
fn a_mapping_to_an_attribute_that_the_org_does_not_have() {
    let both = both();
    let mut koppel = both.koppel();
    koppel.set(
        "KOPPEL_MAPPING",
        r#"[{ personio = "department", okta = "departmnt" }]"#,
    );
    insta::assert_snapshot!(failed(&koppel, 2, both.simulator.url()));
}

#[test]
fn nobody_answers() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let ended = Koppel::at(&url).run(&["plan"]);
    assert_eq!(
        (ended.code, ended.stdout.as_str()),
        (Some(1), ""),
        "{}",
        ended.stderr
    );
    assert!(ended.stderr.contains("\n  do:  "), "{}", ended.stderr);
}

#[test]
fn settings_that_cannot_be_used() {
    for (name, value, says) in [
        (
            "KOPPEL_OKTA__URL",
            "https://acme-admin.okta.com",
            "write \"https://acme.okta.com\"",
        ),
        (
            "KOPPEL_OKTA__URL",
            "http://acme.okta.com",
            "write \"https://acme.okta.com\"",
        ),
        ("KOPPEL_OKTA__ULR", "x", "the nearest is okta.url"),
        (
            "KOPPEL_PERSONIO__API",
            "v2",
            "does not speak Personio's API v2 yet",
        ),
        (
            "KOPPEL_OKTA_TOKEN",
            "00 nobodysToken",
            "KOPPEL_OKTA_TOKEN holds blanks",
        ),
    ] {
        let mut koppel = Koppel::at("http://127.0.0.1:1");
        let words = failed(koppel.set(name, value), 2, "-");
        assert!(words.contains(says), "{words}");
    }
}

#[test]
fn a_closed_pipe_is_success() {
    let both = both();
    let koppel = both.koppel();
    let mut child = std::process::Command::new(crate::program::binary())
        .env_clear()
        .envs(&koppel.variables)
        .args(["links", "--format", "json"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    // Closed long before both sides have been read.
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(output.status.code(), Some(0));
}
