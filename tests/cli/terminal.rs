//! On a terminal.

use crate::program::{Both, Koppel};
use koppel::sim::Company;
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use std::io::Read;
use std::num::NonZero;

/// Everything that a terminal of this width was sent.
fn on_terminal(koppel: &Koppel, columns: u16, arguments: &[&str]) -> String {
    let size = PtySize {
        rows: 200,
        cols: columns,
        ..PtySize::default()
    };
    let pair = native_pty_system().openpty(size).unwrap();
    let mut command = CommandBuilder::new(crate::program::binary());
    command.env_clear();
    for (name, value) in &koppel.variables {
        command.env(name, value);
    }
    command.args(arguments);
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut reader = pair.master.try_clone_reader().unwrap();
    let mut bytes = Vec::new();
    // Linux ends a terminal whose other side is closed with an error instead of nothing.
    let _ = reader.read_to_end(&mut bytes);
    assert!(child.wait().unwrap().success());
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_terminal_gets_colour_and_lines_of_its_width() {
    let both = Both::of(Company::made_up(60, 1, jiff::civil::date(2026, 3, 2)));
    let mut koppel = both.koppel();
    koppel.set("COLUMNS", "300").set("TERM", "xterm-256color");
    let sent = on_terminal(&koppel, 60, &["links", "-q"]);
    assert!(sent.contains("\u{1b}[1;33m? UNDECIDED"), "{sent}");
    koppel.set("NO_COLOR", "1");
    let plain = on_terminal(&koppel, 60, &["links", "-q"]);
    assert!(!plain.contains('\u{1b}'), "{plain}");
    for line in plain.lines() {
        assert!(unicode_width::UnicodeWidthStr::width(line) <= 60, "{line:?}");
    }
}

#[test]
fn progress_is_shown_and_taken_away_again() {
    let both = Both::of(Company::made_up(60, 1, jiff::civil::date(2026, 3, 2)));
    let mut koppel = both.koppel();
    koppel.set("TERM", "xterm-256color");
    let sent = on_terminal(&koppel, 80, &["links", "--undecided"]);
    assert!(sent.contains("people  complete"), "{sent:?}");
    let size = |cells| NonZero::<u16>::new(cells).unwrap();
    let mut screen = vt100::Parser::new(size(200), size(80), 0);
    screen.process(sent.as_bytes());
    let left = screen.screen().contents();
    assert!(left.starts_with("? UNDECIDED"), "{left}");
}
