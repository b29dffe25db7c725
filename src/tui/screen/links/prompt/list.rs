//! The list while it is shown: where its candidates come from, what is selected in it, what is looked at.

use super::rows::{Candidate, Pick, Row, Source};
use super::task::{Side, Task};
use super::{AHEAD, Prompt, Subject, start};
use crate::core::EmployeeId;
use crate::core::link::{EmployeeStanding, ProfileStanding};
use crate::lang::Key;
use crate::tui::action::Action;
use crate::tui::desk::Reading;
use crate::tui::desk::task;
use crate::tui::shell::Shell;
use crate::tui::widget::field::TextField;
use crate::tui::widget::selection::Selection;
use crate::tui::work::Work;

/// Employees who are here and have no account.
pub(super) fn count_free(reading: &Reading) -> usize {
    let employees = &reading.people.snapshot.roster.employees;
    let standings = reading.links.employees.iter().zip(employees);
    standings
        .filter(|(standing, one)| **standing == EmployeeStanding::Unmatched && !one.status.is_inactive())
        .count()
}

impl Prompt {
    /// Asks about this one now.
    pub(super) fn show(&mut self, subject: Subject, shell: &mut Shell) {
        self.give_up(shell);
        self.subject = subject;
        self.place = self.find_place().unwrap_or_default();
        self.was_open = self.is_open(shell);
        self.rivals = self.find_rivals();
        self.guesses = None;
        self.with_taken = false;
        self.field = TextField::default();
        self.hits = super::Hits::default();
        self.asked = None;
        self.form = None;
        self.keeps_pick = false;
        self.guess(true, shell);
        if self.guesses.is_none() {
            self.list_afresh(shell);
        }
    }

    /// Takes the candidates that the desk knows, or has them looked for.
    pub(super) fn guess(&mut self, is_changed: bool, shell: &mut Shell) {
        if let Subject::Profile(_) = self.subject {
            let mut wanted = vec![self.place];
            wanted.extend(self.queue.ahead(&self.reading, &shell.desk, AHEAD));
            shell.want_suggestions(&wanted);
        }
        if self.has_desks_guesses() {
            if let Some(known) = shell.desk.suggestions.of(self.place) {
                let guesses = known.iter();
                let guesses = guesses.filter_map(|one| Candidate::of_suggestion(&self.reading, one));
                self.take_guesses(guesses.collect(), shell);
            } else if self.guesses.is_some() {
                self.list_again(shell);
            }
        } else if is_changed {
            if let Some(older) = self.guessing.take() {
                shell.cancel(older);
            }
            let reading = self.reading.clone();
            let ask = match self.side() {
                Side::Employees => task::Task::Suggest {
                    reading,
                    profiles: vec![self.place],
                    with_taken: true,
                },
                Side::Profiles => task::Task::SuggestProfiles {
                    reading,
                    employee: self.place,
                },
            };
            self.guessing = Some(start(shell, Work::Desk(ask)));
            if self.guesses.is_some() {
                self.list_again(shell);
            }
        }
    }

    /// The desk looks for candidates of undecided profiles alone, among those who are free.
    fn has_desks_guesses(&self) -> bool {
        let standing = self.reading.links.profiles.get(self.place as usize);
        self.side() == Side::Employees && !self.with_taken && standing == Some(&ProfileStanding::Unmatched)
    }

    pub(super) fn take_guesses(&mut self, guesses: Vec<Candidate>, shell: &mut Shell) {
        let is_first = self.guesses.is_none() && !self.keeps_pick;
        self.guesses = Some(guesses);
        if is_first && self.hits.query.is_empty() {
            self.list_afresh(shell);
        } else {
            self.list_again(shell);
        }
    }

    /// Another list than before: what is sure to be meant is selected, else nothing is.
    pub(super) fn list_afresh(&mut self, shell: &mut Shell) {
        let source = self.source(shell);
        let rows = source.rows();
        let preferred = source.preferred(&rows);
        self.rows = rows;
        shell.is_unseen = true;
        self.set_picked(preferred, shell);
    }

