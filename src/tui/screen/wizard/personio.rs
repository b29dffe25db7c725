//! Step 3: Personio's credentials, and what they may read.

use super::okta::{keeping, secret_field, write_clock};
use super::step::{Known, Outcome, Step, below, button, form_keys, write, write_failure};
use super::task::{PersonioTried, Task};
use crate::engine::setup::{Reading, Secret, message_to_hr};
use crate::failure::Failure;
use crate::lang::Key;
use crate::tui::action::Action;
use crate::tui::key::{Binding, Edit};
use crate::tui::screen::Copied;
use crate::tui::shared::Shared;
use crate::tui::shell::Shell;
use crate::tui::theme::Role;
use crate::tui::view_state::{ListId, ViewState};
use crate::tui::widget::field::TextField;
use crate::tui::widget::form::{Field, Form, Input};
use crate::tui::widget::selection::Selection;
use crate::tui::widget::table::{Cell, Table};
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Rect};

pub const FORM: ListId = ListId("wizard-personio");
pub const ATTRIBUTES: ListId = ListId("wizard-readable");
const ADDRESS: usize = 0;
const ID: usize = 1;
const SECRET: usize = 2;

#[derive(Debug, Default)]
pub struct Personio {
    form: Option<Form>,
    problem: Option<Failure>,
    row: Selection,
}

impl Personio {
    fn changed(&mut self, known: &mut Known, shell: &Shell) {
        if let Some(form) = &self.form {
            form.text(ADDRESS)
                .trim()
                .clone_into(&mut known.draft.personio_url);
        }
        known.forget_personio();
        self.problem = None;
        self.refresh(known, shell);
    }

    fn accept(&mut self, known: &Known, shell: &mut Shell) -> Outcome {
        let Some(form) = &mut self.form else {
            return Outcome::Ignored;
        };
        if form.focus() < SECRET {
            form.act(Action::Next);
            return Outcome::Stays;
        }
        if known.personio.is_some() {
            return Outcome::Next;
        }
        // Secrets are kept by the org that they belong to (rule R7).
        let Some(okta) = &known.okta else {
            shell.say_bad(shell.lang.text(Key("personio-okta-first")));
            return Outcome::Stays;
        };
        self.problem = None;
        Outcome::Do(Task::TryPersonio {
            address: form.text(ADDRESS).to_owned(),
            typed: [ID, SECRET].map(|field| form.secret(field).map(Shared::new)),
            okta: okta.clone(),
            policy: Box::new(known.policy()),
        })
    }
}

/// One line of the table: the attribute, whether it may be read, and something about it.
fn rows(tried: &PersonioTried, shell: &Shell) -> Vec<(String, (String, Role), String)> {
    let lang = &shell.lang;
    let found = &tried.found;
    let needed = found.needed.iter().map(|needed| {
        let (says, role) = match needed.reading {
            Reading::Readable => (Key("attribute-readable"), Role::Good),
            Reading::NotListed => (Key("attribute-hidden"), Role::Danger),
            Reading::NeverSent => (Key("attribute-never-sent"), Role::Danger),
        };
        (
            needed.label.to_string(),
            (lang.text(says), role),
            format!("{} · {}", lang.text(Key("attribute-needed")), needed.key),
        )
    });
    let shown = found.shown.iter().map(|shown| {
        let (says, role) = if shown.is_sensitive {
            (Key("attribute-sensitive"), Role::Waits)
        } else {
            (Key("attribute-readable"), Role::Text)
        };
        let example = shown.example.as_deref().unwrap_or_default();
        let about = if example.is_empty() {
            shown.key.to_string()
        } else {
            format!("{} · {example}", shown.key)
        };
        (shown.label.to_string(), (lang.text(says), role), about)
    });
    needed.chain(shown).collect()
}

