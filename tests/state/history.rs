//! What was done, by run and by person.

use super::book::{Book, action, closing, id, instant, okta, operator, refused, sync};
use koppel::core::RunVerdict;
use koppel::core::plan::{ActionKind, Hold, HoldCode};
use koppel::store::state::{Decision, NewRun, Origin, RunEnd, RunId, RunKind, Tally};

#[test]
fn runs_are_told_with_who_when_and_how_they_ended() {
    let mut book = Book::new();
    let first = book.begin(&NewRun {
        is_unattended: false,
        overrides: vec!["--confirm-count deactivate=30".to_owned()],
        ..sync()
    });
    book.store.end_run(first, RunEnd::SomeFailed).unwrap();
    book.at("2026-12-01T00:00:00Z");
    let second = book.begin(&NewRun {
        kind: RunKind::Undo,
        reverses: Some(first),
        ..sync()
    });
    let runs = book.view().runs(10).unwrap();
    assert_eq!(
        runs.iter().map(|row| row.run).collect::<Vec<_>>(),
        [second, first],
        "the newest first"
    );
    assert_eq!(
        (runs[0].kind, runs[0].reverses, runs[0].ended),
        (RunKind::Undo, Some(first), None)
    );
    assert_eq!(runs[1].overrides, ["--confirm-count deactivate=30"]);
    assert_eq!(
        runs[1].ended,
        Some((instant("2026-11-30T07:05:00Z"), RunEnd::SomeFailed))
    );
    assert!(!runs[1].is_unattended);
    let since = book.view().runs_since(instant("2026-11-30T12:00:00Z")).unwrap();
    assert_eq!(since.iter().map(|row| row.run).collect::<Vec<_>>(), [second]);
    assert_eq!(book.view().run(RunId(99)).unwrap(), None);
}

#[test]
fn d5_a_profile_is_listed_after_a_decision_whatever_the_clock_says_and_as_long_as_it_is_listed() {
    let mut book = Book::new();
    let key = |profile: &str| (okta(profile), id(1));
    let after = |book: &Book| {
        let listed = book.state().past.listed_leavers;
        let mut listed: Vec<_> = listed
            .into_iter()
            .map(|((profile, _), number)| (profile, number))
            .collect();
        listed.sort();
        listed
    };
    let (late, early) = ("2028-11-30T08:00:00Z", "2026-11-30T08:00:00Z");
    book.at(late).store.list_leavers(&[key("00u1")], false).unwrap();
    book.at(early);
    let decision = Decision::Exclude {
        employee: id(1),
        note: String::new(),
    };
    book.decide(decision);
    let decided = book.state().decisions.numbers.excluded[&id(1)];
    assert!(decided > 0, "it was taken after the profile was listed");
    book.store.list_leavers(&[key("00u2")], false).unwrap();
    book.store
        .list_leavers(&[key("00u1"), key("00u2")], true)
        .unwrap();
    book.store.prune(1).unwrap();
    let both = [(okta("00u1"), 0), (okta("00u2"), decided)];
    assert_eq!(after(&book), both, "nothing is pruned that is listed");
    book.store.list_leavers(&[key("00u2")], true).unwrap();
    assert_eq!(after(&book), both[1..]);
}

#[test]
fn d5_a_run_for_a_part_and_one_with_another_verdict_are_no_good_runs() {
    let mut book = Book::new();
    let cases = [
        (RunEnd::Done, RunVerdict::Good, false),
        (RunEnd::Done, RunVerdict::PartDone, true),
        (RunEnd::SomeFailed, RunVerdict::LeaverWithAccess, false),
        (RunEnd::SomeFailed, RunVerdict::SomeFailed, true),
    ];
    let runs = cases.map(|(end, verdict, is_part)| {
        let run = book.begin(&sync());
        book.store.end_run_with(run, end, Some(verdict), is_part).unwrap();
        run
    });
    let good = book.view().last_good_run().unwrap().unwrap();
    assert_eq!((good.run, good.verdict), (runs[0], Some(RunVerdict::Good)));
    let whole = book.view().last_whole_run(None).unwrap().unwrap();
    assert_eq!(
        (whole.run, whole.verdict),
        (runs[2], Some(RunVerdict::LeaverWithAccess))
    );
}

#[test]
fn the_last_good_run_is_one_that_did_everything() {
    let mut book = Book::new();
    assert_eq!(book.view().last_good_run().unwrap(), None);
    let good = book.apply(action(ActionKind::Link, 1, "00u1"));
    let bad = book.begin(&sync());
    book.store.end_run(bad, RunEnd::Stopped).unwrap();
    assert_eq!(book.view().last_good_run().unwrap().unwrap().run, good);
    let assigning = book.begin(&NewRun {
        kind: RunKind::Assign,
        ..sync()
    });
    book.store.end_run(assigning, RunEnd::Done).unwrap();
    assert_eq!(
        book.view().last_good_run().unwrap().unwrap().run,
        good,
        "Okta does not follow Personio by it"
    );
}

