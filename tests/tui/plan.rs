//! The plan: what is shown, what each key decides, and that nothing but the page before a write leads to Okta.

use crate::company::{self, TODAY, id, okta};
use crate::run::report;
use crate::world::{World, reading_of};
use koppel::core::employee::{Day, EmployeeStatus};
use koppel::core::plan::{ActionKind, HoldCode};
use koppel::core::policy::Rename;
use koppel::core::state::{AsideKind, PersonHold};
use koppel::core::undo::{Done as DoneRun, undo};
use koppel::core::value::Value;
use koppel::engine::UndoOrder;
use koppel::failure::{Exit, Failure};
use koppel::okta::Tier;
use koppel::store::state::{Decision, RunId};
use koppel::tui::desk::task::{Done, Task};
use koppel::tui::desk::{RunRequest, Seen, Shown, ShownKind, What, Wish};
use koppel::tui::effect::Effect;
use koppel::tui::layer::Layer;
use koppel::tui::message::{Message, News};
use koppel::tui::screen::{ScreenId, plan};
use koppel::tui::shared::Shared;
use koppel::tui::work::{Answer, Work};

/// A company with something of everything in its plan.
pub fn people() -> company::World {
    let mut people = company::World::new();
    people.policy.rename = Rename::Ask;
    for number in 1..=60 {
        let (first, last) = (format!("Anna{number}"), format!("Berg{number}"));
        people.linked(number, &format!("00u{number}"), &first, &last);
        people.holds(&format!("00u{number}"), "department", Value::text("Vertrieb"));
        people.sent(&format!("00u{number}"), "department", Value::text("Vertrieb"));
        people.says(number, "department", Value::text("Vertrieb"));
    }
    people.linked(9120, "00ugross", "Günter", "Groß");
    people.leave(9120).termination_date = Day::On(TODAY.yesterday().unwrap());
    people.profile("00ugross").last_login = Some(company::instant("2026-11-20T16:51:00Z"));
    people.account("00uadm", "Günter", "Groß").login = "adm-g.gross@example.com".into();
    people.set_aside("00uadm", AsideKind::Second(Some(id(9120))));
    for number in 1..=8 {
        people.says(number, "department", Value::text("Sales"));
    }
    for number in 10..=13 {
        people.says(number, "position", Value::text(&format!("Clerk {number}")));
    }
    people.says(20, "office", Value::text("Köln"));
    people.newcomer(12051, "Łukasz", "Øverås").hire_date = Day::On(TODAY.tomorrow().unwrap());
    people.newcomer(12060, "Jürgen", "Müller");
    people.employee(30).last_name = Value::text("Lewandowska");
    people.sent("00u30", "lastName", Value::text("Berg30"));
    // A second record of somebody whose first one ends.
    people.linked(10871, "00uschroeder", "Jana", "Schröder");
    people.employee(10871).termination_date = Day::On(TODAY);
    people.newcomer(12044, "Jana", "Schröder");
    people.state.past.has_read = true;
    people.hire(77, "Otto", "Ohne").status = EmployeeStatus::Other("sabbatical".into());
    people.remember();
    people
}

fn shown(people: &company::World) -> World {
    let mut world = World::settled();
    world.model.shell.header.org = Some((Tier::Production, "acme.okta.com".to_owned()));
    world.read(reading_of(people));
    world.press(&["3"]);
    world
}

/// The last decision that was begun to be written down.
fn decided(world: &World) -> Option<&What> {
    world.effects.iter().rev().find_map(|effect| match effect {
        Effect::Start {
            work: Work::Desk(Task::Decide { act, .. }),
            ..
        } => Some(&act.what),
        _ => None,
    })
}

fn asked(world: &World) -> bool {
    matches!(world.model.shell.layers.last(), Some(Layer::Write(_)))
}

/// Selects the row that holds these words.
fn go_to(world: &mut World, words: &str) {
    world.press(&["g"]);
    for _ in 0..200 {
        let screen = world.screen(80, 24);
        if screen
            .lines()
            .any(|line| line.starts_with("\">") && line.contains(words))
        {
            return;
        }
        world.press(&["Down"]);
    }
    panic!("no row with {words}: {}", world.screen(80, 24));
}

#[test]
fn the_plan_by_danger_at_every_size() {
    for (width, height) in [(80, 24), (120, 40)] {
        let screen = shown(&people()).screen(width, height);
        insta::assert_snapshot!(format!("plan_{width}x{height}"), screen);
    }
}

