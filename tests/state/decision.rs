//! Rules L7 to L10: what people decide, take back, and decide again.

use super::book::{Book, ORG, clock, closing, id, okta, operator};
use jiff::civil::date;
use koppel::core::plan::{ActionKind, HoldCode};
use koppel::core::state::{Aside, AsideKind, PersonHold, Review, Staging};
use koppel::store::state::{Act, Decision, DecisionId, Fault, Origin, Store};

fn all() -> Vec<Decision> {
    vec![
        Decision::Assign {
            profile: okta("00u1"),
            employee: id(1),
            may_move: true,
        },
        Decision::RemoveLink {
            profile: okta("00u2"),
            employee: None,
        },
        Decision::ConfirmLink {
            profile: okta("00u3"),
            employee: id(3),
        },
        Decision::SetAside {
            profile: okta("00u4"),
            aside: Aside {
                kind: AsideKind::Second(Some(id(9))),
                note: "admin account".to_owned(),
            },
        },
        Decision::AskHr {
            profile: okta("00u9"),
            note: "whose is it?".to_owned(),
        },
        Decision::Exclude {
            employee: id(5),
            note: "the owner".to_owned(),
        },
        Decision::Reject {
            profile: okta("00u6"),
            employee: id(6),
        },
        Decision::Release {
            hold: HoldCode::Rehire,
            employee: id(7),
        },
        Decision::Hold {
            employee: id(8),
            hold: PersonHold {
                kind: Some(ActionKind::Deactivate),
                note: "until the handover".to_owned(),
                until: Some(date(2026, 12, 24)),
            },
        },
    ]
}

#[test]
fn l8_decisions_survive_the_process_with_all_their_parts() {
    let mut book = Book::new();
    book.store
        .decide(&book.staging_lock, &all(), Origin::File)
        .unwrap();
    book.at("2026-12-01T00:00:00Z");
    let state = book.state();
    let decisions = &state.decisions;
    let assignment = &decisions.assignments[&okta("00u1")];
    assert_eq!(
        (assignment.employee, assignment.may_move, assignment.staging),
        (id(1), true, Staging::Staged)
    );
    assert_eq!(decisions.removals[&okta("00u2")].staging, Staging::Staged);
    assert!(state.past.confirmed_links.contains(&(okta("00u3"), id(3))));
    assert_eq!(
        decisions.aside[&okta("00u4")].kind,
        AsideKind::Second(Some(id(9)))
    );
    assert_eq!(decisions.asked[&okta("00u9")], "whose is it?");
    assert!(decisions.excluded.contains(&id(5)));
    assert!(decisions.has_rejected(&okta("00u6"), id(6)));
    assert!(decisions.has_released(HoldCode::Rehire, id(7)));
    assert_eq!(decisions.held[&id(8)][0].until, Some(date(2026, 12, 24)));
    let in_force = book.view().decisions_in_force().unwrap();
    assert_eq!(
        in_force
            .iter()
            .map(|(row, _)| row.decision.clone())
            .collect::<Vec<_>>(),
        all()
    );
    assert!(
        in_force
            .iter()
            .all(|(row, _)| row.by == operator() && row.origin == Origin::File)
    );
}

#[test]
fn l9_every_kind_of_aside_comes_back() {
    let mut book = Book::new();
    for kind in [
        AsideKind::Service,
        AsideKind::Shared,
        AsideKind::External,
        AsideKind::Second(None),
        AsideKind::Settings,
    ] {
        let aside = Aside {
            kind,
            note: String::new(),
        };
        let profile = okta("00u1");
        book.decide(Decision::SetAside {
            profile: profile.clone(),
            aside: aside.clone(),
        });
        assert_eq!(book.state().decisions.aside[&profile], aside);
    }
}

#[test]
fn l8_taken_back_is_a_row_of_its_own() {
    let mut book = Book::new();
    for decision in all() {
        let made = book.decide(decision.clone());
        book.take_back(made);
        let acts: Vec<(Act, Option<DecisionId>, Decision)> = book
            .view()
            .decision_history(2)
            .unwrap()
            .into_iter()
            .map(|row| (row.act, row.about, row.decision))
            .collect();
        assert_eq!(
            acts,
            [
                (Act::TakenBack, Some(made), decision.clone()),
                (Act::Decided, None, decision)
            ]
        );
        let again = book
            .store
            .take_back(&book.staging_lock, made, Origin::Screen)
            .unwrap_err();
        assert!(matches!(again.fault, Fault::NotInForce(_)));
    }
    assert_eq!(book.view().decisions_in_force().unwrap(), []);
}

#[test]
fn l8_only_a_confirmed_link_may_be_written() {
    let mut book = Book::new();
    let first = book.assign("00u1", 1);
    book.assign("00u2", 2);
    book.confirm(first);
    let assignments = book.state().decisions.assignments;
    assert_eq!(assignments[&okta("00u1")].staging, Staging::Confirmed);
    assert_eq!(assignments[&okta("00u2")].staging, Staging::Staged);
}

#[test]
fn l8_confirming_is_all_or_nothing() {
    let mut book = Book::new();
    let (first, second) = (book.assign("00u1", 1), book.assign("00u2", 2));
    book.take_back(second);
    book.store
        .confirm_staged(&book.staging_lock, &[first, second], Origin::Command)
        .unwrap_err();
    assert_eq!(
        book.state().decisions.assignments[&okta("00u1")].staging,
        Staging::Staged
    );
}

