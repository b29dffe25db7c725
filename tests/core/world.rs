//! A small company on both sides, to be bent into the case that a test is about.

use jiff::Timestamp;
use jiff::civil::{Date, date};
use koppel::core::employee::{Day, Employee, EmployeeStatus};
use koppel::core::link::{ConflictKind, LinkReport, PairBy, PairKind, PairRemark, resolve};
use koppel::core::plan::{
    AccessReason, Action, ActionKind, Activation, HoldCode, LimitCode, Plan, RemarkCode, SkipReason, make,
};
use koppel::core::policy::{First, Mapping, Policy, Source, Umlauts};
use koppel::core::profile::{Profile, ProfileStatus};
use koppel::core::schema::{Mutability, Property, Schema};
use koppel::core::snapshot::{Column, ColumnKind, Directory, Moment, Roster, Snapshot};
use koppel::core::state::{Aside, AsideKind, Assignment, Base, LinkRemoval, Review, Staging, State};
use koppel::core::value::{Text, Value};
use koppel::core::{EmployeeId, OktaId};
use rustc_hash::FxHashSet;
use std::fmt;

pub const TODAY: Date = date(2026, 11, 30);

#[derive(Clone)]
pub struct World {
    pub snapshot: Snapshot,
    pub policy: Policy,
    pub state: State,
}

/// One line for each person, and what is decided: a property that fails prints a whole company.
impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for employee in &self.snapshot.roster.employees {
            writeln!(f, "{employee:?}")?;
        }
        for profile in &self.snapshot.directory.profiles {
            writeln!(f, "{profile:?}")?;
        }
        let State {
            decisions,
            bases,
            past,
            review,
        } = &self.state;
        writeln!(f, "{decisions:?}\n{past:?}\n{review:?}\nbases {bases:?}")?;
        writeln!(f, "{:?}", self.policy)?;
        write!(
            f,
            "{:?} {:?}",
            self.snapshot.moment, self.snapshot.directory.token_owner
        )
    }
}

pub fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn okta(id: &str) -> OktaId {
    OktaId::new(id)
}

pub fn id(id: u64) -> EmployeeId {
    EmployeeId(id)
}

/// The Personio columns besides the fields, and what they are mapped to.
pub const COLUMNS: [(&str, &str); 4] = [
    ("department", "department"),
    ("position", "title"),
    ("supervisor", "manager"),
    ("office", "city"),
];

impl World {
    /// Nobody on either side; first name, last name, e-mail and [`COLUMNS`] are mapped, mails are off, the review
    /// is closed, a good reading exists, and there is a token owner of whom nobody heard.
    pub fn new() -> Self {
        let mut policy = Policy {
            umlauts: Umlauts::Spelled,
            ..Policy::default()
        };
        policy.activation.send_email = Some(false);
        let map = |source: &str, target: &str| Mapping {
            source: Source::from_words(source).unwrap(),
            target: Text::from(target),
            first: if target == "email" {
                First::Keep
            } else {
                First::Send
            },
        };
        policy.mapping = vec![
            map("first_name", "firstName"),
            map("last_name", "lastName"),
            map("email", "email"),
        ];
        policy
            .mapping
            .extend(COLUMNS.iter().map(|(source, target)| map(source, target)));
        let columns = COLUMNS
            .iter()
            .map(|(key, _)| Column {
                key: Text::from(*key),
                kind: if *key == "supervisor" {
                    ColumnKind::Supervisor
                } else {
                    ColumnKind::Other
                },
            })
            .collect();
        let mut schema = Schema::default();
        for name in ["login", "email", "firstName", "lastName"] {
            let max_length = Some(if name.ends_with("Name") { 50 } else { 100 });
            let property = Property {
                required: true,
                max_length,
                ..Property::default()
            };
            schema.properties.insert(Text::from(name), property);
        }
        for name in [
            "employeeNumber",
            "department",
            "title",
            "manager",
            "city",
            "userPrincipalName",
        ] {
            schema.properties.insert(Text::from(name), Property::default());
        }
        let locked = Property {
            mutability: Mutability::ReadOnly,
            ..Property::default()
        };
        schema.properties.insert(Text::const_new("locked"), locked);
        let mut state = State {
            review: Review::Closed {
                at: instant("2026-11-01T00:00:00Z"),
                covered: FxHashSet::default(),
                pairs: FxHashSet::default(),
                known: FxHashSet::default(),
            },
            ..State::default()
        };
        state.past.has_read = true;
        Self {
            snapshot: Snapshot {
                org: Text::const_new("00oacme"),
                roster: Roster {
                    columns,
                    employees: Vec::new(),
                    without_id: 0,
                },
                directory: Directory {
                    columns: policy.okta_columns(),
                    profiles: Vec::new(),
                    schema,
                    user_types: Vec::new(),
                    token_owner: Some(okta("00uowner")),
                },
                moment: Moment {
                    now: instant("2026-11-30T07:05:00Z"),
                    today: TODAY,
                    clock_is_off: false,
                },
            },
            policy,
            state,
        }
    }

