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
    (Sign::Anybody, -0.69),
    (Sign::GivenSame, 3.00),
    (Sign::GivenSpelling, 2.90),
    (Sign::GivenPartly, 1.96),
    (Sign::GivenNickname, 2.45),
    (Sign::GivenTypo, 2.32),
    (Sign::GivenSimilar, 1.52),
    (Sign::GivenInitial, 1.86),
    (Sign::GivenDiffers, -4.28),
    (Sign::FamilySame, 3.95),
    (Sign::FamilySpelling, 3.84),
    (Sign::FamilyPartly, 3.85),
    (Sign::FamilyTypo, 3.72),
    (Sign::FamilySimilar, 3.35),
    (Sign::FamilyInitial, 0.00),
    (Sign::FamilyDiffers, -1.56),
    (Sign::BothNames, 0.00),
    (Sign::WholeName, 0.00),
    (Sign::Swapped, 0.17),
    (Sign::SameMailbox, 5.65),
    (Sign::MailFull, -2.09),
    (Sign::MailInitialFamily, -2.31),
    (Sign::MailGivenInitial, -1.42),
    (Sign::MailFamily, -3.15),
    (Sign::MailGiven, -3.51),
    (Sign::MailInitials, 0.00),
    (Sign::MailOther, -3.98),
    (Sign::AloneFull, 4.53),
    (Sign::AloneInitialFamily, 2.97),
    (Sign::AloneGivenInitial, 2.78),
    (Sign::AloneFamily, -3.01),
    (Sign::AloneGiven, -2.47),
    (Sign::AloneInitials, 3.80),
    (Sign::AloneOther, -3.11),
    (Sign::TheirMailFull, 3.59),
    (Sign::TheirMailPart, 3.49),
    (Sign::TheirMailOther, 2.30),
    (Sign::DepartmentSame, 2.54),
    (Sign::DepartmentSimilar, 2.44),
    (Sign::DepartmentDiffers, -1.34),
    (Sign::PositionSame, 1.30),
    (Sign::PositionSimilar, 0.76),
    (Sign::PositionDiffers, -1.87),
    (Sign::OfficeSame, 0.85),
    (Sign::OfficeSimilar, 0.00),
    (Sign::OfficeDiffers, -3.43),
    (Sign::ManagerSame, 2.81),
    (Sign::ManagerDiffers, -1.89),
    (Sign::BeganNear, 2.38),
    (Sign::BeganLater, -1.62),
    (Sign::BeganBefore, -2.03),
    (Sign::Left, -2.47),
    (Sign::Taken, -5.04),
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
