//! The overview: what it tells first, where each row leads, and how koppel syncs by itself while it is open.

use crate::book::{Book, action, applied, closing, id, instant, operator, refused, unknown};
use crate::company;
use crate::world::{SETTINGS, World};
use jiff::SignedDuration;
use jiff::civil::date;
use koppel::clock::Clock;
use koppel::core::employee::{Day, EmployeeStatus};
use koppel::core::plan::{ActionKind, Hold, HoldCode};
use koppel::engine::Side;
use koppel::failure::{Exit, Failure};
use koppel::store::state::{Applied, Origin, RunEnd, View};
use koppel::store::{Environment, Place, Settings, Vaults, WatchNote};
use koppel::tui::desk::task::{Done, Task};
use koppel::tui::desk::{Live, People, Reading, RunRequest};
use koppel::tui::effect::Effect;
use koppel::tui::job::{JobId, JobProgress};
use koppel::tui::message::{Message, News, Pointer};
use koppel::tui::screen::ScreenId;
use koppel::tui::screen::overview::look;
use koppel::tui::shared::Shared;
use koppel::tui::work::{Answer, Surroundings, Work};
use std::sync::Arc;

/// Monday morning in Berlin.
pub const MONDAY: &str = "2026-11-30T10:02:00Z";

/// Everybody is in scope, and Günter is protected.
pub fn settings() -> String {
    SETTINGS
        .replace(
            "[scope]\nexclude = [{ attribute = \"employment_type\", is = [\"external\", \"intern\"] }]\n",
            "",
        )
        .replace(
            "protected = [\"admin@acme.com\", \"break-glass-account-with-a-rather-long-name@subsidiary.acme.com\"]",
            "protected = [\"günter.groß@example.com\"]",
        )
        .replace("ignore_profiles = [\"svc-backup@acme.com\"]\nignore_employees = [4711, 4712]\n", "")
}

/// Linked people, one who left and is protected, two whose end is announced, two accounts that nobody knows.
pub fn people() -> company::World {
    let mut world = company::World::new();
    for (number, first, last) in [
        (9120, "Günter", "Groß"),
        (10234, "Jörg", "Müller"),
        (10388, "Zoë", "Krämer"),
        (10954, "Bjørn", "Sørensen"),
        (11020, "Katarzyna", "Nowak"),
    ] {
        world.linked(number, &format!("00u{number}"), first, last);
    }
    world.employee(9120).status = EmployeeStatus::Inactive;
    world.employee(10388).termination_date = Day::On(date(2026, 12, 4));
    world.employee(10954).termination_date = Day::On(date(2026, 12, 31));
    world.employee(11020).termination_date = Day::On(date(2026, 11, 20));
    world.newcomer(12051, "Łukasz", "Øverås");
    world.account("00u1", "Scanner", "Versand").email = None;
    world.account("00u2", "Raum", "Zürich").email = None;
    world
}

/// What follows of a company by what is known in the book.
pub fn reading_of(people: company::World, book: &Book, at: &str) -> Reading {
    let settings = Settings::read(Some(&settings()), &Environment::default(), "KOPPEL_").unwrap();
    let view = View::open(book.folder.path(), None, Clock::Fixed(instant(at))).unwrap();
    let people = Arc::new(People::of(Arc::new(people.snapshot)));
    Reading::of(people, Arc::new(settings), &view, instant(at)).unwrap()
}

/// A book whose review is closed.
pub fn reviewed() -> Book {
    let mut book = Book::new();
    book.store
        .close_review(&book.staging_lock, &closing([id(12051)], &[]), Origin::Screen)
        .unwrap();
    book
}

pub fn surroundings(book: &Book, settings: Option<&str>, at: &str) -> Surroundings {
    let place = Place {
        settings_file: book.folder.path().join("config.toml"),
        state_folder: book.folder.path().to_owned(),
        file_was_named: false,
    };
    if let Some(settings) = settings {
        std::fs::write(&place.settings_file, settings).unwrap();
    }
    Surroundings {
        environment: Environment::default(),
        setup: None,
        place,
        clock: Clock::Fixed(instant(at)),
        read_only: false,
        vaults: Arc::new(Vaults::default()),
        demo: None,
        program: "koppel".into(),
        user: "m.vogt".to_owned(),
    }
}

/// The screens on Monday morning, at the overview; nothing is known yet.
fn opened() -> World {
    let mut world = World::settled();
    world.model.shell.now = instant(MONDAY);
    world.press(&["1"]);
    world
}

