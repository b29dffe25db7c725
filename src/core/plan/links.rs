//! What is written of links, and what waits: new ones, moves and removals (rules L7, L8, L12, D6 and G3).

use super::make::Planner;
use super::{AccessReason, Action, ActionKind, Change, Hold, HoldCode, RemarkCode, part};
use crate::core::employee::Employee;
use crate::core::id::{EmployeeId, OktaId};
use crate::core::link::{EmployeeStanding, Pair, PairBy, PairKind, PairRemark, ProfileStanding};
use crate::core::profile::Profile;
use crate::core::state::{Review, Staging};
use crate::core::value::Value;
use rustc_hash::{FxHashMap, FxHashSet};

impl<'a> Planner<'a> {
    /// Rule L7: what stood in Okta at the last good reading, koppel's own writes included, stands there no more;
    /// that a profile was deleted there says the same. It holds whose link it was, and who is linked to the profile
    /// now. Of somebody who is inactive or gone nothing has to be decided: koppel remembers the ID.
    pub fn find_changed_links(&mut self) {
        if self.state.past.links.is_empty() {
            return;
        }
        let decisions = &self.state.decisions;
        let mut count = 0;
        let mut seen = 0;
        for (profile, standing) in self.snapshot.directory.profiles.iter().zip(&self.report.profiles) {
            let Some(&before) = self.state.past.links.get(&profile.id) else {
                continue;
            };
            seen += 1;
            let now = profile.number.as_deref().and_then(EmployeeId::from_link);
            let is_ours = decisions.assignments.contains_key(&profile.id)
                || decisions.removal_of(profile).is_some()
                || self.assigned.contains(&before);
            // Of a leaver the ID alone is remembered; but where it went to another profile, that one may be a
            // namesake's, and would be deactivated in the place of theirs.
            let waits = self.is_at_work(before) || self.has_link(before);
            if now == Some(before) || is_ours || !waits {
                continue;
            }
            count += 1;
            self.changed_links.insert(before);
            if let ProfileStanding::Paired(pair) = *standing {
                let employee = self.employee(self.report.pairs[pair as usize].employee);
                self.changed_links.insert(employee.id);
            }
        }
        if seen < self.state.past.links.len() {
            count += self.find_deleted_links();
        }
        self.changed_links
            .retain(|employee| !decisions.has_released(HoldCode::LinkChanged, *employee));
        if count > 1 {
            self.remark(None, None, RemarkCode::AnotherWriter { links: count });
        }
    }

    /// A profile is linked to this employee, switched off or not.
    fn has_link(&self, employee: EmployeeId) -> bool {
        let standing = self
            .index
            .get(&employee)
            .map(|at| self.report.employees[*at as usize]);
        let Some(EmployeeStanding::Paired(pair)) = standing else {
            return false;
        };
        self.report.pairs[pair as usize].kind == PairKind::Linked
    }

    /// In Personio, and not inactive.
    fn is_at_work(&self, employee: EmployeeId) -> bool {
        let at = self.index.get(&employee);
        at.is_some_and(|at| !self.employee(*at).status.is_inactive())
    }

    /// Deleting the account of somebody who has left is housekeeping, and changes nothing here.
    fn find_deleted_links(&mut self) -> usize {
        let profiles = &self.snapshot.directory.profiles;
        let present: FxHashSet<&OktaId> = profiles.iter().map(|profile| &profile.id).collect();
        let mut count = 0;
        for (profile, employee) in &self.state.past.links {
            let waits = self.is_at_work(*employee) && !self.assigned.contains(employee);
            if waits && !present.contains(profile) {
                count += 1;
                self.changed_links.insert(*employee);
            }
        }
        count
    }

    pub fn find_losers(&mut self) {
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

    /// The live profiles that lose this link, by their ID.
    pub fn live_losers(&self, pair: &Pair) -> Vec<&'a Profile> {
        if !pair.remarks.contains(&PairRemark::Moves) {
            return Vec::new();
        }
        let losers = self.losers.get(&self.employee(pair.employee).id);
        let mut live: Vec<&Profile> = losers
            .into_iter()
            .flatten()
            .map(|at| self.profile(*at))
            .filter(|loser| loser.is_live())
            .collect();
        live.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        live
    }

