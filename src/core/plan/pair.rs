//! What a linked, or soon linked, person gets: the link, updates, activation, deactivation, the way back.

use super::make::Planner;
use super::{AccessReason, Action, ActionKind, Change, Hold, HoldCode, Misfit, RemarkCode, SkipReason};
use crate::core::employee::{Day, Employee};
use crate::core::id::EmployeeId;
use crate::core::link::{Pair, PairBy, PairKind, PairRemark};
use crate::core::login::{self, Taken};
use crate::core::policy::{Rehire, Rename, Source};
use crate::core::profile::{Profile, ProfileStatus};
use crate::core::state::{Review, Staging};
use crate::core::text::login_key;
use crate::core::update::Verdict;
use crate::core::value::{Text, Value};
use jiff::{SignedDuration, civil::Date};
use std::borrow::Cow;

/// Okta's names of what makes up a rename (rule U7).
const RENAMING: [&str; 2] = ["lastName", "email"];

impl<'a> Planner<'a> {
    pub fn plan_pairs(&mut self) {
        let report = self.report;
        for pair in &report.pairs {
            self.plan_pair(pair);
        }
    }

    fn plan_pair(&mut self, pair: &Pair) {
        let (employee, profile) = (self.employee(pair.employee), self.profile(pair.profile));
        if let Some(reason) = unsettled(employee, profile) {
            self.skip(employee.id, Some(&profile.id), reason);
            if employee.status.is_inactive() && profile.is_live() {
                self.still_has_access(employee.id, profile, AccessReason::Unsettled);
            }
            return;
        }
        if let Some(&staging) = self.state.decisions.removals.get(&profile.id) {
            if profile.is_live() && pair.kind == PairKind::Linked {
                self.unlink(profile, Some(employee.id), staging, None);
            } else {
                self.remark(Some(employee.id), Some(&profile.id), RemarkCode::DecisionVoid);
            }
            if employee.status.is_inactive() && profile.is_live() {
                self.still_has_access(employee.id, profile, AccessReason::Hold(HoldCode::Staged));
            }
            return;
        }
        if self.state.past.has_read && pair.remarks.contains(&PairRemark::FoundNumber) {
            self.remark(Some(employee.id), Some(&profile.id), RemarkCode::FoundNumber);
        }
        let before = self.actions.len();
        let changed = self.changed_links.contains(&employee.id);
        let link_hold = match pair.kind {
            PairKind::Linked => None,
            PairKind::ToLink => self.plan_link(pair, employee, profile),
        };
        if link_hold.is_none() || !profile.is_live() {
            self.plan_life(pair, employee, profile, link_hold.as_ref());
        }
        for position in before..self.actions.len() {
            let kind = self.actions[position].kind;
            let hold = if changed {
                Some(Hold::new(HoldCode::LinkChanged))
            } else {
                self.person_hold(employee.id, kind)
            };
            if let Some(hold) = hold {
                self.actions[position].held.get_or_insert(hold);
            }
        }
        self.hold_what_follows(before);
        self.list_access(before, employee, profile, link_hold.as_ref());
    }

