//! What many long runs came to: each broken invariant once, with the shortest story of how it broke.

use crate::course::Course;
use crate::machine::Machine;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

/// The seeds to run.
pub fn seeds(usual: u64) -> Vec<u64> {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    match (number("KOPPEL_LONG_RUN_SEED"), number("KOPPEL_LONG_RUN_SEEDS")) {
        (Some(seed), _) => vec![seed],
        (None, Some(count)) => (0..count).collect(),
        (None, None) => (0..usual).collect(),
    }
}

/// One seed: what is broken with its story, and what was counted.
pub struct Summary {
    seed: u64,
    /// Each invariant with how often it is broken, and the story of the first time.
    broken: BTreeMap<&'static str, (usize, String)>,
    unseen: BTreeMap<&'static str, usize>,
    counts: BTreeMap<String, usize>,
    diary: Option<String>,
}

impl Summary {
    pub fn of<M: Machine>(course: Course<M>) -> Self {
        let mut broken: BTreeMap<&'static str, (usize, String)> = BTreeMap::new();
        for breach in &course.breaches {
            let entry = broken.entry(breach.invariant).or_default();
            entry.0 += 1;
            if entry.1.is_empty() {
                let people = breach.people.iter().map(|person| course.truth.name_of(*person));
                let people: Vec<String> = people.collect();
                entry.1 = format!(
                    "seed {}, day {}, {}: {}\n{}",
                    course.seed,
                    breach.day,
                    people.join(" and "),
                    breach.words,
                    course.diary.about(&breach.people, breach.day)
                );
            }
        }
        let is_wanted = std::env::var_os("KOPPEL_LONG_RUN_DIARY").is_some();
        Self {
            seed: course.seed,
            broken,
            unseen: course.unseen,
            counts: course.counts,
            diary: is_wanted.then(|| course.diary.all()),
        }
    }
}

/// Lives all of these, several at a time, and prints the sums.
///
/// # Panics
/// Where an invariant is broken.
pub fn live_all(seeds: &[u64], live: impl Fn(u64) -> Summary + Sync) {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some(seed) = seeds.get(next.fetch_add(1, Ordering::Relaxed)) {
            done.push(live(*seed));
        }
        done
    };
    let mut summaries: Vec<Summary> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap())
            .collect()
    });
    summaries.sort_by_key(|summary| summary.seed);
    finish(&summaries);
}

fn finish(summaries: &[Summary]) {
    let mut unseen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut broken: BTreeMap<&str, Vec<&Summary>> = BTreeMap::new();
    for summary in summaries {
        for (what, count) in &summary.unseen {
            *unseen.entry(what).or_default() += count;
        }
        for (what, count) in &summary.counts {
            *counts.entry(what).or_default() += count;
        }
        for invariant in summary.broken.keys() {
            broken.entry(invariant).or_default().push(summary);
        }
        if let Some(diary) = &summary.diary {
            println!("seed {}\n{diary}", summary.seed);
        }
    }
    println!("{} long runs: {counts:?}", summaries.len());
    println!("nobody can see: {unseen:?}");
    let mut text = String::new();
    for (invariant, by) in &broken {
        let times: usize = by.iter().map(|summary| summary.broken[invariant].0).sum();
        let seeds: Vec<u64> = by.iter().take(12).map(|summary| summary.seed).collect();
        let mut stories: Vec<&str> = by
            .iter()
            .map(|summary| summary.broken[invariant].1.as_str())
            .collect();
        stories.sort_by_key(|story| story.len());
        let told = number("KOPPEL_LONG_RUN_STORIES").and_then(|count| usize::try_from(count).ok());
        stories.truncate(told.unwrap_or(1));
        let story = stories.join("\n");
        let _ = writeln!(
            text,
            "\n{invariant} is broken {times} times, in {} seeds, such as {seeds:?}\n{story}",
            by.len()
        );
    }
    assert!(broken.is_empty(), "{text}");
}
