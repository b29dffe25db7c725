//! Every fault against `links` and `plan`: the plan that there would be without it, the one that there would be
//! right after it, one that does less, or an error with the right exit code. Never another plan.

use crate::bench::{Bench, Ended, Planned};
use koppel::core::plan::{Action, Suspicion};
use koppel::core::{EmployeeId, OktaId, State};
use koppel::failure::Exit;
use koppel::sim::fault::{Calls, Kind};
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::time::Instant;

/// What has to come of a fault.
#[derive(Debug, Clone, Copy)]
enum Expected {
    /// Both documents to the letter.
    SamePlan,
    /// The documents of before, or those that a reading afterwards gives: somebody changed something meanwhile.
    BeforeOrAfter,
    /// Nothing would be applied that would not be applied without the fault.
    NoMore,
    Suspicious,
    /// The exit code, and a word of what happened.
    Fails(Exit, &'static str),
}

use Exit::{Failed, Refused};
use Expected::{BeforeOrAfter, Fails, NoMore, SamePlan, Suspicious};

const CUT: &str = "was cut";
const SLOW: &str = "took too long";
const UNREADABLE: &str = "cannot be read";
const REFUSED: &str = "refused a request";
const LIMITED: &str = "rate limit is used up";
const CONTRADICTS: &str = "could not be read completely";

type Row = (&'static str, Expected);

/// Refusals and networks that do not work.
const CALLS: &[Row] = &[
    ("limit-429=20%", SamePlan),
    ("limit-429@live", Fails(Failed, LIMITED)),
    ("limit-429@employees", Fails(Failed, LIMITED)),
    ("bare-429=20%", SamePlan),
    ("bare-429@okta", Fails(Failed, LIMITED)),
    ("bare-429@employees:2-", Fails(Failed, LIMITED)),
    ("concurrency-429=20%", SamePlan),
    ("concurrency-429@list", Fails(Failed, LIMITED)),
    ("status-500:2-4", SamePlan),
    ("status-500@schema", Fails(Failed, REFUSED)),
    ("status-500@live", Fails(Failed, REFUSED)),
    ("status-500@employees:3-", Fails(Failed, REFUSED)),
    ("status-502:3-5", SamePlan),
    ("status-502@former", Fails(Failed, REFUSED)),
    ("status-503:6-8", SamePlan),
    ("status-503@auth", Fails(Failed, REFUSED)),
    ("status-504@personio:1-3", SamePlan),
    ("status-504@list", Fails(Failed, REFUSED)),
    ("cut-before:4-6", SamePlan),
    ("cut-before@live:2-", Fails(Failed, CUT)),
    ("cut-after@pages:1-3", SamePlan),
    ("cut-after@attributes", Fails(Failed, CUT)),
    ("cut-within@okta:3-5", SamePlan),
    ("cut-within@employees:2-", Fails(Failed, CUT)),
    ("slow", SamePlan),
    ("stalled:7-9", SamePlan),
    ("stalled@live", Fails(Failed, SLOW)),
    ("stalled@employees:2-", Fails(Failed, SLOW)),
    ("dripping@list:1", SamePlan),
    ("dripping@schema", Fails(Failed, SLOW)),
];

/// Answers that are not what they should be.
const ANSWERS: &[Row] = &[
    ("truncated@live:2", Fails(Failed, UNREADABLE)),
    ("truncated@organization", Fails(Failed, UNREADABLE)),
    ("truncated@schema", Fails(Failed, UNREADABLE)),
    ("truncated@employees:2", Fails(Failed, UNREADABLE)),
    ("truncated@attributes", Fails(Failed, UNREADABLE)),
    ("truncated@auth", Fails(Failed, UNREADABLE)),
    ("garbage@former", Fails(Failed, UNREADABLE)),
    ("garbage@owner", Fails(Failed, UNREADABLE)),
    ("garbage@employees:4", Fails(Failed, UNREADABLE)),
    (
        "garbage@organization",
        Fails(Failed, "Okta's answer cannot be read"),
    ),
    ("sign-in-page@okta", Fails(Failed, "Okta's answer cannot be read")),
    ("sign-in-page@live", Fails(Failed, UNREADABLE)),
    ("sign-in-page@personio", Fails(Failed, UNREADABLE)),
    (
        "sign-in-redirect@organization",
        Fails(Failed, "did not answer as"),
    ),
    ("sign-in-redirect@owner", Fails(Failed, "did not answer as")),
    ("sign-in-redirect@live", Fails(Failed, "did not answer as")),
    ("sign-in-redirect@auth", Fails(Failed, "did not answer as")),
    ("blocked-page@organization", Fails(Failed, "did not answer as")),
    ("blocked-page@owner", Fails(Failed, "did not answer as")),
    ("blocked-page@schema", Fails(Failed, "did not answer as")),
    ("blocked-page@live", Fails(Failed, "did not answer as")),
    ("blocked-page@auth", Fails(Failed, "did not answer as")),
    ("blocked-page@employees", Fails(Failed, "did not answer as")),
    ("missing-page@organization", Fails(Failed, "did not answer as")),
    ("missing-page@owner", Fails(Failed, "did not answer as")),
    ("missing-page@live", Fails(Failed, "did not answer as")),
    ("missing-page@employees", Fails(Failed, "did not answer as")),
    ("huge-answer@live:2", Fails(Failed, "sent too much")),
    ("huge-answer@employees:2", Fails(Failed, "sent too much")),
    ("huge-answer@auth", Fails(Failed, "sent too much")),
];

/// Rights, clocks, and a company that looks or becomes different.
const COMPANY: &[Row] = &[
    ("lagging-search", SamePlan),
    ("in-transition", NoMore),
    ("in-transition@live:1", NoMore),
    ("hidden-email", Fails(Refused, "email")),
    ("hidden-email@employees", Fails(Refused, "email")),
    ("hidden-email@employees:2", NoMore),
    ("hidden-status", Fails(Refused, "status")),
    ("hidden-status@employees", Fails(Refused, "status")),
    ("hidden-status@employees:2-4", NoMore),
    ("hidden-hire-date", Fails(Refused, "hire_date")),
    ("hidden-hire-date@employees:1", NoMore),
    ("hidden-department", Fails(Refused, "department")),
    ("hidden-department@employees", Fails(Refused, "department")),
    ("hidden-department@employees:3", NoMore),
    ("empty-company", Suspicious),
    ("empty-company@employees:2-", Suspicious),
    ("halved-company", NoMore),
    ("halved-company@employees:2-", NoMore),
    ("halved-company@employees:3", SamePlan),
    ("expired-token@personio:2", SamePlan),
    ("expired-token@personio", Fails(Refused, "Personio refused")),
    ("expired-token@okta", Fails(Refused, "Okta refused the API token")),
    (
        "expired-token@live:2",
        Fails(Refused, "Okta refused the API token"),
    ),
    ("forbidden@list", Fails(Refused, "may not list users")),
    ("forbidden@schema", Fails(Refused, "may not read the user schema")),
    ("forbidden@owner", NoMore),
    ("forbidden@employees", Fails(Refused, "Personio refused")),
    ("read-only-token", SamePlan),
    ("reset-rounded-down", SamePlan),
    ("clock-off", NoMore),
    ("clock-off@okta", NoMore),
    ("login-taken", SamePlan),
    ("profile-deactivated@live:1", BeforeOrAfter),
    ("profile-deactivated@live:2", BeforeOrAfter),
    ("profile-deactivated@former:1", BeforeOrAfter),
    ("employee-changed@employees:2", BeforeOrAfter),
    ("employee-left@employees:3", BeforeOrAfter),
    ("employee-joined@employees:2", BeforeOrAfter),
    ("employee-removed@employees:2", BeforeOrAfter),
    ("employee-joined@employees", Fails(Failed, CONTRADICTS)),
    ("employee-removed@employees", Fails(Failed, CONTRADICTS)),
];

/// Lists that contradict themselves, or never end.
const LISTS: &[Row] = &[
    ("duplicate@live:1", SamePlan),
    ("duplicate@former:1", SamePlan),
    ("duplicate@employees:2", SamePlan),
    ("duplicate@list", Fails(Failed, CONTRADICTS)),
    ("duplicate@employees", Fails(Failed, CONTRADICTS)),
    ("gap:1", SamePlan),
    ("gap:4", SamePlan),
    ("gap", Fails(Failed, CONTRADICTS)),
    ("moved-total:1", SamePlan),
    ("moved-total:3", SamePlan),
    ("moved-total:2-", Fails(Failed, CONTRADICTS)),
    ("endless-pages@live", Fails(Failed, "has no end")),
    ("endless-pages@former", Fails(Failed, "has no end")),
    ("endless-pages@employees", Fails(Failed, CONTRADICTS)),
    ("endless-people@live", Fails(Failed, "has no end")),
    ("endless-people@employees", Fails(Failed, "has no end")),
    ("self-next@live", Fails(Failed, "has no end")),
    ("self-next@former", Fails(Failed, "has no end")),
    ("foreign-next@live:2", Fails(Failed, "goes on at another host")),
];

/// However bad it is, it ends within this.
const BOUND: Duration = Duration::from_secs(30 * 60);

fn is_subset(planned: &Planned, without: &Planned) -> bool {
    // Also what a limit stops: it would be applied on another day.
    let applied = |planned: &Planned| -> BTreeSet<String> {
        let key = |action: &Action| format!("{:?} {:?} {:?}", action.kind, action.employee, action.profile);
        let actions = planned.plan.actions.iter();
        actions.filter(|action| action.held.is_none()).map(key).collect()
    };
    applied(planned).is_subset(&applied(without))
}

fn first_difference(planned: &Planned, without: &Planned) -> String {
    let lines = |planned: &Planned| format!("{}{}", planned.links_json, planned.plan_json);
    let (here, there) = (lines(planned), lines(without));
    let pair = here.lines().zip(there.lines()).find(|(a, b)| a != b);
    format!("{pair:?}")
}

async fn check(fault: &str, expected: Expected, without: &Planned) -> Result<(), String> {
    let bench = Bench::usual().await;
    bench.set(&[fault], 5);
    let began = Instant::now();
    let ended = bench.plan(&State::default()).await;
    let took = began.elapsed();
    let struck = bench.struck();
    let is_as_before = |planned: &Planned| {
        planned.links_json == without.links_json && planned.plan_json == without.plan_json
    };
    let is_right = match (expected, &ended) {
        (SamePlan, Ended::Planned(planned)) => is_as_before(planned),
        (BeforeOrAfter, Ended::Planned(planned)) => {
            bench.set(&[], 0);
            let after = bench.plan(&State::default()).await.planned();
            is_as_before(planned)
                || (planned.links_json == after.links_json && planned.plan_json == after.plan_json)
        }
        (NoMore, Ended::Planned(planned)) => is_subset(planned, without),
        (Suspicious, Ended::Suspicious(suspicion)) => matches!(suspicion, Suspicion::Empty { .. }),
        (Fails(exit, word), Ended::Failed(failure)) => {
            failure.exit == exit
                && failure.what.contains(word)
                && failure.why.is_some()
                && failure.todo.is_some()
        }
        _ => false,
    };
    if !is_right {
        let got = match &ended {
            Ended::Planned(planned) => format!("another plan: {}", first_difference(planned, without)),
            other => format!("{other:?}"),
        };
        return Err(format!("{fault}: {expected:?}, but: {got}"));
    }
    let ledger = bench.simulator.ledger();
    if ledger.iter().any(koppel::sim::Received::is_write) {
        return Err(format!("{fault}: a write was sent"));
    }
    // These concern calls that no reading makes.
    let cannot_strike = ["lagging-search", "read-only-token", "login-taken"].contains(&fault);
    if (struck == 0) != cannot_strike {
        return Err(format!("{fault}: struck {struck} requests"));
    }
    if took > BOUND {
        return Err(format!("{fault}: took {took:?}"));
    }
    Ok(())
}

async fn check_all(rows: &[Row]) {
    let without = Bench::usual().await.plan(&State::default()).await.planned();
    let mut wrong = Vec::new();
    for (fault, expected) in rows {
        if let Err(what) = check(fault, *expected, &without).await {
            wrong.push(what);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(start_paused = true)]
async fn r1_failing_calls_give_the_right_plan_or_the_right_error() {
    check_all(CALLS).await;
}

#[tokio::test(start_paused = true)]
async fn r1_broken_answers_give_the_right_error() {
    check_all(ANSWERS).await;
}

#[tokio::test(start_paused = true)]
async fn r1_a_company_that_changes_or_hides_gives_the_right_plan_or_the_right_error() {
    check_all(COMPANY).await;
}

#[tokio::test(start_paused = true)]
async fn r1_lists_that_contradict_themselves_are_read_again_or_end_with_words() {
    check_all(LISTS).await;
}

#[tokio::test(start_paused = true)]
async fn r1_many_faults_at_once_give_the_same_plan_or_an_error_and_never_another_plan() {
    const MIX: [&str; 10] = [
        "limit-429=8%",
        "concurrency-429=4%",
        "status-500=6%",
        "status-502=4%",
        "cut-within=6%",
        "stalled=2%",
        "truncated=1%",
        "duplicate=4%",
        "gap=4%",
        "moved-total=4%",
    ];
    let without = Bench::usual().await.plan(&State::default()).await.planned();
    let (mut planned, mut failed) = (0, 0);
    for seed in 0..40 {
        let bench = Bench::usual().await;
        bench.set(&MIX, seed);
        match bench.plan(&State::default()).await {
            Ended::Planned(with) => {
                assert_eq!(with.links_json, without.links_json, "seed {seed}");
                assert_eq!(with.plan_json, without.plan_json, "seed {seed}");
                planned += 1;
            }
            Ended::Failed(failure) => {
                assert_eq!(failure.exit, Failed, "seed {seed}: {failure}");
                failed += 1;
            }
            Ended::Suspicious(suspicion) => panic!("seed {seed}: {suspicion:?}"),
        }
    }
    assert!(planned >= 10 && failed >= 1, "{planned} plans, {failed} errors");
}

#[tokio::test(start_paused = true)]
async fn r1_a_total_that_the_pages_do_not_reach_is_noticed_at_the_first_empty_page() {
    let bench = Bench::usual().await;
    bench.set(&["endless-pages@employees"], 0);
    let ended = bench.plan(&State::default()).await;
    assert!(
        matches!(&ended, Ended::Failed(failure) if failure.exit == Failed),
        "{ended:?}"
    );
    let ledger = bench.simulator.ledger();
    let pages = ledger
        .iter()
        .filter(|received| received.call == Some(Calls::Employees));
    // Three readings of four pages, and what was in flight behind these.
    let pages = pages.count();
    assert!(pages < 60, "{pages} pages were asked for");
}

#[tokio::test(start_paused = true)]
async fn r2_half_a_company_is_suspicious_where_the_whole_was_seen_before() {
    let bench = Bench::usual().await;
    let mut state = State::default();
    bench.simulator.company(|company| {
        for profile in company.okta.profiles().filter(|profile| profile.status.is_live()) {
            if let Ok(number) = profile.text("employeeNumber").parse()
                && company.personio.employee(number).is_some()
            {
                let id = OktaId::new(profile.id.as_str());
                state.past.links.insert(id, EmployeeId(number));
            }
        }
    });
    state.past.has_read = true;
    drop(bench.plan(&state).await.planned());
    bench.set(&["halved-company"], 0);
    let ended = bench.plan(&state).await;
    assert!(
        matches!(&ended, Ended::Suspicious(Suspicion::Shrunk { missing, .. }) if missing.len() > 50),
        "{ended:?}"
    );
}

#[test]
fn the_tables_have_a_row_for_every_fault() {
    let rows = [CALLS, ANSWERS, COMPANY, LISTS].concat();
    for kind in Kind::all() {
        let name = kind.name();
        let is_there = rows.iter().any(|(fault, _)| {
            let rest = fault.strip_prefix(name.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '=', '@']))
        });
        assert!(is_there, "{name}");
    }
}
