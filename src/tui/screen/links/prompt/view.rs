//! How the prompt looks: whom it is about on top, the list, and below it (beside it, where there is room) the two side
//! by side with what linking them would do.

use super::compare::{Line, Sign, compare, okta, personio};
use super::deciding::name_of;
use super::form::{About, Form};
use super::rows::{Candidate, Row};
use super::task::Side;
use super::{Prompt, Subject};
use crate::core::assign::Fit;
use crate::core::employee::Employee;
use crate::core::link::{EmployeeStanding, ProfileStanding};
use crate::core::profile::Profile;
use crate::core::suggest::Strength;
use crate::lang::Key;
use crate::report::words;
use crate::tui::shell::{Room, Shell};
use crate::tui::text::{fit, pad, safe};
use crate::tui::theme::Role;
use crate::tui::view_state::{ListId, Target, ViewState};
use crate::tui::widget::frame::{column, line, line_right, paragraph, rule};
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};

/// Candidates, and what else can be said.
pub const LIST: ListId = ListId("prompt");
/// Columns for the names of fields, sign included.
const NAMES: usize = 13;
/// Columns for the standing, the strength and the score.
const ASIDE: [u16; 3] = [9, 9, 3];
/// Rows that tell whom it is about.
const CARD: u16 = 2;

impl Prompt {
    pub fn view(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
        let [title, card, rest, last] = Layout::vertical([
            Constraint::Length(1),
            Constraint::Length(CARD),
            Constraint::Fill(1),
            Constraint::Length(1),
        ])
        .areas(area);
        self.draw_title(shell, title, buffer);
        self.draw_card(shell, card, buffer);
        self.draw_last(shell, last, buffer);
        if shell.room() == Room::Wide {
            let [left, between, right] =
                Layout::horizontal([Constraint::Fill(3), Constraint::Length(3), Constraint::Fill(2)])
                    .areas(rest);
            column(shell, between, buffer);
            self.draw_list(shell, left, buffer, state);
            self.draw_below(shell, right, buffer);
        } else {
            let below = (rest.height * 3 / 8).clamp(6, 12);
            let [list, below] =
                Layout::vertical([Constraint::Fill(1), Constraint::Length(below)]).areas(rest);
            self.draw_list(shell, list, buffer, state);
            self.draw_below(shell, below, buffer);
        }
    }

    fn draw_title(&self, shell: &Shell, area: Rect, buffer: &mut Buffer) {
        let title = shell.lang.text(match self.subject {
            Subject::Profile(_) => Key("prompt-whose-account"),
            Subject::Employee(_) => Key("prompt-which-account"),
        });
        line(shell, area, buffer, &[(" ", Role::Text), (&title, Role::Heading)]);
        let back = shell.lang.text(Key("prompt-esc"));
        let right = match self.queue.progress() {
            Some((at, of)) => {
                let fillings = [("at", at.into()), ("of", of.into())];
                format!("{}   {back} ", shell.lang.with(Key("prompt-progress"), &fillings))
            }
            None => format!("{back} "),
        };
        line_right(shell, area, buffer, (&right, Role::Quiet));
    }

    /// All that tells who it is.
    fn draw_card(&self, shell: &Shell, area: Rect, buffer: &mut Buffer) {
        let people = &self.reading.people;
        let (name, lines) = match self.subject {
            Subject::Profile(_) => {
                let profile = people.profile(self.place);
                (
                    name_of(&profile.display_name(), &profile.login),
                    self.profile_card(shell, profile),
                )
            }
            Subject::Employee(_) => {
                let employee = people.employee(self.place);
                let name = format!("{}  {}", employee.id, employee.display_name());
                (safe(&name), self.employee_card(shell, employee))
            }
        };
        let mut rows = area.rows();
        if let Some(row) = rows.next() {
            let pieces = [
                (" ", Role::Text),
                (name.as_str(), Role::Heading),
                ("   ", Role::Text),
                (lines[0].as_str(), Role::Text),
            ];
            line(shell, row, buffer, &pieces);
        }
        if let Some(row) = rows.next() {
            line(shell, row, buffer, &[(" ", Role::Text), (&lines[1], Role::Quiet)]);
        }
    }

