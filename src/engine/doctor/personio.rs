//! Personio: the address, the credentials, and which attributes they may read (rule R4).

use super::{Attribute, Finding, Step, Unread, Use, ask};
use crate::core::employee::{HELPFUL, NEEDED};
use crate::core::policy::LoginSchema;
use crate::core::value::Text;
use crate::core::{Policy, Roster};
use crate::engine::event::Side;
use crate::engine::failure_of::personio_failure;
use crate::engine::personio_side::{never_sent, unreadable, wanted_columns};
use crate::failure::{Exit, Failure};
use crate::http::{ServerTime, Terms};
use crate::personio::{Access, Personio, PersonioError, Readable};
use crate::store::{Secret, Settings};
use secrecy::SecretString;

/// What came out.
#[derive(Debug, Default)]
pub(super) struct Examined {
    pub findings: Vec<Finding>,
    pub is_reached: bool,
    /// The first page: a sample of real values.
    pub roster: Option<Roster>,
    pub total: Option<usize>,
    pub server_time: Option<ServerTime>,
}

pub(super) async fn examine(
    settings: &Settings,
    credentials: Result<[&SecretString; 2], Secret>,
    terms: Terms,
) -> Examined {
    let mut examined = Examined::default();
    // The address is asked without credentials.
    let [client_id, client_secret] = credentials.map_or_else(
        |_| [SecretString::from(""), SecretString::from("")],
        |both| both.map(Clone::clone),
    );
    let access = Access {
        url: settings.personio_url.clone(),
        client_id,
        client_secret,
    };
    let personio = Personio::new(&access, terms);
    let asked = Asked {
        personio: &personio,
        access: &access,
        policy: &settings.policy,
    };
    let rest = [Step::Credentials, Step::Attributes, Step::Employees];
    let skipped = |because| Finding::Skipped {
        steps: rest.to_vec(),
        because,
    };
    match (asked.ask(personio.answers()).await, credentials) {
        (Err(failure), _) => {
            let step = Step::PersonioAddress;
            examined
                .findings
                .extend([Finding::Failed { step, failure }, skipped(step)]);
        }
        (Ok(()), credentials) => {
            examined.is_reached = true;
            examined.findings.push(Finding::PersonioReached {
                host: access.url.host_str().unwrap_or_default().to_owned(),
            });
            match credentials {
                Ok(_) => asked.rights(&mut examined).await,
                Err(secret) => examined.findings.push(skipped(Step::Secret(secret))),
            }
        }
    }
    examined.server_time = personio.server_time();
    examined
}

struct Asked<'a> {
    personio: &'a Personio,
    access: &'a Access,
    policy: &'a Policy,
}

