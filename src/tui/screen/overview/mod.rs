//! Overview: what needs a person first, then how things stand. From here one syncs, looks at one person, or lets koppel
//! sync by itself for as long as it is open.

mod digest;
mod draw;
mod finder;
mod needs;
mod rows;
mod schedule;
mod standing;
mod stands;

pub use finder::FOUND;
pub use standing::{Standing, look};

use super::{Copied, Screen, ScreenId};
use crate::core::EmployeeId;
use crate::engine::Side;
use crate::failure::Failure;
use crate::lang::Key;
use crate::tui::action::Action;
use crate::tui::bindings as keys;
use crate::tui::desk::{Reading, Shown};
use crate::tui::job::{JobId, Kind};
use crate::tui::key::{Binding, Chord, Edit};
use crate::tui::layer::Layer;
use crate::tui::shared::Shared;
use crate::tui::shell::Shell;
use crate::tui::view_state::{ListId, ViewState};
use crate::tui::widget::selection::Selection;
use crate::tui::work::{Answer, Work};
use crossterm::event::KeyCode;
use digest::Digest;
use finder::Finder;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use rows::{Known, Row, Rows};
use schedule::Schedule;

/// What needs a person, and how things stand, by their places in the one list.
pub const ROWS: ListId = ListId("overview-rows");

const BINDINGS: &[Binding] = &[
    keys::UP,
    keys::DOWN,
    keys::PAGE_UP,
    keys::PAGE_DOWN,
    keys::FIRST,
    keys::LAST,
    Binding::new(&[Chord::of(KeyCode::Tab)], Action::Next, Key("key-other-half")),
    keys::PREVIOUS,
    Binding::new(
        &[Chord::of(KeyCode::Enter)],
        Action::Accept,
        Key("key-overview-open"),
    )
    .hint(),
    Binding::new(&[Chord::letter('s')], Action::Sync, Key("key-sync")).hint(),
    Binding::new(&[Chord::letter('o')], Action::SyncPerson, Key("key-sync-person")).hint(),
    Binding::new(&[Chord::letter('t')], Action::ToggleSchedule, Key("key-schedule")).hint(),
    Binding::new(&[], Action::StartSchedule, Key("key-schedule-start")),
    Binding::new(&[Chord::letter('r')], Action::ReadAgain, Key("key-read-again")).hint(),
];

const FINDING: &[Binding] = &[
    Binding::new(
        &[Chord::of(KeyCode::Enter)],
        Action::Accept,
        Key("key-finder-choose"),
    )
    .hint(),
    Binding::new(&[Chord::of(KeyCode::Esc)], Action::Back, Key("key-close")).hint(),
    keys::TEXT_UP,
    keys::TEXT_DOWN,
    keys::PAGE_UP,
    keys::PAGE_DOWN,
];

#[derive(Debug, Default)]
pub struct Overview {
    /// What the digest is of.
    reading: Option<Shared<Reading>>,
    digest: Option<Digest>,
    standing: Option<Shared<Standing>>,
    /// The job that looks how things stand.
    looks: Option<JobId>,
    rows: Rows,
    /// Among the rows that lead somewhere.
    selection: Selection,
    schedule: Schedule,
    finder: Option<Finder>,
    /// What a run last told of a rate limit: whose, how many calls are left, and of how many (rule A5).
    budget: Option<(Side, u32, u32)>,
}

impl Overview {
    fn look(&mut self, shell: &mut Shell) {
        if let Some(job) = self.looks.take() {
            shell.cancel(job);
        }
        let title = shell.lang.text(Key("overview-looking"));
        self.looks = Some(shell.start(ScreenId::Overview, Kind::Quiet, title, Work::LookBack));
    }

    /// `false`: there is no other reading than before.
    fn catch_up(&mut self, shell: &Shell) -> bool {
        let reading = shell.desk.reading().cloned();
        let is_other = reading != self.reading;
        if is_other {
            self.digest = reading.as_deref().map(Digest::of);
            self.reading = reading;
        }
        is_other
    }

    /// The selection stays with what somebody moved it to; at the top it stays there, whatever comes above.
    fn lay_out(&mut self, shell: &Shell) {
        let is_at_top = self.selection.at(self.rows.goals().count()) == 0;
        let before = self.selected().filter(|_| !is_at_top).map(|row| row.id.clone());
        let known = Known {
            digest: self.digest.as_ref(),
            standing: self.standing.as_deref(),
            budget: self.budget,
        };
        self.rows = Rows::of(shell, known);
        if let Some(before) = before
            && let Some(at) = self.rows.goals().position(|(_, row)| row.id == before)
        {
            self.selection.set(at);
        }
    }

    fn selected(&self) -> Option<&Row> {
        let at = self.selection.at(self.rows.goals().count());
        self.rows.goals().nth(at).map(|(_, row)| row)
    }

    fn follow(&self, shell: &mut Shell) {
        if let Some(goal) = self.selected().and_then(|row| row.goal.clone()) {
            shell.go_to(goal);
        }
    }

    /// From what needs a person to how things stand, and back.
    fn change_pane(&mut self) {
        let needs = self.rows.needs.len();
        let here = self.selection.at(self.rows.goals().count());
        let first_of_stands = self.rows.goals().position(|(place, _)| place >= needs);
        let Some(there) = first_of_stands else { return };
        self.selection.set(if here < there { there } else { 0 });
    }

    fn toggle_schedule(&mut self, shell: &mut Shell) {
        if self.schedule.is_on() {
            return self.schedule.stop(shell);
        }
        match schedule::question(shell, self.digest.as_ref(), self.standing.as_deref()) {
            Ok(question) => {
                shell.layers.push(Layer::Confirm(question));
                shell.is_settling = true;
            }
            Err(why) => shell.say_bad(why),
        }
    }

