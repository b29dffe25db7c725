//! The tenant: its employees, its attributes, and the credential.

use super::attribute::{self, Attribute};
use super::employee::Employee;
use super::wire::{Surroundings, Wire};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::Arc;

/// How long a token lives.
const TOKEN_LIFE: SignedDuration = SignedDuration::from_hours(24);

/// Personio's side of a company.
#[derive(Debug, Clone)]
pub struct Tenant {
    pub credentials: Credentials,
    /// In the order in which employees show them.
    attributes: Vec<Attribute>,
    /// In the order of the list, which no document promises.
    employees: Vec<Stored>,
    positions: HashMap<u64, usize>,
    /// A fault: the list ends after so many.
    shown: Option<usize>,
    token: Option<Token>,
    tokens: fastrand::Rng,
    url: String,
}

/// The tenant's one pair.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    pub client_id: String,
    pub client_secret: String,
}

/// An employee with the JSON of all attributes, which is written on first use and again after a change.
#[derive(Debug, Clone)]
pub(super) struct Stored {
    pub employee: Employee,
    wire: OnceCell<Arc<Wire>>,
}

/// The one token that this pair of credentials gets until it ends.
#[derive(Clone)]
struct Token {
    text: String,
    ends: Timestamp,
}

impl Tenant {
    /// Nobody; the same seed gives the same credentials.
    pub fn new(seed: u64) -> Self {
        let mut tokens = fastrand::Rng::with_seed(seed ^ 0x7065_7273);
        let credentials = Credentials {
            client_id: format!("papi-{}", random(&mut tokens, 27)),
            client_secret: format!("papi-{}", random(&mut tokens, 40)),
        };
        Self {
            credentials,
            attributes: attribute::system(),
            employees: Vec::new(),
            positions: HashMap::new(),
            shown: None,
            token: None,
            tokens,
            url: String::new(),
        }
    }

    /// Puts an employee in, or in the place of the one with this ID.
    pub fn add(&mut self, employee: Employee) {
        let id = employee.id;
        let stored = Stored {
            employee,
            wire: OnceCell::new(),
        };
        let old = self.positions.get(&id).copied();
        if let Some(old) = old.and_then(|at| self.employees.get_mut(at)) {
            *old = stored;
        } else {
            self.positions.insert(id, self.employees.len());
            self.employees.push(stored);
        }
        self.forget_reports(id);
    }

    /// Changes an employee, as HR does. `None`: no such ID.
    pub fn change<T>(&mut self, id: u64, change: impl FnOnce(&mut Employee) -> T) -> Option<T> {
        let stored = self.employees.get_mut(*self.positions.get(&id)?)?;
        let result = change(&mut stored.employee);
        stored.wire = OnceCell::new();
        self.forget_reports(id);
        Some(result)
    }

    /// Deletes an employee, who is then gone without a trace.
    pub fn remove(&mut self, id: u64) -> Option<Employee> {
        let at = self.positions.remove(&id)?;
        let employee = self.employees.remove(at).employee;
        for position in self.positions.values_mut().filter(|position| **position > at) {
            *position -= 1;
        }
        self.forget_reports(id);
        Some(employee)
    }

    pub fn employee(&self, id: u64) -> Option<&Employee> {
        let at = *self.positions.get(&id)?;
        self.employees.get(at).map(|stored| &stored.employee)
    }

    /// All employees, in the order of the list.
    pub fn employees(&self) -> impl Iterator<Item = &Employee> {
        self.employees.iter().map(|stored| &stored.employee)
    }

    /// Puts the list into another order.
    pub fn shuffle(&mut self, rng: &mut fastrand::Rng) {
        rng.shuffle(&mut self.employees);
        self.positions = self
            .employees
            .iter()
            .enumerate()
            .map(|(at, stored)| (stored.employee.id, at))
            .collect();
    }

    pub fn attributes(&self) -> &[Attribute] {
        &self.attributes
    }

