//! `koppel simulate`: both APIs on this machine, with a made-up company, until it is stopped.

use super::args::{RateLimitsOption, SimulateOptions};
use super::console;
use super::context::Context;
use super::exports;
use super::reading::{runtime, stopped};
use crate::failure::{Exit, Failure};
use crate::sim::{self, Company, RateLimits};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::fs;
use std::io;
use tempfile::TempDir;

pub(super) fn run(context: &Context<'_>, options: &SimulateOptions) -> Result<Exit, Failure> {
    let company = company(context, options)?;
    let people = company.personio.employees().count();
    // Settings and state of one's own must not mix with the made-up org's.
    let folder = TempDir::new().map_err(|error| cannot_start(&error))?;
    let settings = sim::Options {
        port: options.port,
        rate_limits: match options.rate_limits {
            RateLimitsOption::On => RateLimits::On,
            RateLimitsOption::Off => RateLimits::Off,
        },
        clock: context.clock,
    };
    runtime()?.block_on(async {
        // Before the first word, so that whoever reads it can stop what it started.
        let stopped = stopped()?;
        let simulator = sim::start(company, settings)
            .await
            .map_err(|error| cannot_start(&error))?;
        let exports = exports::of(&simulator, context.setup.as_ref(), folder.path());
        console::print(|out| exports::write(&exports, out))?;
        context.console.note(&format!(
            "Serving {people} employees at {}; Ctrl-C stops it.",
            simulator.url()
        ));
        stopped.await;
        simulator.stop().await;
        Ok(Exit::Done)
    })
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

fn cannot_start(error: &io::Error) -> Failure {
    Failure::new(Exit::Failed, "The simulator cannot be started")
        .because(error.to_string())
        .todo("Leave --port out, or name one that is free")
}
