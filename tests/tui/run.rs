//! A run on the screen: how far it is, what it came to, and what can be tried again.

use crate::company::id;
use crate::plan::people;
use crate::world::{NOW, World, reading_of};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use koppel::core::plan::{ActionKind, Part, Plan};
use koppel::engine::{ActionResult, OverLimit, Progress, RunReport, Side};
use koppel::failure::{Exit, Failure};
use koppel::store::state::{CallError, Decision, OutcomeKind, RunEnd, RunId, RunKind};
use koppel::tui::desk::task::{Done, Task};
use koppel::tui::desk::{Act, Decided, LOGGED, Live, RunRequest, Seen, Verdicts, What};
use koppel::tui::effect::Effect;
use koppel::tui::job::{JobId, JobProgress};
use koppel::tui::layer::Layer;
use koppel::tui::message::{Message, News};
use koppel::tui::screen::ScreenId;
use koppel::tui::shared::Shared;
use koppel::tui::work::{Answer, Work};
use std::sync::Arc;
use std::time::Instant;

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

/// The next sync's plan, agreed to and begun.
fn begun(plan: &Plan) -> (World, JobId) {
    let mut world = World::settled();
    world.read(reading_of(&people()));
    let reading = world.model.shell.desk.reading().unwrap().clone();
    let request = RunRequest::Seen(Box::new(Seen {
        kind: RunKind::Sync,
        reading,
        plan: Shared::new(plan.clone()),
        confirm: Vec::new(),
        over_limit: OverLimit::Stop,
        undo: None,
        overrides: Vec::new(),
    }));
    assert!(world.model.shell.start_run(request));
    world.model.shell.go(ScreenId::Run);
    world.send(Message::Tick);
    let job = world.model.shell.desk.run().unwrap();
    (world, job)
}

fn tell(world: &mut World, job: JobId, live: &Live) {
    let progress = JobProgress {
        live: Some(Box::new(live.clone())),
        ..JobProgress::default()
    };
    world.send(Message::Job {
        job,
        news: News::Progress(progress),
    });
}

fn applying(total: usize, ended: u32) -> Live {
    let mut live = Live::default();
    live.take(
        &Progress::Applying { actions: total },
        now() - SignedDuration::from_secs(2),
    );
    for position in 0..ended {
        let outcome = if position == 3 {
            OutcomeKind::Failed
        } else {
            OutcomeKind::Applied
        };
        live.take(&Progress::Ended { position, outcome }, now());
    }
    let budget = Progress::Budget {
        side: Side::Okta,
        left: 48,
        of: 80,
    };
    live.take(&budget, now());
    live
}

fn free() -> Plan {
    let mut plan = people().plan();
    plan.actions.retain(|action| action.held.is_none());
    plan
}

#[test]
fn a_run_tells_how_far_it_is_with_names_rate_and_what_the_limit_lets_through() {
    let plan = free();
    let (mut world, job) = begun(&plan);
    insta::assert_snapshot!("reading_80x24", world.screen(80, 24));
    tell(&mut world, job, &applying(plan.actions.len(), 6));
    for (width, height) in [(80, 24), (120, 40)] {
        insta::assert_snapshot!(format!("applying_{width}x{height}"), world.screen(width, height));
    }
    let mut live = applying(plan.actions.len(), 6);
    let until = now() + SignedDuration::from_secs(12);
    live.take(
        &Progress::Waiting {
            side: Side::Okta,
            until,
        },
        now(),
    );
    tell(&mut world, job, &live);
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let ends = zone.to_datetime(until).strftime("%H:%M").to_string();
    let says = format!("Okta's rate limit: pause of 12 s, until {ends}");
    assert!(world.screen(80, 24).contains(&says), "{says}");
    // The rest does not take less than the pause.
    let until = now() + SignedDuration::from_secs(90);
    live.take(
        &Progress::Waiting {
            side: Side::Okta,
            until,
        },
        now(),
    );
    tell(&mut world, job, &live);
    let screen = world.screen(80, 24);
    assert!(screen.contains("about 1 minute 30 seconds left"), "{screen}");
}

#[test]
fn leaving_stops_nothing_and_the_palette_leads_back() {
    let plan = free();
    let (mut world, job) = begun(&plan);
    tell(&mut world, job, &applying(plan.actions.len(), 6));
    world.press(&["Esc"]);
    assert_eq!(world.model.shell.screen, ScreenId::Overview);
    assert!(world.model.shell.desk.run().is_some());
    assert!(world.screen(80, 24).contains("run: 6 of"), "line 1 tells it");
    world.press(&[":"]);
    world.type_text("go to the run");
    let palette = world.screen(80, 24);
    assert!(palette.contains("go to the run"), "{palette}");
    world.press(&["Enter"]);
    assert_eq!(world.model.shell.screen, ScreenId::Run);
    assert!(!world.effects.contains(&Effect::Cancel(job)));
}

#[test]
fn a_run_of_10_000_keeps_its_log_short_and_is_drawn_in_a_moment() {
    let (mut world, job) = begun(&free());
    let mut live = Live::default();
    live.take(&Progress::Applying { actions: 10_000 }, now());
    for position in 0..10_000 {
        let ended = Progress::Ended {
            position,
            outcome: OutcomeKind::Applied,
        };
        live.take(&ended, now());
    }
    assert_eq!(live.latest.len(), LOGGED);
    assert_eq!(live.ended, 10_000);
    tell(&mut world, job, &live);
    let began = Instant::now();
    for _ in 0..20 {
        world.press(&["Down"]);
        world.screen(80, 24);
    }
    assert!(began.elapsed().as_millis() < 2000, "{:?}", began.elapsed());
}

