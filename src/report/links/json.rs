//! The link report as a document for scripts: `assets/links.schema.json`.

use super::{Links, is_other_number};
use crate::core::link::{EmployeeStanding, PairRemark, ProfileStanding};
use crate::core::state::AsideKind;
use crate::core::suggest::Suggestion;
use crate::report::side::{OktaSide, PersonioSide};
use crate::report::{code, words};
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    version: u8,
    org: &'a str,
    review: &'static str,
    /// `"unmatched"` where only those were asked for.
    only: Option<&'static str>,
    matches: Vec<Pair<'a>>,
    conflicts: Vec<Conflict<'a>>,
    unmatched_profiles: Vec<UnmatchedOkta<'a>>,
    unmatched_employees: Vec<UnmatchedPersonio<'a>>,
    stray_ids: Vec<OtherNumber<'a>>,
    ignored_profiles: Vec<Aside<'a>>,
    ignored_employees: Vec<Excluded<'a>>,
    rejected: Vec<Rejected<'a>>,
}

#[derive(Debug, Serialize)]
struct Pair<'a> {
    kind: &'static str,
    by: &'static str,
    profile: OktaSide<'a>,
    employee: PersonioSide<'a>,
    notices: Vec<Coded>,
}

#[derive(Debug, Serialize)]
struct Coded {
    code: &'static str,
    text: &'static str,
}

#[derive(Debug, Serialize)]
struct Conflict<'a> {
    kind: &'static str,
    text: &'static str,
    profiles: Vec<OktaSide<'a>>,
    employees: Vec<PersonioSide<'a>>,
}

#[derive(Debug, Serialize)]
struct UnmatchedOkta<'a> {
    /// `undecided`, or `former` where the profile is deactivated.
    state: &'static str,
    profile: OktaSide<'a>,
    candidates: Vec<SuggestionOut>,
}

#[derive(Debug, Serialize)]
struct SuggestionOut {
    employee_id: u64,
    score: f64,
    strength: &'static str,
    former: bool,
    reasons: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct UnmatchedPersonio<'a> {
    employee: PersonioSide<'a>,
}

#[derive(Debug, Serialize)]
struct OtherNumber<'a> {
    kind: &'static str,
    profile: OktaSide<'a>,
    employee_id: u64,
}

#[derive(Debug, Serialize)]
struct Aside<'a> {
    kind: &'static str,
    /// The owner of a second account.
    owner: Option<u64>,
    note: &'a str,
    profile: OktaSide<'a>,
    /// The employee whose link this profile keeps.
    employee: Option<PersonioSide<'a>>,
}

#[derive(Debug, Serialize)]
struct Excluded<'a> {
    reason: &'static str,
    employee: PersonioSide<'a>,
}

#[derive(Debug, Serialize)]
struct Rejected<'a> {
    okta_id: &'a str,
    employee_id: u64,
}

pub(super) fn document<'a>(links: &Links<'a>) -> Document<'a> {
    let whole = !links.only_undecided;
    Document {
        version: 1,
        org: &links.snapshot.org,
        review: if links.state.review.is_closed() {
            "closed"
        } else {
            "open"
        },
        only: links.only_undecided.then_some("unmatched"),
        matches: pairs(links).filter(|_| whole).collect(),
        conflicts: conflicts(links).filter(|_| whole).collect(),
        unmatched_profiles: unmatched_okta(links),
        unmatched_employees: employees(links, |standing| whole && standing == EmployeeStanding::Unmatched)
            .map(|(employee, _)| UnmatchedPersonio { employee })
            .collect(),
        stray_ids: other_numbers(links).filter(|_| whole).collect(),
        ignored_profiles: aside(links).filter(|_| whole).collect(),
        ignored_employees: excluded(links).filter(|_| whole).collect(),
        rejected: links
            .rejected()
            .into_iter()
            .filter(|_| whole)
            .map(|(okta_id, employee_id)| Rejected { okta_id, employee_id })
            .collect(),
    }
}

