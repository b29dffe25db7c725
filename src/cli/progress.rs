//! How far a reading or a run is, on a terminal.

use super::context::Context;
use crate::clock::Clock;
use crate::engine::{Progress, Side};
use crate::store::state::OutcomeKind;
use indicatif::style::ProgressTracker;
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::fmt::Write;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How often waits are counted down.
const TICK: Duration = Duration::from_millis(500);
/// No wait for a rate limit is longer; a clock that is off may make it look so.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_secs(120);
/// Columns of the names, and of what stands behind them before the words.
const NAMES: usize = 9;
const PEOPLE: usize = 16;
const BAR: usize = 13;
/// Narrower terminals get the counts without a bar.
const ROOM_FOR_A_BAR: usize = 60;

/// One line for each side, and one for what is applied; nothing where nobody looks.
#[derive(Debug)]
pub(super) struct Bars {
    okta: Line,
    personio: Line,
    /// Shown once there is something to apply.
    run: Line,
    all: MultiProgress,
    has_bar: bool,
}

/// A bar with the words at its end.
#[derive(Debug)]
struct Line {
    bar: ProgressBar,
    words: Words,
}

/// What stands at the end of a line, cut to the room that there is. Asked for at each redraw, so that waits count
/// down.
#[derive(Debug, Clone)]
struct Words {
    shared: Arc<Mutex<Said>>,
    clock: Clock,
    /// This machine's, in which the end of a pause is told.
    zone: TimeZone,
    /// In columns; what is said is ASCII.
    room: usize,
}

#[derive(Debug, Default)]
struct Said {
    text: String,
    /// Failed so far; they stay at the line.
    troubles: usize,
    waits_until: Option<Timestamp>,
}

impl Bars {
    pub fn new(context: &Context<'_>) -> Self {
        let all = MultiProgress::with_draw_target(if context.console.shows_progress {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        });
        // The last column stays free, lest the terminal begins another line.
        let width = context.console.stderr_width.saturating_sub(NAMES + 1);
        let zone = TimeZone::system();
        let line = |prefix: &'static str, before: usize| Line {
            bar: ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()).with_prefix(prefix),
            words: Words {
                shared: Arc::default(),
                clock: context.clock,
                zone: zone.clone(),
                room: width.saturating_sub(before),
            },
        };
        let has_bar = width >= ROOM_FOR_A_BAR;
        let bars = Self {
            okta: line(Side::Okta.name(), PEOPLE),
            personio: line(Side::Personio.name(), PEOPLE),
            run: line("Applying", if has_bar { BAR } else { 0 }),
            all,
            has_bar,
        };
        for side in [&bars.okta, &bars.personio] {
            bars.put(side, "{prefix:9}{human_pos:>7} people  {words}");
        }
        bars
    }

    pub fn show(&self, progress: &Progress) {
        match progress {
            Progress::Read { side, people, total } => {
                let line = self.line(*side);
                line.bar.set_position(*people as u64);
                line.say(total.map_or_else(String::new, |total| format!("of {total}")));
            }
            Progress::Waiting { side, until } => {
                let line = if self.is_applying() {
                    &self.run
                } else {
                    self.line(*side)
                };
                line.words.lock().waits_until = Some(*until);
                if !self.all.is_hidden() {
                    // Only meanwhile: a bar that ticks by itself does not show what happens in between.
                    line.bar.enable_steady_tick(TICK);
                }
            }
            // The bar tells the waits, which follow from it.
            Progress::Budget { .. } => {}
            Progress::Again { side, reason } => {
                tracing::info!(side = side.name(), reason, "reading again");
                self.line(*side).say("reads again: it changed meanwhile");
            }
            Progress::Complete { side, people } => {
                tracing::info!(side = side.name(), people, "read completely");
                let line = self.line(*side);
                line.bar.set_position(*people as u64);
                line.words.lock().waits_until = None;
                line.bar.disable_steady_tick();
                line.say("complete");
            }
            Progress::Resolving { actions } => self
                .okta
                .say(format!("looks up {actions} actions of an earlier run first")),
            Progress::Applying { actions } => self.begin(*actions),
            Progress::Ended { outcome, .. } => {
                let is_trouble = matches!(outcome, OutcomeKind::Failed | OutcomeKind::Unknown);
                self.run.words.lock().troubles += usize::from(is_trouble);
                self.run.wakes();
                self.run.bar.inc(1);
            }
        }
    }

    fn begin(&self, actions: usize) {
        for side in [&self.okta, &self.personio] {
            side.bar.finish_and_clear();
        }
        self.run.bar.set_length(actions as u64);
        self.run.bar.reset_elapsed();
        let template = if self.has_bar {
            "{prefix:9}{bar:12} {words}"
        } else {
            "{prefix:9}{words}"
        };
        self.put(&self.run, template);
    }

    fn put(&self, line: &Line, template: &str) {
        // A template that indicatif could not read would only cost the look.
        if let Ok(style) = ProgressStyle::with_template(template) {
            let style = style.progress_chars("##.").with_key("words", line.words.clone());
            line.bar.set_style(style);
        }
        self.all.add(line.bar.clone());
    }

    fn is_applying(&self) -> bool {
        self.run.bar.length().is_some()
    }

    /// A word on the side, above the lines.
    pub fn note(&self, text: &str) {
        self.all.suspend(|| super::console::say(text));
    }

    /// Leaves the terminal as it was.
    pub fn clear(&self) {
        for line in [&self.okta, &self.personio, &self.run] {
            line.bar.finish_and_clear();
        }
        // A terminal that is gone needs no cleaning.
        let _ = self.all.clear();
    }

    fn line(&self, side: Side) -> &Line {
        match side {
            Side::Okta => &self.okta,
            Side::Personio => &self.personio,
        }
    }
}

