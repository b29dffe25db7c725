//! What the history looks up in the background. Reads the state, and writes nothing but the file that somebody asks for.

use super::entry::{Entry, Line};
use crate::core::link;
use crate::core::plan::Plan;
use crate::core::text::fold;
use crate::core::undo::Left;
use crate::core::{EmployeeId, OktaId};
use crate::engine::{self, UndoOrder, Undoable, known_run, suspicion, undoable};
use crate::failure::Failure;
use crate::report::{Format, History, Screen};
use crate::store::state::{ActionRow, DecisionId, DecisionRow, PersonRow, RunId, StateError, View};
use crate::store::{typed_path, write_new};
use crate::tui::desk::Reading;
use crate::tui::shared::Shared;
use crate::tui::work::Surroundings;
use std::cmp::Reverse;
use std::path::PathBuf;
use std::sync::Arc;

/// Rows of one page.
pub const PAGE: usize = 300;
/// More decisions than any state holds.
const ALL: usize = u32::MAX as usize;

#[derive(Debug, Clone, PartialEq)]
pub enum Task {
    /// A page of runs; `None`: the newest.
    Runs(Option<RunId>),
    Decisions(Option<DecisionId>),
    /// Everybody for whom anything was done.
    People,
    Open(Subject),
    /// The reverse of this run as a plan, on this reading (rule A9).
    Undo {
        run: RunId,
        reading: Shared<Reading>,
    },
    Export {
        what: Told,
        path: String,
    },
}

/// Whose actions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    Run(RunId),
    Person {
        employee: Option<EmployeeId>,
        profile: Option<OktaId>,
        name: String,
    },
}

/// What goes into a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    Runs,
    Decisions,
    Actions(Subject),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    Page(Shared<Page>),
    People(Shared<Vec<Person>>),
    Opened(Subject, Shared<Vec<Line>>),
    Undo(Shared<Undone>),
    Exported(PathBuf),
}

#[derive(Debug)]
pub struct Page {
    pub rows: Vec<Line>,
    /// It is the newest.
    pub is_first: bool,
    pub is_all: bool,
}

/// Somebody whom the journal names, with what a search looks through.
#[derive(Debug)]
pub struct Person {
    pub row: PersonRow,
    pub folded: String,
}

/// What undoing a run comes to.
#[derive(Debug)]
pub enum Undone {
    Plan(Box<UndoPlan>),
    By(RunId),
    Nothing,
}

/// The reverse of a run, on the reading that it was made from.
#[derive(Debug)]
pub struct UndoPlan {
    pub order: Shared<UndoOrder>,
    pub reading: Shared<Reading>,
    pub plan: Shared<Plan>,
    /// What does not come back.
    pub left: Vec<Left>,
}

pub async fn perform(task: Task, surroundings: Arc<Surroundings>) -> Result<Found, Failure> {
    engine::apart(move || look(task, &surroundings)).await?
}

fn look(task: Task, surroundings: &Surroundings) -> Result<Found, Failure> {
    let view = View::open(&surroundings.place.state_folder, None, surroundings.clock)?;
    match task {
        Task::Runs(before) => {
            let rows = view.runs_before(before, PAGE)?;
            let is_all = rows.len() < PAGE;
            let rows = rows
                .into_iter()
                .map(|(run, tally)| Entry::Run(run, tally))
                .collect();
            Ok(page(rows, before.is_none(), is_all))
        }
        Task::Decisions(before) => decisions(&view, before),
        Task::People => {
            let people = view.people()?.into_iter().map(Person::of).collect();
            Ok(Found::People(Shared::new(people)))
        }
        Task::Open(subject) => {
            let rows = entries(&view, &subject)?.into_iter().map(Line::of);
            Ok(Found::Opened(subject, Shared::new(rows.collect())))
        }
        Task::Undo { run, reading } => undo(&view, run, reading),
        Task::Export { what, path } => export(&view, &what, &path, surroundings),
    }
}

fn page(rows: Vec<Entry>, is_first: bool, is_all: bool) -> Found {
    Found::Page(Shared::new(Page {
        rows: rows.into_iter().map(Line::of).collect(),
        is_first,
        is_all,
    }))
}

