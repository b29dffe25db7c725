//! `koppel status`: where things stand, from the state alone. Asks no API.

use super::args::{DocumentFormat, StatusOptions};
use super::console;
use super::context::Context;
use crate::engine::Status;
use crate::failure::{Exit, Failure};
use crate::report::{StatusView, duration};
use crate::store::state::View;
use crate::store::{Settings, WatchNote};

pub(super) fn run(context: &Context<'_>, options: &StatusOptions) -> Result<Exit, Failure> {
    let place = context.place()?;
    let view = View::open(&place.state_folder, None, context.clock)?;
    // Where things stand can be told without the settings, too; only the next run cannot.
    let settings = Settings::load(&place, context.environment, context.setup.as_ref()).ok();
    let every = settings.map(|settings| settings.every);
    let watching = WatchNote::read(&place.state_folder);
    let status = Status::of(&view, every, watching.as_ref(), context.clock.now())?;
    let shown = StatusView {
        status: &status,
        max_age: options.max_age,
    };
    let screen = context.console.screen;
    console::print(|out| match options.format {
        DocumentFormat::Table => shown.write_table(out, screen),
        DocumentFormat::Json => shown.write_json(out),
    })?;
    match options.max_age {
        Some(most) if status.is_older_than(most) => {
            let why = match status.age() {
                None => "There was none yet".to_owned(),
                Some(age) if status.is_ahead() => format!(
                    "It ended {} from now: a clock was ahead, and nobody can tell how long ago it was",
                    duration(age.abs())
                ),
                Some(age) => format!("It ended {} ago, and {} may be", duration(age), duration(most)),
            };
            Err(Failure::new(Exit::TooOld, "The last good sync is too old")
                .because(why)
                .todo("Look at koppel history for what the newer runs came to, and whether watch or the timer still runs"))
        }
        _ => Ok(Exit::Done),
    }
}
