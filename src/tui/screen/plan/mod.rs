//! Plan: what a sync would do, what waits and why, and what a person makes of it. Also shows the reverse of a run, and
//! one person's part. Nothing in here writes to Okta: `W` opens the page before a write with just what is shown.

mod asking;
mod deciding;
mod detail;
mod doing;
mod draw;
mod finding;
mod line;
mod sheet;
mod sight;
mod task;
mod working;

pub use task::{Done, Question, Task, perform};

use super::{Copied, Screen};
use crate::core::EmployeeId;
use crate::core::plan::Action as Planned;
use crate::core::text::fold;
use crate::failure::Failure;
use crate::lang::Key;
use crate::tui::action::Action;
use crate::tui::bindings as keys;
use crate::tui::desk::{People, Shown, ShownKind};
use crate::tui::job::JobId;
use crate::tui::key::{Binding, Chord, Edit};
use crate::tui::shell::Shell;
use crate::tui::view_state::{ListId, ViewState};
use crate::tui::widget::selection::Selection;
use crate::tui::work::Answer;
use asking::{ASKED, Ask};
use crossterm::event::KeyCode;
use line::Page;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use rustc_hash::FxHashSet;
use sheet::{FoldId, GroupId, Opening, Row, Sheet};
use sight::{ActionKey, Sight, Taken, key};
use std::sync::Arc;

/// The rows of the plan.
pub const PLAN: ListId = ListId("plan");

const BINDINGS: &[Binding] = &[
    keys::UP,
    keys::DOWN,
    Binding::new(&[Chord::letter(' ')], Action::Mark, Key("plan-key-mark")).hint(),
    Binding::new(&[Chord::of(KeyCode::Enter)], Action::Accept, Key("plan-key-look")).hint(),
    Binding::new(&[Chord::letter('x')], Action::SetAside, Key("plan-key-hold")).hint(),
    Binding::new(&[Chord::letter('W')], Action::Write, Key("plan-key-write"))
        .hint()
        .decides(),
    Binding::new(&[Chord::letter('i')], Action::Explain, Key("plan-key-explain")).hint(),
    Binding::new(&[Chord::letter('e')], Action::Export, Key("plan-key-export")).hint(),
    Binding::new(&[Chord::letter('o')], Action::OnlyNow, Key("plan-key-only-now")),
    Binding::new(&[Chord::letter('-')], Action::TakeNone, Key("plan-key-none")),
    Binding::new(&[Chord::letter('+')], Action::TakeAll, Key("plan-key-all")),
    Binding::new(
        &[Chord::letter('s')],
        Action::OnePerson,
        Key("plan-key-one-person"),
    ),
    Binding::new(
        &[Chord::letter('r')],
        Action::ReadAgain,
        Key("plan-key-read-again"),
    ),
    Binding::new(
        &[Chord::of(KeyCode::Left), Chord::letter('h')],
        Action::Left,
        Key("plan-key-close-group"),
    ),
    Binding::new(
        &[Chord::of(KeyCode::Right), Chord::letter('l')],
        Action::Right,
        Key("plan-key-open-group"),
    ),
    keys::PAGE_UP,
    keys::PAGE_DOWN,
    keys::FIRST,
    keys::LAST,
];

#[derive(Debug, Default)]
pub struct Plan {
    sight: Option<Sight>,
    sheet: Sheet,
    opening: Opening,
    rows: Vec<Row>,
    selection: Selection,
    taken: Taken,
    /// Writes, and the people whom they are about.
    counts: (usize, usize),
    ask: Option<Ask>,
    /// The explanation, or the file, that is being made.
    waits_for: Option<JobId>,
    /// As it was typed.
    filter: String,
}

/// What a row is about, also on another reading.
#[derive(Debug, PartialEq, Eq)]
enum Anchor {
    Group(GroupId),
    Fold(FoldId),
    Action(ActionKey),
    Other(GroupId, u32),
}

impl Plan {
    /// Looks at what is there now, with the selection where it was.
    fn look(&mut self, shell: &mut Shell) {
        let Some(reading) = shell.desk.reading().cloned() else {
            return;
        };
        let anchor = self.anchor();
        let is_new = self
            .sight
            .as_ref()
            .is_none_or(|sight| !Arc::ptr_eq(&sight.reading.people, &reading.people));
        let before = self.sight.take();
        let changed = before.as_ref().is_none_or(|sight| sight.reading != reading);
        let other = before.and_then(|sight| sight.other);
        if is_new {
            // Another plan: whoever was taken out of the one before is looked at again.
            self.taken.out.clear();
        }
        let other = match other.map(|shown| (shown.kind.clone(), shown)) {
            Some((ShownKind::Person(employee), _)) => Shown::of_person(&reading, employee),
            // What an undo would do was made from its own reading, and is compared with a fresh one before it runs.
            // Once applied, it is over.
            Some((ShownKind::Undo(order), shown)) => (!shell.desk.has_applied(&order)).then_some(shown),
            None => None,
        };
        self.sight = Some(Sight { reading, other });
        self.taken.follow(shell.desk.pending());
        if changed {
            self.lay_out(anchor);
        }
    }

    /// Makes the sheet of what is in sight anew.
    fn lay_out(&mut self, anchor: Option<Anchor>) {
        let plan = self.sight.as_ref().and_then(Sight::plan);
        self.sheet = plan.map_or_else(Sheet::default, |plan| {
            Sheet::of(plan, self.sight.as_ref().map_or(&[], Sight::left))
        });
        self.count();
        self.unfold(anchor);
    }

