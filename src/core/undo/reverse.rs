//! One action after the other, backwards: what reverses it, or why nothing does.

use super::{Done, Keep, Left, Why};
use crate::core::employee::Employee;
use crate::core::id::{EmployeeId, OktaId};
use crate::core::link::{EmployeeStanding, LinkReport, ProfileStanding};
use crate::core::plan::{Action, ActionKind, Activation, Change, Misfit};
use crate::core::policy::Policy;
use crate::core::profile::Profile;
use crate::core::snapshot::Snapshot;
use crate::core::state::State;
use crate::core::text::same_email;
use crate::core::update::{NEVER_EMPTIED, fit, same_value};
use crate::core::value::Value;
use rustc_hash::{FxHashMap, FxHashSet};

pub(super) struct Reversal<'a> {
    done: &'a Done,
    snapshot: &'a Snapshot,
    policy: &'a Policy,
    state: &'a State,
    report: &'a LinkReport,
    employees: FxHashMap<EmployeeId, u32>,
    profiles: FxHashMap<&'a OktaId, u32>,
    /// Live profiles by the employee whose number they hold.
    holders: FxHashMap<EmployeeId, Vec<&'a OktaId>>,
    /// Profiles that this undo deactivates.
    ends: FxHashSet<&'a OktaId>,
    /// Profiles that this undo brings back.
    comes_back: FxHashSet<&'a OktaId>,
    /// Profiles that give up the number that the run wrote.
    gives_up: FxHashSet<&'a OktaId>,
    /// Links that come back.
    gets_back: FxHashSet<(&'a OktaId, EmployeeId)>,
    pub actions: Vec<Action>,
    pub left: Vec<Left>,
    pub keeps: Vec<Keep>,
}

/// A profile and an employee that may be touched.
struct Two<'a> {
    profile: &'a Profile,
    /// `None`: Personio does not name them any more.
    employee: Option<&'a Employee>,
}

impl<'a> Reversal<'a> {
    pub fn new(
        done: &'a Done,
        snapshot: &'a Snapshot,
        policy: &'a Policy,
        state: &'a State,
        report: &'a LinkReport,
    ) -> Self {
        let mut profiles = FxHashMap::default();
        let mut holders: FxHashMap<EmployeeId, Vec<&OktaId>> = FxHashMap::default();
        for (position, profile) in (0u32..).zip(&snapshot.directory.profiles) {
            profiles.insert(&profile.id, position);
            if let Some(employee) = number_of(profile).filter(|_| profile.is_live()) {
                holders.entry(employee).or_default().push(&profile.id);
            }
        }
        Self {
            done,
            snapshot,
            policy,
            state,
            report,
            employees: snapshot.roster.index(),
            profiles,
            holders,
            ends: FxHashSet::default(),
            comes_back: FxHashSet::default(),
            gives_up: FxHashSet::default(),
            gets_back: FxHashSet::default(),
            actions: Vec::new(),
            left: Vec::new(),
            keeps: Vec::new(),
        }
    }

    /// Who ends or comes back decides what else can be written, and which numbers get free decides which can be given
    /// back; so they go first.
    pub fn reverse_all(&mut self) {
        let done = self.done;
        for action in &done.unknown {
            self.leave(action, Why::Unknown);
        }
        for action in &done.applied {
            self.reverse_life(action);
        }
        for action in &done.applied {
            if action.kind == ActionKind::Link
                && let Ok(two) = self.writable(action)
                && has_what_was_sent(two.profile, action)
            {
                self.gives_up.insert(&two.profile.id);
            }
        }
        for action in &done.applied {
            match action.kind {
                ActionKind::Link => self.reverse_link(action),
                ActionKind::Unlink => self.reverse_unlink(action),
                _ => {}
            }
        }
        for action in &done.applied {
            // An update that found nothing left to send has nothing to take back.
            if action.kind == ActionKind::Update && !action.changes.is_empty() {
                self.reverse_update(action);
            }
        }
        if done.was_undo {
            self.keeps.push(Keep::LiftHolds);
        }
    }

