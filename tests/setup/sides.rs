//! The Okta step and the Personio step against the simulator: what is found, and what each failure says.

use jiff::civil::date;
use koppel::clock::Clock;
use koppel::core::{Policy, Snapshot};
use koppel::engine::setup::{
    OktaFound, OktaLogin, PersonioFound, PersonioLogin, Proof, Reading, Right, Sides, Tier, message_to_hr,
    read_everybody, test_okta, test_personio,
};
use koppel::failure::{Exit, Failure};
use koppel::sim::{self, Company, Fault, Options, RateLimits, Simulator};
use reqwest::Url;
use std::net::TcpListener;

const PEOPLE: usize = 60;

pub async fn simulate(company: Company, faults: &[&str]) -> Simulator {
    let options = Options {
        rate_limits: RateLimits::Off,
        faults: faults
            .iter()
            .map(|fault| fault.parse::<Fault>().unwrap())
            .collect(),
        ..Options::default()
    };
    sim::start(company, options).await.unwrap()
}

pub fn made_up() -> Company {
    Company::made_up(PEOPLE, 7, date(2026, 11, 24))
}

pub fn okta_login(simulator: &Simulator) -> OktaLogin {
    OktaLogin {
        url: Url::parse(simulator.url()).unwrap(),
        token: simulator.okta_token().into(),
    }
}

pub fn personio_login(simulator: &Simulator) -> PersonioLogin {
    PersonioLogin {
        url: Url::parse(simulator.url()).unwrap(),
        client_id: simulator.personio_client_id().into(),
        client_secret: simulator.personio_client_secret().into(),
    }
}

async fn okta(simulator: &Simulator) -> Result<OktaFound, Failure> {
    test_okta(&okta_login(simulator), None, Clock::System).await
}

async fn personio(simulator: &Simulator) -> Result<PersonioFound, Failure> {
    test_personio(&personio_login(simulator), &Policy::default(), Clock::System).await
}

/// Everybody of both sides, with all that may be mapped.
pub async fn everybody(simulator: &Simulator) -> (Snapshot, PersonioFound) {
    let (okta_found, personio_found) = (okta(simulator).await.unwrap(), personio(simulator).await.unwrap());
    let sides = Sides {
        okta: &okta_login(simulator),
        okta_found: &okta_found,
        personio: &personio_login(simulator),
        personio_found: &personio_found,
    };
    let snapshot = read_everybody(sides, &Policy::default(), Clock::System, &|_| ()).await;
    (snapshot.unwrap(), personio_found)
}

/// No secret, and nothing that erases or writes.
fn check(simulator: &Simulator, said: &str) {
    for secret in [
        simulator.okta_token(),
        simulator.personio_client_id(),
        simulator.personio_client_secret(),
    ] {
        assert!(!said.contains(&secret), "{said}");
    }
    for call in simulator.ledger() {
        assert!(!call.is_write() || call.path == "/v1/auth", "{call:?}");
    }
}

#[tokio::test]
async fn the_okta_test_names_the_org_its_tier_and_the_tokens_owner() {
    let simulator = simulate(made_up(), &[]).await;
    let found = okta(&simulator).await.unwrap();
    assert!(found.org.starts_with("00o"), "{}", found.org);
    assert_eq!((found.host.as_str(), found.tier), ("127.0.0.1", Tier::Local));
    let owner = found.owner.as_ref().unwrap();
    assert!(owner.login.contains('@') && !owner.name.is_empty(), "{owner:?}");
    assert!(found.schema.as_ref().unwrap().property("department").is_some());
    assert!(!found.clock.unwrap().is_off);
    let rights: Vec<Right> = found.rights.iter().map(|(right, _)| *right).collect();
    let expected = [
        Right::ListUsers,
        Right::ListDeactivated,
        Right::ReadSchema,
        Right::Write,
    ];
    assert_eq!(rights, expected);
    for (right, proof) in &found.rights {
        let expected = if *right == Right::Write {
            Proof::Unproven
        } else {
            Proof::Proven
        };
        assert_eq!(*proof, expected, "{right:?}");
    }
    assert!(found.may_read());
    check(&simulator, &format!("{found:?} {:?}", okta_login(&simulator)));
}

