//! The screens. Each has its state, its keys, what it does with them, and how it looks; none knows another.

pub mod change;
mod difference;
pub mod settings;
pub mod wizard;

use super::action::Action;
use super::job::JobId;
use super::key::{Binding, Edit};
use super::shell::Shell;
use super::view_state::{ListId, ViewState};
use super::work::Answer;
use crate::failure::Failure;
use crate::lang::Key;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScreenId {
    Settings,
    /// Where one sets up; no digit leads there.
    Wizard,
}

/// What `y` copies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// In words, for the line that says so.
    pub what: String,
    pub text: String,
}

/// One screen. What is not overridden is what a screen without that part does.
pub trait Screen {
    /// Its keys, beyond those that work everywhere.
    fn bindings(&self) -> &'static [Binding];

    /// Whether the palette offers it now.
    fn is_enabled(&self, _action: Action) -> bool {
        true
    }

    /// It is shown, for the first time or again.
    fn enter(&mut self, shell: &mut Shell);

    /// A part of it is to be shown, by its number.
    fn open(&mut self, _part: u8, _shell: &mut Shell) {}

    /// Does it. `false`: not this screen's business.
    fn act(&mut self, action: Action, shell: &mut Shell) -> bool;

    /// A row of one of its lists was clicked.
    fn press(&mut self, list: ListId, index: usize, shell: &mut Shell);

    /// A text field has the focus: every printable key is text.
    fn takes_text(&self) -> bool {
        false
    }

    fn edit(&mut self, _edit: Edit, _shell: &mut Shell) {}

    /// Into the text field that has the focus.
    fn paste(&mut self, _text: &str, _shell: &mut Shell) {}

    /// What it is filtered by; `None`: it cannot be.
    fn filter(&self) -> Option<&str> {
        None
    }

    fn set_filter(&mut self, _text: &str) {}

    fn copied(&self, _shell: &Shell) -> Option<Copied> {
        None
    }

    /// What a job that this screen started came to.
    fn answer(&mut self, job: JobId, answer: Result<Answer, Failure>, shell: &mut Shell);

    /// Somebody cancelled a job that this screen started; nothing answers any more.
    fn cancelled(&mut self, _job: JobId, _shell: &mut Shell) {}

    fn view(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState);
}

/// All screens, each with what it holds.
#[derive(Debug, Default)]
pub struct Screens {
    pub settings: settings::Settings,
    pub wizard: wizard::Wizard,
}

impl Screens {
    pub fn get(&self, id: ScreenId) -> &dyn Screen {
        match id {
            ScreenId::Settings => &self.settings,
            ScreenId::Wizard => &self.wizard,
        }
    }

    pub fn get_mut(&mut self, id: ScreenId) -> &mut dyn Screen {
        match id {
            ScreenId::Settings => &mut self.settings,
            ScreenId::Wizard => &mut self.wizard,
        }
    }
}

impl ScreenId {
    /// Those with a tab, in the order of their keys, with the key that goes there and the name.
    pub const TABS: [(Self, char, Key); 1] = [(Self::Settings, '5', Key("tab-settings"))];
}
