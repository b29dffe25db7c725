//! `links` and `plan` against the simulator.

use crate::program::{Both, Koppel};
use crate::schema::{LINKS, PLAN, assert_valid};
use koppel::sim::Company;
use koppel::sim::okta::Profile;
use koppel::sim::personio::Employee;
use koppel::store::SavedPlan;
use serde_json::Value;
use std::path::PathBuf;

/// Somebody to link, somebody linked whose department moved, a leaver, a newcomer, and an account of nobody.
pub fn small() -> Company {
    let employee = |id, first: &str, last: &str| {
        let email = format!("{first}.{last}@acme.example").to_lowercase();
        Employee::new(id, first, last).email(&email).department("Sales")
    };
    let profile = |id: &str, first: &str, last: &str| {
        let email = format!("{first}.{last}@acme.example").to_lowercase();
        Profile::new(&email).id(id).name(first, last).email(&email)
    };
    Company::empty()
        .employee(employee(11, "Anna", "Weiss"))
        .employee(employee(12, "Bela", "Øverås"))
        .employee(employee(13, "Cem", "Yildiz").status("inactive"))
        .employee(employee(14, "Dana", "Novak"))
        .profile(profile("00u00000000000000011", "Anna", "Weiss"))
        .profile(
            profile("00u00000000000000012", "Bela", "Øverås")
                .number("12")
                .with("department", "Vertrieb"),
        )
        .profile(profile("00u00000000000000013", "Cem", "Yildiz").number("13"))
        .profile(profile("00u00000000000000015", "Raum", "Zürich"))
}

