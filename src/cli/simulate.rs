//! `koppel simulate`: both APIs on this machine, with a made-up company, until it is stopped.

use super::args::{FaultOption, RateLimitsOption, SimulateOptions};
use super::console;
use super::context::Context;
use super::exports;
use super::reading::runtime;
use super::signal::Signals;
use crate::failure::{Exit, Failure};
use crate::report::columns;
use crate::sim::fault::{Calls, Kind};
use crate::sim::{self, Company, RateLimits};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::fs;
use std::io;
use tempfile::TempDir;

pub(super) fn run(context: &Context<'_>, options: &SimulateOptions) -> Result<Exit, Failure> {
    let mut faults = Vec::new();
    for option in &options.faults {
        match option {
            FaultOption::Help => return list_faults(),
            FaultOption::Fault(fault) => faults.push(*fault),
        }
    }
    let company = company(context, options)?;
    let people = company.personio.employees().count();
    // Settings and state of one's own must not mix with the made-up org's.
    let folder = private_folder().map_err(|error| no_folder(&error))?;
    let settings = sim::Options {
        port: options.port,
        rate_limits: match options.rate_limits {
            RateLimitsOption::On => RateLimits::On,
            RateLimitsOption::Off => RateLimits::Off,
        },
        clock: context.clock,
        faults,
        fault_seed: options.fault_seed,
        control: true,
    };
    runtime()?.block_on(async {
        // Before the first word, so that whoever reads it can stop what it started.
        let mut signals = Signals::listen()?;
        let simulator = sim::start(company, settings)
            .await
            .map_err(|error| cannot_start(&error))?;
        let exports = exports::of(&simulator, context.setup.as_ref(), folder.path());
        console::print(|out| exports::write(&exports, out))?;
        context.console.note(&format!(
            "Serving {people} employees at {}; Ctrl-C stops it.",
            simulator.url()
        ));
        if let Some(url) = simulator.control_url() {
            context
                .console
                .note(&format!("Faults are shown and set at {url} (GET, PUT, DELETE)."));
        }
        signals.next().await;
        simulator.stop().await;
        Ok(Exit::Done)
    })
}

/// Every fault with its words; the syntax is described at [`crate::sim::fault`].
fn list_faults() -> Result<Exit, Failure> {
    const SYNTAX: &str = "\
        FAULT is KIND[@CALLS][:WHICH|=RATE]: cut-after=5% breaks one connection in twenty, status-500@create:3 fails\n\
        the third create, slow@list:2- all lists from the second on. Without @CALLS all calls named in the second\n\
        column are meant, without :WHICH and =RATE all of them.\n";
    let kinds = Kind::all()
        .iter()
        .map(|kind| [kind.name(), kind.strikes().name(), kind.about()]);
    let calls = Calls::all()
        .iter()
        .map(|calls| [calls.name(), String::new(), calls.about()]);
    let kinds = columns(&kinds.collect::<Vec<_>>());
    let calls = columns(&calls.collect::<Vec<_>>());
    console::print(|out| write!(out, "{SYNTAX}\nKIND and its CALLS\n{kinds}\nCALLS\n{calls}"))?;
    Ok(Exit::Done)
}

fn company(context: &Context<'_>, options: &SimulateOptions) -> Result<Company, Failure> {
    let Some(path) = &options.data else {
        return Ok(Company::made_up(options.employees, options.seed, today(context)));
    };
    let cannot = |why: String| {
        Failure::new(
            Exit::Usage,
            format!("The company in {} cannot be simulated", path.display()),
        )
        .because(why)
        .todo("assets/company.schema.json describes the file, assets/company.example.json is one")
    };
    let text = fs::read_to_string(path).map_err(|error| cannot(error.to_string()))?;
    Company::from_json(&text).map_err(|error| cannot(error.to_string()))
}

fn today(context: &Context<'_>) -> Date {
    let zone = TimeZone::get(exports::ZONE).unwrap_or(TimeZone::UTC);
    zone.to_datetime(context.clock.now()).date()
}

fn no_folder(error: &io::Error) -> Failure {
    Failure::new(Exit::Failed, "The simulator has no place for settings and state")
        .because(error.to_string())
        .todo("Set TMPDIR to a folder that can be written")
}

fn cannot_start(error: &io::Error) -> Failure {
    Failure::new(Exit::Failed, "The simulator cannot be started")
        .because(error.to_string())
        .todo("Leave --port out, or name one that is free")
}

/// Its owner's alone, as a state folder is.
#[cfg(unix)]
fn private_folder() -> io::Result<TempDir> {
    use std::os::unix::fs::PermissionsExt;
    let only_me = std::fs::Permissions::from_mode(0o700);
    tempfile::Builder::new().permissions(only_me).tempdir()
}

#[cfg(not(unix))]
fn private_folder() -> io::Result<TempDir> {
    TempDir::new()
}