fn result(outcome: OutcomeKind, error: Option<(&str, &str)>) -> ActionResult {
    ActionResult {
        outcome,
        error: error.map(|(code, summary)| CallError {
            code: Some(code.to_owned()),
            summary: summary.to_owned(),
        }),
        request_ids: vec!["reqABC123".to_owned()],
    }
}

/// A deactivation and an update failed, one creation is not certain, the rest was done.
pub fn report(plan: Plan, failure: Option<Failure>) -> RunReport {
    let mut updates = 0;
    let results = plan
        .actions
        .iter()
        .map(|action| match action.kind {
            ActionKind::Deactivate => result(
                OutcomeKind::Failed,
                Some((
                    "E0000006",
                    "You do not have permission to perform the requested action",
                )),
            ),
            ActionKind::Provision if action.employee == Some(id(12060)) => {
                result(OutcomeKind::Unknown, Some(("500", "The connection was cut")))
            }
            ActionKind::Update => {
                updates += 1;
                match updates {
                    1 => result(
                        OutcomeKind::Failed,
                        Some(("E0000001", "Api validation failed: department")),
                    ),
                    2 => result(OutcomeKind::Stale, None),
                    _ => result(OutcomeKind::Applied, None),
                }
            }
            _ => result(OutcomeKind::Applied, None),
        })
        .collect();
    RunReport {
        run: RunId(12),
        snapshot: Arc::new(people().snapshot),
        plan,
        results,
        end: RunEnd::SomeFailed,
        failure,
        is_exact: true,
        part: Part::default(),
        is_whole: true,
        unresolved: Vec::new(),
    }
}

fn ended(failure: Option<Failure>) -> World {
    let plan = free();
    let (mut world, job) = begun(&plan);
    let done = Done::Ran(Shared::new(report(plan, failure)));
    world.send(Message::Job {
        job,
        news: News::Done(Answer::Desk(done)),
    });
    world
}

/// What the run began to read again is there.
fn read_again(world: &mut World) {
    world.read(reading_of(&people()));
}

#[test]
fn d5_the_report_names_who_still_has_access_first_and_then_what_failed_in_okta_s_words() {
    for (width, height) in [(80, 24), (120, 40)] {
        let screen = ended(None).screen(width, height);
        insta::assert_snapshot!(format!("report_{width}x{height}"), screen);
    }
    let mut world = ended(None);
    world.press(&["End"]);
    insta::assert_snapshot!("report_end_80x24", world.screen(80, 24));
}

#[test]
fn a6_what_stopped_a_run_is_told_with_what_to_do() {
    let failure = Failure::new(Exit::Refused, "Ten actions failed in a row with one code")
        .because("E0000006: the token may not change profiles")
        .todo("Give the token's owner a role that may change people, and run it again");
    insta::assert_snapshot!("stopped_80x24", ended(Some(failure)).screen(80, 24));
}

#[test]
fn both_sides_are_read_again_once_a_run_has_ended() {
    let world = ended(None);
    assert!(world.model.shell.desk.run().is_none());
    assert!(world.model.shell.desk.is_reading());
}

#[test]
fn a6_r_tries_again_what_failed_and_only_the_page_before_a_write_leads_on() {
    let mut world = ended(None);
    world.press(&["r"]);
    assert!(decided(&world).is_none(), "both sides are being read");
    read_again(&mut world);
    world.press(&["r"]);
    let Some(What::Decide(decisions)) = decided(&world) else {
        panic!("nothing was decided");
    };
    assert_eq!(decisions.len(), 2);
    assert!(
        decisions
            .iter()
            .all(|decision| matches!(decision, Decision::Retry { .. }))
    );
    let job = world.job();
    let decided = Decided {
        verdicts: Verdicts::Kept(koppel::engine::Kept::default()),
        reading: world.model.shell.desk.reading().unwrap().clone(),
        set_aside: None,
    };
    world.send(Message::Job {
        job,
        news: News::Done(Answer::Desk(Done::Decided(decided))),
    });
    assert!(matches!(world.model.shell.layers.last(), Some(Layer::Write(_))));
    let page = world.screen(80, 24);
    assert!(
        page.contains("4 writes"),
        "only what failed, was left alone or is not certain: {page}"
    );
}

fn decided(world: &World) -> Option<&What> {
    world.effects.iter().rev().find_map(|effect| match effect {
        Effect::Start {
            work:
                Work::Desk(Task::Decide {
                    act: Act { what, .. },
                    ..
                }),
            ..
        } => Some(what),
        _ => None,
    })
}

#[test]
fn a_run_that_stopped_before_its_plan_tells_why_and_reads_again() {
    let (mut world, job) = begun(&free());
    let failure = Failure::new(Exit::Locked, "Another run holds the lock")
        .because("a.beck at hr-7, since Mon 14:00")
        .todo("Wait until it has ended");
    world.send(Message::Job {
        job,
        news: News::Failed(failure),
    });
    let screen = world.screen(80, 24);
    assert!(
        screen.contains("Another run holds the lock") && screen.contains("a.beck"),
        "{screen}"
    );
    assert!(
        world.model.shell.layers.is_empty(),
        "told once, on the screen itself"
    );
}

#[test]
fn whoever_looks_elsewhere_is_told_in_a_line() {
    let plan = free();
    let (mut world, job) = begun(&plan);
    world.press(&["3"]);
    let done = Done::Ran(Shared::new(report(plan, None)));
    world.send(Message::Job {
        job,
        news: News::Done(Answer::Desk(done)),
    });
    assert!(
        world
            .screen(80, 24)
            .contains("Run 12 is done, and not all of it worked")
    );
}
