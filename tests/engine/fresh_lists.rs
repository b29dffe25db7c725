//! With many writes left and an old snapshot both sides are read again by lists (rule G2).

use crate::bench::{Bench, of_employee};
use crate::fresh::{OLD, bodies, sync_late};
use crate::guard::{leave, orderly_bench};
use crate::people::profile_of;
use axum::http::Method;
use koppel::core::policy::Limit;
use koppel::engine::{Order, Progress, RunReport};
use koppel::sim::Calls;
use koppel::store::state::OutcomeKind::{Applied, Stale};
use serde_json::json;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio_util::sync::CancellationToken;

fn calls_of(bench: &Bench, start: usize, method: &Method, what: Calls) -> usize {
    let ledger = bench.simulator.ledger();
    let calls = ledger[start..].iter();
    calls
        .filter(|call| call.call == Some(what) && call.method == *method)
        .count()
}

/// 300 linked people get another position, and no limit holds them.
async fn three_hundred() -> Bench {
    let mut bench = orderly_bench().await;
    bench.policy.limits.changed = Limit::Percent(100);
    for id in 1..=300 {
        bench.set_in_personio(id, "position", "Lead");
    }
    bench
}

#[tokio::test(start_paused = true)]
async fn g2_with_more_than_a_page_of_writes_left_both_sides_are_read_again_by_lists() {
    let bench = three_hundred().await;
    let start = bench.ledger_length();
    let report = sync_late(&bench, |bench| {
        bench.set_in_personio(250, "position", "Head");
        bench.set_in_okta(&profile_of(260), "employeeNumber", "7777");
        leave(bench, 270..=270);
    })
    .await;
    assert_eq!((report.count(Applied), report.count(Stale)), (298, 2));
    assert_eq!(of_employee(&report, 260)[0].1, Stale);
    assert_eq!(of_employee(&report, 270)[0].1, Stale);
    assert_eq!(bodies(&bench, &profile_of(250)), [json!({ "title": "Head" })]);
    assert_eq!(bodies(&bench, &profile_of(260)).len(), 0);
    assert_eq!(calls_of(&bench, start, &Method::GET, Calls::Employees), 2 * 3);
    assert_eq!(calls_of(&bench, start, &Method::GET, Calls::Employee), 0);
    assert_eq!(calls_of(&bench, start, &Method::GET, Calls::Read), 0);
}

/// A run over 300 people in which so many seconds pass before the first write, and so many after the 50th one.
async fn slowly(bench: &Bench, before: i64, after_fifty: i64) -> RunReport {
    let ended = AtomicUsize::new(0);
    let listener = |progress| match progress {
        Progress::Applying { .. } => bench.seconds_later(before),
        Progress::Ended { .. } if ended.fetch_add(1, Ordering::Relaxed) == 50 => {
            bench.seconds_later(after_fifty);
        }
        _ => {}
    };
    let cancel = CancellationToken::new();
    let report = bench.run_with(Order::unattended(), &listener, &cancel).await;
    report.unwrap()
}

#[tokio::test(start_paused = true)]
async fn g2_lists_count_for_five_minutes_while_many_writes_are_left() {
    for (after_fifty, lists) in [(200, 2), (301, 3)] {
        let bench = three_hundred().await;
        let start = bench.ledger_length();
        let report = slowly(&bench, OLD, after_fifty).await;
        assert_eq!(report.count(Applied), 300);
        let read = calls_of(&bench, start, &Method::GET, Calls::Employees);
        assert_eq!(read, lists * 3, "{after_fifty}");
        // The last page is looked at one by one where the lists are older than a minute.
        let one_by_one = calls_of(&bench, start, &Method::GET, Calls::Employee);
        assert_eq!(one_by_one > 150, after_fifty == 200, "{one_by_one}");
    }
}

#[tokio::test(start_paused = true)]
async fn g2_where_the_lists_cannot_be_read_again_people_are_read_by_id() {
    let bench = three_hundred().await;
    let start = bench.ledger_length();
    let report = sync_late(&bench, |bench| {
        bench.set_faults(&["forbidden@employees"], 0);
        bench.set_in_personio(250, "position", "Head");
    })
    .await;
    assert_eq!(report.count(Applied), 300);
    assert_eq!(bodies(&bench, &profile_of(250)), [json!({ "title": "Head" })]);
    assert_eq!(calls_of(&bench, start, &Method::GET, Calls::Employee), 300);
    assert_eq!(calls_of(&bench, start, &Method::GET, Calls::Read), 300);
}