#[test]
fn every_row_of_it() {
    let mut world = shown(&people());
    for group in ["REMARKS", "SKIPPED", "UPDATE"] {
        go_to(&mut world, group);
        world.press(&["l"]);
    }
    world.press(&["g"]);
    let screen = world.screen(200, 60);
    insta::assert_snapshot!(screen);
}

#[test]
fn what_a_deactivation_takes_away_is_told_with_their_second_account() {
    let mut world = shown(&people());
    go_to(&mut world, "Günter Groß");
    while !world.screen(80, 24).contains("deactivate (D1)") {
        world.press(&["Down"]);
    }
    world.press(&["Enter"]);
    insta::assert_snapshot!("deactivate_80x24", world.screen(80, 24));
    world.press(&["Enter"]);
    insta::assert_snapshot!("deactivate_120x40", world.screen(120, 40));
}

#[test]
fn space_holds_one_in_every_run_and_shows_it_at_once() {
    let mut world = shown(&people());
    go_to(&mut world, "[x] Łukasz");
    world.press(&[" "]);
    let expected = Decision::Hold {
        employee: id(12051),
        hold: PersonHold {
            kind: Some(ActionKind::Provision),
            note: "taken out of the plan".to_owned(),
            until: None,
        },
    };
    assert_eq!(decided(&world), Some(&What::Decide(vec![expected])));
    let screen = world.screen(80, 24);
    assert!(screen.contains("[ ] Łukasz"), "{screen}");
    // A refusal gives it back.
    let job = world.job();
    let refused = Failure::new(Exit::Failed, "Somebody else is deciding");
    world.send(Message::Job {
        job,
        news: News::Failed(refused),
    });
    world.press(&["Esc"]);
    assert!(world.screen(80, 24).contains("[x] Łukasz"));
}

#[test]
fn space_on_a_fold_holds_all_of_it() {
    let mut world = shown(&people());
    go_to(&mut world, "Vertrieb → Sales");
    world.press(&[" "]);
    let Some(What::Decide(decisions)) = decided(&world) else {
        panic!("nothing was decided");
    };
    assert_eq!(decisions.len(), 8);
}

#[test]
fn o_takes_out_of_this_run_alone_and_decides_nothing() {
    let mut world = shown(&people());
    go_to(&mut world, "[x] Łukasz");
    world.press(&["o"]);
    assert!(decided(&world).is_none());
    assert!(world.screen(80, 24).contains("[-] Łukasz"));
    world.press(&["W"]);
    assert!(asked(&world));
    let page = world.screen(80, 24);
    assert!(page.contains("+ create 1"), "{page}");
    world.press(&["Esc", " "]);
    assert!(world.screen(80, 24).contains("[x] Łukasz"), "in again");
    world.press(&["-", "W"]);
    assert!(!asked(&world), "nothing is left");
    world.press(&["+", "W"]);
    assert!(asked(&world));
}

#[test]
fn x_asks_for_a_note_and_a_day() {
    let mut world = shown(&people());
    go_to(&mut world, "[x] Łukasz");
    world.press(&["x"]);
    world.type_text("starts later");
    world.press(&["Tab"]);
    world.type_text("1.12.");
    world.press(&["Enter"]);
    insta::assert_snapshot!("hold_80x24", world.screen(80, 24));
    assert!(decided(&world).is_none(), "that is no day");
    world.press(&["Ctrl-U"]);
    world.type_text("2026-12-01");
    world.press(&["Enter"]);
    let Some(What::Decide(decisions)) = decided(&world) else {
        panic!("nothing was decided");
    };
    assert!(matches!(&decisions[..], [Decision::Hold { hold, .. }]
        if hold.note == "starts later" && hold.until == Some(jiff::civil::date(2026, 12, 1))));
}

#[test]
fn p4_a_second_record_is_two_people_or_one_who_keeps_the_account() {
    let mut world = shown(&people());
    go_to(&mut world, "2nd record");
    world.press(&["Enter"]);
    insta::assert_snapshot!("second_record_80x24", world.screen(80, 24));
    insta::assert_snapshot!("second_record_120x40", world.screen(120, 40));
    world.press(&["Enter"]);
    let wish = Wish {
        profile: okta("00uschroeder"),
        employee: id(12044),
        may_move: true,
    };
    assert_eq!(decided(&world), Some(&What::Assign(vec![wish])));
    let mut world = shown(&people());
    go_to(&mut world, "2nd record");
    world.press(&["Enter", "Down", "Enter"]);
    let release = Decision::Release {
        hold: HoldCode::SecondRecord,
        employee: id(12044),
    };
    assert_eq!(decided(&world), Some(&What::Decide(vec![release])));
}

