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
    (Sign::Anybody, 1.62),
    (Sign::GivenSame, 0.33),
    (Sign::GivenSpelling, 1.56),
    (Sign::GivenPartly, -0.67),
    (Sign::GivenNickname, 0.34),
    (Sign::GivenTypo, 1.43),
    (Sign::GivenSimilar, 0.13),
    (Sign::GivenInitial, 0.31),
    (Sign::GivenDiffers, -2.75),
    (Sign::FamilySame, 0.52),
    (Sign::FamilySpelling, 0.45),
    (Sign::FamilyPartly, 0.04),
    (Sign::FamilyTypo, 1.20),
    (Sign::FamilySimilar, -0.53),
    (Sign::FamilyInitial, 0.00),
    (Sign::FamilyDiffers, -1.01),
    (Sign::BothNames, 3.25),
    (Sign::WholeName, -1.28),
    (Sign::Swapped, 0.39),
    (Sign::SameMailbox, -0.15),
    (Sign::MailFull, 2.58),
    (Sign::MailInitialFamily, 0.30),
    (Sign::MailGivenInitial, -0.04),
    (Sign::MailFamily, -0.02),
    (Sign::MailGiven, -0.63),
    (Sign::MailInitials, 0.03),
    (Sign::MailOther, -1.56),
    (Sign::AloneFull, 3.77),
    (Sign::AloneInitialFamily, 2.47),
    (Sign::AloneGivenInitial, 1.73),
    (Sign::AloneFamily, -0.75),
    (Sign::AloneGiven, -1.77),
    (Sign::AloneInitials, 0.84),
    (Sign::AloneOther, -5.35),
    (Sign::TheirMailFull, 1.07),
    (Sign::TheirMailPart, 0.26),
    (Sign::TheirMailOther, -0.67),
    (Sign::DepartmentSame, 1.48),
    (Sign::DepartmentSimilar, 1.68),
    (Sign::DepartmentDiffers, -2.73),
    (Sign::PositionSame, 1.55),
    (Sign::PositionSimilar, 1.37),
    (Sign::PositionDiffers, -2.15),
    (Sign::OfficeSame, 2.36),
    (Sign::OfficeSimilar, 0.00),
    (Sign::OfficeDiffers, -2.16),
    (Sign::ManagerSame, 3.08),
    (Sign::ManagerDiffers, -2.40),
    (Sign::BeganNear, 2.47),
    (Sign::BeganLater, -1.32),
    (Sign::BeganBefore, -1.66),
    (Sign::Left, -0.56),
    (Sign::Taken, -8.86),
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
