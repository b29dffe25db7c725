//! From the link report to the plan: what everybody's plan shares, and the order of it all.

use super::{
    Access, AccessReason, Action, ActionKind, Hold, HoldCode, Plan, Remark, RemarkCode, Skip, SkipReason,
    Summary, Suspicion, limit, provision,
};
use crate::core::employee::Employee;
use crate::core::id::{EmployeeId, OktaId};
use crate::core::link::{EmployeeStanding, LinkReport, PairKind, PairRemark, ProfileStanding};
use crate::core::login::Taken;
use crate::core::policy::{Policy, Source};
use crate::core::profile::Profile;
use crate::core::snapshot::Snapshot;
use crate::core::state::{AsideKind, Staging, State};
use crate::core::text::email_key;
use crate::core::update::Target;
use crate::core::value::Text;
use rustc_hash::{FxHashMap, FxHashSet};

/// The plan for a complete reading, or why the reading cannot be trusted (rule R2).
pub fn make(
    snapshot: &Snapshot,
    policy: &Policy,
    state: &State,
    report: &LinkReport,
) -> Result<Plan, Suspicion> {
    suspect(snapshot, policy, state)?;
    let mut planner = Planner::new(snapshot, policy, state, report);
    planner.remark_on_the_whole();
    let newcomers = provision::newcomers(&mut planner);
    planner.plan_pairs();
    planner.plan_removals_of_the_gone();
    provision::plan(&mut planner, newcomers);
    planner.explain_the_rest();
    Ok(planner.finish())
}

/// Rule R2.
fn suspect(snapshot: &Snapshot, policy: &Policy, state: &State) -> Result<(), Suspicion> {
    if snapshot.roster.employees.is_empty() {
        let numbers = snapshot
            .directory
            .profiles
            .iter()
            .filter(|profile| profile.number.is_some())
            .count();
        let links = numbers.max(state.past.links.len());
        return if links == 0 {
            Ok(())
        } else {
            Err(Suspicion::Empty { links })
        };
    }
    if state.past.links.is_empty() {
        return Ok(());
    }
    let present: FxHashSet<EmployeeId> = snapshot
        .roster
        .employees
        .iter()
        .map(|employee| employee.id)
        .collect();
    let mut missing: Vec<EmployeeId> = state
        .past
        .links
        .values()
        .copied()
        .filter(|employee| !present.contains(employee))
        .collect();
    missing.sort_unstable();
    missing.dedup();
    match policy.limits.deactivations.allowed(state.past.links.len()) {
        Some(allowed) if missing.len() > allowed => Err(Suspicion::Shrunk { missing, allowed }),
        _ => Ok(()),
    }
}

/// What every part of the planning looks at and adds to.
pub(super) struct Planner<'a> {
    pub snapshot: &'a Snapshot,
    pub policy: &'a Policy,
    pub state: &'a State,
    pub report: &'a LinkReport,
    pub index: FxHashMap<EmployeeId, u32>,
    pub targets: Vec<MappedTarget<'a>>,
    /// Rule P4: the end of these employees does not deactivate their profile.
    pub second_record_open: FxHashSet<EmployeeId>,
    /// Rule L7: somebody else changed or removed the link of these.
    pub changed_links: FxHashSet<EmployeeId>,
    /// Live profiles that lose a link in this plan, by the employee who keeps it.
    pub losers: FxHashMap<EmployeeId, Vec<u32>>,
    /// Built when the first user principal name is needed.
    pub upns: Option<Taken>,
    pub actions: Vec<Action>,
    pub skipped: Vec<Skip>,
    pub remarks: Vec<Remark>,
    pub access: Vec<Access>,
}

/// A line of the mapping, with where its values stand on either side.
pub(super) struct MappedTarget<'a> {
    pub target: Target<'a>,
    pub source: &'a Source,
    /// Position in the employees' attributes, for sources that are columns.
    pub personio_column: Option<usize>,
    pub okta_column: Option<usize>,
}

impl<'a> Planner<'a> {
    fn new(snapshot: &'a Snapshot, policy: &'a Policy, state: &'a State, report: &'a LinkReport) -> Self {
        let targets = policy
            .mapping
            .iter()
            .map(|mapping| MappedTarget {
                target: Target::new(
                    &mapping.target,
                    snapshot.directory.schema.property(&mapping.target),
                    mapping.first,
                    policy.drift,
                ),
                source: &mapping.source,
                personio_column: mapping.source.key().and_then(|key| snapshot.roster.column(key)),
                okta_column: snapshot.directory.column(&mapping.target),
            })
            .collect();
        let mut planner = Self {
            snapshot,
            policy,
            state,
            report,
            index: snapshot.roster.index(),
            targets,
            second_record_open: FxHashSet::default(),
            changed_links: FxHashSet::default(),
            losers: FxHashMap::default(),
            upns: None,
            actions: Vec::new(),
            skipped: Vec::new(),
            remarks: Vec::new(),
            access: Vec::new(),
        };
        planner.find_changed_links();
        planner.find_losers();
        planner
    }

