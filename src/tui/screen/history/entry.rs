//! One line of the history, whatever it is of, and all that is known of it.

use crate::core::text::fold;
use crate::core::{EmployeeId, OktaId};
use crate::lang::Key;
use crate::report::{act_says, journal_words, review_says, words};
use crate::store::state::{
    ActionRow, DecisionId, DecisionRow, OutcomeKind, ReviewRow, RunEnd, RunId, RunRow, Tally,
};
use crate::tui::desk::Reading;
use crate::tui::shell::Shell;
use crate::tui::theme::Role;
use crate::tui::widget::table::Cell;
use jiff::Timestamp;
use std::sync::Arc;

#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    Run(RunRow, Tally),
    Action(Box<ActionRow>),
    Decision(DecisionRow),
    Review(ReviewRow),
}

/// An entry with what a search looks through. Copying it copies no entry.
#[derive(Debug, Clone)]
pub struct Line {
    pub entry: Arc<Entry>,
    pub folded: Arc<str>,
}

impl Line {
    pub fn of(entry: Entry) -> Self {
        Self {
            folded: entry.folded().into(),
            entry: Arc::new(entry),
        }
    }
}

/// What the selection stays with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryId {
    Run(RunId),
    Action(RunId, u32),
    Decision(DecisionId),
    Review(Timestamp),
}

impl Entry {
    pub fn id(&self) -> EntryId {
        match self {
            Self::Run(run, _) => EntryId::Run(run.run),
            Self::Action(row) => EntryId::Action(row.run, row.position),
            Self::Decision(row) => EntryId::Decision(row.id),
            Self::Review(row) => EntryId::Review(row.at),
        }
    }

    /// When it happened, as far as that orders it among others.
    pub fn at(&self) -> Timestamp {
        match self {
            Self::Run(run, _) => run.started,
            Self::Action(row) => row
                .outcome
                .map(|(at, _)| at)
                .or(row.called)
                .unwrap_or(row.planned),
            Self::Decision(row) => row.at,
            Self::Review(row) => row.at,
        }
    }

    /// The run that it is, or is of.
    pub fn run(&self) -> Option<RunId> {
        match self {
            Self::Run(run, _) => Some(run.run),
            Self::Action(row) => Some(row.run),
            Self::Decision(row) => row.run,
            Self::Review(_) => None,
        }
    }

    fn sign(&self) -> (&'static str, Role) {
        let good = ("=", Role::Good);
        let waits = ("?", Role::Waits);
        let bad = ("!", Role::Danger);
        match self {
            Self::Run(run, _) => match run.ended.map(|(_, end)| end) {
                Some(RunEnd::Done) => good,
                Some(RunEnd::Stopped | RunEnd::Cancelled) => waits,
                _ => bad,
            },
            Self::Action(row) => match row.outcome_kind() {
                Some(OutcomeKind::Applied) => good,
                Some(OutcomeKind::Failed | OutcomeKind::Unknown) => bad,
                _ => waits,
            },
            Self::Decision(_) | Self::Review(_) => ("·", Role::Quiet),
        }
    }

    /// Four cells: sign, what it is called, when or whom, what. `of_one`: all entries are of one person, who need not be
    /// named in each.
    pub fn cells(&self, of_one: bool, shell: &Shell, reading: Option<&Reading>) -> Vec<Cell<'static>> {
        let (sign, role) = self.sign();
        let moment = |at| shell.lang.moment(at, shell.now, &shell.zone);
        let [name, who, what] = match self {
            Self::Run(run, tally) => [
                run.run.to_string(),
                moment(run.started),
                format!(
                    "{}, {}: {} · {}",
                    journal_words::kind(run),
                    journal_words::short_ending(run),
                    journal_words::tally(tally),
                    journal_words::by(&run.by, run.is_unattended)
                ),
            ],
            Self::Action(row) if of_one => [row.run.to_string(), moment(self.at()), done(row)],
            Self::Action(row) => {
                let employee = row.action.employee;
                let number = employee.map_or_else(|| "—".to_owned(), |id| id.to_string());
                [number, row.action.name.clone(), done(row)]
            }
            Self::Decision(row) => {
                let says = format!("{}{}", decided(row, reading), acted(row));
                [String::new(), moment(row.at), says]
            }
            Self::Review(row) => [String::new(), moment(row.at), review_says(row)],
        };
        vec![
            Cell::new(sign, role),
            Cell::new(name, Role::Quiet),
            Cell::new(who, Role::Text),
            Cell::new(what, Role::Text),
        ]
    }

    /// All that is known of it.
    pub fn lines(&self, shell: &Shell, reading: Option<&Reading>) -> Vec<(String, Role)> {
        match self {
            Self::Run(run, tally) => run_lines(run, *tally, shell),
            Self::Action(row) => action_lines(row, shell),
            Self::Decision(row) => {
                let run = row.run.map_or_else(String::new, |run| format!(" {run}"));
                vec![
                    (decided(row, reading), Role::Heading),
                    (act_says(row), Role::Text),
                    (
                        format!(
                            "{}, {}, {}{run}",
                            whole(row.at, shell),
                            row.by,
                            journal_words::origin(row.origin)
                        ),
                        Role::Quiet,
                    ),
                ]
            }
            Self::Review(row) => vec![
                (review_says(row), Role::Heading),
                (
                    format!(
                        "{}, {}, {}",
                        whole(row.at, shell),
                        row.by,
                        journal_words::origin(row.origin)
                    ),
                    Role::Quiet,
                ),
            ],
        }
    }

    fn folded(&self) -> String {
        let text = match self {
            Self::Run(run, _) => format!("{} {} {}", run.run, journal_words::kind(run), run.by),
            Self::Action(row) => format!(
                "{} {} {} {} {}",
                row.action.name,
                row.action.login,
                row.action.employee.map_or_else(String::new, |id| id.to_string()),
                words::verb(row.action.kind),
                journal_words::outcome(row.outcome_kind())
            ),
            Self::Decision(row) => format!("{} {} {}", decided(row, None), act_says(row), row.by),
            Self::Review(row) => format!("{} {}", review_says(row), row.by),
        };
        fold(&text).into_owned()
    }
}

