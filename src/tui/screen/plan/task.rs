//! What the plan does in the background: explaining a person, and writing a file that somebody asks for.

use crate::core::explain::{Subject, explain};
use crate::core::plan::Plan;
use crate::core::{EmployeeId, OktaId};
use crate::engine;
use crate::failure::{Exit, Failure};
use crate::report::{Format, PlanView, Screen, write_explanation};
use crate::store::{typed_path, write_new};
use crate::tui::desk::Reading;
use crate::tui::shared::Shared;
use crate::tui::work::Surroundings;
use std::path::PathBuf;
use std::sync::Arc;

#[derive(Debug, Clone, PartialEq)]
pub enum Task {
    /// Why one person gets what they get, step by step.
    Explain(Question),
    /// As CSV; what is there already is not overwritten.
    Export {
        reading: Shared<Reading>,
        /// `None`: the reading's own.
        plan: Option<Shared<Plan>>,
        /// As it was typed.
        path: String,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub enum Done {
    /// Line by line.
    Explained(Vec<String>),
    Exported(PathBuf),
}

/// Whom an explanation is about, and by which plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    pub reading: Shared<Reading>,
    /// `None`: the reading's own.
    pub plan: Option<Shared<Plan>>,
    pub employee: Option<EmployeeId>,
    pub profile: Option<OktaId>,
    /// In cells.
    pub width: usize,
}

/// # Errors
/// Where the file cannot be written.
pub async fn perform(task: Task, surroundings: Arc<Surroundings>) -> Result<Done, Failure> {
    engine::apart(move || match task {
        Task::Explain(question) => explained(&question).map(Done::Explained),
        Task::Export { reading, plan, path } => {
            export(&reading, plan.as_ref(), &path, &surroundings).map(Done::Exported)
        }
    })
    .await?
}

/// The plan that is meant.
fn meant<'a>(reading: &'a Reading, plan: Option<&'a Shared<Plan>>) -> Result<&'a Plan, Failure> {
    match (plan, &reading.plan) {
        (Some(plan), _) => Ok(plan),
        (None, Ok(plan)) => Ok(plan),
        (None, Err(failure)) => Err(failure.clone()),
    }
}

/// In no terminal's width, and without its colours.
const AS_IT_IS: Screen = Screen {
    width: None,
    color: false,
};

fn export(
    reading: &Reading,
    plan: Option<&Shared<Plan>>,
    path: &str,
    surroundings: &Surroundings,
) -> Result<PathBuf, Failure> {
    let view = PlanView::new(&reading.people.snapshot, meant(reading, plan)?);
    let mut content = Vec::new();
    let path = typed_path(path, &surroundings.environment);
    let written = view
        .write(&mut content, Format::Csv, AS_IT_IS)
        .and_then(|()| write_new(&path, &content));
    written.map_err(|error| {
        Failure::new(Exit::Failed, "The plan could not be written to a file")
            .because(format!("{}: {error}", path.display()))
            .todo("Name a file that does not exist yet, in a folder that you may write to")
    })
}

fn explained(question: &Question) -> Result<Vec<String>, Failure> {
    let reading = &question.reading;
    let plan = meant(reading, question.plan.as_ref())?;
    let (people, links) = (&reading.people, &reading.links);
    let employee = question.employee.and_then(|id| people.place_of(id));
    let profile = question
        .profile
        .as_ref()
        .and_then(|id| people.place_of_profile(id));
    let subject = match (employee, profile) {
        (Some(employee), _) => Subject::of_employee(links, employee),
        (None, Some(profile)) => Subject::of_profile(links, profile),
        (None, None) => return Ok(Vec::new()),
    };
    let (snapshot, policy) = (&people.snapshot, &reading.settings.policy);
    let story = explain(snapshot, policy, &reading.state, links, plan, subject);
    let view = PlanView::new(snapshot, plan);
    let screen = Screen {
        width: Some(question.width),
        color: false,
    };
    let mut text = Vec::new();
    let written = write_explanation(&mut text, &view, subject, &story, screen);
    written
        .map_err(|error| Failure::new(Exit::Failed, "This cannot be explained").because(error.to_string()))?;
    Ok(String::from_utf8_lossy(&text)
        .lines()
        .map(str::to_owned)
        .collect())
}