/// The latest job that was started to do this.
pub fn job_of(world: &World, is_it: impl Fn(&Work) -> bool) -> JobId {
    let found = world.effects.iter().rev().find_map(|effect| match effect {
        Effect::Start { job, work } if is_it(work) => Some(*job),
        _ => None,
    });
    found.unwrap()
}

/// What this machine knows is told.
fn tell(world: &mut World, book: &Book, settings: Option<&str>) {
    let standing = look(&surroundings(book, settings, MONDAY)).unwrap();
    let job = job_of(world, |work| *work == Work::LookBack);
    let news = News::Done(Answer::Back(Shared::new(standing)));
    world.send(Message::Job { job, news });
}

pub fn give(world: &mut World, reading: Reading) {
    world.model.shell.read_again();
    world.send(Message::Tick);
    let job = job_of(world, |work| *work == Work::Desk(Task::Read));
    let news = News::Done(Answer::Desk(Done::Read(Shared::new(reading))));
    world.send(Message::Job { job, news });
}

/// With a reading and what is known.
fn at_overview(book: &Book) -> World {
    let mut world = opened();
    give(&mut world, reading_of(people(), book, MONDAY));
    tell(&mut world, book, Some(&settings()));
    world
}

/// An overview of which everything is known, for random keys.
pub fn known() -> World {
    at_overview(&with_runs())
}

/// Friday's run left somebody with access; a run of Saturday did everything.
fn with_runs() -> Book {
    let mut book = reviewed();
    book.at("2026-11-26T16:30:00Z")
        .apply(action(ActionKind::Update, 10234, "00u10234"));
    let mut held = action(ActionKind::Deactivate, 9120, "00u9120");
    held.held = Some(Hold::new(HoldCode::Protected));
    "Günter Groß".clone_into(&mut held.name);
    book.at("2026-11-27T16:30:00Z");
    let run = book.plan(&[held, action(ActionKind::Update, 10954, "00u10954")]);
    book.store.begin_action(run, 1).unwrap();
    book.store
        .end_action(run, 1, &applied(Applied::default()))
        .unwrap();
    book.store.end_run(run, RunEnd::SomeFailed).unwrap();
    book.at(MONDAY);
    book
}

#[test]
fn the_overview_at_every_size() {
    let book = with_runs();
    let mut world = at_overview(&book);
    for (width, height) in [(80, 24), (120, 40), (200, 60)] {
        insta::assert_snapshot!(format!("overview_{width}x{height}"), world.screen(width, height));
    }
}

#[test]
fn without_a_reading_the_overview_shows_what_the_last_run_left() {
    let book = with_runs();
    let mut world = opened();
    tell(&mut world, &book, Some(&settings()));
    insta::assert_snapshot!("overview_unread", world.screen(80, 24));
}

#[test]
fn the_overview_reads_both_sides_by_itself_and_only_once() {
    let world = opened();
    let reads = world
        .effects
        .iter()
        .filter(|effect| matches!(effect, Effect::Start { work, .. } if *work == Work::Desk(Task::Read)));
    assert_eq!(reads.count(), 1);
}

#[test]
fn a_reading_that_failed_says_why_and_what_to_do_and_r_tries_again() {
    let mut world = opened();
    let job = job_of(&world, |work| *work == Work::Desk(Task::Read));
    let failure = Failure::new(Exit::Refused, "Okta refused the API token")
        .because("E0000011 Invalid token provided, request XkN1")
        .todo("Make a new one and enter it in the settings");
    world.send(Message::Job {
        job,
        news: News::Failed(failure),
    });
    tell(&mut world, &with_runs(), Some(&settings()));
    world.press(&["Esc"]);
    insta::assert_snapshot!("overview_failed", world.screen(80, 24));
    world.press(&["1", "r"]);
    assert!(world.model.shell.desk.is_reading());
}

#[test]
fn where_nothing_is_set_up_the_overview_leads_to_the_wizard() {
    let mut world = opened();
    tell(&mut world, &Book::new(), None);
    insta::assert_snapshot!("overview_nothing_set_up", world.screen(80, 24));
    world.press(&["Enter"]);
    assert_eq!(world.model.shell.screen, ScreenId::Wizard);
}

#[test]
fn r2_a_suspicious_reading_is_told_before_everything_else() {
    let book = with_runs();
    let mut nobody = people();
    nobody.snapshot.roster.employees.clear();
    let mut world = opened();
    give(&mut world, reading_of(nobody, &book, MONDAY));
    tell(&mut world, &book, Some(&settings()));
    insta::assert_snapshot!("overview_suspicious", world.screen(80, 24));
}

