//! `notify.command`: a program that is told of what needs a person after a run that nobody watched, daily until it
//! is good again.
//!
//! It is started itself, without a shell and without arguments; what it is told stands in its environment, which
//! holds no variable of koppel's own (so no secret), and nothing of any person: counts, codes and numbers. Whatever
//! becomes of it, the run stays what it was.

use super::context::Context;
use super::running;
use crate::engine::{self, RunReport};
use crate::failure::Failure;
use crate::report::{printable, run_line};
use crate::store::state::{RunId, View};
use crate::store::{Environment, Event, Operator, Settings, Told};
use jiff::SignedDuration;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::{Child, Command};

/// It is ended when it takes longer.
const PATIENCE: Duration = Duration::from_secs(30);

/// A run that nobody watched, for whoever is told.
#[derive(Debug)]
pub(super) struct Ended<'a> {
    pub result: &'a Result<RunReport, Failure>,
    /// It was asked for everybody and everything: only such a one shows that all is good again.
    pub is_whole: bool,
    /// Where another run holds the lock: the last good one may have ended this long ago.
    pub longest_ago: SignedDuration,
}

/// Why the program could not be told.
#[derive(Debug, thiserror::Error)]
enum Untold {
    #[error("it cannot be started: {0}")]
    NotStarted(std::io::Error),
    #[error("it ended with {0}")]
    Refused(std::process::ExitStatus),
    #[error("it took longer than {} s and was ended", PATIENCE.as_secs())]
    TimedOut,
}

/// Tells the program what the run came to, where that is due.
pub(super) async fn after_run(context: &Context<'_>, settings: &Settings, ended: &Ended<'_>) {
    if settings.notify.is_none() {
        return;
    }
    let Ok(place) = context.place() else {
        return;
    };
    let folder = &place.state_folder;
    for event in engine::events(ended.result, ended.is_whole) {
        // The other run tells what it came to. One that hangs does not.
        if event != Event::TooOld || last_good_is_old(context, folder, ended.longest_ago) {
            tell_if_due(context, settings, ended, event).await;
        }
    }
}

/// Once a day, and the end of it all once.
async fn tell_if_due(context: &Context<'_>, settings: &Settings, ended: &Ended<'_>, event: Event) {
    let (Some(program), Ok(place)) = (&settings.notify, context.place()) else {
        return;
    };
    let (folder, now) = (&place.state_folder, context.clock.now());
    let mut told = Told::read(folder);
    if !told.is_due(event, now) {
        return;
    }
    let variables = variables(context, settings, event, ended.result);
    if let Err(untold) = tell(program, context.environment, &variables).await {
        tracing::warn!(event = event.word(), why = %untold, "notify.command was not told");
        context.console.note(&format!(
            "The program of notify.command was not told that {}: {untold}. The next run tries again.",
            event.word()
        ));
        return;
    }
    tracing::info!(event = event.word(), "notify.command was told");
    told.note(event, now);
    if let Err(error) = told.write(folder) {
        tracing::warn!(%error, "what notify.command was told cannot be kept; it is told again");
    }
}

/// A folder that cannot be read, or where no run was good yet, tells nothing of age.
fn last_good_is_old(context: &Context<'_>, folder: &Path, longest_ago: SignedDuration) -> bool {
    let last_good = View::open(folder, None, context.clock).and_then(|view| view.last_good_run());
    let ended = last_good.ok().flatten().and_then(|run| run.ended);
    ended.is_some_and(|(at, _)| engine::is_too_old(at, context.clock.now(), longest_ago))
}

/// Counts, codes and numbers: of a failure what happened, and not why, where Okta's own words may stand.
fn summary(result: &Result<RunReport, Failure>) -> String {
    let what = |failure: &Failure| format!("{}.", failure.what);
    let summary = match result {
        Ok(report) => {
            let failure = report
                .failure
                .as_ref()
                .map(|failure| format!(" {}", what(failure)));
            format!("{}{}", run_line(report), failure.unwrap_or_default())
        }
        Err(failure) => what(failure),
    };
    printable(&summary)
}

