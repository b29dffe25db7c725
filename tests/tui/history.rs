//! The history: runs, what each did, decisions, people, files for an auditor, and undoing a run as a plan.

use crate::book::{Book, action, applied, change, id, instant, operator, refused, unknown};
use crate::overview::{MONDAY, give, job_of, people, reading_of, reviewed, surroundings};
use crate::world::World;
use koppel::core::plan::{ActionKind, Hold, HoldCode};
use koppel::core::state::PersonHold;
use koppel::failure::Failure;
use koppel::store::state::{Applied, Decision, NewRun, RunEnd, RunId, RunKind};
use koppel::tui::effect::Effect;
use koppel::tui::message::{Message, News};
use koppel::tui::screen::ScreenId;
use koppel::tui::screen::history::{Found, Task, perform};
use koppel::tui::work::{Answer, Work};
use std::sync::Arc;

/// Three runs: one that did everything, one of a person in which Okta refused something, one whose process died.
fn book() -> Book {
    let mut book = reviewed();
    let mut update = action(ActionKind::Update, 10234, "00u10234");
    "Jörg Müller".clone_into(&mut update.name);
    update.changes = vec![
        change("department", "Vertrieb", "Sales"),
        change("title", "", "Lead"),
    ];
    book.at("2026-11-27T16:30:00Z").apply(update);
    book.decide(Decision::Hold {
        employee: id(10954),
        hold: PersonHold {
            kind: Some(ActionKind::Update),
            note: "asks HR first".to_owned(),
            until: None,
        },
    });
    let mut failing = action(ActionKind::Deactivate, 9120, "00u9120");
    "Günter Groß".clone_into(&mut failing.name);
    book.at("2026-11-28T16:30:00Z");
    let run = book.begin(&NewRun {
        kind: RunKind::Sync,
        reverses: None,
        is_unattended: false,
        overrides: vec!["--confirm-count deactivate=1".to_owned()],
        is_part: false,
    });
    let mut held = action(ActionKind::Update, 10388, "00u10388");
    held.held = Some(Hold::new(HoldCode::Rename));
    let actions = [failing, held];
    let planned: Vec<_> = actions.iter().map(crate::book::planned).collect();
    book.store.plan_actions(run, &planned).unwrap();
    book.store.begin_action(run, 0).unwrap();
    book.store.end_action(run, 0, &refused(false)).unwrap();
    book.store.end_run(run, RunEnd::SomeFailed).unwrap();
    book.at("2026-11-29T16:30:00Z");
    let run = book.plan(&[
        action(ActionKind::Update, 11020, "00u11020"),
        action(ActionKind::Update, 10954, "00u10954"),
    ]);
    book.store.begin_action(run, 0).unwrap();
    book.store.end_action(run, 0, &unknown()).unwrap();
    book.store.end_run(run, RunEnd::BrokenOff).unwrap();
    book.at(MONDAY);
    book
}

/// Answers all that the history asked for since.
struct Desk {
    world: World,
    book: Book,
    answered: usize,
}

impl Desk {
    fn new(book: Book) -> Self {
        let mut world = World::settled();
        world.model.shell.now = instant(MONDAY);
        world.press(&["4"]);
        let mut desk = Self {
            world,
            book,
            answered: 0,
        };
        desk.settle();
        desk
    }

    fn perform(&self, task: Task) -> Result<Found, Failure> {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let surroundings = Arc::new(surroundings(&self.book, None, MONDAY));
        runtime.block_on(perform(task, surroundings))
    }

    fn settle(&mut self) -> &mut Self {
        while self.answered < self.world.effects.len() {
            let effect = self.world.effects[self.answered].clone();
            self.answered += 1;
            if let Effect::Start {
                job,
                work: Work::History(task),
            } = effect
            {
                let news = match self.perform(task) {
                    Ok(found) => News::Done(Answer::History(found)),
                    Err(failure) => News::Failed(failure),
                };
                self.world.send(Message::Job { job, news });
            }
        }
        self
    }

