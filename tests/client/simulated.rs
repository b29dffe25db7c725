//! The clients against the simulator, which was written from the vendors' documents without knowing them.

use crate::openapi::CONTRACTS;
use crate::sides::terms;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use koppel::clock::Clock;
use koppel::core::explain::{Explanation, Stage, Subject, Verdict, explain};
use koppel::core::link::resolve;
use koppel::core::plan::{Plan, make};
use koppel::core::policy::{First, Mapping, Source};
use koppel::core::value::{Text, Value};
use koppel::core::{EmployeeId, OktaId, Policy, Profile, ProfileStatus, Snapshot, State};
use koppel::engine::{Connection, Progress, read};
use koppel::failure::{Exit, Failure};
use koppel::okta::{self, Okta, ProfileDecoder};
use koppel::personio::{self, Personio};
use koppel::sim::{self, Company, Options, RateLimits, Simulator};
use reqwest::Url;
use std::collections::BTreeMap;

const TODAY: Date = date(2026, 11, 24);

async fn simulate(company: Company, rate_limits: RateLimits) -> Simulator {
    let options = Options {
        rate_limits,
        ..Options::default()
    };
    sim::start(company, options).await.unwrap()
}

fn connection(simulator: &Simulator) -> Connection {
    let url = Url::parse(simulator.url()).unwrap();
    Connection {
        okta: okta::Access {
            url: url.clone(),
            token: simulator.okta_token().into(),
            rate_limit_share: 0.8,
        },
        personio: personio::Access {
            url,
            client_id: simulator.personio_client_id().into(),
            client_secret: simulator.personio_client_secret().into(),
        },
        orgs: Vec::new(),
        time_zone: TimeZone::get("Europe/Berlin").unwrap(),
        read_only: true,
        clock: Clock::System,
    }
}

fn okta(simulator: &Simulator) -> Okta {
    let columns = ["department", "nickName"].map(Text::from);
    let decoder = ProfileDecoder::new("employeeNumber", &columns);
    Okta::new(&connection(simulator).okta, terms(), decoder).unwrap()
}

/// Every request that came is one that the vendors' files describe, and none has a verb that erases.
fn check_requests(simulator: &Simulator) {
    let ledger = simulator.ledger();
    assert!(
        ledger
            .iter()
            .all(|received| received.method == "GET" || received.method == "POST")
    );
    let Some(contracts) = &*CONTRACTS else { return };
    for received in &ledger {
        contracts.check_request(received).unwrap();
    }
}

async fn reading(simulator: &Simulator) -> Result<Snapshot, Failure> {
    read(&connection(simulator), &Policy::default(), &|_: Progress| ()).await
}

#[tokio::test]
async fn r1_a_made_up_company_is_read_to_the_last_person() {
    let company = Company::made_up(340, 7, TODAY);
    let mut statuses: BTreeMap<String, String> = BTreeMap::new();
    for profile in company.okta.profiles() {
        statuses.insert(profile.id.clone(), profile.status.as_str().to_owned());
    }
    let mut employees: Vec<u64> = company.personio.employees().map(|employee| employee.id).collect();
    employees.sort_unstable();
    let (org, owner) = (company.okta.id.clone(), company.okta.token_owner.clone());
    let truth = company.clone();
    let simulator = simulate(company, RateLimits::On).await;
    let snapshot = reading(&simulator).await.unwrap();

    assert_eq!(snapshot.org, org);
    assert_eq!(snapshot.directory.token_owner, Some(OktaId::new(owner)));
    let read_statuses: BTreeMap<String, String> = snapshot
        .directory
        .profiles
        .iter()
        .map(|profile| (profile.id.to_string(), profile.status.as_word().to_owned()))
        .collect();
    assert_eq!(read_statuses, statuses);
    let mut read_employees: Vec<u64> = snapshot
        .roster
        .employees
        .iter()
        .map(|employee| employee.id.0)
        .collect();
    read_employees.sort_unstable();
    assert_eq!(read_employees.len() + snapshot.roster.without_id, employees.len());
    assert!(
        read_employees
            .iter()
            .all(|id| employees.binary_search(id).is_ok())
    );
    for profile in &snapshot.directory.profiles {
        let there = truth.okta.profile(profile.id.as_str()).unwrap();
        assert_eq!(profile.login, there.login().trim());
        assert_eq!(
            profile.number.as_deref().unwrap_or_default(),
            there.text("employeeNumber").trim()
        );
        assert_eq!(
            profile.email.as_deref().unwrap_or_default(),
            there.text("email").trim()
        );
    }
    assert!(
        simulator
            .ledger()
            .iter()
            .all(|received| !received.is_write() && received.status.is_success())
    );
    check_requests(&simulator);
}

