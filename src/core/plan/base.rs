//! The bases that move without a call (rules U2 and U3).

use super::make::Planner;
use crate::core::id::OktaId;
use crate::core::link::{LinkReport, Pair, PairKind};
use crate::core::policy::{Policy, Source};
use crate::core::snapshot::Snapshot;
use crate::core::state::{Base, ProfileBases, State};
use crate::core::value::{Text, Value};

/// What is known of one profile's attributes without sending anything: Okta equals Personio, or rule U3 says that
/// Okta's value stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettledBases {
    pub profile: OktaId,
    /// The link is yet to be written: these hold from then on, and not before.
    pub with_the_link: bool,
    pub bases: Vec<(Text, Base)>,
}

/// Every base that is to be kept and is not yet, profile by profile in the order of the report.
pub fn settled_bases(
    snapshot: &Snapshot,
    policy: &Policy,
    state: &State,
    report: &LinkReport,
) -> Vec<SettledBases> {
    let mut planner = Planner::new(snapshot, policy, state, report);
    report
        .pairs
        .iter()
        .filter_map(|pair| {
            let bases = planner.settled(pair);
            (!bases.is_empty()).then(|| SettledBases {
                profile: planner.profile(pair.profile).id.clone(),
                with_the_link: pair.kind == PairKind::ToLink,
                bases,
            })
        })
        .collect()
}

impl Planner<'_> {
    fn settled(&mut self, pair: &Pair) -> Vec<(Text, Base)> {
        let (employee, profile) = (self.employee(pair.employee), self.profile(pair.profile));
        // Of whom nothing is sent, nothing is known either.
        let is_clear = profile.is_live()
            && profile.is_settled()
            && employee.status.is_known()
            && !self.changed_links.contains(&employee.id);
        if !is_clear {
            return Vec::new();
        }
        let known: Option<&ProfileBases> = match pair.kind {
            PairKind::Linked => self.state.bases.get(&profile.id),
            PairKind::ToLink => None,
        };
        let mut bases = Vec::new();
        for at in 0..self.targets.len() {
            // Rule N3: fixed when first sent; nobody compares it.
            if *self.targets[at].source == Source::Upn {
                continue;
            }
            let okta = self.okta_value(at, profile);
            let known = known.and_then(|known| known.get(self.targets[at].target.name));
            let personio = self.source_value(at, employee, Some(profile));
            if let Some(base) = self.target_for(at, profile).settled(&personio, okta, known) {
                bases.push((Text::from(self.targets[at].target.name), base));
            }
        }
        bases
    }
}

/// What Okta's answer says it took of what was sent.
pub fn taken(sent: &Value, answer: Option<&Value>) -> Base {
    let taken = match answer {
        Some(value) if value.is_present() => value.clone(),
        // An answer that leaves an attribute out holds nothing there.
        _ => Value::Empty,
    };
    Base {
        sent: sent.clone(),
        taken,
    }
}