    pub fn attribute(&self, key: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.key == key)
    }

    /// Adds an attribute to the tenant, or replaces the one with its key.
    pub fn add_attribute(&mut self, attribute: Attribute) {
        match self.attributes.iter_mut().find(|old| old.key == attribute.key) {
            Some(old) => *old = attribute,
            None => self.attributes.push(attribute),
        }
        self.forget_all();
    }

    /// Says whether the credential lists this attribute.
    pub fn set_readable(&mut self, key: &str, readable: bool) {
        for attribute in &mut self.attributes {
            if attribute.key == key {
                attribute.readable = readable;
            }
        }
    }

    /// Ends the token at once, as an administrator can.
    pub fn revoke_token(&mut self) {
        self.token = None;
    }

    /// The token, and for how many more seconds it lives.
    pub(super) fn token(&mut self, now: Timestamp) -> (String, i64) {
        let current = self.token.take().filter(|token| now < token.ends);
        let token = current.unwrap_or_else(|| Token {
            text: format!("papi-{}", random(&mut self.tokens, 64)),
            ends: now.checked_add(TOKEN_LIFE).unwrap_or(now),
        });
        let left = token.ends.duration_since(now).as_secs();
        let text = token.text.clone();
        self.token = Some(token);
        (text, left)
    }

    pub(super) fn accepts(&self, token: &str, now: Timestamp) -> bool {
        self.token
            .as_ref()
            .is_some_and(|current| current.text == token && now < current.ends)
    }

    pub(super) fn readable_attributes(&self) -> Vec<Value> {
        self.attributes
            .iter()
            .filter(|attribute| attribute.readable)
            .map(Attribute::wire)
            .collect()
    }

    /// Whom the list shows.
    pub(super) fn stored(&self) -> &[Stored] {
        let shown = self.shown.unwrap_or(self.employees.len());
        self.employees.get(..shown).unwrap_or(&self.employees)
    }

    /// Lets the list end after so many, or with the last one again.
    pub(in crate::sim) fn show_first(&mut self, shown: Option<usize>) {
        self.shown = shown;
    }

    pub(super) fn find(&self, id: u64) -> Option<&Stored> {
        self.employees.get(*self.positions.get(&id)?)
    }

    /// The employee's JSON.
    pub(super) fn wire(&self, stored: &Stored) -> Arc<Wire> {
        let render = || {
            let supervisor = stored.employee.supervisor_id().and_then(|id| self.employee(id));
            Arc::new(Wire::new(
                &stored.employee,
                &self.attributes,
                &Surroundings {
                    supervisor,
                    url: &self.url,
                },
            ))
        };
        Arc::clone(stored.wire.get_or_init(render))
    }

    /// Says at which address the tenant is served, and writes everybody's JSON, so that the first reading is as
    /// fast as the next.
    pub(crate) fn serve_at(&mut self, url: &str) {
        url.clone_into(&mut self.url);
        self.forget_all();
        for stored in &self.employees {
            self.wire(stored);
        }
    }

    /// A supervisor's name and e-mail are part of the reports' JSON. Before the company is served there is none,
    /// and looking through everybody for each newcomer would take long.
    fn forget_reports(&mut self, supervisor: u64) {
        if self.url.is_empty() {
            return;
        }
        for stored in &mut self.employees {
            if stored.employee.supervisor_id() == Some(supervisor) {
                stored.wire = OnceCell::new();
            }
        }
    }

    fn forget_all(&mut self) {
        for stored in &mut self.employees {
            stored.wire = OnceCell::new();
        }
    }
}

/// Secrets do not appear in test output.
impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Credentials(***)")
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Token(until {})", self.ends)
    }
}

fn random(rng: &mut fastrand::Rng, length: usize) -> String {
    std::iter::repeat_with(|| rng.alphanumeric())
        .take(length)
        .collect()
}
