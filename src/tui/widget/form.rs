//! Fields below each other, each with its name before it and a remark below it: what a step of the wizard or a
//! page of the settings asks for.

use super::field::{SecretField, TextField};
use super::frame::line;
use crate::report::cells;
use crate::tui::action::Action;
use crate::tui::key::Edit;
use crate::tui::shell::Shell;
use crate::tui::theme::Role;
use crate::tui::view_state::{ListId, Target, ViewState};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use secrecy::SecretString;

/// The fields, and which of them has the focus.
#[derive(Debug)]
pub struct Form {
    id: ListId,
    pub fields: Vec<Field>,
    focus: usize,
}

#[derive(Debug)]
pub struct Field {
    pub label: String,
    pub input: Input,
    /// What is to be said about the value.
    pub remark: Option<(String, Role)>,
}

#[derive(Debug)]
pub enum Input {
    Text(TextField),
    Secret(SecretField),
    /// One of a few words.
    Choice {
        options: Vec<String>,
        chosen: usize,
    },
    /// Chosen from a list that `Enter` opens.
    Pick(String),
    /// Comes from elsewhere and cannot be changed here.
    Fixed(String),
    /// Its label says what `Enter` does.
    Button,
}

impl Field {
    pub fn new(label: String, input: Input) -> Self {
        Self {
            label,
            input,
            remark: None,
        }
    }
}

impl Input {
    fn turn(&mut self, is_forward: bool) -> bool {
        let Self::Choice { options, chosen } = self else {
            return false;
        };
        let count = options.len().max(1);
        *chosen = (*chosen + if is_forward { 1 } else { count - 1 }) % count;
        true
    }
}

impl Form {
    pub fn new(id: ListId, fields: Vec<Field>) -> Self {
        Self { id, fields, focus: 0 }
    }

    /// The number of the field that has the focus.
    pub fn focus(&self) -> usize {
        self.focus.min(self.fields.len().saturating_sub(1))
    }

    pub fn set_focus(&mut self, field: usize) {
        self.focus = field;
    }

    pub fn focus_last(&mut self) {
        self.focus = self.fields.len().saturating_sub(1);
    }

    /// What was typed into a text field; of others nothing.
    pub fn text(&self, field: usize) -> &str {
        match self.fields.get(field).map(|field| &field.input) {
            Some(Input::Text(text)) => text.text(),
            _ => "",
        }
    }

    /// Which word of a choice; of others the first.
    pub fn choice(&self, field: usize) -> usize {
        match self.fields.get(field).map(|field| &field.input) {
            Some(Input::Choice { chosen, .. }) => *chosen,
            _ => 0,
        }
    }

    /// What was typed into a secret's field; `None`: nothing. The field keeps it.
    pub fn secret(&self, field: usize) -> Option<SecretString> {
        match self.fields.get(field).map(|field| &field.input) {
            Some(Input::Secret(secret)) if !secret.is_empty() => Some(secret.peek()),
            _ => None,
        }
    }

    /// Forgets what was typed into a secret's field.
    pub fn wipe(&mut self, field: usize) {
        if let Some(Input::Secret(secret)) = self.fields.get_mut(field).map(|field| &mut field.input) {
            *secret = SecretField::default();
        }
    }

    pub fn remark(&mut self, field: usize, remark: Option<(String, Role)>) {
        if let Some(field) = self.fields.get_mut(field) {
            field.remark = remark;
        }
    }

    pub fn has_button(&self) -> bool {
        let field = self.fields.get(self.focus());
        field.is_some_and(|field| matches!(field.input, Input::Button))
    }

    /// The focus is in a field that letters are typed into.
    pub fn takes_text(&self) -> bool {
        let field = self.fields.get(self.focus());
        field.is_some_and(|field| matches!(field.input, Input::Text(_) | Input::Secret(_)))
    }

    fn focused(&mut self) -> Option<&mut Input> {
        let focus = self.focus();
        self.fields.get_mut(focus).map(|field| &mut field.input)
    }

    pub fn edit(&mut self, edit: Edit) {
        match self.focused() {
            Some(Input::Text(field)) => field.edit(edit),
            Some(Input::Secret(field)) => field.edit(edit),
            _ => {}
        }
    }

    pub fn paste(&mut self, text: &str) {
        match self.focused() {
            Some(Input::Text(field)) => field.paste(text),
            Some(Input::Secret(field)) => field.paste(text),
            _ => {}
        }
    }

