//! What a linked, or soon linked, person gets: activation, deactivation, the way back, and what waits.

use super::make::Planner;
use super::provision::no_day;
use super::{ActionKind, Hold, HoldCode, RemarkCode, SkipReason};
use crate::core::employee::{Day, Employee};
use crate::core::link::{Pair, PairBy, PairKind, PairRemark};
use crate::core::policy::Rehire;
use crate::core::profile::{Profile, ProfileStatus};
use crate::core::undo::UndoneNote;
use crate::core::value::Text;
use jiff::{SignedDuration, civil::Date};

impl<'a> Planner<'a> {
    pub fn plan_pairs(&mut self) {
        let report = self.report;
        for pair in &report.pairs {
            self.plan_pair(pair);
        }
    }

    fn plan_pair(&mut self, pair: &Pair) {
        let (employee, profile) = (self.employee(pair.employee), self.profile(pair.profile));
        let losers = self.live_losers(pair);
        if let Some((unsettled, reason)) = unsettled(employee, profile, &losers) {
            return self.skip(employee.id, Some(&unsettled.id), reason);
        }
        if let Some(staging) = self.state.decisions.removal_of(profile) {
            return self.plan_removal(pair, employee, profile, staging);
        }
        if self.state.past.has_read && pair.remarks.contains(&PairRemark::FoundNumber) {
            self.remark(Some(employee.id), Some(&profile.id), RemarkCode::FoundNumber);
        }
        // Rule U8: linking a deactivated profile is part of its reactivation, or it is nothing.
        if pair.kind == PairKind::ToLink
            && !profile.is_live()
            && let Some(reason) = self.cannot_return_yet(employee)
        {
            return self.skip(employee.id, Some(&profile.id), reason);
        }
        let before = self.actions.len();
        let writes_links = pair.kind == PairKind::ToLink || !losers.is_empty();
        let link_hold = writes_links
            .then(|| self.plan_link(pair, employee, profile, &losers))
            .flatten();
        if link_hold.is_none() || !profile.is_live() {
            self.plan_life(pair, employee, profile, link_hold.as_ref());
        }
        self.hold_by_person(before, employee);
        self.hold_what_follows(before);
    }

    fn plan_life(
        &mut self,
        pair: &Pair,
        employee: &'a Employee,
        profile: &'a Profile,
        link_hold: Option<&Hold>,
    ) {
        match (employee.status.is_inactive(), profile.is_live()) {
            (true, true) => {
                self.plan_deactivation(pair.profile, employee, profile);
                if self.is_protected(profile) {
                    self.plan_update(pair.kind, employee, profile);
                }
            }
            (true, false) => {}
            (false, true) => {
                self.remark_on_the_end(employee, profile);
                self.plan_update(pair.kind, employee, profile);
                self.plan_activation(employee, profile);
            }
            (false, false) => self.plan_return(pair, employee, profile, link_hold),
        }
    }

    /// Rules D1, G3 and P4.
    fn plan_deactivation(&mut self, position: u32, employee: &Employee, profile: &Profile) {
        let hold = if self.is_protected(profile) {
            Some(Hold::new(HoldCode::Protected))
        } else if self.snapshot.directory.token_owner.is_none() {
            Some(Hold::new(HoldCode::TokenOwnerUnknown))
        } else {
            self.second_records.hold_of_profile(position, profile)
        };
        self.act(ActionKind::Deactivate, employee, profile, Vec::new(), hold);
        let announced = self.was_announced(employee);
        if let Some(action) = self.actions.last_mut() {
            action.announced = announced;
        }
    }

    /// Rule G1: a good reading at least 24 hours ago saw the termination date that has now come.
    fn was_announced(&self, employee: &Employee) -> bool {
        let Some(&(seen, at)) = self.state.past.terminations.get(&employee.id) else {
            return false;
        };
        let day = SignedDuration::from_hours(24);
        let moment = &self.snapshot.moment;
        let long_ago = at.checked_add(day).is_ok_and(|from| from <= moment.now);
        long_ago && employee.termination_date.date() == Some(seen) && seen <= moment.today
    }

