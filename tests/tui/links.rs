//! The links screen: the report, and what is decided at it.

use crate::company::{self, id, instant, okta};
use crate::world::{NOW, SETTINGS, World, reading};
use koppel::clock::Clock;
use koppel::core::Snapshot;
use koppel::core::employee::{Day, EmployeeStatus};
use koppel::core::state::{AsideKind, Decisions, Review, Staging};
use koppel::core::value::Value;
use koppel::failure::{Exit, Failure};
use koppel::store::state::View;
use koppel::store::{Place, Vaults};
use koppel::tui::desk::task::{Done, Listeners, Task, perform};
use koppel::tui::desk::{Act, RunRequest};
use koppel::tui::effect::Effect;
use koppel::tui::message::{Message, News};
use koppel::tui::screen::Screen;
use koppel::tui::screen::links::{self, Tab, prompt};
use koppel::tui::work::{Answer, Surroundings, Work};
use std::sync::Arc;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;

/// Everybody is in scope.
pub fn settings() -> String {
    SETTINGS.replace(
        "[scope]\nexclude = [{ attribute = \"employment_type\", is = [\"external\", \"intern\"] }]\n",
        "",
    )
}

/// Somebody of every heading that needs no decision first.
pub fn snapshot() -> Snapshot {
    let mut world = company::World::new();
    world.newcomer(10234, "Jörg", "Müller");
    world.newcomer(10954, "Bjørn", "Sørensen");
    world.hire(9120, "Günter", "Groß").status = EmployeeStatus::Inactive;
    world.newcomer(12051, "Łukasz", "Øverås");
    world.hire(10871, "Zoë", "Krämer");
    world.hire(11020, "Ana", "Lima");
    world.hire(11388, "Cem", "Yıldız");
    world.says(10234, "department", Value::text("IT"));
    world.employee(9120).termination_date = Day::On(jiff::civil::date(2026, 6, 30));
    let jorg = world.account("00u1", "Jörg", "Müller");
    jorg.email = Some("j.mueller@acme.com".into());
    jorg.login = "j.mueller@acme.com".into();
    jorg.last_login = Some(instant("2026-11-23T07:12:00Z"));
    world.holds("00u1", "department", Value::text("IT Operations"));
    let bjorn = world.account("00u2", "Bjorn", "Soerensen");
    bjorn.email = Some("bsorensen@acme.com".into());
    bjorn.login = "bsorensen@acme.com".into();
    bjorn.last_login = Some(instant("2026-11-11T07:12:00Z"));
    let gunter = world.account("00u3", "Günter", "Groß");
    gunter.email = Some("g.gross@acme.com".into());
    gunter.login = "g.gross@acme.com".into();
    let scanner = world.account("00u4", "Scanner", "Versand");
    scanner.email = Some("svc-scan04@acme.com".into());
    scanner.login = "svc-scan04@acme.com".into();
    world.account("00u5", "Zoë", "Krämer");
    world.account("00u6", "Ana", "Lima").number = Some("11020".into());
    world.account("00u7", "Cem", "Yıldız").number = Some("4-217".into());
    let gone = world.account("00u8", "Old", "Colleague");
    gone.status = koppel::core::ProfileStatus::Deprovisioned;
    gone.email = Some("old.colleague@acme.com".into());
    gone.login = "old.colleague@acme.com".into();
    world.snapshot
}

/// The report of [`snapshot`], with the candidates that are known.
pub fn world() -> World {
    of(snapshot(), &settings())
}

pub fn of(snapshot: Snapshot, settings: &str) -> World {
    let mut world = World::settled();
    world.press(&["2"]);
    world.read(reading(snapshot, settings));
    suggest(&mut world);
    world
}