    pub fn employee(&self, position: u32) -> &'a Employee {
        &self.snapshot.roster.employees[position as usize]
    }

    pub fn profile(&self, position: u32) -> &'a Profile {
        &self.snapshot.directory.profiles[position as usize]
    }

    /// Rule G3.
    pub fn is_protected(&self, profile: &Profile) -> bool {
        self.snapshot.directory.token_owner.as_ref() == Some(&profile.id)
            || (!self.policy.protected.is_empty()
                && self.policy.protected.contains(email_key(&profile.login).as_ref()))
    }

    /// A person's own hold on this kind of action, or on everything of this employee.
    pub fn person_hold(&self, employee: EmployeeId, kind: ActionKind) -> Option<Hold> {
        let holds = self.state.decisions.held.get(&employee)?;
        let hold = holds
            .iter()
            .find(|hold| hold.kind.is_none_or(|held| held == kind))?;
        Some(Hold {
            note: hold.note.clone(),
            ..Hold::new(HoldCode::ByPerson)
        })
    }

    pub fn remark(&mut self, employee: Option<EmployeeId>, profile: Option<&OktaId>, code: RemarkCode) {
        self.remarks.push(Remark {
            employee,
            profile: profile.cloned(),
            code,
        });
    }

    pub fn skip(&mut self, employee: EmployeeId, profile: Option<&OktaId>, reason: SkipReason) {
        self.skipped.push(Skip {
            employee: Some(employee),
            profile: profile.cloned(),
            reason,
        });
    }

    /// Rule D5.
    pub fn still_has_access(&mut self, employee: EmployeeId, profile: &Profile, reason: AccessReason) {
        self.access.push(Access {
            employee,
            profile: profile.id.clone(),
            login: profile.login.clone(),
            name: profile.display_name(),
            reason,
        });
    }

    /// Rule L7: what stood in Okta at the last good reading, koppel's own writes included, stands there no more.
    fn find_changed_links(&mut self) {
        if self.state.past.links.is_empty() {
            return;
        }
        let decisions = &self.state.decisions;
        let mut count = 0;
        for profile in &self.snapshot.directory.profiles {
            let Some(&before) = self.state.past.links.get(&profile.id) else {
                continue;
            };
            let now = profile.number.as_deref().and_then(EmployeeId::from_link);
            let is_ours = decisions.assignments.contains_key(&profile.id)
                || decisions.removals.contains_key(&profile.id);
            if now == Some(before) || is_ours || !self.index.contains_key(&before) {
                continue;
            }
            count += 1;
            self.changed_links.insert(before);
            self.changed_links.extend(now);
        }
        self.changed_links
            .retain(|employee| !decisions.has_released(HoldCode::LinkChanged, *employee));
        if count > 1 {
            self.remark(None, None, RemarkCode::AnotherWriter { links: count });
        }
    }

    fn find_losers(&mut self) {
        let moves = self
            .report
            .pairs
            .iter()
            .any(|pair| pair.remarks.contains(&PairRemark::Moves));
        if !moves {
            return;
        }
        for (position, standing) in (0u32..).zip(&self.report.profiles) {
            if let ProfileStanding::SpareNumber(employee) = standing {
                self.losers.entry(*employee).or_default().push(position);
            }
        }
    }

    fn remark_on_the_whole(&mut self) {
        let links = self
            .report
            .pairs
            .iter()
            .filter(|pair| pair.kind == PairKind::Linked)
            .count();
        if !self.state.past.has_read && links > 0 {
            self.remark(None, None, RemarkCode::Takeover { links });
        }
        if self.snapshot.moment.clock_is_off {
            self.remark(None, None, RemarkCode::ClockOff);
        }
        let missing = std::iter::repeat_n(
            Skip {
                employee: None,
                profile: None,
                reason: SkipReason::MissingId,
            },
            self.snapshot.roster.without_id,
        );
        self.skipped.extend(missing);
    }

    /// A removal of a link whose employee is gone from Personio has no pair to hang on.
    fn plan_removals_of_the_gone(&mut self) {
        if self.state.decisions.removals.is_empty() {
            return;
        }
        for (position, profile) in (0u32..).zip(&self.snapshot.directory.profiles) {
            let Some(&staging) = self.state.decisions.removals.get(&profile.id) else {
                continue;
            };
            match self.report.profiles[position as usize] {
                ProfileStanding::Paired(_) => {}
                ProfileStanding::EmployeeGone(employee) if profile.is_live() && profile.is_settled() => {
                    self.unlink(profile, Some(employee), staging, None);
                }
                _ => self.remark(None, Some(&profile.id), RemarkCode::DecisionVoid),
            }
        }
    }

    /// The link attribute is emptied (rule L7). `hold` is what the move waits for, if anything.
    pub fn unlink(
        &mut self,
        profile: &Profile,
        employee: Option<EmployeeId>,
        staging: Staging,
        hold: Option<&Hold>,
    ) {
        let waits = if self.is_protected(profile) {
            Some(Hold::new(HoldCode::Protected))
        } else if staging == Staging::Staged {
            Some(Hold::new(HoldCode::Staged))
        } else {
            hold.cloned()
                .or_else(|| employee.and_then(|id| self.person_hold(id, ActionKind::Unlink)))
        };
        self.actions.push(Action {
            kind: ActionKind::Unlink,
            employee,
            profile: Some(profile.id.clone()),
            login: profile.login.clone(),
            name: profile.display_name(),
            changes: vec![super::Change {
                attribute: self.policy.link_attribute.clone(),
                from: profile
                    .number
                    .as_deref()
                    .map_or(super::Value::Empty, super::Value::text),
                to: super::Value::Empty,
            }],
            activation: None,
            announced: false,
            held: waits,
        });
    }

    /// Everybody for whom nothing is done gets a reason; whoever left and still has access is listed (rule D5).
    fn explain_the_rest(&mut self) {
        for (position, standing) in (0u32..).zip(&self.report.employees) {
            let id = self.employee(position).id;
            match *standing {
                EmployeeStanding::Excluded => self.skip(id, None, SkipReason::Excluded),
                EmployeeStanding::OutOfScope => self.skip(id, None, SkipReason::OutOfScope),
                EmployeeStanding::InConflict(conflict) => {
                    let kind = self.report.conflicts[conflict as usize].kind;
                    self.skip(id, None, SkipReason::InConflict(kind));
                }
                EmployeeStanding::ProfileAside(profile) => {
                    let profile = self.profile(profile);
                    self.skip(id, Some(&profile.id), SkipReason::ProfileAside);
                    if self.employee(position).status.is_inactive() && profile.is_live() {
                        self.still_has_access(id, profile, AccessReason::Aside);
                    }
                }
                EmployeeStanding::Unmatched | EmployeeStanding::Paired(_) => {}
            }
        }
        let report = self.report;
        for conflict in &report.conflicts {
            for employee in &conflict.employees {
                let employee = self.employee(*employee);
                if !employee.status.is_inactive() {
                    continue;
                }
                for profile in &conflict.profiles {
                    let profile = self.profile(*profile);
                    if profile.is_live() {
                        self.still_has_access(employee.id, profile, AccessReason::Conflict);
                    }
                }
            }
        }
        for (position, standing) in (0u32..).zip(&self.report.profiles) {
            self.explain_profile(self.profile(position), standing);
        }
        self.remark_void_assignments();
    }

    fn explain_profile(&mut self, profile: &Profile, standing: &ProfileStanding) {
        match standing {
            ProfileStanding::EmployeeGone(employee) => {
                self.remark(None, Some(&profile.id), RemarkCode::EmployeeGone(*employee));
                if profile.is_live() {
                    self.still_has_access(*employee, profile, AccessReason::EmployeeGone);
                }
            }
            ProfileStanding::SpareNumber(employee) => {
                let loses = profile.is_live();
                let keeps = self.losers.contains_key(employee) && !loses;
                let code = if keeps {
                    RemarkCode::KeepsNumber
                } else {
                    RemarkCode::NumberElsewhere
                };
                if !loses {
                    self.remark(Some(*employee), Some(&profile.id), code);
                }
            }
            ProfileStanding::LeftAlone(employee) => {
                let left = self
                    .index
                    .get(employee)
                    .is_some_and(|at| self.employee(*at).status.is_inactive());
                if left && profile.is_live() {
                    self.still_has_access(*employee, profile, AccessReason::Excluded);
                }
            }
            ProfileStanding::Aside(aside) => {
                if let AsideKind::Second(Some(owner)) = aside.kind
                    && profile.is_live()
                    && self
                        .index
                        .get(&owner)
                        .is_none_or(|at| self.employee(*at).status.is_inactive())
                {
                    self.still_has_access(owner, profile, AccessReason::SecondAccount);
                }
            }
            ProfileStanding::Unmatched => {
                if let Some(number) = &profile.number {
                    self.remark(None, Some(&profile.id), RemarkCode::ForeignNumber(number.clone()));
                }
            }
            ProfileStanding::Former | ProfileStanding::Paired(_) | ProfileStanding::InConflict(_) => {}
        }
    }

    fn remark_void_assignments(&mut self) {
        if self.state.decisions.assignments.is_empty() {
            return;
        }
        let paired: FxHashSet<(&OktaId, EmployeeId)> = self
            .report
            .pairs
            .iter()
            .map(|pair| (&self.profile(pair.profile).id, self.employee(pair.employee).id))
            .collect();
        let mut void: Vec<(OktaId, EmployeeId)> = self
            .state
            .decisions
            .assignments
            .iter()
            .filter(|(profile, assignment)| !paired.contains(&(*profile, assignment.employee)))
            .map(|(profile, assignment)| (profile.clone(), assignment.employee))
            .collect();
        void.sort_unstable();
        for (profile, employee) in void {
            self.remark(Some(employee), Some(&profile), RemarkCode::DecisionVoid);
        }
    }

    /// Rule A1, and everything else in an order that reads the same every time.
    fn finish(mut self) -> Plan {
        self.actions.sort_by(|a, b| order(a).cmp(&order(b)));
        let limits = limit::measure(&self);
        let mut plan = Plan {
            actions: self.actions,
            limits,
            ..Plan::default()
        };
        if plan.is_over_limit() {
            let stopped = plan
                .actions
                .iter()
                .filter(|action| action.kind == ActionKind::Deactivate && action.held.is_none());
            self.access.extend(stopped.filter_map(|action| {
                Some(Access {
                    employee: action.employee?,
                    profile: action.profile.clone()?,
                    login: action.login.clone(),
                    name: action.name.clone(),
                    reason: AccessReason::OverLimit,
                })
            }));
        }
        self.access
            .sort_by(|a, b| (a.employee, &a.profile, a.reason).cmp(&(b.employee, &b.profile, b.reason)));
        self.access
            .dedup_by(|a, b| a.employee == b.employee && a.profile == b.profile);
        self.skipped
            .sort_by(|a, b| (a.employee, &a.profile, &a.reason).cmp(&(b.employee, &b.profile, &b.reason)));
        self.remarks.sort_by(|a, b| {
            (a.employee, &a.profile, remark_order(&a.code)).cmp(&(
                b.employee,
                &b.profile,
                remark_order(&b.code),
            ))
        });
        plan.summary = summarize(&plan.actions, self.skipped.len());
        plan.skipped = self.skipped;
        plan.remarks = self.remarks;
        plan.still_have_access = self.access;
        plan.review_is_closed = self.state.review.is_closed();
        plan
    }
}

