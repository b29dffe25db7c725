//! What the screens work on together: decisions are written down one after another, show at once, can be undone, and
//! reach Okta by nothing in here.

use crate::company::{self, id, okta};
use crate::world::{NOW, SETTINGS, World, reading};
use jiff::Timestamp;
use koppel::clock::Clock;
use koppel::core::EmployeeId;
use koppel::core::state::Staging;
use koppel::failure::Failure;
use koppel::lang::Lang;
use koppel::store::state::{RunKind, Store, View};
use koppel::store::{Environment, Operator, Place, StagingLock, Vaults};
use koppel::tui::desk::task::{Done, Listeners, Task, decide, perform};
use koppel::tui::desk::{Act, Reading, RunRequest, Seen, Verdicts, What, Wish};
use koppel::tui::effect::Effect;
use koppel::tui::message::{Message, News};
use koppel::tui::shared::Shared;
use koppel::tui::work::{Answer, Surroundings, Work};
use std::sync::Arc;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

/// Jörg has another mailbox in Okta than in Personio, and Björn's name is spelled in another way.
fn people() -> company::World {
    let mut world = company::World::new();
    world.newcomer(10234, "Jörg", "Müller");
    world.newcomer(10954, "Bjørn", "Sørensen");
    world.account("00u1", "Jörg", "Müller").email = Some("j.mueller@acme.com".into());
    world.account("00u2", "Bjorn", "Soerensen").email = Some("bsorensen@acme.com".into());
    world
}

/// Everybody is in scope.
fn settings() -> String {
    SETTINGS.replace(
        "[scope]\nexclude = [{ attribute = \"employment_type\", is = [\"external\", \"intern\"] }]\n",
        "",
    )
}

fn wish(profile: &str, employee: u64) -> Act {
    Act {
        what: What::Assign(vec![Wish {
            profile: okta(profile),
            employee: id(employee),
            may_move: false,
        }]),
        says: format!("{profile} → {employee}"),
    }
}

/// A desk on the disk.
struct Disk {
    folder: TempDir,
    surroundings: Arc<Surroundings>,
    reading: Shared<Reading>,
}

impl Disk {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let clock = Clock::Fixed(NOW.parse().unwrap());
        let surroundings = Surroundings {
            environment: Environment::default(),
            setup: None,
            place: Place {
                settings_file: folder.path().join("config.toml"),
                state_folder: folder.path().join("state"),
                file_was_named: false,
            },
            clock,
            read_only: false,
            vaults: Arc::new(Vaults::default()),
            program: "koppel".into(),
            user: "m.vogt".to_owned(),
            demo: None,
        };
        Self {
            folder,
            surroundings: Arc::new(surroundings),
            reading: Shared::new(reading(people().snapshot, &settings())),
        }
    }

    fn perform(&self, task: Task) -> Result<Done, Failure> {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let listeners = Listeners {
            progress: &|_| {},
            live: &|_| {},
        };
        let surroundings = Arc::clone(&self.surroundings);
        runtime.block_on(perform(task, surroundings, listeners, &CancellationToken::new()))
    }

    fn decide(&mut self, act: Act) -> Result<Verdicts, Failure> {
        let reading = self.reading.clone();
        match self.perform(Task::Decide { act, reading })? {
            Done::Decided(decided) => {
                self.reading = decided.reading;
                Ok(decided.verdicts)
            }
            other => panic!("{other:?}"),
        }
    }

    /// What holds on the disk: whom a profile was given to.
    fn given(&self, profile: &str) -> Option<(EmployeeId, Staging)> {
        let state = self.surroundings.place.state_folder.clone();
        let view = View::open(&state, None, self.surroundings.clock).unwrap();
        let decisions = view.decisions().unwrap();
        let assignment = decisions.assignments.get(&okta(profile))?;
        Some((assignment.employee, assignment.staging))
    }
}

