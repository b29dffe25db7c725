//! Who belongs to whom (rules L1 to L12): the link report.

mod email;
mod hand;
mod number;
mod resolve;
mod scope;

pub use number::Agreement;
pub use resolve::resolve;
pub use scope::is_in_scope;

use super::id::EmployeeId;
use super::state::Aside;
use serde::{Deserialize, Serialize};

/// Everybody's standing. Positions (`u32`) point into the snapshot's employees and profiles.
#[derive(Debug, Clone, Default)]
pub struct LinkReport {
    /// By position of the employee.
    pub employees: Vec<EmployeeStanding>,
    /// By position of the profile.
    pub profiles: Vec<ProfileStanding>,
    /// Linked, or to be linked; sorted by employee ID. At most one for each employee and each profile.
    pub pairs: Vec<Pair>,
    /// Sorted by kind, then by the first profile's ID.
    pub conflicts: Vec<Conflict>,
}

/// What an employee's place in the report is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EmployeeStanding {
    /// No profile was found.
    #[default]
    Unmatched,
    /// Position in [`LinkReport::pairs`].
    Paired(u32),
    /// Position in [`LinkReport::conflicts`]; the first, where there are several.
    InConflict(u32),
    /// By a decision or the settings (rule L9).
    Excluded,
    /// `[scope]` leaves this employee out (rule L9).
    OutOfScope,
    /// The profile that holds this employee's ID is set aside (rule L9).
    ProfileAside(u32),
}

/// What a profile's place in the report is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ProfileStanding {
    /// Live, and nobody was found: the admin decides.
    #[default]
    Unmatched,
    /// `DEPROVISIONED` and not linked (rule L3).
    Former,
    /// Position in [`LinkReport::pairs`].
    Paired(u32),
    /// Position in [`LinkReport::conflicts`]; the first, where there are several.
    InConflict(u32),
    Aside(Aside),
    /// Holds the ID of an employee who is gone from the reading (rule D2).
    EmployeeGone(EmployeeId),
    /// Holds the ID of an employee whom it does not represent. Deactivated: another, live profile does, or e-mail
    /// and name say that it is somebody else's; a remark (rules L1 and L6). Live: it loses the number by a person's
    /// decision (rule L7).
    SpareNumber(EmployeeId),
    /// Holds the ID of an employee who is excluded or out of scope (rule L9): the link stays as it is.
    LeftAlone(EmployeeId),
}

/// A profile and its employee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    pub profile: u32,
    pub employee: u32,
    pub kind: PairKind,
    pub by: PairBy,
    pub remarks: Vec<PairRemark>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PairKind {
    /// The ID stands in Okta.
    Linked,
    /// The ID is to be written.
    ToLink,
}

/// What made the pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PairBy {
    /// The ID in the link attribute (rule L1).
    Number,
    /// The same e-mail (rule L2).
    Email,
    /// A person (rule L7).
    Hand,
}

/// What is worth knowing of a pair. Shown, and changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PairRemark {
    /// The number was found there; neither koppel nor a person wrote it that we know of (rules L1 and L7).
    FoundNumber,
    /// Linked by number, and the e-mails differ.
    EmailDiffers,
    /// Linked by number, and the names differ.
    NameDiffers,
    /// Other, deactivated profiles hold the same number (rule L6).
    NumberElsewhere,
    /// What stands in the link attribute now is overwritten (rules L5 and L7).
    Overwrites,
    /// Another profile loses this link, or this profile leaves another employee (rule L7).
    Moves,
    /// The employee has left (rule D6).
    EmployeeLeft,
    /// The profile is deactivated: linking brings it back (rule U8).
    ProfileDeactivated,
}

/// People whom only a person can tell apart. Nothing is written for any of them (rule L4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    pub kind: ConflictKind,
    /// Positions, sorted by Okta ID.
    pub profiles: Vec<u32>,
    /// Positions, sorted by employee ID.
    pub employees: Vec<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ConflictKind {
    /// Rule L4.
    SameEmail,
    /// Rule L2.
    PersonDisagrees,
    /// Rule L1.
    NumberDisagrees,
    /// Rule L5.
    ForeignNumber,
    /// Rule L6.
    NumberTwice,
}
