//! Everything that is shown and known: the shell, and what each screen holds.

use super::screen::Screens;
use super::shell::Shell;

#[derive(Debug)]
pub struct Model {
    pub shell: Shell,
    pub screens: Screens,
}

/// Which question is asked: another one is another value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    layers: usize,
    question: usize,
}

impl Model {
    /// What a key or a click would answer now, where that is more than a step that can be taken back on the spot.
    pub fn asked(&self) -> Option<Asked> {
        let layers = self.shell.layers.len();
        let question = match self.shell.layers.last() {
            Some(layer) => layer.question(),
            None => self.screens.get(self.shell.screen).is_asking().then_some(0),
        };
        question.map(|question| Asked { layers, question })
    }

    /// With its first screen entered.
    pub fn new(mut shell: Shell) -> Self {
        let mut screens = Screens::default();
        screens.get_mut(shell.screen).enter(&mut shell);
        Self { shell, screens }
    }
}
