//! Who an unmatched profile might belong to (rule L11).

use super::employee::Employee;
use super::id::EmployeeId;
use super::link::{EmployeeStanding, LinkReport, ProfileStanding};
use super::profile::Profile;
use super::snapshot::Snapshot;
use super::state::State;
use super::text::{fold, fold_german, likeness, mailbox};
use rustc_hash::FxHashMap;
use std::cmp::Ordering;

/// One candidate for an unmatched profile.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    pub employee: EmployeeId,
    /// 0 to 1.
    pub score: f32,
    pub strength: Strength,
    /// What agrees, best first.
    pub reasons: Vec<Reason>,
    /// The employee has left.
    pub has_left: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// 99 of 100 such are right.
    Strong,
    Likely,
    Weak,
    /// Strong, and another is as strong.
    TwoAlike,
}

/// What agrees or differs, for people to weigh.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    SameName,
    SwappedName,
    SameMailbox,
    SameLastName,
    SameFirstName,
    SimilarName,
    SimilarMailbox,
    SameDepartment,
    EmployeeLeft,
}

/// How many candidates are named for one profile.
const MOST: usize = 5;
/// Below this likeness nobody is named.
const FAINT: f64 = 0.72;

/// Rule L11, in a plain first form: equal folded names, also swapped, or equal mailbox names are *strong*; the
/// likeness of the names ranks the rest. For each unmatched live profile, by its position, the best candidates
/// among the unmatched employees, best first. Nobody is named who is excluded, rejected, linked or in conflict;
/// inactive employees are, marked as left.
pub fn suggest(snapshot: &Snapshot, state: &State, report: &LinkReport) -> Vec<(u32, Vec<Suggestion>)> {
    let candidates: Vec<&Employee> = snapshot
        .roster
        .employees
        .iter()
        .zip(&report.employees)
        .filter(|(_, standing)| **standing == EmployeeStanding::Unmatched)
        .map(|(employee, _)| employee)
        .collect();
    let index = NameIndex::of(candidates.iter().copied());
    (0u32..)
        .zip(snapshot.directory.profiles.iter().zip(&report.profiles))
        .filter(|(_, (_, standing))| **standing == ProfileStanding::Unmatched)
        .map(|(position, (profile, _))| {
            let may = |employee: EmployeeId| !state.decisions.has_rejected(&profile.id, employee);
            (position, rank(profile, &candidates, &index, may))
        })
        .collect()
}

fn rank(
    profile: &Profile,
    candidates: &[&Employee],
    index: &NameIndex,
    may: impl Fn(EmployeeId) -> bool,
) -> Vec<Suggestion> {
    let key = NameKey::of_profile(profile);
    let mut positions = index.near(&key);
    positions.extend(index.strong(profile));
    positions.sort_unstable();
    positions.dedup();
    let mut found: Vec<Suggestion> = positions
        .into_iter()
        .map(|position| (candidates[position as usize], &index.keys[position as usize]))
        .filter(|(employee, _)| may(employee.id))
        .filter_map(|(employee, other)| weigh(&key, other, employee))
        .collect();
    found.sort_by(|a, b| {
        b.score
            .partial_cmp(&a.score)
            .unwrap_or(Ordering::Equal)
            .then(a.employee.cmp(&b.employee))
    });
    found.truncate(MOST);
    if found
        .iter()
        .filter(|one| one.strength == Strength::Strong)
        .count()
        > 1
    {
        for one in found.iter_mut().filter(|one| one.strength == Strength::Strong) {
            one.strength = Strength::TwoAlike;
        }
    }
    found
}

fn weigh(profile: &NameKey, employee: &NameKey, who: &Employee) -> Option<Suggestion> {
    let mut reasons = Vec::new();
    let is_same = profile.shares_name(employee, false);
    let is_swapped = !is_same && profile.shares_name(employee, true);
    let same_mailbox = profile.shares_mailbox(employee);
    if is_same {
        reasons.push(Reason::SameName);
    }
    if is_swapped {
        reasons.push(Reason::SwappedName);
    }
    if same_mailbox {
        reasons.push(Reason::SameMailbox);
    }
    let whole = likeness(&profile.whole(), &employee.whole());
    let mail = match (&profile.mailbox, &employee.mailbox) {
        (Some(a), Some(b)) => likeness(a, b),
        _ => 0.0,
    };
    let (score, strength) = if reasons.is_empty() {
        let best = whole.max(mail);
        if best < FAINT {
            return None;
        }
        if profile.last == employee.last && !profile.last.is_empty() {
            reasons.push(Reason::SameLastName);
        }
        if profile.first == employee.first && !profile.first.is_empty() {
            reasons.push(Reason::SameFirstName);
        }
        reasons.push(if whole >= mail {
            Reason::SimilarName
        } else {
            Reason::SimilarMailbox
        });
        // Likeness is no probability: the best of mere likeness stays below what equality says.
        (
            best * 0.9,
            if best >= 0.93 {
                Strength::Likely
            } else {
                Strength::Weak
            },
        )
    } else {
        (if reasons.len() > 1 { 0.995 } else { 0.99 }, Strength::Strong)
    };
    let has_left = who.status.is_inactive();
    if has_left {
        reasons.push(Reason::EmployeeLeft);
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a score between 0 and 1 for people to read"
    )]
    let score = score as f32;
    Some(Suggestion {
        employee: who.id,
        score,
        strength,
        reasons,
        has_left,
    })
}

