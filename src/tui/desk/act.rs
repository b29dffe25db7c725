//! What a person decides at the screens, and writing it down: judged by the state as it stands then, all or nothing.

use super::reading::Reading;
use crate::clock::Clock;
use crate::core::assign::{Desk, Draft, Entry, LineRefusal, Note, Verdict, judge};
use crate::core::employee::Employee;
use crate::core::link;
use crate::core::plan::{Closing, Plan};
use crate::core::{EmployeeId, OktaId};
use crate::engine::{Kept, Staging};
use crate::failure::{Exit, Failure, capital};
use crate::report::{PlanView, assignment_refusal};
use crate::store::state::{Decision, DecisionId, Origin, SetAside};
use crate::tui::shared::Shared;
use std::path::Path;

/// One stroke of a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Act {
    pub what: What,
    /// In words, for "last: …" and for what is undone.
    pub says: String,
}

#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// Rule L7: links, all or none of them.
    Assign(Vec<Wish>),
    /// Rule L7: the link, or the staged assignment, of this profile.
    RemoveLink(OktaId),
    /// Everything else that needs no judging.
    Decide(Vec<Decision>),
    TakeBack(Vec<DecisionId>),
    /// Rule P2.
    CloseReview(Closing),
    /// Takes back what was made, and makes again what that had ended.
    Reverse(Kept),
}

/// One link that a person wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    pub profile: OktaId,
    pub employee: EmployeeId,
    /// The person agreed that somebody loses a link by it.
    pub may_move: bool,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdicts {
    /// It is written down.
    Kept(Kept),
    /// It does not fit, or not any more: nothing was written down. In words, for each that does not fit.
    Refused(Vec<String>),
}

/// What a stroke led to.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    pub verdicts: Verdicts,
    pub reading: Shared<Reading>,
    /// The state was damaged, and begins anew: to be said loudly.
    pub set_aside: Option<String>,
}

impl What {
    /// Profiles that are decided by it, at once on the screen.
    pub fn profiles(&self) -> Vec<&OktaId> {
        match self {
            Self::Assign(wishes) => wishes.iter().map(|wish| &wish.profile).collect(),
            Self::RemoveLink(profile) => vec![profile],
            Self::Decide(decisions) => decisions.iter().filter_map(Decision::profile).collect(),
            Self::TakeBack(_) | Self::CloseReview(_) | Self::Reverse(_) => Vec::new(),
        }
    }

    /// Employees who are given away by it, at once on the screen.
    pub fn employees(&self) -> Vec<EmployeeId> {
        match self {
            Self::Assign(wishes) => wishes.iter().map(|wish| wish.employee).collect(),
            _ => Vec::new(),
        }
    }
}

/// Writes it down. Blocking.
///
/// # Errors
/// Where the state cannot be written, or somebody else is deciding; then nothing was.
pub(super) fn decide(
    act: &Act,
    reading: &Reading,
    folder: &Path,
    clock: Clock,
) -> Result<(Verdicts, Option<SetAside>), Failure> {
    if let Err(failure) = &reading.plan {
        return Err(failure.clone());
    }
    let people = &reading.people;
    let (mut staging, set_aside) = Staging::begin(folder, &people.snapshot.org, Origin::Screen, clock)?;
    if let Ok(plan) = &reading.plan {
        staging.list_leavers(&plan.shown_leavers())?;
    }
    let verdicts = match &act.what {
        What::Assign(wishes) => match draft(wishes, reading, &staging)? {
            Ok(draft) => Verdicts::Kept(staging.keep(&draft)?),
            Err(refused) => Verdicts::Refused(refused),
        },
        What::RemoveLink(profile) => match removal(profile, reading, &staging)? {
            Ok(draft) => Verdicts::Kept(staging.keep(&draft)?),
            Err(refused) => Verdicts::Refused(vec![refused]),
        },
        What::Decide(decisions) => Verdicts::Kept(Kept {
            made: staging.decide(decisions)?,
            ended: Vec::new(),
        }),
        What::TakeBack(ids) => Verdicts::Kept(Kept {
            made: Vec::new(),
            ended: staging.take_back(ids)?,
        }),
        What::CloseReview(closing) => {
            staging.close_review(closing)?;
            Verdicts::Kept(Kept::default())
        }
        What::Reverse(kept) => {
            let ended = staging.take_back(&kept.made)?;
            if ended.len() < kept.made.len() {
                // Somebody, or a run, was faster: what is in Okta already is undone from the history.
                return Err(Failure::new(Exit::Failed, "That cannot be taken back any more")
                    .because("A run has written it, or somebody decided otherwise since")
                    .todo("Look at the history: a run can be undone from there"));
            }
            Verdicts::Kept(Kept {
                made: staging.decide(&kept.ended)?,
                ended,
            })
        }
    };
    Ok((verdicts, set_aside))
}