    fn profile_card(&self, shell: &Shell, profile: &Profile) -> [String; 2] {
        let (lang, people) = (&shell.lang, &self.reading.people);
        let seen = match profile.last_login {
            Some(at) => lang.with(
                Key("prompt-signed-in"),
                &[("when", lang.moment(at, shell.now, &shell.zone).into())],
            ),
            None => lang.text(Key("prompt-never-signed-in")),
        };
        let created = profile.created.map(|at| {
            let day = shell.zone.to_datetime(at).date();
            lang.with(Key("prompt-created"), &[("day", lang.day(day).into())])
        });
        let number = profile.number.as_deref().unwrap_or("(empty)");
        let number = format!("{} {number}", self.reading.settings.policy.link_attribute);
        let place = |names: &[&str]| okta(people, profile, names);
        let second = profile.second_email.as_deref().map(str::to_owned);
        let email = profile.email.as_deref().filter(|email| *email != profile.login);
        let first = [
            Some(profile.login.to_string()),
            email.map(str::to_owned),
            Some(profile.status.as_word().to_owned()),
            Some(seen),
        ];
        let then = [
            created,
            place(&["title"]),
            place(&["department", "division"]),
            place(&["city", "officeLocation", "office", "location"]),
            place(&["manager", "managerId", "managerEmail"]),
            Some(number),
            second,
        ];
        [joined(first), joined(then)]
    }

    fn employee_card(&self, shell: &Shell, employee: &Employee) -> [String; 2] {
        let (lang, people) = (&shell.lang, &self.reading.people);
        let day = |key: Key, day: Option<jiff::civil::Date>| {
            day.map(|day| lang.with(key, &[("day", lang.day(day).into())]))
        };
        let first = [
            employee.email().map(str::to_owned),
            Some(employee.status.as_word().to_owned()),
        ];
        let then = [
            day(Key("prompt-hired"), employee.hire_date.date()),
            day(Key("prompt-ends"), employee.termination_date.date()),
            personio(people, employee, "position"),
            personio(people, employee, "department"),
            personio(people, employee, "office"),
        ];
        [joined(first), joined(then)]
    }

    fn draw_last(&self, shell: &Shell, area: Rect, buffer: &mut Buffer) {
        let Some(last) = shell.desk.last_stroke() else {
            return;
        };
        let last = shell
            .lang
            .with(Key("prompt-last"), &[("what", safe(last).into())]);
        let back = shell.lang.text(Key("prompt-last-keys"));
        let taken = line_right(shell, area, buffer, (&format!("{back} "), Role::Quiet));
        let left = Rect {
            width: area.width.saturating_sub(taken + 1),
            ..area
        };
        line(shell, left, buffer, &[(" ", Role::Text), (&last, Role::Text)]);
    }

    fn draw_list(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
        let [heading, find, list] =
            Layout::vertical([Constraint::Length(1), Constraint::Length(1), Constraint::Fill(1)]).areas(area);
        rule(shell, heading, buffer, &self.heading(shell));
        let label = format!(" {} ", shell.lang.text(Key("prompt-find")));
        line(shell, find, buffer, &[(&label, Role::Key)]);
        let x = u16::try_from(crate::report::cells(&label)).unwrap_or_default();
        let mut field = Rect {
            x: find.x + x.min(find.width),
            width: find.width.saturating_sub(x + 1),
            ..find
        };
        if self.field.is_empty() {
            let hint = shell.lang.text(Key("prompt-find-what"));
            let taken = line_right(shell, field, buffer, (&hint, Role::Quiet));
            field.width = field.width.saturating_sub(taken + 1);
        }
        self.field.draw(shell, field, buffer, self.form.is_none());
        self.draw_rows(shell, list, buffer, state);
    }

