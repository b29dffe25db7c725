//! Why one person gets what they get (`koppel explain`), step by step: read, link, login, mapping, limits, result.
//!
//! Nothing is decided in here. Everything is read off the link report and the plan, so that an explanation cannot
//! differ from what a run would do. Plain data; the words are made by whoever shows it.

mod teller;
mod way;

pub use teller::explain;

use super::employee::display_name;
use super::id::{EmployeeId, OktaId};
use super::link::{
    ConflictKind, EmployeeStanding, LinkReport, PairBy, PairKind, PairRemark, ProfileStanding,
};
use super::plan::{AccessReason, ActionKind, Hold, HoldCode, LimitUse, Misfit, RemarkCode, SkipReason};
use super::snapshot::Snapshot;
use super::text::{same_email, same_name};
use super::value::{Text, Value};
use jiff::civil::Date;

/// Whom an explanation is about: positions in the snapshot. Both where the link report pairs them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    pub employee: Option<u32>,
    pub profile: Option<u32>,
}

/// The whole story of one person, in the order in which it is decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    pub employee: Option<EmployeeId>,
    pub profile: Option<OktaId>,
    pub steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    pub stage: Stage,
    /// The rule that decided, such as `L4`.
    pub rule: &'static str,
    pub facts: Vec<Fact>,
    pub verdict: Verdict,
    /// What would have to change for another outcome; any one of these is enough.
    pub ways: Vec<Way>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    Read,
    Link,
    Login,
    Mapping,
    Limits,
    Result,
}

/// Something that the verdict depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    pub from: Origin,
    /// The attribute, in the words of its origin.
    pub name: Text,
    pub value: Value,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    Personio,
    Okta,
    /// What was last sent (rule U2).
    Base,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// There, and in a state that the program knows.
    Read,
    /// Not on this side at all.
    NotThere,
    Pair {
        kind: PairKind,
        by: PairBy,
        remarks: Vec<PairRemark>,
    },
    /// Nobody was found.
    Unmatched,
    Conflict {
        kind: ConflictKind,
        employees: Vec<EmployeeId>,
        profiles: Vec<OktaId>,
    },
    Excluded,
    OutOfScope,
    /// Of the profile itself, or of the one that holds the employee's ID.
    Aside,
    /// A deactivated profile without a link.
    Former,
    EmployeeGone(EmployeeId),
    SpareNumber(EmployeeId),
    LeftAlone(EmployeeId),
    /// The login that the profile has and keeps (rule N6).
    LoginKept(Text),
    LoginGiven(Text),
    /// An attribute that changes.
    Sent {
        from: Value,
        to: Value,
    },
    /// An attribute for which nothing is sent.
    InStep,
    Remark(RemarkCode),
    Misfit(Misfit),
    /// An action that counts against a limit which is kept, or exceeded.
    WithinLimit(LimitUse),
    OverLimit(LimitUse),
    Applied(ActionKind),
    Held(ActionKind, Hold),
    /// Planned, and stopped by a limit.
    Stopped(ActionKind),
    Skipped(SkipReason),
    StillHasAccess(AccessReason),
    /// In step, or nothing to do with this profile.
    Nothing,
}

/// What somebody can do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// Change this attribute in Personio.
    InPersonio(&'static str),
    /// Change this in Okta.
    InOkta(&'static str),
    /// Change this key of the settings.
    Setting(&'static str),
    /// Let this hold go.
    Release(HoldCode),
    /// Assign a profile by hand.
    Assign,
    /// Take back, or confirm, a decision.
    Decide,
    /// Close the review.
    CloseReview,
    Wait(Option<Date>),
}

/// Everybody whom these words name: an ID, an e-mail, a login, a first, a last or both names. Sorted, each once.
pub fn find(snapshot: &Snapshot, report: &LinkReport, words: &str) -> Vec<Subject> {
    let words = words.trim();
    let names = |first: Option<&str>, last: Option<&str>| {
        let both = display_name(first, last);
        let mut said = [Some(both.as_str()), first, last].into_iter().flatten();
        said.any(|name| !name.is_empty() && same_name(name, words))
    };
    let mails = |email: Option<&str>| email.is_some_and(|email| same_email(email, words));
    let employees = (0u32..).zip(&snapshot.roster.employees).filter(|(_, one)| {
        EmployeeId::from_link(words) == Some(one.id)
            || mails(one.email())
            || names(one.first_name.as_text(), one.last_name.as_text())
    });
    let profiles = (0u32..).zip(&snapshot.directory.profiles).filter(|(_, one)| {
        one.id.as_str() == words
            || mails(Some(&one.login))
            || mails(one.email.as_deref())
            || names(one.first_name.as_deref(), one.last_name.as_deref())
    });
    let mut found: Vec<Subject> = employees
        .map(|(at, _)| Subject::of_employee(report, at))
        .chain(profiles.map(|(at, _)| Subject::of_profile(report, at)))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

impl Subject {
    pub fn of_employee(report: &LinkReport, employee: u32) -> Self {
        let profile = match report.employees[employee as usize] {
            EmployeeStanding::Paired(pair) => Some(report.pairs[pair as usize].profile),
            EmployeeStanding::ProfileAside(profile) => Some(profile),
            _ => None,
        };
        Self {
            employee: Some(employee),
            profile,
        }
    }

    pub fn of_profile(report: &LinkReport, profile: u32) -> Self {
        let employee = match report.profiles[profile as usize] {
            ProfileStanding::Paired(pair) => Some(report.pairs[pair as usize].employee),
            _ => None,
        };
        Self {
            employee,
            profile: Some(profile),
        }
    }
}
