//! The state, for a run: its calls may block, so each goes to a thread that may.

use crate::core::plan::Exact;
use crate::core::{OktaId, Snapshot, State};
use crate::failure::{Exit, Failure};
use crate::store::state::{PlannedAction, RunId, StateError, Store};
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Shared by everything that a run does at the same time.
#[derive(Debug, Clone)]
pub(super) struct Journal(Arc<Mutex<Store>>);

impl Journal {
    pub fn new(store: Store) -> Self {
        Self(Arc::new(Mutex::new(store)))
    }

    /// What `work` writes is on the disk when this returns; also where the caller is gone by then.
    pub async fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Store) -> Result<T, StateError> + Send + 'static,
    ) -> Result<T, Failure> {
        let store = Arc::clone(&self.0);
        let done = tokio::task::spawn_blocking(move || {
            work(&mut store.lock().unwrap_or_else(PoisonError::into_inner))
        });
        match done.await {
            Ok(result) => Ok(result?),
            Err(_) => Err(Failure::new(Exit::Failed, "The journal could not be written")
                .because("the thread that writes it ended")
                .todo("Nothing more is written to Okta; please report this with the log")),
        }
    }

    /// Rule A2: all that is about to be done, before any of it.
    pub async fn plan(
        &self,
        run: RunId,
        snapshot: &Snapshot,
        state: &State,
        exact: &Arc<Exact>,
    ) -> Result<(), Failure> {
        let employees = snapshot.roster.index();
        let department = snapshot.roster.column("department");
        let profiles: FxHashMap<&OktaId, Option<jiff::Timestamp>> = snapshot
            .directory
            .profiles
            .iter()
            .map(|profile| (&profile.id, profile.last_updated))
            .collect();
        let rows: Vec<Row> = exact
            .plan
            .actions
            .iter()
            .map(|action| {
                let last_updated = action
                    .profile
                    .as_ref()
                    .and_then(|id| profiles.get(id).copied().flatten());
                let employee = action
                    .employee
                    .and_then(|id| employees.get(&id))
                    .and_then(|at| snapshot.roster.employees.get(*at as usize));
                Row {
                    department: department
                        .and_then(|column| employee?.attributes.get(column)?.as_text())
                        .map(str::to_owned),
                    let_go: action
                        .employee
                        .and_then(|employee| let_go(state, employee))
                        .map(str::to_owned),
                    basis: last_updated.map(|at| at.to_string()).unwrap_or_default(),
                    fingerprint: action.fingerprint(last_updated),
                }
            })
            .collect();
        let exact = Arc::clone(exact);
        self.with(move |store| {
            let actions: Vec<PlannedAction<'_>> = exact
                .plan
                .actions
                .iter()
                .zip(&rows)
                .map(|(action, row)| PlannedAction {
                    action,
                    department: row.department.as_deref(),
                    let_go: row.let_go.as_deref(),
                    basis: &row.basis,
                    fingerprint: &row.fingerprint,
                })
                .collect();
            store.plan_actions(run, &actions)
        })
        .await
    }
}

/// What the journal keeps of an action besides.
struct Row {
    department: Option<String>,
    let_go: Option<String>,
    basis: String,
    fingerprint: String,
}

/// Whether a person let something go for this employee.
fn let_go(state: &State, employee: crate::core::EmployeeId) -> Option<&'static str> {
    let is_released = state
        .decisions
        .released
        .iter()
        .any(|(_, released)| *released == employee);
    is_released.then_some("released")
}
