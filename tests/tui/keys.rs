//! What each key makes of the model, and what is to be done.

use crate::world::{World, chord};
use jiff::SignedDuration;
use koppel::failure::Exit;
use koppel::tui::action::Action;
use koppel::tui::effect::Effect;
use koppel::tui::job::{JobProgress, Kind};
use koppel::tui::key::Press;
use koppel::tui::layer::Layer;
use koppel::tui::message::{Message, News, Signal};
use koppel::tui::screen::{Screen, ScreenId};
use koppel::tui::work::Work;

fn last(world: &World) -> &Effect {
    world.effects.last().unwrap()
}

fn is_left(world: &World) -> bool {
    world
        .effects
        .iter()
        .any(|effect| matches!(effect, Effect::Leave(_)))
}

#[test]
fn esc_and_q_go_back_one_level_and_leave_from_the_last() {
    for key in ["Esc", "q"] {
        let mut world = World::settled();
        world.press(&["?", key]);
        assert!(world.model.shell.layers.is_empty());
        world.press(&["l", key]);
        assert!(!is_left(&world), "{key}: from the rows to the pages");
        world.press(&[key]);
        assert_eq!(
            world.model.shell.screen,
            ScreenId::Overview,
            "{key}: to the overview"
        );
        assert!(!is_left(&world));
        world.press(&[key]);
        assert_eq!(last(&world), &Effect::Leave(Exit::Done), "{key}");
    }
}

#[test]
fn leaving_asks_while_something_writes() {
    let mut world = World::settled();
    world.model.shell.start(
        ScreenId::Settings,
        Kind::Writes,
        "Writing".to_owned(),
        Work::LookAround,
    );
    world.model.shell.now += SignedDuration::from_secs(1);
    world.press(&["1", "q"]);
    assert!(!is_left(&world));
    assert!(matches!(world.model.shell.layers[..], [Layer::Confirm(_)]));
    world.press(&["Esc"]);
    assert!(world.model.shell.layers.is_empty());
    assert!(world.model.shell.jobs.is_writing(), "Esc stops nothing");
    world.press(&["q", "Enter"]);
    assert_eq!(last(&world), &Effect::Leave(Exit::Done));
}

#[test]
fn ctrl_c_asks_and_a_second_one_leaves() {
    let mut world = World::settled();
    world.press(&[":", "Ctrl-C"]);
    assert!(!is_left(&world));
    world.press(&["Ctrl-C"]);
    assert_eq!(last(&world), &Effect::Leave(Exit::Cancelled));
}

#[test]
fn signals_end_and_suspend() {
    for (signal, effect) in [
        (Signal::Stop, Effect::Leave(Exit::Cancelled)),
        (Signal::HangUp, Effect::Leave(Exit::Cancelled)),
        (Signal::Suspend, Effect::Suspend),
    ] {
        assert_eq!(last(World::settled().send(Message::Signal(signal))), &effect);
    }
    assert_eq!(last(World::settled().press(&["Ctrl-Z"])), &Effect::Suspend);
}

#[test]
fn a_question_is_not_answered_by_what_was_typed_before_it_was_drawn() {
    let mut world = World::settled();
    world.send(Message::Key(Press::new(chord("Ctrl-C"))));
    world.send(Message::Key(Press::new(chord("Enter"))));
    assert!(!is_left(&world), "typed ahead");
    world.send(Message::Drawn);
    let held = Press {
        is_repeat: true,
        ..Press::new(chord("Enter"))
    };
    world.send(Message::Key(held));
    assert!(!is_left(&world), "held down");
    world.press(&["Enter"]);
    assert!(is_left(&world));
}

#[test]
fn a_paste_is_never_keys() {
    let mut world = World::settled();
    world.paste("q:5\r");
    assert!(!is_left(&world));
    assert_eq!(
        world.model.screens.settings.filter(),
        Some("q:5"),
        "outside of a text field it filters"
    );
    world.press(&["Esc"]);
    assert_eq!(world.model.screens.settings.filter(), Some(""));
    world.press(&["Ctrl-C"]).paste("\r\n");
    assert!(!is_left(&world), "and answers no question");
}

#[test]
fn printable_keys_are_text_while_a_text_field_has_the_focus() {
    let mut world = World::settled();
    world.press(&["/"]).type_text("q?:u5");
    assert_eq!(world.model.screens.settings.filter(), Some("q?:u5"));
    assert_eq!(world.model.shell.layers.len(), 1);
    world.press(&["F1"]);
    assert!(
        matches!(world.model.shell.layers.last(), Some(Layer::Help(_))),
        "F1 helps there"
    );
}

