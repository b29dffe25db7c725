//! The link report, the plan, the diagnosis, where things stand and what was done, for people and for scripts: tables,
//! JSON, CSV. Decides nothing, and writes text into what it is given; where that text goes is the caller's.

mod assign;
mod code;
mod csv;
mod doctor;
mod explain;
mod journal;
mod left;
mod links;
mod page;
mod plan;
mod rules;
mod run;
mod side;
mod table;
pub mod words;

pub use assign::{Assignments, Keeping, Said, assignment_outcome, assignment_refusal};
pub use code::hold as hold_code;
pub use doctor::Diagnosis;
pub use explain::{subject_name, write_explanation};
pub use journal::{History, StatusView, act_says, duration, review_says, words as journal_words};
pub use left::{why_left, write_left};
pub use links::{LinkCase, Links};
pub use page::Screen;
use plan::json_value;
pub use plan::{PlanView, summary as plan_summary};
pub use rules::{write_rule, write_rulebook};
pub use run::{RunView, run_line};
pub use table::{cells, cut, wrap};
pub use words::{hold_code as hold_words, verb};

use std::io;

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Table,
    Json,
    Csv,
}

/// As one JSON document, with a line end. What would move a terminal's cursor or turn its reading direction is
/// written as an escape, which means the same to whoever parses it; such letters only stand inside of strings.
fn write_json(out: &mut dyn io::Write, document: &impl serde::Serialize) -> io::Result<()> {
    let text = serde_json::to_string_pretty(document)?;
    let mut rest = text.as_str();
    while let Some(at) = rest.find(table::is_unsafe) {
        let (before, from) = rest.split_at(at);
        let letter = from.chars().next().unwrap_or_default();
        out.write_all(before.as_bytes())?;
        for unit in letter.encode_utf16(&mut [0; 2]) {
            write!(out, "\\u{unit:04x}")?;
        }
        rest = &from[letter.len_utf8()..];
    }
    writeln!(out, "{rest}")
}

/// One line of text for a terminal: nothing in it moves the cursor, colours, or turns the reading direction.
pub fn printable(line: &str) -> String {
    table::clean(line)
}

/// Rows of three cells, side by side and never cut.
pub fn columns(rows: &[[String; 3]]) -> String {
    let mut table = table::Table::new(&[true, true, true]);
    for [first, second, third] in rows {
        table.row([first, second, third]);
    }
    let mut text = table.lines(None).join("\n");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_moves_no_cursor_and_says_the_same() {
        let name = "\u{202e}Jö\u{9b}2J\u{1b}[1m\u{200b}rg\u{e0041}\n";
        let mut written = Vec::new();
        write_json(&mut written, &[name]).unwrap();
        let text = String::from_utf8(written).unwrap();
        assert!(text.contains("\\u202eJö\\u009b2J"), "{text}");
        assert!(
            !text
                .trim_end()
                .chars()
                .any(|one| one != '\n' && table::is_unsafe(one)),
            "{text}"
        );
        assert_eq!(serde_json::from_str::<[String; 1]>(&text).unwrap(), [name]);
    }
}
