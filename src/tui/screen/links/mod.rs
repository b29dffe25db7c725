//! Links: the report side by side.

use super::Screen;
use crate::failure::Failure;
use crate::tui::action::Action;
use crate::tui::job::JobId;
use crate::tui::key::Binding;
use crate::tui::shell::Shell;
use crate::tui::view_state::{ListId, ViewState};
use crate::tui::work::Answer;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

const BINDINGS: &[Binding] = &[];

#[derive(Debug, Default)]
pub struct Links;

impl Screen for Links {
    fn bindings(&self) -> &'static [Binding] {
        BINDINGS
    }

    fn enter(&mut self, shell: &mut Shell) {
        if shell.desk.reading().is_none() {
            shell.read();
        }
    }

    fn act(&mut self, _action: Action, _shell: &mut Shell) -> bool {
        false
    }

    fn press(&mut self, _list: ListId, _index: usize, _shell: &mut Shell) {}

    fn answer(&mut self, job: JobId, answer: Result<Answer, Failure>, shell: &mut Shell) {
        let _ = (job, answer, shell);
    }

    fn view(&self, _shell: &Shell, _area: Rect, _buffer: &mut Buffer, _state: &mut ViewState) {}
}
