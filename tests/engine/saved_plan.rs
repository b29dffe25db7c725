//! A plan that a person looked at is applied exactly (rule A8): whoever changed since is stale, nothing is added, and
//! a file that does not fit is refused.

use crate::bench::{Bench, TODAY, of_employee, outcomes};
use crate::guard::{leave, orderly_bench};
use crate::program::{Both, Koppel};
use koppel::core::plan::ActionKind::{Deactivate, Provision, Update};
use koppel::engine::{Order, OverLimit, prepare, read};
use koppel::failure::Exit;
use koppel::sim::Company;
use koppel::sim::personio::Employee;
use koppel::store::SavedPlan;
use koppel::store::state::OutcomeKind::{Applied, Stale};
use std::fs;
use std::sync::Arc;

const CHANGED: &str = "this person changed since the plan was made";
const NOT_PLANNED: &str = "it would not be planned any more";

/// What `plan --out` keeps.
async fn saved(bench: &Bench) -> SavedPlan {
    let snapshot = Arc::new(read(&bench.connection(), &bench.policy, &|_| ()).await.unwrap());
    let state = bench.view().state().unwrap();
    let order = Order::unattended();
    let prepared = prepare(
        &bench.policy,
        &bench.fingerprint,
        Arc::clone(&snapshot),
        state,
        order,
    )
    .unwrap();
    SavedPlan::new(&snapshot, bench.fingerprint.clone(), prepared.exact.plan)
}

/// What `sync --plan` does.
fn exactly(saved: SavedPlan) -> Order {
    Order {
        is_unattended: false,
        exact: Some(saved),
        ..Order::unattended()
    }
}

fn hire(bench: &Bench, id: u64) {
    let hired = Employee::new(id, "Nele", "Neu")
        .email("nele@acme.example")
        .hired(TODAY)
        .with("created_at", "2026-11-30T12:00:00+01:00");
    bench.simulator.company(|company| company.personio.add(hired));
}

/// One leaver, two who moved, one newcomer; and the plan for them.
async fn seen() -> (Bench, SavedPlan) {
    let bench = orderly_bench().await;
    leave(&bench, 5..=5);
    for id in [1, 2] {
        bench.set_in_personio(id, "department", "Moved");
    }
    hire(&bench, 900);
    let saved = saved(&bench).await;
    assert_eq!(saved.plan.actions.len(), 4);
    (bench, saved)
}

#[tokio::test(start_paused = true)]
async fn a8_a_plan_is_applied_as_it_was_seen_and_nothing_is_added() {
    let (bench, saved) = seen().await;
    bench.set_in_personio(3, "department", "Moved later");
    leave(&bench, 6..=6);
    let report = bench.run(exactly(saved)).await.unwrap();
    assert_eq!(
        outcomes(&report),
        [
            (Deactivate, Applied),
            (Update, Applied),
            (Update, Applied),
            (Provision, Applied)
        ]
    );
    assert_eq!(report.exit(), Exit::Done);
    assert_eq!(
        (of_employee(&report, 3), of_employee(&report, 6)),
        (vec![], vec![])
    );
    assert_eq!(
        outcomes(&bench.sync().await),
        [(Deactivate, Applied), (Update, Applied)],
        "the next run does the rest"
    );
}

#[tokio::test(start_paused = true)]
async fn a8_whoever_changed_on_either_side_is_stale() {
    let (bench, saved) = seen().await;
    bench.set_in_personio(1, "position", "Lead");
    bench.set_in_okta(&crate::people::profile_of(5), "title", "Boss");
    bench.set_in_personio(900, "email", "nele.neu@acme.example");
    let report = bench.run(exactly(saved)).await.unwrap();
    assert_eq!(of_employee(&report, 1), [(Update, Stale, CHANGED.to_owned())]);
    assert_eq!(of_employee(&report, 2), [(Update, Applied, String::new())]);
    assert_eq!(of_employee(&report, 5), [(Deactivate, Stale, CHANGED.to_owned())]);
    assert_eq!(
        of_employee(&report, 900),
        [(Provision, Stale, CHANGED.to_owned())]
    );
    assert_eq!((report.exit(), bench.writes().len()), (Exit::SomeFailed, 1));
}

#[tokio::test(start_paused = true)]
async fn a8_values_that_move_while_the_run_goes_on_are_not_sent() {
    let (bench, saved) = seen().await;
    let report = bench
        .run_while(exactly(saved), |bench| {
            bench.seconds_later(61);
            bench.set_in_personio(1, "department", "Moved again");
            bench.set_in_personio(900, "department", "Moved");
        })
        .await;
    for (employee, kind) in [(1, Update), (900, Provision)] {
        assert_eq!(
            of_employee(&report, employee),
            [(kind, Stale, CHANGED.to_owned())]
        );
    }
    assert_eq!(of_employee(&report, 2), [(Update, Applied, String::new())]);
    assert_eq!(of_employee(&report, 5), [(Deactivate, Applied, String::new())]);
    assert_eq!((report.exit(), bench.writes().len()), (Exit::SomeFailed, 2));
}

