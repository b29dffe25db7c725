//! Who an unmatched profile might belong to (rule L11), explained and with a probability.
//!
//! Names are taken apart into words (`name`, `word`, `nickname`), addresses into what they are made of
//! (`mailbox`), places of work into meanings (`phrase`). Whoever shares a key (`block`) is compared
//! (`evidence`); each sign has a weight (`weight`); all candidates share their odds (`index`). Pure and
//! deterministic, whatever the order in which people were read. Nothing here links anybody.

mod block;
mod ceiling;
mod evidence;
mod facts;
mod index;
mod mailbox;
mod name;
mod newcomer;
mod outline;
mod phrase;
mod reason;
mod weight;
mod word;

pub use index::Index;
pub(super) use newcomer::Newcomers;
pub use weight::{Sign, WEIGHTS};

use super::id::{EmployeeId, OktaId};
use super::link::{LinkReport, ProfileStanding};
use super::snapshot::Snapshot;
use super::state::State;

/// One candidate for an unmatched profile.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    pub employee: EmployeeId,
    /// 0 to 1: how many of a hundred such are right.
    pub score: f32,
    pub strength: Strength,
    /// What agrees, best first, then what differs.
    pub reasons: Vec<Reason>,
    /// The employee has left.
    pub has_left: bool,
    /// Linked, excluded, in conflict or out of scope: named only where that is asked for.
    pub is_taken: bool,
}

/// One candidate for an employee without a profile.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileSuggestion {
    pub profile: OktaId,
    /// 0 to 1: how many of a hundred such are right.
    pub score: f32,
    pub strength: Strength,
    pub reasons: Vec<Reason>,
    /// The profile is deactivated.
    pub is_former: bool,
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
    /// The same name, romanised or spelled in another way.
    OtherSpelling,
    SameLastName,
    /// One half of a double name, or a name more.
    LastNameInPart,
    SimilarLastName,
    SameFirstName,
    FirstNameInPart,
    /// A short or pet form.
    ShortFirstName,
    SimilarFirstName,
    SameInitial,
    SameMailbox,
    /// The address is made of the whole name.
    MailboxOfName,
    MailboxOfNameInPart,
    MailboxOfInitials,
    SameDepartment,
    SimilarDepartment,
    SamePosition,
    SimilarPosition,
    SameOffice,
    SimilarOffice,
    SameManager,
    CreatedWhenHired,
    LastNameDiffers,
    FirstNameDiffers,
    DepartmentDiffers,
    PositionDiffers,
    OfficeDiffers,
    CreatedBeforeHired,
    EmployeeLeft,
    EmployeeTaken,
}

/// Rule L11 for each unmatched live profile, by its position: the best candidates among the unmatched employees,
/// best first. Nobody is named who is excluded, rejected, linked or in conflict; inactive employees are, marked as
/// left. A screen makes an [`Index`] and asks for the profiles that it shows first.
pub fn suggest(snapshot: &Snapshot, state: &State, report: &LinkReport) -> Vec<(u32, Vec<Suggestion>)> {
    let unmatched: Vec<u32> = (0u32..)
        .zip(&report.profiles)
        .filter(|(_, standing)| **standing == ProfileStanding::Unmatched)
        .map(|(position, _)| position)
        .collect();
    if unmatched.is_empty() {
        return Vec::new();
    }
    let index = Index::of(snapshot, report);
    unmatched
        .into_iter()
        .map(|profile| (profile, index.suggest_for(profile, state, report)))
        .collect()
}
