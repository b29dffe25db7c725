//! The link report.

use crate::schema::{LINKS, assert_valid};
use crate::world::{World, id, okta};
use crate::{assert_fits, screen};
use koppel::core::employee::EmployeeStatus;
use koppel::core::link::{
    Conflict, ConflictKind, EmployeeStanding, LinkReport, Pair, PairBy, PairKind, PairRemark, ProfileStanding,
};
use koppel::core::policy::Condition;
use koppel::core::profile::ProfileStatus;
use koppel::core::state::{Aside, AsideKind, Review};
use koppel::core::suggest::{Reason, Strength, Suggestion, suggest};
use koppel::core::value::{Text, Value};
use koppel::report::{Format, Links, Screen};
use serde_json::{Value as Json, json};

/// Somebody of each kind that a report can name.
fn world() -> World {
    let mut world = World::new();
    world.state.review = Review::Open;
    world.linked(1, "00u01", "Anna", "Weiß");
    world.hire(2, "Bela", "Øverås");
    world.account("00u02", "Bela", "Øverås");
    // Found by number, and left since.
    world.linked(3, "00u03", "Cem", "Yıldız");
    world.state.past.confirmed_links.remove(&(okta("00u03"), id(3)));
    world.profile("00u03").email = Some(Text::const_new("other@example.com"));
    world.employee(3).status = EmployeeStatus::Inactive;
    // One e-mail, two profiles.
    world.hire(4, "Dana", "Zwei");
    world.account("00u04", "Dana", "Zwei");
    world.account("00u05", "Dana", "Zwei").login = Text::const_new("dana2@example.com");
    // Nobody on the other side, with and without a suggestion.
    world.account("00u06", "王", "小明");
    let profile = world.account("00u07", "Eva", "Lang");
    profile.email = Some(Text::const_new("=cmd|'/c calc'!A1"));
    world.hire(8, "Eva", "Lang").email = Value::text("eva.new@example.com");
    world.hire(9, "Fred\u{1b}[2J\u{202e}", "O'Neill");
    // Aside, gone, former, excluded, out of scope, rejected.
    world.linked(10, "00u10", "Svc", "Backup");
    let aside = Aside {
        kind: AsideKind::Second(Some(id(1))),
        note: "admin of\nthe backup".to_owned(),
    };
    world.state.decisions.aside.insert(okta("00u10"), aside);
    world.account("00u11", "Gone", "Person").number = Some(Text::const_new("999"));
    world.state.past.known_employees.insert(id(999));
    world.account("00u12", "Former", "Account").status = ProfileStatus::Deprovisioned;
    world.hire(13, "Hidden", "Person");
    world.state.decisions.excluded.insert(id(13));
    world.hire(14, "Ida", "Extern");
    world.says(14, "department", Value::text("Extern"));
    world.policy.scope.exclude.push(Condition {
        attribute: Text::const_new("department"),
        is: vec![Text::const_new("extern")],
    });
    world.state.decisions.rejected.insert((okta("00u07"), id(9)));
    world
}

fn written(world: &World, format: Format, screen: Screen, only_undecided: bool) -> String {
    let report = world.links();
    let suggestions = suggest(&world.snapshot, &world.state, &report);
    let links = Links {
        snapshot: &world.snapshot,
        state: &world.state,
        report: &report,
        suggestions: &suggestions,
        only_undecided,
    };
    let mut out = Vec::new();
    links.write(&mut out, format, screen).unwrap();
    String::from_utf8(out).unwrap()
}

fn document(world: &World, only_undecided: bool) -> Json {
    let document = serde_json::from_str(&written(world, Format::Json, screen(80), only_undecided)).unwrap();
    assert_valid(LINKS, &document);
    document
}

#[test]
fn the_table_fits_every_width() {
    let world = world();
    for width in [40, 80, 160] {
        let text = written(&world, Format::Table, screen(width), false);
        assert_fits(&text, width);
        insta::assert_snapshot!(format!("links_{width}"), text);
    }
}