#[test]
fn l8_a_decision_is_on_the_disk_when_it_is_answered_and_stays_staged() {
    let mut disk = Disk::new();
    let verdicts = disk.decide(wish("00u1", 10234)).unwrap();
    assert!(matches!(verdicts, Verdicts::Kept(_)));
    assert_eq!(disk.given("00u1"), Some((id(10234), Staging::Staged)));
    assert_eq!(disk.reading.staged().count(), 1);
    let links = &disk.reading.links_plan.actions;
    assert!(
        links
            .iter()
            .any(|action| action.employee == Some(id(10234)) && action.held.is_none())
    );
}

#[test]
fn l8_what_was_decided_is_undone_and_redone() {
    let mut disk = Disk::new();
    let Verdicts::Kept(kept) = disk.decide(wish("00u1", 10234)).unwrap() else {
        panic!("refused");
    };
    let reverse = |kept| Act {
        what: What::Reverse(kept),
        says: String::new(),
    };
    let Verdicts::Kept(undone) = disk.decide(reverse(kept.clone())).unwrap() else {
        panic!("refused");
    };
    assert_eq!(disk.given("00u1"), None);
    disk.decide(reverse(undone)).unwrap();
    assert_eq!(disk.given("00u1"), Some((id(10234), Staging::Staged)));
    // What a run, or somebody else, was faster with is not undone in here.
    let late = disk.decide(reverse(kept)).unwrap_err();
    assert!(late.what.contains("cannot be taken back"), "{late:?}");
}

#[test]
fn l7_what_does_not_fit_any_more_is_refused_with_words_and_nothing_is_kept() {
    let mut disk = Disk::new();
    let seen = disk.reading.clone();
    disk.decide(wish("00u1", 10234)).unwrap();
    // Decided by somebody who still sees the reading of before.
    disk.reading = seen;
    let two = Act {
        what: What::Assign(vec![
            Wish {
                profile: okta("00u2"),
                employee: id(10234),
                may_move: false,
            },
            Wish {
                profile: okta("00u9"),
                employee: id(10954),
                may_move: false,
            },
        ]),
        says: String::new(),
    };
    let Verdicts::Refused(words) = disk.decide(two).unwrap() else {
        panic!("kept");
    };
    assert!(!words.is_empty());
    assert_eq!(disk.given("00u9"), None);
    assert_eq!(disk.given("00u2"), None);
}

#[test]
fn l8_strokes_that_wait_are_written_down_one_after_another_and_looked_at_once() {
    let disk = Disk::new();
    let strokes = vec![
        (wish("00u1", 10234), disk.reading.clone()),
        // The first has given him away.
        (wish("00u2", 10234), disk.reading.clone()),
        (wish("00u2", 10954), disk.reading.clone()),
    ];
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let answers = runtime.block_on(decide(strokes, Arc::clone(&disk.surroundings)));
    let decided: Vec<_> = answers
        .into_iter()
        .map(|answer| match answer.unwrap() {
            Done::Decided(decided) => decided,
            other => panic!("{other:?}"),
        })
        .collect();
    assert!(
        decided.iter().all(|one| one.reading == decided[0].reading),
        "one look"
    );
    let kept: Vec<bool> = decided
        .iter()
        .map(|one| matches!(one.verdicts, Verdicts::Kept(_)))
        .collect();
    assert_eq!(kept, [true, false, true], "{decided:?}");
    assert_eq!(disk.given("00u1"), Some((id(10234), Staging::Staged)));
    assert_eq!(disk.given("00u2"), Some((id(10954), Staging::Staged)));
}

#[test]
fn l7_what_somebody_else_staged_meanwhile_does_not_give_way_unseen() {
    let mut disk = Disk::new();
    let seen = disk.reading.clone();
    disk.decide(wish("00u1", 10234)).unwrap();
    let after = std::mem::replace(&mut disk.reading, seen);
    for act in [wish("00u2", 10234), wish("00u1", 10954)] {
        let Verdicts::Refused(words) = disk.decide(act).unwrap() else {
            panic!("kept");
        };
        assert!(words[0].contains("meanwhile"), "{words:?}");
        assert_eq!(disk.given("00u1"), Some((id(10234), Staging::Staged)));
        disk.reading = Shared::new(reading(people().snapshot, &settings()));
    }
    // Whoever sees it may decide otherwise.
    disk.reading = after;
    disk.decide(wish("00u2", 10234)).unwrap();
    assert_eq!(disk.given("00u1"), None);
    assert_eq!(disk.given("00u2"), Some((id(10234), Staging::Staged)));
}

