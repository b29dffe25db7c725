//! `koppel config`: where the settings are, what they say, whether they are good. Asks no network.

use super::args::ConfigCommand;
use super::console;
use super::context::Context;
use crate::failure::{Exit, Failure};
use crate::report::columns;
use crate::store::{Origin, Secret, SecretError, Settings, Vault};

pub(super) fn run(context: &Context<'_>, what: ConfigCommand) -> Result<Exit, Failure> {
    match what {
        ConfigCommand::Path => path(context),
        ConfigCommand::Show => show(context),
        ConfigCommand::Check => check(context),
    }
}

fn path(context: &Context<'_>) -> Result<Exit, Failure> {
    let place = context.place()?;
    console::print(|out| writeln!(out, "{}", place.settings_file.display()))?;
    Ok(Exit::Done)
}

fn show(context: &Context<'_>) -> Result<Exit, Failure> {
    let place = context.place()?;
    let settings = context.settings()?;
    let mut rows: Vec<[String; 3]> = settings
        .shown
        .into_iter()
        .map(|key| {
            let value = key.value.unwrap_or_else(|| "(not set)".to_owned());
            [key.path, value, key.origin.to_string()]
        })
        .collect();
    let vault = Vault::unasked(context.setup.as_ref(), &settings.okta_url);
    rows.extend(Secret::ALL.map(|secret| secret_row(context, &vault, secret)));
    rows.push([
        "settings file".to_owned(),
        String::new(),
        place.settings_file.display().to_string(),
    ]);
    rows.push([
        "state folder".to_owned(),
        String::new(),
        place.state_folder.display().to_string(),
    ]);
    let text = columns(&rows);
    console::print(|out| out.write_all(text.as_bytes()))?;
    Ok(Exit::Done)
}

/// Where a secret was found, and never what it is.
fn secret_row(context: &Context<'_>, vault: &Vault, secret: Secret) -> [String; 3] {
    let (value, origin) = match secret.find(&context.secret_sources(Some(vault))) {
        Ok(found) => ("(secret)".to_owned(), found.source.to_string()),
        Err(SecretError::Missing { variable, .. }) => {
            ("(not set)".to_owned(), format!("{variable} is not set"))
        }
        Err(error) => ("(cannot be used)".to_owned(), error.to_string()),
    };
    [secret.name().to_owned(), value, origin]
}

fn check(context: &Context<'_>) -> Result<Exit, Failure> {
    let settings = context.settings()?;
    context.secrets(&settings)?;
    let text = summary(&settings);
    console::print(|out| writeln!(out, "{text}"))?;
    Ok(Exit::Done)
}

fn summary(settings: &Settings) -> String {
    let count = |wanted: fn(&Origin) -> bool| settings.shown.iter().filter(|key| wanted(&key.origin)).count();
    format!(
        "Settings and secrets are complete: {} keys from the file, {} from the environment. Neither side was asked.",
        count(|origin| matches!(origin, Origin::Line(_))),
        count(|origin| matches!(origin, Origin::Variable(_))),
    )
}
