//! What a run says is so: exit code, events and `status` of what is not in order (rules D5, A6 and G3).

use crate::bench::{Bench, okta, only, outcomes};
use crate::people::{BERT, JANE, jane, janes};
use crate::stale::linked;
use jiff::SignedDuration;
use koppel::core::plan::ActionKind::{self, Deactivate};
use koppel::core::plan::{AccessReason, HoldCode, Part};
use koppel::core::state::{Aside, AsideKind, PersonHold};
use koppel::core::{EmployeeId, RunVerdict};
use koppel::engine::{Order, RunReport, Status, Undoable, events, undoable};
use koppel::failure::Exit;
use koppel::sim::Company;
use koppel::sim::okta::Profile;
use koppel::store::Event;
use koppel::store::state::OutcomeKind::Unknown;
use koppel::store::state::{Decision, RunKind};

/// Verdict, exit code and events of a headless sync over everybody; `status` says the same verdict.
async fn signals(bench: &Bench) -> (RunVerdict, u8, Vec<Event>) {
    signals_of(bench, bench.sync().await)
}

fn signals_of(bench: &Bench, report: RunReport) -> (RunVerdict, u8, Vec<Event>) {
    let (verdict, exit) = (report.verdict(), report.exit().code());
    let status = Status::of(&bench.view(), None, None, bench.now()).unwrap();
    assert_eq!(status.verdict(), Some(verdict));
    let is_good = status.last_good_run.is_some_and(|run| run.run == report.run);
    assert_eq!(is_good, exit == 0, "a run is good where its exit code is 0");
    (verdict, exit, events(&Ok(report), true))
}

fn hold(employee: u64, kind: Option<ActionKind>) -> Decision {
    Decision::Hold {
        employee: EmployeeId(employee),
        hold: PersonHold {
            kind,
            note: "until the trial is over".to_owned(),
            until: None,
        },
    }
}

fn ignore(profile: &str) -> Decision {
    Decision::SetAside {
        profile: okta(profile),
        aside: Aside {
            kind: AsideKind::External,
            note: "works on as a contractor".to_owned(),
        },
    }
}

const GOOD: (RunVerdict, u8) = (RunVerdict::Good, 0);
const LEAVER: (RunVerdict, u8) = (RunVerdict::LeaverWithAccess, 5);

fn leaver() -> (RunVerdict, u8, Vec<Event>) {
    (LEAVER.0, LEAVER.1, vec![Event::LeaverWithAccess])
}

fn good() -> (RunVerdict, u8, Vec<Event>) {
    (GOOD.0, GOOD.1, vec![Event::GoodAgain])
}

#[tokio::test(start_paused = true)]
async fn d5_a_deactivation_that_stays_in_transition_is_exit_5_in_every_run_until_it_is_over() {
    let bench = linked().await;
    bench.set_in_personio(1, "status", "inactive");
    bench.simulator.company(|company| {
        company.okta.life_cycle_takes = SignedDuration::from_secs(3600);
        company.okta.shows_transitions = true;
    });
    let report = bench.sync().await;
    assert_eq!(outcomes(&report), [(Deactivate, Unknown)]);
    let first = signals_of(&bench, report);
    assert_eq!(
        first,
        (RunVerdict::UnknownOutcome, 5, vec![Event::LeaverWithAccess])
    );
    assert_eq!(signals(&bench).await, first, "and in every further run");
    bench.later(2);
    assert_eq!(signals(&bench).await, good());
}

#[tokio::test(start_paused = true)]
async fn d5_a_run_for_a_part_is_not_about_what_another_run_left_behind() {
    let bench = linked().await;
    bench.set_in_personio(1, "status", "inactive");
    bench.simulator.company(|company| {
        company.okta.life_cycle_takes = SignedDuration::from_secs(3600);
        company.okta.shows_transitions = true;
    });
    assert_eq!(outcomes(&bench.sync().await), [(Deactivate, Unknown)]);
    let kinds = |kinds: &[ActionKind]| Order {
        part: Part {
            kinds: Some(kinds.to_vec()),
            ..Part::default()
        },
        ..Order::unattended()
    };
    for (order, exit) in [
        (kinds(&[ActionKind::Update]), Exit::Done),
        (only(2), Exit::Done),
        // Theirs is still not done, and was told.
        (kinds(&[Deactivate]), Exit::SomeFailed),
        (only(1), Exit::SomeFailed),
    ] {
        let part = format!("{:?}", order.part);
        let report = bench.run(order).await.unwrap();
        assert_eq!(report.exit(), exit, "{part}");
        assert_eq!(events(&Ok(report), false), [], "{part}");
    }
}

