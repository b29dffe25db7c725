//! The order of it all (rule A1), so that the same situation always reads the same, and the sums.

use super::make::Planner;
use super::{
    Access, AccessReason, Action, ActionKind, HoldCode, LeaverProfile, Plan, Remark, RemarkCode, Summary,
    limit,
};
use crate::core::id::{EmployeeId, OktaId};
use crate::core::schema::Mutability;
use crate::core::value::Text;
use rustc_hash::FxHashMap;

impl Planner<'_> {
    pub fn finish(mut self) -> Plan {
        let limits = limit::measure(&self);
        let leaver_profiles = self.leaver_profiles();
        let mut plan = Plan {
            actions: self.actions,
            limits,
            leaver_profiles,
            ..Plan::default()
        };
        if plan.is_over_limit() {
            let stopped = plan.actions.iter().filter(|action| action.held.is_none());
            let stopped = stopped.filter_map(|action| plan.kept_access(action, AccessReason::OverLimit));
            self.access.extend(stopped);
        }
        for action in &plan.actions {
            if let Some(hold) = action.held.as_ref().filter(|_| action.kind == ActionKind::Link) {
                self.access
                    .extend(plan.kept_access(action, AccessReason::Hold(hold.code)));
            }
        }
        sort_access(&mut self.access);
        self.skipped
            .sort_by(|a, b| (a.employee, &a.profile, &a.reason).cmp(&(b.employee, &b.profile, &b.reason)));
        sort_remarks(&mut self.remarks);
        plan.summary = summarize(&plan.actions, self.skipped.len());
        plan.skipped = self.skipped;
        plan.remarks = self.remarks;
        plan.still_have_access = self.access;
        plan.mark_decided(self.state);
        plan.review_is_closed = self.state.review.is_closed();
        let schema = &self.snapshot.directory.schema;
        let link = schema.property(&self.policy.link_attribute);
        if link.is_some_and(|link| link.mutability != Mutability::ReadWrite) {
            plan.hold_links(HoldCode::LinkReadOnly);
            plan.mark_decided(self.state);
        }
        plan
    }
}

impl Planner<'_> {
    /// The profiles of leavers whose ID this plan overwrites or removes.
    fn leaver_profiles(&self) -> Vec<LeaverProfile> {
        let mut behind: Vec<LeaverProfile> = self
            .actions
            .iter()
            .filter_map(|action| self.leaver_behind(action))
            .collect();
        behind.sort_by(|a, b| a.profile.cmp(&b.profile));
        behind.dedup();
        behind
    }

    /// The leaver whose ID stands in the profile that this action gives to somebody else, or unlinks.
    pub(super) fn leaver_behind(&self, action: &Action) -> Option<LeaverProfile> {
        let is_move = matches!(action.kind, ActionKind::Link | ActionKind::Unlink);
        let change = action.changes.first().filter(|_| is_move)?;
        let employee = EmployeeId::from_link(change.from.as_text()?)?;
        let was_known =
            self.index.contains_key(&employee) || self.state.past.known_employees.contains(&employee);
        let is_leaver = was_known && self.has_left(employee);
        let profile = action.profile.as_ref().filter(|_| is_leaver)?;
        let mut profiles = self.snapshot.directory.profiles.iter();
        let profile = profiles.find(|one| one.id == *profile)?;
        let name = match self.index.get(&employee) {
            Some(at) => self.employee(*at).display_name(),
            None => profile.display_name(),
        };
        Some(LeaverProfile {
            profile: profile.id.clone(),
            employee,
            name,
            is_live: profile.is_live(),
        })
    }
}

fn sort_remarks(remarks: &mut [Remark]) {
    let key = |remark: &Remark| (remark.employee, remark.profile.clone());
    remarks.sort_by(|a, b| {
        let by_person = key(a).cmp(&key(b));
        by_person.then_with(|| remark_order(&a.code).cmp(&remark_order(&b.code)))
    });
}

impl Plan {
    /// Remarks that came up while the plan was applied.
    pub fn add_remarks(&mut self, remarks: impl IntoIterator<Item = Remark>) {
        self.remarks.extend(remarks);
        sort_remarks(&mut self.remarks);
    }
}

/// Each profile once, with its first reason.
pub(super) fn sort_access(people: &mut Vec<Access>) {
    people.sort_by(|a, b| (a.employee, &a.profile, a.reason).cmp(&(b.employee, &b.profile, b.reason)));
    people.dedup_by(|a, b| a.employee == b.employee && a.profile == b.profile);
}

/// Rule A1: what needs a link that goes, what takes a link away, then moves of links, then leavers, then person by person.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    Before,
    Unlink,
    Move,
    Leave,
    Person,
}

/// Which phase an action belongs to depends on what else happens to its profile.
#[derive(Default)]
struct Phases {
    /// Profiles that end or come back.
    lives: FxHashMap<OktaId, ActionKind>,
    /// Profiles whose number is written, and whose it becomes.
    numbers: FxHashMap<OktaId, Option<EmployeeId>>,
}

impl Phases {
    fn of(actions: &[Action]) -> Self {
        let mut phases = Self::default();
        for action in actions {
            let Some(profile) = &action.profile else { continue };
            match action.kind {
                ActionKind::Link => phases.numbers.insert(profile.clone(), action.employee),
                ActionKind::Unlink => phases.numbers.insert(profile.clone(), None),
                _ => None,
            };
        }
        if !phases.numbers.is_empty() {
            let lives = actions
                .iter()
                .filter(|action| matches!(action.kind, ActionKind::Deactivate | ActionKind::Reactivate));
            phases.lives = lives
                .filter_map(|action| Some((action.profile.clone()?, action.kind)))
                .collect();
        }
        phases
    }

