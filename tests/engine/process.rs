//! The real binary as a process that is watched, signalled and killed.

use crate::program::{Both, Koppel, binary};
use jiff::tz::TimeZone;
use koppel::clock::Clock;
use koppel::sim::Company;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Between two looks at what the simulator was asked.
const GLANCE: Duration = Duration::from_millis(1);

/// Both sides of a company of 300, in which no limit holds anybody, and koppel's settings for it.
pub fn company(seed: u64) -> (Both, Koppel) {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let today = zone.to_datetime(Clock::System.now()).date();
    let both = Both::of(Company::made_up(300, seed, today));
    let mut koppel = both.koppel();
    for limit in [
        "DEACTIVATIONS",
        "UNPLANNED",
        "CREATIONS",
        "CLEARED",
        "CHANGED",
        "RELINKS",
        "EMAIL_CHANGES",
    ] {
        koppel.set(&format!("KOPPEL_SAFETY__MAX_{limit}"), "100%");
    }
    (both, koppel)
}

/// What does everything that can be done without a person.
pub const SYNC: [&str; 3] = ["sync", "--yes", "--confirm-links"];

pub fn start(koppel: &Koppel) -> Child {
    Command::new(binary())
        .env_clear()
        .envs(&koppel.variables)
        .args(SYNC)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Until so many calls came that `counts`, or the process has ended.
pub fn wait_for_calls(
    both: &Both,
    child: &mut Child,
    count: usize,
    counts: impl Fn(&koppel::sim::Received) -> bool,
) {
    while child.try_wait().unwrap().is_none() {
        let ledger = both.simulator.ledger();
        if ledger.iter().filter(|received| counts(received)).count() >= count {
            return;
        }
        std::thread::sleep(GLANCE);
    }
}

pub fn signal(child: &Child, signal: &str) {
    let id = child.id().to_string();
    let sent = Command::new("kill").args([signal, &id]).status().unwrap();
    assert!(sent.success());
}