    fn heading(&self, shell: &Shell) -> String {
        let lang = &shell.lang;
        if !self.hits.query.is_empty() {
            let total = self.hits.found.total;
            return match (total, self.hits.taken) {
                (0, 0) => lang.text(Key("prompt-nobody-found")),
                (0, taken) => lang.with(Key("prompt-only-taken"), &[("count", taken.into())]),
                (total, _) => lang.with(Key("prompt-found"), &[("count", total.into())]),
            };
        }
        match self.side() {
            _ if self.guesses.is_none() => lang.text(Key("prompt-looking")),
            _ if !self.rivals.is_empty() && !self.was_open => lang.text(Key("prompt-decided-before")),
            _ if !self.rivals.is_empty() => self.conflict_words(shell),
            Side::Employees => lang.with(Key("prompt-best-first"), &[("count", self.free.into())]),
            Side::Profiles => lang.text(Key("prompt-accounts-best-first")),
        }
    }

    fn conflict_words(&self, shell: &Shell) -> String {
        let links = &self.reading.links;
        let at = self.place as usize;
        let conflict = match self.side() {
            Side::Employees => match links.profiles.get(at) {
                Some(ProfileStanding::InConflict(conflict)) => Some(*conflict),
                _ => None,
            },
            Side::Profiles => match links.employees.get(at) {
                Some(EmployeeStanding::InConflict(conflict)) => Some(*conflict),
                _ => None,
            },
        };
        let conflict = conflict.and_then(|at| links.conflicts.get(at as usize));
        match conflict {
            Some(conflict) => format!(
                "{}: {}",
                words::standing::CONFLICT,
                words::conflict(conflict.kind)
            ),
            None => shell.lang.text(Key("prompt-accounts-best-first")),
        }
    }

    /// Candidates scroll; what can be said besides always stands below them.
    fn draw_rows(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
        let is_candidate = |row: &&Row| matches!(row, Row::Candidate(_));
        let candidates = self.rows.iter().take_while(is_candidate).count();
        let others = u16::try_from(self.rows.len() - candidates).unwrap_or_default();
        let [list, below] = Layout::vertical([Constraint::Fill(1), Constraint::Length(others)]).areas(area);
        let height: u16 = if self.hits.query.is_empty() { 2 } else { 1 };
        let fitting = usize::from(list.height / height);
        let picked = self.picked_row(shell);
        let selected = picked.filter(|at| *at < candidates).unwrap_or_default();
        let first = state.scroll(LIST, selected, candidates, fitting);
        let shown = (first..candidates).take(fitting);
        for (index, y) in shown.zip((list.y..).step_by(height.into())) {
            let row = Rect { y, height, ..list };
            if let Some(Row::Candidate(one)) = self.rows.get(index) {
                self.draw_candidate(shell, row, buffer, one);
            }
            self.finish_row(shell, row, buffer, state, index, picked);
        }
        for (index, row) in (candidates..self.rows.len()).zip(below.rows()) {
            let (says, what) = match self.rows.get(index) {
                Some(Row::AskHr) => (Key("prompt-ask-hr"), Key("prompt-ask-hr-does")),
                _ => (Key("prompt-nobody"), Key("prompt-nobody-does")),
            };
            let says = format!("  —        {}", shell.lang.text(says));
            line(shell, row, buffer, &[(&says, Role::Text)]);
            let does = format!("{} ", shell.lang.text(what));
            line_right(shell, row, buffer, (&does, Role::Quiet));
            self.finish_row(shell, row, buffer, state, index, picked);
        }
    }

    /// The mark and reverse video of the row that is selected, and where it can be clicked.
    fn finish_row(
        &self,
        shell: &Shell,
        area: Rect,
        buffer: &mut Buffer,
        state: &mut ViewState,
        index: usize,
        picked: Option<usize>,
    ) {
        let area = area.intersection(buffer.area);
        if picked == Some(index) && !area.is_empty() {
            buffer.set_string(area.x, area.y, ">", shell.theme.style(Role::Key));
            if self.form.is_none() {
                let first = Rect { height: 1, ..area };
                buffer.set_style(first, shell.theme.style(Role::Selected));
            }
        }
        state.add_target(area, Target::Row { list: LIST, index });
    }

