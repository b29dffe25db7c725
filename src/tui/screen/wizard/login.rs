//! Step 4: how logins are made, with what that makes of the company's most troublesome names.

use super::step::{Known, Outcome, Step, below, button, form_keys, write};
use crate::core::login::Given;
use crate::core::policy::Source;
use crate::core::propose::{LoginOutlook, LoginRow, SourceKind, Trouble};
use crate::engine::setup::{PartDraft, countries};
use crate::failure::Failure;
use crate::lang::Key;
use crate::report::words;
use crate::tui::action::Action;
use crate::tui::key::{Binding, Edit};
use crate::tui::shared::Shared;
use crate::tui::shell::{Room, Shell};
use crate::tui::theme::Role;
use crate::tui::view_state::{ListId, ViewState};
use crate::tui::widget::field::TextField;
use crate::tui::widget::form::{Field, Form, Input};
use crate::tui::widget::frame::{column, rule};
use crate::tui::widget::pick::{Pick, PickLine};
use crate::tui::widget::selection::Selection;
use crate::tui::widget::table::{Cell, Table};
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use std::sync::PoisonError;

pub const FORM: ListId = ListId("wizard-login");
pub const PREVIEW: ListId = ListId("wizard-preview");

/// Columns of the fields, where the preview stands beside them.
const FORM_WIDTH: u16 = 44;

/// What a field is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slot {
    Kind,
    Attribute,
    Start,
    Separator,
    End,
    Domain,
    Country,
    Next,
}

const GENERATED: &[Slot] = &[
    Slot::Kind,
    Slot::Start,
    Slot::Separator,
    Slot::End,
    Slot::Domain,
    Slot::Country,
    Slot::Next,
];
const COPIED: &[Slot] = &[Slot::Kind, Slot::Attribute, Slot::Next];

#[derive(Debug, Default)]
pub struct Login {
    form: Option<Form>,
    outlook: Option<Shared<LoginOutlook>>,
    problem: Option<Failure>,
    row: Selection,
}

/// A part of a login that can be chosen, and how it is shown.
struct Offer {
    part: Option<PartDraft>,
    line: PickLine,
}

impl Login {
    fn slots(known: &Known) -> &'static [Slot] {
        if known.draft.login.attribute.is_some() {
            COPIED
        } else {
            GENERATED
        }
    }

    fn slot(&self, known: &Known) -> Option<Slot> {
        let focus = self.form.as_ref()?.focus();
        Self::slots(known).get(focus).copied()
    }

    fn build(&mut self, known: &Known, shell: &Shell) {
        let focus = self.form.as_ref().map_or(1, Form::focus);
        let fields = Self::slots(known)
            .iter()
            .map(|slot| field(*slot, known, shell))
            .collect();
        let mut form = Form::new(FORM, fields);
        form.set_focus(focus);
        self.form = Some(form);
    }

    /// What was typed, and what that makes of everybody.
    fn changed(&mut self, known: &mut Known) {
        if let Some(form) = &self.form {
            for (number, slot) in Self::slots(known).iter().enumerate() {
                let text = form.text(number);
                match slot {
                    Slot::Separator => text.clone_into(&mut known.draft.login.separator),
                    Slot::Domain => text.clone_into(&mut known.draft.login.domain),
                    _ => {}
                }
            }
        }
        self.try_out(known);
    }

    fn try_out(&mut self, known: &Known) {
        let (Some(everybody), Some(schema)) = (&known.everybody, known.draft.login_schema()) else {
            self.outlook = None;
            return;
        };
        let mut preview = everybody.preview.lock().unwrap_or_else(PoisonError::into_inner);
        self.outlook = Some(Shared::new(preview.show(&schema, known.draft.umlauts())));
    }

    fn turn(&mut self, known: &mut Known, shell: &Shell) {
        let login = &mut known.draft.login;
        login.attribute = match login.attribute.take() {
            None => Some("email".to_owned()),
            Some(_) => None,
        };
        self.build(known, shell);
        self.try_out(known);
    }

    fn accept(&mut self, known: &mut Known, shell: &Shell) -> Outcome {
        let slot = self.slot(known);
        let title = |key| shell.lang.text(key);
        match slot {
            Some(Slot::Kind) => {
                self.turn(known, shell);
                Outcome::Stays
            }
            Some(slot @ (Slot::Start | Slot::End | Slot::Attribute)) => {
                let lines = offers(slot, known, shell).into_iter().map(|offer| offer.line);
                let pick = Pick::new(title(Key("login-pick")), lines.collect());
                Outcome::Choose(Box::new(pick), slot as u16)
            }
            Some(Slot::Country) => {
                let all = countries();
                let chosen = &known.draft.login.billing_country;
                let at = all
                    .iter()
                    .position(|country| country.code.eq_ignore_ascii_case(chosen));
                let lines = all
                    .iter()
                    .map(|country| PickLine::new(country.name, country.code));
                let pick = Pick::new(title(Key("login-country-pick")), lines.collect()).at(at);
                Outcome::Choose(Box::new(pick), Slot::Country as u16)
            }
            Some(Slot::Next) => Outcome::Next,
            _ => {
                if let Some(form) = &mut self.form {
                    form.act(Action::Next);
                }
                Outcome::Stays
            }
        }
    }
}

