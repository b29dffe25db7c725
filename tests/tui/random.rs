//! Thousands of random keys, pastes, clicks and sizes on every screen: it never stops, and nothing is written.

use crate::world::{World, broken, chord, reading_of};
use jiff::SignedDuration;
use koppel::tui::action::Action;
use koppel::tui::desk;
use koppel::tui::effect::Effect;
use koppel::tui::key::Press;
use koppel::tui::layer::Layer;
use koppel::tui::message::{Message, Pasted, Pointer};
use koppel::tui::screen::change;
use koppel::tui::screen::links::Tab;
use koppel::tui::screen::wizard::Task;
use koppel::tui::view_state::Target;
use koppel::tui::work::Work;

const KEYS: &[&str] = &[
    "Enter",
    "Esc",
    "Tab",
    "Shift-Tab",
    "Down",
    "Up",
    "End",
    "F1",
    "PgUp",
    "PgDn",
    "a",
    "d",
    "e",
    "Backspace",
    "Ctrl-P",
    "Ctrl-N",
    "Ctrl-U",
    "Ctrl-W",
    "Ctrl-C",
    "Ctrl-Z",
    "/",
    ":",
    "?",
    "q",
    "u",
    "U",
    "y",
    "x",
    " ",
    "5",
    "j",
    "k",
    "h",
    "l",
    "g",
    "G",
    "r",
    "t",
    "z",
    "4",
    "W",
    "o",
    "-",
    "+",
    "s",
    "3",
    "0",
    "1",
    "2",
    "A",
    "C",
    "F",
    "H",
    "I",
    "R",
    "f",
    "o",
    "v",
    "]",
    "ü",
    "王",
];
const PASTES: &[&str] = &[
    "\u{1b}[2J\u{202e}",
    "q\r\rW\r",
    "Müller",
    "",
    "\0\u{7}",
    "e\u{301}\u{301}\u{301}",
];

fn message(random: &mut fastrand::Rng, world: &World) -> Message {
    match random.u8(0..100) {
        0..70 => Message::Key(Press {
            is_repeat: random.u8(0..4) == 0,
            ..Press::new(chord(random.choice(KEYS).unwrap()))
        }),
        70..76 => Message::Paste(Pasted((*random.choice(PASTES).unwrap()).to_owned())),
        76..84 => Message::Resize {
            width: random.u16(1..140),
            height: random.u16(1..50),
        },
        84..90 => Message::Resize {
            width: 80,
            height: 24,
        },
        90..98 => {
            let target: Option<Target> = world.state.target_at(random.u16(0..140), random.u16(0..50));
            Message::Pointer(match (target, random.bool()) {
                (Some(target), true) => Pointer::Press(target),
                (target, true) => Pointer::WheelUp(target),
                (target, false) => Pointer::WheelDown(target),
            })
        }
        _ => Message::Tick,
    }
}

fn only_looks(effect: &Effect) -> bool {
    match effect {
        Effect::Start { work, .. } => match work {
            // A file that they write has a name that somebody gave it.
            Work::LookAround
            | Work::LookBack
            | Work::Prompt(_)
            | Work::Links(_)
            | Work::Plan(_)
            | Work::History(_) => true,
            // What is decided stays on this machine until somebody agrees to a write.
            Work::Desk(task) => !matches!(task, desk::task::Task::Run(_)),
            // The draft is the wizard's own.
            Work::Settings(task) => matches!(
                task,
                // Of the keyring, after a question that a random Enter may answer.
                change::Task::Weigh(_) | change::Task::Forget(_)
            ),
            Work::Wizard(task) => !matches!(task, Task::Save(..)),
        },
        // The demo's own, and none of these is one.
        Effect::PassADay | Effect::Trouble(_) => false,
        Effect::Cancel(_) | Effect::Copy(_) | Effect::Mouse(_) | Effect::Suspend | Effect::Leave(_) => true,
    }
}

fn play(mut world: World, seed: u64) {
    let mut random = fastrand::Rng::with_seed(seed);
    for step in 0..4000 {
        let message = message(&mut random, &world);
        world.model.shell.now += SignedDuration::from_millis(random.i64(0..400));
        let is_agreed_to = agrees(&world, &message);
        let before = world.effects.len();
        world.send(message);
        let other = world.effects[before..]
            .iter()
            .find(|effect| !(only_looks(effect) || is_agreed_to && runs(effect)));
        assert_eq!(other, None);
        if step % 3 == 0 {
            let (width, height) = world.model.shell.size;
            world.backend(width, height);
            world.send(Message::Drawn);
        }
    }
}

/// `Enter`, pressed and not held, on the page before a write that can be read.
fn agrees(world: &World, message: &Message) -> bool {
    let is_page = matches!(world.model.shell.layers.last(), Some(Layer::Write(_)));
    let enter = Press::new(chord("Enter"));
    let is_enter = match message {
        Message::Key(press) => *press == enter,
        // The key's hint at the bottom.
        Message::Pointer(Pointer::Press(Target::Action(action))) => *action == Action::Accept,
        _ => false,
    };
    is_page && is_enter && !world.model.shell.is_settling
}

fn runs(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::Start {
            work: Work::Desk(desk::task::Task::Run(_)),
            ..
        }
    )
}

/// A company with a plan, at this screen.
fn at(key: &str) -> World {
    let mut world = World::settled();
    world.read(reading_of(&crate::plan::people()));
    world.press(&[key]);
    world
}

#[test]
fn random_keys_stop_nothing_and_write_nothing() {
    for seed in 0..3 {
        play(World::opening(), seed);
        play(World::settled(), seed);
        play(World::with(broken()), seed);
        for key in ["2", "3", "0"] {
            play(at(key), seed);
        }
        play(
            crate::wizard::wizard(koppel::engine::setup::Draft::default()),
            seed,
        );
        for step in 2..=6 {
            play(crate::wizard::known(step), seed);
        }
    }
}

#[test]
fn random_keys_write_no_links_but_from_the_page_that_counts_them() {
    for seed in 0..2 {
        for tab in Tab::ALL {
            let mut world = crate::links::world();
            crate::links::show(&mut world, tab);
            play(world, seed);
        }
    }
}

#[test]
fn random_keys_on_overview_and_history_write_nothing() {
    for seed in 0..2 {
        play(crate::overview::known(), seed);
        play(crate::history::known(), seed);
    }
}

#[test]
fn every_size_down_to_one_cell_can_be_drawn() {
    for keys in [&[][..], &["l"], &["?"], &[":"], &["/"], &["Ctrl-C"]] {
        let mut world = World::settled();
        world.press(keys);
        for (width, height) in [(1, 1), (1, 24), (80, 1), (2, 2), (79, 24), (80, 23), (300, 100)] {
            world.backend(width, height);
        }
    }
}