#[test]
fn d5_who_left_and_still_has_access_comes_first_and_leads_to_the_plan() {
    let book = with_runs();
    let mut world = at_overview(&book);
    let screen = world.screen(80, 24);
    let (access, waits) = (
        screen.find("Günter Groß").unwrap(),
        screen.find("Waits for you").unwrap(),
    );
    assert!(access < waits);
    world.press(&["Enter"]);
    assert_eq!(world.model.shell.screen, ScreenId::Plan);
}

#[test]
fn r7_a_state_that_is_new_while_links_stand_is_a_takeover() {
    let mut world = at_overview(&reviewed());
    assert!(
        world
            .screen(200, 60)
            .contains("koppel did not write 5 links that stand in Okta")
    );
}

#[test]
fn d3_an_announced_end_tells_the_day_and_when_personio_will_say_so_in_local_time() {
    let mut world = at_overview(&with_runs());
    let screen = world.screen(200, 60);
    // 00:00 UTC of the fifth is one o'clock in Berlin.
    assert!(
        screen.contains("Zoë Krämer  10388  last day 4 Dec 2026; inactive from Sat 01:00, in 4 d"),
        "{screen}"
    );
    assert!(screen.contains("should have ended on 2026-11-20"), "{screen}");
}

#[test]
fn g4_the_host_and_user_of_the_last_run_are_named_and_an_old_good_run_is_loud() {
    let mut world = at_overview(&with_runs());
    let screen = world.screen(200, 60);
    assert!(screen.contains(&operator().to_string()), "{screen}");
    assert!(screen.contains("LAST GOOD SYNC"), "{screen}");
    assert!(screen.contains("89 h ago: too old"), "{screen}");
}

#[test]
fn a2_a_run_whose_process_died_is_told_with_what_is_not_known() {
    let mut book = reviewed();
    book.at("2026-11-30T08:00:00Z");
    let run = book.plan(&[
        action(ActionKind::Update, 10234, "00u10234"),
        action(ActionKind::Update, 10954, "00u10954"),
        action(ActionKind::Update, 10388, "00u10388"),
    ]);
    book.store.begin_action(run, 0).unwrap();
    book.store
        .end_action(run, 0, &applied(Applied::default()))
        .unwrap();
    book.store.begin_action(run, 1).unwrap();
    assert!(
        !at_overview(&book).screen(120, 40).contains("has not ended"),
        "it goes on"
    );
    // Its lock goes with the process.
    let elsewhere = tempfile::tempdir().unwrap();
    book.run_lock =
        koppel::store::RunLock::take(elsewhere.path(), &operator(), koppel::clock::Clock::System).unwrap();
    let mut world = at_overview(&book);
    let screen = world.screen(120, 40);
    insta::assert_snapshot!("overview_broken_off", screen);
    book.store.end_action(run, 1, &unknown()).unwrap();
    book.store.end_run(run, RunEnd::BrokenOff).unwrap();
    let mut world = at_overview(&book);
    assert!(world.screen(120, 40).contains("was broken off"));
}

#[test]
fn a6_what_okta_refused_for_good_waits_for_a_person() {
    let mut book = reviewed();
    book.run(action(ActionKind::Update, 10234, "00u10234"), &refused(true));
    let mut world = opened();
    tell(&mut world, &book, Some(&settings()));
    assert!(world.screen(80, 24).contains("refused by Okta for good"));
}

#[test]
fn the_selection_stays_with_its_row_when_rows_come_and_go() {
    let book = with_runs();
    let mut world = at_overview(&book);
    world.press(&["Down", "Down", "y"]);
    let copied = |world: &World| match world.effects.last() {
        Some(Effect::Copy(text)) => text.clone(),
        other => panic!("{other:?}"),
    };
    let before = copied(&world);
    let mut more = people();
    more.linked(8000, "00u8000", "Adam", "Alt");
    more.employee(8000).status = EmployeeStatus::Inactive;
    more.set_aside("00u8000", koppel::core::state::AsideKind::Shared);
    give(&mut world, reading_of(more, &book, MONDAY));
    world.press(&["y"]);
    assert_eq!(copied(&world), before);
}

