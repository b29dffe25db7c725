//! The screens. Each has its state, its keys, what it does with them, and how it looks; none knows another.

pub mod change;
mod difference;
pub mod history;
pub mod links;
pub mod overview;
pub mod plan;
pub mod run;
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
    Overview,
    Links,
    Plan,
    History,
    Settings,
    /// A run that goes on, or has ended; no digit leads there.
    Run,
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

    /// It asks for one decision after another; the first one is to be read before it is answered.
    fn is_asking(&self) -> bool {
        false
    }

    /// Many letters at once, into the text field that has the focus.
    fn type_all(&mut self, text: &str, shell: &mut Shell) {
        for letter in text.chars() {
            self.edit(Edit::Insert(letter), shell);
        }
    }

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

    /// The desk knows more than before: another reading, or what a decision led to. Also told to screens that are not
    /// shown.
    fn renewed(&mut self, _shell: &mut Shell) {}

    /// Time passed while something is shown that moves with it. Also told to screens that are not shown.
    fn tick(&mut self, _shell: &mut Shell) {}

    /// Somebody cancelled a job that this screen started; nothing answers any more.
    fn cancelled(&mut self, _job: JobId, _shell: &mut Shell) {}

    fn view(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState);
}

/// All screens, each with what it holds.
#[derive(Debug, Default)]
pub struct Screens {
    pub overview: overview::Overview,
    pub links: links::Links,
    pub plan: plan::Plan,
    pub history: history::History,
    pub settings: settings::Settings,
    pub run: run::Run,
    pub wizard: wizard::Wizard,
}

impl Screens {
    pub fn get(&self, id: ScreenId) -> &dyn Screen {
        match id {
            ScreenId::Overview => &self.overview,
            ScreenId::Links => &self.links,
            ScreenId::Plan => &self.plan,
            ScreenId::History => &self.history,
            ScreenId::Settings => &self.settings,
            ScreenId::Run => &self.run,
            ScreenId::Wizard => &self.wizard,
        }
    }

    pub fn get_mut(&mut self, id: ScreenId) -> &mut dyn Screen {
        match id {
            ScreenId::Overview => &mut self.overview,
            ScreenId::Links => &mut self.links,
            ScreenId::Plan => &mut self.plan,
            ScreenId::History => &mut self.history,
            ScreenId::Settings => &mut self.settings,
            ScreenId::Run => &mut self.run,
            ScreenId::Wizard => &mut self.wizard,
        }
    }

    /// The desk knows more than before.
    pub fn renew(&mut self, shell: &mut Shell) {
        for id in ScreenId::ALL {
            self.get_mut(id).renewed(shell);
        }
    }

    /// Time passed.
    pub fn tick(&mut self, shell: &mut Shell) {
        for id in ScreenId::ALL {
            self.get_mut(id).tick(shell);
        }
    }
}

impl ScreenId {
    pub const ALL: [Self; 7] = [
        Self::Overview,
        Self::Links,
        Self::Plan,
        Self::History,
        Self::Settings,
        Self::Run,
        Self::Wizard,
    ];

    /// Those with a tab, in the order of their keys, with the key that goes there and the name.
    pub const TABS: [(Self, char, Key); 5] = [
        (Self::Overview, '1', Key("tab-overview")),
        (Self::Links, '2', Key("tab-links")),
        (Self::Plan, '3', Key("tab-plan")),
        (Self::History, '4', Key("tab-history")),
        (Self::Settings, '5', Key("tab-settings")),
    ];
}
