//! What of a plan one run applies: the part that was asked for, what passes a limit, and what a limit takes out
//! (rule G1).

use super::{
    Access, AccessReason, Action, ActionKind, Hold, HoldCode, LeaverProfile, LimitCode, LimitUse, Plan,
    limit, order,
};
use crate::core::id::EmployeeId;
use rustc_hash::FxHashSet;

/// The part of a plan that a run is asked for; by default all of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    pub kinds: Option<Vec<ActionKind>>,
    pub scope: RunScope,
}

/// Whom a run is for. Said by whoever starts it, and never guessed from how many people there are (rule G1).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum RunScope {
    #[default]
    Everybody,
    /// One person whom somebody named: no limit stops them, and what Okta refused is tried again.
    OnePerson(EmployeeId),
    /// These people, however many they are; all limits hold.
    People(Vec<EmployeeId>),
}

/// What a person counts before they let it pass a limit: `deactivate=30`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Counted {
    Deactivate,
    Provision,
    Update,
    /// Links moved, removed or overwritten.
    Relink,
}

/// A person counted something else than the plan holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Miscount {
    pub counted: Counted,
    pub said: usize,
    pub planned: usize,
}

impl RunScope {
    /// Rule G1: one person alone is never stopped by a limit.
    pub fn is_one_person(&self) -> bool {
        matches!(self, Self::OnePerson(_))
    }

    fn has(&self, employee: Option<EmployeeId>) -> bool {
        match self {
            Self::Everybody => true,
            Self::OnePerson(one) => employee == Some(*one),
            Self::People(people) => employee.is_some_and(|employee| people.contains(&employee)),
        }
    }
}

impl Part {
    fn has(&self, action: &Action) -> bool {
        self.covers(action.kind, action.employee)
    }

    /// An action of this kind and for this employee belongs to the part.
    pub fn covers(&self, kind: ActionKind, employee: Option<EmployeeId>) -> bool {
        let kinds = self.kinds.as_ref();
        kinds.is_none_or(|kinds| kinds.contains(&kind)) && self.scope.has(employee)
    }
}

impl Counted {
    pub const ALL: [Self; 4] = [Self::Deactivate, Self::Provision, Self::Update, Self::Relink];

    /// What is counted for this limit.
    pub fn of(code: LimitCode) -> Self {
        match code {
            LimitCode::Deactivations | LimitCode::Unannounced | LimitCode::Department => Self::Deactivate,
            LimitCode::Creations => Self::Provision,
            LimitCode::Emptied | LimitCode::Changed | LimitCode::EmailChanges => Self::Update,
            LimitCode::Relinks => Self::Relink,
        }
    }

    fn counts(self, action: &Action) -> bool {
        action.held.is_none()
            && match self {
                Self::Deactivate => action.kind == ActionKind::Deactivate,
                // Rule G1: whoever comes back counts as a creation.
                Self::Provision => matches!(action.kind, ActionKind::Provision | ActionKind::Reactivate),
                Self::Update => action.kind == ActionKind::Update,
                Self::Relink => action.is_relink(),
            }
    }
}

impl Plan {
    /// How many actions that are not held `counted` counts.
    pub fn count(&self, counted: Counted) -> usize {
        self.actions
            .iter()
            .filter(|action| counted.counts(action))
            .count()
    }

    /// Leaves out what was not asked for, and what could not be done without it. Limits are measured on what is
    /// left; one person alone is never stopped by them. A leaver who is left out is listed (rule D5).
    pub fn narrow(&mut self, part: &Part) {
        if *part == Part::default() {
            return;
        }
        self.leave_out(|action| !part.has(action));
        if part.scope.is_one_person() {
            for limit in &mut self.limits {
                limit.is_waived = true;
            }
        }
        self.measure_again();
    }

    /// Leaves out what a person took out of this run alone, and what could not be done without it; the rest as
    /// [`Plan::narrow`].
    pub fn leave_out(&mut self, out: impl Fn(&Action) -> bool) {
        let stays: Vec<bool> = leaving(&self.actions, |_, action| out(action))
            .into_iter()
            .map(|leaves| !leaves)
            .collect();
        for (action, stays) in self.actions.iter().zip(&stays) {
            if !stays && action.held.is_none() {
                let access = self.kept_access(action, AccessReason::NotInThisRun);
                self.still_have_access.extend(access);
            }
        }
        let mut places = Vec::with_capacity(stays.len());
        let mut next = 0u32;
        for stays in &stays {
            places.push(stays.then_some(next));
            next += u32::from(*stays);
        }
        for limit in &mut self.limits {
            let kept = |at: &u32| places.get(*at as usize).copied().flatten();
            limit.actions = limit.actions.iter().filter_map(kept).collect();
        }
        let mut stays = stays.into_iter();
        self.actions.retain(|_| stays.next().unwrap_or(true));
        self.measure_again();
    }

