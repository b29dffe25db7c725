//! What Okta refuses (rule A6): each in its own words, the run goes on with the others, and what was refused for good
//! is not sent again until something changes or a person wants it.

use crate::bench::{Bench, first, of_employee, only, outcomes};
use crate::guard::leave;
use crate::people::{BERT, JANE, bert, berts, jane, janes, orderly, profile_of};
use koppel::core::RunVerdict;
use koppel::core::plan::ActionKind::{self, Deactivate, Update};
use koppel::core::plan::{AccessReason, RemarkCode};
use koppel::core::policy::{First, Limit, Mapping, Source};
use koppel::core::{EmployeeId, Text};
use koppel::engine::{Order, Progress, RunReport, events};
use koppel::failure::Exit;
use koppel::sim::Company;
use koppel::sim::okta::{Kind, Property, Status};
use koppel::sim::personio::Employee;
use koppel::store::Event;
use koppel::store::state::OutcomeKind::{self, Applied, Failed, NotReached};
use koppel::store::state::RunEnd;
use std::sync::Mutex;
use tokio_util::sync::CancellationToken;

const MASTERED: &str = "Operation failed because user profile is mastered under another system";

/// Jane's profile is mastered elsewhere; hers and Bert's last name differs.
async fn mastered() -> Bench {
    let mut janes = janes().number("1").name("Jane", "Roe");
    janes.mastered_elsewhere = true;
    let company = Company::empty()
        .employee(jane())
        .profile(janes)
        .employee(bert())
        .profile(berts().number("2").name("Bert", "Anders"));
    Bench::over(company).await
}

fn refused_before(report: &RunReport) -> Vec<(u64, String)> {
    let remarks = report.plan.remarks.iter();
    remarks
        .filter_map(|remark| match &remark.code {
            RemarkCode::RefusedBefore { words, .. } => Some((remark.employee.unwrap().0, words.to_string())),
            _ => None,
        })
        .collect()
}

#[tokio::test(start_paused = true)]
async fn a6_a_refusal_has_okta_s_words_code_and_request_id_and_the_run_goes_on() {
    let bench = mastered().await;
    let report = bench.first_sync().await;
    assert_eq!(of_employee(&report, 1), [(Update, Failed, MASTERED.to_owned())]);
    assert_eq!(of_employee(&report, 2), [(Update, Applied, String::new())]);
    assert_eq!(
        (report.exit(), report.end),
        (Exit::SomeFailed, RunEnd::SomeFailed)
    );
    let row = bench
        .journal()
        .into_iter()
        .find(|row| row.action.employee == Some(EmployeeId(1)))
        .unwrap();
    let error = row.error.unwrap();
    assert_eq!(
        (error.code.as_deref(), error.summary.as_str()),
        (Some("E0000023"), MASTERED)
    );
    assert_eq!(row.request_ids.len(), 1);
}

/// Jane's profile is mastered elsewhere, and takes no link.
async fn mastered_without_a_link() -> Bench {
    let mut janes = janes();
    janes.mastered_elsewhere = true;
    Bench::over(Company::empty().employee(jane()).profile(janes)).await
}

#[tokio::test(start_paused = true)]
async fn a6_what_was_refused_for_good_is_a_remark_and_is_not_sent_again() {
    let bench = mastered_without_a_link().await;
    bench.first_sync().await;
    let writes = bench.writes().len();
    for _ in 0..3 {
        bench.later(1);
        let report = bench.sync().await;
        assert_eq!((report.exit(), outcomes(&report)), (Exit::SomeFailed, vec![]));
        assert_eq!(refused_before(&report), [(1, format!("E0000023 {MASTERED}"))]);
    }
    assert_eq!(bench.writes().len(), writes);
}

#[tokio::test(start_paused = true)]
async fn a6_it_is_sent_again_once_the_profile_changes_or_a_person_wants_it() {
    let refused = [(ActionKind::Link, Failed, MASTERED.to_owned())];
    let bench = mastered_without_a_link().await;
    bench.first_sync().await;
    bench.later(1);
    bench.set_in_okta(JANE, "nickName", "Janie");
    assert_eq!(of_employee(&bench.sync().await, 1), refused);
    assert_eq!(
        bench.sync().await.results.len(),
        0,
        "refused again, remembered again"
    );
    let report = bench.run(only(1)).await.unwrap();
    assert_eq!(of_employee(&report, 1), refused, "a person retries");
    // Once Okta takes it, it is forgotten.
    bench.later(1);
    bench.change_profile(JANE, |profile| profile.mastered_elsewhere = false);
    assert_eq!(
        of_employee(&bench.sync().await, 1),
        [(ActionKind::Link, Applied, String::new())]
    );
    assert_eq!(bench.view().refusals().unwrap(), []);
}