    /// From field to field, and through the words of a choice. `false`: it does neither.
    pub fn act(&mut self, action: Action) -> bool {
        let last = self.fields.len().saturating_sub(1);
        match action {
            Action::Up | Action::Previous => self.focus = self.focus().saturating_sub(1),
            Action::Down | Action::Next => self.focus = (self.focus() + 1).min(last),
            Action::Left => return self.focused().is_some_and(|input| input.turn(false)),
            Action::Right | Action::Mark => {
                return self.focused().is_some_and(|input| input.turn(true));
            }
            _ => return false,
        }
        true
    }

    /// Gives the rows that it took.
    pub fn draw(
        &self,
        shell: &Shell,
        area: Rect,
        buffer: &mut Buffer,
        state: &mut ViewState,
        has_focus: bool,
    ) -> u16 {
        let widest = self
            .fields
            .iter()
            .filter(|field| !matches!(field.input, Input::Button))
            .map(|field| cells(&field.label))
            .max();
        let labels = u16::try_from(widest.unwrap_or_default())
            .unwrap_or(u16::MAX)
            .min(area.width / 2);
        let mut rows = area.rows();
        let mut taken = 0;
        for (index, field) in self.fields.iter().enumerate() {
            let Some(row) = rows.next() else { break };
            taken += 1;
            let is_focused = has_focus && index == self.focus();
            let mark = if is_focused { "> " } else { "  " };
            if let Input::Button = field.input {
                let label = format!("[ {} ]", field.label);
                let role = if is_focused { Role::Selected } else { Role::Text };
                line(shell, row, buffer, &[(mark, Role::Key), (&label, role)]);
            } else {
                line(
                    shell,
                    row,
                    buffer,
                    &[(mark, Role::Key), (&field.label, Role::Text)],
                );
            }
            let start = (labels + 4).min(row.width);
            let input = Rect {
                x: row.x + start,
                width: row.width - start,
                ..row
            };
            field.input.draw(shell, input, buffer, is_focused);
            let target = Target::Row { list: self.id, index };
            state.add_target(row, target);
            if let Some((says, role)) = &field.remark
                && let Some(row) = rows.next()
            {
                taken += 1;
                let below = Rect {
                    x: row.x + start,
                    width: row.width - start,
                    ..row
                };
                line(shell, below, buffer, &[(says, *role)]);
            }
        }
        taken
    }
}

impl Input {
    fn draw(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, has_focus: bool) {
        match self {
            Self::Text(field) => field.draw(shell, area, buffer, has_focus),
            Self::Secret(field) => field.draw(shell, area, buffer, has_focus),
            Self::Choice { options, chosen } => {
                let word = options.get(*chosen).map_or("", String::as_str);
                let role = if has_focus { Role::Selected } else { Role::Text };
                let pieces = [("← ", Role::Quiet), (word, role), (" →", Role::Quiet)];
                line(shell, area, buffer, &pieces);
            }
            Self::Pick(word) => {
                let role = if has_focus { Role::Selected } else { Role::Text };
                line(shell, area, buffer, &[(word, role), (" ▾", Role::Quiet)]);
            }
            Self::Fixed(word) => line(shell, area, buffer, &[(word, Role::Quiet)]),
            Self::Button => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Form {
        let options = vec!["whole".to_owned(), "initial".to_owned()];
        let inputs = [
            Input::Text(TextField::default()),
            Input::Secret(SecretField::default()),
            Input::Choice { options, chosen: 0 },
        ];
        let fields = inputs.map(|input| Field::new("a".to_owned(), input)).into();
        Form::new(ListId("test"), fields)
    }

    #[test]
    fn letters_go_into_the_field_that_has_the_focus() {
        let mut form = form();
        form.edit(Edit::Insert('x'));
        form.act(Action::Next);
        form.paste("secret");
        assert!(form.takes_text());
        form.act(Action::Next);
        assert!(!form.takes_text());
        assert!(!form.act(Action::Accept));
        assert!(matches!(&form.fields[0].input, Input::Text(field) if field.text() == "x"));
        assert!(matches!(&form.fields[1].input, Input::Secret(field) if !field.is_empty()));
    }

    #[test]
    fn a_choice_turns_in_a_circle() {
        let mut form = form();
        form.set_focus(2);
        for chosen in [1, 0, 1] {
            assert!(form.act(Action::Mark));
            assert!(matches!(form.fields[2].input, Input::Choice { chosen: now, .. } if now == chosen));
        }
        assert!(form.act(Action::Left));
        form.set_focus(0);
        assert!(!form.act(Action::Left), "a text field moves its cursor by itself");
    }
}