/// Answers what the desk asks about candidates.
pub fn suggest(world: &mut World) {
    let asked = world.effects.iter().rev().find_map(|effect| match effect {
        Effect::Start {
            job,
            work: Work::Desk(Task::Suggest {
                reading, profiles, ..
            }),
        } => Some((*job, reading.clone(), profiles.clone())),
        _ => None,
    });
    let Some((job, reading, profiles)) = asked else {
        return;
    };
    let snapshot = &reading.people.snapshot;
    let index = koppel::core::suggest::Index::of(snapshot, &reading.links);
    let found = profiles.iter().map(|at| {
        let found = index.suggest_for(*at, &reading.state, &reading.links);
        (*at, found.into())
    });
    let news = News::Done(Answer::Desk(Done::Suggested(found.collect())));
    world.send(Message::Job { job, news });
}

/// What was last to be written down.
fn decided(world: &World) -> Option<&Act> {
    world.effects.iter().rev().find_map(|effect| match effect {
        Effect::Start {
            work: Work::Desk(Task::Decide { act, .. }),
            ..
        } => Some(act),
        _ => None,
    })
}

pub fn show(world: &mut World, tab: Tab) {
    let part = Tab::ALL.iter().position(|one| *one == tab).unwrap();
    let World { model, .. } = world;
    model
        .screens
        .links
        .open(u8::try_from(part).unwrap(), &mut model.shell);
}

const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];

#[test]
fn every_heading_at_both_sizes() {
    for tab in Tab::ALL {
        for (width, height) in SIZES {
            let mut world = world();
            show(&mut world, tab);
            let screen = world.screen(width, height);
            insta::assert_snapshot!(format!("links_{tab:?}_{width}x{height}"), screen);
        }
    }
}

#[test]
fn before_and_without_a_reading() {
    let mut world = World::settled();
    world.press(&["2"]);
    insta::assert_snapshot!("links_reading", world.screen(80, 24));
    let job = world.job();
    let failure = Failure::new(Exit::Refused, "Okta refused the API token")
        .because("E0000011 Invalid token provided")
        .todo("Make a new one, and give it to koppel at 5 Settings");
    world.send(Message::Job {
        job,
        news: News::Failed(failure),
    });
    insta::assert_snapshot!("links_failed", world.screen(80, 24));
}

#[test]
fn what_lies_over_the_report() {
    for (name, tab, keys) in [
        ("aside", Tab::Undecided, &["x"][..]),
        ("exclude", Tab::NoAccount, &["x"]),
        ("strong", Tab::Undecided, &["A"]),
        ("close", Tab::Undecided, &["C"]),
        ("ask", Tab::Undecided, &[" ", " ", "H"]),
        ("export", Tab::Undecided, &["e"]),
        ("whole", Tab::Undecided, &["v"]),
        ("reject", Tab::Undecided, &[" ", " ", "R"]),
    ] {
        let mut world = world();
        show(&mut world, tab);
        let screen = world.press(keys).screen(80, 24);
        insta::assert_snapshot!(format!("links_over_{name}"), screen);
    }
}

/// A desk on the disk: whatever the screen starts is carried out.
struct Disk {
    world: World,
    folder: TempDir,
    surroundings: Arc<Surroundings>,
    runtime: Runtime,
    /// Effects that were carried out.
    done: usize,
}

impl Disk {
    fn new() -> Self {
        Self::of(snapshot(), &settings())
    }

    fn of(snapshot: Snapshot, settings: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let surroundings = Surroundings {
            environment: [("HOME", folder.path().to_str().unwrap())].into_iter().collect(),
            setup: None,
            place: Place {
                settings_file: folder.path().join("config.toml"),
                state_folder: folder.path().join("state"),
                file_was_named: false,
            },
            clock: Clock::Fixed(NOW.parse().unwrap()),
            read_only: false,
            vaults: Arc::new(Vaults::default()),
            program: "koppel".into(),
            user: "m.vogt".to_owned(),
            demo: None,
        };
        let mut disk = Self {
            world: of(snapshot, settings),
            folder,
            surroundings: Arc::new(surroundings),
            runtime: Runtime::new().unwrap(),
            done: 0,
        };
        disk.done = disk.world.effects.len();
        disk
    }

