//! What the history does with a key, and with what the background found.

use super::entry::Entry;
use super::list::List;
use super::task::{Found, Page, Subject, Task, Told, Undone};
use super::{History, Opened, Tab};
use crate::lang::Key;
use crate::store::state::RunId;
use crate::tui::action::Action;
use crate::tui::desk::{Shown, ShownKind};
use crate::tui::job::{JobId, Kind};
use crate::tui::screen::{Screen, ScreenId};
use crate::tui::shell::Shell;
use crate::tui::widget::field::TextField;
use crate::tui::work::Work;

impl History {
    pub(super) fn start(shell: &mut Shell, kind: Kind, says: Key, task: Task) -> JobId {
        let title = shell.lang.text(says);
        shell.start(ScreenId::History, kind, title, Work::History(task))
    }

    /// The newest of everything.
    pub(super) fn look(&mut self, shell: &mut Shell) {
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
    pub(super) fn look_further(&mut self, shell: &mut Shell) {
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
    pub(super) fn accept(&mut self, shell: &mut Shell) {
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
    pub(super) fn undo(&mut self, shell: &mut Shell) {
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

    pub(super) fn told(&self) -> Told {
        match (&self.opened, self.tab) {
            (Some(opened), _) => Told::Actions(opened.subject.clone()),
            (None, Tab::Runs) => Told::Runs,
            (None, Tab::Decisions) => Told::Decisions,
        }
    }

    pub(super) fn ask_for_file(&mut self, shell: &Shell) {
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
    pub(super) fn act_on_file(&mut self, action: Action, shell: &mut Shell) -> bool {
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
    pub(super) fn back(&mut self) -> bool {
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

    pub(super) fn change_tab(&mut self) {
        self.opened = None;
        self.is_whole = false;
        self.set_filter("");
        self.tab = match self.tab {
            Tab::Runs => Tab::Decisions,
            Tab::Decisions => Tab::Runs,
        };
    }

    pub(super) fn move_selection(&mut self, action: Action, shell: &mut Shell) -> bool {
        let page = shell.page();
        if self.is_searching() {
            let hits = self.people.hits.len();
            return self.people.selection.act(action, hits, page);
        }
        let has_moved = self.list_mut().act(action, page);
        self.look_further(shell);
        has_moved
    }

    pub(super) fn learn_page(&mut self, job: JobId, page: &Page) {
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

    pub(super) fn learn(&mut self, job: JobId, found: Found, shell: &mut Shell) {
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
