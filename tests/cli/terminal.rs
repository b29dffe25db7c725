//! On a terminal.

use crate::program::{Both, Koppel};
use crate::reading::small;
use koppel::sim::Company;
use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::num::NonZero;
use std::time::Duration;

/// The program on a terminal, whoever sits there, and all that the terminal was sent.
struct Session {
    child: Box<dyn Child + Send + Sync>,
    keyboard: Box<dyn Write + Send>,
    reader: Box<dyn Read + Send>,
    sent: Vec<u8>,
    columns: u16,
}

impl Session {
    fn start(koppel: &Koppel, columns: u16, arguments: &[&str]) -> Self {
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
        let child = pair.slave.spawn_command(command).unwrap();
        Self {
            child,
            keyboard: pair.master.take_writer().unwrap(),
            reader: pair.master.try_clone_reader().unwrap(),
            sent: Vec::new(),
            columns,
        }
    }

    /// Reads until this was sent.
    fn until(&mut self, text: &str) {
        let mut bytes = [0; 4096];
        while !String::from_utf8_lossy(&self.sent).contains(text) {
            let count = self.reader.read(&mut bytes).unwrap_or_default();
            assert!(
                count > 0,
                "it ended without {text}: {}",
                String::from_utf8_lossy(&self.sent)
            );
            self.sent.extend_from_slice(&bytes[..count]);
        }
    }

    /// Key by key, as a person does.
    fn type_in(&mut self, keys: &str) {
        for key in keys.chars() {
            std::thread::sleep(Duration::from_millis(60));
            self.paste(&key.to_string());
        }
    }

    /// All at once, and not marked as a paste.
    fn paste(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
    }

    /// What is on the screen in the end, and how the program ended.
    fn end(mut self) -> (String, u32) {
        let sent = self.sent();
        let size = |cells| NonZero::<u16>::new(cells).unwrap();
        let mut screen = vt100::Parser::new(size(200), size(self.columns), 0);
        screen.process(sent.as_bytes());
        let code = self.child.wait().unwrap().exit_code();
        (screen.screen().contents(), code)
    }

    /// All that is sent until it ends.
    fn sent(&mut self) -> String {
        // Linux ends a terminal whose other side is closed with an error instead of nothing.
        let _ = self.reader.read_to_end(&mut self.sent);
        String::from_utf8(std::mem::take(&mut self.sent)).unwrap()
    }
}

/// Everything that a terminal of this width was sent.
fn on_terminal(koppel: &Koppel, columns: u16, arguments: &[&str]) -> String {
    let mut session = Session::start(koppel, columns, arguments);
    let sent = session.sent();
    assert!(session.child.wait().unwrap().success());
    sent
}

fn writes(both: &Both) -> usize {
    let calls = both.simulator.ledger();
    calls.iter().filter(|call| call.is_write()).count()
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
    for columns in [80, 24] {
        let mut session = Session::start(&koppel, columns, &["links", "--unmatched"]);
        session.until(
            "people  complete"
                .get(..usize::from(columns) - 17)
                .unwrap_or("people  complete"),
        );
        let (left, code) = session.end();
        assert_eq!(code, 0);
        assert!(left.starts_with("? UNDECIDED"), "{left}");
    }
}

#[test]
fn progress_is_for_terminals_that_take_lines_back_and_for_whoever_wants_it() {
    let both = Both::of(small());
    let mut koppel = both.koppel();
    koppel.set("TERM", "xterm-256color");
    for arguments in [&["links", "-q"][..], &["links", "-v"]] {
        let sent = on_terminal(&koppel, 80, arguments);
        assert!(!sent.contains(" people  "), "{sent:?}");
    }
    koppel.set("TERM", "dumb");
    let sent = on_terminal(&koppel, 80, &["links"]);
    assert!(!sent.contains('\u{1b}'), "{sent:?}");
}