    /// Rules L7, L8, L12, D6 and G3. Returns what the link waits for.
    fn plan_link(&mut self, pair: &Pair, employee: &Employee, profile: &Profile) -> Option<Hold> {
        let decisions = &self.state.decisions;
        let staged = pair.by == PairBy::Hand
            && decisions
                .assignments
                .get(&profile.id)
                .is_none_or(|a| a.staging == Staging::Staged);
        let overwrites = pair.remarks.contains(&PairRemark::Overwrites);
        let losers: Vec<u32> = if pair.remarks.contains(&PairRemark::Moves) {
            self.losers.get(&employee.id).cloned().unwrap_or_default()
        } else {
            Vec::new()
        };
        let live_losers: Vec<&Profile> = losers
            .iter()
            .map(|at| self.profile(*at))
            .filter(|loser| loser.is_live())
            .collect();
        let code = if staged {
            Some(HoldCode::Staged)
        } else if (overwrites && self.is_protected(profile))
            || live_losers
                .iter()
                .any(|loser| self.is_protected(loser) || !loser.is_settled())
        {
            Some(HoldCode::Protected)
        } else if employee.status.is_inactive()
            && !decisions.has_released(HoldCode::MissedLeaver, employee.id)
        {
            Some(HoldCode::MissedLeaver)
        } else if pair.by == PairBy::Email && self.is_later(profile, employee) {
            Some(HoldCode::LaterPair)
        } else {
            None
        };
        let hold = code
            .map(Hold::new)
            .or_else(|| {
                self.changed_links
                    .contains(&employee.id)
                    .then(|| Hold::new(HoldCode::LinkChanged))
            })
            .or_else(|| self.person_hold(employee.id, ActionKind::Link));
        for loser in live_losers {
            self.unlink(loser, Some(employee.id), Staging::Confirmed, hold.as_ref());
        }
        let change = Change {
            attribute: self.policy.link_attribute.clone(),
            from: profile.number.as_deref().map_or(Value::Empty, Value::text),
            to: Value::Text(employee.id.to_link()),
        };
        self.act(ActionKind::Link, employee, profile, vec![change], hold.clone());
        hold
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

    fn plan_life(
        &mut self,
        pair: &Pair,
        employee: &'a Employee,
        profile: &'a Profile,
        link_hold: Option<&Hold>,
    ) {
        match (employee.status.is_inactive(), profile.is_live()) {
            (true, true) => {
                self.plan_deactivation(employee, profile);
                if self.is_protected(profile) {
                    self.plan_update(employee, profile);
                }
            }
            (true, false) => {}
            (false, true) => {
                self.remark_on_the_end(employee, profile);
                self.plan_update(employee, profile);
                self.plan_activation(employee, profile);
            }
            (false, false) => self.plan_return(pair, employee, profile, link_hold),
        }
    }

    /// Rules D1, G3 and P4.
    fn plan_deactivation(&mut self, employee: &Employee, profile: &Profile) {
        let hold = if self.is_protected(profile) {
            Some(Hold::new(HoldCode::Protected))
        } else if self.snapshot.directory.token_owner.is_none() {
            Some(Hold::new(HoldCode::TokenOwnerUnknown))
        } else if self.second_record_open.contains(&employee.id) {
            Some(Hold::new(HoldCode::SecondRecord))
        } else {
            None
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
        let was_away = past.seen_inactive.contains(&employee.id) || past.deactivated.contains(&profile.id);
        if !by_hand && !was_away && !released {
            return self.remark(Some(employee.id), Some(&profile.id), RemarkCode::LockedInOkta);
        }
        if let Some(day) = self.first_day_ahead(employee) {
            self.drop_link_of(profile);
            return self.skip(employee.id, Some(&profile.id), SkipReason::BeforeHireDate(day));
        }
        let confirmed = by_hand || released || decisions.has_released(HoldCode::Rehire, employee.id);
        let hold = match (link_hold, self.policy.rehire) {
            (Some(hold), _) => Some(hold.clone()),
            _ if self.snapshot.moment.clock_is_off => Some(Hold::new(HoldCode::ClockOff)),
            _ if confirmed => None,
            (None, Rehire::Reactivate) => None,
            (None, Rehire::Ask) => Some(Hold::new(HoldCode::Rehire)),
            (None, Rehire::Ignore) => {
                return self.skip(employee.id, Some(&profile.id), SkipReason::RehireIgnored);
            }
        };
        let is_held = hold.is_some();
        self.act(ActionKind::Reactivate, employee, profile, Vec::new(), hold);
        if !is_held {
            self.plan_update(employee, profile);
        }
    }

    /// Rule U8: a deactivated profile is written only as part of a reactivation.
    fn drop_link_of(&mut self, profile: &Profile) {
        self.actions.retain(|action| {
            !(action.kind == ActionKind::Link && action.profile.as_ref() == Some(&profile.id))
        });
    }

    /// The hire date, where rule P6 waits for it.
    pub fn first_day_ahead(&self, employee: &Employee) -> Option<Date> {
        let day = employee.hire_date.date()?;
        (self.policy.activation.on_hire_date && day > self.snapshot.moment.today).then_some(day)
    }

    /// Rule P6.
    fn plan_activation(&mut self, employee: &Employee, profile: &Profile) {
        if profile.status != ProfileStatus::Staged || !self.policy.activation.on_hire_date {
            return;
        }
        let Day::On(day) = employee.hire_date else {
            return self.remark(Some(employee.id), Some(&profile.id), RemarkCode::NoHireDate);
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
        let hold = self
            .snapshot
            .moment
            .clock_is_off
            .then(|| Hold::new(HoldCode::ClockOff));
        self.act(ActionKind::Activate, employee, profile, Vec::new(), hold);
    }

    /// Rules U1 to U7.
    fn plan_update(&mut self, employee: &'a Employee, profile: &'a Profile) {
        let bases = self.state.bases.get(&profile.id);
        let mut changes: Vec<Change> = Vec::new();
        for at in 0..self.targets.len() {
            let okta = self.okta_value(at, profile);
            let base = bases.and_then(|bases| bases.get(self.targets[at].target.name));
            if *self.targets[at].source == Source::Upn {
                // Rule N3: fixed when first sent.
                if okta.is_present() || base.is_some() {
                    continue;
                }
            }
            let personio = self.source_value(at, employee, Some(profile));
            let target = &self.targets[at].target;
            let verdict = target.verdict(&personio, okta, base);
            let attribute = || Text::from(target.name);
            let code = match verdict {
                Verdict::Same | Verdict::Untouched => continue,
                Verdict::Change(to) => {
                    let from = if okta.is_present() {
                        okta.clone()
                    } else {
                        Value::Empty
                    };
                    changes.push(Change {
                        attribute: attribute(),
                        from,
                        to,
                    });
                    continue;
                }
                Verdict::Drift(personio) => RemarkCode::Drift {
                    attribute: attribute(),
                    okta: okta.clone(),
                    personio,
                },
                Verdict::KeptRequired => RemarkCode::KeptRequired(attribute()),
                Verdict::Misfit(misfit) => RemarkCode::Misfit {
                    attribute: attribute(),
                    misfit,
                },
            };
            self.remark(Some(employee.id), Some(&profile.id), code);
        }
        if changes.is_empty() {
            return;
        }
        changes.sort_by(|a, b| a.attribute.cmp(&b.attribute));
        let is_rename = |change: &Change| {
            RENAMING.contains(&change.attribute.as_str())
                && change.from.is_present()
                && change.to.is_present()
        };
        if !changes.iter().any(is_rename) {
            return self.act(ActionKind::Update, employee, profile, changes, None);
        }
        self.remark(Some(employee.id), Some(&profile.id), RemarkCode::Rename);
        let released = self.state.decisions.has_released(HoldCode::Rename, employee.id);
        if self.policy.rename == Rename::Send || released {
            return self.act(ActionKind::Update, employee, profile, changes, None);
        }
        let (waits, goes): (Vec<Change>, Vec<Change>) = changes.into_iter().partition(is_rename);
        if !goes.is_empty() {
            self.act(ActionKind::Update, employee, profile, goes, None);
        }
        self.act(
            ActionKind::Update,
            employee,
            profile,
            waits,
            Some(Hold::new(HoldCode::Rename)),
        );
    }

    fn okta_value(&self, at: usize, profile: &'a Profile) -> &'a Value {
        self.targets[at]
            .okta_column
            .and_then(|column| profile.attributes.get(column))
            .unwrap_or(&Value::Absent)
    }

    /// What Personio, or the schema, says for a line of the mapping.
    pub fn source_value(
        &mut self,
        at: usize,
        employee: &'a Employee,
        profile: Option<&Profile>,
    ) -> Cow<'a, Value> {
        let supervisor = |planner: &Self, part: fn(&Employee) -> Value| match planner.targets[at]
            .personio_column
            .and_then(|column| employee.attributes.get(column))
        {
            Some(Value::Integer(id)) => {
                let id = u64::try_from(*id).ok().map(EmployeeId);
                // A supervisor who is not in the reading is not known: nothing is said about them (rule R4).
                let position = id.and_then(|id| planner.index.get(&id));
                position.map_or(Value::Absent, |position| part(planner.employee(*position)))
            }
            Some(Value::Empty) => Value::Empty,
            Some(Value::Absent) | None => Value::Absent,
            Some(_) => Value::Odd,
        };
        match self.targets[at].source {
            Source::Attribute(key) => match key.as_str() {
                "first_name" => Cow::Borrowed(&employee.first_name),
                "last_name" => Cow::Borrowed(&employee.last_name),
                "email" => Cow::Borrowed(&employee.email),
                key => match self.targets[at]
                    .personio_column
                    .and_then(|c| employee.attributes.get(c))
                {
                    Some(value) => Cow::Borrowed(value),
                    None => Cow::Owned(login::attribute(&self.snapshot.roster, employee, key)),
                },
            },
            Source::SupervisorId => Cow::Owned(supervisor(self, |supervisor| {
                Value::Text(supervisor.id.to_link())
            })),
            Source::SupervisorName => Cow::Owned(supervisor(self, |supervisor| {
                Value::text(&supervisor.display_name())
            })),
            Source::SupervisorEmail => Cow::Owned(supervisor(self, |supervisor| supervisor.email.clone())),
            Source::Login => Cow::Owned(profile.map_or(Value::Absent, |profile| Value::text(&profile.login))),
            Source::Upn => Cow::Owned(self.upn(employee, profile.map(|profile| profile.login.clone()))),
        }
    }

    /// Rule N3, unique among all logins and all names given so far; one's own login is one's own.
    pub fn upn(&mut self, employee: &Employee, own_login: Option<Text>) -> Value {
        let Some(wanted) = login::upn(self.policy, &self.snapshot.roster, employee) else {
            return Value::Absent;
        };
        let taken = self.upns.get_or_insert_with(|| {
            let columns: Vec<usize> = self
                .targets
                .iter()
                .filter(|target| *target.source == Source::Upn)
                .filter_map(|target| target.okta_column)
                .collect();
            let profiles = &self.snapshot.directory.profiles;
            let given = profiles.iter().flat_map(|profile| {
                columns
                    .iter()
                    .filter_map(|column| profile.attributes.get(*column).and_then(Value::as_text))
            });
            Taken::of(profiles.iter().map(|profile| profile.login.as_str()).chain(given))
        });
        let is_own = own_login.is_some_and(|own| login_key(&own) == login_key(&wanted));
        if is_own || !taken.has(&wanted) {
            taken.take(&wanted);
            return Value::Text(wanted);
        }
        let (local, domain) = wanted.split_once('@').unwrap_or((&wanted, ""));
        let suffixed = Text::from(format!("{local}_{}@{domain}", employee.id));
        if taken.has(&suffixed) {
            return Value::Absent;
        }
        taken.take(&suffixed);
        Value::Text(suffixed)
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
            held,
        });
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

    /// Rule D5 for a pair: a leaver whose deactivation waits or is not planned.
    fn list_access(&mut self, from: usize, employee: &Employee, profile: &Profile, link_hold: Option<&Hold>) {
        if !employee.status.is_inactive() || !profile.is_live() {
            return;
        }
        let deactivation = self.actions[from..]
            .iter()
            .find(|action| action.kind == ActionKind::Deactivate);
        let waits = match deactivation {
            Some(action) => action.held.as_ref(),
            None => link_hold,
        };
        if let Some(code) = waits.map(|hold| hold.code) {
            self.still_has_access(employee.id, profile, AccessReason::Hold(code));
        }
    }
}

/// Rule R5.
fn unsettled(employee: &Employee, profile: &Profile) -> Option<SkipReason> {
    if !employee.status.is_known() {
        return Some(SkipReason::UnknownStatus(Text::from(employee.status.as_word())));
    }
    if profile.in_transition {
        return Some(SkipReason::InTransition);
    }
    match &profile.status {
        ProfileStatus::Other(word) => Some(SkipReason::UnknownProfileStatus(word.clone())),
        _ => None,
    }
}

/// A misfit of a value that the call cannot do without.
pub(super) type Unfit = (Text, Misfit);
