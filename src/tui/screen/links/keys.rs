//! The keys of the report, and of what lies over it.

use crate::lang::Key;
use crate::tui::action::Action;
use crate::tui::bindings as keys;
use crate::tui::key::{Binding, Chord};
use crossterm::event::KeyCode;

const fn key(code: KeyCode) -> Chord {
    Chord::of(code)
}

const fn letter(letter: char) -> Chord {
    Chord::letter(letter)
}

pub const REPORT: &[Binding] = &[
    Binding::new(&[key(KeyCode::Enter)], Action::Accept, Key("links-key-decide"))
        .hint()
        .decides(),
    Binding::new(&[letter(' ')], Action::Mark, Key("links-key-mark")).hint(),
    Binding::new(&[letter('x')], Action::SetAside, Key("links-key-aside"))
        .hint()
        .decides(),
    Binding::new(&[letter('A')], Action::AllStrong, Key("links-key-strong"))
        .hint()
        .decides(),
    Binding::new(&[letter('W')], Action::Write, Key("links-key-write"))
        .hint()
        .decides(),
    Binding::new(&[letter('R')], Action::Reject, Key("links-key-reject")).decides(),
    Binding::new(
        &[letter('d'), key(KeyCode::Delete)],
        Action::Remove,
        Key("links-key-remove"),
    )
    .decides(),
    Binding::new(&[letter('f')], Action::AcceptNumber, Key("links-key-number")).decides(),
    Binding::new(&[letter('F')], Action::AcceptNumbers, Key("links-key-numbers")).decides(),
    Binding::new(&[letter('H')], Action::AskHr, Key("links-key-ask")).decides(),
    Binding::new(&[letter('I')], Action::ReadBack, Key("links-key-read-back")),
    Binding::new(&[letter('e')], Action::Export, Key("links-key-export")),
    Binding::new(&[letter('C')], Action::CloseReview, Key("links-key-close")).decides(),
    Binding::new(&[letter('o')], Action::Sort, Key("links-key-sort")),
    Binding::new(&[letter('v')], Action::More, Key("links-key-more")),
    Binding::new(&[letter('r')], Action::ReadAgain, Key("key-read-again")),
    Binding::new(
        &[key(KeyCode::Right), letter('l'), letter(']'), key(KeyCode::Tab)],
        Action::Next,
        Key("links-key-next"),
    ),
    Binding::new(
        &[
            key(KeyCode::Left),
            letter('h'),
            letter('['),
            key(KeyCode::BackTab),
        ],
        Action::Previous,
        Key("links-key-previous"),
    ),
    keys::UP,
    keys::DOWN,
    keys::PAGE_UP,
    keys::PAGE_DOWN,
    keys::FIRST,
    keys::LAST,
];

pub const FORM: &[Binding] = &[
    Binding::new(&[key(KeyCode::Enter)], Action::Accept, Key("key-do"))
        .hint()
        .decides(),
    Binding::new(&[key(KeyCode::Esc)], Action::Back, Key("key-close")).hint(),
    Binding::new(&[key(KeyCode::Tab)], Action::Next, Key("key-next-field")).hint(),
    Binding::new(
        &[key(KeyCode::BackTab)],
        Action::Previous,
        Key("key-previous-field"),
    ),
    Binding::new(
        &[key(KeyCode::Down), Chord::ctrl('n')],
        Action::Down,
        Key("key-next-field"),
    ),
    Binding::new(
        &[key(KeyCode::Up), Chord::ctrl('p')],
        Action::Up,
        Key("key-previous-field"),
    ),
    Binding::new(
        &[key(KeyCode::Right), letter(' ')],
        Action::Right,
        Key("key-turn"),
    ),
    Binding::new(&[key(KeyCode::Left)], Action::Left, Key("key-turn-back")),
];

pub const OFFER: &[Binding] = &[
    Binding::new(&[key(KeyCode::Enter)], Action::Accept, Key("links-key-keep"))
        .hint()
        .decides(),
    Binding::new(&[key(KeyCode::Esc), letter('q')], Action::Back, Key("key-no")).hint(),
    keys::UP,
    keys::DOWN,
    keys::PAGE_UP,
    keys::PAGE_DOWN,
    keys::FIRST,
    keys::LAST,
];
