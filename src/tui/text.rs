//! Text that comes from outside (people's names, what an API says, what stands in a file) passes through here
//! before it is drawn: nothing in it moves the cursor, turns the reading direction or shifts a column.

use crate::report::{cells, cut, printable};

/// Marks on top of one letter; more are a trick.
const MARKS: usize = 4;

/// One line without control, bidirectional and zero-width characters, and without piles of marks.
pub fn safe(text: &str) -> String {
    let mut marks = 0;
    let mut line = printable(text);
    line.retain(|letter| {
        if unicode_normalization::char::is_combining_mark(letter) {
            marks += 1;
        } else {
            marks = 0;
        }
        marks <= MARKS
    });
    line
}

/// Safe, and at most `width` cells; what was cut ends in `…`.
pub fn fit(text: &str, width: usize) -> String {
    cut(&safe(text), width)
}

/// Exactly `width` cells: cut, or with blanks behind it.
pub fn pad(text: &str, width: usize) -> String {
    let mut line = fit(text, width);
    let blanks = width.saturating_sub(cells(&line));
    line.extend(std::iter::repeat_n(' ', blanks));
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_from_outside_keeps_its_column() {
        for text in [
            "Jörg Müller",
            "Jo\u{308}rg",
            "王小明",
            "\u{202e}gnitset\u{1b}[2J",
            "a\u{200b}b\u{feff}c",
            "👩‍👩‍👧 family",
            "עברית",
            "line\nend\tand tab",
            "",
        ] {
            assert_eq!(cells(&pad(text, 12)), 12, "{text:?}");
            assert!(!pad(text, 12).contains(|one: char| one.is_control()), "{text:?}");
        }
    }

    #[test]
    fn a_pile_of_marks_is_cut_down() {
        let pile = format!("a{}b", "\u{301}".repeat(1000));
        assert_eq!(safe(&pile).chars().count(), 2 + MARKS);
    }
}
