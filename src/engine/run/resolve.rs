//! What earlier runs left behind without an outcome is looked up before anything is planned (rules A2 and A4).

use super::act::is_linked_to;
use super::fresh;
use super::journal::Journal;
use crate::core::plan::{Action, ActionKind, taken};
use crate::core::profile::{Profile, ProfileStatus};
use crate::core::state::Base;
use crate::core::update::same_value;
use crate::core::value::{Text, Value};
use crate::core::{OktaId, Policy};
use crate::engine::event::Progress;
use crate::engine::okta_failure;
use crate::engine::read::{Listener, Sides};
use crate::failure::Failure;
use crate::store::state::{ActionEnd, ActionRow, Applied, AttributeAnswers, CallError, Outcome};
use futures_util::stream::{self, StreamExt, TryStreamExt};

/// How many are looked up at a time.
const AT_A_TIME: usize = 5;

/// Looks up every action of which nobody knows what it did, and writes down what it came to. What cannot be told
/// yet, because Okta is still working on it, stays unknown; that person is in transition, so no plan touches them.
pub(super) async fn resolve(
    sides: &Sides<'_>,
    policy: &Policy,
    journal: &Journal,
    progress: Listener<'_>,
) -> Result<(), Failure> {
    let rows = journal.with(|store| store.view().unresolved_actions()).await?;
    if rows.is_empty() {
        return Ok(());
    }
    tracing::info!(actions = rows.len(), "outcomes of earlier actions are looked up");
    progress(Progress::Resolving { actions: rows.len() });
    let work = stream::iter(rows)
        .map(|row| async move {
            let Some(outcome) = outcome_of(sides, policy, &row).await? else {
                return Ok(());
            };
            tracing::info!(run = row.run.0, position = row.position, outcome = ?outcome.kind(), "resolved");
            let end = ActionEnd {
                outcome,
                request_ids: row.request_ids,
                attributes: AttributeAnswers::default(),
            };
            journal
                .with(move |store| store.end_action(row.run, row.position, &end))
                .await
        })
        .buffer_unordered(AT_A_TIME)
        .try_collect::<Vec<()>>();
    sides.telling_waits(progress, work).await.map(drop)
}

/// `None`: nobody can tell yet.
async fn outcome_of(sides: &Sides<'_>, policy: &Policy, row: &ActionRow) -> Result<Option<Outcome>, Failure> {
    let action = &row.action;
    let okta = &sides.okta;
    let failed = |error| okta_failure(&error, &sides.connection.okta);
    let found = match &action.profile {
        Some(id) => okta.profile(id).await.map_err(failed)?,
        None => okta.profile_by_login(&action.login).await.map_err(failed)?,
    };
    let Some(profile) = found else {
        return Ok(Some(not_done("it was looked up, and there is no such profile")));
    };
    if profile.in_transition && !is_done(action, &profile, policy) {
        return Ok(None);
    }
    Ok(Some(if is_done(action, &profile, policy) {
        Outcome::Applied(follows(action, &profile, policy))
    } else {
        not_done("it was looked up, and had not happened")
    }))
}

fn is_done(action: &Action, profile: &Profile, policy: &Policy) -> bool {
    match action.kind {
        ActionKind::Provision => action
            .employee
            .is_some_and(|employee| is_linked_to(profile, employee)),
        ActionKind::Link | ActionKind::Unlink | ActionKind::Update => action.changes.iter().all(|change| {
            held(profile, &change.attribute, policy).is_some_and(|held| same_value(&held, &change.to))
        }),
        kind @ (ActionKind::Deactivate | ActionKind::Activate | ActionKind::Reactivate) => {
            fresh::is_done(kind, profile)
        }
    }
}

/// What the profile holds; `None`: an attribute that the settings do not name any more.
fn held(profile: &Profile, attribute: &str, policy: &Policy) -> Option<Value> {
    if attribute == policy.link_attribute {
        return Some(profile.number.clone().map_or(Value::Empty, Value::Text));
    }
    let column = policy
        .okta_columns()
        .iter()
        .position(|column| column == attribute)?;
    profile.attributes.get(column).cloned()
}

fn follows(action: &Action, profile: &Profile, policy: &Policy) -> Applied {
    let is_mapped = |name: &str| policy.mapping.iter().any(|mapping| mapping.target == name);
    let bases: Vec<(Text, Base)> = action
        .changes
        .iter()
        .filter(|change| is_mapped(&change.attribute))
        .map(|change| {
            let held = held(profile, &change.attribute, policy);
            (change.attribute.clone(), taken(&change.to, held.as_ref()))
        })
        .collect();
    let is_creation = action.kind == ActionKind::Provision;
    Applied {
        profile: is_creation.then(|| OktaId::new(profile.id.as_str())),
        bases,
        is_staged: is_creation && profile.status == ProfileStatus::Staged,
    }
}

/// Nothing is refused: the next plan has it again.
fn not_done(why: &str) -> Outcome {
    Outcome::Failed {
        error: CallError {
            code: None,
            summary: why.to_owned(),
        },
        for_good: false,
    }
}
