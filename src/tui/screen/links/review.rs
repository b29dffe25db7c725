//! How far the review is, closing it (rule P2), and writing the links.

use super::case::Case;
use super::{Asked, Links};
use crate::core::plan::{Action as Planned, Change, Hold};
use crate::core::{EmployeeId, OktaId, Value};
use crate::engine::OverLimit;
use crate::lang::Key;
use crate::report::words;
use crate::store::state::{DecisionKind, RunKind};
use crate::tui::desk::{Act, Reading, RunRequest, Seen, What};
use crate::tui::shared::Shared;
use crate::tui::shell::Shell;
use rustc_hash::FxHashSet;

impl Links {
    /// Said yes to the question that was open.
    pub(super) fn agree(&mut self, shell: &mut Shell) {
        let act = match self.asked.take() {
            Some(Asked::Decide(act)) => act,
            Some(Asked::Close(closing)) => Act {
                says: shell.lang.text(Key("links-did-close")),
                what: What::CloseReview(closing),
            },
            None => return,
        };
        self.decide(act, shell);
    }

    /// `C` (rule P2): closing names who will then be created.
    pub(super) fn ask_to_close(&mut self, shell: &mut Shell) {
        let Some(reading) = self.may_decide(shell) else {
            return;
        };
        if shell.desk.pending().next().is_some() {
            return shell.say_bad(shell.lang.text(Key("links-wait")));
        }
        let closing = reading.closing.clone();
        let lang = &shell.lang;
        let counted = |key, count: usize| lang.with(key, &[("count", count.into())]);
        let mut lines = vec![
            counted(Key("links-close-creations"), closing.covered.len()),
            counted(Key("links-close-undecided"), closing.undecided),
            counted(Key("links-close-conflicts"), reading.links.conflicts.len()),
        ];
        if reading.state.review.is_closed() {
            lines.push(lang.text(Key("links-close-again")));
        }
        lines.push(lang.text(Key("links-close-says")));
        let title = lang.text(Key("links-close-title"));
        self.ask(title, lines, Asked::Close(closing), shell);
    }

    /// `W`: the page that counts what writing the links writes.
    pub(super) fn write(&mut self, shell: &mut Shell) {
        let Some(reading) = self.may_decide(shell) else {
            return;
        };
        if shell.desk.pending().next().is_some() {
            return shell.say_bad(shell.lang.text(Key("links-wait")));
        }
        shell.ask_to_write(RunRequest::Seen(Box::new(Seen {
            kind: RunKind::Assign,
            plan: Shared::new(reading.links_plan.clone()),
            confirm: reading.staged_ids(),
            reading,
            over_limit: OverLimit::Stop,
            undo: None,
            overrides: Vec::new(),
        })));
    }
}

/// How many profiles people decided, and how many there are to decide: those, whoever is undecided, and conflicts.
pub(super) fn progress(reading: &Reading) -> (usize, usize) {
    let decided: FxHashSet<&OktaId> = reading
        .in_force
        .iter()
        .filter(|one| {
            matches!(
                one.row.decision.kind(),
                DecisionKind::Assign | DecisionKind::SetAside | DecisionKind::ConfirmLink
            )
        })
        .filter_map(|one| one.row.decision.profile())
        .collect();
    let open = reading.undecided().count() + reading.links.conflicts.len();
    (decided.len(), decided.len() + open)
}

/// What the plan holds for the pair, or the employee, in words.
pub(super) fn planned(reading: &Reading, case: Case) -> Vec<String> {
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
pub(super) fn number(reading: &Reading, profile: &OktaId, employee: EmployeeId) -> String {
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
