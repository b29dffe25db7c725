//! The two side by side, and what linking them would do; or what is asked before an account is set aside.

use crate::core::assign::Fit;
use crate::core::employee::Employee;
use crate::core::profile::Profile;
use crate::lang::Key;
use crate::report::{cells, words, wrap};
use crate::tui::screen::links::prompt::Prompt;
use crate::tui::screen::links::prompt::compare::{Line, Sign, compare};
use crate::tui::screen::links::prompt::deciding::name_of;
use crate::tui::screen::links::prompt::form::{About, Form};
use crate::tui::screen::links::prompt::rows::Guess;
use crate::tui::screen::links::prompt::task::Side;
use crate::tui::shell::Shell;
use crate::tui::text::{fit, pad, safe};
use crate::tui::theme::Role;
use crate::tui::widget::frame::{line, paragraph, rule};
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};

/// Columns for the names of fields, sign included.
const NAMES: u16 = 13;

impl Prompt {
    pub(super) fn draw_below(&self, shell: &Shell, area: Rect, buffer: &mut Buffer) {
        match (&self.form, self.two(shell)) {
            (Some(form), _) => self.draw_form(shell, area, buffer, form),
            (None, Some((profile, employee))) => self.draw_pair(shell, area, buffer, profile, employee),
            (None, None) => {
                rule(shell, area, buffer, "");
                let inner = inside(area);
                let says = shell.lang.text(Key("prompt-choose"));
                paragraph(shell, inner, buffer, (&says, Role::Quiet));
            }
        }
    }

    /// The subject, and who is selected.
    fn two(&self, shell: &Shell) -> Option<(&Profile, &Employee)> {
        let people = &self.reading.people;
        let other = self.chosen(shell)?.position;
        Some(match self.side() {
            Side::Employees => (people.profile(self.place), people.employee(other)),
            Side::Profiles => (people.profile(other), people.employee(self.place)),
        })
    }

    fn draw_pair(
        &self,
        shell: &Shell,
        area: Rect,
        buffer: &mut Buffer,
        profile: &Profile,
        employee: &Employee,
    ) {
        let account = name_of(&profile.display_name(), &profile.login);
        let heading = format!("{account}  ×  {} {}", employee.id, employee.display_name());
        rule(shell, area, buffer, &heading);
        let inner = inside(area);
        let guess = self.chosen(shell).and_then(|one| one.guess.as_ref());
        let mut lines = compare(shell, &self.reading.people, profile, employee, guess);
        let told = self.outlook_words(shell, profile);
        let told = wrap(&told, inner.width.into());
        let wanted = u16::try_from(told.len()).unwrap_or(1);
        let outlook = wanted.clamp(1, (inner.height * 3 / 5).max(1));
        let fields = u16::try_from(lines.len()).unwrap_or(u16::MAX);
        let fields = fields.min(inner.height.saturating_sub(outlook));
        // The list cuts the reasons; they stand here, where there is room for all of them.
        let why = guess.map_or_else(Vec::new, |guess| wrap(&why(shell, guess), inner.width.into()));
        let spare = usize::from(inner.height.saturating_sub(fields + outlook));
        let reasons = if why.len() <= spare { why.len() } else { 0 };
        let [fields, reasons, outlook] = Layout::vertical([
            Constraint::Length(fields),
            Constraint::Length(u16::try_from(reasons).unwrap_or_default()),
            Constraint::Fill(1),
        ])
        .areas(inner);
        for (row, says) in reasons.rows().zip(&why) {
            line(shell, row, buffer, &[(says, Role::Quiet)]);
        }
        if lines.len() > usize::from(fields.height) {
            // What differs has to be seen; what is the same goes first.
            lines.sort_by_key(|line| line.sign);
        }
        for (row, one) in fields.rows().zip(&lines) {
            draw_field(shell, row, buffer, one);
        }
        let role = match &self.outlook {
            Some(outlook) if outlook.fit.is_err() => Role::Danger,
            Some(outlook) if outlook.takes_from_somebody() => Role::Waits,
            _ => Role::Text,
        };
        for (at, row) in outlook.rows().enumerate().take(told.len()) {
            let is_cut = at + 1 == usize::from(outlook.height) && told.len() > at + 1;
            let mark = if is_cut { " …" } else { "" };
            let width = usize::from(row.width).saturating_sub(cells(mark));
            let says = format!("{}{mark}", fit(&told[at], width));
            line(shell, row, buffer, &[(&says, role)]);
        }
    }

