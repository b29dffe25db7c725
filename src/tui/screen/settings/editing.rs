//! From a row of the settings to its editor, and back with what came of it.

use super::edit::{Editable, Editor, Step, Way, way};
use super::page::{Row, Section, entries};
use super::{Settings, Shown};
use crate::failure::Failure;
use crate::lang::Key;
use crate::store::{Origin, Secret, ShownKey};
use crate::tui::action::Action;
use crate::tui::job::Kind;
use crate::tui::layer::{Confirm, Layer};
use crate::tui::screen::ScreenId;
use crate::tui::screen::change::{Done, KeyChange, Task};
use crate::tui::shell::Shell;
use crate::tui::work::{Answer, Work};

/// The lists that entries are added to, by their page.
const LISTS: [(Section, &str); 3] = [
    (Section::Protected, "safety.protected"),
    (Section::Aside, "link.ignore_profiles"),
    (Section::Excluded, "link.ignore_employees"),
];

impl Settings {
    fn selected_row(&self, shell: &Shell) -> Option<(Section, Row)> {
        let shown: Vec<Shown<'_>> = self.shown(shell);
        let (page, row) = self.selected(&shown)?;
        let row = page.rows.get(row)?;
        Some((page.section, row.as_ref().clone()))
    }

    fn key(&self, path: &str) -> Option<&ShownKey> {
        let settings = self.facts.as_ref()?.settings.as_ref().ok()?;
        settings.shown.iter().find(|key| key.path == path)
    }

    /// A change of this key, as the file stands; says why where there can be none.
    fn begin(&self, path: &str, shell: &mut Shell) -> Option<Editable> {
        let key = self.key(path);
        if let Some(Origin::Variable(name)) = key.map(|key| &key.origin) {
            let fillings = [("name", name.as_str().into())];
            shell.say_bad(shell.lang.with(Key("edit-variable"), &fillings));
            return None;
        }
        let Some(file) = self.facts.as_ref().and_then(|facts| facts.file.clone()) else {
            shell.say_bad(shell.lang.text(Key("edit-broken")));
            return None;
        };
        let is_in_file = key.is_some_and(|key| matches!(key.origin, Origin::Line(_)));
        Some(Editable {
            key: KeyChange {
                path: path.to_owned(),
                from: key.filter(|_| is_in_file).and_then(|key| key.value.clone()),
                to: None,
            },
            file,
        })
    }

    /// `Enter` on a row.
    pub(super) fn change(&mut self, shell: &mut Shell) {
        let Some((section, row)) = self.selected_row(shell) else {
            return;
        };
        if let Some(secret) = row.secret {
            let step = if secret == Secret::OktaToken { 2 } else { 3 };
            return shell.go_to_part(ScreenId::Wizard, step);
        }
        let is_list = LISTS.iter().any(|(list, _)| *list == section);
        if is_list && (row.path.is_empty() || matches!(way(&row.path), Way::List | Way::Numbers)) {
            return self.add(shell);
        }
        match way(&row.path) {
            _ if section == Section::Problem => shell.go_to_part(ScreenId::Wizard, 1),
            _ if section == Section::Attributes => shell.go_to_part(ScreenId::Wizard, 5),
            _ if row.path.is_empty() => shell.say_bad(shell.lang.text(Key("edit-not-here"))),
            Way::Never => shell.say_bad(shell.lang.text(Key("edit-never"))),
            Way::Step(step) => {
                if self.begin(&row.path, shell).is_some() {
                    shell.go_to_part(ScreenId::Wizard, step);
                }
            }
            _ => {
                if let Some(change) = self.begin(&row.path, shell) {
                    // From a default one starts with the default.
                    let is_set = self.key(&row.path).is_some_and(|key| key.value.is_some());
                    let shown = if is_set { row.value.as_str() } else { "" };
                    self.editor = Some(Editor::new(row.label.clone(), change, shown, shell));
                }
            }
        }
    }