/// What the program finds in its environment.
fn variables(
    context: &Context<'_>,
    settings: &Settings,
    event: Event,
    result: &Result<RunReport, Failure>,
) -> Vec<(&'static str, String)> {
    let run = result.as_ref().ok().map(|report| report.run);
    let setup = context.setup.as_ref();
    let mut variables = vec![
        ("KOPPEL_EVENT", event.word().to_owned()),
        ("KOPPEL_SUMMARY", summary(result)),
        ("KOPPEL_EXIT_CODE", running::exit(result).code().to_string()),
        ("KOPPEL_HOST", Operator::of_process().host),
        (
            "KOPPEL_ORG_HOST",
            settings.okta_url.host_str().unwrap_or_default().to_owned(),
        ),
    ];
    variables.extend(run.map(|RunId(number)| ("KOPPEL_RUN", number.to_string())));
    variables.extend(setup.map(|setup| ("KOPPEL_SETUP", setup.to_string())));
    variables
}

/// Nothing that koppel was given for itself: secrets, where they lie, and settings.
fn is_ours(name: &str) -> bool {
    // Windows does not tell the case of a name.
    let name = name.to_ascii_uppercase();
    name.starts_with("KOPPEL_") || name == "CREDENTIALS_DIRECTORY"
}

async fn tell(
    program: &Path,
    environment: &Environment,
    variables: &[(&'static str, String)],
) -> Result<(), Untold> {
    let mut command = Command::new(program);
    command
        .env_clear()
        .envs(environment.starting_with("").filter(|(name, _)| !is_ours(name)))
        .envs(variables.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::null())
        // Results go there, and this is none.
        .stdout(Stdio::null())
        .kill_on_drop(true);
    // Ctrl-C on the terminal is meant for koppel.
    #[cfg(unix)]
    command.process_group(0);
    let mut child = Group(command.spawn().map_err(Untold::NotStarted)?);
    match tokio::time::timeout(PATIENCE, child.0.wait()).await {
        Ok(Ok(status)) if status.success() => Ok(()),
        Ok(Ok(status)) => Err(Untold::Refused(status)),
        Ok(Err(error)) => Err(Untold::NotStarted(error)),
        Err(_) => Err(Untold::TimedOut),
    }
}

/// The program with what it started: dropped before its end, all of it ends.
struct Group(Child);

#[cfg(unix)]
impl Drop for Group {
    fn drop(&mut self) {
        // `None`: it has ended, and its number may be somebody else's.
        let id = self.0.id().and_then(|id| i32::try_from(id).ok());
        if let Some(group) = id.and_then(rustix::process::Pid::from_raw) {
            // Ended in this moment: nothing is left to end.
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::{Untold, tell};
    use crate::store::Environment;
    use std::path::Path;

    /// The clock stands still and jumps to whatever is waited for: here the end of patience.
    #[tokio::test(start_paused = true)]
    async fn a_program_that_does_not_end_is_ended() {
        let folder = tempfile::tempdir().unwrap();
        let (text, program) = (folder.path().join("text"), folder.path().join("hangs"));
        std::fs::write(&text, "#!/bin/sh\nsleep 1000 | sleep 1000\n").unwrap();
        std::fs::set_permissions(&text, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
        // Written by another process: what this one has open to write, a fork of a neighbouring test would hold for a
        // moment, and then nobody could start it.
        let copied = std::process::Command::new("cp")
            .arg("-p")
            .arg(&text)
            .arg(&program)
            .status();
        assert!(copied.unwrap().success());
        let environment: Environment = [("PATH", "/usr/bin:/bin")].into_iter().collect();
        let told = tell(&program, &environment, &[]).await;
        assert!(matches!(told, Err(Untold::TimedOut)), "{told:?}");
    }

    #[tokio::test]
    async fn a_program_that_ends_well_was_told_and_another_was_not() {
        let environment = Environment::default();
        assert!(tell(Path::new("/bin/true"), &environment, &[]).await.is_ok());
        let refused = tell(Path::new("/bin/false"), &environment, &[]).await;
        assert!(matches!(refused, Err(Untold::Refused(_))), "{refused:?}");
    }
}