fn pairs<'a>(links: &Links<'a>) -> impl Iterator<Item = Pair<'a>> {
    links.report.pairs.iter().map(|pair| Pair {
        kind: code::pair_kind(pair.kind),
        by: code::pair_by(pair.by),
        profile: links.profile(pair.profile).into(),
        employee: links.employee(pair.employee).into(),
        notices: pair.remarks.iter().copied().map(coded).collect(),
    })
}

fn coded(remark: PairRemark) -> Coded {
    Coded {
        code: code::pair_remark(remark),
        text: words::pair_remark(remark),
    }
}

fn conflicts<'a>(links: &Links<'a>) -> impl Iterator<Item = Conflict<'a>> {
    links.report.conflicts.iter().map(|conflict| Conflict {
        kind: code::conflict(conflict.kind),
        text: words::conflict(conflict.kind),
        profiles: conflict
            .profiles
            .iter()
            .map(|at| links.profile(*at).into())
            .collect(),
        employees: conflict
            .employees
            .iter()
            .map(|at| links.employee(*at).into())
            .collect(),
    })
}

fn unmatched_okta<'a>(links: &Links<'a>) -> Vec<UnmatchedOkta<'a>> {
    let is_wanted = |standing: &ProfileStanding| match standing {
        ProfileStanding::Unmatched => true,
        ProfileStanding::Former => !links.only_undecided,
        _ => false,
    };
    links
        .profiles(is_wanted)
        .into_iter()
        .map(|(position, profile, standing)| UnmatchedOkta {
            state: if *standing == ProfileStanding::Former {
                "deactivated"
            } else {
                "unmatched"
            },
            profile: profile.into(),
            candidates: links.suggestions(position).iter().map(suggestion).collect(),
        })
        .collect()
}

fn suggestion(suggestion: &Suggestion) -> SuggestionOut {
    SuggestionOut {
        employee_id: suggestion.employee.0,
        // Three places: more would be noise of the arithmetic.
        score: (f64::from(suggestion.score) * 1000.0).round() / 1000.0,
        strength: code::strength(suggestion.strength),
        former: suggestion.has_left,
        reasons: suggestion.reasons.iter().copied().map(code::reason).collect(),
    }
}

fn employees<'a>(
    links: &Links<'a>,
    wanted: impl Fn(EmployeeStanding) -> bool,
) -> impl Iterator<Item = (PersonioSide<'a>, EmployeeStanding)> {
    links
        .employees(wanted)
        .into_iter()
        .map(|(employee, standing)| (employee.into(), standing))
}

fn other_numbers<'a>(links: &Links<'a>) -> impl Iterator<Item = OtherNumber<'a>> {
    links
        .profiles(is_other_number)
        .into_iter()
        .filter_map(|(_, profile, standing)| {
            let (kind, employee) = match standing {
                ProfileStanding::EmployeeGone(employee) => ("employee_gone", employee),
                ProfileStanding::SpareNumber(employee) => ("spare_id", employee),
                ProfileStanding::LeftAlone(employee) => ("not_synced", employee),
                _ => return None,
            };
            Some(OtherNumber {
                kind,
                profile: profile.into(),
                employee_id: employee.0,
            })
        })
}

fn aside<'a>(links: &Links<'a>) -> impl Iterator<Item = Aside<'a>> {
    links
        .profiles(|standing| matches!(standing, ProfileStanding::Aside(_)))
        .into_iter()
        .filter_map(|(position, profile, standing)| {
            let ProfileStanding::Aside(aside) = standing else {
                return None;
            };
            let owner = match aside.kind {
                AsideKind::Second(owner) => owner.map(|owner| owner.0),
                _ => None,
            };
            Some(Aside {
                kind: code::aside(aside.kind),
                owner,
                note: &aside.note,
                profile: profile.into(),
                employee: links.employee_of_aside(position).map(PersonioSide::from),
            })
        })
}

fn excluded<'a>(links: &Links<'a>) -> impl Iterator<Item = Excluded<'a>> {
    let wanted = |standing| {
        matches!(
            standing,
            EmployeeStanding::Excluded | EmployeeStanding::OutOfScope
        )
    };
    employees(links, wanted).map(|(employee, standing)| Excluded {
        reason: if standing == EmployeeStanding::Excluded {
            "ignored"
        } else {
            "out_of_scope"
        },
        employee,
    })
}
