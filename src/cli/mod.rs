//! The command line: arguments, one file for each command, and nothing that decides.

mod args;
mod assign;
mod config;
mod console;
mod context;
mod decide;
pub mod demo;
mod doctor;
mod explain;
mod exports;
mod failures;
mod history;
mod links;
mod logging;
mod manual;
mod notify;
mod panic;
mod plan;
mod progress;
mod reading;
mod running;
mod screens;
mod signal;
mod simulate;
mod status;
mod sync;
mod undo;
mod watch;

use crate::clock::Clock;
use crate::failure::{Exit, Failure};
use crate::store::Environment;
use args::{Arguments, Command};
use clap::{CommandFactory, Parser};
use console::Console;
use context::Context;
use logging::Stderr;
use std::process::ExitCode;

pub use panic::install_hook as install_panic_hook;

/// Does what the arguments say, and says how it went.
pub fn run() -> ExitCode {
    install_panic_hook();
    signal::outlive_full_files();
    let environment = Environment::of_process();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error),
    };
    let console = Console::new(&arguments.global, &environment);
    let result = execute(&arguments, &environment, &console);
    let exit = result.unwrap_or_else(|failure| {
        console::fail(&failure);
        failure.exit
    });
    ExitCode::from(exit.code())
}

fn execute(arguments: &Arguments, environment: &Environment, console: &Console) -> Result<Exit, Failure> {
    let context = Context::new(&arguments.global, environment, console, Clock::System)?;
    if arguments.command.is_none() && screens::can_be_shown(&context) {
        return screens::run(&context, arguments.ascii);
    }
    let stderr = match arguments.command {
        Some(Command::Demo(_)) => Stderr::Covered,
        _ => Stderr::Free,
    };
    logging::start(&arguments.global, stderr)?;
    match &arguments.command {
        None => help(),
        Some(Command::Links(options)) => links::run(&context, options),
        Some(Command::Plan(options)) => plan::run(&context, options),
        Some(Command::Sync(options)) => sync::run(&context, options),
        Some(Command::Assign(options)) => assign::run(&context, options),
        Some(Command::Decide(options)) => decide::run(&context, options),
        Some(Command::Watch(options)) => watch::run(&context, options),
        Some(Command::Explain(options)) => explain::run(&context, options),
        Some(Command::Status(options)) => status::run(&context, options),
        Some(Command::Undo(options)) => undo::run(&context, options),
        Some(Command::History(options)) => history::run(&context, options),
        Some(Command::Doctor(options)) => doctor::run(&context, options),
        Some(Command::Simulate(options)) => simulate::run(&context, options),
        Some(Command::Demo(options)) => demo::run(&context, options, arguments.ascii),
        Some(Command::Config { what }) => config::run(&context, *what),
        Some(Command::Completions { shell }) => manual::completions(*shell),
        Some(Command::Man) => manual::man(),
    }
}

/// clap's words: help and version are results, everything else is wrong usage.
fn usage(error: &clap::Error) -> ExitCode {
    // Where nobody reads any more, there is nobody to tell.
    let _ = error.print();
    let exit = if error.use_stderr() {
        Exit::Usage
    } else {
        Exit::Done
    };
    ExitCode::from(exit.code())
}

fn help() -> Result<Exit, Failure> {
    const FIRST: &str = "To see it without credentials: koppel demo. With your own: open koppel on a terminal, or write the settings \
                         (koppel config path says where), set the secrets, look with koppel doctor whether all is there, and then with koppel links.";
    let help = Arguments::command().render_help();
    console::print(|out| write!(out, "{help}\n{FIRST}\n"))?;
    Ok(Exit::Done)
}
