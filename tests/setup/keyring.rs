//! The system's keyring: for real against gnome-keyring, in a private D-Bus session; and buses that are missing, that
//! never answer, and that must not be asked.

use crate::program::{Both, Ended, Koppel};
use crate::sides::made_up;
use koppel::store::{Environment, Refuge, Secret, SecretSource, SecretSources, Secrets, Setup, Vault};
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
use std::io::Read;
use std::os::unix::net::UnixListener;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Unlocks a new keyring with a password from a pipe, and runs the test named `$2` of the program `$1` in it. The daemon
/// ends with the session.
const SESSION: &str = r#"
set -eu
printf 'a password' | gnome-keyring-daemon --foreground --unlock --components=secrets >/dev/null 2>&1 &
daemon=$!
trap 'kill $daemon 2>/dev/null || true' EXIT
tries=0
until dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets 2>/dev/null | grep -q true; do
  tries=$((tries + 1))
  [ "$tries" -lt 100 ]
  sleep 0.1
done
"$1" --exact "$2" --ignored --nocapture
"#;

fn is_installed(program: &str) -> bool {
    Command::new("sh")
        .args(["-c", &format!("command -v {program}")])
        .output()
        .is_ok_and(|output| output.status.success())
}

/// Runs an ignored test of this file where there is a keyring. Elsewhere it is skipped with a word; the gate installs
/// what is needed.
#[expect(clippy::print_stdout, reason = "a skipped test says so")]
fn in_a_session(test: &str) {
    if !["dbus-run-session", "gnome-keyring-daemon", "dbus-send"]
        .into_iter()
        .all(is_installed)
    {
        assert!(
            std::env::var_os("CI").is_none(),
            "the gate installs dbus and gnome-keyring"
        );
        println!("skipped: dbus and gnome-keyring are not installed");
        return;
    }
    let home = TempDir::new().unwrap();
    let output = Command::new("dbus-run-session")
        .args(["--", "sh", "-c", SESSION, "sh"])
        .arg(std::env::current_exe().unwrap())
        .arg(format!("keyring::{test}"))
        .env("HOME", home.path())
        .env("XDG_RUNTIME_DIR", home.path())
        .env_remove("XDG_DATA_HOME")
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let also = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}\n{also}"
    );
}

fn secret(text: &str) -> SecretString {
    SecretString::from(text)
}

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

#[test]
fn the_keyring_keeps_finds_replaces_and_forgets() {
    in_a_session("inside_it_keeps_finds_replaces_and_forgets");
}

#[test]
#[ignore = "runs inside of a D-Bus session that another test makes"]
fn inside_it_keeps_finds_replaces_and_forgets() {
    let acme = url("https://acme.okta.com");
    let vault = Vault::open(None, &acme);
    assert_eq!(*vault.refuge(), Refuge::Keyring);
    let find = |vault: &Vault| {
        let kept = vault.find(Secret::OktaToken).unwrap()?;
        Some((kept.value.expose_secret().to_owned(), kept.org))
    };
    assert_eq!(find(&vault), None);
    vault
        .put("00oAcme", Secret::OktaToken, &secret("00first"))
        .unwrap();
    vault
        .put("00oAcme", Secret::OktaToken, &secret("00second"))
        .unwrap();
    assert_eq!(find(&vault), Some(("00second".to_owned(), "00oAcme".to_owned())));
    // Another org, another setup: others' entries are not theirs.
    let setup = Setup::parse("test").unwrap();
    assert_eq!(
        find(&Vault::open(None, &url("https://acme.oktapreview.com"))),
        None
    );
    assert_eq!(find(&Vault::open(Some(&setup), &acme)), None);
    assert!(vault.find(Secret::PersonioClientId).unwrap().is_none());
    assert_eq!(find(&Vault::unasked(None, &acme)), find(&vault));
    assert!(vault.forget(Secret::OktaToken).unwrap());
    assert!(!vault.forget(Secret::OktaToken).unwrap());
    assert_eq!(find(&vault), None);
    // Variables come first, then the keyring.
    vault
        .put("00oAcme", Secret::OktaToken, &secret("00kept"))
        .unwrap();
    vault
        .put("00oAcme", Secret::PersonioClientId, &secret("papi-kept"))
        .unwrap();
    let environment: Environment = [
        ("KOPPEL_OKTA_TOKEN", "00variable"),
        ("KOPPEL_PERSONIO_CLIENT_SECRET", "papi-variable"),
    ]
    .into_iter()
    .collect();
    let found = Secrets::find(&SecretSources {
        environment: &environment,
        setup: None,
        vault: Some(&vault),
    })
    .unwrap();
    assert_eq!(found.okta_token.value.expose_secret(), "00variable");
    assert_eq!(found.personio_client_id.value.expose_secret(), "papi-kept");
    assert_eq!(found.personio_client_id.source, SecretSource::Keyring);
    assert_eq!(found.orgs(), ["00oAcme"]);
    assert!(!format!("{found:?}").contains("papi-kept"));
    // Works on a thread of a runtime, too.
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let kept = runtime.block_on(koppel::engine::apart(move || vault.find(Secret::OktaToken)));
    assert!(kept.unwrap().unwrap().is_some());
}