    /// An active employee, hired in 2020, known since then.
    pub fn hire(&mut self, number: u64, first: &str, last: &str) -> &mut Employee {
        let mailbox =
            format!("{}.{}@example.com", first.to_lowercase(), last.to_lowercase()).replace(' ', "");
        self.snapshot.roster.employees.push(Employee {
            id: id(number),
            first_name: Value::text(first),
            last_name: Value::text(last),
            email: Value::text(&mailbox),
            status: EmployeeStatus::Active,
            hire_date: Day::On(date(2020, 1, 1)),
            termination_date: Day::Empty,
            created_at: Some(instant("2019-12-01T10:00:00Z")),
            attributes: vec![Value::Empty; self.snapshot.roster.columns.len()].into(),
        });
        self.snapshot.roster.employees.last_mut().unwrap()
    }

    /// Somebody whom Personio knows since this week.
    pub fn newcomer(&mut self, number: u64, first: &str, last: &str) -> &mut Employee {
        let employee = self.hire(number, first, last);
        employee.created_at = Some(instant("2026-11-25T10:00:00Z"));
        employee.hire_date = Day::On(TODAY);
        employee
    }

    /// An active profile with the e-mail that [`World::hire`] would give, and no number.
    pub fn account(&mut self, okta_id: &str, first: &str, last: &str) -> &mut Profile {
        let email = format!("{}.{}@example.com", first.to_lowercase(), last.to_lowercase()).replace(' ', "");
        let mut attributes = vec![Value::Absent; self.snapshot.directory.columns.len()];
        for (name, value) in [("firstName", first), ("lastName", last), ("email", &email)] {
            let column = self.snapshot.directory.column(name).unwrap();
            attributes[column] = Value::text(value);
        }
        self.snapshot.directory.profiles.push(Profile {
            id: okta(okta_id),
            status: ProfileStatus::Active,
            in_transition: false,
            login: Text::from(&email),
            email: Some(Text::from(&email)),
            second_email: None,
            first_name: Some(Text::from(first)),
            last_name: Some(Text::from(last)),
            number: None,
            created: Some(instant("2020-01-02T08:00:00Z")),
            last_login: None,
            last_updated: Some(instant("2026-10-01T08:00:00Z")),
            user_type: None,
            attributes: attributes.into(),
        });
        self.snapshot.directory.profiles.last_mut().unwrap()
    }

    /// An employee and a profile of one name, linked by koppel.
    pub fn linked(&mut self, number: u64, okta_id: &str, first: &str, last: &str) {
        self.found(number, okta_id, first, last);
        self.confirm(okta_id, number);
    }

    /// The ID stands in Okta, and nothing trusts it yet.
    pub fn found(&mut self, number: u64, okta_id: &str, first: &str, last: &str) {
        self.hire(number, first, last);
        self.account(okta_id, first, last).number = Some(Text::from(number.to_string()));
    }

