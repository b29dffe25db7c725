//! What was done and decided, when, by whom: runs, the actions of a run or of a person, decisions with every act.

mod csv;
mod gather;
mod json;
mod table;

pub(super) use json::RunOut;
pub use table::{act_says, review_says};

use crate::report::page::Screen;
use crate::report::{Format, write_json};
use crate::store::state::{ActionRow, DecisionRow, ReviewRow, RunId, RunRow, Tally};
use std::collections::BTreeMap;
use std::io;

/// What `history` tells, ready to be written.
#[derive(Debug)]
pub enum History {
    /// The newest first.
    Runs(Vec<(RunRow, Tally)>),
    Actions {
        /// In the order in which they are told.
        actions: Vec<ActionRow>,
        /// Every run that has one of them, and the run that was asked for, whether it has actions or not.
        runs: BTreeMap<RunId, (RunRow, Tally)>,
    },
    /// The newest first.
    Decisions {
        acts: Vec<DecisionRow>,
        reviews: Vec<ReviewRow>,
    },
}

impl History {
    pub fn write(&self, out: &mut dyn io::Write, format: Format, screen: Screen) -> io::Result<()> {
        match format {
            Format::Table => out.write_all(table::text(self, screen).as_bytes()),
            Format::Json => write_json(out, &json::document(self)),
            Format::Csv => csv::write(self, out),
        }
    }
}
