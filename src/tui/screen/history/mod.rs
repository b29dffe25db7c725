//! History: runs, what each did, what was decided and by whom; found by person, given to an auditor as a file, and
//! undone as a plan. Everything comes from the journal, a page at a time.

mod draw;
mod entry;
mod list;
mod task;

pub use entry::Entry;
pub use task::{Found, Page, Person, Subject, Task, Told, Undone, perform};

use super::{Copied, Screen, ScreenId};
use crate::core::text::fold;
use crate::failure::Failure;
use crate::lang::Key;
use crate::store::state::RunId;
use crate::tui::action::Action;
use crate::tui::bindings as keys;
use crate::tui::desk::{Reading, Shown, ShownKind};
use crate::tui::job::{JobId, Kind};
use crate::tui::key::{Binding, Chord, Edit};
use crate::tui::shared::Shared;
use crate::tui::shell::Shell;
use crate::tui::view_state::{ListId, ViewState};
use crate::tui::widget::field::TextField;
use crate::tui::widget::selection::Selection;
use crate::tui::work::{Answer, Work};
use crossterm::event::KeyCode;
use list::List;
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

/// Whom a search found.
#[derive(Debug, Default)]
struct People {
    all: Option<Shared<Vec<Person>>>,
    asked: Option<JobId>,
    filter: String,
    /// By place in all of them.
    hits: Vec<usize>,
    selection: Selection,
}

#[derive(Debug)]
struct Opened {
    subject: Subject,
    list: List,
}

impl People {
    fn search(&mut self) {
        let words = fold(&self.filter).into_owned();
        let fits = |person: &Person| words.split_whitespace().all(|word| person.folded.contains(word));
        self.hits = match &self.all {
            Some(all) if !words.is_empty() => {
                let found = all.iter().enumerate().filter(|(_, person)| fits(person));
                found.map(|(place, _)| place).collect()
            }
            _ => Vec::new(),
        };
        self.selection = Selection::default();
    }

    fn get(&self, hit: usize) -> Option<&Person> {
        self.all.as_ref()?.get(*self.hits.get(hit)?)
    }

    fn selected(&self) -> Option<&Person> {
        self.get(self.selection.at(self.hits.len()))
    }
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

    fn start(shell: &mut Shell, kind: Kind, says: Key, task: Task) -> JobId {
        let title = shell.lang.text(says);
        shell.start(ScreenId::History, kind, title, Work::History(task))
    }

    /// The newest of everything.
    fn look(&mut self, shell: &mut Shell) {
        self.reading = shell.desk.reading().cloned();
        self.runs.asked = Some(Self::start(
            shell,
            Kind::Looks,
            Key("history-looking"),
            Task::Runs(None),
        ));
        self.decisions.asked = Some(Self::start(
            shell,
            Kind::Quiet,
            Key("history-looking"),
            Task::Decisions(None),
        ));
        self.people.asked = Some(Self::start(
            shell,
            Kind::Quiet,
            Key("history-looking"),
            Task::People,
        ));
    }

    /// The next page, before somebody comes to the end of this one.
    fn look_further(&mut self, shell: &mut Shell) {
        if self.opened.is_some() || !self.list().wants_more() {
            return;
        }
        let task = match self.tab {
            Tab::Runs => Task::Runs(self.list().oldest_first().find_map(Entry::run)),
            Tab::Decisions => Task::Decisions(self.list().oldest_first().find_map(|entry| match entry {
                Entry::Decision(row) => Some(row.id),
                _ => None,
            })),
        };
        let job = Self::start(shell, Kind::Quiet, Key("history-looking"), task);
        self.list_mut().asked = Some(job);
    }

    /// What `Enter` does: into a run or a person, else the whole of one entry.
    fn accept(&mut self, shell: &mut Shell) {
        let subject = if self.is_searching() {
            self.people.selected().map(|person| Subject::Person {
                employee: person.row.employee,
                profile: person.row.profile.clone(),
                name: person.row.name.clone(),
            })
        } else {
            match self.list().selected() {
                Some(Entry::Run(run, _)) => Some(Subject::Run(run.run)),
                Some(_) => {
                    self.is_whole = !self.is_whole;
                    None
                }
                None => None,
            }
        };
        if let Some(subject) = subject {
            self.waits_for = Some(Self::start(
                shell,
                Kind::Looks,
                Key("history-opening"),
                Task::Open(subject),
            ));
        }
    }

