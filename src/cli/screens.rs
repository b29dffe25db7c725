//! `koppel` without a command: the screens, where there is a terminal to show them on.

use super::args::Color;
use super::context::Context;
use super::logging::{self, Stderr};
use crate::failure::{Exit, Failure};
use crate::lang::Lang;
use crate::tui::theme::{ColorChoice, Theme};
use crate::tui::work::Surroundings;
use crate::tui::{self, Options};
use std::io::{self, IsTerminal};

/// Keys come from a terminal, and what is drawn goes to one that can place the cursor.
pub(super) fn can_be_shown(context: &Context<'_>) -> bool {
    let is_dumb = context.environment.get("TERM") == Some("dumb");
    io::stdin().is_terminal() && io::stdout().is_terminal() && !is_dumb
}

pub(super) fn run(context: &Context<'_>, ascii: bool) -> Result<Exit, Failure> {
    logging::start(context.global, Stderr::Covered)?;
    let choice = match context.global.color {
        Color::Auto => ColorChoice::Auto,
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
    };
    let options = Options {
        lang: Lang::english(),
        theme: Theme::detect(choice, context.environment),
        ascii,
    };
    let surroundings = Surroundings {
        environment: context.environment.clone(),
        setup: context.setup.clone(),
        place: context.place()?,
        clock: context.clock,
        read_only: context.global.read_only,
    };
    tui::run(options, surroundings)
}