/// What is to be written down, or why each that does not fit does not.
fn draft(
    wishes: &[Wish],
    reading: &Reading,
    staging: &Staging,
) -> Result<Result<Draft, Vec<String>>, Failure> {
    let (people, policy) = (&reading.people, &reading.settings.policy);
    // Somebody may have decided since the screen was drawn.
    let state = staging.view().state_at(people.snapshot.moment.now)?;
    let links = link::resolve(&people.snapshot, policy, &state);
    let desk = Desk::new(&people.snapshot, policy, &state, &links);
    let mut verdicts = Vec::with_capacity(wishes.len());
    for may_move in [false, true] {
        let chosen = wishes.iter().filter(|wish| wish.may_move == may_move);
        let ids: Vec<(&str, String)> = chosen
            .map(|wish| (wish.profile.0.as_str(), wish.employee.to_string()))
            .collect();
        let entries: Vec<Entry<'_>> = ids
            .iter()
            .map(|(okta, employee_id)| Entry {
                okta,
                employee_id,
                is_torn: false,
                misnamed: None,
            })
            .collect();
        if !entries.is_empty() {
            verdicts.extend(judge(&desk, &entries, may_move));
        }
    }
    let nothing = Plan::default();
    let view = PlanView::new(&people.snapshot, &nothing);
    let refused: Vec<String> = verdicts
        .iter()
        .filter_map(|verdict| match verdict {
            Verdict::Refused(refusal) => Some(capital(&assignment_refusal(&view, refusal))),
            verdict => unseen(verdict, reading),
        })
        .collect();
    Ok(if refused.is_empty() {
        Ok(desk.draft(&verdicts))
    } else {
        Err(refused)
    })
}

/// A staged decision that would give way to this one, and that the person cannot have seen: somebody decided meanwhile.
fn unseen(verdict: &Verdict, reading: &Reading) -> Option<String> {
    let Verdict::Fit {
        profile, employee, ..
    } = verdict
    else {
        return None;
    };
    let people = &reading.people;
    let seen = &reading.state.decisions.assignments;
    let was_seen = |profile: &OktaId, employee: EmployeeId| {
        seen.get(profile)
            .is_some_and(|assignment| assignment.employee == employee)
    };
    let own = &people.profile(*profile).id;
    let is_unseen = |note: &&Note| match note {
        Note::ReplacesProfile(other) => !was_seen(other, *employee),
        Note::ReplacesEmployee(other) => !was_seen(own, *other),
        _ => false,
    };
    let note = verdict.notes().iter().find(is_unseen)?;
    let other = match note {
        Note::ReplacesProfile(other) => people.find_profile(other).map(|one| one.login.to_string()),
        Note::ReplacesEmployee(other) => people
            .find(*other)
            .map(|one| format!("{other} {}", one.display_name())),
        _ => None,
    };
    let name = people
        .find(*employee)
        .map(Employee::display_name)
        .unwrap_or_default();
    Some(format!(
        "{} → {employee} {name} was not kept: meanwhile it was decided otherwise, with {}",
        people.profile(*profile).login,
        other.unwrap_or_default()
    ))
}

fn removal(profile: &OktaId, reading: &Reading, staging: &Staging) -> Result<Result<Draft, String>, Failure> {
    let (people, policy) = (&reading.people, &reading.settings.policy);
    let state = staging.view().state_at(people.snapshot.moment.now)?;
    let links = link::resolve(&people.snapshot, policy, &state);
    let desk = Desk::new(&people.snapshot, policy, &state, &links);
    let removal = desk
        .find(profile.0.as_str())
        .and_then(|position| desk.remove(position));
    let nothing = Plan::default();
    let view = PlanView::new(&people.snapshot, &nothing);
    Ok(match removal {
        Ok(removal) => Ok(Draft::of_removal(profile, removal)),
        Err(refusal) => Err(capital(&assignment_refusal(
            &view,
            &LineRefusal::Refused(refusal),
        ))),
    })
}
