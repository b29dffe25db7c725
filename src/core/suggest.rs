//! Who an unmatched profile might belong to (rule L11).

use super::id::EmployeeId;

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