#[test]
fn u7_a_rename_that_waits_is_let_go_in_exact_words() {
    let mut world = shown(&people());
    go_to(&mut world, "rename");
    world.press(&["Enter"]);
    let screen = world.screen(80, 24);
    assert!(screen.contains("Send lastName: Berg30 → Lewandowska"), "{screen}");
    world.press(&["Enter"]);
    let release = Decision::Release {
        hold: HoldCode::Rename,
        employee: id(30),
    };
    assert_eq!(decided(&world), Some(&What::Decide(vec![release])));
}

#[test]
fn p2_what_waits_for_the_review_says_where_it_ends() {
    let mut people = people();
    people.state.review = koppel::core::state::Review::Open;
    let mut world = shown(&people);
    go_to(&mut world, "review open");
    world.press(&["Enter"]);
    let screen = world.screen(80, 24);
    assert!(screen.contains("links screen"), "{screen}");
    world.press(&["Enter"]);
    assert!(decided(&world).is_none());
}

#[test]
fn s_shows_one_person_alone_whom_no_limit_stops() {
    let mut world = shown(&people());
    go_to(&mut world, "[x] Günter Groß");
    world.press(&["s"]);
    insta::assert_snapshot!("one_person_80x24", world.screen(80, 24));
    world.press(&["W"]);
    world.press(&["1", "Enter"]);
    let seen = written(&world).unwrap();
    assert!(
        seen.plan
            .actions
            .iter()
            .all(|action| action.employee == Some(id(9120)))
    );
    let mut world = shown(&people());
    go_to(&mut world, "[x] Günter Groß");
    world.press(&["s", "Esc"]);
    assert!(world.screen(80, 24).contains("UPDATE"), "everybody again");
}

fn written(world: &World) -> Option<Seen> {
    world.effects.iter().find_map(|effect| match effect {
        Effect::Start {
            work: Work::Desk(Task::Run(RunRequest::Seen(seen))),
            ..
        } => Some(Seen::clone(seen)),
        _ => None,
    })
}

#[test]
fn g5_read_only_decides_nothing_and_says_so() {
    let mut world = shown(&people());
    world.model.shell.header.read_only = true;
    go_to(&mut world, "[x] Łukasz");
    for keys in [&[" "][..], &["W"], &["x", "Enter"]] {
        world.press(keys);
        assert!(decided(&world).is_none() && !asked(&world));
        assert!(world.screen(80, 24).contains("--read-only"));
    }
}

#[test]
fn a_filter_finds_people_in_folds_and_esc_drops_it() {
    let mut world = shown(&people());
    world.press(&["/"]);
    world.type_text("berg7 sales");
    world.press(&["Enter"]);
    let screen = world.screen(80, 24);
    assert!(
        screen.contains("Anna7 Berg7") && !screen.contains("Anna8 Berg8"),
        "{screen}"
    );
    insta::assert_snapshot!("filter_80x24", screen);
    world.press(&["Esc"]);
    assert!(world.screen(80, 24).contains("DEACTIVATE"));
    world.press(&["/"]);
    world.type_text("two Personio records");
    assert!(
        world.screen(80, 24).contains("Jana Schröder"),
        "why it waits is found, too"
    );
}

#[test]
fn g1_whom_a_limit_stops_is_named_once_among_those_who_are_deactivated() {
    let mut people = people();
    for number in 41..=45 {
        people.leave(number);
    }
    let screen = shown(&people).screen(80, 24);
    assert!(screen.contains("OVER"), "{screen}");
    assert_eq!(screen.matches("Anna41 Berg41").count(), 1, "{screen}");
}

#[test]
fn an_explanation_is_a_panel_of_its_own() {
    let mut world = shown(&people());
    go_to(&mut world, "[x] Günter Groß");
    world.press(&["i"]);
    let job = world.job();
    let question = world.effects.iter().rev().find_map(|effect| match effect {
        Effect::Start {
            work: Work::Plan(plan::Task::Explain(question)),
            ..
        } => Some(question.clone()),
        _ => None,
    });
    assert_eq!(question.unwrap().employee, Some(id(9120)));
    let lines = vec![
        "1 READ".to_owned(),
        "  Personio says inactive (rule D1)".to_owned(),
    ];
    world.send(Message::Job {
        job,
        news: News::Done(Answer::Plan(plan::Done::Explained(lines))),
    });
    insta::assert_snapshot!("explained_80x24", world.screen(80, 24));
}

