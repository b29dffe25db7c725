//! The draft, the review, and the file that comes of them.

use crate::program::Both;
use crate::sides::made_up;
use koppel::core::policy::{LoginSchema, Umlauts};
use koppel::engine::setup::{
    ConditionDraft, Draft, Instruction, LineDraft, LoginDraft, PartDraft, SettingsFile, SettingsFileError,
    Start, Started, changed_keys, countries, home_country, instructions, sentences, settings_text,
    time_zones,
};
use koppel::store::{Environment, Place, Secret, Settings, SettingsError, Setup};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn line(personio: &str, okta: &str, first: &str) -> LineDraft {
    LineDraft {
        personio: personio.to_owned(),
        okta: okta.to_owned(),
        first: first.to_owned(),
    }
}

/// Every question is answered.
fn complete(url: &str) -> Draft {
    Draft {
        step: 6,
        okta_url: url.to_owned(),
        org: Some("00oAcme".to_owned()),
        personio_url: url.to_owned(),
        mapping: vec![
            line("department", "department", "overwrite"),
            line("email", "email", "keep"),
            line("supervisor.name", "manager", "fill_empty"),
        ],
        on_hire_date: true,
        send_email: Some(false),
        time_zone: "Europe/Berlin".to_owned(),
        days_before_hire: Some(14),
        out_of_scope: vec![ConditionDraft {
            attribute: "employment_type".to_owned(),
            is: vec!["external".to_owned(), "\"quoted\"".to_owned()],
        }],
        start: Some(Start::Cron.word().to_owned()),
        login: LoginDraft {
            domain: "@Talwerk.example".to_owned(),
            billing_country: "de".to_owned(),
            ..LoginDraft::default()
        },
    }
}

fn environment() -> Environment {
    Environment::default()
}

fn place(folder: &Path) -> Place {
    let path = |name: &str| (name.to_owned(), folder.to_str().unwrap().to_owned());
    let environment: Environment = [path("KOPPEL_CONFIG_DIR"), path("KOPPEL_STATE_DIR")]
        .into_iter()
        .collect();
    Place::find(&environment, None, None).unwrap()
}

#[test]
fn a_draft_is_kept_for_its_owner_alone_and_found_again() {
    let folder = TempDir::new().unwrap();
    let place = place(&folder.path().join("new"));
    assert_eq!(Draft::load(&place).unwrap(), None);
    let draft = complete("https://acme.okta.com");
    draft.keep(&place).unwrap();
    assert_eq!(Draft::load(&place).unwrap(), Some(draft.clone()));
    let file = place.state_folder.join("wizard.json");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&file), mode(&place.state_folder)), (0o600, 0o700));
    }
    fs::write(&file, "{ half").unwrap();
    assert_eq!(
        Draft::load(&place).unwrap(),
        None,
        "what nobody can read is begun anew"
    );
    draft.keep(&place).unwrap();
    Draft::forget(&place).unwrap();
    Draft::forget(&place).unwrap();
    assert_eq!(Draft::load(&place).unwrap(), None);
}

#[test]
fn the_file_of_a_complete_draft_means_what_was_answered() {
    let draft = complete("https://acme.okta.com");
    let text = settings_text(&draft, None);
    let settings = Settings::read(Some(&text), &environment(), "KOPPEL_")
        .unwrap_or_else(|problems| panic!("{problems:?}\n{text}"));
    let back = Draft::from_settings(&settings);
    let mut expected = draft;
    expected.login.domain = "talwerk.example".to_owned();
    expected.login.billing_country = "DE".to_owned();
    (expected.step, expected.org, expected.start) = (1, None, None);
    assert_eq!(back, expected);
    assert_eq!(settings.policy.umlauts, Umlauts::Spelled);
    insta::assert_snapshot!("settings_file", text);
}

#[test]
fn a_login_from_an_attribute_and_one_without_an_end_are_written_too() {
    let mut from_attribute = complete("https://acme.okta.com");
    from_attribute.login.attribute = Some("email".to_owned());
    let mut short = complete("https://acme.okta.com");
    short.login.end = None;
    short.login.separator = String::new();
    short.login.start = PartDraft {
        attribute: "last_name".to_owned(),
        initial: true,
    };
    for draft in [from_attribute, short] {
        let text = settings_text(&draft, None);
        let settings = Settings::read(Some(&text), &environment(), "KOPPEL_").unwrap();
        assert_eq!(Some(settings.policy.login), draft.login_schema(), "{text}");
    }
}

