//! Columns of text on a terminal, measured in display cells: wide letters take two, combining marks none.

use crate::core::text::{is_invisible, show_invisible};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// No column is wider, however wide the terminal is.
const WIDEST: usize = 60;
/// Columns are not cut shorter to make room; on a very narrow terminal they are.
const NARROWEST: [usize; 2] = [6, 2];
/// Blanks between columns.
const GAP: usize = 2;

/// Text for a terminal: what would move the cursor, ring or colour is dropped; line ends and tabs are blanks; what
/// nobody sees, or turns the reading direction, is shown as its code point (rule U6). People's names come from outside.
pub(super) fn clean(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut before = None;
    for one in text.chars() {
        match one {
            '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => clean.push(' '),
            one if is_invisible(one) && !joins_signs(one, before) => {
                clean.push_str(&show_invisible(one.encode_utf8(&mut [0; 4])));
            }
            one if one.is_control() => {}
            one => clean.push(one),
        }
        before = Some(one);
    }
    clean
}

/// Whether the character belongs to the sign before it: joiners and selectors in an emoji.
fn joins_signs(one: char, before: Option<char>) -> bool {
    matches!(one, '\u{200d}' | '\u{fe0e}' | '\u{fe0f}')
        && before.is_some_and(|before| !before.is_ascii() && !before.is_alphanumeric())
}

/// Nothing that a terminal should be sent: control characters but the line end, and what nobody sees.
pub(super) fn is_unsafe(one: char) -> bool {
    (one.is_control() && one != '\n')
        || (is_invisible(one) && !matches!(one, '\u{200d}' | '\u{fe0e}' | '\u{fe0f}'))
}

/// How many cells the text takes.
pub fn cells(text: &str) -> usize {
    text.graphemes(true).map(UnicodeWidthStr::width).sum()
}

/// At most `width` cells; what was cut ends in `…`.
pub fn cut(text: &str, width: usize) -> String {
    if cells(text) <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        used += grapheme.width();
        if used + 1 > width {
            break;
        }
        kept.push_str(grapheme);
    }
    kept.truncate(kept.trim_end().len());
    if width > 0 {
        kept.push('…');
    }
    kept
}

/// Broken between words into lines of at most `width` cells; a longer word is cut.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    fill(text.split_whitespace().map(|word| cut(word, width)), width)
}

/// Broken between words; a longer word stands whole on a line of its own, since it is there to be copied.
pub(super) fn wrap_whole(text: &str, width: usize) -> Vec<String> {
    fill(text.split_whitespace().map(str::to_owned), width)
}

fn fill(words: impl Iterator<Item = String>, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut used = 0;
    for word in words {
        let needs = cells(&word);
        match lines.last_mut() {
            Some(line) if used + 1 + needs <= width => {
                line.push(' ');
                line.push_str(&word);
                used += 1 + needs;
            }
            _ => {
                lines.push(word);
                used = needs;
            }
        }
    }
    lines
}

/// Rows of cells. Columns share the width; those that are marked `whole` are never cut, since half an ID is none.
#[derive(Debug, Default)]
pub(super) struct Table {
    whole: Vec<bool>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// `columns`: `true` for those that are never cut.
    pub fn new(columns: &[bool]) -> Self {
        Self {
            whole: columns.to_vec(),
            rows: Vec::new(),
        }
    }

    pub fn row<const N: usize>(&mut self, cells: [&str; N]) {
        self.rows.push(cells.iter().map(|cell| clean(cell)).collect());
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The first rows.
    pub fn keep(&mut self, most: usize) {
        self.rows.truncate(most);
    }

    /// As wide as it would like to be.
    pub fn width(&self) -> usize {
        taken(&self.widths(None))
    }

    /// Lines of at most `width` cells, or as wide as they are.
    pub fn lines(&self, width: Option<usize>) -> Vec<String> {
        let widths = self.widths(width);
        self.rows.iter().map(|row| line(row, &widths)).collect()
    }

    fn widths(&self, width: Option<usize>) -> Vec<usize> {
        let mut widths: Vec<usize> = self
            .whole
            .iter()
            .enumerate()
            .map(|(column, whole)| {
                let natural = self
                    .rows
                    .iter()
                    .filter_map(|row| row.get(column))
                    .map(|cell| cells(cell));
                let natural = natural.max().unwrap_or_default();
                if *whole { natural } else { natural.min(WIDEST) }
            })
            .collect();
        let Some(width) = width else {
            return widths;
        };
        for narrowest in NARROWEST {
            while taken(&widths) > width {
                let widest = widths
                    .iter_mut()
                    .zip(&self.whole)
                    .filter(|(column, whole)| !**whole && **column > narrowest)
                    .map(|(column, _)| column)
                    .max();
                match widest {
                    Some(widest) => *widest -= 1,
                    None => break,
                }
            }
        }
        widths
    }
}

/// With the blanks between them; an empty column takes none.
fn taken(widths: &[usize]) -> usize {
    let columns = widths.iter().filter(|width| **width > 0).count();
    widths.iter().sum::<usize>() + columns.saturating_sub(1) * GAP
}

fn line(row: &[String], widths: &[usize]) -> String {
    let mut line = String::new();
    for (cell, width) in row.iter().zip(widths).filter(|(_, width)| **width > 0) {
        if !line.is_empty() {
            line.push_str(&" ".repeat(GAP));
        }
        let cell = cut(cell, *width);
        line.push_str(&cell);
        line.push_str(&" ".repeat(width.saturating_sub(cells(&cell))));
    }
    line.truncate(line.trim_end().len());
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_measured_and_cut_by_cells() {
        assert_eq!(cells("Jörg"), 4);
        assert_eq!(cells("Jo\u{308}rg"), 4, "a combining mark takes no cell");
        assert_eq!(cells("王小明"), 6, "wide letters take two");
        assert_eq!(cut("王小明", 6), "王小明");
        assert_eq!(cut("王小明", 5), "王小…");
        assert_eq!(cut("王小明", 4), "王…", "half a letter is none");
        assert_eq!(cut("Jo\u{308}rg Müller", 5), "Jo\u{308}rg…");
        assert_eq!(cut("abc", 1), "…");
        assert_eq!(cut("abc", 0), "");
    }

    #[test]
    fn names_cannot_move_the_cursor_or_turn_the_line() {
        assert_eq!(
            clean("A\u{1b}[2JB\u{7}\tC\r\nD\u{202e}E\u{9b}\u{200b}F"),
            "A[2JB C  D\u{2039}U+202E\u{203a}E\u{2039}U+200B\u{203a}F"
        );
    }

    #[test]
    fn a_table_fits_its_width_and_never_cuts_an_id() {
        let mut table = Table::new(&[true, false, false]);
        table.row([
            "1234567890",
            "Anneliese-Charlotte von Hohenstein",
            "a.hohenstein@example.com",
        ]);
        table.row(["1", "王小明", "x"]);
        for width in [26, 40, 80] {
            let lines = table.lines(Some(width));
            assert!(
                lines.iter().all(|line| cells(line) <= width),
                "{width}: {lines:?}"
            );
            assert!(lines[0].starts_with("1234567890  "), "{lines:?}");
        }
    }

    #[test]
    fn paragraphs_break_between_words() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("incomprehensibilities", 8), ["incompr…"]);
        assert_eq!(
            wrap_whole("an incomprehensibilities b", 8),
            ["an", "incomprehensibilities", "b"]
        );
    }
}
