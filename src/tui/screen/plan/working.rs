//! What of the plan goes on in the background, and to the page before a write.

use super::Plan;
use super::asking::Ask;
use super::sight::{Sight, key};
use super::task::{Done, Question, Task};
use crate::core::plan;
use crate::engine::OverLimit;
use crate::failure::Failure;
use crate::lang::Key;
use crate::store::state::RunKind;
use crate::tui::desk::{RunRequest, Seen, ShownKind};
use crate::tui::job::{JobId, Kind};
use crate::tui::screen::ScreenId;
use crate::tui::shared::Shared;
use crate::tui::shell::Shell;
use crate::tui::theme::Role;
use crate::tui::work::{Answer, Work};

impl Plan {
    /// The page before a write, with just what is in.
    pub(super) fn write(&mut self, shell: &mut Shell) {
        let Some(sight) = &self.sight else {
            return;
        };
        if !self.taken.held.is_empty() || !self.taken.let_go.is_empty() {
            return shell.say(shell.lang.text(Key("plan-still-deciding")));
        }
        let Some(plan) = sight.plan() else {
            return;
        };
        let mut plan = plan::Plan::clone(plan);
        if !self.taken.out.is_empty() {
            let out = &self.taken.out;
            plan.leave_out(|action| action.held.is_none() && out.contains(&key(action)));
        }
        let (kind, undo, reading) = match &sight.other {
            Some(shown) => match &shown.kind {
                ShownKind::Undo(order) => (RunKind::Undo, Some(order.clone()), shown.reading.clone()),
                ShownKind::Person(_) => (RunKind::Sync, None, shown.reading.clone()),
            },
            None => (RunKind::Sync, None, sight.reading.clone()),
        };
        shell.ask_to_write(RunRequest::Seen(Box::new(Seen {
            kind,
            reading,
            plan: Shared::new(plan),
            confirm: Vec::new(),
            over_limit: OverLimit::Stop,
            undo,
            overrides: Vec::new(),
        })));
    }

    pub(super) fn explain(&mut self, shell: &mut Shell) {
        let (Some(sight), Some(thing)) = (&self.sight, self.thing()) else {
            return shell.say(shell.lang.text(Key("plan-one-person-first")));
        };
        let question = Question {
            reading: sight.reading.clone(),
            plan: sight.other.as_ref().map(|shown| shown.plan.clone()),
            employee: thing.employee(),
            profile: thing.profile().cloned(),
            width: usize::from(shell.size.0).saturating_sub(8).max(20),
        };
        let title = shell.lang.text(Key("plan-explaining"));
        self.start(Task::Explain(question), title, shell);
    }

    fn start(&mut self, task: Task, title: String, shell: &mut Shell) {
        if let Some(job) = self.waits_for.take() {
            shell.cancel(job);
        }
        self.waits_for = Some(shell.start(ScreenId::Plan, Kind::Looks, title, Work::Plan(task)));
    }

    pub(super) fn take_answer(&mut self, job: JobId, answer: Result<Answer, Failure>, shell: &mut Shell) {
        if self.waits_for.take_if(|waits| *waits == job).is_none() {
            return;
        }
        match answer {
            Ok(Answer::Plan(Done::Explained(lines))) => {
                let lines = lines.into_iter().map(|line| (line, Role::Text)).collect();
                self.ask = Some(Ask::reading(shell.lang.text(Key("plan-explained")), lines));
            }
            Ok(Answer::Plan(Done::Exported(path))) => {
                let fillings = [("path", path.display().to_string().into())];
                shell.say(shell.lang.with(Key("plan-exported"), &fillings));
            }
            Ok(_) => {}
            Err(failure) => shell.fail(failure),
        }
    }

    pub(super) fn ask_for_a_file(&mut self, shell: &Shell) {
        if self.sight.as_ref().and_then(Sight::plan).is_some() {
            let day = shell.zone.to_datetime(shell.now).date();
            self.ask = Some(Ask::file(&format!("koppel-plan-{day}.csv"), &shell.lang));
        }
    }

    pub(super) fn export(&mut self, path: String, shell: &mut Shell) {
        let Some(sight) = &self.sight else {
            return;
        };
        let other = sight.other.as_ref();
        let task = Task::Export {
            reading: other.map_or(&sight.reading, |shown| &shown.reading).clone(),
            plan: other.map(|shown| shown.plan.clone()),
            path,
        };
        let title = shell.lang.text(Key("plan-exporting"));
        self.start(task, title, shell);
    }
}