#[test]
fn r2_a_reading_that_cannot_be_trusted_is_told_and_nothing_can_be_written() {
    let mut reading = reading_of(&people());
    reading.plan = Err(Failure::new(Exit::Stopped, "Personio named nobody")
        .because("The answer holds no employee, and 62 profiles in Okta hold a Personio ID")
        .todo("Look whether the Personio credential still sees all employees; nothing was planned"));
    let mut world = World::settled();
    world.read(reading);
    world.press(&["3"]);
    insta::assert_snapshot!("suspicious_80x24", world.screen(80, 24));
    world.press(&["W"]);
    assert!(!asked(&world));
}

#[test]
fn a9_the_reverse_of_a_run_is_shown_as_a_plan_and_esc_leads_back() {
    let people = people();
    let applied: Vec<_> = people
        .plan()
        .actions
        .into_iter()
        .filter(|action| action.held.is_none() && action.kind == ActionKind::Deactivate)
        .collect();
    let mut after = people.clone();
    after.apply(&applied);
    let done = DoneRun {
        applied,
        unknown: Vec::new(),
        was_undo: false,
    };
    let reverse = undo(
        &done,
        &after.snapshot,
        &after.policy,
        &after.state,
        &after.links(),
    )
    .unwrap();
    let reading = reading_of(&after);
    let mut world = World::settled();
    world.read(reading);
    let reading = world.model.shell.desk.reading().unwrap().clone();
    let order = UndoOrder {
        run: RunId(12),
        reverses: None,
        done,
    };
    world.model.shell.show_plan(Shown {
        kind: ShownKind::Undo(Shared::new(order)),
        reading,
        plan: Shared::new(reverse.plan),
        left: reverse.left,
    });
    world.send(Message::Tick);
    assert_eq!(world.model.shell.screen, ScreenId::Plan);
    insta::assert_snapshot!("undo_80x24", world.screen(80, 24));
    world.press(&["W", "Enter"]);
    let seen = written(&world).unwrap();
    assert_eq!(seen.undo.as_ref().map(|undo| undo.run), Some(RunId(12)));
    // Once applied, it leaves: the screen shows the next sync again.
    let job = world.model.shell.desk.run().unwrap();
    let report = report(koppel::core::plan::Plan::clone(&seen.plan), None);
    world.send(Message::Job {
        job,
        news: News::Done(Answer::Desk(Done::Ran(Shared::new(report)))),
    });
    world.read(reading_of(&after));
    world.model.shell.go(ScreenId::Plan);
    world.send(Message::Tick);
    let screen = world.screen(80, 24);
    assert!(!screen.contains("UNDO OF RUN"), "{screen}");
}

#[test]
fn the_selection_stays_on_the_same_person_over_another_reading() {
    let mut world = shown(&people());
    go_to(&mut world, "[x] Jürgen Müller");
    let mut later = people();
    later.says(40, "office", Value::text("Bonn"));
    later.newcomer(12001, "Ada", "Neu");
    world.read(reading_of(&later));
    let screen = world.screen(80, 24);
    let selected = screen.lines().find(|line| line.starts_with("\">")).unwrap();
    assert!(selected.contains("Jürgen Müller"), "{screen}");
}

#[test]
fn e_asks_for_a_file_and_writes_the_plan_there() {
    let mut world = shown(&people());
    world.press(&["e"]);
    insta::assert_snapshot!("export_80x24", world.screen(80, 24));
    world.press(&["Enter"]);
    let path = world.effects.iter().rev().find_map(|effect| match effect {
        Effect::Start {
            work: Work::Plan(plan::Task::Export { path, .. }),
            ..
        } => Some(path.clone()),
        _ => None,
    });
    assert_eq!(path.unwrap(), "koppel-plan-2026-11-23.csv");
}

#[test]
fn a_plan_of_ten_thousand_rows_is_walked_as_quickly_as_a_short_one() {
    let mut people = company::World::new();
    for number in 1..=10_000 {
        people.linked(number, &format!("00u{number}"), "Anna", &format!("Berg{number}"));
        people.says(number, "position", Value::text(&format!("Clerk {number}")));
    }
    people.remember();
    let mut world = shown(&people);
    go_to(&mut world, "title");
    world.press(&["l"]);
    let began = std::time::Instant::now();
    for _ in 0..20 {
        world.press(&["Down", "o"]);
        world.screen(80, 24);
    }
    // Making such a plan takes seconds in a build for tests; a key and a frame must not look at all of it.
    assert!(began.elapsed().as_millis() < 2000, "{:?}", began.elapsed());
    assert!(world.screen(80, 24).contains("20 out of this run"));
}