    /// Presses, each carried out before the next.
    fn press(&mut self, keys: &[&str]) -> &mut Self {
        for key in keys {
            self.world.press(&[key]);
            self.carry_out();
        }
        self
    }

    fn type_text(&mut self, text: &str) -> &mut Self {
        self.world.type_text(text);
        self
    }

    fn carry_out(&mut self) {
        while let Some(effect) = self.world.effects.get(self.done) {
            self.done += 1;
            let Effect::Start { job, work } = effect else {
                continue;
            };
            let job = *job;
            let surroundings = Arc::clone(&self.surroundings);
            let nobody = Listeners {
                progress: &|_| {},
                live: &|_| {},
            };
            let cancel = CancellationToken::new();
            let answer = match work.clone() {
                Work::Desk(Task::Run(_) | Task::Read) => continue,
                Work::Desk(task) => self
                    .runtime
                    .block_on(perform(task, surroundings, nobody, &cancel))
                    .map(Answer::Desk),
                Work::Prompt(task) => self
                    .runtime
                    .block_on(prompt::perform(task, &cancel))
                    .map(Answer::Prompt),
                Work::Links(task) => self
                    .runtime
                    .block_on(links::perform(task, surroundings))
                    .map(Answer::Links),
                _ => continue,
            };
            let news = match answer {
                Ok(answer) => News::Done(answer),
                Err(failure) => News::Failed(failure),
            };
            self.world.send(Message::Job { job, news });
            self.world.send(Message::Drawn);
        }
    }

    fn show(&mut self, tab: Tab) -> &mut Self {
        show(&mut self.world, tab);
        self.carry_out();
        self
    }

    /// What holds on the disk.
    fn decisions(&self) -> Decisions {
        let state = &self.surroundings.place.state_folder;
        let view = View::open(state, None, self.surroundings.clock).unwrap();
        view.decisions().unwrap()
    }

    fn screen(&mut self) -> String {
        self.world.screen(80, 24)
    }
}

#[test]
fn l9_what_is_set_aside_has_a_kind_and_a_note_and_comes_back_with_x() {
    let mut disk = Disk::new();
    // Scanner Versand is the last one: nobody is its candidate.
    disk.press(&["End", "x", "Enter"]);
    assert!(disk.decisions().aside.is_empty(), "a note is missing");
    disk.type_text("scanner of the mail room").press(&["Enter"]);
    let aside = disk.decisions().aside;
    assert_eq!(aside[&okta("00u4")].kind, AsideKind::Service);
    assert_eq!(aside[&okta("00u4")].note, "scanner of the mail room");
    let screen = disk.show(Tab::Aside).screen();
    assert!(
        screen.contains("svc-scan04") && screen.contains("scanner of the mail room"),
        "{screen}"
    );
    disk.press(&["x"]);
    assert!(disk.decisions().aside.is_empty());
}

#[test]
fn l9_a_second_account_has_an_owner_who_is_there() {
    let mut disk = Disk::new();
    disk.press(&["End", "x", " ", " ", " ", " ", "Tab"])
        .type_text("4711")
        .press(&["Tab"]);
    disk.type_text("administration").press(&["Enter"]);
    assert!(disk.decisions().aside.is_empty(), "nobody has that ID");
    disk.press(&["Ctrl-U"]).type_text("11020").press(&["Enter"]);
    assert_eq!(
        disk.decisions().aside[&okta("00u4")].kind,
        AsideKind::Second(Some(id(11020)))
    );
}

