//! What a run over everybody says is so (rule D5): its exit code against what is true.

use super::Judge;
use crate::capture::{is_inactive, link_of};
use crate::machine::RanEnd;
use koppel::core::plan::{ActionKind, Plan, Remark, RemarkCode};
use koppel::sim::okta::Profile;
use koppel::store::Event;
use koppel::store::state::{ActionRow, Decision, OutcomeKind};

impl Judge<'_> {
    /// Whenever a leaver has access and no person decided so, the exit code is 5 or worse; whenever it is 0, nothing
    /// failed, was rejected, is unknown or overdue.
    pub(super) fn exit_code_says_what_is_so(&mut self) {
        self.meet_leavers();
        if self.ran.end != RanEnd::Through {
            if self.ran.exit == Some(0) {
                self.breach("exit_0_is_a_good_run", &[], format!("{:?}", self.ran.end));
            }
            return;
        }
        self.signals_agree();
        self.an_alarm_has_a_reason();
        let leavers = self.leavers_whom_nobody_decided_about();
        if !leavers.is_empty() && !self.is_heard() {
            let words = format!(
                "{leavers:?} have access: {:?} {:?}",
                self.ran.exit, self.ran.events
            );
            self.breach("a_leaver_with_access_is_heard_in_every_run", &[], words);
        }
        if self.ran.exit != Some(0) {
            return;
        }
        let mut wrong: Vec<(Option<String>, Option<u64>, String)> = Vec::new();
        for row in &self.ran.rows {
            if matches!(
                row.outcome_kind(),
                None | Some(OutcomeKind::Failed | OutcomeKind::Unknown | OutcomeKind::NotReached)
            ) {
                let (profile, employee) = super::ids(&row.action);
                let words = format!("{:?} is {:?}", row.action.kind, row.outcome_kind());
                wrong.push((profile.map(str::to_owned), employee, words));
            }
        }
        let plan = self.ran.plan.as_ref();
        for remark in plan.iter().flat_map(|plan| &plan.remarks) {
            if let RemarkCode::RefusedBefore { kind, .. } = &remark.code {
                let profile = remark.profile.as_ref().map(|id| id.as_str().to_owned());
                let employee = remark.employee.map(|employee| employee.0);
                wrong.push((profile, employee, format!("{kind:?} was rejected before")));
            }
        }
        for (profile, record) in leavers {
            let words = format!("{profile} of {record} is live, and nobody decided so");
            wrong.push((Some(profile), Some(record), words));
        }
        for (profile, record, words) in wrong {
            let people = self.people_of(profile.as_deref(), record);
            self.breach("exit_0_is_a_good_run", &people, words);
        }
    }

    /// Exit code, event and `status` are of one mind.
    fn signals_agree(&mut self) {
        let (exit, events) = (self.ran.exit, &self.ran.events);
        let is_trouble = |event: &Event| !matches!(event, Event::Waiting | Event::GoodAgain);
        let agrees = match exit {
            Some(0) => !events.iter().any(is_trouble),
            Some(4) => events.contains(&Event::Limit),
            Some(5) => events.contains(&Event::LeaverWithAccess) || events.contains(&Event::Failed),
            Some(6) => events.contains(&Event::Refused),
            _ => events.contains(&Event::Failed),
        };
        let by_status = self.ran.exit_by_status;
        if !agrees || (by_status.is_some() && by_status != exit) {
            let words = format!("exit {exit:?}, {events:?}, status says {by_status:?}");
            self.breach("all_signals_say_the_same", &[], words);
        }
    }

    /// An ordinary day is exit 0, however long Okta takes.
    fn an_alarm_has_a_reason(&mut self) {
        if self.ran.exit != Some(5) {
            return;
        }
        let plan = self.ran.plan.iter();
        let is_rejected = |remark: &Remark| matches!(remark.code, RemarkCode::RefusedBefore { .. });
        let is_done =
            |row: &ActionRow| matches!(row.outcome_kind(), Some(OutcomeKind::Applied | OutcomeKind::Held));
        let has_reason = self.ran.unresolved > 0
            || !self.ran.rows.iter().all(is_done)
            || plan.clone().flat_map(|plan| &plan.remarks).any(is_rejected)
            || plan.clone().any(|plan| plan.undecided_leavers().next().is_some());
        if !has_reason {
            self.breach("an_ordinary_day_is_exit_0", &[], format!("{:?}", self.ran.events));
        }
        let is_live = |id: &str| {
            let profile = self.after.profiles.get(id);
            profile.is_some_and(|profile| profile.status.is_live())
        };
        let is_open = |id: &str| {
            let mut rows = self.ran.rows.iter().filter(|row| !is_done(row));
            rows.any(|row| super::ids(&row.action).0 == Some(id))
        };
        let listed = plan.flat_map(Plan::undecided_leavers);
        let gone: Vec<String> = listed
            .map(|access| access.profile.to_string())
            .filter(|id| !is_live(id) && !is_open(id))
            .collect();
        if !gone.is_empty() {
            self.breach("whoever_is_listed_has_access", &[], format!("{gone:?} have none"));
        }
    }

    /// A person hears of the leavers; where no token's owner is known, nobody is deactivated and that is told.
    fn is_heard(&self) -> bool {
        let events = &self.ran.events;
        self.ran.exit != Some(0)
            && (events.contains(&Event::LeaverWithAccess) || events.contains(&Event::Refused))
    }

    fn leavers_whom_nobody_decided_about(&self) -> Vec<(String, u64)> {
        let is_live = |profile: &str, record: u64| {
            let profile = self.after.profiles.get(profile);
            profile.is_some_and(|profile| profile.status.is_live() && link_of(profile) == Some(record))
        };
        let met = self.truth.left_since.keys();
        met.filter(|(profile, record)| is_live(profile, *record) && !self.is_left_so(profile, *record))
            .cloned()
            .collect()
    }

    /// Live profiles of leavers that this run could know of, with when a run first met them.
    fn meet_leavers(&mut self) {
        let began = self.began;
        let mut met = std::mem::take(&mut self.truth.left_since);
        met.retain(|(profile, record), _| {
            let profile = self.before.profiles.get(profile);
            profile.is_some_and(|profile| self.is_leavers(profile, *record))
        });
        for (id, profile) in &self.before.profiles {
            if let Some(record) = link_of(profile).filter(|record| self.is_leavers(profile, *record))
                && self.truth.is_right(id, record)
            {
                met.entry((id.clone(), record)).or_insert(began);
            }
        }
        self.truth.left_since = met;
    }

    fn is_leavers(&self, profile: &Profile, record: u64) -> bool {
        let has_left = match self.before.records.get(&record) {
            Some(record) => is_inactive(record),
            None => self.truth.read_links.contains(&(profile.id.clone(), record)),
        };
        profile.status.is_live() && link_of(profile) == Some(record) && has_left
    }

    /// A person decided to leave this leaver's profile live, after a run had met it; or the settings leave the employee
    /// out.
    fn is_left_so(&self, profile: &str, record: u64) -> bool {
        let Some(since) = self.truth.left_since.get(&(profile.to_owned(), record)) else {
            return true;
        };
        let is_out_of_scope = !self.policy.scope.exclude.is_empty()
            && self
                .before
                .records
                .get(&record)
                .is_some_and(|record| record.text("department") == "Extern");
        let mut decided = self.decided.iter();
        is_out_of_scope
            || decided.any(|row| match &row.decision {
                Decision::Hold { employee, hold } => {
                    let is_end = hold.kind.is_none_or(|kind| kind == ActionKind::Deactivate);
                    let is_undo = hold.note.starts_with("undone run");
                    employee.0 == record && is_end && (is_undo || row.at >= *since)
                }
                Decision::SetAside { profile: ignored, .. } => {
                    ignored.as_str() == profile && row.at >= *since
                }
                Decision::Exclude { employee, .. } => employee.0 == record && row.at >= *since,
                _ => false,
            })
    }
}
