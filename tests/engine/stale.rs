//! Between the reading and the write somebody else is quicker: what rests on the old reading is stale, in its own
//! words, nothing is written for it, and the run goes on with the others (rules G2 and L7).

use crate::bench::{Bench, TODAY, of_employee, okta, outcomes};
use crate::people::{BERT, JANE, bert, berts, jane, janes};
use koppel::core::plan::ActionKind::{self, Activate, Deactivate, Link, Provision, Reactivate, Update};
use koppel::core::plan::{AccessReason, HoldCode};
use koppel::core::policy::Rehire;
use koppel::core::state::{Aside, AsideKind};
use koppel::core::{EmployeeId, RunVerdict};
use koppel::engine::RunReport;
use koppel::sim::Company;
use koppel::sim::okta::Status;
use koppel::store::state::OutcomeKind::{Applied, Failed, Stale};
use koppel::store::state::{Decision, RunEnd};

/// What somebody else does, and in which words the action is stale.
type Case = (&'static str, fn(&Bench));

/// Jane and Bert are linked, and the review is closed.
pub async fn linked() -> Bench {
    let company = Company::empty()
        .employee(jane())
        .profile(janes().number("1"))
        .employee(bert())
        .profile(berts().number("2"));
    let bench = Bench::over(company).await;
    let report = bench.first_sync().await;
    assert_eq!((report.failure, report.plan.actions), (None, Vec::new()));
    bench
}

pub fn both_leave(bench: &Bench) {
    for id in [1, 2] {
        bench.set_in_personio(id, "status", "inactive");
    }
}

pub fn both_return(bench: &Bench) {
    for id in [1, 2] {
        bench.set_in_personio(id, "status", "active");
    }
}

/// Jane's action is stale in these words, without a write; Bert's is done.
fn assert_only_bert(bench: &Bench, report: &RunReport, kind: ActionKind, words: &str, writes: usize) {
    assert_eq!(of_employee(report, 1), [(kind, Stale, words.to_owned())]);
    assert_eq!(
        of_employee(report, 2),
        [(kind, Applied, String::new())],
        "{words}"
    );
    // A leaver who kept access is heard (rule D5).
    let end = match report.verdict() {
        RunVerdict::LeaverWithAccess => RunEnd::SomeFailed,
        _ => RunEnd::Done,
    };
    assert_eq!(report.end, end, "{words}");
    let written: Vec<_> = bench.writes()[writes..]
        .iter()
        .map(|write| write.path.clone())
        .collect();
    assert_eq!(written.len(), 1, "{words}: {written:?}");
    assert!(written[0].contains(BERT), "{words}: {written:?}");
    let row = bench
        .journal()
        .into_iter()
        .find(|row| row.action.employee == Some(EmployeeId(1)))
        .unwrap();
    assert_eq!(
        (row.outcome.unwrap().1, row.error.unwrap().summary.as_str()),
        (Stale, words)
    );
}

/// Rule D5: Jane kept her access, as far as anybody knows, and this very run says so.
fn assert_lists_jane(report: &RunReport, words: &str) {
    let has_no_access = [
        "Personio does not say inactive any more",
        "the profile is gone from Okta",
    ];
    let listed: Vec<_> = report
        .plan
        .still_have_access
        .iter()
        .map(|one| (one.employee, one.reason))
        .collect();
    if has_no_access.contains(&words) {
        assert_eq!(listed, [], "{words}");
        return;
    }
    assert_eq!(listed, [(EmployeeId(1), AccessReason::Outdated)], "{words}");
    if words != SOMEBODY_DECIDED {
        assert_eq!(report.verdict(), RunVerdict::LeaverWithAccess, "{words}");
    }
}

const SOMEBODY_DECIDED: &str = "somebody decided something about this person meanwhile";
const CHANGED_LINK: &str = "the link was changed in Okta meanwhile";
const IN_TRANSITION: &str =
    "Okta is still working on the profile, or gives a status that koppel does not know";

fn link_changed(bench: &Bench) {
    bench.set_in_okta(JANE, "employeeNumber", "77");
}

fn link_removed(bench: &Bench) {
    bench.set_in_okta(JANE, "employeeNumber", ());
}

fn switched_off(bench: &Bench) {
    bench.set_status(JANE, Status::Deprovisioned);
}

fn in_an_odd_status(bench: &Bench) {
    bench.set_status(JANE, Status::from("RESTING"));
}

fn in_transition(bench: &Bench) {
    bench.change_profile(JANE, |profile| profile.transitioning_to = Some(Status::Suspended));
}

fn profile_deleted(bench: &Bench) {
    bench.simulator.company(|company| company.okta.remove(JANE));
}

fn employee_deleted(bench: &Bench) {
    bench.simulator.company(|company| company.personio.remove(1));
}

fn is_active_again(bench: &Bench) {
    bench.set_in_personio(1, "status", "active");
}

fn is_inactive_now(bench: &Bench) {
    bench.set_in_personio(1, "status", "inactive");
}

fn has_an_odd_status(bench: &Bench) {
    bench.set_in_personio(1, "status", "resting");
}

fn hire_date_moved(bench: &Bench) {
    bench.set_in_personio(1, "hire_date", "2027-01-01");
}

fn hire_date_removed(bench: &Bench) {
    bench.set_in_personio(1, "hire_date", ());
}

/// Another koppel decides, in the middle of this one's run.
fn set_aside(bench: &Bench) {
    let aside = Aside {
        kind: AsideKind::Shared,
        note: String::new(),
    };
    let profile = okta(JANE);
    bench.decide(Decision::SetAside { profile, aside });
}

fn excluded(bench: &Bench) {
    let note = String::new();
    let employee = EmployeeId(1);
    bench.decide(Decision::Exclude { employee, note });
}

fn rejected(bench: &Bench) {
    let (profile, employee) = (okta(JANE), EmployeeId(1));
    bench.decide(Decision::Reject { profile, employee });
}

#[tokio::test(start_paused = true)]
async fn g2_a_deactivation_is_stale_once_anything_that_it_rests_on_has_changed() {
    let cases: [Case; 10] = [
        (CHANGED_LINK, link_changed),
        (CHANGED_LINK, link_removed),
        ("Personio does not say inactive any more", is_active_again),
        ("Personio gives no status that koppel knows", has_an_odd_status),
        ("the profile is gone from Okta", profile_deleted),
        (
            "the employee cannot be read in Personio any more",
            employee_deleted,
        ),
        (IN_TRANSITION, in_transition),
        (IN_TRANSITION, in_an_odd_status),
        (SOMEBODY_DECIDED, set_aside),
        (SOMEBODY_DECIDED, excluded),
    ];
    for (words, happens) in cases {
        let bench = linked().await;
        both_leave(&bench);
        let report = bench.sync_while(happens).await;
        assert_only_bert(&bench, &report, Deactivate, words, 0);
        assert_lists_jane(&report, words);
    }
}

#[tokio::test(start_paused = true)]
async fn g2_whom_somebody_else_deactivated_meanwhile_is_done_without_a_call() {
    let bench = linked().await;
    both_leave(&bench);
    let report = bench.sync_while(switched_off).await;
    assert_eq!(outcomes(&report), [(Deactivate, Applied), (Deactivate, Applied)]);
    assert_eq!(bench.writes().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn g2_a_deactivation_goes_on_from_any_live_status() {
    for status in [
        "STAGED",
        "PROVISIONED",
        "RECOVERY",
        "PASSWORD_EXPIRED",
        "LOCKED_OUT",
        "SUSPENDED",
    ] {
        let bench = linked().await;
        both_leave(&bench);
        let report = bench
            .sync_while(|bench| bench.set_status(JANE, Status::from(status)))
            .await;
        assert_eq!(
            outcomes(&report),
            [(Deactivate, Applied), (Deactivate, Applied)],
            "{status}"
        );
        assert_eq!(bench.profile(JANE).status, Status::Deprovisioned, "{status}");
    }
}

/// Both were deactivated for having left, and are back.
pub async fn returned() -> Bench {
    let mut bench = linked().await;
    bench.policy.rehire = Rehire::Reactivate;
    both_leave(&bench);
    assert_eq!(bench.sync().await.count(Applied), 2);
    both_return(&bench);
    bench
}

#[tokio::test(start_paused = true)]
async fn g2_a_reactivation_is_stale_once_anything_that_it_rests_on_has_changed() {
    let cases: [Case; 6] = [
        (CHANGED_LINK, link_changed),
        ("Personio says inactive now", is_inactive_now),
        ("the hire date was changed in Personio meanwhile", hire_date_moved),
        ("the profile is gone from Okta", profile_deleted),
        (IN_TRANSITION, in_transition),
        (SOMEBODY_DECIDED, rejected),
    ];
    for (words, happens) in cases {
        let bench = returned().await;
        let writes = bench.writes().len();
        let report = bench.sync_while(happens).await;
        assert_only_bert(&bench, &report, Reactivate, words, writes);
    }
}

#[tokio::test(start_paused = true)]
async fn d4_a_release_that_is_taken_back_while_the_run_goes_on_stops_the_reactivation() {
    let mut bench = returned().await;
    bench.policy.rehire = Rehire::Ask;
    for employee in [1, 2] {
        bench.decide(Decision::Release {
            hold: HoldCode::Rehire,
            employee: EmployeeId(employee),
        });
    }
    let writes = bench.writes().len();
    let report = bench.sync_while(|bench| bench.take_back_releases_of(1)).await;
    assert_only_bert(&bench, &report, Reactivate, SOMEBODY_DECIDED, writes);
}

/// Both were staged by koppel and start today.
async fn due() -> Bench {
    let tomorrow = TODAY.tomorrow().unwrap();
    let company = Company::empty()
        .employee(jane().hired(tomorrow))
        .employee(bert().hired(tomorrow));
    let bench = Bench::over(company).await;
    assert_eq!(
        outcomes(&bench.first_sync().await),
        [(Provision, Applied), (Provision, Applied)]
    );
    bench.later(24);
    bench
}

fn profile_of_jane(bench: &Bench) -> String {
    bench.simulator.company(|company| {
        company
            .okta
            .by_login("jane.doe@talwerk.example")
            .unwrap()
            .id
            .clone()
    })
}

fn new_link_changed(bench: &Bench) {
    bench.set_in_okta(&profile_of_jane(bench), "employeeNumber", "77");
}

fn new_profile_switched_off(bench: &Bench) {
    bench.set_status(&profile_of_jane(bench), Status::Deprovisioned);
}

#[tokio::test(start_paused = true)]
async fn g2_an_activation_is_stale_once_anything_that_it_rests_on_has_changed() {
    let cases: [Case; 6] = [
        (CHANGED_LINK, new_link_changed),
        ("Personio says inactive now", is_inactive_now),
        ("the hire date was changed in Personio meanwhile", hire_date_moved),
        (
            "the hire date was changed in Personio meanwhile",
            hire_date_removed,
        ),
        ("the profile is not STAGED any more", new_profile_switched_off),
        (SOMEBODY_DECIDED, excluded),
    ];
    for (words, happens) in cases {
        let bench = due().await;
        let writes = bench.writes().len();
        let report = bench.sync_while(happens).await;
        assert_eq!(of_employee(&report, 1), [(Activate, Stale, words.to_owned())]);
        assert_eq!(
            of_employee(&report, 2),
            [(Activate, Applied, String::new())],
            "{words}"
        );
        assert_eq!(bench.writes().len(), writes + 1, "{words}");
    }
}

/// Both pair by e-mail, and their department differs.
async fn to_link() -> Bench {
    let company = Company::empty()
        .employee(jane().department("Marketing"))
        .profile(janes())
        .employee(bert())
        .profile(berts());
    Bench::over(company).await
}

#[tokio::test(start_paused = true)]
async fn l7_a_link_is_not_written_over_what_somebody_else_did_and_nothing_follows_from_it() {
    let cases: [Case; 6] = [
        ("somebody else changed the link in Okta meanwhile", link_changed),
        ("the profile is gone from Okta", profile_deleted),
        ("the profile is DEPROVISIONED now", switched_off),
        (IN_TRANSITION, in_transition),
        (SOMEBODY_DECIDED, set_aside),
        (SOMEBODY_DECIDED, rejected),
    ];
    for (words, happens) in cases {
        let bench = to_link().await;
        let report = bench.first_sync_while(happens).await;
        assert_eq!(
            of_employee(&report, 1),
            [
                (Link, Stale, words.to_owned()),
                (
                    Update,
                    Stale,
                    "an earlier step for this person was not done".to_owned()
                ),
            ]
        );
        assert_eq!(
            of_employee(&report, 2),
            [(Link, Applied, String::new())],
            "{words}"
        );
        assert_eq!(bench.writes().len(), 1, "{words}");
    }
}

#[tokio::test(start_paused = true)]
async fn g2_nobody_is_created_or_changed_whom_somebody_excluded_meanwhile() {
    let company = Company::empty()
        .employee(jane().position("Lead"))
        .profile(janes().number("1"))
        .employee(bert());
    let bench = Bench::over(company).await;
    let report = bench
        .first_sync_while(|bench| {
            for employee in [1, 2] {
                bench.decide(Decision::Exclude {
                    employee: EmployeeId(employee),
                    note: String::new(),
                });
            }
        })
        .await;
    assert_eq!(outcomes(&report), [(Update, Stale), (Provision, Stale)]);
    assert_eq!(bench.writes().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn l7_an_update_that_meets_a_changed_link_says_so_and_keeps_no_base() {
    let bench = linked().await;
    for id in [1, 2] {
        bench.set_in_personio(id, "position", "Lead");
    }
    let report = bench.sync_while(link_changed).await;
    let words = "the link was changed in Okta while this was written".to_owned();
    assert_eq!(of_employee(&report, 1), [(Update, Failed, words)]);
    assert_eq!(of_employee(&report, 2), [(Update, Applied, String::new())]);
    let bases = bench.view().state().unwrap().bases;
    let base = bases[&okta(JANE)].get("title").unwrap();
    assert!(base.sent.is_empty(), "{base:?}");
}