#[test]
fn l9_an_employee_is_excluded_with_a_note_and_comes_back_with_x() {
    let mut disk = Disk::new();
    disk.show(Tab::NoAccount).press(&["End", "x"]);
    disk.type_text("works abroad").press(&["Enter"]);
    assert!(disk.decisions().excluded.contains(&id(12051)));
    let screen = disk.show(Tab::Aside).screen();
    assert!(screen.contains("excluded: works abroad"), "{screen}");
    disk.press(&["x"]);
    assert!(disk.decisions().excluded.is_empty());
}

#[test]
fn l10_a_rejected_candidate_is_gone_until_that_is_taken_back() {
    let mut disk = Disk::new();
    disk.press(&["R"]);
    assert!(disk.decisions().has_rejected(&okta("00u2"), id(10954)));
    assert!(
        disk.screen().contains("? nobody   Bjorn Soerensen"),
        "{}",
        disk.screen()
    );
    disk.show(Tab::Aside).press(&["x"]);
    assert!(disk.decisions().rejected.is_empty());
}

#[test]
fn l10_a_pair_that_was_found_is_rejected_and_l7_a_link_removed_but_only_staged() {
    let mut disk = Disk::new();
    disk.show(Tab::ToLink).press(&["d"]);
    assert!(disk.decisions().rejected.is_empty(), "it is no link yet");
    disk.press(&["R"]);
    assert!(disk.decisions().has_rejected(&okta("00u5"), id(10871)));
    disk.show(Tab::Linked).press(&["d"]);
    let removals = disk.decisions().removals;
    assert_eq!(
        removals.get(&okta("00u6")).map(|one| one.staging),
        Some(Staging::Staged)
    );
    disk.press(&["u"]);
    assert!(disk.decisions().removals.is_empty());
    disk.press(&["U"]);
    assert_eq!(disk.decisions().removals.len(), 1);
}

#[test]
fn marked_cases_are_counted_before_anything_is_done_with_them() {
    let mut disk = Disk::new();
    disk.press(&[" ", " ", "R"]);
    let asks = disk.screen();
    assert!(
        asks.contains("2 pairs") && asks.contains("10234 Jörg Müller"),
        "{asks}"
    );
    disk.press(&["Esc"]);
    assert!(disk.decisions().rejected.is_empty());
    disk.press(&["R", "Enter"]);
    assert_eq!(disk.decisions().rejected.len(), 2);
    assert!(!disk.screen().contains("marked"), "the marks are used up");
}

#[test]
fn l5_a_foreign_number_is_replaced_one_by_one_or_everywhere() {
    for keys in [&["f"][..], &["F"]] {
        let mut disk = Disk::new();
        disk.show(Tab::Conflict).press(keys);
        let assigned = &disk.decisions().assignments;
        assert_eq!(assigned[&okta("00u7")].employee, id(11388), "{keys:?}");
        assert_eq!(assigned[&okta("00u7")].staging, Staging::Staged);
    }
    let mut snapshot = snapshot();
    for profile in &mut snapshot.directory.profiles {
        if profile.id == okta("00u5") {
            profile.number = Some("K-1".into());
        }
    }
    let mut disk = Disk::of(snapshot, &settings());
    disk.show(Tab::Conflict).press(&["F"]);
    assert!(disk.screen().contains("Replace 2 numbers"), "{}", disk.screen());
    disk.press(&["Enter"]);
    assert_eq!(disk.decisions().assignments.len(), 2);
}

#[test]
fn l11_all_strong_ones_are_listed_and_staged_by_one_stroke_without_who_has_left() {
    let mut disk = Disk::new();
    disk.press(&["A"]);
    assert!(disk.decisions().assignments.is_empty());
    disk.press(&["Enter"]);
    let assigned = disk.decisions().assignments;
    let mut profiles: Vec<&str> = assigned.keys().map(koppel::core::OktaId::as_str).collect();
    profiles.sort_unstable();
    assert_eq!(profiles, ["00u1", "00u2"], "Günter Groß has left");
    disk.press(&["u"]);
    assert!(disk.decisions().assignments.is_empty(), "one stroke, one undo");
}