/// Rule A1: moves of links first, then leavers, then person by person.
fn order(action: &Action) -> (u8, Option<EmployeeId>, ActionKind, Option<&OktaId>, bool) {
    let phase = match action.kind {
        ActionKind::Unlink => 0,
        ActionKind::Deactivate => 1,
        _ => 2,
    };
    (
        phase,
        action.employee,
        action.kind,
        action.profile.as_ref(),
        action.held.is_some(),
    )
}

/// Remarks of one person: first what they are about, then which attribute.
fn remark_order(code: &RemarkCode) -> (u8, Option<&Text>) {
    match code {
        RemarkCode::Takeover { .. } => (0, None),
        RemarkCode::AnotherWriter { .. } => (1, None),
        RemarkCode::ClockOff => (2, None),
        RemarkCode::EndOverdue(_) => (3, None),
        RemarkCode::EndAnnounced(_) => (4, None),
        RemarkCode::EmployeeGone(_) => (5, None),
        RemarkCode::LockedInOkta => (6, None),
        RemarkCode::DecisionVoid => (7, None),
        RemarkCode::StagedByOthers => (8, None),
        RemarkCode::NoHireDate => (9, None),
        RemarkCode::ForeignNumber(number) => (10, Some(number)),
        RemarkCode::NumberElsewhere => (11, None),
        RemarkCode::KeepsNumber => (12, None),
        RemarkCode::FoundNumber => (13, None),
        RemarkCode::Rename => (14, None),
        RemarkCode::Misfit { attribute, .. } => (15, Some(attribute)),
        RemarkCode::KeptRequired(attribute) => (16, Some(attribute)),
        RemarkCode::Drift { attribute, .. } => (17, Some(attribute)),
    }
}

fn summarize(actions: &[Action], skipped: usize) -> Summary {
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