fn field(slot: Slot, known: &Known, shell: &Shell) -> Field {
    let lang = &shell.lang;
    let login = &known.draft.login;
    let named = |key: Key, input| Field::new(lang.text(key), input);
    match slot {
        Slot::Kind => {
            let options = [Key("login-generated"), Key("login-copied")];
            named(
                Key("login-kind"),
                Input::Choice {
                    options: options.map(|option| lang.text(option)).into(),
                    chosen: usize::from(login.attribute.is_some()),
                },
            )
        }
        Slot::Attribute => named(
            Key("login-attribute"),
            Input::Pick(login.attribute.clone().unwrap_or_default()),
        ),
        Slot::Start => named(
            Key("login-start"),
            Input::Pick(part_words(Some(&login.start), shell)),
        ),
        Slot::Separator => named(
            Key("login-separator"),
            Input::Text(TextField::new(&login.separator)),
        ),
        Slot::End => named(
            Key("login-end"),
            Input::Pick(part_words(login.end.as_ref(), shell)),
        ),
        Slot::Domain => named(Key("login-domain"), Input::Text(TextField::new(&login.domain))),
        Slot::Country => {
            let all = countries();
            let code = &login.billing_country;
            let country = all.iter().find(|country| country.code.eq_ignore_ascii_case(code));
            let says = country.map_or_else(|| lang.text(Key("not-set")), |country| country.name.to_owned());
            named(Key("login-country"), Input::Pick(says))
        }
        Slot::Next => button(shell, Key("button-to-attributes")),
    }
}

fn part_words(part: Option<&PartDraft>, shell: &Shell) -> String {
    match part {
        None => shell.lang.text(Key("nothing")),
        Some(part) if part.initial => {
            let fillings = [("attribute", part.attribute.as_str().into())];
            shell.lang.with(Key("login-initial"), &fillings)
        }
        Some(part) => part.attribute.clone(),
    }
}

