//! The demo's own world: a folder that goes with it, a simulator with a made-up company, a clock that can be moved,
//! settings as the wizard writes them, and secrets that are kept for this session alone. Reads nothing of the person's
//! own, and leaves nothing behind.

use super::control::Control;
use super::past;
use crate::cli::panic::LEFTOVERS;
use crate::cli::reading::runtime;
use crate::cli::signal::{Hangups, Signals};
use crate::clock::{Clock, Hands};
use crate::engine::setup::settings_text;
use crate::engine::{Connection, keyring_failure, settings_failure, settings_file_failure};
use crate::failure::{Exit, Failure};
use crate::sim::{self, RateLimits, Simulator, Story};
use crate::store::{
    Draft, Environment, KeyringError, LineDraft, LoginDraft, PartDraft, Place, Secret, Settings,
    SettingsFile, Vaults,
};
use crate::tui::work::Surroundings;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use reqwest::Url;
use secrecy::SecretString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// The made-up company's time zone.
pub const ZONE: &str = "Europe/Berlin";

/// Which company, and what time it is there.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    pub employees: usize,
    pub seed: u64,
    /// The time from which the company's past is counted.
    pub clock: Clock,
}

/// All of it. Dropping it stops the simulator and removes the folder.
#[derive(Debug)]
pub struct World {
    pub simulator: Arc<Simulator>,
    pub hands: &'static Hands,
    pub vaults: Arc<Vaults>,
    pub place: Place,
    pub seed: u64,
    folder: TempDir,
    runtime: Runtime,
}

impl World {
    /// Makes the company, lets its past happen, and stops where today begins.
    ///
    /// # Errors
    /// Where there is no room for a folder, no port, or a part of the past goes wrong.
    pub fn open(options: &Options) -> Result<Self, Failure> {
        let runtime = runtime()?;
        // From here on a signal removes the folder, too.
        let mut interrupted = runtime.block_on(async { Interrupted::listen() })?;
        let folder = private_folder().map_err(|error| no_folder(&error))?;
        LEFTOVERS.add(folder.path());
        let hands = Hands::on(options.clock);
        let today = day_at(Clock::Moved(hands));
        let mut story = Story::made_up(options.employees, options.seed, today);
        let started = sim::start(story.company.clone(), simulation(hands));
        let simulator = runtime.block_on(started).map_err(|error| cannot_start(&error))?;
        let world = Self {
            simulator: Arc::new(simulator),
            hands,
            vaults: Arc::new(Vaults::without_keyring(KeyringError::Absent(
                "the demo leaves yours alone".to_owned(),
            ))),
            place: place(folder.path()),
            seed: options.seed,
            folder,
            runtime,
        };
        world.keep_secrets()?;
        world.write_settings()?;
        world.runtime.block_on(async {
            tokio::select! {
                happened = past::happen(&world, &mut story) => happened,
                () = interrupted.next() => Err(cancelled()),
            }
        })?;
        world.simulator.set_rate_limits(ROOMY);
        Ok(world)
    }

    pub fn clock(&self) -> Clock {
        Clock::Moved(self.hands)
    }

    /// Where everything of the demo lies.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The settings, as the screens read them.
    pub fn settings(&self) -> Result<Settings, Failure> {
        self.surroundings(false).settings()
    }

    /// How both sides are reached.
    pub fn connection(&self, settings: &Settings) -> Result<Connection, Failure> {
        self.surroundings(false).connection(settings)
    }

    /// What the screens find in place of the person's own.
    pub fn surroundings(&self, read_only: bool) -> Surroundings {
        Surroundings {
            environment: Environment::default(),
            setup: None,
            place: self.place.clone(),
            clock: self.clock(),
            read_only,
            vaults: Arc::clone(&self.vaults),
            program: PathBuf::from("koppel"),
            user: "koppel".to_owned(),
            demo: Some(Arc::new(Control::of(self))),
        }
    }

