//! From the link report to the plan: the steps, and what everybody's plan shares.

use super::attribute::UserPrincipalNames;
use super::second_record::SecondRecords;
use super::suspicion::suspect;
use super::{
    Access, AccessReason, Action, ActionKind, Change, Hold, HoldCode, Plan, Remark, RemarkCode, Skip,
    SkipReason, Suspicion, joiner, order, provision,
};
use crate::core::employee::Employee;
use crate::core::id::{EmployeeId, OktaId};
use crate::core::link::{EmployeeStanding, LinkReport, PairKind, PairRemark};
use crate::core::policy::{Policy, Source};
use crate::core::profile::Profile;
use crate::core::snapshot::Snapshot;
use crate::core::state::State;
use crate::core::text::email_key;
use crate::core::undo::UndoneNote;
use crate::core::update::Target;
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
    planner.second_records = SecondRecords::find(&planner);
    let joiners = joiner::joiners(&mut planner);
    planner.plan_pairs();
    planner.plan_other_removals();
    provision::plan(&mut planner, joiners);
    planner.hold_whose_number_is_not_free();
    planner.hold_who_gives_up_a_profile();
    planner.name_whose_end_waits_for_a_link();
    // From here on actions only leave or wait: what needs another one stands behind it.
    order::sort_actions(&mut planner.actions);
    planner.leave_out_refused_attributes();
    planner.leave_out_refused();
    planner.hold_ends_that_others_wait_for();
    planner.hold_until_the_review_is_closed();
    planner.explain_the_rest();
    planner.list_leavers();
    Ok(planner.finish())
}

/// A plan of these actions, which were decided elsewhere (rule A9): under the same guards, limits and order.
pub(in crate::core) fn of_actions(
    snapshot: &Snapshot,
    policy: &Policy,
    state: &State,
    report: &LinkReport,
    actions: Vec<Action>,
) -> Result<Plan, Suspicion> {
    suspect(snapshot, policy, state)?;
    let mut planner = Planner::new(snapshot, policy, state, report);
    planner.remark_on_the_whole();
    planner.actions = actions;
    planner.guard();
    planner.leave_out_refused_attributes();
    planner.leave_out_refused();
    let mut plan = planner.finish();
    // Whoever is employed loses no access by leaving.
    let index = snapshot.roster.index();
    plan.still_have_access.retain(|access| {
        let at = index.get(&access.employee).copied();
        at.is_none_or(|at| snapshot.roster.employees[at as usize].status.is_inactive())
    });
    Ok(plan)
}

