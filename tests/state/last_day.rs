//! Rule G1: what unattended runs of the last 24 hours applied counts for the next.

use super::book::{Book, action, applied, change, instant, planned, refused, sync, unknown};
use koppel::core::plan::{Action, ActionKind};
use koppel::core::state::LastDay;
use koppel::store::state::{ActionEnd, Applied, NewRun, PlannedAction, RunEnd};

fn run(book: &mut Book, run: &NewRun, action: &Action, end: Option<&ActionEnd>) {
    let run = book.begin(run);
    let planned = PlannedAction {
        department: Some("Sales"),
        ..planned(action)
    };
    book.store.plan_actions(run, &[planned]).unwrap();
    book.store.begin_action(run, 0).unwrap();
    if let Some(end) = end {
        book.store.end_action(run, 0, end).unwrap();
        book.store.end_run(run, RunEnd::Done).unwrap();
    }
}

fn done() -> ActionEnd {
    applied(Applied::default())
}

#[test]
fn g1_each_kind_is_counted_where_its_limit_looks() {
    let mut book = Book::new();
    let mut announced = action(ActionKind::Deactivate, 1, "00u1");
    announced.announced = true;
    let mut overwrites = action(ActionKind::Link, 3, "00u3");
    overwrites.changes = vec![change("employeeNumber", "77", "3")];
    let mut fresh = action(ActionKind::Link, 4, "00u4");
    fresh.changes = vec![change("employeeNumber", "", "4")];
    let mut update = action(ActionKind::Update, 5, "00u5");
    update.changes = vec![change("email", "a@x.com", "b@x.com"), change("title", "A", "")];
    let mut expected = LastDay {
        announced: 1,
        unannounced: 1,
        relinks: 2,
        email_changes: 1,
        creations: 2,
        ..LastDay::default()
    };
    expected.departments.insert("Sales".into(), 1);
    expected.changed.insert("email".into(), 1);
    expected.changed.insert("title".into(), 1);
    expected.emptied.insert("title".into(), 1);
    let creation = applied(Applied {
        profile: Some(super::book::okta("00u6")),
        ..Applied::default()
    });
    for (action, end) in [
        (announced, done()),
        (action(ActionKind::Deactivate, 2, "00u2"), done()),
        (overwrites, done()),
        (fresh, done()),
        (update, done()),
        (action(ActionKind::Provision, 6, ""), creation),
        (action(ActionKind::Unlink, 7, "00u7"), done()),
        (action(ActionKind::Reactivate, 8, "00u8"), done()),
    ] {
        run(&mut book, &sync(), &action, Some(&end));
    }
    assert_eq!(book.state().past.last_day, expected);
}

#[test]
fn g1_what_may_have_happened_counts_and_what_did_not_happen_does_not() {
    let mut book = Book::new();
    let leaver = action(ActionKind::Deactivate, 1, "00u1");
    let count = |book: &Book| book.state().past.last_day.unannounced;
    run(&mut book, &sync(), &leaver, Some(&refused(true)));
    assert_eq!(count(&book), 0);
    run(&mut book, &sync(), &leaver, Some(&unknown()));
    assert_eq!(count(&book), 1);
    run(&mut book, &sync(), &leaver, None);
    assert_eq!(count(&book), 2, "called, and nobody knows");
    book.plan(&[leaver]);
    assert_eq!(count(&book), 2, "planned is not called");
}

#[test]
fn g1_what_a_person_confirmed_does_not_count() {
    let mut book = Book::new();
    let attended = NewRun {
        is_unattended: false,
        ..sync()
    };
    run(
        &mut book,
        &attended,
        &action(ActionKind::Deactivate, 1, "00u1"),
        Some(&done()),
    );
    assert_eq!(book.state().past.last_day, LastDay::default());
}

#[test]
fn g1_after_a_day_it_is_over() {
    let mut book = Book::new();
    run(
        &mut book,
        &sync(),
        &action(ActionKind::Deactivate, 1, "00u1"),
        Some(&done()),
    );
    book.at("2026-12-01T07:05:00Z");
    assert_eq!(book.state().past.last_day.unannounced, 1);
    book.at("2026-12-01T07:05:01Z");
    assert_eq!(book.state().past.last_day.unannounced, 0);
}

#[test]
fn g1_the_day_is_counted_by_the_servers_time_wherever_this_machines_clock_stands() {
    for local in [
        "2026-11-30T07:05:00Z",
        "2024-01-01T00:00:00Z",
        "2031-06-01T12:00:00Z",
    ] {
        let mut book = Book::new();
        book.at(local);
        let run = book.begin(&sync());
        book.store
            .note_servers_time(run, instant("2026-11-30T07:05:00Z"))
            .unwrap();
        let leaver = action(ActionKind::Deactivate, 1, "00u1");
        book.store.plan_actions(run, &[planned(&leaver)]).unwrap();
        book.store.begin_action(run, 0).unwrap();
        book.store.end_action(run, 0, &done()).unwrap();
        book.store.end_run(run, RunEnd::Done).unwrap();
        // Somebody set the clock meanwhile.
        book.at("2029-01-01T00:00:00Z");
        let count = |servers: &str| {
            let state = book.store.view().state_at(instant(servers)).unwrap();
            state.past.last_day.unannounced
        };
        assert_eq!(count("2026-12-01T07:05:00Z"), 1, "{local}");
        assert_eq!(count("2026-12-01T07:05:01Z"), 0, "{local}");
    }
}
