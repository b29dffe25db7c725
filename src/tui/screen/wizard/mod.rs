//! The setup wizard: six steps that can be walked in both directions. What is answered is kept as a draft from key
//! to key, so that nothing is lost when it is closed; what is typed as a secret goes to the keyring once it was tried.

mod activation;
mod attributes;
mod login;
mod okta;
mod personio;
mod prepare;
mod review;
mod step;
mod task;

pub use task::{Base, Begun, Everybody, Found, Keeping, OktaTried, PersonioTried, Task, perform};

use super::{Copied, Screen, ScreenId};
use crate::engine::setup::Draft;
use crate::failure::{Exit, Failure};
use crate::lang::Key;
use crate::tui::action::Action;
use crate::tui::job::{JobId, Kind};
use crate::tui::key::{Binding, Edit};
use crate::tui::shell::Shell;
use crate::tui::theme::Role;
use crate::tui::view_state::{ListId, Target, ViewState};
use crate::tui::widget::frame::{line, rule};
use crate::tui::widget::pick::{PICK, Pick, Picked};
use crate::tui::work::{Answer, Work};
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use step::{Known, Outcome, PICK_KEYS, Step, StepId, write_failure};

/// The names of the steps, at the top.
pub const STEPS: ListId = ListId("wizard-steps");

#[derive(Debug, Default)]
pub struct Wizard {
    /// `None` until it is known what was begun before.
    known: Option<Known>,
    step: StepId,
    steps: Steps,
    /// What is to be chosen lies over the step; with the step's number for it.
    pick: Option<(Box<Pick>, u16)>,
    /// What the step shown, or the one that asked, waits for.
    waits: Option<(JobId, StepId)>,
    keeping: Option<JobId>,
    kept: Option<Draft>,
    /// The step that was asked for, before it was known what was begun.
    first: Option<StepId>,
    /// Why it could not begin.
    problem: Option<Failure>,
}

#[derive(Debug, Default)]
struct Steps {
    prepare: prepare::Prepare,
    okta: okta::Okta,
    personio: personio::Personio,
    login: login::Login,
    attributes: attributes::Attributes,
    review: review::Review,
}

impl Steps {
    fn get(&self, id: StepId) -> &dyn Step {
        match id {
            StepId::Prepare => &self.prepare,
            StepId::Okta => &self.okta,
            StepId::Personio => &self.personio,
            StepId::Login => &self.login,
            StepId::Attributes => &self.attributes,
            StepId::Review => &self.review,
        }
    }

    fn get_mut(&mut self, id: StepId) -> &mut dyn Step {
        match id {
            StepId::Prepare => &mut self.prepare,
            StepId::Okta => &mut self.okta,
            StepId::Personio => &mut self.personio,
            StepId::Login => &mut self.login,
            StepId::Attributes => &mut self.attributes,
            StepId::Review => &mut self.review,
        }
    }
}

impl Wizard {
    fn start(&mut self, task: Task, shell: &mut Shell) {
        if let Some((job, _)) = self.waits.take() {
            shell.cancel(job);
        }
        let title = shell.lang.text(match &task {
            Task::Begin | Task::Keep(_) => Key("wizard-beginning"),
            Task::TryOkta { .. } => Key("wizard-trying-okta"),
            Task::TryPersonio { .. } => Key("wizard-trying-personio"),
            Task::ReadEverybody { .. } => Key("wizard-reading"),
            Task::Weigh(..) => Key("edit-reading"),
            Task::Save(..) => Key("wizard-saving"),
        });
        if let Some(known) = &mut self.known {
            known.is_reading = matches!(task, Task::ReadEverybody { .. });
        }
        let job = shell.start(ScreenId::Wizard, Kind::Looks, title, Work::Wizard(task));
        self.waits = Some((job, self.step));
    }

    /// Shows a step; what it goes by is read where that can be done.
    fn go(&mut self, to: StepId, shell: &mut Shell) {
        let is_from_review = self.step == StepId::Review;
        self.step = to;
        self.pick = None;
        let Some(known) = &mut self.known else { return };
        known.draft.step = to.number();
        self.steps.get_mut(to).refresh(known, shell);
        if is_from_review && to == StepId::Attributes && known.draft.send_email.is_none() {
            self.steps.attributes.ask_about_mails();
        }
        let reading = known.reading();
        if let (StepId::Login | StepId::Attributes, Some(task), None) = (to, reading, self.waits) {
            self.start(task, shell);
        }
        self.keep(shell);
    }

