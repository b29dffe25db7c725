//! Opening, leaving, suspending, and every way to be ended.

use crate::terminal::Home;

#[test]
fn koppel_opens_on_a_screen_and_q_gives_the_terminal_back() {
    let home = Home::settled();
    let mut terminal = home.koppel(&[]);
    terminal.wait_for("PROD  acme.okta.com").wait_for("OVERVIEW");
    assert!(!terminal.is_cooked(), "keys come one by one");
    terminal.press("?").wait_for("─ Keys ─");
    terminal.press("\u{1b}[B").press("q");
    terminal.press("q");
    let left = terminal.end();
    assert_eq!(left.code, 0);
    left.check_given_back();
}

#[test]
fn signals_give_the_terminal_back_and_end_with_130() {
    for signal in ["-TERM", "-INT", "-HUP"] {
        let home = Home::settled();
        let terminal = home.koppel(&[]);
        terminal.wait_for("acme.okta.com").signal(signal);
        let left = terminal.end();
        assert_eq!(left.code, 130, "{signal}");
        left.check_given_back();
    }
}

#[test]
fn ctrl_c_asks_first() {
    let home = Home::settled();
    let mut terminal = home.koppel(&[]);
    terminal.wait_for("acme.okta.com");
    terminal.press("\u{3}").wait_for("Leave koppel?");
    terminal.press("\u{3}");
    let left = terminal.end();
    assert_eq!(left.code, 130);
    left.check_given_back();
}

#[test]
fn ctrl_z_gives_the_terminal_back_and_fg_takes_it_again() {
    let home = Home::settled();
    let mut terminal = home.koppel(&[]);
    terminal.wait_for("acme.okta.com");
    terminal.press("\u{1a}").wait_until_given_back();
    assert!(terminal.wait_until_stopped().is_cooked());
    terminal.signal("-CONT").wait_for("acme.okta.com");
    terminal.press("q");
    let left = terminal.end();
    assert_eq!(left.code, 0);
    left.check_given_back();
}

#[test]
fn a_terminal_that_is_too_small_says_what_is_needed_and_growing_helps() {
    let home = Home::settled();
    let mut terminal = home.koppel(&[]);
    terminal.wait_for("acme.okta.com");
    terminal.resize(40, 10).wait_for("80 columns");
    terminal.resize(100, 30).wait_for("OVERVIEW");
    terminal.press("q");
    assert_eq!(terminal.end().code, 0);
}

#[test]
fn without_colour_none_is_sent() {
    let coloured = |home: &Home, arguments: &[&str]| {
        let mut terminal = home.koppel(arguments);
        terminal.wait_for("acme.okta.com");
        terminal.press("q");
        let sent = terminal.end().bytes;
        // Foreground colours: 30 to 37, 90 to 97, and 38 for finer ones.
        ["\u{1b}[3", "\u{1b}[9"].iter().any(|start| {
            sent.match_indices(start).any(|(at, _)| {
                sent[at + 3..].starts_with(|one: char| one.is_ascii_digit())
                    && !sent[at + 3..].starts_with('9')
            })
        })
    };
    assert!(coloured(&Home::settled(), &[]));
    assert!(!coloured(&Home::settled(), &["--color", "never"]));
    assert!(!coloured(&Home::settled().set("NO_COLOR", "1"), &[]));
}

#[test]
fn settings_that_are_broken_open_too_and_stay_as_they_are() {
    let home = Home::settled();
    let file = home.folder.path().join("config.toml");
    std::fs::write(&file, "[okta]\nurl = 7\n[safty]\n").unwrap();
    let mut terminal = home.koppel(&[]);
    terminal
        .wait_for("The settings cannot be used")
        .wait_for("line 2");
    terminal.press("q");
    assert_eq!(terminal.end().code, 0);
    assert_eq!(
        std::fs::read_to_string(&file).unwrap(),
        "[okta]\nurl = 7\n[safty]\n"
    );
}

#[test]
fn a_dumb_terminal_gets_the_help() {
    let home = Home::settled().set("TERM", "dumb");
    let left = home.koppel(&[]).end();
    assert_eq!(left.code, 0);
    assert!(left.bytes.contains("Usage: koppel"), "{}", left.bytes);
}

/// What the next test runs on a terminal.
#[test]
#[ignore = "ends by a panic; the next test starts it"]
fn a_child_that_panics() {
    koppel::cli::install_panic_hook();
    let guard = koppel::tui::terminal::Guard::enter(true).unwrap();
    std::mem::forget(guard);
    panic!("the secret of somebody's name");
}

#[test]
fn a_panic_gives_the_terminal_back_by_the_hook_alone() {
    let home = Home::new();
    let test = std::env::current_exe().unwrap();
    let name = "screen::a_child_that_panics";
    let terminal = home.start(&test, &["--ignored", "--exact", name, "--nocapture"]);
    terminal.wait_for("has a bug");
    assert!(terminal.is_cooked());
    let left = terminal.end();
    left.check_given_back();
    assert!(left.contents.contains("screen.rs"), "{}", left.contents);
    assert!(!left.contents.contains("somebody's name"), "{}", left.contents);
}

#[test]
fn g1_a_paste_that_the_terminal_does_not_mark_answers_nothing_however_long_it_is() {
    let home = Home::settled();
    let mut terminal = home.koppel(&[]);
    terminal.wait_for("acme.okta.com");
    for pasted in ["abc\r", "\rabc", &format!("{}\r", "x".repeat(10_000))] {
        terminal.press("\u{3}").wait_for("Leave koppel?");
        std::thread::sleep(std::time::Duration::from_millis(750));
        terminal.send(pasted).wait_for("as fast as a paste");
        assert!(
            terminal.contents().contains("Leave koppel?"),
            "{}",
            terminal.contents()
        );
        terminal
            .press("\u{1b}")
            .wait_until("the question gone", |screen| !screen.contains("Leave koppel?"));
    }
    terminal.press("q");
    assert_eq!(terminal.end().code, 0);
}
