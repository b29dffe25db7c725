//! Links: the report side by side, and whatever is decided about it. Decisions are staged (rule L8): they reach Okta by
//! `W` alone, after the page that counts them.

mod ask;
mod case;
mod decide;
mod detail;
mod fields;
mod filter;
mod forms;
mod keys;
mod list;
mod offer;
mod outlook;
pub mod prompt;
mod review;
mod row;
mod strong;
mod task;
mod view;

pub use case::Tab;
pub use task::{Answers, Done, Task, perform};

use super::{Copied, Screen};
use crate::core::plan::Closing;
use crate::failure::Failure;
use crate::lang::Key;
use crate::tui::action::Action;
use crate::tui::desk::Act;
use crate::tui::job::JobId;
use crate::tui::key::{Binding, Edit};
use crate::tui::shell::Shell;
use crate::tui::view_state::{ListId, ViewState};
use crate::tui::work::Answer;
use ask::Ask;
use case::Case;
use list::List;
use offer::Offer;
use prompt::{Prompt, Step};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The cases.
pub const CASES: ListId = ListId("links-cases");
/// The headings.
pub const TABS: ListId = ListId("links-tabs");

#[derive(Debug, Default)]
pub struct Links {
    list: List,
    /// One case is decided, and has the keys.
    prompt: Option<Prompt>,
    over: Option<Over>,
    /// What the question that is open asks about.
    asked: Option<Asked>,
    /// Cases that people decided, and all that need one.
    progress: (usize, usize),
    /// What comes of the selected case, in words; none while it is looked for.
    outlook: Option<(Case, Vec<String>)>,
    /// Looks for what a link to the first candidate would do.
    looking: Option<(JobId, Case)>,
    /// The detail has most of the room.
    is_whole: bool,
    /// The file that was written last, as it was typed.
    exported: Option<String>,
}

/// What lies over the report and has the keys.
#[derive(Debug)]
enum Over {
    Ask(Box<Ask>),
    Offer(Box<Offer>),
}

/// What `Enter` on a question does.
#[derive(Debug)]
enum Asked {
    Decide(Act),
    /// Rule P2: exactly the creations that the question named.
    Close(Closing),
}

impl Links {
    /// This is decided now.
    pub fn open_prompt(&mut self, prompt: Prompt) {
        self.prompt = Some(prompt);
    }

    fn settle(&mut self, step: Step, shell: &mut Shell) {
        if step == Step::Closed {
            self.prompt = None;
            self.look(shell);
        }
    }

    /// The selected case, or the next of these, in the assignment prompt.
    fn decide_selected(&mut self, shell: &mut Shell) {
        let Some(reading) = self.may_decide(shell) else {
            return;
        };
        match self.list.selected() {
            Some(case) if decide::is_taken_out(&reading, case) => {
                shell.say_bad(shell.lang.text(Key("links-take-back-first")));
            }
            Some(Case::Profile(at)) => {
                let queue = match self.list.tab() {
                    Tab::Undecided | Tab::Asked => self.list.profiles(),
                    _ => Vec::new(),
                };
                self.prompt = Prompt::for_profile(at, &queue, shell);
            }
            Some(Case::Employee(at)) => self.prompt = Prompt::for_employee(at, shell),
            Some(Case::Conflict(at)) => self.prompt = Prompt::for_conflict(at as usize, shell),
            Some(Case::Rejected(_)) | None => {}
        }
    }

    fn act_on_over(&mut self, action: Action, shell: &mut Shell) {
        match (&mut self.over, action) {
            (Some(_), Action::Back) => self.over = None,
            (Some(Over::Ask(_)), Action::Accept) => self.try_ask(shell),
            (Some(Over::Ask(ask)), action) => ask.act(action),
            (Some(Over::Offer(offer)), Action::Accept) => {
                if let Some(act) = offer.act.take() {
                    self.over = None;
                    self.decide(act, shell);
                }
            }
            (Some(Over::Offer(offer)), action) => offer.act(action, shell.page()),
            (None, _) => {}
        }
    }