#[tokio::test(start_paused = true)]
async fn d5_a6_what_okta_refused_is_exit_5_in_every_run_until_a_person_retries() {
    // Her link, which is sent alone.
    let mut janes = janes();
    janes.mastered_elsewhere = true;
    let bench = Bench::over(Company::empty().employee(jane()).profile(janes)).await;
    assert_eq!(bench.first_sync().await.exit(), Exit::SomeFailed);
    for _ in 0..2 {
        assert_eq!(
            signals(&bench).await,
            (RunVerdict::Rejected, 5, vec![Event::Failed])
        );
    }
    bench.change_profile(JANE, |profile| profile.mastered_elsewhere = false);
    assert_eq!(bench.run(only(1)).await.unwrap().exit(), Exit::Done);
    assert_eq!(signals(&bench).await, good());
}

#[tokio::test(start_paused = true)]
async fn d5_a_leaver_behind_a_conflict_is_exit_5_until_a_person_decides_about_each_profile() {
    let company = Company::empty().employee(jane()).profile(janes()).profile(
        Profile::new("jane2@acme.example")
            .id(BERT)
            .email("jane@acme.example")
            .name("Jane", "Doe"),
    );
    let bench = Bench::over(company).await;
    bench.first_sync().await;
    bench.set_in_personio(1, "status", "inactive");
    let listed = bench.sync().await;
    let reasons: Vec<AccessReason> = listed
        .plan
        .still_have_access
        .iter()
        .map(|one| one.reason)
        .collect();
    assert!(reasons.contains(&AccessReason::Conflict), "{reasons:?}");
    assert_eq!(signals_of(&bench, listed), leaver());
    bench.decide(ignore(JANE));
    let one_left = bench.sync().await;
    for access in one_left.plan.undecided_leavers() {
        bench.decide(ignore(access.profile.as_str()));
    }
    assert_eq!(signals(&bench).await, good());
}

#[tokio::test(start_paused = true)]
async fn d5_a_hold_from_before_the_leaving_does_not_count_and_one_from_after_it_does() {
    let bench = linked().await;
    bench.decide(hold(1, None));
    bench.later(1);
    bench.set_in_personio(1, "status", "inactive");
    for _ in 0..2 {
        assert_eq!(signals(&bench).await, leaver());
    }
    bench.later(1);
    bench.decide(hold(1, Some(ActionKind::Update)));
    assert_eq!(signals(&bench).await, leaver(), "a hold of something else");
    bench.decide(hold(1, Some(Deactivate)));
    assert_eq!(signals(&bench).await, good());
    // Back at work, and leaving once more: that was not decided about.
    bench.set_in_personio(1, "status", "active");
    signals(&bench).await;
    bench.later(1);
    bench.set_in_personio(1, "status", "inactive");
    assert_eq!(signals(&bench).await, leaver());
}

#[tokio::test(start_paused = true)]
async fn d5_an_older_ignore_does_not_count_and_a_later_one_does() {
    let bench = linked().await;
    bench.decide(ignore(JANE));
    bench.decide(Decision::Exclude {
        employee: EmployeeId(2),
        note: String::new(),
    });
    bench.later(1);
    crate::stale::both_leave(&bench);
    let report = bench.sync().await;
    assert_eq!(report.plan.undecided_leavers().count(), 2);
    assert_eq!(signals_of(&bench, report), leaver());
    bench.later(1);
    bench.decide(Decision::Exclude {
        employee: EmployeeId(2),
        note: "the board wants it so".to_owned(),
    });
    let report = bench.sync().await;
    let undecided: Vec<_> = report
        .plan
        .undecided_leavers()
        .map(|one| one.profile.clone())
        .collect();
    assert_eq!(undecided, [okta(JANE)]);
    assert_eq!(signals_of(&bench, report), leaver());
    bench.decide(ignore(JANE));
    assert_eq!(signals(&bench).await, good());
}

