//! What the simulator prints: each setting and secret that `koppel plan` needs there, as lines for a shell.

use crate::sim::{Company, Simulator};
use crate::store::{Secret, Setup};
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

/// The made-up company's time zone.
pub(super) const ZONE: &str = "Europe/Berlin";

/// What a first plan sends; a company of one's own has the same standard attributes.
const MAPPING: &str = r#"[{personio="first_name",okta="firstName"},{personio="last_name",okta="lastName"},{personio="email",okta="email"},{personio="department",okta="department"},{personio="position",okta="title"},{personio="office",okta="city"},{personio="supervisor.email",okta="manager"}]"#;

/// `export NAME='value'`, one a line.
pub(super) fn write(exports: &[(String, String)], out: &mut dyn io::Write) -> io::Result<()> {
    exports
        .iter()
        .try_for_each(|(name, value)| writeln!(out, "export {name}={}", quoted(value)))
}

/// `folder` keeps settings and state of one's own apart from the made-up org's.
pub(super) fn of(simulator: &Simulator, setup: Option<&Setup>, folder: &Path) -> Vec<(String, String)> {
    let prefix = Setup::prefix(setup);
    let setting = |name: &str, value: &str| (format!("{prefix}{name}"), value.to_owned());
    let folder = folder.display().to_string();
    vec![
        ("KOPPEL_CONFIG_DIR".to_owned(), folder.clone()),
        ("KOPPEL_STATE_DIR".to_owned(), folder),
        setting("OKTA__URL", simulator.url()),
        setting("PERSONIO__URL", simulator.url()),
        setting("LOGIN__START", r#"{attribute="first_name",take="whole"}"#),
        setting("LOGIN__SEPARATOR", "."),
        setting("LOGIN__END", r#"{attribute="last_name",take="whole"}"#),
        setting("LOGIN__DOMAIN", &simulator.company(|company| domain(company))),
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
