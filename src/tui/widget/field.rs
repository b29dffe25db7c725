//! Text fields of one line: an ordinary one, and one for secrets that shows dots and wipes what it held.

use crate::core::text::is_invisible;
use crate::report::{cells, printable};
use crate::tui::key::Edit;
use crate::tui::shell::Shell;
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};
use std::fmt;
use tui_input::{Input, InputRequest};

/// In characters. Nobody types more; a paste that is longer is cut.
const LONGEST: usize = 2000;
/// Room for a secret from the start, so that none is left behind where a longer one is moved to.
const SECRET_ROOM: usize = 4096;

/// A line of text with a cursor.
#[derive(Debug, Clone, Default)]
pub struct TextField(Input);

impl TextField {
    pub fn new(text: &str) -> Self {
        Self(Input::new(text.to_owned()))
    }

    pub fn text(&self) -> &str {
        self.0.value()
    }

    pub fn is_empty(&self) -> bool {
        self.text().is_empty()
    }

    pub fn edit(&mut self, edit: Edit) {
        let request = match edit {
            Edit::Insert(letter) if self.is_full() || letter.is_control() => return,
            Edit::Insert(letter) => InputRequest::InsertChar(letter),
            Edit::Backspace => InputRequest::DeletePrevChar,
            Edit::Delete => InputRequest::DeleteNextChar,
            Edit::Left => InputRequest::GoToPrevChar,
            Edit::Right => InputRequest::GoToNextChar,
            Edit::Start => InputRequest::GoToStart,
            Edit::End => InputRequest::GoToEnd,
            Edit::Clear => InputRequest::DeleteLine,
            Edit::EraseWord => InputRequest::DeletePrevWord,
        };
        self.0.handle(request);
    }

    /// As one line; blanks and line ends around it, which a copy often brings along, are dropped.
    pub fn paste(&mut self, text: &str) {
        // What nobody sees comes along with a copy, and was never meant.
        let seen: String = text.chars().filter(|letter| !is_invisible(*letter)).collect();
        for letter in printable(seen.trim()).chars().take(LONGEST) {
            self.edit(Edit::Insert(letter));
        }
    }

    fn is_full(&self) -> bool {
        self.text().len() >= LONGEST
    }

    /// The end of the text that fits, and the cursor as a reversed cell where it has the focus.
    pub fn draw(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, has_focus: bool) {
        let area = area.intersection(buffer.area);
        if area.is_empty() {
            return;
        }
        let width = usize::from(area.width);
        let first = self.0.visual_scroll(width.saturating_sub(1));
        let shown = skip_cells(self.text(), first);
        buffer.set_style(area, shell.theme.style(Role::Field));
        buffer.set_stringn(area.x, area.y, shown, width, shell.theme.style(Role::Field));
        let cursor = self.0.visual_cursor().saturating_sub(first);
        if has_focus {
            draw_cursor(shell, area, buffer, cursor);
        }
    }
}

/// A secret while it is typed or pasted. Wiped when it is dropped; never shown, not even by `Debug`.
pub struct SecretField(Zeroizing<String>);

impl Default for SecretField {
    fn default() -> Self {
        Self(Zeroizing::new(String::with_capacity(SECRET_ROOM)))
    }
}

impl SecretField {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Only at its end: nobody sees where in a secret the cursor would be.
    pub fn edit(&mut self, edit: Edit) {
        match edit {
            Edit::Insert(letter)
                if self.0.len() + letter.len_utf8() <= SECRET_ROOM && !letter.is_control() =>
            {
                self.0.push(letter);
            }
            Edit::Backspace => {
                self.0.pop();
            }
            Edit::Clear | Edit::EraseWord => self.wipe(),
            _ => {}
        }
    }

    /// Instead of what was there: half of one secret and half of another is none.
    pub fn paste(&mut self, text: &str) {
        self.wipe();
        for letter in text.trim().chars() {
            self.edit(Edit::Insert(letter));
        }
    }

    /// What was typed; the field is empty afterwards.
    pub fn take(&mut self) -> SecretString {
        let secret = SecretString::from(self.0.as_str());
        self.wipe();
        secret
    }

    /// What was typed; the field keeps it.
    pub fn peek(&self) -> SecretString {
        SecretString::from(self.0.as_str())
    }

    fn wipe(&mut self) {
        *self = Self::default();
    }

    /// A dot for each letter, at most as many as fit.
    pub fn draw(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, has_focus: bool) {
        let area = area.intersection(buffer.area);
        if area.is_empty() {
            return;
        }
        let most = usize::from(area.width).saturating_sub(1);
        let dots = self.0.chars().count().min(most);
        buffer.set_style(area, shell.theme.style(Role::Field));
        buffer.set_stringn(
            area.x,
            area.y,
            "•".repeat(dots),
            most,
            shell.theme.style(Role::Field),
        );
        if has_focus {
            draw_cursor(shell, area, buffer, dots);
        }
    }
}

impl fmt::Debug for SecretField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretField")
    }
}

/// Whether both hold the same; for tests and for "has it changed".
impl PartialEq<SecretString> for SecretField {
    fn eq(&self, other: &SecretString) -> bool {
        self.0.as_str() == other.expose_secret()
    }
}

fn draw_cursor(shell: &Shell, area: Rect, buffer: &mut Buffer, at: usize) {
    let column = area.x.saturating_add(u16::try_from(at).unwrap_or(u16::MAX));
    let cell = Rect::new(column.min(area.right() - 1), area.y, 1, 1);
    buffer.set_style(cell, shell.theme.style(Role::Selected));
}

/// Without as many cells at its start.
fn skip_cells(text: &str, first: usize) -> &str {
    let mut rest = text;
    while cells(text) - cells(rest) < first {
        let mut letters = rest.chars();
        if letters.next().is_none() {
            break;
        }
        rest = letters.as_str();
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paste_is_one_line_without_what_copies_bring_along() {
        let mut field = TextField::new("x");
        field.paste(" \tacme.okta.com\r\n");
        assert_eq!(field.text(), "xacme.okta.com");
        field.edit(Edit::EraseWord);
        field.edit(Edit::Clear);
        field.paste("two\nlines\u{1b}[2J\u{202e}");
        assert_eq!(field.text(), "two lines[2J");
        field.paste(&"y".repeat(10_000));
        assert!(field.text().len() <= LONGEST);
    }

    #[test]
    fn a_secret_is_never_shown() {
        let mut field = SecretField::default();
        field.paste("first");
        field.paste("  00secret\n");
        field.edit(Edit::Insert('x'));
        assert_eq!(format!("{field:?}"), "SecretField");
        assert!(field == SecretString::from("00secretx"), "a paste replaces");
        field.edit(Edit::Backspace);
        assert_eq!(field.take().expose_secret(), "00secret");
        assert!(field.is_empty());
    }
}
