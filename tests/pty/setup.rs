//! The whole wizard on a real terminal against the simulator, to a file that `koppel plan` works with; and what goes
//! wrong on the way.

use crate::terminal::{Home, Terminal};
use jiff::civil::date;
use koppel::failure::Exit;
use koppel::sim::{self, Company, Fault, Options, RateLimits, Simulator};
use std::net::TcpListener;
use tokio::runtime::Runtime;

const ENTER: &str = "\r";
const ESC: &str = "\u{1b}";
const TAB: &str = "\t";
const NEXT: &str = "\u{1b}[6~";
const CLEAR: &str = "\u{15}";

/// A made-up company in front of a wizard.
struct Setup {
    simulator: Simulator,
    home: Home,
    _runtime: Runtime,
}

impl Setup {
    fn new(faults: &[&str]) -> Self {
        let runtime = Runtime::new().unwrap();
        let options = Options {
            rate_limits: RateLimits::Off,
            faults: faults
                .iter()
                .map(|fault| fault.parse::<Fault>().unwrap())
                .collect(),
            ..Options::default()
        };
        let company = Company::made_up(60, 7, date(2026, 11, 24));
        let simulator = runtime.block_on(sim::start(company, options)).unwrap();
        let home = Home::new();
        let bus = home.folder.path().join("no-bus");
        let bus = format!("unix:path={}", bus.to_str().unwrap());
        Self {
            simulator,
            home: home
                .set("DBUS_SESSION_BUS_ADDRESS", &bus)
                .set("LANG", "de_DE.UTF-8")
                .set("TZ", "Europe/Berlin"),
            _runtime: runtime,
        }
    }

    fn settings(&self) -> std::path::PathBuf {
        self.home.folder.path().join("config.toml")
    }

    /// The wizard at its second step.
    fn at_okta(&self) -> Terminal {
        let mut terminal = self.home.koppel(&[]);
        terminal.wait_for("Space ticks.");
        terminal.press(ENTER).wait_for("2 OKTA");
        terminal
    }

    fn try_okta(terminal: &mut Terminal, address: &str, token: &str) {
        terminal.press(CLEAR);
        paste(terminal, address);
        terminal.press(TAB);
        paste(terminal, token);
        terminal.press(ENTER);
    }

    /// The wizard at its third step, with an org that was tried.
    fn at_personio(&self) -> Terminal {
        let mut terminal = self.at_okta();
        let token = format!("  {}\r\n", self.simulator.okta_token());
        Self::try_okta(&mut terminal, self.simulator.url(), &token);
        terminal
            .wait_for("SIMULATOR")
            .wait_for("= list people")
            .wait_for("? write: not proven until the first write")
            .wait_for("Kept until koppel ends");
        terminal.press(ENTER).wait_for("3 PERSONIO");
        terminal
    }

    fn try_personio(&self, terminal: &mut Terminal) {
        terminal.press("\u{1b}[Z").press(CLEAR);
        paste(terminal, self.simulator.url());
        terminal.press(TAB);
        paste(terminal, &self.simulator.personio_client_id());
        terminal.press(TAB);
        paste(terminal, &self.simulator.personio_client_secret());
        terminal.press(ENTER);
    }

    /// Nothing was written to either side, and no secret was shown.
    fn check(&self, terminal: Terminal) {
        let left = terminal.end();
        left.check_given_back();
        for secret in [
            self.simulator.okta_token(),
            self.simulator.personio_client_id(),
            self.simulator.personio_client_secret(),
        ] {
            assert!(!left.bytes.contains(&secret), "a secret was on the screen");
        }
        for call in self.simulator.ledger() {
            assert!(!call.is_write() || call.path == "/v1/auth", "{call:?}");
        }
    }
}

fn paste(terminal: &mut Terminal, text: &str) {
    terminal.press(&format!("\u{1b}[200~{text}\u{1b}[201~"));
}

/// Asks whether to leave, and leaves.
fn leave(terminal: &mut Terminal) {
    terminal.press("\u{3}").wait_for("Leave koppel?");
    terminal.press(ENTER);
}

#[test]
fn ten_minutes_lead_from_nothing_to_a_plan() {
    let setup = Setup::new(&[]);
    let mut terminal = setup.at_personio();
    setup.try_personio(&mut terminal);
    terminal.wait_for("= readable").wait_for("needed · first_name");
    terminal
        .press(ENTER)
        .wait_for("4 LOGIN")
        .wait_for("people:")
        .wait_for("taken by another");
    terminal
        .press(NEXT)
        .wait_for("5 ATTRIBUTES")
        .wait_for("→ department");
    // Okta mails nobody.
    terminal
        .press(TAB)
        .press("\u{1b}[B")
        .press(" ")
        .wait_for("← no →");
    terminal
        .press(NEXT)
        .wait_for("6 REVIEW")
        .wait_for("Accounts are kept");
    terminal.press("G").wait_for("Okta mails nobody");
    terminal.press(ENTER).wait_for("UNDECIDED");
    leave(&mut terminal);
    setup.check(terminal);

    let file = std::fs::read_to_string(setup.settings()).unwrap();
    assert!(file.contains("[[mapping]]") && file.contains("# "), "{file}");
    let mut plan = std::process::Command::new(env!("CARGO_BIN_EXE_koppel"));
    plan.env_clear()
        .env("KOPPEL_CONFIG_DIR", setup.home.folder.path())
        .env("KOPPEL_STATE_DIR", setup.home.folder.path())
        .env("KOPPEL_OKTA_TOKEN", setup.simulator.okta_token())
        .env("KOPPEL_PERSONIO_CLIENT_ID", setup.simulator.personio_client_id())
        .env(
            "KOPPEL_PERSONIO_CLIENT_SECRET",
            setup.simulator.personio_client_secret(),
        )
        .arg("plan");
    let plan = plan.output().unwrap();
    let says = String::from_utf8(plan.stdout).unwrap();
    // The made-up company would change in more than a limit allows, which a plan tells by its exit code.
    let code = plan.status.code();
    let errors = String::from_utf8_lossy(&plan.stderr);
    assert_eq!(code, Some(Exit::Stopped.code().into()), "{says}{errors}");
    assert!(says.contains("to link") && says.contains("SKIPPED"), "{says}");
}

