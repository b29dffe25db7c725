//! The page before a write: what it names, and that nothing but a person who read it gets past it.

use crate::company::{self, id};
use crate::world::{World, chord, reading_of};
use koppel::core::plan::{Counted, Part, Plan, RunScope};
use koppel::core::value::Value;
use koppel::engine::OverLimit;
use koppel::okta::Tier;
use koppel::store::state::RunKind;
use koppel::tui::desk::task::Task;
use koppel::tui::desk::{RunRequest, Seen};
use koppel::tui::effect::Effect;
use koppel::tui::key::Press;
use koppel::tui::message::{Message, Pasted};
use koppel::tui::screen::ScreenId;
use koppel::tui::shared::Shared;
use koppel::tui::work::Work;

/// Forty who are linked and in step.
fn people() -> company::World {
    let mut world = company::World::new();
    for number in 1..=40 {
        let (first, last) = (format!("Anna{number}"), format!("Berg{number}"));
        world.linked(number, &format!("00u{number}"), &first, &last);
    }
    world.remember();
    world
}

/// The page before a write of all that is planned.
fn asking(people: &company::World, change: impl FnOnce(&mut Plan)) -> World {
    let mut world = World::settled();
    let shown = Shared::new(reading_of(people));
    let mut plan = people.plan();
    change(&mut plan);
    world.model.shell.header.org = Some((Tier::Production, "acme.okta.com".to_owned()));
    world.model.shell.ask_to_write(RunRequest::Seen(Box::new(Seen {
        kind: RunKind::Sync,
        reading: shown,
        plan: Shared::new(plan),
        confirm: Vec::new(),
        over_limit: OverLimit::Stop,
        undo: None,
        overrides: Vec::new(),
    })));
    world.send(Message::Drawn);
    world
}

/// What was begun to be written, if anything.
fn written(world: &World) -> Option<Seen> {
    world.effects.iter().find_map(|effect| match effect {
        Effect::Start {
            work: Work::Desk(Task::Run(RunRequest::Seen(seen))),
            ..
        } => Some(Seen::clone(seen)),
        _ => None,
    })
}

fn two_leavers() -> company::World {
    let mut people = people();
    people.leave(1);
    people.leave(2);
    people.says(3, "department", Value::text("Sales"));
    people.newcomer(41, "Łukasz", "Øverås");
    people
}

fn five_leavers() -> company::World {
    let mut people = people();
    for number in 1..=5 {
        people.leave(number);
    }
    people.says(9, "department", Value::text("Sales"));
    people
}

#[test]
fn it_names_the_org_the_kinds_and_everybody_who_loses_access() {
    for (width, height) in [(80, 24), (120, 40)] {
        let screen = asking(&two_leavers(), |_| {}).screen(width, height);
        insta::assert_snapshot!(format!("leavers_{width}x{height}"), screen);
    }
}

#[test]
fn g1_over_a_limit_it_asks_with_without_or_not_at_all() {
    for (width, height) in [(80, 24), (120, 40)] {
        let screen = asking(&five_leavers(), |_| {}).screen(width, height);
        insta::assert_snapshot!(format!("over_limit_{width}x{height}"), screen);
    }
}

#[test]
fn where_somebody_loses_access_the_number_is_typed() {
    let mut world = asking(&two_leavers(), |_| {});
    world.press(&["Enter"]);
    assert!(written(&world).is_none(), "Enter alone is no answer");
    world.press(&["3", "Enter"]);
    assert!(written(&world).is_none(), "another number is no answer");
    world.press(&["Backspace", "2", "Enter"]);
    let seen = written(&world).unwrap();
    assert_eq!(seen.plan.count(Counted::Deactivate), 2);
    assert_eq!(seen.over_limit, OverLimit::Stop);
    assert_eq!(world.model.shell.screen, ScreenId::Run);
    assert!(world.model.shell.layers.is_empty());
}

