//! Keys: what a press is, and how each layer declares its own, once. Handling, the hints at the bottom and the
//! help are all made from these declarations.

use super::action::Action;
use crate::lang::Key;
use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use std::fmt;

/// One key with the modifiers that every terminal can tell: Ctrl, and Shift as part of the letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chord {
    code: KeyCode,
    ctrl: bool,
}

/// A key that was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Press {
    pub chord: Chord,
    /// The keyboard says that it is held down. Such a press moves, and never decides.
    pub is_repeat: bool,
}

/// What a key does in a text field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edit {
    Insert(char),
    Backspace,
    Delete,
    Left,
    Right,
    Start,
    End,
    /// `Ctrl-U`
    Clear,
    /// `Ctrl-W`
    EraseWord,
}

/// One declared key of a layer.
#[derive(Debug, Clone, Copy)]
pub struct Binding {
    /// The first is the one that hints and help name.
    pub chords: &'static [Chord],
    pub action: Action,
    pub says: Key,
    /// Shown at the bottom, not only in the help.
    pub is_hint: bool,
    /// What it does cannot be a slip: a held key does not do it, and what was typed before the next case is
    /// drawn is dropped.
    pub decides: bool,
}

impl Chord {
    pub const fn of(code: KeyCode) -> Self {
        Self { code, ctrl: false }
    }

    /// A printable key; Shift is part of it: `U` is not `u`.
    pub const fn letter(letter: char) -> Self {
        Self::of(KeyCode::Char(letter))
    }

    /// `Ctrl` with this small letter.
    pub const fn ctrl(letter: char) -> Self {
        Self {
            code: KeyCode::Char(letter),
            ctrl: true,
        }
    }

    /// The letter that this key types in a text field.
    pub fn typed(self) -> Option<char> {
        match self.code {
            KeyCode::Char(letter) if !self.ctrl => Some(letter),
            _ => None,
        }
    }

    /// What this key does in a text field, if anything.
    pub fn edit(self) -> Option<Edit> {
        Some(match (self.code, self.ctrl) {
            (KeyCode::Char('u'), true) => Edit::Clear,
            (KeyCode::Char('w'), true) => Edit::EraseWord,
            // What some terminals send for Backspace.
            (KeyCode::Char('h'), true) | (KeyCode::Backspace, _) => Edit::Backspace,
            (KeyCode::Char(letter), false) => Edit::Insert(letter),
            (KeyCode::Delete, _) => Edit::Delete,
            (KeyCode::Left, _) => Edit::Left,
            (KeyCode::Right, _) => Edit::Right,
            (KeyCode::Home, _) => Edit::Start,
            (KeyCode::End, _) => Edit::End,
            _ => return None,
        })
    }
}

impl Press {
    pub fn new(chord: Chord) -> Self {
        Self {
            chord,
            is_repeat: false,
        }
    }

    /// `None`: a key that is let go, or one with a modifier that not every terminal tells.
    pub fn from_event(event: &KeyEvent) -> Option<Self> {
        let has = |modifier| event.modifiers.contains(modifier);
        let (ctrl, alt) = (has(KeyModifiers::CONTROL), has(KeyModifiers::ALT));
        let is_other = event
            .modifiers
            .intersects(KeyModifiers::SUPER | KeyModifiers::HYPER | KeyModifiers::META);
        let chord = match event.code {
            _ if is_other => return None,
            // AltGr types letters such as @, and some terminals tell it as both.
            KeyCode::Char(letter) if ctrl && alt => Chord::letter(letter),
            _ if alt => return None,
            KeyCode::Char(letter) if ctrl => Chord::ctrl(letter.to_ascii_lowercase()),
            KeyCode::Tab if has(KeyModifiers::SHIFT) => Chord::of(KeyCode::BackTab),
            code => Chord { code, ctrl },
        };
        match event.kind {
            KeyEventKind::Release => None,
            kind => Some(Self {
                chord,
                is_repeat: kind == KeyEventKind::Repeat,
            }),
        }
    }
}

impl Binding {
    /// A key that the help names.
    pub const fn new(chords: &'static [Chord], action: Action, says: Key) -> Self {
        Self {
            chords,
            action,
            says,
            is_hint: false,
            decides: false,
        }
    }

    /// Shown at the bottom, too.
    #[must_use]
    pub const fn hint(mut self) -> Self {
        self.is_hint = true;
        self
    }

    #[must_use]
    pub const fn decides(mut self) -> Self {
        self.decides = true;
        self
    }

    /// The one of `bindings` that this key belongs to.
    pub fn find(bindings: &'static [Self], chord: Chord) -> Option<&'static Self> {
        bindings.iter().find(|binding| binding.chords.contains(&chord))
    }

    /// As the help names it: every key.
    pub fn all_chords(&self) -> String {
        let chords: Vec<String> = self.chords.iter().map(Chord::to_string).collect();
        chords.join(" ")
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("Ctrl-")?;
        }
        match self.code {
            KeyCode::Char(' ') => f.write_str("Space"),
            KeyCode::Char(letter) if self.ctrl => write!(f, "{}", letter.to_ascii_uppercase()),
            KeyCode::Char(letter) => write!(f, "{letter}"),
            KeyCode::F(number) => write!(f, "F{number}"),
            KeyCode::Up => f.write_str("↑"),
            KeyCode::Down => f.write_str("↓"),
            KeyCode::Left => f.write_str("←"),
            KeyCode::Right => f.write_str("→"),
            KeyCode::PageUp => f.write_str("PgUp"),
            KeyCode::PageDown => f.write_str("PgDn"),
            KeyCode::BackTab => f.write_str("Shift-Tab"),
            code => write!(f, "{code:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(code: KeyCode, modifiers: KeyModifiers) -> Option<Press> {
        Press::from_event(&KeyEvent::new(code, modifiers))
    }

    #[test]
    fn letters_carry_their_shift_and_alt_gr_types() {
        let typed = |code, modifiers| press(code, modifiers).and_then(|press| press.chord.typed());
        assert_eq!(typed(KeyCode::Char('U'), KeyModifiers::SHIFT), Some('U'));
        let alt_gr = KeyModifiers::CONTROL | KeyModifiers::ALT;
        assert_eq!(typed(KeyCode::Char('@'), alt_gr), Some('@'));
        assert_eq!(typed(KeyCode::Char('p'), KeyModifiers::CONTROL), None);
    }

    #[test]
    fn what_not_every_terminal_tells_does_nothing() {
        assert_eq!(press(KeyCode::Char('d'), KeyModifiers::ALT), None);
        assert_eq!(press(KeyCode::Enter, KeyModifiers::ALT), None);
        assert_eq!(press(KeyCode::Char('w'), KeyModifiers::SUPER), None);
        let released = KeyEvent::new_with_kind(KeyCode::Enter, KeyModifiers::NONE, KeyEventKind::Release);
        assert_eq!(Press::from_event(&released), None);
    }

    #[test]
    fn keys_are_named_as_keyboards_name_them() {
        for (chord, name) in [
            (Chord::letter(' '), "Space"),
            (Chord::letter('U'), "U"),
            (Chord::ctrl('p'), "Ctrl-P"),
            (Chord::of(KeyCode::BackTab), "Shift-Tab"),
            (Chord::of(KeyCode::F(1)), "F1"),
            (Chord::of(KeyCode::Enter), "Enter"),
        ] {
            assert_eq!(chord.to_string(), name);
        }
    }
}
