//! The link report, the plan and the diagnosis for people and for scripts: tables, JSON, CSV. Decides nothing, and writes text
//! into what it is given; where that text goes is the caller's.

mod code;
mod csv;
mod doctor;
mod explain;
mod links;
mod page;
mod plan;
mod side;
mod table;
pub mod words;

pub use doctor::Diagnosis;
pub use explain::{subject_name, write_explanation};
pub use links::Links;
pub use page::Screen;
pub use plan::PlanView;
pub use words::limit_use;

use std::io;

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Table,
    Json,
    Csv,
}

/// As one JSON document, with a line end.
fn write_json(out: &mut dyn io::Write, document: &impl serde::Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, document)?;
    out.write_all(b"\n")
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