    /// Rule A9: the reverse of a run, to be looked at as a plan.
    fn undo(&mut self, shell: &mut Shell) {
        let run = match &self.opened {
            Some(Opened {
                subject: Subject::Run(run),
                ..
            }) => Some(*run),
            _ if self.is_searching() => None,
            _ => self.list().selected().and_then(Entry::run),
        };
        let (Some(run), Some(reading)) = (run, shell.desk.reading().cloned()) else {
            let says = if run.is_none() {
                Key("history-no-run")
            } else {
                Key("history-unread")
            };
            return shell.say_bad(shell.lang.text(says));
        };
        let task = Task::Undo { run, reading };
        self.waits_for = Some(Self::start(shell, Kind::Looks, Key("history-undoing"), task));
    }

    fn told(&self) -> Told {
        match (&self.opened, self.tab) {
            (Some(opened), _) => Told::Actions(opened.subject.clone()),
            (None, Tab::Runs) => Told::Runs,
            (None, Tab::Decisions) => Told::Decisions,
        }
    }

    fn ask_for_file(&mut self, shell: &Shell) {
        let day = shell.zone.to_datetime(shell.now).date();
        let what = match self.told() {
            Told::Runs => "runs".to_owned(),
            Told::Decisions => "decisions".to_owned(),
            Told::Actions(Subject::Run(run)) => format!("run-{run}"),
            Told::Actions(Subject::Person { employee, .. }) => {
                employee.map_or_else(|| "person".to_owned(), |id| format!("person-{id}"))
            }
        };
        self.file = Some(TextField::new(&format!("koppel-{what}-{day}.csv")));
    }

    /// While the file's name is asked for. `false`: it is not.
    fn act_on_file(&mut self, action: Action, shell: &mut Shell) -> bool {
        let Some(file) = &self.file else { return false };
        match action {
            Action::Back => self.file = None,
            Action::Accept if !file.text().trim().is_empty() => {
                let path = file.text().trim().to_owned();
                let what = self.told();
                self.file = None;
                let task = Task::Export { what, path };
                self.waits_for = Some(Self::start(shell, Kind::Looks, Key("history-exporting"), task));
            }
            _ => {}
        }
        true
    }

    /// One level back. `false`: there is none.
    fn back(&mut self) -> bool {
        if self.is_whole {
            self.is_whole = false;
        } else if self
            .opened
            .take_if(|opened| opened.list.filter().is_empty())
            .is_some()
        {
        } else if let Some(opened) = &mut self.opened {
            opened.list.set_filter("");
        } else if self.is_searching() {
            self.set_filter("");
        } else {
            return false;
        }
        true
    }

    fn change_tab(&mut self) {
        self.opened = None;
        self.is_whole = false;
        self.set_filter("");
        self.tab = match self.tab {
            Tab::Runs => Tab::Decisions,
            Tab::Decisions => Tab::Runs,
        };
    }

    fn move_selection(&mut self, action: Action, shell: &mut Shell) -> bool {
        let page = shell.page();
        if self.is_searching() {
            let hits = self.people.hits.len();
            return self.people.selection.act(action, hits, page);
        }
        let has_moved = self.list_mut().act(action, page);
        self.look_further(shell);
        has_moved
    }

    fn learn_page(&mut self, job: JobId, page: &Page) {
        for list in [&mut self.runs, &mut self.decisions] {
            if list.asked.take_if(|asked| *asked == job).is_some() {
                if page.is_first {
                    list.renew(&page.rows, page.is_all);
                } else {
                    list.extend(&page.rows, page.is_all);
                }
            }
        }
    }

    fn learn(&mut self, job: JobId, found: Found, shell: &mut Shell) {
        match found {
            Found::Page(page) => self.learn_page(job, &page),
            Found::People(people) => {
                self.people.all = Some(people);
                self.people.search();
            }
            Found::Opened(subject, rows) if self.waits_for == Some(job) => {
                let list = List::of(Vec::clone(&rows));
                self.opened = Some(Opened { subject, list });
                self.is_whole = false;
            }
            Found::Undo(undone) if self.waits_for == Some(job) => show_undo(&undone, shell),
            Found::Exported(path) if self.waits_for == Some(job) => {
                let path = path.display().to_string();
                shell.say(shell.lang.with(Key("history-exported"), &[("path", path.into())]));
            }
            Found::Opened(..) | Found::Undo(_) | Found::Exported(_) => {}
        }
        self.waits_for.take_if(|waits| *waits == job);
    }
}

/// As a plan that nothing writes before a person has gone on from there.
fn show_undo(undone: &Undone, shell: &mut Shell) {
    let says = |run: RunId, key| shell.lang.with(key, &[("run", run.to_string().into())]);
    match undone {
        Undone::By(run) => shell.say_bad(says(*run, Key("history-undone"))),
        Undone::Nothing => shell.say_bad(shell.lang.text(Key("history-nothing-to-undo"))),
        Undone::Plan(undo) => shell.show_plan(Shown {
            kind: ShownKind::Undo(undo.order.clone()),
            reading: undo.reading.clone(),
            plan: undo.plan.clone(),
            left: undo.left.clone(),
        }),
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
