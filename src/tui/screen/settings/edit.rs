//! The editor of one setting: the value, then what the next plan would make of it, then saving.

use crate::engine::setup::{SettingsFile, Weighed, time_zones};
use crate::failure::Failure;
use crate::lang::{Key, Lang};
use crate::store::Key as Setting;
use crate::tui::action::Action;
use crate::tui::bindings as keys;
use crate::tui::key::{Binding, Chord, Edit};
use crate::tui::screen::change::{Change, KeyChange};
use crate::tui::screen::difference;
use crate::tui::shared::Shared;
use crate::tui::shell::Shell;
use crate::tui::theme::Role;
use crate::tui::view_state::{ListId, ViewState};
use crate::tui::widget::field::TextField;
use crate::tui::widget::frame::{dialog, line, paragraph};
use crate::tui::widget::pick::{Pick, PickLine, Picked};
use crate::tui::widget::selection::Selection;
use crate::tui::widget::table::{Cell, Table};
use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Rect};

pub const LINES: ListId = ListId("edit-lines");
const SIZE: (u16, u16) = (74, 17);

const CLOSE: Binding = Binding::new(&[Chord::of(KeyCode::Esc)], Action::Back, Key("key-close")).hint();
const WEIGH: Binding = Binding::new(&[Chord::of(KeyCode::Enter)], Action::Accept, Key("key-weigh")).hint();
const TEXT_KEYS: &[Binding] = &[WEIGH, CLOSE];
const CHOICE_KEYS: &[Binding] = &[WEIGH, CLOSE, keys::UP, keys::DOWN];
const WAIT_KEYS: &[Binding] = &[CLOSE];
const SAVE_KEYS: &[Binding] = &[
    Binding::new(&[Chord::of(KeyCode::Enter)], Action::Accept, Key("key-save"))
        .hint()
        .decides(),
    CLOSE,
    keys::UP,
    keys::DOWN,
    keys::PAGE_UP,
    keys::PAGE_DOWN,
];
const PICK_KEYS: &[Binding] = &[
    WEIGH,
    CLOSE,
    Binding::new(
        &[Chord::of(KeyCode::Up), Chord::ctrl('p')],
        Action::Up,
        Key("key-up"),
    ),
    Binding::new(
        &[Chord::of(KeyCode::Down), Chord::ctrl('n')],
        Action::Down,
        Key("key-down"),
    ),
];

/// A key and the file that it is changed in.
#[derive(Debug, Clone)]
pub struct Editable {
    pub key: KeyChange,
    pub file: Shared<SettingsFile>,
}

impl Editable {
    pub fn change(&self) -> Change {
        Change {
            keys: vec![self.key.clone()],
            file: self.file.clone(),
        }
    }
}

#[derive(Debug)]
pub struct Editor {
    title: String,
    /// What may be written, in words.
    allowed: &'static str,
    editable: Editable,
    input: Input,
    stage: Stage,
}

#[derive(Debug)]
enum Input {
    Text(TextField),
    /// Words of the settings file, as TOML.
    Choice(Vec<&'static str>, Selection),
    Pick(Box<Pick>),
    /// Nothing is left to be asked: an entry of a list goes.
    Given,
}

#[derive(Debug)]
enum Stage {
    Asking,
    Weighing,
    Weighed(Result<Box<Weighed>, Failure>, Selection),
    Saving,
}

/// What is to be done next.
#[derive(Debug)]
pub enum Step {
    Stays,
    Closed,
    Weigh(Change),
    Save(Change),
}

/// How the value of a key is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Words(&'static [&'static str]),
    Number,
    /// A number of people, or a share.
    Limit,
    Text,
    Zone,
    /// Several, each in a row of its own.
    List,
    Numbers,
    /// In this step of the wizard, where it is tried at once.
    Step(u8),
    Never,
}

const SWITCH: &[&str] = &["true", "false"];

