//! The lower half of step 5: when new accounts become active, whether Okta mails them, and who is left alone.

use super::step::{Known, Outcome, button, form_keys};
use crate::core::policy::Source;
use crate::engine::setup::{ConditionDraft, time_zones};
use crate::lang::Key;
use crate::tui::action::Action;
use crate::tui::key::{Binding, Edit};
use crate::tui::shell::Shell;
use crate::tui::theme::Role;
use crate::tui::view_state::{ListId, ViewState};
use crate::tui::widget::field::TextField;
use crate::tui::widget::form::{Field, Form, Input};
use crate::tui::widget::pick::{Pick, PickLine};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub const FORM: ListId = ListId("wizard-activation");
const HIRE: usize = 0;
const MAILS: usize = 1;
const DAYS: usize = 2;
const ZONE: usize = 3;
const ALONE: usize = 4;
const VALUES: usize = 5;

#[derive(Debug, Default)]
pub struct Activation {
    form: Option<Form>,
}

impl Activation {
    /// To the one question that has no default.
    pub fn ask_about_mails(&mut self) {
        if let Some(form) = &mut self.form {
            form.set_focus(MAILS);
        }
    }

    pub fn build(&mut self, known: &Known, shell: &Shell) {
        let lang = &shell.lang;
        let draft = &known.draft;
        let choice = |options: &[Key], chosen| Input::Choice {
            options: options.iter().map(|option| lang.text(*option)).collect(),
            chosen,
        };
        let yes_no = [Key("no"), Key("yes")];
        let mails = [Key("mails-undecided"), Key("no"), Key("yes")];
        let days = draft.days_before_hire.map(|days| days.to_string());
        let zone = if draft.time_zone.is_empty() {
            lang.text(Key("not-set"))
        } else {
            draft.time_zone.clone()
        };
        let alone = draft.out_of_scope.first();
        let nobody = || lang.text(Key("alone-nobody"));
        let focus = self.form.as_ref().map_or(0, Form::focus);
        let mut form = Form::new(
            FORM,
            vec![
                Field::new(
                    lang.text(Key("set-activation-hire")),
                    choice(&yes_no, usize::from(draft.on_hire_date)),
                ),
                Field::new(
                    lang.text(Key("set-activation-mail")),
                    choice(&mails, draft.send_email.map_or(0, |yes| 1 + usize::from(yes))),
                ),
                Field::new(
                    lang.text(Key("set-days-before")),
                    Input::Text(TextField::new(&days.unwrap_or_default())),
                ),
                Field::new(lang.text(Key("set-activation-zone")), Input::Pick(zone)),
                Field::new(
                    lang.text(Key("alone")),
                    Input::Pick(alone.map_or_else(nobody, |one| one.attribute.clone())),
                ),
                Field::new(
                    lang.text(Key("alone-values")),
                    Input::Text(TextField::new(
                        &alone.map(|one| one.is.join(", ")).unwrap_or_default(),
                    )),
                ),
                button(shell, Key("button-to-review")),
            ],
        );
        form.set_focus(focus);
        self.form = Some(form);
    }

    pub fn height(&self) -> u16 {
        let fields = self.form.as_ref().map_or(0, |form| form.fields.len());
        u16::try_from(fields).unwrap_or(u16::MAX)
    }

