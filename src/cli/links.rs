//! `koppel links`: the link report.

use super::args::LinksOptions;
use super::console;
use super::context::Context;
use super::reading::Situation;
use crate::core::suggest::suggest;
use crate::failure::{Exit, Failure};
use crate::report::Links;

pub(super) fn run(context: &Context<'_>, options: &LinksOptions) -> Result<Exit, Failure> {
    let situation = Situation::read(context)?;
    let Situation {
        snapshot,
        state,
        links: report,
        ..
    } = &situation;
    let suggestions = suggest(snapshot, state, report);
    let links = Links {
        snapshot,
        state,
        report,
        suggestions: &suggestions,
        only_undecided: options.unmatched,
    };
    let screen = context.console.screen;
    console::print(|out| links.write(out, options.format.into(), screen))?;
    // A reading that no plan would trust is shown, since it says who is missing; and it is said (rule R2).
    situation.plan().map(|_| Exit::Done)
}
