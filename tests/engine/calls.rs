//! What each kind of action sends, in which order, and nothing else (rules A1, A2, A4, A7, P5, P6, U4).

use crate::bench::{Bench, TODAY, first, okta, outcomes};
use crate::people::{BERT, JANE, bert, berts, jane, janes};
use koppel::core::plan::ActionKind::{Activate, Deactivate, Link, Provision, Reactivate, Unlink, Update};
use koppel::core::plan::{HoldCode, Part, RemarkCode, RunScope};
use koppel::core::policy::Rehire;
use koppel::core::{EmployeeId, OktaId, Value};
use koppel::engine::Order;
use koppel::sim::Company;
use koppel::sim::okta::{Profile, Status};
use koppel::store::state::Decision;
use koppel::store::state::OutcomeKind::{Applied, Held, Unknown};
use serde_json::json;

/// Whatever a first sync finds to do, and the calls that it took.
async fn first_calls(company: Company) -> (Bench, Vec<String>) {
    let bench = Bench::over(company).await;
    let report = bench.first_sync().await;
    assert_eq!(report.failure, None);
    assert!(
        report.results.iter().all(|result| result.outcome == Applied),
        "{:?}",
        outcomes(&report)
    );
    let calls = bench.calls_since(0);
    (bench, calls)
}