#[test]
fn the_actions_of_each_run_are_counted_by_how_they_ended() {
    let mut book = Book::new();
    assert!(book.view().tallies().unwrap().is_empty());
    let done = book.apply(action(ActionKind::Link, 1, "00u1"));
    let mut held = action(ActionKind::Deactivate, 3, "00u3");
    held.held = Some(Hold::new(HoldCode::Protected));
    let going = book.plan(&[
        action(ActionKind::Update, 1, "00u1"),
        action(ActionKind::Update, 2, "00u2"),
        held,
    ]);
    book.store.begin_action(going, 0).unwrap();
    let tallies = book.view().tallies().unwrap();
    let one_applied = Tally {
        applied: 1,
        ..Tally::default()
    };
    assert_eq!(tallies[&done], one_applied);
    let under_way = Tally {
        unknown: 1,
        not_reached: 1,
        held: 1,
        ..Tally::default()
    };
    assert_eq!(tallies[&going], under_way);
}

#[test]
fn p2_each_review_is_told_with_what_it_covered() {
    let mut book = Book::new();
    assert_eq!(book.view().reviews().unwrap(), []);
    let pairs = [(okta("00u1"), id(1)), (okta("00u2"), id(2))];
    book.store
        .close_review(&book.staging_lock, &closing([id(7)], &pairs), Origin::Command)
        .unwrap();
    let reviews = book.view().reviews().unwrap();
    assert_eq!(reviews.len(), 1);
    assert_eq!((reviews[0].covered, reviews[0].pairs), (1, 2));
    assert_eq!(
        (&reviews[0].by, reviews[0].origin),
        (&operator(), Origin::Command)
    );
}

#[test]
fn what_was_done_for_one_person_is_found_by_either_id() {
    let mut book = Book::new();
    let first = book.apply(action(ActionKind::Link, 1, "00u1"));
    book.apply(action(ActionKind::Link, 2, "00u2"));
    let last = book.run(action(ActionKind::Update, 1, "00u1"), &refused(false));
    let runs = |rows: Vec<koppel::store::state::ActionRow>| -> Vec<RunId> {
        rows.iter().map(|row| row.run).collect()
    };
    assert_eq!(
        runs(book.view().actions_of_employee(id(1)).unwrap()),
        [last, first]
    );
    assert_eq!(
        runs(book.view().actions_of_profile(&okta("00u1")).unwrap()),
        [last, first]
    );
    let row = &book.view().actions_of_employee(id(1)).unwrap()[0];
    assert_eq!(row.error.as_ref().unwrap().code.as_deref(), Some("E0000001"));
    assert_eq!(row.request_ids, ["XkN2"]);
}

#[test]
fn runs_come_page_by_page_each_with_how_its_actions_ended() {
    let mut book = Book::new();
    assert_eq!(book.view().runs_before(None, 10).unwrap(), []);
    let numbers: Vec<RunId> = (1..=5)
        .map(|employee| book.apply(action(ActionKind::Link, employee, &format!("00u{employee}"))))
        .collect();
    let first_page = book.view().runs_before(None, 2).unwrap();
    let of = |page: &[(koppel::store::state::RunRow, Tally)]| -> Vec<RunId> {
        page.iter().map(|(run, _)| run.run).collect()
    };
    assert_eq!(of(&first_page), [numbers[4], numbers[3]], "the newest first");
    assert!(first_page.iter().all(|(_, tally)| tally.applied == 1));
    let rest = book.view().runs_before(Some(numbers[3]), 10).unwrap();
    assert_eq!(of(&rest), [numbers[2], numbers[1], numbers[0]]);
}

#[test]
fn everybody_whom_the_journal_names_is_named_once_and_the_latest_first() {
    let mut book = Book::new();
    book.apply(action(ActionKind::Link, 1, "00u1"));
    book.apply(action(ActionKind::Link, 2, "00u2"));
    let mut renamed = action(ActionKind::Update, 1, "00u1");
    renamed.name = "Jane Roe".to_owned();
    let latest = book.apply(renamed);
    let people = book.view().people().unwrap();
    assert_eq!(people.len(), 2);
    assert_eq!(people[0].employee, Some(id(1)));
    assert_eq!((people[0].name.as_str(), people[0].actions), ("Jane Roe", 2));
    assert_eq!(people[0].latest, latest);
}

#[test]
fn how_much_was_applied_is_counted_by_run() {
    let mut book = Book::new();
    book.apply(action(ActionKind::Link, 1, "00u1"));
    book.at("2026-12-01T00:00:00Z");
    book.run(action(ActionKind::Update, 1, "00u1"), &refused(false));
    book.apply(action(ActionKind::Update, 1, "00u1"));
    let since = |time: &str| book.view().applied_since(instant(time)).unwrap();
    let counts: Vec<usize> = since("2026-11-01T00:00:00Z")
        .iter()
        .map(|(_, count)| *count)
        .collect();
    assert_eq!(counts, [1, 0, 1]);
    assert_eq!(since("2026-11-30T12:00:00Z").len(), 2);
}

#[test]
fn decisions_come_page_by_page() {
    let mut book = Book::new();
    for employee in 1..=3 {
        let decision = koppel::store::state::Decision::Exclude {
            employee: id(employee),
            note: String::new(),
        };
        book.store
            .decide(&book.staging_lock, &[decision], Origin::Screen)
            .unwrap();
    }
    let page = book.view().decisions_before(None, 2).unwrap();
    let rest = book.view().decisions_before(Some(page[1].id), 2).unwrap();
    let about = |rows: &[koppel::store::state::DecisionRow]| -> Vec<_> {
        rows.iter().map(|row| row.decision.employee()).collect()
    };
    assert_eq!(about(&page), [Some(id(3)), Some(id(2))]);
    assert_eq!(about(&rest), [Some(id(1))]);
}
