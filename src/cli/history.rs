//! `koppel history`: what was done or decided, when and by whom. Asks no API.

use super::args::HistoryOptions;
use super::console;
use super::context::Context;
use crate::core::EmployeeId;
use crate::engine::known_run;
use crate::failure::{Exit, Failure};
use crate::report::History;
use crate::store::state::{ActionRow, DecisionRow, RunId, RunRow, Tally, View};
use std::collections::BTreeMap;

/// More rows than any state holds.
const ALL: usize = u32::MAX as usize;

pub(super) fn run(context: &Context<'_>, options: &HistoryOptions) -> Result<Exit, Failure> {
    let folder = context.place()?.state_folder;
    let view = View::open(&folder, None, context.clock)?;
    let employee = options.employee.map(EmployeeId);
    let run = options
        .run
        .map(|number| known_run(&view, RunId(number)))
        .transpose()?;
    let history = if options.decisions {
        decisions(&view, run.as_ref(), employee)?
    } else if run.is_some() || employee.is_some() {
        actions(&view, run, employee)?
    } else {
        let tallies = view.tallies()?;
        let tally = |run: &RunRow| tallies.get(&run.run).copied().unwrap_or_default();
        let runs = view.runs(ALL)?.into_iter();
        History::Runs(runs.map(|run| (run.clone(), tally(&run))).collect())
    };
    let screen = context.console.screen;
    console::print(|out| history.write(out, options.format.into(), screen))?;
    Ok(Exit::Done)
}

fn actions(view: &View, run: Option<RunRow>, employee: Option<EmployeeId>) -> Result<History, Failure> {
    let actions: Vec<ActionRow> = match (&run, employee) {
        (Some(run), None) => view.actions_of_run(run.run)?,
        (None, Some(employee)) => view.actions_of_employee(employee)?,
        (Some(run), Some(employee)) => {
            let mut actions = view.actions_of_run(run.run)?;
            actions.retain(|row| row.action.employee == Some(employee));
            actions
        }
        (None, None) => Vec::new(),
    };
    let tallies = view.tallies()?;
    let mut runs: BTreeMap<RunId, (RunRow, Tally)> = BTreeMap::new();
    let wanted = actions.iter().map(|row| row.run).chain(run.map(|run| run.run));
    for id in wanted {
        if !runs.contains_key(&id)
            && let Some(run) = view.run(id)?
        {
            let tally = tallies.get(&id).copied().unwrap_or_default();
            runs.insert(id, (run, tally));
        }
    }
    Ok(History::Actions { actions, runs })
}

/// Every act about this person, or of this run; reviews are about nobody alone and belong to no run.
fn decisions(view: &View, run: Option<&RunRow>, employee: Option<EmployeeId>) -> Result<History, Failure> {
    let mut acts: Vec<DecisionRow> = view.decision_history(ALL)?;
    acts.retain(|row| {
        let is_of_run = run.is_none_or(|run| row.run == Some(run.run));
        let is_of_person = employee.is_none() || row.decision.employee() == employee;
        is_of_run && is_of_person
    });
    let reviews = if run.is_none() && employee.is_none() {
        view.reviews()?
    } else {
        Vec::new()
    };
    Ok(History::Decisions { acts, reviews })
}
