//! `koppel` without a command: the screens, where there is a terminal to show them on.

use super::args::Color;
use super::context::Context;
use super::logging::{self, Stderr};
use crate::failure::{Exit, Failure};
use crate::lang::Lang;
use crate::store::{Operator, Place, Setup, Vaults};
use crate::tui::screen::ScreenId;
use crate::tui::theme::{ColorChoice, Theme};
use crate::tui::work::Surroundings;
use crate::tui::{self, Options};
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::Arc;

/// Keys come from a terminal, and what is drawn goes to one that can place the cursor.
pub(super) fn can_be_shown(context: &Context<'_>) -> bool {
    let is_dumb = context.environment.get("TERM") == Some("dumb");
    io::stdin().is_terminal() && io::stdout().is_terminal() && !is_dumb
}

/// There are settings, or a variable in their place; whether they can be used is another question.
fn is_set_up(context: &Context<'_>, place: &Place) -> bool {
    let variable = format!("{}OKTA__URL", Setup::prefix(context.setup.as_ref()));
    context.environment.get_filled(&variable).is_some() || place.settings_file.exists()
}

pub(super) fn run(context: &Context<'_>, ascii: bool) -> Result<Exit, Failure> {
    logging::start(context.global, Stderr::Covered)?;
    let place = context.place()?;
    let first = if is_set_up(context, &place) {
        ScreenId::Overview
    } else {
        ScreenId::Wizard
    };
    let surroundings = Surroundings {
        environment: context.environment.clone(),
        setup: context.setup.clone(),
        place,
        clock: context.clock,
        read_only: context.global.read_only,
        vaults: Arc::new(Vaults::default()),
        program: std::env::current_exe().unwrap_or_else(|_| PathBuf::from("koppel")),
        user: Operator::of_process().user,
        demo: None,
    };
    tui::run(options(context, ascii, first), surroundings)
}

/// How this terminal and these arguments want the screens.
pub(super) fn options(context: &Context<'_>, ascii: bool, first: ScreenId) -> Options {
    let choice = match context.global.color {
        Color::Auto => ColorChoice::Auto,
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
    };
    Options {
        lang: Lang::english(),
        theme: Theme::detect(choice, context.environment),
        ascii,
        first,
    }
}
