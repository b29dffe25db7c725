//! `koppel watch`: syncs again and again, headless, until it is stopped.
//!
//! The first run begins at once; each further one `every` after the end of the last (`engine::Rhythm` says what
//! failures make of that). Of each run it says a line or two on stderr, and nothing on stdout. How it ends:
//! - SIGTERM or SIGINT while it waits: exit 0, since stopping is how it ends and nothing was under way. In a run the
//!   calls in flight are finished (rule A10), and it ends with 130; a second signal ends at once.
//! - Settings or secrets that cannot be used at the start: exit 2. The same later on is a failed run.
//! - Another org than last time, or the state of a newer koppel: their exit codes, whenever that shows.
//!
//! SIGHUP reads the settings again and runs at once. Where they cannot be used the earlier ones stay. Secrets are
//! looked up for each run.

use super::args::WatchOptions;
use super::console;
use super::context::Context;
use super::notify::{self, Ended};
use super::reading::runtime;
use super::running;
use super::signal::{Hangups, Signals};
use crate::engine::{self, Order, Rhythm, RunReport, Turn, Woken};
use crate::failure::{Exit, Failure};
use crate::report::run_line;
use crate::store::{Operator, Settings, WatchNote};
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;
use tokio::time::Instant;

pub(super) fn run(context: &Context<'_>, options: &WatchOptions) -> Result<Exit, Failure> {
    running::refuse_read_only(context)?;
    let settings = context.settings()?;
    let every = options.every.unwrap_or(settings.every);
    runtime()?.block_on(async {
        let watch = Watch {
            context,
            wished: options.every,
            settings,
            rhythm: Rhythm::new(every),
            said: None,
            signals: Signals::listen()?,
            hangups: Hangups::listen()?,
        };
        let ended = Box::pin(watch.go()).await;
        if let Ok(place) = context.place() {
            WatchNote::forget(&place.state_folder);
        }
        ended
    })
}

struct Watch<'a> {
    context: &'a Context<'a>,
    /// `--every`, which goes before the settings, also after they were read again.
    wished: Option<Duration>,
    settings: Settings,
    rhythm: Rhythm,
    /// What ended the latest run early, in full words: not repeated while it stays.
    said: Option<Failure>,
    signals: Signals,
    hangups: Hangups,
}

