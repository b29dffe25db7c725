//! How far a reading is, on a terminal.

use crate::engine::{Progress, Side};
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// One line for each side; nothing where nobody looks.
#[derive(Debug)]
pub(super) struct Bars {
    okta: ProgressBar,
    personio: ProgressBar,
    both: MultiProgress,
}

impl Bars {
    pub fn new(is_shown: bool) -> Self {
        let both = MultiProgress::with_draw_target(if is_shown {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        });
        let bar = |side: Side| {
            let bar = both.add(ProgressBar::no_length());
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
            both,
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
                self.bar(*side)
                    .set_message(format!("waits for the rate limit until {until:.0}"));
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
        }
    }

    /// Leaves the terminal as it was.
    pub fn clear(&self) {
        // A terminal that is gone needs no cleaning.
        let _ = self.both.clear();
    }

    fn bar(&self, side: Side) -> &ProgressBar {
        match side {
            Side::Okta => &self.okta,
            Side::Personio => &self.personio,
        }
    }
}