    /// An entry more, where the page is a list.
    pub(super) fn add(&mut self, shell: &mut Shell) {
        let section = self.selected_row(shell).map(|(section, _)| section);
        let list = LISTS.iter().find(|(list, _)| Some(*list) == section);
        match list {
            Some((section, path)) => {
                if let Some(change) = self.begin(path, shell) {
                    let title = shell.lang.text(section.title());
                    self.editor = Some(Editor::new(title, change, "", shell));
                }
            }
            None => shell.say_bad(shell.lang.text(Key("edit-no-list"))),
        }
    }

    /// An entry of a list less, or a secret forgotten.
    pub(super) fn remove(&mut self, shell: &mut Shell) {
        let Some((_, row)) = self.selected_row(shell) else {
            return;
        };
        if let Some(secret) = row.secret {
            let fillings = [("name", secret.name().into())];
            let question = Confirm {
                title: shell.lang.with(Key("forget-title"), &fillings),
                lines: vec![shell.lang.text(Key("forget-why"))],
                number: None,
                then: Action::ForgetSecret(secret),
            };
            shell.is_settling = true;
            return shell.layers.push(Layer::Confirm(question));
        }
        let way = way(&row.path);
        if !matches!(way, Way::List | Way::Numbers) {
            return shell.say_bad(shell.lang.text(Key("edit-no-list")));
        }
        if let Some(mut change) = self.begin(&row.path, shell) {
            let rest: Vec<String> = entries(change.key.from.as_deref().unwrap_or_default())
                .into_iter()
                .filter(|entry| *entry != row.label)
                .map(|entry| match way {
                    Way::Numbers => entry,
                    _ => toml::Value::String(entry).to_string(),
                })
                .collect();
            change.key.to = (!rest.is_empty()).then(|| format!("[{}]", rest.join(", ")));
            self.start(Task::Weigh(change.change()), shell);
            self.editor = Some(Editor::given(row.label, change));
        }
    }

    pub(super) fn start(&mut self, task: Task, shell: &mut Shell) {
        if let Some(job) = self.changes.take() {
            shell.cancel(job);
        }
        let title = shell.lang.text(match &task {
            Task::Weigh(_) => Key("edit-reading"),
            Task::Save(_) | Task::Forget(_) => Key("wizard-saving"),
        });
        self.changes = Some(shell.start(ScreenId::Settings, Kind::Looks, title, Work::Settings(task)));
    }

    pub(super) fn settle_editor(&mut self, step: Step, shell: &mut Shell) {
        match step {
            Step::Stays => {}
            Step::Closed => {
                self.editor = None;
                if let Some(job) = self.changes.take() {
                    shell.cancel(job);
                }
            }
            Step::Weigh(change) => self.start(Task::Weigh(change), shell),
            Step::Save(change) => self.start(Task::Save(change), shell),
        }
    }

    /// What came of a change.
    pub(super) fn learn(&mut self, answer: Result<Answer, Failure>, shell: &mut Shell) {
        let done = match answer {
            Ok(Answer::Settings(done)) => Ok(done),
            Ok(_) => return,
            Err(failure) => Err(failure),
        };
        match (done, &mut self.editor) {
            (Ok(Done::Weighed(weighed)), Some(editor)) => editor.weighed(Ok(weighed)),
            (Ok(Done::Refused(failure)), Some(editor)) => {
                if !editor.ask_again() {
                    self.editor = None;
                }
                shell.fail(failure);
            }
            (Err(failure), Some(editor)) if editor.is_weighing() => editor.weighed(Err(failure)),
            (Ok(Done::Saved), _) => {
                self.editor = None;
                shell.say(shell.lang.text(Key("edit-saved")));
                shell.settings_changed();
                self.look(shell);
            }
            (Ok(Done::Forgotten(was_there)), _) => {
                let says = if was_there {
                    Key("forget-done")
                } else {
                    Key("forget-nothing")
                };
                shell.say(shell.lang.text(says));
                self.look(shell);
            }
            (Ok(Done::Weighed(_) | Done::Refused(_)), None) => {}
            (Err(failure), _) => {
                // Somebody else may have changed the file: what stands in it now is read.
                self.editor = None;
                shell.fail(failure);
                self.look(shell);
            }
        }
    }
}
