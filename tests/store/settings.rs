//! The settings file and the environment.

use koppel::core::EmployeeId;
use koppel::core::policy::{
    Drift, First, Limit, LoginPart, LoginSchema, Rehire, Rename, Source, Take, Umlauts,
};
use koppel::store::{Environment, KEYS, Origin, Place, Settings, SettingsError};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The example of the design, with every key.
const FULL: &str = include_str!("full.toml");

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/store")
}

fn none() -> Environment {
    Environment::default()
}

fn read(text: &str) -> Settings {
    with(text, &[])
}

fn with(text: &str, variables: &[(&str, &str)]) -> Settings {
    Settings::read(Some(text), &variables.iter().copied().collect(), "KOPPEL_").unwrap()
}

fn problems(text: &str, variables: &[(&str, &str)]) -> String {
    let environment = variables.iter().copied().collect();
    let problems = Settings::read(Some(text), &environment, "KOPPEL_").unwrap_err();
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

#[test]
fn every_key_is_read() {
    let settings = read(FULL);
    let policy = &settings.policy;
    assert_eq!(settings.okta_url.as_str(), "https://acme.okta.com/");
    assert_eq!(settings.personio_url.as_str(), "https://api.personio.de/");
    assert!((settings.rate_limit_share - 0.5).abs() < f64::EPSILON);
    assert_eq!(settings.time_zone.iana_name(), Some("Europe/Berlin"));
    assert_eq!(settings.every, Duration::from_secs(45 * 60));
    assert_eq!(settings.notify, Some(PathBuf::from("/usr/local/bin/page-me")));
    assert_eq!(settings.keep_days, 100);
    assert_eq!(policy.link_attribute, "personioId");
    let part = |attribute: &str, take| LoginPart {
        attribute: attribute.into(),
        take,
    };
    let expected = LoginSchema::Generated {
        start: part("first_name", Take::Initial),
        separator: "".into(),
        end: Some(part("last_name", Take::Whole)),
        domain: "acme.com".into(),
    };
    assert_eq!(policy.login, expected);
    assert_eq!(policy.umlauts, Umlauts::Spelled);
    assert_eq!(policy.mapping[0].source, Source::SupervisorEmail);
    assert_eq!(
        (policy.mapping[0].target.as_str(), policy.mapping[0].first),
        ("manager", First::Fill)
    );
    assert!(!policy.activation.on_hire_date);
    assert_eq!(policy.activation.send_email, Some(true));
    assert_eq!(policy.days_before_hire, Some(14));
    assert!(policy.link_auto && policy.overwrite_unknown_ids);
    assert!(
        policy.aside.contains("svc-backup@acme.com"),
        "logins are compared in lower case"
    );
    assert!(policy.exclude.contains(&EmployeeId(4711)));
    assert_eq!(policy.scope.include[0].is[0], "Berlin");
    assert_eq!(policy.scope.exclude[0].attribute, "employment_type");
    assert_eq!((policy.drift, policy.rename), (Drift::Overwrite, Rename::Ask));
    let limits = &policy.limits;
    assert_eq!(limits.deactivations, Limit::Count(7));
    assert_eq!(
        [
            limits.unannounced,
            limits.department,
            limits.creations,
            limits.emptied,
            limits.changed,
            limits.relinks,
            limits.email_changes
        ],
        [2, 40, 3, 4, 5, 6, 100].map(Limit::Percent)
    );
    assert!(!policy.hold_possible_duplicates);
    assert!(policy.protected.contains("admin@acme.com"));
    assert_eq!(policy.rehire, Rehire::Reactivate);
}

#[test]
fn the_full_file_sets_every_key_that_there_is() {
    let settings = read(FULL);
    let defaults: Vec<&str> = settings
        .shown
        .iter()
        .filter(|key| key.origin == Origin::Default)
        .map(|key| key.path.as_str())
        .collect();
    assert_eq!(defaults, ["login.attribute"], "which belongs to the other source");
    assert!(settings.shown.len() >= KEYS.len());
}

#[test]
fn what_is_left_out_has_the_defaults_of_the_design() {
    let settings = read(include_str!("least.toml"));
    let policy = &settings.policy;
    assert!((settings.rate_limit_share - 0.8).abs() < f64::EPSILON);
    assert_eq!(settings.every, Duration::from_secs(30 * 60));
    assert_eq!((settings.keep_days, settings.notify), (400, None));
    assert_eq!(policy.link_attribute, "employeeNumber");
    assert!(
        matches!(&policy.login, LoginSchema::Generated { end: None, .. }),
        "END may be left out"
    );
    assert_eq!(
        policy.activation.send_email, None,
        "no default: nobody is created without an answer"
    );
    assert!(policy.activation.on_hire_date && policy.hold_possible_duplicates);
    assert!(!policy.link_auto && !policy.overwrite_unknown_ids);
    assert_eq!(policy.limits, koppel::core::policy::Limits::default());
    assert_eq!(
        (policy.drift, policy.rename, policy.rehire),
        (Drift::Keep, Rename::Send, Rehire::Ask)
    );
    assert!(policy.mapping.is_empty() && policy.scope == koppel::core::policy::Scope::default());
}

#[test]
fn u3_unset_first_is_send_and_keep_for_the_email() {
    let mapping = r#"[{personio="email",okta="email"},{personio="last_name",okta="lastName"}]"#;
    let settings = with(include_str!("least.toml"), &[("KOPPEL_MAPPING", mapping)]);
    let first: Vec<First> = settings.policy.mapping.iter().map(|line| line.first).collect();
    assert_eq!(first, [First::Keep, First::Send]);
}

#[test]
fn every_key_can_be_set_by_the_environment_alone() {
    let file = read(FULL);
    // The file's own values, handed over as variables; lists of tables as a whole.
    let table: toml::Table = FULL.parse().unwrap();
    let mut variables: Vec<(String, String)> = Vec::new();
    for (section, value) in &table {
        match value {
            toml::Value::Table(keys) => variables.extend(keys.iter().map(|(key, value)| {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                (
                    format!("KOPPEL_{}__{}", section.to_uppercase(), key.to_uppercase()),
                    text,
                )
            })),
            value => variables.push((format!("KOPPEL_{}", section.to_uppercase()), value.to_string())),
        }
    }
    let environment: Environment = variables.into_iter().collect();
    let settings = Settings::read(None, &environment, "KOPPEL_").unwrap();
    assert_eq!(settings.policy, file.policy);
    assert_eq!(settings.fingerprint(), file.fingerprint());
    assert!(
        settings
            .shown
            .iter()
            .all(|key| matches!(key.origin, Origin::Variable(_)) || key.path == "login.attribute")
    );
}

#[test]
fn the_environment_wins_key_by_key_and_says_so() {
    let settings = with(
        FULL,
        &[
            ("KOPPEL_SAFETY__MAX_DEACTIVATIONS", "2%"),
            ("KOPPEL_LOGIN__START__TAKE", "whole"),
            ("KOPPEL_MAPPING", r#"[{personio="office", okta="city"}]"#),
        ],
    );
    assert_eq!(settings.policy.limits.deactivations, Limit::Percent(2));
    assert_eq!(settings.policy.mapping.len(), 1, "a list is replaced as a whole");
    let origin = |path: &str| {
        let key = settings.shown.iter().find(|key| key.path == path).unwrap();
        key.origin.to_string()
    };
    assert_eq!(origin("login.start.take"), "KOPPEL_LOGIN__START__TAKE");
    assert_eq!(origin("login.start.attribute"), "line 15");
    assert_eq!(origin("login.attribute"), "default");
}

#[test]
fn variables_of_others_and_of_other_setups_are_left_alone() {
    with(
        FULL,
        &[
            ("KOPPEL_OKTA_TOKEN", "00secret"),
            ("KOPPEL_CONFIG_DIR", "/x"),
            ("KOPPEL_TEST_OKTA__URL", "acme"),
            ("KOPPELING__X", "1"),
        ],
    );
    let setup = Settings::read(
        Some(FULL),
        &Environment::from_iter([
            ("KOPPEL_OKTA__URL", "acme"),
            ("KOPPEL_TEST_OKTA__URL", "https://test.okta.com"),
        ]),
        "KOPPEL_TEST_",
    );
    assert_eq!(setup.unwrap().okta_url.as_str(), "https://test.okta.com/");
}

#[test]
fn quotes_around_text_in_a_variable_are_no_part_of_it() {
    let settings = with(
        FULL,
        &[
            ("KOPPEL_OKTA__URL", "\"https://quoted.okta.com\""),
            ("KOPPEL_LOGIN__SEPARATOR", "''"),
            ("KOPPEL_LOGIN__DOMAIN", "plain.com"),
        ],
    );
    assert_eq!(settings.okta_url.as_str(), "https://quoted.okta.com/");
    let LoginSchema::Generated {
        separator, domain, ..
    } = &settings.policy.login
    else {
        panic!("{:?}", settings.policy.login);
    };
    assert_eq!((separator.as_str(), domain.as_str()), ("", "plain.com"));
}

#[test]
fn a_misspelt_variable_is_named_with_the_one_that_was_meant() {
    for (name, says) in [
        (
            "KOPPEL_OKTA__ULR",
            "KOPPEL_OKTA__ULR: there is no key okta.ulr; the nearest is okta.url",
        ),
        (
            "KOPPEL_OKTA_URL",
            "KOPPEL_OKTA_URL: there is no such setting; KOPPEL_OKTA__URL was meant",
        ),
        (
            "KOPPEL_SAFTY__MAX_CREATIONS",
            "KOPPEL_SAFTY__MAX_CREATIONS: there is no key safty.max_creations; the nearest is safety.max_creations",
        ),
    ] {
        assert_eq!(problems(FULL, &[(name, "x")]), says);
    }
}

#[test]
fn a_wrong_variable_names_itself_and_what_is_allowed() {
    for (name, value, says) in [
        (
            "KOPPEL_MAPPING",
            "department=department",
            "KOPPEL_MAPPING: mapping has to be written as TOML here, such as [{ personio = \"department\", okta = \"department\" }]",
        ),
        (
            "KOPPEL_LINK__AUTO",
            "yes",
            "KOPPEL_LINK__AUTO: link.auto = \"yes\" is not allowed; allowed is true or false",
        ),
        (
            "KOPPEL_LINK__IGNORE_EMPLOYEES",
            "[\"a\"]",
            "KOPPEL_LINK__IGNORE_EMPLOYEES: link.ignore_employees = [\"a\"] is not allowed; allowed is a list of Personio IDs, such as [4711]",
        ),
    ] {
        assert_eq!(problems(FULL, &[(name, value)]), says);
    }
}

/// Each file of `broken/` starts with what is to be said of it, in comments.
#[test]
fn each_broken_file_is_told_what_is_wrong_with_it() {
    let mut files: Vec<PathBuf> = fs::read_dir(folder().join("broken"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    assert!(files.len() >= 20, "{}", files.len());
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let expected: Vec<&str> = text.lines().map_while(|line| line.strip_prefix("#! ")).collect();
        assert_eq!(problems(&text, &[]), expected.join("\n"), "{}", file.display());
    }
}

#[test]
fn a_file_that_was_named_has_to_be_there() {
    let place = |file: &str, file_was_named| Place {
        settings_file: folder().join(file),
        state_folder: PathBuf::new(),
        file_was_named,
    };
    let load = |place: Place| Settings::load(&place, &none(), None);
    assert!(load(place("full.toml", true)).is_ok());
    assert!(matches!(
        load(place("missing.toml", true)),
        Err(SettingsError::Unreadable { .. })
    ));
    assert!(matches!(
        load(place("missing.toml", false)),
        Err(SettingsError::Nothing { .. })
    ));
    assert!(matches!(
        load(place("main.rs", false)),
        Err(SettingsError::Wrong { .. })
    ));
}

#[test]
fn a_file_without_end_is_no_settings() {
    let folder = tempfile::TempDir::new().unwrap();
    let settings_file = folder.path().join("config.toml");
    fs::write(&settings_file, "#".repeat(2 * 1024 * 1024)).unwrap();
    let place = Place {
        settings_file,
        state_folder: folder.path().to_owned(),
        file_was_named: true,
    };
    let error = Settings::load(&place, &none(), None).unwrap_err();
    assert!(error.to_string().ends_with("too long for settings"), "{error}");
}

#[test]
fn a8_the_fingerprint_is_of_what_a_plan_depends_on() {
    let plain = read(FULL).fingerprint();
    assert_eq!(read(&format!("# a comment\n{FULL}")).fingerprint(), plain);
    assert_eq!(with(FULL, &[("KOPPEL_SYNC__EVERY", "2h")]).fingerprint(), plain);
    assert_ne!(with(FULL, &[("KOPPEL_SYNC__REHIRE", "ask")]).fingerprint(), plain);
}

#[test]
fn a_path_behind_the_address_is_dropped_with_a_word() {
    let settings = with(FULL, &[("KOPPEL_OKTA__URL", "https://acme.okta.com/app/home")]);
    assert_eq!(settings.okta_url.as_str(), "https://acme.okta.com/");
    assert_eq!(
        settings.notes,
        ["okta.url: the path /app/home is not part of the address and was dropped"]
    );
}

#[test]
fn a_file_from_windows_is_read_and_its_lines_are_counted() {
    let file = format!("\u{feff}{}", include_str!("least.toml").replace('\n', "\r\n"));
    assert_eq!(
        read(&file).fingerprint(),
        read(include_str!("least.toml")).fingerprint()
    );
    assert!(problems(&file.replace("domain", "domian"), &[]).starts_with("line 6: "));
}

#[test]
fn an_attribute_as_login_needs_no_country() {
    let settings = with(
        "[okta]\nurl = \"acme.okta.com\"\n[login]\nsource = \"attribute\"\nattribute = \"email\"\n",
        &[("KOPPEL_ACTIVATION__TIME_ZONE", "Europe/Amsterdam")],
    );
    assert_eq!(settings.policy.login, LoginSchema::Attribute("email".into()));
}

#[test]
fn the_readme_names_every_key_with_its_default_and_what_is_allowed() {
    let readme = include_str!("../../README.md");
    for key in KEYS {
        let default = key
            .default
            .map_or_else(String::new, |default| format!("`{default}`"));
        let row = format!("| `{}` | {default} | {} | ", key.path, key.allowed);
        assert!(
            readme
                .replace("|  |", "| |")
                .contains(&row.replace("|  |", "| |")),
            "{row}"
        );
    }
    assert_eq!(
        readme.lines().filter(|line| line.starts_with("| `")).count(),
        KEYS.len()
    );
}

#[test]
fn the_readmes_settings_are_good() {
    let readme = include_str!("../../README.md");
    let (_, file) = readme.split_once("```toml\n").unwrap();
    let (file, _) = file.split_once("```").unwrap();
    assert_eq!(read(file).policy.mapping.len(), 1);
}

#[test]
fn an_old_key_is_an_error_that_names_the_new_one() {
    for (old, new) in [
        (
            "[link]\naside = []",
            "link.aside is called link.ignore_profiles now",
        ),
        (
            "[link]\nexclude = []",
            "link.exclude is called link.ignore_employees now",
        ),
        (
            "[link]\noverwrite_foreign = true",
            "link.overwrite_foreign is called link.overwrite_unknown_ids now",
        ),
        (
            "[provision]\ndays_before_hire = 3",
            "provision is called create now",
        ),
        (
            "[safety]\nmax_unannounced = 3",
            "safety.max_unannounced is called safety.max_unplanned now",
        ),
        (
            "[safety]\nmax_emptied = 3",
            "safety.max_emptied is called safety.max_cleared now",
        ),
        (
            "[[mapping]]\npersonio = \"office\"\nokta = \"city\"\nfirst = \"send\"",
            "first is called on_first_link now",
        ),
    ] {
        let text = format!("{}\n{old}\n", include_str!("least.toml"));
        let problems = problems(&text, &[]);
        assert!(problems.contains(new), "{old}: {problems}");
    }
    let by_variable = problems(include_str!("least.toml"), &[("KOPPEL_LINK__ASIDE", "[]")]);
    assert!(by_variable.contains("link.ignore_profiles"), "{by_variable}");
}