/// How `path` is edited.
pub fn way(path: &str) -> Way {
    match path {
        "okta.url" => Way::Step(2),
        "personio.url" => Way::Step(3),
        path if path.starts_with("login.") => Way::Step(4),
        path if path.starts_with("mapping") || path.starts_with("scope.") => Way::Step(5),
        "link.ignore_profiles" | "safety.protected" => Way::List,
        "link.ignore_employees" => Way::Numbers,
        "activation.on_hire_date"
        | "activation.send_email"
        | "link.auto"
        | "link.overwrite_unknown_ids"
        | "safety.hold_possible_duplicates" => Way::Words(SWITCH),
        "activation.time_zone" => Way::Zone,
        "update.drift" => Way::Words(&["\"keep\"", "\"overwrite\""]),
        "update.rename" => Way::Words(&["\"send\"", "\"ask\""]),
        "sync.rehire" => Way::Words(&["\"ask\"", "\"reactivate\"", "\"ignore\""]),
        "okta.rate_limit_share" | "create.days_before_hire" | "journal.keep_days" => Way::Number,
        path if path.starts_with("safety.max_") => Way::Limit,
        "okta.link_attribute" | "sync.every" | "notify.command" => Way::Text,
        _ => Way::Never,
    }
}

/// What was typed, as TOML; nothing typed: not set.
fn toml_of(way: Way, text: &str) -> Option<String> {
    let text = text.trim();
    match way {
        _ if text.is_empty() => None,
        Way::Number | Way::Numbers => Some(text.to_owned()),
        Way::Limit if text.chars().all(|one| one.is_ascii_digit()) => Some(text.to_owned()),
        _ => Some(toml::Value::String(text.to_owned()).to_string()),
    }
}

/// A list with one entry more.
fn with_entry(list: Option<&str>, entry: &str) -> String {
    let inner = list.map_or("", |list| {
        list.trim()
            .trim_start_matches('[')
            .trim_end_matches([']', ',', ' ', '\n'])
    });
    if inner.trim().is_empty() {
        format!("[{entry}]")
    } else {
        format!("[{}, {entry}]", inner.trim())
    }
}

impl Editor {
    pub fn new(title: String, editable: Editable, shown: &str, shell: &Shell) -> Self {
        let input = match way(&editable.key.path) {
            Way::Words(words) => {
                let at = words
                    .iter()
                    .position(|word| editable.key.from.as_deref() == Some(word));
                let mut selection = Selection::default();
                selection.set(at.unwrap_or_default());
                Input::Choice(words.to_vec(), selection)
            }
            Way::Zone => {
                let zones = time_zones();
                let at = zones.iter().position(|zone| zone == shown);
                let lines = zones.into_iter().map(|zone| PickLine::new(zone, ""));
                Input::Pick(Box::new(
                    Pick::new(shell.lang.text(Key("zone-pick")), lines.collect()).at(at),
                ))
            }
            Way::List | Way::Numbers => Input::Text(TextField::default()),
            _ if editable.key.from.is_none() => Input::Text(TextField::default()),
            _ => Input::Text(TextField::new(shown)),
        };
        Self {
            allowed: Setting::find(&editable.key.path).map_or("", |key| key.allowed),
            title,
            editable,
            input,
            stage: Stage::Asking,
        }
    }

    /// The value is known: it is weighed at once.
    pub fn given(title: String, editable: Editable) -> Self {
        Self {
            allowed: "",
            title,
            editable,
            input: Input::Given,
            stage: Stage::Weighing,
        }
    }

