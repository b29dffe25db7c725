//! How a run goes on where a limit would stop it (rule G1): without those concerned, with them once a person counted
//! them, for one person alone, or for a part that the limit does not concern.

use crate::bench::{Bench, TODAY, of_employee, only};
use crate::guard::{leave, orderly_bench};
use crate::people::profile_of;
use koppel::core::EmployeeId;
use koppel::core::plan::ActionKind::{Deactivate, Provision, Update};
use koppel::core::plan::{AccessReason, ActionKind, Counted, HoldCode, LimitCode, Part, RunScope};
use koppel::engine::{Order, OverLimit, RunReport};
use koppel::failure::Exit;
use koppel::sim::okta::Status;
use koppel::sim::personio::Employee;
use koppel::store::state::OutcomeKind::{Applied, Held, NotReached};

/// Thirty who left without a word, one newcomer, one who moved.
async fn troubled() -> Bench {
    let bench = orderly_bench().await;
    leave(&bench, 100..=129);
    bench.set_in_personio(1, "department", "Moved");
    let hired = Employee::new(900, "Nele", "Neu")
        .email("nele@acme.example")
        .hired(TODAY)
        .with("created_at", "2026-11-30T12:00:00+01:00");
    bench.simulator.company(|company| company.personio.add(hired));
    bench
}

fn over_limit(over_limit: OverLimit) -> Order {
    Order {
        over_limit,
        ..Order::unattended()
    }
}

fn part(kinds: Option<Vec<ActionKind>>) -> Order {
    Order {
        part: Part {
            kinds,
            scope: RunScope::Everybody,
        },
        ..Order::unattended()
    }
}

fn access(report: &RunReport) -> Vec<(u64, AccessReason)> {
    report
        .plan
        .still_have_access
        .iter()
        .map(|access| (access.employee.0, access.reason))
        .collect()
}

fn all_thirty(reason: AccessReason) -> Vec<(u64, AccessReason)> {
    (100..=129).map(|id| (id, reason)).collect()
}

fn deactivated(bench: &Bench) -> usize {
    bench.simulator.company(|company| {
        company
            .okta
            .profiles()
            .filter(|profile| profile.status == Status::Deprovisioned)
            .count()
    })
}

#[tokio::test(start_paused = true)]
async fn g1_hold_over_limit_goes_on_without_those_concerned_and_lists_them() {
    let bench = troubled().await;
    let report = bench.run(over_limit(OverLimit::Hold)).await.unwrap();
    assert_eq!(
        (report.exit(), report.count(Applied), report.count(Held)),
        (Exit::SomeFailed, 2, 30),
        "rule D5: a hold by a limit is no decision"
    );
    assert_eq!(
        access(&report),
        all_thirty(AccessReason::Hold(HoldCode::OverLimit))
    );
    assert_eq!(deactivated(&bench), 0);
    // Nothing of it is forgotten: the next run stops again.
    let report = bench.sync().await;
    assert_eq!((report.exit(), report.count(NotReached)), (Exit::Stopped, 30));
}

#[tokio::test(start_paused = true)]
async fn g1_a_count_that_matches_lets_them_pass_and_any_other_number_does_not() {
    let bench = troubled().await;
    for wrong in [29, 31, 0] {
        let counted = OverLimit::Counted(vec![(Counted::Deactivate, wrong)]);
        let report = bench.run(over_limit(counted)).await.unwrap();
        let failure = report.failure.as_ref().unwrap();
        assert_eq!(failure.exit, Exit::Stopped);
        assert!(
            failure
                .to_string()
                .contains(&format!("deactivate={wrong}, and the plan holds 30")),
            "{failure}"
        );
        assert_eq!(bench.writes().len(), 0);
    }
    let other = OverLimit::Counted(vec![(Counted::Provision, 1)]);
    assert_eq!(bench.run(over_limit(other)).await.unwrap().exit(), Exit::Stopped);
    assert_eq!(bench.writes().len(), 0);

    let counted = OverLimit::Counted(vec![(Counted::Deactivate, 30)]);
    let report = bench.run(over_limit(counted)).await.unwrap();
    assert_eq!((report.exit(), report.count(Applied)), (Exit::Done, 32));
    assert_eq!((access(&report), deactivated(&bench)), (Vec::new(), 30));
}

