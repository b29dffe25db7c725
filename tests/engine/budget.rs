//! How much of Okta's rate limits mixed work uses (rule A5), with the looks of rule G2.

use crate::bench::{Bench, first};
use jiff::{SignedDuration, Timestamp};
use koppel::core::policy::Limit;
use koppel::engine::{Order, Progress, Side};
use koppel::sim::okta::Profile;
use koppel::sim::personio::Employee;
use koppel::sim::{Company, RateLimits, Received};
use koppel::store::state::OutcomeKind::Applied;
use std::sync::Mutex;
use tokio_util::sync::CancellationToken;

/// What the share makes of the 300 calls a minute of most buckets.
const OURS: usize = 240;

fn employee(id: u64) -> Employee {
    let employee = Employee::new(id, &format!("Ada{id}"), &format!("Nummer{id}"));
    employee.email(&format!("ada{id}@acme.example")).position("Lead")
}

/// The first `linked` employees have profiles whose position differs, so that they are updated; the rest is created.
async fn mixed(linked: u64, joiners: u64) -> Bench {
    let company = (1..=linked + joiners).fold(Company::empty(), |company, id| {
        let company = company.employee(employee(id));
        if id > linked {
            return company;
        }
        let profile = Profile::new(&format!("ada{id}.nummer{id}@talwerk.example"))
            .name(&format!("Ada{id}"), &format!("Nummer{id}"))
            .with("email", &*format!("ada{id}@acme.example"))
            .number(&id.to_string());
        company.profile(profile)
    });
    let mut bench = Bench::over(company).await;
    bench.policy.limits.creations = Limit::Percent(100);
    bench.policy.limits.changed = Limit::Percent(100);
    bench.policy.limits.unannounced = Limit::Percent(100);
    bench.policy.hold_possible_duplicates = false;
    bench
}

fn is_refused(received: &Received) -> bool {
    received.status == 429
}

/// Listing, creating and the life cycle.
fn is_of_users(received: &Received) -> bool {
    let path = received.path.as_str();
    path == "/api/v1/users" || path.contains("/lifecycle/")
}

fn is_update(received: &Received) -> bool {
    received.is_write() && received.path.starts_with("/api/v1/users/") && !is_of_users(received)
}

/// How many calls each window of a minute got; a window begins with its first call.
fn windows<'a>(calls: impl Iterator<Item = &'a Received>) -> Vec<usize> {
    let mut windows: Vec<(Timestamp, usize)> = Vec::new();
    for call in calls {
        match windows.last_mut() {
            Some((began, count)) if call.at < *began + SignedDuration::from_mins(1) => *count += 1,
            _ => windows.push((call.at, 1)),
        }
    }
    windows.into_iter().map(|(_, count)| count).collect()
}

async fn apply(bench: &Bench, order: Order, limits: RateLimits) -> (Vec<Received>, Vec<Progress>) {
    let told = Mutex::new(Vec::new());
    let listener = |progress: Progress| {
        if matches!(progress, Progress::Applying { .. }) {
            bench.simulator.set_rate_limits(limits);
        }
        told.lock().unwrap().push(progress);
    };
    let start = bench.ledger_length();
    let report = bench.run_with(order, &listener, &CancellationToken::new()).await;
    let report = report.unwrap();
    assert_eq!(report.failure, None);
    assert_eq!(report.count(Applied), report.results.len());
    let calls = bench.simulator.ledger().split_off(start);
    // Those of the reading came before the limits.
    let writes = calls.iter().position(Received::is_write).unwrap();
    (calls[writes..].to_vec(), told.into_inner().unwrap())
}

#[tokio::test(start_paused = true)]
async fn a5_mixed_work_uses_95_percent_of_each_limit_and_is_never_refused() {
    let bench = mixed(600, 300).await;
    let (calls, _) = apply(&bench, first(), RateLimits::On).await;
    assert_eq!(calls.iter().filter(|call| is_refused(call)).count(), 0);
    for (what, windows) in [
        (
            "creations and activations",
            windows(calls.iter().filter(|call| is_of_users(call))),
        ),
        ("updates", windows(calls.iter().filter(|call| is_update(call)))),
    ] {
        let (_, full) = windows.split_last().unwrap();
        assert!(full.len() >= 2, "{what}: {windows:?}");
        assert!(
            full.iter().all(|count| (OURS * 95 / 100..=OURS).contains(count)),
            "{what}: {windows:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a5_creations_that_wait_keep_no_update_from_going_out() {
    let bench = mixed(100, 200).await;
    let (calls, told) = apply(&bench, first(), RateLimits::On).await;
    // The joiners' IDs are the higher ones: what is ready goes in the order of the plan, creations fill the rest.
    let last_update = calls.iter().rposition(is_update).unwrap();
    let waits = calls
        .windows(2)
        .position(|two| two[1].at.duration_since(two[0].at) > SignedDuration::from_secs(20));
    assert!(
        last_update < waits.unwrap(),
        "no update stands behind the first pause"
    );
    let pauses = told.iter().filter_map(|progress| match progress {
        Progress::Waiting {
            side: Side::Okta,
            until,
        } => Some(*until),
        _ => None,
    });
    assert!(pauses.clone().count() >= 1, "a pause is told");
    for until in pauses {
        let next = calls
            .iter()
            .find(|call| is_of_users(call) && call.at >= until - SignedDuration::from_secs(2));
        let late = next.unwrap().at.duration_since(until);
        assert!(
            late < SignedDuration::from_secs(10),
            "it ends when it was said to end: {late:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a1_leavers_go_before_everybody_else_also_where_their_limit_makes_them_wait() {
    let bench = mixed(60, 10).await;
    bench.first_sync().await;
    for id in 1..=30 {
        bench.set_in_personio(id, "status", "inactive");
    }
    for id in 31..=60 {
        bench.set_in_personio(id, "position", "Head");
    }
    // Twelve a minute and bucket: thirty leavers take three minutes, while nothing else goes on.
    let (calls, _) = apply(&bench, first(), RateLimits::PerBucket(15)).await;
    let last_leaver = calls
        .iter()
        .rposition(|call| call.path.ends_with("/deactivate"))
        .unwrap();
    let first_update = calls.iter().position(is_update).unwrap();
    assert!(last_leaver < first_update);
}

#[tokio::test(start_paused = true)]
async fn a5_limits_that_okta_counts_as_one_are_one_from_the_first_refusal_on() {
    let mut bench = mixed(150, 75).await;
    // A smaller share has a reserve, which takes up those that the other bucket has in flight.
    bench.rate_limit_share = 1.0;
    let (calls, _) = apply(&bench, first(), RateLimits::Together(100)).await;
    let oktas = calls.iter().filter(|call| call.path.starts_with("/api/"));
    let refused = oktas.filter(|call| is_refused(call)).count();
    assert!(
        (1..=5).contains(&refused),
        "no more than were in flight at the first one: {refused}"
    );
}
