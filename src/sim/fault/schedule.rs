//! Which faults strike a call.

use super::{Calls, Fault, Kind, When};
use crate::sim::okta::Org;

/// The faults that are set, and how often each had to do.
#[derive(Debug, Clone, Default)]
pub(in crate::sim) struct Schedule {
    pub seed: u64,
    pub entries: Vec<Entry>,
    /// Okta's side at the moment the faults were set, where one of them shows it.
    pub former_org: Option<Box<Org>>,
}

/// One fault and its counts.
#[derive(Debug, Clone, Copy)]
pub(in crate::sim) struct Entry {
    pub fault: Fault,
    /// Calls that it could have struck.
    pub seen: u32,
    pub struck: u32,
}

/// A fault that strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sim) struct Strike {
    pub kind: Kind,
    /// Of the seed and the number of the call, for whatever the fault has to choose.
    pub dice: u64,
}

impl Schedule {
    pub(in crate::sim) fn new(faults: &[Fault], seed: u64, org: &Org) -> Self {
        let entries: Vec<Entry> = faults
            .iter()
            .map(|&fault| Entry {
                fault,
                seen: 0,
                struck: 0,
            })
            .collect();
        let lags = faults.iter().any(|fault| fault.kind == Kind::LaggingSearch);
        Self {
            seed,
            entries,
            former_org: lags.then(|| Box::new(org.clone())),
        }
    }

    /// Counts a call, and says what strikes it, in the order in which the faults were set.
    pub(in crate::sim) fn count(&mut self, call: Calls) -> Vec<Strike> {
        let seed = self.seed;
        let covering = self.entries.iter_mut().filter(|entry| entry.fault.covers(call));
        covering
            .filter_map(|entry| {
                entry.seen = entry.seen.saturating_add(1);
                let dice = dice(seed, entry.fault.kind, entry.seen);
                let strikes = entry.fault.when.strikes(entry.seen, dice);
                entry.struck += u32::from(strikes);
                strikes.then_some(Strike {
                    kind: entry.fault.kind,
                    dice,
                })
            })
            .collect()
    }
}

impl Fault {
    fn covers(&self, call: Calls) -> bool {
        self.calls.covers(call) && self.kind.strikes().covers(call)
    }
}

impl When {
    fn strikes(self, number: u32, dice: u64) -> bool {
        match self {
            Self::Always => true,
            Self::Nth { first, last } => number >= first && last.is_none_or(|last| number <= last),
            Self::Rate(rate) => dice % 10_000 < u64::from(rate),
        }
    }
}

/// Two kinds of one rate strike different calls.
fn dice(seed: u64, kind: Kind, number: u32) -> u64 {
    let kind = kind.name().bytes().fold(0_u64, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(u64::from(byte))
    });
    let mixed = seed ^ kind.rotate_left(32) ^ u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    fastrand::Rng::with_seed(mixed).u64(..)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn struck(fault: &str, seed: u64, calls: u32) -> Vec<u32> {
        let mut schedule = Schedule::new(&[fault.parse().unwrap()], seed, &Org::new(1));
        (1..=calls)
            .filter(|_| !schedule.count(Calls::Live).is_empty())
            .collect()
    }

    #[test]
    fn a_fault_strikes_by_number_from_a_number_on_or_always() {
        assert_eq!(struck("cut-after:3", 1, 6), [3]);
        assert_eq!(struck("cut-after:2-4", 1, 6), [2, 3, 4]);
        assert_eq!(struck("cut-after@list:5-", 1, 6), [5, 6]);
        assert_eq!(struck("cut-after", 1, 3), [1, 2, 3]);
        assert!(struck("cut-after@create", 1, 3).is_empty());
    }

    #[test]
    fn a_rate_strikes_as_many_as_it_says_and_the_same_ones_for_a_seed() {
        for (fault, expected) in [
            ("cut-after=5%", 500),
            ("garbage=0.25%", 25),
            ("slow=100%", 10_000),
        ] {
            let calls = struck(fault, 7, 10_000);
            let off = calls.len().abs_diff(expected);
            assert!(off * off <= 16 * expected, "{fault}: {}", calls.len());
            assert_eq!(calls, struck(fault, 7, 10_000));
            assert!(expected == 10_000 || calls != struck(fault, 8, 10_000));
        }
    }

    #[test]
    fn only_calls_that_a_kind_can_strike_are_counted() {
        let mut schedule = Schedule::new(&["gap@reads:1".parse().unwrap()], 1, &Org::new(1));
        assert_eq!(schedule.count(Calls::Live), []);
        assert_eq!(schedule.count(Calls::Employees).len(), 1);
        assert_eq!((schedule.entries[0].seen, schedule.entries[0].struck), (1, 1));
    }
}
