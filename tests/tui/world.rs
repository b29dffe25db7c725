//! A model with a company's settings in it, keys to press, and what is to be seen.

use crossterm::event::KeyCode;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use koppel::clock::Clock;
use koppel::core::Snapshot;
use koppel::core::plan::{Closing, Plan};
use koppel::core::state::{Aside, AsideKind};
use koppel::failure::{Exit, Failure};
use koppel::lang::Lang;
use koppel::store::state::View;
use koppel::store::{Environment, Place, Secret, Settings};
use koppel::tui::desk::task::Done;
use koppel::tui::desk::{People, Reading};
use koppel::tui::effect::Effect;
use koppel::tui::job::JobId;
use koppel::tui::key::{Chord, Press};
use koppel::tui::message::{Message, News, Pasted};
use koppel::tui::model::Model;
use koppel::tui::screen::settings::{Facts, Known, SecretPlace};
use koppel::tui::shared::Shared;
use koppel::tui::shell::{Header, Shell};
use koppel::tui::theme::{Background, Depth, Theme};
use koppel::tui::update::update;
use koppel::tui::view::view;
use koppel::tui::view_state::ViewState;
use koppel::tui::work::Answer;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::path::PathBuf;
use std::sync::Arc;

/// Monday afternoon in Berlin.
pub const NOW: &str = "2026-11-23T13:02:00Z";

pub const SETTINGS: &str = r#"
version = 1
[okta]
url = "https://acme.okta.com"
[login]
start = { attribute = "first_name" }
end = { attribute = "last_name", take = "initial" }
domain = "acme.com"
billing_country = "DE"
[[mapping]]
personio = "department"
okta = "department"
[[mapping]]
personio = "supervisor.email"
okta = "manager"
on_first_link = "fill_empty"
[activation]
send_email = false
time_zone = "Europe/Berlin"
[link]
ignore_profiles = ["svc-backup@acme.com"]
ignore_employees = [4711, 4712]
[scope]
exclude = [{ attribute = "employment_type", is = ["external", "intern"] }]
[safety]
max_deactivations = "3%"
protected = ["admin@acme.com", "break-glass-account-with-a-rather-long-name@subsidiary.acme.com"]
"#;

pub struct World {
    pub model: Model,
    pub state: ViewState,
    /// All that was to be done so far.
    pub effects: Vec<Effect>,
}

impl World {
    /// The settings screen as it opens; nothing has been read yet.
    pub fn opening() -> Self {
        let theme = Theme {
            depth: Depth::Many,
            background: Background::Dark,
        };
        let header = Header {
            user: "m.vogt".to_owned(),
            ..Header::default()
        };
        let now: Timestamp = NOW.parse().unwrap();
        let mut shell = Shell::new(Lang::english(), theme, now, header);
        shell.zone = TimeZone::get("Europe/Berlin").unwrap();
        let mut world = Self {
            model: Model::new(shell),
            state: ViewState::default(),
            effects: Vec::new(),
        };
        world.send(Message::Tick);
        world
    }

    /// With what was found on this machine.
    pub fn with(facts: Facts) -> Self {
        let mut world = Self::opening();
        let job = world.job();
        let news = News::Done(Answer::Around(Box::new(facts)));
        world.send(Message::Job { job, news });
        world
    }

    /// A company that is set up.
    pub fn settled() -> Self {
        Self::with(facts(SETTINGS))
    }

    /// Both sides have been read, by the screen that is shown.
    pub fn read(&mut self, reading: Reading) -> &mut Self {
        self.model.shell.read_again();
        self.send(Message::Tick);
        let job = self.job();
        let done = Done::Read(Shared::new(reading));
        self.send(Message::Job {
            job,
            news: News::Done(Answer::Desk(done)),
        })
    }

    /// The last job that was started.
    pub fn job(&self) -> JobId {
        let started = self.effects.iter().rev().find_map(|effect| match effect {
            Effect::Start { job, .. } => Some(*job),
            _ => None,
        });
        started.unwrap()
    }

    pub fn send(&mut self, message: Message) -> &mut Self {
        self.effects.extend(update(&mut self.model, message));
        self
    }

    /// Presses, each drawn before the next: `Enter`, `Ctrl-C`, or letters one by one.
    pub fn press(&mut self, names: &[&str]) -> &mut Self {
        for name in names {
            self.send(Message::Key(Press::new(chord(name))));
            self.send(Message::Drawn);
        }
        self
    }

    pub fn type_text(&mut self, text: &str) -> &mut Self {
        for letter in text.chars() {
            self.send(Message::Key(Press::new(Chord::letter(letter))));
        }
        self
    }

    pub fn paste(&mut self, text: &str) -> &mut Self {
        self.send(Message::Paste(Pasted(text.to_owned())))
    }