#[test]
fn l7_the_latest_word_about_a_profile_or_an_employee_counts() {
    let mut book = Book::new();
    book.assign("00u1", 1);
    book.assign("00u1", 2);
    book.assign("00u3", 2);
    let assignments = book.state().decisions.assignments;
    assert_eq!(
        assignments.len(),
        1,
        "one profile for one employee, and the other way round"
    );
    assert_eq!(assignments[&okta("00u3")].employee, id(2));

    book.decide(Decision::Reject {
        profile: okta("00u3"),
        employee: id(2),
    });
    assert!(book.state().decisions.assignments.is_empty());
    book.assign("00u3", 2);
    assert!(
        book.state().decisions.rejected.is_empty(),
        "who assigns a rejected pair takes the rejection back"
    );
}

#[test]
fn l8_what_a_decision_replaced_comes_back_with_its_end() {
    let mut book = Book::new();
    book.assign("00u1", 1);
    let second = book.assign("00u1", 2);
    book.take_back(second);
    assert_eq!(book.state().decisions.assignments[&okta("00u1")].employee, id(1));

    let third = book.assign("00u2", 1);
    book.assign("00u1", 3);
    book.take_back(third);
    let assignments = book.state().decisions.assignments;
    assert_eq!(
        assignments[&okta("00u1")].employee,
        id(3),
        "what was decided since is not overwritten"
    );
    assert_eq!(assignments.len(), 1);
}

#[test]
fn several_holds_of_one_person_stand_side_by_side() {
    let mut book = Book::new();
    let hold = |kind, note: &str| Decision::Hold {
        employee: id(1),
        hold: PersonHold {
            kind,
            note: note.to_owned(),
            until: None,
        },
    };
    book.decide(hold(None, "all"));
    book.decide(hold(Some(ActionKind::Deactivate), "old"));
    book.decide(hold(Some(ActionKind::Deactivate), "new"));
    let notes: Vec<String> = book.state().decisions.held[&id(1)]
        .iter()
        .map(|hold| hold.note.clone())
        .collect();
    assert_eq!(notes, ["all", "new"]);
}

#[test]
fn p2_the_latest_review_counts_with_what_it_covered() {
    let mut book = Book::new();
    assert_eq!(book.state().review, Review::Open);
    book.store
        .close_review(&book.staging_lock, &closing([id(9)], &[]), Origin::Screen)
        .unwrap();
    book.at("2026-12-01T00:00:00Z");
    let pairs = [(okta("00u1"), id(1)), (okta("00u2"), id(2))];
    book.store
        .close_review(
            &book.staging_lock,
            &closing([id(3), id(4)], &pairs),
            Origin::Command,
        )
        .unwrap();
    let expected = Review::Closed {
        at: super::book::instant("2026-12-01T00:00:00Z"),
        covered: [id(3), id(4)].into_iter().collect(),
        pairs: pairs.into_iter().collect(),
        known: [id(3), id(4)].into_iter().collect(),
    };
    assert_eq!(book.state().review, expected);
}

#[test]
fn a2_a_change_of_settings_is_in_the_history_and_no_decision() {
    let mut book = Book::new();
    let changed = Decision::Setting {
        key: "sync.rehire".to_owned(),
        from: Some("ask".to_owned()),
        to: Some("reactivate".to_owned()),
    };
    book.decide(changed.clone());
    assert_eq!(book.view().decision_history(1).unwrap()[0].decision, changed);
    assert_eq!(book.view().decisions_in_force().unwrap(), []);
}

#[test]
fn r7_each_org_has_its_own_decisions() {
    let mut book = Book::new();
    book.assign("00u1", 1);
    let other = Store::open_for_another_org(
        book.folder.path(),
        "00oother",
        operator(),
        clock("2026-12-01T00:00:00Z"),
    )
    .unwrap()
    .store;
    assert!(other.view().state().unwrap().decisions.assignments.is_empty());
    drop(other);
    let back =
        Store::open_for_another_org(book.folder.path(), ORG, operator(), clock("2026-12-01T00:00:00Z"))
            .unwrap()
            .store;
    assert_eq!(back.view().state().unwrap().decisions.assignments.len(), 1);
}

#[test]
fn what_hr_is_asked_ends_when_the_profile_is_decided_and_comes_back_with_that_taken_back() {
    let ask = || Decision::AskHr {
        profile: okta("00u1"),
        note: "whose is it?".to_owned(),
    };
    let aside = Decision::SetAside {
        profile: okta("00u1"),
        aside: Aside {
            kind: AsideKind::Service,
            note: String::new(),
        },
    };
    let confirmed = Decision::ConfirmLink {
        profile: okta("00u1"),
        employee: id(1),
    };
    let assigned = Decision::Assign {
        profile: okta("00u1"),
        employee: id(1),
        may_move: false,
    };
    for answer in [aside, confirmed, assigned] {
        let mut book = Book::new();
        book.decide(ask());
        let answered = book.decide(answer);
        assert!(book.state().decisions.asked.is_empty());
        book.take_back(answered);
        assert!(book.state().decisions.asked.contains_key(&okta("00u1")));
    }
}

#[test]
fn asking_hr_lets_go_of_what_was_staged_and_rejecting_somebody_does_not_end_it() {
    let mut book = Book::new();
    book.assign("00u1", 1);
    book.decide(Decision::AskHr {
        profile: okta("00u1"),
        note: String::new(),
    });
    book.decide(Decision::Reject {
        profile: okta("00u1"),
        employee: id(1),
    });
    let decisions = book.state().decisions;
    assert!(decisions.assignments.is_empty());
    assert!(decisions.asked.contains_key(&okta("00u1")));
}
