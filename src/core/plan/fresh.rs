//! Whether a planned action still holds once both sides were read again, and with which values (rule G2). Pure: who
//! reads again, and when, is the engine's matter.

use super::make::Planner;
use super::{Action, Change, HoldCode, SkipReason, provision};
use crate::core::employee::Employee;
use crate::core::id::EmployeeId;
use crate::core::link::{LinkReport, PairKind, is_in_scope};
use crate::core::login::{self, LoginRules};
use crate::core::policy::{Policy, Source};
use crate::core::profile::Profile;
use crate::core::snapshot::{ColumnKind, Directory, Roster, Snapshot};
use crate::core::state::{ProfileBases, State};
use crate::core::update::same_value;
use crate::core::value::{Text, Value};

/// The employee as the plan knew them and as they are now. `roster` names the columns of both.
#[derive(Debug, Clone, Copy)]
pub struct EmployeeComparison<'a> {
    pub policy: &'a Policy,
    pub roster: &'a Roster,
    pub planned: &'a Employee,
    pub now: &'a Employee,
}

impl EmployeeComparison<'_> {
    /// Why no profile may be created for this employee as planned. `None`: nothing stands against it.
    pub fn against_creation(self) -> Option<&'static str> {
        let Self { planned, now, .. } = self;
        if !now.status.is_known() {
            return Some("Personio gives no status that koppel knows");
        }
        if now.status.is_inactive() {
            return Some("Personio says inactive now");
        }
        if planned.hire_date != now.hire_date {
            return Some("the hire date was changed in Personio meanwhile");
        }
        if self.has_other_name_or_email() {
            return Some("name or e-mail was changed in Personio meanwhile");
        }
        let rules = LoginRules::default();
        let wanted = |employee| login::wanted(self.policy, self.roster, &rules, employee);
        if wanted(planned) != wanted(now) {
            return Some("what the login is made of was changed in Personio meanwhile");
        }
        self.against_scope()
    }

    /// Why nothing may be written to this employee's profile as planned.
    pub fn against_write(self) -> Option<&'static str> {
        let Self { planned, now, .. } = self;
        if planned.status != now.status {
            return Some("the status was changed in Personio meanwhile");
        }
        if planned.hire_date != now.hire_date {
            return Some("the hire date was changed in Personio meanwhile");
        }
        self.against_scope()
    }

    /// As [`Self::against_write`] for a link: name and e-mail may be what it rests on (rules L1 and L2).
    pub fn against_link(self) -> Option<&'static str> {
        let renamed = || {
            self.has_other_name_or_email()
                .then_some("name or e-mail was changed in Personio meanwhile")
        };
        self.against_write().or_else(renamed)
    }

    /// Rule L9: an employee who fell out of scope is left alone.
    pub fn against_scope(self) -> Option<&'static str> {
        let is_in = |employee| is_in_scope(self.policy, self.roster, employee);
        (is_in(self.planned) && !is_in(self.now)).then_some("the employee is out of scope now")
    }

    fn has_other_name_or_email(self) -> bool {
        let Self { planned, now, .. } = self;
        planned.first_name != now.first_name
            || planned.last_name != now.last_name
            || planned.email != now.email
    }
}

/// Everything that the values of one person's action are made of, as it is now.
#[derive(Debug, Clone, Copy)]
pub struct FreshValues<'a> {
    pub policy: &'a Policy,
    /// The snapshot that the plan was made from. Used are its columns and its schema.
    pub snapshot: &'a Snapshot,
    pub employee: &'a Employee,
    /// As far as koppel knows them.
    pub supervisor: Option<&'a Employee>,
}

