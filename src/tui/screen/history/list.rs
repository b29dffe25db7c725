//! Entries as they come page by page, with what is selected and what of them is shown.

use super::entry::{Entry, EntryId, Line};
use crate::core::text::fold;
use crate::tui::action::Action;
use crate::tui::job::JobId;
use crate::tui::widget::selection::Selection;
use std::cmp::Reverse;

/// With fewer rows than this below the selected one the next page is asked for.
const AHEAD: usize = 100;

#[derive(Debug, Default)]
pub struct List {
    rows: Vec<Line>,
    /// The rows that are shown, by place.
    shown: Vec<usize>,
    filter: String,
    selection: Selection,
    /// There are no older ones.
    pub is_all: bool,
    /// The job that brings the next page, or the newest one.
    pub asked: Option<JobId>,
    pub is_known: bool,
}

impl List {
    /// Complete, as what was done in one run.
    pub fn of(rows: Vec<Line>) -> Self {
        let mut list = Self {
            is_all: true,
            is_known: true,
            rows,
            ..Self::default()
        };
        list.refilter();
        list
    }

    /// The newest page: what was known and is older stays behind it, as far as nothing is missing between them.
    pub fn renew(&mut self, newest: &[Line], is_all: bool) {
        let selected = self.selected().map(Entry::id);
        let ids: Vec<EntryId> = newest.iter().map(|row| row.entry.id()).collect();
        let meets = self
            .rows
            .first()
            .is_some_and(|first| ids.contains(&first.entry.id()));
        let oldest = newest.last().map(|row| row.entry.at());
        let is_older = |row: &Line| {
            let is_before = oldest.is_some_and(|oldest| row.entry.at() <= oldest);
            is_before && !ids.contains(&row.entry.id())
        };
        let known = std::mem::take(&mut self.rows);
        self.rows = newest.to_vec();
        if meets {
            self.rows.extend(known.into_iter().filter(is_older));
        }
        self.is_all = is_all || (meets && self.is_all);
        self.is_known = true;
        self.refilter();
        if let Some(selected) = selected
            && let Some(at) = self
                .shown
                .iter()
                .position(|at| self.rows[*at].entry.id() == selected)
        {
            self.selection.set(at);
        }
    }

    /// The page behind what is known. Reviews came with the first one: each stays at its time.
    pub fn extend(&mut self, older: &[Line], is_all: bool) {
        self.rows.extend_from_slice(older);
        if self.rows.iter().any(|row| matches!(*row.entry, Entry::Review(_))) {
            self.rows.sort_by_key(|row| Reverse(row.entry.at()));
        }
        self.is_all = is_all;
        self.refilter();
    }

    pub fn set_filter(&mut self, text: &str) {
        text.clone_into(&mut self.filter);
        self.refilter();
        self.selection = Selection::default();
    }

    pub fn filter(&self) -> &str {
        &self.filter
    }

    fn refilter(&mut self) {
        let words = fold(&self.filter).into_owned();
        let fits = |at: &usize| {
            words
                .split_whitespace()
                .all(|word| self.rows[*at].folded.contains(word))
        };
        self.shown = (0..self.rows.len()).filter(fits).collect();
    }

    pub fn len(&self) -> usize {
        self.shown.len()
    }

    pub fn get(&self, index: usize) -> Option<&Entry> {
        Some(&self.rows.get(*self.shown.get(index)?)?.entry)
    }

    pub fn at(&self) -> usize {
        self.selection.at(self.len())
    }

    pub fn selected(&self) -> Option<&Entry> {
        self.get(self.at())
    }

    pub fn select(&mut self, index: usize) {
        self.selection.set(index);
    }

    pub fn act(&mut self, action: Action, page: usize) -> bool {
        let len = self.len();
        self.selection.act(action, len, page)
    }

    /// From the oldest on.
    pub fn oldest_first(&self) -> impl Iterator<Item = &Entry> {
        self.rows.iter().rev().map(|row| &*row.entry)
    }

    /// More is to be asked for.
    pub fn wants_more(&self) -> bool {
        !self.is_all && self.is_known && self.asked.is_none() && self.len() - self.at() < AHEAD.max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Operator;
    use crate::store::state::{Origin, ReviewRow};
    use jiff::Timestamp;

    /// Reviews of these seconds.
    fn rows(seconds: impl IntoIterator<Item = i64>) -> Vec<Line> {
        let by = || Operator {
            user: "ada".to_owned(),
            host: "idp1".to_owned(),
        };
        let row = |second| ReviewRow {
            at: Timestamp::from_second(second).unwrap(),
            by: by(),
            origin: Origin::Screen,
            covered: 0,
            pairs: 0,
        };
        seconds
            .into_iter()
            .map(|second| Line::of(Entry::Review(row(second))))
            .collect()
    }

    fn seconds(list: &List) -> Vec<i64> {
        list.rows.iter().map(|row| row.entry.at().as_second()).collect()
    }

    #[test]
    fn newer_entries_come_before_what_is_known_and_the_selection_stays() {
        let mut list = List::default();
        list.renew(&rows([3, 2]), false);
        list.extend(&rows([1]), true);
        list.act(Action::Down, 10);
        list.renew(&rows([5, 4, 3]), false);
        assert_eq!(seconds(&list), [5, 4, 3, 2, 1]);
        assert!(list.is_all);
        assert_eq!(list.selected().map(|entry| entry.at().as_second()), Some(2));
    }

    #[test]
    fn where_entries_between_are_missing_what_was_known_is_asked_for_again() {
        let mut list = List::default();
        list.renew(&rows([3, 2]), true);
        list.renew(&rows([9, 8]), false);
        assert_eq!(seconds(&list), [9, 8]);
        assert!(!list.is_all && list.wants_more());
    }
}