#[test]
fn what_waits_leads_to_its_own_list_of_the_links() {
    let mut world = at_overview(&with_runs());
    world.press(&["Down", "Down", "Down", "Enter"]);
    assert_eq!(world.model.shell.screen, ScreenId::Links);
    assert!(
        world.screen(80, 24).contains("UNDECIDED 2"),
        "{}",
        world.screen(80, 24)
    );
    let mut world = at_overview(&with_runs());
    world.press(&["Down", "Enter"]);
    assert!(
        world.screen(80, 24).contains("LINKED 5"),
        "{}",
        world.screen(80, 24)
    );
}

#[test]
fn what_matters_most_is_selected_first_also_where_it_is_known_later() {
    let book = with_runs();
    let mut world = opened();
    tell(&mut world, &book, Some(&settings()));
    give(&mut world, reading_of(people(), &book, MONDAY));
    let chosen = |world: &mut World| {
        let screen = world.screen(80, 24);
        screen
            .lines()
            .find(|line| line.starts_with("\"> "))
            .map(str::to_owned)
    };
    assert_eq!(chosen(&mut world), chosen(&mut at_overview(&book)));
    assert!(chosen(&mut world).unwrap().contains("Günter Groß"));
}

#[test]
fn one_person_is_found_by_typing_and_the_plan_narrowed_to_them() {
    let mut world = at_overview(&with_runs());
    world.press(&["o"]).type_text("muller");
    insta::assert_snapshot!("overview_finder", world.screen(80, 24));
    world.press(&["Enter"]);
    assert_eq!(world.model.shell.screen, ScreenId::Plan);
}

/// A whole sync was begun, and by nobody's key.
fn runs_begun(world: &World) -> usize {
    let is_run = |effect: &&Effect| {
        matches!(
            effect,
            Effect::Start {
                work: Work::Desk(Task::Run(RunRequest::Unattended)),
                ..
            }
        )
    };
    world.effects.iter().filter(is_run).count()
}

fn pass(world: &mut World, minutes: i64) {
    world.model.shell.now += SignedDuration::from_mins(minutes);
    world.send(Message::Tick);
}

/// The run that goes on comes to this.
fn ends(world: &mut World, exit: Exit) {
    let job = world.model.shell.desk.run().unwrap();
    let news = News::Failed(Failure::new(exit, "Personio did not answer"));
    world.send(Message::Job { job, news });
    world.send(Message::Tick);
}

fn next(world: &World) -> Option<i64> {
    let next = world.model.shell.desk.next_sync?;
    Some(next.duration_since(world.model.shell.now).as_mins())
}

#[test]
fn nothing_runs_by_itself_before_somebody_saw_what_may_happen() {
    let mut world = at_overview(&with_runs());
    world.press(&["t"]);
    insta::assert_snapshot!("overview_schedule_80x24", world.screen(80, 24));
    insta::assert_snapshot!("overview_schedule_120x40", world.screen(120, 40));
    pass(&mut world, 120);
    assert_eq!((next(&world), runs_begun(&world)), (None, 0));
    world.press(&["Esc"]);
    assert_eq!(next(&world), None);
    world.press(&["t", "Enter"]);
    // What is to be written now, a person writes.
    assert_eq!((next(&world), runs_begun(&world)), (Some(30), 0));
    assert!(world.screen(120, 40).contains("while this is open"));
}

#[test]
fn what_is_due_begins_and_the_next_comes_an_interval_after_its_end() {
    let mut world = at_overview(&with_runs());
    world.press(&["t", "Enter"]);
    pass(&mut world, 29);
    assert_eq!(runs_begun(&world), 0);
    pass(&mut world, 1);
    assert_eq!((runs_begun(&world), next(&world)), (1, None));
    pass(&mut world, 45);
    assert_eq!(runs_begun(&world), 1, "never two at once");
    ends(&mut world, Exit::Stopped);
    assert_eq!(next(&world), Some(30));
}

#[test]
fn failures_double_the_wait_up_to_two_hours() {
    let mut world = at_overview(&with_runs());
    world.press(&["t", "Enter"]);
    let mut waits = Vec::new();
    for _ in 0..4 {
        let left = next(&world).unwrap();
        pass(&mut world, left);
        ends(&mut world, Exit::Failed);
        waits.push(next(&world).unwrap());
    }
    assert_eq!(waits, [30, 60, 120, 120]);
    assert!(
        world.model.shell.layers.is_empty(),
        "nobody is there to close them"
    );
    insta::assert_snapshot!("overview_schedule_failing", world.screen(80, 24));
}

