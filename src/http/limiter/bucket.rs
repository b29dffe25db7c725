//! One bucket: how much is left in it, and when it is full again.

use super::Grant;
use super::rates::{RateHeaders, ServerClock};
use jiff::Timestamp;
use std::time::Duration;
use tokio::time::Instant;

/// Okta's windows last a minute from their first call (`okta-api.md` section 7); none is longer.
const WINDOW: Duration = Duration::from_secs(60);
/// `Reset` has whole seconds: where the server cuts them off, the bucket is full up to a second later.
const ROUNDING: Duration = Duration::from_secs(1);
/// Between a window's end as computed here and the server's own.
const MARGIN: Duration = Duration::from_millis(50);

/// May a call go out?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Go,
    /// What is in flight may use up the rest: its answers decide.
    AfterAnAnswer,
    At(Instant),
}

#[derive(Debug, Default)]
pub(super) struct Bucket {
    in_flight: u32,
    window: Option<Window>,
    /// An answer came without headers: nothing is known, and nothing will be.
    is_silent: bool,
    paused_until: Option<Instant>,
}

#[derive(Debug, Clone, Copy)]
struct Window {
    limit: u32,
    /// The least that an answer of this window named.
    remaining: u32,
    reset: i64,
    /// When the first answer of this window came back. The window had begun then, so that it ends within
    /// [`WINDOW`] from there, whatever the clocks say.
    first_seen: Instant,
}

impl Bucket {
    pub(super) fn departed(&mut self) {
        self.in_flight += 1;
    }

    pub(super) fn landed(&mut self) {
        self.in_flight = self.in_flight.saturating_sub(1);
    }

    pub(super) fn pause(&mut self, until: Instant) {
        self.paused_until = self.paused_until.max(Some(until));
    }

    /// `None`: no answer named a limit.
    pub(super) fn grant(&self, bucket: &'static str, share: f64) -> Option<Grant> {
        let window = self.window?;
        Some(Grant {
            bucket,
            limit: window.limit,
            ours: window.limit - window.reserve(share),
            left: window.remaining.saturating_sub(window.reserve(share)),
        })
    }

    pub(super) fn admit(&mut self, share: f64, clock: ServerClock, now: Instant) -> Verdict {
        if let Some(until) = self.paused_until.filter(|until| *until > now) {
            return Verdict::At(until);
        }
        let Some(window) = self.window else {
            // The first answer tells how large the bucket is; until then one call has to do.
            let knows_enough = self.is_silent || self.in_flight == 0;
            return if knows_enough {
                Verdict::Go
            } else {
                Verdict::AfterAnAnswer
            };
        };
        let ends = window.ends(clock, now);
        // A new window is as large as the last one, and nothing of it is used but by calls in flight.
        let remaining = if now >= ends {
            window.limit
        } else {
            window.remaining
        };
        if remaining.saturating_sub(self.in_flight) > window.reserve(share) {
            Verdict::Go
        } else if self.in_flight > 0 {
            Verdict::AfterAnAnswer
        } else {
            Verdict::At(ends)
        }
    }

    pub(super) fn learn(&mut self, headers: &RateHeaders, clock: ServerClock, now: Instant) {
        let (Some(limit @ 1..), Some(remaining), Some(reset)) =
            (headers.limit, headers.remaining, headers.reset)
        else {
            self.is_silent |= self.window.is_none();
            return;
        };
        match &mut self.window {
            Some(window) if window.reset == reset => {
                window.limit = limit;
                window.remaining = window.remaining.min(remaining);
            }
            // A late answer of a window that is over.
            Some(window) if window.reset > reset && now < window.ends(clock, now) => {}
            _ => {
                self.window = Some(Window {
                    limit,
                    remaining,
                    reset,
                    first_seen: now,
                });
            }
        }
    }

    /// Refused, because the bucket is empty.
    pub(super) fn learn_empty(&mut self, headers: &RateHeaders, clock: ServerClock, now: Instant) {
        let same = self.window.filter(|window| Some(window.reset) == headers.reset);
        if same.is_some_and(|window| now >= window.ends(clock, now)) {
            // Refused after that window's end as computed here: the server knows better. Afterwards one call
            // asks.
            self.window = None;
            let reset = headers.reset.and_then(|reset| by_clock(reset, clock, now));
            self.pause(reset.map_or(now, |reset| reset.min(now + WINDOW)).max(now) + ROUNDING);
        } else {
            self.learn(headers, clock, now);
        }
    }
}

impl Window {
    /// Calls that are left to others.
    fn reserve(&self, share: f64) -> u32 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of at most 1 of a u32 is a u32"
        )]
        let ours = (f64::from(self.limit) * share + 1e-9) as u32;
        self.limit - ours.clamp(1, self.limit)
    }

    /// When the bucket is full again: the earlier one of two moments that are both late enough.
    fn ends(&self, clock: ServerClock, now: Instant) -> Instant {
        let by_length = self.first_seen + WINDOW + MARGIN;
        match by_clock(self.reset, clock, now) {
            Some(reset) => by_length.min(reset + ROUNDING),
            None => by_length,
        }
    }
}

/// When the server's clock says `reset`; `None` where nothing is known of that clock.
fn by_clock(reset: i64, clock: ServerClock, now: Instant) -> Option<Instant> {
    let left = Timestamp::from_second(reset)
        .ok()?
        .duration_since(clock.now(now)?);
    if left.is_negative() {
        now.checked_sub(left.unsigned_abs())
    } else {
        now.checked_add(left.unsigned_abs())
    }
}