    /// What linking the two would do.
    fn outlook_words(&self, shell: &Shell, profile: &Profile) -> String {
        let lang = &shell.lang;
        let Some(outlook) = &self.outlook else {
            return lang.text(Key("prompt-outlook-later"));
        };
        match &outlook.fit {
            Err(why) => lang.with(Key("prompt-cannot"), &[("why", safe(why).into())]),
            Ok(Fit::Already) => lang.text(Key("prompt-linked-already")),
            Ok(fit) => {
                let mut says = match fit {
                    Fit::Confirm => vec![lang.text(Key("prompt-confirms"))],
                    _ => vec![format!(
                        "{} {} → {}",
                        self.reading.settings.policy.link_attribute,
                        profile.number.as_deref().unwrap_or("(empty)"),
                        outlook.employee
                    )],
                };
                says.extend(outlook.says.iter().map(|says| safe(says)));
                says.push(lang.with(
                    Key("prompt-login-stays"),
                    &[("login", safe(&profile.login).into())],
                ));
                lang.with(Key("prompt-if-linked"), &[("what", says.join("; ").into())])
            }
        }
    }

    fn draw_form(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, form: &Form) {
        let lang = &shell.lang;
        let heading = match form.about {
            About::Aside => Key("prompt-nobody"),
            About::Hr => Key("prompt-ask-hr"),
        };
        rule(shell, area, buffer, &lang.text(heading));
        let mut rows = inside(area).rows();
        if form.about == About::Aside
            && let Some(row) = rows.next()
        {
            let label = pad(&lang.text(Key("prompt-form-kind")), NAMES.into());
            let kind = format!("↑ {} ↓", lang.text(form.kind().1));
            line(shell, row, buffer, &[(&label, Role::Text), (&kind, Role::Key)]);
        }
        if form.wants_owner()
            && let Some(row) = rows.next()
        {
            let [label, field, name] = Layout::horizontal([
                Constraint::Length(NAMES),
                Constraint::Length(14),
                Constraint::Fill(1),
            ])
            .areas(row);
            line(
                shell,
                label,
                buffer,
                &[(&lang.text(Key("prompt-form-owner")), Role::Text)],
            );
            form.owner().draw(shell, field, buffer, form.is_at_owner());
            let owner = form.owner_id().and_then(|id| self.reading.people.find(id));
            let says = owner.map_or_else(
                || lang.text(Key("prompt-form-owner-what")),
                Employee::display_name,
            );
            line(shell, name, buffer, &[("  ", Role::Text), (&says, Role::Quiet)]);
        }
        if let Some(row) = rows.next() {
            let [label, field] =
                Layout::horizontal([Constraint::Length(NAMES), Constraint::Fill(1)]).areas(row);
            line(
                shell,
                label,
                buffer,
                &[(&lang.text(Key("prompt-form-note")), Role::Text)],
            );
            form.note().draw(shell, field, buffer, !form.is_at_owner());
        }
        if let Some(row) = rows.next() {
            let says = lang.text(match form.about {
                About::Aside => Key("prompt-form-aside-does"),
                About::Hr => Key("prompt-form-hr-does"),
            });
            let rest = Rect {
                height: area.bottom().saturating_sub(row.y),
                ..row
            };
            paragraph(shell, rest, buffer, (&says, Role::Quiet));
        }
    }
}

/// `why strong: same name, …`
fn why(shell: &Shell, guess: &Guess) -> String {
    let reasons: Vec<&str> = guess.reasons.iter().map(|one| words::reason(*one)).collect();
    let fillings = [
        ("strength", words::strength(guess.strength).into()),
        ("reasons", reasons.join(", ").into()),
    ];
    shell.lang.with(Key("prompt-why"), &fillings)
}

fn draw_field(shell: &Shell, row: Rect, buffer: &mut Buffer, one: &Line) {
    let role = match one.sign {
        Sign::Differs => Role::Waits,
        Sign::Same => Role::Good,
        Sign::Similar | Sign::Unknown => Role::Text,
    };
    let [name, okta, personio] = Layout::horizontal([
        Constraint::Length(NAMES),
        Constraint::Fill(1),
        Constraint::Fill(1),
    ])
    .areas(row);
    let label = format!(" {}", shell.lang.text(one.name));
    line(
        shell,
        name,
        buffer,
        &[(one.sign.as_text(), role), (&label, Role::Text)],
    );
    let okta_width = usize::from(okta.width.saturating_sub(1));
    line(shell, okta, buffer, &[(&pad(&one.okta, okta_width), Role::Text)]);
    line(shell, personio, buffer, &[(&one.personio, Role::Text)]);
}

/// Below the rule, with a blank at the left.
fn inside(area: Rect) -> Rect {
    Rect {
        x: area.x.saturating_add(1),
        y: area.y.saturating_add(1),
        width: area.width.saturating_sub(2),
        height: area.height.saturating_sub(1),
    }
}
