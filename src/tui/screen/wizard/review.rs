//! Step 6: each setting as a sentence, how runs will start, and saving.

use super::step::{BACK, Known, Outcome, PREVIOUS_STEP, Step, StepId};
use super::task::Task;
use crate::engine::setup::{Draft, Instruction, Start, Weighed, sentences};
use crate::failure::Failure;
use crate::lang::Key;
use crate::report::wrap;
use crate::tui::action::Action;
use crate::tui::bindings as keys;
use crate::tui::key::{Binding, Chord};
use crate::tui::screen::Copied;
use crate::tui::screen::difference;
use crate::tui::shell::Shell;
use crate::tui::theme::Role;
use crate::tui::view_state::{ListId, ViewState};
use crate::tui::widget::selection::Selection;
use crate::tui::widget::table::{Cell, Table};
use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Rect};

pub const LINES: ListId = ListId("wizard-review");
/// Cells that a line has less than the terminal: mark, sign, gaps, position.
const AROUND: usize = 9;

const KEYS: &[Binding] = &[
    Binding::new(&[Chord::of(KeyCode::Enter)], Action::Accept, Key("key-save"))
        .hint()
        .decides(),
    Binding::new(&[Chord::letter('e')], Action::Edit, Key("key-change-this")).hint(),
    Binding::new(
        &[Chord::of(KeyCode::Right), Chord::letter(' '), Chord::letter('l')],
        Action::Right,
        Key("key-start"),
    )
    .hint(),
    Binding::new(
        &[Chord::of(KeyCode::Left), Chord::letter('h')],
        Action::Left,
        Key("key-start-back"),
    ),
    Binding::new(&[Chord::letter('y')], Action::Copy, Key("key-copy-commands")).hint(),
    BACK,
    PREVIOUS_STEP,
    keys::UP,
    keys::DOWN,
    keys::FIRST,
    keys::LAST,
];

#[derive(Debug, Default)]
pub struct Review {
    row: Selection,
    problem: Option<Failure>,
    /// What was asked to be weighed.
    asked: Option<Draft>,
    /// What came of that: the next plan, or why it is not known.
    weighed: Option<Result<Box<Weighed>, Failure>>,
}

/// One line as it stands on the screen.
struct Line {
    sign: &'static str,
    text: String,
    role: Role,
    /// Where it is changed.
    step: Option<StepId>,
}

impl Line {
    fn new(text: impl Into<String>, role: Role) -> Self {
        Self {
            sign: "",
            text: text.into(),
            role,
            step: None,
        }
    }
}

fn start(known: &Known) -> Start {
    let word = known.draft.start.as_deref();
    let start = Start::ALL.into_iter().find(|start| Some(start.word()) == word);
    start.unwrap_or(Start::ByHand)
}

fn start_words(start: Start) -> Key {
    match start {
        Start::ByHand => Key("start-by-hand"),
        Start::Systemd => Key("start-systemd"),
        Start::Cron => Key("start-cron"),
        Start::Container => Key("start-container"),
    }
}

/// As a shell takes it: what is said about them as comments.
fn commands(instruction: &Instruction) -> String {
    let mut lines = vec![format!("# {}", instruction.text)];
    lines.extend(
        instruction
            .file
            .as_ref()
            .map(|file| format!("# {}", file.display())),
    );
    lines.extend(instruction.lines.iter().cloned());
    lines.push("\n".to_owned());
    lines.join("\n")
}

fn width(shell: &Shell) -> usize {
    usize::from(shell.size.0).saturating_sub(AROUND).max(1)
}

fn wrapped(text: &str, role: Role, shell: &Shell) -> Vec<Line> {
    wrap(text, width(shell))
        .into_iter()
        .map(|text| Line::new(text, role))
        .collect()
}

fn settings(known: &Known, shell: &Shell) -> Vec<Line> {
    let mut lines = Vec::new();
    for sentence in sentences(&known.draft) {
        let (sign, role) = if sentence.is_missing {
            ("!", Role::Danger)
        } else {
            ("", Role::Text)
        };
        for (number, text) in wrap(&sentence.text, width(shell)).into_iter().enumerate() {
            lines.push(Line {
                sign: if number == 0 { sign } else { "" },
                step: Some(StepId::of_number(sentence.step)),
                ..Line::new(text, role)
            });
        }
    }
    lines
}

fn starting(known: &Known, shell: &Shell) -> Vec<Line> {
    let lang = &shell.lang;
    let chosen = start(known);
    let fillings = [("how", lang.text(start_words(chosen)).into())];
    let mut lines = vec![
        Line::new("", Role::Text),
        Line::new(lang.with(Key("start-title"), &fillings), Role::Heading),
    ];
    let instructions = known.begun.starts.iter().find(|(start, _)| *start == chosen);
    for instruction in instructions.iter().flat_map(|(_, instructions)| instructions) {
        lines.extend(wrapped(&instruction.text, Role::Text, shell));
        if let Some(file) = &instruction.file {
            lines.push(Line::new(format!("  {}:", file.display()), Role::Heading));
        }
        // A command that is cut can be copied whole.
        let commands = instruction.lines.iter();
        lines.extend(commands.map(|line| Line::new(format!("    {line}"), Role::Key)));
    }
    lines
}