    fn act_on_report(&mut self, action: Action, shell: &mut Shell) -> bool {
        match action {
            Action::Accept => self.decide_selected(shell),
            Action::Mark => {
                self.list.mark();
                self.list.act(Action::Down, shell.page());
            }
            Action::Next => self.list.turn_tab(true),
            Action::Previous => self.list.turn_tab(false),
            Action::Sort => {
                self.list.turn_sort();
                let by = shell.lang.text(self.list.sort().says());
                shell.say(shell.lang.with(Key("links-sorted"), &[("by", by.into())]));
            }
            Action::More => self.is_whole = !self.is_whole,
            Action::ReadAgain => shell.read_again(),
            Action::SetAside => self.set_aside(shell),
            Action::Reject => self.reject(shell),
            Action::Remove => self.remove(shell),
            Action::AcceptNumber => self.accept_number(shell),
            Action::AcceptNumbers => self.accept_numbers(shell),
            Action::AskHr => self.ask_hr(shell),
            Action::AllStrong => self.offer_strong(shell),
            Action::CloseReview => self.ask_to_close(shell),
            Action::Agree => self.agree(shell),
            Action::Write => self.write(shell),
            Action::Export => self.ask_for_file(shell),
            Action::ReadBack => self.ask_for_answers(shell),
            Action::Undo => return shell.undo_decision(),
            Action::Redo => return shell.redo_decision(),
            Action::Back if !self.list.filter().is_empty() => self.list.set_filter(""),
            Action::Back if !self.list.marked().is_empty() => self.list.unmark_all(),
            Action::Back if self.is_whole => self.is_whole = false,
            action => return self.list.act(action, shell.page()),
        }
        true
    }
}

