//! What follows from an applied action, and is written with its outcome.

use super::book::{Book, action, applied, base, change, id, okta, planned, sync};
use koppel::core::Text;
use koppel::core::plan::{ActionKind, HoldCode};
use koppel::core::state::{PersonHold, Staging};
use koppel::store::state::{Act, Applied, Decision, NewRun, RunId, RunKind};

fn with_base(attribute: &str, value: &str) -> Applied {
    Applied {
        bases: vec![(Text::from(attribute), base(value))],
        ..Applied::default()
    }
}

#[test]
fn a9_whom_an_undo_deactivated_is_remembered_until_they_come_back() {
    let mut book = Book::new();
    let undo = NewRun {
        kind: RunKind::Undo,
        reverses: Some(RunId(1)),
        ..sync()
    };
    let run = book.begin(&undo);
    let ends = action(ActionKind::Deactivate, 1, "00u1");
    book.store.plan_actions(run, &[planned(&ends)]).unwrap();
    book.store.begin_action(run, 0).unwrap();
    book.store
        .end_action(run, 0, &applied(Applied::default()))
        .unwrap();
    assert_eq!(book.state().past.undone.get(&okta("00u1")), Some(&run.0));
    book.apply(action(ActionKind::Deactivate, 2, "00u2"));
    assert!(!book.state().past.undone.contains_key(&okta("00u2")), "no undo");
    book.apply(action(ActionKind::Reactivate, 1, "00u1"));
    assert!(book.state().past.undone.is_empty());
}

#[test]
fn a9_approving_lets_go_of_all_that_an_undo_holds_and_a_later_undo_holds_again() {
    let mut book = Book::new();
    let hold = |kind, note: &str| Decision::Hold {
        employee: id(1),
        hold: PersonHold {
            kind: Some(kind),
            note: note.to_owned(),
            until: None,
        },
    };
    let undone = "undone run 1 by run 2";
    book.decide(hold(ActionKind::Provision, undone));
    book.decide(hold(ActionKind::Reactivate, undone));
    book.decide(hold(ActionKind::Update, "asked HR"));
    let approval = book.decide(Decision::Release {
        hold: HoldCode::Undone,
        employee: id(1),
    });
    let holds = |book: &Book| book.state().decisions.held.get(&id(1)).map_or(0, Vec::len);
    assert_eq!(holds(&book), 1, "a person's own hold stays");
    book.take_back(approval);
    assert_eq!(holds(&book), 3);
    let release = Decision::Release {
        hold: HoldCode::Undone,
        employee: id(1),
    };
    book.decide(release);
    book.decide(hold(ActionKind::Reactivate, "undone run 3 by run 4"));
    assert!(!book.state().decisions.has_released(HoldCode::Undone, id(1)));
    assert_eq!(holds(&book), 2);
}

#[test]
fn l1_a_link_that_koppel_wrote_is_confirmed() {
    let mut book = Book::new();
    book.apply(action(ActionKind::Link, 1, "00u1"));
    let past = book.state().past;
    assert!(past.confirmed_links.contains(&(okta("00u1"), id(1))));
    assert_eq!(past.links[&okta("00u1")], id(1));
}

#[test]
fn p5_a_creation_gives_link_bases_and_the_profile_to_its_row() {
    let mut book = Book::new();
    let end = applied(Applied {
        profile: Some(okta("00unew")),
        is_staged: true,
        ..with_base("title", "Chemist")
    });
    let run = book.run(action(ActionKind::Provision, 1, ""), &end);
    let state = book.state();
    assert_eq!(state.past.links[&okta("00unew")], id(1));
    assert!(state.past.staged.contains(&okta("00unew")));
    assert_eq!(state.bases[&okta("00unew")].get("title"), Some(&base("Chemist")));
    assert_eq!(book.row(run, 0).action.profile, Some(okta("00unew")));
}

#[test]
fn u2_the_base_goes_when_a_link_is_moved_or_removed() {
    let mut book = Book::new();
    book.apply(action(ActionKind::Link, 1, "00u1"));
    book.run(
        action(ActionKind::Update, 1, "00u1"),
        &applied(with_base("title", "Chemist")),
    );
    book.apply(action(ActionKind::Link, 2, "00u1"));
    let state = book.state();
    assert!(state.bases.is_empty());
    assert_eq!(
        state.past.confirmed_links.into_iter().collect::<Vec<_>>(),
        [(okta("00u1"), id(2))]
    );

    book.run(
        action(ActionKind::Update, 2, "00u1"),
        &applied(with_base("title", "Chemist")),
    );
    book.apply(action(ActionKind::Unlink, 2, "00u1"));
    let state = book.state();
    assert!(state.bases.is_empty() && state.past.links.is_empty() && state.past.confirmed_links.is_empty());
    assert!(
        state.decisions.rejected.is_empty(),
        "the losing side of a move was not taken apart by a person"
    );
}

