//! From one value for each key to [`Settings`]. Wrong values are collected, so that people mend them in one go.

use super::key::Key;
use super::layer::{Entry, Layers};
use super::{KEYS, Origin, Problem, Settings, ShownKey};
use crate::store::address::{Address, AddressError, okta_address, personio_address};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span};
use reqwest::Url;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

/// Reads key by key. Each method gives `None` where a value is wrong or missing, and has then noted why; who
/// asks takes the result only if nothing was noted.
pub(super) struct Reader<'a> {
    entries: BTreeMap<String, Entry>,
    /// Where each part of each list of tables was written.
    pub items: BTreeMap<String, Vec<Origin>>,
    problems: Vec<Problem>,
    prefix: &'a str,
    notes: Vec<String>,
}

impl<'a> Reader<'a> {
    /// Fills in the defaults, so that from here on a key has a value or none.
    pub fn new(layers: Layers, prefix: &'a str) -> Self {
        let mut entries = layers.entries;
        for key in KEYS.iter().filter(|key| !key.path.contains("[]")) {
            let default = key.default.and_then(|default| {
                let table: toml::Table = format!("value = {default}").parse().ok()?;
                table.get("value").cloned()
            });
            if let Some(value) = default {
                entries.entry(key.path.to_owned()).or_insert(Entry {
                    value,
                    origin: Origin::Default,
                });
            }
        }
        Self {
            entries,
            items: layers.items,
            problems: layers.problems,
            prefix,
            notes: Vec::new(),
        }
    }

    pub fn problems(self) -> Vec<Problem> {
        self.problems
    }

    /// Everything is looked at before the first `?`, so that all problems are found.
    pub fn settings(&mut self) -> Option<Settings> {
        let version = self.known("version", |version: i64| (version == 1).then_some(()));
        let okta_url = self.address("okta.url", okta_address);
        let personio_url = self.address("personio.url", personio_address);
        let api = self.api();
        let share = self.known("okta.rate_limit_share", |share: f64| {
            (share > 0.0 && share <= 1.0).then_some(share)
        });
        let time_zone = self.known("activation.time_zone", |name: String| {
            TimeZone::get(name.trim()).ok()
        });
        let policy = self.policy();
        let every = self.known("sync.every", |text: String| interval(&text));
        let notify = self.optional("notify.command", |command: String| {
            // Neither a search path nor the folder that somebody stands in decides what is started.
            let path = PathBuf::from(command.trim());
            path.is_absolute().then_some(path)
        });
        let keep_days = self.known("journal.keep_days", |days: u32| {
            (1..=36_500).contains(&days).then_some(days)
        });
        version.and(api)?;
        Some(Settings {
            okta_url: okta_url?,
            personio_url: personio_url?,
            rate_limit_share: share?,
            time_zone: time_zone?,
            policy: policy?,
            every: every?,
            notify,
            keep_days: keep_days?,
            shown: self.shown(),
            notes: std::mem::take(&mut self.notes),
        })
    }

    fn api(&mut self) -> Option<()> {
        const PATH: &str = "personio.api";
        let entry = self.entries.get(PATH)?;
        if entry.value.as_str() == Some("v2") {
            let origin = Some(entry.origin.clone());
            self.problem(
                origin,
                "personio.api = \"v2\": koppel does not speak Personio's API v2 yet; leave it at \"v1\""
                    .to_owned(),
            );
            return None;
        }
        self.word(PATH, &[("v1", ())])
    }

    fn address(&mut self, path: &str, parse: fn(&str) -> Result<Address, AddressError>) -> Option<Url> {
        let text: String = self.known(path, Some)?;
        let origin = self.entries.get(path).map(|entry| entry.origin.clone());
        match parse(&text) {
            Ok(Address { url, note }) => {
                if let Some(note) = note {
                    self.notes.push(format!("{path}: {note}"));
                }
                Some(url)
            }
            // The address is not repeated: somebody may have written a password into it.
            Err(AddressError { why, suggestion }) => {
                let suggestion = suggestion.map_or_else(String::new, |url| {
                    format!("; write \"{}\"", url.as_str().trim_end_matches('/'))
                });
                self.problem(origin, format!("{path}: {why}{suggestion}"));
                None
            }
        }
    }

