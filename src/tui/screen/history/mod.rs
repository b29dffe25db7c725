//! History: runs, what each did, what was decided and by whom; found by person, given to an auditor as a file, and
//! undone as a plan. Everything comes from the journal, a page at a time.

mod doing;
mod draw;
mod entry;
mod list;
mod people;
mod task;

pub use entry::Entry;
pub use task::{Found, Page, Person, Subject, Task, Told, Undone, perform};

use super::{Copied, Screen, ScreenId};
use crate::failure::Failure;
use crate::lang::Key;
use crate::tui::action::Action;
use crate::tui::bindings as keys;
use crate::tui::desk::Reading;
use crate::tui::job::JobId;
use crate::tui::key::{Binding, Chord, Edit};
use crate::tui::shared::Shared;
use crate::tui::shell::Shell;
use crate::tui::view_state::{ListId, ViewState};
use crate::tui::widget::field::TextField;
use crate::tui::work::Answer;
use crossterm::event::KeyCode;
use list::List;
use people::People;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Runs, decisions, people or actions: whichever list is shown.
pub const ROWS: ListId = ListId("history-rows");
/// The names of both lists.
pub const TABS: ListId = ListId("history-tabs");

const BINDINGS: &[Binding] = &[
    keys::UP,
    keys::DOWN,
    keys::PAGE_UP,
    keys::PAGE_DOWN,
    keys::FIRST,
    keys::LAST,
    Binding::new(
        &[Chord::of(KeyCode::Enter)],
        Action::Accept,
        Key("key-history-open"),
    )
    .hint(),
    Binding::new(&[Chord::of(KeyCode::Tab)], Action::Next, Key("key-history-other")).hint(),
    keys::PREVIOUS,
    Binding::new(&[Chord::letter('z')], Action::UndoRun, Key("key-undo-run")).hint(),
    Binding::new(&[Chord::letter('e')], Action::Export, Key("key-history-export")).hint(),
    Binding::new(&[Chord::letter('r')], Action::ReadAgain, Key("key-read-again")),
];

const NAMING: &[Binding] = &[
    Binding::new(
        &[Chord::of(KeyCode::Enter)],
        Action::Accept,
        Key("key-history-write"),
    )
    .hint(),
    Binding::new(&[Chord::of(KeyCode::Esc)], Action::Back, Key("key-close")).hint(),
];

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Tab {
    #[default]
    Runs,
    Decisions,
}

#[derive(Debug, Default)]
pub struct History {
    tab: Tab,
    runs: List,
    decisions: List,
    people: People,
    /// What was done in one run, or for one person.
    opened: Option<Opened>,
    /// The job that opens it, looks at an undo, or writes a file.
    waits_for: Option<JobId>,
    /// The selected entry alone, with all that is known of it.
    is_whole: bool,
    /// The file's name, while it is asked for.
    file: Option<TextField>,
    /// The desk's when all this was looked up.
    reading: Option<Shared<Reading>>,
}

#[derive(Debug)]
struct Opened {
    subject: Subject,
    list: List,
}

impl History {
    fn list(&self) -> &List {
        match (&self.opened, self.tab) {
            (Some(opened), _) => &opened.list,
            (None, Tab::Runs) => &self.runs,
            (None, Tab::Decisions) => &self.decisions,
        }
    }

    fn list_mut(&mut self) -> &mut List {
        match (&mut self.opened, self.tab) {
            (Some(opened), _) => &mut opened.list,
            (None, Tab::Runs) => &mut self.runs,
            (None, Tab::Decisions) => &mut self.decisions,
        }
    }

    /// People are shown, and not the list.
    fn is_searching(&self) -> bool {
        self.opened.is_none() && !self.people.filter.is_empty()
    }
}

impl Screen for History {
    fn bindings(&self) -> &'static [Binding] {
        if self.file.is_some() { NAMING } else { BINDINGS }
    }

    fn enter(&mut self, shell: &mut Shell) {
        self.look(shell);
    }

    fn act(&mut self, action: Action, shell: &mut Shell) -> bool {
        if self.act_on_file(action, shell) {
            return true;
        }
        match action {
            Action::Accept => self.accept(shell),
            Action::Next | Action::Previous => self.change_tab(),
            Action::UndoRun => self.undo(shell),
            Action::Export => self.ask_for_file(shell),
            Action::ReadAgain => self.look(shell),
            Action::Back => return self.back(),
            Action::Undo => {
                if !shell.undo_decision() {
                    shell.say(shell.lang.text(Key("history-undo-how")));
                }
            }
            Action::Redo => return shell.redo_decision(),
            action => return self.move_selection(action, shell),
        }
        true
    }

    fn press(&mut self, list: ListId, index: usize, shell: &mut Shell) {
        if list == TABS {
            if (index == 0) != (self.tab == Tab::Runs) {
                self.change_tab();
            }
            return;
        }
        let is_again = if self.is_searching() {
            let before = self.people.selection.at(self.people.hits.len());
            self.people.selection.set(index);
            before == index
        } else {
            let before = self.list().at();
            self.list_mut().select(index);
            before == index
        };
        if is_again {
            self.accept(shell);
        }
        self.look_further(shell);
    }

    fn takes_text(&self) -> bool {
        self.file.is_some()
    }

    fn edit(&mut self, edit: Edit, _shell: &mut Shell) {
        if let Some(file) = &mut self.file {
            file.edit(edit);
        }
    }

    fn paste(&mut self, text: &str, _shell: &mut Shell) {
        if let Some(file) = &mut self.file {
            file.paste(text);
        }
    }

    fn filter(&self) -> Option<&str> {
        match &self.opened {
            _ if self.file.is_some() => None,
            Some(opened) => Some(opened.list.filter()),
            None => Some(&self.people.filter),
        }
    }

    fn set_filter(&mut self, text: &str) {
        self.is_whole = false;
        if let Some(opened) = &mut self.opened {
            opened.list.set_filter(text);
        } else {
            text.clone_into(&mut self.people.filter);
            self.people.search();
        }
    }

    fn copied(&self, shell: &Shell) -> Option<Copied> {
        if self.is_searching() {
            let row = &self.people.selected()?.row;
            return Some(Copied {
                what: row.name.clone(),
                text: row.login.clone(),
            });
        }
        let reading = shell.desk.reading();
        let lines = self
            .list()
            .selected()?
            .lines(shell, reading.map(|reading| &**reading));
        let what = lines.first().map(|(text, _)| text.clone())?;
        let text: Vec<String> = lines.into_iter().map(|(text, _)| text).collect();
        Some(Copied {
            what,
            text: text.join("\n"),
        })
    }

    fn cancelled(&mut self, job: JobId, _shell: &mut Shell) {
        self.waits_for.take_if(|waits| *waits == job);
        for list in [&mut self.runs, &mut self.decisions] {
            list.asked.take_if(|asked| *asked == job);
        }
    }

    fn answer(&mut self, job: JobId, answer: Result<Answer, Failure>, shell: &mut Shell) {
        match answer {
            Ok(Answer::History(found)) => self.learn(job, found, shell),
            Ok(_) => {}
            Err(failure) => {
                self.cancelled(job, shell);
                shell.fail(failure);
            }
        }
    }

    fn renewed(&mut self, shell: &mut Shell) {
        // A decision or a run is in the journal by now.
        if shell.screen == ScreenId::History && shell.desk.reading() != self.reading.as_ref() {
            self.look(shell);
        }
    }

    fn view(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
        draw::draw(self, shell, area, buffer, state);
    }
}
