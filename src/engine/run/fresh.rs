//! Rule G2: right before somebody loses or gets access, both sides are read by ID; and whether somebody decided
//! something about them meanwhile.

use super::act::{Ground, is_linked_to};
use super::fresh_data::ProfileKey;
use crate::core::employee::Employee;
use crate::core::plan::{Action, ActionKind, EmployeeComparison, HoldCode};
use crate::core::profile::{Profile, ProfileStatus};
use crate::core::state::Decisions;
use crate::core::{EmployeeId, OktaId};
use crate::okta::OktaError;
use crate::personio::PersonioError;

/// Rule R5.
pub(super) const UNSETTLED: &str =
    "Okta is still working on the profile, or gives a status that koppel does not know";

pub(super) const LINK_CHANGED: &str = "the link was changed in Okta meanwhile";
pub(super) const NOT_IN_SNAPSHOT: &str = "the employee was not in the reading that the plan was made from";
pub(super) const PROFILE_GONE: &str = "the profile is gone from Okta";
const NO_LEAVER: &str = "Personio does not say inactive any more";
const OTHER_STATUS: &str = "the status was changed in Personio meanwhile";
pub(super) const EMPLOYEE_GONE: &str = "the employee cannot be read in Personio any more";

/// What the fresh look says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fresh {
    /// Everything is as the plan has it.
    Due,
    /// It is so already.
    Done,
    /// Okta is still working on an earlier call.
    InTransition,
    Stale(&'static str),
}

#[derive(Debug, thiserror::Error)]
pub(super) enum LookError {
    #[error("Okta: {0}")]
    Okta(#[from] OktaError),
    #[error("Personio: {0}")]
    Personio(#[from] PersonioError),
}

/// Rule D5: whoever was to be deactivated is no leaver with access, where the deactivation is outdated for this reason.
pub(super) fn is_no_leaver(why: &str) -> bool {
    matches!(why, NO_LEAVER | OTHER_STATUS | PROFILE_GONE)
}

/// Looks at both sides of a life-cycle action.
pub(super) async fn look(ground: Ground<'_>, action: &Action) -> Result<Fresh, LookError> {
    let (Some(profile), Some(employee)) = (&action.profile, action.employee) else {
        return Ok(Fresh::Stale("the action names nobody"));
    };
    let data = ground.data;
    let (employee, profile) = data.both(employee, ProfileKey::Id(profile)).await?;
    let Some(profile) = profile else {
        return Ok(Fresh::Stale(PROFILE_GONE));
    };
    let Some(employee) = employee else {
        return Ok(Fresh::Stale(EMPLOYEE_GONE));
    };
    Ok(judge(ground, action, &profile, &employee))
}

fn judge(ground: Ground<'_>, action: &Action, profile: &Profile, employee: &Employee) -> Fresh {
    if !is_the_link(ground, action, profile, employee.id) {
        return Fresh::Stale(LINK_CHANGED);
    }
    if !employee.status.is_known() {
        return Fresh::Stale("Personio gives no status that koppel knows");
    }
    let Some(planned) = ground.data.planned_employee(employee.id) else {
        return Fresh::Stale(NOT_IN_SNAPSHOT);
    };
    let leaves = action.kind == ActionKind::Deactivate;
    if ground.is_undo && employee.status.is_inactive() != planned.status.is_inactive() {
        return Fresh::Stale(OTHER_STATUS);
    }
    if !ground.is_undo && leaves != employee.status.is_inactive() {
        return Fresh::Stale(if leaves {
            NO_LEAVER
        } else {
            "Personio says inactive now"
        });
    }
    if !leaves && planned.hire_date != employee.hire_date {
        return Fresh::Stale("the hire date was changed in Personio meanwhile");
    }
    let comparison = EmployeeComparison {
        policy: ground.policy,
        roster: ground.data.roster(),
        planned,
        now: employee,
    };
    if !ground.is_undo
        && let Some(why) = comparison.against_scope()
    {
        return Fresh::Stale(why);
    }
    if profile.in_transition {
        return Fresh::InTransition;
    }
    if !profile.is_settled() {
        return Fresh::Stale(UNSETTLED);
    }
    if is_done(action.kind, profile) {
        return Fresh::Done;
    }
    let may = match action.kind {
        ActionKind::Activate => profile.status == ProfileStatus::Staged,
        // A profile that is live has the access that it is to get, or was never to get (rule D4).
        _ => true,
    };
    if may {
        Fresh::Due
    } else {
        Fresh::Stale("the profile is not STAGED any more")
    }
}

/// The number is the employee's; of somebody who comes back and is linked with that, what it was (rule U8).
fn is_the_link(ground: Ground<'_>, action: &Action, profile: &Profile, employee: EmployeeId) -> bool {
    let as_read = || ground.data.planned_profile(&profile.id)?.number.clone();
    is_linked_to(profile, employee) || (action.kind == ActionKind::Reactivate && profile.number == as_read())
}

/// Whether the profile is where the action would bring it.
pub(super) fn is_done(kind: ActionKind, profile: &Profile) -> bool {
    match kind {
        ActionKind::Deactivate => profile.status == ProfileStatus::Deprovisioned,
        ActionKind::Reactivate => profile.is_live() && profile.is_settled(),
        // From STAGED on every status is a later one; back to nothing is none.
        ActionKind::Activate => {
            profile.is_settled()
                && !matches!(
                    profile.status,
                    ProfileStatus::Staged | ProfileStatus::Deprovisioned
                )
        }
        ActionKind::Unlink | ActionKind::Link | ActionKind::Update | ActionKind::Provision => false,
    }
}

/// Whether somebody decided something about these two since: another program may be staging. What this run itself
/// did ends decisions, and says nothing.
pub(super) fn marks_differ(action: &Action, then: &Decisions, now: &Decisions) -> bool {
    let by_profile = |profile: &OktaId| {
        let assigned = now.assignments.get(profile);
        then.aside.get(profile) != now.aside.get(profile)
            || (assigned.is_some() && then.assignments.get(profile) != assigned)
            || (now.removals.contains_key(profile) && !then.removals.contains_key(profile))
    };
    let by_employee = |employee: &EmployeeId| {
        then.excluded.contains(employee) != now.excluded.contains(employee)
            || then.held.get(employee) != now.held.get(employee)
    };
    // Only the action itself uses these up, and it has not been done; but the first half of a move uses up what
    // let go of both.
    let takes_back = |employee: &EmployeeId| {
        let mut own = action
            .uses_up()
            .iter()
            .filter(|hold| **hold != HoldCode::LinkChanged);
        own.any(|hold| then.has_released(*hold, *employee) && !now.has_released(*hold, *employee))
    };
    let by_both = |profile: &OktaId, employee: EmployeeId| {
        now.has_rejected(profile, employee) && !then.has_rejected(profile, employee)
    };
    let both = action.profile.as_ref().zip(action.employee);
    action.profile.as_ref().is_some_and(by_profile)
        || action.employee.as_ref().is_some_and(by_employee)
        || action.employee.as_ref().is_some_and(takes_back)
        || both.is_some_and(|(profile, employee)| by_both(profile, employee))
}