    /// Lets the limits pass whose people a person counted.
    ///
    /// # Errors
    /// Where one of the counts is not the plan's, nothing passes: a person looked at another plan.
    pub fn waive_counted(&mut self, counts: &[(Counted, usize)]) -> Result<(), Miscount> {
        for &(counted, said) in counts {
            let planned = self.count(counted);
            if planned != said {
                return Err(Miscount {
                    counted,
                    said,
                    planned,
                });
            }
        }
        for limit in &mut self.limits {
            let counted = Counted::of(limit.code);
            limit.is_waived |= counts.iter().any(|(said, _)| *said == counted);
        }
        self.measure_again();
        Ok(())
    }

    /// Everybody whom an exceeded limit concerns waits for a person, with what could not be done without them;
    /// then no limit is exceeded any more.
    pub fn hold_over_limit(&mut self) {
        loop {
            let concerned: FxHashSet<u32> = self
                .limits
                .iter()
                .filter(|limit| limit.is_over())
                .flat_map(|limit| limit.actions.iter().copied())
                .collect();
            if concerned.is_empty() {
                return;
            }
            let is_concerned = |at: usize| u32::try_from(at).is_ok_and(|at| concerned.contains(&at));
            let waits = leaving(&self.actions, |at, _| is_concerned(at));
            self.hold_more(&waits, |at, _| {
                if is_concerned(at) {
                    HoldCode::OverLimit
                } else {
                    HoldCode::Follows
                }
            });
        }
    }

    /// Rule P2: before the first review, no headless run writes a link. What could not be done without one waits with
    /// it.
    pub fn hold_links_until_the_review_is_closed(&mut self) {
        self.hold_all(HoldCode::ReviewOpen, |action| action.kind == ActionKind::Link);
    }

    /// Whatever writes the link attribute waits for this reason, and what could not be done without it waits with it.
    pub(super) fn hold_links(&mut self, code: HoldCode) {
        self.hold_all(code, |action| {
            matches!(
                action.kind,
                ActionKind::Link | ActionKind::Unlink | ActionKind::Provision
            )
        });
    }

    fn hold_all(&mut self, code: HoldCode, are_meant: impl Fn(&Action) -> bool) {
        let waits = leaving(&self.actions, |_, action| are_meant(action));
        self.hold_more(&waits, |_, action| {
            if are_meant(action) {
                code
            } else {
                HoldCode::Follows
            }
        });
    }

    /// Those of the actions that wait from now on, with the reason. Leavers among them are listed (rule D5), and limits
    /// count what is left.
    fn hold_more(&mut self, waits: &[bool], code: impl Fn(usize, &Action) -> HoldCode) {
        let mut listed: Vec<Access> = Vec::new();
        for (at, waits) in waits.iter().enumerate() {
            let Some(action) = self
                .actions
                .get(at)
                .filter(|action| *waits && action.held.is_none())
            else {
                continue;
            };
            let code = code(at, action);
            listed.extend(self.kept_access(action, AccessReason::Hold(code)));
            if let Some(action) = self.actions.get_mut(at) {
                action.held = Some(Hold::new(code));
            }
        }
        self.still_have_access.extend(listed);
        let actions = &self.actions;
        let goes = |at: &u32| {
            actions
                .get(*at as usize)
                .is_some_and(|action| action.held.is_none())
        };
        for limit in &mut self.limits {
            limit.actions.retain(goes);
        }
        self.measure_again();
    }

    /// Rule D5: the leaver who keeps access where this action is not done: by a deactivation, or by a profile that was
    /// to become somebody else's.
    pub fn kept_access(&self, action: &Action, reason: AccessReason) -> Option<Access> {
        if action.kind == ActionKind::Deactivate {
            return access(action, reason);
        }
        let leaver = self.leaver_profile(action).filter(|leaver| leaver.is_live)?;
        Some(leaver.kept_access(action, reason))
    }

