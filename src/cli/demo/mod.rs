//! `koppel demo`: the screens with a made-up company behind them. Nothing of the person's own is read or written.

mod control;
mod past;
#[cfg(test)]
mod tests;
mod world;

use super::args::DemoOptions;
use super::context::Context;
use super::screens;
use crate::failure::{Exit, Failure};
use crate::tui;
use crate::tui::screen::ScreenId;

pub use world::{Options, World};

pub(super) fn run(context: &Context<'_>, options: &DemoOptions, ascii: bool) -> Result<Exit, Failure> {
    refuse_own_settings(context)?;
    if !screens::can_be_shown(context) {
        return Err(
            Failure::new(Exit::Usage, "The demo needs a terminal to show its screens on")
                .todo("Without one, koppel simulate serves a made-up company to the other commands"),
        );
    }
    context
        .console
        .note("Making a company and its past; this takes a moment.");
    let world = World::open(&Options {
        employees: options.employees,
        seed: options.seed,
        clock: context.clock,
    })?;
    let look = screens::options(context, ascii || options.ascii, ScreenId::Overview);
    tui::run(look, world.surroundings(context.global.read_only))
}

/// The demo has settings, secrets and a state of its own; to name others would have no effect.
fn refuse_own_settings(context: &Context<'_>) -> Result<(), Failure> {
    let given = [
        ("--config", context.global.config.is_some()),
        ("--setup", context.global.setup.is_some()),
    ];
    match given.iter().find(|(_, is_given)| *is_given) {
        Some((option, _)) => Err(Failure::new(
            Exit::Usage,
            format!("{option} has no effect on the demo, which has settings of its own"),
        )
        .todo(format!("Leave {option} out"))),
        None => Ok(()),
    }
}
