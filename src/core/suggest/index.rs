//! Finds candidates: for a profile among all employees, for an employee among all profiles that are nobody's.

use super::block::{Blocks, Keys, Side, narrow, wide};
use super::evidence::Evidence;
use super::facts::{Facts, Known, Sources};
use super::weight::{FAINT, LIKELY, STRONG, Sign, probability};
use super::{ProfileSuggestion, Strength, Suggestion, reason};
use crate::core::id::EmployeeId;
use crate::core::link::{EmployeeStanding, LinkReport, PairKind, ProfileStanding};
use crate::core::profile::Profile;
use crate::core::snapshot::Snapshot;
use crate::core::state::State;
use std::borrow::Cow;
use std::cmp::Ordering;

/// How many candidates are named.
const MOST: usize = 5;
/// A rival for the same employee matters when its odds are not this much smaller (as a logarithm).
const FAR_BEHIND: f64 = 6.0;

/// Both sides made ready, once for a snapshot; decisions may change without making it anew. Only a profile that was
/// linked by then, and is not any more, is not found from the employee's side until it is made again.
#[derive(Debug)]
pub struct Index<'a> {
    snapshot: &'a Snapshot,
    sources: Sources<'a>,
    /// By position.
    employees: Vec<Facts>,
    employee_blocks: Blocks,
    /// Those that were not linked, with their positions.
    profiles: Vec<(u32, Facts)>,
    profile_blocks: Blocks,
}

/// What is decided now.
#[derive(Debug, Clone, Copy)]
struct Now<'a> {
    state: &'a State,
    report: &'a LinkReport,
}

/// One pair, weighed.
#[derive(Debug, Clone, Copy)]
struct Weighed {
    /// Position on the other side.
    other: u32,
    evidence: Evidence,
    log_odds: f64,
}

impl Weighed {
    fn of(other: u32, evidence: Evidence) -> Self {
        let log_odds = evidence.signs().into_iter().map(Sign::weight).sum();
        Self {
            other,
            evidence,
            log_odds,
        }
    }

    fn odds(&self) -> f64 {
        self.log_odds.exp()
    }

    fn is_strong_alone(&self) -> bool {
        probability(self.log_odds) >= STRONG
    }
}

impl<'a> Index<'a> {
    /// `report` tells who is linked: they teach which words for departments mean the same on both sides.
    pub fn of(snapshot: &'a Snapshot, report: &LinkReport) -> Self {
        let pairs = report.pairs.iter().map(|pair| (pair.profile, pair.employee));
        let sources = Sources::of(snapshot, pairs);
        let mut known = Known::default();
        let employees: Vec<Facts> = snapshot
            .roster
            .employees
            .iter()
            .map(|employee| sources.employee(employee, &mut known))
            .collect();
        let is_free = |standing: &ProfileStanding| match standing {
            ProfileStanding::Paired(pair) => report.pairs[*pair as usize].kind == PairKind::ToLink,
            _ => true,
        };
        let profiles: Vec<(u32, Facts)> = (0u32..)
            .zip(snapshot.directory.profiles.iter().zip(&report.profiles))
            .filter(|(_, (_, standing))| is_free(standing))
            .map(|(position, (profile, _))| (position, sources.profile(profile)))
            .collect();
        Self {
            snapshot,
            employee_blocks: Blocks::of(employees.iter(), Side::Employee),
            profile_blocks: Blocks::of(profiles.iter().map(|(_, facts)| facts), Side::Profile),
            sources,
            employees,
            profiles,
        }
    }

    /// Who a profile may belong to, best first; nobody who is excluded, rejected, linked or in conflict. `profile`
    /// is its position.
    pub fn suggest_for(&self, profile: u32, state: &State, report: &LinkReport) -> Vec<Suggestion> {
        let now = Now { state, report };
        let mut found = self.named(profile, now);
        found.retain(|one| !one.is_taken);
        found.truncate(MOST);
        found
    }

    /// As [`suggest_for`](Self::suggest_for), with those who are taken: linked, excluded, in conflict, out of scope.
    pub fn suggest_with_taken(&self, profile: u32, state: &State, report: &LinkReport) -> Vec<Suggestion> {
        let mut found = self.named(profile, Now { state, report });
        found.truncate(MOST);
        found
    }