#[test]
fn a_paste_and_a_key_that_is_held_down_answer_nothing() {
    let mut world = asking(&two_leavers(), |_| {});
    world.paste("2");
    let held = Press {
        is_repeat: true,
        ..Press::new(chord("2"))
    };
    world.send(Message::Key(held));
    world.press(&["Enter"]);
    assert!(written(&world).is_none());
    world.press(&["2"]);
    let enter = Press {
        is_repeat: true,
        ..Press::new(chord("Enter"))
    };
    world.send(Message::Key(enter));
    assert!(written(&world).is_none(), "a held Enter writes nothing");
}

#[test]
fn g1_keys_that_come_all_at_once_answer_nothing_and_say_so() {
    let mut world = asking(&two_leavers(), |_| {});
    world.send(Message::Burst(Pasted("2".to_owned())));
    let screen = world.screen(80, 24);
    assert!(screen.contains("as fast as a paste"), "{screen}");
    world.press(&["Enter"]);
    assert!(written(&world).is_none(), "the number was pasted");
    world.press(&["2", "Enter"]);
    assert!(written(&world).is_some());
}

#[test]
fn g1_enter_alone_goes_on_without_those_over_a_limit_and_shows_what_is_left_first() {
    let mut world = asking(&five_leavers(), |_| {});
    world.press(&["Enter"]);
    assert!(written(&world).is_none(), "what is left is read first");
    insta::assert_snapshot!("without_80x24", world.screen(80, 24));
    world.press(&["Enter"]);
    let seen = written(&world).unwrap();
    assert_eq!(seen.over_limit, OverLimit::Hold);
    assert_eq!(seen.plan.count(Counted::Deactivate), 0);
    assert!(seen.plan.has_changes() && !seen.plan.is_over_limit());
    assert!(!seen.overrides.is_empty(), "the journal says so");
}

#[test]
fn g1_typing_their_number_goes_on_with_those_over_a_limit() {
    let mut world = asking(&five_leavers(), |_| {});
    world.press(&["5", "Enter"]);
    let seen = written(&world).unwrap();
    assert_eq!(
        seen.over_limit,
        OverLimit::Counted(vec![(Counted::Deactivate, 5)])
    );
    assert!(!seen.plan.is_over_limit());
    assert_eq!(seen.overrides, ["counted at the screen: deactivate=5"]);
}

#[test]
fn g1_where_nothing_is_left_without_them_enter_alone_does_nothing() {
    let leavers = Part {
        kinds: Some(vec![koppel::core::plan::ActionKind::Deactivate]),
        scope: RunScope::Everybody,
    };
    let mut world = asking(&five_leavers(), |plan| plan.narrow(&leavers));
    world.press(&["Enter", "Enter"]);
    assert!(written(&world).is_none());
    world.press(&["Esc"]);
    assert!(world.model.shell.layers.is_empty() && written(&world).is_none());
}

#[test]
fn where_nobody_loses_anything_enter_writes() {
    let one = Part {
        kinds: None,
        scope: RunScope::OnePerson(id(3)),
    };
    let mut world = asking(&two_leavers(), |plan| plan.narrow(&one));
    let screen = world.screen(80, 24);
    assert!(screen.contains("One write to PROD acme.okta.com"), "{screen}");
    world.press(&["Enter"]);
    assert_eq!(written(&world).unwrap().plan.actions.len(), 1);
}

#[test]
fn g5_read_only_and_a_run_that_goes_on_open_no_page() {
    let mut world = World::settled();
    world.model.shell.header.read_only = true;
    let seen = Seen {
        kind: RunKind::Sync,
        reading: Shared::new(reading_of(&two_leavers())),
        plan: Shared::new(two_leavers().plan()),
        confirm: Vec::new(),
        over_limit: OverLimit::Stop,
        undo: None,
        overrides: Vec::new(),
    };
    let request = RunRequest::Seen(Box::new(seen));
    world.model.shell.ask_to_write(request.clone());
    assert!(world.model.shell.layers.is_empty() && world.model.shell.word.is_some());
    world.model.shell.header.read_only = false;
    assert!(world.model.shell.start_run(request.clone()));
    world.model.shell.ask_to_write(request);
    assert!(world.model.shell.layers.is_empty());
}
