//! Rule A2: each action before its call, its outcome after it.

use super::book::{Book, action, applied, base, change, id, okta, planned, refused, sync, unknown};
use koppel::core::Text;
use koppel::core::plan::{ActionKind, Activation, Hold, HoldCode};
use koppel::store::state::{ActionEnd, Applied, Decision, Fault, Outcome, OutcomeKind, RunEnd};

#[test]
fn a2_an_action_is_planned_called_and_ended() {
    let mut book = Book::new();
    let mut update = action(ActionKind::Update, 1, "00u1");
    update.changes = vec![change("department", "A", "B"), change("title", "Ä", "")];
    let run = book.plan(std::slice::from_ref(&update));
    let row = book.row(run, 0);
    assert_eq!((row.called, row.outcome), (None, None));
    assert_eq!(row.action, update);

    book.store.begin_action(run, 0).unwrap();
    let row = book.row(run, 0);
    assert!(row.called.is_some() && row.outcome.is_none());

    let end = applied(Applied::default());
    book.store.end_action(run, 0, &end).unwrap();
    let row = book.row(run, 0);
    assert_eq!(row.outcome.unwrap().1, OutcomeKind::Applied);
    assert_eq!(row.request_ids, ["XkN1"]);
}

#[test]
fn a2_every_part_of_an_action_comes_back() {
    let mut book = Book::new();
    let mut create = action(ActionKind::Provision, u64::MAX, "");
    create.activation = Some(Activation::On(jiff::civil::date(2026, 12, 1)));
    let mut gone = action(ActionKind::Unlink, 1, "00u1");
    gone.employee = None;
    let mut held = action(ActionKind::Deactivate, 2, "00u2");
    held.announced = true;
    held.held = Some(Hold {
        code: HoldCode::SecondRecord,
        profile: Some(okta("00u3")),
        employee: Some(id(u64::MAX)),
        note: "wait \"for\" HR".to_owned(),
    });
    let actions = [create, gone, held];
    let run = book.plan(&actions);
    let rows = book.view().actions_of_run(run).unwrap();
    assert_eq!(
        rows.iter().map(|row| row.action.clone()).collect::<Vec<_>>(),
        actions
    );
    assert_eq!(
        rows[2].outcome.map(|(_, kind)| kind),
        Some(OutcomeKind::Held),
        "what is held ends as it is planned"
    );
}

#[test]
fn a2_no_call_is_made_twice_and_none_ends_without_a_call() {
    let mut book = Book::new();
    let run = book.plan(&[action(ActionKind::Deactivate, 1, "00u1")]);
    let end = applied(Applied::default());
    let fault = |result: Result<(), koppel::store::state::StateError>| result.unwrap_err().fault;
    assert!(matches!(
        fault(book.store.end_action(run, 0, &end)),
        Fault::NotBegun { .. }
    ));
    book.store.begin_action(run, 0).unwrap();
    assert!(matches!(
        fault(book.store.begin_action(run, 0)),
        Fault::NotBegun { .. }
    ));
    book.store.end_action(run, 0, &end).unwrap();
    assert!(matches!(
        fault(book.store.end_action(run, 0, &end)),
        Fault::NotBegun { .. }
    ));
    assert!(matches!(
        fault(book.store.begin_action(run, 7)),
        Fault::NotBegun { position: 7, .. }
    ));
}

#[test]
fn g2_a_stale_action_ends_without_a_call() {
    let mut book = Book::new();
    let run = book.plan(&[action(ActionKind::Deactivate, 1, "00u1")]);
    let end = ActionEnd {
        outcome: Outcome::Stale {
            why: "the employee is active again".to_owned(),
        },
        request_ids: Vec::new(),
        attributes: koppel::store::state::AttributeAnswers::default(),
    };
    book.store.end_action(run, 0, &end).unwrap();
    let row = book.row(run, 0);
    assert_eq!(row.called, None);
    assert_eq!(row.error.unwrap().summary, "the employee is active again");
    assert!(!book.state().past.deactivated.contains(&okta("00u1")));
}