#[test]
fn l11_two_profiles_with_one_strong_candidate_are_left_out_of_all() {
    let mut snapshot = snapshot();
    let mut twin = snapshot.directory.profiles[1].clone();
    twin.id = okta("00u2b");
    twin.login = "bjorn.soerensen@acme.com".into();
    twin.email = Some("bjorn.soerensen@acme.com".into());
    snapshot.directory.profiles.push(twin);
    let mut disk = Disk::of(snapshot, &settings());
    disk.press(&["A", "Enter"]);
    let assigned = disk.decisions().assignments;
    assert!(assigned.contains_key(&okta("00u1")));
    assert!(assigned.values().all(|one| one.employee != id(10954)));
}

#[test]
fn p2_closing_covers_what_the_question_named() {
    let mut disk = Disk::new();
    disk.press(&["C"]);
    assert!(
        disk.screen().contains("The next sync creates 1 profile."),
        "{}",
        disk.screen()
    );
    disk.press(&["Enter"]);
    let reading = disk.world.model.shell.desk.reading().unwrap().clone();
    let Review::Closed { covered, .. } = &reading.state.review else {
        panic!("open");
    };
    assert_eq!(covered.len(), 1);
    assert!(disk.screen().contains("the review is closed"));
}

#[test]
fn l8_the_page_before_a_write_has_all_that_is_staged_and_nothing_is_written_before() {
    let mut disk = Disk::new();
    disk.press(&["A", "Enter", "W"]);
    let screen = disk.screen();
    assert!(screen.contains("link"), "{screen}");
    assert!(!is_run(&disk.world));
    disk.world.press(&["Enter"]);
    let run = disk.world.effects.iter().rev().find_map(|effect| match effect {
        Effect::Start {
            work: Work::Desk(Task::Run(RunRequest::Seen(seen))),
            ..
        } => Some(seen),
        _ => None,
    });
    let seen = run.expect("the page's Enter runs it");
    assert_eq!(seen.confirm.len(), 2);
}

fn is_run(world: &World) -> bool {
    let runs = |effect: &Effect| {
        matches!(
            effect,
            Effect::Start {
                work: Work::Desk(Task::Run(_)),
                ..
            }
        )
    };
    world.effects.iter().any(runs)
}

#[test]
fn hr_is_asked_by_a_file_and_what_comes_back_is_judged_and_ends_the_question() {
    let mut disk = Disk::new();
    disk.press(&[" ", " ", " ", "H"])
        .type_text("=whose is it?")
        .press(&["Enter"]);
    assert_eq!(disk.decisions().asked.len(), 3);
    disk.show(Tab::Asked).press(&["e", "Ctrl-U"]);
    disk.type_text("~/hr.csv").press(&["Enter"]);
    let path = disk.folder.path().join("hr.csv");
    let list = std::fs::read_to_string(&path).unwrap();
    assert!(list.contains("HR is asked: =whose is it?"), "{list}");
    // Another file of that name is not written over.
    disk.press(&["e", "Ctrl-U"])
        .type_text("~/hr.csv")
        .press(&["Enter"]);
    assert!(
        disk.screen().contains("koppel overwrites no file"),
        "{}",
        disk.screen()
    );
    disk.press(&["Enter", "Esc"]);
    let answered = list
        .replace("\n00u2,,", "\n00u2,10954,")
        .replace("\n00u3,,", "\n00u3,99,");
    std::fs::write(&path, answered).unwrap();
    disk.press(&["I", "Enter"]);
    let screen = disk.screen();
    assert!(
        screen.contains("1 can be linked") && screen.contains("no employee 99"),
        "{screen}"
    );
    disk.press(&["Enter"]);
    let decisions = disk.decisions();
    assert_eq!(decisions.assignments[&okta("00u2")].employee, id(10954));
    assert_eq!(decisions.asked.len(), 2);
    // Whoever answers in another way takes the question back.
    disk.show(Tab::Asked).press(&["d"]);
    assert_eq!(disk.decisions().asked.len(), 1);
}