    pub fn bindings(&self) -> &'static [Binding] {
        match (&self.stage, &self.input) {
            (Stage::Asking, Input::Text(_)) => TEXT_KEYS,
            (Stage::Asking, Input::Pick(_)) => PICK_KEYS,
            (Stage::Asking, _) => CHOICE_KEYS,
            (Stage::Weighing | Stage::Saving, _) => WAIT_KEYS,
            (Stage::Weighed(..), _) => SAVE_KEYS,
        }
    }

    pub fn takes_text(&self) -> bool {
        matches!(
            (&self.stage, &self.input),
            (Stage::Asking, Input::Text(_) | Input::Pick(_))
        )
    }

    pub fn edit(&mut self, edit: Edit) {
        match &mut self.input {
            Input::Text(field) => field.edit(edit),
            Input::Pick(pick) => pick.edit(edit),
            Input::Choice(..) | Input::Given => {}
        }
    }

    pub fn paste(&mut self, text: &str) {
        match &mut self.input {
            Input::Text(field) => field.paste(text),
            Input::Pick(pick) => pick.paste(text),
            Input::Choice(..) | Input::Given => {}
        }
    }

    pub fn act(&mut self, action: Action, page: usize) -> Step {
        match &mut self.stage {
            _ if action == Action::Back => Step::Closed,
            Stage::Asking => self.ask(action, page),
            Stage::Weighed(result, selection) => {
                if action == Action::Accept {
                    self.stage = Stage::Saving;
                    return Step::Save(self.editable.change());
                }
                let len = result
                    .as_ref()
                    .map_or(0, |weighed| weighed.difference.actions.len() + 12);
                selection.act(action, len, page);
                Step::Stays
            }
            Stage::Weighing | Stage::Saving => Step::Stays,
        }
    }

    /// A line of what is offered was clicked.
    pub fn press(&mut self, index: usize) -> Step {
        match (&self.stage, &mut self.input) {
            (Stage::Asking, Input::Pick(pick)) => {
                let picked = pick.press(index);
                self.picked(picked)
            }
            (Stage::Asking, Input::Choice(_, selection)) => {
                selection.set(index);
                Step::Stays
            }
            _ => Step::Stays,
        }
    }

    fn ask(&mut self, action: Action, page: usize) -> Step {
        let way = way(&self.editable.key.path);
        match &mut self.input {
            Input::Text(field) if action == Action::Accept => {
                let value = toml_of(way, field.text());
                if matches!(way, Way::List | Way::Numbers) {
                    return match value {
                        Some(entry) => {
                            let list = with_entry(self.editable.key.from.as_deref(), &entry);
                            self.weigh(Some(list))
                        }
                        None => Step::Closed,
                    };
                }
                self.weigh(value)
            }
            Input::Choice(words, selection) if action == Action::Accept => {
                let word = words.get(selection.at(words.len()));
                let word = word.map(|word| (*word).to_owned());
                self.weigh(word)
            }
            Input::Choice(words, selection) => {
                selection.act(action, words.len(), page);
                Step::Stays
            }
            Input::Pick(pick) => {
                let picked = pick.act(action, page);
                self.picked(picked)
            }
            Input::Text(_) | Input::Given => Step::Stays,
        }
    }

    fn picked(&mut self, picked: Picked) -> Step {
        match picked {
            Picked::Nothing => Step::Stays,
            Picked::Closed => Step::Closed,
            Picked::Line(number) => {
                let zone = time_zones().into_iter().nth(number);
                self.weigh(zone.map(|zone| toml::Value::String(zone).to_string()))
            }
        }
    }

    fn weigh(&mut self, value: Option<String>) -> Step {
        if value == self.editable.key.from {
            return Step::Closed;
        }
        self.editable.key.to = value;
        self.stage = Stage::Weighing;
        Step::Weigh(self.editable.change())
    }

    /// What the next plan would be was found out, or why not.
    pub fn weighed(&mut self, result: Result<Box<Weighed>, Failure>) {
        self.stage = Stage::Weighed(result, Selection::default());
    }

    /// The value is refused: it can be corrected. `false`: nothing was typed that could be.
    pub fn ask_again(&mut self) -> bool {
        self.stage = Stage::Asking;
        !matches!(self.input, Input::Given)
    }

    pub fn is_weighing(&self) -> bool {
        matches!(self.stage, Stage::Weighing)
    }

    pub fn draw(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
        if let (Stage::Asking, Input::Pick(pick)) = (&self.stage, &self.input) {
            pick.draw(shell, area, buffer, state);
            return;
        }
        state.cover();
        let lang = &shell.lang;
        let mut rest = dialog(shell, area, buffer, SIZE, &self.title);
        let write = |rest: &mut Rect, buffer: &mut Buffer, text: &str, role| {
            let taken = paragraph(shell, *rest, buffer, (text, role)).min(rest.height);
            rest.y += taken;
            rest.height -= taken;
        };
        write(&mut rest, buffer, &self.editable.key.path, Role::Quiet);
        if let Stage::Asking = self.stage {
            let fillings = [("allowed", self.allowed.into())];
            let says = match (&self.input, way(&self.editable.key.path)) {
                (Input::Text(_), Way::List | Way::Numbers) => lang.with(Key("edit-entry"), &fillings),
                (Input::Text(_), _) => lang.with(Key("edit-allowed"), &fillings),
                _ => String::new(),
            };
            write(&mut rest, buffer, &says, Role::Quiet);
            self.draw_input(shell, rest, buffer, state);
            return;
        }
        let unset = lang.text(Key("not-set"));
        let from = self.editable.key.from.as_deref().unwrap_or(&unset);
        let to = self.editable.key.to.as_deref().unwrap_or(&unset);
        write(&mut rest, buffer, &format!("{from} → {to}"), Role::Heading);
        match &self.stage {
            Stage::Weighing => write(&mut rest, buffer, &lang.text(Key("edit-weighing")), Role::Waits),
            Stage::Saving => write(&mut rest, buffer, &lang.text(Key("wizard-saving")), Role::Waits),
            Stage::Weighed(result, selection) => {
                let lines = difference::lines(result, lang);
                let table = Table {
                    id: LINES,
                    len: lines.len(),
                    selected: selection.at(lines.len()),
                    has_focus: false,
                    columns: &[Constraint::Fill(1)],
                };
                table.draw(shell, rest, buffer, state, |index| {
                    let line = lines.get(index);
                    line.map(|(text, role)| vec![Cell::new(text.clone(), *role)])
                        .unwrap_or_default()
                });
            }
            Stage::Asking => {}
        }
    }

    fn draw_input(&self, shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
        match &self.input {
            Input::Text(field) => {
                let [mark, field_area] =
                    ratatui::layout::Layout::horizontal([Constraint::Length(2), Constraint::Fill(1)]).areas(
                        Rect {
                            y: area.y + 1.min(area.height),
                            height: area.height.saturating_sub(1).min(1),
                            ..area
                        },
                    );
                line(shell, mark, buffer, &[("> ", Role::Key)]);
                field.draw(shell, field_area, buffer, true);
            }
            Input::Choice(words, selection) => {
                let table = Table {
                    id: LINES,
                    len: words.len(),
                    selected: selection.at(words.len()),
                    has_focus: true,
                    columns: &[Constraint::Fill(1)],
                };
                table.draw(shell, area, buffer, state, |index| {
                    let word = words.get(index).copied().unwrap_or_default();
                    vec![Cell::new(spoken(word, &shell.lang), Role::Text)]
                });
            }
            Input::Pick(_) | Input::Given => {}
        }
    }
}

