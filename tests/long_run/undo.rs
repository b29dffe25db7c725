//! Undoing a run (rule A9): the one that was just made, and any earlier one.

use crate::adapter;
use crate::capture::Capture;
use crate::course::Course;
use crate::machine::{Machine, Mishap, Ran};
use koppel::core::OktaId;
use koppel::core::plan::{Action, ActionKind};
use koppel::engine::{Order, OverLimit};
use koppel::store::state::{OutcomeKind, RunId, RunKind, View};

/// What an undo does not bring back: what the run did, and to which profile.
type Left = Vec<(ActionKind, Option<OktaId>)>;

impl<M: Machine> Course<M> {
    /// Rule A9: undoes the run that was just made.
    pub fn undo(&mut self, before: &Capture, ran: &Ran) {
        let Some(row) = ran.rows.first() else { return };
        let Some((order, left)) = self.undo_order(row.run) else {
            return;
        };
        self.diary.write(&[], format!("somebody undoes run {}", row.run));
        let applied: Vec<Action> = ran.applied().cloned().collect();
        for action in &applied {
            self.truth.undone.extend(self.people_of(action));
        }
        let (_, undone) = self.sync(order, Mishap::Nothing, false);
        *self.counts.entry("undone runs".to_owned()).or_default() += 1;
        let after = self.capture();
        self.wrong_whom_the_undo_links_wrongly(&applied, &after);
        if !undone.is_clean()
            || undone
                .rows
                .iter()
                .any(|row| row.outcome_kind() == Some(OutcomeKind::Held))
        {
            return;
        }
        for action in &applied {
            // What an undo cannot bring back it says in words.
            let is_left = left.contains(&(action.kind, action.profile.clone()));
            if is_left {
                *self.unseen.entry("left by an undo, with the reason").or_default() += 1;
                continue;
            }
            if let Some(words) = crate::restored::what_is_missing(&self.truth, before, &after, action) {
                self.breach("undo_restores", self.people_of(action), words);
            }
        }
        let (_, again) = self.sync(adapter::whole(false, OverLimit::Hold), Mishap::Nothing, true);
        for action in again.applied() {
            let is_again = applied.iter().any(|done| {
                done.kind == action.kind && done.employee == action.employee && done.profile == action.profile
            });
            if is_again {
                let words = format!("the next sync does it again: {:?}", action.kind);
                self.breach("undo_restores", self.people_of(action), words);
            }
        }
    }

    /// Whoever undoes a correction decides wrongly.
    fn wrong_whom_the_undo_links_wrongly(&mut self, applied: &[Action], after: &Capture) {
        for id in applied.iter().filter_map(|action| action.profile.as_ref()) {
            let link = after.profiles.get(id.as_str()).and_then(crate::capture::link_of);
            if let Some(record) = link.filter(|record| !self.truth.is_right(id.as_str(), *record)) {
                self.truth.wrong(Some(id.as_str()), Some(record));
            }
        }
    }

    /// With what the undo will leave, and say why.
    fn undo_order(&self, run: RunId) -> Option<(Order, Left)> {
        let view = View::open(self.machine.folder(), None, self.machine.clock()).unwrap();
        // A run whose process died is ended by the next one, and cannot be undone before.
        let Ok(koppel::engine::Undoable::Yes(undone)) = koppel::engine::undoable(&view, run) else {
            return None;
        };
        let (policy, state) = (self.machine.policy(), view.state().unwrap());
        let snapshot = self
            .machine
            .company(|company| crate::reading::snapshot(company, policy, self.at));
        let links = koppel::core::link::resolve(&snapshot, policy, &state);
        let reverse = koppel::core::undo::undo(&undone.done, &snapshot, policy, &state, &links).ok()?;
        let left = reverse
            .left
            .into_iter()
            .map(|left| (left.kind, left.profile))
            .collect();
        let order = Order {
            kind: RunKind::Undo,
            undo: Some(undone),
            ..adapter::whole(false, OverLimit::Hold)
        };
        Some((order, left))
    }

    /// Undoes any earlier run; what comes back of it depends on what happened since.
    pub fn undo_an_earlier_run(&mut self) {
        let view = View::open(self.machine.folder(), None, self.machine.clock()).unwrap();
        let runs: Vec<RunId> = view.runs(30).unwrap().into_iter().map(|row| row.run).collect();
        if runs.is_empty() {
            return;
        }
        let run = runs[self.rng.usize(..runs.len())];
        let Some((order, _)) = self.undo_order(run) else {
            return;
        };
        self.diary
            .write(&[], format!("somebody undoes the earlier run {run}"));
        let applied: Vec<Action> = view
            .actions_of_run(run)
            .unwrap()
            .into_iter()
            .map(|row| row.action)
            .collect();
        self.sync(order, Mishap::Nothing, false);
        let after = self.capture();
        self.wrong_whom_the_undo_links_wrongly(&applied, &after);
    }
}