#[test]
fn what_is_not_answered_is_missing_in_the_review_and_in_the_file() {
    let draft = Draft::default();
    let missing: Vec<String> = sentences(&draft)
        .into_iter()
        .filter(|sentence| sentence.is_missing)
        .map(|sentence| sentence.text)
        .collect();
    assert_eq!(missing.len(), 5, "{missing:#?}");
    let problems = Settings::read(Some(&settings_text(&draft, None)), &environment(), "KOPPEL_").unwrap_err();
    for key in [
        "okta.url",
        "login.domain",
        "login.billing_country",
        "activation.time_zone",
    ] {
        assert!(
            problems.iter().any(|problem| problem.says.starts_with(key)),
            "{key}: {problems:?}"
        );
    }
    assert!(draft.login_schema().is_none());
    let complete = complete("https://acme.okta.com");
    assert!(sentences(&complete).iter().all(|sentence| !sentence.is_missing));
    assert!(matches!(
        complete.login_schema(),
        Some(LoginSchema::Generated { .. })
    ));
}

#[test]
fn the_review_says_each_setting_in_a_sentence() {
    let said: Vec<String> = sentences(&complete("https://acme.okta.com"))
        .into_iter()
        .map(|sentence| format!("{} {}", sentence.step, sentence.text))
        .collect();
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn a_new_file_is_written_with_its_folder_and_never_over_one_that_was_not_read() {
    let folder = TempDir::new().unwrap();
    let place = place(&folder.path().join("new"));
    let text = settings_text(&complete("https://acme.okta.com"), None);
    let read = || SettingsFile::read(&place, &environment(), None).unwrap();
    let (mut first, mut second) = (read(), read());
    first.write(&text, &environment()).unwrap();
    assert_eq!(fs::read_to_string(&place.settings_file).unwrap(), text);
    let other = text.replace("Berlin", "Vienna");
    let error = second.write(&other, &environment()).unwrap_err();
    assert!(matches!(error, SettingsFileError::Changed { .. }), "{error}");
    assert_eq!(fs::read_to_string(&place.settings_file).unwrap(), text);
    let mut third = read();
    fs::write(&place.settings_file, format!("{text}# by hand\n")).unwrap();
    assert!(matches!(
        third.write(&other, &environment()),
        Err(SettingsFileError::Changed { .. })
    ));
    fs::remove_file(&place.settings_file).unwrap();
    assert!(matches!(
        third.write(&other, &environment()),
        Err(SettingsFileError::Changed { .. })
    ));
}

#[test]
fn a_file_that_was_broken_by_hand_is_named_with_its_line_and_stays() {
    let folder = TempDir::new().unwrap();
    let place = place(folder.path());
    for (broken, line, says) in [
        ("version = 1\n[okta\n", "line 2", "not TOML"),
        (
            "version = 1\n[okta]\nurll = \"https://acme.okta.com\"\n",
            "line 3",
            "the nearest is okta.url",
        ),
        (
            "version = 1\n\n[activation]\nsend_email = \"yes\"\n",
            "line 4",
            "true or false",
        ),
    ] {
        fs::write(&place.settings_file, broken).unwrap();
        let error = SettingsFile::read(&place, &environment(), None).unwrap_err();
        let SettingsError::Wrong { problems, .. } = &error else {
            panic!("{error}")
        };
        assert_eq!(problems.len(), 1, "{problems:?}");
        let said = problems[0].to_string();
        assert!(said.starts_with(line) && said.contains(says), "{said}");
        let failure = koppel::engine::settings_failure(&error);
        assert!(failure.why.unwrap().contains(line) && failure.todo.is_some());
        assert_eq!(fs::read_to_string(&place.settings_file).unwrap(), broken);
    }
}

#[test]
fn a_file_that_is_only_incomplete_can_be_completed_and_nothing_wrong_is_ever_written() {
    let folder = TempDir::new().unwrap();
    let place = place(folder.path());
    let begun = "# ours\nversion = 1\n\n[okta]\nurl = \"https://acme.okta.com\" # the one\n";
    fs::write(&place.settings_file, begun).unwrap();
    let mut file = SettingsFile::read(&place, &environment(), None).unwrap();
    let wrong = file
        .with([("activation.time_zone", Some("\"Nowhere\""))])
        .unwrap();
    let error = file.write(&wrong, &environment()).unwrap_err();
    assert!(matches!(error, SettingsFileError::Wrong { .. }), "{error}");
    assert_eq!(fs::read_to_string(&place.settings_file).unwrap(), begun);
    let better = file
        .with([("activation.time_zone", Some("\"Europe/Berlin\""))])
        .unwrap();
    file.write(&better, &environment()).unwrap();
    let written = fs::read_to_string(&place.settings_file).unwrap();
    assert!(
        written.starts_with(begun) && written.contains("Europe/Berlin"),
        "{written}"
    );
}

#[test]
fn an_edited_page_changes_its_keys_alone_and_comments_stay() {
    let before = complete("https://acme.okta.com");
    let mut after = before.clone();
    assert_eq!(changed_keys(&before, &after), []);
    after.send_email = Some(true);
    after.days_before_hire = None;
    after.mapping.push(line("office", "city", "overwrite"));
    let changed = changed_keys(&before, &after);
    let paths: Vec<&str> = changed.iter().map(|(path, _)| *path).collect();
    assert_eq!(
        paths,
        ["mapping", "activation.send_email", "create.days_before_hire"]
    );
    let folder = TempDir::new().unwrap();
    let place = place(folder.path());
    let text = format!(
        "# mine\n{}",
        settings_text(&before, None).replace("send_email = false", "send_email = false # agreed")
    );
    fs::write(&place.settings_file, &text).unwrap();
    let mut file = SettingsFile::read(&place, &environment(), None).unwrap();
    let edited = file
        .with(changed.iter().map(|(path, value)| (*path, value.as_deref())))
        .unwrap();
    file.write(&edited, &environment()).unwrap();
    assert!(
        edited.starts_with("# mine\n") && edited.contains("send_email = true # agreed"),
        "{edited}"
    );
    let settings = Settings::read(Some(&edited), &environment(), "KOPPEL_").unwrap();
    let mut expected = Draft::from_settings(&settings);
    assert_eq!(expected.mapping, after.mapping);
    assert_eq!(
        (expected.send_email, expected.days_before_hire),
        (Some(true), None)
    );
    expected.mapping.clear();
    let none = changed_keys(
        &after,
        &Draft {
            mapping: Vec::new(),
            ..after.clone()
        },
    );
    assert_eq!(
        none,
        [("mapping", None)],
        "a list without anything in it is taken out"
    );
}

#[cfg(unix)]
#[test]
fn a_link_to_the_file_is_followed_and_its_mode_stays() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().unwrap();
    let place = place(folder.path());
    let real = folder.path().join("dotfiles.toml");
    let text = settings_text(&complete("https://acme.okta.com"), None);
    fs::write(&real, &text).unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink(&real, &place.settings_file).unwrap();
    let mut file = SettingsFile::read(&place, &environment(), None).unwrap();
    file.write(&text.replace("Berlin", "Vienna"), &environment())
        .unwrap();
    assert!(fs::symlink_metadata(&place.settings_file).unwrap().is_symlink());
    assert!(fs::read_to_string(&real).unwrap().contains("Vienna"));
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
}