    pub fn bindings(&self) -> &'static [Binding] {
        self.form.as_ref().map_or(&[], form_keys)
    }

    pub fn takes_text(&self) -> bool {
        self.form.as_ref().is_some_and(Form::takes_text)
    }

    pub fn is_at_top(&self) -> bool {
        self.form.as_ref().is_none_or(|form| form.focus() == 0)
    }

    pub fn edit(&mut self, edit: Edit, known: &mut Known, shell: &Shell) {
        if let Some(form) = &mut self.form {
            form.edit(edit);
            self.changed(known, shell);
        }
    }

    pub fn paste(&mut self, text: &str, known: &mut Known, shell: &Shell) {
        if let Some(form) = &mut self.form {
            form.paste(text);
            self.changed(known, shell);
        }
    }

    fn changed(&mut self, known: &mut Known, shell: &Shell) {
        let Some(form) = &mut self.form else { return };
        let draft = &mut known.draft;
        draft.on_hire_date = form.choice(HIRE) == 1;
        draft.send_email = match form.choice(MAILS) {
            0 => None,
            chosen => Some(chosen == 2),
        };
        let days = form.text(DAYS).trim().to_owned();
        draft.days_before_hire = days.parse().ok();
        let is_wrong = !days.is_empty() && draft.days_before_hire.is_none();
        let remark = is_wrong.then(|| (shell.lang.text(Key("days-wrong")), Role::Danger));
        form.remark(DAYS, remark);
        let values = form.text(VALUES).split(',').map(str::trim);
        let values: Vec<String> = values
            .filter(|value| !value.is_empty())
            .map(str::to_owned)
            .collect();
        if let Some(alone) = draft.out_of_scope.first_mut() {
            alone.is = values;
        }
    }

    pub fn act(&mut self, action: Action, known: &mut Known, shell: &mut Shell) -> Outcome {
        let Some(form) = &mut self.form else {
            return Outcome::Ignored;
        };
        if action == Action::Accept {
            return self.accept(known, shell);
        }
        if form.act(action) {
            self.changed(known, shell);
            Outcome::Stays
        } else {
            Outcome::Ignored
        }
    }

    fn accept(&mut self, known: &mut Known, shell: &Shell) -> Outcome {
        let Some(form) = &mut self.form else {
            return Outcome::Ignored;
        };
        let lang = &shell.lang;
        match form.focus() {
            ZONE => {
                let zones = time_zones();
                let at = zones.iter().position(|zone| *zone == known.draft.time_zone);
                let lines = zones.into_iter().map(|zone| PickLine::new(zone, ""));
                let pick = Pick::new(lang.text(Key("zone-pick")), lines.collect()).at(at);
                Outcome::Choose(Box::new(pick), number(ZONE))
            }
            ALONE => {
                let nobody = PickLine::new(lang.text(Key("alone-nobody")), "");
                let lines = std::iter::once(nobody).chain(
                    attributes(known)
                        .into_iter()
                        .map(|(key, label)| PickLine::new(key, label)),
                );
                let pick = Pick::new(lang.text(Key("alone-pick")), lines.collect());
                Outcome::Choose(Box::new(pick), number(ALONE))
            }
            _ if form.has_button() => Outcome::Next,
            _ => {
                form.act(Action::Next);
                Outcome::Stays
            }
        }
    }

    pub fn press(&mut self, index: usize, known: &mut Known, shell: &mut Shell) -> Outcome {
        let Some(form) = &mut self.form else {
            return Outcome::Ignored;
        };
        form.set_focus(index);
        match index {
            HIRE | MAILS => self.act(Action::Right, known, shell),
            DAYS | VALUES => Outcome::Stays,
            _ => self.accept(known, shell),
        }
    }

    pub fn chosen(&mut self, number: u16, line: usize, known: &mut Known, shell: &Shell) -> Outcome {
        match usize::from(number) {
            ZONE => {
                if let Some(zone) = time_zones().into_iter().nth(line) {
                    known.draft.time_zone = zone;
                }
            }
            ALONE => {
                let attribute = line
                    .checked_sub(1)
                    .and_then(|line| attributes(known).into_iter().nth(line));
                let others = known.draft.out_of_scope.drain(..).skip(1);
                let first = attribute.map(|(attribute, _)| ConditionDraft {
                    attribute,
                    is: Vec::new(),
                });
                let conditions = first.into_iter().chain(others).collect();
                known.draft.out_of_scope = conditions;
                if let Some(form) = &mut self.form {
                    form.set_focus(VALUES);
                }
            }
            _ => {}
        }
        self.build(known, shell);
        Outcome::Stays
    }

    pub fn draw(
        &self,
        shell: &Shell,
        area: Rect,
        buffer: &mut Buffer,
        state: &mut ViewState,
        has_focus: bool,
    ) {
        if let Some(form) = &self.form {
            form.draw(shell, area, buffer, state, has_focus);
        }
    }
}

fn number(field: usize) -> u16 {
    u16::try_from(field).unwrap_or(u16::MAX)
}

/// Attributes whose values may put people out of scope, with their names for people.
fn attributes(known: &Known) -> Vec<(String, String)> {
    let sources = known.everybody.iter().flat_map(|everybody| &everybody.sources);
    sources
        .filter(|choice| choice.filled > 0)
        .filter_map(|choice| match &choice.source {
            Source::Attribute(key) => Some((key.to_string(), choice.label.to_string())),
            _ => None,
        })
        .collect()
}
