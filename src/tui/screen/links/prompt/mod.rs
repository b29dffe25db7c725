//! The assignment prompt: whose account is this (rules L7 to L11)? It lists whoever may be meant, finds anybody else
//! while one types, shows what a link would do, and goes to the next undecided profile once one is decided.
//!
//! It decides by the desk alone ([`Shell::decide`]): staged (rule L8), and judged again by the state as it stands then.

use crate::core::{EmployeeId, OktaId};
use crate::failure::Failure;
use crate::lang::Key;
use crate::tui::action::Action;
use crate::tui::job::JobId;
use crate::tui::key::{Binding, Chord, Edit};
use crate::tui::shell::Shell;
use crate::tui::theme::Role;
use crate::tui::view_state::{ListId, ViewState};
use crate::tui::widget::field::TextField;
use crate::tui::widget::frame::line;
use crate::tui::work::Answer;
use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

const BINDINGS: &[Binding] =
    &[Binding::new(&[Chord::of(KeyCode::Esc)], Action::Back, Key("prompt-key-back")).hint()];

/// What a key made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Stays,
    /// It is done with; the list is shown again.
    Closed,
}

/// Who is to be decided.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Subject {
    Profile(OktaId),
    Employee(EmployeeId),
}

#[derive(Debug)]
pub struct Prompt {
    subject: Subject,
    /// Profiles that are asked about one after another.
    queue: Vec<OktaId>,
    field: TextField,
}

impl Prompt {
    /// For the profile at this position, and then for those of `queue`, which may hold it. `None`: both sides have not
    /// been read yet.
    pub fn for_profile(profile: u32, queue: &[u32], shell: &mut Shell) -> Option<Self> {
        let reading = shell.desk.reading()?.clone();
        let id = |position: &u32| reading.people.profile(*position).id.clone();
        Some(Self {
            subject: Subject::Profile(id(&profile)),
            queue: queue.iter().map(id).collect(),
            field: TextField::default(),
        })
    }

    /// From the side of the employee at this position.
    pub fn for_employee(employee: u32, shell: &mut Shell) -> Option<Self> {
        let reading = shell.desk.reading()?.clone();
        Some(Self {
            subject: Subject::Employee(reading.people.employee(employee).id),
            queue: Vec::new(),
            field: TextField::default(),
        })
    }

    /// For the conflict at this position of the link report.
    pub fn for_conflict(conflict: usize, shell: &mut Shell) -> Option<Self> {
        let reading = shell.desk.reading()?.clone();
        let conflict = reading.links.conflicts.get(conflict)?;
        match (conflict.profiles.as_slice(), conflict.employees.as_slice()) {
            ([_, _, ..], [employee]) => Self::for_employee(*employee, shell),
            ([profile, ..], _) => Self::for_profile(*profile, &[], shell),
            ([], _) => None,
        }
    }

    pub fn bindings(&self) -> &'static [Binding] {
        BINDINGS
    }

    pub fn takes_text(&self) -> bool {
        true
    }

    pub fn act(&mut self, action: Action, _shell: &mut Shell) -> Step {
        match action {
            Action::Back => Step::Closed,
            _ => Step::Stays,
        }
    }

    pub fn edit(&mut self, edit: Edit, _shell: &mut Shell) {
        self.field.edit(edit);
    }

    pub fn paste(&mut self, text: &str, _shell: &mut Shell) {
        self.field.paste(text);
    }

    /// A row of one of its lists was clicked.
    pub fn press(&mut self, _list: ListId, _index: usize, _shell: &mut Shell) -> Step {
        Step::Stays
    }

    /// It started this job, and is to be given the answer.
    pub fn waits_for(&self, _job: JobId) -> bool {
        false
    }

    pub fn answer(&mut self, _job: JobId, _answer: Result<Answer, Failure>, _shell: &mut Shell) {}

    /// The desk knows more than before.
    pub fn renewed(&mut self, shell: &mut Shell) -> Step {
        let is_there = shell.desk.reading().is_some_and(|reading| match &self.subject {
            Subject::Profile(id) => reading.people.place_of_profile(id).is_some(),
            Subject::Employee(id) => reading.people.place_of(*id).is_some(),
        });
        if is_there { Step::Stays } else { Step::Closed }
    }

    pub fn view(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, _state: &mut ViewState) {
        let title = shell.lang.text(match self.subject {
            Subject::Profile(_) => Key("prompt-whose-account"),
            Subject::Employee(_) => Key("prompt-which-account"),
        });
        line(shell, area, buffer, &[(&title, Role::Heading)]);
    }
}