#[test]
fn g5_nothing_is_decided_where_the_session_is_read_only() {
    let mut disk = Disk::new();
    disk.world.model.shell.header.read_only = true;
    for key in ["x", "R", "d", "H", "A", "C", "W", "I", "Enter"] {
        disk.press(&[key]);
        assert!(disk.screen().contains("read-only: nothing is decided"), "{key}");
    }
    assert!(decided(&disk.world).is_none());
}

#[test]
fn r2_on_a_reading_that_cannot_be_trusted_nothing_is_decided_and_it_is_said_why() {
    let mut suspicious = reading(snapshot(), &settings());
    suspicious.plan = Err(Failure::new(
        Exit::Stopped,
        "Personio gave nobody while 48 links exist",
    ));
    let mut world = World::settled();
    world.press(&["2"]).read(suspicious);
    insta::assert_snapshot!("links_suspicious", world.screen(80, 24));
    for key in ["x", "R", "H", "A", "C", "W", "Enter"] {
        world.press(&[key]);
        assert!(!world.model.shell.layers.is_empty(), "{key}");
        world.press(&["Esc"]);
    }
    assert!(decided(&world).is_none());
}

#[test]
fn the_filter_finds_by_either_side_and_by_the_candidate() {
    let mut world = world();
    for (typed, finds, leaves) in [
        ("gross", "Günter Groß", "Scanner"),
        ("svc-scan", "Scanner", "Günter"),
        ("sørensen 10954", "Bjorn Soerensen", "Günter"),
    ] {
        world.press(&["/"]).type_text(typed).press(&["Enter"]);
        let screen = world.screen(80, 24);
        assert!(
            screen.contains(finds) && !screen.contains(leaves),
            "{typed}: {screen}"
        );
        world.press(&["Esc"]);
        assert!(world.screen(80, 24).contains(leaves), "Esc drops it");
    }
}

#[test]
fn marks_stay_with_what_is_seen() {
    let mut world = world();
    world.press(&[" ", " "]);
    assert!(world.screen(80, 24).contains("2 marked"));
    world.press(&["/"]).type_text("gross").press(&["Enter"]);
    assert!(
        !world.screen(80, 24).contains("marked"),
        "hidden ones are acted on by nothing"
    );
    world.press(&["Esc"]);
    assert!(world.screen(80, 24).contains("2 marked"));
    world.press(&["Tab", "Shift-Tab"]);
    assert!(!world.screen(80, 24).contains("marked"), "of one heading alone");
}

#[test]
fn the_selection_stays_with_its_case_through_sorting_and_another_reading() {
    let mut world = world();
    world.press(&["j"]);
    let heading = "── Jörg Müller";
    assert!(world.screen(80, 24).contains(heading));
    for _ in 0..5 {
        world.press(&["o"]);
        assert!(world.screen(80, 24).contains(heading));
    }
    let mut snapshot = snapshot();
    snapshot.directory.profiles.reverse();
    world.read(reading(snapshot, &settings()));
    assert!(world.screen(80, 24).contains(heading));
}

#[test]
fn a_name_cannot_break_the_screen() {
    let mut snapshot = snapshot();
    let long = "x".repeat(10_000);
    let names = ["\u{202e}\u{1b}[2J\u{7}rg", long.as_str(), "", "עברית", "王小明"];
    for (profile, name) in snapshot.directory.profiles.iter_mut().zip(names) {
        profile.first_name = Some(name.into());
    }
    let mut world = of(snapshot, &settings());
    for tab in Tab::ALL {
        show(&mut world, tab);
        for (width, height) in SIZES {
            let text = world.screen(width, height);
            assert!(!text.contains(['\u{202e}', '\u{1b}', '\u{7}']));
        }
    }
}