    fn reverse_life(&mut self, action: &'a Action) {
        let reversed = match action.kind {
            ActionKind::Deactivate => self.bring_back(action).map(|id| {
                self.comes_back.insert(id);
                self.leave(action, Why::AppsForgot);
            }),
            ActionKind::Provision | ActionKind::Reactivate => self.end(action).map(|id| {
                self.ends.insert(id);
                let mailed =
                    action.activation == Some(Activation::Now) || action.kind == ActionKind::Reactivate;
                if mailed && self.policy.activation.send_email == Some(true) {
                    self.leave(action, Why::MailSent);
                }
            }),
            ActionKind::Activate => Err(Why::NoWayBack),
            ActionKind::Link | ActionKind::Unlink | ActionKind::Update => return,
        };
        match reversed {
            Ok(()) => self.keep(action),
            Err(why) => {
                // Somebody was faster; the next sync must not do it again either way.
                if matches!(why, Why::IsLive | Why::IsDeactivated) {
                    self.keep(action);
                }
                self.leave(action, why);
            }
        }
    }

    fn bring_back(&mut self, action: &'a Action) -> Result<&'a OktaId, Why> {
        let two = self.look(action)?;
        let employee = two.employee.ok_or(Why::EmployeeGone)?;
        let profile = two.profile;
        if profile.is_live() {
            return Err(Why::IsLive);
        }
        if !self.state.past.deactivated.contains(&profile.id) {
            return Err(Why::SwitchedOffByOthers);
        }
        if number_of(profile) != Some(employee.id) {
            return Err(Why::LinkChanged);
        }
        if self.policy.activation.send_email.is_none() {
            return Err(Why::SendEmailUnset);
        }
        self.act(ActionKind::Reactivate, employee.id, profile, Vec::new());
        Ok(&profile.id)
    }

    fn end(&mut self, action: &'a Action) -> Result<&'a OktaId, Why> {
        let two = self.look(action)?;
        let employee = two.employee.ok_or(Why::EmployeeGone)?;
        let profile = two.profile;
        if !profile.is_live() {
            return Err(Why::IsDeactivated);
        }
        if number_of(profile) != Some(employee.id) {
            return Err(Why::LinkChanged);
        }
        self.act(ActionKind::Deactivate, employee.id, profile, Vec::new());
        Ok(&profile.id)
    }

    fn reverse_link(&mut self, action: &'a Action) {
        let (two, employee) = match (self.writable(action), action.employee) {
            (Ok(two), Some(employee)) => (two, employee),
            (Err(why), _) => {
                if why == Why::NumberStays {
                    self.reject(action);
                    self.keep(action);
                }
                return self.leave(action, why);
            }
            (Ok(_), None) => return self.leave(action, Why::EmployeeGone),
        };
        let profile = two.profile;
        if is_back(profile, action) {
            self.reject(action);
            return self.keep(action);
        }
        let Some(change) = action
            .changes
            .first()
            .filter(|_| has_what_was_sent(profile, action))
        else {
            return self.leave(action, Why::LinkChanged);
        };
        let (kind, whose, to) = self.number_before(action, profile, employee, &change.from);
        let change = Change {
            attribute: self.policy.link_attribute.clone(),
            from: number(profile),
            to,
        };
        self.act(kind, whose, profile, vec![change]);
        self.reject(action);
        self.keep(action);
    }

    /// What goes back into the link attribute: another employee's number makes that link again, everything else takes
    /// this one away.
    fn number_before(
        &mut self,
        action: &Action,
        profile: &Profile,
        employee: EmployeeId,
        from: &Value,
    ) -> (ActionKind, EmployeeId, Value) {
        let from = if from.is_present() {
            from.clone()
        } else {
            Value::Empty
        };
        let before = from.as_text().and_then(EmployeeId::from_link);
        let Some(before) = before.filter(|before| self.employees.contains_key(before)) else {
            return (ActionKind::Unlink, employee, from);
        };
        if let Err(why) = self.is_free(before) {
            self.leave(action, why);
            return (ActionKind::Unlink, employee, Value::Empty);
        }
        self.keeps.push(Keep::Confirm(profile.id.clone(), before));
        if self.comes_back.contains(&profile.id) {
            // Whoever comes back has one chain of calls, and the number is its last.
            (ActionKind::Unlink, employee, from)
        } else {
            (ActionKind::Link, before, from)
        }
    }

    fn reverse_unlink(&mut self, action: &'a Action) {
        if self
            .writable(action)
            .is_ok_and(|two| is_back(two.profile, action))
        {
            return self.keep(action);
        }
        let reversed = self.writable(action).and_then(|two| {
            let change = action.changes.first().ok_or(Why::LinkChanged)?;
            if !has_what_was_sent(two.profile, action) {
                return Err(Why::LinkChanged);
            }
            let employee = change.from.as_text().and_then(EmployeeId::from_link);
            let employee = employee
                .filter(|employee| self.employees.contains_key(employee))
                .ok_or(Why::EmployeeGone)?;
            self.is_free(employee)?;
            Ok((two.profile, employee, change.from.clone()))
        });
        match reversed {
            Ok((profile, employee, to)) => {
                let change = Change {
                    attribute: self.policy.link_attribute.clone(),
                    from: number(profile),
                    to,
                };
                self.act(ActionKind::Link, employee, profile, vec![change]);
                self.keeps.push(Keep::Confirm(profile.id.clone(), employee));
                self.gets_back.insert((&profile.id, employee));
                self.keep(action);
            }
            Err(why) => self.leave(action, why),
        }
    }

    fn reverse_update(&mut self, action: &'a Action) {
        let two = match self.writable(action) {
            Ok(two) => two,
            Err(Why::NumberStays) => return self.leave(action, Why::ValuesStay),
            Err(why) => return self.leave(action, why),
        };
        let Some(employee) = action
            .employee
            .filter(|employee| self.is_or_becomes_theirs(two.profile, *employee))
        else {
            return self.leave(action, Why::LinkChanged);
        };
        let mut changes = Vec::new();
        for change in &action.changes {
            match self.old_value(two.profile, change) {
                Ok(Some(change)) => changes.push(change),
                Ok(None) => {}
                Err(why) => self.leave(action, why),
            }
        }
        let is_back = action.changes.iter().all(|change| {
            let now = self.okta_value(two.profile, &change.attribute);
            now.is_some_and(|now| same_value(now, &change.from))
        });
        if is_back || !changes.is_empty() {
            self.keep(action);
        }
        if !changes.is_empty() {
            self.act(ActionKind::Update, employee, two.profile, changes);
        }
    }

    fn is_or_becomes_theirs(&self, profile: &'a Profile, employee: EmployeeId) -> bool {
        number_of(profile) == Some(employee) || self.gets_back.contains(&(&profile.id, employee))
    }

    /// The way back of one value; `None`: it is back already.
    fn old_value(&self, profile: &Profile, change: &Change) -> Result<Option<Change>, Why> {
        let name = &change.attribute;
        let directory = &self.snapshot.directory;
        let held = self
            .okta_value(profile, name)
            .ok_or_else(|| Why::NotRead(name.clone()))?;
        if same_value(held, &change.from) {
            return Ok(None);
        }
        if !self.is_as_sent(profile, change, held) {
            return Err(Why::ValueChanged(name.clone()));
        }
        let property = directory.schema_of(profile).property(name);
        let to = if change.from.is_present() {
            fit(&change.from, property).map_err(|misfit| Why::Misfit(name.clone(), misfit))?
        } else {
            let is_kept =
                NEVER_EMPTIED.contains(&name.as_str()) || property.is_some_and(|property| property.required);
            if is_kept {
                return Err(Why::KeptRequired(name.clone()));
            }
            if property.is_none() {
                return Err(Why::Misfit(name.clone(), Misfit::NoSuchAttribute));
            }
            Value::Empty
        };
        Ok(Some(Change {
            attribute: name.clone(),
            from: held.clone(),
            to,
        }))
    }

    fn okta_value<'p>(&self, profile: &'p Profile, name: &str) -> Option<&'p Value> {
        profile.attributes.get(self.snapshot.directory.column(name)?)
    }

