//! What was to be looked at, in words: as a name, and as what went wrong with it.

use crate::engine::doctor::{Secret, Step};

/// The name of a step that was skipped.
pub(super) fn name(step: Step) -> &'static str {
    match step {
        Step::Settings => "settings",
        Step::Secret(secret) => secret.name(),
        Step::OktaAddress | Step::PersonioAddress => "address",
        Step::Token => "token and its owner",
        Step::Profiles => "users",
        Step::FormerProfiles => "deactivated users",
        Step::Schema => "schema",
        Step::RateLimits => "rate limits",
        Step::Credentials => "credentials",
        Step::Attributes => "attributes",
        Step::Employees => "employees",
        Step::Targets => "attributes in Okta",
        Step::Values => "values",
        Step::Clock => "clock",
        Step::State => "state folder",
    }
}

/// What went wrong before, so that something was skipped.
pub(super) fn broken(step: Step) -> &'static str {
    match step {
        Step::Settings => "the settings cannot be used",
        Step::Secret(Secret::OktaToken) => "Okta's API token cannot be had",
        Step::Secret(Secret::PersonioClientId) => "Personio's client ID cannot be had",
        Step::Secret(Secret::PersonioClientSecret) => "Personio's client secret cannot be had",
        Step::OktaAddress => "Okta's address does not work",
        Step::Token => "the token does not work",
        Step::Profiles => "users cannot be listed",
        Step::FormerProfiles => "deactivated users cannot be listed",
        Step::Schema => "the schema could not be read",
        Step::RateLimits => "no rate limits are known",
        Step::PersonioAddress => "Personio's address does not work",
        Step::Credentials => "the credentials do not work",
        Step::Attributes => "nobody knows which attributes are readable",
        Step::Employees => "no employees could be read",
        Step::Targets => "the attributes in Okta are not known",
        Step::Values => "the values are not known",
        Step::Clock => "no clock is known",
        Step::State => "the state folder is not known",
    }
}