impl Review {
    fn lines(&self, known: &Known, shell: &Shell) -> Vec<Line> {
        let mut lines = Vec::new();
        if let Some(problem) = &self.problem {
            let parts = [
                (Some(&problem.what), Role::Danger),
                (problem.why.as_ref(), Role::Text),
                (problem.todo.as_ref(), Role::Heading),
            ];
            for (text, role) in parts {
                let text = text.into_iter().flat_map(|text| text.lines());
                lines.extend(text.flat_map(|text| wrapped(text, role, shell)));
            }
            lines.push(Line::new("", Role::Text));
        }
        if let (Some(result), true) = (&self.weighed, self.is_weighed(known)) {
            let found = difference::lines(result, &shell.lang);
            lines.extend(found.into_iter().map(|(text, role)| Line::new(text, role)));
            lines.push(Line::new(shell.lang.text(Key("review-save-now")), Role::Heading));
            lines.push(Line::new("", Role::Text));
        }
        lines.extend(settings(known, shell));
        lines.extend(starting(known, shell));
        lines
    }

    /// These answers, and not earlier ones.
    fn is_weighed(&self, known: &Known) -> bool {
        self.weighed.is_some() && self.asked.as_ref() == Some(&known.draft)
    }

    pub fn weighed(&mut self, result: Result<Box<Weighed>, Failure>) {
        self.weighed = Some(result);
        self.row = Selection::default();
    }

    fn save(&mut self, known: &Known, shell: &mut Shell) -> Outcome {
        let lines = self.lines(known, shell);
        if let Some(missing) = lines.iter().position(|line| line.sign == "!") {
            self.row.set(missing);
            shell.say_bad(shell.lang.text(Key("review-missing")));
            return Outcome::Stays;
        }
        self.problem = None;
        let (draft, base) = (Box::new(known.draft.clone()), known.begun.base.clone());
        // What changes settings that work already is seen before it is saved.
        if base.before.is_some() && !self.is_weighed(known) {
            self.asked = Some(known.draft.clone());
            self.weighed = None;
            return Outcome::Do(Task::Weigh(draft, base));
        }
        Outcome::Do(Task::Save(draft, base))
    }

    fn turn(known: &mut Known, is_forward: bool) {
        let all = Start::ALL;
        let at = all
            .iter()
            .position(|one| *one == start(known))
            .unwrap_or_default();
        let step = if is_forward { 1 } else { all.len() - 1 };
        let next = all.get((at + step) % all.len());
        known.draft.start = next.map(|start| start.word().to_owned());
    }
}

impl Step for Review {
    fn bindings(&self) -> &'static [Binding] {
        KEYS
    }

    fn refresh(&mut self, _known: &mut Known, _shell: &Shell) {}

    fn act(&mut self, action: Action, known: &mut Known, shell: &mut Shell) -> Outcome {
        match action {
            Action::Accept => self.save(known, shell),
            Action::Left | Action::Right => {
                Self::turn(known, action == Action::Right);
                Outcome::Stays
            }
            Action::Edit => {
                let lines = self.lines(known, shell);
                let line = lines.get(self.row.at(lines.len()));
                line.and_then(|line| line.step)
                    .map_or(Outcome::Stays, Outcome::Go)
            }
            action => {
                let len = self.lines(known, shell).len();
                if self.row.act(action, len, shell.page()) {
                    Outcome::Stays
                } else {
                    Outcome::Ignored
                }
            }
        }
    }

    fn press(&mut self, _list: ListId, index: usize, _known: &mut Known, _shell: &mut Shell) -> Outcome {
        self.row.set(index);
        Outcome::Stays
    }

    fn copied(&self, known: &Known, shell: &Shell) -> Option<Copied> {
        let chosen = start(known);
        let (_, instructions) = known.begun.starts.iter().find(|(start, _)| *start == chosen)?;
        let text = instructions.iter().map(commands).collect();
        Some(Copied {
            what: shell.lang.text(Key("commands")),
            text,
        })
    }

    fn failed(&mut self, failure: Failure) {
        if self.asked.is_some() && self.weighed.is_none() {
            return self.weighed(Err(failure));
        }
        self.problem = Some(failure);
        self.row = Selection::default();
    }

    fn view(&self, known: &Known, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
        let lines = self.lines(known, shell);
        let table = Table {
            id: LINES,
            len: lines.len(),
            selected: self.row.at(lines.len()),
            has_focus: true,
            columns: &[Constraint::Length(1), Constraint::Fill(1)],
        };
        table.draw(shell, area, buffer, state, |index| {
            let Some(line) = lines.get(index) else {
                return Vec::new();
            };
            vec![
                Cell::new(line.sign, Role::Danger),
                Cell::new(line.text.clone(), line.role),
            ]
        });
    }
}