    /// What the simulator's own threads do goes on.
    pub fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    fn keep_secrets(&self) -> Result<(), Failure> {
        let url = Url::parse(self.simulator.url()).map_err(|error| cannot_start(&io::Error::other(error)))?;
        let vault = self.vaults.open(None, &url);
        let org = self.simulator.company(|company| company.okta.id.clone());
        for (secret, value) in [
            (Secret::OktaToken, self.simulator.okta_token()),
            (Secret::PersonioClientId, self.simulator.personio_client_id()),
            (
                Secret::PersonioClientSecret,
                self.simulator.personio_client_secret(),
            ),
        ] {
            let kept = vault.put(&org, secret, &SecretString::from(value));
            kept.map_err(|error| keyring_failure(&error))?;
        }
        Ok(())
    }

    /// As the wizard writes them, and what somebody added since.
    fn write_settings(&self) -> Result<(), Failure> {
        let environment = Environment::default();
        let text = settings_text(&draft(self.simulator.url()), None);
        let mut file =
            SettingsFile::read(&self.place, &environment, None).map_err(|error| settings_failure(&error))?;
        let failed = |error| settings_file_failure(&error);
        file.write(&text, &environment).map_err(failed)?;
        let text = file
            .with([
                ("update.rename", Some("\"ask\"")),
                ("safety.protected", Some("[\"okta.admin@talwerk.example\"]")),
            ])
            .map_err(|error| failed(error.into()))?;
        file.write(&text, &environment).map_err(failed)
    }
}

/// Somebody wants the demo to end before it has begun.
struct Interrupted {
    signals: Signals,
    hangups: Hangups,
}

impl Interrupted {
    fn listen() -> Result<Self, Failure> {
        Ok(Self {
            signals: Signals::listen()?,
            hangups: Hangups::listen()?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            () = self.signals.next() => {}
            () = self.hangups.next() => {}
        }
    }
}

fn cancelled() -> Failure {
    Failure::new(Exit::Cancelled, "Cancelled before the demo began")
}

/// No run of the demo waits for these; what is tight is one of the demo's faults.
pub const ROOMY: RateLimits = RateLimits::PerBucket(3_000);

/// The company's day.
pub fn day_at(clock: Clock) -> Date {
    let zone = TimeZone::get(ZONE).unwrap_or(TimeZone::UTC);
    zone.to_datetime(clock.now()).date()
}

fn simulation(hands: &'static Hands) -> sim::Options {
    sim::Options {
        // Nobody watches the past, so it waits for nobody.
        rate_limits: RateLimits::Off,
        clock: Clock::Moved(hands),
        ..sim::Options::default()
    }
}

fn place(folder: &Path) -> Place {
    Place {
        settings_file: folder.join("config.toml"),
        state_folder: folder.join("state"),
        file_was_named: false,
    }
}

fn draft(url: &str) -> Draft {
    let whole = |attribute: &str| PartDraft {
        attribute: attribute.to_owned(),
        initial: false,
    };
    let line = |(personio, okta, first): (&str, &str, &str)| LineDraft {
        personio: personio.to_owned(),
        okta: okta.to_owned(),
        first: first.to_owned(),
    };
    Draft {
        okta_url: url.to_owned(),
        personio_url: url.to_owned(),
        login: LoginDraft {
            attribute: None,
            start: whole("first_name"),
            separator: ".".to_owned(),
            end: Some(whole("last_name")),
            domain: "talwerk.example".to_owned(),
            billing_country: "DE".to_owned(),
        },
        mapping: [
            ("first_name", "firstName", "overwrite"),
            ("last_name", "lastName", "overwrite"),
            ("email", "email", "keep"),
            ("department", "department", "overwrite"),
            ("position", "title", "overwrite"),
            ("office", "city", "overwrite"),
            ("subcompany", "organization", "overwrite"),
            (sim::company::MOBILE, "mobilePhone", "overwrite"),
        ]
        .map(line)
        .into(),
        on_hire_date: true,
        send_email: Some(true),
        time_zone: ZONE.to_owned(),
        days_before_hire: Some(30),
        ..Draft::default()
    }
}

fn no_folder(error: &io::Error) -> Failure {
    Failure::new(Exit::Failed, "The demo has no place for its settings and state")
        .because(error.to_string())
        .todo("Set TMPDIR to a folder that can be written")
}

fn cannot_start(error: &io::Error) -> Failure {
    Failure::new(Exit::Failed, "The demo cannot be started").because(error.to_string())
}

/// Its owner's alone, as a state folder is.
fn private_folder() -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix("koppel-demo-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o700));
    }
    builder.tempdir()
}
