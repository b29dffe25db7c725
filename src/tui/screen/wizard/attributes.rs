//! Step 5: what Okta gets from Personio, whether it fits, and when new accounts become active.

use super::activation::Activation;
use super::login::draw_nobody;
use super::step::{BACK, Known, NEXT_STEP, Outcome, PREVIOUS_STEP, Step};
use super::task::Everybody;
use crate::core::policy::Source;
use crate::core::propose::{Closed, SourceChoice, SourceKind, TargetChoice};
use crate::engine::setup::{LineDraft, misfits};
use crate::failure::Failure;
use crate::lang::{Key, Lang};
use crate::report::words;
use crate::tui::action::Action;
use crate::tui::bindings as keys;
use crate::tui::key::{Binding, Chord, Edit};
use crate::tui::shell::Shell;
use crate::tui::theme::Role;
use crate::tui::view_state::{ListId, ViewState};
use crate::tui::widget::frame::{line, rule};
use crate::tui::widget::pick::{Pick, PickLine};
use crate::tui::widget::selection::Selection;
use crate::tui::widget::table::{Cell, Table};
use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};

pub const LINES: ListId = ListId("wizard-lines");

/// What was offered: a target for the selected line, or a source for a new one.
const TARGET: u16 = 100;
const SOURCE: u16 = 101;

/// Rule U3.
const FIRSTS: [&str; 3] = ["overwrite", "fill_empty", "keep"];

const KEYS: &[Binding] = &[
    Binding::new(&[Chord::of(KeyCode::Enter)], Action::Accept, Key("key-target")).hint(),
    Binding::new(&[Chord::letter('a')], Action::Add, Key("key-add-line")).hint(),
    Binding::new(
        &[Chord::letter('d'), Chord::of(KeyCode::Delete)],
        Action::Remove,
        Key("key-remove-line"),
    )
    .hint(),
    Binding::new(&[Chord::letter(' ')], Action::Mark, Key("key-first-time")).hint(),
    Binding::new(&[Chord::of(KeyCode::Tab)], Action::Next, Key("key-below")).hint(),
    BACK,
    NEXT_STEP,
    PREVIOUS_STEP,
    keys::UP,
    keys::DOWN,
    keys::FIRST,
    keys::LAST,
];

#[derive(Debug, Default)]
pub struct Attributes {
    row: Selection,
    /// What is wrong with each line of the mapping.
    misfits: Vec<Option<String>>,
    /// What was proposed is proposed once.
    has_proposed: bool,
    /// The fields below have the keys.
    is_below: bool,
    below: Activation,
    problem: Option<Failure>,
}

impl Attributes {
    /// The review misses an answer, and that is where it is given.
    pub fn ask_about_mails(&mut self) {
        self.is_below = true;
        self.below.ask_about_mails();
    }

    fn len(known: &Known) -> usize {
        known.draft.mapping.len()
    }

    fn selected(&self, known: &Known) -> usize {
        self.row.at(Self::len(known))
    }

    fn weigh(&mut self, known: &Known, shell: &Shell) {
        self.misfits = match &known.everybody {
            Some(everybody) => {
                let policy = known.policy();
                let mapping = &known.draft.mapping;
                mapping
                    .iter()
                    .map(|line| misfit(line, everybody, &policy, &shell.lang))
                    .collect()
            }
            None => Vec::new(),
        };
    }

    fn pick_target(&self, known: &Known, shell: &Shell) -> Outcome {
        let (Some(everybody), Some(line)) = (&known.everybody, known.draft.mapping.get(self.selected(known)))
        else {
            return Outcome::Stays;
        };
        let at = everybody
            .targets
            .iter()
            .position(|target| target.name == line.okta);
        let lines = everybody.targets.iter().map(|target| {
            let others = known.draft.mapping.iter().enumerate();
            let is_taken = others
                .filter(|(number, _)| *number != self.selected(known))
                .any(|(_, other)| other.okta == target.name);
            target_line(target, is_taken, &shell.lang)
        });
        let fillings = [("attribute", line.personio.as_str().into())];
        let title = shell.lang.with(Key("target-pick"), &fillings);
        Outcome::Choose(Box::new(Pick::new(title, lines.collect()).at(at)), TARGET)
    }

    fn pick_source(known: &Known, shell: &Shell) -> Outcome {
        let Some(everybody) = &known.everybody else {
            return Outcome::Stays;
        };
        let lines = everybody.sources.iter().map(|choice| {
            let kind = shell.lang.text(kind_words(choice.kind));
            let example = choice.example.as_deref().unwrap_or_default();
            PickLine::new(
                format!("{} ({})", choice.label, choice.source.as_words()),
                format!("{kind} · {example}"),
            )
        });
        let title = shell.lang.text(Key("source-pick"));
        Outcome::Choose(Box::new(Pick::new(title, lines.collect())), SOURCE)
    }

    fn turn_first(&mut self, known: &mut Known) {
        let selected = self.selected(known);
        if let Some(line) = known.draft.mapping.get_mut(selected) {
            let at = FIRSTS.iter().position(|first| *first == line.first);
            let next = at.map_or(0, |at| (at + 1) % FIRSTS.len());
            FIRSTS
                .get(next)
                .copied()
                .unwrap_or("overwrite")
                .clone_into(&mut line.first);
        }
    }

