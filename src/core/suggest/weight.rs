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
    /// Both halves agree more or less.
    BothNames,
    /// Both halves are the same, however they are spelled.
    WholeName,
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
pub const WEIGHTS: [(Sign, f64); 53] = [
    (Sign::Anybody, 0.26),
    (Sign::GivenSame, -1.27),
    (Sign::GivenSpelling, -0.35),
    (Sign::GivenPartly, -1.41),
    (Sign::GivenNickname, 0.12),
    (Sign::GivenTypo, -0.48),
    (Sign::GivenSimilar, 0.26),
    (Sign::GivenInitial, -0.08),
    (Sign::GivenDiffers, -2.70),
    (Sign::FamilySame, 0.21),
    (Sign::FamilySpelling, 0.84),
    (Sign::FamilyPartly, 0.65),
    (Sign::FamilyTypo, 2.08),
    (Sign::FamilySimilar, 1.20),
    (Sign::FamilyInitial, 0.00),
    (Sign::FamilyDiffers, 0.32),
    (Sign::BothNames, 3.25),
    (Sign::WholeName, -0.50),
    (Sign::Swapped, 0.52),
    (Sign::SameMailbox, 1.52),
    (Sign::MailFull, 2.38),
    (Sign::MailInitialFamily, 1.00),
    (Sign::MailGivenInitial, 1.39),
    (Sign::MailFamily, 0.45),
    (Sign::MailGiven, 0.36),
    (Sign::MailInitials, 0.04),
    (Sign::MailOther, -0.72),
    (Sign::AloneFull, 4.04),
    (Sign::AloneInitialFamily, 3.44),
    (Sign::AloneGivenInitial, 2.32),
    (Sign::AloneFamily, 0.31),
    (Sign::AloneGiven, -0.67),
    (Sign::AloneInitials, 2.17),
    (Sign::AloneOther, -3.48),
    (Sign::TheirMailFull, 2.70),
    (Sign::TheirMailPart, 1.52),
    (Sign::TheirMailOther, 0.38),
    (Sign::DepartmentSame, 1.35),
    (Sign::DepartmentSimilar, 2.31),
    (Sign::DepartmentDiffers, -2.90),
    (Sign::PositionSame, 1.68),
    (Sign::PositionSimilar, 1.24),
    (Sign::PositionDiffers, -2.24),
    (Sign::OfficeSame, 2.56),
    (Sign::OfficeSimilar, 0.00),
    (Sign::OfficeDiffers, -2.24),
    (Sign::ManagerSame, 3.28),
    (Sign::ManagerDiffers, -1.94),
    (Sign::BeganNear, 2.48),
    (Sign::BeganLater, -1.53),
    (Sign::BeganBefore, -2.05),
    (Sign::Left, -0.91),
    (Sign::Taken, -9.02),
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
