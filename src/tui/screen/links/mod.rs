//! Links: the report side by side.

pub mod prompt;

use super::Screen;
use crate::failure::Failure;
use crate::lang::Key;
use crate::tui::action::Action;
use crate::tui::job::JobId;
use crate::tui::key::{Binding, Chord, Edit};
use crate::tui::shell::Shell;
use crate::tui::view_state::{ListId, ViewState};
use crate::tui::work::Answer;
use crossterm::event::KeyCode;
use prompt::{Prompt, Step};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

const BINDINGS: &[Binding] = &[Binding::new(
    &[Chord::of(KeyCode::Enter)],
    Action::Accept,
    Key("links-key-decide"),
)
.hint()];

#[derive(Debug, Default)]
pub struct Links {
    /// One case is decided, and has the keys.
    prompt: Option<Prompt>,
}

impl Links {
    /// This is decided now.
    pub fn ask(&mut self, prompt: Prompt) {
        self.prompt = Some(prompt);
    }

    fn settle(&mut self, step: Step) {
        if step == Step::Closed {
            self.prompt = None;
        }
    }

    /// The first undecided profile, and then the others.
    fn decide_first(&mut self, shell: &mut Shell) {
        let undecided: Vec<u32> = match shell.desk.reading() {
            Some(reading) => reading.undecided().collect(),
            None => return,
        };
        if let Some(first) = undecided.first() {
            self.prompt = Prompt::for_profile(*first, &undecided, shell);
        }
    }
}

impl Screen for Links {
    fn bindings(&self) -> &'static [Binding] {
        self.prompt.as_ref().map_or(BINDINGS, Prompt::bindings)
    }

    fn enter(&mut self, shell: &mut Shell) {
        if shell.desk.reading().is_none() {
            shell.read();
        }
    }

    fn act(&mut self, action: Action, shell: &mut Shell) -> bool {
        if let Some(prompt) = &mut self.prompt {
            let step = prompt.act(action, shell);
            self.settle(step);
            return true;
        }
        match action {
            Action::Accept => self.decide_first(shell),
            _ => return false,
        }
        true
    }

    fn press(&mut self, list: ListId, index: usize, shell: &mut Shell) {
        if let Some(prompt) = &mut self.prompt {
            let step = prompt.press(list, index, shell);
            self.settle(step);
        }
    }

    fn takes_text(&self) -> bool {
        self.prompt.as_ref().is_some_and(Prompt::takes_text)
    }

    fn edit(&mut self, edit: Edit, shell: &mut Shell) {
        if let Some(prompt) = &mut self.prompt {
            prompt.edit(edit, shell);
        }
    }

    fn paste(&mut self, text: &str, shell: &mut Shell) {
        if let Some(prompt) = &mut self.prompt {
            prompt.paste(text, shell);
        }
    }

    fn answer(&mut self, job: JobId, answer: Result<Answer, Failure>, shell: &mut Shell) {
        if let Some(prompt) = self.prompt.as_mut().filter(|prompt| prompt.waits_for(job)) {
            prompt.answer(job, answer, shell);
        }
    }

    fn renewed(&mut self, shell: &mut Shell) {
        if let Some(prompt) = &mut self.prompt {
            let step = prompt.renewed(shell);
            self.settle(step);
        }
    }

    fn view(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
        if let Some(prompt) = &self.prompt {
            prompt.view(shell, area, buffer, state);
        }
    }
}