    fn remove(&mut self, known: &mut Known, shell: &mut Shell) {
        let selected = self.selected(known);
        if selected < Self::len(known) {
            let line = known.draft.mapping.remove(selected);
            let fillings = [("attribute", line.personio.as_str().into())];
            shell.say(shell.lang.with(Key("line-removed"), &fillings));
            self.weigh(known, shell);
        }
    }

    fn draw_detail(&self, known: &Known, shell: &Shell, area: Rect, buffer: &mut Buffer) {
        let lang = &shell.lang;
        let selected = self.selected(known);
        let misfit = self.misfits.get(selected).and_then(Option::as_deref);
        match (misfit, known.draft.mapping.get(selected)) {
            (Some(misfit), _) => line(
                shell,
                area,
                buffer,
                &[(" ! ", Role::Danger), (misfit, Role::Danger)],
            ),
            (None, Some(one)) => {
                let says = lang.text(first_words(&one.first));
                line(shell, area, buffer, &[("   ", Role::Quiet), (&says, Role::Quiet)]);
            }
            (None, None) => {
                let says = lang.text(Key("settings-nothing-mapped"));
                line(shell, area, buffer, &[("   ", Role::Waits), (&says, Role::Waits)]);
            }
        }
    }

    fn row(&self, number: usize, known: &Known, lang: &Lang) -> Vec<Cell<'static>> {
        let Some(one) = known.draft.mapping.get(number) else {
            return Vec::new();
        };
        let choice = known
            .everybody
            .as_ref()
            .and_then(|everybody| source_of(one, everybody));
        let label = choice.map_or_else(|| one.personio.clone(), |choice| choice.label.to_string());
        let example = choice.and_then(|choice| choice.example.clone());
        let kind = known
            .everybody
            .as_ref()
            .and_then(|everybody| everybody.targets.iter().find(|target| target.name == one.okta))
            .map(|target| target.property.kind.as_word());
        let is_bad = self.misfits.get(number).is_some_and(Option::is_some);
        let (sign, role) = if is_bad {
            ("!", Role::Danger)
        } else {
            ("", Role::Text)
        };
        vec![
            Cell::new(sign, Role::Danger),
            Cell::new(label, Role::Text),
            Cell::new(format!("→ {}", one.okta), role),
            Cell::new(kind.unwrap_or_default(), Role::Quiet),
            Cell::new(example.unwrap_or_default(), Role::Quiet),
            Cell::new(lang.text(first_short(&one.first)), Role::Text),
        ]
    }
}

fn source_of<'a>(line: &LineDraft, everybody: &'a Everybody) -> Option<&'a SourceChoice> {
    let words = line.personio.trim();
    everybody
        .sources
        .iter()
        .find(|choice| choice.source.as_words() == words)
}

fn misfit(
    line: &LineDraft,
    everybody: &Everybody,
    policy: &crate::core::Policy,
    lang: &Lang,
) -> Option<String> {
    let target = everybody.targets.iter().find(|target| target.name == line.okta);
    let Some(target) = target else {
        return Some(lang.text(Key("target-gone")));
    };
    if let Some(closed) = target.closed {
        return Some(lang.text(closed_words(closed)));
    }
    if source_of(line, everybody).is_none() {
        return Some(lang.text(Key("source-gone")));
    }
    let source = Source::from_words(line.personio.trim()).ok()?;
    let found = misfits(policy, &everybody.snapshot.roster, &source, &target.property)?;
    let fillings = [
        ("people", found.people.into()),
        ("of", found.of.into()),
        ("employee", found.employee.to_string().into()),
        ("why", words::misfit(&found.first).into()),
    ];
    Some(lang.with(Key("line-misfits"), &fillings))
}

fn target_line(target: &TargetChoice, is_taken: bool, lang: &Lang) -> PickLine {
    let kind = target.property.kind.as_word();
    let about = match target.closed {
        Some(closed) => lang.text(closed_words(closed)),
        None if is_taken => lang.text(Key("target-taken")),
        None => match (target.property.max_length, target.property.required) {
            (Some(most), _) => {
                let fillings = [("kind", kind.into()), ("most", most.into())];
                lang.with(Key("target-at-most"), &fillings)
            }
            (None, true) => format!("{kind} · {}", lang.text(Key("target-required"))),
            (None, false) => kind.to_owned(),
        },
    };
    PickLine::new(target.name.as_str(), about).closed(target.closed.is_some() || is_taken)
}

fn closed_words(closed: Closed) -> Key {
    match closed {
        Closed::Login => Key("closed-login"),
        Closed::LinkAttribute => Key("closed-link"),
        Closed::ReadOnly => Key("closed-read-only"),
        Closed::Kind => Key("closed-kind"),
    }
}

