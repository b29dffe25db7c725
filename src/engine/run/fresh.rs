//! Rule G2: right before somebody loses or gets access, both sides are read by ID.

use super::act::{Ground, is_linked_to};
use crate::core::employee::Employee;
use crate::core::plan::{Action, ActionKind, HoldCode};
use crate::core::profile::{Profile, ProfileStatus};
use crate::core::state::Decisions;
use crate::core::{EmployeeId, OktaId};
use crate::okta::OktaError;
use crate::personio::PersonioError;

/// Rule R5.
pub(super) const UNSETTLED: &str =
    "Okta is still working on the profile, or gives a status that koppel does not know";

/// What the fresh look says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fresh {
    /// Everything is as the plan has it.
    Due,
    /// It is so already.
    Done,
    Stale(&'static str),
}

#[derive(Debug, thiserror::Error)]
pub(super) enum LookError {
    #[error("Okta: {0}")]
    Okta(#[from] OktaError),
    #[error("Personio: {0}")]
    Personio(#[from] PersonioError),
}

/// Looks at both sides of a life-cycle action.
pub(super) async fn look(ground: Ground<'_>, action: &Action) -> Result<Fresh, LookError> {
    let (Some(profile), Some(employee)) = (&action.profile, action.employee) else {
        return Ok(Fresh::Stale("the action names nobody"));
    };
    let okta = async { Ok::<_, LookError>(ground.sides.okta.profile(profile).await?) };
    // Which attributes are asked for does not matter: status and dates always come.
    let personio = async { Ok::<_, LookError>(ground.sides.personio.employee(employee, &[]).await?) };
    let (profile, employee) = tokio::try_join!(okta, personio)?;
    let Some(profile) = profile else {
        return Ok(Fresh::Stale("the profile is gone from Okta"));
    };
    let Some(employee) = employee else {
        return Ok(Fresh::Stale("the employee cannot be read in Personio any more"));
    };
    Ok(judge(ground, action, &profile, &employee))
}

fn judge(ground: Ground<'_>, action: &Action, profile: &Profile, employee: &Employee) -> Fresh {
    if !is_the_link(ground, action, profile, employee.id) {
        return Fresh::Stale("the link was changed in Okta meanwhile");
    }
    if !employee.status.is_known() {
        return Fresh::Stale("Personio gives no status that koppel knows");
    }
    let Some(planned) = employee_of(ground, employee.id) else {
        return Fresh::Stale("the employee was not in the reading that the plan was made from");
    };
    let leaves = action.kind == ActionKind::Deactivate;
    if ground.is_undo && employee.status.is_inactive() != planned.status.is_inactive() {
        return Fresh::Stale("the status was changed in Personio meanwhile");
    }
    if !ground.is_undo && leaves != employee.status.is_inactive() {
        return Fresh::Stale(if leaves {
            "Personio does not say inactive any more"
        } else {
            "Personio says inactive now"
        });
    }
    if !leaves && planned.hire_date != employee.hire_date {
        return Fresh::Stale("the hire date was changed in Personio meanwhile");
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
    let as_read = || {
        let mut profiles = ground.snapshot.directory.profiles.iter();
        profiles
            .find(|read| read.id == profile.id)
            .and_then(|read| read.number.clone())
    };
    is_linked_to(profile, employee) || (action.kind == ActionKind::Reactivate && profile.number == as_read())
}

/// As the plan knew them.
fn employee_of(ground: Ground<'_>, id: EmployeeId) -> Option<&Employee> {
    let mut employees = ground.snapshot.roster.employees.iter();
    employees.find(|employee| employee.id == id)
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
