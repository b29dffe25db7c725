//! What each command needs: where settings are, what they say, how both sides are reached.

use super::args::Global;
use super::console::Console;
use crate::clock::Clock;
use crate::engine::{Connection, place_failure, secret_failure, settings_failure};
use crate::failure::Failure;
use crate::store::{Environment, Place, SecretSources, Secrets, Settings, Setup, Vault, check_network};

#[derive(Debug)]
pub(super) struct Context<'a> {
    pub environment: &'a Environment,
    pub console: &'a Console,
    pub setup: Option<Setup>,
    pub clock: Clock,
    pub global: &'a Global,
}

impl<'a> Context<'a> {
    pub fn new(
        global: &'a Global,
        environment: &'a Environment,
        console: &'a Console,
        clock: Clock,
    ) -> Result<Self, Failure> {
        let setup = global.setup.as_deref().map(Setup::parse).transpose();
        Ok(Self {
            environment,
            console,
            setup: setup.map_err(|error| place_failure(&error))?,
            global,
            clock,
        })
    }

    pub fn place(&self) -> Result<Place, Failure> {
        Place::find(
            self.environment,
            self.setup.as_ref(),
            self.global.config.as_deref(),
        )
        .map_err(|error| place_failure(&error))
    }

    /// The settings; what deserves a word is said.
    pub fn settings(&self) -> Result<Settings, Failure> {
        let settings = Settings::load(&self.place()?, self.environment, self.setup.as_ref())
            .map_err(|error| settings_failure(&error))?;
        for note in &settings.notes {
            self.console.note(&format!("Note: {note}."));
        }
        Ok(settings)
    }

    /// The secrets; a file that everybody may read deserves a word.
    pub fn secrets(&self, settings: &Settings) -> Result<Secrets, Failure> {
        let vault = Vault::unasked(self.setup.as_ref(), &settings.okta_url);
        let secrets =
            Secrets::find(&self.secret_sources(Some(&vault))).map_err(|error| secret_failure(&error))?;
        for path in secrets.exposed_files() {
            let path = path.display();
            self.console.note(&format!(
                "Warning: every user of this machine may read the secret in {path}; chmod 600 it."
            ));
        }
        Ok(secrets)
    }

    pub fn secret_sources<'b>(&'b self, vault: Option<&'b Vault>) -> SecretSources<'b> {
        SecretSources {
            environment: self.environment,
            setup: self.setup.as_ref(),
            vault,
        }
    }

    pub fn connection(&self, settings: &Settings) -> Result<Connection, Failure> {
        check_network(self.environment, [&settings.okta_url, &settings.personio_url])?;
        let secrets = self.secrets(settings)?;
        Ok(Connection::of(
            settings,
            secrets,
            self.global.read_only,
            self.clock,
        ))
    }
}
