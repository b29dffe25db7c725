//! `koppel doctor` against the simulator: what is wrong is named with what to do, and no secret is.

use crate::program::{Both, Ended, Koppel};
use crate::schema::{DOCTOR, assert_valid};
use jiff::SignedDuration;
use koppel::clock::Clock;
use koppel::sim::Company;
use koppel::sim::okta::{Kind, Property, UserMay};
use koppel::sim::personio::Employee;
use serde_json::Value;
use std::fs;
use std::net::TcpListener;

/// Two people, and nothing that there is anything to say about.
fn both() -> Both {
    let employee = |id, first: &str, last: &str| {
        let email = format!("{first}.{last}@acme.example").to_lowercase();
        Employee::new(id, first, last).email(&email).department("Sales")
    };
    let both = Both::of(
        Company::empty()
            .employee(employee(11, "Anna", "Weiss"))
            .employee(employee(12, "Bela", "Novak")),
    );
    both.simulator.company(|company| {
        let keys: Vec<String> = company
            .personio
            .attributes()
            .iter()
            .map(|one| one.key.clone())
            .collect();
        for key in keys.iter().filter(|key| !NEEDED.contains(&key.as_str())) {
            company.personio.set_readable(key, false);
        }
        for property in &mut company.okta.schema.base {
            property.user_may = UserMay::Read;
        }
    });
    both
}

const NEEDED: [&str; 9] = [
    "id",
    "first_name",
    "last_name",
    "email",
    "status",
    "hire_date",
    "termination_date",
    "created_at",
    "department",
];

