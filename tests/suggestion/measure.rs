//! What was found, counted.

use crate::company::Company;
use koppel::core::EmployeeId;
use koppel::core::suggest::{Index, Strength};
use std::collections::BTreeMap;

/// What one way of suggesting says of one profile: candidates, best first, and whether the first is strong.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    pub candidates: Vec<EmployeeId>,
    pub score: f32,
    pub strength: Option<Strength>,
}

impl Answer {
    fn is_strong(&self) -> bool {
        self.strength == Some(Strength::Strong)
    }
}

#[derive(Debug, Clone, Copy, Default)]
pub struct Count {
    pub cases: usize,
    pub first: usize,
    pub in_three: usize,
    pub strong: usize,
    pub strong_right: usize,
}

/// Of all companies, by kind of difference; nobody's profiles apart.
#[derive(Debug, Default)]
pub struct Table {
    pub kinds: BTreeMap<&'static str, Count>,
    pub nobodys: BTreeMap<&'static str, Count>,
    /// Score and whether it was right, of the best candidate of every profile, nobody's too.
    pub scores: Vec<(f32, bool)>,
}

impl Table {
    /// `answer` is asked for each profile by its position.
    pub fn of(companies: &[Company], answer: impl Fn(&Company, u32) -> Answer) -> Self {
        let mut table = Self::default();
        for company in companies {
            table.count(company, |profile| answer(company, profile));
        }
        table
    }

    fn count(&mut self, company: &Company, answer: impl Fn(u32) -> Answer) {
        for case in &company.cases {
            let found = answer(case.profile);
            let is_right = |candidate: &EmployeeId| Some(*candidate) == case.answer;
            let is_first = found.candidates.first().is_some_and(is_right);
            if found.strength.is_some() {
                self.scores.push((found.score, is_first));
            }
            let group = if case.answer.is_some() {
                &mut self.kinds
            } else {
                &mut self.nobodys
            };
            let count = group.entry(case.kind).or_default();
            count.cases += 1;
            count.first += usize::from(is_first);
            count.in_three += usize::from(found.candidates.iter().take(3).any(is_right));
            count.strong += usize::from(found.is_strong());
            count.strong_right += usize::from(found.is_strong() && is_first);
        }
    }

    pub fn answered(&self) -> Count {
        sum(&self.kinds)
    }

    pub fn nobody(&self) -> Count {
        sum(&self.nobodys)
    }

    /// What is strong, of all profiles: how many of them are right.
    pub fn strong_right(&self) -> f64 {
        let all = self.answered();
        share(all.strong_right, all.strong + self.nobody().strong)
    }

    /// Shown beside what it says: for each tenth of the scores, how many of those were right.
    pub fn calibration(&self) -> Vec<(f32, f64, usize)> {
        let limits = [0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.95, 0.99, 0.999, 1.01];
        limits
            .windows(2)
            .map(|limit| {
                let inside: Vec<&(f32, bool)> = self
                    .scores
                    .iter()
                    .filter(|(score, _)| (limit[0]..limit[1]).contains(score))
                    .collect();
                let right = inside.iter().filter(|(_, right)| *right).count();
                let mean = inside.iter().map(|(score, _)| score).sum::<f32>();
                #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
                let mean = mean / inside.len().max(1) as f32;
                (mean, share(right, inside.len()), inside.len())
            })
            .collect()
    }
}

fn sum(kinds: &BTreeMap<&'static str, Count>) -> Count {
    kinds.values().fold(Count::default(), |sum, count| Count {
        cases: sum.cases + count.cases,
        first: sum.first + count.first,
        in_three: sum.in_three + count.in_three,
        strong: sum.strong + count.strong,
        strong_right: sum.strong_right + count.strong_right,
    })
}

#[expect(clippy::cast_precision_loss, reason = "a few thousand")]
pub fn share(some: usize, all: usize) -> f64 {
    some as f64 / all.max(1) as f64
}

/// What koppel suggests.
pub fn suggested(companies: &[Company]) -> Table {
    let mut table = Table::default();
    for company in companies {
        let index = Index::of(&company.snapshot, &company.report);
        table.count(company, |profile| {
            let found = index.suggest_for(profile, &company.state, &company.report);
            Answer {
                score: found.first().map_or(0.0, |one| one.score),
                strength: found.first().map(|one| one.strength),
                candidates: found.into_iter().map(|one| one.employee).collect(),
            }
        });
    }
    table
}