    /// Koppel wrote this link.
    pub fn confirm(&mut self, okta_id: &str, number: u64) {
        self.state
            .past
            .confirmed_links
            .insert((okta(okta_id), id(number)));
    }

    pub fn assign(&mut self, okta_id: &str, number: u64) -> &mut Assignment {
        let assignment = Assignment {
            employee: id(number),
            may_move: false,
            staging: Staging::Confirmed,
        };
        self.state.decisions.assignments.insert(okta(okta_id), assignment);
        self.state.decisions.assignments.get_mut(&okta(okta_id)).unwrap()
    }

    pub fn employee(&mut self, number: u64) -> &mut Employee {
        self.snapshot
            .roster
            .employees
            .iter_mut()
            .find(|employee| employee.id == id(number))
            .unwrap()
    }

    pub fn profile(&mut self, okta_id: &str) -> &mut Profile {
        self.snapshot
            .directory
            .profiles
            .iter_mut()
            .find(|profile| profile.id.as_str() == okta_id)
            .unwrap()
    }

    /// What Personio says of an attribute.
    pub fn says(&mut self, number: u64, key: &str, value: Value) {
        let column = self.snapshot.roster.column(key).unwrap();
        self.employee(number).attributes[column] = value;
    }

    /// What Okta holds of an attribute.
    pub fn holds(&mut self, okta_id: &str, name: &str, value: Value) {
        let column = self.snapshot.directory.column(name).unwrap();
        self.profile(okta_id).attributes[column] = value;
    }

    pub fn sent(&mut self, okta_id: &str, name: &str, value: Value) {
        let base = Base {
            sent: value.clone(),
            taken: value,
        };
        self.state
            .bases
            .entry(okta(okta_id))
            .or_default()
            .insert(Text::from(name), base);
    }

    pub fn map(&mut self, source: &str, target: &str) {
        let mapping = Mapping {
            source: Source::from_words(source).unwrap(),
            target: Text::from(target),
            first: First::Send,
        };
        self.policy.mapping.push(mapping);
        let columns = self.policy.okta_columns();
        let old = std::mem::replace(&mut self.snapshot.directory.columns, columns.clone());
        for profile in &mut self.snapshot.directory.profiles {
            profile.attributes = columns
                .iter()
                .map(|name| match old.iter().position(|known| known == name) {
                    Some(column) => profile.attributes[column].clone(),
                    None => Value::Absent,
                })
                .collect();
        }
    }

    /// A person let this hold go.
    pub fn release(&mut self, code: HoldCode, number: u64) {
        self.state.decisions.released.insert((code, id(number)));
    }

    pub fn reject(&mut self, okta_id: &str, number: u64) {
        self.state.decisions.rejected.insert((okta(okta_id), id(number)));
    }

    pub fn remove(&mut self, okta_id: &str, staging: Staging) {
        let removal = LinkRemoval {
            employee: None,
            staging,
        };
        self.state.decisions.removals.insert(okta(okta_id), removal);
    }

    pub fn set_aside(&mut self, okta_id: &str, kind: AsideKind) {
        let aside = Aside {
            kind,
            note: String::new(),
        };
        self.state.decisions.aside.insert(okta(okta_id), aside);
    }

    /// As the state is after a good reading of what stands now.
    pub fn remember(&mut self) {
        for employee in &self.snapshot.roster.employees {
            self.state.past.known_employees.insert(employee.id);
        }
        for profile in &self.snapshot.directory.profiles {
            if let Some(number) = profile.number.as_deref().and_then(EmployeeId::from_link) {
                self.state.past.links.insert(profile.id.clone(), number);
            }
        }
    }

    pub fn leave(&mut self, number: u64) -> &mut Employee {
        let employee = self.employee(number);
        employee.status = EmployeeStatus::Inactive;
        employee
    }

