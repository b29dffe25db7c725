//! The plan.

use crate::schema::{PLAN, assert_valid};
use crate::world::{TODAY, World, id, okta};
use crate::{assert_fits, screen};
use jiff::ToSpan;
use koppel::core::employee::{Day, EmployeeStatus};
use koppel::core::plan::{Action, ActionKind, Plan, Summary};
use koppel::core::policy::Limit;
use koppel::core::state::{PersonHold, Review};
use koppel::core::value::{Text, Value};
use koppel::core::{EmployeeId, OktaId};
use koppel::report::{Format, PlanView, Screen, verb, words};

/// A bit of everything that a plan has.
fn world() -> World {
    let mut world = World::new();
    for number in 1..=6 {
        world.linked(
            number,
            &format!("00u{number:02}"),
            "Person",
            &format!("Nr{number}"),
        );
        world.says(number, "department", Value::text("Sales"));
        world.holds(&format!("00u{number:02}"), "department", Value::text("Vertrieb"));
    }
    // One of them changes in more than the others do.
    world.says(2, "position", Value::text("Head of Sales and Marketing"));
    world.linked(20, "00u20", "Günter", "Groß");
    world.employee(20).status = EmployeeStatus::Inactive;
    world.linked(21, "00u21", "Zoë", "Krämer");
    world.employee(21).termination_date = Day::On(TODAY + 12.days());
    world.hire(30, "Jörg", "Müller");
    world.account("00u30", "Jörg", "Müller");
    world.newcomer(40, "Łukasz", "Øverås");
    world.newcomer(41, "王", "小明");
    world.newcomer(42, "Later", "Starter").hire_date = Day::On(TODAY + 1.day());
    world.newcomer(43, "Held", "Back");
    let hold = PersonHold {
        kind: None,
        note: "contract not signed\u{7}".to_owned(),
        until: None,
    };
    world.state.decisions.held.insert(id(43), vec![hold]);
    world.newcomer(44, "No", "Mail").email = Value::Empty;
    world.account("00u50", "Gone", "Person").number = Some(Text::const_new("999"));
    world.state.past.known_employees.insert(id(999));
    world.state.past.links.insert(okta("00u50"), id(999));
    world
}

fn written(world: &World, plan: &Plan, format: Format, screen: Screen) -> String {
    let mut out = Vec::new();
    PlanView::new(&world.snapshot, plan)
        .write(&mut out, format, screen)
        .unwrap();
    String::from_utf8(out).unwrap()
}

fn document(world: &World) -> serde_json::Value {
    let text = written(world, &world.plan(), Format::Json, screen(80));
    let document = serde_json::from_str(&text).unwrap();
    assert_valid(PLAN, &document);
    document
}

#[test]
fn the_table_fits_every_width() {
    let world = world();
    for width in [40, 80, 160] {
        let text = written(&world, &world.plan(), Format::Table, screen(width));
        assert_fits(&text, width);
        insta::assert_snapshot!(format!("plan_{width}"), text);
    }
}

#[test]
fn the_document_and_the_rows_say_the_same() {
    let world = world();
    let document = document(&world);
    insta::assert_snapshot!("plan_json", serde_json::to_string_pretty(&document).unwrap());
    let rows = written(&world, &world.plan(), Format::Csv, screen(80));
    insta::assert_snapshot!("plan_csv", rows);
    let mut reader = csv::Reader::from_reader(rows.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let changes: usize = document["actions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|action| action["changes"].as_array().unwrap().len().max(1))
        .sum();
    let actions = rows
        .iter()
        .filter(|row| matches!(&row[0], "action" | "waits"))
        .count();
    assert_eq!(actions, changes);
}

#[test]
fn g1_an_exceeded_limit_is_said_first_with_everyone_concerned() {
    let mut world = world();
    world.policy.limits.unannounced = Limit::Count(0);
    let document = document(&world);
    assert_eq!(document["limit_exceeded"], true);
    assert_eq!(document["limits"][0]["limit"], "unplanned");
    let text = written(&world, &world.plan(), Format::Table, screen(80));
    let concerned = text.find("20  Günter Groß").unwrap();
    assert!(concerned < text.find("DEACTIVATE").unwrap(), "{text}");
    assert!(text.contains("Stopped by a limit: 1 to deactivate"), "{text}");
}

#[test]
fn p2_an_open_review_is_the_reason_that_is_told() {
    let mut world = world();
    world.state.review = Review::Open;
    let document = document(&world);
    assert_eq!(document["review"], "open");
    let text = written(&world, &world.plan(), Format::Table, screen(100));
    assert!(
        text.contains("create: you have not closed the link review yet"),
        "{text}"
    );
}

#[test]
fn nothing_to_do_is_said_so() {
    let world = World::new();
    let text = written(&world, &world.plan(), Format::Table, screen(80));
    assert_eq!(
        text,
        "Nothing to do; 0 wait for you, 0 skipped. Nothing was written.\n"
    );
}

/// Where each name first stands; what is not there comes last, and is never in order with what follows.
fn order_in(text: &str, names: &[&str]) -> Vec<usize> {
    names
        .iter()
        .map(|name| text.find(name).unwrap_or(usize::MAX))
        .collect()
}

#[test]
fn g1_tables_documents_and_sums_show_what_is_most_dangerous_first() {
    let kinds = ActionKind::BY_DANGER;
    let world = World::new();
    let action = |(number, kind): (u64, ActionKind)| Action {
        kind,
        employee: Some(EmployeeId(number)),
        profile: Some(OktaId::new(format!("00u{number}"))),
        login: Text::from("x"),
        name: "X".to_owned(),
        changes: Vec::new(),
        activation: None,
        announced: false,
        awaited_by: Vec::new(),
        held: None,
    };
    // In the order of the calls, which is another.
    let mut by_call = kinds;
    by_call.sort_unstable();
    let mut plan = Plan {
        actions: (1..).zip(by_call).map(action).collect(),
        ..Plan::default()
    };
    plan.summary = Summary {
        unlink: 1,
        deactivate: 1,
        reactivate: 1,
        link: 1,
        update: 1,
        provision: 1,
        activate: 1,
        held: 0,
        skipped: 0,
    };
    let snapshot = &world.snapshot;
    let view = PlanView::new(snapshot, &plan);
    let text = |format| {
        let mut out = Vec::new();
        view.write(&mut out, format, Screen::default()).unwrap();
        String::from_utf8(out).unwrap()
    };
    let table = text(Format::Table);
    let sections: Vec<String> = kinds
        .map(|kind| format!("{} {} 1", words::sign(kind), verb(kind).to_uppercase()))
        .to_vec();
    let sections: Vec<&str> = sections.iter().map(String::as_str).collect();
    assert!(order_in(&table, &sections).is_sorted(), "{table}");
    let sums = kinds.map(|kind| format!("1 to {}", verb(kind)));
    assert!(
        order_in(&table, &sums.each_ref().map(String::as_str)).is_sorted(),
        "{table}"
    );
    let json = text(Format::Json);
    let (_, summary) = json.split_once("\"summary\"").unwrap();
    let keys = [
        "deactivate",
        "unlink",
        "reactivate",
        "create",
        "update",
        "activate",
        "link",
        "held",
    ];
    assert!(
        order_in(
            summary,
            &keys
                .map(|key| format!("\"{key}\""))
                .each_ref()
                .map(String::as_str)
        )
        .is_sorted()
    );
}