    fn find(&mut self, shell: &mut Shell) {
        match &self.reading {
            Some(reading) => self.finder = Some(Finder::new(std::sync::Arc::clone(&reading.people))),
            None => shell.say_bad(shell.lang.text(Key("schedule-unread"))),
        }
    }

    /// What a sync of this person alone would do.
    fn show_person(&self, employee: EmployeeId, shell: &mut Shell) {
        let shown = self
            .reading
            .as_ref()
            .and_then(|reading| Shown::of_person(reading, employee));
        match shown {
            Some(shown) => shell.show_plan(shown),
            None => shell.say_bad(shell.lang.text(Key("overview-untrusted"))),
        }
    }

    /// While somebody is looked for. `false`: this is none of it.
    fn act_in_finder(&mut self, action: Action, shell: &mut Shell) -> bool {
        let Some(finder) = &mut self.finder else {
            return false;
        };
        match action {
            Action::Back => self.finder = None,
            Action::Accept => {
                if let Some(employee) = finder.chosen() {
                    self.finder = None;
                    self.show_person(employee, shell);
                }
            }
            action => finder.act(action, shell.page()),
        }
        true
    }

    fn learn(&mut self, standing: Shared<Standing>, shell: &mut Shell) {
        if let Some(org) = &standing.org {
            shell.header.org = Some(org.clone());
        }
        if let Some(zone) = &standing.zone {
            shell.zone = zone.clone();
        }
        let good = standing.status.last_good_run.as_ref();
        shell.header.last_good_run = good.and_then(|run| run.ended).map(|(at, _)| at);
        shell.header.verdict = standing.status.verdict();
        self.standing = Some(standing);
    }
}

impl Screen for Overview {
    fn bindings(&self) -> &'static [Binding] {
        if self.finder.is_some() { FINDING } else { BINDINGS }
    }

    fn is_enabled(&self, action: Action) -> bool {
        // It is asked about first.
        action != Action::StartSchedule
    }

    fn enter(&mut self, shell: &mut Shell) {
        self.look(shell);
        self.catch_up(shell);
        if shell.desk.reading().is_none() && shell.desk.failure().is_none() {
            shell.read();
        }
        self.lay_out(shell);
    }

    fn act(&mut self, action: Action, shell: &mut Shell) -> bool {
        if self.act_in_finder(action, shell) {
            return true;
        }
        match action {
            Action::Accept => self.follow(shell),
            Action::Next | Action::Previous => self.change_pane(),
            Action::ReadAgain => {
                shell.read_again();
                self.look(shell);
            }
            Action::Sync => {
                shell.read_again();
                shell.go(ScreenId::Plan);
            }
            Action::SyncPerson => self.find(shell),
            Action::ToggleSchedule => self.toggle_schedule(shell),
            Action::StartSchedule => {
                let every = self.standing.as_ref().and_then(|standing| standing.every);
                self.schedule.start(every, shell);
            }
            action => {
                let goals = self.rows.goals().count();
                return self.selection.act(action, goals, shell.page());
            }
        }
        self.lay_out(shell);
        true
    }

    fn press(&mut self, list: ListId, index: usize, shell: &mut Shell) {
        if let Some(finder) = &mut self.finder {
            finder.select(index);
            self.act_in_finder(Action::Accept, shell);
        } else if list == ROWS
            && let Some(at) = self.rows.goals().position(|(place, _)| place == index)
        {
            let is_again = self.selection.at(self.rows.goals().count()) == at;
            self.selection.set(at);
            if is_again {
                self.follow(shell);
            }
        }
    }

    fn takes_text(&self) -> bool {
        self.finder.is_some()
    }

    fn edit(&mut self, edit: Edit, _shell: &mut Shell) {
        if let Some(finder) = &mut self.finder {
            finder.edit(edit);
        }
    }

    fn paste(&mut self, text: &str, _shell: &mut Shell) {
        if let Some(finder) = &mut self.finder {
            finder.paste(text);
        }
    }

    fn copied(&self, _shell: &Shell) -> Option<Copied> {
        let row = self.selected()?;
        let text = [row.text.trim(), row.note.as_str()].join("  ");
        Some(Copied {
            what: row.text.trim().to_owned(),
            text: text.trim_end().to_owned(),
        })
    }

    fn answer(&mut self, job: JobId, answer: Result<Answer, Failure>, shell: &mut Shell) {
        if self.looks != Some(job) {
            return;
        }
        self.looks = None;
        match answer {
            Ok(Answer::Back(standing)) => self.learn(standing, shell),
            Ok(_) => {}
            Err(failure) => shell.fail(failure),
        }
        self.lay_out(shell);
    }

    fn renewed(&mut self, shell: &mut Shell) {
        self.schedule.tick(shell);
        // Who looks at another screen waits for nothing of this one.
        if shell.screen == ScreenId::Overview {
            if self.catch_up(shell) || shell.desk.failure().is_some() {
                self.look(shell);
            }
            self.lay_out(shell);
        }
    }

    fn tick(&mut self, shell: &mut Shell) {
        self.schedule.tick(shell);
        let run = shell.desk.run().and_then(|job| shell.jobs.get(job));
        let live = run.and_then(|job| job.progress.live.as_deref());
        self.budget = live.and_then(|live| live.budget).or(self.budget);
        if shell.screen == ScreenId::Overview {
            self.lay_out(shell);
        }
    }

    fn view(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
        draw::draw(self, shell, area, buffer, state);
    }
}