#[tokio::test(start_paused = true)]
async fn g1_one_person_is_never_stopped_and_nobody_else_is_touched() {
    let bench = troubled().await;
    let report = bench.run(only(100)).await.unwrap();
    assert_eq!(report.exit(), Exit::Done);
    assert_eq!(of_employee(&report, 100), [(Deactivate, Applied, String::new())]);
    assert_eq!(report.plan.actions.len(), 1);
    assert_eq!((bench.writes().len(), deactivated(&bench)), (1, 1));
    let left_out: Vec<_> = (101..=129).map(|id| (id, AccessReason::NotInThisRun)).collect();
    assert_eq!(access(&report), left_out);
}

#[tokio::test(start_paused = true)]
async fn g1_one_person_at_a_time_counts_for_the_next_run() {
    let bench = orderly_bench().await;
    for id in 100..=102 {
        leave(&bench, id..=id);
        assert_eq!(bench.run(only(id)).await.unwrap().exit(), Exit::Done);
    }
    leave(&bench, 103..=103);
    let report = bench.sync().await;
    assert_eq!(
        (report.exit(), report.plan.limits[0].last_day),
        (Exit::Stopped, 3)
    );
}

#[tokio::test(start_paused = true)]
async fn g1_kinds_that_no_limit_concerns_go_and_the_leavers_are_listed_as_left_out() {
    let bench = troubled().await;
    let report = bench.run(part(Some(vec![Provision, Update]))).await.unwrap();
    assert_eq!((report.exit(), report.count(Applied)), (Exit::Done, 2));
    assert_eq!(access(&report), all_thirty(AccessReason::NotInThisRun));
    assert_eq!(deactivated(&bench), 0);
    let report = bench.run(part(Some(vec![Deactivate]))).await.unwrap();
    assert_eq!((report.exit(), report.count(NotReached)), (Exit::Stopped, 30));
}

#[tokio::test(start_paused = true)]
async fn g1_a_slow_leak_stops_and_a_day_later_goes_on() {
    let bench = orderly_bench().await;
    let mut gone = 0;
    for (id, hours, stops) in [
        (30, 0, false),
        (60, 5, false),
        (90, 5, false),
        (120, 5, true),
        (120, 8, true),
        (120, 2, false),
    ] {
        bench.later(hours);
        leave(&bench, id..=id);
        let report = bench.sync().await;
        gone += usize::from(!stops);
        assert_eq!(report.exit() == Exit::Stopped, stops, "{id} after {hours} h");
        assert_eq!(deactivated(&bench), gone, "{id} after {hours} h");
    }
}

#[tokio::test(start_paused = true)]
async fn g1_what_a_person_let_pass_does_not_count_as_a_leak() {
    let bench = orderly_bench().await;
    leave(&bench, 100..=129);
    let counted = Order {
        is_unattended: false,
        ..over_limit(OverLimit::Counted(vec![(Counted::Deactivate, 30)]))
    };
    assert_eq!(bench.run(counted).await.unwrap().exit(), Exit::Done);
    leave(&bench, 30..=32);
    let report = bench.sync().await;
    assert_eq!((report.exit(), report.count(Applied)), (Exit::Done, 3));
}

#[tokio::test(start_paused = true)]
async fn g1_a_leak_in_one_attribute_is_a_leak() {
    let bench = orderly_bench().await;
    let change = |from: u64, to: u64| {
        for id in from..=to {
            bench.set_in_personio(id, "department", "Elsewhere");
        }
    };
    change(1, 60);
    assert_eq!(bench.sync().await.exit(), Exit::Done);
    change(61, 61);
    let report = bench.sync().await;
    assert_eq!(
        (report.exit(), report.plan.limits[0].code),
        (Exit::Stopped, LimitCode::Changed)
    );
    assert_eq!(bench.profile(&profile_of(61)).text("department"), "Department 2");
    assert_eq!(report.plan.actions[0].employee, Some(EmployeeId(61)));
}
