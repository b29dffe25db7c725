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
/// likeness of the names ranks the rest, among those whose names or mailboxes begin alike. For each unmatched live
/// profile, by its position, the best candidates among the unmatched employees, best first. Nobody is named who is
/// excluded, rejected, linked or in conflict; inactive employees are, marked as left.
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
    let neighbours = Neighbours::of(&index.keys, &candidates);
    (0u32..)
        .zip(snapshot.directory.profiles.iter().zip(&report.profiles))
        .filter(|(_, (_, standing))| **standing == ProfileStanding::Unmatched)
        .map(|(position, (profile, _))| {
            let may = |employee: EmployeeId| !state.decisions.has_rejected(&profile.id, employee);
            (position, rank(profile, &candidates, &index, &neighbours, may))
        })
        .collect()
}

fn rank(
    profile: &Profile,
    candidates: &[&Employee],
    index: &NameIndex,
    neighbours: &Neighbours,
    may: impl Fn(EmployeeId) -> bool,
) -> Vec<Suggestion> {
    let key = NameKey::of_profile(profile);
    let mut positions = neighbours.near(&key, &index.keys);
    positions.extend(index.strong_for(&key));
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
    let (score, strength) = if reasons.is_empty() {
        let whole = likeness(&profile.whole, &employee.whole);
        let mail = match (&profile.mailbox, &employee.mailbox) {
            (Some(a), Some(b)) => likeness(a, b),
            _ => 0.0,
        };
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
    /// `first last`, umlauts dropped and spelled out.
    whole: String,
    german_whole: String,
    /// `last first`, in both ways.
    swapped: String,
    german_swapped: String,
    mailbox: Option<String>,
}

impl NameKey {
    fn new(first: Option<&str>, last: Option<&str>, email: Option<&str>) -> Self {
        let (first, last) = (first.unwrap_or_default(), last.unwrap_or_default());
        let (german_first, german_last) = (bare(&fold_german(first)), bare(&fold_german(last)));
        let (first, last) = (bare(&fold(first)), bare(&fold(last)));
        Self {
            whole: format!("{first} {last}"),
            swapped: format!("{last} {first}"),
            german_whole: format!("{german_first} {german_last}"),
            german_swapped: format!("{german_last} {german_first}"),
            first,
            last,
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

    /// Half a name is nobody's.
    fn is_complete(&self) -> bool {
        !self.first.is_empty() && !self.last.is_empty()
    }

    fn names(&self) -> [&str; 2] {
        [&self.whole, &self.german_whole]
    }

    fn swapped_names(&self) -> [&str; 2] {
        [&self.swapped, &self.german_swapped]
    }

    fn shares_name(&self, other: &Self, swapped: bool) -> bool {
        let mine = if swapped {
            self.swapped_names()
        } else {
            self.names()
        };
        let both = self.is_complete() && other.is_complete();
        both && mine.iter().any(|name| other.names().contains(name))
    }

    fn shares_mailbox(&self, other: &Self) -> bool {
        self.mailbox.is_some() && self.mailbox == other.mailbox
    }
}

fn bare(folded: &str) -> String {
    folded.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// Finds employees by their exact name or mailbox.
#[derive(Debug)]
pub(super) struct NameIndex {
    keys: Vec<NameKey>,
    by_name: FxHashMap<String, Vec<u32>>,
    by_mailbox: FxHashMap<String, Vec<u32>>,
}

impl NameIndex {
    /// Positions count along `employees`.
    pub fn of<'a>(employees: impl Iterator<Item = &'a Employee>) -> Self {
        let keys: Vec<NameKey> = employees.map(NameKey::of_employee).collect();
        let mut by_name: FxHashMap<String, Vec<u32>> = FxHashMap::default();
        let mut by_mailbox: FxHashMap<String, Vec<u32>> = FxHashMap::default();
        for (position, key) in (0u32..).zip(&keys) {
            let [plain, german] = key.names();
            if key.is_complete() {
                by_name.entry(plain.to_owned()).or_default().push(position);
                if german != plain {
                    by_name.entry(german.to_owned()).or_default().push(position);
                }
            }
            if let Some(mailbox) = &key.mailbox {
                by_mailbox.entry(mailbox.clone()).or_default().push(position);
            }
        }
        Self {
            keys,
            by_name,
            by_mailbox,
        }
    }

    /// Who is a *strong* candidate: the same name, also swapped, or the same mailbox.
    pub fn strong(&self, profile: &Profile) -> Vec<u32> {
        self.strong_for(&NameKey::of_profile(profile))
    }

    fn strong_for(&self, key: &NameKey) -> Vec<u32> {
        let mut found: Vec<u32> = Vec::new();
        if key.is_complete() {
            for name in key.names().iter().chain(&key.swapped_names()) {
                found.extend(self.by_name.get(*name).into_iter().flatten());
            }
        }
        if let Some(mailbox) = &key.mailbox {
            found.extend(self.by_mailbox.get(mailbox).into_iter().flatten());
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// How many neighbours on either side are looked at, in each order.
const WINDOW: usize = 8;

/// Employees in the order of their first names, of their last names and of their mailboxes: whose name begins alike
/// stands close by. Looking at a window around each profile costs the same for every company.
struct Neighbours([Vec<u32>; 3]);

/// What the three orders go by; an empty text is in none.
const ORDERS: [fn(&NameKey) -> &str; 3] = [
    |key| key.whole.trim(),
    |key| key.swapped.trim(),
    |key| key.mailbox.as_deref().unwrap_or_default(),
];

impl Neighbours {
    /// `keys` and `candidates` are the same people. Among equals the ID decides, and never the order of the reading.
    fn of(keys: &[NameKey], candidates: &[&Employee]) -> Self {
        let id = |position: u32| candidates[position as usize].id;
        Self(ORDERS.map(|order| {
            let mut sorted: Vec<u32> = (0u32..)
                .zip(keys)
                .filter(|(_, key)| !order(key).is_empty())
                .map(|(position, _)| position)
                .collect();
            sorted.sort_unstable_by_key(|position| (order(&keys[*position as usize]), id(*position)));
            sorted
        }))
    }

    fn near(&self, key: &NameKey, keys: &[NameKey]) -> Vec<u32> {
        let mut found = Vec::with_capacity(6 * WINDOW);
        for (sorted, order) in self.0.iter().zip(ORDERS) {
            let wanted = order(key);
            if wanted.is_empty() {
                continue;
            }
            let here = sorted.partition_point(|position| order(&keys[*position as usize]) < wanted);
            let window = here.saturating_sub(WINDOW)..(here + WINDOW).min(sorted.len());
            found.extend(&sorted[window]);
        }
        found
    }
}