#[test]
fn a10_who_stops_a_run_stops_the_schedule_too() {
    let mut world = at_overview(&with_runs());
    world.press(&["t", "Enter"]);
    pass(&mut world, 30);
    ends(&mut world, Exit::Cancelled);
    pass(&mut world, 300);
    assert_eq!((next(&world), runs_begun(&world)), (None, 1));
}

#[test]
fn the_schedule_is_switched_off_by_the_same_key_and_leaving_asks_while_it_is_on() {
    let mut world = at_overview(&with_runs());
    world.press(&["t", "Enter", "q"]);
    assert!(!world.model.shell.layers.is_empty(), "it asks");
    world.press(&["Esc", "t"]);
    pass(&mut world, 300);
    assert_eq!((next(&world), runs_begun(&world)), (None, 0));
}

#[test]
fn p2_nothing_runs_by_itself_before_the_review_is_closed() {
    let mut world = at_overview(&Book::new());
    world.press(&["t"]);
    assert!(world.model.shell.layers.is_empty());
    assert!(world.screen(80, 24).contains("have not been reviewed"));
}

#[test]
fn g5_read_only_runs_nothing_by_itself() {
    let mut world = at_overview(&with_runs());
    world.model.shell.header.read_only = true;
    world.press(&["t"]);
    assert!(world.model.shell.layers.is_empty());
}

#[test]
fn a_watch_of_somebody_else_is_named_with_its_next_run() {
    let book = with_runs();
    let note = WatchNote {
        operator: operator(),
        process: 7,
        due: instant(MONDAY) + SignedDuration::from_mins(12),
        failures: 0,
    };
    note.write(book.folder.path()).unwrap();
    let mut world = at_overview(&book);
    let screen = world.screen(200, 60);
    assert!(
        screen.contains("in 12 min: koppel watch of ada on idp1"),
        "{screen}"
    );
}

#[test]
fn a5_what_a_run_told_of_the_rate_limit_is_shown() {
    let mut world = at_overview(&with_runs());
    world.press(&["t", "Enter"]);
    pass(&mut world, 30);
    let job = world.model.shell.desk.run().unwrap();
    let live = Live {
        budget: Some((Side::Okta, 150, 600)),
        ..Live::default()
    };
    let news = News::Progress(JobProgress {
        live: Some(Box::new(live)),
        ..JobProgress::default()
    });
    world.send(Message::Job { job, news });
    world.send(Message::Tick);
    let screen = world.screen(200, 60);
    assert!(
        screen.contains("150 of 600 calls left  [#####..............."),
        "{screen}"
    );
    assert!(screen.contains("a run is under way"), "{screen}");
}

#[test]
fn buttons_do_what_their_keys_do() {
    let mut world = at_overview(&with_runs());
    let screen = world.screen(80, 24);
    let rows: Vec<&str> = screen.lines().collect();
    let row = rows.iter().position(|line| line.contains("[ s  Sync")).unwrap();
    let column = rows[row].chars().position(|letter| letter == 't').unwrap();
    let target = world
        .state
        .target_at(u16::try_from(column).unwrap() - 1, u16::try_from(row).unwrap());
    world.send(Message::Pointer(Pointer::Press(target.unwrap())));
    assert!(
        !world.model.shell.layers.is_empty(),
        "it asks before anything goes by itself"
    );
    world.send(Message::Drawn).press(&["Esc"]);
    world.send(Message::Pointer(Pointer::Press(
        world.state.target_at(3, u16::try_from(row).unwrap()).unwrap(),
    )));
    assert_eq!(world.model.shell.screen, ScreenId::Plan);
}

#[test]
fn the_loop_wakes_for_what_is_due() {
    let mut world = at_overview(&with_runs());
    world.press(&["t", "Enter"]);
    let beat = |world: &World| world.model.shell.next_beat().unwrap().as_secs();
    assert!(beat(&world) <= 60);
    world.model.shell.now += SignedDuration::from_secs(29 * 60 + 30);
    assert!(beat(&world) <= 1, "the last minute is counted");
}

#[test]
fn nothing_moves_where_rows_are_thousands() {
    let book = reviewed();
    let mut crowd = company::World::new();
    for number in 1..=3_000 {
        crowd.linked(number, &format!("00u{number}"), "Ada", &format!("Number{number}"));
        crowd.employee(number).termination_date = Day::On(date(2026, 12, 4));
    }
    let mut world = opened();
    give(&mut world, reading_of(crowd, &book, MONDAY));
    let screen = world.press(&["End"]).screen(80, 24);
    assert!(screen.contains("2,950 more"), "{screen}");
}
