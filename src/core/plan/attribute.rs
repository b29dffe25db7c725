//! What a linked person's attributes become (rules U1 to U7), and what Personio says for each line of the mapping.

use super::make::{MappedTarget, Planner};
use super::{ActionKind, Change, Hold, HoldCode, RemarkCode};
use crate::core::employee::Employee;
use crate::core::id::EmployeeId;
use crate::core::link::PairKind;
use crate::core::login::{self, LoginRules, Taken};
use crate::core::policy::{Rename, Source};
use crate::core::profile::Profile;
use crate::core::snapshot::Snapshot;
use crate::core::text::login_key;
use crate::core::update::{Target, Verdict, is_plainly_same};
use crate::core::value::{Text, Value};
use std::borrow::Cow;
use std::cell::LazyCell;

impl<'a> Planner<'a> {
    /// Rules U1 to U7. What was sent for another employee says nothing about this one (rule U2), so a link that is
    /// yet to be written has no bases.
    pub fn plan_update(&mut self, kind: PairKind, employee: &'a Employee, profile: &'a Profile) {
        let bases = LazyCell::new(|| match kind {
            PairKind::Linked => self.state.bases.get(&profile.id),
            PairKind::ToLink => None,
        });
        let mut changes: Vec<Change> = Vec::new();
        for at in 0..self.targets.len() {
            let okta = self.okta_value(at, profile);
            let name = self.targets[at].target.name;
            // Rule N3: fixed when first sent.
            let is_fixed = *self.targets[at].source == Source::Upn
                && (okta.is_present() || bases.is_some_and(|bases| bases.get(name).is_some()));
            if is_fixed {
                continue;
            }
            let personio = self.source_value(at, employee, Some(profile));
            if is_plainly_same(&personio, okta) {
                continue;
            }
            let base = bases.and_then(|bases| bases.get(name));
            let target = self.target_for(at, profile);
            let verdict = target.verdict(&personio, okta, base);
            let attribute = || Text::from(target.name);
            let code = match verdict {
                Verdict::Same | Verdict::Untouched => continue,
                Verdict::Change(to) => {
                    let from = if okta.is_present() {
                        okta.clone()
                    } else {
                        Value::Empty
                    };
                    changes.push(Change {
                        attribute: attribute(),
                        from,
                        to,
                    });
                    continue;
                }
                Verdict::Drift(personio) => RemarkCode::Drift {
                    attribute: attribute(),
                    okta: okta.clone(),
                    personio,
                },
                Verdict::KeptRequired => RemarkCode::KeptRequired(attribute()),
                Verdict::Misfit(misfit) => RemarkCode::Misfit {
                    attribute: attribute(),
                    misfit,
                },
            };
            self.remark(Some(employee.id), Some(&profile.id), code);
        }
        if changes.is_empty() {
            return;
        }
        changes.sort_by(|a, b| a.attribute.cmp(&b.attribute));
        if !changes.iter().any(Change::is_rename) {
            return self.act(ActionKind::Update, employee, profile, changes, None);
        }
        self.remark(Some(employee.id), Some(&profile.id), RemarkCode::Rename);
        let released = self.state.decisions.has_released(HoldCode::Rename, employee.id);
        if self.policy.rename == Rename::Send || released {
            return self.act(ActionKind::Update, employee, profile, changes, None);
        }
        let (waits, goes): (Vec<Change>, Vec<Change>) = changes.into_iter().partition(Change::is_rename);
        if !goes.is_empty() {
            self.act(ActionKind::Update, employee, profile, goes, None);
        }
        self.act(
            ActionKind::Update,
            employee,
            profile,
            waits,
            Some(Hold::new(HoldCode::Rename)),
        );
    }