    /// Which profiles an employee may have, best first, former accounts included. `employee` is their position.
    pub fn profiles_for(&self, employee: u32, state: &State, report: &LinkReport) -> Vec<ProfileSuggestion> {
        let now = Now { state, report };
        let facts = &self.employees[employee as usize];
        let mut keys = narrow(facts);
        keys.extend(wide(facts, Side::Employee));
        let weighed = self.weigh_profiles(employee, &keys, now, |standing| {
            matches!(
                standing,
                ProfileStanding::Unmatched | ProfileStanding::Former | ProfileStanding::EmployeeGone(_)
            )
        });
        let all: f64 = 1.0 + weighed.iter().map(Weighed::odds).sum::<f64>();
        let mut found: Vec<ProfileSuggestion> = weighed
            .iter()
            .filter(|one| one.odds() / all >= FAINT)
            .take(MOST)
            .map(|one| {
                // Whoever else the profile may belong to lowers it too.
                let candidates = self.weigh_employees(one.other, now);
                let score = one.odds() / (all + others(&candidates, employee));
                let strength = strength(score, one.is_strong_alone());
                ProfileSuggestion {
                    profile: self.profile(one.other).id.clone(),
                    score: narrowed(score),
                    strength,
                    reasons: reason::reasons(&one.evidence),
                    is_former: !self.profile(one.other).is_live(),
                }
            })
            .collect();
        found.sort_by(|a, b| descending(a.score.into(), b.score.into()).then(a.profile.cmp(&b.profile)));
        found
    }

    /// What each candidate's score is made of, the hopeless ones' too; for fitting the weights.
    pub fn signs_for(
        &self,
        profile: u32,
        state: &State,
        report: &LinkReport,
    ) -> Vec<(EmployeeId, Vec<Sign>)> {
        self.weigh(profile, Now { state, report }, |_| false)
            .iter()
            .map(|one| (self.employee_id(one.other), one.evidence.signs().into_vec()))
            .collect()
    }

    fn named(&self, profile: u32, now: Now<'_>) -> Vec<Suggestion> {
        let weighed = self.weigh_employees(profile, now);
        let all: f64 = 1.0 + weighed.iter().map(Weighed::odds).sum::<f64>();
        let mut found: Vec<Suggestion> = weighed
            .iter()
            .filter(|one| probability(one.log_odds) >= FAINT)
            .take(3 * MOST)
            .map(|one| {
                let rivals = if one.odds() / all >= LIKELY && !one.evidence.is_taken {
                    self.rivals(profile, one, now)
                } else {
                    0.0
                };
                let score = one.odds() / (all + rivals);
                Suggestion {
                    employee: self.employee_id(one.other),
                    score: narrowed(score),
                    strength: strength(score, one.is_strong_alone()),
                    reasons: reason::reasons(&one.evidence),
                    has_left: one.evidence.has_left,
                    is_taken: one.evidence.is_taken,
                }
            })
            .collect();
        found.sort_by(|a, b| descending(a.score.into(), b.score.into()).then(a.employee.cmp(&b.employee)));
        found
    }

    /// The odds of other unmatched profiles for the same employee, each as far as it has nobody better. Whoever comes
    /// near a good candidate shares a narrow key.
    fn rivals(&self, profile: u32, one: &Weighed, now: Now<'_>) -> f64 {
        let keys = narrow(&self.employees[one.other as usize]);
        let is_such = |standing: &ProfileStanding| *standing == ProfileStanding::Unmatched;
        self.weigh_profiles(one.other, &keys, now, is_such)
            .iter()
            .filter(|rival| rival.other != profile && rival.log_odds > one.log_odds - FAR_BEHIND)
            .map(|rival| {
                let candidates = self.weigh_employees(rival.other, now);
                let elsewhere = others(&candidates, one.other);
                rival.odds() * rival.odds() / (1.0 + rival.odds() + elsewhere)
            })
            .sum()
    }

