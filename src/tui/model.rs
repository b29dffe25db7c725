//! Everything that is shown and known: the shell, and what each screen holds.

use super::screen::Screens;
use super::shell::Shell;

#[derive(Debug)]
pub struct Model {
    pub shell: Shell,
    pub screens: Screens,
}

impl Model {
    /// With its first screen entered.
    pub fn new(mut shell: Shell) -> Self {
        let mut screens = Screens::default();
        screens.get_mut(shell.screen).enter(&mut shell);
        Self { shell, screens }
    }
}