fn spoken(word: &str, lang: &Lang) -> String {
    match word {
        "true" => lang.text(Key("yes")),
        "false" => lang.text(Key("no")),
        word => word.trim_matches('"').to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::KEYS;

    #[test]
    fn every_setting_has_a_way_to_be_changed_but_the_version() {
        let never: Vec<&str> = KEYS
            .iter()
            .map(|key| key.path)
            .filter(|path| way(path) == Way::Never)
            .collect();
        assert_eq!(never, ["version", "personio.api"]);
    }

    #[test]
    fn what_is_typed_becomes_toml() {
        for (path, typed, toml) in [
            ("safety.max_creations", "12", Some("12")),
            ("safety.max_creations", " 3% ", Some("\"3%\"")),
            ("create.days_before_hire", "14", Some("14")),
            ("create.days_before_hire", "", None),
            ("notify.command", "/usr/bin/a \"b\"", Some("'/usr/bin/a \"b\"'")),
        ] {
            assert_eq!(toml_of(way(path), typed).as_deref(), toml, "{path} {typed}");
        }
    }

    #[test]
    fn an_entry_is_added_to_what_is_there() {
        assert_eq!(with_entry(None, "1"), "[1]");
        assert_eq!(with_entry(Some("[]"), "1"), "[1]");
        assert_eq!(
            with_entry(Some("[\"a\", \"b\"]"), "\"c\""),
            "[\"a\", \"b\", \"c\"]"
        );
    }
}