    /// The link itself where it is to be written, and what it takes from others. Returns what it waits for.
    pub fn plan_link(
        &mut self,
        pair: &Pair,
        employee: &Employee,
        profile: &Profile,
        losers: &[&Profile],
    ) -> Option<Hold> {
        // Rule P4: the profile may be somebody's who is at work under another record.
        let second_record = employee
            .status
            .is_inactive()
            .then(|| self.second_records.hold_of_profile(pair.profile, profile))
            .flatten();
        let hold = second_record
            .or_else(|| self.link_code(pair, employee, profile, losers).map(Hold::new))
            .or_else(|| self.person_hold(employee.id, ActionKind::Link));
        for loser in losers {
            self.unlink(loser, Some(employee.id), Staging::Confirmed, hold.as_ref());
        }
        if pair.kind == PairKind::ToLink {
            let change = Change {
                attribute: self.policy.link_attribute.clone(),
                from: profile.number.as_deref().map_or(Value::Empty, Value::text),
                to: Value::Text(employee.id.to_link()),
            };
            self.act(ActionKind::Link, employee, profile, vec![change], hold.clone());
        }
        hold
    }

    fn link_code(
        &self,
        pair: &Pair,
        employee: &Employee,
        profile: &Profile,
        losers: &[&Profile],
    ) -> Option<HoldCode> {
        let decisions = &self.state.decisions;
        let by_person = pair.by == PairBy::Hand || pair.remarks.contains(&PairRemark::Moves);
        let is_staged = by_person
            && decisions
                .assignments
                .get(&profile.id)
                .is_none_or(|assignment| assignment.staging == Staging::Staged);
        // An e-mail never overrules a person who said something else about one of the two, fits it or not.
        let contradicts = pair.by == PairBy::Email
            && (decisions.assignments.contains_key(&profile.id) || self.assigned.contains(&employee.id));
        if is_staged || contradicts {
            return Some(HoldCode::Staged);
        }
        let overwrites = pair.remarks.contains(&PairRemark::Overwrites);
        if (overwrites && self.is_protected(profile)) || losers.iter().any(|loser| self.is_protected(loser)) {
            return Some(HoldCode::Protected);
        }
        if self.changed_links.contains(&employee.id) {
            return Some(HoldCode::LinkChanged);
        }
        if pair.kind == PairKind::Linked {
            return None;
        }
        // Whoever confirms a missed leaver has looked at the pair: rule L12 does not ask a second time.
        if employee.status.is_inactive() {
            let released = decisions.has_released(HoldCode::MissedLeaver, employee.id);
            return (!released).then_some(HoldCode::MissedLeaver);
        }
        (pair.by == PairBy::Email && self.is_later(profile, employee)).then_some(HoldCode::LaterPair)
    }

    /// Rule L12.
    fn is_later(&self, profile: &Profile, employee: &Employee) -> bool {
        let Review::Closed { pairs, .. } = &self.state.review else {
            return false;
        };
        !self.policy.link_auto
            && !pairs.contains(&(profile.id.clone(), employee.id))
            && !self
                .state
                .decisions
                .has_released(HoldCode::LaterPair, employee.id)
    }

    /// A person removed the link of a pair: nothing else is done about the two until it is written.
    pub fn plan_removal(&mut self, pair: &Pair, employee: &Employee, profile: &Profile, staging: Staging) {
        if !profile.is_live() || pair.kind != PairKind::Linked {
            return self.remark(Some(employee.id), Some(&profile.id), RemarkCode::DecisionVoid);
        }
        self.unlink(profile, Some(employee.id), staging, None);
    }