    fn settle(&mut self, outcome: Outcome, shell: &mut Shell) -> bool {
        match outcome {
            Outcome::Ignored => return false,
            Outcome::Stays => {}
            Outcome::Next => self.go(self.step.next(), shell),
            Outcome::Go(to) => self.go(to, shell),
            Outcome::Do(task) => self.start(task, shell),
            Outcome::Choose(pick, number) => self.pick = Some((pick, number)),
        }
        self.keep(shell);
        true
    }

    /// Keeps the draft, where it is another than the one that was kept; one at a time.
    fn keep(&mut self, shell: &mut Shell) {
        let Some(known) = &self.known else { return };
        if self.keeping.is_some() || self.kept.as_ref() == Some(&known.draft) {
            return;
        }
        let title = shell.lang.text(Key("wizard-beginning"));
        let work = Work::Wizard(Task::Keep(Box::new(known.draft.clone())));
        self.keeping = Some(shell.start(ScreenId::Wizard, Kind::Looks, title, work));
    }

    fn settle_pick(&mut self, picked: Picked, shell: &mut Shell) {
        match picked {
            Picked::Nothing => {}
            Picked::Closed => self.pick = None,
            Picked::Line(line) => {
                let number = self.pick.take().map(|(_, number)| number);
                if let (Some(number), Some(known)) = (number, &mut self.known) {
                    let outcome = self.steps.get_mut(self.step).chosen(number, line, known, shell);
                    self.settle(outcome, shell);
                }
            }
        }
    }

    fn learn(&mut self, found: Found, shell: &mut Shell) {
        match found {
            Found::Begun(begun) => {
                let draft = begun.draft.clone();
                let step = self.first.take().unwrap_or(StepId::of_number(draft.step));
                self.kept = Some(draft.clone());
                self.problem = None;
                self.known = Some(Known {
                    draft,
                    begun: *begun,
                    okta: None,
                    personio: None,
                    everybody: None,
                    is_reading: false,
                });
                self.go(step, shell);
            }
            Found::Okta(tried) => {
                shell.header.org = Some((tried.found.tier, tried.found.host.clone()));
                if let Some(known) = &mut self.known {
                    let url = tried.address.url.as_str();
                    url.trim_end_matches('/').clone_into(&mut known.draft.okta_url);
                    known.draft.org = Some(tried.found.org.to_string());
                    known.okta = Some(tried);
                }
                self.refresh(shell);
            }
            Found::Personio(tried) => {
                if let Some(known) = &mut self.known {
                    known.personio = Some(tried);
                }
                self.refresh(shell);
            }
            Found::Everybody(everybody) => {
                if let Some(known) = &mut self.known {
                    if let (true, Some(domain)) = (known.draft.login.domain.is_empty(), &everybody.domain) {
                        domain.clone_into(&mut known.draft.login.domain);
                    }
                    known.everybody = Some(everybody);
                }
                self.refresh(shell);
            }
            Found::Weighed(weighed) => self.steps.review.weighed(Ok(weighed)),
            Found::Kept(draft) => self.kept = Some(*draft),
            Found::Saved => {
                // What is begun from here on begins with what was saved.
                *self = Self::default();
                shell.say(shell.lang.text(Key("wizard-saved")));
                shell.settings_changed();
                shell.go(ScreenId::Links);
            }
        }
    }

    fn refresh(&mut self, shell: &mut Shell) {
        if let Some(known) = &mut self.known {
            self.steps.get_mut(self.step).refresh(known, shell);
        }
        self.keep(shell);
    }
}