/// What logins can be made of: texts that somebody has; names, while nobody was read.
fn offers(slot: Slot, known: &Known, shell: &Shell) -> Vec<Offer> {
    let mut attributes: Vec<(String, String)> = match &known.everybody {
        Some(everybody) => everybody
            .sources
            .iter()
            .filter(|choice| choice.kind == SourceKind::Text && choice.filled > 0)
            .filter_map(|choice| match &choice.source {
                Source::Attribute(key) => Some((
                    key.to_string(),
                    format!(
                        "{} · {}",
                        choice.label,
                        choice.example.as_deref().unwrap_or_default()
                    ),
                )),
                _ => None,
            })
            .collect(),
        None => ["first_name", "last_name", "email"]
            .map(|key| (key.to_owned(), String::new()))
            .into(),
    };
    attributes.sort_by_key(|(key, _)| !matches!(key.as_str(), "first_name" | "last_name"));
    let mut offers = Vec::new();
    if slot == Slot::End {
        offers.push(Offer {
            part: None,
            line: PickLine::new(shell.lang.text(Key("nothing")), ""),
        });
    }
    for (attribute, about) in attributes {
        let takes: &[bool] = if slot == Slot::Attribute {
            &[false]
        } else {
            &[false, true]
        };
        for initial in takes {
            let part = PartDraft {
                attribute: attribute.clone(),
                initial: *initial,
            };
            offers.push(Offer {
                line: PickLine::new(part_words(Some(&part), shell), about.clone()),
                part: Some(part),
            });
        }
    }
    offers
}

fn trouble(trouble: Trouble, shell: &Shell) -> String {
    shell.lang.text(match trouble {
        Trouble::Namesake => Key("trouble-namesake"),
        Trouble::Umlaut => Key("trouble-umlaut"),
        Trouble::OtherScript => Key("trouble-script"),
        Trouble::OtherLetters => Key("trouble-letters"),
        Trouble::Hyphen => Key("trouble-hyphen"),
        Trouble::SeveralWords => Key("trouble-words"),
        Trouble::Punctuation => Key("trouble-punctuation"),
        Trouble::Long => Key("trouble-long"),
        Trouble::Short => Key("trouble-short"),
    })
}

fn preview_row(row: &LoginRow, shell: &Shell) -> Vec<Cell<'static>> {
    let (given, role) = match &row.given {
        Given::Login(login) => (login.to_string(), Role::Text),
        Given::Held(login) => {
            let fillings = [("login", login.as_str().into())];
            (shell.lang.with(Key("login-held"), &fillings), Role::Waits)
        }
        Given::Skip(reason) => (format!("! {}", words::skip(reason)), Role::Danger),
    };
    let troubles: Vec<String> = row.troubles.iter().map(|one| trouble(*one, shell)).collect();
    vec![
        Cell::new(row.name.clone(), Role::Text),
        Cell::new(given, role),
        Cell::new(troubles.join(", "), Role::Quiet),
    ]
}

