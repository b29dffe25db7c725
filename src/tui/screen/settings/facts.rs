//! What the settings screen shows, as it was found: settings, where secrets come from, what is known of earlier
//! runs. [`look_around`] reads it from this machine, in the background; it asks no network.

use crate::core::state::Aside;
use crate::core::{EmployeeId, OktaId};
use crate::engine::{secret_failure, settings_failure};
use crate::failure::Failure;
use crate::store::state::{LastReading, View};
use crate::store::{Place, Secret, SecretSources, Settings, SettingsFile};
use crate::tui::shared::Shared;
use crate::tui::work::Surroundings;
use jiff::Timestamp;

#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    pub place: Place,
    pub settings: Result<Settings, Failure>,
    /// The file as it was read; `None`: it cannot be changed from here.
    pub file: Option<Shared<SettingsFile>>,
    /// Where each was found; never what it is.
    pub secrets: Vec<(Secret, Result<SecretPlace, Failure>)>,
    pub known: Result<Known, Failure>,
}

/// Where a secret lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretPlace {
    /// In words: `KOPPEL_OKTA_TOKEN`, `the file …`.
    pub says: String,
    /// Every user of this machine may read it.
    pub is_exposed: bool,
}

/// What earlier runs and decisions left.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Known {
    pub reading: Option<LastReading>,
    pub last_good_run: Option<Timestamp>,
    /// By profile.
    pub aside: Vec<(OktaId, Aside)>,
    pub excluded: Vec<EmployeeId>,
    /// Pairs that are not to be suggested again.
    pub rejected: Vec<(OktaId, EmployeeId)>,
}

/// Blocking.
pub fn look_around(surroundings: &Surroundings) -> Facts {
    let Surroundings {
        environment,
        setup,
        place,
        ..
    } = surroundings;
    let settings =
        Settings::load(place, environment, setup.as_ref()).map_err(|error| settings_failure(&error));
    let vault = settings
        .as_ref()
        .ok()
        .map(|settings| surroundings.vaults.find(setup.as_ref(), &settings.okta_url));
    let sources = SecretSources {
        environment,
        setup: setup.as_ref(),
        vault: vault.as_deref(),
    };
    let secrets = Secret::ALL.map(|secret| {
        let found = secret.find(&sources);
        let place = found.map(|found| SecretPlace {
            says: found.source.to_string(),
            is_exposed: found.exposed_file().is_some(),
        });
        (secret, place.map_err(|error| secret_failure(&error)))
    });
    Facts {
        place: place.clone(),
        settings,
        file: SettingsFile::read(place, environment, setup.as_ref())
            .ok()
            .map(Shared::new),
        secrets: secrets.into(),
        known: known(surroundings),
    }
}

fn known(surroundings: &Surroundings) -> Result<Known, Failure> {
    let view = View::open(&surroundings.place.state_folder, None, surroundings.clock)?;
    let decisions = view.state()?.decisions;
    let mut aside: Vec<(OktaId, Aside)> = decisions.aside.into_iter().collect();
    aside.sort_by(|a, b| a.0.cmp(&b.0));
    let mut excluded: Vec<EmployeeId> = decisions.excluded.into_iter().collect();
    excluded.sort_unstable();
    let mut rejected: Vec<(OktaId, EmployeeId)> = decisions.rejected.into_iter().collect();
    rejected.sort_unstable();
    Ok(Known {
        reading: view.last_reading()?,
        last_good_run: view.last_good_run()?.map(|run| run.started),
        aside,
        excluded,
        rejected,
    })
}
