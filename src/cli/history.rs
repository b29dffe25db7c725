//! `koppel history`: what was done or decided, when and by whom. Asks no API.

use super::args::HistoryOptions;
use super::console;
use super::context::Context;
use crate::engine::known_run;
use crate::failure::{Exit, Failure};
use crate::report::History;
use crate::store::state::{RunId, View};

pub(super) fn run(context: &Context<'_>, options: &HistoryOptions) -> Result<Exit, Failure> {
    let folder = context.place()?.state_folder;
    let view = View::open(&folder, None, context.clock)?;
    let employee = options.employee;
    let run = options
        .run
        .map(|number| known_run(&view, RunId(number)))
        .transpose()?;
    let history = if options.decisions {
        History::of_decisions(&view, run.as_ref(), employee)?
    } else if run.is_some() || employee.is_some() {
        History::of_actions(&view, run, employee)?
    } else {
        History::of_runs(&view)?
    };
    let screen = context.console.screen;
    console::print(|out| history.write(out, options.format.into(), screen))?;
    Ok(Exit::Done)
}