    fn draw_candidate(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, one: &Candidate) {
        let people = &self.reading.people;
        let (id, name, email, place) = match self.side() {
            Side::Employees => {
                let employee = people.employee(one.position);
                let place = [
                    personio(people, employee, "department"),
                    personio(people, employee, "office"),
                ];
                let email = employee.email().unwrap_or_default().to_owned();
                (employee.id.to_string(), employee.display_name(), email, place)
            }
            Side::Profiles => {
                let profile = people.profile(one.position);
                let place = [
                    okta(people, profile, &["department", "division"]),
                    okta(people, profile, &["city", "officeLocation", "office", "location"]),
                ];
                (
                    String::new(),
                    profile.display_name(),
                    profile.login.to_string(),
                    place,
                )
            }
        };
        let line_of = Rect { height: 1, ..area };
        let [_, number, who, place_at, standing, strength, score] = Layout::horizontal([
            Constraint::Length(1),
            Constraint::Length(if id.is_empty() { 0 } else { 8 }),
            Constraint::Fill(1),
            Constraint::Length(area.width.saturating_sub(24) * 2 / 5),
            Constraint::Length(ASIDE[0]),
            Constraint::Length(ASIDE[1]),
            Constraint::Length(ASIDE[2]),
        ])
        .spacing(1)
        .areas(line_of);
        self.matched(shell, number, buffer, &id, Role::Quiet);
        let place = place.into_iter().flatten().collect::<Vec<_>>().join(", ");
        let has = |text: &str| !self.hits.query.matched(text).is_empty();
        // What was typed stands in the address, which tells more then than the place of work.
        let by_address =
            !self.hits.query.is_empty() && !has(&name) && !has(&id) && !has(&place) && has(&email);
        let beside = if by_address || (self.side() == Side::Profiles) {
            &email
        } else {
            &place
        };
        self.matched(shell, who, buffer, &name_of(&name, &email), Role::Text);
        self.matched(shell, place_at, buffer, beside, Role::Quiet);
        let (says, role) = self.standing(one);
        line(shell, standing, buffer, &[(&says, role)]);
        if let Some(guess) = &one.guess {
            let role = match guess.strength {
                Strength::Strong => Role::Good,
                Strength::TwoAlike => Role::Waits,
                Strength::Likely | Strength::Weak => Role::Text,
            };
            line(
                shell,
                strength,
                buffer,
                &[(words::strength(guess.strength), role)],
            );
            let percent = format!("{:.0}", guess.score * 100.0);
            line_right(shell, score, buffer, (&percent, Role::Quiet));
            if area.height > 1 {
                let reasons: Vec<&str> = guess.reasons.iter().map(|one| words::reason(*one)).collect();
                let indent = who.x.saturating_sub(area.x);
                let below = Rect {
                    x: area.x + indent,
                    y: area.y + 1,
                    width: area.width.saturating_sub(indent),
                    height: 1,
                };
                line(shell, below, buffer, &[(&reasons.join(", "), Role::Quiet)]);
            }
        }
    }

    /// With the letters that were typed.
    fn matched(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, text: &str, role: Role) {
        let text = fit(text, area.width.into());
        let matched = self.hits.query.matched(&text);
        if matched.is_empty() {
            return line(shell, area, buffer, &[(&text, role)]);
        }
        let mut column = area.x;
        for (at, letter) in text.chars().enumerate() {
            let role = if matched.binary_search(&at).is_ok() {
                Role::Key
            } else {
                role
            };
            let room = usize::from(area.right().saturating_sub(column));
            let mut bytes = [0; 4];
            let letter: &str = letter.encode_utf8(&mut bytes);
            let (after, _) = buffer.set_stringn(column, area.y, letter, room, shell.theme.style(role));
            column = after;
        }
    }