impl Step for Personio {
    fn bindings(&self) -> &'static [Binding] {
        self.form.as_ref().map_or(&[], form_keys)
    }

    fn takes_text(&self) -> bool {
        self.form.as_ref().is_some_and(Form::takes_text)
    }

    fn refresh(&mut self, known: &mut Known, shell: &Shell) {
        let form = self.form.get_or_insert_with(|| {
            let address = Input::Text(TextField::new(&known.draft.personio_url));
            let mut form = Form::new(
                FORM,
                vec![
                    Field::new(shell.lang.text(Key("personio-address")), address),
                    secret_field(known, Secret::PersonioClientId, shell, Key("personio-id")),
                    secret_field(known, Secret::PersonioClientSecret, shell, Key("personio-secret")),
                    button(shell, Key("button-test")),
                ],
            );
            // One address for all companies: it is right already.
            form.set_focus(ID);
            form
        });
        let label = if known.personio.is_some() {
            form.wipe(ID);
            form.wipe(SECRET);
            form.focus_last();
            Key("button-to-login")
        } else {
            Key("button-test")
        };
        if let Some(field) = form.fields.last_mut() {
            field.label = shell.lang.text(label);
        }
    }

    fn edit(&mut self, edit: Edit, known: &mut Known, shell: &Shell) {
        if let Some(form) = &mut self.form {
            form.edit(edit);
            self.changed(known, shell);
        }
    }

    fn paste(&mut self, text: &str, known: &mut Known, shell: &Shell) {
        if let Some(form) = &mut self.form {
            form.paste(text);
            self.changed(known, shell);
        }
    }

    fn act(&mut self, action: Action, known: &mut Known, shell: &mut Shell) -> Outcome {
        let Some(form) = &mut self.form else {
            return Outcome::Ignored;
        };
        // From the button on downwards the table is looked through.
        if let (Some(tried), true) = (&known.personio, form.has_button()) {
            let len = tried.found.needed.len() + tried.found.shown.len();
            let is_at_top = self.row.at(len) == 0;
            let leaves = is_at_top && action == Action::Up;
            if !leaves && self.row.act(action, len, shell.page()) {
                return Outcome::Stays;
            }
        }
        match action {
            Action::Accept => self.accept(known, shell),
            action if form.act(action) => Outcome::Stays,
            _ => Outcome::Ignored,
        }
    }

    fn press(&mut self, list: ListId, index: usize, known: &mut Known, shell: &mut Shell) -> Outcome {
        let Some(form) = &mut self.form else {
            return Outcome::Ignored;
        };
        if list == ATTRIBUTES {
            form.focus_last();
            self.row.set(index);
            return Outcome::Stays;
        }
        form.set_focus(index);
        if form.has_button() {
            self.accept(known, shell)
        } else {
            Outcome::Stays
        }
    }

    fn copied(&self, known: &Known, shell: &Shell) -> Option<Copied> {
        let text = message_to_hr(&known.personio.as_ref()?.found)?;
        Some(Copied {
            what: shell.lang.text(Key("message-to-hr")),
            text,
        })
    }

    fn failed(&mut self, failure: Failure) {
        self.problem = Some(failure);
    }

    fn view(&self, known: &Known, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
        let Some(form) = &self.form else { return };
        let lang = &shell.lang;
        let taken = form.draw(shell, area, buffer, state, true);
        let rest = below(area, taken);
        if let Some(problem) = &self.problem {
            write_failure(shell, below(rest, 1), buffer, problem);
            return;
        }
        let Some(tried) = &known.personio else {
            write(
                shell,
                below(rest, 1),
                buffer,
                &lang.text(Key("personio-how")),
                Role::Text,
            );
            return;
        };
        let found = &tried.found;
        let mut rest = match found.people {
            Some(0) => write(
                shell,
                rest,
                buffer,
                &lang.text(Key("personio-nobody")),
                Role::Danger,
            ),
            Some(people) => {
                let fillings = [("host", found.host.as_str().into()), ("people", people.into())];
                let says = lang.with(Key("personio-people"), &fillings);
                write(shell, rest, buffer, &says, Role::Heading)
            }
            None => rest,
        };
        let missing = found.missing().count();
        if missing > 0 {
            let fillings = [("count", missing.into())];
            let says = lang.with(Key("personio-missing"), &fillings);
            rest = write(shell, rest, buffer, &says, Role::Danger);
        }
        let (kept, role) = keeping(shell, &tried.keeping);
        rest = write(shell, rest, buffer, &kept, role);
        rest = write_clock(shell, rest, buffer, found.clock);
        let rows = rows(tried, shell);
        let table = Table {
            id: ATTRIBUTES,
            len: rows.len(),
            selected: self.row.at(rows.len()),
            has_focus: false,
            columns: &[Constraint::Fill(2), Constraint::Length(18), Constraint::Fill(3)],
        };
        table.draw(shell, rest, buffer, state, |index| {
            let Some((label, (says, role), about)) = rows.get(index) else {
                return Vec::new();
            };
            vec![
                Cell::new(label.clone(), Role::Text),
                Cell::new(says.clone(), *role),
                Cell::new(about.clone(), Role::Quiet),
            ]
        });
    }
}
