//! A terminal with a program on it, and somebody who waits for what it shows.

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, WaitOptions, waitpid};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Whoever waits longer waits in vain.
const PATIENCE: Duration = Duration::from_secs(20);
/// Between two keys.
const RHYTHM: Duration = Duration::from_millis(100);

/// What the terminal was sent, and what it shows.
struct Shown {
    parser: vt100::Parser,
    bytes: Vec<u8>,
    is_closed: bool,
}

type Shared = Arc<(Mutex<Shown>, Condvar)>;

pub struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keyboard: Box<dyn Write + Send>,
    shared: Shared,
    last_press: Instant,
}

/// What is on the terminal after the program has ended.
pub struct Left {
    pub code: u32,
    pub bytes: String,
    pub contents: String,
    /// The alternate screen, a hidden cursor, pastes as pastes, the mouse.
    modes: [bool; 4],
}

/// koppel in folders of its own, with nothing of this machine's environment.
pub struct Home {
    pub folder: TempDir,
    variables: BTreeMap<String, String>,
}

impl Home {
    pub fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().to_str().unwrap().to_owned();
        let names = ["KOPPEL_CONFIG_DIR", "KOPPEL_STATE_DIR", "HOME"];
        let mut variables: BTreeMap<String, String> = names
            .iter()
            .map(|name| ((*name).to_owned(), path.clone()))
            .collect();
        variables.insert("TERM".to_owned(), "xterm-256color".to_owned());
        Self { folder, variables }
    }

    /// With settings that can be read.
    pub fn settled() -> Self {
        let home = Self::new();
        let settings = "[okta]\nurl = \"https://acme.okta.com\"\n[login]\nstart = { attribute = \"first_name\" }\n\
                        domain = \"acme.com\"\nbilling_country = \"DE\"\n[activation]\nsend_email = false\n\
                        time_zone = \"Europe/Berlin\"\n";
        std::fs::write(home.folder.path().join("config.toml"), settings).unwrap();
        home
    }

    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.variables.insert(name.to_owned(), value.to_owned());
        self
    }

    pub fn set_all<'a>(mut self, variables: impl IntoIterator<Item = (&'a str, String)>) -> Self {
        for (name, value) in variables {
            self.variables.insert(name.to_owned(), value);
        }
        self
    }

    pub fn koppel(&self, arguments: &[&str]) -> Terminal {
        self.start(Path::new(env!("CARGO_BIN_EXE_koppel")), arguments)
    }

    pub fn start(&self, program: &Path, arguments: &[&str]) -> Terminal {
        let mut command = CommandBuilder::new(program);
        command.env_clear();
        for (name, value) in &self.variables {
            command.env(name, value);
        }
        command.args(arguments);
        Terminal::start(command)
    }
}