    /// Where somebody stands, in a word: what would make a link of theirs something else than a plain one.
    fn standing(&self, one: &Candidate) -> (String, Role) {
        let at = one.position as usize;
        let links = &self.reading.links;
        match self.side() {
            Side::Employees => {
                let status = &self.reading.people.employee(one.position).status;
                match links.employees.get(at) {
                    Some(EmployeeStanding::Paired(_)) => (words::standing::LINKED.to_owned(), Role::Waits),
                    Some(EmployeeStanding::InConflict(_)) => {
                        (words::standing::CONFLICT.to_owned(), Role::Waits)
                    }
                    Some(EmployeeStanding::Excluded | EmployeeStanding::OutOfScope) => {
                        (words::standing::EXCLUDED.to_owned(), Role::Quiet)
                    }
                    Some(EmployeeStanding::ProfileAside(_)) => {
                        (words::standing::ASIDE.to_owned(), Role::Waits)
                    }
                    _ if status.is_inactive() => ("LEFT".to_owned(), Role::Danger),
                    _ => (status.as_word().to_owned(), Role::Quiet),
                }
            }
            Side::Profiles => match links.profiles.get(at) {
                Some(ProfileStanding::Unmatched) | None => {
                    let status = &self.reading.people.profile(one.position).status;
                    (status.as_word().to_lowercase(), Role::Quiet)
                }
                Some(ProfileStanding::Aside(_)) => (words::standing::ASIDE.to_owned(), Role::Waits),
                Some(standing) => (words::profile_standing(standing), Role::Waits),
            },
        }
    }

    fn draw_below(&self, shell: &Shell, area: Rect, buffer: &mut Buffer) {
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
        let outlook_rows = u16::try_from(crate::report::wrap(&told, inner.width.into()).len()).unwrap_or(1);
        let outlook_rows = outlook_rows.clamp(1, (inner.height / 2).max(1));
        let [fields, outlook] =
            Layout::vertical([Constraint::Fill(1), Constraint::Length(outlook_rows)]).areas(inner);
        if lines.len() > usize::from(fields.height) {
            // What differs has to be seen; what is the same goes first.
            lines.sort_by_key(|line| line.sign);
        }
        for (row, one) in fields.rows().zip(&lines) {
            draw_field(shell, row, buffer, one);
        }
        let role = match &self.outlook {
            Some(outlook) if outlook.fit.is_err() => Role::Danger,
            Some(outlook) if !outlook.losers.is_empty() => Role::Waits,
            _ => Role::Text,
        };
        paragraph(shell, outlook, buffer, (&told, role));
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
            let label = pad(&lang.text(Key("prompt-form-kind")), NAMES);
            let kind = format!("↑ {} ↓", lang.text(form.kind().1));
            line(shell, row, buffer, &[(&label, Role::Text), (&kind, Role::Key)]);
        }
        if form.wants_owner()
            && let Some(row) = rows.next()
        {
            let [label, field, name] = Layout::horizontal([
                Constraint::Length(u16::try_from(NAMES).unwrap_or_default()),
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
            let [label, field] = Layout::horizontal([
                Constraint::Length(u16::try_from(NAMES).unwrap_or_default()),
                Constraint::Fill(1),
            ])
            .areas(row);
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

fn draw_field(shell: &Shell, row: Rect, buffer: &mut Buffer, one: &Line) {
    let role = match one.sign {
        Sign::Differs => Role::Waits,
        Sign::Same => Role::Good,
        Sign::Similar | Sign::Unknown => Role::Text,
    };
    let [name, okta, personio] = Layout::horizontal([
        Constraint::Length(u16::try_from(NAMES).unwrap_or_default()),
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

fn joined<const N: usize>(parts: [Option<String>; N]) -> String {
    let parts = parts.into_iter().flatten().map(|part| safe(&part));
    let parts: Vec<String> = parts.filter(|part| !part.trim().is_empty()).collect();
    parts.join("   ")
}
