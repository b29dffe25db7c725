//! The look before a creation, a link and an update (rule G2): what changed since the snapshot makes an action
//! outdated, or sends the values of now.

use crate::bench::{Bench, first, of_employee, okta, outcomes};
use crate::people::{BERT, JANE, bert, berts, jane, janes};
use crate::stale::linked;
use koppel::core::plan::ActionKind::{self, Link, Provision, Update};
use koppel::core::policy::{Condition, Limit, Mapping, Source};
use koppel::core::{EmployeeId, Text, Value};
use koppel::engine::{Order, OverLimit, Progress, RunReport, Side, Undoable, undoable};
use koppel::sim::okta::{Profile, Status};
use koppel::sim::personio::Employee;
use koppel::sim::{Company, RateLimits};
use koppel::store::state::ActionRow;
use koppel::store::state::OutcomeKind::{Applied, Stale};
use serde_json::{Value as Json, json};
use std::time::Duration;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

type Case = (&'static str, fn(&Bench));

/// The snapshot is older than a minute then.
pub const OLD: i64 = 61;

/// The row of this employee's action of this kind in the latest run.
fn row(bench: &Bench, employee: u64, kind: ActionKind) -> ActionRow {
    let mut rows = bench.journal().into_iter();
    let is_theirs =
        |row: &ActionRow| row.action.employee == Some(EmployeeId(employee)) && row.action.kind == kind;
    rows.find(is_theirs).unwrap()
}

/// The bodies of all writes to this path.
pub fn bodies(bench: &Bench, path: &str) -> Vec<Json> {
    let writes = bench.writes().into_iter();
    let of_path = writes.filter(|write| write.path.ends_with(path));
    of_path.map(|write| write.body["profile"].clone()).collect()
}

async fn joiners() -> Bench {
    Bench::over(Company::empty().employee(jane()).employee(bert())).await
}

fn login_taken(bench: &Bench) {
    let other = Profile::new("jane.doe@talwerk.example").name("Janet", "Doering");
    bench.simulator.company(|company| company.okta.add(other));
}

/// Somebody else creates Jane's profile, with another department.
fn created_by_somebody_else(bench: &Bench) {
    let theirs = Profile::new("jane.doe@talwerk.example")
        .id(JANE)
        .name("Jane", "Doe")
        .number("1")
        .with("department", "Elsewhere")
        .status(Status::Staged);
    bench.simulator.company(|company| company.okta.add(theirs));
}

fn created_and_switched_off(bench: &Bench) {
    created_by_somebody_else(bench);
    bench.set_status(JANE, Status::Deprovisioned);
}

#[tokio::test(start_paused = true)]
async fn g2_a_creation_is_outdated_once_anything_that_it_rests_on_has_changed() {
    let cases: [Case; 10] = [
        ("Personio says inactive now", |bench| {
            bench.set_in_personio(1, "status", "inactive");
        }),
        ("Personio gives no status that koppel knows", |bench| {
            bench.set_in_personio(1, "status", "resting");
        }),
        ("the hire date was changed in Personio meanwhile", |bench| {
            bench.set_in_personio(1, "hire_date", "2027-12-01");
        }),
        ("the employee cannot be read in Personio any more", |bench| {
            bench.simulator.company(|company| company.personio.remove(1));
        }),
        ("name or e-mail was changed in Personio meanwhile", |bench| {
            bench.set_in_personio(1, "first_name", "Janet");
        }),
        ("name or e-mail was changed in Personio meanwhile", |bench| {
            bench.set_in_personio(1, "last_name", "Roe");
        }),
        ("name or e-mail was changed in Personio meanwhile", |bench| {
            bench.set_in_personio(1, "email", "jane.doe@acme.example");
        }),
        ("the employee is out of scope now", |bench| {
            bench.set_in_personio(1, "department", "Board");
        }),
        (
            "the login was taken meanwhile; the next run gives another one",
            login_taken,
        ),
        (
            "a profile with this Personio ID exists now",
            created_and_switched_off,
        ),
    ];
    for (words, happens) in cases {
        let mut bench = joiners().await;
        bench.policy.scope.exclude = vec![Condition {
            attribute: Text::const_new("department"),
            is: vec![Text::const_new("Board")],
        }];
        let report = bench.first_sync_while(happens).await;
        assert_eq!(of_employee(&report, 1), [(Provision, Stale, words.to_owned())]);
        assert_eq!(
            of_employee(&report, 2),
            [(Provision, Applied, String::new())],
            "{words}"
        );
        assert_eq!(bodies(&bench, "/users").len(), 1, "{words}");
        assert_eq!(row(&bench, 1, Provision).error.unwrap().summary, words);
    }
}

#[tokio::test(start_paused = true)]
async fn g2_a_login_that_was_taken_meanwhile_is_another_one_in_the_next_run() {
    let mut bench = joiners().await;
    bench.policy.hold_possible_duplicates = false;
    bench.first_sync_while(login_taken).await;
    let report = bench.sync().await;
    assert_eq!(of_employee(&report, 1), [(Provision, Applied, String::new())]);
    let created = bodies(&bench, "/users");
    assert_eq!(created[1]["login"], "jane.doe_1@talwerk.example");
}

#[tokio::test(start_paused = true)]
async fn g2_a_profile_that_somebody_else_created_meanwhile_is_adopted_and_not_activated() {
    let bench = joiners().await;
    let report = bench.first_sync_while(created_by_somebody_else).await;
    assert_eq!(of_employee(&report, 1), [(Provision, Applied, String::new())]);
    assert_eq!(bodies(&bench, "/users").len(), 1, "Bert's alone");
    assert_eq!(bench.profile(JANE).status, Status::Staged);
    let row = row(&bench, 1, Provision);
    assert_eq!(
        (row.action.profile, row.action.changes),
        (Some(okta(JANE)), vec![])
    );
    let state = bench.view().state().unwrap();
    assert!(!state.past.staged.contains(&okta(JANE)));
    // Its values are compared as those of any new link.
    let report = bench.sync().await;
    assert_eq!(of_employee(&report, 1), [(Update, Applied, String::new())]);
    assert_eq!(bench.profile(JANE).text("department"), "Sales");
    assert_eq!(bench.profile(JANE).status, Status::Staged);
}

#[tokio::test(start_paused = true)]
async fn g2_a_creation_carries_the_values_of_now() {
    let bench = joiners().await;
    let report = bench
        .first_sync_while(|bench| bench.set_in_personio(1, "department", "Marketing"))
        .await;
    assert_eq!(of_employee(&report, 1), [(Provision, Applied, String::new())]);
    let jane = bodies(&bench, "/users")
        .into_iter()
        .find(|body| body["employeeNumber"] == "1");
    assert_eq!(jane.unwrap()["department"], "Marketing");
    let department = |changes: &[koppel::core::plan::Change]| {
        let change = changes.iter().find(|change| change.attribute == "department");
        change.map(|change| change.to.clone())
    };
    let row = row(&bench, 1, Provision);
    assert_eq!(
        department(&row.action.changes),
        Some(Value::text("Marketing")),
        "journal"
    );
    let planned = report.plan.actions.iter();
    let jane = planned
        .filter(|action| action.employee == Some(EmployeeId(1)))
        .find_map(|action| department(&action.changes));
    assert_eq!(jane, Some(Value::text("Marketing")), "report");
    assert_eq!(outcomes(&bench.sync().await), []);
}

/// So many people who are to be created.
fn many(count: u64) -> Company {
    (1..=count).fold(Company::empty(), |company, id| {
        let employee = Employee::new(id, &format!("Ada{id}"), &format!("Nummer{id}"));
        company.employee(employee.email(&format!("ada{id}@acme.example")))
    })
}

#[tokio::test(start_paused = true)]
async fn g2_whoever_leaves_while_the_run_waits_for_a_rate_limit_is_not_created_and_not_activated() {
    let mut bench = Bench::over(many(24)).await;
    bench.policy.limits.creations = Limit::Percent(100);
    let waits = Notify::new();
    let listener = |progress| match progress {
        Progress::Applying { .. } => bench.simulator.set_rate_limits(RateLimits::PerBucket(10)),
        Progress::Waiting { side: Side::Okta, .. } => waits.notify_one(),
        _ => {}
    };
    let leaving = async {
        waits.notified().await;
        // One bucket waits. Whoever was looked at right before goes on in another one, for five seconds at most.
        tokio::time::sleep(Duration::from_secs(6)).await;
        for id in 1..=24 {
            bench.set_in_personio(id, "status", "inactive");
        }
        bench.writes().len()
    };
    let cancel = CancellationToken::new();
    let (report, left) = tokio::join!(bench.run_with(first(), &listener, &cancel), leaving);
    let report = report.unwrap();
    assert!(left > 0 && report.count(Applied) > 0, "some were created before");
    assert_eq!(bench.writes().len(), left, "and nobody afterwards");
    let words = "Personio says inactive now";
    let outdated = report.results.iter().filter_map(|result| result.error.as_ref());
    assert!(outdated.clone().all(|error| error.summary == words));
    assert_eq!(outdated.count() + report.count(Applied), 24);
}

#[tokio::test(start_paused = true)]
async fn g2_a_run_that_waits_for_rate_limits_creates_and_activates_everybody() {
    let mut bench = Bench::over(many(24)).await;
    bench.policy.limits.creations = Limit::Percent(100);
    let limit = |progress| {
        if matches!(progress, Progress::Applying { .. }) {
            bench.simulator.set_rate_limits(RateLimits::PerBucket(10));
        }
    };
    let cancel = CancellationToken::new();
    let report = bench.run_with(first(), &limit, &cancel).await.unwrap();
    assert_eq!(report.count(Applied), 24);
    let (all, staged) = bench.simulator.company(|company| {
        let created = || {
            company
                .okta
                .profiles()
                .filter(|profile| !profile.text("employeeNumber").is_empty())
        };
        let staged = created().filter(|profile| profile.status == Status::Staged);
        (created().count(), staged.count())
    });
    assert_eq!((all, staged), (24, 0));
}

/// Jane and Bert are linked, and get another position.
async fn to_update() -> Bench {
    let bench = linked().await;
    for id in [1, 2] {
        bench.set_in_personio(id, "position", "Lead");
    }
    bench
}

/// A run whose snapshot becomes old before the first write, while something happens.
pub async fn sync_late(bench: &Bench, happens: impl FnOnce(&Bench) + Send) -> RunReport {
    bench
        .sync_while(|bench| {
            bench.seconds_later(OLD);
            happens(bench);
        })
        .await
}

#[tokio::test(start_paused = true)]
async fn g2_an_update_after_a_minute_is_outdated_once_anything_that_it_rests_on_has_changed() {
    let cases: [Case; 10] = [
        ("the link was changed in Okta meanwhile", |bench| {
            bench.set_in_okta(JANE, "employeeNumber", "77");
        }),
        ("the link was changed in Okta meanwhile", |bench| {
            bench.set_in_okta(JANE, "employeeNumber", ());
        }),
        ("the profile is gone from Okta", |bench| {
            bench.simulator.company(|company| company.okta.remove(JANE));
        }),
        ("the profile is DEPROVISIONED now", |bench| {
            bench.set_status(JANE, Status::Deprovisioned);
        }),
        (
            "Okta is still working on the profile, or gives a status that koppel does not know",
            |bench| {
                bench.change_profile(JANE, |profile| {
                    profile.transitioning_to = Some(Status::Suspended);
                });
            },
        ),
        ("the employee cannot be read in Personio any more", |bench| {
            bench.simulator.company(|company| company.personio.remove(1));
        }),
        ("the status was changed in Personio meanwhile", |bench| {
            bench.set_in_personio(1, "status", "inactive");
        }),
        ("the status was changed in Personio meanwhile", |bench| {
            bench.set_in_personio(1, "status", "leave");
        }),
        ("the hire date was changed in Personio meanwhile", |bench| {
            bench.set_in_personio(1, "hire_date", "2027-01-01");
        }),
        ("the employee is out of scope now", |bench| {
            bench.set_in_personio(1, "department", "Board");
        }),
    ];
    for (words, happens) in cases {
        let mut bench = to_update().await;
        bench.policy.scope.exclude = vec![Condition {
            attribute: Text::const_new("department"),
            is: vec![Text::const_new("Board")],
        }];
        let report = sync_late(&bench, happens).await;
        assert_eq!(of_employee(&report, 1), [(Update, Stale, words.to_owned())]);
        assert_eq!(
            of_employee(&report, 2),
            [(Update, Applied, String::new())],
            "{words}"
        );
        assert_eq!(bodies(&bench, JANE).len(), 0, "{words}");
        assert_eq!(bodies(&bench, BERT).len(), 1, "{words}");
    }
}

#[tokio::test(start_paused = true)]
async fn g2_a_young_snapshot_needs_no_look_before_an_update() {
    let bench = to_update().await;
    let start = bench.ledger_length();
    assert_eq!(bench.sync().await.count(Applied), 2);
    assert_eq!(
        bench.calls_since(start).len(),
        2,
        "{:?}",
        bench.calls_since(start)
    );
}

#[tokio::test(start_paused = true)]
async fn g2_an_update_whose_values_moved_sends_the_new_ones_and_the_journal_says_so() {
    let bench = to_update().await;
    let report = sync_late(&bench, |bench| bench.set_in_personio(1, "position", "Head")).await;
    assert_eq!(report.count(Applied), 2);
    assert_eq!(bodies(&bench, JANE), [json!({ "title": "Head" })]);
    assert_eq!(bodies(&bench, BERT), [json!({ "title": "Lead" })]);
    let row = row(&bench, 1, Update);
    assert_eq!(row.action.changes[0].to, Value::text("Head"));
    assert_eq!(report.plan.actions[0].changes, row.action.changes);
    let bases = bench.view().state().unwrap().bases;
    let base = bases[&okta(JANE)].get("title").unwrap();
    assert_eq!(
        (&base.sent, &base.taken),
        (&Value::text("Head"), &Value::text("Head"))
    );
    assert_eq!(outcomes(&bench.sync().await), []);
}

#[tokio::test(start_paused = true)]
async fn g2_an_update_that_has_nothing_left_to_send_is_done_without_a_call() {
    let cases: [fn(&Bench); 2] = [
        |bench| bench.set_in_personio(1, "position", ()),
        |bench| bench.set_in_okta(JANE, "title", "Lead"),
    ];
    for happens in cases {
        let bench = to_update().await;
        let report = sync_late(&bench, happens).await;
        assert_eq!(report.count(Applied), 2);
        assert_eq!(bodies(&bench, JANE), Vec::<Json>::new());
        assert_eq!(row(&bench, 1, Update).action.changes, []);
        assert_eq!(outcomes(&bench.sync().await), []);
    }
}

#[tokio::test(start_paused = true)]
async fn g2_nothing_that_the_plan_did_not_count_is_sent() {
    let mut bench = to_update().await;
    bench.policy.mapping.push(Mapping {
        source: Source::from_words("email").unwrap(),
        target: Text::const_new("email"),
        ..bench.policy.mapping[0].clone()
    });
    bench.set_in_personio(1, "department", "Marketing");
    // A value that becomes empty and a new e-mail count for limits that only a plan checks.
    let report = sync_late(&bench, |bench| {
        bench.set_in_personio(1, "department", ());
        bench.set_in_personio(1, "email", "jane.doe@acme.example");
    })
    .await;
    assert_eq!(report.count(Applied), 2);
    assert_eq!(bodies(&bench, JANE), [json!({ "title": "Lead" })]);
    assert_eq!(bench.sync().await.count(Applied), 1, "the next run plans them");
    assert_eq!(
        bodies(&bench, JANE)[1],
        json!({ "department": null, "email": "jane.doe@acme.example" })
    );
}

#[tokio::test(start_paused = true)]
async fn g2_what_was_changed_in_okta_meanwhile_is_left_alone_where_personio_did_not_move() {
    let bench = linked().await;
    bench.set_in_personio(1, "department", "Marketing");
    let report = sync_late(&bench, |bench| {
        bench.set_in_personio(1, "department", "Sales");
        bench.set_in_okta(JANE, "department", "Elsewhere");
    })
    .await;
    assert_eq!(outcomes(&report), [(Update, Applied)]);
    assert_eq!(bench.profile(JANE).text("department"), "Elsewhere");
    assert_eq!(bench.writes().len(), 0);
}

/// Jane matches by e-mail, and her department and position differ.
async fn to_link() -> Bench {
    let company = Company::empty()
        .employee(jane().department("Marketing").position("Lead"))
        .profile(janes())
        .employee(bert())
        .profile(berts());
    Bench::over(company).await
}

#[tokio::test(start_paused = true)]
async fn g2_a_person_is_looked_at_once_for_link_and_update() {
    let bench = to_link().await;
    let report = bench.first_sync_while(|bench| bench.seconds_later(OLD)).await;
    assert_eq!(
        outcomes(&report),
        [(Link, Applied), (Update, Applied), (Link, Applied)]
    );
    let mut calls = bench.calls_since(0);
    calls.retain(|call| call.contains(JANE) || call.contains("employees/1"));
    assert_eq!(
        calls,
        [
            "GET /employees/1".to_owned(),
            format!("GET /users/{JANE}"),
            format!("POST /users/{JANE}"),
            format!("POST /users/{JANE}"),
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn g2_a_link_after_a_minute_is_outdated_once_what_it_rests_on_has_changed() {
    let cases: [Case; 5] = [
        ("the status was changed in Personio meanwhile", |bench| {
            bench.set_in_personio(1, "status", "inactive");
        }),
        ("the employee cannot be read in Personio any more", |bench| {
            bench.simulator.company(|company| company.personio.remove(1));
        }),
        ("name or e-mail was changed in Personio meanwhile", |bench| {
            bench.set_in_personio(1, "email", "jane.doe@acme.example");
        }),
        ("name or e-mail was changed in Okta meanwhile", |bench| {
            bench.set_in_okta(JANE, "email", "jane.doe@acme.example");
        }),
        ("somebody else changed the link in Okta meanwhile", |bench| {
            bench.set_in_okta(JANE, "employeeNumber", "77");
        }),
    ];
    for (words, happens) in cases {
        let bench = to_link().await;
        let report = bench
            .first_sync_while(|bench| {
                bench.seconds_later(OLD);
                happens(bench);
            })
            .await;
        assert_eq!(
            of_employee(&report, 1)[0],
            (Link, Stale, words.to_owned()),
            "{report:?}"
        );
        assert_eq!(of_employee(&report, 2), [(Link, Applied, String::new())]);
        assert_eq!(bodies(&bench, JANE).len(), 0, "{words}");
    }
}

#[tokio::test(start_paused = true)]
async fn g2_an_undo_sends_the_journal_s_values_unless_the_link_was_changed() {
    let mut bench = to_update().await;
    bench.policy.limits.emptied = Limit::Percent(100);
    bench.policy.limits.changed = Limit::Percent(100);
    assert_eq!(bench.sync().await.count(Applied), 2);
    let view = bench.view();
    let run = view.runs(1).unwrap()[0].run;
    let Undoable::Yes(undone) = undoable(&view, run).unwrap() else {
        panic!("the run can be undone");
    };
    let order = Order {
        undo: Some(undone),
        kind: koppel::store::state::RunKind::Undo,
        over_limit: OverLimit::Hold,
        ..Order::unattended()
    };
    let report = bench
        .run_while(order, |bench| {
            bench.seconds_later(OLD);
            bench.set_in_okta(JANE, "employeeNumber", "77");
            bench.set_in_personio(2, "position", "Head");
        })
        .await;
    let words = "the link was changed in Okta meanwhile".to_owned();
    assert_eq!(of_employee(&report, 1), [(Update, Stale, words)]);
    assert_eq!(of_employee(&report, 2), [(Update, Applied, String::new())]);
    assert_eq!(bodies(&bench, BERT)[1], json!({ "title": null }));
}