    /// Okta still holds what koppel sent, or what it made of it (rule U2).
    fn is_as_sent(&self, profile: &Profile, change: &Change, now: &Value) -> bool {
        let is_same_mail = || match (now.as_text(), change.to.as_text()) {
            (Some(now), Some(sent)) => change.attribute == "email" && same_email(now, sent),
            _ => false,
        };
        let as_taken = || {
            let base = self
                .state
                .bases
                .get(&profile.id)
                .and_then(|bases| bases.get(&change.attribute));
            base.is_some_and(|base| same_value(&base.sent, &change.to) && same_value(&base.taken, now))
        };
        same_value(now, &change.to) || is_same_mail() || as_taken()
    }

    /// Nobody else holds this employee's number, or whoever does gives it up.
    fn is_free(&self, employee: EmployeeId) -> Result<(), Why> {
        if self.is_left_alone(employee) {
            return Err(Why::Excluded);
        }
        let holders = self.holders.get(&employee).into_iter().flatten();
        match holders.copied().find(|holder| !self.gives_up.contains(*holder)) {
            Some(holder) => Err(Why::NumberTaken(holder.clone())),
            None => Ok(()),
        }
    }

    /// Rules L9 and R5.
    fn look(&self, action: &Action) -> Result<Two<'a>, Why> {
        let position = action
            .profile
            .as_ref()
            .and_then(|id| self.profiles.get(id))
            .copied()
            .ok_or(Why::ProfileGone)? as usize;
        let profile = &self.snapshot.directory.profiles[position];
        if matches!(
            self.report.profiles.get(position),
            Some(ProfileStanding::Aside(_))
        ) {
            return Err(Why::Aside);
        }
        if action
            .employee
            .is_some_and(|employee| self.is_left_alone(employee))
        {
            return Err(Why::Excluded);
        }
        if !profile.is_settled() {
            return Err(Why::Unsettled);
        }
        let employee = action
            .employee
            .and_then(|id| self.employees.get(&id))
            .and_then(|at| self.snapshot.roster.employees.get(*at as usize));
        if employee.is_some_and(|employee| !employee.status.is_known()) {
            return Err(Why::Unsettled);
        }
        Ok(Two { profile, employee })
    }

    /// As [`Reversal::look`], for what changes attributes (rule U8).
    fn writable(&self, action: &Action) -> Result<Two<'a>, Why> {
        let two = self.look(action)?;
        if self.ends.contains(&two.profile.id) {
            Err(Why::NumberStays)
        } else if two.profile.is_live() || self.comes_back.contains(&two.profile.id) {
            Ok(two)
        } else {
            Err(Why::Deactivated)
        }
    }

    fn is_left_alone(&self, employee: EmployeeId) -> bool {
        let standing = self
            .employees
            .get(&employee)
            .and_then(|at| self.report.employees.get(*at as usize));
        matches!(
            standing,
            Some(EmployeeStanding::Excluded | EmployeeStanding::OutOfScope)
        )
    }

    fn act(&mut self, kind: ActionKind, employee: EmployeeId, profile: &Profile, changes: Vec<Change>) {
        let name = self
            .employees
            .get(&employee)
            .and_then(|at| self.snapshot.roster.employees.get(*at as usize))
            .map_or_else(|| profile.display_name(), Employee::display_name);
        self.actions.push(Action {
            kind,
            employee: Some(employee),
            profile: Some(profile.id.clone()),
            login: profile.login.clone(),
            name,
            changes,
            activation: None,
            announced: false,
            awaited_by: Vec::new(),
            held: None,
        });
    }

    fn leave(&mut self, action: &Action, why: Why) {
        self.left.push(Left {
            kind: action.kind,
            employee: action.employee,
            profile: action.profile.clone(),
            login: action.login.clone(),
            name: action.name.clone(),
            why,
        });
    }

    /// Rule L10, of a link that is undone. An undo that is undone took nothing apart.
    fn reject(&mut self, action: &Action) {
        if !self.done.was_undo
            && let (Some(profile), Some(employee)) = (&action.profile, action.employee)
        {
            self.keeps.push(Keep::Reject(profile.clone(), employee));
        }
    }

    /// What is reversed does not come again with the next run. An undo that is undone follows Personio again.
    fn keep(&mut self, action: &Action) {
        if let Some(employee) = action.employee.filter(|_| !self.done.was_undo) {
            let holds = Keep::holds(action.kind).iter();
            self.keeps.extend(holds.map(|kind| Keep::Hold(employee, *kind)));
        }
    }
}

fn number_of(profile: &Profile) -> Option<EmployeeId> {
    EmployeeId::from_link(profile.number.as_deref()?)
}

fn number(profile: &Profile) -> Value {
    profile.number.as_deref().map_or(Value::Empty, Value::text)
}

/// The link attribute still holds what the run wrote there.
fn has_what_was_sent(profile: &Profile, action: &Action) -> bool {
    let sent = action.changes.first().map(|change| &change.to);
    sent.is_some_and(|sent| same_value(&number(profile), sent))
}

/// The link attribute holds what stood there before the run.
fn is_back(profile: &Profile, action: &Action) -> bool {
    let before = action.changes.first().map(|change| &change.from);
    before.is_some_and(|before| same_value(&number(profile), before))
}