impl Line {
    fn say(&self, text: impl Into<String>) {
        self.words.lock().text = text.into();
        self.wakes();
        self.bar.tick();
    }

    /// Something came back. Calls that were under way before the wait do so in the middle of it.
    fn wakes(&self) {
        let now = self.words.clock.now();
        let mut said = self.words.lock();
        if said.waits_until.take_if(|until| *until <= now).is_some() {
            drop(said);
            self.bar.disable_steady_tick();
        }
    }
}

impl Words {
    fn lock(&self) -> MutexGuard<'_, Said> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ProgressTracker for Words {
    fn clone_box(&self) -> Box<dyn ProgressTracker> {
        Box::new(self.clone())
    }

    fn tick(&mut self, _: &ProgressState, _: Instant) {}

    fn reset(&mut self, _: &ProgressState, _: Instant) {}

    fn write(&self, state: &ProgressState, out: &mut dyn Write) {
        let now = self.clock.now();
        let pace = state.len().map(|actions| Pace {
            done: state.pos(),
            actions,
            elapsed: state.elapsed(),
        });
        let words = self.lock().words(pace, now, &self.zone);
        let words: String = words.chars().take(self.room).collect();
        // Writing into the line that is being made cannot fail.
        let _ = out.write_str(&words);
    }
}

/// How far a run is. The rate is that of the whole run: in between a rate limit makes it come in bursts.
#[derive(Debug, Clone, Copy)]
struct Pace {
    done: u64,
    actions: u64,
    elapsed: Duration,
}

impl Pace {
    fn a_second(self) -> Option<f64> {
        let elapsed = self.elapsed.as_secs_f64();
        (self.done > 0 && elapsed > 0.0).then(|| count(self.done) / elapsed)
    }

    /// In seconds, and no less than the wait that is under way.
    fn left(self, wait: f64) -> Option<f64> {
        let left = self.actions.saturating_sub(self.done);
        let estimate = count(left) / self.a_second()?;
        (left > 0).then(|| estimate.max(wait))
    }
}