    /// All candidates that matter, the most probable first.
    fn weigh_employees(&self, profile: u32, now: Now<'_>) -> Vec<Weighed> {
        // Beside somebody of the same name and with more that agrees mere neighbours have no weight.
        self.weigh(profile, now, |near| near.iter().any(Weighed::is_strong_alone))
    }

    /// `is_enough` says of those who share a whole name or mailbox that no others need be looked at.
    fn weigh(&self, profile: u32, now: Now<'_>, is_enough: impl Fn(&[Weighed]) -> bool) -> Vec<Weighed> {
        let of_profile = &self.snapshot.directory.profiles[profile as usize];
        let known = self
            .profiles
            .binary_search_by_key(&profile, |(position, _)| *position);
        let facts = match known {
            Ok(at) => Cow::Borrowed(&self.profiles[at].1),
            Err(_) => Cow::Owned(self.sources.profile(of_profile)),
        };
        let facts = facts.as_ref();
        let compare = |position: u32| {
            let id = self.employee_id(position);
            if now.state.decisions.has_rejected(&of_profile.id, id) {
                return None;
            }
            let standing = now.report.employees[position as usize];
            let is_taken = standing != EmployeeStanding::Unmatched;
            let evidence = Evidence::of(facts, &self.employees[position as usize], is_taken);
            Some(Weighed::of(position, evidence))
        };
        let near = self.employee_blocks.sharing(&narrow(facts));
        let mut weighed: Vec<Weighed> = near.iter().copied().filter_map(compare).collect();
        if !is_enough(&weighed) {
            let wide = self.employee_blocks.sharing(&wide(facts, Side::Profile));
            let further = wide
                .into_iter()
                .filter(|position| near.binary_search(position).is_err());
            weighed.extend(further.filter_map(compare));
        }
        weighed.sort_by(|a, b| {
            descending(a.log_odds, b.log_odds)
                .then_with(|| self.employee_id(a.other).cmp(&self.employee_id(b.other)))
        });
        weighed
    }

    /// All profiles of such a standing that share a key with an employee, the most probable first.
    fn weigh_profiles(
        &self,
        employee: u32,
        keys: &Keys,
        now: Now<'_>,
        is_such: impl Fn(&ProfileStanding) -> bool,
    ) -> Vec<Weighed> {
        let facts = &self.employees[employee as usize];
        let is_taken = now.report.employees[employee as usize] != EmployeeStanding::Unmatched;
        let id = self.employee_id(employee);
        let mut weighed: Vec<Weighed> = self
            .profile_blocks
            .sharing(keys)
            .into_iter()
            .map(|at| &self.profiles[at as usize])
            .filter(|(position, _)| is_such(&now.report.profiles[*position as usize]))
            .filter(|(position, _)| !now.state.decisions.has_rejected(&self.profile(*position).id, id))
            .map(|(position, profile)| Weighed::of(*position, Evidence::of(profile, facts, is_taken)))
            .collect();
        weighed.sort_by(|a, b| {
            descending(a.log_odds, b.log_odds)
                .then_with(|| self.profile(a.other).id.cmp(&self.profile(b.other).id))
        });
        weighed
    }

    fn employee_id(&self, position: u32) -> EmployeeId {
        self.snapshot.roster.employees[position as usize].id
    }

    fn profile(&self, position: u32) -> &Profile {
        &self.snapshot.directory.profiles[position as usize]
    }
}

/// The odds of everybody but this one.
fn others(weighed: &[Weighed], but: u32) -> f64 {
    weighed
        .iter()
        .filter(|other| other.other != but)
        .map(Weighed::odds)
        .sum()
}

/// What would be strong, had it no equal, is *two alike*.
fn strength(score: f64, is_strong_alone: bool) -> Strength {
    if score >= STRONG {
        Strength::Strong
    } else if is_strong_alone && score < LIKELY + 0.2 {
        Strength::TwoAlike
    } else if score >= LIKELY {
        Strength::Likely
    } else {
        Strength::Weak
    }
}

fn descending(a: f64, b: f64) -> Ordering {
    b.total_cmp(&a)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a score between 0 and 1 for people to read"
)]
fn narrowed(score: f64) -> f32 {
    score as f32
}