fn kind_words(kind: SourceKind) -> Key {
    match kind {
        SourceKind::Text => Key("kind-text"),
        SourceKind::Number => Key("kind-number"),
        SourceKind::YesOrNo => Key("kind-yes-no"),
        SourceKind::Date => Key("kind-date"),
        SourceKind::List => Key("kind-list"),
    }
}

fn first_words(first: &str) -> Key {
    match first {
        "fill_empty" => Key("first-fill"),
        "keep" => Key("first-keep"),
        _ => Key("first-send"),
    }
}

fn first_short(first: &str) -> Key {
    match first {
        "fill_empty" => Key("first-fill-short"),
        "keep" => Key("first-keep-short"),
        _ => Key("first-send-short"),
    }
}

impl Step for Attributes {
    fn bindings(&self) -> &'static [Binding] {
        if self.is_below {
            self.below.bindings()
        } else {
            KEYS
        }
    }

    fn takes_text(&self) -> bool {
        self.is_below && self.below.takes_text()
    }

    fn refresh(&mut self, known: &mut Known, shell: &Shell) {
        if let Some(everybody) = &known.everybody {
            self.problem = None;
            if known.draft.mapping.is_empty() && !self.has_proposed {
                known.draft.mapping = everybody.proposed.iter().map(LineDraft::from).collect();
            }
            self.has_proposed = true;
        }
        self.below.build(known, shell);
        self.weigh(known, shell);
    }

    fn edit(&mut self, edit: Edit, known: &mut Known, shell: &Shell) {
        self.below.edit(edit, known, shell);
    }

    fn paste(&mut self, text: &str, known: &mut Known, shell: &Shell) {
        self.below.paste(text, known, shell);
    }

    fn act(&mut self, action: Action, known: &mut Known, shell: &mut Shell) -> Outcome {
        if self.is_below {
            let is_up = matches!(action, Action::Up | Action::Previous);
            if is_up && self.below.is_at_top() {
                self.is_below = false;
                return Outcome::Stays;
            }
            return self.below.act(action, known, shell);
        }
        match action {
            Action::Accept => self.pick_target(known, shell),
            Action::Add => Self::pick_source(known, shell),
            Action::Remove => {
                self.remove(known, shell);
                Outcome::Stays
            }
            Action::Mark => {
                self.turn_first(known);
                Outcome::Stays
            }
            Action::Next => {
                self.is_below = true;
                Outcome::Stays
            }
            Action::Down if self.selected(known) + 1 >= Self::len(known) => {
                self.is_below = true;
                Outcome::Stays
            }
            action => {
                if self.row.act(action, Self::len(known), shell.page()) {
                    Outcome::Stays
                } else {
                    Outcome::Ignored
                }
            }
        }
    }

    fn press(&mut self, list: ListId, index: usize, known: &mut Known, shell: &mut Shell) -> Outcome {
        self.is_below = list != LINES;
        if self.is_below {
            return self.below.press(index, known, shell);
        }
        self.row.set(index);
        Outcome::Stays
    }

    fn chosen(&mut self, number: u16, line: usize, known: &mut Known, shell: &Shell) -> Outcome {
        let Some(everybody) = known.everybody.clone() else {
            return self.below.chosen(number, line, known, shell);
        };
        match number {
            TARGET => {
                let selected = self.selected(known);
                let target = everybody.targets.get(line);
                if let (Some(target), Some(one)) = (target, known.draft.mapping.get_mut(selected)) {
                    one.okta = target.name.to_string();
                }
            }
            SOURCE => {
                if let Some(choice) = everybody.sources.get(line) {
                    known.draft.mapping.push(LineDraft {
                        personio: choice.source.as_words().to_owned(),
                        okta: String::new(),
                        first: "overwrite".to_owned(),
                    });
                    self.row.set(usize::MAX);
                    self.weigh(known, shell);
                    return self.pick_target(known, shell);
                }
            }
            number => return self.below.chosen(number, line, known, shell),
        }
        self.weigh(known, shell);
        Outcome::Stays
    }

    fn failed(&mut self, failure: Failure) {
        self.problem = Some(failure);
    }

    fn view(&self, known: &Known, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
        let [lines, detail, heading, form] = Layout::vertical([
            Constraint::Fill(1),
            Constraint::Length(1),
            Constraint::Length(1),
            Constraint::Length(self.below.height()),
        ])
        .areas(area);
        if known.everybody.is_none() && known.draft.mapping.is_empty() {
            draw_nobody(known, self.problem.as_ref(), shell, lines, buffer);
        } else {
            let table = Table {
                id: LINES,
                len: Self::len(known),
                selected: self.selected(known),
                has_focus: !self.is_below,
                columns: &[
                    Constraint::Length(1),
                    Constraint::Fill(3),
                    Constraint::Fill(3),
                    Constraint::Length(7),
                    Constraint::Fill(3),
                    Constraint::Length(10),
                ],
            };
            table.draw(shell, lines, buffer, state, |index| {
                self.row(index, known, &shell.lang)
            });
            self.draw_detail(known, shell, detail, buffer);
        }
        rule(shell, heading, buffer, &shell.lang.text(Key("activation-title")));
        self.below.draw(shell, form, buffer, state, self.is_below);
    }
}
