//! The real binary against answers without an end: it says so, and stays small.

use crate::bench::TODAY;
use koppel::failure::Exit;
use koppel::sim::{self, Company, Fault, Options, RateLimits, Simulator};
use std::io::Read;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How it ended.
#[derive(Debug)]
struct Ended {
    code: Option<i32>,
    stderr: String,
    /// The most that was resident at once, in MB.
    peak: u64,
    took: Duration,
}

fn run(simulator: &Simulator) -> Ended {
    let folder = TempDir::new().unwrap();
    let path = folder.path().to_str().unwrap();
    let url = simulator.url();
    let mut command = Command::new(env!("CARGO_BIN_EXE_koppel"));
    command.env_clear().envs([
        ("HOME", path),
        ("KOPPEL_CONFIG_DIR", path),
        ("KOPPEL_STATE_DIR", path),
        ("KOPPEL_OKTA__URL", url),
        ("KOPPEL_PERSONIO__URL", url),
        ("KOPPEL_LOGIN__START", r#"{ attribute = "first_name" }"#),
        ("KOPPEL_LOGIN__DOMAIN", "acme.example"),
        ("KOPPEL_LOGIN__BILLING_COUNTRY", "DE"),
        ("KOPPEL_ACTIVATION__TIME_ZONE", "Europe/Berlin"),
        ("KOPPEL_ACTIVATION__SEND_EMAIL", "false"),
        ("KOPPEL_OKTA_TOKEN", simulator.okta_token().as_str()),
        (
            "KOPPEL_PERSONIO_CLIENT_ID",
            simulator.personio_client_id().as_str(),
        ),
        (
            "KOPPEL_PERSONIO_CLIENT_SECRET",
            simulator.personio_client_secret().as_str(),
        ),
    ]);
    let began = Instant::now();
    let mut child = command
        .arg("plan")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut peak = 0;
    let status = loop {
        // The kernel keeps the highest value itself, until the process ends.
        peak = peak.max(resident_at_most(child.id()).unwrap_or(0));
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        std::thread::yield_now();
    };
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    Ended {
        code: status.code(),
        stderr,
        peak: peak / 1024,
        took: began.elapsed(),
    }
}

/// `VmHWM` in kB.
fn resident_at_most(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r1_what_has_no_end_is_ended_with_words_in_bounded_memory() {
    for (fault, word, most) in [
        ("huge-answer@live:2", "Okta sent too much", 150),
        ("huge-answer@employees", "Personio sent too much", 150),
        ("endless-pages@live", "has no end", 100),
        ("endless-pages@employees", "could not be read completely", 100),
        ("endless-people@live", "has no end", 500),
        ("endless-people@employees", "has no end", 500),
        ("self-next@live", "has no end", 100),
        ("foreign-next@live", "at another host", 100),
    ] {
        let fault: Fault = fault.parse().unwrap();
        let options = Options {
            rate_limits: RateLimits::Off,
            faults: vec![fault],
            ..Options::default()
        };
        let company = Company::made_up(340, 1, TODAY);
        let simulator = sim::start(company, options).await.unwrap();
        let ended = tokio::task::block_in_place(|| run(&simulator));
        let case = format!("{fault}: {ended:?}");
        assert_eq!(ended.code, Some(Exit::Failed.code().into()), "{case}");
        assert!(ended.stderr.contains(word), "{case}");
        assert!((1..=most).contains(&ended.peak), "{case}");
        assert!(ended.took < Duration::from_secs(120), "{case}");
        assert!(!ended.stderr.contains(&simulator.okta_token()), "{case}");
    }
}