impl Said {
    /// `12/300  4.2/s  69 s left  1 failed`, while it pauses `rate limit 35 s until 14:02` in the place of the rate, or
    /// for a reading what was said last.
    fn words(&self, pace: Option<Pace>, now: Timestamp, zone: &TimeZone) -> String {
        let wait = self.wait(now);
        let mut parts: Vec<String> = Vec::new();
        if let Some(pace) = pace {
            parts.push(format!("{}/{}", pace.done, pace.actions));
            let rate = pace.a_second().filter(|_| wait.is_none());
            parts.extend(rate.map(|rate| format!("{rate:.1}/s")));
            let left = pace.left(wait.map_or(0.0, |wait| wait.as_secs_f64()));
            parts.extend(left.map(in_words));
        }
        parts.extend((self.troubles > 0).then(|| format!("{} failed", self.troubles)));
        let waits = wait.map(|wait| {
            let ends = zone.to_datetime(now.saturating_add(wait).unwrap_or(now));
            let seconds = wait.as_secs() + 1;
            format!("rate limit {seconds} s until {}", ends.strftime("%H:%M"))
        });
        let text = (!self.text.is_empty()).then(|| self.text.clone());
        parts.extend(waits.or(text));
        parts.join("  ")
    }

    /// The server's clock says until when: one that differs from ours shifts the countdown and nothing else.
    fn wait(&self, now: Timestamp) -> Option<SignedDuration> {
        let left = self.waits_until?.duration_since(now);
        left.is_positive().then(|| left.min(LONGEST_WAIT))
    }
}

fn in_words(seconds: f64) -> String {
    if seconds < 90.0 {
        format!("{seconds:.0} s left")
    } else {
        format!("{:.0} min left", seconds / 60.0)
    }
}

/// Larger numbers than fit are shown nowhere.
fn count(number: u64) -> f64 {
    u32::try_from(number).map_or(f64::from(u32::MAX), f64::from)
}

#[cfg(test)]
mod tests {
    use super::{BAR, NAMES, Pace, Said};
    use jiff::tz::TimeZone;
    use jiff::{SignedDuration, Timestamp};
    use std::time::Duration;

    fn now() -> Timestamp {
        Timestamp::from_second(1_800_000_000).unwrap()
    }

    #[test]
    fn a5_the_wait_for_a_rate_limit_counts_down_and_gives_way_to_what_was_said() {
        let mut said = Said {
            text: "of 300".to_owned(),
            ..Said::default()
        };
        assert_eq!(said.words(None, now(), &TimeZone::UTC), "of 300");
        for (ahead, expected) in [
            (34_500, "rate limit 35 s until 08:00"),
            (1, "rate limit 1 s until 08:00"),
            (0, "of 300"),
            (-5_000, "of 300"),
            // A clock an hour off.
            (3_600_000, "rate limit 121 s until 08:02"),
        ] {
            said.waits_until = Some(now() + SignedDuration::from_millis(ahead));
            assert_eq!(said.words(None, now(), &TimeZone::UTC), expected);
        }
    }

    #[test]
    fn a_run_shows_its_rate_what_is_left_and_what_failed() {
        let pace = |done, seconds| {
            Some(Pace {
                done,
                actions: 300,
                elapsed: Duration::from_secs(seconds),
            })
        };
        let mut said = Said::default();
        assert_eq!(said.words(pace(0, 2), now(), &TimeZone::UTC), "0/300");
        assert_eq!(
            said.words(pace(100, 20), now(), &TimeZone::UTC),
            "100/300  5.0/s  40 s left"
        );
        assert_eq!(
            said.words(pace(10, 20), now(), &TimeZone::UTC),
            "10/300  0.5/s  10 min left"
        );
        assert_eq!(
            said.words(pace(300, 20), now(), &TimeZone::UTC),
            "300/300  15.0/s"
        );
        said.troubles = 2;
        said.waits_until = Some(now() + SignedDuration::from_secs(50));
        // What waits is not over before the wait is.
        let waiting = "100/300  50 s left  2 failed  rate limit 51 s until 08:00";
        assert_eq!(said.words(pace(100, 20), now(), &TimeZone::UTC), waiting);
        assert!(waiting.len() <= 80 - NAMES - 1 - BAR, "fits on a usual terminal");
    }
}