#[tokio::test]
async fn each_right_that_is_missing_is_named_and_the_others_are_still_proven() {
    let simulator = simulate(made_up(), &["forbidden@schema"]).await;
    let found = okta(&simulator).await.unwrap();
    let refused: Vec<Right> = found
        .rights
        .iter()
        .filter(|(_, proof)| matches!(proof, Proof::Refused(_)))
        .map(|(right, _)| *right)
        .collect();
    assert_eq!(refused, [Right::ReadSchema]);
    assert!(found.schema.is_none() && !found.may_read());
    let Proof::Refused(failure) = &found.rights[2].1 else {
        panic!("{:?}", found.rights)
    };
    assert_eq!(failure.exit, Exit::Refused);
    assert!(failure.what.contains("may not read the user schema"), "{failure}");
}

#[tokio::test]
async fn r7_another_org_than_the_states_is_sent_no_token() {
    let simulator = simulate(made_up(), &[]).await;
    let login = okta_login(&simulator);
    let failure = test_okta(&login, Some("00oAnotherOrg"), Clock::System)
        .await
        .unwrap_err();
    assert_eq!(failure.exit, Exit::Stopped);
    let said = failure.to_string();
    assert!(
        said.contains("00oAnotherOrg") && said.contains("none was sent"),
        "{said}"
    );
    assert!(
        simulator
            .ledger()
            .iter()
            .all(|call| call.path == "/.well-known/okta-organization")
    );
    let own = okta(&simulator).await.unwrap().org;
    assert!(test_okta(&login, Some(&own), Clock::System).await.is_ok());
}

#[tokio::test]
async fn what_keeps_okta_from_being_used_is_said_with_what_to_do() {
    for (fault, what) in [
        ("expired-token", "Okta refused the API token"),
        ("sign-in-page", "Okta's answer cannot be read"),
        ("status-503", "Okta refused a request"),
        ("cut-before", "The connection to Okta was cut"),
        ("garbage@organization", "Okta's answer cannot be read"),
    ] {
        let simulator = simulate(made_up(), &[fault]).await;
        let failure = okta(&simulator).await.unwrap_err();
        assert!(failure.what.contains(what), "{fault}: {failure}");
        assert!(
            failure.why.is_some() && failure.todo.is_some(),
            "{fault}: {failure}"
        );
        check(&simulator, &format!("{failure:?}"));
    }
}

#[tokio::test]
async fn a_wrong_token_nobody_at_the_address_and_no_tls_are_told_apart() {
    let simulator = simulate(made_up(), &[]).await;
    let right = okta_login(&simulator);
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = |text: String| Url::parse(&text).unwrap();
    let wrong = |url: Url, token: &str| OktaLogin {
        url,
        token: token.to_owned().into(),
    };
    let tls = simulator.url().replace("http://", "https://");
    for (login, what) in [
        (
            wrong(right.url.clone(), "00wrongToken"),
            "Okta refused the API token",
        ),
        (
            wrong(url(format!("http://{nobody}")), "00x"),
            "Okta cannot be reached",
        ),
        (wrong(url(tls), "00x"), "Okta cannot be reached"),
    ] {
        let failure = test_okta(&login, None, Clock::System).await.unwrap_err();
        assert_eq!(failure.what, what, "{failure}");
        assert!(!failure.to_string().contains("00wrongToken"), "{failure}");
    }
}