    /// The pair that was selected is none: nobody is selected in its place.
    pub(super) fn list_without_the_rejected(&mut self, shell: &mut Shell) {
        self.set_picked(None, shell);
        self.list_again(shell);
    }

    /// The same list, with what is known now: whoever is selected stays so, and nobody else is in their place.
    pub(super) fn list_again(&mut self, shell: &mut Shell) {
        let source = self.source(shell);
        let rows = source.rows();
        let is_there = |pick: &Pick| rows.iter().any(|row| source.pick_of(row) == *pick);
        let is_known = self.guesses.is_some() && self.searching.is_none();
        let is_lost = is_known && self.picked.as_ref().is_some_and(|pick| !is_there(pick));
        if rows != self.rows {
            self.rows = rows;
            shell.is_unseen = true;
        }
        if is_lost {
            shell.say_bad(shell.lang.text(Key("prompt-selected-is-gone")));
            self.set_picked(None, shell);
        }
    }

    pub(super) fn source<'a>(&'a self, shell: &'a Shell) -> Source<'a> {
        Source {
            reading: &self.reading,
            desk: &shell.desk,
            subject: self.place,
            side: self.side(),
            rivals: &self.rivals,
            guesses: self.guesses.as_deref().unwrap_or_default(),
            hits: &self.hits,
            with_taken: self.with_taken,
        }
    }

    pub(super) fn picked_row(&self, shell: &Shell) -> Option<usize> {
        let picked = self.picked.as_ref()?;
        let source = self.source(shell);
        self.rows.iter().position(|row| source.pick_of(row) == *picked)
    }

    /// The candidate that is selected.
    pub(super) fn chosen(&self, shell: &Shell) -> Option<&Candidate> {
        match self.rows.get(self.picked_row(shell)?)? {
            Row::Candidate(one) => Some(one),
            Row::Nobody | Row::AskHr => None,
        }
    }

    /// Moves the selection; where there is none, to the first row, or up to the last.
    pub(super) fn choose(&mut self, action: Action, shell: &mut Shell) {
        if !action.moves() || self.rows.is_empty() {
            return;
        }
        let last = self.rows.len() - 1;
        let row = match (self.picked_row(shell), action) {
            (None, Action::Up) => last,
            (None, _) => 0,
            (Some(at), action) => {
                let mut selection = Selection::default();
                selection.set(at);
                selection.act(action, self.rows.len(), shell.page() / 4);
                selection.at(self.rows.len())
            }
        };
        self.pick_row(row, shell);
    }

    pub(super) fn pick_row(&mut self, row: usize, shell: &mut Shell) {
        let pick = self.rows.get(row).map(|row| self.source(shell).pick_of(row));
        self.set_picked(pick, shell);
    }

    fn set_picked(&mut self, pick: Option<Pick>, shell: &mut Shell) {
        if pick != self.picked {
            self.picked = pick;
            self.outlook = None;
            self.look(shell);
        }
    }

    /// Looks in the background what linking the selected one would do.
    pub(super) fn look(&mut self, shell: &mut Shell) {
        if let Some(older) = self.looking.take() {
            shell.cancel(older);
        }
        let Some((profile, employee)) = self.pair() else {
            return;
        };
        let work = Work::Prompt(Task::Outlook {
            reading: self.reading.clone(),
            profile,
            employee,
        });
        self.looking = Some(start(shell, work));
    }

    /// The profile, by position, and the employee that `Enter` would link.
    pub(super) fn pair(&self) -> Option<(u32, EmployeeId)> {
        match (&self.subject, self.picked.as_ref()?) {
            (Subject::Profile(_), Pick::Employee(employee)) => Some((self.place, *employee)),
            (Subject::Employee(employee), Pick::Profile(profile)) => {
                let profile = self.reading.people.place_of_profile(profile)?;
                Some((profile, *employee))
            }
            _ => None,
        }
    }

    /// With or without those who are taken.
    pub(super) fn show_taken(&mut self, shell: &mut Shell) {
        self.with_taken = !self.with_taken;
        self.guess(true, shell);
        if !self.hits.query.is_empty() || self.searching.is_some() {
            // The same words find others now.
            self.hits = super::Hits::default();
            self.search(shell);
        }
        self.list_again(shell);
    }
}
