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
    /// `"undecided"` where only those were asked for.
    only: Option<&'static str>,
    pairs: Vec<Pair<'a>>,
    conflicts: Vec<Conflict<'a>>,
    unmatched_okta: Vec<UnmatchedOkta<'a>>,
    unmatched_personio: Vec<UnmatchedPersonio<'a>>,
    other_numbers: Vec<OtherNumber<'a>>,
    aside: Vec<Aside<'a>>,
    excluded: Vec<Excluded<'a>>,
    rejected: Vec<Rejected<'a>>,
}

#[derive(Debug, Serialize)]
struct Pair<'a> {
    kind: &'static str,
    by: &'static str,
    okta: OktaSide<'a>,
    personio: PersonioSide<'a>,
    remarks: Vec<Coded>,
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
    okta: Vec<OktaSide<'a>>,
    personio: Vec<PersonioSide<'a>>,
}

#[derive(Debug, Serialize)]
struct UnmatchedOkta<'a> {
    /// `undecided`, or `former` where the profile is deactivated.
    standing: &'static str,
    okta: OktaSide<'a>,
    suggestions: Vec<SuggestionOut>,
}

#[derive(Debug, Serialize)]
struct SuggestionOut {
    personio_id: u64,
    score: f64,
    strength: &'static str,
    has_left: bool,
    reasons: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct UnmatchedPersonio<'a> {
    personio: PersonioSide<'a>,
}

#[derive(Debug, Serialize)]
struct OtherNumber<'a> {
    kind: &'static str,
    okta: OktaSide<'a>,
    personio_id: u64,
}

#[derive(Debug, Serialize)]
struct Aside<'a> {
    kind: &'static str,
    /// The owner of a second account.
    owner: Option<u64>,
    note: &'a str,
    okta: OktaSide<'a>,
    /// The employee whose link this profile keeps.
    personio: Option<PersonioSide<'a>>,
}

#[derive(Debug, Serialize)]
struct Excluded<'a> {
    reason: &'static str,
    personio: PersonioSide<'a>,
}

#[derive(Debug, Serialize)]
struct Rejected<'a> {
    okta_id: &'a str,
    personio_id: u64,
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
        only: links.only_undecided.then_some("undecided"),
        pairs: pairs(links).filter(|_| whole).collect(),
        conflicts: conflicts(links).filter(|_| whole).collect(),
        unmatched_okta: unmatched_okta(links),
        unmatched_personio: employees(links, |standing| whole && standing == EmployeeStanding::Unmatched)
            .map(|(personio, _)| UnmatchedPersonio { personio })
            .collect(),
        other_numbers: other_numbers(links).filter(|_| whole).collect(),
        aside: aside(links).filter(|_| whole).collect(),
        excluded: excluded(links).filter(|_| whole).collect(),
        rejected: links
            .rejected()
            .into_iter()
            .filter(|_| whole)
            .map(|(okta_id, personio_id)| Rejected { okta_id, personio_id })
            .collect(),
    }
}

fn pairs<'a>(links: &Links<'a>) -> impl Iterator<Item = Pair<'a>> {
    links.report.pairs.iter().map(|pair| Pair {
        kind: code::pair_kind(pair.kind),
        by: code::pair_by(pair.by),
        okta: links.profile(pair.profile).into(),
        personio: links.employee(pair.employee).into(),
        remarks: pair.remarks.iter().copied().map(coded).collect(),
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
        okta: conflict
            .profiles
            .iter()
            .map(|at| links.profile(*at).into())
            .collect(),
        personio: conflict
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
            standing: if *standing == ProfileStanding::Former {
                "former"
            } else {
                "undecided"
            },
            okta: profile.into(),
            suggestions: links.suggestions(position).iter().map(suggestion).collect(),
        })
        .collect()
}

fn suggestion(suggestion: &Suggestion) -> SuggestionOut {
    SuggestionOut {
        personio_id: suggestion.employee.0,
        // Three places: more would be noise of the arithmetic.
        score: (f64::from(suggestion.score) * 1000.0).round() / 1000.0,
        strength: code::strength(suggestion.strength),
        has_left: suggestion.has_left,
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
                ProfileStanding::SpareNumber(employee) => ("spare_number", employee),
                ProfileStanding::LeftAlone(employee) => ("left_alone", employee),
                _ => return None,
            };
            Some(OtherNumber {
                kind,
                okta: profile.into(),
                personio_id: employee.0,
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
                okta: profile.into(),
                personio: links.employee_of_aside(position).map(PersonioSide::from),
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
    employees(links, wanted).map(|(personio, standing)| Excluded {
        reason: if standing == EmployeeStanding::Excluded {
            "excluded"
        } else {
            "out_of_scope"
        },
        personio,
    })
}