#[test]
fn what_was_answered_is_there_again_after_it_was_closed_half_way() {
    let setup = Setup::new(&[]);
    let mut terminal = setup.at_okta();
    terminal.press("acme-half").wait_for("acme-half");
    let draft = setup.home.folder.path().join("wizard.json");
    let end = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while !std::fs::read_to_string(&draft).is_ok_and(|text| text.contains("acme-half")) {
        assert!(std::time::Instant::now() < end, "the draft was not kept");
        std::thread::yield_now();
    }
    terminal.signal("-TERM");
    terminal.end().check_given_back();
    let mut terminal = setup.home.koppel(&[]);
    terminal.wait_for("2 OKTA").wait_for("acme-half");
    leave(&mut terminal);
    setup.check(terminal);
    assert!(!setup.settings().exists());
}

#[test]
fn a_wrong_token_is_told_and_the_right_one_goes_on() {
    let setup = Setup::new(&[]);
    let mut terminal = setup.at_okta();
    Setup::try_okta(&mut terminal, setup.simulator.url(), "00nobodysToken");
    terminal.wait_for("! Okta refused the API token");
    paste(&mut terminal, &setup.simulator.okta_token());
    terminal.press(ENTER).wait_for("= list people");
    leave(&mut terminal);
    setup.check(terminal);
}

#[test]
fn a_token_without_the_right_to_read_the_attributes_is_told_by_that_right() {
    let setup = Setup::new(&["forbidden@schema"]);
    let mut terminal = setup.at_okta();
    Setup::try_okta(
        &mut terminal,
        setup.simulator.url(),
        &setup.simulator.okta_token(),
    );
    terminal
        .wait_for("= list people")
        .wait_for("! read the attributes:");
    leave(&mut terminal);
    setup.check(terminal);
}

#[test]
fn a_server_that_is_gone_is_told() {
    let setup = Setup::new(&[]);
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut terminal = setup.at_okta();
    Setup::try_okta(&mut terminal, &format!("http://{nobody}"), "00anyToken");
    terminal.wait_for("! Okta");
    leave(&mut terminal);
    setup.check(terminal);
}

#[test]
fn a_test_that_takes_long_is_cancelled_by_esc() {
    let setup = Setup::new(&["stalled"]);
    let mut terminal = setup.at_okta();
    Setup::try_okta(
        &mut terminal,
        setup.simulator.url(),
        &setup.simulator.okta_token(),
    );
    terminal.wait_for("Trying the org");
    terminal
        .press(ESC)
        .wait_for("Cancelled.")
        .wait_for("Test the connection");
    leave(&mut terminal);
    setup.check(terminal);
}

#[test]
fn attributes_that_are_hidden_are_named_and_asked_of_hr() {
    let setup = Setup::new(&["hidden-hire-date"]);
    let mut terminal = setup.at_personio();
    setup.try_personio(&mut terminal);
    terminal.wait_for("y copies a message to HR");
    terminal.press("y").wait_for("Copied: a message to HR.");
    leave(&mut terminal);
    setup.check(terminal);
}

#[test]
fn a_setting_is_weighed_before_it_is_saved_and_comments_stay() {
    let mut setup = Setup::new(&[]);
    let settings = format!(
        "# ours\n[okta]\nurl = \"{0}\"\n[personio]\nurl = \"{0}\"\n[login]\nstart = {{ attribute = \"first_name\" }}\n\
         domain = \"acme.example\"\nbilling_country = \"DE\"\n[activation]\n# nobody is mailed\nsend_email = false\n\
         time_zone = \"Europe/Berlin\"\n",
        setup.simulator.url()
    );
    std::fs::write(setup.settings(), &settings).unwrap();
    setup.home = setup.home.set_all([
        ("KOPPEL_OKTA_TOKEN", setup.simulator.okta_token()),
        ("KOPPEL_PERSONIO_CLIENT_ID", setup.simulator.personio_client_id()),
        (
            "KOPPEL_PERSONIO_CLIENT_SECRET",
            setup.simulator.personio_client_secret(),
        ),
    ]);
    let mut terminal = setup.home.koppel(&[]);
    terminal.wait_for("OVERVIEW");
    terminal.press("5").wait_for("Connections");
    terminal.press("/").press("days before").press(ENTER);
    terminal
        .press("l")
        .press(ENTER)
        .wait_for("Allowed: a whole number");
    terminal
        .press("0")
        .press(ENTER)
        .wait_for("What the next plan would become");
    // The same key within a moment is one that is held.
    std::thread::sleep(std::time::Duration::from_millis(140));
    terminal.press(ENTER).wait_for("Saved.");
    terminal.press("\u{3}").wait_for("Leave koppel?");
    terminal.press(ENTER);
    assert_eq!(terminal.end().code, 0);
    let saved = std::fs::read_to_string(setup.settings()).unwrap();
    assert!(saved.starts_with(&settings), "{saved}");
    assert!(saved.contains("[create]\ndays_before_hire = 0"), "{saved}");
}
