//! Every finding has words, something to do where somebody can do something, and a code in the schema.

use crate::schema::{DOCTOR, assert_valid};
use crate::{assert_fits, screen};
use jiff::SignedDuration;
use koppel::core::plan::Misfit;
use koppel::core::schema::Kind;
use koppel::core::value::Text;
use koppel::engine::Side;
use koppel::engine::doctor::{
    Attribute, Check, Finding, Grant, KeyringError, Origin, Problem, Secret, SecretSource, Step, TargetFault,
    Tier, Topic, Unread, Use,
};
use koppel::failure::{Exit, Failure};
use koppel::report::Diagnosis;
use serde_json::Value;
use std::path::PathBuf;
use std::time::Duration;

const STEPS: [Step; 18] = [
    Step::Settings,
    Step::Secret(Secret::OktaToken),
    Step::Secret(Secret::PersonioClientId),
    Step::Secret(Secret::PersonioClientSecret),
    Step::OktaAddress,
    Step::Token,
    Step::Profiles,
    Step::FormerProfiles,
    Step::Schema,
    Step::RateLimits,
    Step::PersonioAddress,
    Step::Credentials,
    Step::Attributes,
    Step::Employees,
    Step::Targets,
    Step::Values,
    Step::Clock,
    Step::State,
];

fn text(text: &'static str) -> Text {
    Text::const_new(text)
}

fn path() -> PathBuf {
    PathBuf::from("/srv/koppel/state")
}

fn attribute(key: &'static str, label: &'static str) -> Attribute {
    Attribute {
        key: text(key),
        label: text(label),
    }
}

fn settings_and_secrets() -> Vec<Finding> {
    let problem = Problem {
        origin: Some(Origin::Line(7)),
        says: "there is no key okta.ulr; the nearest is okta.url".to_owned(),
    };
    let secret = Secret::OktaToken;
    vec![
        Finding::SettingsComplete {
            file: Some(path()),
            from_file: 12,
            from_environment: 1,
        },
        Finding::SettingsComplete {
            file: None,
            from_file: 0,
            from_environment: 1,
        },
        Finding::SettingWrong {
            file: path(),
            problem,
        },
        Finding::SettingNote("okta.url: the path /app is not part of the address and was dropped".to_owned()),
        Finding::SendEmailUnset,
        Finding::NothingMapped,
        Finding::SecretFound {
            secret,
            source: SecretSource::Variable("KOPPEL_OKTA_TOKEN".to_owned()),
        },
        Finding::SecretExposed { secret, path: path() },
    ]
}

fn okta() -> Vec<Finding> {
    let reached = |tier| Finding::OktaReached {
        host: "acme.okta.com".to_owned(),
        tier,
        org: text("00oAcme"),
    };
    let owner = |employee| Finding::TokenOwner {
        login: text("koppel@acme.com"),
        employee,
    };
    let grant = Grant {
        bucket: "users",
        limit: 300,
        ours: 240,
        left: 240,
    };
    let reading = |employees, okta_a_minute| Finding::ReadingTime {
        employees,
        okta_pages: employees.div_ceil(200),
        okta_a_minute,
        personio_pages: employees.div_ceil(100),
        personio_a_minute: 300,
    };
    vec![
        reached(Tier::Production),
        reached(Tier::Preview),
        reached(Tier::Local),
        owner(None),
        owner(Some(text("4711"))),
        Finding::TokenOwnerUnknown,
        Finding::MayList,
        Finding::MayListFormer,
        Finding::MayReadSchema { attributes: 31 },
        Finding::UserType {
            name: text("Contractor"),
            lacks: Some(Vec::new()),
        },
        Finding::UserType {
            name: text("Contractor"),
            lacks: Some(vec![text("department"), text("title")]),
        },
        Finding::UserType {
            name: text("Contractor"),
            lacks: None,
        },
        Finding::UserTypesUnreadable,
        Finding::WritesUnproven,
        Finding::ReadOnlySession,
        Finding::RateLimits(vec![grant]),
        Finding::NoRateLimits,
        reading(1, None),
        reading(60_001, Some(40)),
    ]
}

fn personio() -> Vec<Finding> {
    vec![
        Finding::PersonioReached {
            host: "api.personio.de".to_owned(),
        },
        Finding::CredentialsAccepted,
        Finding::AttributesReadable { wanted: 9 },
        Finding::Unreadable {
            keys: vec![
                (text("hire_date"), vec![Use::Needed]),
                (text("department"), vec![Use::Mapping, Use::Login, Use::Scope]),
            ],
            why: Unread::NotListed,
        },
        Finding::Unreadable {
            keys: vec![(text("status"), vec![Use::Needed])],
            why: Unread::NeverSent,
        },
        Finding::Sensitive(vec![
            attribute("fix_salary", "Fixgehalt"),
            attribute("dynamic_7", ""),
        ]),
        Finding::Unneeded(vec![attribute("team", "Team")]),
        Finding::EmployeesRead { total: Some(340) },
        Finding::EmployeesRead { total: None },
        Finding::Nobody,
    ]
}

