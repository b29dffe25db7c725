//! The keys that are the same in many places: everywhere, in lists, in each kind of layer.

use super::action::Action;
use super::demo::Trouble;
use super::key::{Binding, Chord};
use super::screen::ScreenId;
use crate::lang::Key;
use crossterm::event::KeyCode;

const fn key(code: KeyCode) -> Chord {
    Chord::of(code)
}

const fn letter(letter: char) -> Chord {
    Chord::letter(letter)
}

/// Where nothing has the keys to itself: on every screen.
pub const EVERYWHERE: &[Binding] = &[
    Binding::new(&[letter('/')], Action::Filter, Key("key-filter")).hint(),
    Binding::new(&[letter('y')], Action::Copy, Key("key-copy")),
    Binding::new(&[letter('u')], Action::Undo, Key("key-undo")),
    Binding::new(&[letter('U')], Action::Redo, Key("key-redo")),
    Binding::new(
        &[letter(':'), Chord::ctrl('p')],
        Action::Palette,
        Key("key-palette"),
    )
    .hint(),
    Binding::new(
        &[letter('1')],
        Action::Go(ScreenId::Overview),
        Key("key-go-overview"),
    ),
    Binding::new(&[letter('2')], Action::Go(ScreenId::Links), Key("key-go-links")),
    Binding::new(&[letter('3')], Action::Go(ScreenId::Plan), Key("key-go-plan")),
    Binding::new(
        &[letter('4')],
        Action::Go(ScreenId::History),
        Key("key-go-history"),
    ),
    Binding::new(
        &[letter('5')],
        Action::Go(ScreenId::Settings),
        Key("key-go-settings"),
    ),
    Binding::new(&[letter('0')], Action::Go(ScreenId::Run), Key("key-go-run")),
    Binding::new(&[], Action::Go(ScreenId::Wizard), Key("key-go-wizard")),
    Binding::new(&[], Action::ToggleMouse, Key("key-mouse")),
    Binding::new(&[], Action::SwitchBackground, Key("key-background")),
    Binding::new(&[key(KeyCode::Esc), letter('q')], Action::Back, Key("key-back")),
    Binding::new(&[], Action::Leave, Key("key-leave")),
];

/// While a hint of the demo is shown. Neither is a letter, so that both work in text fields, too.
pub const HINT: &[Binding] = &[
    Binding::new(&[key(KeyCode::Esc)], Action::CloseHint, Key("key-close-hint")).hint(),
    Binding::new(&[key(KeyCode::F(2))], Action::EndHints, Key("key-end-hints")).hint(),
];

/// In the demo alone, and in its palette alone.
pub const DEMO: &[Binding] = &[
    Binding::new(&[], Action::PassADay, Key("key-pass-a-day")),
    trouble(Trouble::SlowOkta),
    trouble(Trouble::TightLimit),
    trouble(Trouble::RefusedWrites),
    trouble(Trouble::CutConnections),
    trouble(Trouble::MissingPerson),
    trouble(Trouble::HalfTheCompany),
];

const fn trouble(trouble: Trouble) -> Binding {
    Binding::new(&[], Action::Switch(trouble), trouble.says())
}

/// Also over everything that lies on a screen, and in text fields.
pub const ALWAYS: &[Binding] = &[
    Binding::new(&[letter('?'), key(KeyCode::F(1))], Action::Help, Key("key-help")).hint(),
    Binding::new(&[Chord::ctrl('c')], Action::Interrupt, Key("key-interrupt")),
    Binding::new(&[Chord::ctrl('z')], Action::Suspend, Key("key-suspend")),
];

pub const UP: Binding = Binding::new(&[key(KeyCode::Up), letter('k')], Action::Up, Key("key-up"));
pub const DOWN: Binding = Binding::new(&[key(KeyCode::Down), letter('j')], Action::Down, Key("key-down"));
pub const LEFT: Binding = Binding::new(&[key(KeyCode::Left), letter('h')], Action::Left, Key("key-left"));
pub const RIGHT: Binding = Binding::new(
    &[key(KeyCode::Right), letter('l')],
    Action::Right,
    Key("key-right"),
);
pub const PAGE_UP: Binding = Binding::new(&[key(KeyCode::PageUp)], Action::PageUp, Key("key-page-up"));
pub const PAGE_DOWN: Binding =
    Binding::new(&[key(KeyCode::PageDown)], Action::PageDown, Key("key-page-down"));
pub const FIRST: Binding = Binding::new(
    &[key(KeyCode::Home), letter('g')],
    Action::First,
    Key("key-first"),
);
pub const LAST: Binding = Binding::new(&[key(KeyCode::End), letter('G')], Action::Last, Key("key-last"));
pub const NEXT: Binding = Binding::new(&[key(KeyCode::Tab)], Action::Next, Key("key-next")).hint();
pub const PREVIOUS: Binding = Binding::new(&[key(KeyCode::BackTab)], Action::Previous, Key("key-previous"));

/// In text fields letters are text: lists beside them are moved in by these.
pub const TEXT_UP: Binding = Binding::new(&[key(KeyCode::Up), Chord::ctrl('p')], Action::Up, Key("key-up"));
pub const TEXT_DOWN: Binding = Binding::new(
    &[key(KeyCode::Down), Chord::ctrl('n')],
    Action::Down,
    Key("key-down"),
);
const CLOSE: Binding = Binding::new(&[key(KeyCode::Esc)], Action::Back, Key("key-close")).hint();

/// In help and failures.
pub const READING: &[Binding] = &[
    Binding::new(
        &[key(KeyCode::Esc), letter('q'), key(KeyCode::Enter), letter('?')],
        Action::Back,
        Key("key-close"),
    )
    .hint(),
    UP,
    DOWN,
    PAGE_UP,
    PAGE_DOWN,
    FIRST,
    LAST,
];

pub const PALETTE: &[Binding] = &[
    Binding::new(&[key(KeyCode::Enter)], Action::Accept, Key("key-do"))
        .hint()
        .decides(),
    CLOSE,
    TEXT_UP,
    TEXT_DOWN,
    PAGE_UP,
    PAGE_DOWN,
];

pub const FILTER: &[Binding] = &[
    Binding::new(&[key(KeyCode::Enter)], Action::Accept, Key("key-keep-filter")).hint(),
    Binding::new(&[key(KeyCode::Esc)], Action::Back, Key("key-drop-filter")).hint(),
];

/// Letters are text where a number is typed; a held `Enter` does not answer.
pub const WRITING: &[Binding] = &[
    Binding::new(&[key(KeyCode::Enter)], Action::Accept, Key("key-write-now"))
        .hint()
        .decides(),
    Binding::new(&[key(KeyCode::Esc)], Action::Back, Key("key-no")).hint(),
    UP,
    DOWN,
    PAGE_UP,
    PAGE_DOWN,
    FIRST,
    LAST,
];

/// A question is no place for a slip: a held `Enter` does not answer it.
pub const CONFIRM: &[Binding] = &[
    Binding::new(&[key(KeyCode::Enter)], Action::Accept, Key("key-yes"))
        .hint()
        .decides(),
    Binding::new(&[key(KeyCode::Esc)], Action::Back, Key("key-no")).hint(),
];
