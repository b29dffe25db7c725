//! What stops a run before its first write (rules R2, R4, R7 and G1): nothing is written, the exit code says why, and
//! everyone concerned is named.

use crate::bench::{Bench, first};
use crate::people::{orderly, profile_of};
use koppel::core::EmployeeId;
use koppel::core::plan::{AccessReason, LimitCode, RemarkCode, SkipReason};
use koppel::core::policy::Limit;
use koppel::engine::{Order, RunReport};
use koppel::failure::{Exit, Failure};
use koppel::store::state::{OutcomeKind, RunEnd};
use std::ops::RangeInclusive;

/// 300 linked people, and a first sync that found nothing to do.
pub async fn orderly_bench() -> Bench {
    let bench = Bench::over(orderly(300)).await;
    let report = bench.first_sync().await;
    assert_eq!((report.failure, report.plan.actions), (None, Vec::new()));
    bench
}

pub fn leave(bench: &Bench, who: RangeInclusive<u64>) {
    for id in who {
        bench.set_in_personio(id, "status", "inactive");
    }
}

/// Stopped without a plan.
async fn stopped(bench: &Bench, exit: Exit) -> Failure {
    let failure = bench.run(Order::unattended()).await.unwrap_err();
    assert_eq!(failure.exit, exit, "{failure}");
    assert_nothing_written(bench);
    failure
}

fn assert_nothing_written(bench: &Bench) {
    assert_eq!(bench.writes().len(), 0);
    assert!(bench.journal().iter().all(|row| row.called.is_none()));
}

/// Stopped by these limits, and no others.
async fn over_limit(bench: &Bench, codes: &[LimitCode]) -> RunReport {
    let report = bench.sync().await;
    let failure = report.failure.as_ref().unwrap();
    assert_eq!(
        (failure.exit, report.end),
        (Exit::Stopped, RunEnd::Stopped),
        "{failure}"
    );
    let over: Vec<LimitCode> = report
        .plan
        .limits
        .iter()
        .filter(|limit| limit.is_over())
        .map(|limit| limit.code)
        .collect();
    assert_eq!(over, codes, "{failure}");
    assert!(
        report
            .results
            .iter()
            .all(|result| result.outcome == OutcomeKind::NotReached)
    );
    assert_nothing_written(bench);
    report
}

/// The employees whom the first limit concerns.
fn concerned(report: &RunReport) -> Vec<u64> {
    let positions = report.plan.limits[0].actions.iter();
    positions
        .map(|at| report.plan.actions[*at as usize].employee.unwrap().0)
        .collect()
}

#[tokio::test(start_paused = true)]
async fn r2_an_empty_personio_stops_the_run() {
    let bench = orderly_bench().await;
    bench.set_faults(&["empty-company"], 0);
    let failure = stopped(&bench, Exit::Stopped).await;
    assert_eq!(failure.what, "Personio named nobody");
    assert!(failure.why.unwrap().contains("300 profiles"));
    // What was seen is not held against the next reading.
    bench.set_faults(&[], 0);
    assert_eq!(bench.sync().await.exit(), Exit::Done);
}

#[tokio::test(start_paused = true)]
async fn r2_half_of_personio_stops_the_run_again_and_again() {
    let bench = orderly_bench().await;
    bench.set_faults(&["halved-company"], 0);
    for _ in 0..3 {
        let failure = stopped(&bench, Exit::Stopped).await;
        assert_eq!(failure.what, "Personio lost suspiciously many people");
        let why = failure.why.unwrap();
        assert!(
            why.starts_with("150 linked employees are missing") && why.contains("15 may be"),
            "{why}"
        );
        bench.later(25);
    }
}

#[tokio::test(start_paused = true)]
async fn r4_a_hidden_attribute_stops_the_run() {
    for (fault, key) in [
        ("hidden-status", "status"),
        ("hidden-email", "email"),
        ("hidden-department", "department"),
    ] {
        let bench = orderly_bench().await;
        bench.set_faults(&[fault], 0);
        let failure = stopped(&bench, Exit::Refused).await;
        assert!(failure.to_string().contains(key), "{failure}");
    }
}

#[tokio::test(start_paused = true)]
async fn r4_a_status_that_is_hidden_in_the_middle_of_the_reading_ends_nobody() {
    let bench = orderly_bench().await;
    bench.set_faults(&["hidden-status@employees:2-"], 0);
    let report = bench.sync().await;
    assert_eq!((report.exit(), report.plan.actions), (Exit::Done, Vec::new()));
    let is_unknown = |reason: &SkipReason| matches!(reason, SkipReason::UnknownStatus(_));
    let skipped = report.plan.skipped.iter();
    assert_eq!(skipped.filter(|skip| is_unknown(&skip.reason)).count(), 200);
    assert_nothing_written(&bench);
}

#[tokio::test(start_paused = true)]
async fn g1_thirty_unannounced_leavers_stop_the_run_and_are_all_named() {
    let bench = orderly_bench().await;
    leave(&bench, 100..=129);
    let report = over_limit(&bench, &[LimitCode::Unannounced, LimitCode::Department]).await;
    assert_eq!(concerned(&report), (100..=129).collect::<Vec<_>>());
    let listed: Vec<_> = report
        .plan
        .still_have_access
        .iter()
        .map(|access| (access.employee.0, access.reason))
        .collect();
    assert_eq!(
        listed,
        (100..=129)
            .map(|id| (id, AccessReason::OverLimit))
            .collect::<Vec<_>>()
    );
}