#[tokio::test]
async fn a5_the_simulated_limits_of_personio_slow_the_reading_down_and_no_more() {
    // 20 pages, where 15 calls a second are allowed.
    let simulator = simulate(Company::made_up(2000, 3, TODAY), RateLimits::On).await;
    let snapshot = reading(&simulator).await.unwrap();
    assert_eq!(snapshot.roster.employees.len() + snapshot.roster.without_id, 2000);
}

#[tokio::test]
async fn r4_a_hidden_attribute_stops_the_reading() {
    let mut company = Company::made_up(60, 1, TODAY);
    company.personio.set_readable("termination_date", false);
    let failure = reading(&simulate(company, RateLimits::Off).await)
        .await
        .unwrap_err();
    assert_eq!(failure.exit, Exit::Refused);
    assert!(failure.what.contains("termination_date"), "{failure}");
}

#[tokio::test]
async fn wrong_credentials_are_exit_6_on_either_side() {
    let simulator = simulate(Company::made_up(10, 1, TODAY), RateLimits::Off).await;
    let mut wrong_okta = connection(&simulator);
    wrong_okta.okta.token = "00wrong".into();
    let mut wrong_personio = connection(&simulator);
    wrong_personio.personio.client_secret = "papi-wrong".into();
    for (connection, what) in [
        (wrong_okta, "Okta refused the API token"),
        (wrong_personio, "Personio refused the API credentials"),
    ] {
        let failure = read(&connection, &Policy::default(), &|_| ()).await.unwrap_err();
        assert_eq!((failure.exit, failure.what.as_str()), (Exit::Refused, what));
    }
}

#[tokio::test]
async fn a_token_that_personio_forgets_in_mid_run_is_fetched_anew() {
    let simulator = simulate(Company::made_up(60, 1, TODAY), RateLimits::Off).await;
    let personio = Personio::new(&connection(&simulator).personio, terms());
    personio.readable().await.unwrap();
    simulator.company(|company| company.personio.revoke_token());
    let roster = personio.roster(vec![], &|_, _| ()).await.unwrap();
    let one = &roster.employees[0];
    let again = personio.employee(one.id, &[]).await.unwrap().unwrap();
    assert_eq!(
        (again.id, &again.email, &again.status),
        (one.id, &one.email, &one.status)
    );
    assert!(
        personio
            .employee(EmployeeId(999_999_999), &[])
            .await
            .unwrap()
            .is_none()
    );
    check_requests(&simulator);
}

