//! Reads both sides for a change of settings that is about to be saved, and compares the plans.

use super::super::failure_of_plan::suspicion;
use super::super::read::{Connection, Listener, read};
use super::preview::{Difference, NoPreview, preview};
use crate::clock::Clock;
use crate::core::policy::{First, Mapping, Policy, Source};
use crate::core::{State, Text};
use crate::failure::{Exit, Failure};
use crate::store::{Secrets, Settings};

/// What the next plan would become.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed {
    /// The org that was read.
    pub org: String,
    pub difference: Difference,
}

/// What a change is weighed by.
#[derive(Debug)]
pub struct Scales<'a> {
    pub old: &'a Settings,
    pub new: &'a Settings,
    pub secrets: Secrets,
    pub state: &'a State,
    pub clock: Clock,
}

/// Both sides completely (rule R1), then the plans by the old settings and by the new ones. Writes are refused. Dropping
/// the future cancels it.
pub async fn weigh(scales: Scales<'_>, progress: Listener<'_>) -> Result<Weighed, Failure> {
    let Scales {
        old,
        new,
        secrets,
        state,
        clock,
    } = scales;
    let connection = Connection::of(new, secrets, true, clock);
    let snapshot = read(&connection, &for_both(&old.policy, &new.policy), progress).await?;
    let difference = preview(&snapshot, state, &old.policy, &new.policy).map_err(|why| match why {
        NoPreview::Suspicious(found) => suspicion(&found),
        NoPreview::ReadAgain => Failure::new(
            Exit::Failed,
            "What this would change cannot be told from one reading",
        )
        .todo("Save it and look at koppel plan"),
    })?;
    Ok(Weighed {
        org: snapshot.org.to_string(),
        difference,
    })
}

/// A policy to read by: what either of them goes by is read.
fn for_both(old: &Policy, new: &Policy) -> Policy {
    let mut both = new.clone();
    let others = old.mapping.iter().filter(|line| !new.mapping.contains(line));
    both.mapping.extend(others.cloned());
    let needed = both.needed_keys();
    for key in old.needed_keys() {
        if !needed.contains(&key) {
            both.mapping.push(Mapping {
                source: Source::Attribute(key),
                // Read of everybody anyway.
                target: Text::const_new("firstName"),
                first: First::Keep,
            });
        }
    }
    both
}
