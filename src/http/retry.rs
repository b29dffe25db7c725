//! What may be sent again, and after how long (`okta-api.md` section 7, rule A4).

use super::call::{Call, Effect};
use super::error::{HttpError, Trouble, Unreachable};
use std::time::Duration;

/// Attempts of one call that meets a server's or a network's hiccup.
const ATTEMPTS: u32 = 4;
/// The same, where the server is too slow and the caller can ask for less.
const SLOW_ATTEMPTS: u32 = 2;
/// Attempts of one call that the API refuses because of a rate limit. Such a refusal has no effect, so even a
/// create is sent again; another client that eats the bucket only slows this one down.
const LIMITED_ATTEMPTS: u32 = 12;
/// Nothing is waited longer for between two attempts.
const LONGEST: Duration = Duration::from_secs(32);

/// How often one call has been tried.
#[derive(Debug, Default)]
pub(super) struct Tries {
    failed: u32,
    limited: u32,
}

impl Tries {
    /// How long to wait before the next attempt; `None`: give up. `base` is the first wait.
    pub(super) fn wait_after(&mut self, error: &HttpError, call: &Call, base: Duration) -> Option<Duration> {
        if error.status().is_some_and(|status| status.as_u16() == 429) {
            self.limited += 1;
            // The limiter makes the wait, for every call of that bucket.
            return (self.limited < LIMITED_ATTEMPTS).then_some(Duration::ZERO);
        }
        // Whoever looks first may find that it is done (rule A4).
        if call.effect == Effect::Once || error.outcome_unknown() {
            return None;
        }
        self.failed += 1;
        let slowdown = slowdown(error)?;
        let is_better_shorter = call.can_be_shorter && error.is_slowness();
        let attempts = if is_better_shorter {
            SLOW_ATTEMPTS
        } else {
            ATTEMPTS
        };
        (self.failed < attempts).then(|| jittered(backoff(base * slowdown, self.failed - 1)))
    }

    /// Refusals for a rate limit so far.
    pub(super) fn limited(&self) -> u32 {
        self.limited
    }
}

/// By how much the waits are longer than usual; `None`: the same call would fail the same way.
fn slowdown(error: &HttpError) -> Option<u32> {
    match &error.trouble {
        Trouble::TimedOut { .. } | Trouble::Cut(_) => Some(1),
        Trouble::Unreachable { how, .. } => {
            (!matches!(how, Unreachable::Tls | Unreachable::ProxyWantsLogin)).then_some(1)
        }
        Trouble::Refused(refusal) => match refusal.status.as_u16() {
            408 | 500 | 502 | 503 | 504 => Some(1),
            // The org is being changed right now (E0000112, E0000145, E0000239 …).
            409 | 423 => Some(8),
            _ => None,
        },
        _ => None,
    }
}

/// The wait after `failures` earlier ones: doubled each time, up to a bound.
pub(super) fn backoff(base: Duration, failures: u32) -> Duration {
    base.saturating_mul(1 << failures.min(16)).min(LONGEST)
}

/// Between half of `wait` and all of it, so that many waiting calls do not come back at once.
pub(super) fn jittered(wait: Duration) -> Duration {
    wait.mul_f64(0.5 + fastrand::f64() / 2.0)
}
