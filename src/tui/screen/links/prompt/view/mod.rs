//! How the prompt looks: whom it is about on top, the list, and below it (beside it, where there is room) the two side
//! by side with what linking them would do.

mod beside;
mod list;

use super::compare::{okta, personio};
use super::deciding::name_of;
use super::{Prompt, Subject};
use crate::core::employee::Employee;
use crate::core::profile::Profile;
use crate::lang::Key;
use crate::report::cells;
use crate::tui::action::Action;
use crate::tui::shell::{Room, Shell};
use crate::tui::text::safe;
use crate::tui::theme::Role;
use crate::tui::view_state::{ListId, Target, ViewState};
use crate::tui::widget::frame::{column, line, line_right};
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};

/// Candidates, and what else can be said.
pub const LIST: ListId = ListId("prompt");
/// Rows that tell whom it is about.
const CARD: u16 = 2;
/// Rows that the comparison has at least.
const BELOW: u16 = 6;

impl Prompt {
    pub fn view(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
        let [title, card, rest, last_row] = Layout::vertical([
            Constraint::Length(1),
            Constraint::Length(CARD),
            Constraint::Fill(1),
            Constraint::Length(1),
        ])
        .areas(area);
        self.draw_title(shell, title, buffer, state);
        self.draw_card(shell, card, buffer);
        draw_last(shell, last_row, buffer);
        if shell.room() == Room::Wide {
            let [left, between, right] =
                Layout::horizontal([Constraint::Fill(4), Constraint::Length(3), Constraint::Fill(3)])
                    .areas(rest);
            column(shell, between, buffer);
            self.draw_list(shell, left, buffer, state);
            self.draw_below(shell, right, buffer);
        } else {
            // The list takes what it needs, the comparison the rest.
            let most = rest.height.saturating_sub(BELOW);
            let list = self.list_height().min(most);
            let [list, below] = Layout::vertical([Constraint::Length(list), Constraint::Fill(1)]).areas(rest);
            self.draw_list(shell, list, buffer, state);
            self.draw_below(shell, below, buffer);
        }
    }

    fn draw_title(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
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
        let width = u16::try_from(cells(&back) + 1)
            .unwrap_or(area.width)
            .min(area.width);
        let at = Rect {
            x: area.right() - width,
            width,
            ..area
        };
        state.add_target(at, Target::Action(Action::Back));
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
}

fn joined<const N: usize>(parts: [Option<String>; N]) -> String {
    let parts = parts.into_iter().flatten().map(|part| safe(&part));
    let parts: Vec<String> = parts.filter(|part| !part.trim().is_empty()).collect();
    parts.join("   ")
}

fn draw_last(shell: &Shell, area: Rect, buffer: &mut Buffer) {
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