    /// What is to be seen at this size.
    pub fn backend(&mut self, width: u16, height: u16) -> TestBackend {
        self.send(Message::Resize { width, height });
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        let (model, state) = (&self.model, &mut self.state);
        terminal
            .draw(|frame| view(model, frame.area(), frame.buffer_mut(), state))
            .unwrap();
        terminal.backend().clone()
    }

    /// The text of it, line by line.
    pub fn screen(&mut self, width: u16, height: u16) -> String {
        self.backend(width, height).to_string()
    }
}

/// What is known of a company, by these settings, where nobody decided or ran anything yet.
pub fn reading(snapshot: Snapshot, settings: &str) -> Reading {
    let settings = Settings::read(Some(settings), &Environment::default(), "KOPPEL_").unwrap();
    let now: Timestamp = NOW.parse().unwrap();
    let nowhere = PathBuf::from("/nowhere/state");
    let view = View::open(&nowhere, None, Clock::Fixed(now)).unwrap();
    let people = Arc::new(People::of(Arc::new(snapshot)));
    Reading::of(people, Arc::new(settings), &view, now).unwrap()
}

/// What is known of a company in just this state.
pub fn reading_of(world: &crate::company::World) -> Reading {
    let mut settings = Settings::read(Some(SETTINGS), &Environment::default(), "KOPPEL_").unwrap();
    settings.policy = world.policy.clone();
    let plan = world.plan();
    let links = world.links();
    let closing = Closing::of(&world.snapshot, &links, &plan);
    Reading {
        people: Arc::new(People::of(Arc::new(world.snapshot.clone()))),
        settings: Arc::new(settings),
        state: world.state.clone(),
        links,
        in_force: Vec::new(),
        last: None,
        links_plan: Plan::default(),
        plan: Ok(plan),
        closing,
        at: NOW.parse().unwrap(),
    }
}

pub fn chord(name: &str) -> Chord {
    match name {
        "Enter" => Chord::of(KeyCode::Enter),
        "Esc" => Chord::of(KeyCode::Esc),
        "Tab" => Chord::of(KeyCode::Tab),
        "Shift-Tab" => Chord::of(KeyCode::BackTab),
        "Down" => Chord::of(KeyCode::Down),
        "Up" => Chord::of(KeyCode::Up),
        "End" => Chord::of(KeyCode::End),
        "PgUp" => Chord::of(KeyCode::PageUp),
        "PgDn" => Chord::of(KeyCode::PageDown),
        "F1" => Chord::of(KeyCode::F(1)),
        "F2" => Chord::of(KeyCode::F(2)),
        "Backspace" => Chord::of(KeyCode::Backspace),
        name => match name.strip_prefix("Ctrl-") {
            Some(letter) => Chord::ctrl(letter.to_ascii_lowercase().chars().next().unwrap()),
            None => Chord::letter(name.chars().next().unwrap()),
        },
    }
}

pub fn place() -> Place {
    Place {
        settings_file: PathBuf::from("/home/m.vogt/.config/koppel/config.toml"),
        state_folder: PathBuf::from("/home/m.vogt/.local/share/koppel/state"),
        file_was_named: false,
    }
}

/// What is found where these settings lie.
pub fn facts(settings: &str) -> Facts {
    let settings = Settings::read(Some(settings), &Environment::default(), "KOPPEL_").unwrap();
    let found = |says: &str, is_exposed| {
        Ok(SecretPlace {
            says: says.to_owned(),
            is_exposed,
        })
    };
    let missing = Failure::new(Exit::Usage, "Personio's client secret is missing")
        .todo("Set KOPPEL_PERSONIO_CLIENT_SECRET");
    Facts {
        place: place(),
        settings: Ok(settings),
        file: None,
        secrets: vec![
            (Secret::OktaToken, found("KOPPEL_OKTA_TOKEN", false)),
            (
                Secret::PersonioClientId,
                found("the file /run/secrets/id (KOPPEL_PERSONIO_CLIENT_ID_FILE)", true),
            ),
            (Secret::PersonioClientSecret, Err(missing)),
        ],
        known: Ok(Known {
            last_good_run: Some("2026-11-20T17:30:00Z".parse().unwrap()),
            aside: vec![(
                koppel::core::OktaId::new("00u1svc"),
                Aside {
                    kind: AsideKind::Shared,
                    note: "Raum Zürich 2. OG".to_owned(),
                },
            )],
            ..Known::default()
        }),
    }
}

/// What is found where the settings cannot be used.
pub fn broken() -> Facts {
    let why = "line 3: okta.url: an org's address is https, and this is not\n       \
               line 9: safety.max_deactivation is no key of the settings; safety.max_deactivations is";
    let failure = Failure::new(
        Exit::Usage,
        "The settings cannot be used (/home/m.vogt/.config/koppel/config.toml)",
    )
    .because(why)
    .todo("Correct them; koppel config check looks again without asking anybody");
    Facts {
        settings: Err(failure),
        ..facts(SETTINGS)
    }
}
