//! A list that is searched while one types: every word has to be in the line, in any order, without regard to
//! case and accents; lines that hold the words as they were typed come first.

use super::field::TextField;
use super::selection::Selection;
use crate::core::text::fold;
use crate::tui::action::Action;
use crate::tui::key::Edit;
use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use std::cmp::Reverse;

/// What a word counts that stands in the line as it was typed: more than any scattered match.
const WHOLE_WORD: i64 = 10_000;

/// The lines, the words, and what was found.
pub struct Picker {
    folded: Vec<String>,
    field: TextField,
    /// Numbers of lines, the best first.
    hits: Vec<usize>,
    selection: Selection,
    matcher: SkimMatcherV2,
}

impl Picker {
    pub fn new<'a>(lines: impl IntoIterator<Item = &'a str>) -> Self {
        let folded: Vec<String> = lines.into_iter().map(|line| fold(line).into_owned()).collect();
        Self {
            hits: (0..folded.len()).collect(),
            folded,
            field: TextField::default(),
            selection: Selection::default(),
            matcher: SkimMatcherV2::default().ignore_case(),
        }
    }

    pub fn field(&self) -> &TextField {
        &self.field
    }

    /// The numbers of the lines that were found, the best first.
    pub fn hits(&self) -> &[usize] {
        &self.hits
    }

    /// Which of the hits is selected.
    pub fn selected(&self) -> usize {
        self.selection.at(self.hits.len())
    }

    /// The number of the line that is selected.
    pub fn chosen(&self) -> Option<usize> {
        self.hits.get(self.selected()).copied()
    }

    pub fn edit(&mut self, edit: Edit) {
        self.field.edit(edit);
        self.search();
    }

    pub fn paste(&mut self, text: &str) {
        self.field.paste(text);
        self.search();
    }

    pub fn act(&mut self, action: Action, page: usize) -> bool {
        self.selection.act(action, self.hits.len(), page)
    }

    pub fn select(&mut self, hit: usize) {
        self.selection.set(hit);
    }

    fn search(&mut self) {
        let words = fold(self.field.text()).into_owned();
        let mut found: Vec<(Reverse<i64>, usize)> = self
            .folded
            .iter()
            .enumerate()
            .filter_map(|(number, line)| Some((Reverse(self.score(line, &words)?), number)))
            .collect();
        found.sort_unstable();
        self.hits = found.into_iter().map(|(_, number)| number).collect();
        self.selection = Selection::default();
    }

    /// `None`: one of the words is not in it.
    fn score(&self, line: &str, words: &str) -> Option<i64> {
        let score = |word| {
            let fuzzy = self.matcher.fuzzy_match(line, word)?;
            Some(fuzzy + if line.contains(word) { WHOLE_WORD } else { 0 })
        };
        words.split_whitespace().map(score).sum()
    }
}

impl std::fmt::Debug for Picker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Picker")
            .field("field", &self.field)
            .field("hits", &self.hits)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: [&str; 4] = [
        "Go to the settings",
        "Grüße an Jürgen Müller",
        "Show all keys",
        "Switch the mouse",
    ];

    fn found(words: &str) -> Vec<usize> {
        let mut picker = Picker::new(LINES);
        picker.paste(words);
        picker.hits().to_vec()
    }

    #[test]
    fn words_are_found_in_any_order_and_without_accents() {
        assert_eq!(found("muller jurgen"), [1]);
        assert_eq!(found("MÜLLER"), [1]);
        assert_eq!(found("set"), [0]);
        assert_eq!(found("xyz"), [0; 0]);
        assert_eq!(found(""), [0, 1, 2, 3]);
    }

    #[test]
    fn what_was_typed_comes_before_what_only_resembles_it() {
        assert_eq!(found("mouse")[0], 3);
        assert_eq!(found("keys")[0], 2);
    }

    #[test]
    fn typing_selects_the_best_again() {
        let mut picker = Picker::new(LINES);
        picker.act(Action::Last, 10);
        assert_eq!(picker.chosen(), Some(3));
        picker.edit(Edit::Insert('s'));
        assert_eq!(picker.selected(), 0);
    }
}