    /// Which rows are to be seen; the selection stays on what it was on, or where it was.
    fn unfold(&mut self, anchor: Option<Anchor>) {
        self.rows = match &self.sight {
            Some(sight) => sight.plan().map_or_else(Vec::new, |plan| {
                self.sheet.rows(&self.opening, plan, sight.left(), sight.people())
            }),
            None => Vec::new(),
        };
        let Some(anchor) = anchor else {
            return;
        };
        let found = self
            .rows
            .iter()
            .position(|row| self.anchor_of(*row).as_ref() == Some(&anchor));
        if let Some(at) = found {
            self.selection.set(at);
        }
    }

    fn count(&mut self) {
        let plan = self.sight.as_ref().and_then(Sight::plan);
        let Some(plan) = plan else {
            self.counts = (0, 0);
            return;
        };
        let out = &self.taken.out;
        let is_in =
            |action: &&Planned| action.held.is_none() && (out.is_empty() || !out.contains(&key(action)));
        let mut people: FxHashSet<Option<EmployeeId>> = FxHashSet::default();
        let mut writes = 0;
        for action in plan.actions.iter().filter(is_in) {
            people.insert(action.employee);
            writes += 1;
        }
        self.counts = (writes, people.len());
    }

    fn row(&self) -> Option<Row> {
        self.rows.get(self.selection.at(self.rows.len())).copied()
    }

    fn anchor(&self) -> Option<Anchor> {
        self.anchor_of(self.row()?)
    }

    fn anchor_of(&self, row: Row) -> Option<Anchor> {
        Some(match row {
            Row::Head(at) => Anchor::Group(self.sheet.group(at)?.id),
            Row::Fold(group, item) => Anchor::Fold(self.sheet.fold(group, item)?.id),
            Row::One { group, at, .. } => {
                let id = self.sheet.group(group)?.id;
                match self.sight.as_ref()?.thing(id, at)? {
                    sight::Thing::Action(action) => Anchor::Action(key(action)),
                    _ => Anchor::Other(id, at),
                }
            }
        })
    }

    fn page<'a>(&'a self, sight: &'a Sight, shell: &'a Shell) -> Page<'a> {
        Page {
            shell,
            sight,
            sheet: &self.sheet,
            opening: &self.opening,
            taken: &self.taken,
        }
    }

    fn people(&self) -> Option<&People> {
        self.sight.as_ref().map(Sight::people)
    }
}

impl Screen for Plan {
    fn bindings(&self) -> &'static [Binding] {
        self.ask.as_ref().map_or(BINDINGS, Ask::bindings)
    }

    fn enter(&mut self, shell: &mut Shell) {
        self.look(shell);
        if let Some(shown) = shell.take_shown() {
            self.show(shown);
        }
        if shell.desk.reading().is_none() && shell.desk.failure().is_none() {
            shell.read();
        }
    }

    fn act(&mut self, action: Action, shell: &mut Shell) -> bool {
        if let Some(ask) = &mut self.ask {
            let answer = ask.act(action, shell.page(), &shell.lang);
            self.settle(answer, shell);
            return true;
        }
        self.act_on_rows(action, shell)
    }

    fn press(&mut self, list: ListId, index: usize, shell: &mut Shell) {
        if let Some(ask) = &mut self.ask {
            if list == ASKED {
                ask.press(index);
            }
            return;
        }
        let is_again = self.selection.at(self.rows.len()) == index;
        self.selection.set(index);
        if is_again {
            self.act_on_rows(Action::Accept, shell);
        }
    }

    fn takes_text(&self) -> bool {
        self.ask.as_ref().is_some_and(Ask::takes_text)
    }

    fn edit(&mut self, edit: Edit, _shell: &mut Shell) {
        if let Some(ask) = &mut self.ask {
            ask.edit(edit);
        }
    }

    fn paste(&mut self, text: &str, _shell: &mut Shell) {
        if let Some(ask) = &mut self.ask {
            ask.paste(text);
        }
    }

    fn filter(&self) -> Option<&str> {
        Some(self.filter.as_str()).filter(|_| self.ask.is_none())
    }

    fn set_filter(&mut self, text: &str) {
        let anchor = self.anchor();
        text.clone_into(&mut self.filter);
        self.opening.filter = fold(text).into_owned();
        self.unfold(anchor);
    }

    fn copied(&self, shell: &Shell) -> Option<Copied> {
        let (people, row) = (self.people()?, self.row()?);
        let sight = self.sight.as_ref()?;
        let Row::One { group, at, .. } = row else {
            return None;
        };
        let thing = sight.thing(self.sheet.group(group)?.id, at)?;
        let employee = thing.employee().map(|id| id.to_string());
        let parts = [Some(thing.name(people)), employee, Some(thing.login(people))];
        let text: Vec<String> = parts
            .into_iter()
            .flatten()
            .filter(|part| !part.is_empty())
            .collect();
        Some(Copied {
            what: shell.lang.text(Key("plan-copied")),
            text: text.join("  "),
        })
    }

    fn answer(&mut self, job: JobId, answer: Result<Answer, Failure>, shell: &mut Shell) {
        self.take_answer(job, answer, shell);
    }

    fn renewed(&mut self, shell: &mut Shell) {
        self.look(shell);
    }

    fn cancelled(&mut self, job: JobId, _shell: &mut Shell) {
        self.waits_for.take_if(|waits| *waits == job);
    }

    fn view(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
        self.draw(shell, area, buffer, state);
        if let Some(ask) = &self.ask {
            ask.draw(shell, area, buffer, state);
        }
    }
}
