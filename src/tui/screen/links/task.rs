//! What the report does in the background: files that people ask for, and lists that come back from HR.

use super::case::Case;
use crate::core::assign::{Desk, Entry, Fit, Verdict, judge};
use crate::core::plan::Plan;
use crate::core::suggest::Suggestion;
use crate::engine;
use crate::failure::{Failure, capital};
use crate::report::{LinkCase, Links, PlanView, assignment_refusal};
use crate::store::{AssignmentFile, typed_path, write_new};
use crate::tui::desk::{Reading, Wish};
use crate::tui::shared::Shared;
use crate::tui::work::Surroundings;
use std::path::PathBuf;
use std::sync::Arc;

#[derive(Debug, Clone, PartialEq)]
pub enum Task {
    /// As CSV; what is there already is not overwritten.
    Export {
        reading: Shared<Reading>,
        cases: Vec<Case>,
        /// Candidates of undecided profiles, by position, sorted.
        suggestions: Shared<Vec<(u32, Vec<Suggestion>)>>,
        /// As it was typed.
        path: String,
    },
    /// A list of assignments.
    ReadBack {
        reading: Shared<Reading>,
        /// As it was typed.
        path: String,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub enum Done {
    /// The file, and how many cases it holds.
    Exported(PathBuf, usize),
    Read(Answers),
}

/// What a list says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answers {
    /// Those that can be made.
    pub fit: Vec<Wish>,
    /// Lines that cannot: what they say, and why not.
    pub refused: Vec<[String; 3]>,
    /// Lines that say what holds already.
    pub known: usize,
    /// Lines that name a profile and nobody.
    pub undecided: usize,
}

/// # Errors
/// Where the file cannot be written or read.
pub async fn perform(task: Task, surroundings: Arc<Surroundings>) -> Result<Done, Failure> {
    engine::apart(move || match task {
        Task::Export {
            reading,
            cases,
            suggestions,
            path,
        } => export(&reading, &cases, &suggestions, &path, &surroundings),
        Task::ReadBack { reading, path } => read_back(&reading, &path, &surroundings),
    })
    .await?
}

fn export(
    reading: &Reading,
    cases: &[Case],
    suggestions: &[(u32, Vec<Suggestion>)],
    path: &str,
    surroundings: &Surroundings,
) -> Result<Done, Failure> {
    let links = Links {
        snapshot: &reading.people.snapshot,
        state: &reading.state,
        report: &reading.links,
        suggestions,
        only_undecided: false,
    };
    let told: Vec<LinkCase> = cases.iter().map(|case| told(*case, reading)).collect();
    let mut content = Vec::new();
    let path = typed_path(path, &surroundings.environment);
    let written = links
        .write_cases(&mut content, &told)
        .and_then(|()| write_new(&path, &content));
    written
        .map(|path| Done::Exported(path, told.len()))
        .map_err(|error| engine::not_written(&path, &error))
}

fn told(case: Case, reading: &Reading) -> LinkCase {
    match case {
        Case::Profile(at) => LinkCase::Profile(at),
        Case::Employee(at) => LinkCase::Employee(at),
        Case::Conflict(at) => LinkCase::Conflict(at),
        Case::Rejected(_) => {
            let (profile, employee) = case.sides(reading);
            LinkCase::Rejected(profile, employee)
        }
    }
}

/// Judged as `assign --from` judges them (rule L7); nothing is kept by that.
fn read_back(reading: &Reading, path: &str, surroundings: &Surroundings) -> Result<Done, Failure> {
    let path = typed_path(path, &surroundings.environment);
    let mut file = AssignmentFile::read(&path).map_err(|error| engine::no_list(&error))?;
    file.resolve(reading.settings.org_host());
    let (snapshot, policy) = (&reading.people.snapshot, &reading.settings.policy);
    let desk = Desk::new(snapshot, policy, &reading.state, &reading.links);
    let entries: Vec<Entry<'_>> = file
        .lines
        .iter()
        .map(|line| Entry {
            okta: &line.okta,
            employee_id: &line.employee_id,
            is_torn: line.is_torn,
            misnamed: line.misnamed.as_deref(),
        })
        .collect();
    let nothing = Plan::default();
    let view = PlanView::new(snapshot, &nothing);
    let mut answers = Answers {
        undecided: file.undecided,
        ..Answers::default()
    };
    for (line, verdict) in file.lines.iter().zip(judge(&desk, &entries, false)) {
        match verdict {
            Verdict::Fit {
                profile,
                employee,
                fit: Fit::Assign(_) | Fit::Confirm,
            } => answers.fit.push(Wish {
                profile: desk.profile(profile).id.clone(),
                employee,
                may_move: false,
            }),
            Verdict::Fit { .. } | Verdict::Repeats(_) => answers.known += 1,
            Verdict::Refused(refusal) => answers.refused.push([
                format!("{}: {}", line.number, line.okta),
                line.employee_id.clone(),
                capital(&assignment_refusal(&view, &refusal)),
            ]),
        }
    }
    Ok(Done::Read(answers))
}
