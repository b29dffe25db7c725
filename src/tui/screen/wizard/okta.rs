//! Step 2: the org and its token, tried at once.

use super::step::{Known, Outcome, Step, below, button, form_keys, write, write_failure};
use super::task::{Keeping, Task};
use crate::engine::setup::{Proof, Right, Secret, ServerClock, Tier};
use crate::failure::Failure;
use crate::lang::Key;
use crate::tui::action::Action;
use crate::tui::key::{Binding, Edit};
use crate::tui::shared::Shared;
use crate::tui::shell::Shell;
use crate::tui::theme::Role;
use crate::tui::view_state::{ListId, ViewState};
use crate::tui::widget::field::{SecretField, TextField};
use crate::tui::widget::form::{Field, Form, Input};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub const FORM: ListId = ListId("wizard-okta");
const ADDRESS: usize = 0;
const TOKEN: usize = 1;

#[derive(Debug, Default)]
pub struct Okta {
    form: Option<Form>,
    problem: Option<Failure>,
}

impl Okta {
    fn changed(&mut self, known: &mut Known, shell: &Shell) {
        if let Some(form) = &self.form {
            form.text(ADDRESS).trim().clone_into(&mut known.draft.okta_url);
        }
        known.forget_okta();
        self.problem = None;
        self.refresh(known, shell);
    }

    fn accept(&mut self, known: &Known) -> Outcome {
        let Some(form) = &mut self.form else {
            return Outcome::Ignored;
        };
        if form.focus() == ADDRESS {
            form.act(Action::Next);
            return Outcome::Stays;
        }
        if known.okta.is_some() {
            return Outcome::Next;
        }
        self.problem = None;
        Outcome::Do(Task::TryOkta {
            address: form.text(ADDRESS).to_owned(),
            typed: form.secret(TOKEN).map(Shared::new),
        })
    }
}

/// A field for a secret, unless it comes from outside.
pub fn secret_field(known: &Known, secret: Secret, shell: &Shell, label: Key) -> Field {
    let label = shell.lang.text(label);
    match known.given(secret) {
        Some(variable) => {
            let fillings = [("place", variable.into())];
            Field::new(
                label,
                Input::Fixed(shell.lang.with(Key("secret-from"), &fillings)),
            )
        }
        None => Field::new(label, Input::Secret(SecretField::default())),
    }
}

/// Where what was typed is kept, in words.
pub fn keeping(shell: &Shell, keeping: &Keeping) -> (String, Role) {
    let lang = &shell.lang;
    match keeping {
        Keeping::Elsewhere(place) => {
            let fillings = [("place", place.as_str().into())];
            (lang.with(Key("secret-from"), &fillings), Role::Text)
        }
        Keeping::Keyring => (lang.text(Key("kept-keyring")), Role::Good),
        Keeping::Session(why) => {
            let fillings = [("why", why.as_str().into())];
            (lang.with(Key("kept-session"), &fillings), Role::Waits)
        }
    }
}

/// A machine whose clock is wrong activates people on the wrong day (rule R6).
pub fn write_clock(shell: &Shell, area: Rect, buffer: &mut Buffer, clock: Option<ServerClock>) -> Rect {
    match clock.filter(|clock| clock.is_off) {
        Some(clock) => {
            let minutes = clock.ahead.as_mins().unsigned_abs();
            let fillings = [("minutes", minutes.into())];
            let says = shell.lang.with(Key("clock-off"), &fillings);
            write(shell, area, buffer, &says, Role::Danger)
        }
        None => area,
    }
}