    fn press(&mut self, names: &[&str]) -> &mut Self {
        for name in names {
            self.world.press(&[name]);
            self.settle();
        }
        self
    }

    fn screen(&mut self) -> String {
        self.world.screen(80, 24)
    }
}

/// A history of which everything is known, for random keys.
pub fn known() -> World {
    let mut desk = Desk::new(book());
    give(&mut desk.world, reading_of(people(), &desk.book, MONDAY));
    desk.settle().press(&["Down", "Enter"]);
    desk.world
}

fn looks(name: &str, desk: &mut Desk) {
    for (width, height) in [(80, 24), (120, 40)] {
        let screen = desk.world.screen(width, height);
        insta::assert_snapshot!(format!("history_{name}_{width}x{height}"), screen);
    }
}

#[test]
fn runs_are_told_the_newest_first_with_who_and_how_they_ended() {
    looks("runs", &mut Desk::new(book()));
}

#[test]
fn nothing_done_yet_is_said() {
    looks("empty", &mut Desk::new(Book::new()));
}

#[test]
fn a2_a_run_opens_to_its_actions_with_old_and_new_outcome_words_and_request() {
    let mut desk = Desk::new(book());
    desk.press(&["Down", "Enter"]);
    looks("actions", &mut desk);
    let screen = desk.screen();
    for said in ["Api validation failed: department", "XkN2", "failed: deactivate"] {
        assert!(screen.contains(said), "{said}: {screen}");
    }
    desk.press(&["Esc", "Down", "Enter", "Enter"]);
    looks("whole", &mut desk);
    assert!(desk.screen().contains("department: Vertrieb → Sales"));
    desk.press(&["Esc", "Esc"]);
    assert!(desk.screen().contains("RUNS"), "one level back at a time");
}

#[test]
fn decisions_are_the_other_list_with_whom_they_are_about() {
    let mut desk = Desk::new(book());
    give(&mut desk.world, reading_of(people(), &desk.book, MONDAY));
    desk.press(&["r", "Tab"]);
    looks("decisions", &mut desk);
    let screen = desk.screen();
    assert!(
        screen.contains("asks HR first") && screen.contains("Bjørn Sørensen"),
        "{screen}"
    );
}

#[test]
fn a_person_is_found_over_all_runs_by_name_id_and_login() {
    for typed in ["muller", "10234", "jane.doe müller"] {
        let mut desk = Desk::new(book());
        desk.press(&["/"]);
        desk.world.type_text(typed);
        assert!(desk.screen().contains("Jörg Müller"), "{typed}");
    }
    let mut desk = Desk::new(book());
    desk.press(&["/"]);
    desk.world.type_text("müller");
    looks("people", &mut desk);
    desk.press(&["Enter", "Enter"]);
    looks("person", &mut desk);
    assert!(desk.screen().contains("department: Vertrieb → Sales"));
}

#[test]
fn a9_undoing_a_run_leads_to_a_plan_and_writes_nothing() {
    let mut desk = Desk::new(book());
    desk.press(&["End", "z"]);
    assert_eq!(
        desk.world.model.shell.screen,
        ScreenId::History,
        "both sides first"
    );
    give(&mut desk.world, reading_of(people(), &desk.book, MONDAY));
    desk.press(&["End", "z"]);
    assert_eq!(desk.world.model.shell.screen, ScreenId::Plan);
    let is_run = |effect: &Effect| {
        use koppel::tui::desk::task::Task;
        matches!(
            effect,
            Effect::Start {
                work: Work::Desk(Task::Run(_)),
                ..
            }
        )
    };
    assert!(!desk.world.effects.iter().any(is_run));
}