    /// Profile, employee, kind and maker of each pair.
    pub fn pairs(&self) -> Vec<(String, u64, PairKind, PairBy)> {
        let links = self.links();
        links
            .pairs
            .iter()
            .map(|pair| {
                let (profile, employee) = self.at(pair.profile, pair.employee);
                (profile, employee, pair.kind, pair.by)
            })
            .collect()
    }

    pub fn pair_remarks(&self, number: u64) -> Vec<PairRemark> {
        let links = self.links();
        let pair = links
            .pairs
            .iter()
            .find(|pair| self.at(pair.profile, pair.employee).1 == number);
        pair.unwrap().remarks.clone()
    }

    fn at(&self, profile: u32, employee: u32) -> (String, u64) {
        (
            self.snapshot.directory.profiles[profile as usize].id.to_string(),
            self.snapshot.roster.employees[employee as usize].id.0,
        )
    }

    /// Kind, profiles and employees of each conflict.
    pub fn conflicts(&self) -> Vec<(ConflictKind, Vec<String>, Vec<u64>)> {
        let links = self.links();
        links
            .conflicts
            .iter()
            .map(|conflict| {
                let profiles = conflict.profiles.iter().map(|at| self.at(*at, 0).0).collect();
                let employees = conflict.employees.iter().map(|at| self.at(0, *at).1).collect();
                (conflict.kind, profiles, employees)
            })
            .collect()
    }

    /// Kind, profile or new login, and what it waits for, of every action in order.
    pub fn actions(&self) -> Vec<(ActionKind, String, Option<HoldCode>)> {
        let plan = self.plan();
        plan.actions
            .iter()
            .map(|action| {
                let whom = action
                    .profile
                    .as_ref()
                    .map_or(action.login.to_string(), OktaId::to_string);
                (action.kind, whom, action.held.as_ref().map(|hold| hold.code))
            })
            .collect()
    }

    /// Employee, profile and reason of who left and can still sign in.
    pub fn access(&self) -> Vec<(u64, String, AccessReason)> {
        let plan = self.plan();
        plan.still_have_access
            .iter()
            .map(|access| (access.employee.0, access.profile.to_string(), access.reason))
            .collect()
    }

    /// The limits that are exceeded.
    pub fn over(&self) -> Vec<LimitCode> {
        let plan = self.plan();
        plan.limits
            .iter()
            .filter(|limit| limit.is_over())
            .map(|limit| limit.code)
            .collect()
    }

    /// Attribute, old and new value of all that would be sent to a profile.
    pub fn changes(&self, okta_id: &str) -> Vec<(String, String, String)> {
        let plan = self.plan();
        plan.actions
            .iter()
            .filter(|action| action.kind == ActionKind::Update && action.held.is_none())
            .filter(|action| action.profile == Some(okta(okta_id)))
            .flat_map(|action| &action.changes)
            .map(|change| {
                (
                    change.attribute.to_string(),
                    change.from.to_string(),
                    change.to.to_string(),
                )
            })
            .collect()
    }

    pub fn links(&self) -> LinkReport {
        resolve(&self.snapshot, &self.policy, &self.state)
    }

    pub fn plan(&self) -> Plan {
        make(&self.snapshot, &self.policy, &self.state, &self.links()).expect("a reading that can be trusted")
    }

    /// Kinds of what a run would apply, ignoring limits, in order.
    pub fn kinds(&self) -> Vec<ActionKind> {
        self.plan()
            .actions
            .iter()
            .filter(|action| action.held.is_none())
            .map(|action| action.kind)
            .collect()
    }

    /// Kind and reason of what waits.
    pub fn holds_for(&self) -> Vec<(ActionKind, HoldCode)> {
        let plan = self.plan();
        plan.actions
            .iter()
            .filter_map(|action| Some((action.kind, action.held.as_ref()?.code)))
            .collect()
    }

