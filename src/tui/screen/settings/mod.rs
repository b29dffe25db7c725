//! Settings: what is set up and where each thing comes from, page by page. The home screen until there is an
//! overview.

mod edit;
mod editing;
mod facts;
mod page;

pub use facts::{Facts, Known, SecretPlace, look_around};
pub use page::LABELS;

use super::change::Task;
use super::{Copied, Screen, ScreenId};
use crate::core::text::fold;
use crate::failure::{Exit, Failure};
use crate::lang::Key;
use crate::okta::Tier;
use crate::report::cells;
use crate::tui::action::Action;
use crate::tui::bindings as keys;
use crate::tui::job::{JobId, Kind};
use crate::tui::key::{Binding, Chord, Edit};
use crate::tui::shell::Shell;
use crate::tui::theme::Role;
use crate::tui::view_state::{ListId, ViewState};
use crate::tui::widget::frame::{column, line, paragraph, rule};
use crate::tui::widget::selection::Selection;
use crate::tui::widget::table::{Cell, Table};
use crate::tui::work::{Answer, Work};
use crossterm::event::KeyCode;
use edit::Editor;
use page::{Page, Row, Section};
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use std::borrow::Cow;

/// The pages.
pub const PAGES: ListId = ListId("settings-pages");
/// What stands on one.
pub const ROWS: ListId = ListId("settings-rows");

const BINDINGS: &[Binding] = &[
    keys::UP,
    keys::DOWN,
    keys::LEFT,
    keys::RIGHT,
    keys::NEXT,
    keys::PREVIOUS,
    Binding::new(&[Chord::of(KeyCode::Enter)], Action::Accept, Key("key-edit")).hint(),
    Binding::new(&[Chord::letter('a')], Action::Add, Key("key-add-entry")),
    Binding::new(
        &[Chord::letter('d'), Chord::of(KeyCode::Delete)],
        Action::Remove,
        Key("key-remove-entry"),
    ),
    Binding::new(&[Chord::letter('r')], Action::ReadAgain, Key("key-read-again")).hint(),
    keys::PAGE_UP,
    keys::PAGE_DOWN,
    keys::FIRST,
    keys::LAST,
];

/// Columns of the list of pages.
const PAGES_WIDTH: u16 = 18;
/// Rows that tell the selected one whole.
const DETAIL_HEIGHT: u16 = 5;

#[derive(Debug, Default)]
pub struct Settings {
    facts: Option<Box<Facts>>,
    /// All of them; of the page about the screen itself the rows are made while drawing.
    pages: Vec<Page>,
    waits_for: Option<JobId>,
    filter: String,
    page: Selection,
    row: Selection,
    /// The rows have the keys, not the pages.
    is_in_rows: bool,
    editor: Option<Editor>,
    /// What the editor waits for.
    changes: Option<JobId>,
}

/// A page as it is filtered.
struct Shown<'a> {
    section: Section,
    rows: Vec<Cow<'a, Row>>,
}

impl Settings {
    fn look(&mut self, shell: &mut Shell) {
        if let Some(job) = self.waits_for.take() {
            shell.cancel(job);
        }
        let title = shell.lang.text(Key("settings-reading"));
        self.waits_for = Some(shell.start(ScreenId::Settings, Kind::Looks, title, Work::LookAround));
    }

