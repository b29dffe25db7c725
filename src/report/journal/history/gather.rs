//! What of the journal is told: all runs, what was done in a run or for a person, what was decided.

use super::History;
use crate::core::EmployeeId;
use crate::store::state::{ActionRow, DecisionRow, RunId, RunRow, StateError, Tally, View};
use std::collections::BTreeMap;

/// More rows than any state holds.
const ALL: usize = u32::MAX as usize;

impl History {
    /// All of them.
    pub fn of_runs(view: &View) -> Result<Self, StateError> {
        Ok(Self::Runs(view.runs_before(None, ALL)?))
    }

    /// What was done in this run, for this employee, or in this run for this employee.
    pub fn of_actions(
        view: &View,
        run: Option<RunRow>,
        employee: Option<EmployeeId>,
    ) -> Result<Self, StateError> {
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
        Self::of_rows(view, actions, run)
    }

    /// These actions, with their runs.
    pub fn of_rows(view: &View, actions: Vec<ActionRow>, run: Option<RunRow>) -> Result<Self, StateError> {
        let mut runs: BTreeMap<RunId, (RunRow, Tally)> = BTreeMap::new();
        let wanted = actions.iter().map(|row| row.run).chain(run.map(|run| run.run));
        for id in wanted {
            if !runs.contains_key(&id) {
                let found = view.runs_before(Some(RunId(id.0 + 1)), 1)?.into_iter().next();
                runs.extend(found.filter(|(run, _)| run.run == id).map(|found| (id, found)));
            }
        }
        Ok(Self::Actions { actions, runs })
    }

    /// Every act about this person, or of this run; reviews are about nobody alone and belong to no run.
    pub fn of_decisions(
        view: &View,
        run: Option<&RunRow>,
        employee: Option<EmployeeId>,
    ) -> Result<Self, StateError> {
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
        Ok(Self::Decisions { acts, reviews })
    }
}
