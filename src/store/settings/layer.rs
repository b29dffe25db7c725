//! From a settings file and the environment to one value for each key, each with where it comes from. Knows
//! which keys there are, and nothing of what they mean.

use super::key::{self, KEYS, Key};
use super::{Origin, Problem};
use crate::store::Environment;
use std::collections::BTreeMap;
use toml::Value;
use toml::de::{DeTable, DeValue};

/// One value and where it was written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub value: Value,
    pub origin: Origin,
}

/// All that was written, by path; the parts of lists are numbered: `mapping[0].okta`.
#[derive(Debug, Default)]
pub(super) struct Layers {
    pub entries: BTreeMap<String, Entry>,
    /// Where each part of each list of tables was written.
    pub items: BTreeMap<String, Vec<Origin>>,
    pub problems: Vec<Problem>,
}

impl Layers {
    /// The file's entries. A file that is no TOML gives one problem; its text is shown nowhere, since somebody
    /// may have written a secret into it.
    pub fn add_file(&mut self, text: &str) -> Result<(), Problem> {
        let table = DeTable::parse(text).map_err(|error| Problem {
            origin: error.span().map(|span| Origin::Line(line_of(text, span.start))),
            says: format!(
                "this is not TOML: {}",
                error.message().trim_end().replace('\n', ", ")
            ),
        })?;
        let origin = |at: usize| Origin::Line(line_of(text, at));
        self.add_table("", table.get_ref(), &origin);
        Ok(())
    }

    /// The variables of settings, which win over the file. A whole table or list in one variable replaces what
    /// the file says of it.
    pub fn add_environment(&mut self, environment: &Environment, prefix: &str) {
        // Shorter paths first, so that `KOPPEL_LOGIN` does not undo `KOPPEL_LOGIN__DOMAIN`.
        let mut variables: Vec<(&str, &str)> = environment.starting_with(prefix).collect();
        variables.sort_by_key(|(name, _)| (name.matches("__").count(), *name));
        for (name, text) in variables {
            let Some(path) = key::path_of_variable(name, prefix) else {
                continue;
            };
            if key::is_known(&path) {
                self.add_variable(name, &path, text);
            } else if let Some(problem) = misspelt(prefix, name, &path) {
                self.problems.push(problem);
            }
        }
    }

    fn add_variable(&mut self, name: &str, path: &str, text: &str) {
        let origin = |_| Origin::Variable(name.to_owned());
        let is_table = key::is_table(path);
        if is_table || key::is_list(path) {
            self.entries.retain(|known, _| !is_inside(known, path));
            self.items
                .retain(|known, _| known != path && !is_inside(known, path));
        }
        let line = format!("value = {text}");
        let parsed = DeTable::parse(&line).ok();
        let value = parsed.as_ref().and_then(|table| table.get_ref().get("value"));
        match value {
            // Text needs no quotes in a variable, but files of variables often have them.
            Some(value) if !takes_text(path) || value.get_ref().is_str() => {
                self.add_value(path, value.get_ref(), value.span().start, &origin);
            }
            _ if is_table || key::is_list(path) => self.problems.push(Problem {
                origin: Some(origin(0)),
                says: format!("{path} has to be written as TOML here, such as {}", example(path)),
            }),
            _ => {
                let entry = Entry {
                    value: Value::String(text.to_owned()),
                    origin: origin(0),
                };
                self.entries.insert(path.to_owned(), entry);
            }
        }
    }

    fn add_table(&mut self, path: &str, table: &DeTable<'_>, origin: &dyn Fn(usize) -> Origin) {
        for (name, value) in table {
            let dot = if path.is_empty() { "" } else { "." };
            let below = format!("{path}{dot}{}", name.get_ref());
            if key::is_known(&below) {
                self.add_value(&below, value.get_ref(), name.span().start, origin);
            } else {
                self.problems.push(Problem {
                    origin: Some(origin(name.span().start)),
                    says: unknown(&below),
                });
            }
        }
    }

    /// `at` is where the key stands: its line is what people look for.
    fn add_value(&mut self, path: &str, value: &DeValue<'_>, at: usize, origin: &dyn Fn(usize) -> Origin) {
        match value {
            DeValue::Table(table) if key::is_table(path) => self.add_table(path, table, origin),
            DeValue::Array(items) if key::is_list(path) => {
                let origins = items.iter().map(|item| origin(item.span().start)).collect();
                self.items.insert(path.to_owned(), origins);
                for (number, item) in items.iter().enumerate() {
                    self.add_item(
                        &format!("{path}[{number}]"),
                        item.get_ref(),
                        item.span().start,
                        origin,
                    );
                }
            }
            _ if key::is_table(path) || key::is_list(path) => self.problems.push(Problem {
                origin: Some(origin(at)),
                says: format!(
                    "{path} is no single value, but holds keys; write it as {}",
                    example(path)
                ),
            }),
            value => match plain(value) {
                Some(value) => {
                    let entry = Entry {
                        value,
                        origin: origin(at),
                    };
                    self.entries.insert(path.to_owned(), entry);
                }
                None => self.problems.push(Problem {
                    origin: Some(origin(at)),
                    says: format!("{path} is a number that is too large"),
                }),
            },
        }
    }