/// With a state folder that nobody else may look into, and one line for each check.
fn ready(both: &Both) -> Koppel {
    let mut koppel = both.koppel();
    let state = koppel.path("state");
    fs::create_dir(&state).unwrap();
    #[cfg(unix)]
    fs::set_permissions(&state, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    koppel.set("KOPPEL_STATE_DIR", &state).unset("COLUMNS");
    koppel
}

/// Runs it; no output ever holds a secret, and nothing is ever written.
fn examined(both: &Both, koppel: &Koppel, arguments: &[&str]) -> Ended {
    let ended = koppel.run(&[&["doctor"], arguments].concat());
    let mut secrets = vec![
        both.simulator.okta_token(),
        both.simulator.personio_client_id(),
        both.simulator.personio_client_secret(),
    ];
    for (name, value) in &koppel.variables {
        if ["TOKEN", "CLIENT_ID", "CLIENT_SECRET"]
            .iter()
            .any(|end| name.ends_with(end))
        {
            secrets.push(value.clone());
        }
    }
    for secret in &secrets {
        assert!(!ended.whole().contains(secret.as_str()), "{}", ended.whole());
    }
    let writes = both.simulator.ledger();
    let writes = writes
        .iter()
        .filter(|call| call.method != "GET" && call.path != "/v1/auth");
    assert_eq!(writes.count(), 0, "looking writes nothing");
    assert_eq!(ended.stderr, "");
    ended
}

/// What is no good, with what to do about it, and the exit code.
fn complaints(ended: &Ended) -> String {
    let mut is_kept = false;
    let mut kept = String::new();
    for line in ended.stdout.lines().filter(|line| line.starts_with("  ")) {
        if !line.starts_with("   ") {
            is_kept = line.starts_with("  !") || line.starts_with("  -");
        }
        if is_kept {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    format!("{kept}exit {}", ended.code.unwrap())
}

macro_rules! assert_complaints {
    ($both:expr, $koppel:expr) => {{
        let complaints = complaints(&examined(&$both, &$koppel, &[]));
        insta::with_settings!({filters => FILTERS}, {
            insta::assert_snapshot!(complaints);
        });
    }};
}

const FILTERS: [(&str, &str); 4] = [
    (r"\(request [0-9a-f]{32}\)", "(request ID)"),
    (r"org 00o\w{17}", "org ID"),
    (r"127\.0\.0\.1:\d+", "127.0.0.1:PORT"),
    // A machine that is busy takes seconds for an answer.
    (
        r"This machine's clock (agrees with the servers'|is \d+ seconds ahead of \w+'s)",
        "[the clock is right]",
    ),
];

#[test]
fn all_is_well() {
    let both = both();
    let mut koppel = ready(&both);
    let ended = examined(&both, &koppel, &[]);
    insta::with_settings!({filters => FILTERS}, {
        insta::assert_snapshot!(ended.whole());
    });
    // A narrow terminal breaks lines and cuts nothing that could be copied.
    let narrow = examined(&both, koppel.set("COLUMNS", "50"), &[]);
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(words(&narrow.stdout), words(&ended.stdout));
}

#[test]
fn the_document_fits_its_schema_and_names_the_exit_code() {
    let both = both();
    let mut koppel = ready(&both);
    let document = |koppel: &Koppel| {
        let ended = examined(&both, koppel, &["--format", "json"]);
        let document: Value = serde_json::from_str(&ended.stdout).unwrap();
        assert_valid(DOCTOR, &document);
        assert_eq!(document["exit"], ended.code.unwrap());
        document
    };
    let good = document(&koppel);
    assert_eq!(good["exit"], 0);
    koppel.set("KOPPEL_OKTA_TOKEN", "00nobodysToken");
    let bad = document(&koppel);
    let codes: Vec<&str> = bad["checks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["code"].as_str().unwrap())
        .collect();
    assert!(
        codes.contains(&"token_failed") && codes.contains(&"skipped"),
        "{codes:?}"
    );
}

#[test]
fn a_rejected_token_skips_what_needs_it_and_nothing_else() {
    let both = both();
    let mut koppel = ready(&both);
    koppel.set("KOPPEL_OKTA_TOKEN", "00nobodysToken");
    assert_complaints!(both, koppel);
}

#[test]
fn rejected_credentials_of_personio() {
    let both = both();
    let mut koppel = ready(&both);
    koppel.set("KOPPEL_PERSONIO_CLIENT_SECRET", "papi-nobodysSecret");
    assert_complaints!(both, koppel);
}

#[test]
fn nobody_at_the_address_and_no_tls_are_told_apart() {
    let both = both();
    let mut koppel = ready(&both);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let tls = both.simulator.url().replace("http:", "https:");
    koppel
        .set("KOPPEL_OKTA__URL", &closed)
        .set("KOPPEL_PERSONIO__URL", &tls);
    assert_complaints!(both, koppel);
}

#[test]
fn wrong_settings_are_all_named_and_everything_else_is_skipped() {
    let both = both();
    let mut koppel = ready(&both);
    koppel
        .set("KOPPEL_OKTA__URL", "https://acme-admin.okta.com")
        .set("KOPPEL_SAFETY__MAX_CREATIONS", "many");
    assert_complaints!(both, koppel);
}

#[test]
fn a_missing_secret_leaves_the_address_to_be_looked_at() {
    let both = both();
    let mut koppel = ready(&both);
    koppel
        .unset("KOPPEL_OKTA_TOKEN")
        .unset("KOPPEL_PERSONIO_CLIENT_ID");
    let ended = examined(&both, &koppel, &[]);
    assert!(
        ended
            .stdout
            .contains("+ ok      127.0.0.1 answers: a simulator on this machine"),
        "{}",
        ended.stdout
    );
    assert_complaints!(both, koppel);
}

#[test]
fn r4_hidden_attributes_are_named_with_their_use_ready_to_be_sent_to_hr() {
    let both = both();
    both.simulator.company(|company| {
        for key in ["hire_date", "department", "first_name"] {
            company.personio.set_readable(key, false);
        }
    });
    assert_complaints!(both, ready(&both));
}

#[test]
fn what_the_credentials_show_beyond_need_is_named_and_pay_loudest() {
    let both = both();
    both.simulator.company(|company| {
        company.personio.set_readable("fix_salary", true);
        company.personio.set_readable("work_schedule", true);
    });
    let ended = examined(&both, &ready(&both), &[]);
    assert_eq!(ended.code, Some(0));
    for says in [
        "i note    The credentials also show what koppel never asks for: fix_salary \"Fixed salary\"\n",
        "+ ok      Readable and not needed, so never asked for: work_schedule \"Work schedule\"\n",
    ] {
        assert!(ended.stdout.contains(says), "{}", ended.stdout);
    }
}

#[test]
fn u6_a_mapping_that_cannot_work_is_named_with_the_reason() {
    let both = both();
    both.simulator.company(|company| {
        let schema = &mut company.okta.schema;
        schema.custom = vec![
            Property::new("short", "Short", Kind::String).max_length(5),
            Property::new("flag", "Flag", Kind::Boolean),
            Property::new("sealed", "Sealed", Kind::String).read_only(),
            Property::new("badge", "Badge", Kind::String).required(),
        ];
    });
    let mut koppel = ready(&both);
    koppel.set(
        "KOPPEL_MAPPING",
        r#"[{ personio = "department", okta = "departmnt" }, { personio = "last_name", okta = "short" },
            { personio = "email", okta = "flag" }, { personio = "first_name", okta = "sealed" },
            { personio = "hire_date", okta = "costCenter" }]"#
            .replace('\n', " ")
            .as_str(),
    );
    assert_complaints!(both, koppel);
    both.simulator.company(|company| {
        company.personio.change(12, |employee| {
            employee
                .values
                .insert("last_name".to_owned(), "Nowakowski".into())
        });
    });
    let ended = examined(&both, &koppel, &[]);
    assert!(
        ended
            .stdout
            .contains("i note    last_name → short: 1 person of 2 looked at would get no value"),
        "{}",
        ended.stdout
    );
}

#[test]
fn l12_who_may_edit_an_own_email_or_number_is_a_problem_where_it_links() {
    let both = both();
    both.simulator.company(|company| {
        for property in &mut company.okta.schema.base {
            if property.name == "email" {
                property.user_may = UserMay::Write;
            }
        }
    });
    let mut koppel = ready(&both);
    let ended = examined(&both, &koppel, &[]);
    assert!(
        ended
            .stdout
            .contains("i note    Users may edit their e-mail themselves"),
        "{}",
        ended.stdout
    );
    assert_eq!(ended.code, Some(0));
    both.simulator.company(|company| {
        for property in &mut company.okta.schema.base {
            if property.name == "employeeNumber" {
                property.user_may = UserMay::Write;
            }
        }
    });
    koppel.set("KOPPEL_LINK__AUTO", "true");
    assert_complaints!(both, koppel);
}

#[test]
fn r6_a_clock_that_is_off() {
    let both = both();
    let koppel = ready(&both);
    both.simulator
        .set_clock(Clock::Shifted(SignedDuration::from_mins(-30)));
    let ended = examined(&both, &koppel, &[]);
    assert!(
        ended
            .stdout
            .contains("i note    This machine's clock is 30 minutes ahead of "),
        "{}",
        ended.stdout
    );
    assert_eq!(ended.code, Some(0));
    both.simulator
        .set_clock(Clock::Shifted(SignedDuration::from_hours(3)));
    let ended = examined(&both, &koppel, &[]);
    assert!(
        ended.stdout.contains("! problem This machine's clock is "),
        "{}",
        ended.stdout
    );
    assert!(ended.stdout.contains(" behind "), "{}", ended.stdout);
    assert_eq!(ended.code, Some(1));
}

#[test]
fn r2_nobody_in_personio_is_a_problem_of_the_credentials() {
    let both = Both::of(Company::empty());
    assert_complaints!(both, ready(&both));
}

#[test]
fn a_token_of_an_employee_is_worth_a_word() {
    let both = both();
    both.simulator.company(|company| {
        let owner = company.okta.token_owner.clone();
        company
            .okta
            .change(&owner, |profile| *profile = profile.clone().number("12"));
    });
    let ended = examined(&both, &ready(&both), &[]);
    assert!(
        ended
            .stdout
            .contains("an employee (Personio ID 12): the token ends when they leave"),
        "{}",
        ended.stdout
    );
    assert_eq!(ended.code, Some(0));
}

#[test]
fn a_state_folder_that_cannot_be_used() {
    let both = both();
    let mut koppel = ready(&both);
    let file = koppel.path("file");
    fs::write(&file, "").unwrap();
    koppel.set("KOPPEL_STATE_DIR", &format!("{file}/state"));
    assert_complaints!(both, koppel);
}

#[cfg(unix)]
#[test]
fn a_state_that_others_may_read_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let both = both();
    let koppel = ready(&both);
    fs::write(koppel.path("state/state.db"), "").unwrap();
    for (path, mode) in [("state", 0o755), ("state/state.db", 0o644)] {
        fs::set_permissions(koppel.path(path), fs::Permissions::from_mode(mode)).unwrap();
    }
    let ended = examined(&both, &koppel, &[]);
    for says in [
        "i note    Other users of this machine may look into the state folder FOLDER/state (mode 0755)",
        "i note    Other users of this machine may read in FOLDER/state: state.db",
    ] {
        assert!(ended.stdout.contains(says), "{}", ended.stdout);
    }
}

#[test]
fn headless_names_what_only_this_shell_has() {
    let both = both();
    let mut koppel = ready(&both);
    fs::write(koppel.path("token"), both.simulator.okta_token()).unwrap();
    koppel
        .unset("KOPPEL_OKTA_TOKEN")
        .set("KOPPEL_OKTA_TOKEN_FILE", &format!("{}/token", "."))
        .unset("KOPPEL_CONFIG_DIR")
        .set("HTTPS_PROXY", "http://127.0.0.1:1");
    #[cfg(unix)]
    fs::set_permissions(
        koppel.path("token"),
        std::os::unix::fs::PermissionsExt::from_mode(0o600),
    )
    .unwrap();
    let ended = examined(&both, &koppel, &["--headless", "--log", "koppel.log"]);
    let machine = ended.stdout.split_once("= THIS MACHINE\n").unwrap().1;
    assert_eq!(ended.code, Some(2), "{}", ended.stdout);
    insta::with_settings!({filters => FILTERS}, {
        insta::assert_snapshot!(machine);
    });
}

#[test]
fn headless_is_content_with_whole_paths_and_a_file() {
    let both = both();
    let mut koppel = ready(&both);
    let url = both.simulator.url();
    koppel.file(&format!(
        "[okta]\nurl = \"{url}\"\n[personio]\nurl = \"{url}\"\n[login]\nstart.attribute = \"first_name\"\n\
         domain = \"acme.example\"\nbilling_country = \"DE\"\n[activation]\nsend_email = false\n\
         time_zone = \"Europe/Berlin\"\n[[mapping]]\npersonio = \"department\"\nokta = \"department\"\n"
    ));
    let values: Vec<(String, String)> = koppel.variables.clone().into_iter().collect();
    for (name, value) in values {
        if name.starts_with("KOPPEL_") && name != "KOPPEL_CONFIG_DIR" && name != "KOPPEL_STATE_DIR" {
            koppel.unset(&name);
        }
        if name.contains("TOKEN") || name.contains("CLIENT") {
            let path = koppel.path(&name);
            fs::write(&path, value).unwrap();
            koppel.set(&format!("{name}_FILE"), &path);
        }
    }
    let ended = examined(&both, &koppel, &["--headless"]);
    assert_eq!(ended.code, Some(0), "{}", ended.stdout);
    assert!(
        ended.stdout.contains(
            "Not there for cron or a service unless the unit sets them: KOPPEL_CONFIG_DIR, KOPPEL_OKTA_TOKEN_FILE, \
             KOPPEL_PERSONIO_CLIENT_ID_FILE, KOPPEL_PERSONIO_CLIENT_SECRET_FILE, KOPPEL_STATE_DIR\n"
        ),
        "{}",
        ended.stdout
    );
    assert!(!ended.stdout.contains("is in this shell's"), "{}", ended.stdout);
}

#[test]
fn nothing_set_up_is_said_with_what_to_do() {
    let ended = Koppel::bare().unset("COLUMNS").run(&["doctor"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.stdout.contains("Nothing is set up yet"), "{}", ended.stdout);
    assert!(
        ended.stdout.contains("or try koppel simulate"),
        "{}",
        ended.stdout
    );
}