/// `applied: update, department: Vertrieb → Sales +1`
fn done(row: &ActionRow) -> String {
    let outcome = journal_words::outcome(row.outcome_kind());
    let verb = words::verb(row.action.kind);
    let Some(first) = row.action.changes.first() else {
        return format!("{outcome}: {verb}");
    };
    let more = match row.action.changes.len() {
        1 => String::new(),
        many => format!(" +{}", many - 1),
    };
    format!("{outcome}: {verb}, {}{more}", words::change(first))
}

/// To the second in the time of who looks: two hosts of one org may stand in two time zones.
fn whole(at: Timestamp, shell: &Shell) -> String {
    shell
        .zone
        .to_datetime(at)
        .strftime("%Y-%m-%d %H:%M:%S")
        .to_string()
}

fn run_lines(run: &RunRow, tally: Tally, shell: &Shell) -> Vec<(String, Role)> {
    let until = run
        .ended
        .map_or_else(String::new, |(ended, _)| format!(" to {}", whole(ended, shell)));
    let mut lines = vec![
        (
            format!(
                "{}, by {}",
                journal_words::run(run),
                journal_words::by(&run.by, run.is_unattended)
            ),
            Role::Heading,
        ),
        (
            format!(
                "{}{until}: {}",
                whole(run.started, shell),
                journal_words::ending(run)
            ),
            Role::Text,
        ),
        (journal_words::tally(&tally), Role::Text),
    ];
    if tally.unknown > 0 {
        lines.push((shell.lang.text(Key("history-resolves")), Role::Waits));
    }
    let said = run
        .overrides
        .iter()
        .map(|said| (format!("let go by {said}"), Role::Waits));
    lines.extend(said);
    lines.push((format!("koppel {}", run.version), Role::Quiet));
    lines
}

fn action_lines(row: &ActionRow, shell: &Shell) -> Vec<(String, Role)> {
    let action = &row.action;
    let employee = action.employee.map_or_else(String::new, |id| format!(" {id}"));
    let mut lines = vec![(
        format!(
            "{}: {}{employee} {}, {}",
            journal_words::outcome(row.outcome_kind()),
            words::verb(action.kind),
            action.name,
            action.login
        ),
        Role::Heading,
    )];
    lines.extend(
        action
            .changes
            .iter()
            .map(|change| (words::change(change), Role::Text)),
    );
    lines.extend(
        action
            .activation
            .map(|when| (words::activation(when), Role::Text)),
    );
    lines.extend(journal_words::why(row).map(|why| (why, Role::Waits)));
    lines.extend(
        row.let_go
            .as_ref()
            .map(|said| (format!("let go: {said}"), Role::Waits)),
    );
    if !row.request_ids.is_empty() {
        lines.push((
            format!("Okta's request {}", row.request_ids.join(", ")),
            Role::Quiet,
        ));
    }
    let at = row.outcome.map(|(at, _)| at).or(row.called);
    let at = at.map_or_else(String::new, |at| format!(", {}", whole(at, shell)));
    lines.push((format!("run {}{at}", row.run), Role::Quiet));
    lines
}

/// `Jörg Müller 10234: exclude (the founder)`
fn decided(row: &DecisionRow, reading: Option<&Reading>) -> String {
    let says = journal_words::decision(&row.decision);
    match about(row.decision.employee(), row.decision.profile(), reading) {
        Some(who) => format!("{who}: {says}"),
        None => says,
    }
}

fn acted(row: &DecisionRow) -> String {
    match row.act {
        crate::store::state::Act::Decided => String::new(),
        act => format!(", {}", journal_words::act(act)),
    }
}

/// Whoever it is about by name, as far as the reading knows them.
fn about(
    employee: Option<EmployeeId>,
    profile: Option<&OktaId>,
    reading: Option<&Reading>,
) -> Option<String> {
    let people = reading.map(|reading| &reading.people);
    let employee = employee.map(|id| {
        let name = people
            .and_then(|people| people.find(id))
            .map(crate::core::Employee::display_name);
        name.map_or_else(|| id.to_string(), |name| format!("{name} {id}"))
    });
    let profile = profile.map(|id| {
        let login = people
            .and_then(|people| people.find_profile(id))
            .map(|profile| profile.login.to_string());
        login.unwrap_or_else(|| id.as_str().to_owned())
    });
    match (profile, employee) {
        (Some(profile), Some(employee)) => Some(format!("{profile} × {employee}")),
        (one, other) => one.or(other),
    }
}
