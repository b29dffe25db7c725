//! `--ascii`: what was drawn, with nothing but ASCII in it. One pass over the finished picture, so that no
//! screen has to think of it.

use any_ascii::any_ascii_char;
use ratatui::buffer::Buffer;
use unicode_width::UnicodeWidthStr;

/// Each cell keeps its place and width.
pub fn replace(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        if !cell.symbol().is_ascii() {
            let width = cell.symbol().width().max(1);
            let plain: String = cell.symbol().chars().map(plain).collect();
            let mut plain: String = plain.chars().filter(char::is_ascii).take(width).collect();
            while plain.len() < width {
                plain.push(if plain.is_empty() { '?' } else { ' ' });
            }
            cell.set_symbol(&plain);
        }
    }
}

/// Signs that mean something are drawn by hand; letters by what they sound like.
fn plain(letter: char) -> &'static str {
    match letter {
        '─' | '–' | '—' | '▂' => "-",
        '│' => "|",
        '┌' | '┐' | '└' | '┘' | '├' | '┤' | '▅' => "+",
        '█' | '≠' => "#",
        '░' | '·' => ".",
        '•' | '▆' => "*",
        '…' | '▃' => "~",
        '→' | '▸' => ">",
        '←' => "<",
        '↑' => "^",
        '↓' | '▾' => "v",
        '▁' => "_",
        '▄' => "=",
        '▇' => "%",
        '×' => "x",
        letter => any_ascii_char(letter),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::buffer::Cell;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    #[test]
    fn nothing_but_ascii_is_left_and_no_column_moves() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 24, 1));
        buffer.set_string(0, 0, "─ Müller → 王小 … 👩 ✗|", Style::new());
        let before = buffer.content.len();
        replace(&mut buffer);
        let text: String = buffer.content.iter().map(Cell::symbol).collect();
        assert!(text.is_ascii(), "{text}");
        assert_eq!(buffer.content.len(), before);
        assert!(text.starts_with("- Muller > "), "{text}");
    }
}