    /// What is left of the pages by the filter; a page without a row is left out then.
    fn shown(&self, shell: &Shell) -> Vec<Shown<'_>> {
        let words = fold(&self.filter).into_owned();
        let fits = |section: Section, row: &Row| {
            let title = shell.lang.text(section.title());
            let all =
                [&title, &row.label, &row.value, &row.origin, &row.path].map(|text| fold(text).into_owned());
            words
                .split_whitespace()
                .all(|word| all.iter().any(|text| text.contains(word)))
        };
        self.pages
            .iter()
            .map(|page| {
                let section = page.section;
                let rows: Vec<Cow<'_, Row>> = match section {
                    Section::Screen => page::screen_rows(shell).into_iter().map(Cow::Owned).collect(),
                    _ => page.rows.iter().map(Cow::Borrowed).collect(),
                };
                let rows = rows.into_iter().filter(|row| fits(section, row)).collect();
                Shown { section, rows }
            })
            .filter(|page| !page.rows.is_empty())
            .collect()
    }

    fn selected<'a>(&self, shown: &'a [Shown<'_>]) -> Option<(&'a Shown<'a>, usize)> {
        let page = shown.get(self.page.at(shown.len()))?;
        Some((page, self.row.at(page.rows.len())))
    }

    /// Where the detail of a row has room, too.
    fn draw_rows(
        &self,
        shell: &Shell,
        page: &Shown<'_>,
        area: Rect,
        buffer: &mut Buffer,
        state: &mut ViewState,
    ) {
        let [title, list, heading, detail] = Layout::vertical([
            Constraint::Length(1),
            Constraint::Fill(1),
            Constraint::Length(1),
            Constraint::Length(DETAIL_HEIGHT - 1),
        ])
        .areas(area);
        let name = shell.lang.text(page.section.title());
        line(shell, title, buffer, &[(&name, Role::Heading)]);
        let selected = self.row.at(page.rows.len());
        let table = Table {
            id: ROWS,
            len: page.rows.len(),
            selected,
            has_focus: self.is_in_rows,
            columns: &columns(&page.rows),
        };
        table.draw(shell, list, buffer, state, |index| {
            let Some(row) = page.rows.get(index) else {
                return Vec::new();
            };
            vec![
                Cell::new(row.label.clone(), Role::Text),
                Cell::new(row.value.clone(), row.role),
                Cell::new(row.origin.clone(), Role::Quiet),
            ]
        });
        if let Some(row) = page.rows.get(selected) {
            draw_detail(shell, row, heading, detail, buffer);
        }
    }
}

