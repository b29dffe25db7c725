//! The page before a write: how many writes of each kind and where to, everybody who loses access, what is over a
//! limit, and the number that has to be typed then. The one way from a key to Okta; nothing in here calls it.
//!
//! A page is a value with everything on it, made when it is opened: what it shows is what it writes (rule A8).

mod lines;

use super::desk::{RunRequest, Seen};
use super::key::Edit;
use super::layer::{Layer, Outcome};
use super::shared::Shared;
use super::shell::Shell;
use super::theme::Role;
use super::widget::field::TextField;
use super::widget::selection::Selection;
use crate::core::plan::{Counted, Plan};
use crate::engine::{OverLimit, counted_word};
use crate::lang::{Key, Lang};
use crate::tui::action::Action;

#[derive(Debug)]
pub struct WritePage {
    seen: Box<Seen>,
    /// `PROD acme.okta.com`.
    pub org: String,
    pub lines: Vec<(String, Role)>,
    pub selection: Selection,
    /// What has to be answered yet; the first is asked. None: `Enter` alone writes.
    questions: Vec<Question>,
    /// The number, as far as it is typed.
    pub field: TextField,
    /// The same without everybody whom an exceeded limit concerns; `None`: nothing would be left.
    without: Option<Box<WritePage>>,
    /// What a person counted so far.
    counted: Vec<(Counted, usize)>,
}

/// A number that has to be typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// Rule G1: with those over a limit, without them, or not at all.
    OverLimit(Counted, usize),
    /// So many lose every access.
    LoseAccess(usize),
}

/// Opens it; `Enter` there begins the run.
pub(super) fn ask(shell: &mut Shell, request: RunRequest) {
    let RunRequest::Seen(seen) = request else {
        return;
    };
    let refused = if shell.header.read_only {
        Some(Key("write-read-only"))
    } else if shell.desk.run().is_some() {
        Some(Key("desk-run-under-way"))
    } else if shell.desk.is_outdated() {
        Some(Key("write-outdated"))
    } else {
        None
    };
    if let Some(says) = refused {
        return shell.say_bad(shell.lang.text(says));
    }
    if !seen.plan.has_changes() {
        return shell.say(shell.lang.text(Key("write-nothing")));
    }
    let page = WritePage::new(seen, org(shell), &shell.lang);
    shell.layers.push(Layer::Write(Box::new(page)));
    shell.is_settling = true;
}

/// Where it goes, in words.
fn org(shell: &Shell) -> String {
    let Some((_, host)) = &shell.header.org else {
        return "Okta".to_owned();
    };
    format!("{} {host}", shell.badge())
}

impl WritePage {
    fn new(seen: Box<Seen>, org: String, lang: &Lang) -> Self {
        let lines = lines::lines(&seen, &org, lang);
        let mut questions = over_limit(&seen.plan);
        let leavers = seen.plan.count(Counted::Deactivate);
        let are_counted = questions
            .iter()
            .any(|question| matches!(question, Question::OverLimit(Counted::Deactivate, _)));
        if leavers > 0 && !are_counted {
            questions.push(Question::LoseAccess(leavers));
        }
        let without = without(&seen, &org, lang);
        Self {
            seen,
            org,
            lines,
            selection: Selection::default(),
            questions,
            field: TextField::default(),
            without,
            counted: Vec::new(),
        }
    }

    /// Another one for each question, and for another plan.
    pub fn step(&self) -> usize {
        2 * self.questions.len() + usize::from(self.seen.over_limit == OverLimit::Hold)
    }

    /// What is asked now; `None`: nothing, `Enter` alone writes.
    pub fn question(&self) -> Option<Question> {
        self.questions.first().copied()
    }

    /// Something is left where those over a limit stay out.
    pub fn can_go_on_without(&self) -> bool {
        self.without.is_some()
    }

    /// Something else stands there than what is asked for.
    pub fn is_mistyped(&self) -> bool {
        self.question()
            .is_some_and(|question| !question.number().to_string().starts_with(self.field.text()))
    }

    pub fn edit(&mut self, edit: Edit) {
        match edit {
            Edit::Insert(letter) if !letter.is_ascii_digit() => {}
            edit => self.field.edit(edit),
        }
    }

    pub fn act(&mut self, action: Action, page: usize) -> Outcome {
        if action == Action::Accept {
            return self.accept();
        }
        self.selection.act(action, self.lines.len(), page);
        Outcome::Stays
    }

    fn accept(&mut self) -> Outcome {
        let Some(question) = self.question() else {
            return Outcome::Writes;
        };
        if self.field.text() == question.number().to_string() {
            if let Question::OverLimit(counted, number) = question {
                self.counted.push((counted, number));
            }
            self.questions.remove(0);
            self.field = TextField::default();
            return if self.questions.is_empty() {
                Outcome::Writes
            } else {
                Outcome::Stays
            };
        }
        if self.field.is_empty()
            && matches!(question, Question::OverLimit(..))
            && let Some(without) = self.without.take()
        {
            // Another plan: it is read, and agreed to, by itself.
            *self = *without;
        }
        Outcome::Stays
    }

    /// What is to be run, once everything on the page was answered.
    pub fn into_request(self) -> RunRequest {
        let Self {
            mut seen, counted, ..
        } = self;
        if !counted.is_empty() {
            let mut plan = Plan::clone(&seen.plan);
            // The counts are this plan's own.
            if plan.waive_counted(&counted).is_ok() {
                seen.plan = Shared::new(plan);
            }
            let words = counted
                .iter()
                .map(|(what, number)| format!("counted at the screen: {}={number}", counted_word(*what)));
            seen.overrides.extend(words);
            seen.over_limit = OverLimit::Counted(counted);
        }
        RunRequest::Seen(seen)
    }
}

impl Question {
    pub fn number(self) -> usize {
        match self {
            Self::OverLimit(_, number) | Self::LoseAccess(number) => number,
        }
    }
}

/// One question for whatever a person would have to count.
fn over_limit(plan: &Plan) -> Vec<Question> {
    let over = |wanted: Counted| {
        let mut limits = plan.limits.iter();
        limits.any(|limit| limit.is_over() && limit.counted() == wanted)
    };
    let counted = Counted::ALL.into_iter().filter(|counted| over(*counted));
    counted
        .map(|counted| Question::OverLimit(counted, plan.count(counted)))
        .collect()
}

fn without(seen: &Seen, org: &str, lang: &Lang) -> Option<Box<WritePage>> {
    if !seen.plan.is_over_limit() {
        return None;
    }
    let mut plan = Plan::clone(&seen.plan);
    plan.hold_over_limit();
    if !plan.has_changes() {
        return None;
    }
    let mut seen = seen.clone();
    seen.plan = Shared::new(plan);
    seen.over_limit = OverLimit::Hold;
    seen.overrides
        .push("went on at the screen without those over a limit".to_owned());
    Some(Box::new(WritePage::new(Box::new(seen), org.to_owned(), lang)))
}
