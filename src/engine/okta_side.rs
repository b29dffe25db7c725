//! Okta's half of a reading: which org this is, who owns the token, the schema, and all profiles.

use super::event::{Progress, Side};
use super::failure_of::okta_failure;
use super::read::{Connection, Listener, Readings};
use super::target::{self, TargetFault};
use crate::core::snapshot::Gap;
use crate::core::{Directory, Policy, Schema, Text};
use crate::failure::{Exit, Failure};
use crate::http::Terms;
use crate::okta::{Access, Okta, OktaError, Org, ProfileDecoder};
use std::collections::BTreeSet;
use std::time::Duration;

/// Every write of the engine rests on a look right before it (rule G2).
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// A client that keeps of each profile what the policy needs.
pub(super) fn connect(access: &Access, terms: Terms, policy: &Policy) -> Result<Okta, Failure> {
    let decoder = ProfileDecoder::new(&policy.link_attribute, &policy.okta_columns());
    let okta = Okta::new(access, terms, decoder).map_err(|error| okta_failure(&error, access))?;
    Ok(okta.with_longest_wait(LONGEST_WAIT))
}

/// The questions come in the order in which their answers can be wrong: host, token, schema, people.
pub(super) async fn read(
    okta: &Okta,
    connection: &Connection,
    policy: &Policy,
    progress: Listener<'_>,
) -> Result<(Org, Directory), Failure> {
    let failed = |error: OktaError| okta_failure(&error, &connection.okta);
    let org = okta.org().await.map_err(failed)?;
    check_org(&org, &connection.orgs)?;
    let token_owner = okta.token_owner().await.map_err(failed)?;
    let schema = okta.schema().await.map_err(failed)?;
    check_targets(&schema, policy)?;
    let mut directory = Directory {
        columns: policy.okta_columns(),
        profiles: Vec::new(),
        schema,
        user_types: Vec::new(),
        token_owner,
    };
    let said = |people| {
        progress(Progress::Read {
            side: Side::Okta,
            people,
            total: None,
        });
    };
    let mut readings = Readings::of(Side::Okta);
    loop {
        let twice = match okta.profiles(&said).await {
            Ok(profiles) => {
                directory.profiles = profiles;
                match directory.check() {
                    Err(Gap::DuplicateProfile(id)) => id,
                    _ => break,
                }
            }
            Err(OktaError::Twice(id)) => id,
            Err(error) => return Err(failed(error)),
        };
        readings.contradicted(format!("profile {twice} was sent twice"), progress)?;
    }
    let used = user_types_of(&directory);
    let default = directory.schema.user_type.as_ref();
    directory.user_types = okta.other_user_types(&used, default).await.map_err(failed)?;
    progress(Progress::Complete {
        side: Side::Okta,
        people: directory.profiles.len(),
    });
    Ok((org, directory))
}

/// The IDs of the user types that profiles have, each once.
fn user_types_of(directory: &Directory) -> Vec<Text> {
    let used: BTreeSet<&Text> = directory
        .profiles
        .iter()
        .filter_map(|profile| profile.user_type.as_ref())
        .collect();
    used.into_iter().cloned().collect()
}

/// Rule R7: before any secret is sent, whether they are this org's.
pub(super) fn check_org(org: &Org, orgs: &[Text]) -> Result<(), Failure> {
    match orgs.iter().find(|kept| **kept != org.id) {
        Some(kept) => Err(other_org(&org.id, kept)),
        None => Ok(()),
    }
}

/// The secrets are another org's than the one that answers (rule R7).
pub(super) fn other_org(answering: &str, kept: &str) -> Failure {
    Failure::new(Exit::Stopped, "The secrets are another Okta org's")
        .because(format!(
            "The address is now that of org {answering}, and the secrets in the keyring were kept for org {kept}; none was sent"
        ))
        .todo("Check okta.url; if the org is the right one, give its token in koppel's settings screen, or set the variables")
}

/// A mapping to an attribute that the org does not have would never do anything: that is a wrong setting, and
/// found before anything else is read. What the org has and does not let be written is caught in the plan (rule U6).
fn check_targets(schema: &Schema, policy: &Policy) -> Result<(), Failure> {
    let missing: Vec<String> = target::faults(schema, policy)
        .into_iter()
        .filter_map(|(name, fault)| match fault {
            TargetFault::Missing { nearest: Some(near) } => Some(format!("{name} (the nearest is {near})")),
            TargetFault::Missing { nearest: None } => Some(name.to_string()),
            _ => None,
        })
        .collect();
    if !missing.is_empty() {
        return Err(Failure::new(
            Exit::Usage,
            format!("The org's user schema does not have {}", missing.join(", ")),
        )
        .because("The settings name it as the target of a mapping, or as the link attribute")
        .todo(
            "Correct the name in the settings (Okta's variable name counts, with its upper and \
                    lower case), or add the attribute in Okta: Directory > Profile Editor > User (default)",
        ));
    }
    match target::link_fault(schema, &policy.link_attribute) {
        Some(TargetFault::Kind(kind)) => Err(Failure::new(
            Exit::Usage,
            format!(
                "The link attribute {} is of type {}",
                policy.link_attribute,
                kind.as_word()
            ),
        )
        .because("Personio IDs are written there as text")
        .todo("Name an attribute of type string as okta.link_attribute; employeeNumber is one in every org")),
        _ => Ok(()),
    }
}