    /// Rule U6: a line of the mapping as the profile's own user type has it.
    pub fn target_for(&self, at: usize, profile: &Profile) -> Target<'a> {
        let MappedTarget { target, source, .. } = &self.targets[at];
        let directory = &self.snapshot.directory;
        let own = directory
            .user_type_of(profile)
            .and_then(|one| one.schema.as_ref());
        match own {
            Some(schema) => {
                let property = schema.property(target.name);
                Target::new(target.name, property, target.first, target.drift).fed_by(source)
            }
            None => target.clone(),
        }
    }

    pub fn okta_value(&self, at: usize, profile: &'a Profile) -> &'a Value {
        self.targets[at]
            .okta_column
            .and_then(|column| profile.attributes.get(column))
            .unwrap_or(&Value::Absent)
    }

    /// What Personio, or the schema, says for a line of the mapping.
    pub fn source_value(
        &mut self,
        at: usize,
        employee: &'a Employee,
        profile: Option<&Profile>,
    ) -> Cow<'a, Value> {
        match self.targets[at].source {
            Source::Attribute(key) => match key.as_str() {
                "first_name" => Cow::Borrowed(&employee.first_name),
                "last_name" => Cow::Borrowed(&employee.last_name),
                "email" => Cow::Borrowed(&employee.email),
                key => match self.targets[at]
                    .personio_column
                    .and_then(|c| employee.attributes.get(c))
                {
                    Some(value) => Cow::Borrowed(value),
                    None => Cow::Owned(login::attribute(&self.snapshot.roster, employee, key)),
                },
            },
            source @ (Source::SupervisorId | Source::SupervisorName | Source::SupervisorEmail) => {
                let column = self.targets[at].personio_column;
                let named = column.and_then(|column| employee.attributes.get(column));
                let find = |id| self.index.get(&id).map(|position| self.employee(*position));
                Cow::Owned(of_supervisor(source, named, find))
            }
            Source::Login => Cow::Owned(profile.map_or(Value::Absent, |profile| Value::text(&profile.login))),
            Source::Upn => Cow::Owned(self.upn(employee, profile.map(|profile| profile.login.as_str()))),
        }
    }

    /// Rule N3, unique among all logins and all names given so far; one's own login is one's own.
    pub fn upn(&mut self, employee: &Employee, own_login: Option<&str>) -> Value {
        let names = self
            .upns
            .get_or_insert_with(|| UserPrincipalNames::of(self.snapshot, &self.targets));
        let roster = &self.snapshot.roster;
        let Some(wanted) = login::upn(self.policy, roster, &names.rules, employee) else {
            return Value::Absent;
        };
        if names.give(&wanted, own_login) {
            return Value::Text(wanted);
        }
        let (local, domain) = wanted.split_once('@').unwrap_or((&wanted, ""));
        let suffixed = Text::from(format!("{local}_{}@{domain}", employee.id));
        if names.give(&suffixed, own_login) {
            Value::Text(suffixed)
        } else {
            Value::Absent
        }
    }
}

/// The user principal names that are given, and the logins, which share their realm.
pub(super) struct UserPrincipalNames<'a> {
    rules: LoginRules,
    logins: Taken<'a>,
    given: Taken<'a>,
}

impl<'a> UserPrincipalNames<'a> {
    fn of(snapshot: &'a Snapshot, targets: &[MappedTarget<'_>]) -> Self {
        let columns: Vec<usize> = targets
            .iter()
            .filter(|target| *target.source == Source::Upn)
            .filter_map(|target| target.okta_column)
            .collect();
        let profiles = &snapshot.directory.profiles;
        let given = profiles.iter().flat_map(|profile| {
            columns
                .iter()
                .filter_map(|column| profile.attributes.get(*column)?.as_text())
        });
        Self {
            rules: LoginRules::of(&snapshot.directory.schema),
            logins: Taken::of(profiles.iter().map(|profile| profile.login.as_str())),
            given: Taken::of(given),
        }
    }

    fn give(&mut self, name: &str, own_login: Option<&str>) -> bool {
        let is_own = own_login.is_some_and(|own| login_key(own) == login_key(name));
        let is_free = !self.given.has(name) && (is_own || !self.logins.has(name));
        if is_free {
            self.given.take(name);
        }
        is_free
    }
}

/// A part of the supervisor. `named` is what the employee's record says of them: their ID alone.
pub(in crate::core) fn of_supervisor<'a>(
    source: &Source,
    named: Option<&Value>,
    find: impl Fn(EmployeeId) -> Option<&'a Employee>,
) -> Value {
    let id = match named {
        Some(Value::Integer(id)) => u64::try_from(*id).ok().map(EmployeeId),
        Some(Value::Empty) => return Value::Empty,
        Some(Value::Absent) | None => return Value::Absent,
        Some(_) => return Value::Odd,
    };
    // A supervisor who is not in the reading is not known: nothing is said about them (rule R4).
    let Some(supervisor) = id.and_then(find) else {
        return Value::Absent;
    };
    match source {
        Source::SupervisorName => Value::text(&supervisor.display_name()),
        Source::SupervisorEmail => supervisor.email.clone(),
        _ => Value::Text(supervisor.id.to_link()),
    }
}