#[test]
fn g4_whoever_comes_second_is_told_who_is_deciding() {
    let mut disk = Disk::new();
    let state = disk.folder.path().join("state");
    let other = Operator {
        user: "a.beck".to_owned(),
        host: "hr-7".to_owned(),
    };
    let clock = disk.surroundings.clock;
    let lock = StagingLock::take(&state, &other, clock).unwrap();
    let failure = disk.decide(wish("00u1", 10234)).unwrap_err();
    let says = format!("{failure:?}");
    assert!(says.contains("a.beck") && says.contains("hr-7"), "{says}");
    assert_eq!(disk.given("00u1"), None);
    drop(lock);
    disk.decide(wish("00u1", 10234)).unwrap();
}

#[test]
fn g5_read_only_decides_nothing_and_runs_nothing() {
    let mut disk = Disk::new();
    let mut surroundings = Surroundings::clone(&disk.surroundings);
    surroundings.read_only = true;
    disk.surroundings = Arc::new(surroundings);
    assert!(disk.decide(wish("00u1", 10234)).is_err());
    assert!(disk.perform(Task::Run(RunRequest::Unattended)).is_err());
    assert!(!disk.folder.path().join("state/state.db").exists());
}

#[test]
fn p2_closing_the_review_is_an_act_of_its_own() {
    let mut disk = Disk::new();
    let closing = disk.reading.closing.clone();
    let act = Act {
        what: What::CloseReview(closing),
        says: String::new(),
    };
    disk.decide(act).unwrap();
    assert!(disk.reading.state.review.is_closed());
}

/// The jobs that were started, with what they are to do.
fn started(world: &World) -> Vec<&Work> {
    let works = world.effects.iter().filter_map(|effect| match effect {
        Effect::Start { work, .. } => Some(work),
        _ => None,
    });
    works.collect()
}

#[test]
fn whose_org_it_is_stands_on_every_screen_once_both_sides_are_read() {
    let mut world = World::opening();
    world.read(reading(people().snapshot, &settings()));
    let (_, host) = world.model.shell.header.org.clone().unwrap();
    assert_eq!(host, "acme.okta.com");
    world.press(&["2"]);
    assert!(world.screen(80, 24).contains(&host));
}

#[test]
fn l11_candidates_are_looked_for_once_both_sides_are_read() {
    let mut world = World::settled();
    world.read(reading(people().snapshot, &settings()));
    let asked = started(&world).into_iter().find_map(|work| match work {
        Work::Desk(Task::Suggest { profiles, .. }) => Some(profiles.clone()),
        _ => None,
    });
    assert_eq!(asked.map(|profiles| profiles.len()), Some(2));
}

#[test]
fn a_decision_shows_at_once_and_gives_way_where_it_is_refused() {
    let mut world = World::settled();
    world.read(reading(people().snapshot, &settings()));
    world.model.shell.decide(wish("00u1", 10234));
    let desk = &world.model.shell.desk;
    assert!(desk.is_being_decided(&okta("00u1")) && desk.is_being_given(id(10234)));
    assert_eq!(desk.last_stroke(), Some("00u1 → 10234"));
    world.send(Message::Tick);
    let job = world.job();
    let refused = Failure::new(koppel::failure::Exit::Failed, "Somebody else is deciding");
    world.send(Message::Job {
        job,
        news: News::Failed(refused),
    });
    let desk = &world.model.shell.desk;
    assert!(!desk.is_being_decided(&okta("00u1")) && !desk.can_undo());
    assert!(!world.model.shell.layers.is_empty(), "it is told");
}

