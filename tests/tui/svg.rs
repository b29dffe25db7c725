//! Screens as a picture: what stands in a terminal's cells, as SVG with colours for light and dark pages.

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr;

/// In pixels.
const CELL: (usize, usize) = (8, 16);
/// From a row's top.
const BASELINE: usize = 12;
const MARGIN: usize = 12;
/// Between two screens.
const GAP: usize = 16;

/// Colours by class: on a light page, on a dark one.
const COLORS: [(&str, &str, &str); 10] = [
    ("t", "#1f2328", "#e6edf3"),
    ("q", "#59636e", "#9198a1"),
    ("f", "#c8d1da", "#3d444d"),
    ("r", "#cf222e", "#ff7b72"),
    ("g", "#1a7f37", "#3fb950"),
    ("y", "#9a6700", "#d29922"),
    ("m", "#8250df", "#bc8cff"),
    ("c", "#0550ae", "#39c5cf"),
    ("u", "#0969da", "#79c0ff"),
    ("p", "#ffffff", "#0d1117"),
];

/// The screens, one below the other.
pub fn picture(label: &str, screens: &[Buffer]) -> String {
    let width = screens
        .iter()
        .map(|one| usize::from(one.area.width))
        .max()
        .unwrap_or(0)
        * CELL.0
        + 2 * MARGIN;
    let heights: Vec<usize> = screens
        .iter()
        .map(|one| usize::from(one.area.height) * CELL.1 + 2 * MARGIN)
        .collect();
    let height = heights.iter().sum::<usize>() + GAP * screens.len().saturating_sub(1);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{label}\">\n<style>\n{}</style>\n",
        style()
    );
    let mut top = 0;
    for (screen, height) in screens.iter().zip(heights) {
        let _ = writeln!(
            svg,
            "<rect class=\"w\" x=\"0.5\" y=\"{top}.5\" width=\"{}\" height=\"{}\" rx=\"8\"/>",
            width - 1,
            height - 1
        );
        for row in 0..screen.area.height {
            draw_row(&mut svg, screen, row, top + MARGIN + usize::from(row) * CELL.1);
        }
        top += height + GAP;
    }
    svg.push_str("</svg>\n");
    svg
}

fn style() -> String {
    let mut css = String::from(
        "text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,\"DejaVu Sans Mono\",monospace;white-space:pre}\n\
         .o{font-weight:700}.n{text-decoration:underline}\n",
    );
    let rules = |css: &mut String, pick: fn(&(&str, &str, &str)) -> String, page: &str, edge: &str| {
        for color in &COLORS {
            let _ = write!(css, ".{}{{fill:{}}}", color.0, pick(color));
        }
        let _ = write!(css, ".w{{fill:{page};stroke:{edge}}}");
    };
    rules(&mut css, |color| color.1.to_owned(), "#ffffff", "#d1d9e0");
    css.push_str("\n@media(prefers-color-scheme:dark){");
    rules(&mut css, |color| color.2.to_owned(), "#0d1117", "#3d444d");
    css.push_str("}\n");
    css
}

/// Cells that look alike are one piece of text, pinned to its place: columns stay, whatever the font is.
fn draw_row(svg: &mut String, screen: &Buffer, row: u16, y: usize) {
    let cells: Vec<&Cell> = (0..screen.area.width)
        .filter_map(|column| screen.cell((column, row)))
        .collect();
    let mut at = 0;
    while at < cells.len() {
        let look = look(cells[at]);
        let length = cells[at..]
            .iter()
            .take_while(|cell| self::look(cell) == look)
            .count();
        let text: String = cells[at..at + length].iter().map(|cell| cell.symbol()).collect();
        let x = MARGIN + at * CELL.0;
        if look.is_reversed {
            let (class, width) = (look.color, length * CELL.0);
            let _ = writeln!(
                svg,
                "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{}\"/>",
                CELL.1
            );
        }
        draw_text(svg, &text, &look, (x, y));
        at += length;
    }
}

/// Words that stand apart are pinned one by one: not every reader keeps blanks.
fn draw_text(svg: &mut String, text: &str, look: &Look, (x, y): (usize, usize)) {
    let color = if look.is_reversed { "p" } else { look.color };
    let bold = if look.is_bold { " o" } else { "" };
    let line = if look.is_underlined { " n" } else { "" };
    let mut column = 0;
    for part in text.split("  ") {
        let words = part.trim_matches(' ');
        if !words.is_empty() {
            let before = part.len() - part.trim_start_matches(' ').len();
            let (x, y) = (x + (column + before) * CELL.0, y + BASELINE);
            let width = words.width() * CELL.0;
            let words = words
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;");
            let _ = writeln!(
                svg,
                "<text class=\"{color}{bold}{line}\" x=\"{x}\" y=\"{y}\" textLength=\"{width}\">{words}</text>"
            );
        }
        column += part.width() + 2;
    }
}

/// How a cell looks.
#[derive(PartialEq, Eq)]
struct Look {
    color: &'static str,
    is_reversed: bool,
    is_bold: bool,
    is_underlined: bool,
}

fn look(cell: &Cell) -> Look {
    let has = |modifier| cell.modifier.contains(modifier);
    let color = match cell.fg {
        Color::Indexed(240) => "f",
        Color::Indexed(_) => "q",
        Color::Red => "r",
        Color::Green => "g",
        Color::Yellow => "y",
        Color::Magenta => "m",
        Color::Cyan => "c",
        Color::Blue | Color::LightBlue => "u",
        _ if has(Modifier::DIM) => "q",
        _ => "t",
    };
    Look {
        color,
        is_reversed: has(Modifier::REVERSED),
        is_bold: has(Modifier::BOLD),
        is_underlined: has(Modifier::UNDERLINED),
    }
}