impl Screen for Links {
    fn bindings(&self) -> &'static [Binding] {
        match (&self.prompt, &self.over) {
            (Some(prompt), _) => prompt.bindings(),
            (None, Some(Over::Ask(_))) => keys::FORM,
            (None, Some(Over::Offer(_))) => keys::OFFER,
            (None, None) => keys::REPORT,
        }
    }

    fn enter(&mut self, shell: &mut Shell) {
        if shell.desk.reading().is_none() {
            shell.read();
        }
        self.renewed(shell);
    }

    /// A heading, by its place in [`Tab::ALL`].
    fn open(&mut self, part: u8, shell: &mut Shell) {
        if let Some(tab) = Tab::ALL.get(usize::from(part)) {
            self.list.show_tab(*tab);
            self.look(shell);
        }
    }

    fn act(&mut self, action: Action, shell: &mut Shell) -> bool {
        if let Some(prompt) = &mut self.prompt {
            let step = prompt.act(action, shell);
            self.settle(step, shell);
            return true;
        }
        if self.over.is_some() {
            self.act_on_over(action, shell);
            return true;
        }
        let is_done = self.act_on_report(action, shell);
        self.look(shell);
        is_done
    }

    fn press(&mut self, list: ListId, index: usize, shell: &mut Shell) {
        if let Some(prompt) = &mut self.prompt {
            let step = prompt.press(list, index, shell);
            return self.settle(step, shell);
        }
        match (&mut self.over, list) {
            (Some(Over::Ask(ask)), ask::FORM) => ask.press(index),
            (Some(Over::Offer(offer)), offer::OFFER) => offer.press(index),
            (None, CASES) => self.list.select(index),
            (None, TABS) => {
                if let Some(tab) = Tab::ALL.get(index) {
                    self.list.show_tab(*tab);
                }
            }
            _ => {}
        }
        self.look(shell);
    }

    fn type_all(&mut self, text: &str, shell: &mut Shell) {
        match &mut self.prompt {
            Some(prompt) => prompt.type_all(text, shell),
            None => text
                .chars()
                .for_each(|letter| self.edit(Edit::Insert(letter), shell)),
        }
    }

    fn is_asking(&self) -> bool {
        self.prompt.is_some()
    }

    fn takes_text(&self) -> bool {
        match (&self.prompt, &self.over) {
            (Some(prompt), _) => prompt.takes_text(),
            (None, Some(Over::Ask(ask))) => ask.takes_text(),
            _ => false,
        }
    }

    fn edit(&mut self, edit: Edit, shell: &mut Shell) {
        if let Some(prompt) = &mut self.prompt {
            prompt.edit(edit, shell);
        } else if let Some(Over::Ask(ask)) = &mut self.over {
            ask.edit(edit);
        }
    }

    fn paste(&mut self, text: &str, shell: &mut Shell) {
        if let Some(prompt) = &mut self.prompt {
            prompt.paste(text, shell);
        } else if let Some(Over::Ask(ask)) = &mut self.over {
            ask.paste(text);
        }
    }

    fn filter(&self) -> Option<&str> {
        let is_open = self.prompt.is_none() && self.over.is_none() && self.list.reading().is_some();
        Some(self.list.filter()).filter(|_| is_open)
    }

    fn set_filter(&mut self, text: &str) {
        self.list.set_filter(text);
    }

    fn copied(&self, _shell: &Shell) -> Option<Copied> {
        let reading = self.list.reading()?;
        let text = row::title_of(reading, self.list.selected()?);
        Some(Copied {
            what: text.clone(),
            text,
        })
    }

    fn answer(&mut self, job: JobId, answer: Result<Answer, Failure>, shell: &mut Shell) {
        if let Some(prompt) = self.prompt.as_mut().filter(|prompt| prompt.waits_for(job)) {
            return prompt.answer(job, answer, shell);
        }
        if let Some((_, case)) = self.looking.filter(|(looking, _)| *looking == job) {
            return self.take_outlook(case, answer);
        }
        match &mut self.over {
            Some(Over::Ask(ask)) if ask.waits_for == Some(job) => ask.waits_for = None,
            _ => return,
        }
        match answer {
            Ok(Answer::Links(done)) => self.take(done, shell),
            Ok(_) => {}
            // The form stays, so that another name can be typed.
            Err(failure) => shell.fail(failure),
        }
    }

    fn renewed(&mut self, shell: &mut Shell) {
        if let Some(prompt) = &mut self.prompt {
            let step = prompt.renewed(shell);
            self.settle(step, shell);
        }
        let reading = shell.desk.reading().cloned();
        if self.list.reading() != reading.as_ref() {
            self.outlook = None;
            if let Some((job, _)) = self.looking.take() {
                shell.cancel(job);
            }
            self.over = self.over.take().filter(|over| !over.is_of_cases());
            self.progress = reading
                .as_ref()
                .map_or((0, 0), |reading| review::progress(reading));
        }
        self.list.renew(reading.as_ref(), &shell.desk.suggestions);
        self.look(shell);
    }

    fn cancelled(&mut self, job: JobId, _shell: &mut Shell) {
        if let Some(Over::Ask(ask)) = &mut self.over {
            ask.waits_for = ask.waits_for.filter(|waits| *waits != job);
        }
    }

    fn view(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
        if let Some(prompt) = &self.prompt {
            return prompt.view(shell, area, buffer, state);
        }
        self.draw(shell, area, buffer, state);
        match &self.over {
            Some(Over::Ask(ask)) => ask.draw(shell, area, buffer, state),
            Some(Over::Offer(offer)) => offer.draw(shell, area, buffer, state),
            None => {}
        }
    }
}

impl Over {
    /// It names positions of one reading, and means nothing in another.
    fn is_of_cases(&self) -> bool {
        match self {
            Self::Ask(ask) => !ask.cases.is_empty(),
            Self::Offer(_) => false,
        }
    }
}
