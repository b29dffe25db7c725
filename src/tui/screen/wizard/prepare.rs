//! Step 1: what has to be there, who sees the data, and what has to be switched off.

use super::step::{BACK, Known, NEXT_STEP, Outcome, PREVIOUS_STEP, Step, write};
use crate::lang::Key;
use crate::tui::action::Action;
use crate::tui::bindings as keys;
use crate::tui::key::{Binding, Chord};
use crate::tui::shell::Shell;
use crate::tui::theme::Role;
use crate::tui::view_state::{ListId, ViewState};
use crate::tui::widget::checklist::Checklist;
use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};

pub const LIST: ListId = ListId("wizard-prepare");

const KEYS: &[Binding] = &[
    Binding::new(&[Chord::of(KeyCode::Enter)], Action::Accept, Key("key-next-step")).hint(),
    Binding::new(&[Chord::letter(' ')], Action::Mark, Key("key-tick")).hint(),
    BACK,
    NEXT_STEP,
    PREVIOUS_STEP,
    keys::UP,
    keys::DOWN,
];

const ITEMS: [Key; 5] = [
    Key("prepare-marketplace"),
    Key("prepare-credentials"),
    Key("prepare-token"),
    Key("prepare-filled"),
    Key("prepare-old"),
];

#[derive(Debug, Default)]
pub struct Prepare {
    list: Option<Checklist>,
}

impl Step for Prepare {
    fn bindings(&self) -> &'static [Binding] {
        KEYS
    }

    fn refresh(&mut self, _known: &mut Known, shell: &Shell) {
        if self.list.is_none() {
            let items = ITEMS.map(|item| (shell.lang.text(item), false));
            self.list = Some(Checklist::new(LIST, items.into()));
        }
    }

    fn act(&mut self, action: Action, _known: &mut Known, shell: &mut Shell) -> Outcome {
        if action == Action::Accept {
            return Outcome::Next;
        }
        match self.list.as_mut().map(|list| list.act(action, shell.page())) {
            Some(true) => Outcome::Stays,
            _ => Outcome::Ignored,
        }
    }

    fn press(&mut self, _list: ListId, index: usize, _known: &mut Known, _shell: &mut Shell) -> Outcome {
        if let Some(list) = &mut self.list {
            list.press(index);
        }
        Outcome::Stays
    }

    fn view(&self, known: &Known, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
        let lang = &shell.lang;
        let [head, list, rest] =
            Layout::vertical([Constraint::Length(2), Constraint::Length(6), Constraint::Fill(1)]).areas(area);
        let welcome = if known.begun.is_continued {
            Key("prepare-continued")
        } else {
            Key("prepare-welcome")
        };
        write(shell, head, buffer, &lang.text(welcome), Role::Text);
        if let Some(items) = &self.list {
            items.draw(shell, list, buffer, state, true);
        }
        let rest = write(
            shell,
            rest,
            buffer,
            &lang.text(Key("prepare-old-why")),
            Role::Waits,
        );
        let rest = super::step::below(rest, 1);
        let rest = write(shell, rest, buffer, &lang.text(Key("prepare-data")), Role::Text);
        let rest = super::step::below(rest, 1);
        write(
            shell,
            rest,
            buffer,
            &lang.text(Key("prepare-writes")),
            Role::Quiet,
        );
    }
}