impl Screen for Wizard {
    fn bindings(&self) -> &'static [Binding] {
        match (&self.pick, &self.known) {
            (Some(_), _) => PICK_KEYS,
            (None, Some(_)) => self.steps.get(self.step).bindings(),
            (None, None) => &[],
        }
    }

    fn enter(&mut self, shell: &mut Shell) {
        if self.known.is_none() && self.waits.is_none() {
            self.start(Task::Begin, shell);
        }
    }

    fn open(&mut self, part: u8, shell: &mut Shell) {
        match self.known {
            Some(_) => self.go(StepId::of_number(part), shell),
            None => self.first = Some(StepId::of_number(part)),
        }
    }

    fn cancelled(&mut self, job: JobId, shell: &mut Shell) {
        if self.keeping == Some(job) {
            self.keeping = None;
        }
        if let Some((_, asked)) = self.waits.take_if(|(waits, _)| *waits == job)
            && let Some(known) = &mut self.known
        {
            known.is_reading = false;
            if asked == StepId::Review {
                let why = Failure::new(Exit::Cancelled, shell.lang.text(Key("edit-cancelled")));
                self.steps.review.weighed(Err(why));
            }
        }
    }

    fn act(&mut self, action: Action, shell: &mut Shell) -> bool {
        if let Some((pick, _)) = &mut self.pick {
            let picked = pick.act(action, shell.page());
            self.settle_pick(picked, shell);
            return true;
        }
        let Some(known) = &mut self.known else {
            return false;
        };
        match action {
            Action::NextStep => self.go(self.step.next(), shell),
            Action::Back if self.step == StepId::Prepare => return false,
            Action::PreviousStep | Action::Back => self.go(self.step.previous(), shell),
            action => {
                let outcome = self.steps.get_mut(self.step).act(action, known, shell);
                return self.settle(outcome, shell);
            }
        }
        true
    }

    fn press(&mut self, list: ListId, index: usize, shell: &mut Shell) {
        if let Some((pick, _)) = &mut self.pick {
            if list == PICK {
                let picked = pick.press(index);
                self.settle_pick(picked, shell);
            }
        } else if list == STEPS {
            if let Some(step) = StepId::ALL.get(index) {
                self.go(*step, shell);
            }
        } else if let Some(known) = &mut self.known {
            let outcome = self.steps.get_mut(self.step).press(list, index, known, shell);
            self.settle(outcome, shell);
        }
    }

    fn takes_text(&self) -> bool {
        self.pick.is_some() || (self.known.is_some() && self.steps.get(self.step).takes_text())
    }

    fn edit(&mut self, edit: Edit, shell: &mut Shell) {
        if let Some((pick, _)) = &mut self.pick {
            pick.edit(edit);
        } else if let Some(known) = &mut self.known {
            self.steps.get_mut(self.step).edit(edit, known, shell);
            self.keep(shell);
        }
    }

    fn paste(&mut self, text: &str, shell: &mut Shell) {
        if let Some((pick, _)) = &mut self.pick {
            pick.paste(text);
        } else if let Some(known) = &mut self.known {
            self.steps.get_mut(self.step).paste(text, known, shell);
            self.keep(shell);
        }
    }

    fn copied(&self, shell: &Shell) -> Option<Copied> {
        let known = self.known.as_ref()?;
        self.steps.get(self.step).copied(known, shell)
    }

    fn answer(&mut self, job: JobId, answer: Result<Answer, Failure>, shell: &mut Shell) {
        if self.keeping == Some(job) {
            self.keeping = None;
            match answer {
                Ok(Answer::Wizard(found)) => {
                    self.learn(found, shell);
                    // What was typed meanwhile.
                    self.keep(shell);
                }
                Ok(_) => {}
                Err(failure) => {
                    // Tried again with the next answer, and said once.
                    shell.say_bad(failure.what);
                }
            }
            return;
        }
        let Some((_, asked)) = self.waits.take_if(|(waits, _)| *waits == job) else {
            return;
        };
        if let Some(known) = &mut self.known {
            known.is_reading = false;
        }
        match answer {
            Ok(Answer::Wizard(found)) => self.learn(found, shell),
            Ok(_) => {}
            Err(failure) if self.known.is_some() => self.steps.get_mut(asked).failed(failure),
            Err(failure) => self.problem = Some(failure),
        }
    }

    fn view(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
        let [steps, below, body] =
            Layout::vertical([Constraint::Length(1), Constraint::Length(1), Constraint::Fill(1)]).areas(area);
        self.draw_steps(shell, steps, buffer, state);
        rule(shell, below, buffer, "");
        let body = Rect {
            x: body.x + 1.min(body.width),
            width: body.width.saturating_sub(2),
            ..body
        };
        match (&self.known, &self.problem) {
            (Some(known), _) => {
                self.steps.get(self.step).view(known, shell, body, buffer, state);
                if let Some((pick, _)) = &self.pick {
                    pick.draw(shell, area, buffer, state);
                }
            }
            (None, Some(problem)) => {
                write_failure(shell, body, buffer, problem);
            }
            (None, None) => {}
        }
    }
}

impl Wizard {
    fn draw_steps(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
        let mut rest = area;
        for (index, id) in StepId::ALL.into_iter().enumerate() {
            let name = shell.lang.text(id.title());
            let is_shown = id == self.step;
            let name = if is_shown { name.to_uppercase() } else { name };
            let text = format!(" {} {name} ", id.number());
            let role = if is_shown { Role::Heading } else { Role::Quiet };
            line(shell, rest, buffer, &[(&text, role)]);
            let width = u16::try_from(crate::report::cells(&text)).unwrap_or(u16::MAX);
            let width = width.min(rest.width);
            state.add_target(Rect { width, ..rest }, Target::Row { list: STEPS, index });
            rest = Rect {
                x: rest.x + width,
                width: rest.width - width,
                ..rest
            };
        }
    }
}
