//! `koppel links`: the link report.

use super::args::LinksOptions;
use super::console;
use super::context::Context;
use super::{failures, reading};
use crate::core::suggest::suggest;
use crate::core::{link, plan};
use crate::failure::{Exit, Failure};
use crate::report::Links;

pub(super) fn run(context: &Context<'_>, options: &LinksOptions) -> Result<Exit, Failure> {
    let settings = context.settings()?;
    let snapshot = reading::read(context, &settings)?;
    let state = reading::state(context, &snapshot)?;
    let report = link::resolve(&snapshot, &settings.policy, &state);
    let suggestions = suggest(&snapshot, &state, &report);
    let links = Links {
        snapshot: &snapshot,
        state: &state,
        report: &report,
        suggestions: &suggestions,
        only_undecided: options.undecided,
    };
    let screen = context.console.screen;
    console::print(|out| links.write(out, options.format.into(), screen))?;
    // A reading that no plan would trust is shown, since it says who is missing; and it is said (rule R2).
    match plan::make(&snapshot, &settings.policy, &state, &report) {
        Ok(_) => Ok(Exit::Done),
        Err(suspicion) => Err(failures::suspicion(&suspicion)),
    }
}
