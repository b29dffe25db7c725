//! Thousands of random keys, pastes, clicks and sizes at the prompt, with all that they lead to: it never stops,
//! nothing is written to Okta, and nothing that is decided is more than staged.

use super::company::{Desk, people, settings};
use crate::world::{chord, reading};
use koppel::core::state::Staging;
use koppel::tui::desk::task::Task;
use koppel::tui::effect::Effect;
use koppel::tui::key::Press;
use koppel::tui::message::{Message, Pasted, Pointer};
use koppel::tui::work::Work;

const KEYS: &[&str] = &[
    "Enter",
    "Enter",
    "Enter",
    "Tab",
    "Shift-Tab",
    "Down",
    "Down",
    "Up",
    "Up",
    "PgDn",
    "PgUp",
    "Esc",
    "F1",
    "Ctrl-X",
    "Ctrl-T",
    "Ctrl-R",
    "Ctrl-Y",
    "Ctrl-U",
    "Ctrl-W",
    "Ctrl-P",
    "Ctrl-N",
    "Backspace",
    "w",
    "e",
    "m",
    "1",
    "0",
    " ",
    "W",
    "u",
    "x",
    "ü",
    "王",
];
const PASTES: &[&str] = &[
    "https://acme.personio.de/staff/employee-details/10411",
    "\u{1b}[2J\u{202e}",
    "weiss\r\r",
    "",
];

fn message(random: &mut fastrand::Rng, desk: &Desk) -> Message {
    match random.u8(0..100) {
        0..80 => Message::Key(Press {
            is_repeat: random.u8(0..8) == 0,
            ..Press::new(chord(random.choice(KEYS).unwrap()))
        }),
        80..86 => Message::Paste(Pasted((*random.choice(PASTES).unwrap()).to_owned())),
        86..92 => Message::Resize {
            width: random.u16(1..160),
            height: random.u16(1..50),
        },
        92..97 => {
            let target = desk.world.state.target_at(random.u16(0..140), random.u16(0..50));
            Message::Pointer(target.map_or(Pointer::WheelDown(None), Pointer::Press))
        }
        _ => Message::Tick,
    }
}

fn play(seed: u64) {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut desk = Desk::opened(&people());
    for step in 0..600 {
        let message = message(&mut random, &desk);
        desk.world.send(message);
        if step % 2 == 0 {
            desk.settle();
        }
        if step % 3 == 0 {
            let (width, height) = desk.world.model.shell.size;
            desk.world.backend(width, height);
            desk.world.send(Message::Drawn);
        }
        if step % 100 == 99 {
            // Somebody is gone each time.
            let mut company = people();
            let employees = &mut company.snapshot.roster.employees;
            employees.remove(random.usize(..employees.len()));
            let profiles = &mut company.snapshot.directory.profiles;
            profiles.remove(random.usize(..profiles.len()));
            desk.world.read(reading(company.snapshot, &settings()));
        }
    }
    let runs = |effect: &Effect| {
        matches!(
            effect,
            Effect::Start {
                work: Work::Desk(Task::Run(_)),
                ..
            }
        )
    };
    assert!(!desk.world.effects.iter().any(runs));
    let decisions = desk.view().decisions().unwrap();
    assert!(
        decisions
            .assignments
            .values()
            .all(|one| one.staging == Staging::Staged)
    );
}

#[test]
fn random_keys_at_the_prompt_stop_nothing_and_write_nothing() {
    for seed in 0..4 {
        play(seed);
    }
}
