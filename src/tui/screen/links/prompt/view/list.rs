//! The list: who may be meant or was found, and what else can be said.

use super::LIST;
use crate::core::link::{EmployeeStanding, ProfileStanding};
use crate::core::suggest::{Reason, Strength};
use crate::lang::Key;
use crate::report::{cells, words};
use crate::tui::screen::links::prompt::Prompt;
use crate::tui::screen::links::prompt::compare::{okta, personio};
use crate::tui::screen::links::prompt::deciding::name_of;
use crate::tui::screen::links::prompt::rows::{Candidate, Row};
use crate::tui::screen::links::prompt::task::Side;
use crate::tui::shell::Shell;
use crate::tui::text::fit;
use crate::tui::theme::Role;
use crate::tui::view_state::{Target, ViewState};
use crate::tui::widget::frame::{line, line_right, rule};
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};

/// Columns for the standing, the strength and the score.
const ASIDE: [u16; 3] = [9, 9, 3];

impl Prompt {
    pub(super) fn draw_list(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
        let [heading, find, list] =
            Layout::vertical([Constraint::Length(1), Constraint::Length(1), Constraint::Fill(1)]).areas(area);
        rule(shell, heading, buffer, &self.heading(shell));
        let label = format!(" {} ", shell.lang.text(Key("prompt-find")));
        line(shell, find, buffer, &[(&label, Role::Key)]);
        let x = u16::try_from(cells(&label)).unwrap_or_default();
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

    /// With the reasons below each of the candidates; of hits there are many.
    fn row_height(&self) -> u16 {
        if self.hits.query.is_empty() { 2 } else { 1 }
    }

    /// Rows that would show all of the list, with its heading and the field.
    pub(super) fn list_height(&self) -> u16 {
        let is_candidate = |row: &&Row| matches!(row, Row::Candidate(_));
        let candidates = self.rows.iter().filter(is_candidate).count();
        let others = self.rows.len() - candidates;
        let rows = candidates * usize::from(self.row_height()) + others;
        u16::try_from(rows + 2).unwrap_or(u16::MAX)
    }

    /// Candidates scroll; what can be said besides always stands below them.
    fn draw_rows(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
        let is_candidate = |row: &&Row| matches!(row, Row::Candidate(_));
        let candidates = self.rows.iter().take_while(is_candidate).count();
        let others = u16::try_from(self.rows.len() - candidates).unwrap_or_default();
        let [list, below] = Layout::vertical([Constraint::Fill(1), Constraint::Length(others)]).areas(area);
        let height = self.row_height();
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
            if cells(&says) + cells(&does) < usize::from(row.width) {
                line_right(shell, row, buffer, (&does, Role::Quiet));
            }
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
            Constraint::Length(if id.is_empty() {
                area.width / 3
            } else {
                area.width.saturating_sub(24) * 2 / 5
            }),
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
                // The standing says that better.
                let reasons = guess.reasons.iter().filter(|one| **one != Reason::EmployeeTaken);
                let reasons: Vec<&str> = reasons.map(|one| words::reason(*one)).collect();
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
}