#[test]
fn a2_a_call_without_an_outcome_is_unresolved_until_somebody_looked() {
    let mut book = Book::new();
    let run = book.plan(&[
        action(ActionKind::Deactivate, 1, "00u1"),
        action(ActionKind::Deactivate, 2, "00u2"),
        action(ActionKind::Deactivate, 3, "00u3"),
    ]);
    book.store.begin_action(run, 0).unwrap();
    book.store.begin_action(run, 1).unwrap();
    book.store.end_action(run, 1, &unknown()).unwrap();
    let unresolved = |book: &Book| -> Vec<u32> {
        let rows = book.view().unresolved_actions().unwrap();
        rows.iter().map(|row| row.position).collect()
    };
    assert_eq!(unresolved(&book), [0, 1], "the third was never called");

    book.begin(&sync());
    assert_eq!(unresolved(&book), [0, 1], "the next run has to look");
    assert_eq!(book.row(run, 2).outcome.unwrap().1, OutcomeKind::NotReached);
    assert_eq!(
        book.view().run(run).unwrap().unwrap().ended.unwrap().1,
        RunEnd::BrokenOff
    );

    let end = applied(Applied::default());
    book.store.end_action(run, 0, &end).unwrap();
    book.store.end_action(run, 1, &refused(false)).unwrap();
    assert_eq!(unresolved(&book), [] as [u32; 0]);
    let state = book.state();
    assert!(
        state.past.deactivated.contains(&okta("00u1")),
        "what is found done follows as ever"
    );
    assert!(!state.past.deactivated.contains(&okta("00u2")));
}

#[test]
fn a4_an_unknown_outcome_changes_nothing_else() {
    let mut book = Book::new();
    book.run(action(ActionKind::Link, 1, "00u1"), &unknown());
    let past = book.state().past;
    assert!(past.links.is_empty() && past.confirmed_links.is_empty());
}

#[test]
fn a10_what_a_run_did_not_reach_is_said_at_its_end() {
    let mut book = Book::new();
    let run = book.plan(&[action(ActionKind::Deactivate, 1, "00u1")]);
    book.store.end_run(run, RunEnd::Cancelled).unwrap();
    assert_eq!(book.row(run, 0).outcome.unwrap().1, OutcomeKind::NotReached);
    assert_eq!(
        book.view().run(run).unwrap().unwrap().ended.unwrap().1,
        RunEnd::Cancelled
    );
}

#[test]
fn a6_what_is_refused_for_good_is_known_until_it_works_or_a_person_retries() {
    let mut book = Book::new();
    let update = action(ActionKind::Update, 1, "00u1");
    let refusals = |book: &Book| book.view().refusals().unwrap();
    book.run(update.clone(), &refused(false));
    assert_eq!(refusals(&book), [], "it may work next time");
    let run = book.run(update.clone(), &refused(true));
    let refusal = refusals(&book).remove(0);
    assert_eq!(
        (refusal.fingerprint.as_str(), refusal.run, refusal.employee),
        ("f1", run, Some(id(1)))
    );
    assert_eq!(refusal.error.code.as_deref(), Some("E0000001"));
    book.decide(Decision::Retry {
        employee: Some(id(1)),
        profile: None,
    });
    assert_eq!(refusals(&book), []);

    let mut gone = action(ActionKind::Unlink, 1, "00u1");
    gone.employee = None;
    book.run(gone, &refused(true));
    book.decide(Decision::Retry {
        employee: None,
        profile: Some(okta("00u1")),
    });
    assert_eq!(refusals(&book), []);

    book.run(update.clone(), &refused(true));
    book.run(action(ActionKind::Update, 2, "00u2"), &refused(true));
    book.apply(update);
    assert_eq!(
        refusals(&book)
            .iter()
            .map(|refusal| refusal.employee)
            .collect::<Vec<_>>(),
        [Some(id(2))]
    );
}

#[test]
fn a2_actions_are_planned_together_or_not_at_all() {
    let mut book = Book::new();
    let one = action(ActionKind::Deactivate, 1, "00u1");
    let run = book.plan(std::slice::from_ref(&one));
    book.store
        .plan_actions(run, &[planned(&one), planned(&one)])
        .unwrap_err();
    assert_eq!(book.view().actions_of_run(run).unwrap().len(), 1);
}

#[test]
fn u2_a_base_moves_without_a_call() {
    let mut book = Book::new();
    let moved = |value| [(okta("00u1"), Text::const_new("title"), base(value))];
    book.store.move_bases(&moved("A")).unwrap();
    book.store.move_bases(&moved("B")).unwrap();
    assert_eq!(book.state().bases[&okta("00u1")].get("title"), Some(&base("B")));
}