#[test]
fn sync_shows_the_plan_and_writes_nothing_without_a_yes() {
    let both = Both::of(small());
    let koppel = both.koppel();
    let question = "Write these 5 to 127.0.0.1? One person loses every access by it. Type 1 to go on: ";
    // Where somebody loses access a yes is none.
    for answer in ["yes\r", "\r", "2\r", "\u{4}"] {
        let mut session = Session::start(&koppel, 100, &["sync", "--confirm-links"]);
        session.until(question);
        session.type_in(answer);
        let (screen, code) = session.end();
        assert_eq!(code, 130, "{screen}");
        assert!(screen.contains("! DEACTIVATE 1"), "{screen}");
        assert!(screen.contains("This sync creates 1 profile;"), "{screen}");
        let (_, ending) = screen.split_once("\nNothing was written").unwrap();
        assert!(ending.contains("Only the number 1 goes on, typed"), "{screen}");
    }
    assert_eq!(writes(&both), 0);
}

#[test]
fn ctrl_c_at_the_question_ends_it_and_nothing_was_written() {
    let both = Both::of(small());
    let mut session = Session::start(&both.koppel(), 100, &["sync", "--confirm-links"]);
    session.until("to go on: ");
    session.type_in("\u{3}");
    let (screen, code) = session.end();
    assert_eq!(code, 130, "{screen}");
    assert!(
        screen.trim_end().ends_with("\nCancelled; nothing was written."),
        "{screen}"
    );
    assert_eq!(writes(&both), 0);
}

#[test]
fn the_number_of_those_who_lose_access_applies_what_was_shown() {
    let both = Both::of(small());
    let koppel = both.koppel();
    let mut session = Session::start(&koppel, 100, &["sync", "--confirm-links"]);
    session.until("Type 1 to go on: ");
    session.type_in("1\r");
    let (screen, code) = session.end();
    assert_eq!(code, 0, "{screen}");
    assert!(
        screen.contains("Run 1 is done: deactivate 1, create 1, update 2, link 1."),
        "{screen}"
    );
    let mut session = Session::start(&koppel, 100, &["sync"]);
    let sent = session.sent();
    assert!(sent.contains("There is nothing to write."), "{sent}");
}

#[test]
fn a8_who_changes_between_question_and_answer_is_left_out_and_said() {
    let both = Both::of(small());
    let koppel = both.koppel();
    let mut session = Session::start(&koppel, 100, &["sync", "--confirm-links"]);
    session.until("Type 1 to go on: ");
    both.simulator.company(|company| {
        company
            .personio
            .change(12, |employee| employee.set("department", "Legal"))
            .unwrap();
    });
    session.type_in("1\r");
    let (screen, code) = session.end();
    assert_eq!(code, 5, "{screen}");
    let (_, after) = screen.split_once("to go on: 1").unwrap();
    assert!(after.contains("! LEFT ALONE 1"), "{after}");
    assert!(
        after.contains("update: this person changed since the plan was made"),
        "{after}"
    );
    assert!(
        after.contains("deactivate 1, create 1, update 1, link 1"),
        "{after}"
    );
}

#[test]
fn where_nobody_loses_access_a_yes_is_enough() {
    let both = Both::of(small());
    let koppel = both.koppel();
    let arguments = ["sync", "--only", "link"];
    let mut session = Session::start(&koppel, 100, &arguments);
    session.until("Write this one to 127.0.0.1? Type yes to go on: ");
    session.type_in("Yes\r");
    let (screen, code) = session.end();
    assert_eq!(code, 0, "{screen}");
    assert!(screen.contains("Run 1 is done: link 1."), "{screen}");
}

#[test]
fn g1_a_paste_and_what_was_typed_before_the_question_answer_nothing() {
    let both = Both::of(small());
    let koppel = both.koppel();
    let mut session = Session::start(&koppel, 100, &["sync", "--only", "link"]);
    // Before there is a question.
    session.paste("yes\r");
    for pasted in ["yes\r", "abc\ryes\r", &format!("{}\r", "yes\r".repeat(2500))] {
        session.until("Type yes to go on: ");
        session.sent.clear();
        session.paste(pasted);
        session.until("came as fast as a paste, and answers nothing");
    }
    assert_eq!(writes(&both), 0);
    session.until("Type yes to go on: ");
    session.type_in("yex\u{7f}s\r");
    let (screen, code) = session.end();
    assert_eq!(code, 0, "{screen}");
    assert!(screen.contains("Run 1 is done: link 1."), "{screen}");
}