#[test]
fn plan_works_with_the_file_that_the_wizard_writes() {
    let both = Both::of(made_up());
    let mut koppel = both.koppel();
    let settings: Vec<String> = koppel
        .variables
        .keys()
        .filter(|name| name.contains("__") || name.as_str() == "KOPPEL_MAPPING")
        .cloned()
        .collect();
    for name in &settings {
        koppel.unset(name);
    }
    let place = place(koppel.folder.path());
    let mut file = SettingsFile::read(&place, &environment(), None).unwrap();
    file.write(
        &settings_text(&complete(both.simulator.url()), None),
        &environment(),
    )
    .unwrap();
    let checked = koppel.run(&["config", "check"]);
    assert_eq!(checked.code, Some(0), "{}", checked.whole());
    let plan = koppel.run(&["plan", "--format", "json"]);
    assert!(matches!(plan.code, Some(0 | 4)), "{}", plan.whole());
    let plan: serde_json::Value = serde_json::from_str(&plan.stdout).unwrap();
    assert!(!plan["actions"].as_array().unwrap().is_empty());
}

fn started<'a>(place: &'a Place, setup: Option<&'a Setup>) -> Started<'a> {
    Started {
        setup,
        place,
        program: Path::new("/usr/local/bin/koppel"),
        user: "koppel",
    }
}