impl Watch<'_> {
    async fn go(mut self) -> Result<Exit, Failure> {
        let mut is_first = true;
        self.leave_word(self.context.clock.now());
        loop {
            let order = Order::unattended();
            let result = running::run_until(self.context, &self.settings, order, &mut self.signals).await;
            let ended = Instant::now();
            let failure = failure(&result);
            let exit = running::exit(&result);
            let is_end = failure.is_some_and(|failure| {
                failure.is_final
                    || failure.exit == Exit::Cancelled
                    || (is_first && failure.exit == Exit::Usage)
            });
            self.rhythm.note(Turn::of(exit));
            if self.notify(&result).await == Woken::Stop {
                return Ok(Exit::Done);
            }
            if let (Some(failure), true) = (failure, is_end) {
                if let Ok(report) = &result {
                    self.context.console.note(&run_line(report));
                }
                return Err(failure.clone());
            }
            self.tell(&result);
            if self.wait(ended).await == Woken::Stop {
                return Ok(Exit::Done);
            }
            is_first = false;
        }
    }

    /// A signal meanwhile gives it up: after the next start it is told again.
    async fn notify(&mut self, result: &Result<RunReport, Failure>) -> Woken {
        const OFTEN_MISSED: u32 = 4;
        const SHORTEST: SignedDuration = SignedDuration::from_hours(4);
        let missed = SignedDuration::try_from(self.rhythm.every() * OFTEN_MISSED).unwrap_or(SHORTEST);
        let ended = Ended {
            result,
            is_whole: true,
            longest_ago: missed.max(SHORTEST),
        };
        tokio::select! {
            biased;
            () = notify::after_run(self.context, &self.settings, &ended) => Woken::Due,
            () = self.signals.next() => Woken::Stop,
        }
    }

    /// What the run came to: a line, and in full words what is new.
    fn tell(&mut self, result: &Result<RunReport, Failure>) {
        let console = self.context.console;
        let failure = failure(result);
        let is_known = failure
            .zip(self.said.as_ref())
            .is_some_and(|(now, before)| is_as_before(now, before));
        let is_busy = failure.is_some_and(|failure| failure.exit == Exit::Locked);
        if let Ok(report) = result {
            let what = if is_known { " The reason is as before." } else { "" };
            console.note(&format!("{}{what}", run_line(report)));
            if report.failure.is_none() && matches!(report.exit(), Exit::SomeFailed | Exit::Refused) {
                console.note(&format!(
                    "koppel history --run {} shows whom and why.",
                    report.run
                ));
            }
        }
        match failure {
            Some(failure) if !is_known => console::fail(failure),
            Some(failure) if result.is_err() && !is_busy => {
                console.note(&format!("As before: {}.", failure.what));
            }
            _ => {}
        }
        if is_busy && !is_known {
            console.note("koppel asks again every minute, and runs when the other run has ended.");
        }
        self.said = failure.cloned();
    }

    /// Until the next run, or until somebody stops it.
    async fn wait(&mut self, ended: Instant) -> Woken {
        let mut due = self.due(ended);
        loop {
            match engine::wait(due, self.signals.next(), self.hangups.next()).await {
                Woken::Reload if self.reload() => return Woken::Reload,
                Woken::Reload => due = self.due(ended),
                woken => return woken,
            }
        }
    }

    /// Says when, on stderr and in the state folder.
    fn due(&self, ended: Instant) -> Instant {
        let due = ended + self.rhythm.wait(fastrand::f64());
        let left = due.saturating_duration_since(Instant::now());
        let now = self.context.clock.now();
        let at = SignedDuration::try_from(left)
            .ok()
            .and_then(|left| now.checked_add(left).ok());
        let at = at.unwrap_or(now);
        self.leave_word(at);
        let is_said = self
            .said
            .as_ref()
            .is_none_or(|failure| failure.exit != Exit::Locked);
        if is_said {
            let local = self.settings.time_zone.to_datetime(at);
            let zone = self.settings.time_zone.iana_name().unwrap_or("UTC");
            let failures = match self.rhythm.failures() {
                0 | 1 => String::new(),
                failures => format!(", later than usual after {failures} failures in a row"),
            };
            self.context.console.note(&format!(
                "Next run at {} ({zone}){failures}.",
                local.strftime("%Y-%m-%d %H:%M")
            ));
        }
        due
    }

    /// For `koppel status`.
    fn leave_word(&self, due: Timestamp) {
        let next = WatchNote {
            operator: Operator::of_process(),
            process: std::process::id(),
            due,
            failures: self.rhythm.failures(),
        };
        let written = self.context.place().map(|place| next.write(&place.state_folder));
        if let Ok(Err(error)) = written {
            // The run itself says what is wrong with the folder.
            tracing::debug!(%error, "the time of the next run cannot be left");
        }
    }

    /// Whether the settings can be used, and are. Whoever mended something is not to wait for the end of a long
    /// pause, so that failures are forgotten.
    fn reload(&mut self) -> bool {
        match self.context.settings() {
            Ok(settings) => {
                self.rhythm = Rhythm::new(self.wished.unwrap_or(settings.every));
                self.settings = settings;
                self.said = None;
                self.context
                    .console
                    .note("The settings were read again; a run begins.");
                true
            }
            Err(failure) => {
                console::fail(&failure);
                console::say(
                    "The earlier settings stay in force until that is mended and SIGHUP comes again.",
                );
                false
            }
        }
    }
}

/// What was said need not be said again. The reason of a failed call names another request each time; that of a stop
/// names the people or the counts, and changes with them.
fn is_as_before(now: &Failure, before: &Failure) -> bool {
    let is_same_stop = now.exit != Exit::Stopped || now.why == before.why;
    (now.exit, &now.what, &now.todo) == (before.exit, &before.what, &before.todo) && is_same_stop
}

/// What ended it early.
fn failure(result: &Result<RunReport, Failure>) -> Option<&Failure> {
    match result {
        Ok(report) => report.failure.as_ref(),
        Err(failure) => Some(failure),
    }
}

#[cfg(test)]
mod tests {
    use super::is_as_before;
    use crate::failure::{Exit, Failure};

    #[test]
    fn a_failure_is_said_again_where_it_is_another_or_concerns_others() {
        let refused =
            |request: &str| Failure::new(Exit::Refused, "Okta refused the API token").because(request);
        assert!(is_as_before(&refused("request 2"), &refused("request 1")));
        let limit = |over: &str| Failure::new(Exit::Stopped, "A limit is exceeded").because(over);
        assert!(is_as_before(&limit("7 of 3"), &limit("7 of 3")));
        assert!(!is_as_before(&limit("8 of 3"), &limit("7 of 3")));
        assert!(!is_as_before(&limit("7 of 3"), &refused("7 of 3")));
    }
}
