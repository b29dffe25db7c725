//! The Personio step: do the credentials work, which of the needed attributes may they read (rule R4), what else do
//! they show; and what to ask HR for.

use super::super::doctor::{ask, impatient, is_sensitive};
use super::super::failure_of::personio_failure;
use super::super::personio_side::{never_sent, unreadable};
use super::ServerClock;
use crate::clock::Clock;
use crate::core::employee::NEEDED;
use crate::core::snapshot::{Column, ColumnKind};
use crate::core::{Employee, Policy, Roster, Text, login};
use crate::engine::event::Side;
use crate::failure::Failure;
use crate::personio::{Access, Personio, PersonioError, Readable};
use reqwest::Url;
use secrecy::SecretString;
use std::fmt::Write;

/// How the company is reached; `Debug` shows no credential.
#[derive(Debug, Clone)]
pub struct PersonioLogin {
    pub url: Url,
    pub client_id: SecretString,
    pub client_secret: SecretString,
}

/// What Personio answered.
#[derive(Debug, Clone)]
pub struct PersonioFound {
    pub host: String,
    /// How many employees there are; `None`: Personio did not say.
    pub people: Option<usize>,
    /// What koppel cannot do without, in the order of [`NEEDED`], then what the settings use.
    pub needed: Vec<Needed>,
    /// What else the credentials show, by key.
    pub shown: Vec<Shown>,
    pub clock: Option<ServerClock>,
}

/// An attribute that has to be readable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needed {
    pub key: Text,
    /// As people see it in Personio; of what is not readable, a plain English name.
    pub label: Text,
    pub reading: Reading,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    Readable,
    /// Personio does not list it for these credentials.
    NotListed,
    /// It is listed, and then sent for nobody.
    NeverSent,
}

/// Another attribute that the credentials show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub key: Text,
    pub label: Text,
    pub kind: ColumnKind,
    /// Somebody's value; never of what is about money, health or private life, which is never asked for.
    pub example: Option<String>,
    pub is_sensitive: bool,
}

impl PersonioFound {
    /// Everything that is needed is readable, and there is somebody.
    pub fn is_complete(&self) -> bool {
        self.people != Some(0) && self.missing().next().is_none()
    }

    pub fn missing(&self) -> impl Iterator<Item = &Needed> {
        self.needed
            .iter()
            .filter(|needed| needed.reading != Reading::Readable)
    }

    /// What may be read for a mapping: all that is shown, but for what nobody should see.
    pub fn columns(&self) -> Vec<Column> {
        columns(&self.shown)
    }

    /// What columns are called, for [`sources`](crate::core::propose::sources).
    pub fn labels(&self) -> Vec<(Text, Text)> {
        let label = |shown: &Shown| (shown.key.clone(), shown.label.clone());
        self.shown.iter().map(label).collect()
    }
}

fn columns(shown: &[Shown]) -> Vec<Column> {
    shown
        .iter()
        .filter(|shown| !shown.is_sensitive)
        .map(|shown| Column {
            key: shown.key.clone(),
            kind: shown.kind,
        })
        .collect()
}

/// Asks Personio, first without the credentials whether it is there at all. `policy`: what the settings use has to be
/// readable too. Writes nothing; ends within about two minutes. Dropping the future cancels it.
///
/// # Errors
/// Address, credentials, network. An attribute that is not readable is no error, but a [`Reading`].
pub async fn test_personio(
    login: &PersonioLogin,
    policy: &Policy,
    clock: Clock,
) -> Result<PersonioFound, Failure> {
    let access = Access {
        url: login.url.clone(),
        client_id: login.client_id.clone(),
        client_secret: login.client_secret.clone(),
    };
    let personio = Personio::new(&access, impatient(clock));
    let asked = Asked { access: &access };
    asked.ask(personio.answers()).await?;
    let readable = asked.ask(personio.readable()).await?;
    let shown = shown(&readable);
    let (roster, total) = asked.ask(personio.first_page(columns(&shown))).await?;
    let people = total.or_else(|| roster.employees.is_empty().then_some(0));
    Ok(PersonioFound {
        host: access.url.host_str().unwrap_or_default().to_owned(),
        people,
        needed: needed(policy, &readable, &roster),
        shown: with_examples(shown, &roster),
        clock: personio.server_time().map(ServerClock::from),
    })
}

