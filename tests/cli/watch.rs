//! `koppel watch`: what it says of each run, what wakes it, and how it ends.

use crate::program::{Both, Koppel};
use crate::reading::small;
use koppel::clock::Clock;
use koppel::store::state::Store;
use koppel::store::{Operator, RunLock, WatchNote};
use std::io::{BufRead, BufReader, Lines};
use std::net::TcpListener;
use std::process::{Child, ChildStderr, Command, Stdio};

/// A `watch` under way, and what it says on stderr. Its runs are a day apart: SIGHUP makes the next one.
struct Watching {
    child: Child,
    lines: Lines<BufReader<ChildStderr>>,
}

impl Watching {
    fn start(koppel: &Koppel) -> Self {
        let mut child = Command::new(crate::program::binary())
            .env_clear()
            .envs(&koppel.variables)
            .current_dir(koppel.folder.path())
            .args(["watch", "--every", "24h"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        Self { child, lines }
    }

    /// What it says up to the line that starts with this.
    fn until(&mut self, start: &str) -> String {
        let mut said = String::new();
        for line in self.lines.by_ref() {
            let line = line.unwrap();
            said += &line;
            said.push('\n');
            if line.starts_with(start) {
                return said;
            }
        }
        assert!(said.contains(start), "it ended, and said {said}");
        said
    }

    fn send(&self, signal: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args([signal, &id]).status().unwrap();
        assert!(sent.success());
    }

    /// The next run, and what it says until it waits again.
    fn again(&mut self) -> String {
        self.send("-HUP");
        self.until("The settings were read again; a run begins.");
        self.until("Next run at ")
    }

    /// What else it says, and how it ends; nothing is on stdout.
    fn end(self) -> (String, Option<i32>) {
        let rest: Vec<String> = self.lines.map(|line| line.unwrap() + "\n").collect();
        let output = self.child.wait_with_output().unwrap();
        assert_eq!(output.stdout.len(), 0, "its results are on stderr");
        (rest.concat(), output.status.code())
    }
}

fn operator() -> Operator {
    Operator {
        user: "m.vogt".to_owned(),
        host: "desk".to_owned(),
    }
}

fn writes(both: &Both) -> usize {
    let calls = both.simulator.ledger();
    calls.iter().filter(|call| call.is_write()).count()
}

#[test]
fn p2_before_the_review_linked_people_are_kept_in_step_and_the_rest_waits() {
    let both = Both::of(small());
    let koppel = both.koppel();
    let mut watching = Watching::start(&koppel);
    let first = watching.until("Next run at ");
    assert!(
        first.starts_with("Run 1 is done: deactivate 1, update 1."),
        "{first}"
    );
    let kept_in_step = writes(&both);
    let second = watching.again();
    assert!(
        second.starts_with("Run 2 stopped before its first write: nothing was written."),
        "{second}"
    );
    assert!(second.contains("\n  do:  Look at koppel links"), "{second}");
    assert_eq!(writes(&both), kept_in_step);
    koppel.run(&["sync", "--yes", "--confirm-links"]);
    let written = writes(&both);
    let next = watching.again();
    assert!(
        next.starts_with("Run 4 is done: nothing was written.\nNext run at "),
        "{next}"
    );
    assert_eq!(writes(&both), written);
    watching.send("-TERM");
    assert_eq!(
        watching.end(),
        (String::new(), Some(0)),
        "stopping is how it ends"
    );
}

#[test]
fn r1_a_page_of_a_proxy_as_the_first_answer_is_tried_again() {
    let both = Both::of(small());
    let fault = |name: &str| {
        let faults: Vec<_> = name
            .split_whitespace()
            .map(|fault| fault.parse().unwrap())
            .collect();
        both.simulator.set_faults(&faults, 0);
    };
    for (page, said) in [
        ("sign-in-page", "Okta's answer cannot be read"),
        (
            "sign-in-redirect",
            "It redirected GET /.well-known/okta-organization to ",
        ),
        ("sign-in-redirect@live", "It redirected GET /api/v1/users to "),
        ("blocked-page", "It answered HTTP 403"),
        ("blocked-page@live", "To GET /api/v1/users it answered HTTP 403"),
        ("missing-page", "It answered HTTP 404"),
        ("missing-page@personio", "To POST /v1/auth it answered HTTP 404"),
    ] {
        fault(page);
        let koppel = both.koppel();
        let mut watching = Watching::start(&koppel);
        let first = watching.until("Next run at ");
        assert!(first.contains(said), "{page}: {first}");
        watching.send("-TERM");
        assert_eq!(watching.end().1, Some(0), "{page}");
    }
    fault("blocked-page");
    let koppel = both.koppel();
    let mut watching = Watching::start(&koppel);
    watching.until("Next run at ");
    fault("");
    let second = watching.again();
    assert!(second.contains("is done: deactivate 1, update 1."), "{second}");
    watching.send("-TERM");
    assert_eq!(watching.end().1, Some(0));
}

#[test]
fn the_next_run_is_left_for_readers_until_it_ends() {
    let both = Both::of(small());
    let koppel = both.koppel();
    let mut watching = Watching::start(&koppel);
    watching.until("Next run at ");
    let next = WatchNote::read(koppel.folder.path()).unwrap();
    assert_eq!((next.process, next.failures), (watching.child.id(), 0));
    let hours = next.due.duration_since(Clock::System.now()).as_secs_f64() / 3600.0;
    // A day, give or take a tenth.
    assert!((21.5..26.5).contains(&hours), "{hours}");
    watching.send("-INT");
    assert_eq!(watching.end().1, Some(0));
    assert_eq!(WatchNote::read(koppel.folder.path()), None);
}

#[test]
fn wrong_settings_at_the_start_end_it() {
    let both = Both::of(small());
    for (name, value) in [
        ("KOPPEL_SYNC__EVERY", "5s"),
        ("KOPPEL_OKTA_TOKEN", ""),
        (
            "KOPPEL_MAPPING",
            r#"[{ personio = "department", okta = "departmnt" }]"#,
        ),
    ] {
        let mut koppel = both.koppel();
        let ended = koppel.set(name, value).run(&["watch"]);
        assert_eq!(ended.code, Some(2), "{name}: {}", ended.whole());
        assert!(ended.stderr.contains("\n  why: "), "{}", ended.stderr);
    }
    let ended = both.koppel().run(&["watch", "--read-only"]);
    assert_eq!(ended.code, Some(2), "{}", ended.whole());
    assert_eq!(writes(&both), 0);
}

#[test]
fn settings_that_were_broken_later_leave_the_earlier_ones_in_force() {
    let both = Both::of(small());
    let koppel = both.koppel();
    koppel.file("version = 1\n");
    let mut watching = Watching::start(&koppel);
    watching.until("Next run at ");
    koppel.file("version = 1\n[okta]\nulr = \"x\"\n");
    watching.send("-HUP");
    let said = watching.until("Next run at ");
    assert!(
        said.contains("line 3: ") && said.contains("The earlier settings stay in force"),
        "{said}"
    );
    assert!(!said.contains("Run "), "{said}");
    koppel.file("version = 1\n[update]\ndrift = \"overwrite\"\n");
    let said = watching.again();
    assert!(said.contains("Run 2 "), "{said}");
    watching.send("-TERM");
    assert_eq!(watching.end().1, Some(0));
}

#[test]
fn a_secret_that_was_changed_is_used_by_the_next_run() {
    let both = Both::of(small());
    let mut koppel = both.koppel();
    let file = koppel.path("token");
    std::fs::write(&file, both.simulator.okta_token()).unwrap();
    koppel
        .unset("KOPPEL_OKTA_TOKEN")
        .set("KOPPEL_OKTA_TOKEN_FILE", &file);
    let mut watching = Watching::start(&koppel);
    watching.until("Next run at ");
    std::fs::write(&file, "00nobodysToken").unwrap();
    let refused = watching.again();
    assert!(refused.contains("Okta refused the API token.\n"), "{refused}");
    std::fs::remove_file(&file).unwrap();
    let missing = watching.again();
    assert!(missing.contains("cannot be used.\n"), "{missing}");
    std::fs::write(&file, both.simulator.okta_token()).unwrap();
    let good = watching.again();
    assert!(good.contains("The link review is open"), "{good}");
    watching.send("-TERM");
    assert_eq!(watching.end().1, Some(0));
}

#[test]
fn g4_another_run_is_waited_for() {
    let both = Both::of(small());
    let koppel = both.koppel();
    let lock = RunLock::take(koppel.folder.path(), &operator(), Clock::System).unwrap();
    let mut watching = Watching::start(&koppel);
    let said = watching.until("koppel asks again every minute");
    assert!(said.contains("m.vogt on desk"), "{said}");
    assert_eq!(both.simulator.ledger().len(), 0);
    drop(lock);
    let said = watching.again();
    assert!(said.starts_with("Run 1 "), "{said}");
    watching.send("-TERM");
    assert_eq!(watching.end().1, Some(0));
}

#[test]
fn r7_another_org_ends_it() {
    let both = Both::of(small());
    let koppel = both.koppel();
    Store::open(
        koppel.folder.path(),
        "00oAnotherOrgAltogether",
        operator(),
        Clock::System,
    )
    .unwrap();
    let ended = koppel.run(&["watch"]);
    assert_eq!(ended.code, Some(4), "{}", ended.whole());
    assert!(
        ended.stderr.contains("00oAnotherOrgAltogether"),
        "{}",
        ended.stderr
    );
}

#[test]
fn a10_in_the_middle_of_a_run_it_ends_with_130() {
    // Takes calls and never answers.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let koppel = Koppel::at(&format!("http://{}", listener.local_addr().unwrap()));
    let watching = Watching::start(&koppel);
    let call = listener.accept().unwrap();
    watching.send("-TERM");
    let (said, code) = watching.end();
    drop(call);
    assert_eq!(code, Some(130));
    assert!(said.ends_with("Cancelled; nothing was written.\n"), "{said}");
    assert_eq!(WatchNote::read(koppel.folder.path()), None);
}
