//! What needs a person: what is wrong as a whole, who left and still has access (rule D5), what waits.

use super::digest::Digest;
use super::rows::{ASIDE, CONFLICTS, LINKED, Page, RowId, TO_LINK, UNDECIDED, about, links, to};
use super::standing::Standing;
use crate::core::plan::{AccessReason, HoldCode, RemarkCode};
use crate::lang::Key;
use crate::report::{journal_words, words};
use crate::store::state::{RunRow, Tally};
use crate::tui::screen::ScreenId;
use crate::tui::shell::Destination;
use crate::tui::theme::Role;

impl Page<'_> {
    /// What is wrong as a whole.
    fn warnings(&mut self, digest: Option<&Digest>, standing: Option<&Standing>) {
        if standing.is_some_and(|standing| standing.org.is_none()) {
            let says = self.lang().text(Key("overview-not-set-up"));
            let goal = to(ScreenId::Wizard);
            self.push(RowId::Other("set-up"), "!", Role::Danger, says, Some(goal));
        }
        if let Some(standing) = standing
            && let Some(run) = &standing.broken
            && self.shell.desk.run().is_none()
        {
            self.broken(run, standing);
        }
        let Some(digest) = digest else { return };
        if digest.is_over_limit {
            let says = self.lang().text(Key("overview-over-limit"));
            let goal = to(ScreenId::Plan);
            self.push(RowId::Other("over"), "!", Role::Danger, says, Some(goal));
        }
        self.remarks(digest, |remark| !matches!(remark, RemarkCode::NamesNobody { .. }));
    }

    fn remarks(&mut self, digest: &Digest, is_wanted: impl Fn(&RemarkCode) -> bool) {
        for (number, remark) in digest
            .remarks
            .iter()
            .enumerate()
            .filter(|(_, remark)| is_wanted(remark))
        {
            let goal = match remark {
                RemarkCode::NamesNobody { .. } => to(ScreenId::Settings),
                RemarkCode::Takeover { .. } | RemarkCode::AnotherWriter { .. } => links(LINKED),
                _ => to(ScreenId::Plan),
            };
            let says = words::remark(remark);
            self.push(RowId::Remark(number), "!", Role::Danger, says, Some(goal));
        }
    }

    /// Rule A2: what a run left behind whose process died.
    fn broken(&mut self, run: &RunRow, standing: &Standing) {
        let tally = standing
            .status
            .last_run
            .as_ref()
            .map_or_else(Tally::default, |(_, tally)| *tally);
        let fillings = [
            ("run", run.run.to_string().into()),
            ("by", run.by.to_string().into()),
            ("tally", journal_words::tally(&tally).into()),
        ];
        let says = match run.ended {
            None => Key("overview-run-open"),
            Some(_) => Key("overview-run-broken"),
        };
        let text = self.lang().with(says, &fillings);
        let goal = to(ScreenId::History);
        self.push(RowId::Other("broken"), "!", Role::Danger, text, Some(goal));
        if standing.status.waits.unresolved > 0 {
            let says = self.lang().text(Key("overview-resolves"));
            self.push(RowId::Other("resolves"), "", Role::Quiet, says, None);
        }
    }

    /// Rule D5, first of all.
    pub(super) fn access(&mut self, digest: Option<&Digest>, standing: Option<&Standing>) {
        match (digest, standing) {
            // Rule R2: who has left cannot be told from it.
            (Some(digest), _) if digest.suspicious.is_some() => {}
            (Some(digest), _) => {
                self.heading("access", Key("overview-access"), Some(digest.access_total));
                if digest.access_total == 0 {
                    let says = self.lang().text(Key("overview-nobody-left"));
                    self.push(RowId::Other("nobody"), "=", Role::Good, says, None);
                }
                for access in &digest.access {
                    let goal = match access.reason {
                        AccessReason::Conflict => links(CONFLICTS),
                        AccessReason::Aside | AccessReason::SecondAccount => links(ASIDE),
                        _ => about(ScreenId::Plan, access.employee),
                    };
                    let text = format!("{}  {}  {}", access.name, access.employee, access.login);
                    let id = RowId::Access(access.profile.clone());
                    let note = words::access(access.reason);
                    self.noted(id, ("!", Role::Danger), text, note, Some(goal));
                }
                self.more("more-access", digest.access_total, ScreenId::Plan);
                if digest.access_decided > 0 {
                    let says = words::left_so(digest.access_decided, digest.access_total);
                    let goal = to(ScreenId::Plan);
                    self.push(RowId::Other("left-so"), "", Role::Quiet, says, Some(goal));
                }
            }
            (None, Some(standing)) if standing.status.waits.run.is_some() => {
                self.heading(
                    "access",
                    Key("overview-access-then"),
                    Some(standing.leavers.len()),
                );
                for (number, leaver) in standing.leavers.iter().enumerate() {
                    let employee = leaver.employee.map_or_else(String::new, |id| format!("  {id}"));
                    let text = format!("{}{employee}  {}", leaver.name, leaver.login);
                    let goal = to(ScreenId::History);
                    let sign = ("!", Role::Danger);
                    self.noted(RowId::Leaver(number), sign, text, leaver.why.clone(), Some(goal));
                }
            }
            _ => {}
        }
    }

    pub(super) fn waits(&mut self, digest: Option<&Digest>, standing: Option<&Standing>) {
        let start = self.rows.len();
        self.warnings(digest, standing);
        if let Some(digest) = digest {
            self.waits_now(digest);
        } else if let Some(standing) = standing {
            for (code, count) in &standing.status.waits.holds {
                self.waiting(
                    RowId::Hold(*code),
                    *count,
                    words::hold_code(*code),
                    to(ScreenId::Plan),
                );
            }
            let staged = standing.status.waits.staged;
            self.counted("staged", staged, Key("overview-staged"), links(TO_LINK));
            self.counted(
                "refused",
                standing.status.waits.refused,
                Key("overview-refused"),
                to(ScreenId::Plan),
            );
        }
        if let Some(standing) = standing {
            let waits = &standing.status.waits;
            self.counted(
                "confirmed",
                waits.confirmed,
                Key("overview-confirmed"),
                to(ScreenId::Plan),
            );
            self.counted(
                "unresolved",
                waits.unresolved,
                Key("overview-unresolved"),
                to(ScreenId::History),
            );
        }
        let rest = self.rows.split_off(start);
        let is_known = digest.is_some_and(|digest| digest.suspicious.is_none());
        if rest.is_empty() {
            if is_known {
                self.heading("waits", Key("overview-waits"), None);
                let says = self.lang().text(Key("overview-nothing-waits"));
                self.push(RowId::Other("nothing"), "=", Role::Good, says, None);
            }
        } else {
            let is_of_a_run = standing.is_some_and(|standing| standing.status.waits.run.is_some());
            let says = if digest.is_none() && is_of_a_run {
                Key("overview-waits-then")
            } else {
                Key("overview-waits")
            };
            self.heading("waits", says, None);
            self.rows.extend(rest);
        }
    }

    fn waits_now(&mut self, digest: &Digest) {
        let waits = &digest.waits;
        for end in &waits.overdue {
            let text = format!("{}  {}", end.name, end.employee);
            let note = words::remark(&RemarkCode::EndOverdue(end.last_day));
            let goal = about(ScreenId::Plan, end.employee);
            self.noted(
                RowId::Overdue(end.employee),
                ("!", Role::Danger),
                text,
                note,
                Some(goal),
            );
        }
        self.counted(
            "conflicts",
            waits.conflicts,
            Key("overview-conflicts"),
            links(CONFLICTS),
        );
        self.counted(
            "undecided",
            waits.undecided,
            Key("overview-undecided"),
            links(UNDECIDED),
        );
        self.counted("staged", waits.staged, Key("overview-staged"), links(TO_LINK));
        for (code, count) in &waits.holds {
            let goal = match code {
                HoldCode::ReviewOpen => to(ScreenId::Links),
                HoldCode::Staged => links(TO_LINK),
                _ => to(ScreenId::Plan),
            };
            self.waiting(RowId::Hold(*code), *count, words::hold_code(*code), goal);
        }
        self.counted(
            "refused",
            waits.refused,
            Key("overview-refused"),
            to(ScreenId::Plan),
        );
        self.remarks(digest, |remark| matches!(remark, RemarkCode::NamesNobody { .. }));
    }

    fn counted(&mut self, id: &'static str, count: usize, says: Key, goal: Destination) {
        if count > 0 {
            let says = self.lang().text(says);
            self.waiting(RowId::Other(id), count, &says, goal);
        }
    }

    /// `14  decided, and not yet confirmed for writing`
    fn waiting(&mut self, id: RowId, count: usize, says: &str, goal: Destination) {
        let text = format!("{:>4}  {says}", self.lang().number(count));
        self.push(id, "?", Role::Waits, text, Some(goal));
    }
}
