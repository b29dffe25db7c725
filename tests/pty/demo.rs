//! `koppel demo`: nothing of the person's own is read, and nothing is left behind.

use crate::terminal::Home;
use std::fs;
use std::path::PathBuf;

/// Somebody whose own settings, secrets and folders are all wrong; and where temporary folders are made.
fn misled() -> (Home, PathBuf) {
    let home = Home::new();
    let temporary = home.folder.path().join("tmp");
    let own = home.folder.path().join("own");
    fs::create_dir(&temporary).unwrap();
    fs::create_dir(&own).unwrap();
    let own = own.to_str().unwrap().to_owned();
    let nowhere = home.folder.path().join("nowhere").to_str().unwrap().to_owned();
    let bus = format!("unix:path={nowhere}");
    let home = home
        .set("TMPDIR", temporary.to_str().unwrap())
        .set("HOME", &own)
        .set("XDG_CONFIG_HOME", &own)
        .set("KOPPEL_CONFIG_DIR", &nowhere)
        .set("KOPPEL_STATE_DIR", &nowhere)
        .set("KOPPEL_OKTA__URL", "what?")
        .set("KOPPEL_SAFETY__MAX_DEACTIVATIONS", "all of them")
        .set("KOPPEL_OKTA_TOKEN", "\"not mine\"")
        .set("DBUS_SESSION_BUS_ADDRESS", &bus)
        .set("http_proxy", "http://127.0.0.1:9");
    (home, temporary)
}

/// What stands there, by name.
fn entries(folder: &std::path::Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

const COMPANY: [&str; 3] = ["demo", "--employees", "40"];

#[test]
fn the_demo_needs_nothing_of_ones_own_and_leaves_nothing_behind() {
    let (home, temporary) = misled();
    let mut terminal = home.koppel(&COMPANY);
    terminal.wait_for(" DEMO ").wait_for("just now");
    assert_eq!(entries(&temporary).len(), 1, "all of it is in one folder");
    terminal.press("\u{3}").wait_for("Leave koppel?");
    terminal.press("\r");
    let left = terminal.end();
    assert_eq!(left.code, 0);
    left.check_given_back();
    assert_eq!(entries(&temporary), [""; 0]);
    assert_eq!(entries(&home.folder.path().join("own")), [""; 0]);
}

#[test]
fn a_signal_takes_the_demos_folder_away_too() {
    for signal in ["-TERM", "-INT", "-HUP"] {
        let (home, temporary) = misled();
        let terminal = home.koppel(&COMPANY);
        terminal.wait_for(" DEMO ").signal(signal);
        let left = terminal.end();
        assert_eq!(left.code, 130, "{signal}");
        left.check_given_back();
        assert_eq!(entries(&temporary), [""; 0], "{signal}");
    }
}

#[test]
fn a_signal_before_the_demo_begins_leaves_nothing_either() {
    let (home, temporary) = misled();
    let terminal = home.koppel(&["demo", "--employees", "3000"]);
    terminal.wait_for("Making a company");
    while entries(&temporary).is_empty() {
        std::thread::yield_now();
    }
    terminal.signal("-TERM");
    assert_eq!(terminal.end().code, 130);
    assert_eq!(entries(&temporary), [""; 0]);
}

#[test]
fn time_passes_when_somebody_wants_it_to() {
    let (home, _) = misled();
    let mut terminal = home.koppel(&COMPANY);
    terminal.wait_for(" DEMO ");
    terminal.press("\u{10}").wait_for("What do you want to do?");
    terminal.press("next day").wait_for("the next day begins");
    terminal.press("\r").wait_for("It is ");
    terminal.press("\u{3}").wait_for("Leave koppel?");
    terminal.press("\r");
    assert_eq!(terminal.end().code, 0);
}

#[test]
fn what_has_no_effect_on_the_demo_is_refused() {
    let (home, _) = misled();
    for option in ["--config", "--setup"] {
        let left = home.koppel(&["demo", option, "mine"]).end();
        assert_eq!(left.code, 2, "{}", left.bytes);
        assert!(left.bytes.contains("has no effect on the demo"), "{}", left.bytes);
    }
}