    /// The leaver whose ID stands in the profile that this action gives to somebody else, or unlinks.
    pub fn leaver_profile(&self, action: &Action) -> Option<&LeaverProfile> {
        let is_move = matches!(action.kind, ActionKind::Link | ActionKind::Unlink);
        let profile = action.profile.as_ref().filter(|_| is_move)?;
        self.leaver_profiles
            .iter()
            .find(|leaver| leaver.profile == *profile)
    }

    /// More people of rule D5, which a run found.
    pub fn list_access(&mut self, people: Vec<Access>) {
        self.still_have_access.extend(people);
        order::sort_access(&mut self.still_have_access);
    }

    /// Brings sums, limits and the list of leavers up to date with the actions.
    pub(super) fn measure_again(&mut self) {
        for limit in &mut self.limits {
            limit.planned = limit.actions.len();
        }
        limit::sort(&mut self.limits);
        self.still_have_access
            .retain(|access| access.reason != AccessReason::OverLimit);
        if self.is_over_limit() {
            let stopped = self.actions.iter().filter(|action| action.held.is_none());
            let stopped: Vec<Access> = stopped
                .filter_map(|action| self.kept_access(action, AccessReason::OverLimit))
                .collect();
            self.still_have_access.extend(stopped);
        }
        order::sort_access(&mut self.still_have_access);
        self.summary = order::summarize(&self.actions, self.summary.skipped);
    }
}

/// Which actions leave where `out` does: it, whatever needs it, and the first half of a link that leaves.
pub(super) fn leaving(actions: &[Action], out: impl Fn(usize, &Action) -> bool) -> Vec<bool> {
    let mut leaves: Vec<bool> = vec![false; actions.len()];
    loop {
        let links: Vec<&Action> = actions
            .iter()
            .enumerate()
            .filter(|(at, action)| action.kind == ActionKind::Link && (leaves[*at] || out(*at, action)))
            .map(|(_, link)| link)
            .collect();
        let is_first_half = |action: &Action| links.iter().any(|link| action.is_first_half_of(link));
        let mut without: FxHashSet<EmployeeId> = FxHashSet::default();
        let now: Vec<bool> = actions
            .iter()
            .enumerate()
            .map(|(at, action)| {
                let is_without = action
                    .employee
                    .is_some_and(|employee| without.contains(&employee));
                let leaves = is_without || out(at, action) || is_first_half(action);
                if leaves {
                    without.extend(action.needed_by());
                }
                leaves
            })
            .collect();
        // Whatever leaves once leaves for good, so this ends.
        if now == leaves {
            return leaves;
        }
        leaves = now;
    }
}

impl Action {
    /// Whether it is done only so that this link can be written: a profile comes back to be linked (rule U8), and another
    /// one gives up the ID (rule L7).
    pub fn is_first_half_of(&self, link: &Self) -> bool {
        match self.kind {
            ActionKind::Reactivate => self.profile == link.profile,
            ActionKind::Unlink => self.employee == link.employee && self.profile != link.profile,
            _ => false,
        }
    }

    /// Whose later actions cannot be done without this one: a number has to stand in its place, and nowhere else,
    /// before anything follows from it.
    pub fn needed_by(&self) -> impl Iterator<Item = EmployeeId> {
        let is_needed = matches!(
            self.kind,
            ActionKind::Unlink | ActionKind::Link | ActionKind::Reactivate
        );
        let whose = is_needed.then_some(self.employee).flatten();
        // Whoever gives up this profile gets another one only when the number is out of it.
        let gives_up = self
            .changes
            .iter()
            .filter(|_| self.kind == ActionKind::Link)
            .find_map(|change| EmployeeId::from_link(change.from.as_text()?));
        let ends = self.awaited_by.iter().copied();
        whose.into_iter().chain(gives_up).chain(ends)
    }
}

impl LimitUse {
    /// What a person would have to count to let it pass.
    pub fn counted(&self) -> Counted {
        Counted::of(self.code)
    }
}

/// Rule D5: the leaver whose deactivation this is.
pub(super) fn access(action: &Action, reason: AccessReason) -> Option<Access> {
    Some(Access {
        employee: action.employee?,
        profile: action.profile.clone()?,
        login: action.login.clone(),
        name: action.name.clone(),
        reason,
        decided_by_person: false,
    })
}
