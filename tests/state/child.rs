//! This test binary once more, as a process that can be killed, limited, or run by somebody else.

use super::book::{NOW, ORG, action, applied, base, clock, okta, open, operator, planned, sync};
use koppel::core::Text;
use koppel::core::plan::ActionKind;
use koppel::store::state::{Applied, Store, View};
use koppel::store::{RunLock, StagingLock};
use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{ChildStdout, Command, Stdio};

const ROLE: &str = "KOPPEL_TEST_ROLE";
const FOLDER: &str = "KOPPEL_TEST_FOLDER";

/// How many actions [`Role::Run`] plans.
pub const ACTIONS: u32 = 60;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Takes the run lock and waits to be killed.
    HoldRunLock,
    /// A run of [`ACTIONS`] updates. Each call to Okta is a line in the file `ledger`.
    Run,
    /// Stages decisions one by one.
    Decide,
    /// Opens the state to write, asks whether it is writable, and says how that ended.
    CheckWritable,
    /// Looks at the state and says how many links there are.
    Look,
}

const ROLES: [(Role, &str); 5] = [
    (Role::HoldRunLock, "hold_run_lock"),
    (Role::Run, "run"),
    (Role::Decide, "decide"),
    (Role::CheckWritable, "check_writable"),
    (Role::Look, "look"),
];

pub struct Child {
    process: std::process::Child,
    output: BufReader<ChildStdout>,
}

impl Child {
    pub fn start(role: Role, folder: &Path) -> Self {
        Self::start_by(Command::new(std::env::current_exe().unwrap()), role, folder)
    }

    /// `command` starts this binary, in whatever way.
    pub fn start_by(mut command: Command, role: Role, folder: &Path) -> Self {
        let (_, word) = ROLES.into_iter().find(|(known, _)| *known == role).unwrap();
        let mut process = command
            .args(["child::child", "--exact", "--ignored", "--nocapture"])
            .env(ROLE, word)
            .env(FOLDER, folder)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        Self { process, output }
    }

    /// Reads what it says up to a line that begins with this; gives that line.
    pub fn wait_for(&mut self, beginning: &str) -> String {
        let mut line = String::new();
        loop {
            line.clear();
            let read = self.output.read_line(&mut line).unwrap();
            assert!(read > 0, "the child ended before it said {beginning:?}");
            // The test harness begins the first line itself.
            if let Some(at) = line.find(beginning) {
                return line[at..].trim_end().to_owned();
            }
        }
    }

    /// `kill -9`, which no process can prepare for.
    pub fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    pub fn ends_well(mut self) {
        assert!(self.process.wait().unwrap().success());
    }
}

#[test]
#[ignore = "no test: the process that tests of this binary start"]
fn child() {
    let Ok(role) = std::env::var(ROLE) else { return };
    let folder = PathBuf::from(std::env::var_os(FOLDER).unwrap());
    let (role, _) = ROLES.into_iter().find(|(_, word)| *word == role).unwrap();
    match role {
        Role::HoldRunLock => {
            let _lock = RunLock::take(&folder, &operator(), clock(NOW)).unwrap();
            say("locked");
            // Ends when the parent does, at the latest.
            std::io::stdin().read_line(&mut String::new()).unwrap();
            std::thread::park();
        }
        Role::Run => run(&folder),
        Role::Decide => decide(&folder),
        Role::CheckWritable => check_writable(&folder),
        Role::Look => {
            let state = View::open(&folder, Some(ORG), clock(NOW)).and_then(|view| view.state());
            match state {
                Ok(state) => say(&format!("links {}", state.past.links.len())),
                Err(error) => say(&format!("fault {:?}", error.fault)),
            }
        }
    }
}

/// A line for [`Child::wait_for`].
fn say(line: &str) {
    let mut output = std::io::stdout();
    writeln!(output, "{line}").unwrap();
}

fn run(folder: &Path) {
    let lock = RunLock::take(folder, &operator(), clock(NOW)).unwrap();
    let mut store = open(folder, NOW);
    let run = store.begin_run(&lock, &sync()).unwrap();
    let actions: Vec<_> = (0..ACTIONS)
        .map(|position| {
            action(
                ActionKind::Link,
                u64::from(position) + 1,
                &profile_of(run.0, position),
            )
        })
        .collect();
    let planned: Vec<_> = actions.iter().map(planned).collect();
    store.plan_actions(run, &planned).unwrap();
    say(&format!("planned {run}"));
    let mut ledger = std::fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(folder.join("ledger"))
        .unwrap();
    for position in 0..ACTIONS {
        store.begin_action(run, position).unwrap();
        writeln!(ledger, "{run} {position}").unwrap();
        let end = applied(Applied {
            bases: vec![(Text::const_new("title"), base(&format!("v{position}")))],
            ..Applied::default()
        });
        store.end_action(run, position, &end).unwrap();
        say(&format!("ended {position}"));
    }
}

/// Every run links profiles of its own.
pub fn profile_of(run: i64, position: u32) -> String {
    format!("00u{run}x{position}")
}

fn decide(folder: &Path) {
    let lock = StagingLock::take(folder, &operator(), clock(NOW)).unwrap();
    let mut store = open(folder, NOW);
    for number in 1..=u64::from(ACTIONS) {
        let decision = koppel::store::state::Decision::Assign {
            profile: okta(&format!("00ud{number}")),
            employee: koppel::core::EmployeeId(number),
            may_move: false,
        };
        store
            .decide(&lock, &[decision], koppel::store::state::Origin::Screen)
            .unwrap();
    }
}

fn check_writable(folder: &Path) {
    let verdict = Store::open(folder, ORG, operator(), clock(NOW))
        .and_then(|mut opened| opened.store.check_writable(10));
    match verdict {
        Ok(()) => say("verdict writable"),
        Err(error) => say(&format!("verdict {:?}", error.fault)),
    }
}