#[test]
fn a9_what_cannot_be_undone_is_said() {
    let mut book = book();
    let reverse = book.begin(&NewRun {
        kind: RunKind::Undo,
        reverses: Some(RunId(1)),
        is_unattended: false,
        overrides: Vec::new(),
        is_part: false,
    });
    book.store.end_run(reverse, RunEnd::Done).unwrap();
    let mut desk = Desk::new(book);
    give(&mut desk.world, reading_of(people(), &desk.book, MONDAY));
    // The undo itself had nothing to do.
    desk.press(&["z"]);
    assert!(desk.screen().contains("nothing to undo"), "{}", desk.screen());
    desk.press(&["End", "z"]);
    assert!(
        desk.screen().contains("undone already, by run 4"),
        "{}",
        desk.screen()
    );
}

#[test]
fn u_points_to_the_undo_of_a_run_where_no_decision_is_to_be_undone() {
    let mut desk = Desk::new(book());
    desk.press(&["u"]);
    assert!(desk.screen().contains("z undoes"), "{}", desk.screen());
}

#[test]
fn an_auditor_gets_a_file_that_overwrites_none() {
    let mut desk = Desk::new(book());
    let folder = desk.book.folder.path().to_owned();
    for (name, begins) in [("runs.csv", "run,kind"), ("runs.json", "{")] {
        let path = folder.join(name);
        desk.press(&["e", "Ctrl-U"]);
        if name == "runs.csv" {
            insta::assert_snapshot!("history_file", desk.screen());
        }
        desk.world.paste(path.to_str().unwrap());
        desk.press(&["Enter"]);
        assert!(
            std::fs::read_to_string(&path).unwrap().starts_with(begins),
            "{name}"
        );
    }
    std::fs::write(folder.join("mine.csv"), "mine").unwrap();
    desk.press(&["e", "Ctrl-U"]);
    desk.world.paste(folder.join("mine.csv").to_str().unwrap());
    desk.press(&["Enter"]);
    assert_eq!(std::fs::read_to_string(folder.join("mine.csv")).unwrap(), "mine");
    assert!(desk.screen().contains("was not written"), "{}", desk.screen());
}

#[test]
fn ten_thousand_runs_come_page_by_page() {
    let mut book = reviewed();
    for _ in 0..700 {
        let run = book.begin(&crate::book::sync());
        book.store.end_run(run, RunEnd::Done).unwrap();
    }
    let mut desk = Desk::new(book);
    let pages = |desk: &Desk| {
        let asks = |effect: &&Effect| {
            matches!(
                effect,
                Effect::Start {
                    work: Work::History(Task::Runs(_)),
                    ..
                }
            )
        };
        desk.world.effects.iter().filter(asks).count()
    };
    assert_eq!(pages(&desk), 1);
    desk.press(&["End"]);
    assert_eq!(pages(&desk), 2);
    desk.press(&["End", "End"]);
    assert_eq!(pages(&desk), 3);
    desk.press(&["End", "End", "End"]);
    assert_eq!(pages(&desk), 3, "the last page was short");
    assert!(desk.screen().contains("> =  1  "), "{}", desk.screen());
    assert_eq!(operator().host, "idp1");
}

#[test]
fn a_run_that_ends_meanwhile_shows_and_the_selection_stays() {
    let mut desk = Desk::new(book());
    desk.press(&["Down"]);
    let run = desk.book.plan(&[action(ActionKind::Update, 10234, "00u10234")]);
    desk.book.store.begin_action(run, 0).unwrap();
    desk.book
        .store
        .end_action(run, 0, &applied(Applied::default()))
        .unwrap();
    desk.book.store.end_run(run, RunEnd::Done).unwrap();
    give(&mut desk.world, reading_of(people(), &desk.book, MONDAY));
    desk.settle();
    let screen = desk.screen();
    assert!(screen.contains("=  4 "), "{screen}");
    assert!(screen.contains("> !  2 "), "{screen}");
    let job = job_of(&desk.world, |work| matches!(work, Work::History(Task::People)));
    assert!(desk.world.model.shell.jobs.get(job).is_none(), "it was answered");
}