fn everything(instructions: &[Instruction]) -> String {
    let parts = instructions.iter().map(|one| {
        let file = one
            .file
            .as_deref()
            .map_or_else(String::new, |file| format!("[{}]\n", file.display()));
        format!("{}\n{file}{}\n", one.text, one.lines.join("\n"))
    });
    parts.collect::<Vec<String>>().join("\n")
}

#[test]
fn each_way_to_start_names_every_secret_where_the_program_looks_for_it() {
    let place = Place {
        settings_file: PathBuf::from("/home/ops/.config/koppel/setups/acme/config.toml"),
        state_folder: PathBuf::from("/home/ops/.local/share/koppel/state/setups/acme"),
        file_was_named: false,
    };
    let setup = Setup::parse("acme").unwrap();
    for start in [Start::Systemd, Start::Cron, Start::Container] {
        let said = everything(&instructions(start, started(&place, Some(&setup))));
        for secret in Secret::ALL {
            let variable = format!("{}_FILE", secret.variable(Some(&setup)));
            assert!(said.contains(&variable), "{start:?}: {said}");
        }
        assert!(said.contains("--setup acme"), "{said}");
        insta::assert_snapshot!(format!("start_{}", start.word()), said);
    }
    let by_hand = everything(&instructions(Start::ByHand, started(&place, None)));
    assert!(by_hand.contains("/usr/local/bin/koppel sync"), "{by_hand}");
}

#[cfg(unix)]
#[test]
fn the_commands_for_secrets_keep_what_is_typed_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().unwrap();
    let place = place(&folder.path().join("with blank"));
    let steps = instructions(Start::Cron, started(&place, None));
    let script = steps[0].lines.join("\n");
    let bash = assert_cmd::Command::new("bash")
        .args(["-euc", &script])
        .write_stdin("00token\npapi-id\npapi-secret\n")
        .output()
        .unwrap();
    assert!(bash.status.success(), "{}", String::from_utf8_lossy(&bash.stderr));
    let shown = String::from_utf8(bash.stdout).unwrap();
    assert!(
        shown.contains("Okta's API token") && !shown.contains("00token"),
        "{shown}"
    );
    let file = folder.path().join("with blank/secrets/okta-token");
    assert_eq!(fs::read_to_string(&file).unwrap(), "00token\n");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let crontab = steps.last().unwrap().lines.join("\n");
    assert!(
        crontab.contains(&format!("KOPPEL_OKTA_TOKEN_FILE={}", file.display())),
        "{crontab}"
    );
}

#[test]
fn countries_and_time_zones_can_be_searched_and_this_machines_own_come_first() {
    let countries = countries();
    assert!(countries.len() > 240 && countries.windows(2).all(|pair| pair[0].name <= pair[1].name));
    let home = |locale: &str| {
        let environment: Environment = [("LANG", locale)].into_iter().collect();
        home_country(&environment).map(|country| country.name)
    };
    assert_eq!(home("de_AT.UTF-8"), Some("Austria"));
    assert_eq!(home("nl_NL@euro"), Some("Netherlands"));
    assert_eq!(home("sr_Latn_RS"), Some("Serbia"));
    let zones = time_zones();
    for zone in ["Europe/Berlin", "America/New_York", "UTC"] {
        assert!(zones.iter().any(|known| known == zone), "{zone}");
    }
    assert!(zones.iter().all(|zone| jiff::tz::TimeZone::get(zone).is_ok()));
}
