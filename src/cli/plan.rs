//! `koppel plan`: the dry run.

use super::args::PlanOptions;
use super::console;
use super::context::Context;
use super::failures;
use super::reading::Situation;
use crate::failure::{Exit, Failure};
use crate::report::PlanView;
use crate::store::SavedPlan;

pub(super) fn run(context: &Context<'_>, options: &PlanOptions) -> Result<Exit, Failure> {
    let situation = Situation::read(context)?;
    let plan = situation.plan()?;
    let snapshot = &situation.snapshot;
    let screen = context.console.screen;
    console::print(|out| PlanView::new(snapshot, &plan).write(out, options.format.into(), screen))?;
    let is_over_limit = plan.is_over_limit();
    let has_changes = plan.has_changes();
    if let Some(path) = &options.out {
        SavedPlan::new(snapshot, situation.settings.fingerprint(), plan)
            .write(path)
            .map_err(|error| failures::saved_plan(&error))?;
        context
            .console
            .note(&format!("The plan is kept in {}.", path.display()));
    }
    match (is_over_limit, options.detailed_exitcode && has_changes) {
        (true, _) => Err(failures::over_limit()),
        (false, true) => Ok(Exit::Changes),
        (false, false) => Ok(Exit::Done),
    }
}
