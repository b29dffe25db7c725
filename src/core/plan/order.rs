//! The order of it all (rule A1), so that the same situation always reads the same, and the sums.

use super::make::Planner;
use super::{Access, AccessReason, Action, ActionKind, Plan, RemarkCode, Summary, limit};
use crate::core::id::OktaId;
use crate::core::value::Text;
use rustc_hash::FxHashMap;

impl Planner<'_> {
    pub fn finish(mut self) -> Plan {
        sort_actions(&mut self.actions);
        let limits = limit::measure(&self);
        let mut plan = Plan {
            actions: self.actions,
            limits,
            ..Plan::default()
        };
        if plan.is_over_limit() {
            self.access.extend(plan.actions.iter().filter_map(stopped));
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

/// Rule D5: whose deactivation a limit stops.
fn stopped(action: &Action) -> Option<Access> {
    if action.kind != ActionKind::Deactivate || action.held.is_some() {
        return None;
    }
    Some(Access {
        employee: action.employee?,
        profile: action.profile.clone()?,
        login: action.login.clone(),
        name: action.name.clone(),
        reason: AccessReason::OverLimit,
    })
}

/// Rule A1: what takes a link away, then moves of links, then leavers, then person by person.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    Unlink,
    Move,
    Leave,
    Person,
}

fn sort_actions(actions: &mut [Action]) {
    let lives = life_cycle_calls(actions);
    let phase = |action: &Action| match action.kind {
        ActionKind::Unlink => Phase::Unlink,
        ActionKind::Deactivate => Phase::Leave,
        ActionKind::Link => match action.profile.as_ref().and_then(|profile| lives.get(profile)) {
            // Rule U8: linked as part of the reactivation.
            Some(ActionKind::Reactivate) => Phase::Person,
            // Rule D6: a deactivated profile takes no number any more, so the number comes first.
            Some(ActionKind::Deactivate) => Phase::Leave,
            _ if action.changes.iter().any(|change| change.from.is_present()) => Phase::Move,
            _ => Phase::Person,
        },
        _ => Phase::Person,
    };
    let key = |action: &Action| {
        (
            phase(action),
            action.employee,
            action.kind == ActionKind::Deactivate,
        )
    };
    actions.sort_by(|a, b| {
        key(a)
            .cmp(&key(b))
            .then_with(|| a.kind.cmp(&b.kind))
            .then_with(|| a.profile.cmp(&b.profile))
            .then_with(|| a.held.is_some().cmp(&b.held.is_some()))
    });
}

/// Which profiles that are linked in this plan end or come back in it.
fn life_cycle_calls(actions: &[Action]) -> FxHashMap<OktaId, ActionKind> {
    if !actions.iter().any(|action| action.kind == ActionKind::Link) {
        return FxHashMap::default();
    }
    actions
        .iter()
        .filter(|action| matches!(action.kind, ActionKind::Deactivate | ActionKind::Reactivate))
        .filter_map(|action| Some((action.profile.clone()?, action.kind)))
        .collect()
}

/// Remarks of one person: first what they are about, then which attribute.
fn remark_order(code: &RemarkCode) -> (u8, Option<&Text>) {
    match code {
        RemarkCode::Takeover { .. } => (0, None),
        RemarkCode::AnotherWriter { .. } => (1, None),
        RemarkCode::ClockOff => (2, None),
        RemarkCode::NamesNobody { name, .. } => (3, Some(name)),
        RemarkCode::EndOverdue(_) => (4, None),
        RemarkCode::EndAnnounced(_) => (5, None),
        RemarkCode::EmployeeGone(_) => (6, None),
        RemarkCode::LockedInOkta => (7, None),
        RemarkCode::DecisionVoid => (8, None),
        RemarkCode::StagedByOthers => (9, None),
        RemarkCode::NoHireDate => (10, None),
        RemarkCode::ForeignNumber(number) => (11, Some(number)),
        RemarkCode::NumberElsewhere => (12, None),
        RemarkCode::KeepsNumber => (13, None),
        RemarkCode::FoundNumber => (14, None),
        RemarkCode::Rename => (15, None),
        RemarkCode::Misfit { attribute, .. } => (16, Some(attribute)),
        RemarkCode::KeptRequired(attribute) => (17, Some(attribute)),
        RemarkCode::Drift { attribute, .. } => (18, Some(attribute)),
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
