//! Several assignments at once: each is judged by itself, against the others, and all that are left together.

use super::{Desk, Draft, Fit, Note, Refusal};
use crate::core::id::EmployeeId;
use crate::core::link;
use rustc_hash::FxHashMap;

/// What a line says, as it was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'a> {
    /// A profile's ID or login.
    pub okta: &'a str,
    pub employee_id: &'a str,
    /// It was read from several lines, because a quote does not close.
    pub is_torn: bool,
    /// Why a pasted address in it names nobody here.
    pub misnamed: Option<&'a str>,
}

/// What becomes of one line. Profiles are positions in the snapshot; lines are positions in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Fit {
        profile: u32,
        employee: EmployeeId,
        fit: Fit,
    },
    /// An earlier line says the same.
    Repeats(usize),
    Refused(LineRefusal),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineRefusal {
    Torn,
    /// A pasted address names nobody here, for this reason.
    Misnamed(String),
    NoProfile,
    /// What stands in the place of the ID is none: Personio's are whole numbers without leading zeros.
    NoId,
    /// These lines give the profile to somebody else.
    Contradicts(Vec<usize>),
    /// These lines give the employee another profile.
    EmployeeTwice(Vec<usize>),
    Refused(Refusal),
}

/// A line that names two who are there.
#[derive(Clone, Copy)]
struct Named {
    line: usize,
    profile: u32,
    employee: EmployeeId,
}

/// What becomes of each line, in their order. Of lines that contradict each other none counts: which one is right
/// nobody can tell.
pub fn judge(desk: &Desk<'_>, entries: &[Entry<'_>], may_move: bool) -> Vec<Verdict> {
    let mut verdicts: Vec<Option<Verdict>> = vec![None; entries.len()];
    let mut named = Vec::with_capacity(entries.len());
    for (line, entry) in entries.iter().enumerate() {
        match name(desk, entry) {
            Ok((profile, employee)) => named.push(Named {
                line,
                profile,
                employee,
            }),
            Err(refusal) => verdicts[line] = Some(Verdict::Refused(refusal)),
        }
    }
    let mut by_profile: FxHashMap<u32, Vec<Named>> = FxHashMap::default();
    let mut by_employee: FxHashMap<EmployeeId, Vec<Named>> = FxHashMap::default();
    for one in &named {
        by_profile.entry(one.profile).or_default().push(*one);
        by_employee.entry(one.employee).or_default().push(*one);
    }
    for one in named {
        let (same_profile, same_employee) = (&by_profile[&one.profile], &by_employee[&one.employee]);
        let against = lines(same_profile, |other| other.employee != one.employee);
        let twice = lines(same_employee, |other| other.profile != one.profile);
        let first = same_profile.first().map_or(one.line, |first| first.line);
        verdicts[one.line] = Some(if !against.is_empty() {
            Verdict::Refused(LineRefusal::Contradicts(against))
        } else if !twice.is_empty() {
            Verdict::Refused(LineRefusal::EmployeeTwice(twice))
        } else if first < one.line {
            Verdict::Repeats(first)
        } else {
            match desk.assign(one.profile, one.employee, may_move) {
                Ok(fit) => Verdict::Fit {
                    profile: one.profile,
                    employee: one.employee,
                    fit,
                },
                Err(refusal) => Verdict::Refused(LineRefusal::Refused(refusal)),
            }
        });
    }
    let mut verdicts: Vec<Verdict> = verdicts.into_iter().flatten().collect();
    refuse_what_does_not_fit_together(desk, &mut verdicts);
    verdicts
}

fn name(desk: &Desk<'_>, entry: &Entry<'_>) -> Result<(u32, EmployeeId), LineRefusal> {
    if entry.is_torn {
        return Err(LineRefusal::Torn);
    }
    if let Some(why) = entry.misnamed {
        return Err(LineRefusal::Misnamed(why.to_owned()));
    }
    if entry.okta.trim().is_empty() {
        return Err(LineRefusal::NoProfile);
    }
    let employee = EmployeeId::from_link(entry.employee_id).ok_or(LineRefusal::NoId)?;
    let profile = desk.find(entry.okta).map_err(LineRefusal::Refused)?;
    Ok((profile, employee))
}

fn lines(named: &[Named], wanted: impl Fn(&Named) -> bool) -> Vec<usize> {
    let wanted = named.iter().filter(|one| wanted(one));
    wanted.map(|one| one.line).collect()
}

/// Refusing one can take away what another needs, so it goes round until all that are left fit.
fn refuse_what_does_not_fit_together(desk: &Desk<'_>, verdicts: &mut [Verdict]) {
    loop {
        let draft = draft(desk, verdicts);
        let mut state = desk.state.clone();
        draft.confirm_in(&mut state);
        let report = link::resolve(desk.snapshot, desk.policy, &state);
        let unmet = draft.unmet(desk.snapshot, &report);
        if unmet.is_empty() {
            return;
        }
        for verdict in verdicts.iter_mut() {
            if let Verdict::Fit { profile, fit, .. } = verdict
                && *fit != Fit::Already
                && unmet.contains(&desk.profile(*profile).id)
            {
                *verdict = Verdict::Refused(LineRefusal::Refused(Refusal::Unfit));
            }
        }
    }
}

/// The decisions that these verdicts come to.
pub(super) fn draft(desk: &Desk<'_>, verdicts: &[Verdict]) -> Draft {
    let mut draft = Draft::default();
    for verdict in verdicts {
        let Verdict::Fit {
            profile,
            employee,
            fit,
        } = verdict
        else {
            continue;
        };
        let id = desk.profile(*profile).id.clone();
        match fit {
            Fit::Assign(notes) => {
                let moves = notes.iter().any(Note::is_move);
                draft.assignments.push((id, *employee, moves));
            }
            Fit::Confirm => {
                draft.take_back_staged(&id, desk.state);
                draft.confirmed.push((id, *employee));
            }
            Fit::Already => draft.take_back_staged(&id, desk.state),
        }
    }
    draft
}

impl Verdict {
    /// What a person should know of it.
    pub fn notes(&self) -> &[Note] {
        match self {
            Self::Fit {
                fit: Fit::Assign(notes),
                ..
            } => notes,
            _ => &[],
        }
    }

    pub fn is_refused(&self) -> bool {
        matches!(self, Self::Refused(_))
    }
}
