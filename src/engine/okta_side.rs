//! Okta's half of a reading: which org this is, who owns the token, the schema, and all profiles.

use super::event::{Progress, Side};
use super::failure_of::okta_failure;
use super::read::{Connection, Listener, Readings};
use crate::core::schema::Kind;
use crate::core::snapshot::Gap;
use crate::core::value::Text;
use crate::core::{Directory, Policy, Schema};
use crate::failure::{Exit, Failure};
use crate::okta::{Okta, OktaError, Org, ProfileDecoder};

/// A client that keeps of each profile what the policy needs.
pub(super) fn connect(connection: &Connection, policy: &Policy) -> Result<Okta, Failure> {
    let decoder = ProfileDecoder::new(&policy.link_attribute, &policy.okta_columns());
    Okta::new(&connection.okta, connection.terms(), decoder)
        .map_err(|error| okta_failure(&error, &connection.okta))
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
    let token_owner = okta.token_owner().await.map_err(failed)?;
    let schema = okta.schema().await.map_err(failed)?;
    check_targets(&schema, policy)?;
    let mut directory = Directory {
        columns: policy.okta_columns(),
        profiles: Vec::new(),
        schema,
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
    progress(Progress::Complete {
        side: Side::Okta,
        people: directory.profiles.len(),
    });
    Ok((org, directory))
}

/// A mapping to an attribute that the org does not have would never do anything: that is a wrong setting, and
/// found before anything else is read.
fn check_targets(schema: &Schema, policy: &Policy) -> Result<(), Failure> {
    let targets = policy.mapping.iter().map(|mapping| &mapping.target);
    let mut missing: Vec<&str> = targets
        .chain([&policy.link_attribute])
        .filter(|target| schema.property(target).is_none())
        .map(Text::as_str)
        .collect();
    missing.sort_unstable();
    missing.dedup();
    if !missing.is_empty() {
        let words: Vec<String> = missing.iter().map(|name| with_nearest(name, schema)).collect();
        return Err(Failure::new(
            Exit::Usage,
            format!("The org's user schema does not have {}", words.join(", ")),
        )
        .because("The settings name it as the target of a mapping, or as the link attribute")
        .todo(
            "Correct the name in the settings (Okta's variable name counts, with its upper and \
                    lower case), or add the attribute in Okta: Directory > Profile Editor > User (default)",
        ));
    }
    let link = schema
        .property(&policy.link_attribute)
        .map(|property| property.kind);
    match link {
        None | Some(Kind::String) => Ok(()),
        Some(kind) => Err(Failure::new(
            Exit::Usage,
            format!(
                "The link attribute {} is of type {}",
                policy.link_attribute,
                kind.as_word()
            ),
        )
        .because("Personio IDs are written there as text")
        .todo("Name an attribute of type string as okta.link_attribute; employeeNumber is one in every org")),
    }
}

/// `departmnt (the nearest is department)`.
fn with_nearest(name: &str, schema: &Schema) -> String {
    let folded = name.to_lowercase();
    let nearest = schema
        .properties
        .keys()
        .map(|known| (strsim::jaro_winkler(&folded, &known.to_lowercase()), known))
        .filter(|(likeness, _)| *likeness > 0.7)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)));
    match nearest {
        Some((_, known)) => format!("{name} (the nearest is {known})"),
        None => name.to_owned(),
    }
}