    /// Removals that have no pair to hang on: the employee is gone from Personio, the number is one of several, or
    /// it belongs to somebody else.
    pub fn plan_other_removals(&mut self) {
        if self.state.decisions.removals.is_empty() {
            return;
        }
        for (position, profile) in (0u32..).zip(&self.snapshot.directory.profiles) {
            let Some(staging) = self.state.decisions.removal_of(profile) else {
                if self.state.decisions.removals.contains_key(&profile.id) {
                    self.remark(None, Some(&profile.id), RemarkCode::DecisionVoid);
                }
                continue;
            };
            let employee = match self.report.profiles[position as usize] {
                ProfileStanding::Paired(_) => continue,
                ProfileStanding::EmployeeGone(employee) | ProfileStanding::SpareNumber(employee) => {
                    Some(employee)
                }
                ProfileStanding::InConflict(_) if staging == Staging::Staged => {
                    profile.number.as_deref().and_then(EmployeeId::from_link)
                }
                ProfileStanding::Unmatched => profile.number.as_deref().and_then(EmployeeId::from_link),
                _ => None,
            };
            let is_planned = || {
                let mut unlinks = self
                    .actions
                    .iter()
                    .filter(|action| action.kind == ActionKind::Unlink);
                unlinks.any(|action| action.profile.as_ref() == Some(&profile.id))
            };
            match employee {
                Some(_) if is_planned() => {}
                Some(employee) if profile.is_live() && profile.is_settled() => {
                    self.unlink(profile, Some(employee), staging, None);
                }
                _ => self.remark(employee, Some(&profile.id), RemarkCode::DecisionVoid),
            }
        }
    }

