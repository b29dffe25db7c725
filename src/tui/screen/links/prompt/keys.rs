//! The prompt's keys. Letters are text, so that none of them does anything; what leads to another case is no slip and
//! no held key.

use crate::lang::Key;
use crate::tui::action::Action;
use crate::tui::bindings::{PAGE_DOWN, PAGE_UP};
use crate::tui::key::{Binding, Chord};
use crossterm::event::KeyCode;

const fn key(code: KeyCode) -> Chord {
    Chord::of(code)
}

const UP: Binding = Binding::new(&[key(KeyCode::Up), Chord::ctrl('p')], Action::Up, Key("key-up"));
const DOWN: Binding = Binding::new(
    &[key(KeyCode::Down), Chord::ctrl('n')],
    Action::Down,
    Key("prompt-key-choose"),
);
const BACK: Binding = Binding::new(&[key(KeyCode::Esc)], Action::Back, Key("prompt-key-back"));

pub(super) const CHOOSING: &[Binding] = &[
    Binding::new(&[key(KeyCode::Enter)], Action::Accept, Key("prompt-key-link"))
        .hint()
        .decides(),
    DOWN.hint(),
    UP,
    Binding::new(&[key(KeyCode::Tab)], Action::Next, Key("prompt-key-skip"))
        .hint()
        .decides(),
    Binding::new(&[Chord::ctrl('x')], Action::Reject, Key("prompt-key-two-people"))
        .hint()
        .decides(),
    Binding::new(&[Chord::ctrl('t')], Action::ShowTaken, Key("prompt-key-taken")).hint(),
    Binding::new(&[Chord::ctrl('r')], Action::Undo, Key("prompt-key-undo"))
        .hint()
        .decides(),
    Binding::new(
        &[key(KeyCode::BackTab)],
        Action::Previous,
        Key("prompt-key-before"),
    )
    .decides(),
    Binding::new(&[Chord::ctrl('y')], Action::Redo, Key("key-redo")).decides(),
    PAGE_UP,
    PAGE_DOWN,
    BACK,
];

const KEEP: Binding = Binding::new(&[key(KeyCode::Enter)], Action::Accept, Key("prompt-key-keep"))
    .hint()
    .decides();
const NOT: Binding = Binding::new(&[key(KeyCode::Esc)], Action::Back, Key("prompt-key-not")).hint();

/// Where an account is set aside.
pub(super) const ASIDE: &[Binding] = &[
    KEEP,
    Binding::new(
        &[key(KeyCode::Down), Chord::ctrl('n')],
        Action::Down,
        Key("prompt-key-kind"),
    )
    .hint(),
    UP,
    Binding::new(&[key(KeyCode::Tab)], Action::Next, Key("prompt-key-field")).hint(),
    Binding::new(&[key(KeyCode::BackTab)], Action::Previous, Key("key-previous")),
    NOT,
];

/// Where HR is asked.
pub(super) const NOTE: &[Binding] = &[KEEP, NOT];