    /// Rule D3. Personio sets the status at 00:00 UTC of the day after; a day later it is overdue.
    fn remark_on_the_end(&mut self, employee: &Employee, profile: &Profile) {
        let Some(end) = employee.termination_date.date() else {
            return;
        };
        let overdue = end
            .checked_add(jiff::Span::new().days(2))
            .ok()
            .and_then(|day| jiff::tz::TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).ok())
            .is_some_and(|midnight| midnight <= self.snapshot.moment.now);
        if overdue {
            self.remark(Some(employee.id), Some(&profile.id), RemarkCode::EndOverdue(end));
        } else {
            self.remark(
                Some(employee.id),
                Some(&profile.id),
                RemarkCode::EndAnnounced(end),
            );
        }
    }

    /// Rule D4, and rule U8 for what a person assigned.
    fn plan_return(
        &mut self,
        pair: &Pair,
        employee: &'a Employee,
        profile: &'a Profile,
        link_hold: Option<&Hold>,
    ) {
        let (past, decisions) = (&self.state.past, &self.state.decisions);
        let by_hand = pair.kind == PairKind::ToLink && pair.by == PairBy::Hand;
        let released = decisions.has_released(HoldCode::LockedInOkta, employee.id);
        let was_away =
            past.off_while_inactive.contains(&profile.id) || past.deactivated.contains(&profile.id);
        if !by_hand && !was_away && !released {
            return self.remark(Some(employee.id), Some(&profile.id), RemarkCode::LockedInOkta);
        }
        if let Some(reason) = self.cannot_return_yet(employee) {
            return self.skip(employee.id, Some(&profile.id), reason);
        }
        let confirmed = by_hand
            || released
            || decisions.has_released(HoldCode::Rehire, employee.id)
            || decisions.has_released(HoldCode::Undone, employee.id);
        let undone = self.undone_hold(employee, profile);
        // Rule P4: whoever works on under another record would get a second account.
        let second_record = (pair.kind == PairKind::Linked)
            .then(|| self.second_records.hold_of_joiner(employee.id))
            .flatten();
        let hold = match (link_hold, self.policy.rehire) {
            (Some(hold), _) => Some(hold.clone()),
            _ if second_record.is_some() => second_record,
            _ if self.snapshot.moment.clock_is_off => Some(Hold::new(HoldCode::ClockOff)),
            _ if confirmed => None,
            // Rule A9: whom an undo deactivated nobody rehired.
            _ if undone.is_some() => undone,
            (None, Rehire::Reactivate) => None,
            (None, Rehire::Ask) => Some(Hold::new(HoldCode::Rehire)),
            (None, Rehire::Ignore) => {
                return self.skip(employee.id, Some(&profile.id), SkipReason::RehireIgnored);
            }
        };
        let is_held = hold.is_some();
        self.act(ActionKind::Reactivate, employee, profile, Vec::new(), hold);
        if !is_held {
            self.plan_update(pair.kind, employee, profile);
        }
    }

    /// Rule A9: an undo deactivated this profile, or keeps it from coming back.
    fn undone_hold(&self, employee: &Employee, profile: &Profile) -> Option<Hold> {
        let by_decision = self
            .person_hold(employee.id, ActionKind::Reactivate)
            .filter(|hold| hold.code == HoldCode::Undone);
        by_decision.or_else(|| {
            let by = self.state.past.undone.get(&profile.id)?;
            let note = UndoneNote {
                undone: None,
                by: Some(*by),
            };
            Some(Hold {
                note: note.to_string(),
                ..Hold::new(HoldCode::Undone)
            })
        })
    }

    /// Not before the hire date where rule P6 waits for it, and not while nobody said whether Okta mails: bringing
    /// a profile back is an activation like any other.
    fn cannot_return_yet(&self, employee: &Employee) -> Option<SkipReason> {
        if let Some(day) = self.first_day_ahead(employee) {
            return Some(SkipReason::BeforeHireDate(day));
        }
        self.policy
            .activation
            .send_email
            .is_none()
            .then_some(SkipReason::SendEmailUnset)
    }

    /// The hire date, where rule P6 waits for it.
    fn first_day_ahead(&self, employee: &Employee) -> Option<Date> {
        let day = employee.hire_date.date()?;
        (self.policy.activation.on_hire_date && day > self.snapshot.moment.today).then_some(day)
    }

    /// Rule P6.
    fn plan_activation(&mut self, employee: &Employee, profile: &Profile) {
        if profile.status != ProfileStatus::Staged || !self.policy.activation.on_hire_date {
            return;
        }
        let Day::On(day) = employee.hire_date else {
            return self.remark(Some(employee.id), Some(&profile.id), no_day(employee));
        };
        if day > self.snapshot.moment.today {
            return;
        }
        let ours = self.state.past.staged.contains(&profile.id)
            || self
                .state
                .decisions
                .has_released(HoldCode::StagedByOthers, employee.id);
        if !ours {
            return self.remark(Some(employee.id), Some(&profile.id), RemarkCode::StagedByOthers);
        }
        if self.policy.activation.send_email.is_none() {
            return self.skip(employee.id, Some(&profile.id), SkipReason::SendEmailUnset);
        }
        let hold = self
            .snapshot
            .moment
            .clock_is_off
            .then(|| Hold::new(HoldCode::ClockOff));
        self.act(ActionKind::Activate, employee, profile, Vec::new(), hold);
    }

    /// Rule L7 holds everything of whom somebody else linked or unlinked; a person's own hold, what it names.
    fn hold_by_person(&mut self, from: usize, employee: &Employee) {
        let changed = self.changed_links.contains(&employee.id);
        for position in from..self.actions.len() {
            let hold = if changed {
                Some(Hold::new(HoldCode::LinkChanged))
            } else {
                self.person_hold(employee.id, self.actions[position].kind)
            };
            if let Some(hold) = hold {
                self.actions[position].held.get_or_insert(hold);
            }
        }
    }

    /// What needs a link or a reactivation that waits, waits with it.
    fn hold_what_follows(&mut self, from: usize) {
        let first_waits = self.actions[from..].iter().any(|action| {
            matches!(
                action.kind,
                ActionKind::Link | ActionKind::Reactivate | ActionKind::Unlink
            ) && action.held.is_some()
        });
        if first_waits {
            for action in &mut self.actions[from..] {
                action.held.get_or_insert_with(|| Hold::new(HoldCode::Follows));
            }
        }
    }
}

/// Rule R5: whose state is not clear, and why.
fn unsettled<'a>(
    employee: &Employee,
    profile: &'a Profile,
    losers: &[&'a Profile],
) -> Option<(&'a Profile, SkipReason)> {
    if !employee.status.is_known() {
        let word = Text::from(employee.status.as_word());
        return Some((profile, SkipReason::UnknownStatus(word)));
    }
    [profile]
        .into_iter()
        .chain(losers.iter().copied())
        .find_map(|profile| {
            if profile.in_transition {
                return Some((profile, SkipReason::InTransition));
            }
            match &profile.status {
                ProfileStatus::Other(word) => Some((profile, SkipReason::UnknownProfileStatus(word.clone()))),
                _ => None,
            }
        })
}
