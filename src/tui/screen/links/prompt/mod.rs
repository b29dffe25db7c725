//! The assignment prompt: whose account is this (rules L7 to L11)? It lists whoever may be meant, finds anybody else
//! while one types, shows what a link would do, and goes to the next undecided profile once one is decided.
//!
//! It decides by the desk alone ([`Shell::decide`]): staged (rule L8), and judged again by the state as it stands then.
//! `Enter` takes nothing but what has been drawn: not while a search is under way, and not in the moment in which what
//! came of one is not on the screen yet ([`Shell::is_unseen`]).

mod compare;
mod deciding;
mod form;
mod keys;
mod list;
mod outlook;
mod queue;
mod rows;
mod task;
mod view;

pub use outlook::Outlook;
pub use task::{Answered, Hits, Search, Side, Task, perform};
pub use view::LIST;

use crate::core::link::{EmployeeStanding, ProfileStanding};
use crate::core::search::Query;
use crate::core::{EmployeeId, OktaId};
use crate::failure::Failure;
use crate::lang::Key;
use crate::tui::action::Action;
use crate::tui::desk::task::Done;
use crate::tui::desk::{Reading, Wish};
use crate::tui::job::{JobId, Kind};
use crate::tui::key::{Binding, Edit};
use crate::tui::screen::ScreenId;
use crate::tui::shared::Shared;
use crate::tui::shell::Shell;
use crate::tui::view_state::ListId;
use crate::tui::widget::field::TextField;
use crate::tui::work::{Answer, Work};
use form::{About, Form};
use queue::Queue;
use rows::{Candidate, Pick, Row};
use std::sync::Arc;

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
    reading: Shared<Reading>,
    subject: Subject,
    /// Of the subject, in the reading.
    place: u32,
    /// Nothing was decided about the subject when it was last looked at.
    was_open: bool,
    queue: Queue,
    /// Profiles that were decided here, the latest last: where undoing leads back to.
    decided: Vec<OktaId>,
    /// The others of the conflict that is decided.
    rivals: Vec<u32>,
    /// Best first; `None`: they are being looked for.
    guesses: Option<Vec<Candidate>>,
    /// Looks for them, where the desk does not by itself.
    guessing: Option<JobId>,
    with_taken: bool,
    field: TextField,
    /// Of the newest search that was answered.
    hits: Hits,
    searching: Option<JobId>,
    rows: Vec<Row>,
    picked: Option<Pick>,
    /// Somebody chose from a list of before: another one selects nobody else.
    keeps_pick: bool,
    /// What linking the picked one would do.
    outlook: Option<Box<Outlook>>,
    looking: Option<JobId>,
    /// Waits for a yes.
    asked: Option<Wish>,
    form: Option<Form>,
    /// Looks whose second account it may be.
    owning: Option<JobId>,
    last_aside: Option<Form>,
    /// How many employees have no account, and are here.
    free: usize,
}

/// So many of the next profiles are looked for ahead.
const AHEAD: usize = 12;

impl Prompt {
    /// For the profile at this position, and then for those of `queue`, which may hold it. `None`: both sides have not
    /// been read yet.
    pub fn for_profile(profile: u32, queue: &[u32], shell: &mut Shell) -> Option<Self> {
        let reading = shell.desk.reading()?.clone();
        let id = |position: u32| reading.people.profile(position).id.clone();
        let queue = queue.iter().map(|position| id(*position)).collect();
        let subject = Subject::Profile(id(profile));
        Some(Self::new(
            &reading,
            subject,
            Queue::new(queue, &id(profile)),
            shell,
        ))
    }

    /// From the side of the employee at this position.
    pub fn for_employee(employee: u32, shell: &mut Shell) -> Option<Self> {
        let reading = shell.desk.reading()?.clone();
        let subject = Subject::Employee(reading.people.employee(employee).id);
        Some(Self::new(&reading, subject, Queue::default(), shell))
    }

    /// For the conflict at this position of the link report: whose number or address several profiles hold, or whose
    /// the profile is.
    pub fn for_conflict(conflict: usize, shell: &mut Shell) -> Option<Self> {
        let reading = shell.desk.reading()?.clone();
        let conflict = reading.links.conflicts.get(conflict)?;
        match (conflict.profiles.as_slice(), conflict.employees.as_slice()) {
            ([_, _, ..], [employee]) => Self::for_employee(*employee, shell),
            ([profile, ..], _) => Self::for_profile(*profile, &[], shell),
            ([], _) => None,
        }
    }

    fn new(reading: &Shared<Reading>, subject: Subject, queue: Queue, shell: &mut Shell) -> Self {
        let mut prompt = Self {
            reading: reading.clone(),
            subject: subject.clone(),
            place: 0,
            was_open: true,
            queue,
            decided: Vec::new(),
            rivals: Vec::new(),
            guesses: None,
            guessing: None,
            with_taken: false,
            field: TextField::default(),
            hits: Hits::default(),
            searching: None,
            rows: Vec::new(),
            picked: None,
            keeps_pick: false,
            outlook: None,
            looking: None,
            asked: None,
            form: None,
            owning: None,
            last_aside: None,
            free: list::count_free(reading),
        };
        prompt.show(subject, shell);
        prompt
    }

