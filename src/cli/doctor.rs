//! `koppel doctor`: whether all that a reading needs is there, and what to do where it is not.

use super::args::{DoctorOptions, DocumentFormat};
use super::console;
use super::context::Context;
use super::reading::runtime;
use super::signal::Signals;
use crate::engine::doctor::{self, Patient};
use crate::failure::{Exit, Failure};
use crate::report::{Diagnosis, Screen};

pub(super) fn run(context: &Context<'_>, options: &DoctorOptions) -> Result<Exit, Failure> {
    let global = context.global;
    let patient = Patient {
        environment: context.environment,
        setup: context.setup.as_ref(),
        config: global.config.as_deref(),
        log: global.log.as_deref(),
        read_only: global.read_only,
        clock: context.clock,
        headless: options.headless,
    };
    let checks = runtime()?.block_on(async {
        let mut signals = Signals::listen()?;
        tokio::select! {
            checks = doctor::examine(&patient) => Ok(checks),
            () = signals.next() => Err(Failure::new(Exit::Cancelled, "Cancelled; nothing was written")),
        }
    })?;
    // As cron has it: no colours. A terminal that shows it still has a width.
    let screen = Screen {
        color: context.console.screen.color && !options.headless,
        ..context.console.screen
    };
    let diagnosis = Diagnosis { checks: &checks };
    console::print(|out| match options.format {
        DocumentFormat::Table => diagnosis.write_table(out, screen),
        DocumentFormat::Json => diagnosis.write_json(out),
    })?;
    Ok(doctor::exit(&checks))
}
