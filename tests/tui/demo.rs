//! What only the demo has: days that pass and trouble, found in the palette.

use crate::world::World;
use jiff::civil::date;
use koppel::tui::action::Action;
use koppel::tui::demo::{Demo, Passed, Trouble};
use koppel::tui::effect::Effect;
use koppel::tui::job::Kind;
use koppel::tui::message::{Message, Pointer};
use koppel::tui::screen::ScreenId;
use koppel::tui::view_state::Target;
use koppel::tui::work::Work;

fn demo() -> World {
    let mut world = World::settled();
    world.model.shell.demo = Some(Demo::default());
    world.model.shell.header.is_demo = true;
    world
}

/// Chosen in the palette, by some of its words.
fn choose(world: &mut World, words: &str) {
    world.press(&["Ctrl-P"]);
    world.type_text(words);
    world.press(&["Enter"]);
}

#[test]
fn the_palette_offers_days_and_trouble_in_the_demo_alone() {
    let mut own = World::settled();
    own.press(&["Ctrl-P"]);
    own.type_text("demo");
    assert!(
        !own.screen(80, 24).contains("the next day begins"),
        "{}",
        own.screen(80, 24)
    );
    let mut world = demo();
    world.press(&["Ctrl-P"]);
    world.type_text("demo");
    let screen = world.screen(80, 24);
    for words in ["the next day begins", "rate limit is tight", "half the company"] {
        assert!(screen.contains(words), "{words}: {screen}");
    }
    assert!(screen.contains(" DEMO "), "{screen}");
}

#[test]
fn a_day_passes_and_the_screen_says_who_came_and_went() {
    let mut world = demo();
    choose(&mut world, "next day");
    assert_eq!(world.effects.last(), Some(&Effect::PassADay));
    world.send(Message::DayPassed(Passed {
        day: date(2026, 11, 25),
        first_days: 2,
        left: 1,
    }));
    let screen = world.screen(80, 24);
    assert!(
        screen.contains("It is 25 Nov 2026 now. 2 people start, 1 has left."),
        "{screen}"
    );
    let reads_again = matches!(
        world.effects.last(),
        Some(Effect::Start {
            work: Work::LookAround,
            ..
        })
    );
    assert!(reads_again, "{:?}", world.effects.last());
}

#[test]
fn no_day_passes_while_something_is_written() {
    let mut world = demo();
    let shell = &mut world.model.shell;
    shell.start(
        ScreenId::Settings,
        Kind::Writes,
        "Writing".to_owned(),
        Work::LookAround,
    );
    choose(&mut world, "next day");
    assert!(!world.effects.contains(&Effect::PassADay));
}

#[test]
fn trouble_is_switched_on_and_off_again_and_kinds_of_it_add_up() {
    let mut world = demo();
    choose(&mut world, "limit tight");
    assert!(
        world
            .screen(80, 24)
            .contains("From now on: Okta's rate limit is tight.")
    );
    choose(&mut world, "every fifth");
    assert_eq!(
        world.effects.last(),
        Some(&Effect::Trouble(vec![
            Trouble::TightLimit,
            Trouble::RefusedWrites
        ]))
    );
    world.press(&["Ctrl-P"]);
    world.type_text("limit tight");
    let screen = world.screen(80, 24);
    assert!(
        screen.contains("end of demo trouble: Okta's rate limit is tight"),
        "{screen}"
    );
    world.press(&["Enter"]);
    assert_eq!(
        world.effects.last(),
        Some(&Effect::Trouble(vec![Trouble::RefusedWrites]))
    );
}

#[test]
fn without_a_demo_nothing_can_be_switched() {
    let mut world = World::settled();
    for action in [Action::PassADay, Action::Switch(Trouble::SlowOkta)] {
        world.send(Message::Pointer(Pointer::Press(Target::Action(action))));
    }
    let demos = |effect: &Effect| matches!(effect, Effect::PassADay | Effect::Trouble(_));
    assert!(!world.effects.iter().any(demos));
}

#[test]
fn each_screen_has_a_hint_that_blocks_no_key_and_closes_once() {
    let mut world = demo();
    world.press(&["1"]);
    assert!(
        world.screen(80, 24).contains("First look 1 of 5"),
        "{}",
        world.screen(80, 24)
    );
    world.press(&["2"]);
    assert_eq!(world.model.shell.screen, ScreenId::Links, "a hint blocks no key");
    assert!(world.screen(80, 24).contains("First look 2 of 5"));
    world.press(&["Esc"]);
    assert_eq!(
        world.model.shell.screen,
        ScreenId::Links,
        "it closes the hint, and nothing else"
    );
    assert!(!world.screen(80, 24).contains("First look"));
    world.press(&["3", "2"]);
    assert!(!world.screen(80, 24).contains("First look"), "it was read");
    world.press(&["1"]);
    assert!(
        world.screen(80, 24).contains("First look 1 of 5"),
        "this one was not"
    );
}

#[test]
fn one_key_ends_all_hints() {
    let mut world = demo();
    world.press(&["1", "F2", "2"]);
    assert!(!world.screen(80, 24).contains("First look"));
    world.press(&["3"]);
    assert!(!world.screen(120, 40).contains("First look"));
}

#[test]
fn a_hint_is_closed_by_the_mouse_and_hides_behind_a_question() {
    let mut world = demo();
    world.press(&["1", "Ctrl-C"]);
    assert!(!world.screen(80, 24).contains("First look"));
    world.press(&["Esc"]);
    world.screen(80, 24);
    let Some(target) = world.state.target_at(70, 20) else {
        panic!("the hint stands in the corner: {}", world.screen(80, 24));
    };
    assert_eq!(target, Target::Action(Action::CloseHint));
    world.send(Message::Pointer(Pointer::Press(target)));
    assert!(!world.screen(80, 24).contains("First look"));
}

#[test]
fn without_a_demo_there_is_no_hint() {
    let mut world = World::settled();
    world.press(&["1"]);
    assert!(!world.screen(80, 24).contains("First look"));
}