impl FreshValues<'_> {
    /// What an update of `profile` sends now: the new values of the attributes that were planned. `bases` are the
    /// last sent values; `has_approved_rename` says that a person approved this employee's rename (rule U7).
    ///
    /// Nothing is added to the plan. An attribute that the plan did not have, a value that becomes empty, or a rename
    /// where none was planned is left to the next run: it counts for the limits of rule G1, which only a plan checks.
    pub fn of_update(
        &self,
        planned: &[Change],
        profile: &Profile,
        bases: ProfileBases,
        has_approved_rename: bool,
    ) -> Vec<Change> {
        let snapshot = self.small_snapshot(Some(profile));
        let mut state = State::default();
        state.bases.insert(profile.id.clone(), bases);
        if has_approved_rename {
            let rename = (HoldCode::Rename, self.employee.id);
            state.decisions.released.insert(rename);
        }
        let report = LinkReport::default();
        let mut of_now = Planner::new(&snapshot, self.policy, &state, &report);
        let (employee, profile) = (of_now.employee(0), of_now.profile(0));
        of_now.plan_update(PairKind::Linked, employee, profile);
        let mut now: Vec<Change> = of_now
            .actions
            .into_iter()
            .filter(|action| action.held.is_none())
            .flat_map(|action| action.changes)
            .collect();
        let held = |attribute: &str| {
            let column = snapshot.directory.column(attribute)?;
            profile.attributes.get(column)
        };
        let revise = |planned: &Change| {
            if self.is_upn(&planned.attribute) {
                // Rule N3: given by the plan, which knows all other names, and fixed once it is there.
                let is_free = held(&planned.attribute).is_none_or(|held| same_value(held, &planned.from));
                return is_free.then(|| planned.clone());
            }
            let at = now
                .iter()
                .position(|change| change.attribute == planned.attribute)?;
            let change = now.swap_remove(at);
            let is_cleared = change.to.is_empty() && !planned.to.is_empty();
            let is_renamed = change.is_rename() && !planned.is_rename();
            (!is_cleared && !is_renamed).then_some(change)
        };
        planned.iter().filter_map(revise).collect()
    }

    /// What a creation with the planned login carries now.
    ///
    /// # Errors
    /// Why nobody can be created with these values (rule P5).
    pub fn of_creation(&self, planned: &Action) -> Result<Vec<Change>, SkipReason> {
        let snapshot = self.small_snapshot(None);
        let (state, report) = (State::default(), LinkReport::default());
        let mut of_now = Planner::new(&snapshot, self.policy, &state, &report);
        let employee = of_now.employee(0);
        let (mut changes, _) = provision::contents(&mut of_now, employee, &planned.login)?;
        // Rule N3, as for an update.
        changes.retain(|change| !self.is_upn(&change.attribute));
        let upns = planned.changes.iter();
        changes.extend(upns.filter(|change| self.is_upn(&change.attribute)).cloned());
        changes.sort_by(|a, b| a.attribute.cmp(&b.attribute));
        Ok(changes)
    }

    fn is_upn(&self, attribute: &str) -> bool {
        let mut mapping = self.policy.mapping.iter();
        mapping.any(|mapping| mapping.target == attribute && mapping.source == Source::Upn)
    }

    /// This person alone, with their supervisor.
    fn small_snapshot(&self, profile: Option<&Profile>) -> Snapshot {
        let Snapshot {
            org,
            roster,
            directory,
            moment,
        } = self.snapshot;
        let supervisor = self.supervisor.filter(|other| other.id != self.employee.id);
        Snapshot {
            org: org.clone(),
            roster: Roster {
                columns: roster.columns.clone(),
                employees: [self.employee].into_iter().chain(supervisor).cloned().collect(),
                without_id: 0,
            },
            directory: Directory {
                columns: directory.columns.clone(),
                profiles: profile.into_iter().cloned().collect(),
                schema: directory.schema.clone(),
                user_types: directory.user_types.clone(),
                token_owner: None,
            },
            moment: *moment,
        }
    }
}

/// The ID that the employee's record names as the supervisor's.
pub fn supervisor_of(roster: &Roster, employee: &Employee) -> Option<EmployeeId> {
    let column = roster
        .columns
        .iter()
        .position(|column| column.kind == ColumnKind::Supervisor)?;
    match employee.attributes.get(column)? {
        Value::Integer(id) => u64::try_from(*id).ok().map(EmployeeId),
        _ => None,
    }
}

/// Whether name or e-mail of a profile are other ones than before: a link may rest on them (rules L1 and L2).
pub fn has_other_name_or_email(before: &Profile, now: &Profile) -> bool {
    let of = |profile: &Profile| -> [Option<Text>; 3] {
        [&profile.email, &profile.first_name, &profile.last_name].map(Clone::clone)
    };
    of(before) != of(now)
}
