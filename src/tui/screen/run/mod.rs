//! A run that goes on, and what it came to. Leaving the screen stops nothing.

mod draw;
mod lines;
mod retry;

use super::{Copied, Screen, ScreenId};
use crate::engine::RunReport;
use crate::failure::Failure;
use crate::lang::Key;
use crate::report::run_line;
use crate::tui::action::Action;
use crate::tui::bindings as keys;
use crate::tui::desk::task::Done;
use crate::tui::job::JobId;
use crate::tui::key::{Binding, Chord};
use crate::tui::shared::Shared;
use crate::tui::shell::Shell;
use crate::tui::view_state::{ListId, ViewState};
use crate::tui::widget::selection::Selection;
use crate::tui::work::Answer;
use lines::Line;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use retry::Retry;

/// The log, or the report.
pub const RUN: ListId = ListId("run");

const BINDINGS: &[Binding] = &[
    keys::UP,
    keys::DOWN,
    keys::PAGE_UP,
    keys::PAGE_DOWN,
    keys::FIRST,
    keys::LAST,
];
/// Of a run that left something undone.
const WITH_RETRY: &[Binding] = &[
    keys::UP,
    keys::DOWN,
    Binding::new(&[Chord::letter('r')], Action::Retry, Key("run-key-retry"))
        .hint()
        .decides(),
    keys::PAGE_UP,
    keys::PAGE_DOWN,
    keys::FIRST,
    keys::LAST,
];

#[derive(Debug, Default)]
pub struct Run {
    /// What the last run came to; `None`: there was none yet.
    ended: Option<Ended>,
    selection: Selection,
    /// What failed is about to be asked for again.
    retry: Option<Retry>,
}

#[derive(Debug)]
struct Ended {
    /// `Err`: it stopped before there was a plan.
    result: Result<Shared<RunReport>, Failure>,
    lines: Vec<Line>,
}

impl Screen for Run {
    fn bindings(&self) -> &'static [Binding] {
        if self.has_failed() { WITH_RETRY } else { BINDINGS }
    }

    fn enter(&mut self, shell: &mut Shell) {
        self.selection.set(0);
        self.forget_the_last(shell);
    }

    fn tick(&mut self, shell: &mut Shell) {
        self.forget_the_last(shell);
    }

    fn act(&mut self, action: Action, shell: &mut Shell) -> bool {
        if action == Action::Retry {
            self.ask_to_retry(shell);
            return true;
        }
        let len = match (shell.desk.run(), &self.ended) {
            (None, Some(ended)) => ended.lines.len(),
            _ => draw::logged(shell),
        };
        self.selection.act(action, len, shell.page())
    }

    fn press(&mut self, _list: ListId, index: usize, _shell: &mut Shell) {
        self.selection.set(index);
    }

    fn copied(&self, shell: &Shell) -> Option<Copied> {
        let ended = self.ended.as_ref().filter(|_| shell.desk.run().is_none())?;
        let text: Vec<&str> = ended.lines.iter().map(|(text, _)| text.as_str()).collect();
        Some(Copied {
            what: shell.lang.text(Key("run-copied")),
            text: text.join("\n"),
        })
    }

    fn answer(&mut self, job: JobId, answer: Result<Answer, Failure>, shell: &mut Shell) {
        shell.settle_run(job);
        let result = match answer {
            Ok(Answer::Desk(Done::Ran(report))) => Ok(report),
            Ok(_) => return,
            Err(failure) => Err(failure),
        };
        if shell.screen != ScreenId::Run {
            tell_elsewhere(&result, shell);
        }
        let lines = match &result {
            Ok(report) => lines::of_report(report, &shell.lang),
            Err(failure) => lines::of_failure(failure),
        };
        self.ended = Some(Ended { result, lines });
        self.selection.set(0);
        self.retry = None;
    }

    fn renewed(&mut self, shell: &mut Shell) {
        self.go_on_with_the_retry(shell);
    }

    fn view(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
        self.draw(shell, area, buffer, state);
    }
}

impl Run {
    /// While a run goes on, the one before it is of the history alone.
    fn forget_the_last(&mut self, shell: &Shell) {
        if shell.desk.run().is_some() {
            self.ended = None;
            self.retry = None;
        }
    }
}

/// Whoever looks at another screen is told in a line.
fn tell_elsewhere(result: &Result<Shared<RunReport>, Failure>, shell: &mut Shell) {
    match result {
        Ok(report) if report.exit() == crate::failure::Exit::Done => shell.say(run_line(report)),
        Ok(report) => shell.say_bad(run_line(report)),
        Err(failure) => shell.say_bad(failure.what.clone()),
    }
}