#[tokio::test(start_paused = true)]
async fn a6_d5_a_leaver_whom_the_token_may_not_deactivate_is_listed_and_tried_again_in_every_run() {
    let bench = Bench::over(Company::empty().employee(jane()).profile(janes().number("1"))).await;
    bench.first_sync().await;
    leave(&bench, 1..=1);
    bench.set_faults(&["forbidden@deactivate"], 0);
    for _ in 0..3 {
        let report = bench.sync().await;
        assert_eq!(outcomes(&report), [(Deactivate, Failed)]);
        assert_eq!(
            (report.verdict(), report.exit()),
            (RunVerdict::NoPermission, Exit::Refused)
        );
        assert_eq!(
            report.plan.still_have_access[0].reason,
            AccessReason::NoPermission
        );
        assert_eq!(
            events(&Ok(report), true),
            [Event::Refused],
            "one thing makes one event"
        );
    }
    bench.set_faults(&[], 0);
    let report = bench.sync().await;
    assert_eq!(
        (report.exit(), outcomes(&report)),
        (Exit::Done, vec![(Deactivate, Applied)])
    );
}

#[tokio::test(start_paused = true)]
async fn a6_who_the_token_may_not_touch_is_exit_5_where_others_of_the_kind_were_done() {
    let bench = Bench::over(orderly(4)).await;
    bench.first_sync().await;
    leave(&bench, 1..=2);
    bench.set_faults(&["forbidden@deactivate:1"], 0);
    let report = bench.sync().await;
    assert_eq!((report.count(Applied), report.count(Failed)), (1, 1));
    assert_eq!(
        (report.verdict(), report.exit()),
        (RunVerdict::SomeFailed, Exit::SomeFailed)
    );
    assert_eq!(
        report.plan.still_have_access[0].reason,
        AccessReason::NoPermission
    );
    assert_eq!(events(&Ok(report), true), [Event::LeaverWithAccess]);
    // Nobody's update was tried: an update that works says nothing of deactivations.
    bench.set_faults(&["forbidden@deactivate"], 0);
    bench.set_in_personio(3, "department", "Anders");
    let report = bench.sync().await;
    assert_eq!((report.count(Applied), report.count(Failed)), (1, 1));
    assert_eq!(report.exit(), Exit::Refused);
    bench.set_faults(&[], 0);
    assert_eq!(bench.sync().await.exit(), Exit::Done);
}

#[tokio::test(start_paused = true)]
async fn a6_a_token_that_is_read_only_for_one_run_loses_nothing() {
    let mut bench = Bench::over(orderly(9)).await;
    bench.policy.limits.changed = Limit::Percent(100);
    bench.first_sync().await;
    leave(&bench, 1..=2);
    for id in 3..=9 {
        bench.set_in_personio(id, "department", "Anders");
    }
    bench.set_faults(&["read-only-token"], 0);
    let report = bench.sync().await;
    assert_eq!((report.exit(), report.count(Failed)), (Exit::Refused, 9));
    assert_eq!(bench.view().refusals().unwrap(), []);
    bench.set_faults(&[], 0);
    let report = bench.sync().await;
    assert_eq!((report.exit(), report.count(Applied)), (Exit::Done, 9));
}

#[tokio::test(start_paused = true)]
async fn a6_a_value_that_somebody_else_has_is_refused_for_one_alone() {
    let mut bench = mastered().await;
    bench.change_profile(JANE, |profile| profile.mastered_elsewhere = false);
    bench.simulator.company(|company| {
        let badge = Property::new("badge", "Badge", Kind::String).unique();
        company.okta.schema.custom.push(badge);
    });
    bench.policy.mapping = vec![Mapping {
        source: Source::from_words("position").unwrap(),
        target: Text::const_new("badge"),
        first: First::Send,
    }];
    for id in [1, 2] {
        bench.set_in_personio(id, "position", "77");
    }
    let report = bench.first_sync().await;
    assert_eq!((report.count(Applied), report.count(Failed)), (1, 1));
    let error = report
        .results
        .iter()
        .find_map(|result| result.error.clone())
        .unwrap();
    assert_eq!(error.code.as_deref(), Some("E0000001"));
    assert!(
        error
            .summary
            .contains("badge: An object with this field already exists"),
        "{error:?}"
    );
    assert_eq!(bench.sync().await.results.len(), 0);
}