impl Step for Okta {
    fn bindings(&self) -> &'static [Binding] {
        self.form.as_ref().map_or(&[], form_keys)
    }

    fn takes_text(&self) -> bool {
        self.form.as_ref().is_some_and(Form::takes_text)
    }

    fn refresh(&mut self, known: &mut Known, shell: &Shell) {
        let form = self.form.get_or_insert_with(|| {
            let address = Input::Text(TextField::new(&known.draft.okta_url));
            Form::new(
                FORM,
                vec![
                    Field::new(shell.lang.text(Key("okta-address")), address),
                    secret_field(known, Secret::OktaToken, shell, Key("okta-token")),
                    button(shell, Key("button-test")),
                ],
            )
        });
        let tried = known.okta.as_ref();
        let note = tried.and_then(|tried| tried.address.note.clone());
        form.remark(ADDRESS, note.map(|note| (note, Role::Quiet)));
        let label = if tried.is_some() {
            // It is kept, or came from outside.
            form.wipe(TOKEN);
            form.focus_last();
            Key("button-to-personio")
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

    fn act(&mut self, action: Action, known: &mut Known, _shell: &mut Shell) -> Outcome {
        match action {
            Action::Accept => self.accept(known),
            action => match self.form.as_mut().map(|form| form.act(action)) {
                Some(true) => Outcome::Stays,
                _ => Outcome::Ignored,
            },
        }
    }

    fn press(&mut self, _list: ListId, index: usize, known: &mut Known, _shell: &mut Shell) -> Outcome {
        let Some(form) = &mut self.form else {
            return Outcome::Ignored;
        };
        form.set_focus(index);
        if form.has_button() {
            self.accept(known)
        } else {
            Outcome::Stays
        }
    }

    fn failed(&mut self, failure: Failure) {
        self.problem = Some(failure);
    }

    fn view(&self, known: &Known, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
        let Some(form) = &self.form else { return };
        let taken = form.draw(shell, area, buffer, state, true);
        let rest = below(area, taken + 1);
        if let Some(problem) = &self.problem {
            write_failure(shell, rest, buffer, problem);
        } else if known.okta.is_some() {
            draw_found(known, shell, rest, buffer);
        } else {
            let rest = write(shell, rest, buffer, &shell.lang.text(Key("okta-how")), Role::Text);
            let rest = below(rest, 1);
            write(
                shell,
                rest,
                buffer,
                &shell.lang.text(Key("okta-rights")),
                Role::Quiet,
            );
        }
    }
}

fn draw_found(known: &Known, shell: &Shell, area: Rect, buffer: &mut Buffer) {
    let Some(tried) = &known.okta else { return };
    let lang = &shell.lang;
    let found = &tried.found;
    let (tier, role) = match found.tier {
        Tier::Production => (Key("tier-production"), Role::Danger),
        Tier::Preview => (Key("tier-preview"), Role::Good),
        Tier::Local => (Key("tier-local"), Role::Good),
    };
    let fillings = [
        ("host", found.host.as_str().into()),
        ("org", found.org.as_str().into()),
    ];
    let mut rest = write(
        shell,
        area,
        buffer,
        &lang.with(Key("okta-org"), &fillings),
        Role::Heading,
    );
    rest = write(shell, rest, buffer, &lang.text(tier), role);
    let (owner, role) = match &found.owner {
        Some(owner) => {
            let name = if owner.name.is_empty() { "?" } else { &owner.name };
            let fillings = [("name", name.into()), ("login", owner.login.as_str().into())];
            (lang.with(Key("okta-owner"), &fillings), Role::Text)
        }
        None => (lang.text(Key("okta-owner-unknown")), Role::Danger),
    };
    rest = write(shell, rest, buffer, &owner, role);
    if found.owner.as_ref().is_some_and(|owner| owner.number.is_some()) {
        rest = write(
            shell,
            rest,
            buffer,
            &lang.text(Key("okta-owner-employee")),
            Role::Waits,
        );
    }
    for (right, proof) in &found.rights {
        let right = lang.text(match right {
            Right::ListUsers => Key("right-list"),
            Right::ListDeactivated => Key("right-former"),
            Right::ReadSchema => Key("right-schema"),
            Right::Write => Key("right-write"),
        });
        let (says, role) = match proof {
            Proof::Proven => (format!("= {right}"), Role::Good),
            Proof::Unproven => (
                format!("? {right}: {}", lang.text(Key("proof-unproven"))),
                Role::Waits,
            ),
            Proof::Refused(failure) => (format!("! {right}: {}", failure.what), Role::Danger),
        };
        rest = write(shell, rest, buffer, &says, role);
    }
    let (kept, role) = keeping(shell, &tried.keeping);
    rest = write(shell, rest, buffer, &kept, role);
    write_clock(shell, rest, buffer, found.clock);
}