    pub fn skips(&self) -> Vec<(u64, SkipReason)> {
        let plan = self.plan();
        plan.skipped
            .iter()
            .map(|skip| (skip.employee.map_or(0, |id| id.0), skip.reason.clone()))
            .collect()
    }

    pub fn remarks(&self) -> Vec<RemarkCode> {
        self.plan()
            .remarks
            .into_iter()
            .map(|remark| remark.code)
            .collect()
    }

    /// The world after a run that applied these actions, as Okta and the state would then be.
    pub fn apply(&mut self, actions: &[Action]) {
        for action in actions {
            match action.kind {
                ActionKind::Provision => self.create(action),
                _ => self.write(action),
            }
        }
        self.state.past.has_read = true;
    }

    fn create(&mut self, action: &Action) {
        let employee = action.employee.unwrap();
        let okta_id = format!("00unew{employee}");
        self.account(&okta_id, "New", "Comer");
        let profile = self.profile(&okta_id);
        profile.login.clone_from(&action.login);
        profile.status = match action.activation.unwrap() {
            Activation::Now => ProfileStatus::Provisioned,
            _ => ProfileStatus::Staged,
        };
        let is_staged = profile.status == ProfileStatus::Staged;
        self.change(&okta_id, action);
        if is_staged {
            self.state.past.staged.insert(okta(&okta_id));
        }
        self.confirm(&okta_id, employee.0);
        self.state.past.links.insert(okta(&okta_id), employee);
    }

    fn write(&mut self, action: &Action) {
        let okta_id = action.profile.clone().unwrap();
        let past = &mut self.state.past;
        match action.kind {
            ActionKind::Unlink => {
                past.links.remove(&okta_id);
                self.state.bases.remove(&okta_id);
                if self.state.decisions.removals.remove(&okta_id).is_some() {
                    self.state
                        .decisions
                        .rejected
                        .insert((okta_id.clone(), action.employee.unwrap()));
                }
                // An undo gives back what stood there, such as a number that is no employee's.
                self.profile(okta_id.as_str()).number = action.changes[0].to.as_text().map(Text::from);
            }
            ActionKind::Deactivate => {
                past.deactivated.insert(okta_id.clone());
                self.profile(okta_id.as_str()).status = ProfileStatus::Deprovisioned;
            }
            ActionKind::Reactivate => {
                past.deactivated.remove(&okta_id);
                past.off_while_inactive.remove(&okta_id);
                self.profile(okta_id.as_str()).status = ProfileStatus::Active;
            }
            ActionKind::Link => {
                let employee = action.employee.unwrap();
                self.state.bases.remove(&okta_id);
                past.confirmed_links.insert((okta_id.clone(), employee));
                past.links.insert(okta_id.clone(), employee);
                self.state.decisions.assignments.remove(&okta_id);
                self.profile(okta_id.as_str()).number = Some(employee.to_link());
            }
            ActionKind::Update => {
                for change in &action.changes {
                    self.sent(okta_id.as_str(), &change.attribute, change.to.clone());
                }
                self.change(okta_id.as_str(), action);
            }
            ActionKind::Activate => {
                past.staged.remove(&okta_id);
                self.profile(okta_id.as_str()).status = ProfileStatus::Active;
            }
            ActionKind::Provision => unreachable!(),
        }
    }

    fn change(&mut self, okta_id: &str, action: &Action) {
        let link_attribute = self.policy.link_attribute.clone();
        for change in &action.changes {
            let text = change.to.as_text().map(Text::from);
            if let Some(column) = self.snapshot.directory.column(&change.attribute) {
                self.profile(okta_id).attributes[column] = change.to.clone();
            }
            let profile = self.profile(okta_id);
            match change.attribute.as_str() {
                "firstName" => profile.first_name = text,
                "lastName" => profile.last_name = text,
                "email" => profile.email = text,
                name if name == link_attribute => profile.number = text,
                _ => {}
            }
        }
    }
}
