//! What many long runs came to: each broken invariant once, with the first seed that breaks it.

use crate::course::Course;
use crate::machine::Machine;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The seeds to run.
pub fn seeds(usual: u64) -> Vec<u64> {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    match (number("KOPPEL_LONG_RUN_SEED"), number("KOPPEL_LONG_RUN_SEEDS")) {
        (Some(seed), _) => vec![seed],
        (None, Some(count)) => (0..count).collect(),
        (None, None) => (0..usual).collect(),
    }
}

/// What all seeds came to.
#[derive(Default)]
pub struct Report {
    runs: usize,
    /// By invariant: how often, the seeds, and the story of the first.
    broken: BTreeMap<&'static str, (usize, Vec<u64>, String)>,
    unseen: BTreeMap<&'static str, usize>,
    counts: BTreeMap<String, usize>,
}

impl Report {
    pub fn add<M: Machine>(&mut self, course: &Course<M>) {
        self.runs += 1;
        for breach in &course.breaches {
            let entry = self.broken.entry(breach.invariant).or_default();
            entry.0 += 1;
            if entry.1.last() != Some(&course.seed) {
                entry.1.push(course.seed);
            }
            if entry.2.is_empty() {
                let names: Vec<String> = breach
                    .people
                    .iter()
                    .map(|person| course.truth.name_of(*person))
                    .collect();
                entry.2 = format!(
                    "seed {}, day {}, {}: {}\n{}",
                    course.seed,
                    breach.day,
                    names.join(" and "),
                    breach.words,
                    course.diary.about(&breach.people, breach.day)
                );
            }
        }
        for (what, count) in &course.unseen {
            *self.unseen.entry(what).or_default() += count;
        }
        for (what, count) in &course.counts {
            *self.counts.entry(what.clone()).or_default() += count;
        }
        if std::env::var_os("KOPPEL_LONG_RUN_ALL").is_some() {
            println!("{}", course.diary.all());
        }
    }

    /// Prints the sums; fails where an invariant is broken.
    pub fn finish(self) {
        println!("{} long runs: {:?}", self.runs, self.counts);
        println!("nobody can see: {:?}", self.unseen);
        let mut text = String::new();
        for (invariant, (count, seeds, story)) in &self.broken {
            let first: Vec<&u64> = seeds.iter().take(12).collect();
            let _ = writeln!(
                text,
                "\n{invariant} is broken {count} times, in {} seeds {first:?}\n{story}",
                seeds.len()
            );
        }
        assert!(self.broken.is_empty(), "{text}");
    }
}