/// One account through its whole life, by the client's own calls.
#[tokio::test]
async fn a_profile_is_created_changed_activated_deactivated_and_activated_again() {
    let simulator = simulate(Company::empty(), RateLimits::On).await;
    let okta = okta(&simulator);
    let (login, first, last) = (
        Value::text("jörg@acme.com"),
        Value::text("Jörg"),
        Value::text("Weiß"),
    );
    let email = Value::text("joerg@acme.com");
    let number = Value::text("00123");
    let nick = Value::text("Yogi");
    let attributes = [
        ("login", &login),
        ("email", &email),
        ("firstName", &first),
        ("lastName", &last),
        ("employeeNumber", &number),
        ("nickName", &nick),
    ];
    let created = okta.create(&attributes, false).await.unwrap();
    assert!(created.request_id.is_some());
    let created = created.profile.unwrap();
    assert_eq!(
        (created.status.clone(), created.number.as_deref()),
        (ProfileStatus::Staged, Some("00123"))
    );
    let look = async || -> Profile { okta.profile(&created.id).await.unwrap().unwrap() };

    let department = Value::text("Sales");
    let changed = okta
        .update(
            &created.id,
            &[("department", &department), ("nickName", &Value::Empty)],
        )
        .await
        .unwrap();
    assert_eq!(changed.profile.unwrap().attributes[0], department);
    let now = look().await;
    assert!(
        !now.attributes[1].is_present(),
        "null empties: {:?}",
        now.attributes[1]
    );
    assert_eq!(now.last_name.as_deref(), Some("Weiß"), "what is not named stays");

    okta.activate(&created.id, false).await.unwrap();
    assert!(
        simulator.company(|company| company.okta.outbox.is_empty()),
        "no mail was asked for"
    );
    assert_eq!(look().await.status, ProfileStatus::Provisioned);
    okta.deactivate(&created.id).await.unwrap();
    assert_eq!(look().await.status, ProfileStatus::Deprovisioned);
    let refused = okta
        .update(&created.id, &[("department", &last)])
        .await
        .unwrap_err();
    assert!(refused.is_permanent() && !refused.outcome_unknown(), "{refused}");
    okta.activate(&created.id, true).await.unwrap();
    assert!(look().await.is_live());
    assert_eq!(simulator.company(|company| company.okta.outbox.len()), 1);

    let taken = Value::text("JORG@acme.com");
    let again = [
        ("login", &taken),
        ("email", &taken),
        ("firstName", &first),
        ("lastName", &last),
    ];
    let taken = okta.create(&again, false).await.unwrap_err();
    assert_eq!(
        taken.http().unwrap().code(),
        Some("E0000001"),
        "logins are unique without case and marks"
    );
    check_requests(&simulator);
}

/// What a plan says of one employee, and what their story says, in the same words.
fn results(story: &Explanation) -> Vec<String> {
    let results = story.steps.iter().filter(|step| step.stage == Stage::Result);
    results
        .filter_map(|step| match &step.verdict {
            Verdict::Applied(kind) => Some(format!("{kind:?}")),
            Verdict::Stopped(kind) => Some(format!("{kind:?} stopped")),
            Verdict::Held(kind, hold) => Some(format!("{kind:?} waits {:?}", hold.code)),
            Verdict::Skipped(reason) => Some(format!("skipped {reason:?}")),
            _ => None,
        })
        .collect()
}

fn planned(plan: &Plan, employee: EmployeeId) -> Vec<String> {
    let is_stopped = plan.is_over_limit();
    let actions = plan
        .actions
        .iter()
        .filter(|action| action.employee == Some(employee));
    let actions = actions.map(|action| match &action.held {
        Some(hold) => format!("{:?} waits {:?}", action.kind, hold.code),
        None if is_stopped => format!("{:?} stopped", action.kind),
        None => format!("{:?}", action.kind),
    });
    let skips = plan.skipped.iter().filter(|skip| skip.employee == Some(employee));
    actions
        .chain(skips.map(|skip| format!("skipped {:?}", skip.reason)))
        .collect()
}

#[tokio::test]
async fn an_explanation_agrees_with_the_plan_for_everybody_in_20_companies() {
    let mut policy = Policy::default();
    policy.activation.send_email = Some(false);
    policy.mapping = [("last_name", "lastName"), ("department", "department")]
        .map(|(source, target)| Mapping {
            source: Source::from_words(source).unwrap(),
            target: Text::from(target),
            first: First::Send,
        })
        .into();
    let state = State::default();
    for seed in 1..=20 {
        let simulator = simulate(Company::made_up(300, seed, TODAY), RateLimits::Off).await;
        let snapshot = read(&connection(&simulator), &policy, &|_: Progress| ())
            .await
            .unwrap();
        let links = resolve(&snapshot, &policy, &state);
        let plan = make(&snapshot, &policy, &state, &links).unwrap();
        let mut told = 0;
        for (at, employee) in (0..).zip(&snapshot.roster.employees) {
            let subject = Subject::of_employee(&links, at);
            let story = explain(&snapshot, &policy, &state, &links, &plan, subject);
            let results = results(&story);
            assert_eq!(
                results,
                planned(&plan, employee.id),
                "company {seed}, {}",
                employee.id
            );
            told += results.len();
        }
        let skips = plan.skipped.iter().filter(|skip| skip.employee.is_some());
        assert_eq!(told, plan.actions.len() + skips.count(), "company {seed}");
    }
}
