//! Whether an undo brought back what a run had done (rule A9).

use crate::alike::reads_the_same;
use crate::capture::Capture;
use crate::people::Truth;
use koppel::core::plan::{Action, ActionKind};

/// What is not as it was before the run; none where all of it is, or where Okta knows no way back.
pub fn what_is_missing(truth: &Truth, before: &Capture, after: &Capture, action: &Action) -> Option<String> {
    let id = action.profile.as_ref()?.as_str();
    let now = after.profiles.get(id)?;
    match action.kind {
        ActionKind::Provision | ActionKind::Reactivate => now
            .status
            .is_live()
            .then(|| format!("{id} is live still, after {:?}", action.kind)),
        ActionKind::Deactivate => (!now.status.is_live()).then(|| format!("{id} is deactivated still")),
        ActionKind::Activate => None,
        ActionKind::Link | ActionKind::Unlink | ActionKind::Update => {
            let was = before.profiles.get(id)?;
            // A deactivated profile takes no change, and a name or an e-mail is never cleared.
            if !now.status.is_live() || now.mastered_elsewhere {
                return None;
            }
            // Another live profile has the ID now, or it was wrong: an ID that is not free stays away, and is told.
            let is_left = action
                .changes
                .iter()
                .filter(|change| change.attribute == "employeeNumber")
                .filter_map(|change| change.from.as_text()?.parse().ok())
                .any(|record| {
                    !truth.is_right(id, record) || after.holders(record).any(|holder| holder.id != id)
                });
            if is_left {
                return None;
            }
            action.changes.iter().find_map(|change| {
                let (was, now) = (was.text(&change.attribute), now.text(&change.attribute));
                let is_kept = was.trim().is_empty()
                    && matches!(change.attribute.as_str(), "firstName" | "lastName" | "email");
                (!reads_the_same(was, now) && !is_kept)
                    .then(|| format!("{} of {id} was {was:?} and is {now:?}", change.attribute))
            })
        }
    }
}
