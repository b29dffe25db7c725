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

/// May a call go out? The greatest of several holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    Go,
    /// What is in flight may use up the rest: its answers decide.
    AfterAnAnswer,
    At(Instant),
}

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Bucket {
    in_flight: u32,
    /// Calls that somebody is about to make.
    booked: u32,
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
    /// Calls of this bucket that came back in this window.
    answers: u32,
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

    pub(super) fn admit(&self, share: f64, clock: ServerClock, now: Instant) -> Verdict {
        if self.room(share, clock, now) > 0 {
            Verdict::Go
        } else {
            self.wait(clock, now)
        }
    }

    /// As [`Bucket::admit`], for so many calls that are made one after the other, besides those that are booked.
    pub(super) fn admit_booking(&self, calls: u32, share: f64, clock: ServerClock, now: Instant) -> Verdict {
        let room = self.room(share, clock, now);
        // More than there ever is room for goes alone.
        let most = self
            .window
            .map_or(1, |window| window.limit - window.reserve(share));
        let is_alone = self.booked == 0 && self.in_flight == 0;
        let needed = if is_alone { calls.min(most) } else { calls };
        if room >= self.booked.saturating_add(needed) {
            Verdict::Go
        } else if self.booked > 0 {
            Verdict::AfterAnAnswer
        } else {
            self.wait(clock, now)
        }
    }

    pub(super) fn book(&mut self, calls: u32) {
        self.booked += calls;
    }

    pub(super) fn booked(&self) -> u32 {
        self.booked
    }

    pub(super) fn unbook(&mut self, calls: u32) {
        self.booked = self.booked.saturating_sub(calls);
    }

    /// How many calls may go out now.
    fn room(&self, share: f64, clock: ServerClock, now: Instant) -> u32 {
        if self.paused_until.is_some_and(|until| until > now) {
            return 0;
        }
        let Some(window) = self.window else {
            // The first answer tells how large the bucket is; until then one call has to do.
            return if self.is_silent {
                u32::MAX
            } else {
                1u32.saturating_sub(self.in_flight)
            };
        };
        // A new window is as large as the last one, and nothing of it is used but by calls in flight.
        let remaining = if now >= window.ends(clock, now) {
            window.limit
        } else {
            window.remaining
        };
        remaining
            .saturating_sub(self.in_flight)
            .saturating_sub(window.reserve(share))
    }

    /// When to ask again, where there is no room.
    fn wait(&self, clock: ServerClock, now: Instant) -> Verdict {
        let pause = self.paused_until.filter(|until| *until > now);
        let window = self.window.map(|window| window.ends(clock, now));
        match (pause, window.filter(|ends| *ends > now)) {
            (Some(until), _) => Verdict::At(until),
            (None, Some(ends)) if self.in_flight == 0 => Verdict::At(ends),
            _ => Verdict::AfterAnAnswer,
        }
    }

    pub(super) fn learn(&mut self, headers: &RateHeaders, clock: ServerClock, now: Instant) {
        let (Some(limit @ 1..), Some(remaining), Some(reset)) =
            (headers.limit, headers.remaining, headers.reset)
        else {
            self.is_silent |= self.window.is_none();
            return;
        };
        let remaining = remaining.min(limit);
        match &mut self.window {
            Some(window) if window.reset == reset => {
                window.answers += 1;
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
                    answers: 1,
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

/// Two of koppel's buckets that are one to the server.
impl Bucket {
    /// Both together: what is left is what the newest answer of either says.
    pub(super) fn with(self, other: Self) -> Self {
        let window = match (self.window, other.window) {
            (Some(one), Some(two)) if one.is_same_as(two) => Some(Window {
                remaining: one.remaining.min(two.remaining),
                first_seen: one.first_seen.min(two.first_seen),
                ..one
            }),
            (one, two) => one.into_iter().chain(two).max_by_key(|window| window.reset),
        };
        Self {
            in_flight: self.in_flight + other.in_flight,
            booked: self.booked + other.booked,
            window,
            is_silent: self.is_silent || other.is_silent,
            paused_until: self.paused_until.max(other.paused_until),
        }
    }

    /// How many answers `other` had in what may be the same window. `None`: it is another one.
    pub(super) fn answers_beside(&self, other: &Self) -> Option<u32> {
        let (own, other) = (self.window?, other.window?);
        (own.limit == other.limit && own.is_same_as(other)).then_some(other.answers)
    }

    /// The calls that the server counted here, and that were not this bucket's, are these. `unseen` are calls whose
    /// answers crossed.
    pub(super) fn was_used_by(&self, answers: u32, unseen: u32) -> bool {
        self.window.is_some_and(|own| {
            let not_its_own = (own.limit - own.remaining).saturating_sub(own.answers);
            not_its_own.abs_diff(answers) <= unseen
        })
    }

    /// The answers of both cannot come from one counter: their windows overlap, or more is left in one window than
    /// their calls would leave.
    pub(super) fn contradicts(&self, other: &Self, unseen: u32) -> bool {
        let (Some(one), Some(two)) = (self.window, other.window) else {
            return false;
        };
        if one.is_same_as(two) {
            let counted = one.limit - one.remaining.min(two.remaining).min(one.limit);
            return one.limit != two.limit || one.answers + two.answers > counted + unseen;
        }
        let apart = one.reset.abs_diff(two.reset);
        one.limit != two.limit || apart + ROUNDING.as_secs() < WINDOW.as_secs()
    }
}

impl Window {
    /// `Reset` has whole seconds.
    fn is_same_as(self, other: Self) -> bool {
        self.reset.abs_diff(other.reset) <= ROUNDING.as_secs()
    }

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

    /// When the bucket is full again: the earlier one of two moments that are both late enough. A reset that was over
    /// before the answer left is none.
    fn ends(&self, clock: ServerClock, now: Instant) -> Instant {
        let by_length = self.first_seen + WINDOW + MARGIN;
        match by_clock(self.reset, clock, now) {
            Some(reset) if reset + ROUNDING >= self.first_seen => by_length.min(reset + ROUNDING),
            _ => by_length,
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