#[tokio::test(start_paused = true)]
async fn d5_g3_nobody_is_deactivated_and_the_exit_is_6_where_the_tokens_owner_is_unknown() {
    let bench = linked().await;
    bench.set_faults(&["forbidden@owner"], 0);
    assert_eq!(
        signals(&bench).await,
        (RunVerdict::OwnerUnknown, 6, vec![Event::Refused]),
        "also where nobody leaves"
    );
    bench.set_in_personio(1, "status", "inactive");
    let report = bench.sync().await;
    assert_eq!(
        report.plan.still_have_access[0].reason,
        AccessReason::Hold(HoldCode::TokenOwnerUnknown)
    );
    assert_eq!(
        signals_of(&bench, report),
        (RunVerdict::OwnerUnknown, 6, vec![Event::Refused]),
        "one thing makes one event"
    );
    assert_eq!(bench.writes().len(), 0);
    bench.set_faults(&[], 0);
    assert_eq!(signals(&bench).await, good());
}

#[tokio::test(start_paused = true)]
async fn d5_a_run_for_a_part_exits_by_its_own_actions_and_is_no_good_run() {
    let bench = linked().await;
    bench.decide(hold(1, None));
    bench.later(1);
    bench.set_in_personio(1, "status", "inactive");
    assert_eq!(signals(&bench).await, leaver());
    let good_before = bench.view().last_good_run().unwrap();
    let updates = Order {
        part: Part {
            kinds: Some(vec![ActionKind::Update]),
            ..Part::default()
        },
        ..Order::unattended()
    };
    for order in [updates, only(2)] {
        let report = bench.run(order).await.unwrap();
        assert_eq!(
            (report.verdict(), report.exit()),
            (RunVerdict::PartDone, Exit::Done)
        );
        assert_eq!(events(&Ok(report), false), []);
        assert_eq!(bench.view().last_good_run().unwrap(), good_before);
        let status = Status::of(&bench.view(), None, None, bench.now()).unwrap();
        assert_eq!(status.verdict(), Some(LEAVER.0), "of the last run over everybody");
    }
    bench.set_in_personio(2, "last_name", "Anders");
    bench.set_faults(&["forbidden@writes"], 0);
    let report = bench.run(only(2)).await.unwrap();
    assert_eq!(report.exit(), Exit::Refused);
    assert_eq!(events(&Ok(report), false), [Event::Refused]);
}

#[tokio::test(start_paused = true)]
async fn d5_an_undo_that_a_person_confirmed_leaves_the_leaver_so_and_another_one_does_not() {
    for (is_unattended, expected) in [(false, good()), (true, leaver())] {
        let bench = linked().await;
        bench.set_in_personio(1, "status", "inactive");
        let ended = bench.sync().await;
        assert_eq!(ended.exit(), Exit::Done);
        bench.later(1);
        let Undoable::Yes(undone) = undoable(&bench.view(), ended.run).unwrap() else {
            panic!("it can be undone");
        };
        let order = Order {
            kind: RunKind::Undo,
            is_unattended,
            undo: Some(undone),
            ..Order::unattended()
        };
        assert_eq!(bench.run(order).await.unwrap().exit(), Exit::Done);
        bench.later(1);
        assert_eq!(signals(&bench).await, expected, "unattended: {is_unattended}");
    }
}

#[tokio::test(start_paused = true)]
async fn d5_a_decision_right_after_an_undo_that_nobody_confirmed_counts() {
    let excluded = Decision::Exclude {
        employee: EmployeeId(1),
        note: String::new(),
    };
    for decision in [ignore(JANE), excluded, hold(1, Some(Deactivate))] {
        let bench = linked().await;
        bench.set_in_personio(1, "status", "inactive");
        let ended = bench.sync().await;
        bench.later(1);
        let Undoable::Yes(undone) = undoable(&bench.view(), ended.run).unwrap() else {
            panic!("it can be undone");
        };
        let order = Order {
            kind: RunKind::Undo,
            undo: Some(undone),
            ..Order::unattended()
        };
        assert_eq!(bench.run(order).await.unwrap().exit(), Exit::Done);
        bench.later(1);
        bench.decide(decision.clone());
        for _ in 0..2 {
            assert_eq!(signals(&bench).await, good(), "{decision:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn d5_a_good_run_counts_and_any_other_does_not() {
    let bench = linked().await;
    let good_run = bench.sync().await.run;
    bench.set_in_personio(1, "status", "inactive");
    bench.decide(hold(1, None));
    bench.later(1);
    bench.sync().await;
    let view = bench.view();
    assert_eq!(view.last_good_run().unwrap().map(|run| run.run), Some(good_run));
}