/// Names and origins take what they need, up to a point; the values have the rest.
fn columns(rows: &[Cow<'_, Row>]) -> [Constraint; 3] {
    const MOST: (u16, u16) = (26, 14);
    let widest = |text: fn(&Row) -> &str, most: u16| {
        let width = rows.iter().map(|row| cells(text(row))).max().unwrap_or_default();
        Constraint::Length(u16::try_from(width).unwrap_or(most).min(most))
    };
    [
        widest(|row| &row.label, MOST.0),
        Constraint::Fill(1),
        widest(|row| &row.origin, MOST.1),
    ]
}

/// The whole of one row: what a table cuts is told here.
fn draw_detail(shell: &Shell, row: &Row, heading: Rect, area: Rect, buffer: &mut Buffer) {
    rule(shell, heading, buffer, &row.label);
    let taken = paragraph(shell, area, buffer, (&row.value, row.role));
    let rest = Rect {
        y: area.y + taken,
        height: area.height - taken,
        ..area
    };
    let mut from = vec![row.path.as_str(), row.origin.as_str()];
    from.retain(|text| !text.is_empty());
    paragraph(shell, rest, buffer, (&from.join(", "), Role::Quiet));
}

impl Screen for Settings {
    fn bindings(&self) -> &'static [Binding] {
        self.editor.as_ref().map_or(BINDINGS, Editor::bindings)
    }

    fn takes_text(&self) -> bool {
        self.editor.as_ref().is_some_and(Editor::takes_text)
    }

    fn edit(&mut self, edit: Edit, _shell: &mut Shell) {
        if let Some(editor) = &mut self.editor {
            editor.edit(edit);
        }
    }

    fn paste(&mut self, text: &str, _shell: &mut Shell) {
        if let Some(editor) = &mut self.editor {
            editor.paste(text);
        }
    }

    fn enter(&mut self, shell: &mut Shell) {
        self.look(shell);
    }

    fn act(&mut self, action: Action, shell: &mut Shell) -> bool {
        if let Some(editor) = &mut self.editor {
            let step = editor.act(action, shell.page());
            self.settle_editor(step, shell);
            return true;
        }
        match action {
            Action::Accept if self.is_in_rows => self.change(shell),
            Action::Add => self.add(shell),
            Action::Remove => self.remove(shell),
            Action::ForgetSecret(secret) => self.start(Task::Forget(secret), shell),
            Action::ReadAgain => self.look(shell),
            Action::Accept | Action::Right | Action::Next if !self.is_in_rows => self.is_in_rows = true,
            Action::Left | Action::Previous | Action::Back if self.is_in_rows => self.is_in_rows = false,
            Action::Next => self.is_in_rows = false,
            Action::Previous => self.is_in_rows = true,
            Action::Back if !self.filter.is_empty() => self.set_filter(""),
            action => {
                let shown = self.shown(shell);
                let (pages, rows) = (
                    shown.len(),
                    self.selected(&shown).map_or(0, |(page, _)| page.rows.len()),
                );
                if self.is_in_rows {
                    return self.row.act(action, rows, shell.page());
                }
                let before = self.page.at(pages);
                let is_done = self.page.act(action, pages, shell.page());
                if self.page.at(pages) != before {
                    self.row = Selection::default();
                }
                return is_done;
            }
        }
        true
    }

    fn press(&mut self, list: ListId, index: usize, shell: &mut Shell) {
        if let Some(editor) = &mut self.editor {
            let step = editor.press(index);
            self.settle_editor(step, shell);
            return;
        }
        self.is_in_rows = list == ROWS;
        if self.is_in_rows {
            self.row.set(index);
        } else {
            self.page.set(index);
            self.row = Selection::default();
        }
    }

    fn filter(&self) -> Option<&str> {
        Some(self.filter.as_str()).filter(|_| self.editor.is_none())
    }

    fn set_filter(&mut self, text: &str) {
        text.clone_into(&mut self.filter);
        self.page = Selection::default();
        self.row = Selection::default();
    }

    fn copied(&self, shell: &Shell) -> Option<Copied> {
        let shown = self.shown(shell);
        let (page, row) = self.selected(&shown)?;
        let row = page.rows.get(row)?;
        Some(Copied {
            what: row.label.clone(),
            text: row.value.clone(),
        })
    }

    fn cancelled(&mut self, job: JobId, shell: &mut Shell) {
        if self.changes.take_if(|waits| *waits == job).is_some()
            && let Some(editor) = &mut self.editor
        {
            let why = Failure::new(Exit::Cancelled, shell.lang.text(Key("edit-cancelled")));
            editor.weighed(Err(why));
        }
    }

    fn answer(&mut self, job: JobId, answer: Result<Answer, Failure>, shell: &mut Shell) {
        if self.changes.take_if(|waits| *waits == job).is_some() {
            return self.learn(answer, shell);
        }
        if self.waits_for != Some(job) {
            return;
        }
        self.waits_for = None;
        match answer {
            Ok(Answer::Around(facts)) => {
                if let Ok(settings) = &facts.settings {
                    let host = settings.okta_url.host_str().unwrap_or_default().to_owned();
                    shell.header.org = Some((Tier::of(&settings.okta_url), host));
                    shell.zone = settings.time_zone.clone();
                }
                shell.header.last_good_run = facts.known.as_ref().ok().and_then(|known| known.last_good_run);
                self.pages = page::pages(&facts, shell);
                self.facts = Some(facts);
            }
            Ok(_) => {}
            Err(failure) => shell.fail(failure),
        }
    }

    fn view(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
        let [left, between, right] = Layout::horizontal([
            Constraint::Length(PAGES_WIDTH),
            Constraint::Length(2),
            Constraint::Fill(1),
        ])
        .areas(area);
        let shown = self.shown(shell);
        if self.facts.is_some() && shown.is_empty() {
            let says = shell.lang.text(Key("filter-nothing"));
            line(shell, area, buffer, &[(" ", Role::Quiet), (&says, Role::Quiet)]);
            return;
        }
        let table = Table {
            id: PAGES,
            len: shown.len(),
            selected: self.page.at(shown.len()),
            has_focus: !self.is_in_rows,
            columns: &[Constraint::Fill(1)],
        };
        table.draw(shell, left, buffer, state, |index| {
            let section = shown.get(index).map(|page| page.section);
            let title = section.map(|section| shell.lang.text(section.title()));
            let role = if section == Some(Section::Problem) {
                Role::Danger
            } else {
                Role::Text
            };
            vec![Cell::new(title.unwrap_or_default(), role)]
        });
        column(shell, between, buffer);
        if let Some((page, _)) = self.selected(&shown) {
            self.draw_rows(shell, page, right, buffer, state);
        }
        if let Some(editor) = &self.editor {
            editor.draw(shell, area, buffer, state);
        }
    }
}