/// Okta's words for it, and what somebody did before.
type Case<'a> = (&'a str, fn(&Bench));

#[tokio::test(start_paused = true)]
async fn a6_a_profile_that_was_switched_off_or_deleted_meanwhile_takes_no_update() {
    let gone = format!("Not found: Resource not found: {JANE} (User)");
    let cases: [Case<'_>; 2] = [
        (
            "This operation is not allowed in the user's current status.",
            |bench| bench.set_status(JANE, Status::Deprovisioned),
        ),
        (&gone, |bench| {
            bench.simulator.company(|company| company.okta.remove(JANE));
        }),
    ];
    for (words, happens) in cases {
        let bench = mastered().await;
        let report = bench.first_sync_while(happens).await;
        assert_eq!(of_employee(&report, 1), [(Update, Failed, words.to_owned())]);
        assert_eq!(of_employee(&report, 2), [(Update, Applied, String::new())]);
        let writes = bench.writes().len();
        bench.sync().await;
        assert_eq!(bench.writes().len(), writes, "{words}");
    }
}

/// 40 linked profiles, each with a change.
async fn forty_changed() -> Bench {
    let mut bench = Bench::over(orderly(40)).await;
    bench.policy.limits.changed = Limit::Percent(100);
    bench.first_sync().await;
    for id in 1..=40 {
        bench.set_in_personio(id, "last_name", "Anders");
    }
    bench
}

#[tokio::test(start_paused = true)]
async fn a6_ten_in_a_row_with_one_code_stop_the_run_and_the_next_one_goes_on_behind_them() {
    let mut company = orderly(40);
    for id in 1..=40 {
        company.okta.change(&profile_of(id), |profile| {
            profile.set("employeeNumber", serde_json::Value::Null);
            profile.mastered_elsewhere = true;
        });
    }
    let bench = Bench::over(company).await;
    let mut reached = 0;
    for run in 1..=4 {
        let report = if run == 1 {
            bench.first_sync().await
        } else {
            bench.sync().await
        };
        if report.plan.actions.is_empty() {
            break;
        }
        let failed = report.count(Failed);
        // Whatever was under way when the tenth came back is finished.
        assert!(
            (10..=17).contains(&failed) || reached + failed == 40,
            "run {run}: {failed}"
        );
        assert_eq!(report.count(NotReached), 40 - reached - failed, "run {run}");
        let failure = report.failure.as_ref();
        assert_eq!(report.exit(), Exit::SomeFailed);
        if failed >= 10 {
            let said = failure.unwrap().to_string();
            assert!(
                said.contains("10 actions in a row") && said.contains("E0000023"),
                "{said}"
            );
        }
        reached += failed;
    }
    assert_eq!(reached, 40, "nobody is sent twice, and everybody once");
    assert_eq!(refused_before(&bench.sync().await).len(), 40);
}

#[tokio::test(start_paused = true)]
async fn a6_a_token_without_the_right_stops_the_run_and_once_it_has_it_everything_is_done() {
    let bench = forty_changed().await;
    bench.set_faults(&["read-only-token"], 0);
    for _ in 0..3 {
        let report = bench.sync().await;
        let failure = report.failure.as_ref().unwrap();
        assert_eq!(failure.exit, Exit::Refused, "{failure}");
        assert!(failure.to_string().contains("E0000006"), "{failure}");
        assert!(report.count(NotReached) >= 23, "{:?}", outcomes(&report));
    }
    bench.set_faults(&[], 0);
    let report = bench.sync().await;
    assert_eq!((report.exit(), report.count(Applied)), (Exit::Done, 40));
}