/// What every part of the planning looks at and adds to.
pub(super) struct Planner<'a> {
    pub snapshot: &'a Snapshot,
    pub policy: &'a Policy,
    pub state: &'a State,
    pub report: &'a LinkReport,
    pub index: FxHashMap<EmployeeId, u32>,
    pub targets: Vec<MappedTarget<'a>>,
    /// Rule P4. Empty until [`make`] looks for them.
    pub second_records: SecondRecords,
    /// Rule L7: somebody else changed or removed the link of these.
    pub changed_links: FxHashSet<EmployeeId>,
    /// Whom a person assigned a profile, whether that fits or not.
    pub assigned: FxHashSet<EmployeeId>,
    /// Live profiles that lose a link in this plan, by the employee who keeps it.
    pub losers: FxHashMap<EmployeeId, Vec<u32>>,
    /// Built when the first user principal name is needed.
    pub upns: Option<UserPrincipalNames<'a>>,
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
    pub fn new(snapshot: &'a Snapshot, policy: &'a Policy, state: &'a State, report: &'a LinkReport) -> Self {
        let targets = policy
            .mapping
            .iter()
            // Rule N6: the settings refuse such a line; nothing here depends on their having done so.
            .filter(|mapping| mapping.target != "login" && mapping.target != policy.link_attribute)
            .map(|mapping| MappedTarget {
                target: Target::new(
                    &mapping.target,
                    snapshot.directory.schema.property(&mapping.target),
                    mapping.first,
                    policy.drift,
                )
                .fed_by(&mapping.source),
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
            second_records: SecondRecords::default(),
            changed_links: FxHashSet::default(),
            assigned: state
                .decisions
                .assignments
                .values()
                .map(|assignment| assignment.employee)
                .collect(),
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
        let code = if UndoneNote::parse(&hold.note).is_some() {
            HoldCode::Undone
        } else {
            HoldCode::ByPerson
        };
        Some(Hold {
            note: hold.note.clone(),
            ..Hold::new(code)
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
        // Rule L9: being out of scope says more than how the profile is found.
        let reason = if self.is_out_of_scope(employee) {
            AccessReason::OutOfScope
        } else {
            reason
        };
        self.access.push(Access {
            employee,
            profile: profile.id.clone(),
            login: profile.login.clone(),
            name: profile.display_name(),
            reason,
            decided_by_person: false,
        });
    }

    fn is_out_of_scope(&self, employee: EmployeeId) -> bool {
        let standing = self
            .index
            .get(&employee)
            .and_then(|at| self.report.employees.get(*at as usize));
        matches!(standing, Some(EmployeeStanding::OutOfScope))
    }

    pub fn act(
        &mut self,
        kind: ActionKind,
        employee: &Employee,
        profile: &Profile,
        changes: Vec<Change>,
        held: Option<Hold>,
    ) {
        self.actions.push(Action {
            kind,
            employee: Some(employee.id),
            profile: Some(profile.id.clone()),
            login: profile.login.clone(),
            name: employee.display_name(),
            changes,
            activation: None,
            announced: false,
            awaited_by: Vec::new(),
            held,
        });
    }

    /// Rules G3 and R6 for actions that no part of the planning looked at; what needs one that waits, waits with it.
    fn guard(&mut self) {
        let mut actions = std::mem::take(&mut self.actions);
        order::sort_actions(&mut actions);
        let by_id: FxHashMap<&OktaId, &Profile> = self
            .snapshot
            .directory
            .profiles
            .iter()
            .map(|profile| (&profile.id, profile))
            .collect();
        let mut waits: FxHashSet<EmployeeId> = FxHashSet::default();
        for action in &mut actions {
            let profile = action.profile.as_ref().and_then(|id| by_id.get(id));
            let is_protected = profile.is_some_and(|profile| self.is_protected(profile));
            let loses = action.kind == ActionKind::Deactivate || action.is_relink();
            let code = if loses && is_protected {
                Some(HoldCode::Protected)
            } else if action.kind == ActionKind::Deactivate && self.snapshot.directory.token_owner.is_none() {
                Some(HoldCode::TokenOwnerUnknown)
            } else if action.kind == ActionKind::Reactivate && self.snapshot.moment.clock_is_off {
                Some(HoldCode::ClockOff)
            } else {
                let follows = action.employee.is_some_and(|employee| waits.contains(&employee));
                follows.then_some(HoldCode::Follows)
            };
            action.held = code.map(Hold::new);
            if action.held.is_some() {
                waits.extend(action.needed_by());
            }
        }
        self.actions = actions;
    }

    /// Rule U6: user types whose schema may not be read.
    fn remark_on_user_types(&mut self) {
        let directory = &self.snapshot.directory;
        for user_type in directory.user_types.iter().filter(|one| one.schema.is_none()) {
            let has_it = |profile: &&Profile| profile.user_type.as_ref() == Some(&user_type.id);
            let code = RemarkCode::UserTypeUnreadable {
                name: user_type.name.clone(),
                profiles: directory.profiles.iter().filter(has_it).count(),
            };
            self.remark(None, None, code);
        }
    }

    fn remark_on_the_whole(&mut self) {
        // Links of somebody else, as long as nobody looked at them: what a headless run reads before the review makes
        // the state no less new (rules R7 and P2).
        let is_new = !self.state.past.has_read || !self.state.review.is_closed();
        let links = || {
            let pairs = self.report.pairs.iter();
            pairs
                .filter(|pair| {
                    pair.kind == PairKind::Linked && pair.remarks.contains(&PairRemark::FoundNumber)
                })
                .count()
        };
        if let Some(links) = is_new.then(links).filter(|links| *links > 0) {
            self.remark(None, None, RemarkCode::Takeover { links });
        }
        if self.snapshot.moment.clock_is_off {
            self.remark(None, None, RemarkCode::ClockOff);
        }
        self.remark_on_user_types();
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
}
