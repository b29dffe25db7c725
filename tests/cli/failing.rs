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

/// The system's own signal for it would end the program without a word.
#[cfg(unix)]
#[test]
fn a_file_that_may_not_grow_any_more_is_an_error_with_words() {
    let both = both();
    let koppel = both.koppel();
    let output = std::process::Command::new("bash")
        .args(["-c", "ulimit -f 64; exec \"$0\" sync --yes"])
        .arg(crate::program::binary())
        .env_clear()
        .envs(&koppel.variables)
        .output()
        .unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("There is no room for the state"), "{stderr}");
    assert!(
        both.simulator.ledger().iter().all(|call| !call.is_write()),
        "nothing was sent"
    );
}

/// A proxy that answers every CONNECT with this.
fn proxy(answer: &'static str) -> String {
    use std::io::{Read, Write};
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut asked = [0; 4096];
            let length = stream.read(&mut asked).unwrap();
            assert!(asked[..length].starts_with(b"CONNECT "));
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
    address
}

#[test]
fn a_proxy_in_between_is_blamed_for_what_it_does() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let closed = format!("http://{closed}");
    let login = proxy("HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n");
    let denies = proxy("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n");
    for (address, code, says) in [
        (closed.as_str(), 1, "The proxy cannot be reached"),
        (&login, 1, "The proxy wants a login"),
        (&denies, 1, "The proxy does not connect"),
        ("http://", 2, "The proxy cannot be used"),
    ] {
        let mut koppel = Koppel::at("https://acme.example.invalid");
        koppel.set("HTTPS_PROXY", address);
        let stderr = failed(&koppel, code, address);
        assert!(stderr.contains(says), "{stderr}");
        assert!(
            !stderr.contains("Okta cannot") && !stderr.contains("Personio cannot"),
            "{stderr}"
        );
    }
}

#[test]
fn certificates_that_are_missing_are_named() {
    let mut koppel = Koppel::at("https://acme.example.invalid");
    koppel.set("SSL_CERT_FILE", "/nowhere/ca.pem");
    let stderr = failed(&koppel, 1, "nothing");
    assert!(stderr.contains("SSL_CERT_FILE names /nowhere/ca.pem"), "{stderr}");
}
