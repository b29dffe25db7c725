//! Finds the weights of the signs: the greatest likelihood of the right answers on the tuning set, in a logistic
//! model in which all candidates of a profile and "nobody" share the probability. What agrees more never weighs less:
//! where chance says otherwise, two signs are moved to where they do not contradict.

use crate::company::Company;
use koppel::core::suggest::{Index, Sign, WEIGHTS};

/// One profile: the signs of each candidate, and which is right.
struct Question {
    candidates: Vec<Vec<Sign>>,
    right: Option<usize>,
}

const ROUNDS: usize = 1_500;
/// How strongly weights are drawn to zero where little was seen.
const DRAWN: f64 = 0.3;
/// The step and the two momenta of Adam, a usual way to climb.
const STEP: f64 = 0.03;
const MOMENTA: (f64, f64) = (0.9, 0.999);

/// How much more the better of two signs weighs at least.
const GAP: f64 = 0.1;
/// From the better sign to the worse.
const CHAINS: [&[Sign]; 13] = [
    &[
        Sign::GivenSame,
        Sign::GivenSpelling,
        Sign::GivenTypo,
        Sign::GivenSimilar,
        Sign::GivenDiffers,
    ],
    &[Sign::GivenSame, Sign::GivenPartly, Sign::GivenInitial],
    &[
        Sign::GivenSame,
        Sign::GivenNickname,
        Sign::GivenInitial,
        Sign::GivenDiffers,
    ],
    &[
        Sign::FamilySame,
        Sign::FamilySpelling,
        Sign::FamilyTypo,
        Sign::FamilySimilar,
        Sign::FamilyDiffers,
    ],
    &[
        Sign::FamilySame,
        Sign::FamilyPartly,
        Sign::FamilyInitial,
        Sign::FamilyDiffers,
    ],
    &[
        Sign::MailFull,
        Sign::MailInitialFamily,
        Sign::MailFamily,
        Sign::MailOther,
    ],
    &[
        Sign::AloneFull,
        Sign::AloneInitialFamily,
        Sign::AloneFamily,
        Sign::AloneOther,
    ],
    &[Sign::TheirMailFull, Sign::TheirMailPart, Sign::TheirMailOther],
    &[
        Sign::DepartmentSame,
        Sign::DepartmentSimilar,
        Sign::DepartmentDiffers,
    ],
    &[Sign::PositionSame, Sign::PositionSimilar, Sign::PositionDiffers],
    &[Sign::OfficeSame, Sign::OfficeSimilar, Sign::OfficeDiffers],
    &[Sign::ManagerSame, Sign::ManagerDiffers],
    &[Sign::BeganNear, Sign::BeganLater, Sign::BeganBefore],
];
/// Signs that never speak against somebody.
const FOR: [Sign; 3] = [Sign::WholeName, Sign::BothNames, Sign::SameMailbox];

/// The weights, in the order of the signs.
pub fn fit(companies: &[Company]) -> Vec<f64> {
    let questions: Vec<Question> = companies.iter().flat_map(questions).collect();
    let mut weights: Vec<f64> = WEIGHTS.iter().map(|(_, weight)| *weight).collect();
    let (mut first, mut second) = (vec![0.0; weights.len()], vec![0.0; weights.len()]);
    for round in 1..=ROUNDS {
        let slope = slope(&questions, &weights);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_possible_wrap,
            reason = "a few thousand rounds"
        )]
        let round = round as i32;
        for at in 0..weights.len() {
            first[at] = MOMENTA.0 * first[at] + (1.0 - MOMENTA.0) * slope[at];
            second[at] = MOMENTA.1 * second[at] + (1.0 - MOMENTA.1) * slope[at] * slope[at];
            let mean = first[at] / (1.0 - MOMENTA.0.powi(round));
            let spread = second[at] / (1.0 - MOMENTA.1.powi(round));
            weights[at] += STEP * mean / (spread.sqrt() + 1e-8);
        }
        put_in_order(&mut weights);
    }
    weights
}

fn put_in_order(weights: &mut [f64]) {
    for sign in FOR {
        weights[sign as usize] = weights[sign as usize].max(0.0);
    }
    for pair in CHAINS.iter().flat_map(|chain| chain.windows(2)) {
        let (better, worse) = (pair[0] as usize, pair[1] as usize);
        if weights[better] < weights[worse] + GAP {
            let middle = f64::midpoint(weights[better], weights[worse]);
            weights[better] = middle + GAP / 2.0;
            weights[worse] = middle - GAP / 2.0;
        }
    }
}

fn questions(company: &Company) -> Vec<Question> {
    let index = Index::of(&company.snapshot, &company.report);
    company
        .cases
        .iter()
        .map(|case| {
            let found = index.signs_for(case.profile, &company.state, &company.report);
            Question {
                right: found
                    .iter()
                    .position(|(employee, _)| Some(*employee) == case.answer.or(case.owner)),
                candidates: found.into_iter().map(|(_, signs)| signs).collect(),
            }
        })
        .collect()
}

/// Where the likelihood grows.
fn slope(questions: &[Question], weights: &[f64]) -> Vec<f64> {
    let mut slope: Vec<f64> = weights.iter().map(|weight| -DRAWN * weight).collect();
    for question in questions {
        let odds: Vec<f64> = question
            .candidates
            .iter()
            .map(|signs| {
                signs
                    .iter()
                    .map(|sign| weights[*sign as usize])
                    .sum::<f64>()
                    .exp()
            })
            .collect();
        let all = 1.0 + odds.iter().sum::<f64>();
        for (at, signs) in question.candidates.iter().enumerate() {
            let is_right = if question.right == Some(at) { 1.0 } else { 0.0 };
            for sign in signs {
                slope[*sign as usize] += is_right - odds[at] / all;
            }
        }
    }
    slope
}

/// As `src/core/suggest/weight.rs` has them.
pub fn print(weights: &[f64]) {
    for ((sign, _), weight) in WEIGHTS.iter().zip(weights) {
        println!("    (Sign::{sign:?}, {weight:.2}),");
    }
}