#[test]
fn l10_a_link_that_a_person_removed_is_rejected_once_it_is_gone() {
    let mut book = Book::new();
    book.apply(action(ActionKind::Link, 1, "00u1"));
    let removal = book.decide(Decision::RemoveLink {
        profile: okta("00u1"),
        employee: Some(id(1)),
    });
    assert_eq!(
        book.state().decisions.removals[&okta("00u1")].staging,
        Staging::Staged,
        "rule L8"
    );
    book.confirm(removal);
    let run = book.apply(action(ActionKind::Unlink, 1, "00u1"));
    let decisions = book.state().decisions;
    assert!(decisions.removals.is_empty());
    assert!(decisions.has_rejected(&okta("00u1"), id(1)));
    let done = book.view().decision_history(10).unwrap();
    assert!(
        done.iter()
            .any(|row| row.about == Some(removal) && row.act == Act::Done && row.run == Some(run))
    );
}

#[test]
fn l7_an_assignment_is_done_with_its_link_and_no_other() {
    let mut book = Book::new();
    let other = book.assign("00u2", 2);
    let mine = book.assign("00u1", 1);
    book.confirm(mine);
    book.apply(action(ActionKind::Link, 1, "00u1"));
    let assignments = book.state().decisions.assignments;
    assert_eq!(assignments.keys().collect::<Vec<_>>(), [&okta("00u2")]);

    book.apply(action(ActionKind::Link, 3, "00u2"));
    assert!(
        book.state().decisions.assignments.contains_key(&okta("00u2")),
        "it names another employee, and still waits"
    );
    book.take_back(other);
}

#[test]
fn d4_deactivated_and_seen_inactive_end_with_the_way_back() {
    let mut book = Book::new();
    book.apply(action(ActionKind::Deactivate, 1, "00u1"));
    assert!(book.state().past.deactivated.contains(&okta("00u1")));
    book.apply(action(ActionKind::Reactivate, 1, "00u1"));
    assert!(book.state().past.deactivated.is_empty());
}

#[test]
fn p6_an_activated_profile_is_staged_no_more() {
    let mut book = Book::new();
    let staged = applied(Applied {
        profile: Some(okta("00unew")),
        is_staged: true,
        ..Applied::default()
    });
    book.run(action(ActionKind::Provision, 1, ""), &staged);
    book.apply(action(ActionKind::Activate, 1, "00unew"));
    assert!(book.state().past.staged.is_empty());
}

#[test]
fn a_release_is_used_up_by_what_it_let_go_and_by_nothing_else() {
    let mut rename = action(ActionKind::Update, 1, "00u1");
    rename.changes = vec![change("lastName", "Doe", "Roe")];
    let mut other_update = action(ActionKind::Update, 1, "00u1");
    other_update.changes = vec![change("department", "A", "B")];
    let cases = [
        (
            HoldCode::Rehire,
            action(ActionKind::Reactivate, 1, "00u1"),
            other_update.clone(),
        ),
        (
            HoldCode::MissedLeaver,
            action(ActionKind::Deactivate, 1, "00u1"),
            action(ActionKind::Link, 1, "00u1"),
        ),
        (HoldCode::Rename, rename, other_update),
        (
            HoldCode::StagedByOthers,
            action(ActionKind::Activate, 1, "00u1"),
            action(ActionKind::Link, 1, "00u1"),
        ),
        (
            HoldCode::LaterPair,
            action(ActionKind::Link, 1, "00u1"),
            action(ActionKind::Link, 2, "00u1"),
        ),
    ];
    for (hold, using, not_using) in cases {
        let mut book = Book::new();
        book.decide(Decision::Release {
            hold,
            employee: id(1),
        });
        book.apply(not_using);
        assert!(book.state().decisions.has_released(hold, id(1)), "{hold:?}");
        book.apply(using);
        assert!(!book.state().decisions.has_released(hold, id(1)), "{hold:?}");
    }
}