    /// The link attribute is emptied (rule L7). `hold` is what the move waits for, if anything.
    fn unlink(
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
            changes: vec![Change {
                attribute: self.policy.link_attribute.clone(),
                from: profile.number.as_deref().map_or(Value::Empty, Value::text),
                to: Value::Empty,
            }],
            activation: None,
            announced: false,
            awaited_by: Vec::new(),
            held: waits,
        });
    }

    /// Nobody gets a number that still stands in a profile which is to lose it: that would be rule L6's conflict.
    pub fn hold_whose_number_is_not_free(&mut self) {
        for (profile, standing) in self.snapshot.directory.profiles.iter().zip(&self.report.profiles) {
            if let ProfileStanding::SpareNumber(employee) = *standing
                && profile.is_live()
                && !self.will(ActionKind::Unlink, profile)
            {
                self.hold_after(profile, employee, |kind| {
                    matches!(kind, ActionKind::Link | ActionKind::Provision)
                });
            }
        }
    }

    /// Whose profile is to become somebody else's waits until that is written. A held move can hold up another one.
    pub fn hold_who_gives_up_a_profile(&mut self) {
        let mut moves: Vec<(&Profile, u32)> = Vec::new();
        for pair in &self.report.pairs {
            if pair.kind != PairKind::ToLink || pair.by != PairBy::Hand {
                continue;
            }
            let profile = self.profile(pair.profile);
            let number = profile.number.as_deref().and_then(EmployeeId::from_link);
            if let Some(&other) = number.and_then(|id| self.index.get(&id)) {
                moves.push((profile, other));
            }
        }
        loop {
            let before = moves.len();
            moves.retain(|(profile, other)| {
                let goes = self.will(ActionKind::Link, profile);
                if !goes {
                    self.hold_for_a_move(profile, self.employee(*other));
                }
                goes
            });
            if moves.len() == before {
                return;
            }
        }
    }

    fn hold_for_a_move(&mut self, profile: &Profile, other: &Employee) {
        self.hold_after(profile, other.id, |_| true);
        if other.status.is_inactive() && profile.is_live() {
            self.still_has_access(other.id, profile, AccessReason::Hold(HoldCode::Follows));
        }
    }

    /// Rule P4: where the link of somebody who may be the same person is not written, for whatever reason, the old
    /// record's profile does not end.
    pub fn name_whose_end_waits_for_a_link(&mut self) {
        let mut ends: FxHashMap<EmployeeId, Vec<EmployeeId>> = FxHashMap::default();
        for (position, other) in self.second_records.ends_after_links() {
            if let ProfileStanding::Paired(pair) = self.report.profiles[position as usize] {
                let old = self.employee(self.report.pairs[pair as usize].employee).id;
                ends.entry(other).or_default().push(old);
            }
        }
        if ends.is_empty() {
            return;
        }
        for action in &mut self.actions {
            if action.kind == ActionKind::Link
                && let Some(mut old) = action.employee.and_then(|other| ends.remove(&other))
            {
                old.sort_unstable();
                old.dedup();
                action.awaited_by = old;
            }
        }
    }

    /// Rule P4: nobody loses a profile that a hold of somebody else names who is at work.
    pub fn hold_ends_that_others_wait_for(&mut self) {
        let mut named: FxHashMap<&OktaId, (EmployeeId, HoldCode)> = FxHashMap::default();
        for action in &self.actions {
            let Some((hold, employee)) = action.held.as_ref().zip(action.employee) else {
                continue;
            };
            if let Some(profile) = hold.profile.as_ref().filter(|_| self.is_at_work(employee)) {
                named.entry(profile).or_insert((employee, hold.code));
            }
        }
        let linked: FxHashSet<EmployeeId> = self
            .actions
            .iter()
            .filter(|action| action.kind == ActionKind::Link && action.held.is_none())
            .filter_map(|action| action.employee)
            .collect();
        let unlinked = self
            .second_records
            .holds_of_unlinked(self, |employee| linked.contains(&employee));
        if named.is_empty() && unlinked.is_empty() {
            return;
        }
        let mut ends_to_hold: Vec<(usize, Hold)> = Vec::new();
        for (at, action) in self.actions.iter().enumerate() {
            let ends = match action.kind {
                ActionKind::Deactivate => true,
                // Rule D6: writing the ID of the old record is the first half of its end.
                ActionKind::Link => action.employee.is_some_and(|employee| !self.is_at_work(employee)),
                _ => false,
            };
            // The question says more than what it follows from.
            let may_ask = action
                .held
                .as_ref()
                .is_none_or(|hold| hold.code == HoldCode::Follows);
            let Some(profile) = action.profile.as_ref().filter(|_| ends && may_ask) else {
                continue;
            };
            if let Some(hold) = unlinked
                .get(profile)
                .filter(|hold| hold.employee != action.employee)
            {
                ends_to_hold.push((at, hold.clone()));
                continue;
            }
            let named = named.get(profile);
            if let Some((employee, code)) = named.filter(|(employee, _)| Some(*employee) != action.employee) {
                let hold = Hold {
                    profile: action.profile.clone(),
                    employee: Some(*employee),
                    ..Hold::new(*code)
                };
                ends_to_hold.push((at, hold));
            }
        }
        let mut holds: FxHashMap<usize, Hold> = ends_to_hold.into_iter().collect();
        let waits = part::leaving(&self.actions, |at, _| holds.contains_key(&at));
        for (at, action) in self.actions.iter_mut().enumerate() {
            if let Some(hold) = holds.remove(&at) {
                action.held = Some(hold);
            } else if waits.get(at) == Some(&true) {
                action.held.get_or_insert_with(|| Hold::new(HoldCode::Follows));
            }
        }
    }

    /// What this employee gets waits for something that is to happen to this profile.
    fn hold_after(&mut self, profile: &Profile, employee: EmployeeId, waits: impl Fn(ActionKind) -> bool) {
        let actions = self.actions.iter_mut();
        for action in actions.filter(|action| action.employee == Some(employee) && waits(action.kind)) {
            action.held.get_or_insert_with(|| Hold {
                profile: Some(profile.id.clone()),
                ..Hold::new(HoldCode::Follows)
            });
        }
    }

    fn will(&self, kind: ActionKind, profile: &Profile) -> bool {
        self.actions.iter().any(|action| {
            action.kind == kind && action.held.is_none() && action.profile.as_ref() == Some(&profile.id)
        })
    }
}