impl Asked<'_> {
    async fn ask<T>(&self, question: impl Future<Output = Result<T, PersonioError>>) -> Result<T, Failure> {
        ask(Side::Personio, question, |error| {
            personio_failure(error, self.access)
        })
        .await
    }

    async fn rights(&self, examined: &mut Examined) {
        let findings = &mut examined.findings;
        let readable = match self.ask(self.personio.readable()).await {
            Ok(readable) => readable,
            Err(failure) => {
                // The one call needs both: what it was refused for tells them apart.
                let is_refused = failure.exit == Exit::Refused;
                let step = if is_refused {
                    Step::Credentials
                } else {
                    Step::Attributes
                };
                let steps = if is_refused {
                    vec![Step::Attributes, Step::Employees]
                } else {
                    vec![Step::Employees]
                };
                findings.push(Finding::Failed { step, failure });
                findings.push(Finding::Skipped { steps, because: step });
                return;
            }
        };
        findings.push(Finding::CredentialsAccepted);
        self.attributes(&readable, findings);
        match self
            .ask(self.personio.first_page(wanted_columns(self.policy, &readable)))
            .await
        {
            Ok((roster, total)) => {
                self.employees(&readable, &roster, total, findings);
                examined.total = total;
                examined.roster = Some(roster);
            }
            Err(failure) => findings.push(Finding::Failed {
                step: Step::Employees,
                failure,
            }),
        }
    }

    fn attributes(&self, readable: &[Readable], findings: &mut Vec<Finding>) {
        let missing = unreadable(self.policy, readable);
        let wanted = self.policy.needed_keys();
        findings.push(if missing.is_empty() {
            Finding::AttributesReadable { wanted: wanted.len() }
        } else {
            self.unread(missing, Unread::NotListed)
        });
        let mut unneeded: Vec<Attribute> = readable
            .iter()
            .filter(|readable| !wanted.contains(&readable.key) && !HELPFUL.contains(&readable.key.as_str()))
            .map(|readable| Attribute {
                key: readable.key.clone(),
                label: readable.label.clone(),
            })
            .collect();
        unneeded.sort_by(|a, b| a.key.cmp(&b.key));
        let (sensitive, unneeded): (Vec<_>, Vec<_>) = unneeded
            .into_iter()
            .partition(|attribute| is_sensitive(&attribute.key, &attribute.label));
        if !sensitive.is_empty() {
            findings.push(Finding::Sensitive(sensitive));
        }
        if !unneeded.is_empty() {
            findings.push(Finding::Unneeded(unneeded));
        }
    }

    fn employees(
        &self,
        readable: &[Readable],
        roster: &Roster,
        total: Option<usize>,
        findings: &mut Vec<Finding>,
    ) {
        if roster.employees.is_empty() {
            findings.push(Finding::Nobody);
            return;
        }
        findings.push(Finding::EmployeesRead { total });
        let not_listed = unreadable(self.policy, readable);
        let mut never_sent = never_sent(self.policy, roster);
        never_sent.retain(|key| !not_listed.contains(key));
        if !never_sent.is_empty() {
            findings.push(self.unread(never_sent, Unread::NeverSent));
        }
    }

    fn unread(&self, keys: Vec<Text>, why: Unread) -> Finding {
        let with_uses = |key: Text| {
            let uses = uses(self.policy, &key);
            (key, uses)
        };
        Finding::Unreadable {
            keys: keys.into_iter().map(with_uses).collect(),
            why,
        }
    }
}

/// What the policy wants an attribute for.
fn uses(policy: &Policy, key: &str) -> Vec<Use> {
    let is_in_login = match &policy.login {
        LoginSchema::Attribute(attribute) => attribute == key,
        LoginSchema::Generated { start, end, .. } => {
            start.attribute == key || end.as_ref().is_some_and(|end| end.attribute == key)
        }
    };
    let mut conditions = policy.scope.include.iter().chain(&policy.scope.exclude);
    [
        (Use::Needed, NEEDED.contains(&key)),
        (
            Use::Mapping,
            policy.mapping.iter().any(|line| line.source.key() == Some(key)),
        ),
        (Use::Login, is_in_login),
        (Use::Scope, conditions.any(|condition| condition.attribute == key)),
    ]
    .into_iter()
    .filter_map(|(used, is_so)| is_so.then_some(used))
    .collect()
}

/// Money, bank, tax, health, family, faith: by key and by label, in English and German. A guess that only decides
/// how loudly an attribute is named.
pub(in crate::engine) fn is_sensitive(key: &str, label: &str) -> bool {
    const WORDS: [&str; 34] = [
        "salary",
        "wage",
        "bonus",
        "compensation",
        "gehalt",
        "lohn",
        "vergütung",
        "iban",
        "bank",
        "konto",
        "tax",
        "steuer",
        "social_security",
        "social security",
        "sozialversicherung",
        "insurance",
        "krankenkasse",
        "health",
        "disab",
        "behinder",
        "birth",
        "geburt",
        "religion",
        "konfession",
        "marital",
        "familienstand",
        "child",
        "kinder",
        "nationality",
        "staatsangehörigkeit",
        "private",
        "gender",
        "geschlecht",
        "termination_reason",
    ];
    let text = format!("{key}\n{label}").to_lowercase();
    WORDS.iter().any(|word| text.contains(word))
}