#[test]
fn a_run_takes_its_secrets_from_the_keyring() {
    in_a_session("inside_a_run_takes_its_secrets_from_it");
}

/// Without the variables of secrets, on this session's bus.
fn with_a_bus(both: &Both, bus: &str) -> Koppel {
    let mut koppel = both.koppel();
    for secret in Secret::ALL {
        koppel.unset(&secret.variable(None));
    }
    koppel.set("DBUS_SESSION_BUS_ADDRESS", bus);
    koppel
}

#[test]
#[ignore = "runs inside of a D-Bus session that another test makes"]
fn inside_a_run_takes_its_secrets_from_it() {
    let both = Both::of(made_up());
    let koppel = with_a_bus(&both, &std::env::var("DBUS_SESSION_BUS_ADDRESS").unwrap());
    let without = koppel.run(&["plan"]);
    assert_eq!(without.code, Some(2), "{}", without.whole());
    assert!(
        without.stderr.contains("the system's keyring holds none"),
        "{}",
        without.stderr
    );
    let vault = Vault::open(None, &url(both.simulator.url()));
    let simulator = &both.simulator;
    let org = simulator.company(|company| company.okta.id.clone());
    let put = |org: &str| {
        for (which, value) in [
            (Secret::OktaToken, simulator.okta_token()),
            (Secret::PersonioClientId, simulator.personio_client_id()),
            (Secret::PersonioClientSecret, simulator.personio_client_secret()),
        ] {
            vault.put(org, which, &secret(&value)).unwrap();
        }
    };
    put(&org);
    let plan = koppel.run(&["plan", "--format", "json"]);
    assert!(plan.stdout.contains(&org), "{}", plan.whole());
    let doctor = koppel.run(&["doctor"]).stdout;
    assert!(
        doctor.contains("Okta's API token: the system's keyring"),
        "{doctor}"
    );
    assert!(doctor.contains("The system's keyring answers"), "{doctor}");
    let headless = koppel.run(&["doctor", "--headless"]).stdout;
    assert!(
        headless.contains("is in the keyring: cron and services have none"),
        "{headless}"
    );
    // Rule R7: another org answers at the address than the one that the secrets were kept for.
    put("00oAnotherOrg");
    let calls = simulator.ledger().len();
    let other = koppel.run(&["plan"]);
    assert_eq!(other.code, Some(4), "{}", other.whole());
    assert!(other.stderr.contains("00oAnotherOrg"), "{}", other.stderr);
    let sent = &simulator.ledger()[calls..];
    assert!(
        sent.iter().all(|call| !call.path.starts_with("/api/v1/")),
        "{sent:?}"
    );
}

#[test]
fn where_there_is_no_bus_it_is_said_and_secrets_are_kept_for_the_session() {
    let both = Both::of(made_up());
    let koppel = with_a_bus(&both, "unix:path=/no/such/bus");
    let ended = koppel.run(&["plan"]);
    assert_eq!(ended.code, Some(2));
    for words in ["KOPPEL_OKTA_TOKEN is not set", "there is no keyring here"] {
        assert!(ended.stderr.contains(words), "{}", ended.stderr);
    }
    let doctor = koppel.run(&["doctor"]).stdout;
    assert!(doctor.contains("The system has no keyring"), "{doctor}");
}

/// A bus that takes connections, counts them, and never says a word.
fn silent_bus(folder: &TempDir) -> (String, Arc<AtomicUsize>) {
    let path = folder.path().join("bus");
    let listener = UnixListener::bind(&path).unwrap();
    let connections = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&connections);
    thread::spawn(move || {
        for stream in listener.incoming() {
            counted.fetch_add(1, Ordering::SeqCst);
            let mut stream = stream.unwrap();
            // Until the other side leaves.
            thread::spawn(move || stream.read_to_end(&mut Vec::new()));
        }
    });
    (format!("unix:path={}", path.display()), connections)
}

#[test]
fn a_bus_that_never_answers_does_not_hang_koppel() {
    let both = Both::of(made_up());
    let folder = TempDir::new().unwrap();
    let (bus, connections) = silent_bus(&folder);
    let begun = Instant::now();
    let ended: Ended = with_a_bus(&both, &bus).run(&["plan"]);
    assert_eq!(ended.code, Some(2), "{}", ended.whole());
    assert!(
        ended.stderr.contains("the keyring did not answer within 10 s"),
        "{}",
        ended.stderr
    );
    assert!(ended.stderr.contains("Unlock the keyring"), "{}", ended.stderr);
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
    assert!(connections.load(Ordering::SeqCst) > 0, "it was asked");
}

#[test]
fn runs_that_have_their_secrets_from_variables_never_touch_the_bus() {
    let both = Both::of(made_up());
    let folder = TempDir::new().unwrap();
    let (bus, connections) = silent_bus(&folder);
    let mut koppel = both.koppel();
    koppel.set("DBUS_SESSION_BUS_ADDRESS", &bus);
    for arguments in [
        &["plan"][..],
        &["links"],
        &["doctor", "--headless"],
        &["config", "show"],
        &["config", "check"],
    ] {
        koppel.run(arguments);
        assert_eq!(connections.load(Ordering::SeqCst), 0, "{arguments:?}");
    }
}