/// Reviews are few: they come with the first page, each at its time.
fn decisions(view: &View, before: Option<DecisionId>) -> Result<Found, Failure> {
    let acts = view.decisions_before(before, PAGE)?;
    let is_all = acts.len() < PAGE;
    let mut rows: Vec<Entry> = acts.into_iter().map(Entry::Decision).collect();
    if before.is_none() {
        rows.extend(view.reviews()?.into_iter().map(Entry::Review));
        rows.sort_by_key(|row| Reverse(row.at()));
    }
    Ok(page(rows, before.is_none(), is_all))
}

/// Of a run in the order of its plan; of a person the newest first, with what was decided about them.
fn entries(view: &View, subject: &Subject) -> Result<Vec<Entry>, Failure> {
    let actions = actions(view, subject)?
        .into_iter()
        .map(|row| Entry::Action(Box::new(row)));
    let Subject::Person {
        employee, profile, ..
    } = subject
    else {
        return Ok(actions.collect());
    };
    let is_about = |row: &DecisionRow| {
        let decision = &row.decision;
        (employee.is_some() && decision.employee() == *employee)
            || (profile.is_some() && decision.profile() == profile.as_ref())
    };
    let acts = view.decision_history(ALL)?.into_iter().filter(is_about);
    let mut rows: Vec<Entry> = actions.chain(acts.map(Entry::Decision)).collect();
    rows.sort_by_key(|row| Reverse(row.at()));
    Ok(rows)
}

fn actions(view: &View, subject: &Subject) -> Result<Vec<ActionRow>, StateError> {
    match subject {
        Subject::Run(run) => view.actions_of_run(*run),
        Subject::Person {
            employee: Some(employee),
            ..
        } => view.actions_of_employee(*employee),
        Subject::Person {
            profile: Some(profile),
            ..
        } => view.actions_of_profile(profile),
        Subject::Person { .. } => Ok(Vec::new()),
    }
}

fn undo(view: &View, run: RunId, reading: Shared<Reading>) -> Result<Found, Failure> {
    let order = match undoable(view, run)? {
        Undoable::UndoneBy(by) => return Ok(Found::Undo(Shared::new(Undone::By(by)))),
        Undoable::Nothing => return Ok(Found::Undo(Shared::new(Undone::Nothing))),
        Undoable::Yes(order) => order,
    };
    let (snapshot, policy) = (&reading.people.snapshot, &reading.settings.policy);
    let links = link::resolve(snapshot, policy, &reading.state);
    let reverse = crate::core::undo::undo(&order.done, snapshot, policy, &reading.state, &links);
    let reverse = reverse.map_err(|suspicious| suspicion(&suspicious))?;
    let plan = UndoPlan {
        order: Shared::new(order),
        plan: Shared::new(reverse.plan),
        left: reverse.left,
        reading,
    };
    Ok(Found::Undo(Shared::new(Undone::Plan(Box::new(plan)))))
}

/// As CSV, or as JSON where the name says so.
fn export(view: &View, what: &Told, path: &str, surroundings: &Surroundings) -> Result<Found, Failure> {
    let history = match what {
        Told::Runs => History::of_runs(view)?,
        Told::Decisions => History::of_decisions(view, None, None)?,
        Told::Actions(subject) => {
            let run = match subject {
                Subject::Run(run) => Some(known_run(view, *run)?),
                Subject::Person { .. } => None,
            };
            History::of_rows(view, actions(view, subject)?, run)?
        }
    };
    let path = typed_path(path, &surroundings.environment);
    let is_json = path
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    let format = if is_json { Format::Json } else { Format::Csv };
    let mut content = Vec::new();
    let written = history
        .write(&mut content, format, Screen::default())
        .and_then(|()| write_new(&path, &content));
    written
        .map(Found::Exported)
        .map_err(|error| engine::not_written(&path, &error))
}

impl Person {
    fn of(row: PersonRow) -> Self {
        let employee = row.employee.map_or_else(String::new, |id| id.to_string());
        let profile = row.profile.as_ref().map_or("", |id| id.as_str());
        let text = format!("{} {} {employee} {profile}", row.name, row.login);
        Self {
            folded: fold(&text).into_owned(),
            row,
        }
    }
}
