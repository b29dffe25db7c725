//! What is done in the background for the desk. Reading and running call the engine, deciding the store.

use super::act::{self, Act, Decided, Verdicts};
use super::live::Live;
use super::reading::{People, Reading};
use super::run::{self, RunRequest};
use super::suggester::Suggested;
use crate::core::suggest::ProfileSuggestion;
use crate::engine::{self, Connection, Progress, RunReport, secret_failure, settings_failure};
use crate::failure::{Exit, Failure};
use crate::okta::Tier;
use crate::store::state::{SetAside, View};
use crate::store::{SecretSources, Secrets, Settings, check_network};
use crate::tui::shared::Shared;
use crate::tui::work::Surroundings;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

#[derive(Debug, Clone, PartialEq)]
pub enum Task {
    /// Both sides, completely.
    Read,
    /// One after another, in the order in which they were asked for.
    Decide {
        act: Act,
        reading: Shared<Reading>,
    },
    /// What follows from the state as it is now.
    Refresh(Shared<Reading>),
    Suggest {
        reading: Shared<Reading>,
        /// By position.
        profiles: Vec<u32>,
        /// With employees who have a profile already.
        with_taken: bool,
    },
    /// Whose account may be this employee's, by position; former ones included.
    SuggestProfiles {
        reading: Shared<Reading>,
        employee: u32,
    },
    Run(RunRequest),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Done {
    Read(Shared<Reading>),
    Decided(Decided),
    Suggested(Vec<Suggested>),
    /// For the employee at this position.
    SuggestedProfiles(u32, Vec<ProfileSuggestion>),
    Ran(Shared<RunReport>),
}

/// Who is told how far it is.
#[expect(missing_debug_implementations, reason = "functions have nothing to show")]
pub struct Listeners<'a> {
    pub progress: &'a (dyn Fn(Progress) + Send + Sync),
    pub live: &'a (dyn Fn(Live) + Send + Sync),
}

impl Task {
    /// It changes the state, and has to come in its turn.
    pub fn is_in_turn(&self) -> bool {
        matches!(self, Self::Decide { .. } | Self::Refresh(_))
    }

    /// Cancelling it lets it end by itself (rule A10).
    pub fn ends_by_itself(&self) -> bool {
        matches!(self, Self::Run(_))
    }
}

pub async fn perform(
    task: Task,
    surroundings: Arc<Surroundings>,
    listeners: Listeners<'_>,
    cancel: &CancellationToken,
) -> Result<Done, Failure> {
    match task {
        Task::Read => read(surroundings, listeners.progress).await.map(Done::Read),
        Task::Decide { act, reading } => {
            let mut decided = decide(vec![(act, reading)], surroundings).await;
            decided
                .pop()
                .unwrap_or_else(|| Err(Failure::new(Exit::Failed, "A part of koppel stopped")))
        }
        Task::Refresh(reading) => engine::apart(move || refresh(&reading, &surroundings))
            .await?
            .map(Done::Read),
        Task::Suggest {
            reading,
            profiles,
            with_taken,
        } => {
            let people = Arc::clone(&reading.people);
            let suggested = people.suggester.for_profiles(reading, profiles, with_taken);
            Ok(Done::Suggested(suggested.await))
        }
        Task::SuggestProfiles { reading, employee } => {
            let people = Arc::clone(&reading.people);
            let suggested = people.suggester.for_employee(reading, employee);
            Ok(Done::SuggestedProfiles(employee, suggested.await))
        }
        Task::Run(request) => run::run(request, surroundings, listeners.live, cancel)
            .await
            .map(|report| Done::Ran(Shared::new(report))),
    }
}

async fn read(
    surroundings: Arc<Surroundings>,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<Shared<Reading>, Failure> {
    let asked = Arc::clone(&surroundings);
    let (settings, connection) = engine::apart(move || {
        let settings = asked.settings()?;
        let connection = asked.connection(&settings)?;
        Ok::<_, Failure>((settings, connection))
    })
    .await??;
    let snapshot = engine::read(&connection, &settings.policy, progress).await?;
    engine::apart(move || {
        let at = surroundings.clock.now();
        let folder = &surroundings.place.state_folder;
        let view = View::open(folder, Some(&snapshot.org), surroundings.clock)?;
        let people = Arc::new(People::of(Arc::new(snapshot)));
        let reading = Reading::of(people, Arc::new(settings), &view, at)?;
        Ok(Shared::new(reading))
    })
    .await?
}

/// Writes down what was asked for by then, one after another, and looks once what follows from all of it: looking takes
/// longer than a person takes for the next stroke, and what was decided must not wait for that.
pub async fn decide(
    strokes: Vec<(Act, Shared<Reading>)>,
    surroundings: Arc<Surroundings>,
) -> Vec<Result<Done, Failure>> {
    let count = strokes.len();
    let decided = engine::apart(move || decide_blocking(&strokes, &surroundings)).await;
    decided.unwrap_or_else(|failure| vec![Err(failure); count])
}

fn decide_blocking(
    strokes: &[(Act, Shared<Reading>)],
    surroundings: &Surroundings,
) -> Vec<Result<Done, Failure>> {
    let folder = &surroundings.place.state_folder;
    let write = |(act, reading): &(Act, Shared<Reading>)| {
        if surroundings.read_only {
            return Err(engine::read_only());
        }
        act::decide(act, reading, folder, surroundings.clock)
    };
    let written: Vec<_> = strokes.iter().map(write).collect();
    let is_written = written.iter().any(Result::is_ok);
    let after = strokes.last().filter(|_| is_written);
    let after = after.map(|(_, reading)| refresh(reading, surroundings));
    let answer = |(verdicts, set_aside): (Verdicts, Option<SetAside>)| {
        let reading = match &after {
            Some(Ok(reading)) => reading.clone(),
            Some(Err(failure)) => return Err(failure.clone()),
            None => return Err(Failure::new(Exit::Failed, "A part of koppel stopped")),
        };
        Ok(Done::Decided(Decided {
            verdicts,
            reading,
            set_aside: set_aside.map(|aside| aside.to_string()),
        }))
    };
    written.into_iter().map(|one| one.and_then(answer)).collect()
}

fn refresh(reading: &Reading, surroundings: &Surroundings) -> Result<Shared<Reading>, Failure> {
    let org = &reading.people.snapshot.org;
    let view = View::open(&surroundings.place.state_folder, Some(org), surroundings.clock)?;
    let people = Arc::clone(&reading.people);
    let after = Reading::of(people, Arc::clone(&reading.settings), &view, reading.at)?;
    Ok(Shared::new(after))
}

impl Surroundings {
    /// As they are now. Blocking.
    pub fn settings(&self) -> Result<Settings, Failure> {
        Settings::load(&self.place, &self.environment, self.setup.as_ref())
            .map_err(|error| settings_failure(&error))
    }

    /// With the secrets as they are now. Blocking, perhaps for as long as a person takes.
    pub fn connection(&self, settings: &Settings) -> Result<Connection, Failure> {
        self.check_tier(Tier::of(&settings.okta_url))?;
        self.check_tier(Tier::of(&settings.personio_url))?;
        check_network(&self.environment, [&settings.okta_url, &settings.personio_url])?;
        let vault = self.vaults.find(self.setup.as_ref(), &settings.okta_url);
        let sources = SecretSources {
            environment: &self.environment,
            setup: self.setup.as_ref(),
            vault: Some(&vault),
        };
        let secrets = Secrets::find(&sources).map_err(|error| secret_failure(&error))?;
        Ok(Connection::of(settings, secrets, self.read_only, self.clock))
    }
}
