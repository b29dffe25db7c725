//! What comes of the selected case: of a pair what the plan holds, of a candidate what a link would do.

use super::case::Case;
use super::{Links, prompt};
use crate::core::link::ProfileStanding;
use crate::core::plan::{Action as Planned, Change, Hold};
use crate::core::{EmployeeId, OktaId, Value};
use crate::failure::Failure;
use crate::lang::Key;
use crate::report::words;
use crate::tui::desk::Reading;
use crate::tui::job::Kind;
use crate::tui::screen::ScreenId;
use crate::tui::shared::Shared;
use crate::tui::shell::Shell;
use crate::tui::work::{Answer, Work};

impl Links {
    /// The selection may be another: what there is to know about it is looked up.
    pub(super) fn look(&mut self, shell: &mut Shell) {
        let Some(reading) = self.list.reading().cloned() else {
            return;
        };
        let selected = self.list.selected();
        let is_known = self.outlook.as_ref().map(|(case, _)| *case) == selected;
        if let Some(case) = selected.filter(|_| !is_known) {
            self.outlook = Some((case, planned(&reading, case)));
        }
        self.look_ahead(&reading, shell);
        self.want_suggestions(&reading, shell);
    }

    /// What a link to the first candidate would do, is looked for in the background, by the plan as it would be then.
    fn look_ahead(&mut self, reading: &Shared<Reading>, shell: &mut Shell) {
        let selected = self.list.selected();
        if self.looking.map(|(_, case)| case) == selected {
            return;
        }
        if let Some((job, _)) = self.looking.take() {
            shell.cancel(job);
        }
        let Some(case @ Case::Profile(at)) = selected else {
            return;
        };
        let best = match reading.links.profiles.get(at as usize) {
            Some(ProfileStanding::Unmatched) => shell.desk.suggestions.of(at).and_then(<[_]>::first),
            _ => None,
        };
        if let Some(employee) = best.map(|best| best.employee) {
            let work = Work::Prompt(prompt::Task::Outlook {
                reading: reading.clone(),
                profile: at,
                employee,
            });
            let title = shell.lang.text(Key("links-looking-ahead"));
            let job = shell.start(ScreenId::Links, Kind::Quiet, title, work);
            self.looking = Some((job, case));
        }
    }

    /// The case stays known: it is not looked for again.
    pub(super) fn take_outlook(&mut self, case: Case, answer: Result<Answer, Failure>) {
        let Ok(Answer::Prompt(prompt::Answered::Outlook(outlook))) = answer else {
            return;
        };
        let says = match (self.list.reading(), outlook.fit) {
            (Some(reading), Ok(_)) => {
                let number = number(reading, &outlook.profile, outlook.employee);
                std::iter::once(number).chain(outlook.says).collect()
            }
            (_, Err(why)) => vec![why],
            (None, Ok(_)) => outlook.says,
        };
        self.outlook = Some((case, says));
    }

    /// Whoever is in sight first.
    fn want_suggestions(&self, reading: &Reading, shell: &mut Shell) {
        let from = self.list.selected_row().saturating_sub(shell.page());
        let rows = self.list.shown().iter().skip(from).take(2 * shell.page());
        let unknown = rows.filter_map(|case| match case {
            Case::Profile(at) if shell.desk.suggestions.of(*at).is_none() => Some(*at),
            _ => None,
        });
        let is_undecided = |at: &u32| {
            let standing = reading.links.profiles.get(*at as usize);
            standing == Some(&ProfileStanding::Unmatched)
        };
        let wanted: Vec<u32> = unknown.filter(is_undecided).collect();
        if !wanted.is_empty() {
            shell.want_suggestions(&wanted);
        }
    }
}

/// What the plan holds for the pair, or the employee, in words.
fn planned(reading: &Reading, case: Case) -> Vec<String> {
    let Ok(plan) = &reading.plan else {
        return Vec::new();
    };
    let (profile, employee) = match case {
        Case::Profile(_) | Case::Employee(_) => case.sides(reading),
        Case::Conflict(_) | Case::Rejected(_) => return Vec::new(),
    };
    let Some(employee) = employee.map(|at| reading.people.employee(at).id) else {
        return Vec::new();
    };
    let profile = profile.map(|at| &reading.people.profile(at).id);
    let is_theirs = |action: &&Planned| {
        action.employee == Some(employee) || (profile.is_some() && action.profile.as_ref() == profile)
    };
    let actions = plan.actions.iter().filter(is_theirs).map(|action| {
        let verb = words::verb(action.kind);
        let what = if let Some(activation) = action.activation {
            format!("{verb} {}, {}", action.login, words::activation(activation))
        } else {
            let changes: Vec<String> = action.changes.iter().map(words::change).collect();
            format!("{verb} {}", changes.join(", "))
        };
        let held = action.held.as_ref().map(|hold| held(reading, hold));
        match held {
            Some(held) => format!("{what} ({}: {held})", words::standing::WAITS),
            None => what,
        }
    });
    let skips = plan.skipped.iter().filter(|skip| skip.employee == Some(employee));
    let skips = skips.map(|skip| format!("{}: {}", words::standing::SKIPPED, words::skip(&skip.reason)));
    actions.chain(skips).collect()
}

/// Why it waits, with whom else it is about.
fn held(reading: &Reading, hold: &Hold) -> String {
    let people = &reading.people;
    let profile = hold.profile.as_ref().and_then(|id| people.find_profile(id));
    let employee = hold.employee.and_then(|id| people.find(id));
    let employee = employee.map(|employee| format!("{} {}", employee.id, employee.display_name()));
    words::hold(
        hold,
        profile.map(|profile| profile.login.as_str()),
        employee.as_deref(),
    )
}

/// `employeeNumber: (empty) → 10234; the login stays j.mueller@acme.com` (rules U4 and N6).
fn number(reading: &Reading, profile: &OktaId, employee: EmployeeId) -> String {
    let profile = reading.people.find_profile(profile);
    let change = Change {
        attribute: reading.settings.policy.link_attribute.clone(),
        from: profile
            .and_then(|profile| profile.number.as_deref())
            .map_or(Value::Empty, Value::text),
        to: Value::Text(employee.to_link()),
    };
    let login = profile.map_or("", |profile| profile.login.as_str());
    format!("{}; {} {login}", words::change(&change), words::LOGIN_STAYS)
}