impl Step for Login {
    fn bindings(&self) -> &'static [Binding] {
        self.form.as_ref().map_or(&[], form_keys)
    }

    fn takes_text(&self) -> bool {
        self.form.as_ref().is_some_and(Form::takes_text)
    }

    fn refresh(&mut self, known: &mut Known, shell: &Shell) {
        if known.everybody.is_some() {
            self.problem = None;
        }
        self.build(known, shell);
        self.try_out(known);
    }

    fn edit(&mut self, edit: Edit, known: &mut Known, _shell: &Shell) {
        if let Some(form) = &mut self.form {
            form.edit(edit);
            self.changed(known);
        }
    }

    fn paste(&mut self, text: &str, known: &mut Known, _shell: &Shell) {
        if let Some(form) = &mut self.form {
            form.paste(text);
            self.changed(known);
        }
    }

    fn act(&mut self, action: Action, known: &mut Known, shell: &mut Shell) -> Outcome {
        match action {
            Action::Accept => self.accept(known, shell),
            Action::Left | Action::Right if self.slot(known) == Some(Slot::Kind) => {
                self.turn(known, shell);
                Outcome::Stays
            }
            // An attribute is chosen from many.
            Action::Left | Action::Right => Outcome::Stays,
            Action::WheelUp | Action::WheelDown => {
                let rows = self.outlook.as_ref().map_or(0, |outlook| outlook.rows.len());
                self.row.act(action, rows, shell.page());
                Outcome::Stays
            }
            action => match self.form.as_mut().map(|form| form.act(action)) {
                Some(true) => Outcome::Stays,
                _ => Outcome::Ignored,
            },
        }
    }

    fn press(&mut self, list: ListId, index: usize, known: &mut Known, shell: &mut Shell) -> Outcome {
        let Some(form) = &mut self.form else {
            return Outcome::Ignored;
        };
        if list == PREVIEW {
            self.row.set(index);
            return Outcome::Stays;
        }
        form.set_focus(index);
        if form.takes_text() {
            Outcome::Stays
        } else {
            self.accept(known, shell)
        }
    }

    fn chosen(&mut self, number: u16, line: usize, known: &mut Known, shell: &Shell) -> Outcome {
        let slot = Self::slots(known).iter().find(|slot| **slot as u16 == number);
        match slot {
            Some(Slot::Country) => {
                if let Some(country) = countries().get(line) {
                    country.code.clone_into(&mut known.draft.login.billing_country);
                }
            }
            Some(slot) => {
                let part = offers(*slot, known, shell)
                    .into_iter()
                    .nth(line)
                    .map(|offer| offer.part);
                let login = &mut known.draft.login;
                match (slot, part) {
                    (Slot::Start, Some(Some(part))) => login.start = part,
                    (Slot::End, Some(part)) => login.end = part,
                    (Slot::Attribute, Some(Some(part))) => login.attribute = Some(part.attribute),
                    _ => {}
                }
            }
            None => {}
        }
        self.build(known, shell);
        self.try_out(known);
        Outcome::Stays
    }

    fn failed(&mut self, failure: Failure) {
        self.problem = Some(failure);
    }

    fn view(&self, known: &Known, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
        let Some(form) = &self.form else { return };
        let lang = &shell.lang;
        // Beside it where there is room, else below.
        let rest = if shell.room() == Room::Wide {
            let [left, between, right] = Layout::horizontal([
                Constraint::Length(FORM_WIDTH),
                Constraint::Length(3),
                Constraint::Fill(1),
            ])
            .areas(area);
            column(shell, between, buffer);
            form.draw(shell, left, buffer, state, true);
            right
        } else {
            let taken = form.draw(shell, area, buffer, state, true);
            below(area, taken)
        };
        let Some(outlook) = &self.outlook else {
            draw_nobody(known, self.problem.as_ref(), shell, below(rest, 1), buffer);
            return;
        };
        let counts = &outlook.counts;
        let skipped: usize = counts.skipped.iter().map(|(_, count)| count).sum();
        let fillings = [
            ("people", counts.people.into()),
            ("plain", counts.plain.into()),
            ("collisions", counts.collisions.into()),
            ("skipped", skipped.into()),
        ];
        let heading = lang.with(Key("login-counts"), &fillings);
        rule(
            shell,
            Rect {
                height: 1.min(rest.height),
                ..rest
            },
            buffer,
            &heading,
        );
        let table = Table {
            id: PREVIEW,
            len: outlook.rows.len(),
            selected: self.row.at(outlook.rows.len()),
            has_focus: false,
            columns: &[Constraint::Fill(3), Constraint::Fill(4), Constraint::Fill(2)],
        };
        table.draw(shell, below(rest, 1), buffer, state, |index| {
            let row = outlook.rows.get(index);
            row.map(|row| preview_row(row, shell)).unwrap_or_default()
        });
    }
}

/// Why there is nothing to see yet.
pub fn draw_nobody(known: &Known, problem: Option<&Failure>, shell: &Shell, area: Rect, buffer: &mut Buffer) {
    if let Some(problem) = problem {
        super::step::write_failure(shell, area, buffer, problem);
        return;
    }
    let says = if known.everybody.is_some() {
        Key("login-no-domain")
    } else if known.is_reading {
        Key("everybody-reading")
    } else if known.reading().is_some() {
        Key("everybody-cancelled")
    } else {
        Key("everybody-first")
    };
    write(shell, area, buffer, &shell.lang.text(says), Role::Quiet);
}