    /// What happens to the action's profile besides.
    fn life(&self, action: &Action) -> Option<ActionKind> {
        self.lives.get(action.profile.as_ref()?).copied()
    }

    /// The profile is about to lose this employee's number.
    fn loses_its_number(&self, action: &Action) -> bool {
        let becomes = action
            .profile
            .as_ref()
            .and_then(|profile| self.numbers.get(profile));
        becomes.is_some_and(|becomes| *becomes != action.employee)
    }

    fn phase(&self, action: &Action) -> Phase {
        match action.kind {
            // Rule A9: a deactivated profile takes no change, so it comes back first.
            ActionKind::Unlink if self.life(action) == Some(ActionKind::Reactivate) => Phase::Person,
            ActionKind::Unlink => Phase::Unlink,
            ActionKind::Deactivate => Phase::Leave,
            ActionKind::Link => match self.life(action) {
                // Rule U8: linked as part of the reactivation.
                Some(ActionKind::Reactivate) => Phase::Person,
                // Rule D6: a deactivated profile takes no number any more, so the number comes first.
                Some(ActionKind::Deactivate) => Phase::Leave,
                _ if action.changes.iter().any(|change| change.from.is_present()) => Phase::Move,
                // Rule P4: somebody's end waits for it.
                _ if !action.awaited_by.is_empty() => Phase::Move,
                _ => Phase::Person,
            },
            // Rule A9: old values go back while the profile is still the employee's.
            ActionKind::Update if self.loses_its_number(action) && self.life(action).is_none() => {
                Phase::Before
            }
            _ => Phase::Person,
        }
    }
}

impl Plan {
    /// What is to be done, in the order of rule A1: one wave after the other; within a wave the chains may go at the
    /// same time, and each chain holds the positions of one person's actions, one after the other. Held actions are
    /// in none.
    pub fn waves(&self) -> Vec<Vec<Vec<u32>>> {
        let phases = Phases::of(&self.actions);
        let mut waves: Vec<Vec<Vec<u32>>> = Vec::new();
        let mut last = None;
        for (position, action) in (0u32..).zip(&self.actions) {
            if action.held.is_some() {
                continue;
            }
            let now = (phases.phase(action), action.employee);
            match last {
                Some(before) if before == now && action.employee.is_some() => {
                    if let Some(chain) = waves.last_mut().and_then(|wave| wave.last_mut()) {
                        chain.push(position);
                    }
                }
                Some((phase, _)) if phase == now.0 => {
                    if let Some(wave) = waves.last_mut() {
                        wave.push(vec![position]);
                    }
                }
                _ => waves.push(vec![vec![position]]),
            }
            last = Some(now);
        }
        waves
    }
}

pub(super) fn sort_actions(actions: &mut [Action]) {
    let phases = Phases::of(actions);
    let key = |action: &Action| {
        let phase = phases.phase(action);
        let is_last = match action.kind {
            ActionKind::Deactivate => true,
            ActionKind::Unlink => phase == Phase::Person,
            _ => false,
        };
        (phase, action.employee, is_last)
    };
    actions.sort_by(|a, b| {
        key(a)
            .cmp(&key(b))
            .then_with(|| a.kind.cmp(&b.kind))
            .then_with(|| a.profile.cmp(&b.profile))
            .then_with(|| a.held.is_some().cmp(&b.held.is_some()))
    });
}

/// Remarks of one person: first what they are about, then which attribute.
fn remark_order(code: &RemarkCode) -> (u8, Option<&Text>) {
    match code {
        RemarkCode::Takeover { .. } => (0, None),
        RemarkCode::AnotherWriter { .. } => (1, None),
        RemarkCode::ClockOff => (2, None),
        RemarkCode::NamesNobody { name, .. } | RemarkCode::UserTypeUnreadable { name, .. } => (3, Some(name)),
        RemarkCode::EndOverdue(_) => (4, None),
        RemarkCode::EndAnnounced(_) => (5, None),
        RemarkCode::EmployeeGone(_) => (6, None),
        RemarkCode::LockedInOkta => (7, None),
        RemarkCode::DecisionVoid => (8, None),
        RemarkCode::StagedByOthers => (9, None),
        RemarkCode::NoHireDate | RemarkCode::OddHireDate => (10, None),
        RemarkCode::ForeignNumber(number) => (11, Some(number)),
        RemarkCode::NumberElsewhere => (12, None),
        RemarkCode::KeepsNumber => (13, None),
        RemarkCode::FoundNumber => (14, None),
        RemarkCode::Rename => (15, None),
        RemarkCode::Misfit { attribute, .. } => (16, Some(attribute)),
        RemarkCode::KeptRequired(attribute) => (17, Some(attribute)),
        RemarkCode::Drift { attribute, .. } => (18, Some(attribute)),
        RemarkCode::AttributeRefused { attribute, .. } => (19, Some(attribute)),
        RemarkCode::RefusedBefore { words, .. } => (20, Some(words)),
    }
}

pub(super) fn summarize(actions: &[Action], skipped: usize) -> Summary {
    let mut summary = Summary {
        skipped,
        ..Summary::default()
    };
    for action in actions {
        let count = match (&action.held, action.kind) {
            (Some(_), _) => &mut summary.held,
            (None, ActionKind::Unlink) => &mut summary.unlink,
            (None, ActionKind::Deactivate) => &mut summary.deactivate,
            (None, ActionKind::Reactivate) => &mut summary.reactivate,
            (None, ActionKind::Link) => &mut summary.link,
            (None, ActionKind::Update) => &mut summary.update,
            (None, ActionKind::Provision) => &mut summary.provision,
            (None, ActionKind::Activate) => &mut summary.activate,
        };
        *count += 1;
    }
    summary
}