    pub fn switch(&mut self, path: &str) -> Option<bool> {
        self.known(path, |yes: bool| Some(yes))
    }

    pub fn word<T: Copy>(&mut self, path: &str, words: &[(&str, T)]) -> Option<T> {
        self.known(path, |said: String| {
            words
                .iter()
                .find(|(word, _)| *word == said.trim())
                .map(|(_, meaning)| *meaning)
        })
    }

    pub fn is_set(&self, path: &str) -> bool {
        self.entries
            .get(path)
            .is_some_and(|entry| entry.origin != Origin::Default)
    }

    /// A key that may be left out. `None` also where it is wrong, which has then been noted.
    pub fn optional<T, R>(&mut self, path: &str, accept: impl FnOnce(T) -> Option<R>) -> Option<R>
    where
        T: for<'de> Deserialize<'de>,
    {
        let is_there = self.entries.contains_key(path);
        is_there.then(|| self.known(path, accept)).flatten()
    }

    /// A key that has to be there, of this type, and accepted.
    pub fn known<T, R>(&mut self, path: &str, accept: impl FnOnce(T) -> Option<R>) -> Option<R>
    where
        T: for<'de> Deserialize<'de>,
    {
        let key = Key::find(path)?;
        let Some(entry) = self.entries.get(path) else {
            self.missing(path, key);
            return None;
        };
        let accepted = entry.value.clone().try_into().ok().and_then(accept);
        if accepted.is_none() {
            let says = format!(
                "{path} = {} is not allowed; allowed is {}",
                entry.value, key.allowed
            );
            let origin = Some(entry.origin.clone());
            self.problem(origin, says);
        }
        accepted
    }

    fn missing(&mut self, path: &str, key: &Key) {
        let part = path.split_once('[').and_then(|(list, rest)| {
            let number: usize = rest.split_once(']')?.0.parse().ok()?;
            self.items.get(list)?.get(number).cloned()
        });
        let says = match part {
            Some(_) => format!("{path} is missing; allowed is {}", key.allowed),
            None => format!(
                "{path} is missing: {}; set it in the file or by {}",
                key.allowed,
                key.variable(self.prefix)
            ),
        };
        self.problem(part, says);
    }

    fn problem(&mut self, origin: Option<Origin>, says: String) {
        self.problems.push(Problem { origin, says });
    }

    /// In the order of [`KEYS`]; the parts of a list stay together.
    fn shown(&self) -> Vec<ShownKey> {
        let unset = KEYS
            .iter()
            .filter(|key| !key.path.contains("[]") && !self.entries.contains_key(key.path))
            .map(|key| ShownKey {
                path: key.path.to_owned(),
                value: None,
                origin: Origin::Default,
            });
        let set = self.entries.iter().map(|(path, entry)| ShownKey {
            path: path.clone(),
            value: Some(entry.value.to_string()),
            origin: entry.origin.clone(),
        });
        let mut shown: Vec<ShownKey> = set.chain(unset).collect();
        shown.sort_by_cached_key(|key| super::key::rank(&key.path));
        shown
    }
}

/// How often `watch` may run: `30m`, `2h`, `1h 30m`; from a minute, for the sake of both APIs, to a day.
pub fn interval(text: &str) -> Option<Duration> {
    let span: Span = text.trim().parse().ok()?;
    let length = SignedDuration::try_from(span).ok()?;
    (SignedDuration::from_mins(1)..=SignedDuration::from_hours(24))
        .contains(&length)
        .then(|| length.unsigned_abs())
}