fn mapping() -> Vec<Finding> {
    let fault = |fault, is_link| Finding::TargetFault {
        target: text("departmnt"),
        fault,
        is_link,
    };
    let editable = |attribute, is_link, links_by_itself| Finding::SelfEditable {
        attribute,
        is_link,
        links_by_itself,
    };
    let misfit = |people| Finding::ValuesMisfit {
        source: "position".to_owned(),
        target: text("title"),
        misfit: Misfit::TooLong(20),
        people,
        of: 3,
    };
    vec![
        fault(
            TargetFault::Missing {
                nearest: Some(text("department")),
            },
            false,
        ),
        fault(TargetFault::Missing { nearest: None }, true),
        fault(TargetFault::ReadOnly, false),
        fault(TargetFault::Kind(Kind::Integer), true),
        Finding::RequiredUnmapped(text("badge")),
        misfit(3),
        misfit(1),
        Finding::MappingFits {
            lines: 2,
            people: 100,
        },
        editable(text("email"), false, false),
        editable(text("email"), false, true),
        editable(text("employeeNumber"), true, false),
        Finding::NotSelfEditable {
            link_attribute: text("employeeNumber"),
        },
    ]
}

fn machine() -> Vec<Finding> {
    let clock = |seconds, is_off| Finding::Clock {
        side: Side::Okta,
        ahead: SignedDuration::from_secs(seconds),
        is_off,
    };
    vec![
        clock(1, false),
        clock(-30, false),
        clock(1800, false),
        clock(-7200, true),
        Finding::ClockUnknown,
        Finding::StateReady {
            path: path(),
            exists: true,
        },
        Finding::StateReady {
            path: path(),
            exists: false,
        },
        Finding::StateUnwritable {
            path: path(),
            blocker: path(),
        },
        Finding::StateUnwritable {
            path: path(),
            blocker: PathBuf::from("/srv"),
        },
        Finding::StateNoFolder {
            path: path(),
            blocker: PathBuf::from("/srv/koppel"),
        },
        Finding::StateForeign {
            path: path(),
            owner: 1001,
        },
        Finding::StateLoose {
            path: path(),
            mode: 0o755,
        },
        Finding::StateFilesLoose {
            path: path(),
            files: vec!["state.db".to_owned()],
        },
        Finding::KeyringReady,
        Finding::NoKeyring(Some(KeyringError::Absent("no bus".to_owned()))),
        Finding::NoKeyring(Some(KeyringError::Silent {
            after: Duration::from_secs(10),
        })),
        Finding::NoKeyring(None),
        Finding::KeyringNotAsked,
        Finding::SecretInKeyring {
            secret: Secret::OktaToken,
            variable: "KOPPEL_OKTA_TOKEN".to_owned(),
        },
        Finding::LogFile(PathBuf::from("/var/log/koppel.log")),
        Finding::ShellVariables(vec!["KOPPEL_OKTA__URL".to_owned(), "HTTPS_PROXY".to_owned()]),
        Finding::SecretInShell {
            secret: Secret::PersonioClientId,
            variable: "KOPPEL_PERSONIO_CLIENT_ID".to_owned(),
        },
        Finding::RelativePath {
            name: "KOPPEL_STATE_DIR".to_owned(),
            path: PathBuf::from("state"),
        },
        Finding::FoldersFromHome(PathBuf::from("/home/vogt")),
        Finding::NothingFromShell,
    ]
}

fn all() -> Vec<Check> {
    let failure = Failure::new(Exit::Failed, "It did not work")
        .because("Of this")
        .todo("Do that");
    let topics = [
        (Topic::Settings, settings_and_secrets()),
        (Topic::Okta, okta()),
        (Topic::Personio, personio()),
        (Topic::Mapping, mapping()),
        (Topic::Machine, machine()),
        (
            Topic::Machine,
            STEPS
                .map(|step| Finding::Failed {
                    step,
                    failure: failure.clone(),
                })
                .to_vec(),
        ),
        (
            Topic::Machine,
            STEPS
                .map(|step| Finding::Skipped {
                    steps: vec![step],
                    because: step,
                })
                .to_vec(),
        ),
    ];
    topics
        .into_iter()
        .flat_map(|(topic, findings)| findings.into_iter().map(move |finding| Check { topic, finding }))
        .collect()
}

fn document() -> Value {
    let mut out = Vec::new();
    Diagnosis { checks: &all() }.write_json(&mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

#[test]
fn every_finding_has_words() {
    let mut out = Vec::new();
    Diagnosis { checks: &all() }
        .write_table(&mut out, screen(100))
        .unwrap();
    let text = String::from_utf8(out).unwrap();
    assert_fits(&text, 100);
    insta::assert_snapshot!(text);
}

#[test]
fn every_finding_has_a_code_in_the_schema_and_no_code_is_left_over() {
    let document = document();
    assert_valid(DOCTOR, &document);
    let schema: Value = serde_json::from_str(DOCTOR).unwrap();
    let mut promised: Vec<&str> = schema
        .pointer("/properties/checks/items/properties/code/enum")
        .and_then(Value::as_array)
        .unwrap()
        .iter()
        .map(|code| code.as_str().unwrap())
        .collect();
    let mut used: Vec<&str> = document["checks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|check| check["code"].as_str().unwrap())
        .collect();
    promised.sort_unstable();
    used.sort_unstable();
    used.dedup();
    assert_eq!(used, promised);
}

#[test]
fn a_problem_always_says_what_to_do() {
    let document = document();
    for check in document["checks"].as_array().unwrap() {
        if check["verdict"] == "problem" {
            assert!(check["todo"].is_string(), "{check}");
        }
    }
}
