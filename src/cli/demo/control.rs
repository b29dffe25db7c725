//! What the screens can do to the demo's world: let a day pass, and make trouble.

use super::world::{ROOMY, World, day_at};
use crate::clock::{Clock, Hands};
use crate::sim::company::pass_a_day;
use crate::sim::fault::{Calls, Fault, Kind, When};
use crate::sim::{RateLimits, Simulator};
use crate::tui::demo::{self, Passed, Trouble};
use jiff::SignedDuration;
use std::sync::Arc;

/// Shares the world's simulator and clock.
#[derive(Debug)]
pub(super) struct Control {
    simulator: Arc<Simulator>,
    hands: &'static Hands,
    seed: u64,
}

/// Calls a minute in each bucket, where the limit is tight.
const TIGHT: RateLimits = RateLimits::PerBucket(40);

impl Control {
    pub fn of(world: &World) -> Self {
        Self {
            simulator: Arc::clone(&world.simulator),
            hands: world.hands,
            seed: world.seed,
        }
    }
}

impl demo::World for Control {
    fn pass_a_day(&self) -> Passed {
        let day = SignedDuration::from_hours(24);
        self.hands.set(self.hands.ahead() + day);
        let clock = Clock::Moved(self.hands);
        let (day, now) = (day_at(clock), clock.now());
        let dawn = self
            .simulator
            .company(|company| pass_a_day(company, self.seed, day, now));
        Passed {
            day,
            first_days: dawn.first_days,
            left: dawn.left,
        }
    }

    fn set_trouble(&self, on: &[Trouble]) {
        let faults: Vec<Fault> = on.iter().filter_map(|trouble| fault(*trouble)).collect();
        self.simulator.set_faults(&faults, self.seed);
        let limits = if on.contains(&Trouble::TightLimit) {
            TIGHT
        } else {
            ROOMY
        };
        self.simulator.set_rate_limits(limits);
    }
}

/// `None`: it is no fault of a call.
fn fault(trouble: Trouble) -> Option<Fault> {
    let (kind, calls, when) = match trouble {
        Trouble::SlowOkta => (Kind::Slow, Calls::Okta, When::Always),
        Trouble::RefusedWrites => (Kind::Forbidden, Calls::Update, When::Rate(2_000)),
        Trouble::CutConnections => (Kind::CutAfter, Calls::Writes, When::Rate(1_000)),
        Trouble::MissingPerson => (Kind::Gap, Calls::Employees, When::Always),
        Trouble::HalfTheCompany => (Kind::HalvedCompany, Calls::Employees, When::Always),
        Trouble::TightLimit => return None,
    };
    Some(Fault { kind, calls, when })
}
