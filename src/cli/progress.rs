//! How far a reading or a run is, on a terminal.

use super::console::Console;
use crate::engine::{Progress, Side};
use crate::store::state::OutcomeKind;
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::atomic::{AtomicUsize, Ordering};

/// One line for each side, and one for what is applied; nothing where nobody looks.
#[derive(Debug)]
pub(super) struct Bars {
    okta: ProgressBar,
    personio: ProgressBar,
    /// Shown once there is something to apply.
    run: ProgressBar,
    all: MultiProgress,
    troubles: AtomicUsize,
}

impl Bars {
    pub fn new(console: &Console) -> Self {
        let is_shown = console.stderr_is_terminal && !console.quiet;
        let all = MultiProgress::with_draw_target(if is_shown {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        });
        let bar = |side: Side| {
            let bar = all.add(ProgressBar::no_length());
            // A template that indicatif could not read would only cost the look.
            if let Ok(style) = ProgressStyle::with_template("{prefix:9}{human_pos:>7} people  {msg}") {
                bar.set_style(style);
            }
            bar.set_prefix(side.name());
            bar
        };
        Self {
            okta: bar(Side::Okta),
            personio: bar(Side::Personio),
            run: ProgressBar::no_length(),
            all,
            troubles: AtomicUsize::new(0),
        }
    }

    pub fn show(&self, progress: &Progress) {
        match progress {
            Progress::Read { side, people, total } => {
                let bar = self.bar(*side);
                bar.set_position(*people as u64);
                bar.set_message(total.map_or_else(String::new, |total| format!("of {total}")));
            }
            Progress::Waiting { side, until } => {
                let says = format!("waits for {}'s rate limit until {until:.0}", side.name());
                let bar = if self.is_applying() {
                    &self.run
                } else {
                    self.bar(*side)
                };
                bar.set_message(says);
            }
            Progress::Again { side, reason } => {
                tracing::info!(side = side.name(), reason, "reading again");
                self.bar(*side).set_message("reads again: it changed meanwhile");
            }
            Progress::Complete { side, people } => {
                tracing::info!(side = side.name(), people, "read completely");
                let bar = self.bar(*side);
                bar.set_position(*people as u64);
                bar.set_message("complete");
            }
            Progress::Resolving { actions } => {
                self.okta
                    .set_message(format!("looks up {actions} actions of an earlier run first"));
            }
            Progress::Applying { actions } => self.begin(*actions),
            Progress::Ended { outcome, .. } => {
                self.run.inc(1);
                if matches!(outcome, OutcomeKind::Failed | OutcomeKind::Unknown) {
                    self.troubles.fetch_add(1, Ordering::Relaxed);
                }
                self.run.set_message(match self.troubles.load(Ordering::Relaxed) {
                    0 => String::new(),
                    troubles => format!("{troubles} failed"),
                });
            }
        }
    }

    fn begin(&self, actions: usize) {
        for side in [&self.okta, &self.personio] {
            side.finish_and_clear();
        }
        self.all.add(self.run.clone());
        let template = "{prefix:9}{wide_bar} {pos}/{len}  {per_sec}  {eta} left  {msg}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.run.set_style(style.progress_chars("##."));
        }
        self.run.set_prefix("Applying");
        self.run.set_length(actions as u64);
    }

    fn is_applying(&self) -> bool {
        self.run.length().is_some()
    }

    /// A word on the side, above the lines.
    pub fn note(&self, text: &str) {
        self.all.suspend(|| super::console::say(text));
    }

    /// Leaves the terminal as it was.
    pub fn clear(&self) {
        // A terminal that is gone needs no cleaning.
        let _ = self.all.clear();
    }

    fn bar(&self, side: Side) -> &ProgressBar {
        match side {
            Side::Okta => &self.okta,
            Side::Personio => &self.personio,
        }
    }
}