impl Terminal {
    fn start(command: CommandBuilder) -> Self {
        let size = PtySize {
            rows: 24,
            cols: 80,
            ..PtySize::default()
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let cells = |cells| NonZero::<u16>::new(cells).unwrap();
        let shown = Shown {
            parser: vt100::Parser::new(cells(24), cells(80), 0),
            bytes: Vec::new(),
            is_closed: false,
        };
        let shared: Shared = Arc::new((Mutex::new(shown), Condvar::new()));
        let mut reader = pair.master.try_clone_reader().unwrap();
        let told = Arc::clone(&shared);
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            // Linux ends a terminal whose other side is closed with an error instead of nothing.
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                let mut shown = told.0.lock().unwrap();
                shown.parser.process(&buffer[..count]);
                shown.bytes.extend_from_slice(&buffer[..count]);
                told.1.notify_all();
            }
            told.0.lock().unwrap().is_closed = true;
            told.1.notify_all();
        });
        Self {
            keyboard: pair.master.take_writer().unwrap(),
            child,
            master: pair.master,
            shared,
            last_press: Instant::now(),
        }
    }

    /// Until the terminal is as it should be.
    fn wait(&self, what: &str, is_so: impl Fn(&Shown) -> bool) {
        let was_so = self.waits(PATIENCE, is_so);
        assert!(was_so, "waited for {what} in vain:\n{}", self.contents());
    }

    /// `false`: it was not in this time.
    fn waits(&self, patience: Duration, is_so: impl Fn(&Shown) -> bool) -> bool {
        let (shown, changed) = &*self.shared;
        let end = Instant::now() + patience;
        let mut shown = shown.lock().unwrap();
        while !is_so(&shown) {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            shown = changed.wait_timeout(shown, left).unwrap().0;
        }
        true
    }

    pub fn wait_for(&self, text: &str) -> &Self {
        self.wait(text, |shown| shown.parser.screen().contents().contains(text));
        self
    }

    /// Until what it shows is as it should be.
    pub fn wait_until(&self, what: &str, is_so: impl Fn(&str) -> bool) -> &Self {
        self.wait(what, |shown| is_so(&shown.parser.screen().contents()));
        self
    }

    /// As [`Terminal::wait_until`]; `false`: it was not in this time.
    pub fn comes_to(&self, patience: Duration, is_so: impl Fn(&str) -> bool) -> bool {
        self.waits(patience, |shown| is_so(&shown.parser.screen().contents()))
    }

    pub fn contents(&self) -> String {
        self.shared.0.lock().unwrap().parser.screen().contents()
    }

    pub fn wait_until_given_back(&self) -> &Self {
        self.wait("the terminal", |shown| !shown.parser.screen().alternate_screen());
        self
    }

    /// Until the program is stopped, as by Ctrl-Z.
    pub fn wait_until_stopped(&self) -> &Self {
        let id = i32::try_from(self.child.process_id().unwrap()).unwrap();
        let end = Instant::now() + PATIENCE;
        let options = WaitOptions::UNTRACED | WaitOptions::NOHANG;
        let is_stopped = || {
            let changed = waitpid(Pid::from_raw(id), options).unwrap();
            changed.is_some_and(|(_, status)| status.stopped())
        };
        while !is_stopped() {
            assert!(Instant::now() < end, "it goes on");
            std::thread::yield_now();
        }
        self
    }

    /// A question is read before it is answered, and no key comes together with another: that would be a paste.
    pub fn press(&mut self, keys: &str) -> &mut Self {
        std::thread::sleep((self.last_press + RHYTHM).saturating_duration_since(Instant::now()));
        let shown = self.contents();
        let is_answer = keys == "\r" || keys.starts_with("\u{1b}[<0");
        if is_answer && ["Enter yes", "as said"].iter().any(|hint| shown.contains(hint)) {
            std::thread::sleep(Duration::from_millis(750));
        }
        self.send(keys);
        // Text at once is no person's either, and what follows is a part of it for a while.
        if keys.chars().count() > 1 && !keys.starts_with('\u{1b}') {
            self.last_press += Duration::from_millis(300);
        }
        self
    }

    /// All at once, and not marked as a paste.
    pub fn send(&mut self, keys: &str) -> &mut Self {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
        self.last_press = Instant::now();
        self
    }

    pub fn signal(&self, name: &str) -> &Self {
        let id = self.child.process_id().unwrap().to_string();
        let sent = std::process::Command::new("kill").args([name, &id]).status();
        assert!(sent.unwrap().success());
        self
    }

    pub fn resize(&self, columns: u16, rows: u16) -> &Self {
        let size = PtySize {
            rows,
            cols: columns,
            ..PtySize::default()
        };
        let cells = |cells| NonZero::<u16>::new(cells).unwrap();
        self.shared
            .0
            .lock()
            .unwrap()
            .parser
            .screen_mut()
            .set_size(cells(rows), cells(columns));
        self.master.resize(size).unwrap();
        self
    }

    /// Whether lines are edited and echoed by the terminal, as a shell needs it.
    pub fn is_cooked(&self) -> bool {
        let attributes = self.master.get_termios().unwrap();
        let flags = format!("{:?}", attributes.local_flags);
        flags.contains("ECHO") && flags.contains("ICANON")
    }

    /// Waits for the end.
    pub fn end(mut self) -> Left {
        self.wait("the end", |shown| shown.is_closed);
        let code = self.child.wait().unwrap().exit_code();
        let shown = self.shared.0.lock().unwrap();
        let screen = shown.parser.screen();
        Left {
            code,
            bytes: String::from_utf8_lossy(&shown.bytes).into_owned(),
            contents: screen.contents(),
            modes: [
                screen.alternate_screen(),
                screen.hide_cursor(),
                screen.bracketed_paste(),
                screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None,
            ],
        }
    }
}

impl Drop for Terminal {
    /// A test that failed leaves no program behind.
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

impl Left {
    /// Nothing of the screens is left.
    pub fn check_given_back(&self) {
        assert_eq!(self.modes, [false; 4], "{}", self.bytes);
        assert!(!self.contents.contains("SETTINGS"), "{}", self.contents);
    }
}