fn made_up(employees: usize, seed: u64) -> Both {
    Both::of(Company::made_up(employees, seed, jiff::civil::date(2026, 3, 2)))
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn links_and_plan_of_a_small_company() {
    let both = Both::of(small());
    let koppel = both.koppel();
    insta::assert_snapshot!("small_links", koppel.run(&["links"]).whole());
    insta::assert_snapshot!("small_plan", koppel.run(&["plan"]).whole());
    insta::assert_snapshot!(
        "small_undecided",
        koppel.run(&["links", "--unmatched", "--format", "csv"]).whole()
    );
}

#[test]
fn documents_of_made_up_companies_keep_to_their_schemas() {
    for seed in 1..=3 {
        let both = made_up(120, seed);
        let koppel = both.koppel();
        let links = koppel.run(&["links", "--format", "json"]);
        assert_eq!(
            (links.code, links.stderr.as_str()),
            (Some(0), ""),
            "{}",
            links.stderr
        );
        assert_valid(LINKS, &json(&links.stdout));
        let plan = koppel.run(&["plan", "--format", "json"]);
        assert!(matches!(plan.code, Some(0 | 4)), "{}", plan.stderr);
        let plan = json(&plan.stdout);
        assert_valid(PLAN, &plan);
        assert!(plan["actions"].as_array().unwrap().len() > 20);
    }
}

#[test]
fn tables_fit_the_columns_that_are_told() {
    let both = made_up(120, 1);
    let mut koppel = both.koppel();
    for columns in ["40", "80", "160"] {
        koppel.set("COLUMNS", columns);
        for command in ["links", "plan"] {
            let ended = koppel.run(&[command]);
            let most: usize = columns.parse().unwrap();
            for line in ended.stdout.lines() {
                let cells = unicode_width::UnicodeWidthStr::width(line);
                assert!(cells <= most, "{command}: {cells} of {most} cells: {line:?}");
                assert!(!line.chars().any(char::is_control), "{line:?}");
            }
        }
    }
}

#[test]
fn every_row_of_csv_has_all_columns() {
    let both = made_up(120, 2);
    let koppel = both.koppel();
    for arguments in [["links", "--format", "csv"], ["plan", "--format", "csv"]] {
        let text = koppel.run(&arguments).stdout;
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        assert!(reader.records().map(Result::unwrap).count() > 100);
    }
}

#[test]
fn nothing_is_written_by_looking() {
    let both = made_up(60, 1);
    let koppel = both.koppel();
    for arguments in [
        vec!["links"],
        vec!["links", "--unmatched", "--format", "csv"],
        vec!["plan"],
        vec![
            "plan",
            "--format",
            "json",
            "--out",
            "plan.json",
            "--detailed-exitcode",
        ],
        vec!["plan", "--read-only"],
        vec!["config", "show"],
    ] {
        koppel.run(&arguments);
    }
    let ledger = both.simulator.ledger();
    assert!(ledger.len() > 20, "{}", ledger.len());
    let beyond_looking: Vec<_> = ledger
        .iter()
        .filter(|received| received.method != "GET" && received.path != "/v1/auth")
        .collect();
    assert!(beyond_looking.is_empty(), "{beyond_looking:?}");
    assert!(ledger.iter().all(|received| !received.is_write()));
}

#[test]
fn the_exit_code_tells_of_changes_only_where_it_is_asked_to() {
    let both = Both::of(small());
    let koppel = both.koppel();
    assert_eq!(koppel.run(&["plan"]).code, Some(0));
    assert_eq!(koppel.run(&["plan", "--detailed-exitcode"]).code, Some(3));
    let empty = Both::of(Company::empty());
    assert_eq!(empty.koppel().run(&["plan", "--detailed-exitcode"]).code, Some(0));
}

#[test]
fn g1_an_exceeded_limit_beats_the_changes() {
    let both = Both::of(small());
    let mut koppel = both.koppel();
    koppel.set("KOPPEL_SAFETY__MAX_UNPLANNED", "0");
    let ended = koppel.run(&["plan", "--detailed-exitcode"]);
    insta::assert_snapshot!(ended.whole());
    assert_eq!(ended.code, Some(4));
}

#[test]
fn r2_an_empty_personio_stops_the_plan_and_is_said_below_the_links() {
    let mut company = small();
    for id in 11..=14 {
        company.personio.remove(id);
    }
    let both = Both::of(company);
    let koppel = both.koppel();
    let plan = koppel.run(&["plan", "--format", "json", "--out", "plan.json"]);
    assert_eq!((plan.code, plan.stdout.as_str()), (Some(4), ""));
    assert!(
        plan.stderr.starts_with("Personio named nobody.\n"),
        "{}",
        plan.stderr
    );
    assert!(!PathBuf::from(koppel.path("plan.json")).exists());
    let links = koppel.run(&["links"]);
    assert_eq!((links.code, links.stderr), (Some(4), plan.stderr));
    assert!(links.stdout.contains("UNDECIDED"), "{}", links.stdout);
}

#[test]
fn a8_the_plan_is_kept_for_later() {
    let both = Both::of(small());
    let koppel = both.koppel();
    let ended = koppel.run(&["plan", "--format", "json", "--out", "plan.json"]);
    assert_eq!(
        (ended.code, ended.stderr.as_str()),
        (Some(0), "The plan is kept in plan.json.\n")
    );
    let printed = json(&ended.stdout);
    let saved = SavedPlan::read(&PathBuf::from(koppel.path("plan.json"))).unwrap();
    assert_eq!(printed["org"], saved.org);
    assert_eq!(
        printed["actions"].as_array().unwrap().len(),
        saved.plan.actions.len()
    );
    let missing = koppel.run(&["plan", "-q", "--out", "no/such/plan.json"]);
    assert_eq!(missing.code, Some(1));
    assert!(
        missing.stderr.starts_with("The plan could not be kept.\n"),
        "{}",
        missing.stderr
    );
}

#[test]
fn colour_is_for_terminals_unless_it_is_asked_for() {
    let both = Both::of(small());
    let mut koppel = both.koppel();
    let is_painted = |koppel: &Koppel, arguments: &[&str]| koppel.run(arguments).stdout.contains('\u{1b}');
    assert!(!is_painted(&koppel, &["links"]));
    assert!(is_painted(&koppel, &["links", "--color", "always"]));
    koppel.set("NO_COLOR", "1");
    assert!(!is_painted(&koppel, &["links"]));
}

#[test]
fn a_log_holds_ids_and_neither_people_nor_secrets() {
    let both = Both::of(small());
    let koppel = both.koppel();
    let ended = koppel.run(&["plan", "-vv", "--log", "log.txt"]);
    let log = std::fs::read_to_string(koppel.path("log.txt")).unwrap();
    assert!(log.contains("read completely"), "{log}");
    for told in [&log, &ended.stderr] {
        for word in [
            "Anna",
            "Weiss",
            "acme.example",
            "Sales",
            &both.simulator.okta_token(),
            "papi-",
        ] {
            assert!(!told.contains(word), "{word}: {told}");
        }
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(koppel.path("log.txt"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
