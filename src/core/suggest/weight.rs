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
    (Sign::Anybody, 0.05),
    (Sign::GivenSame, 0.70),
    (Sign::GivenSpelling, 1.79),
    (Sign::GivenPartly, -0.13),
    (Sign::GivenNickname, 0.86),
    (Sign::GivenTypo, 1.45),
    (Sign::GivenSimilar, 0.89),
    (Sign::GivenInitial, -0.68),
    (Sign::GivenDiffers, -2.82),
    (Sign::FamilySame, 0.60),
    (Sign::FamilySpelling, 0.91),
    (Sign::FamilyPartly, 0.54),
    (Sign::FamilyTypo, 1.04),
    (Sign::FamilySimilar, -0.40),
    (Sign::FamilyInitial, 0.00),
    (Sign::FamilyDiffers, -0.63),
    (Sign::BothNames, 3.27),
    (Sign::WholeName, -0.58),
    (Sign::Swapped, 0.34),
    (Sign::SameMailbox, -0.50),
    (Sign::MailFull, 2.39),
    (Sign::MailInitialFamily, 1.08),
    (Sign::MailGivenInitial, 0.12),
    (Sign::MailFamily, 0.01),
    (Sign::MailGiven, -0.66),
    (Sign::MailInitials, 0.04),
    (Sign::MailOther, -0.92),
    (Sign::AloneFull, 3.18),
    (Sign::AloneInitialFamily, 1.85),
    (Sign::AloneGivenInitial, 2.27),
    (Sign::AloneFamily, -4.07),
    (Sign::AloneGiven, -3.11),
    (Sign::AloneInitials, 3.02),
    (Sign::AloneOther, -5.16),
    (Sign::TheirMailFull, 1.26),
    (Sign::TheirMailPart, 0.86),
    (Sign::TheirMailOther, -0.05),
    (Sign::DepartmentSame, 0.65),
    (Sign::DepartmentSimilar, 0.57),
    (Sign::DepartmentDiffers, -2.75),
    (Sign::PositionSame, 1.43),
    (Sign::PositionSimilar, 1.31),
    (Sign::PositionDiffers, -1.90),
    (Sign::OfficeSame, 1.59),
    (Sign::OfficeSimilar, 0.00),
    (Sign::OfficeDiffers, -2.16),
    (Sign::ManagerSame, 3.19),
    (Sign::ManagerDiffers, -1.44),
    (Sign::BeganNear, 2.73),
    (Sign::BeganLater, -0.76),
    (Sign::BeganBefore, -1.27),
    (Sign::Left, 0.19),
    (Sign::Taken, -3.95),
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