#[tokio::test(start_paused = true)]
async fn g1_a_clock_that_jumps_between_two_runs_makes_nobodys_day_shorter_or_longer() {
    for jump in [-72, 0, 72] {
        let bench = orderly_bench().await;
        leave(&bench, 100..=102);
        let report = bench.sync().await;
        assert_eq!((report.count(OutcomeKind::Applied), report.failure), (3, None));
        bench.set_local_ahead(jump);
        bench.later(1);
        leave(&bench, 103..=103);
        let stopped = bench.sync().await.failure.map(|failure| failure.exit);
        assert_eq!(
            stopped,
            Some(Exit::Stopped),
            "{jump}: an hour later it is a fourth"
        );
        bench.later(24);
        let report = bench.sync().await;
        assert_eq!(report.failure, None, "{jump}: a day later it is the first");
        assert_eq!(report.count(OutcomeKind::Applied), 1, "{jump}");
    }
}

#[tokio::test(start_paused = true)]
async fn g1_leavers_who_were_announced_have_a_limit_of_their_own() {
    let bench = orderly_bench().await;
    for id in 100..=115 {
        bench.set_in_personio(id, "termination_date", "2026-12-01");
    }
    assert_eq!(bench.sync().await.exit(), Exit::Done);
    bench.later(48);
    leave(&bench, 100..=115);
    let report = over_limit(&bench, &[LimitCode::Deactivations]).await;
    assert_eq!(concerned(&report).len(), 16);
    // One less is five percent, and goes.
    bench.set_in_personio(115, "status", "active");
    let report = bench.sync().await;
    assert_eq!(
        (report.failure.is_none(), report.count(OutcomeKind::Applied)),
        (true, 15)
    );
}

#[tokio::test(start_paused = true)]
async fn g1_more_than_half_of_a_department_stops_the_run_whatever_the_percentages_say() {
    let mut bench = orderly_bench().await;
    bench.policy.limits.unannounced = Limit::Percent(100);
    leave(&bench, 30..=45);
    let report = over_limit(&bench, &[LimitCode::Department]).await;
    assert_eq!(concerned(&report), (30..=45).collect::<Vec<_>>());
    bench.set_in_personio(45, "status", "active");
    let report = bench.sync().await;
    assert_eq!(
        (report.failure.is_none(), report.count(OutcomeKind::Applied)),
        (true, 15)
    );
}

#[tokio::test(start_paused = true)]
async fn g1_the_department_limit_is_a_setting() {
    // 30 people have this department.
    let mut bench = orderly_bench().await;
    bench.policy.limits.unannounced = Limit::Percent(100);
    leave(&bench, 30..=45);
    for (limit, allowed) in [
        (Limit::Percent(50), Some(15)),
        (Limit::Percent(10), Some(3)),
        (Limit::Count(0), Some(0)),
    ] {
        bench.policy.limits.department = limit;
        let report = over_limit(&bench, &[LimitCode::Department]).await;
        assert_eq!(report.plan.limits[0].allowed, allowed, "{limit:?}");
    }
    bench.policy.limits.department = Limit::Percent(100);
    let report = bench.sync().await;
    assert_eq!(
        (report.failure.is_none(), report.count(OutcomeKind::Applied)),
        (true, 16)
    );
}

#[tokio::test(start_paused = true)]
async fn g1_an_attribute_that_became_empty_for_all_stops_the_run() {
    let bench = orderly_bench().await;
    for id in 1..=300 {
        bench.set_in_personio(id, "department", ());
    }
    let report = over_limit(&bench, &[LimitCode::Emptied, LimitCode::Changed]).await;
    assert_eq!(concerned(&report), (1..=300).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn r7_a_lost_state_folder_is_a_takeover_until_somebody_looked_and_all_limits_hold() {
    let mut bench = orderly_bench().await;
    leave(&bench, 100..=101);
    bench.folder = tempfile::TempDir::new().unwrap();
    for written in [2, 2] {
        let report = bench.sync().await;
        assert_eq!(report.exit(), Exit::Done, "linked people are kept in step");
        let takeover = RemarkCode::Takeover { links: 300 };
        assert!(report.plan.remarks.iter().any(|remark| remark.code == takeover));
        assert_eq!(bench.writes().len(), written);
    }
    leave(&bench, 100..=129);
    let report = bench.sync().await;
    assert_eq!(report.exit(), Exit::Stopped, "a limit holds");
    // Also once somebody looked.
    let report = bench
        .run(Order {
            over_limit: koppel::engine::OverLimit::Stop,
            ..first()
        })
        .await
        .unwrap();
    assert_eq!(report.exit(), Exit::Stopped);
    assert_eq!(bench.writes().len(), 2);
    let state = bench.view().state().unwrap();
    assert!(!state.review.is_closed(), "what was stopped has closed nothing");
}

#[tokio::test(start_paused = true)]
async fn r7_another_org_behind_the_same_address_stops_the_run() {
    let bench = orderly_bench().await;
    let written = bench.view().runs(10).unwrap().len();
    bench
        .simulator
        .company(|company| "00oanotherOrg0000000".clone_into(&mut company.okta.id));
    let failure = bench.run(Order::unattended()).await.unwrap_err();
    assert_eq!(failure.exit, Exit::Stopped, "{failure}");
    assert_eq!(bench.writes().len(), 0);
    assert_eq!(bench.view().runs(10).unwrap().len(), written);
    let known = bench.view().state().unwrap().past.links;
    assert_eq!(
        known.get(&crate::bench::okta(&profile_of(7))),
        Some(&EmployeeId(7)),
        "the state is whole"
    );
}
