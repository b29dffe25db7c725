//! How much each sign weighs, and which scores are strong.
//!
//! The score of a pair is the probability that they are one person, as a logistic model sees it: the weights of the
//! signs that are seen add up to the logarithm of the odds. Candidates for one profile share their odds with each
//! other and with "nobody": two who are alike lower one another.
//!
//! The weights are not made up: `cargo bench --bench suggest -- fit` finds them on the tuning set of
//! `tests/suggestion` (other names and other companies than those of the labelled set that tests them), by the
//! greatest likelihood of the right answers, and prints this table.

/// Something that agrees or differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Always there: how rarely any two are one person.
    Anybody,
    GivenSame,
    GivenSpelling,
    GivenPartly,
    GivenNickname,
    GivenTypo,
    GivenSimilar,
    GivenInitial,
    GivenDiffers,
    FamilySame,
    FamilySpelling,
    FamilyPartly,
    FamilyTypo,
    FamilySimilar,
    FamilyInitial,
    FamilyDiffers,
    BothNames,
    Swapped,
    SameMailbox,
    MailFull,
    MailInitialFamily,
    MailGivenInitial,
    MailFamily,
    MailGiven,
    MailInitials,
    MailOther,
    AloneFull,
    AloneInitialFamily,
    AloneGivenInitial,
    AloneFamily,
    AloneGiven,
    AloneInitials,
    AloneOther,
    TheirMailFull,
    TheirMailPart,
    TheirMailOther,
    DepartmentSame,
    DepartmentSimilar,
    DepartmentDiffers,
    PositionSame,
    PositionSimilar,
    PositionDiffers,
    OfficeSame,
    OfficeSimilar,
    OfficeDiffers,
    ManagerSame,
    ManagerDiffers,
    BeganNear,
    BeganLater,
    BeganBefore,
    Left,
    Taken,
}

/// What each sign adds to the logarithm of the odds, in the order of [`Sign`].
pub const WEIGHTS: [(Sign, f64); 52] = [
    (Sign::Anybody, -9.00),
    (Sign::GivenSame, 4.00),
    (Sign::GivenSpelling, 4.00),
    (Sign::GivenPartly, 3.00),
    (Sign::GivenNickname, 3.00),
    (Sign::GivenTypo, 3.00),
    (Sign::GivenSimilar, 1.50),
    (Sign::GivenInitial, 1.50),
    (Sign::GivenDiffers, -1.50),
    (Sign::FamilySame, 5.50),
    (Sign::FamilySpelling, 5.00),
    (Sign::FamilyPartly, 4.50),
    (Sign::FamilyTypo, 4.00),
    (Sign::FamilySimilar, 2.50),
    (Sign::FamilyInitial, 1.00),
    (Sign::FamilyDiffers, -1.50),
    (Sign::BothNames, 2.50),
    (Sign::Swapped, -0.50),
    (Sign::SameMailbox, 3.00),
    (Sign::MailFull, 1.50),
    (Sign::MailInitialFamily, 1.00),
    (Sign::MailGivenInitial, 1.00),
    (Sign::MailFamily, 0.50),
    (Sign::MailGiven, 0.50),
    (Sign::MailInitials, 0.20),
    (Sign::MailOther, -1.00),
    (Sign::AloneFull, 11.00),
    (Sign::AloneInitialFamily, 8.00),
    (Sign::AloneGivenInitial, 7.00),
    (Sign::AloneFamily, 6.00),
    (Sign::AloneGiven, 3.00),
    (Sign::AloneInitials, 4.50),
    (Sign::AloneOther, -3.00),
    (Sign::TheirMailFull, 1.00),
    (Sign::TheirMailPart, 0.50),
    (Sign::TheirMailOther, -0.50),
    (Sign::DepartmentSame, 1.60),
    (Sign::DepartmentSimilar, 1.20),
    (Sign::DepartmentDiffers, -1.50),
    (Sign::PositionSame, 1.60),
    (Sign::PositionSimilar, 1.00),
    (Sign::PositionDiffers, -1.00),
    (Sign::OfficeSame, 1.20),
    (Sign::OfficeSimilar, 1.00),
    (Sign::OfficeDiffers, -1.30),
    (Sign::ManagerSame, 2.00),
    (Sign::ManagerDiffers, -0.70),
    (Sign::BeganNear, 2.00),
    (Sign::BeganLater, -0.30),
    (Sign::BeganBefore, -1.20),
    (Sign::Left, -1.00),
    (Sign::Taken, -2.00),
];

/// From here on *strong*: 99 of 100 such are right.
pub(super) const STRONG: f64 = 0.95;
/// From here on *likely*.
pub(super) const LIKELY: f64 = 0.5;
/// Below this nobody is named.
pub(super) const FAINT: f64 = 0.001;

impl Sign {
    pub fn weight(self) -> f64 {
        WEIGHTS[self as usize].1
    }
}

/// The probability that odds stand for, where nothing else competes.
pub(super) fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn l11_every_sign_finds_its_own_weight() {
        for (at, (sign, _)) in WEIGHTS.iter().enumerate() {
            assert_eq!(*sign as usize, at, "{sign:?}");
        }
    }
}