#[tokio::test(start_paused = true)]
async fn a6_a_token_that_is_revoked_in_the_middle_stops_the_run() {
    let bench = forty_changed().await;
    let token = Mutex::new(bench.simulator.okta_token());
    let revoke = |progress| {
        if matches!(progress, Progress::Ended { .. }) {
            let other = "00anotherToken0000000000000000000000000000".to_owned();
            bench
                .simulator
                .company(|company| company.okta.tokens.full = other);
        }
    };
    let report = bench
        .run_with(Order::unattended(), &revoke, &CancellationToken::new())
        .await
        .unwrap();
    let failure = report.failure.as_ref().unwrap();
    assert_eq!(
        (failure.exit, report.end),
        (Exit::Refused, RunEnd::Failed),
        "{failure}"
    );
    assert!(failure.what.contains("in the middle of the run"), "{failure}");
    assert!(
        report.count(Applied) >= 1 && report.count(NotReached) > 20,
        "{:?}",
        outcomes(&report)
    );
    // With a token the rest is done: nobody was refused for good.
    bench
        .simulator
        .company(|company| company.okta.tokens.full.clone_from(&token.lock().unwrap()));
    let done = report.count(Applied);
    let report = bench.sync().await;
    assert_eq!((report.exit(), report.count(Applied)), (Exit::Done, 40 - done));
}

#[tokio::test(start_paused = true)]
async fn a4_a_login_that_somebody_took_since_the_reading_gives_another_one_in_the_next_run() {
    let bench = Bench::over(Company::empty().employee(jane())).await;
    bench.set_faults(&["login-taken:1"], 0);
    let report = bench.first_sync().await;
    assert_eq!(report.exit(), Exit::SomeFailed);
    let error = report.results[0].error.as_ref().unwrap();
    assert!(
        error.summary.contains("the next run gives another one"),
        "{error:?}"
    );
    let report = bench.run(first()).await.unwrap();
    assert_eq!(
        report.count(OutcomeKind::Applied),
        1,
        "{:?}",
        of_employee(&report, 1)
    );
    assert_eq!(report.plan.actions[0].login, "jane.doe_1@talwerk.example");
    assert!(bench.view().state().unwrap().past.links.len() == 1);
}

#[tokio::test(start_paused = true)]
async fn a6_personio_credentials_that_are_revoked_in_the_middle_stop_the_run() {
    let mut bench = Bench::over(orderly(40)).await;
    bench.policy.limits.unannounced = Limit::Percent(100);
    bench.first_sync().await;
    leave(&bench, 1..=12);
    let secret = bench.simulator.personio_client_secret();
    let report = bench
        .sync_while(|bench| {
            bench.simulator.company(|company| {
                company.personio.revoke_token();
                "papi-renewed".clone_into(&mut company.personio.credentials.client_secret);
            });
        })
        .await;
    let failure = report.failure.as_ref().unwrap();
    assert_eq!(failure.exit, Exit::Refused, "{failure}");
    assert!(
        failure.what.contains("Personio refused the credentials"),
        "{failure}"
    );
    assert_eq!(bench.writes().len(), 0, "nobody is ended on an old reading");
    bench
        .simulator
        .company(|company| company.personio.credentials.client_secret = secret);
    assert_eq!(bench.sync().await.count(Applied), report.plan.actions.len());
}

#[tokio::test(start_paused = true)]
async fn p4_where_okta_refuses_the_link_of_a_namesake_nobody_s_access_ends() {
    let mut namesakes = berts().name("Jane", "Doe");
    namesakes.mastered_elsewhere = true;
    let namesake = Employee::new(2, "Jane", "Doe")
        .email("bert@acme.example")
        .department("Sales");
    let company = Company::empty()
        .employee(jane())
        .profile(janes().number("1"))
        .employee(namesake)
        .profile(namesakes);
    let bench = Bench::over(company).await;
    leave(&bench, 1..=1);
    let report = bench.first_sync().await;
    assert_eq!(
        outcomes(&report)[..2],
        [(ActionKind::Link, Failed), (Deactivate, OutcomeKind::Stale)]
    );
    assert_eq!(bench.profile(JANE).status, Status::Active);
    assert_eq!(report.plan.still_have_access.len(), 1);
    bench.change_profile(BERT, |profile| profile.mastered_elsewhere = false);
    let report = bench.first_sync().await;
    assert!(
        outcomes(&report).contains(&(Deactivate, Applied)),
        "{:?}",
        outcomes(&report)
    );
}
