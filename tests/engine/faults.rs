//! Networks and servers that break on the way: runs repeated until one plans nothing come to the same end as without
//! (rules A2, A3, A4).

use crate::bench::{Bench, TODAY, first};
use crate::end_state::{EndState, assert_all_in_the_journal, end_state, told};
use koppel::core::policy::{Limit, Limits};
use koppel::sim::Company;
use koppel::sim::fault::Kind;
use std::ops::RangeInclusive;

/// More than any seed needs; a company that does not settle is a bug.
const RUNS: usize = 40;

/// Ten percent of all calls in sum. Every kind that leaves the company as it is; a search that lags always does.
const FAULTS: [&str; 19] = [
    "limit-429=0.6%",
    "bare-429=0.6%",
    "concurrency-429=0.6%",
    "status-500=0.8%",
    "status-502=0.8%",
    "status-503=0.7%",
    "status-504=0.8%",
    "cut-before=0.8%",
    "cut-after=0.8%",
    "cut-within=0.7%",
    "slow=0.6%",
    "stalled=0.3%",
    "dripping=0.3%",
    "truncated=0.7%",
    "garbage=0.6%",
    "sign-in-page=0.4%",
    "huge-answer=0.05%",
    "reset-rounded-down=0.2%",
    "lagging-search",
];

/// A company in which no limit holds anybody, so that everything that can happen does.
async fn bench(employees: usize, seed: u64) -> Bench {
    let mut bench = Bench::over(Company::made_up(employees, seed, TODAY)).await;
    let off = Limit::Percent(100);
    bench.policy.limits = Limits {
        deactivations: off,
        unannounced: off,
        department: off,
        creations: off,
        emptied: off,
        changed: off,
        relinks: off,
        email_changes: off,
    };
    bench
}

/// Runs until one plans nothing.
async fn settle(bench: &Bench, seed: u64) -> (EndState, Vec<String>, usize) {
    for runs in 1..=RUNS {
        let Ok(report) = bench.run(first()).await else {
            continue;
        };
        if report.failure.is_none() && !report.plan.has_changes() {
            let state = bench.simulator.company(|company| end_state(company));
            return (state, told(&report.plan), runs);
        }
    }
    panic!("seed {seed}: the company does not settle");
}

/// What became of two companies that are the same but for the trouble, and how many calls it struck.
async fn assert_same_end(employees: usize, seed: u64, faults: &[&str]) -> Trouble {
    let calm = bench(employees, seed).await;
    let (expected, expected_words, _) = settle(&calm, seed).await;
    drop(calm);

    let troubled = bench(employees, seed).await;
    troubled.set_faults(faults, seed);
    let (state, words, runs) = settle(&troubled, seed).await;
    for (login, expected) in &expected {
        assert_eq!(state.get(login), Some(expected), "seed {seed}: {login}");
    }
    assert_eq!(state.len(), expected.len(), "seed {seed}: a second profile");
    assert_eq!(words, expected_words, "seed {seed}");
    let ledger = troubled.simulator.ledger();
    assert_all_in_the_journal(&ledger, &troubled.view());
    let struck = ledger
        .iter()
        .filter(|call| call.faults.iter().any(|fault| *fault != Kind::LaggingSearch));
    Trouble {
        calls: ledger.len(),
        struck: struck.count(),
        runs,
    }
}

struct Trouble {
    calls: usize,
    struck: usize,
    runs: usize,
}

async fn assert_same_ends(seeds: RangeInclusive<u64>) {
    let (mut calls, mut struck) = (0, 0);
    for seed in seeds {
        let trouble = assert_same_end(300, seed, &FAULTS).await;
        calls += trouble.calls;
        struck += trouble.struck;
    }
    let permille = struck * 1000 / calls;
    assert!(
        (70..130).contains(&permille),
        "{struck} of {calls} calls were struck"
    );
}

#[tokio::test(start_paused = true)]
async fn a4_faults_change_nothing_in_the_end_seeds_1_to_5() {
    assert_same_ends(1..=5).await;
}

#[tokio::test(start_paused = true)]
async fn a4_faults_change_nothing_in_the_end_seeds_6_to_10() {
    assert_same_ends(6..=10).await;
}

#[tokio::test(start_paused = true)]
async fn a4_faults_change_nothing_in_the_end_seeds_11_to_15() {
    assert_same_ends(11..=15).await;
}

#[tokio::test(start_paused = true)]
async fn a4_faults_change_nothing_in_the_end_seeds_16_to_20() {
    assert_same_ends(16..=20).await;
}

/// More writes break than succeed: what a run leaves behind is resolved again and again.
#[tokio::test(start_paused = true)]
async fn a4_a_network_that_breaks_most_writes_changes_nothing_in_the_end() {
    let faults = [
        "cut-after@writes=15%",
        "status-502@writes=15%",
        "truncated@writes=10%",
        "cut-before@writes=10%",
        "status-500@writes=10%",
        "cut-within@read=10%",
    ];
    let mut runs = 0;
    for seed in 1..=6 {
        runs += assert_same_end(80, seed, &faults).await.runs;
    }
    // Two each are one that does it all, and one that finds nothing to do.
    assert!(runs > 13, "{runs} runs: nothing had to be done again");
}