#[tokio::test(start_paused = true)]
async fn a8_a_plan_that_another_run_has_carried_out_meanwhile_does_nothing() {
    let (bench, saved) = seen().await;
    assert_eq!(bench.sync().await.count(Applied), 4);
    let writes = bench.writes().len();
    let report = bench.run(exactly(saved)).await.unwrap();
    assert_eq!(report.count(Stale), 4, "{:?}", outcomes(&report));
    assert_eq!(
        of_employee(&report, 900),
        [(Provision, Stale, NOT_PLANNED.to_owned())]
    );
    assert_eq!(of_employee(&report, 5), [(Deactivate, Stale, CHANGED.to_owned())]);
    assert_eq!((report.exit(), bench.writes().len()), (Exit::SomeFailed, writes));
}

#[tokio::test(start_paused = true)]
async fn a8_what_somebody_decided_since_is_not_done() {
    let (bench, saved) = seen().await;
    let note = String::new();
    let employee = koppel::core::EmployeeId(5);
    bench.decide(koppel::store::state::Decision::Exclude { employee, note });
    let report = bench.run(exactly(saved)).await.unwrap();
    assert_eq!(
        of_employee(&report, 5),
        [(Deactivate, Stale, NOT_PLANNED.to_owned())]
    );
    assert_eq!(report.count(Applied), 3);
}

#[tokio::test(start_paused = true)]
async fn a8_g1_what_ran_since_counts_for_the_limits_of_a_plan() {
    let bench = orderly_bench().await;
    leave(&bench, 101..=102);
    let seen = saved(&bench).await;
    for id in [101, 102] {
        bench.set_in_personio(id, "status", "active");
    }
    leave(&bench, 30..=31);
    assert_eq!(bench.sync().await.count(Applied), 2);
    for id in [101, 102] {
        bench.set_in_personio(id, "status", "inactive");
    }
    let writes = bench.writes().len();
    let stopped = bench.run(exactly(seen.clone())).await.unwrap();
    assert_eq!((stopped.exit(), bench.writes().len()), (Exit::Stopped, writes));
    let held = Order {
        over_limit: OverLimit::Hold,
        ..exactly(seen)
    };
    let report = bench.run(held).await.unwrap();
    assert_eq!(
        (report.exit(), bench.writes().len()),
        (Exit::SomeFailed, writes),
        "rule D5: a hold by a limit is no decision"
    );
}

#[tokio::test(start_paused = true)]
async fn a8_a_plan_for_another_org_or_of_other_settings_is_refused() {
    let (mut bench, saved) = seen().await;
    let mut elsewhere = saved.clone();
    "00oelsewhere".clone_into(&mut elsewhere.org);
    let failure = bench.run(exactly(elsewhere)).await.unwrap_err();
    assert_eq!(failure.exit, Exit::Failed);
    assert!(
        failure.to_string().contains("was made for the org 00oelsewhere"),
        "{failure}"
    );
    "other settings".clone_into(&mut bench.fingerprint);
    let failure = bench.run(exactly(saved)).await.unwrap_err();
    assert_eq!(failure.exit, Exit::Failed);
    assert!(failure.to_string().contains("settings have changed"), "{failure}");
    assert_eq!(bench.writes().len(), 0);
}

/// The binary after its first sync, with one update that is due and saved in `plan.json`.
fn file() -> (Both, Koppel) {
    let both = Both::of(crate::people::orderly(12));
    let koppel = both.koppel();
    assert_eq!(koppel.run(&["sync", "--yes", "--confirm-links"]).code, Some(0));
    both.simulator.company(|company: &mut Company| {
        company
            .personio
            .change(7, |employee| employee.set("department", "Moved"))
    });
    assert_eq!(koppel.run(&["plan", "--out", "plan.json"]).code, Some(0));
    (both, koppel)
}

fn writes(both: &Both) -> usize {
    both.simulator
        .ledger()
        .iter()
        .filter(|call| call.is_write())
        .count()
}

#[test]
fn a8_a_plan_file_is_applied_once() {
    let (both, koppel) = file();
    let apply = ["sync", "--plan", "plan.json", "--yes"];
    let ended = koppel.run(&apply);
    assert_eq!((ended.code, writes(&both)), (Some(0), 1), "{}", ended.whole());
    let ended = koppel.run(&apply);
    assert_eq!((ended.code, writes(&both)), (Some(5), 1), "{}", ended.whole());
    assert!(ended.stdout.contains(CHANGED), "{}", ended.stdout);
}

#[test]
fn a8_a_plan_file_that_was_edited_or_is_none_is_refused() {
    let (both, koppel) = file();
    let path = koppel.folder.path().join("plan.json");
    let text = fs::read_to_string(&path).unwrap();
    for (edited, words) in [
        (
            text.replacen("Moved", "Board", 1),
            "was changed or damaged since it was written",
        ),
        (text[..text.len() / 2].to_owned(), "is no plan file of koppel's"),
        ("{}".to_owned(), "is no plan file of koppel's"),
        (
            text.replacen("\"koppel_plan\": 1", "\"koppel_plan\": 2", 1),
            "another version of koppel",
        ),
    ] {
        fs::write(&path, edited).unwrap();
        let ended = koppel.run(&["sync", "--plan", "plan.json", "--yes"]);
        assert_eq!((ended.code, writes(&both)), (Some(1), 0), "{}", ended.whole());
        assert!(
            ended.stderr.replace('\n', " ").contains(words),
            "{words}: {}",
            ended.stderr
        );
    }
}
