//! The reading of a run, held against what is known from earlier (rule R1).

use super::fresh_data::SnapshotTime;
use super::{Course, or_cancelled};
use crate::core::{OktaId, Snapshot, State};
use crate::engine::event::Side;
use crate::engine::failure_of::okta_failure;
use crate::engine::read::Readings;
use crate::failure::Failure;
use rustc_hash::FxHashSet;

/// So many profiles that no list shows are asked for by ID: one that is there is enough.
const MOST_UNLISTED: usize = 10;

impl Course<'_> {
    /// Both sides, and what is known from earlier. A profile that Okta has by its ID and shows in no list contradicts the
    /// lists (rule R1): whoever holds it may have left.
    pub(super) async fn read_everybody(&self) -> Result<(Snapshot, SnapshotTime, State), Failure> {
        let (policy, run) = (self.workplace.policy, self.run);
        let mut readings = Readings::of(Side::Okta);
        loop {
            let snapshot = or_cancelled(self.cancel, self.sides.read(policy, self.progress)).await?;
            let read = SnapshotTime::now(self.sides);
            let servers_time = snapshot.moment.now;
            let state = self
                .journal
                .with(move |store| {
                    store.note_servers_time(run, servers_time)?;
                    store.view().state_at(servers_time)
                })
                .await?;
            match or_cancelled(self.cancel, self.find_unlisted(&snapshot, &state)).await? {
                None => return Ok((snapshot, read, state)),
                Some(id) => {
                    let reason = format!("profile {id} is there, and in no list");
                    readings.contradicted(reason, self.progress)?;
                }
            }
        }
    }

    /// A profile with a known link, or of a known leaver, that Okta has and its lists do not show.
    async fn find_unlisted(&self, snapshot: &Snapshot, state: &State) -> Result<Option<OktaId>, Failure> {
        let profiles = snapshot.directory.profiles.iter();
        let listed: FxHashSet<&OktaId> = profiles.map(|profile| &profile.id).collect();
        let leavers = state.past.listed_leavers.keys().map(|(profile, _)| profile);
        let known = leavers.chain(state.past.links.keys());
        let unlisted = known.filter(|id| !listed.contains(id)).take(MOST_UNLISTED);
        for id in unlisted {
            match self.sides.okta.profile(id).await {
                Ok(Some(_)) => return Ok(Some(id.clone())),
                Ok(None) => {}
                // The token may not see this one any more.
                Err(error) if error.status().is_some_and(|status| status == 403) => {}
                Err(error) => return Err(okta_failure(&error, &self.workplace.connection.okta)),
            }
        }
        Ok(None)
    }
}
