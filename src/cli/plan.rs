//! `koppel plan`: the dry run.

use super::args::PlanOptions;
use super::console;
use super::context::Context;
use super::failures;
use super::reading::Situation;
use crate::engine;
use crate::failure::{Exit, Failure};
use crate::report::PlanView;
use crate::store::SavedPlan;

pub(super) fn run(context: &Context<'_>, options: &PlanOptions) -> Result<Exit, Failure> {
    let situation = Situation::read(context)?;
    let plan = situation.plan()?;
    let snapshot = &situation.snapshot;
    let screen = context.console.screen;
    console::print(|out| PlanView::new(snapshot, &plan).write(out, options.format.into(), screen))?;
    let over_limit = plan
        .is_over_limit()
        .then(|| engine::over_limit(&plan, "a sync would stop before its first write", "koppel sync"));
    let has_changes = plan.has_changes();
    if let Some(path) = &options.out {
        SavedPlan::new(snapshot, situation.settings.fingerprint(), plan)
            .write(path)
            .map_err(|error| failures::saved_plan(&error))?;
        context
            .console
            .note(&format!("The plan is kept in {}.", path.display()));
    }
    match over_limit {
        Some(failure) => Err(failure),
        None if options.detailed_exitcode && has_changes => Ok(Exit::Changes),
        None => Ok(Exit::Done),
    }
}