#[test]
fn the_filter_stays_by_enter_and_goes_by_esc() {
    let mut world = World::settled();
    world.press(&["/"]).type_text("okta").press(&["Enter"]);
    assert_eq!(world.model.screens.settings.filter(), Some("okta"));
    assert!(world.model.shell.layers.is_empty());
    world.press(&["Esc"]);
    assert_eq!(world.model.screens.settings.filter(), Some(""));
    assert!(!is_left(&world), "one level at a time");
    world.press(&["/"]).type_text("xyz").press(&["Esc"]);
    assert_eq!(world.model.screens.settings.filter(), Some(""));
}

#[test]
fn the_palette_does_what_it_names() {
    let mut world = World::settled();
    world.press(&["Ctrl-P"]).type_text("mouse").press(&["Enter"]);
    assert_eq!(last(&world), &Effect::Mouse(false));
    assert!(world.model.shell.layers.is_empty());
    world.press(&[":"]).type_text("read again").press(&["Enter"]);
    assert!(matches!(
        last(&world),
        Effect::Start {
            work: Work::LookAround,
            ..
        }
    ));
    world.press(&[":"]).type_text("no such thing").press(&["Enter"]);
    assert_eq!(world.model.shell.layers.len(), 1, "nothing to do, and it says so");
}

#[test]
fn y_copies_what_is_selected_and_says_what() {
    let mut world = World::settled();
    world.press(&["l", "y"]);
    assert_eq!(last(&world), &Effect::Copy("https://acme.okta.com".to_owned()));
    let said = world.model.shell.word.clone().unwrap();
    assert_eq!(said.text, "Copied: Okta.");
    world.press(&["j"]);
    assert_eq!(world.model.shell.word, None, "until the next key");
}

#[test]
fn undo_says_that_there_is_nothing_to_undo() {
    for (key, says) in [
        ("u", "There is nothing to undo."),
        ("U", "There is nothing to redo."),
    ] {
        let mut world = World::settled();
        world.press(&[key]);
        assert_eq!(world.model.shell.word.unwrap().text, says);
    }
}

#[test]
fn what_takes_long_shows_itself_and_esc_cancels_it() {
    let mut world = World::opening();
    let job = world.job();
    assert!(
        !world.screen(80, 24).contains("Reading the settings"),
        "not at once"
    );
    world.model.shell.now += SignedDuration::from_millis(300);
    let progress = JobProgress {
        live: None,
        side: None,
        done: 1200,
        total: Some(5000),
    };
    world.send(Message::Job {
        job,
        news: News::Progress(progress),
    });
    let screen = world.screen(80, 24);
    assert!(
        screen.contains("Reading the settings  1,200 of 5,000   Esc cancels"),
        "{screen}"
    );
    world.press(&["Esc"]);
    assert_eq!(last(&world), &Effect::Cancel(job));
    assert!(!is_left(&world));
    let facts = crate::world::facts(crate::world::SETTINGS);
    let answer = koppel::tui::work::Answer::Around(Box::new(facts));
    world.send(Message::Job {
        job,
        news: News::Done(answer),
    });
    assert_eq!(
        world.model.shell.header.org, None,
        "an answer that nobody waits for is dropped"
    );
}

#[test]
fn a_newer_reading_takes_the_place_of_an_older_one() {
    let mut world = World::opening();
    let first = world.job();
    world.press(&["r"]);
    assert!(world.effects.contains(&Effect::Cancel(first)));
    assert_ne!(world.job(), first);
}

#[test]
fn where_nothing_can_be_shown_no_key_does_anything_but_stop() {
    let mut world = World::settled();
    world.screen(79, 24);
    world.press(&["q", "y", ":", "5"]).paste("x");
    assert!(!is_left(&world) && world.model.shell.layers.is_empty());
    assert_eq!(world.model.screens.settings.filter(), Some(""));
    world.press(&["Ctrl-C", "Ctrl-C"]);
    assert!(is_left(&world));
}

#[test]
fn no_key_is_declared_twice_where_both_would_work() {
    let mut world = World::settled();
    for open in [&[][..], &["?"], &[":"], &["/"], &["Ctrl-C"]] {
        world.press(open);
        let mut seen = Vec::new();
        for binding in koppel::tui::update::working_bindings(&world.model)
            .into_iter()
            .flatten()
        {
            for chord in binding.chords {
                let is_twice = seen.contains(chord) && binding.action != Action::Help;
                assert!(!is_twice, "{chord} with {open:?}");
                seen.push(*chord);
            }
        }
        world.model.shell.layers.clear();
    }
}
