//! What is old goes, and what still matters never does.

use super::book::{Book, action, applied, base, closing, id, okta, refused};
use koppel::core::Text;
use koppel::core::plan::ActionKind;
use koppel::store::state::{Applied, Origin, Pruned, RunEnd};

const LATER: &str = "2028-02-01T00:00:00Z";

/// More than the newest runs, which stay whatever their age.
fn many_runs(book: &mut Book) {
    for number in 0..60 {
        book.run(action(ActionKind::Update, 1, "00u1"), &refused(number % 2 == 0));
    }
}

#[test]
fn old_runs_go_with_their_actions_and_the_newest_stay() {
    let mut book = Book::new();
    let first = book.apply(action(ActionKind::Update, 1, "00u1"));
    many_runs(&mut book);
    let pruned = book.store.prune(400).unwrap();
    assert_eq!(pruned, Pruned::default(), "nothing is old yet");
    book.at(LATER);
    assert_eq!(book.store.prune(400).unwrap().runs, 11);
    assert_eq!(book.view().runs(100).unwrap().len(), 50);
    assert_eq!(book.view().run(first).unwrap(), None);
    assert_eq!(book.view().actions_of_run(first).unwrap(), []);
    let next = book.plan(&[]);
    assert_eq!(next.0, 62, "numbers are not given again");
}

#[test]
fn g1_what_the_limits_count_is_never_forgotten() {
    let mut book = Book::new();
    book.apply(action(ActionKind::Deactivate, 1, "00u1"));
    many_runs(&mut book);
    book.at("2026-12-01T07:00:00Z").store.prune(0).unwrap();
    assert_eq!(book.state().past.last_day.unannounced, 1);
}

#[test]
fn what_follows_from_old_runs_stays() {
    let mut book = Book::new();
    let with_base = applied(Applied {
        bases: vec![(Text::const_new("title"), base("Chemist"))],
        ..Applied::default()
    });
    book.apply(action(ActionKind::Link, 1, "00u1"));
    book.run(action(ActionKind::Update, 1, "00u1"), &with_base);
    book.apply(action(ActionKind::Deactivate, 2, "00u2"));
    many_runs(&mut book);
    let before = format!("{:?}", book.state().bases);
    book.at(LATER).store.prune(1).unwrap();
    let state = book.state();
    assert_eq!(format!("{:?}", state.bases), before);
    assert!(state.past.confirmed_links.contains(&(okta("00u1"), id(1))));
    assert!(state.past.deactivated.contains(&okta("00u2")));
}

#[test]
fn a_run_with_an_open_question_and_the_last_good_one_stay() {
    let mut book = Book::new();
    let open = book.plan(&[action(ActionKind::Deactivate, 1, "00u1")]);
    book.store.begin_action(open, 0).unwrap();
    let good = book.apply(action(ActionKind::Link, 2, "00u2"));
    for _ in 0..60 {
        let run = book.plan(&[]);
        book.store.end_run(run, RunEnd::Failed).unwrap();
    }
    book.at(LATER).store.prune(1).unwrap();
    assert_eq!(book.view().unresolved_actions().unwrap().len(), 1);
    assert_eq!(book.view().last_good_run().unwrap().unwrap().run, good);
}

#[test]
fn a_decision_goes_when_all_of_it_is_old_and_it_does_not_hold() {
    let mut book = Book::new();
    let (kept, ended, ends_later) = (
        book.assign("00u1", 1),
        book.assign("00u2", 2),
        book.assign("00u3", 3),
    );
    book.take_back(ended);
    book.at("2028-01-31T00:00:00Z").take_back(ends_later);
    book.at(LATER);
    assert_eq!(
        book.store.prune(30).unwrap().decisions,
        2,
        "decided and taken back"
    );
    let left: Vec<_> = book
        .view()
        .decision_history(10)
        .unwrap()
        .iter()
        .map(|row| row.about.unwrap_or(row.id))
        .collect();
    assert_eq!(left, [ends_later, ends_later, kept]);
    assert_eq!(book.state().decisions.assignments.len(), 1);
}

#[test]
fn p2_the_last_review_stays_however_old() {
    let mut book = Book::new();
    for covered in [1, 2] {
        book.store
            .close_review(&book.staging_lock, &closing([id(covered)], &[]), Origin::Screen)
            .unwrap();
    }
    let before = book.state().review;
    book.at(LATER).store.prune(1).unwrap();
    assert_eq!(book.state().review, before);
}
