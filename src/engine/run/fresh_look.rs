//! The look before a creation, a link or an update (rule G2): whether it still holds, and with which values.

use super::act::{Acting, Trouble, is_linked_to, odd, stale};
use super::fresh;
use super::fresh_data::ProfileKey;
use crate::core::EmployeeId;
use crate::core::employee::Employee;
use crate::core::plan::{ActionKind, Change, EmployeeComparison, FreshValues, supervisor_of};
use crate::core::profile::Profile;
use crate::core::state::ProfileBases;
use crate::store::state::Applied;
use std::borrow::Cow;

/// What the look before a call says, where nothing stands against the action.
#[derive(Debug)]
pub(super) enum LookBefore {
    /// The call is due.
    Due,
    /// No call is needed.
    Done(Applied),
}

impl Acting<'_> {
    /// Looks at both sides where rule G2 wants it, and takes over the values of now. `bases` are the last sent values
    /// of an update's profile; `has_approved_rename` says that a person approved this employee's rename.
    pub(super) async fn look_before(
        &mut self,
        bases: ProfileBases,
        has_approved_rename: bool,
    ) -> Result<LookBefore, Trouble> {
        let is_young = self.ground.data.is_snapshot_young();
        match self.action.kind {
            ActionKind::Provision => self.look_at_joiner().await,
            ActionKind::Link | ActionKind::Unlink if !is_young => {
                // The profile itself is read by ID right before every link.
                self.look_at_employee().await?;
                Ok(LookBefore::Due)
            }
            ActionKind::Update if !is_young => self.look_at_both(bases, has_approved_rename).await,
            _ => Ok(LookBefore::Due),
        }
    }

    async fn look_at_joiner(&mut self) -> Result<LookBefore, Trouble> {
        let (ground, action) = (self.ground, self.action);
        let Some(employee) = action.employee else {
            return Err(odd("a creation is for somebody"));
        };
        let Some(planned) = ground.data.planned_employee(employee) else {
            return Err(stale(fresh::NOT_IN_SNAPSHOT));
        };
        let login = ProfileKey::Login(&action.login);
        let both = ground.data.both(employee, login).await;
        let (now, found) = both.map_err(|error| self.failed_look(&error))?;
        let Some(now) = now else {
            return Err(stale(fresh::EMPLOYEE_GONE));
        };
        if let Some(why) = self.compare(planned, &now).against_creation() {
            return Err(stale(why));
        }
        if let Some(profile) = found {
            return self.adopt_found(&profile, employee);
        }
        let supervisor = self.supervisor(&now).await;
        let changes = self.values(&now, supervisor.as_ref()).of_creation(action);
        let changes = changes.map_err(|_| stale("Okta cannot take what Personio says of this person now"))?;
        self.revise(changes)?;
        Ok(LookBefore::Due)
    }

    /// Rule A4 before the call: a profile of the planned login that carries this employee's ID is theirs. Somebody else
    /// made it, so koppel neither activates it (rule P6) nor says what was last sent to it (rule U2).
    fn adopt_found(&mut self, profile: &Profile, employee: EmployeeId) -> Result<LookBefore, Trouble> {
        if !is_linked_to(profile, employee) {
            return Err(stale(
                "the login was taken meanwhile; the next run gives another one",
            ));
        }
        if !profile.is_settled() || !profile.is_live() {
            return Err(stale("a profile with this Personio ID exists now"));
        }
        self.revise(Vec::new())?;
        Ok(LookBefore::Done(Applied {
            profile: Some(profile.id.clone()),
            ..Applied::default()
        }))
    }

    /// The employee of a link or an update as of now. `None`: nobody, as the plan knew.
    async fn look_at_employee(&mut self) -> Result<Option<Employee>, Trouble> {
        let Some(id) = self.action.employee else {
            return Ok(None);
        };
        let now = self.ground.data.employee(id).await;
        let now = now.map_err(|error| self.failed_look(&error))?;
        self.check_employee(id, now)
    }

    fn check_employee(&self, id: EmployeeId, now: Option<Employee>) -> Result<Option<Employee>, Trouble> {
        let (planned, now) = match (self.ground.data.planned_employee(id), now) {
            (None, None) => return Ok(None),
            (Some(_), None) => return Err(stale(fresh::EMPLOYEE_GONE)),
            (None, Some(_)) => return Err(stale(fresh::NOT_IN_SNAPSHOT)),
            (Some(planned), Some(now)) => (planned, now),
        };
        let comparison = self.compare(planned, &now);
        let why = if self.action.kind == ActionKind::Link && !self.ground.is_undo {
            comparison.against_link()
        } else {
            comparison.against_write()
        };
        match why {
            Some(why) => Err(stale(why)),
            None => Ok(Some(now)),
        }
    }

    async fn look_at_both(
        &mut self,
        bases: ProfileBases,
        has_approved_rename: bool,
    ) -> Result<LookBefore, Trouble> {
        let data = self.ground.data;
        let profile = self.own_profile()?;
        let Some(id) = self.action.employee else {
            return Err(odd("an update is for somebody"));
        };
        let both = tokio::try_join!(data.employee(id), data.profile(profile));
        let (employee, profile) = both.map_err(|error| self.failed_look(&error))?;
        let employee = self.check_employee(id, employee)?;
        let Some(profile) = profile else {
            return Err(stale(fresh::PROFILE_GONE));
        };
        if !is_linked_to(&profile, id) {
            return Err(stale(fresh::LINK_CHANGED));
        }
        if !profile.is_settled() {
            return Err(stale(fresh::UNSETTLED));
        }
        if !profile.is_live() {
            return Err(stale(&format!("the profile is {} now", profile.status.as_word())));
        }
        // Rule A9: an undo's values are the journal's, whatever Personio says.
        let Some(employee) = employee.filter(|_| !self.ground.is_undo) else {
            return Ok(LookBefore::Due);
        };
        let supervisor = self.supervisor(&employee).await;
        let values = self.values(&employee, supervisor.as_ref());
        let changes = values.of_update(&self.action.changes, &profile, bases, has_approved_rename);
        let is_done = changes.is_empty();
        self.last_updated = profile.last_updated;
        self.revise(changes)?;
        Ok(if is_done {
            LookBefore::Done(Applied::default())
        } else {
            LookBefore::Due
        })
    }

    /// The action sends these changes.
    fn revise(&mut self, changes: Vec<Change>) -> Result<(), Trouble> {
        if changes == self.action.changes {
            self.changes = Cow::Borrowed(&self.action.changes);
            return Ok(());
        }
        // Rule A8: what a person saw is applied as it is, or not at all.
        if self.ground.is_exact {
            return Err(stale("this person changed since the plan was made"));
        }
        self.changes = Cow::Owned(changes);
        Ok(())
    }

    pub(super) fn compare<'b>(&self, planned: &'b Employee, now: &'b Employee) -> EmployeeComparison<'b>
    where
        Self: 'b,
    {
        EmployeeComparison {
            policy: self.ground.policy,
            roster: self.ground.data.roster(),
            planned,
            now,
        }
    }

    fn values<'b>(&self, employee: &'b Employee, supervisor: Option<&'b Employee>) -> FreshValues<'b>
    where
        Self: 'b,
    {
        FreshValues {
            policy: self.ground.policy,
            snapshot: self.ground.snapshot,
            employee,
            supervisor,
        }
    }

    async fn supervisor(&self, employee: &Employee) -> Option<Employee> {
        let data = self.ground.data;
        let id = supervisor_of(data.roster(), employee)?;
        data.bystander(id).await
    }
}