/// A run that a person saw, of nothing.
fn nothing(reading: &Shared<Reading>) -> RunRequest {
    RunRequest::Seen(Box::new(Seen {
        kind: RunKind::Sync,
        reading: reading.clone(),
        plan: Shared::new(koppel::core::plan::Plan::default()),
        confirm: Vec::new(),
        over_limit: koppel::engine::OverLimit::Stop,
        undo: None,
        overrides: Vec::new(),
    }))
}

#[test]
fn one_run_at_a_time_and_ctrl_c_asks_whether_to_stop_it() {
    let mut world = World::settled();
    let shown = Shared::new(reading(people().snapshot, &settings()));
    assert!(world.model.shell.start_run(nothing(&shown)));
    assert!(!world.model.shell.start_run(nothing(&shown)));
    world.press(&["Ctrl-C"]);
    let asks = world.screen(80, 24);
    assert!(
        asks.contains(&Lang::english().text(koppel::lang::Key("stop-title"))),
        "{asks}"
    );
    world.press(&["Enter"]);
    assert!(matches!(world.effects.last(), Some(Effect::Cancel(_))));
    assert!(
        world.model.shell.desk.run().is_some(),
        "it ends by itself, and reports"
    );
}

#[test]
fn the_state_of_before_is_shown_to_nobody_once_both_sides_were_read_again() {
    let mut world = World::settled();
    world.read(reading(people().snapshot, &settings()));
    let before = world.model.shell.desk.reading().unwrap().clone();
    world.model.shell.decide(wish("00u1", 10234));
    world.send(Message::Tick);
    let job = world.job();
    world.read(reading(people().snapshot, &settings()));
    let decided = koppel::tui::desk::Decided {
        verdicts: Verdicts::Kept(koppel::engine::Kept::default()),
        reading: before.clone(),
        set_aside: None,
    };
    world.send(Message::Job {
        job,
        news: News::Done(Answer::Desk(Done::Decided(decided))),
    });
    let now = world.model.shell.desk.reading().unwrap();
    assert!(*now != before);
    assert!(
        started(&world)
            .iter()
            .any(|work| matches!(work, Work::Desk(Task::Refresh(_))))
    );
}

#[test]
fn a_store_that_another_org_owns_is_left_alone() {
    let mut disk = Disk::new();
    let state = disk.folder.path().join("state");
    let clock = Clock::Fixed(NOW.parse::<Timestamp>().unwrap());
    drop(Store::open(&state, "00oOther", Operator::of_process(), clock).unwrap());
    let failure = disk.decide(wish("00u1", 10234)).unwrap_err();
    assert!(failure.what.contains("00oOther"), "{failure:?}");
}

#[test]
fn esc_goes_back_while_both_sides_are_read_again() {
    let mut world = World::settled();
    world.read(reading(people().snapshot, &settings()));
    world.press(&["2"]);
    world.model.shell.read_again();
    world.model.shell.now += jiff::SignedDuration::from_secs(1);
    world.press(&["Esc"]);
    assert!(world.model.shell.desk.is_reading(), "it goes on");
    assert_eq!(world.model.shell.screen, koppel::tui::screen::ScreenId::Overview);
}

#[test]
fn a8_nothing_is_asked_for_that_was_seen_before_the_latest_run() {
    let mut world = World::settled();
    world.read(reading(people().snapshot, &settings()));
    let shown = world.model.shell.desk.reading().unwrap().clone();
    assert!(world.model.shell.start_run(nothing(&shown)));
    let job = world.model.shell.desk.run().unwrap();
    world.model.shell.settle_run(job);
    assert!(world.model.shell.desk.is_outdated());
    world.press(&["3", "W"]);
    assert!(world.model.shell.layers.is_empty(), "no page is opened");
    world.read(reading(people().snapshot, &settings()));
    assert!(!world.model.shell.desk.is_outdated());
}
