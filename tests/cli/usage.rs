//! What can be typed, and what cannot.

use crate::program::Koppel;

#[test]
fn without_a_command_it_says_what_there_is_and_what_to_do_first() {
    let ended = Koppel::bare().run(&[]);
    insta::assert_snapshot!(ended.whole());
}

#[test]
fn the_help_of_each_command_names_what_it_takes() {
    for command in [
        "links", "plan", "sync", "watch", "assign", "decide", "rules", "status", "history", "undo", "doctor",
        "simulate", "demo", "config",
    ] {
        let ended = Koppel::bare().run(&[command, "--help"]);
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
        insta::assert_snapshot!(format!("help_{command}"), ended.stdout);
    }
}

#[test]
fn the_demo_needs_a_terminal() {
    let ended = Koppel::bare().run(&["demo"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.contains("needs a terminal"), "{}", ended.stderr);
    assert!(ended.stderr.contains("koppel simulate"), "{}", ended.stderr);
}

#[test]
fn the_version_is_a_result() {
    let ended = Koppel::bare().run(&["--version"]);
    assert_eq!(ended.stdout, concat!("koppel ", env!("CARGO_PKG_VERSION"), "\n"));
    assert_eq!(ended.code, Some(0));
}

#[test]
fn wrong_usage_ends_with_2_and_says_so_on_stderr() {
    for (arguments, says) in [
        (vec!["synch"], "unrecognized subcommand 'synch'"),
        (vec!["links", "--format", "xml"], "invalid value 'xml'"),
        (vec!["links", "--lang", "de"], "not shipped yet"),
        (vec!["links", "--lang", "fr"], "there are en"),
        (vec!["links", "-q", "-v"], "cannot be used with"),
        (
            vec!["links", "--setup", "../x"],
            "The setup's name cannot be used",
        ),
        (
            vec!["links", "--config", "no/such.toml"],
            "no/such.toml cannot be read",
        ),
        (
            vec!["links", "--log", "no/such/log"],
            "The log file no/such/log cannot be opened",
        ),
        (vec!["watch", "--every", "0"], "a time from a minute to a day"),
        (vec!["watch", "--every", "5s"], "a time from a minute to a day"),
        (vec!["watch", "--every", "25h"], "a time from a minute to a day"),
        (vec!["watch", "--every", "often"], "a time from a minute to a day"),
        (vec!["simulate", "--employees", "0"], "from 1 to 1000000"),
        (
            vec!["simulate", "--data", "no.json"],
            "The company in no.json cannot be simulated",
        ),
        (
            vec!["simulate", "--data", "x", "--seed", "2"],
            "cannot be used with",
        ),
    ] {
        let ended = Koppel::bare().run(&arguments);
        assert!(ended.stderr.contains(says), "{arguments:?}: {}", ended.stderr);
        assert_eq!(
            (ended.code, ended.stdout.as_str()),
            (Some(2), ""),
            "{arguments:?}"
        );
    }
}