    pub fn bindings(&self) -> &'static [Binding] {
        match &self.form {
            Some(form) if form.about == About::Hr => keys::NOTE,
            Some(_) => keys::ASIDE,
            None => keys::CHOOSING,
        }
    }

    pub fn takes_text(&self) -> bool {
        true
    }

    pub fn act(&mut self, action: Action, shell: &mut Shell) -> Step {
        if self.form.is_some() {
            return self.act_in_form(action, shell);
        }
        match action {
            Action::Back if !self.field.is_empty() => {
                self.field = TextField::default();
                self.search(shell);
            }
            Action::Back => return self.close(shell),
            Action::Accept => return self.accept(shell),
            Action::AssignNow => return self.assign_now(shell),
            Action::Next => self.skip(shell),
            Action::Previous => self.go_back(shell),
            Action::Reject => self.reject(shell),
            Action::ShowTaken => self.show_taken(shell),
            Action::Undo => self.undo(shell),
            Action::Redo if !shell.redo_decision() => {
                shell.say(shell.lang.text(Key("nothing-to-redo")));
            }
            action => self.choose(action, shell),
        }
        Step::Stays
    }

    pub fn edit(&mut self, edit: Edit, shell: &mut Shell) {
        if let Some(form) = &mut self.form {
            form.edit(edit);
        } else {
            self.field.edit(edit);
            self.search(shell);
        }
    }

    /// As if they were typed one by one, and searched for once.
    pub fn type_all(&mut self, text: &str, shell: &mut Shell) {
        for letter in text.chars() {
            match &mut self.form {
                Some(form) => form.edit(Edit::Insert(letter)),
                None => self.field.edit(Edit::Insert(letter)),
            }
        }
        if self.form.is_none() {
            self.search(shell);
        }
    }

    pub fn paste(&mut self, text: &str, shell: &mut Shell) {
        if let Some(form) = &mut self.form {
            form.paste(text);
        } else {
            self.field.paste(text);
            self.search(shell);
        }
    }

    /// A row was clicked: it is selected, and nothing is decided.
    pub fn press(&mut self, list: ListId, index: usize, shell: &mut Shell) -> Step {
        if list == LIST && self.form.is_none() && index < self.rows.len() {
            self.pick_row(index, shell);
        }
        Step::Stays
    }

    /// It started this job, and is to be given the answer.
    pub fn waits_for(&self, job: JobId) -> bool {
        [self.searching, self.looking, self.guessing, self.owning].contains(&Some(job))
    }

    pub fn answer(&mut self, job: JobId, answer: Result<Answer, Failure>, shell: &mut Shell) {
        let is_owner = self.owning == Some(job);
        let jobs = [
            &mut self.searching,
            &mut self.looking,
            &mut self.guessing,
            &mut self.owning,
        ];
        for waiting in jobs.into_iter().filter(|waiting| **waiting == Some(job)) {
            *waiting = None;
        }
        match answer {
            Ok(Answer::Prompt(Answered::Hits(hits))) => {
                self.hits = hits;
                self.list_afresh(shell);
            }
            Ok(Answer::Prompt(Answered::Outlook(outlook))) => {
                self.outlook = Some(outlook);
                shell.is_unseen |= self.has_to_be_looked_at();
            }
            Ok(Answer::Desk(Done::Suggested(suggested))) if is_owner => {
                let mut found = suggested.iter().flat_map(|(_, found)| found.iter());
                if let (Some(form), Some(best)) = (&mut self.form, found.next()) {
                    form.propose_owner(best.employee);
                }
            }
            Ok(Answer::Desk(Done::Suggested(suggested))) => {
                let reading = self.reading.clone();
                let found = suggested.into_iter().find(|(profile, _)| *profile == self.place);
                let found = found.iter().flat_map(|(_, found)| found.iter());
                let guesses = found.filter_map(|one| Candidate::of_suggestion(&reading, one));
                self.take_guesses(guesses.collect(), shell);
            }
            Ok(Answer::Desk(Done::SuggestedProfiles(_, suggested))) => {
                let reading = self.reading.clone();
                let guesses = suggested
                    .iter()
                    .filter_map(|one| Candidate::of_profile_suggestion(&reading, one));
                self.take_guesses(guesses.collect(), shell);
            }
            Ok(_) => {}
            Err(failure) => shell.fail(failure),
        }
    }

    /// The desk knows more than before. Closed: whom it was about is gone, and nobody comes next.
    pub fn renewed(&mut self, shell: &mut Shell) -> Step {
        let Some(reading) = shell.desk.reading().cloned() else {
            return Step::Stays;
        };
        let is_changed = reading != self.reading;
        if is_changed {
            let is_read_again = !Arc::ptr_eq(&reading.people, &self.reading.people);
            self.free = list::count_free(&reading);
            self.reading = reading;
            let Some(place) = self.find_place() else {
                return self.leave_behind(Key("prompt-gone"), shell);
            };
            self.place = place;
            let was_by_me = matches!(&self.subject, Subject::Profile(id) if self.decided.contains(id));
            let is_open = self.is_open(shell);
            if self.was_open && !is_open && !was_by_me {
                return self.leave_behind(Key("prompt-decided-elsewhere"), shell);
            }
            self.was_open = is_open;
            let (reading, desk) = (self.reading.clone(), &shell.desk);
            self.decided
                .retain(|id| rows::is_being_settled(desk, id) || !queue::is_open(&reading, desk, id));
            self.rivals = self.find_rivals();
            if is_read_again {
                // Positions are others.
                self.guesses = None;
                self.hits = Hits::default();
                self.keeps_pick = true;
                self.list_again(shell);
                self.search(shell);
            }
            self.outlook = None;
            self.look(shell);
        }
        self.guess(is_changed, shell);
        Step::Stays
    }

    fn side(&self) -> Side {
        match self.subject {
            Subject::Profile(_) => Side::Employees,
            Subject::Employee(_) => Side::Profiles,
        }
    }

    fn find_place(&self) -> Option<u32> {
        match &self.subject {
            Subject::Profile(id) => self.reading.people.place_of_profile(id),
            Subject::Employee(id) => self.reading.people.place_of(*id),
        }
    }

    /// Nothing was decided about the subject yet.
    fn is_open(&self, shell: &Shell) -> bool {
        let at = self.place as usize;
        let links = &self.reading.links;
        match &self.subject {
            Subject::Profile(id) => {
                let standing = links.profiles.get(at);
                matches!(
                    standing,
                    Some(ProfileStanding::Unmatched | ProfileStanding::InConflict(_))
                ) && !rows::is_being_settled(&shell.desk, id)
            }
            Subject::Employee(_) => matches!(
                links.employees.get(at),
                Some(EmployeeStanding::Unmatched | EmployeeStanding::InConflict(_))
            ),
        }
    }

    /// Who is in the same conflict, or who the subject is linked to as it is.
    fn find_rivals(&self) -> Vec<u32> {
        let links = &self.reading.links;
        let at = self.place as usize;
        let (pair, conflict) = match self.side() {
            Side::Employees => match links.profiles.get(at) {
                Some(ProfileStanding::Paired(pair)) => (Some(*pair), None),
                Some(ProfileStanding::InConflict(conflict)) => (None, Some(*conflict)),
                _ => return Vec::new(),
            },
            Side::Profiles => match links.employees.get(at) {
                Some(EmployeeStanding::Paired(pair)) => (Some(*pair), None),
                Some(EmployeeStanding::InConflict(conflict)) => (None, Some(*conflict)),
                _ => return Vec::new(),
            },
        };
        let pair = pair.and_then(|pair| links.pairs.get(pair as usize));
        let conflict = conflict.and_then(|conflict| links.conflicts.get(conflict as usize));
        match self.side() {
            Side::Employees => pair
                .map(|pair| vec![pair.employee])
                .or_else(|| conflict.map(|conflict| conflict.employees.clone())),
            Side::Profiles => pair
                .map(|pair| vec![pair.profile])
                .or_else(|| conflict.map(|conflict| conflict.profiles.clone())),
        }
        .unwrap_or_default()
    }

    /// Searches for what is typed now; an older search is given up.
    fn search(&mut self, shell: &mut Shell) {
        let query = Query::of(self.field.text());
        if let Some(older) = self.searching.take() {
            shell.cancel(older);
        } else if query == self.hits.query {
            return;
        }
        if query.is_empty() {
            self.hits = Hits::default();
            return self.list_afresh(shell);
        }
        let search = Search {
            reading: self.reading.clone(),
            query,
            side: self.side(),
            with_taken: self.with_taken,
        };
        self.searching = Some(start(shell, Work::Prompt(Task::Search(search))));
    }

    /// Nobody waits for what is under way any more.
    fn give_up(&mut self, shell: &mut Shell) {
        let jobs = [
            self.searching.take(),
            self.looking.take(),
            self.guessing.take(),
            self.owning.take(),
        ];
        for job in jobs.into_iter().flatten() {
            shell.cancel(job);
        }
    }

    fn close(&mut self, shell: &mut Shell) -> Step {
        self.give_up(shell);
        Step::Closed
    }
}

fn start(shell: &mut Shell, work: Work) -> JobId {
    let title = shell.lang.text(Key("prompt-looking"));
    shell.start(ScreenId::Links, Kind::Quiet, title, work)
}