#[tokio::test(start_paused = true)]
async fn u4_the_link_is_sent_alone_and_first_and_all_else_in_one_update() {
    let company = Company::empty()
        .employee(jane().department("Marketing").position("Lead"))
        .profile(janes());
    let (bench, calls) = first_calls(company).await;
    assert_eq!(
        calls,
        [
            format!("GET /users/{JANE}"),
            format!("POST /users/{JANE}"),
            format!("POST /users/{JANE}"),
        ]
    );
    let bodies: Vec<_> = bench.writes().into_iter().map(|write| write.body).collect();
    assert_eq!(
        bodies,
        [
            json!({ "profile": { "employeeNumber": "1" } }),
            json!({ "profile": { "department": "Marketing", "title": "Lead" } }),
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn p5_a_creation_carries_everything_and_p6_activates_without_a_mail() {
    let company = Company::empty().employee(jane().position("Lead"));
    let (bench, calls) = first_calls(company).await;
    let created = &bench.journal()[0].action.profile.clone().unwrap();
    assert_both_looked_at(&calls[..2], "jane.doe@talwerk.example", 1);
    assert_eq!(
        calls[2..],
        [
            "POST /users?activate=false".to_owned(),
            format!("POST /users/{created}/lifecycle/activate?sendEmail=false"),
        ]
    );
    assert_eq!(
        bench.writes()[0].body["profile"],
        json!({
            "department": "Sales",
            "email": "jane@acme.example",
            "employeeNumber": "1",
            "firstName": "Jane",
            "lastName": "Doe",
            "login": "jane.doe@talwerk.example",
            "title": "Lead",
        })
    );
    assert_eq!(bench.profile(created.as_str()).status, Status::Provisioned);
    assert_eq!(bench.simulator.company(|company| company.okta.outbox.len()), 0);
}

#[tokio::test(start_paused = true)]
async fn p6_where_okta_mails_one_call_creates_and_activates() {
    let mut bench = Bench::over(Company::empty().employee(jane())).await;
    bench.policy.activation.send_email = Some(true);
    bench.first_sync().await;
    let calls = bench.calls_since(0);
    assert_both_looked_at(&calls[..2], "jane.doe@talwerk.example", 1);
    assert_eq!(calls[2..], ["POST /users?activate=true"]);
    assert_eq!(bench.simulator.company(|company| company.okta.outbox.len()), 1);
}

#[tokio::test(start_paused = true)]
async fn p6_who_starts_tomorrow_is_staged_today_and_activated_tomorrow() {
    let company = Company::empty().employee(jane().hired(TODAY.tomorrow().unwrap()));
    let (bench, calls) = first_calls(company).await;
    assert_both_looked_at(&calls[..2], "jane.doe@talwerk.example", 1);
    assert_eq!(calls[2..], ["POST /users?activate=false"]);
    let created = bench.journal()[0].action.profile.clone().unwrap();
    let start = bench.ledger_length();
    assert!(bench.sync().await.results.is_empty(), "not yet");

    bench.later(24);
    let report = bench.sync().await;
    assert_eq!(outcomes(&report), [(Activate, Applied)]);
    let calls = bench.calls_since(start);
    let (looks, calls) = calls.split_at(2);
    assert_both_looked_at(looks, created.as_str(), 1);
    assert_eq!(
        calls,
        [
            format!("POST /users/{created}/lifecycle/activate?sendEmail=false"),
            format!("GET /users/{created}"),
        ]
    );
}

/// Both sides, at the same time.
fn assert_both_looked_at(looks: &[String], profile: &str, employee: u64) {
    let mut looks = looks.to_vec();
    looks.sort();
    assert_eq!(
        looks,
        [
            format!("GET /employees/{employee}"),
            format!("GET /users/{profile}")
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn g2_a_leaver_is_looked_at_on_both_sides_deactivated_and_read_back() {
    let company = Company::empty()
        .employee(jane().status("inactive"))
        .profile(janes().number("1"));
    let (bench, calls) = first_calls(company).await;
    assert_both_looked_at(&calls[..2], JANE, 1);
    assert_eq!(
        calls[2..],
        [
            format!("POST /users/{JANE}/lifecycle/deactivate?sendEmail=false"),
            format!("GET /users/{JANE}"),
        ]
    );
    assert_eq!(bench.profile(JANE).status, Status::Deprovisioned);
}

#[tokio::test(start_paused = true)]
async fn d4_who_comes_back_is_reactivated_and_then_updated() {
    let company = Company::empty()
        .employee(jane().status("inactive"))
        .profile(janes().number("1"));
    let mut bench = Bench::over(company).await;
    bench.policy.rehire = Rehire::Reactivate;
    bench.first_sync().await;
    bench.change_employee(1, |jane| {
        jane.set("status", "active");
        jane.set("department", "Marketing");
    });
    let start = bench.ledger_length();
    let report = bench.sync().await;
    assert_eq!(outcomes(&report), [(Reactivate, Applied), (Update, Applied)]);
    let calls = bench.calls_since(start);
    assert_both_looked_at(&calls[..2], JANE, 1);
    assert_eq!(
        calls[2..],
        [
            format!("POST /users/{JANE}/lifecycle/activate?sendEmail=false"),
            format!("GET /users/{JANE}"),
            format!("POST /users/{JANE}"),
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a1_a_moved_number_leaves_its_profile_before_leavers_go_and_arrives_after_them() {
    let company = Company::empty()
        .employee(jane())
        .profile(berts().number("1").name("Jane", "Doe"))
        .profile(janes())
        .employee(bert().status("inactive"))
        .profile(
            Profile::new("bert2@acme.example")
                .id("00u000000000000bert2")
                .name("Bert", "Beispiel")
                .number("2"),
        );
    let bench = Bench::over(company).await;
    bench
        .run(Order {
            part: Part {
                kinds: Some(vec![Link]),
                scope: RunScope::Everybody,
            },
            ..first()
        })
        .await
        .unwrap();
    bench.decide(Decision::Assign {
        profile: okta(JANE),
        employee: EmployeeId(1),
        may_move: true,
    });
    let report = bench.sync().await;
    assert_eq!(
        outcomes(&report),
        [(Unlink, Applied), (Deactivate, Applied), (Link, Applied)]
    );
    let writes: Vec<_> = bench
        .writes()
        .into_iter()
        .map(|write| (write.path, write.body))
        .collect();
    assert_eq!(
        writes,
        [
            (
                format!("/api/v1/users/{BERT}"),
                json!({ "profile": { "employeeNumber": null } })
            ),
            (
                "/api/v1/users/00u000000000000bert2/lifecycle/deactivate".to_owned(),
                json!(null)
            ),
            (
                format!("/api/v1/users/{JANE}"),
                json!({ "profile": { "employeeNumber": "1" } })
            ),
        ]
    );
    assert!(bench.sync().await.results.is_empty());
}

#[tokio::test(start_paused = true)]
async fn d6_a_missed_leaver_who_was_confirmed_gets_the_number_and_loses_access_in_one_run() {
    let company = Company::empty()
        .employee(jane().status("inactive"))
        .profile(janes());
    let bench = Bench::over(company).await;
    assert_eq!(outcomes(&bench.first_sync().await), [(Link, Held)]);
    bench.decide(Decision::Release {
        hold: HoldCode::MissedLeaver,
        employee: EmployeeId(1),
    });
    assert_eq!(
        outcomes(&bench.sync().await),
        [(Link, Applied), (Deactivate, Applied)]
    );
    let profile = bench.profile(JANE);
    assert_eq!(profile.text("employeeNumber"), "1");
    assert_eq!(profile.status, Status::Deprovisioned);
}

#[tokio::test(start_paused = true)]
async fn u8_who_is_assigned_a_former_account_is_reactivated_linked_and_updated() {
    let company = Company::empty()
        .employee(jane().department("Marketing"))
        .profile(janes().status(Status::Deprovisioned));
    let bench = Bench::over(company).await;
    bench.first_sync().await;
    bench.decide(Decision::Assign {
        profile: okta(JANE),
        employee: EmployeeId(1),
        may_move: false,
    });
    assert_eq!(
        outcomes(&bench.sync().await),
        [(Reactivate, Applied), (Link, Applied), (Update, Applied)]
    );
    let profile = bench.profile(JANE);
    assert_eq!(
        (profile.text("employeeNumber"), profile.text("department")),
        ("1", "Marketing")
    );
    assert_eq!(profile.status, Status::Provisioned);
    assert_eq!(outcomes(&bench.sync().await), []);
}

#[tokio::test(start_paused = true)]
async fn a2_each_call_has_its_row_with_times_words_and_request_ids() {
    let company = Company::empty()
        .employee(jane().department("Marketing"))
        .profile(janes())
        .employee(bert());
    let (bench, _) = first_calls(company).await;
    let rows = bench.journal();
    let kinds: Vec<_> = rows.iter().map(|row| row.action.kind).collect();
    assert_eq!(kinds, [Link, Update, Provision]);
    for row in &rows {
        let (ended, outcome) = row.outcome.unwrap();
        assert_eq!(outcome, Applied);
        assert!(row.planned <= row.called.unwrap() && row.called.unwrap() <= ended);
        assert!(!row.request_ids.is_empty(), "{row:?}");
    }
    assert_eq!(rows[1].action.changes[0].from, Value::text("Sales"));
    assert_eq!(rows[1].action.changes[0].to, Value::text("Marketing"));
}

#[tokio::test(start_paused = true)]
async fn u2_bases_are_kept_of_what_was_sent_and_of_what_was_equal_before() {
    let company = Company::empty()
        .employee(jane().department("Marketing").position("Lead"))
        .profile(janes().with("title", "Lead"))
        .employee(bert());
    let (bench, _) = first_calls(company).await;
    let created = bench.journal()[2].action.profile.clone().unwrap();
    let bases = bench.view().state().unwrap().bases;
    let sent = |profile: &OktaId, attribute: &str| {
        bases[profile]
            .get(attribute)
            .map(|base| (base.sent.clone(), base.taken.clone()))
    };
    let both = |value: &str| Some((Value::text(value), Value::text(value)));
    assert_eq!(sent(&okta(JANE), "department"), both("Marketing"), "sent");
    assert_eq!(sent(&okta(JANE), "title"), both("Lead"), "equal without a call");
    assert_eq!(sent(&created, "department"), both("Sales"), "created with it");

    // What somebody changes in Okta is drift from now on.
    bench.set_in_okta(JANE, "department", "Elsewhere");
    let report = bench.sync().await;
    assert!(report.results.is_empty(), "{:?}", outcomes(&report));
    let drifts =
        |name: &str| {
            report.plan.remarks.iter().any(
                |remark| matches!(&remark.code, RemarkCode::Drift { attribute, .. } if attribute == name),
            )
        };
    assert!(drifts("department") && !drifts("title"));
}

#[tokio::test(start_paused = true)]
async fn a3_a_second_run_sends_no_write() {
    for seed in 1..=6 {
        let bench = Bench::over(Company::made_up(120, seed, TODAY)).await;
        let first = bench.first_sync().await;
        assert!(first.count(Applied) > 30, "seed {seed}: {:?}", outcomes(&first));
        let written = bench.writes().len();
        // Nobody refuses again what was refused for good, and nobody sends it.
        let second = bench.sync().await;
        assert_eq!(second.failure, None, "seed {seed}");
        let sent: Vec<_> = bench.writes()[written..]
            .iter()
            .map(|write| (&write.path, write.status))
            .map(|(path, status)| (path.clone(), status))
            .collect();
        assert_eq!(sent, [], "seed {seed}: {:?}", outcomes(&second));
    }
}

#[tokio::test(start_paused = true)]
async fn a4_an_update_whose_answer_was_lost_is_looked_at_before_it_is_sent_again() {
    for (faults, expected) in [
        (&["cut-after@update:1"][..], "POST GET"),
        (&["garbage@update:1"], "POST GET"),
        (&["stalled@update:1"], "POST GET"),
        (&["cut-before@update:1"], "POST GET POST"),
        (&["status-503@update:1"], "POST GET POST"),
        (
            &["cut-before@update:1", "cut-after@update:2"],
            "POST GET POST GET",
        ),
    ] {
        let bench = crate::stale::linked().await;
        bench.set_in_personio(1, "position", "Lead");
        let start = bench.ledger_length();
        bench.set_faults(faults, 0);
        let report = bench.sync().await;
        assert_eq!(outcomes(&report), [(Update, Applied)], "{faults:?}");
        let calls = bench.calls_since(start);
        assert!(calls.iter().all(|call| call.ends_with(JANE)), "{calls:?}");
        let verbs: Vec<&str> = calls.iter().filter_map(|call| call.split(' ').next()).collect();
        assert_eq!(verbs.join(" "), expected, "{faults:?}");
        assert_eq!(bench.profile(JANE).text("title"), "Lead");
    }
}

#[tokio::test(start_paused = true)]
async fn a4_an_update_is_not_sent_again_where_somebody_wrote_meanwhile() {
    let cases: [fn(&Bench); 2] = [
        |bench| bench.set_in_okta(JANE, "title", "Captain"),
        |bench| bench.set_in_okta(JANE, "employeeNumber", "77"),
    ];
    for happens in cases {
        let bench = crate::stale::linked().await;
        bench.set_in_personio(1, "position", "Lead");
        bench.set_faults(&["cut-before@update:1"], 0);
        let start = bench.ledger_length();
        let report = bench.sync_while(happens).await;
        assert_eq!(outcomes(&report), [(Update, Unknown)]);
        assert_eq!(
            bench.calls_since(start).len(),
            2,
            "{:?}",
            bench.calls_since(start)
        );
    }
}