/// A person's name and mailbox, folded: letters and digits alone.
#[derive(Debug, Clone)]
struct NameKey {
    first: String,
    last: String,
    german_first: String,
    german_last: String,
    mailbox: Option<String>,
}

impl NameKey {
    fn new(first: Option<&str>, last: Option<&str>, email: Option<&str>) -> Self {
        let (first, last) = (first.unwrap_or_default(), last.unwrap_or_default());
        Self {
            first: bare(&fold(first)),
            last: bare(&fold(last)),
            german_first: bare(&fold_german(first)),
            german_last: bare(&fold_german(last)),
            mailbox: email
                .map(|email| bare(&fold(mailbox(email))))
                .filter(|mailbox| mailbox.len() >= 3),
        }
    }

    fn of_profile(profile: &Profile) -> Self {
        let email = profile.email.as_deref().or(Some(&profile.login));
        Self::new(profile.first_name.as_deref(), profile.last_name.as_deref(), email)
    }

    fn of_employee(employee: &Employee) -> Self {
        Self::new(
            employee.first_name.as_text(),
            employee.last_name.as_text(),
            employee.email(),
        )
    }

    /// Both ways to write the name, first name first; empty where a part is missing.
    fn names(&self, swapped: bool) -> Vec<String> {
        if self.first.is_empty() || self.last.is_empty() {
            return Vec::new();
        }
        let join = |first: &str, last: &str| {
            if swapped {
                format!("{last} {first}")
            } else {
                format!("{first} {last}")
            }
        };
        let mut names = vec![
            join(&self.first, &self.last),
            join(&self.german_first, &self.german_last),
        ];
        names.dedup();
        names
    }

    fn whole(&self) -> String {
        format!("{} {}", self.first, self.last)
    }

    fn shares_name(&self, other: &Self, swapped: bool) -> bool {
        let others = other.names(false);
        self.names(swapped).iter().any(|name| others.contains(name))
    }

    fn shares_mailbox(&self, other: &Self) -> bool {
        self.mailbox.is_some() && self.mailbox == other.mailbox
    }
}

fn bare(folded: &str) -> String {
    folded.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// Finds employees by name without looking at each of them.
#[derive(Debug)]
pub(super) struct NameIndex {
    keys: Vec<NameKey>,
    by_name: FxHashMap<String, Vec<u32>>,
    by_mailbox: FxHashMap<String, Vec<u32>>,
    /// By the first three letters of each part of the name and of the mailbox.
    by_start: FxHashMap<String, Vec<u32>>,
}

impl NameIndex {
    /// Positions count along `employees`.
    pub fn of<'a>(employees: impl Iterator<Item = &'a Employee>) -> Self {
        let keys: Vec<NameKey> = employees.map(NameKey::of_employee).collect();
        let mut index = Self {
            by_name: FxHashMap::default(),
            by_mailbox: FxHashMap::default(),
            by_start: FxHashMap::default(),
            keys: Vec::new(),
        };
        for (position, key) in (0u32..).zip(&keys) {
            for name in key.names(false) {
                index.by_name.entry(name).or_default().push(position);
            }
            if let Some(mailbox) = &key.mailbox {
                index
                    .by_mailbox
                    .entry(mailbox.clone())
                    .or_default()
                    .push(position);
            }
            for start in starts(key) {
                index.by_start.entry(start).or_default().push(position);
            }
        }
        index.keys = keys;
        index
    }

    /// Who is a *strong* candidate: the same name, also swapped, or the same mailbox.
    pub fn strong(&self, profile: &Profile) -> Vec<u32> {
        let key = NameKey::of_profile(profile);
        let mut found: Vec<u32> = Vec::new();
        for name in key.names(false).iter().chain(&key.names(true)) {
            found.extend(self.by_name.get(name).into_iter().flatten());
        }
        if let Some(mailbox) = &key.mailbox {
            found.extend(self.by_mailbox.get(mailbox).into_iter().flatten());
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn near(&self, key: &NameKey) -> Vec<u32> {
        starts(key)
            .iter()
            .filter_map(|start| self.by_start.get(start))
            .flatten()
            .copied()
            .collect()
    }
}

fn starts(key: &NameKey) -> Vec<String> {
    let parts = [Some(&key.first), Some(&key.last), key.mailbox.as_ref()];
    let mut starts: Vec<String> = parts
        .into_iter()
        .flatten()
        .filter(|part| part.len() >= 3)
        .map(|part| part.chars().take(3).collect())
        .collect();
    starts.sort_unstable();
    starts.dedup();
    starts
}