#[test]
fn colour_adds_nothing_but_colour() {
    let world = world();
    let plain = written(&world, Format::Table, screen(80), false);
    let color = Screen {
        color: true,
        ..screen(80)
    };
    let painted = written(&world, Format::Table, color, false);
    assert!(
        painted.contains("\u{1b}[1;33m! CONFLICT 1\u{1b}[0m"),
        "{painted:?}"
    );
    let mut bare = painted;
    for code in [
        "\u{1b}[1;31m",
        "\u{1b}[1;32m",
        "\u{1b}[1;33m",
        "\u{1b}[1m",
        "\u{1b}[0m",
    ] {
        bare = bare.replace(code, "");
    }
    assert_eq!(bare, plain);
}

#[test]
fn the_document_holds_everybody_once() {
    let world = world();
    let document = document(&world, false);
    let count = |list: &str| document[list].as_array().unwrap().len();
    let lists = [
        "matches",
        "conflicts",
        "unmatched_profiles",
        "unmatched_employees",
        "stray_ids",
        "ignored_profiles",
        "ignored_employees",
        "rejected",
    ];
    assert_eq!(lists.map(count), [3, 1, 3, 2, 1, 1, 2, 1]);
    assert_eq!(document["review"], "open");
    assert_eq!(document["matches"][1]["kind"], "to_link");
    assert_eq!(document["conflicts"][0]["kind"], "same_email");
    assert_eq!(
        document["unmatched_profiles"][0]["profile"]["login"],
        "eva.lang@example.com"
    );
    let best = &document["unmatched_profiles"][0]["candidates"][0];
    assert_eq!(
        best,
        &json!({"employee_id": 8, "score": 1.0, "strength": "strong", "former": false, "reasons": ["same_name", "created_when_hired"]})
    );
    assert_eq!(document["ignored_profiles"][0]["owner"], 1);
    assert_eq!(document["ignored_profiles"][0]["employee"]["id"], 10);
    insta::assert_snapshot!("links_json", serde_json::to_string_pretty(&document).unwrap());
}

#[test]
fn only_the_undecided_are_named_where_they_alone_are_asked_for() {
    let world = world();
    let document = document(&world, true);
    assert_eq!(document["only"], "unmatched");
    assert_eq!(
        document["unmatched_profiles"].as_array().unwrap().len(),
        2,
        "no former account"
    );
    assert_eq!(document["matches"], json!([]));
    insta::assert_snapshot!(
        "links_undecided_80",
        written(&world, Format::Table, screen(80), true)
    );
}

#[test]
fn l11_the_worklist_never_fills_in_a_suggestion() {
    let text = written(&world(), Format::Csv, screen(80), true);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(
        reader.headers().unwrap().iter().take(2).collect::<Vec<_>>(),
        ["okta", "employee_id"]
    );
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let firsts: Vec<(&str, &str)> = rows.iter().map(|row| (&row[0], &row[1])).collect();
    assert_eq!(firsts, [("00u07", ""), ("00u06", "")]);
    assert_eq!(&rows[0][13], "8 strong 1.00");
}

#[test]
fn csv_cells_are_safe_and_only_pairs_pair() {
    let text = written(&world(), Format::Csv, screen(80), false);
    insta::assert_snapshot!("links_csv", text);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    for row in reader.records().map(Result::unwrap) {
        assert!(
            row.iter()
                .all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n'])),
            "{row:?}"
        );
        let is_pair = matches!(&row[2], "linked" | "to_link");
        assert_eq!(!row[0].is_empty() && !row[1].is_empty(), is_pair, "{row:?}");
    }
}

