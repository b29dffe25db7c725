//! `koppel simulate`: both APIs on this machine, with a made-up company, until it is stopped.

use super::args::{RateLimitsOption, SimulateOptions};
use super::console;
use super::context::Context;
use super::reading::{runtime, stopped};
use crate::failure::{Exit, Failure};
use crate::sim::{self, Company, RateLimits, Simulator};
use crate::store::{Secret, Setup};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use tempfile::TempDir;

/// The made-up company's.
const ZONE: &str = "Europe/Berlin";

/// What a first plan sends; a company of one's own has the same standard attributes.
const MAPPING: &str = r#"[{personio="first_name",okta="firstName"},{personio="last_name",okta="lastName"},{personio="email",okta="email"},{personio="department",okta="department"},{personio="position",okta="title"},{personio="office",okta="city"},{personio="supervisor.email",okta="manager"}]"#;

pub(super) fn run(context: &Context<'_>, options: &SimulateOptions) -> Result<Exit, Failure> {
    let company = company(context, options)?;
    let domain = domain(&company);
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
        let exports = exports(context, &simulator, &domain, &folder);
        console::print(|out| {
            exports
                .iter()
                .try_for_each(|(name, value)| writeln!(out, "export {name}={}", quoted(value)))
        })?;
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
    let zone = TimeZone::get(ZONE).unwrap_or(TimeZone::UTC);
    zone.to_datetime(context.clock.now()).date()
}

fn cannot_start(error: &io::Error) -> Failure {
    Failure::new(Exit::Failed, "The simulator cannot be started")
        .because(error.to_string())
        .todo("Leave --port out, or name one that is free")
}

/// Where most employees have their mail: what logins end in.
fn domain(company: &Company) -> String {
    let mut domains: BTreeMap<String, usize> = BTreeMap::new();
    for employee in company.personio.employees() {
        if let Some((_, domain)) = employee.text("email").trim().rsplit_once('@') {
            *domains.entry(domain.to_lowercase()).or_default() += 1;
        }
    }
    domains
        .into_iter()
        .max_by_key(|(_, count)| *count)
        .map_or_else(|| "example.com".to_owned(), |(domain, _)| domain)
}

/// Each setting and secret that `koppel plan` needs here.
fn exports(
    context: &Context<'_>,
    simulator: &Simulator,
    domain: &str,
    folder: &TempDir,
) -> Vec<(String, String)> {
    let setup = context.setup.as_ref();
    let prefix = Setup::prefix(setup);
    let setting = |name: &str, value: &str| (format!("{prefix}{name}"), value.to_owned());
    let folder = folder.path().display().to_string();
    vec![
        ("KOPPEL_CONFIG_DIR".to_owned(), folder.clone()),
        ("KOPPEL_STATE_DIR".to_owned(), folder),
        setting("OKTA__URL", simulator.url()),
        setting("PERSONIO__URL", simulator.url()),
        setting("LOGIN__START", r#"{attribute="first_name",take="whole"}"#),
        setting("LOGIN__SEPARATOR", "."),
        setting("LOGIN__END", r#"{attribute="last_name",take="whole"}"#),
        setting("LOGIN__DOMAIN", domain),
        setting("LOGIN__BILLING_COUNTRY", "DE"),
        setting("ACTIVATION__TIME_ZONE", ZONE),
        setting("ACTIVATION__SEND_EMAIL", "false"),
        setting("MAPPING", MAPPING),
        (Secret::OktaToken.variable(setup), simulator.okta_token()),
        (
            Secret::PersonioClientId.variable(setup),
            simulator.personio_client_id(),
        ),
        (
            Secret::PersonioClientSecret.variable(setup),
            simulator.personio_client_secret(),
        ),
    ]
}

/// For a POSIX shell's `eval`.
fn quoted(value: &str) -> String {
    format!("'{}'", value.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_shell_takes_a_quoted_value_as_it_stands() {
        assert_eq!(quoted("a b$c"), "'a b$c'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
    }
}