struct Asked<'a> {
    access: &'a Access,
}

impl Asked<'_> {
    async fn ask<T>(&self, question: impl Future<Output = Result<T, PersonioError>>) -> Result<T, Failure> {
        ask(Side::Personio, question, |error| {
            personio_failure(error, self.access)
        })
        .await
    }
}

fn needed(policy: &Policy, readable: &[Readable], roster: &Roster) -> Vec<Needed> {
    let not_listed = unreadable(policy, readable);
    let never_sent = never_sent(policy, roster);
    let mut keys: Vec<Text> = NEEDED.iter().map(|key| Text::const_new(key)).collect();
    let others = policy.needed_keys();
    keys.extend(others.into_iter().filter(|key| !NEEDED.contains(&key.as_str())));
    keys.into_iter()
        .map(|key| {
            let reading = if not_listed.contains(&key) {
                Reading::NotListed
            } else if never_sent.contains(&key) {
                Reading::NeverSent
            } else {
                Reading::Readable
            };
            let listed = readable.iter().find(|readable| readable.key == key);
            let label = listed.map(|readable| readable.label.clone());
            Needed {
                label: label
                    .filter(|label| !label.is_empty())
                    .unwrap_or_else(|| plain_name(&key)),
                key,
                reading,
            }
        })
        .collect()
}

/// HR knows attributes by what they are called on their screen; what is hidden has only its key.
fn plain_name(key: &str) -> Text {
    Text::from(match key {
        "id" => "Employee ID",
        "first_name" => "First name",
        "last_name" => "Last name",
        "email" => "E-mail (work)",
        "status" => "Status",
        "hire_date" => "Hire date",
        "termination_date" => "Termination date",
        "created_at" => "Created at",
        key => key,
    })
}

fn shown(readable: &[Readable]) -> Vec<Shown> {
    let mut shown: Vec<Shown> = readable
        .iter()
        .filter(|readable| !NEEDED.contains(&readable.key.as_str()))
        .map(|readable| Shown {
            key: readable.key.clone(),
            label: readable.label.clone(),
            kind: readable.kind,
            example: None,
            is_sensitive: is_sensitive(&readable.key, &readable.label),
        })
        .collect();
    shown.sort_by(|a, b| a.key.cmp(&b.key));
    shown
}

fn with_examples(mut shown: Vec<Shown>, roster: &Roster) -> Vec<Shown> {
    for shown in shown.iter_mut().filter(|shown| !shown.is_sensitive) {
        let mut values = roster
            .employees
            .iter()
            .map(|employee: &Employee| login::attribute(roster, employee, &shown.key));
        shown.example = values.find_map(|value| value.to_text().map(std::borrow::Cow::into_owned));
    }
    shown
}

/// What is missing, as a message to whoever administers Personio. Names attributes, and nobody. `None`: nothing is.
pub fn message_to_hr(found: &PersonioFound) -> Option<String> {
    let mut missing = found.missing().peekable();
    missing.peek()?;
    let mut message =
        "Hello,\n\nwe connect Personio with our sign-in system (Okta), so that accounts follow what \
        HR enters. The API credentials for it cannot read these attributes of employees yet:\n\n"
            .to_owned();
    for needed in missing {
        let why = match needed.reading {
            Reading::NeverSent => " (allowed, but sent for nobody)",
            Reading::NotListed | Reading::Readable => "",
        };
        // Writing to a text cannot fail.
        let _ = writeln!(message, "  - {} ({}){why}", needed.label, needed.key);
    }
    message.push_str(
        "\nCould you allow them, please? In Personio: Settings > Integrations > API credentials, or Marketplace > \
         Connected integrations; there, the credentials' \"readable employee attributes\". Reading is enough: \
         nothing is ever written to Personio.\n\nThank you!\n",
    );
    Some(message)
}