const REASONS: [Reason; 31] = [
    Reason::SameName,
    Reason::SwappedName,
    Reason::OtherSpelling,
    Reason::SameLastName,
    Reason::LastNameInPart,
    Reason::SimilarLastName,
    Reason::SameFirstName,
    Reason::FirstNameInPart,
    Reason::ShortFirstName,
    Reason::SimilarFirstName,
    Reason::SameInitial,
    Reason::SameMailbox,
    Reason::MailboxOfName,
    Reason::MailboxOfNameInPart,
    Reason::MailboxOfInitials,
    Reason::SameDepartment,
    Reason::SimilarDepartment,
    Reason::SamePosition,
    Reason::SimilarPosition,
    Reason::SameOffice,
    Reason::SimilarOffice,
    Reason::SameManager,
    Reason::CreatedWhenHired,
    Reason::LastNameDiffers,
    Reason::FirstNameDiffers,
    Reason::DepartmentDiffers,
    Reason::PositionDiffers,
    Reason::OfficeDiffers,
    Reason::CreatedBeforeHired,
    Reason::EmployeeLeft,
    Reason::EmployeeTaken,
];

/// A report that says everything that a report can say of pairs, conflicts, suggestions and profiles set aside.
#[test]
fn every_code_of_a_report_stands_in_its_schema_and_has_words() {
    let mut world = World::new();
    world.linked(1, "00u01", "Anna", "Weiß");
    let kinds = [
        AsideKind::Service,
        AsideKind::Shared,
        AsideKind::Room,
        AsideKind::External,
        AsideKind::Second(None),
        AsideKind::Other,
        AsideKind::Settings,
    ];
    for number in 0..kinds.len() {
        world.account(&format!("00u1{number}"), "Set", "Aside");
    }
    let remarks = vec![
        PairRemark::FoundNumber,
        PairRemark::EmailDiffers,
        PairRemark::NameDiffers,
        PairRemark::NumberElsewhere,
        PairRemark::Overwrites,
        PairRemark::Moves,
        PairRemark::EmployeeLeft,
        PairRemark::ProfileDeactivated,
    ];
    let pair = |kind, by| Pair {
        profile: 0,
        employee: 0,
        kind,
        by,
        remarks: remarks.clone(),
    };
    let conflicts = [
        ConflictKind::SameEmail,
        ConflictKind::PersonDisagrees,
        ConflictKind::NumberDisagrees,
        ConflictKind::ForeignNumber,
        ConflictKind::NumberTwice,
    ];
    let mut profiles = vec![ProfileStanding::Unmatched];
    profiles.extend(kinds.map(|kind| {
        ProfileStanding::Aside(Aside {
            kind,
            note: String::new(),
        })
    }));
    let report = LinkReport {
        employees: vec![EmployeeStanding::Unmatched],
        profiles,
        pairs: vec![
            pair(PairKind::Linked, PairBy::Number),
            pair(PairKind::ToLink, PairBy::Email),
            pair(PairKind::ToLink, PairBy::Hand),
        ],
        conflicts: conflicts
            .map(|kind| Conflict {
                kind,
                profiles: vec![0],
                employees: vec![0],
            })
            .into(),
    };
    let suggestion = |strength| Suggestion {
        employee: id(1),
        score: 0.5,
        strength,
        reasons: REASONS.into(),
        has_left: true,
        is_taken: true,
    };
    let strengths = [
        Strength::Strong,
        Strength::Likely,
        Strength::Weak,
        Strength::TwoAlike,
    ];
    let links = Links {
        snapshot: &world.snapshot,
        state: &world.state,
        report: &report,
        suggestions: &[(0, strengths.map(suggestion).into())],
        only_undecided: false,
    };
    let write = |format| {
        let mut out = Vec::new();
        links.write(&mut out, format, screen(160)).unwrap();
        String::from_utf8(out).unwrap()
    };
    assert_valid(LINKS, &serde_json::from_str(&write(Format::Json)).unwrap());
    insta::assert_snapshot!("every_code_of_a_report", write(Format::Table));
}

#[test]
fn an_empty_company_is_said_so() {
    insta::assert_snapshot!(
        "links_empty",
        written(&World::new(), Format::Table, screen(80), false)
    );
}