#[tokio::test]
async fn r6_a_clock_that_is_off_is_found_on_both_sides() {
    let simulator = simulate(made_up(), &["clock-off"]).await;
    let (okta, personio) = (
        okta(&simulator).await.unwrap(),
        personio(&simulator).await.unwrap(),
    );
    for clock in [okta.clock.unwrap(), personio.clock.unwrap()] {
        assert!(clock.is_off, "{clock:?}");
        assert!((115..=120).contains(&clock.ahead.abs().as_mins()), "{clock:?}");
        assert!(clock.ahead.is_negative(), "the server is ahead: {clock:?}");
    }
}

#[tokio::test]
async fn r4_needed_attributes_are_readable_or_not_and_the_rest_is_shown_with_examples() {
    let simulator = simulate(made_up(), &[]).await;
    let found = personio(&simulator).await.unwrap();
    assert!(found.is_complete(), "{:?}", found.needed);
    let people = simulator.company(|company| company.personio.employees().count());
    assert_eq!(found.people, Some(people));
    assert_eq!(message_to_hr(&found), None);
    let shown = |key: &str| found.shown.iter().find(|shown| shown.key == key).unwrap();
    assert!(shown("department").example.is_some());
    let gender = shown("gender");
    assert!(gender.is_sensitive && gender.example.is_none(), "{gender:?}");
    assert!(found.columns().iter().all(|column| column.key != "gender"));
    let asked: Vec<String> = simulator
        .ledger()
        .into_iter()
        .map(|call| format!("{}?{:?}", call.path, call.query))
        .collect();
    assert!(asked.iter().all(|call| !call.contains("gender")), "{asked:?}");
    check(&simulator, &format!("{found:?} {:?}", personio_login(&simulator)));
}

#[tokio::test]
async fn r4_what_is_hidden_is_asked_of_hr_in_plain_words() {
    let simulator = simulate(made_up(), &["hidden-hire-date"]).await;
    simulator.company(|company| company.personio.set_readable("email", false));
    let found = personio(&simulator).await.unwrap();
    let missing: Vec<(&str, Reading)> = found
        .missing()
        .map(|needed| (needed.key.as_str(), needed.reading))
        .collect();
    assert!(missing.contains(&("email", Reading::NotListed)), "{missing:?}");
    assert!(missing.iter().any(|(key, _)| *key == "hire_date"), "{missing:?}");
    assert!(!found.is_complete());
    let message = message_to_hr(&found).unwrap();
    for words in [
        "E-mail (work) (email)",
        "(hire_date)",
        "Marketplace",
        "nothing is ever written to Personio",
    ] {
        assert!(message.contains(words), "{message}");
    }
}

#[tokio::test]
async fn what_keeps_personio_from_being_used_is_said_with_what_to_do() {
    for (fault, what) in [
        ("forbidden", "Personio refused the API credentials"),
        ("sign-in-page", "Personio's answer cannot be read"),
        ("status-503", "Personio refused a request"),
    ] {
        let simulator = simulate(made_up(), &[fault]).await;
        let failure = personio(&simulator).await.unwrap_err();
        assert_eq!(failure.what, what, "{fault}: {failure}");
        check(&simulator, &format!("{failure:?}"));
    }
    let simulator = simulate(made_up(), &[]).await;
    let wrong = PersonioLogin {
        client_secret: "papi-wrongSecret".to_owned().into(),
        ..personio_login(&simulator)
    };
    let failure = test_personio(&wrong, &Policy::default(), Clock::System)
        .await
        .unwrap_err();
    assert_eq!(failure.exit, Exit::Refused);
    assert!(!failure.to_string().contains("wrongSecret"), "{failure}");
}

#[tokio::test]
async fn everybody_is_read_with_all_that_may_be_mapped() {
    let simulator = simulate(made_up(), &[]).await;
    let (snapshot, found) = everybody(&simulator).await;
    let everybody = simulator.company(|company| company.personio.employees().count());
    assert_eq!(snapshot.roster.employees.len(), everybody);
    for column in found.columns() {
        assert!(snapshot.roster.column(&column.key).is_some(), "{}", column.key);
    }
    assert!(snapshot.roster.column("gender").is_none());
    check(&simulator, "");
}
