//! From the plan to an applied run and an empty plan, over real HTTP against the simulator: the screens with their own
//! background work, and no terminal.

use crate::world::{NOW, World};
use jiff::civil::date;
use koppel::clock::Clock;
use koppel::sim::okta::Profile;
use koppel::sim::personio::Employee;
use koppel::sim::{self, Company, Options, RateLimits, Simulator};
use koppel::store::state::{RunEnd, View};
use koppel::store::{Place, Vaults};
use koppel::tui::desk::{Act, What};
use koppel::tui::effect::Effect;
use koppel::tui::message::Message;
use koppel::tui::model::Model;
use koppel::tui::runner::Runner;
use koppel::tui::screen::ScreenId;
use koppel::tui::work::Surroundings;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::mpsc;

const SETTINGS: &str = r#"
version = 1
[okta]
url = "URL"
[personio]
url = "URL"
[login]
start = { attribute = "first_name" }
separator = "."
end = { attribute = "last_name" }
domain = "talwerk.example"
billing_country = "DE"
[[mapping]]
personio = "department"
okta = "department"
[activation]
send_email = false
time_zone = "Europe/Berlin"
"#;
/// Longer than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// The screens on a machine of their own, with both sides behind them.
struct Desk {
    world: World,
    runner: Runner,
    news: mpsc::Receiver<Message>,
    /// Effects that were carried out.
    done: usize,
    simulator: Simulator,
    state: PathBuf,
    _folder: TempDir,
}

impl Desk {
    async fn over(company: Company) -> Self {
        let clock = Clock::Fixed(NOW.parse().unwrap());
        let options = Options {
            rate_limits: RateLimits::Off,
            clock,
            ..Options::default()
        };
        let simulator = sim::start(company, options).await.unwrap();
        let folder = TempDir::new().unwrap();
        let settings_file = folder.path().join("config.toml");
        std::fs::write(&settings_file, SETTINGS.replace("URL", simulator.url())).unwrap();
        let secrets = [
            ("KOPPEL_OKTA_TOKEN", simulator.okta_token()),
            ("KOPPEL_PERSONIO_CLIENT_ID", simulator.personio_client_id()),
            (
                "KOPPEL_PERSONIO_CLIENT_SECRET",
                simulator.personio_client_secret(),
            ),
        ];
        let state = folder.path().join("state");
        let surroundings = Surroundings {
            environment: secrets
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect(),
            setup: None,
            place: Place {
                settings_file,
                state_folder: state.clone(),
                file_was_named: false,
            },
            clock,
            read_only: false,
            vaults: Arc::new(Vaults::default()),
            program: "koppel".into(),
            user: "m.vogt".to_owned(),
            demo: None,
        };
        let (sender, news) = mpsc::channel(256);
        let mut desk = Self {
            world: World::opening(),
            runner: Runner::new(surroundings, sender),
            news,
            done: 0,
            simulator,
            state,
            _folder: folder,
        };
        desk.press(&["3"]);
        desk.until(|model| model.shell.desk.reading().is_some()).await;
        desk
    }

    fn press(&mut self, keys: &[&str]) {
        self.world.press(keys);
        self.perform();
    }

    fn perform(&mut self) {
        for effect in self.world.effects.iter().skip(self.done) {
            match effect {
                Effect::Start { job, work } => self.runner.start(*job, work.clone()),
                Effect::Cancel(job) => self.runner.cancel(*job),
                _ => {}
            }
        }
        self.done = self.world.effects.len();
    }

    /// Takes what the background tells until it is so.
    async fn until(&mut self, is_so: impl Fn(&Model) -> bool) {
        self.perform();
        while !is_so(&self.world.model) {
            let message = tokio::time::timeout(PATIENCE, self.news.recv()).await;
            let Ok(Some(message)) = message else {
                panic!("it never came: {}", self.world.screen(80, 24));
            };
            self.world.send(message);
            self.perform();
        }
        self.world.send(Message::Drawn);
    }

    async fn close_review(&mut self) {
        let closing = self.world.model.shell.desk.reading().unwrap().closing.clone();
        self.world.model.shell.decide(Act {
            what: What::CloseReview(closing),
            says: String::new(),
        });
        self.world.send(Message::Tick);
        self.until(|model| {
            let reading = model.shell.desk.reading();
            reading.is_some_and(|reading| reading.state.review.is_closed())
        })
        .await;
    }

    fn writes(&self) -> usize {
        let ledger = self.simulator.ledger();
        ledger.iter().filter(|received| received.is_write()).count()
    }
}

/// Six to link of whom two have left, and two who begin.
fn company() -> Company {
    let mut company = Company::empty();
    for id in 1..=6 {
        let (first, last) = (format!("Anna{id}"), format!("Berg{id}"));
        let email = format!("anna{id}@talwerk.example");
        let status = if id > 4 { "inactive" } else { "active" };
        let employee = Employee::new(id, &first, &last)
            .email(&email)
            .status(status)
            .department("Sales");
        let profile = Profile::new(&email).name(&first, &last).number(&id.to_string());
        company = company.employee(employee).profile(profile);
    }
    for id in 7..=8 {
        let email = format!("neu{id}@talwerk.example");
        let newcomer = Employee::new(id, &format!("Neu{id}"), "Ling").email(&email);
        company = company.employee(newcomer.hired(date(2026, 11, 23)));
    }
    company
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a3_from_the_plan_to_an_applied_run_and_an_empty_plan() {
    let mut desk = Desk::over(company()).await;
    let open = desk.world.screen(80, 24);
    assert!(open.contains("review open"), "{open}");
    desk.close_review().await;
    desk.press(&["W"]);
    let page = desk.world.screen(120, 40);
    assert!(
        page.contains("LOSE EVERY ACCESS 2") && page.contains("Anna5 Berg5"),
        "{page}"
    );
    assert_eq!(desk.writes(), 0);
    // Four updates are over a limit of three: they are counted, and then those who lose access.
    desk.press(&["4", "Enter", "Enter"]);
    assert!(
        desk.world.model.shell.desk.run().is_none(),
        "nobody typed the second number"
    );
    desk.press(&["2", "Enter"]);
    assert!(desk.world.model.shell.desk.run().is_some());
    assert_eq!(desk.world.model.shell.screen, ScreenId::Run);
    desk.until(|model| model.shell.desk.run().is_none() && !model.shell.desk.is_reading())
        .await;
    let report = desk.world.screen(80, 24);
    assert!(report.contains("Run 1 is done"), "{report}");
    assert!(!report.contains("STILL HAS ACCESS"), "{report}");
    let written = desk.writes();
    assert!(written >= 8, "{written}");
    let view = View::open(&desk.state, None, Clock::Fixed(NOW.parse().unwrap())).unwrap();
    let runs = view.runs(10).unwrap();
    assert!(matches!(&runs[..], [run] if matches!(run.ended, Some((_, RunEnd::Done)))));
    desk.press(&["3"]);
    let empty = desk.world.screen(80, 24);
    assert!(empty.contains("nothing to write"), "{empty}");
    desk.press(&["W"]);
    assert!(
        desk.world.model.shell.layers.is_empty(),
        "there is nothing to write"
    );
    assert_eq!(desk.writes(), written);
}