    fn add_item(&mut self, path: &str, item: &DeValue<'_>, at: usize, origin: &dyn Fn(usize) -> Origin) {
        match item {
            DeValue::Table(table) => self.add_table(path, table, origin),
            _ => self.problems.push(Problem {
                origin: Some(origin(at)),
                says: format!("{path} has to be a table, such as {}", example(path)),
            }),
        }
    }
}

fn is_inside(path: &str, whole: &str) -> bool {
    path.strip_prefix(whole)
        .is_some_and(|rest| rest.starts_with(['.', '[']))
}

/// From 1.
fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes()
        .iter()
        .take(at)
        .filter(|byte| **byte == b'\n')
        .count()
        + 1
}

/// Whether the key holds text, so that a variable is taken as it stands.
fn takes_text(path: &str) -> bool {
    let is_text = |key: &Key| match key.default {
        Some(default) => default.starts_with('"'),
        None => !matches!(key.path, "activation.send_email" | "create.days_before_hire"),
    };
    Key::find(path).is_some_and(|key| is_text(key) && !key.path.starts_with("safety.max_"))
}

fn unknown(path: &str) -> String {
    const SECRET_WORDS: [&str; 4] = ["token", "secret", "client_id", "password"];
    if SECRET_WORDS.iter().any(|word| path.contains(word)) {
        return format!(
            "{path} looks like a secret, and secrets do not stand in settings; delete the line, and set KOPPEL_OKTA_TOKEN, KOPPEL_PERSONIO_CLIENT_ID and KOPPEL_PERSONIO_CLIENT_SECRET"
        );
    }
    if let Some(new) = key::renamed(path) {
        return format!("{path} is called {new} now");
    }
    match key::nearest(path) {
        Some(near) => format!("there is no key {path}; the nearest is {near}"),
        None => format!("there is no key {path}"),
    }
}

/// A variable that was meant to be a setting. Others of ours, other setups' and strangers' are left alone.
fn misspelt(prefix: &str, name: &str, path: &str) -> Option<Problem> {
    let problem = |says| {
        Some(Problem {
            origin: Some(Origin::Variable(name.to_owned())),
            says,
        })
    };
    let single = KEYS
        .iter()
        .map(|key| key.variable(prefix))
        .find(|known| known.replace("__", "_") == name);
    if let Some(known) = single {
        return problem(format!("there is no such setting; {known} was meant"));
    }
    let (section, _) = path.split_once('.')?;
    let is_of_a_setup = KEYS
        .iter()
        .filter_map(|key| key.path.split_once(['.', '[']))
        .any(|(known, _)| section.ends_with(&format!("_{known}")));
    if is_of_a_setup {
        None
    } else {
        problem(unknown(path))
    }
}

fn example(path: &str) -> &'static str {
    match path.split(['.', '[']).next() {
        Some("mapping") => r#"[{ personio = "department", okta = "department" }]"#,
        Some("scope") => r#"[{ attribute = "employment_type", is = ["external"] }]"#,
        Some("login") if path.contains('.') => r#"{ attribute = "first_name", take = "whole" }"#,
        _ => "{ key = value }",
    }
}

/// Without spans. `None`: an integer that no 64 bits hold.
fn plain(value: &DeValue<'_>) -> Option<Value> {
    Some(match value {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Integer(number) => {
            Value::Integer(i64::from_str_radix(number.as_str(), number.radix()).ok()?)
        }
        DeValue::Float(number) => Value::Float(number.as_str().parse().ok()?),
        DeValue::Boolean(yes) => Value::Boolean(*yes),
        DeValue::Datetime(time) => Value::Datetime(*time),
        DeValue::Array(items) => Value::Array(
            items
                .iter()
                .map(|item| plain(item.get_ref()))
                .collect::<Option<_>>()?,
        ),
        DeValue::Table(table) => Value::Table(
            table
                .iter()
                .map(|(name, value)| Some((name.get_ref().to_string(), plain(value.get_ref())?)))
                .collect::<Option<_>>()?,
        ),
    })
}
