//! Rule P3: which newcomers somebody may already have an account for.

use super::block::{Blocks, Side, narrow, wide};
use super::evidence::Evidence;
use super::facts::{Facts, Known, Sources};
use super::weight::{STRONG, Sign, probability};
use crate::core::employee::Employee;
use crate::core::profile::Profile;
use crate::core::snapshot::Snapshot;

/// Newcomers, made ready to be found by profiles. Few stand against many profiles, so everything rests on them.
#[derive(Debug)]
pub(in crate::core) struct Newcomers<'a> {
    sources: Sources<'a>,
    facts: Vec<Facts>,
    blocks: Blocks,
}

impl<'a> Newcomers<'a> {
    pub fn of<'e>(snapshot: &'a Snapshot, employees: impl Iterator<Item = &'e Employee>) -> Self {
        let sources = Sources::of(snapshot, std::iter::empty());
        let mut known = Known::default();
        let facts: Vec<Facts> = employees
            .map(|employee| sources.employee(employee, &mut known))
            .collect();
        Self {
            blocks: Blocks::of(facts.iter(), Side::Employee),
            sources,
            facts,
        }
    }

    /// Those for whom the profile would be *strong* if they had no equal: where two newcomers are alike both wait.
    /// Positions count along the employees.
    pub fn strong(&self, profile: &Profile) -> Vec<u32> {
        let facts = self.sources.profile(profile);
        let mut keys = narrow(&facts);
        keys.extend(wide(&facts, Side::Profile));
        let mut found = self.blocks.sharing(&keys);
        found.retain(|position| {
            let evidence = Evidence::of(&facts, &self.facts[*position as usize], false);
            let log_odds = evidence.signs().into_iter().map(Sign::weight).sum();
            probability(log_odds) >= STRONG
        });
        found
    }
}
