//! What a run came to: what was done, what failed and why, what waits, and who still has access.

mod line;
mod table;

pub use line::run_line;

use super::page::Screen;
use super::plan::{PlanView, outcome_document};
use super::{Format, write_json};
use crate::engine::RunReport;
use std::io;

/// A run that has ended, for people and for scripts.
#[derive(Debug)]
pub struct RunView<'a> {
    report: &'a RunReport,
    plan: PlanView<'a>,
}

impl<'a> RunView<'a> {
    pub fn new(report: &'a RunReport) -> Self {
        Self {
            report,
            plan: PlanView::new(&report.snapshot, &report.plan),
        }
    }

    /// The document of a plan with its outcomes, or what a person wants to know; there is no CSV of it.
    pub fn write(&self, out: &mut dyn io::Write, format: Format, screen: Screen) -> io::Result<()> {
        match format {
            Format::Json => write_json(out, &outcome_document(&self.plan, self.report)),
            Format::Table | Format::Csv => out.write_all(table::text(self, screen).as_bytes()),
        }
    }
}
